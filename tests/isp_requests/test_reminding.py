"""Who is told of an answer that waits, when, and how little they are told."""

from datetime import UTC, date, datetime

import pytest

from csp_portal.accounts.roles import Role
from csp_portal.notices.models import Notice
from isp_requests.identity import everything
from isp_requests.models import Asked
from isp_requests.models.officers import board_members
from isp_requests.states.answer import Stage, State
from isp_requests.workflow import officers
from isp_requests.workflow.reminding import _stage_of, remind
from tests.factories import make_user
from tests.isp_requests.factories_sealed import CANARY, WHEN, bring_to, make_ready

pytestmark = pytest.mark.django_db

# Received on Friday 11 March 2016 at 9.30: ten working days, with Good Friday and Easter Monday between.
STAGES = [
    (datetime(2016, 3, 17, 17, tzinfo=UTC), None),
    (datetime(2016, 3, 18, 9, 30, tzinfo=UTC), Stage.HALF_TIME),
    (datetime(2016, 3, 24, 17, tzinfo=UTC), Stage.HALF_TIME),
    (datetime(2016, 3, 29, 8, 30, tzinfo=UTC), Stage.OVERDUE),
    (datetime(2016, 4, 4, 17, tzinfo=UTC), Stage.OVERDUE),
    (datetime(2016, 4, 5, 8, 30, tzinfo=UTC), Stage.LONG_OVERDUE),
]
HALF, LATE, VERY_LATE = STAGES[1][0], STAGES[3][0], STAGES[5][0]


def _remind(at):
    return remind(by=None, at=at, on=at.date())


def _told(kind):
    return {notice.person for notice in Notice.objects.filter(kind=f"isp_requests.{kind}")}


@pytest.mark.parametrize(("at", "stage"), STAGES)
def test_the_clock_comes_to_its_stages_over_easter_and_the_change_to_summer_time(sides, at, stage):
    asked = bring_to(sides, State.ALLOCATED)

    with everything():
        asked = Asked.objects.select_related("sharing_request__edition").get(pk=asked.pk)
        found = _stage_of(asked, at=at)

    assert found == stage


def test_at_half_time_the_officer_is_told_once(sides):
    bring_to(sides, State.ALLOCATED)

    first, second = _remind(HALF), _remind(HALF)

    assert (first, second) == (1, 0)
    assert _told(Stage.HALF_TIME) == {sides.officer}


def test_what_nobody_has_taken_on_is_told_to_the_back_up_while_the_contact_is_away(sides):
    back_up = make_ready(full_name="Back-up", organisation=sides.holding, role=Role.BACKUP_SPOC)
    bring_to(sides, State.RECEIVED)
    officers.record_absence(
        person=sides.holding_spoc,
        organisation=sides.holding,
        starts_on=date(2016, 3, 14),
        ends_on=date(2016, 3, 24),
        by=sides.holding_spoc,
        **WHEN,
    )

    _remind(HALF)

    assert _told(Stage.HALF_TIME) == {back_up}


def test_what_is_overdue_is_told_to_the_back_up_and_then_to_the_board_member(sides, monkeypatch):
    back_up = make_ready(full_name="Back-up", organisation=sides.holding, role=Role.BACKUP_SPOC)
    member = make_user(full_name="Member")
    monkeypatch.setattr("isp_requests.workflow.reminding.board_members", lambda *_, **__: [member])
    bring_to(sides, State.ALLOCATED)

    _remind(LATE)
    before = _told(Stage.LONG_OVERDUE)
    _remind(VERY_LATE)

    assert _told(Stage.OVERDUE) == {sides.holding_spoc, back_up, sides.officer}
    assert before == set()
    assert _told(Stage.LONG_OVERDUE) == {member}


def test_a_notice_says_only_that_something_waits(sides):
    asked = bring_to(sides, State.ALLOCATED)

    for at in (HALF, LATE, VERY_LATE):
        _remind(at)

    for notice in Notice.objects.filter(kind__startswith="isp_requests."):
        said = f"{notice.title} {notice.path}"
        assert CANARY not in said
        assert asked.sharing_request.reference not in said
        assert sides.asking.name not in said


@pytest.mark.parametrize(
    "state", [State.QUESTIONED, State.DECIDED, State.SUPPLIED, State.CLOSED, State.WITHDRAWN]
)
def test_nobody_is_reminded_while_the_clock_stands_or_after_the_decision(sides, state):
    bring_to(sides, state)

    assert _remind(VERY_LATE) == 0


def test_an_organisation_without_a_seat_has_no_board_member_to_tell(sides):
    assert board_members(sides.holding, on=date(2016, 3, 11)) == []
