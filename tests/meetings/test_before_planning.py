"""Planning an item, homework of partners, papers asked of authors, and the reminders of both."""

from datetime import date, timedelta

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from csp_portal.accounts.roles import Role
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict
from csp_portal.notices.models import Notice
from meetings import board_pack, timetable
from meetings.models import HomeworkQuestion, PaperStep
from meetings.states.meeting import State as MeetingState
from meetings.states.paper import State
from meetings.workflow import agendas, papers, planning, reminders
from tests.factories import (
    PLANNED_AT,
    PLANNED_ON,
    make_board,
    make_item,
    make_meeting,
    make_seat,
    make_secretary,
    make_user,
    make_writer,
    name_deputy,
    restrict_item,
    seat_person,
    sign_in,
)
from tests.meetings.factories_before import ask_for_paper, ask_homework

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(PLANNED_AT, tick=False):
        yield


def when(by):
    return {"by": by, "at": PLANNED_AT, "on": PLANNED_ON}


@pytest.fixture
def secretary():
    return make_secretary(full_name="Delphine Achterby")


@pytest.fixture
def board(secretary):
    return make_board(by=secretary)


@pytest.fixture
def seat(board, secretary):
    return make_seat(board=board, by=secretary, office="Fire Commander")


@pytest.fixture
def member(seat, secretary):
    return seat_person(seat=seat, by=secretary).person


@pytest.fixture
def meeting(board, secretary):
    return make_meeting(board=board, state=MeetingState.AGENDA_DRAFT, by=secretary)


@pytest.fixture
def item(meeting, secretary):
    return make_item(meeting=meeting, by=secretary)


def as_(person):
    return sign_in(Client(), person)


def address(name, item, *more):
    return reverse(f"meetings:{name}", args=[item.meeting.reference, item.key, *more])


# --- Decisions sought -------------------------------------------------------------------------------
def test_decisions_sought_stand_in_order_and_count_as_changes_of_the_agenda(item, meeting, secretary):
    first, second = (
        planning.seek_decision(item=item, wording=wording, **when(secretary)) for wording in ("One.", "Two.")
    )
    meeting.refresh_from_db()
    before = meeting.agenda_version

    planning.move_decision(decision=second, up=True, **when(secretary))
    planning.edit_decision(decision=first, version=1, wording="First.", **when(secretary))

    assert [str(decision) for decision in item.decisions_sought.all()] == ["Two.", "First."]
    meeting.refresh_from_db()
    assert meeting.agenda_version == before + 2
    with pytest.raises(EditConflict):
        planning.edit_decision(decision=first, version=1, wording="Mine.", **when(secretary))
    planning.drop_decision(decision=first, **when(secretary))
    assert [str(decision) for decision in item.decisions_sought.all()] == ["Two."]


# --- Homework ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "may"), [("member", True), ("deputy", True), ("other", False), ("secretary", False)]
)
def test_those_who_sit_or_stand_in_for_the_organisation_answer(
    item, seat, member, board, secretary, who, may
):
    question = ask_homework(item=item, organisation=seat.organisation, by=secretary)
    people = {
        "member": member,
        "deputy": name_deputy(seat=seat, by=secretary).person,
        "other": seat_person(seat=make_seat(board=board, by=secretary), by=secretary).person,
        "secretary": secretary,
    }

    def answer():
        return planning.answer_homework(question=question, version=1, answer="Nine.", **when(people[who]))

    if may:
        assert answer().answered_by == people[who]
    else:
        with pytest.raises(Refused, match="Only those who sit or stand in"):
            answer()


@pytest.mark.parametrize(
    ("days", "sentence"), [(-1, "is past"), (90, "wanted before the meeting"), (7, ""), (66, "")]
)
def test_homework_is_answered_between_today_and_the_meeting(item, seat, secretary, days, sentence):
    def ask():
        return planning.ask_homework(
            item=item,
            organisation=seat.organisation,
            question="How many?",
            answer_by=PLANNED_ON + timedelta(days=days),
            **when(secretary),
        )

    if sentence:
        with pytest.raises(CannotBeDone, match=sentence):
            ask()
    else:
        assert ask().pk


def test_an_organisation_without_a_seat_is_not_asked(item, secretary):
    stranger = make_seat(by=secretary).organisation

    with pytest.raises(CannotBeDone, match="has no seat on the"):
        ask_homework(item=item, organisation=stranger, by=secretary)


