"""What comes before a meeting, made through the workflow: agreement, homework, papers asked for, late items."""

from datetime import date, datetime, timedelta
from typing import Any

from csp_portal.accounts.models import Organisation, User
from meetings.agreement_reading import chairs
from meetings.models import AgendaItem, HomeworkQuestion, Meeting, Pack, Paper
from meetings.states.meeting import State
from meetings.workflow import agreements, packs, papers, planning
from tests.factories import PLANNED_AT, PLANNED_ON, make_seat, make_secretary, seat_person


def agree_agenda(
    *, meeting: Meeting, by: User | None = None, at: datetime = PLANNED_AT, on: date = PLANNED_ON
) -> Meeting:
    """
    Put an agenda in draft to the chairs and record that each agreed by telephone; one that is agreed stays.

    Where nobody sits as a chair, somebody does for that one day, so that no list of members changes.
    """
    by = by or make_secretary()
    meeting.refresh_from_db()
    if meeting.state != State.AGENDA_DRAFT:
        return meeting
    if not chairs(meeting.board, on=on):
        seat = make_seat(board=meeting.board, board_role="co_chair", office="Chair for a day", by=by)
        seat_person(seat=seat, starts_on=on, ends_on=on, by=by)
        seat.ends_on = on
        seat.save()
    agreements.put_to_chairs(meeting=meeting, by=by, at=at, on=on)
    for holder in chairs(meeting.board, on=on):
        agreements.record_chairs_answer(
            meeting=meeting,
            agenda_version=meeting.agenda_version,
            chair=holder.person,
            answer="agreed",
            comment="",
            given_how="telephone",
            given_at=at,
            by=by,
            at=at,
            on=on,
        )
    meeting.refresh_from_db()
    return meeting


def ask_homework(
    *,
    item: AgendaItem,
    organisation: Organisation,
    question: str = "How many were there?",
    by: User | None = None,
) -> HomeworkQuestion:
    """Ask an organisation a question, to be answered in a week."""
    return planning.ask_homework(
        item=item,
        organisation=organisation,
        question=question,
        answer_by=PLANNED_ON + timedelta(days=7),
        by=by or make_secretary(),
        at=PLANNED_AT,
        on=PLANNED_ON,
    )


def ask_for_paper(*, item: AgendaItem, writer: User, by: User | None = None, **fields: Any) -> Paper:
    """Ask a person for a report, due in a week."""
    return papers.ask_for_paper(
        **{
            "item": item,
            "kind": Paper.Kind.REPORT,
            "title": "Knife crime: covering report",
            "writer": writer,
            "due_on": PLANNED_ON + timedelta(days=7),
            "instructions": "Two pages on what changed.",
            "by": by or make_secretary(),
            "at": PLANNED_AT,
            "on": PLANNED_ON,
        }
        | fields
    )


def admit_item(
    *,
    meeting: Meeting,
    by: User,
    title: str = "Flooding at the hostel",
    chair: User | None = None,
    **fields: Any,
) -> AgendaItem:
    """Admit a late item, on the word of a chair given by telephone."""
    holders = chairs(meeting.board, on=PLANNED_ON)
    return agreements.admit_item(
        **{
            "meeting": meeting,
            "kind": "late",
            "reason": "It happened last night.",
            "chair": chair or holders[0].person,
            "given_how": "telephone",
            "given_at": PLANNED_AT,
            "title": title,
            "by": by,
            "at": PLANNED_AT,
            "on": PLANNED_ON,
        }
        | fields
    )


def make_supplement(*, meeting: Meeting, by: User, is_published: bool = True) -> Pack:
    """Build the supplement that is due, as a worker does, and publish it unless told otherwise."""
    from meetings import tasks

    build = packs.ask_for_supplement(
        meeting=meeting, issue_on=PLANNED_ON, by=by, at=PLANNED_AT, on=PLANNED_ON
    )
    tasks.build_pack(build.pk)
    build.refresh_from_db()
    assert build.pack is not None, build.problem
    if not is_published:
        return build.pack
    return packs.publish_pack(
        pack=build.pack, lateness_reason="", missing_reason="", by=by, at=PLANNED_AT, on=PLANNED_ON
    )
