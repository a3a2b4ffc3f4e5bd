"""What comes after a disclosure: passing on, corrections, holds, subject access, and destruction by the clock (ISP 10)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone
from isp_requests import door
from isp_requests.identity import as_person, everything
from isp_requests.models import AccessConsultation, Correction, LegalHold, PassingOn, SealedSection
from isp_requests.states.answer import State
from isp_requests.states.sharing_request import State as RequestState
from isp_requests.workflow import afterwards, answers, disclosures, requests, retention
from tests.factories import sign_in
from tests.isp_requests.factories_sealed import (
    CANARY,
    LATER,
    ON,
    WHEN,
    add_what_came_afterwards,
    answer_of,
    bring_to,
    make_sent,
)

pytestmark = pytest.mark.django_db


def pass_on(asked, *, by, **changes):
    given = {"to": f"Dr {CANARY}", "why": "Treatment.", "is_emergency": False} | changes
    return afterwards.ask_to_pass_on(asked=asked, by=by, **given, **WHEN)


def words_of(row, name, *, to):
    with as_person(to, on=ON):
        return door.unseal(row, name, by=to, **WHEN)


# --- Passing on -----------------------------------------------------------------------------------
def test_it_is_passed_on_with_the_leave_of_the_source(sides):
    asked = bring_to(sides, State.IN_USE)
    row = pass_on(asked, by=sides.requester)
    assert words_of(row, "asking", to=sides.officer)["to"] == f"Dr {CANARY}"

    with pytest.raises(CannotBeDone, match="Say why"):
        afterwards.answer_passing_on(passing_on=row, is_allowed=False, words="", by=sides.officer, **WHEN)
    row = afterwards.answer_passing_on(
        passing_on=row, is_allowed=True, words="Once.", by=sides.officer, **WHEN
    )

    assert (row.standing, row.answered_by) == ("Allowed", sides.officer)
    assert words_of(row, "leave", to=sides.requester)["text"] == "Once."
    with pytest.raises(Refused, match="any more"):
        afterwards.answer_passing_on(passing_on=row, is_allowed=False, words="No.", by=sides.officer, **WHEN)


def test_in_an_emergency_it_is_recorded_and_nobody_is_asked(sides):
    row = pass_on(bring_to(sides, State.SUPPLIED), by=sides.requester, is_emergency=True)

    with pytest.raises(Refused, match="any more"):
        afterwards.answer_passing_on(passing_on=row, is_allowed=True, words="", by=sides.officer, **WHEN)
    with everything(), pytest.raises(IntegrityError), transaction.atomic():
        PassingOn.objects.filter(pk=row.pk).update(
            is_allowed=True, answered_by=sides.officer, answered_at=WHEN["at"]
        )


@pytest.mark.parametrize("state", [State.DECIDED, State.CERTIFIED, State.CLOSED])
def test_nothing_is_passed_on_that_is_not_held(sides, state):
    with pytest.raises(Refused, match="is held"):
        pass_on(bring_to(sides, state), by=sides.requester)


# --- Corrections ----------------------------------------------------------------------------------
def test_the_source_puts_right_what_it_disclosed_and_the_requester_confirms(sides):
    asked = bring_to(sides, State.IN_USE)
    (row,) = afterwards.correct(asked=asked, wrong="No 1.", right="No 2.", by=sides.officer, **WHEN)
    assert words_of(row, "correction", to=sides.requester) == {"wrong": "No 1.", "right": "No 2."}

    with pytest.raises(Refused):
        afterwards.confirm_correction(correction=row, by=sides.officer, **WHEN)
    row = afterwards.confirm_correction(correction=row, by=sides.requester, **WHEN)

    assert row.confirmed_by == sides.requester
    with pytest.raises(Refused, match="already"):
        afterwards.confirm_correction(correction=row, by=sides.requester, **WHEN)


def test_the_requester_puts_right_part_a_for_every_organisation_asked(sides):
    sent = make_sent(sides, asked=[sides.holding, sides.third])
    asked = answer_of(sent, sides.holding, to=sides.requester)
    answers.allocate(asked=asked, officer=sides.officer, by=sides.holding_spoc, **WHEN)

    rows = afterwards.correct(asked=asked, wrong="No 1.", right="No 2.", by=sides.requester, **WHEN)

    assert len(rows) == 2
    assert all(row.is_of_request for row in rows)
    with as_person(sides.officer, on=ON):
        (mine,) = Correction.objects.visible_to(sides.officer, on=ON)
    assert afterwards.confirm_correction(correction=mine, by=sides.officer, **WHEN).confirmed_at


@pytest.mark.parametrize(("wrong", "right"), [("", "No 2."), ("No 1.", " ")])
def test_a_correction_says_what_is_wrong_and_what_is_right(sides, wrong, right):
    with pytest.raises(CannotBeDone, match="what is right"):
        afterwards.correct(
            asked=bring_to(sides, State.IN_USE), wrong=wrong, right=right, by=sides.officer, **WHEN
        )


# --- Legal hold -----------------------------------------------------------------------------------
@pytest.mark.parametrize(("placer", "other"), [("requester", "officer"), ("officer", "requester")])
def test_nothing_is_destroyed_while_a_hold_stands_and_its_own_side_lifts_it(sides, placer, other):
    asked = bring_to(sides, State.IN_USE)
    by = getattr(sides, placer)
    hold = afterwards.place_hold(asked=asked, why="An appeal.", review_on=LATER, by=by, **WHEN)

    with pytest.raises(CannotBeDone, match="legal hold"):
        disclosures.certify(asked=asked, ending="destroyed", by=sides.requester, **WHEN)
    with pytest.raises(Refused, match="stands already"):
        afterwards.place_hold(asked=asked, why="Another.", review_on=LATER, by=by, **WHEN)
    with pytest.raises(Refused, match="side"):
        afterwards.lift_hold(hold=hold, by=getattr(sides, other), **WHEN)
    afterwards.lift_hold(hold=hold, by=by, **WHEN)

    assert (
        disclosures.certify(asked=asked, ending="destroyed", by=sides.requester, **WHEN).state
        == State.CERTIFIED
    )


@pytest.mark.parametrize(
    ("why", "day", "said"), [(" ", LATER, "proceedings"), ("An appeal.", ON, "has passed")]
)
def test_a_hold_has_a_reason_and_a_day_to_look_at_it_again(sides, why, day, said):
    with pytest.raises(CannotBeDone, match=said):
        afterwards.place_hold(
            asked=bring_to(sides, State.IN_USE), why=why, review_on=day, by=sides.requester, **WHEN
        )


# --- Subject access -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("came", "due"),
    [
        (date(2016, 3, 11), date(2016, 4, 11)),
        (date(2016, 1, 31), date(2016, 2, 29)),
        (date(2015, 12, 31), date(2016, 1, 31)),
    ],
)
def test_an_inquiry_is_answered_within_a_month_after_asking_the_source(sides, came, due):
    row = afterwards.consult_source(
        asked=bring_to(sides, State.IN_USE),
        received_on=came,
        question="Harm?",
        by=sides.requester,
        **WHEN,
    )
    assert row.due_on == due
    told = {"consultation": row, "by": sides.officer, **WHEN}

    with pytest.raises(CannotBeDone, match="which exemption"):
        afterwards.answer_consultation(exemption="part", words="", **told)
    with pytest.raises(CannotBeDone, match="anything is exempt"):
        afterwards.answer_consultation(exemption="", words="", **told)
    row = afterwards.answer_consultation(exemption="part", words="The address.", **told)

    assert words_of(row, "view", to=sides.requester)["text"] == "The address."
    with pytest.raises(Refused, match="already"):
        afterwards.answer_consultation(exemption="none", words="", **told)


# --- Who sees it ----------------------------------------------------------------------------------
@pytest.mark.parametrize("model", [PassingOn, Correction, LegalHold, AccessConsultation])
def test_another_organisation_asked_sees_none_of_it(sides, model):
    sent = make_sent(sides, asked=[sides.holding, sides.third])
    theirs = answer_of(sent, sides.third, to=sides.requester)
    answers.allocate(asked=theirs, officer=sides.third_officer, by=sides.third_spoc, **WHEN)
    add_what_came_afterwards(sides, bring_to(sides, State.SUPPLIED, sharing_request=sent))

    with as_person(sides.third_officer, on=ON):
        assert not model.objects.exists()
    with as_person(sides.officer, on=ON):
        assert model.objects.count() == 1


# --- Destroyed by the clock -----------------------------------------------------------------------
def closed(sides):
    asked = bring_to(sides, State.CLOSED)
    return asked, requests.close_request(sharing_request=asked.sharing_request, by=sides.requester, **WHEN)


def test_what_ended_a_year_ago_can_never_be_read_again_and_its_codes_stay(sides):
    _, sharing_request = closed(sides)
    assert sharing_request.destroy_on == date(2017, 3, 11)
    day_before = sharing_request.destroy_on - timedelta(days=1)

    assert retention.destroy_due(by=None, at=WHEN["at"], on=day_before) == 0
    assert retention.destroy_due(by=None, at=WHEN["at"], on=sharing_request.destroy_on) == 1
    assert retention.destroy_due(by=None, at=WHEN["at"], on=sharing_request.destroy_on) == 0

    with everything():
        sections = SealedSection.objects.filter(sharing_request=sharing_request)
        assert sections.exists()
        assert not sections.filter(destroyed_at__isnull=True).exists()
        assert sharing_request.asked.get().decisions.get().grounds == [{"code": "cda-s115"}]


def test_a_request_withdrawn_from_everybody_is_destroyed_by_the_clock_too(sides):
    bring_to(sides, State.WITHDRAWN)

    assert retention.destroy_due(by=None, at=WHEN["at"], on=date(2017, 3, 11)) == 1


def test_a_hold_stops_the_clock_and_lifting_it_lets_it_go_on(sides):
    asked, sharing_request = closed(sides)
    hold = afterwards.place_hold(asked=asked, why="An appeal.", review_on=LATER, by=sides.requester, **WHEN)
    assert retention.destroy_due(by=None, at=WHEN["at"], on=sharing_request.destroy_on) == 0

    afterwards.lift_hold(hold=hold, by=sides.requester, **WHEN)

    assert retention.destroy_due(by=None, at=WHEN["at"], on=sharing_request.destroy_on) == 1
    with everything():
        sharing_request.refresh_from_db()
    assert sharing_request.state == RequestState.CLOSED


# --- Pages ----------------------------------------------------------------------------------------
def test_both_sides_do_it_on_the_pages(sides, today, client):
    asked = bring_to(sides, State.IN_USE)
    page = f"{asked.get_absolute_url()}afterwards/"
    sign_in(client, sides.requester)
    lacking = client.post(f"{page}pass-on/", {"to": f"Dr {CANARY}", "is_emergency": "no"})
    assert lacking.status_code == 200
    assert CANARY.encode() in lacking.content
    assert (
        client.post(f"{page}pass-on/", {"to": "Dr No", "why": "Treatment.", "is_emergency": "no"}).url == page
    )

    sign_in(client, sides.officer)
    assert b"Dr No" in client.get(page).content
    assert b"Dr No" in client.get(f"{page}pass-on/1/").content
    assert client.post(f"{page}pass-on/1/", {"is_allowed": "no", "words": ""}).status_code == 200
    assert client.post(f"{page}pass-on/1/", {"is_allowed": "yes", "words": ""}).url == page
    assert client.post(f"{page}correct/", {"wrong": "1", "right": "2"}).url == page

    sign_in(client, sides.requester)
    assert client.post(f"{page}correct/1/").url == page
    assert client.get(f"{page}correct/1/").status_code == 405
    assert client.get(f"{page}pass-on/2/").status_code == 404
    shown = client.get(page).content
    assert b"Allowed" in shown
    assert b"Confirmed on" in shown
