"""When agenda and papers must go round, in working days of England."""

from datetime import UTC, date, datetime

import pytest

from meetings import timetable
from meetings.models import Board
from tests.factories import make_board, make_meeting, make_secretary

THURSDAY = date(2016, 3, 17)


def board_with(*, notice=5, clear=False):
    return Board(notice_working_days=notice, notice_is_clear=clear)


@pytest.mark.parametrize(
    ("meeting_on", "latest"),
    [
        (date(2016, 3, 17), date(2016, 3, 10)),
        # Good Friday and Easter Monday stand between.
        (date(2016, 3, 31), date(2016, 3, 22)),
    ],
)
def test_papers_circulate_five_working_days_before(meeting_on, latest):
    assert timetable.circulate_by(board_with(), meeting_on, closed=()) == latest


@pytest.mark.parametrize(
    ("meeting_on", "latest"),
    [
        (date(2026, 12, 10), date(2026, 12, 2)),
        (date(2027, 1, 5), date(2026, 12, 23)),
        (date(2027, 9, 2), date(2027, 8, 24)),
    ],
)
def test_clear_days_leave_out_the_day_of_sending_too(meeting_on, latest):
    assert timetable.circulate_by(board_with(clear=True), meeting_on, closed=()) == latest


def test_a_closure_day_is_no_working_day():
    latest = timetable.circulate_by(board_with(), THURSDAY, closed={date(2016, 3, 14)})

    assert latest == date(2016, 3, 9)


@pytest.mark.django_db
def test_circulation_on_friday_11_march_is_one_working_day_late():
    meeting = make_meeting()

    days = timetable.lateness(meeting, circulated_on=date(2016, 3, 11))

    assert days == 1
    assert timetable.lateness_in_words(days) == "one working day late"


@pytest.mark.django_db
def test_circulation_on_the_last_day_is_in_time():
    meeting = make_meeting()

    days = timetable.lateness(meeting, circulated_on=date(2016, 3, 10))

    assert timetable.lateness_in_words(days) == "in time"


@pytest.mark.django_db
def test_every_deadline_stands_in_order_with_the_days_left():
    board = make_board(executive_lead_days=14, performance_group_lead_days=21)
    meeting = make_meeting(board=board)

    deadlines = timetable.deadlines(meeting, on=date(2016, 3, 4))

    assert [(each.name, each.due_on, each.in_words) for each in deadlines] == [
        (
            "Performance Management Group meets at the latest",
            date(2016, 2, 25),
            "passed, six working days ago",
        ),
        ("Executive meets at the latest", date(2016, 3, 3), "passed, one working day ago"),
        ("Papers due", date(2016, 3, 7), "3 days left"),
        ("Agenda agreed by the chairs", date(2016, 3, 9), "5 days left"),
        ("Circulate by", date(2016, 3, 10), "6 days left"),
        ("Meeting", date(2016, 3, 17), "13 days left"),
    ]


@pytest.mark.django_db
def test_a_deadline_says_today_and_tomorrow():
    meeting = make_meeting()

    words = {
        each.name: each.in_words
        for on in (date(2016, 3, 9), date(2016, 3, 10))
        for each in timetable.deadlines(meeting, on=on)
    }

    assert words["Circulate by"] == "today"
    assert words["Agenda agreed by the chairs"] == "passed, one working day ago"


def test_days_off_names_bank_holidays_and_closures_but_no_weekends():
    closed = {date(2016, 3, 23): "Moving house", date(2016, 3, 26): "A Saturday"}

    assert timetable.days_off(date(2016, 3, 21), date(2016, 3, 31), closed=closed) == [
        (date(2016, 3, 23), "Moving house"),
        (date(2016, 3, 25), "Good Friday"),
        (date(2016, 3, 28), "Easter Monday"),
    ]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2016, 3, 19), "Saturday is not a working day."),
        (date(2016, 3, 25), "25 March 2016 is a bank holiday: Good Friday."),
        (date(2016, 3, 21), "The secretariat is closed on 21 March 2016."),
    ],
)
def test_what_speaks_against_a_day_is_said_in_words(day, sentence):
    assert timetable.clashes(day, closed={date(2016, 3, 21)}) == [sentence]


@pytest.mark.django_db
def test_another_meeting_in_the_same_hours_is_named():
    secretary = make_secretary()
    executive = make_board(name="CSP Executive", by=secretary)
    make_meeting(board=executive, starts_at=datetime(2016, 3, 17, 14, tzinfo=UTC), length=60, by=secretary)

    during = timetable.overlapping(datetime(2016, 3, 17, 14, 30, tzinfo=UTC), 60)
    after = timetable.overlapping(datetime(2016, 3, 17, 15, tzinfo=UTC), 60)

    assert during == ["The CSP Executive meets on that day from 14:00 to 15:00."]
    assert after == []