def test_two_who_answer_at_once_are_told(item, seat, member, secretary):
    question = ask_homework(item=item, organisation=seat.organisation, by=secretary)
    planning.answer_homework(question=question, version=1, answer="Nine.", **when(member))

    with pytest.raises(EditConflict) as conflict:
        planning.answer_homework(question=question, version=1, answer="Ten.", **when(member))

    assert (conflict.value.theirs, conflict.value.yours) == ({"Answer": "Nine."}, {"Answer": "Ten."})


def test_an_answered_question_keeps_its_words(item, seat, member, secretary):
    question = ask_homework(item=item, organisation=seat.organisation, by=secretary)
    question = planning.answer_homework(question=question, version=1, answer="Nine.", **when(member))

    with pytest.raises(CannotBeDone, match="answered already"):
        planning.edit_homework(
            question=question,
            version=2,
            words="How few?",
            answer_by=question.answer_by,
            **when(secretary),
        )


def test_a_member_answers_before_the_agenda_goes_round(item, seat, member, secretary):
    question = ask_homework(item=item, organisation=seat.organisation, question="How many?", by=secretary)
    reader = as_(member)

    listed = reader.get(reverse("meetings:homework_list")).content.decode()
    home = reader.get(reverse("home")).content.decode()
    empty = reader.post(question.get_absolute_url(), {"answer": " ", "version": 1}).content.decode()
    sent = reader.post(question.get_absolute_url(), {"answer": "Nine.", "version": 1}, follow=True)
    office = as_(secretary).get(reverse("meetings:meeting_homework_list", args=[item.meeting.reference]))

    assert "How many?" in listed
    assert "1 question to your organisation" in home
    assert "<title>Error" in empty
    assert "The answer is with the secretariat" in sent.content.decode()
    assert "All 1 is answered." in office.content.decode()
    assert reader.get(item.get_absolute_url()).status_code == 403


def test_what_was_asked_is_news_until_it_is_answered(item, seat, member, secretary):
    question = ask_homework(item=item, organisation=seat.organisation, by=secretary)
    assert Notice.objects.to(member).unread().filter(kind="meetings.homework_asked").exists()

    planning.answer_homework(question=question, version=1, answer="Nine.", **when(member))

    assert not Notice.objects.to(member).unread().exists()


def test_a_paper_prints_what_partners_answered_and_who_did_not(board, item, seat, member, secretary):
    make_item(meeting=item.meeting, title="Nothing is asked here", by=secretary)
    question = ask_homework(
        item=item, organisation=seat.organisation, question="How many visits?", by=secretary
    )
    other = seat_person(seat=make_seat(board=board, by=secretary), by=secretary).seat.organisation
    ask_homework(item=item, organisation=other, question="Who pays?", by=secretary)
    closed = make_item(meeting=item.meeting, title="A staffing matter", by=secretary)
    ask_homework(item=closed, organisation=other, question="Zebra?", by=secretary)
    restrict_item(item=closed, by=secretary)
    before = board_pack.section("homework_answered", item.meeting).facts

    planning.answer_homework(question=question, version=1, answer="Eleven of 900.", **when(member))

    written = board_pack.section("homework_answered", item.meeting)
    page = render_to_string(written.template, dict(written.context))
    assert written.facts != before
    assert "How many visits?" in page
    assert "Eleven of 900." in page
    assert f"No answer received from {other}." in page
    assert "Nothing is asked here" not in page
    assert "Zebra" not in page
    assert "staffing" not in page


def test_a_paper_of_homework_that_nobody_was_asked_is_missing(item):
    assert board_pack.section("homework_answered", item.meeting).missing


def test_homework_of_a_restricted_item_is_known_only_behind_the_restriction(item, seat, member, secretary):
    question = ask_homework(item=item, organisation=seat.organisation, question="Zebra?", by=secretary)
    before = HomeworkQuestion.objects.visible_to(member, on=PLANNED_ON).count()
    restrict_item(item=item, seats=[], by=secretary)
    reader = as_(member)

    after = HomeworkQuestion.objects.visible_to(member, on=PLANNED_ON).count()

    assert (before, after) == (1, 0)
    assert reader.get(question.get_absolute_url()).status_code == 404
    assert "Zebra" not in reader.get(reverse("meetings:homework_list")).content.decode()
    notice = Notice.objects.get(kind="meetings.homework_asked", person=member)
    assert "Zebra" not in notice.title


