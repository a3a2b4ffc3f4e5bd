"""Reviews whose actions are followed up for years, and the account of the case that stays apart from them."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from actions import board_pack, workflow
from actions.models import Action, CaseReview
from actions.states import Ending
from csp_portal.audit.models import AuditEvent
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict
from tests.factories import (
    make_action,
    make_board,
    make_item,
    make_meeting,
    make_organisation,
    make_seat,
    make_secretary,
    name_deputy,
    seat_person,
    sign_in,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2016, 4, 4, 9, tzinfo=UTC)
TODAY = date(2016, 4, 4)
SECRET = "Quagga"


@pytest.fixture(autouse=True)
def in_april_2016():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def secretary():
    return make_secretary()


@pytest.fixture
def board(secretary):
    return make_board(by=secretary, short_name="CSP", slug="csp")


@pytest.fixture
def seat(board, secretary):
    return make_seat(board=board, by=secretary, organisation=make_organisation(name="Fire Brigade"))


@pytest.fixture
def member(seat, secretary):
    return seat_person(seat=seat, by=secretary).person


@pytest.fixture
def reader_seat(board, secretary):
    return make_seat(board=board, by=secretary, office="Safeguarding lead")


@pytest.fixture
def reader(reader_seat, secretary):
    return seat_person(seat=reader_seat, by=secretary).person


@pytest.fixture
def review(board, reader_seat, secretary):
    return workflow.record_review(
        board=board,
        name="Domestic homicide review 1",
        account=f"The neighbour {SECRET} heard it.",
        readers=[reader_seat],
        **doing(secretary),
    )


@pytest.fixture
def action(board, seat, member, review, secretary):
    meeting = make_meeting(board=board, state="agenda_draft", by=secretary)
    return make_action(
        agenda_item=make_item(meeting=meeting, by=secretary),
        partners=[(seat.organisation, member)],
        review=review,
        due_on=date(2019, 4, 1),
        by=secretary,
    )


def doing(by):
    return {"by": by, "at": NOW, "on": TODAY}


def page(person, name, *keys, **query):
    answer = sign_in(Client(), person).get(reverse(name, args=keys), query)
    return answer.status_code, answer.content.decode()


def test_an_action_stands_in_the_tracker_with_the_review_that_it_follows_up(member, review, action):
    _, detail = page(member, "actions:action_detail", action.slug)
    _, listed = page(member, "actions:review_detail", review.key)
    _, found = page(member, "actions:action_list", show="all", words="homicide")
    _, reviews = page(member, "actions:review_list")

    assert review.get_absolute_url() in detail
    assert action.get_absolute_url() in listed
    assert action.get_absolute_url() in found
    assert review.name in reviews


def test_the_account_is_read_by_the_seats_named_and_the_secretariat_and_each_reading_is_on_record(
    reader, reader_seat, member, secretary, review
):
    deputy = name_deputy(seat=reader_seat, by=secretary).person

    answers = {
        person: page(person, "actions:review_account", review.key)
        for person in (reader, deputy, secretary, member)
    }

    assert [status for status, _ in answers.values()] == [200, 200, 200, 403]
    assert [SECRET in text for _, text in answers.values()] == [True, True, True, False]
    read = AuditEvent.objects.filter(kind="actions.case_review.account_read")
    assert {event.actor_pk for event in read} == {each.pk for each in (reader, deputy, secretary)}


def test_no_word_of_the_account_stands_anywhere_else(member, reader, secretary, review, action):
    section = board_pack.action_log(action.meeting)
    workflow.edit_review(
        review=review,
        version=review.version,
        name=review.name,
        account=f"{SECRET} again.",
        readers=review.readers.all(),
        **doing(secretary),
    )

    said = [render_to_string(section.template, dict(section.context))]
    for person in (member, reader, secretary):
        for name, keys, query in (
            ("actions:action_detail", [action.slug], {}),
            ("actions:action_list", [], {"show": "all"}),
            ("actions:action_list", [], {"show": "all", "words": SECRET}),
            ("actions:review_list", [], {}),
            ("actions:review_detail", [review.key], {}),
            ("home", [], {}),
        ):
            said.append(page(person, name, *keys, **query)[1])
        said.append(
            sign_in(Client(), person)
            .post(reverse("meetings:search"), {"words": "neighbour"})
            .content.decode()
        )
    said += [str(list(CaseReview.history.values())), str(list(AuditEvent.objects.values()))]
    assert "Follows up: Domestic homicide review 1" in said[0]
    # Search writes back the one word that was looked for.
    assert not [text for text in said if "The neighbour" in text or f"{SECRET} again" in text]


def test_only_the_secretariat_records_changes_and_closes(board, seat, reader, review):
    for act in (
        lambda: workflow.record_review(board=board, name="2", account="", readers=[], **doing(reader)),
        lambda: workflow.edit_review(
            review=review, version=1, name="2", account="", readers=[], **doing(reader)
        ),
        lambda: workflow.close_review(review=review, reason="Over.", **doing(reader)),
    ):
        with pytest.raises(Refused):
            act()


def test_the_second_of_two_who_write_is_told(review, secretary):
    first = {"name": review.name, "readers": [], **doing(secretary)}
    workflow.edit_review(review=review, version=1, account="First.", **first)

    with pytest.raises(EditConflict):
        workflow.edit_review(review=review, version=1, account="Second.", **first)

    review.refresh_from_db()
    assert review.account == "First."


def test_a_name_and_a_seat_are_of_one_board(board, review, secretary):
    elsewhere = make_seat(by=secretary)

    with pytest.raises(CannotBeDone, match="has that name"):
        workflow.record_review(board=board, name=review.name, account="", readers=[], **doing(secretary))
    with pytest.raises(CannotBeDone, match="seats of this board"):
        workflow.record_review(
            board=board, name="Another", account="", readers=[elsewhere], **doing(secretary)
        )


def test_an_action_follows_up_only_a_review_of_its_board_that_stands(seat, member, review, secretary):
    other = make_board(by=secretary)

    with pytest.raises(CannotBeDone, match="still followed up"):
        make_action(board=other, partners=[(seat.organisation, member)], review=review, by=secretary)

    workflow.close_review(review=review, reason="The board, on 17 March.", **doing(secretary))
    review.refresh_from_db()
    with pytest.raises(CannotBeDone, match="still followed up"):
        make_action(board=review.board, partners=[(seat.organisation, member)], review=review, by=secretary)


def test_it_closes_once_all_has_ended_and_the_account_is_erased_while_the_actions_stay(
    review, action, reader, secretary
):
    with pytest.raises(CannotBeDone, match="still open"):
        workflow.close_review(review=review, reason="Over.", **doing(secretary))
    workflow.end_action(
        action=action,
        ending=Ending.NO_LONGER_NEEDED,
        decided_by="The board",
        reason="Done elsewhere.",
        **doing(secretary),
    )

    review = workflow.close_review(review=review, reason="The board, on 17 March.", **doing(secretary))

    assert review.account == ""
    assert Action.objects.get().review == review
    assert page(reader, "actions:review_account", review.key)[0] == 403
    assert "Followed up no longer" in page(reader, "actions:review_detail", review.key)[1]
    with pytest.raises(CannotBeDone, match="closed"):
        workflow.edit_review(review=review, version=9, name="x", account="", readers=[], **doing(secretary))
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseReview.objects.update(account="Again.")


def test_the_secretariat_records_a_review_and_its_action_on_pages(board, seat, member, secretary):
    client = sign_in(Client(), secretary)
    client.post(
        reverse("actions:review_record", args=[board.slug]),
        {"version": 1, "name": "Review 7", "account": "Words.", "readers": [seat.pk]},
    )
    review = CaseReview.objects.get()
    form = client.get(f"{reverse('actions:action_record')}?board={board.slug}&review={review.key}").context[
        "form"
    ]
    partner = form.fields["partners"].choices[0][0]

    client.post(
        f"{reverse('actions:action_record')}?board={board.slug}",
        {
            "kind": "do",
            "title": "Train staff",
            "partners": [partner],
            "due": "next_meeting",
            "review": review.key,
        },
    )

    assert form["review"].value() == review.key
    action = Action.objects.get()
    assert action.review == review
    client.post(
        reverse("actions:action_edit", args=[action.slug]),
        {"version": action.version, "kind": "do", "title": "Train all staff", "review": ""},
    )
    action.refresh_from_db()
    assert (action.title, action.review) == ("Train all staff", None)
