"""What can happen to an action."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from actions import notifications, policies
from actions.models import (
    Action,
    ActionFile,
    ActionSeries,
    CaseReview,
    Comment,
    DueDate,
    Escalation,
    Responsibility,
    Step,
)
from actions.states import Ending, Event, Kind, State
from csp_portal.accounts.models import Organisation, User
from csp_portal.accounts.roles import Role
from csp_portal.audit.recording import record
from csp_portal.core.versions import check_version
from csp_portal.core.workflow import CannotBeDone, change_state, save
from csp_portal.documents.intake import TakenIn
from csp_portal.documents.models import StoredFile
from meetings.models import AgendaItem, Board, Decision, Meeting, MinuteEntry


@dataclass(frozen=True)
class Due:
    """A day, or the board's next meeting when there is none."""

    on: date | None = None

    @property
    def is_next_meeting(self) -> bool:
        return self.on is None


@dataclass(frozen=True)
class Upload:
    """A file that was checked, converted and cleaned."""

    filename: str
    taken: TakenIn


@transaction.atomic
def record_action(
    *,
    board: Board,
    partners: Sequence[tuple[Organisation, User]],
    due: Due,
    by: User,
    at: datetime,
    on: date,
    meeting: Meeting | None = None,
    agenda_item: AgendaItem | None = None,
    minute: MinuteEntry | None = None,
    decision: Decision | None = None,
    **fields: Any,
) -> Action:
    """
    Record an action under the next number of its meeting, or of the board's year.

    :raises Refused: if this person does not run actions
    :raises CannotBeDone: if nobody is responsible, an organisation is named twice, or the meeting or the review
        is another board's
    """
    policies.run_actions.enforce(by, on=on)
    if decision is not None:
        minute = decision.entry
    if minute is not None:
        # One thread: whoever may read the minute's item reads the action.
        agenda_item, meeting = minute.item, minute.minutes.meeting
    if agenda_item is not None:
        meeting = agenda_item.meeting
    if meeting is not None and meeting.board_id != board.pk:
        raise CannotBeDone("That meeting is of another board. Choose one of this board.")
    if not partners:
        raise CannotBeDone("Nobody is responsible for the action yet. Choose at least one partner.")
    _check_review(board, fields.get("review"))
    if len({organisation.pk for organisation, _ in partners}) < len(partners):
        raise CannotBeDone("An organisation is named twice. Choose one person for each organisation.")
    series = _series(board, meeting, on)
    series.last_number += 1
    series.save(update_fields=["last_number"])
    action = Action(
        series=series,
        number=series.last_number,
        reference=f"{series.name} / {series.last_number}",
        slug=f"{series.slug}-{series.last_number}",
        board=board,
        meeting=meeting,
        agenda_item=agenda_item,
        minute=minute,
        decision=decision,
        recorded_on=on,
        recorded_by=by,
        **fields,
    )
    save(action, by=by, at=at)
    for organisation, person in partners:
        part = _name_partner(action, organisation, person, due, by=by, at=at, on=on)
        notifications.named(part, by=by, at=at)
    record(Event.RECORDED, actor=by, subject=action, at=at, reference=action.slug, partners=len(partners))
    return action


def _check_review(board: Board, review: CaseReview | None) -> None:
    if review is not None and (review.board_id != board.pk or review.closed_at is not None):
        raise CannotBeDone("Choose a review of this board that is still followed up.")


def _series(board: Board, meeting: Meeting | None, on: date) -> ActionSeries:
    """Lock the row from which the next number is drawn, so that two at once never draw the same."""
    if meeting is not None:
        found: dict[str, Any] = {"meeting": meeting}
        stem, slug = f"{board.short_name} {meeting.on:%Y-%m-%d}", meeting.reference
    else:
        found = {"board": board, "year": on.year}
        stem, slug = f"{board.short_name} {on.year}", f"{board.slug}-{on.year}"
    # The board's row first: two meetings of a day may not take the same name.
    Board.objects.select_for_update().get(pk=board.pk)
    series = ActionSeries.objects.select_for_update().filter(**found).first()
    if series is not None:
        return series
    taken = set(ActionSeries.objects.filter(name__startswith=stem).values_list("name", flat=True))
    names = (stem if n == 1 else f"{stem} ({n})" for n in range(1, len(taken) + 2))
    name = next(name for name in names if name not in taken)
    return ActionSeries.objects.create(name=name, slug=slug, **{"board": board} | found)


def _name_partner(
    action: Action, organisation: Organisation, person: User, due: Due, *, by: User, at: datetime, on: date
) -> Responsibility:
    part = Responsibility(action=action, organisation=organisation, person=person)
    save(part, by=by, at=at)
    # "Next meeting" is the one after the meeting that asked, however late the secretary writes it down.
    _set_due(part, due, counted_from=action.meeting.on if action.meeting else on, by=by, at=at)
    return part


