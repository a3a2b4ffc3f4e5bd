"""Organisations that miss too many meetings in a row, and how often each was represented (ToR 6.5)."""

from datetime import date, timedelta

import pytest

from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict
from meetings import representation
from meetings.models.attendance import Presence
from meetings.workflow import attendance, boards
from meetings.workflow import representation as workflow
from tests.factories import MEETING_AT, make_meeting, make_seat
from tests.meetings.factories_atmeeting import make_table

pytestmark = pytest.mark.django_db

AFTER = date(2016, 12, 1)


@pytest.fixture
def table():
    return make_table(missed_representation_limit=3)


def held(table, number, *, here=("council_chair",), substituted=(), state="held"):
    """Hold a meeting so many months after March, with these seats there."""
    starts_at = MEETING_AT + timedelta(days=28 * number)
    meeting = make_meeting(board=table.board, starts_at=starts_at, by=table.secretary, state=state)
    words = {"by": table.secretary, "at": starts_at, "on": starts_at.date()}
    for name in (*here, *substituted):
        is_here = name in here
        came = attendance.Came(
            presence=Presence.PRESENT if is_here else Presence.SUBSTITUTED,
            name="" if is_here else "Ann Other",
        )
        attendance.record_seat(meeting=meeting, seat=table.seats[name], came=came, version=0, **words)
    return meeting


def flagged(table, on=AFTER):
    return {flag.organisation: len(flag.missed) for flag in representation.flags(table.board, on=on)}


EVERYBODY = ("council_chair", "police_chair", "council", "health", "housing", "guest")


@pytest.mark.parametrize(
    ("meetings", "count"),
    [
        # Each meeting: whether health came, a substitute came, or what became of it.
        (["no", "no"], None),
        (["no", "no", "no"], 3),
        (["no", "no", "no", "no"], 4),
        (["no", "no", "yes"], None),
        (["no", "no", "substitute"], None),
        (["yes", "no", "no", "no"], 3),
        (["no", "yes", "no", "no"], None),
        # What did not take place says nothing about anybody.
        (["no", "cancelled", "no"], None),
        (["no", "no", "cancelled", "no"], 3),
        # A meeting whose attendance nobody took counts for nothing either.
        (["no", "no", "not taken", "no"], 3),
        (["no", "no", "not taken"], None),
    ],
)
def test_missing_too_many_meetings_in_a_row_raises_a_flag(table, meetings, count):
    for number, what in enumerate(meetings, 1):
        others = [name for name in EVERYBODY if name != "health"]
        if what == "cancelled":
            make_meeting(
                board=table.board,
                starts_at=MEETING_AT + timedelta(days=28 * number),
                by=table.secretary,
                state="cancelled",
            )
        elif what == "not taken":
            held(table, number, here=())
        else:
            held(
                table,
                number,
                here=[*others, "health"] if what == "yes" else others,
                substituted=["health"] if what == "substitute" else [],
            )

    assert flagged(table) == ({table.seats["health"].organisation: count} if count else {})


def test_a_seat_that_began_later_missed_nothing_before(table):
    others = [name for name in EVERYBODY if name != "health"]
    boards.end_seat(
        seat=table.seats["health"],
        ends_on=date(2016, 3, 31),
        by=table.secretary,
        at=MEETING_AT,
        on=MEETING_AT.date(),
    )
    late = make_seat(
        board=table.board,
        by=table.secretary,
        office="Late",
        organisation=table.seats["health"].organisation,
        starts_on=date(2016, 5, 20),
    )
    for number in (1, 2, 3, 4):
        held(table, number, here=others)
    assert flagged(table) == {}

    held(table, 5, here=others)

    assert flagged(table) == {late.organisation: 3}
    # On the day its seat has ended, nobody is written to any more.
    assert flagged(table, on=date(2016, 4, 30)) == {}


