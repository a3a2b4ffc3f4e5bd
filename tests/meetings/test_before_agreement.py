"""An agenda before it goes round: planned, challenged, put to the chairs, agreed, changed; meetings postponed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from csp_portal.core.dates import in_words
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone
from csp_portal.notices.models import Notice
from meetings.agreement_reading import agreement
from meetings.models import Board, Meeting
from meetings.models.boards import Purpose
from meetings.states.meeting import State
from meetings.workflow import agendas, agreements, meetings, papers, planning
from tests.factories import (
    PLANNED_AT,
    PLANNED_ON,
    make_board,
    make_item,
    make_meeting,
    make_pack,
    make_seat,
    make_secretary,
    make_user,
    make_writer,
    publish_pack,
    seat_person,
)
from tests.meetings.factories_before import agree_agenda, ask_for_paper, ask_homework

pytestmark = pytest.mark.django_db


def when(by):
    return {"by": by, "at": PLANNED_AT, "on": PLANNED_ON}


@pytest.fixture
def secretary():
    return make_secretary(full_name="Delphine Achterby")


@pytest.fixture
def board(secretary):
    return make_board(by=secretary)


@pytest.fixture
def chairs(board, secretary):
    seats = [
        make_seat(board=board, by=secretary, office=office, board_role="co_chair")
        for office in ("Cabinet Member", "Borough Commander")
    ]
    return [seat_person(seat=seat, by=secretary).person for seat in seats]


@pytest.fixture
def meeting(board, chairs, secretary):
    meeting = make_meeting(board=board, state=State.AGENDA_DRAFT, by=secretary)
    make_item(meeting=meeting, by=secretary)
    return Meeting.objects.get(pk=meeting.pk)


def put(meeting, secretary):
    return agreements.put_to_chairs(meeting=meeting, **when(secretary))


def answer(meeting, chair, said="agreed", comment=""):
    meeting.refresh_from_db()
    agreements.answer_agenda(
        meeting=meeting, agenda_version=meeting.agenda_version, answer=said, comment=comment, **when(chair)
    )
    meeting.refresh_from_db()
    return meeting.state


@pytest.mark.parametrize(
    ("rule", "answers", "state"),
    [
        (Board.AgreementRule.ONE, ["agreed"], State.AGREED),
        (Board.AgreementRule.ALL, ["agreed"], State.AGENDA_DRAFT),
        (Board.AgreementRule.ALL, ["agreed", "agreed"], State.AGREED),
        (Board.AgreementRule.ONE, ["sent_back"], State.AGENDA_DRAFT),
        # The second chair may still send back what the first agreed for both.
        (Board.AgreementRule.ONE, ["agreed", "sent_back"], State.AGENDA_DRAFT),
        (Board.AgreementRule.ALL, ["agreed", "sent_back"], State.AGENDA_DRAFT),
    ],
)
def test_the_boards_rule_says_how_many_chairs_agree(meeting, chairs, secretary, rule, answers, state):
    Board.objects.filter(pk=meeting.board_id).update(agreement_rule=rule)
    put(meeting, secretary)

    for chair, said in zip(chairs, answers, strict=False):
        answer(meeting, chair, said, "Move item 1." if said == "sent_back" else "")

    meeting.refresh_from_db()
    assert meeting.state == state


def test_a_change_makes_an_agreed_agenda_a_draft_again_and_asks_anew(meeting, chairs, secretary):
    put(meeting, secretary)
    assert answer(meeting, chairs[0]) == State.AGREED

    make_item(meeting=meeting, title="One more", by=secretary)

    meeting = Meeting.objects.get(pk=meeting.pk)
    assert meeting.state == State.AGENDA_DRAFT
    assert "has changed since the chairs had it" in agreement(meeting, on=PLANNED_ON).in_words
    with pytest.raises(CannotBeDone, match="cannot be answered now"):
        answer(meeting, chairs[0])
    put(meeting, secretary)
    assert answer(meeting, chairs[1]) == State.AGREED
    assert meeting.agenda_answers.count() == 2


def waiting(chair):
    return Notice.objects.to(chair).unread().filter(kind="meetings.agenda_to_agree").count()


def test_a_chair_is_told_of_an_agenda_only_as_long_as_it_waits_for_them(meeting, chairs, secretary):
    Board.objects.filter(pk=meeting.board_id).update(agreement_rule=Board.AgreementRule.ALL)
    put(meeting, secretary)
    answer(meeting, chairs[0])
    assert [waiting(chair) for chair in chairs] == [0, 1]

    make_item(meeting=meeting, title="One more", by=secretary)
    assert [waiting(chair) for chair in chairs] == [0, 0]

    agreements.put_to_chairs(meeting=meeting, by=secretary, at=PLANNED_AT + timedelta(hours=1), on=PLANNED_ON)
    assert [waiting(chair) for chair in chairs] == [1, 1]
    meeting.refresh_from_db()
    agreements.answer_agenda(
        meeting=meeting,
        agenda_version=meeting.agenda_version,
        answer="sent_back",
        comment="Move item 1.",
        by=chairs[1],
        at=PLANNED_AT + timedelta(hours=2),
        on=PLANNED_ON,
    )
    assert [waiting(chair) for chair in chairs] == [0, 0]


def test_where_one_chair_agrees_for_all_the_other_is_asked_no_more(meeting, chairs, secretary):
    put(meeting, secretary)

    answer(meeting, chairs[0])

    assert [waiting(chair) for chair in chairs] == [0, 0]


def test_an_answer_to_a_version_that_is_gone_is_refused(meeting, chairs, secretary):
    put(meeting, secretary)
    meeting.refresh_from_db()

    with pytest.raises(CannotBeDone, match="changed since this page was opened"):
        agreements.answer_agenda(
            meeting=meeting,
            agenda_version=meeting.agenda_version - 1,
            answer="agreed",
            comment="",
            **when(chairs[0]),
        )


def test_sending_back_needs_a_comment_and_tells_the_secretariat(meeting, chairs, secretary):
    put(meeting, secretary)

    with pytest.raises(CannotBeDone, match="Say what has to change"):
        answer(meeting, chairs[0], "sent_back")
    answer(meeting, chairs[0], "sent_back", "Too long.")

    assert Notice.objects.filter(kind="meetings.agenda_sent_back", person=secretary).exists()
    assert Notice.objects.filter(kind="meetings.agenda_to_agree", person__in=chairs).count() == 2


@pytest.mark.parametrize("who", ["member", "secretary"])
def test_only_a_chair_answers(meeting, board, secretary, who):
    put(meeting, secretary)
    member = seat_person(seat=make_seat(board=board, by=secretary), by=secretary).person

    with pytest.raises(Refused, match="Only a chair"):
        answer(meeting, member if who == "member" else secretary)


@pytest.mark.parametrize(
    ("given_how", "given_at", "sentence"),
    [
        ("", PLANNED_AT, "Say how the chair told you"),
        ("telephone", PLANNED_AT + timedelta(hours=1), "cannot have said so yet"),
        ("telephone", PLANNED_AT - timedelta(days=1), "before this agenda was put to the chairs"),
        ("email", PLANNED_AT, ""),
    ],
)
def test_a_word_given_outside_is_recorded_with_how_and_when(
    meeting, chairs, secretary, given_how, given_at, sentence
):
    put(meeting, secretary)
    meeting.refresh_from_db()

    def record():
        return agreements.record_chairs_answer(
            meeting=meeting,
            agenda_version=meeting.agenda_version,
            chair=chairs[0],
            answer="agreed",
            comment="",
            given_how=given_how,
            given_at=given_at,
            **when(secretary),
        )

    if sentence:
        with pytest.raises(CannotBeDone, match=sentence):
            record()
    else:
        given = record()
        assert (given.chair, given.recorded_by, given.given_how) == (chairs[0], secretary, "email")


def test_an_item_to_note_is_challenged_before_the_chairs_have_the_agenda(meeting, secretary):
    item = make_item(meeting=meeting, title="Figures", purpose=Purpose.NOTE, by=secretary)

    with pytest.raises(CannotBeDone, match="“Figures” is only to note"):
        put(meeting, secretary)

    agendas.edit_item(item=item, version=1, needs_time_because="They rose.", **when(secretary))
    assert put(meeting, secretary).put_version


def test_an_item_to_note_goes_out_another_way(meeting, secretary):
    item = make_item(meeting=meeting, title="Figures", purpose=Purpose.NOTE, by=secretary)

    item = agendas.send_out_item(item=item, way="By e-mail", reason="Nothing to decide.", **when(secretary))

    assert item.withdrawn_reason == "Sent out another way: By e-mail. Nothing to decide."
    assert put(meeting, secretary).put_version


def test_a_board_without_a_chair_cannot_put_an_agenda(secretary):
    meeting = make_meeting(state=State.AGENDA_DRAFT, by=secretary)
    make_item(meeting=meeting, by=secretary)

    with pytest.raises(CannotBeDone, match="Nobody sits as a chair"):
        put(meeting, secretary)


def test_the_same_agenda_is_put_once(meeting, secretary):
    put(meeting, secretary)

    with pytest.raises(CannotBeDone, match="before them already"):
        put(meeting, secretary)


def test_an_agenda_goes_round_only_when_the_chairs_agreed_it(meeting, secretary, quick_typesetting):
    pack = make_pack(meeting=meeting, by=secretary)
    Board.objects.filter(pk=meeting.board_id).update(agreement_rule=Board.AgreementRule.ALL)
    put(meeting, secretary)

    from meetings.workflow import packs

    with pytest.raises(CannotBeDone, match="chairs have not agreed"):
        packs.publish_pack(pack=pack, lateness_reason="", missing_reason="", **when(secretary))
    publish_pack(pack=pack, by=secretary) if agree_the_rest(meeting, secretary) else None
    meeting.refresh_from_db()
    assert meeting.state == State.CIRCULATED


def agree_the_rest(meeting, secretary):
    for chair in agreement(Meeting.objects.get(pk=meeting.pk), on=PLANNED_ON).chairs:
        answer(meeting, chair.person)
    return True


# --- Postponed --------------------------------------------------------------------------------------
NEW_DAY = datetime(2016, 4, 14, 13, tzinfo=UTC)


def resume(meeting, secretary):
    return meetings.resume_meeting(meeting=meeting, starts_at=NEW_DAY, place="Town Hall", **when(secretary))


@pytest.mark.parametrize("state", [State.PLANNED, State.AGENDA_DRAFT, State.AGREED])
def test_a_postponed_meeting_goes_on_from_where_it_stood(board, chairs, secretary, state):
    meeting = make_meeting(board=board, state=state, by=secretary)

    meeting = meetings.postpone_meeting(meeting=meeting, reason="Flood.", **when(secretary))
    assert meeting not in Meeting.objects.ahead(at=PLANNED_AT)
    assert meeting not in Meeting.objects.past(at=PLANNED_AT)
    assert meeting in Meeting.objects.postponed()
    meeting = resume(meeting, secretary)

    assert (meeting.state, meeting.starts_at, meeting.place) == (state, NEW_DAY, "Town Hall")
    assert meeting.moves.get().reason == "Flood."
    assert meeting in Meeting.objects.ahead(at=PLANNED_AT)


def test_an_agenda_that_went_round_goes_round_again_after_a_postponement(
    meeting, secretary, quick_typesetting
):
    publish_pack(pack=make_pack(meeting=meeting, by=secretary), by=secretary)
    meetings.postpone_meeting(meeting=meeting, reason="Flood.", **when(secretary))

    meeting = resume(meeting, secretary)

    assert meeting.state == State.AGREED
    assert meeting.circulated_at is not None
    publish_pack(pack=make_pack(meeting=meeting, by=secretary), by=secretary)
    meeting.refresh_from_db()
    assert meeting.state == State.CIRCULATED


def test_a_change_while_it_is_postponed_has_to_be_agreed_anew(board, chairs, secretary):
    meeting = make_meeting(board=board, state=State.AGREED, by=secretary)
    meeting = meetings.postpone_meeting(meeting=meeting, reason="Flood.", **when(secretary))
    make_item(meeting=meeting, title="Flood", by=secretary)

    assert resume(meeting, secretary).state == State.AGENDA_DRAFT


def test_those_on_the_board_are_told_of_a_postponement_and_of_the_new_day(meeting, chairs, secretary):
    meetings.postpone_meeting(meeting=meeting, reason="Flood.", **when(secretary))
    resume(meeting, secretary)

    told = Notice.objects.filter(person=chairs[0]).order_by("pk").values_list("kind", flat=True)
    assert list(told) == ["meetings.meeting_postponed", "meetings.meeting_moved"]


def test_what_is_still_owed_is_due_as_many_days_later_and_what_came_in_stays(
    board, meeting, chairs, secretary
):
    item = meeting.items.get()
    writer = make_writer(board=board, by=secretary)
    paper, done = (ask_for_paper(item=item, writer=writer, by=secretary) for _ in range(2))
    papers.keep_report(
        paper=done,
        body=[{"key": "text", "heading": "", "text": "It fell."}],
        based_on=0,
        **when(secretary),
    )
    papers.mark_ready(paper=done, **when(secretary))
    seat = board.seats.first()
    question = ask_homework(item=item, organisation=seat.organisation, by=secretary)
    planning.plan_community_input(
        item=item,
        from_whom="Residents of Noel Park",
        how="A walk",
        gathered_by="The ward officer",
        due_on=date(2016, 3, 10),
        **when(secretary),
    )
    meetings.postpone_meeting(meeting=meeting, reason="Flood.", **when(secretary))

    resume(meeting, secretary)

    was, later = PLANNED_ON + timedelta(days=7), PLANNED_ON + timedelta(days=35)
    for owed, field, day in (
        (paper, "due_on", later),
        (done, "due_on", was),
        (question, "answer_by", later),
        (item.community_input.get(), "due_on", date(2016, 4, 7)),
    ):
        owed.refresh_from_db()
        assert getattr(owed, field) == day
    told = Notice.objects.filter(person=writer, kind="meetings.paper_due").get()
    assert told.title.endswith(f"is due {in_words(later)}")
    asked = Notice.objects.filter(person=writer, kind="meetings.paper_asked", about_pk=paper.pk)
    assert asked.exists()
    assert not asked.unread().exists()


def test_a_day_that_is_moved_falls_on_a_working_day_and_never_in_the_past(board, meeting, secretary):
    item = meeting.items.get()
    writer = make_writer(board=board, by=secretary)
    paper = ask_for_paper(item=item, writer=writer, due_on=date(2016, 3, 10), by=secretary)

    def move(starts_at):
        fresh = Meeting.objects.get(pk=meeting.pk)
        meetings.edit_meeting(
            meeting=fresh, version=fresh.version, starts_at=starts_at, reason="The room.", **when(secretary)
        )
        paper.refresh_from_db()
        return paper.due_on

    # From Thursday 10 March by 18 days to Easter Monday, so the Thursday before Good Friday.
    assert move(datetime(2016, 4, 4, 13, tzinfo=UTC)) == date(2016, 3, 24)
    # Another hour moves nothing.
    assert move(datetime(2016, 4, 4, 15, tzinfo=UTC)) == date(2016, 3, 24)
    assert move(datetime(2016, 2, 22, 13, tzinfo=UTC)) == date(2016, 2, 11)
    assert move(datetime(2016, 1, 14, 13, tzinfo=UTC)) == PLANNED_ON


def test_the_database_asks_for_the_reason_of_a_postponement(meeting):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError, match="meeting_postponed_with_a_reason"):
        Meeting.objects.filter(pk=meeting.pk).update(state=State.POSTPONED)


def test_factories_agree_only_what_is_in_draft(secretary):
    meeting = make_meeting(by=secretary)

    assert agree_agenda(meeting=meeting, by=secretary).state == State.PLANNED
    assert make_user().pk