def _set_due(
    part: Responsibility, due: Due, *, counted_from: date, by: User, at: datetime, reason: str = ""
) -> None:
    DueDate.objects.create(
        responsibility=part,
        due_on=due.on,
        is_next_meeting=due.is_next_meeting,
        counted_from=counted_from,
        reason=reason,
        set_by=by,
        set_at=at,
    )


def _lock(action: Action) -> Action:
    return (
        Action.objects.select_for_update(of=("self",))
        .select_related("board", "meeting", "agenda_item__restriction")
        .get(pk=action.pk)
    )


def _lock_part(part: Responsibility) -> Responsibility:
    action = _lock(part.action)
    part = (
        Responsibility.objects.select_for_update(of=("self",))
        .select_related("organisation", "person")
        .get(pk=part.pk)
    )
    part.action = action
    return part


def _keep_file(
    action: Action, upload: Upload | None, *, by: User | None, at: datetime, **belongs_to: Step | Comment
) -> None:
    if upload is None:
        return
    pdf = StoredFile.objects.keep(upload.taken.pdf, media_type="application/pdf", pages=upload.taken.pages)
    ActionFile.objects.create(
        action=action, filename=upload.filename, pdf=pdf, added_by=by, added_at=at, **belongs_to
    )


def _step(
    part: Responsibility, kind: Step.Kind, text: str, *, by: User, at: datetime, upload: Upload | None = None
) -> Step:
    step = Step.objects.create(responsibility=part, kind=kind, text=text, written_by=by, written_at=at)
    _keep_file(part.action, upload, by=by, at=at, step=step)
    return step


@transaction.atomic
def edit_action(*, action: Action, version: int, by: User, at: datetime, on: date, **changes: Any) -> Action:
    """
    Change the words of an action, its priority or outcome. Reference and partners stay.

    :raises Refused: if this person does not run actions, or the action is closed
    :raises EditConflict: if somebody saved it in between
    :raises CannotBeDone: if the review that it is to follow up is another board's, or closed
    """
    action = _lock(action)
    policies.change_action.enforce(by, action, on=on)
    check_version(action, version, changes)
    if changes.get("review") != action.review:
        _check_review(action.board, changes.get("review"))
    for name, value in changes.items():
        setattr(action, name, value)
    action.version += 1
    save(action, by=by, at=at)
    record(Event.EDITED, actor=by, subject=action, at=at, fields=sorted(changes))
    return action


@transaction.atomic
def follow_from(*, action: Action, decision: Decision, by: User, at: datetime, on: date) -> Action:
    """
    Say which decision an action follows from; its minute and item follow.

    :raises Refused: if this person does not run actions, or the action is closed
    :raises CannotBeDone: if the decision is of another meeting, or of an item other than the action's
    """
    action = _lock(action)
    policies.change_action.enforce(by, action, on=on)
    entry = decision.entry
    if action.meeting_id != entry.minutes.meeting_id:
        raise CannotBeDone(
            "That decision was taken by another meeting. Choose one of the action's own meeting."
        )
    if action.agenda_item_id is not None and action.agenda_item_id != entry.item_id:
        raise CannotBeDone("That decision was taken under another item. Choose one of the action's own item.")
    action.decision, action.minute, action.agenda_item = decision, entry, entry.item
    action.version += 1
    save(action, by=by, at=at)
    record(Event.EDITED, actor=by, subject=action, at=at, fields=["decision"])
    return action


@transaction.atomic
def add_partner(
    *, action: Action, organisation: Organisation, person: User, due: Due, by: User, at: datetime, on: date
) -> Responsibility:
    """
    Make one more organisation responsible.

    :raises Refused: if this person does not run actions, or the action is closed
    :raises CannotBeDone: if the organisation is responsible already
    """
    action = _lock(action)
    policies.change_action.enforce(by, action, on=on)
    if action.responsibilities.filter(organisation=organisation).exists():
        raise CannotBeDone(f"{organisation} is named for this action already.")
    part = _name_partner(action, organisation, person, due, by=by, at=at, on=on)
    notifications.named(part, by=by, at=at)
    record(Event.PARTNER_ADDED, actor=by, subject=part, at=at, reference=action.slug)
    return part


@transaction.atomic
def name_person(*, part: Responsibility, person: User, by: User, at: datetime, on: date) -> Responsibility:
    """
    Name another person for an organisation's part.

    :raises Refused: if this person does not run actions, or the action is closed
    """
    part = _lock_part(part)
    policies.change_action.enforce(by, part.action, on=on)
    part.person = person
    save(part, by=by, at=at)
    notifications.named(part, by=by, at=at)
    record(Event.PERSON_NAMED, actor=by, subject=part, at=at, reference=part.action.slug, person=person.pk)
    return part


