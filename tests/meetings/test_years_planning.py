"""A year of meetings: what the portal proposes, what it says against it, and planning all at once."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from csp_portal.audit.models import AuditEvent
from csp_portal.core.dates import is_working_day
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone
from meetings import timetable, year_plan
from meetings.models import Board, Meeting
from meetings.models.boards import MeetingKind
from meetings.workflow import boards, meetings, years
from meetings.year_plan import Proposal
from tests.factories import (
    FOUNDED_AT,
    FOUNDED_ON,
    make_board,
    make_meeting,
    make_seat,
    make_secretary,
    make_user,
    seat_person,
    sign_in,
)

pytestmark = pytest.mark.django_db

AT = datetime(2016, 1, 11, 9, tzinfo=UTC)
ON = date(2016, 1, 11)
WHEN = {"at": AT, "on": ON}


@pytest.fixture
def secretary():
    return make_secretary()


@pytest.fixture
def board(secretary):
    board = make_board(
        by=secretary,
        name="CSP Board",
        executive_lead_days=14,
        performance_group_lead_days=21,
        usual_place="Civic Centre",
    )
    for kind in (Board.Kind.EXECUTIVE, Board.Kind.PERFORMANCE_GROUP):
        make_board(by=secretary, name=str(kind.label), kind=kind, parent=board, usual_place="Town Hall")
    for number, name in enumerate(("Reoffending", "Prevention", "Confidence"), start=1):
        boards.add_priority(
            number=number, name=name, lead_organisation=None, by=secretary, at=FOUNDED_AT, on=FOUNDED_ON
        )
    return board


def of_board(proposals, board):
    return [proposal for proposal in proposals if proposal.board == board]


def held(board, secretary, day, **fields):
    return make_meeting(
        board=board,
        starts_at=datetime(day.year, day.month, day.day, 14, tzinfo=UTC),
        by=secretary,
        at=datetime(2015, 1, 12, 9, tzinfo=UTC),
        **fields,
    )


def test_a_year_is_four_meetings_of_which_one_is_a_conference_and_three_have_a_priority_in_focus(board):
    meetings = of_board(year_plan.propose(board, 2016, on=ON), board)

    assert [meeting.kind for meeting in meetings] == ["ordinary"] * 3 + ["conference"]
    assert [getattr(meeting.focus_priority, "number", None) for meeting in meetings] == [1, 2, 3, None]
    assert [meeting.on.month for meeting in meetings] == [6, 9, 12, 3]
    assert meetings[-1].length == 240


def test_the_focus_goes_on_from_the_priority_used_last(board, secretary):
    last = board.meetings.model.focus_priority.field.related_model.objects.get(number=2)
    held(board, secretary, date(2016, 3, 17), focus_priority=last)

    meetings = of_board(year_plan.propose(board, 2016, on=ON), board)

    assert [m.focus_priority.number for m in meetings if m.focus_priority] == [3, 1, 2]


def test_last_years_weekdays_weeks_and_hours_are_the_pattern(board, secretary):
    for day in (date(2015, 6, 18), date(2015, 10, 8), date(2016, 1, 21), date(2016, 3, 17)):
        held(
            board,
            secretary,
            day,
            kind=MeetingKind.CONFERENCE if day.month == 1 else MeetingKind.ORDINARY,
        )

    meetings = of_board(year_plan.propose(board, 2016, on=ON), board)

    assert [meeting.on for meeting in meetings] == [
        date(2016, 6, 16),
        date(2016, 10, 13),
        date(2017, 1, 19),
        date(2017, 3, 16),
    ]
    assert [meeting.kind for meeting in meetings] == ["ordinary", "ordinary", "conference", "ordinary"]


@pytest.mark.parametrize("year", [2016, 2018, 2020, 2024])
def test_every_proposed_day_is_a_working_day_in_its_year_whatever_easter_and_christmas_do(
    board, secretary, year
):
    # The third Mondays and fourth Fridays fall on Easter and Christmas as often as any.
    previous = [date(year - 1, 4, 20), date(year - 1, 8, 28), date(year - 1, 12, 28), date(year, 3, 28)]
    for day in previous:
        Meeting.objects.create(
            board=board,
            reference=f"old-{day}",
            starts_at=datetime(day.year, day.month, day.day, 14, tzinfo=UTC),
            place="Hall",
        )
    boards.close_office(
        closed_on=date(year, 12, 29), reason="Closed.", by=secretary, at=FOUNDED_AT, on=FOUNDED_ON
    )

    proposals = year_plan.propose(board, year, on=date(year, 3, 29))

    closed = timetable.closures()
    assert len(of_board(proposals, board)) == 4
    assert all(is_working_day(each.on, closures=closed) for each in proposals)
    assert {year_plan.year_of(each.on) for each in of_board(proposals, board)} == {year}


def test_sessions_come_on_working_days_no_later_than_the_rules_say(board):
    proposals = year_plan.propose(board, 2016, on=ON)

    meetings = of_board(proposals, board)
    sessions = [each for each in proposals if each.board != board]
    assert len(sessions) == 8
    for meeting in meetings:
        for group in board.sub_groups.all():
            latest = timetable.latest_day(board, group, meeting.on)
            assert any(0 <= (latest - each.on).days <= 5 for each in of_board(sessions, group))


def test_a_session_before_new_year_moves_back_over_christmas_and_says_so(board, secretary):
    held(board, secretary, date(2017, 1, 9))

    proposals = year_plan.propose(board, 2016, on=ON)

    executive = board.sub_groups.get(kind=Board.Kind.EXECUTIVE)
    session = next(
        each for each in of_board(proposals, executive) if each.on.month == 12 and each.on.day > 20
    )
    # 14 days before is 26 December; Christmas Day and a weekend come before it.
    assert session.on == date(2016, 12, 23)
    assert "bank holiday" in session.remarks[0]


def test_only_what_is_missing_of_a_year_is_proposed(board, secretary):
    first = year_plan.propose(board, 2016, on=ON)
    years.plan_year(board=board, year=2016, proposals=first, by=secretary, **WHEN)

    assert year_plan.propose(board, 2016, on=ON) == []


def test_clashes_are_said_in_words(board, secretary):
    held(make_board(by=secretary, name="Other Board"), secretary, date(2016, 6, 9))
    executive = board.sub_groups.get(kind=Board.Kind.EXECUTIVE)
    rows = [
        Proposal(board, datetime(2016, 6, 9, 13, tzinfo=UTC)),
        Proposal(executive, datetime(2016, 6, 2, 10, tzinfo=UTC)),
        Proposal(board, datetime(2016, 12, 26, 14, tzinfo=UTC)),
        Proposal(board, datetime(2017, 4, 6, 14, tzinfo=UTC)),
    ]

    said = [" ".join(reasons) for reasons in year_plan.against(rows, board, 2016, on=ON)]

    assert "The Other Board meets then from 15:00 to 17:00." in said[0]
    assert "too late to prepare the meeting of 9 June 2016: 26 May is the latest day." in said[1]
    assert "bank holiday" in said[2]
    assert "not in the year" in said[3]


def test_planning_a_year_makes_all_and_links_sessions_to_what_they_prepare(board, secretary):
    proposals = year_plan.propose(board, 2016, on=ON)

    planned = years.plan_year(board=board, year=2016, proposals=proposals, by=secretary, **WHEN)

    assert len(planned) == Meeting.objects.count() == 12
    assert all(meeting.sessions_before.count() == 2 for meeting in board.meetings.all())
    assert all(not timetable.too_late(s, s.prepares) for s in Meeting.objects.exclude(prepares=None))
    event = AuditEvent.objects.get(kind="meetings.board.year_planned")
    assert len(event.details["meetings"]) == 12


def test_planning_a_year_makes_none_when_one_cannot_be_made(board, secretary):
    proposals = year_plan.propose(board, 2016, on=ON)
    make_meeting(board=board, starts_at=of_board(proposals, board)[2].starts_at, by=secretary)

    with pytest.raises(CannotBeDone, match="meets at that time already"):
        years.plan_year(board=board, year=2016, proposals=proposals, by=secretary, **WHEN)

    assert Meeting.objects.count() == 1


def test_planning_a_year_is_for_the_secretariat(board):
    with pytest.raises(Refused):
        years.plan_year(
            board=board, year=2016, proposals=year_plan.propose(board, 2016, on=ON), by=make_user(), **WHEN
        )


def test_a_session_is_too_late_once_the_meeting_it_prepares_moves_forward(board, secretary):
    executive = board.sub_groups.get(kind=Board.Kind.EXECUTIVE)
    meeting = held(board, secretary, date(2016, 6, 16))
    session = held(executive, secretary, date(2016, 6, 2))

    moved = meetings.edit_meeting(
        meeting=meeting,
        version=1,
        reason="The hall is taken.",
        starts_at=datetime(2016, 6, 9, 13, tzinfo=UTC),
        by=secretary,
        **WHEN,
    )

    assert session.prepares == meeting
    assert "should meet by 26 May 2016 at the latest" in timetable.too_late(session, moved)


# --- Pages ----------------------------------------------------------------------------------------
ADDRESS = "/meetings/plan-year/"


@pytest.fixture
def office(client, secretary):
    with time_machine.travel(AT, tick=False):
        yield sign_in(client, secretary)


def answers(page):
    """What the page's form would send back."""
    formset = page.context["formset"]
    sent = {"row-TOTAL_FORMS": str(len(formset.forms)), "row-INITIAL_FORMS": str(len(formset.forms))}
    for number, form in enumerate(formset.forms):
        first = form.initial
        sent |= {
            f"row-{number}-is_wanted": "on",
            f"row-{number}-on_day": first["on"].day,
            f"row-{number}-on_month": first["on"].month,
            f"row-{number}-on_year": first["on"].year,
            f"row-{number}-begins": f"{first['begins']:%H:%M}",
            f"row-{number}-board": first["board"],
            f"row-{number}-kind": first["kind"],
            f"row-{number}-focus_priority": first["focus_priority"],
        }
    return sent