def test_a_withdrawn_question_leaves_the_list(item, seat, member, secretary):
    question = ask_homework(item=item, organisation=seat.organisation, question="How many?", by=secretary)

    planning.withdraw_homework(question=question, **when(secretary))

    assert "How many?" not in as_(member).get(reverse("meetings:homework_list")).content.decode()
    with pytest.raises(Refused, match="withdrawn"):
        planning.answer_homework(question=question, version=2, answer="Nine.", **when(member))


# --- The community's input, and communications --------------------------------------------------------
def test_what_the_community_said_is_written_down_and_stays(item, secretary):
    planned = planning.plan_community_input(
        item=item,
        from_whom="Residents",
        how="A panel",
        gathered_by="The council",
        due_on=PLANNED_ON,
        **when(secretary),
    )
    assert planned.is_late(on=PLANNED_ON + timedelta(days=1))

    planned = planning.edit_community_input(planned=planned, version=1, said="More light.", **when(secretary))

    assert not planned.is_late(on=PLANNED_ON + timedelta(days=1))
    with pytest.raises(CannotBeDone, match="stays with the item"):
        planning.drop_community_input(planned=planned, **when(secretary))


@pytest.mark.parametrize(
    ("name", "fields", "shown"),
    [
        ("sought_decision_add", {"wording": "That it be agreed."}, "That it be agreed."),
        (
            "community_input_add",
            {
                "from_whom": "Residents",
                "how": "A panel",
                "gathered_by": "The council",
                "due_on": "2016-03-01",
                "said": "",
            },
            "Residents",
        ),
        (
            "planned_communication_add",
            {"message": "It is agreed.", "audience": "Residents", "channel": "Web", "told_by": "Council"},
            "It is agreed.",
        ),
    ],
)
def test_the_planner_fills_in_the_pages_of_an_item(item, secretary, name, fields, shown):
    office = as_(secretary)

    refused = office.post(address(name, item), dict.fromkeys(fields, ""))
    done = office.post(address(name, item), fields, follow=True)

    assert "<title>Error" in refused.content.decode()
    assert shown in done.content.decode()


def test_the_item_keeps_its_questions(item, secretary):
    agendas.edit_item(item=item, version=1, questions="Why?\n\n Who? ", **when(secretary))

    page = as_(secretary).get(item.get_absolute_url()).content.decode()

    assert item.meeting.items.get().questions_listed == ["Why?", "Who?"]
    assert "Questions to be answered" in page


# --- Papers asked for ---------------------------------------------------------------------------------
BODY = [{"key": "purpose", "heading": "Purpose of the report", "text": "To tell."}]


def test_a_paper_is_asked_for_submitted_sent_back_submitted_and_cleared(item, member, secretary):
    paper = ask_for_paper(item=item, writer=member, by=secretary)
    papers.keep_report(paper=paper, body=BODY, based_on=0, **when(member))

    papers.submit_paper(paper=paper, **when(member))
    papers.send_back(paper=paper, reason="The table lacks a year.", **when(secretary))
    papers.submit_paper(paper=paper, **when(member))
    paper = papers.mark_ready(paper=paper, **when(secretary))

    assert paper.state == State.READY
    assert [step.kind for step in paper.steps.all()] == [
        PaperStep.Kind.ASKED,
        PaperStep.Kind.SUBMITTED,
        PaperStep.Kind.SENT_BACK,
        PaperStep.Kind.SUBMITTED,
        PaperStep.Kind.CLEARED,
    ]
    kinds = set(Notice.objects.filter(person=member).values_list("kind", flat=True))
    assert kinds == {"meetings.paper_asked", "meetings.paper_sent_back"}
    assert Notice.objects.filter(kind="meetings.paper_submitted", person=secretary).count() == 1


def test_an_author_is_told_why_a_paper_comes_back(item, member, secretary):
    paper = ask_for_paper(item=item, writer=member, by=secretary)
    papers.keep_report(paper=paper, body=BODY, based_on=0, **when(member))
    papers.submit_paper(paper=paper, **when(member))

    with pytest.raises(CannotBeDone, match="Say what has to change"):
        papers.send_back(paper=paper, reason=" ", **when(secretary))

    as_(secretary).post(
        reverse("meetings:paper_send_back", args=[paper.meeting.reference, paper.key]), {"reason": "No year."}
    )
    page = as_(member).get(paper.get_absolute_url()).content.decode()
    assert "No year." in page


