"""Pages about meetings: lists, the page members live on, timetable, minutes, history."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from csp_portal.documents.models import StoredFile
from meetings.models import Meeting, PackCopy, PackEntry
from meetings.pack_plan import PackPlan
from meetings.states.meeting import State
from meetings.states.minutes import State as MinutesState
from meetings.workflow import meetings, packs
from tests.factories import (
    MEETING_AT,
    make_board,
    make_item,
    make_meeting,
    make_seat,
    make_secretary,
    make_user,
    restrict_item,
    seat_person,
    sign_in,
)
from tests.meetings.factories_before import agree_agenda
from tests.meetings.factories_minutes import make_held_meeting, make_minutes

pytestmark = pytest.mark.django_db

NOW = datetime(2016, 3, 4, 9, tzinfo=UTC)
ON = date(2016, 3, 4)


@pytest.fixture(autouse=True)
def in_march_2016():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def secretary():
    return make_secretary()


@pytest.fixture
def board(secretary):
    return make_board(by=secretary, name="CSP Board", usual_place="Civic Centre")


@pytest.fixture
def office(client, secretary):
    """The secretary's browser."""
    return sign_in(client, secretary)


def when(secretary):
    return {"by": secretary, "at": NOW, "on": ON}


def member_of(board, secretary, **seat):
    seat = make_seat(board=board, by=secretary, **seat)
    return seat_person(seat=seat, by=secretary).person


def address(name, meeting, *more):
    return reverse(f"meetings:{name}", args=[meeting.reference, *more])


def published(meeting, secretary, entries):
    """A pack of the meeting with these entries, as a worker hands it over, published."""
    build = packs.ask_for_pack(meeting=meeting, issue_on=ON, **when(secretary))
    build = packs.take_up(build=build, runner="test", by=secretary, at=NOW)
    file = StoredFile.objects.keep(b"%PDF-1.7", media_type="application/pdf", pages=9)
    copy = packs.BuiltCopy(PackCopy.Kind.FULL, frozenset(), file, 9, True)
    pack = packs.finish_build(
        build=build,
        fingerprint=PackPlan(meeting).fingerprint,
        entries=entries,
        copies=[copy],
        by=secretary,
        at=NOW,
    )
    agree_agenda(meeting=meeting, by=secretary)
    return packs.publish_pack(pack=pack, lateness_reason="", missing_reason="", **when(secretary))


PLAN = {
    "on_day": "17",
    "on_month": "3",
    "on_year": "2016",
    "begins": "2pm",
    "length": "",
    "place": "",
    "kind": "ordinary",
    "focus_priority": "",
}
SATURDAY = {**PLAN, "on_day": "19"}


def test_plan_takes_what_is_left_empty_from_the_board(office, board):
    response = office.post(reverse("meetings:meeting_plan"), {**PLAN, "board": board.pk})

    meeting = Meeting.objects.get()
    assert response.headers["location"] == meeting.get_absolute_url()
    assert (meeting.starts_at, meeting.place, meeting.length) == (MEETING_AT, "Civic Centre", 120)


def test_plan_says_in_words_what_speaks_against_a_day_and_asks(office, board):
    response = office.post(reverse("meetings:meeting_plan"), {**SATURDAY, "board": board.pk})

    assert "Saturday is not a working day." in response.content.decode()
    assert not Meeting.objects.exists()


def test_plan_goes_on_when_the_day_is_confirmed(office, board):
    office.post(reverse("meetings:meeting_plan"), {**SATURDAY, "board": board.pk, "despite": "on"})

    assert Meeting.objects.get().on == date(2016, 3, 19)


def test_plan_warns_when_the_last_day_for_papers_has_passed(office, board):
    response = office.post(reverse("meetings:meeting_plan"), {**PLAN, "on_day": "8", "board": board.pk})

    assert "should have gone round by 1 March 2016" in response.content.decode()


def test_plan_keeps_what_was_typed_when_the_board_meets_then_already(office, board, secretary):
    make_meeting(board=board, by=secretary)

    response = office.post(
        reverse("meetings:meeting_plan"),
        {**PLAN, "board": board.pk, "place": "Library", "despite": "on"},
    )

    page = response.content.decode()
    assert "meets at that time already" in page
    assert 'value="Library"' in page


