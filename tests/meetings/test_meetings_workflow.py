"""What happens to meetings as wholes."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, InvalidTransition
from meetings import policies
from meetings.models import Board, Meeting
from meetings.states.meeting import TRANSITIONS, State
from meetings.workflow import meetings
from tests.factories import (
    MEETING_AT,
    make_board,
    make_meeting,
    make_seat,
    make_secretary,
    make_user,
    seat_person,
)

pytestmark = pytest.mark.django_db

AT = datetime(2016, 3, 1, 9, tzinfo=UTC)
ON = date(2016, 3, 1)
AFTERWARDS = datetime(2016, 3, 18, 9, tzinfo=UTC)


def when(secretary, at=AT):
    return {"by": secretary, "at": at, "on": at.date()}


@pytest.fixture
def secretary():
    return make_secretary()


def test_plan_takes_place_and_length_from_the_boards_rules(secretary):
    board = make_board(by=secretary, usual_place="Civic Centre", usual_minutes=150)

    meeting = meetings.plan_meeting(board=board, starts_at=MEETING_AT, **when(secretary))

    assert (meeting.place, meeting.length) == ("Civic Centre", 150)
    assert meeting.reference == f"{board.slug}-2016-03-17"


def test_plan_gives_a_second_meeting_on_a_day_a_reference_of_its_own(secretary):
    board = make_board(by=secretary)
    make_meeting(board=board, by=secretary)

    later = make_meeting(board=board, starts_at=datetime(2016, 3, 17, 18, tzinfo=UTC), by=secretary)

    assert later.reference == f"{board.slug}-2016-03-17-2"


def test_plan_refuses_a_time_at_which_the_board_meets_already(secretary):
    meeting = make_meeting(by=secretary)

    with pytest.raises(CannotBeDone, match="meets at that time already"):
        make_meeting(board=meeting.board, by=secretary)


def test_plan_refuses_a_parallel_board(secretary):
    board = make_board(by=secretary, kind=Board.Kind.PARALLEL)

    with pytest.raises(CannotBeDone, match="meets elsewhere"):
        make_meeting(board=board, by=secretary)


def test_plan_refuses_who_does_not_run_meetings(secretary):
    board = make_board(by=secretary)

    with pytest.raises(Refused):
        make_meeting(board=board, by=make_user())


def test_edit_keeps_the_reference_so_that_links_keep_working(secretary):
    meeting = make_meeting(by=secretary)

    edited = meetings.edit_meeting(
        meeting=meeting,
        version=1,
        reason="Purdah.",
        starts_at=datetime(2016, 3, 31, 13, tzinfo=UTC),
        **when(secretary),
    )

    assert edited.on == date(2016, 3, 31)
    assert edited.reference == meeting.reference


def test_edit_refuses_a_time_at_which_the_board_meets_already(secretary):
    meeting = make_meeting(by=secretary)
    other = make_meeting(board=meeting.board, starts_at=datetime(2016, 6, 16, 14, tzinfo=UTC), by=secretary)

    with pytest.raises(CannotBeDone, match="meets at that time already"):
        meetings.edit_meeting(meeting=other, version=1, starts_at=meeting.starts_at, **when(secretary))


EVENTS = {
    State.AGENDA_DRAFT: meetings.begin_agenda,
    State.HELD: meetings.record_as_held,
    State.CANCELLED: lambda **facts: meetings.cancel_meeting(reason="Flood.", **facts),
}


@pytest.mark.parametrize("to", EVENTS)
@pytest.mark.parametrize("state", [state for state in State if state != State.CIRCULATED])
def test_a_meeting_moves_only_as_its_state_table_says(secretary, state, to):
    meeting = make_meeting(state=state, by=secretary)

    # An agenda is begun once; it is a draft again by other ways.
    if to in TRANSITIONS[state] and (to, state) not in {
        (State.AGENDA_DRAFT, State.AGREED),
        (State.AGENDA_DRAFT, State.POSTPONED),
    }:
        assert EVENTS[to](meeting=meeting, **when(secretary, AFTERWARDS)).state == to
    else:
        with pytest.raises((InvalidTransition, Refused)):
            EVENTS[to](meeting=meeting, **when(secretary, AFTERWARDS))


def test_a_meeting_is_not_held_before_it_begins(secretary):
    meeting = make_meeting(state=State.AGENDA_DRAFT, by=secretary)

    with pytest.raises(CannotBeDone, match="has not begun yet"):
        meetings.record_as_held(meeting=meeting, **when(secretary))


def test_the_database_asks_for_the_reason_of_a_cancelled_meeting(secretary):
    meeting = make_meeting(by=secretary)

    with pytest.raises(IntegrityError, match="meeting_cancelled_with_a_reason"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(state=State.CANCELLED)


@pytest.mark.parametrize(
    ("place", "state", "reads"),
    [
        ("member", State.AGENDA_DRAFT, False),
        ("co_chair", State.AGENDA_DRAFT, True),
        ("member", State.HELD, True),
        ("supporting_adviser", State.HELD, True),
    ],
)
def test_an_agenda_in_draft_is_read_by_those_who_agree_it(secretary, place, state, reads):
    meeting = make_meeting(state=state, by=secretary)
    seat = make_seat(board=meeting.board, board_role=place, by=secretary)
    person = seat_person(seat=seat, by=secretary).person

    assert policies.read_agenda.allows(person, meeting, on=ON) is reads


def test_a_stranger_reads_no_agenda(secretary):
    meeting = make_meeting(state=State.HELD, by=secretary)

    assert not policies.read_agenda.allows(make_user(), meeting, on=ON)