@transaction.atomic
def say_progress(
    *,
    part: Responsibility,
    text: str,
    by: User,
    at: datetime,
    on: date,
    upload: Upload | None = None,
) -> Responsibility:
    """
    Keep what a partner says about its part while it is under way.

    :raises Refused: if this person may not answer for the organisation, or the part is answered
    """
    part = _lock_part(part)
    policies.answer_part.enforce(by, part, on=on)
    if part.state == State.OPEN:
        change_state(part, to=State.IN_PROGRESS)
        save(part, by=by, at=at)
    _step(part, Step.Kind.PROGRESS, text, by=by, at=at, upload=upload)
    record(Event.PROGRESS_SAID, actor=by, subject=part, at=at, reference=part.action.slug)
    return part


@transaction.atomic
def mark_done(
    *,
    part: Responsibility,
    text: str,
    by: User,
    at: datetime,
    on: date,
    upload: Upload | None = None,
) -> Responsibility:
    """
    Take a partner's word that its part is done, with the evidence for it.

    :raises Refused: if this person may not answer for the organisation, or the part is answered
    """
    part = _lock_part(part)
    policies.answer_part.enforce(by, part, on=on)
    change_state(part, to=State.DONE)
    part.done_at, part.done_by = at, by
    save(part, by=by, at=at)
    _step(part, Step.Kind.DONE, text, by=by, at=at, upload=upload)
    notifications.settled(part, by=by, at=at)
    if part.action.kind != Kind.REPORT_BACK:
        notifications.to_accept(part, by=by, at=at)
    record(Event.DONE, actor=by, subject=part, at=at, reference=part.action.slug, has_file=upload is not None)
    return part


@transaction.atomic
def accept(*, part: Responsibility, by: User, at: datetime, on: date, text: str = "") -> Responsibility:
    """
    Accept a partner's answer.

    :raises Refused: if this person may not accept it, or nothing waits to be accepted
    """
    part = _lock_part(part)
    policies.accept_part.enforce(by, part, on=on)
    change_state(part, to=State.ACCEPTED)
    part.accepted_at, part.accepted_by = at, by
    save(part, by=by, at=at)
    _step(part, Step.Kind.ACCEPTED, text, by=by, at=at)
    record(Event.ACCEPTED, actor=by, subject=part, at=at, reference=part.action.slug)
    return part


@transaction.atomic
def send_back(*, part: Responsibility, reason: str, by: User, at: datetime, on: date) -> Responsibility:
    """
    Send a partner's answer back with a reason, so that the part is in progress again.

    :raises Refused: if this person may not accept it, or nothing waits to be accepted
    """
    part = _lock_part(part)
    policies.accept_part.enforce(by, part, on=on)
    change_state(part, to=State.IN_PROGRESS)
    part.done_at = part.done_by = None
    save(part, by=by, at=at)
    _step(part, Step.Kind.SENT_BACK, reason, by=by, at=at)
    notifications.sent_back(part, by=by, at=at)
    record(Event.SENT_BACK, actor=by, subject=part, at=at, reference=part.action.slug)
    return part


@transaction.atomic
def carry_over(
    *,
    action: Action,
    parts: Collection[Responsibility],
    due: Due,
    reason: str,
    by: User,
    at: datetime,
    on: date,
) -> Action:
    """
    Give partners a new day for what they still owe. The old day stays on record.

    :raises Refused: if this person does not run actions, or the action is closed
    :raises CannotBeDone: if a partner chosen owes nothing any more, or the new day has passed
    """
    action = _lock(action)
    policies.change_action.enforce(by, action, on=on)
    if due.on is not None and due.on < on:
        raise CannotBeDone("The new day has passed already. Choose a later one.")
    chosen = list(
        action.responsibilities.select_for_update(of=("self",))
        .select_related("organisation", "person")
        .filter(pk__in=[part.pk for part in parts])
    )
    if not chosen:
        raise CannotBeDone("No partner is chosen. Choose those who get a new day.")
    for part in chosen:
        part.action = action
        if not part.is_outstanding:
            raise CannotBeDone(f"{part.organisation} has answered in the meantime. Leave it out.")
        _set_due(part, due, counted_from=on, by=by, at=at, reason=reason)
        _step(part, Step.Kind.CARRIED_OVER, reason, by=by, at=at)
        notifications.settled(part, by=by, at=at)
        notifications.carried_over(part, day=due.on, by=by, at=at)
    record(
        Event.CARRIED_OVER,
        actor=by,
        subject=action,
        at=at,
        reference=action.slug,
        due_on=due.on,
        partners=[part.organisation_id for part in chosen],
    )
    return action