def test_the_page_asks_for_board_and_year_first(office, board):
    page = office.get(ADDRESS).content.decode()

    assert "Propose the days" in page


def test_a_year_is_planned_on_one_page(office, board):
    address = f"{ADDRESS}?board={board.slug}&year=2016"
    page = office.get(address)

    response = office.post(address, answers(page) | {"plan": "1"})

    assert response.status_code == 302
    assert Meeting.objects.count() == 12


def test_a_corrected_day_that_something_speaks_against_has_to_be_confirmed(office, board):
    address = f"{ADDRESS}?board={board.slug}&year=2016"
    sent = answers(office.get(address))
    place = next(n for n in range(12) if sent[f"row-{n}-board"] == board.slug)
    sent |= {f"row-{place}-on_day": "27", f"row-{place}-on_month": "12", f"row-{place}-on_year": "2016"}

    refused = office.post(address, sent | {"plan": "1"})
    response = office.post(address, sent | {"plan": "1", "despite": "on"})

    assert "27 December 2016 is a bank holiday" in refused.content.decode()
    assert response.status_code == 302
    assert Meeting.objects.filter(starts_at__date=date(2016, 12, 27)).exists()


def test_checking_plans_nothing(office, board):
    address = f"{ADDRESS}?board={board.slug}&year=2016"

    page = office.post(address, answers(office.get(address)) | {"check": "1"}).content.decode()

    assert "Nothing speaks against these days." in page
    assert not Meeting.objects.exists()