def test_an_author_neither_clears_nor_chases(item, member, secretary):
    paper = ask_for_paper(item=item, writer=member, by=secretary)
    papers.keep_report(paper=paper, body=BODY, based_on=0, **when(member))

    with pytest.raises(Refused):
        papers.mark_ready(paper=paper, **when(member))
    with pytest.raises(Refused):
        papers.chase_paper(paper=paper, text="", **when(member))


def test_an_author_by_duty_reads_the_paper_asked_of_them_and_nothing_else(item, secretary):
    analyst = make_user(duties=[Role.PERFORMANCE_ANALYST])
    other = ask_for_paper(item=item, writer=make_writer(board=item.meeting.board, by=secretary), by=secretary)
    paper = ask_for_paper(item=item, writer=analyst, by=secretary)
    reader = as_(analyst)

    assert reader.get(paper.get_absolute_url()).status_code == 200
    assert paper.title in reader.get(reverse("meetings:paper_list")).content.decode()
    assert reader.get(other.get_absolute_url()).status_code == 404
    assert reader.get(item.meeting.get_absolute_url()).status_code == 404
    assert reader.get(item.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("who", ["outsider", "administrator"])
def test_only_those_who_report_to_the_board_are_asked(item, secretary, who):
    person = make_user(duties=[Role.ADMINISTRATOR] if who == "administrator" else [])

    with pytest.raises(CannotBeDone, match="no seat on the"):
        ask_for_paper(item=item, writer=person, by=secretary)


def test_a_chase_is_on_record_and_told_each_time(item, member, secretary):
    paper = ask_for_paper(item=item, writer=member, by=secretary)
    office = as_(secretary)
    where = reverse("meetings:paper_chase", args=[paper.meeting.reference, paper.key])

    office.post(where)
    with time_machine.travel(PLANNED_AT + timedelta(hours=1), tick=False):
        as_(secretary).post(where, {"back": "list"})
    listed = office.get(reverse("meetings:meeting_paper_list", args=[paper.meeting.reference]))

    assert paper.steps.filter(kind=PaperStep.Kind.CHASED).count() == 2
    assert Notice.objects.filter(kind="meetings.paper_chased", person=member).count() == 2
    assert "2 times" in listed.content.decode()


def test_lateness_is_worked_out_from_the_day_agreed(item, member, secretary):
    ask_for_paper(item=item, writer=member, due_on=PLANNED_ON + timedelta(days=7), by=secretary)

    with time_machine.travel(PLANNED_AT + timedelta(days=8), tick=False):
        page = as_(member).get(reverse("meetings:paper_list")).content.decode()
        listed = as_(secretary).get(reverse("meetings:meeting_paper_list", args=[item.meeting.reference]))

    assert "18 January 2016" in page
    assert "Overdue" in page
    assert "1 paper is overdue." in listed.content.decode()


def test_the_page_for_asking_names_authors_and_refuses_a_day_that_is_past(item, member, secretary):
    office = as_(secretary)
    fields = {
        "title": "Knife crime",
        "writer": member.pk,
        "due_on": "2016-01-01",
        "instructions": "Two pages.",
        "kind": "report",
    }

    late = office.post(address("paper_ask", item), fields)
    asked = office.post(address("paper_ask", item), {**fields, "due_on": "2016-02-01"}, follow=True)

    assert "is past. Choose a later one." in late.content.decode()
    assert "Two pages." in late.content.decode()
    assert f"{member} is asked for the paper." in asked.content.decode()


# --- Reminders ----------------------------------------------------------------------------------------
DUE = date(2016, 2, 1)


@pytest.mark.parametrize(
    ("days", "reminds"),
    [
        (-4, False),
        (-3, True),
        (-2, False),
        (0, True),
        (1, True),
        (2, False),
        (8, True),
        (9, False),
        (15, True),
    ],
)
def test_a_reminder_comes_before_on_the_day_and_then_every_week(days, reminds):
    assert timetable.is_day_to_remind(DUE, on=DUE + timedelta(days=days)) == reminds


def test_reminding_again_on_the_same_day_tells_nobody_twice(item, seat, member, secretary):
    ask_homework(item=item, organisation=seat.organisation, by=secretary)
    ask_for_paper(item=item, writer=member, by=secretary)
    on, at = PLANNED_ON + timedelta(days=7), PLANNED_AT + timedelta(days=7)

    found = [reminders.remind(by=None, at=at, on=on) for _ in range(2)]

    told = Notice.objects.filter(kind__in=["meetings.paper_due", "meetings.homework_due"])
    assert found == [2, 2]
    assert told.count() == 2
    assert "Knife" not in " ".join(told.values_list("title", flat=True))
