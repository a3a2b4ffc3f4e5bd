"""Recording who was at a meeting: one row for each seat, and no contradictions."""

from datetime import date, time, timedelta

import pytest

from csp_portal.audit.models import AuditEvent
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict
from meetings import attendance_reading
from meetings.models import Attendance
from meetings.models.attendance import Presence
from meetings.workflow import attendance, meetings
from tests.factories import MEETING_AT, make_meeting, make_seat, name_deputy
from tests.meetings.factories_atmeeting import make_table

pytestmark = pytest.mark.django_db

BEFORE = {"at": MEETING_AT - timedelta(days=3), "on": MEETING_AT.date() - timedelta(days=3)}


@pytest.fixture
def table():
    return make_table()


def test_present_is_the_holder_of_the_day(table):
    row = table.records("health", name="Somebody else entirely")

    assert (row.person, row.name, row.version) == (table.people["health"], "", 1)
    assert AuditEvent.objects.get(kind="meetings.attendance.recorded").details["presence"] == "present"


def test_a_name_that_is_a_deputys_becomes_the_deputy(table):
    row = table.records(
        "health", Presence.SUBSTITUTED, name=f"  {table.deputies['health'].full_name.upper()} "
    )

    assert row.person == table.deputies["health"]


# What contradicts itself: the presence and facts, by which items are named, and a word of the sentence.
@pytest.mark.parametrize(
    ("presence", "facts", "word"),
    [
        (Presence.SUBSTITUTED, {}, "Say who came"),
        (Presence.SUBSTITUTED, {"person": "holder"}, "sits in this seat"),
        (Presence.APOLOGIES, {"person": "holder"}, "cannot stand in for themselves"),
        (Presence.PRESENT, {"arrived_at": time(15), "left_at": time(14, 30)}, "leaves before arriving"),
        (Presence.PRESENT, {"arrived_at": time(15), "left_at": time(15)}, "leaves before arriving"),
        (Presence.PRESENT, {"arrived_for": 2, "left_after": 0}, "leaves before arriving"),
        (Presence.PRESENT, {"arrived_for": 1, "gone_for": [0]}, "not at the meeting"),
        (Presence.PRESENT, {"left_after": 1, "gone_for": [2]}, "not at the meeting"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(table, presence, facts, word):
    facts = {
        name: table.people["health"]
        if value == "holder"
        else [table.items[n] for n in value]
        if isinstance(value, list)
        else table.items[value]
        if isinstance(value, int)
        else value
        for name, value in facts.items()
    }

    with pytest.raises(CannotBeDone, match=word):
        table.records("health", presence, **facts)


def test_nobody_with_a_vote_of_their_own_stands_in_for_another(table):
    table.records("council")

    with pytest.raises(CannotBeDone, match="nobody has two votes"):
        table.records("health", Presence.SUBSTITUTED, person=table.people["council"])


def test_a_board_may_allow_it(table):
    table.board.may_substitute_beside_own_seat = True
    table.board.save()
    table.records("council")

    row = table.records("health", Presence.SUBSTITUTED, person=table.people["council"])

    assert row.came


def test_an_adviser_without_a_vote_may_stand_in_for_a_member(table):
    table.records("adviser")

    table.records("police_chair", Presence.SUBSTITUTED, person=table.people["adviser"])

    (line,) = attendance_reading.lists(table.meeting).present
    assert line.name == table.people["adviser"].full_name
    assert line.note == f"standing in for {table.people['police_chair'].full_name}"


def test_somebody_named_in_words_is_not_there_twice_either(table):
    table.records("council", Presence.SUBSTITUTED, name="Ann Other")

    with pytest.raises(CannotBeDone, match="ann other"):
        table.records("health", Presence.SUBSTITUTED, name="ann other")
    with pytest.raises(CannotBeDone, match="recorded for"):
        attendance.add_other(meeting=table.meeting, name="ANN OTHER", **table.now())


def test_whoever_is_among_the_others_is_not_recorded_for_a_seat(table):
    attendance.add_other(meeting=table.meeting, name="Ann Other", office="Officer", **table.now())

    with pytest.raises(CannotBeDone, match="others present"):
        table.records("council", Presence.SUBSTITUTED, name="Ann Other")
    with pytest.raises(CannotBeDone, match="already"):
        attendance.add_other(meeting=table.meeting, name="ann other", **table.now())


def test_the_second_of_two_recorders_is_told_what_the_first_wrote(table):
    table.records("health")

    with pytest.raises(EditConflict) as conflict:
        attendance.record_seat(
            meeting=table.meeting,
            seat=table.seats["health"],
            came=attendance.Came(presence=Presence.ABSENT),
            version=0,
            **table.now(),
        )

    assert conflict.value.theirs["What became of the seat"] == "Present"
    assert conflict.value.yours["What became of the seat"] == "Absent"
    assert Attendance.objects.get().presence == Presence.PRESENT


def test_a_seat_that_did_not_exist_on_the_day_is_refused(table):
    ended = make_seat(board=table.board, by=table.secretary, office="Gone", ends_on=date(2016, 1, 31))
    table.seats["gone"] = ended

    with pytest.raises(CannotBeDone, match="not a seat"):
        table.records("gone")


def test_members_do_not_keep_the_record_and_a_cancelled_meeting_has_none(table):
    seat = table.seats["health"]
    cancelled = make_meeting(
        board=table.board, starts_at=MEETING_AT + timedelta(days=1), by=table.secretary, state="cancelled"
    )
    facts = {"seat": seat, "came": attendance.Came(presence=Presence.PRESENT), "version": 0}

    with pytest.raises(Refused):
        attendance.record_seat(meeting=table.meeting, **facts, **table.now() | {"by": table.people["health"]})
    with pytest.raises(Refused, match="cancelled"):
        attendance.record_seat(meeting=cancelled, **facts, **table.now())


def test_other_persons_are_corrected_under_a_version_and_taken_out(table):
    other = attendance.add_other(meeting=table.meeting, name="Ann Other", **table.now())

    other = attendance.edit_other(other=other, version=1, office="Analyst", **table.now())
    with pytest.raises(EditConflict):
        attendance.edit_other(other=other, version=1, office="Officer", **table.now())
    attendance.drop_other(other=other, **table.now())

    assert table.meeting.others_present.count() == 0
    assert type(other).history.filter(history_type="-").get().history_user == table.secretary


# --- Apologies ------------------------------------------------------------------------------------
def send(table, seat="health", by="health", **facts):
    people = {"deputy": None, "name": "", "message": ""} | facts
    return attendance.send_apologies(
        meeting=table.meeting, seat=table.seats[seat], by=table.people[by], **people, **BEFORE
    )


def test_a_member_says_beforehand_who_stands_in(table):
    row = send(table, deputy=table.deputies["health"], message="On leave.")

    assert (row.presence, row.who) == (Presence.APOLOGIES, table.deputies["health"].full_name)
    assert not row.came
    assert "On leave." not in str(AuditEvent.objects.get(kind="meetings.attendance.apologies_sent").details)


def test_apologies_are_for_ones_own_seat_before_the_meeting_is_opened(table):
    with pytest.raises(Refused, match="Only the person in this seat"):
        send(table, seat="council")
    with pytest.raises(CannotBeDone, match="themselves"):
        send(table, deputy=table.people["health"])
    table.records("council_chair")
    table.opens()
    with pytest.raises(Refused, match="has been opened"):
        send(table)


def test_apologies_are_taken_back(table):
    send(table, name="Somebody else", message="Away.")

    row = attendance.take_back_apologies(
        meeting=table.meeting, seat=table.seats["health"], by=table.people["health"], **BEFORE
    )

    assert (row.presence, row.name, row.message, row.apologies_at) == (Presence.EXPECTED, "", "", None)
    with pytest.raises(CannotBeDone):
        attendance.take_back_apologies(
            meeting=table.meeting, seat=table.seats["health"], by=table.people["health"], **BEFORE
        )


def test_a_second_deputy_may_be_named_at_the_table(table):
    second = name_deputy(seat=table.seats["health"], by=table.secretary).person
    send(table, deputy=table.deputies["health"])

    row = table.records("health", Presence.SUBSTITUTED, person=second)

    assert row.person == second


def test_the_record_is_corrected_after_the_meeting(table):
    meetings.record_as_held(meeting=table.meeting, **table.now(90))

    assert table.records("health").came
