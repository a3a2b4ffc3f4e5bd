"""What can happen to the planning of an item: decisions sought, homework, the community's input, communications."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from csp_portal.accounts.models import Organisation, User
from csp_portal.audit.recording import record
from csp_portal.core.versions import check_version
from csp_portal.core.workflow import CannotBeDone, remove, save
from meetings import policies
from meetings.models import (
    AgendaItem,
    CommunityInput,
    HomeworkQuestion,
    Meeting,
    PlannedCommunication,
    SoughtDecision,
)
from meetings.notifications import preparing as notifications
from meetings.states.meeting import Event
from meetings.workflow.agendas import note_change


def _open_item(item: AgendaItem, *, by: User, on: date) -> tuple[Meeting, AgendaItem]:
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=item.meeting_id)
    policies.change_agenda.enforce(by, meeting, on=on)
    item = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if item.withdrawn_at is not None:
        raise CannotBeDone("This item was withdrawn. Put it back on the agenda before planning it.")
    item.meeting = meeting
    return meeting, item


# --- Decisions sought: they are part of the agenda that the chairs agree ---------------------------


@transaction.atomic
def seek_decision(*, item: AgendaItem, wording: str, by: User, at: datetime, on: date) -> SoughtDecision:
    """
    Add a decision that the board is asked for, in draft wording, after those that are there.

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: if the item was withdrawn
    """
    meeting, item = _open_item(item, by=by, on=on)
    last = item.decisions_sought.order_by("-position").values_list("position", flat=True).first() or 0
    decision = SoughtDecision(item=item, position=last + 1, wording=wording)
    save(decision, by=by, at=at)
    note_change(meeting, by=by, at=at)
    record(Event.DECISION_SOUGHT, actor=by, subject=decision, at=at, item=item.key, change="added")
    return decision


@transaction.atomic
def edit_decision(
    *, decision: SoughtDecision, version: int, wording: str, by: User, at: datetime, on: date
) -> SoughtDecision:
    """
    Change the draft wording of a decision sought.

    :raises Refused: if this person may not change the agenda
    :raises EditConflict: if somebody else saved it in between
    """
    meeting, item = _open_item(decision.item, by=by, on=on)
    decision = SoughtDecision.objects.select_for_update().get(pk=decision.pk)
    check_version(decision, version, {"wording": wording})
    decision.wording = wording
    decision.version += 1
    save(decision, by=by, at=at)
    note_change(meeting, by=by, at=at)
    record(Event.DECISION_SOUGHT, actor=by, subject=decision, at=at, item=item.key, change="edited")
    return decision


@transaction.atomic
def move_decision(*, decision: SoughtDecision, up: bool, by: User, at: datetime, on: date) -> SoughtDecision:
    """
    Move a decision sought one place among those of its item.

    :raises Refused: if this person may not change the agenda
    """
    meeting, item = _open_item(decision.item, by=by, on=on)
    decisions = list(item.decisions_sought.all())
    place = next(n for n, other in enumerate(decisions) if other.pk == decision.pk)
    neighbour = place - 1 if up else place + 1
    if 0 <= neighbour < len(decisions):
        decisions[place], decisions[neighbour] = decisions[neighbour], decisions[place]
        for position, other in enumerate(decisions, start=1):
            if other.position != position:
                other.position = position
                save(other, by=by, at=at)
        note_change(meeting, by=by, at=at)
    record(Event.DECISION_SOUGHT, actor=by, subject=decision, at=at, item=item.key, change="moved")
    return decision


@transaction.atomic
def drop_decision(*, decision: SoughtDecision, by: User, at: datetime, on: date) -> None:
    """
    Take out a decision that is no longer sought; its history keeps the wording.

    :raises Refused: if this person may not change the agenda
    """
    meeting, item = _open_item(decision.item, by=by, on=on)
    remove(decision, by=by, at=at)
    note_change(meeting, by=by, at=at)
    record(Event.DECISION_SOUGHT, actor=by, subject=decision, at=at, item=item.key, change="dropped")


# --- Homework ---------------------------------------------------------------------------------------


@transaction.atomic
def ask_homework(
    *,
    item: AgendaItem,
    organisation: Organisation,
    question: str,
    answer_by: date,
    by: User,
    at: datetime,
    on: date,
) -> HomeworkQuestion:
    """
    Ask an organisation on the board a question to be answered before the meeting.

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: if the organisation has no seat on the board, the day is past or after the
        meeting, or the item was withdrawn
    """
    meeting, item = _open_item(item, by=by, on=on)
    if not meeting.board.seats.on(meeting.on).filter(organisation=organisation).exists():
        raise CannotBeDone(f"{organisation} has no seat on the {meeting.board} on the day of the meeting.")
    _check_day(answer_by, meeting, on=on)
    asked = HomeworkQuestion(
        item=item, organisation=organisation, question=question, answer_by=answer_by, asked_by=by, asked_at=at
    )
    save(asked, by=by, at=at)
    notifications.homework_asked(asked, at=at, on=on)
    record(Event.HOMEWORK_ASKED, actor=by, subject=asked, at=at, item=item.key, organisation=organisation.pk)
    return asked


def _check_day(answer_by: date, meeting: Meeting, *, on: date) -> None:
    if answer_by < on:
        raise CannotBeDone("The day by which they answer is past. Choose a later one.")
    if answer_by > meeting.on:
        raise CannotBeDone("The answer is wanted before the meeting. Choose an earlier day.")


@transaction.atomic
def edit_homework(
    *,
    question: HomeworkQuestion,
    version: int,
    words: str,
    answer_by: date,
    by: User,
    at: datetime,
    on: date,
) -> HomeworkQuestion:
    """
    Correct a question, or give more time for it.

    :raises Refused: if this person may not change the agenda
    :raises EditConflict: if somebody else changed or answered it in between
    :raises CannotBeDone: if it was withdrawn, its words would change after it was answered, or the day is
        past or after the meeting
    """
    meeting, item = _open_item(question.item, by=by, on=on)
    question = HomeworkQuestion.objects.select_for_update().get(pk=question.pk)
    if question.withdrawn_at is not None:
        raise CannotBeDone("This question was withdrawn. Ask another.")
    check_version(question, version, {"question": words})
    if question.answered_at is not None and words != question.question:
        raise CannotBeDone("It is answered already. Ask another question instead of changing this one.")
    if answer_by != question.answer_by:
        _check_day(answer_by, meeting, on=on)
    question.question, question.answer_by = words, answer_by
    question.version += 1
    save(question, by=by, at=at)
    record(Event.HOMEWORK_EDITED, actor=by, subject=question, at=at, item=item.key)
    return question


@transaction.atomic
def answer_homework(
    *, question: HomeworkQuestion, version: int, answer: str, by: User, at: datetime, on: date
) -> HomeworkQuestion:
    """
    Answer for the organisation that was asked; until the meeting is over the answer may be changed.

    :raises Refused: if this person neither sits nor stands in for the organisation on the board, or the
        meeting is over
    :raises EditConflict: if somebody else answered or changed the question in between
    :raises CannotBeDone: if the answer is empty or the item was withdrawn
    """
    question = (
        HomeworkQuestion.objects.select_for_update(of=("self",))
        .select_related("item__meeting__board", "organisation")
        .get(pk=question.pk)
    )
    policies.answer_homework.enforce(by, question, on=on)
    if question.item.withdrawn_at is not None:
        raise CannotBeDone("The item is off the agenda, so nobody needs to answer any more.")
    if not answer.strip():
        raise CannotBeDone("Write the answer.")
    check_version(question, version, {"answer": answer})
    question.answer, question.answered_by, question.answered_at = answer, by, at
    question.version += 1
    save(question, by=by, at=at)
    notifications.homework_settled(question, at=at)
    record(Event.HOMEWORK_ANSWERED, actor=by, subject=question, at=at, item=question.item.key)
    return question


@transaction.atomic
def withdraw_homework(*, question: HomeworkQuestion, by: User, at: datetime, on: date) -> HomeworkQuestion:
    """
    Withdraw a question; it and its answer stay on record.

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: if it was withdrawn already
    """
    _, item = _open_item(question.item, by=by, on=on)
    question = HomeworkQuestion.objects.select_for_update().get(pk=question.pk)
    if question.withdrawn_at is not None:
        raise CannotBeDone("This question was withdrawn already.")
    question.withdrawn_by, question.withdrawn_at = by, at
    question.version += 1
    save(question, by=by, at=at)
    notifications.homework_settled(question, at=at)
    record(Event.HOMEWORK_WITHDRAWN, actor=by, subject=question, at=at, item=item.key)
    return question


# --- The community's input, and what is told afterwards (ToR 6.4) -----------------------------------


@transaction.atomic
def plan_community_input(
    *, item: AgendaItem, by: User, at: datetime, on: date, **fields: Any
) -> CommunityInput:
    """
    Plan whom in the community to ask about an item, how, by whom and by when.

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: if the item was withdrawn
    """
    _, item = _open_item(item, by=by, on=on)
    planned = CommunityInput(item=item, **fields)
    save(planned, by=by, at=at)
    record(Event.COMMUNITY_INPUT, actor=by, subject=planned, at=at, item=item.key, change="added")
    return planned


@transaction.atomic
def edit_community_input(
    *, planned: CommunityInput, version: int, by: User, at: datetime, on: date, **fields: Any
) -> CommunityInput:
    """
    Change who is asked and how, or write down what they said.

    :raises Refused: if this person may not change the agenda
    :raises EditConflict: if somebody else saved it in between
    """
    _, item = _open_item(planned.item, by=by, on=on)
    planned = CommunityInput.objects.select_for_update().get(pk=planned.pk)
    check_version(planned, version, fields)
    for name, value in fields.items():
        setattr(planned, name, value)
    planned.version += 1
    save(planned, by=by, at=at)
    record(Event.COMMUNITY_INPUT, actor=by, subject=planned, at=at, item=item.key, change="edited")
    return planned


@transaction.atomic
def drop_community_input(*, planned: CommunityInput, by: User, at: datetime, on: date) -> None:
    """
    Take out input that nobody gathers; its history stays.

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: once it is written down what people said
    """
    _, item = _open_item(planned.item, by=by, on=on)
    if planned.said:
        raise CannotBeDone("What people said is written down already, so it stays with the item.")
    remove(planned, by=by, at=at)
    record(Event.COMMUNITY_INPUT, actor=by, subject=planned, at=at, item=item.key, change="dropped")


@transaction.atomic
def plan_communication(
    *, item: AgendaItem, by: User, at: datetime, on: date, **fields: Any
) -> PlannedCommunication:
    """
    Plan what is told about an item after the meeting: the message, to whom, how, by whom, when (ToR 6.4).

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: if the item was withdrawn
    """
    _, item = _open_item(item, by=by, on=on)
    planned = PlannedCommunication(item=item, **fields)
    save(planned, by=by, at=at)
    record(Event.COMMUNICATION, actor=by, subject=planned, at=at, item=item.key, change="added")
    return planned


@transaction.atomic
def edit_communication(
    *, planned: PlannedCommunication, version: int, by: User, at: datetime, on: date, **fields: Any
) -> PlannedCommunication:
    """
    Change a planned communication.

    :raises Refused: if this person may not change the agenda
    :raises EditConflict: if somebody else saved it in between
    """
    _, item = _open_item(planned.item, by=by, on=on)
    planned = PlannedCommunication.objects.select_for_update().get(pk=planned.pk)
    check_version(planned, version, fields)
    for name, value in fields.items():
        setattr(planned, name, value)
    planned.version += 1
    save(planned, by=by, at=at)
    record(Event.COMMUNICATION, actor=by, subject=planned, at=at, item=item.key, change="edited")
    return planned


@transaction.atomic
def drop_communication(*, planned: PlannedCommunication, by: User, at: datetime, on: date) -> None:
    """
    Take out a communication that is not planned any more; its history stays.

    :raises Refused: if this person may not change the agenda
    """
    _, item = _open_item(planned.item, by=by, on=on)
    remove(planned, by=by, at=at)
    record(Event.COMMUNICATION, actor=by, subject=planned, at=at, item=item.key, change="dropped")