def test_the_list_shows_coming_and_past_meetings_of_ones_own_boards(client, board, secretary):
    member = member_of(board, secretary)
    make_meeting(board=board, by=secretary)
    make_meeting(board=board, starts_at=datetime(2015, 10, 8, 13, tzinfo=UTC), by=secretary)
    elsewhere = make_meeting(by=secretary)

    page = sign_in(client, member).get(reverse("meetings:meeting_list")).content.decode()

    assert page.index("17 March 2016") < page.index("8 October 2015")
    assert elsewhere.reference not in page


def test_the_list_is_narrowed_to_one_board(office, board, secretary):
    make_meeting(board=board, by=secretary)
    elsewhere = make_meeting(by=secretary)

    page = office.get(reverse("meetings:meeting_list"), {"board": board.slug}).content.decode()

    assert f"{board.slug}-2016-03-17" in page
    assert elsewhere.reference not in page


def test_the_list_goes_on_from_the_last_meeting_shown(office, board, secretary):
    made = [
        make_meeting(board=board, starts_at=MEETING_AT - timedelta(days=30 * n), by=secretary)
        for n in range(1, 28)
    ]

    first = office.get(reverse("meetings:meeting_list"))
    second = office.get(reverse("meetings:meeting_list"), {"before": first.context["more_past"]})

    assert [*first.context["past"], *second.context["past"]] == made


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_asks_the_database_as_often_for_many_meetings(
    office, board, secretary, count, django_assert_max_num_queries
):
    for n in range(count):
        make_meeting(board=board, starts_at=MEETING_AT + timedelta(days=7 * n), by=secretary)

    with django_assert_max_num_queries(12):
        office.get(reverse("meetings:meeting_list"))


def test_an_empty_list_leads_to_planning(office):
    page = office.get(reverse("meetings:meeting_list")).content.decode()

    assert "No meeting is planned." in page
    assert reverse("meetings:meeting_plan") in page


def test_a_stranger_gets_404(client, board, secretary):
    meeting = make_meeting(board=board, by=secretary)

    response = sign_in(client, make_user()).get(meeting.get_absolute_url())

    assert response.status_code == 404


def test_the_secretariat_sees_the_countdown_and_the_next_step(office, board, secretary):
    meeting = make_meeting(board=board, by=secretary)

    page = office.get(meeting.get_absolute_url()).content.decode()

    assert "13 days" in page
    assert "Papers due, 7 March 2016 (<strong>3 days left</strong>)" in page
    assert "Begin the agenda" in page


def test_a_begun_agenda_leads_on_to_the_pack(office, board, secretary):
    meeting = make_meeting(board=board, state=State.AGENDA_DRAFT, by=secretary)

    page = office.get(meeting.get_absolute_url()).content.decode()

    assert address("pack_dry_run", meeting) in page


def test_a_member_does_not_read_an_agenda_in_draft(client, board, secretary):
    meeting = make_meeting(board=board, state=State.AGENDA_DRAFT, by=secretary)
    make_item(meeting=meeting, title="Half an idea", by=secretary)

    page = sign_in(client, member_of(board, secretary)).get(meeting.get_absolute_url()).content.decode()

    assert "The agenda has not gone round yet." in page
    assert "It goes round by Thursday 10 March 2016." in page
    assert "Half an idea" not in page


def test_a_member_reads_the_papers_in_place_with_their_pages_in_the_pack(client, board, secretary):
    meeting = make_meeting(board=board, state=State.AGENDA_DRAFT, by=secretary)
    item = make_item(meeting=meeting, title="Gangs strategy", by=secretary)
    paper = make_report(item, secretary, title="Next steps on gangs")
    entry = PackEntry(
        position=1,
        kind="paper",
        item=item,
        item_number=1,
        item_title=item.title,
        paper=paper,
        paper_title=paper.title,
        first_page=87,
        last_page=100,
        last_text_page=99,
    )
    pack = published(meeting, secretary, [entry])

    page = sign_in(client, member_of(board, secretary)).get(meeting.get_absolute_url()).content.decode()

    assert "Next steps on gangs" in page
    assert "Pages 87 to 100" in page
    assert "(Report, 13 pages)" in page
    assert address("pack_page", meeting, pack.number, 87) in page


