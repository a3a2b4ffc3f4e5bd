"""A meeting is opened, its items are taken one by one in any order, and it is closed."""

from datetime import timedelta

import pytest

from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict, InvalidTransition
from meetings.agenda_order import agenda
from meetings.models import Attendance, Meeting
from meetings.models.attendance import Presence
from meetings.running_order import turns
from meetings.states.meeting import State
from meetings.workflow import agendas, meetings, sittings
from tests.factories import make_item, make_meeting
from tests.meetings.factories_atmeeting import at_minute, make_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    return make_table()


@pytest.fixture
def sitting(table):
    table.all_come()
    return table.opens()


def read(table, at=None):
    return turns(Meeting.objects.get(pk=table.meeting.pk), at=at)


def test_a_meeting_is_opened_once_on_its_day_by_somebody_who_is_there(table):
    chair = table.seats["council_chair"]
    day_before = {"by": table.secretary, "at": at_minute(-24 * 60), "on": at_minute(-24 * 60).date()}
    with pytest.raises(CannotBeDone, match="Nobody is recorded as present"):
        table.opens()
    table.records("council_chair")
    table.records("adviser")
    with pytest.raises(CannotBeDone, match="on that day"):
        sittings.open_meeting(meeting=table.meeting, chair=chair, **day_before)
    with pytest.raises(CannotBeDone, match="Only a member"):
        table.opens("adviser")

    opened = table.opens()

    assert (opened.chair, opened.opened_at) == (chair, at_minute(0))
    with pytest.raises(CannotBeDone, match="already"):
        table.opens()


@pytest.mark.parametrize("state", [State.PLANNED, State.CANCELLED, State.HELD])
def test_a_meeting_without_an_agenda_or_that_is_over_is_not_opened(table, state):
    meeting = make_meeting(
        board=table.board, starts_at=at_minute(-7 * 24 * 60), by=table.secretary, state=state
    )

    with pytest.raises(InvalidTransition):
        sittings.open_meeting(meeting=meeting, chair=table.seats["council_chair"], **table.now())


def test_a_chair_may_run_the_meeting_and_a_member_may_not(table):
    table.records("council_chair")
    facts = {"meeting": table.meeting, "chair": table.seats["council_chair"]}

    with pytest.raises(Refused, match="chairs run the meeting"):
        sittings.open_meeting(**facts, **table.now() | {"by": table.people["health"]})
    opened = sittings.open_meeting(**facts, **table.now() | {"by": table.people["police_chair"]})
    closed = sittings.close_meeting(sitting=opened, **table.now(60) | {"by": table.people["police_chair"]})

    assert closed.meeting.state == State.HELD


def test_somebody_else_takes_the_chair(table, sitting):
    sitting = sittings.name_chair(
        sitting=sitting, chair=table.seats["police_chair"], version=1, **table.now(5)
    )

    assert sitting.chair == table.seats["police_chair"]
    with pytest.raises(EditConflict):
        sittings.name_chair(sitting=sitting, chair=table.seats["council"], version=1, **table.now(5))


def test_the_times_follow_from_the_start_and_the_minutes_allotted(table):
    times = [(turn.planned_start, turn.planned_finish) for turn in read(table)]

    assert times == [
        (at_minute(0), at_minute(10)),
        (at_minute(10), at_minute(30)),
        (at_minute(30), at_minute(60)),
    ]


def test_what_runs_over_pushes_on_what_follows(table, sitting):
    first, second, _ = table.items
    sittings.start_item(item=first, **table.now(2))
    sittings.start_item(item=second, **table.now(15))

    one, two, three = read(table, at=at_minute(40))

    assert (one.over_in_words, one.over_by) == ("3 minutes over", 3)
    assert two.is_being_taken
    assert two.ends_at == at_minute(40)
    assert (three.begins_at, three.ends_at) == (at_minute(40), at_minute(70))


def test_only_one_item_is_taken_at_a_time(table, sitting):
    first, second, _ = table.items
    sittings.start_item(item=first, **table.now(1))
    with pytest.raises(CannotBeDone, match="already"):
        sittings.start_item(item=first, **table.now(2))
    sittings.start_item(item=second, **table.now(9))
    with pytest.raises(CannotBeDone, match="not being taken"):
        sittings.finish_item(item=first, **table.now(9))

    taken = sittings.finish_item(item=second, **table.now(20))

    assert taken.finished_at == at_minute(20)
    assert read(table)[0].finished_at == at_minute(9)
    assert [turn.is_being_taken for turn in read(table)] == [False, False, False]