def test_advisers_and_seats_on_request_represent_nobody_that_must_come(table):
    make_seat(board=table.board, by=table.secretary, office="On request", is_on_request=True)

    for number in (1, 2, 3):
        held(table, number, here=EVERYBODY)

    assert flagged(table) == {}


def test_one_of_two_seats_is_enough(table):
    second = make_seat(
        board=table.board,
        by=table.secretary,
        office="Second",
        organisation=table.seats["health"].organisation,
    )
    table.seats["second"] = second
    others = [name for name in EVERYBODY if name != "health"]

    for number in (1, 2, 3):
        held(table, number, here=others, substituted=["second"])

    assert flagged(table) == {}


def test_the_figures_leave_out_what_did_not_take_place(table):
    held(table, 1, here=EVERYBODY)
    held(table, 2, here=["council_chair"], substituted=["health"])
    held(table, 3, here=(), state="cancelled")
    held(table, 4, here=())

    figures = {row.organisation: row for row in representation.figures(table.board, on=AFTER)}

    health = figures[table.seats["health"].organisation]
    assert (health.represented, health.meetings, health.by_substitute, health.percent) == (2, 2, 1, 100)
    assert figures[table.seats["housing"].organisation].percent == 50
    assert table.seats["adviser"].organisation not in figures


# --- The letter -----------------------------------------------------------------------------------
@pytest.fixture
def missing(table):
    others = [name for name in EVERYBODY if name != "health"]
    for number in (1, 2, 3):
        held(table, number, here=others)
    return table.seats["health"].organisation


def words(table, by=None):
    return {"by": by or table.secretary, "at": MEETING_AT + timedelta(days=200), "on": AFTER}


def write(table, organisation, version=0, **by):
    return workflow.write_letter(
        board=table.board,
        organisation=organisation,
        addressee="The Chief Executive",
        letter="Will you come?",
        version=version,
        **words(table, **by),
    )


def test_a_letter_is_written_under_a_version_and_recorded_as_sent(table, missing):
    with pytest.raises(CannotBeDone, match="Write the letter"):
        workflow.record_letter_sent(board=table.board, organisation=missing, **words(table))
    write(table, missing)
    with pytest.raises(EditConflict):
        write(table, missing)

    concern = workflow.record_letter_sent(board=table.board, organisation=missing, **words(table))

    assert concern.sent_by == table.secretary
    with pytest.raises(CannotBeDone, match="no longer changes"):
        write(table, missing, version=2)
    with pytest.raises(CannotBeDone, match="already"):
        workflow.record_letter_sent(board=table.board, organisation=missing, **words(table))
    assert flagged(table) == {missing: 3}


def test_only_the_chairs_close_the_matter_and_counting_begins_again(table, missing):
    facts = {"board": table.board, "organisation": missing, "reason": "They merge with another trust."}
    with pytest.raises(Refused):
        workflow.close_matter(**facts, **words(table))
    workflow.close_matter(**facts, **words(table, by=table.people["police_chair"]))
    assert flagged(table) == {}
    with pytest.raises(CannotBeDone, match="Nothing is open"):
        write(table, missing)

    others = [name for name in EVERYBODY if name != "health"]
    for number in (4, 5):
        held(table, number, here=others)
    assert flagged(table) == {}
    held(table, 6, here=others)

    assert flagged(table) == {missing: 3}


def test_the_flag_goes_when_they_come_again(table, missing):
    write(table, missing)

    held(table, 4, here=EVERYBODY)

    assert flagged(table) == {}


def test_members_neither_see_nor_write(table, missing):
    with pytest.raises(Refused):
        write(table, missing, by=table.people["housing"])


def test_the_draft_of_the_letter_names_the_days_and_nobody(table, missing):
    (flag,) = representation.flags(table.board, on=AFTER)

    letter = representation.draft_letter(flag, table.board)

    assert all(f"{meeting.on.day} {meeting.on:%B %Y}" in letter for meeting in flag.missed)
    assert str(missing) in letter
    assert not any(person.full_name in letter for person in table.people.values())