def make_report(item, secretary, *, title):
    from meetings.workflow import papers

    paper = papers.add_paper(item=item, kind="report", title=title, **when(secretary))
    papers.keep_report(
        paper=paper,
        body=[{"key": "purpose", "heading": "Purpose", "text": "To say what comes next."}],
        based_on=0,
        **when(secretary),
    )
    return papers.mark_ready(paper=paper, **when(secretary))


def test_the_closed_title_and_papers_are_for_the_seats_named(client, board, secretary):
    named, other = member_of(board, secretary), member_of(board, secretary)
    meeting = make_meeting(board=board, state=State.AGENDA_DRAFT, by=secretary)
    item = make_item(meeting=meeting, title="A staffing matter", by=secretary)
    make_report(item, secretary, title="Report about the commander")
    restrict_item(item=item, seats=[named.seats_held.get().seat], closed_title="Complaint", by=secretary)
    published(meeting, secretary, [])

    for_named = sign_in(client, named).get(meeting.get_absolute_url()).content.decode()
    for_other = sign_in(client, other).get(meeting.get_absolute_url()).content.decode()

    assert "Complaint" in for_named
    assert "Report about the commander" in for_named
    assert "A staffing matter" in for_other
    assert "A paper is kept to other seats: information about a person." in for_other
    assert "Complaint" not in for_other
    assert "Report about the commander" not in for_other


@pytest.mark.parametrize("count", [1, 8])
def test_the_agenda_asks_the_database_as_often_for_many_items(
    client, board, secretary, count, django_assert_max_num_queries
):
    meeting = make_meeting(board=board, state=State.AGENDA_DRAFT, by=secretary)
    for n in range(count):
        make_report(make_item(meeting=meeting, title=f"Business {n}", by=secretary), secretary, title=f"P{n}")
    published(meeting, secretary, [])
    browser = sign_in(client, member_of(board, secretary))

    # Seven of them are the frame: session, person, menu.
    with django_assert_max_num_queries(22):
        browser.get(meeting.get_absolute_url())


def test_a_cancelled_meeting_says_why(client, board, secretary):
    meeting = make_meeting(board=board, state=State.CANCELLED, by=secretary)

    page = sign_in(client, member_of(board, secretary)).get(meeting.get_absolute_url()).content.decode()

    assert "This meeting is cancelled." in page
    assert "The hall is flooded." in page


def test_edit_changes_day_time_and_place(office, board, secretary):
    meeting = make_meeting(board=board, by=secretary)

    office.post(
        address("meeting_edit", meeting),
        {**PLAN, "on_day": "31", "begins": "10:30", "place": "Library", "reason": "Purdah.", "version": "1"},
    )

    meeting.refresh_from_db()
    # British Summer Time began on 27 March 2016.
    assert meeting.starts_at == datetime(2016, 3, 31, 9, 30, tzinfo=UTC)
    assert meeting.place == "Library"


@pytest.mark.parametrize(
    "name",
    ["meeting_edit", "meeting_cancel", "meeting_held", "agenda_detail", "meeting_history"],
)
def test_a_member_gets_403_with_a_sentence(client, board, secretary, name):
    meeting = make_meeting(board=board, by=secretary)

    response = sign_in(client, member_of(board, secretary)).get(address(name, meeting))

    assert response.status_code == 403
    assert "Only the secretariat can do this." in response.content.decode()


def test_cancel_asks_for_the_reason(office, board, secretary):
    meeting = make_meeting(board=board, by=secretary)

    refused = office.post(address("meeting_cancel", meeting), {"reason": ""})
    office.post(address("meeting_cancel", meeting), {"reason": "The hall is flooded."})

    meeting.refresh_from_db()
    assert "Enter the reason." in refused.content.decode()
    assert (meeting.state, meeting.cancelled_reason) == (State.CANCELLED, "The hall is flooded.")