@transaction.atomic
def withdraw_part(*, part: Responsibility, reason: str, by: User, at: datetime, on: date) -> Responsibility:
    """
    Release one partner from its part; the others go on.

    :raises Refused: if this person does not run actions, or the action is closed
    :raises CannotBeDone: if no other partner would be left
    """
    part = _lock_part(part)
    policies.change_action.enforce(by, part.action, on=on)
    if not part.action.responsibilities.standing().exclude(pk=part.pk).exists():
        raise CannotBeDone(
            "No other partner would be left. End the action instead, and say who decided that."
        )
    change_state(part, to=State.WITHDRAWN)
    save(part, by=by, at=at)
    _step(part, Step.Kind.WITHDRAWN, reason, by=by, at=at)
    record(Event.PARTNER_WITHDRAWN, actor=by, subject=part, at=at, reference=part.action.slug)
    return part


@transaction.atomic
def end_action(
    *,
    action: Action,
    ending: str,
    reason: str,
    decided_by: str,
    by: User,
    at: datetime,
    on: date,
    superseded_by: Action | None = None,
) -> Action:
    """
    End an action that is not done: withdrawn by the board, superseded, or no longer needed.

    :raises Refused: if this person does not run actions, or the action is closed
    :raises CannotBeDone: if it would be superseded by itself
    """
    action = _lock(action)
    policies.change_action.enforce(by, action, on=on)
    if superseded_by is not None and ending != Ending.SUPERSEDED:
        raise CannotBeDone("Only an action that is superseded has another in its place.")
    if superseded_by is not None and superseded_by.pk == action.pk:
        raise CannotBeDone("An action cannot be superseded by itself. Choose the one that takes its place.")
    action.ending, action.ending_reason, action.decided_by = ending, reason, decided_by
    action.superseded_by = superseded_by
    action.ended_at, action.ended_by = at, by
    save(action, by=by, at=at)
    record(Event.ENDED, actor=by, subject=action, at=at, reference=action.slug, ending=str(ending))
    return action


@transaction.atomic
def escalate(*, action: Action, chair: User, reason: str, by: User, at: datetime, on: date) -> Escalation:
    """
    Put an action before a chair of its board.

    :raises Refused: if this person does not run actions, or the action is closed
    :raises CannotBeDone: if the person is not a chair who may read it, or has it before them already
    """
    action = _lock(action)
    policies.change_action.enforce(by, action, on=on)
    is_chair = Role.CO_CHAIR in action.board.roles_of(chair, on=on)
    if not is_chair or not policies.read_action.allows(chair, action, on=on):
        raise CannotBeDone(f"{chair} is no chair of the {action.board} who may read this action.")
    if action.escalations.filter(chair=chair, answered_at=None).exists():
        raise CannotBeDone(f"The action is before {chair} already.")
    escalation = Escalation(action=action, chair=chair, reason=reason, raised_by=by, raised_at=at)
    save(escalation, by=by, at=at)
    notifications.escalated(escalation, by=by, at=at)
    record(Event.ESCALATED, actor=by, subject=escalation, at=at, reference=action.slug, chair=chair.pk)
    return escalation


@transaction.atomic
def answer_escalation(*, escalation: Escalation, answer: str, by: User, at: datetime, on: date) -> Escalation:
    """
    Keep what a chair answered.

    :raises Refused: if this person is not that chair or the secretariat, or the chair has answered
    """
    escalation = (
        Escalation.objects.select_for_update(of=("self",))
        .select_related("action", "chair")
        .get(pk=escalation.pk)
    )
    policies.answer_escalation.enforce(by, escalation, on=on)
    escalation.answer, escalation.answered_by, escalation.answered_at = answer, by, at
    save(escalation, by=by, at=at)
    notifications.escalation_answered(escalation, by=by, at=at)
    record(Event.ESCALATION_ANSWERED, actor=by, subject=escalation, at=at, reference=escalation.action.slug)
    return escalation


@transaction.atomic
def add_comment(
    *, action: Action, text: str, by: User, at: datetime, on: date, upload: Upload | None = None
) -> Comment:
    """
    Add what somebody says about an action, with a file if there is one.

    :raises Refused: if this person may not read the action
    """
    policies.comment.enforce(by, action, on=on)
    comment = Comment.objects.create(action=action, text=text, written_by=by, written_at=at)
    _keep_file(action, upload, by=by, at=at, comment=comment)
    record(
        Event.COMMENTED, actor=by, subject=action, at=at, reference=action.slug, has_file=upload is not None
    )
    return comment