def test_an_item_is_taken_up_again_and_a_slip_of_the_finger_is_taken_back(table, sitting):
    first, second, _ = table.items
    sittings.start_item(item=first, **table.now(1))
    sittings.finish_item(item=first, **table.now(5))

    again = sittings.start_item(item=first, **table.now(20))
    slip = sittings.start_item(item=second, **table.now(25))
    slip = sittings.take_back_item(item=second, **table.now(26))

    assert (again.started_at, again.finished_at) == (at_minute(1), None)
    assert (slip.started_at, slip.finished_at) == (None, None)
    with pytest.raises(CannotBeDone, match="not begun"):
        sittings.take_back_item(item=second, **table.now(27))


def test_an_item_taken_early_keeps_its_number_and_the_agenda_its_order(table, sitting):
    first, _, third = table.items
    sittings.start_item(item=first, **table.now(1))

    # First place is taken: what was begun keeps its turn.
    sittings.take_in_turn(item=third, place=1, **table.now(2))

    assert [turn.number for turn in read(table)] == [1, 3, 2]
    assert [turn.is_out_of_turn for turn in read(table)] == [False, True, True]
    (section,) = [section for section in agenda(table.meeting) if section.items]
    assert [line.item for line in section.items] == table.items
    assert Meeting.objects.get(pk=table.meeting.pk).agenda_version == table.meeting.agenda_version + 3
    with pytest.raises(CannotBeDone, match="begun already"):
        sittings.take_in_turn(item=first, place=3, **table.now(3))


def test_a_late_item_follows_the_one_before_it_on_the_agenda(table, sitting):
    _, second, third = table.items
    sittings.take_in_turn(item=third, place=1, **table.now(2))

    late = make_item(meeting=table.meeting, title="Late", by=table.secretary)

    assert [turn.item for turn in read(table)] == [third, late, table.items[0], second]


def test_an_item_that_was_withdrawn_is_not_taken(table, sitting):
    agendas.withdraw_item(item=table.items[1], reason="No time.", **table.now(1))

    with pytest.raises(CannotBeDone, match="withdrawn"):
        sittings.start_item(item=table.items[1], **table.now(2))


def test_nothing_is_taken_before_the_meeting_is_opened_or_after_it_is_closed(table):
    with pytest.raises(CannotBeDone, match="not been opened"):
        sittings.start_item(item=table.items[0], **table.now(1))
    table.records("council_chair")
    sittings.close_meeting(sitting=table.opens(), **table.now(60))
    with pytest.raises(CannotBeDone, match="closed"):
        sittings.start_item(item=table.items[0], **table.now(61))
    with pytest.raises(CannotBeDone, match="order"):
        sittings.take_in_turn(item=table.items[0], place=2, **table.now(61))


def test_closing_records_the_meeting_as_held_and_the_silent_as_absent(table):
    table.records("council_chair")
    table.records("health", Presence.APOLOGIES)
    sitting = table.opens()
    sittings.start_item(item=table.items[0], **table.now(1))

    sittings.close_meeting(sitting=sitting, **table.now(70))

    assert Meeting.objects.get(pk=table.meeting.pk).state == State.HELD
    presence = dict(Attendance.objects.values_list("seat__office", "presence"))
    assert presence["council_chair"] == Presence.PRESENT
    assert presence["health"] == Presence.APOLOGIES
    assert presence["housing"] == Presence.ABSENT
    assert read(table)[0].finished_at == at_minute(70)
    with pytest.raises(CannotBeDone):
        sittings.close_meeting(sitting=sitting, **table.now(71))


def test_a_meeting_is_not_closed_before_it_was_to_begin(table):
    table.records("council_chair")
    early = {"by": table.secretary, "at": at_minute(-60), "on": at_minute(-60).date()}
    sitting = sittings.open_meeting(meeting=table.meeting, chair=table.seats["council_chair"], **early)

    with pytest.raises(CannotBeDone, match="not begun"):
        sittings.close_meeting(sitting=sitting, **early | {"at": early["at"] + timedelta(minutes=1)})


def test_a_meeting_may_still_be_recorded_as_held_without_having_been_opened(table):
    meeting = meetings.record_as_held(meeting=table.meeting, **table.now(90))

    assert meeting.state == State.HELD