def test_held_is_refused_in_words_before_the_meeting(office, board, secretary):
    meeting = make_meeting(board=board, state=State.AGENDA_DRAFT, by=secretary)

    response = office.post(address("meeting_held", meeting), follow=True)

    assert "The meeting has not begun yet" in response.content.decode()


def test_the_timetable_shows_every_deadline_and_the_days_that_do_not_count(office, board, secretary):
    meeting = make_meeting(board=board, starts_at=datetime(2016, 3, 31, 13, tzinfo=UTC), by=secretary)

    page = office.get(address("meeting_timetable", meeting)).content.decode()

    assert "Tuesday 22 March 2016" in page
    assert "18 days left" in page
    assert "Friday 25 March 2016: Good Friday" in page


def test_the_timetable_says_how_late_circulation_would_be(office, board, secretary):
    meeting = make_meeting(board=board, state=State.AGENDA_DRAFT, by=secretary)

    with time_machine.travel(datetime(2016, 3, 11, 12, tzinfo=UTC)):
        sign_in(office, secretary)
        page = office.get(address("meeting_timetable", meeting)).content.decode()

    assert "Today they would be one working day late." in page


def test_history_tells_the_secretariat_who_changed_what(office, board, secretary):
    meeting = make_meeting(board=board, by=secretary)
    colleague = make_secretary(full_name="Imogen Harcastle")
    meetings.edit_meeting(meeting=meeting, version=1, reason="Flood.", place="Library", **when(colleague))

    page = office.get(address("meeting_history", meeting)).content.decode()

    assert "by Imogen Harcastle" in page
    assert "Place: “Council Chamber” became “Library”." in page


@pytest.mark.parametrize(
    ("taken_to", "office_reads", "member_reads"),
    [
        ({}, ">Draft<", "Not gone round yet"),
        ({"with_chair": True}, "Draft, with the chair", "Not gone round yet"),
        ({"state": MinutesState.CLEARED, "is_round": False}, "Draft, cleared", "Not gone round yet"),
        ({"state": MinutesState.CLEARED}, "Draft, cleared", "Draft, cleared"),
        ({"state": MinutesState.CONFIRMED}, ">Confirmed<", ">Confirmed<"),
    ],
)
def test_the_list_says_how_far_the_minutes_of_past_meetings_are_as_far_as_the_reader_may_know(
    client, office, board, secretary, taken_to, office_reads, member_reads
):
    meeting = make_held_meeting(board=board, by=secretary, starts_at=NOW - timedelta(days=30))
    make_minutes(meeting=meeting, by=secretary, **taken_to)
    member = sign_in(Client(), member_of(board, secretary))

    pages = [browser.get(reverse("meetings:meeting_list")).content.decode() for browser in (office, member)]

    cells = [
        " ".join(page.split("Past meetings")[1].split()).replace("> ", ">").replace(" <", "<")
        for page in pages
    ]
    assert office_reads in cells[0]
    assert member_reads in cells[1]
    assert ("Draft" in cells[1]) == ("Draft" in member_reads)


def test_the_list_says_of_a_past_meeting_without_minutes_that_there_are_none(office, board, secretary):
    make_held_meeting(board=board, by=secretary, starts_at=NOW - timedelta(days=30))

    assert "None yet" in office.get(reverse("meetings:meeting_list")).content.decode()


def test_a_postponed_meeting_takes_a_bank_holiday_only_when_that_is_confirmed(office, board, secretary):
    meeting = make_meeting(board=board, by=secretary, state=State.POSTPONED, starts_at=MEETING_AT)
    address = reverse("meetings:meeting_resume", args=[meeting.reference])
    facts = {"on_day": "30", "on_month": "5", "on_year": "2016", "begins": "10:00", "place": "Town Hall"}

    asked = office.post(address, facts).content.decode()
    office.post(address, {**facts, "despite": "on"})

    meeting.refresh_from_db()
    assert "30 May 2016 is a bank holiday: Spring Bank Holiday." in asked
    assert (meeting.state, meeting.on) == (State.PLANNED, date(2016, 5, 30))
