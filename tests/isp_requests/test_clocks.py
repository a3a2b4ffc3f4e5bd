"""Clocks of replies: over nights, week-ends, Easter, Christmas, questions, and both changes of the clocks."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isp_requests.clocks import LONDON, NeverDue, WorkingTime, due_at, spent

URGENT, PRIORITY, STANDARD = WorkingTime.of(hours=4), WorkingTime.of(days=1), WorkingTime.of(days=10)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("received", "allowed", "due"),
    [
        # An ordinary week.
        ("2016-03-14T09:00", URGENT, "2016-03-14T13:00"),
        ("2016-03-14T15:00", URGENT, "2016-03-15T11:00"),
        ("2016-03-14T10:30", PRIORITY, "2016-03-15T10:30"),
        ("2016-03-14T09:00", PRIORITY, "2016-03-14T17:00"),
        ("2016-03-01T11:00", STANDARD, "2016-03-15T11:00"),
        # Outside hours the clock waits for the next opening.
        ("2016-03-14T06:00", URGENT, "2016-03-14T13:00"),
        ("2016-03-14T17:00", URGENT, "2016-03-15T13:00"),
        ("2016-03-14T23:59", URGENT, "2016-03-15T13:00"),
        ("2016-03-12T12:00", URGENT, "2016-03-14T13:00"),
        ("2016-03-11T16:00", URGENT, "2016-03-14T12:00"),
        # Easter 2016: Good Friday 25 March, Easter Monday 28 March; clocks go forward on Sunday 27 March.
        ("2016-03-24T15:00", URGENT, "2016-03-29T11:00"),
        ("2016-03-24T15:00", PRIORITY, "2016-03-29T15:00"),
        ("2016-03-25T10:00", PRIORITY, "2016-03-29T17:00"),
        ("2016-03-17T14:00", STANDARD, "2016-04-04T14:00"),
        # Clocks go back on Sunday 30 October 2016, and go forward on 26 March 2017: eleven is still eleven.
        ("2016-10-28T14:00", PRIORITY, "2016-10-31T14:00"),
        ("2017-03-24T14:00", PRIORITY, "2017-03-27T14:00"),
        ("2016-10-25T11:00", STANDARD, "2016-11-08T11:00"),
        ("2017-03-20T11:00", STANDARD, "2017-04-03T11:00"),
        # Christmas 2015: 25 and 28 December are days off; 2016: 26 and 27 December and 2 January.
        ("2015-12-24T16:00", URGENT, "2015-12-29T12:00"),
        ("2015-12-23T12:00", STANDARD, "2016-01-11T12:00"),
        ("2016-12-23T13:00", PRIORITY, "2016-12-28T13:00"),
        ("2016-12-23T16:00", STANDARD, "2017-01-11T16:00"),
        # 29 February.
        ("2016-02-26T16:00", PRIORITY, "2016-02-29T16:00"),
    ],
)
def test_answers_are_due_after_working_time(received: str, allowed: WorkingTime, due: str) -> None:
    assert due_at(at(received), allowed=allowed) == at(due)


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ([], "2016-03-15T11:00"),
        ([("2016-03-14T16:00", "2016-03-14T16:30")], "2016-03-15T11:30"),
        ([("2016-03-14T16:00", "2016-03-16T10:00")], "2016-03-16T13:00"),
        # A question asked at night and answered at night costs nobody an hour.
        ([("2016-03-14T18:00", "2016-03-15T08:00")], "2016-03-15T11:00"),
        # Two that overlap count once.
        ([("2016-03-14T16:00", "2016-03-14T16:30"), ("2016-03-14T16:15", "2016-03-14T16:45")], "2016-03-15T11:45"),
        # Before it was received, and after it was due.
        ([("2016-03-14T09:00", "2016-03-14T10:00"), ("2016-03-15T12:00", None)], "2016-03-15T11:00"),
        ([("2016-03-14T16:00", None)], None),
    ],
)  # fmt: skip
def test_a_question_to_the_requester_stops_the_clock(
    pauses: list[tuple[str, str | None]], due: str | None
) -> None:
    paused = [(at(stops), at(goes_on) if goes_on else None) for stops, goes_on in pauses]

    found = due_at(at("2016-03-14T15:00"), allowed=URGENT, paused=paused)

    assert found == (at(due) if due else None)


def test_the_partnerships_own_closure_days_do_not_count() -> None:
    found = due_at(at("2016-03-14T15:00"), allowed=PRIORITY, closed={date(2016, 3, 15)})

    assert found == at("2016-03-16T15:00")


def test_a_calendar_without_working_days_is_said_and_not_waited_for() -> None:
    always = {date(2016, 1, 1) + timedelta(days=n) for n in range(4000)}

    with pytest.raises(NeverDue):
        due_at(at("2016-03-14T15:00"), allowed=URGENT, closed=always)


@pytest.mark.parametrize(
    ("allowed", "words"),
    [
        (URGENT, "4 working hours"),
        (PRIORITY, "1 working day"),
        (WorkingTime.of(days=2, hours=1), "2 working days and 1 working hour"),
        (WorkingTime(0), "no time"),
    ],
)
def test_working_time_is_said_in_words(allowed: WorkingTime, words: str) -> None:
    assert str(allowed) == words


MOMENTS = st.integers(0, 13 * 365 * 24 * 60).map(lambda n: at("2015-01-01T00:00") + timedelta(minutes=n))


@given(
    MOMENTS,
    st.integers(1, 6000),
    st.lists(st.tuples(st.integers(0, 20000), st.integers(0, 3000)), max_size=3),
)
def test_the_time_spent_when_an_answer_falls_due_is_the_time_allowed(
    received: datetime, minutes: int, pauses: list[tuple[int, int]]
) -> None:
    paused = [
        (received + timedelta(minutes=begin), received + timedelta(minutes=begin + length))
        for begin, length in pauses
    ]

    due = due_at(received, allowed=WorkingTime(minutes), paused=paused)

    assert due is not None
    assert spent(received, until=due, paused=paused) == timedelta(minutes=minutes)
    local = due.astimezone(LONDON)
    assert 9 <= local.hour <= 17
    assert local.weekday() < 5


@given(MOMENTS, st.integers(1, 3000), st.integers(1, 600))
def test_more_time_is_never_due_sooner(received: datetime, minutes: int, more: int) -> None:
    sooner = due_at(received, allowed=WorkingTime(minutes))
    later = due_at(received, allowed=WorkingTime(minutes + more))

    assert sooner is not None
    assert later is not None
    assert sooner < later
