"""Search finds the actions that the reader may open, and shows no word of any other."""

import pytest
from django.urls import reverse

from meetings import searching
from tests.factories import (
    PLANNED_ON,
    make_action,
    make_board,
    make_item,
    make_meeting,
    make_seat,
    make_secretary,
    restrict_item,
    seat_person,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership():
    secretary = make_secretary()
    board = make_board(by=secretary)
    seats = {name: make_seat(board=board, office=name, by=secretary) for name in ("member", "named")}
    people = {name: seat_person(seat=seat, by=secretary).person for name, seat in seats.items()}
    meeting = make_meeting(board=board, state="agenda_draft", by=secretary)
    opened = make_item(meeting=meeting, by=secretary)
    closed = make_item(meeting=meeting, title="A staffing matter", by=secretary)
    restrict_item(item=closed, seats=[seats["named"]], by=secretary)
    make_action(agenda_item=opened, title="Order lighting", details="Wombatlamps <b>first</b>.", by=secretary)
    make_action(agenda_item=closed, title="Numbatsecret", details="Wombatlamps last.", by=secretary)
    make_action(board=make_board(by=secretary), title="Elsewhere", details="Wombatlamps.", by=secretary)
    return people | {"secretary": secretary}


def found(reader, words, page=1):
    asked = searching.Asked(words=words, reader=reader, on=PLANNED_ON)
    return searching.search(asked, page=page, stems=searching.stems(words)).results


@pytest.mark.parametrize(("who", "titles"), [("member", 1), ("named", 2), ("secretary", 3)])
def test_an_action_is_found_by_its_words_among_those_that_one_may_open(partnership, who, titles):
    results = found(partnership[who], "wombatlamps")

    assert len(results) == titles
    assert {result.kind for result in results} == {"Action"}


def test_a_title_that_is_restricted_finds_nothing_and_stands_nowhere(client, partnership):
    assert found(partnership["member"], "numbatsecret") == []
    assert len(found(partnership["named"], "numbatsecret")) == 1
    sign_in(client, partnership["member"])

    page = client.post(reverse("meetings:search"), {"words": "wombatlamps"}).content.decode()

    assert "Numbatsecret" not in page
    assert " last." not in page
    assert page.count("portal-card__title") == 1
    assert "Order lighting" in page