def test_a_row_that_cannot_be_read_is_said_and_nothing_typed_is_lost(office, board):
    address = f"{ADDRESS}?board={board.slug}&year=2016"
    sent = answers(office.get(address)) | {"row-0-begins": "noonish", "row-1-begins": "11:15"}

    page = office.post(address, sent | {"plan": "1"}).content.decode()

    assert "Enter a time, for example 10:30 or 2pm." in page
    assert 'value="11:15"' in page
    assert not Meeting.objects.exists()


def test_a_row_not_wanted_is_left_out(office, board):
    address = f"{ADDRESS}?board={board.slug}&year=2016"
    sent = answers(office.get(address))
    for number in range(12):
        if sent[f"row-{number}-board"] != board.slug:
            del sent[f"row-{number}-is_wanted"]

    office.post(address, sent | {"plan": "1", "despite": "on"})

    assert Meeting.objects.count() == 4


def test_a_member_gets_403(client, board, secretary):
    member = seat_person(seat=make_seat(board=board, by=secretary), by=secretary).person

    assert sign_in(client, member).get(ADDRESS).status_code == 403


# --- Moves ----------------------------------------------------------------------------------------
def move(meeting, secretary, **fields):
    facts = {"version": 1, "starts_at": datetime(2016, 3, 31, 13, tzinfo=UTC), "reason": "Purdah."}
    return meetings.edit_meeting(meeting=meeting, by=secretary, **WHEN, **facts | fields)


def test_a_move_keeps_where_the_meeting_was_with_the_reason(secretary):
    meeting = make_meeting(by=secretary)

    move(meeting, secretary)

    kept = meeting.moves.get()
    assert (kept.was_at, kept.moved_to) == (meeting.starts_at, datetime(2016, 3, 31, 13, tzinfo=UTC))
    assert (kept.reason, kept.moved_by, kept.moved_at) == ("Purdah.", secretary, AT)
    assert AuditEvent.objects.filter(kind="meetings.meeting.moved").exists()


def test_a_move_without_a_reason_is_refused(secretary):
    with pytest.raises(CannotBeDone, match="why the meeting moves"):
        move(make_meeting(by=secretary), secretary, reason=" ")


def test_a_change_of_kind_is_no_move(secretary):
    meeting = make_meeting(by=secretary)

    meetings.edit_meeting(meeting=meeting, version=1, kind="conference", by=secretary, **WHEN)

    assert not meeting.moves.exists()


def test_the_second_of_two_who_change_a_meeting_reads_both_texts(office, secretary, board):
    meeting = make_meeting(board=board, by=secretary)
    move(meeting, secretary)

    page = office.post(
        reverse("meetings:meeting_edit", args=[meeting.reference]),
        {
            "on_day": "24",
            "on_month": "3",
            "on_year": "2016",
            "begins": "14:00",
            "length": "120",
            "place": "Library",
            "kind": "ordinary",
            "focus_priority": "",
            "reason": "Strike.",
            "version": "1",
        },
    )

    assert page.status_code == 409
    assert "24 March 2016, 14:00" in page.content.decode()
    meeting.refresh_from_db()
    assert meeting.on == date(2016, 3, 31)


def test_the_meetings_page_and_calendars_tell_of_a_move(office, secretary, board):
    meeting = make_meeting(board=board, by=secretary)
    token = "a" * 43
    meetings.make_calendar_feed(token=token, by=secretary, at=AT)
    address = reverse("meetings:calendar_feed", args=[token])
    before = office.get(address).content.decode()

    move(meeting, secretary)

    after = office.get(address).content.decode()
    page = office.get(meeting.get_absolute_url()).content.decode()
    assert "SEQUENCE:1" in before
    assert "SEQUENCE:2" in after
    assert "Purdah." in page
    assert "Was to be on 17 March 2016" in page
