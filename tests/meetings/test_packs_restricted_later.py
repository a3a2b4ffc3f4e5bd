"""What becomes of a published pack when one of its papers or items is restricted afterwards."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from meetings.models.agendas import Restriction
from meetings.workflow import agendas, papers
from tests.factories import PLANNED_AT, PLANNED_ON, make_pack, restrict_item, restrict_paper, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_typesetting")]

PAGES = ("pack_detail", "pack_download", "pack_manifest", "pack_changes")


@pytest.fixture
def pack(world):
    return make_pack(meeting=world.meeting, is_published=True, by=world.secretary)


def answers(person, pack):
    client = sign_in(Client(), person)
    found = []
    for name in PAGES:
        response = client.get(reverse(f"meetings:{name}", args=[pack.meeting.reference, pack.number]))
        if response.streaming:
            b"".join(response.streaming_content)
        found.append(response.status_code)
    return set(found)


def test_the_version_closes_to_whom_the_later_restriction_does_not_name(world, pack):
    restrict_paper(paper=world.strategy, seats=[world.places_seat], by=world.secretary)

    assert answers(world.member, pack) == {404}
    assert answers(world.complaint_reader, pack) == {404}
    assert answers(world.places_reader, pack) == {200}
    assert answers(world.secretary, pack) == {200}


def test_so_it_does_when_an_item_without_papers_gets_a_closed_title(world, pack):
    other = world.meeting.items.get(title="Any other business")
    restrict_item(item=other, seats=[world.places_seat], by=world.secretary)

    assert answers(world.member, pack) == {404}
    assert answers(world.places_reader, pack) == {200}


def test_a_version_built_afterwards_opens_with_slips(world, pack):
    restrict_paper(paper=world.strategy, seats=[world.places_seat], by=world.secretary)
    later = make_pack(meeting=world.meeting, is_published=True, by=world.secretary)

    assert answers(world.member, later) == {200}
    current = reverse("meetings:pack_current", args=[world.meeting.reference])
    assert f"version {later.number}" in sign_in(Client(), world.member).get(current).content.decode().lower()


def test_restrictions_that_the_version_knows_of_close_nothing_more(world, pack):
    agendas.restrict_paper(
        paper=world.places,
        ground=Restriction.Ground.OPERATIONAL,
        explanation="",
        review_on=date(2030, 1, 1),
        seats=[world.other_seat],
        by=world.secretary,
        at=PLANNED_AT,
        on=PLANNED_ON,
    )

    assert answers(world.member, pack) == {200}
    assert answers(world.places_reader, pack) == {200}


def test_a_lifted_restriction_closes_nothing(world, pack):
    paper = restrict_paper(paper=world.strategy, seats=[world.places_seat], by=world.secretary)
    agendas.lift_restriction(restriction=paper.restriction, by=world.secretary, at=PLANNED_AT, on=PLANNED_ON)

    assert answers(world.member, pack) == {200}


def test_a_new_version_of_a_withheld_paper_is_told_to_its_readers_only(world, pack):
    body = [{"key": "purpose", "heading": "Purpose of the report", "text": "Another cafe."}]
    papers.keep_report(
        paper=world.places, body=body, based_on=1, by=world.secretary, at=PLANNED_AT, on=PLANNED_ON
    )
    later = make_pack(meeting=world.meeting, is_published=True, by=world.secretary)
    page = reverse("meetings:pack_changes", args=[world.meeting.reference, later.number])

    told = {
        person: sign_in(Client(), person).get(page).content.decode()
        for person in (world.member, world.places_reader)
    }

    assert "New text." not in told[world.member]
    assert "New text." in told[world.places_reader]
