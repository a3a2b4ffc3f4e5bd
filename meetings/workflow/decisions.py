"""What can happen to decisions, to what is told of them, and to what goes to parallel boards."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.versions import check_version
from csp_portal.core.workflow import CannotBeDone, remove, save
from meetings import attendance_reading, number_drawing, policies
from meetings.models import Board, Communication, Decision, MinuteEntry, PassingOn, Seat
from meetings.states.minutes import Event
from meetings.workflow.minutes import _lock_entry


def _lock(decision: Decision) -> Decision:
    entry = _lock_entry(decision.entry)
    decision = Decision.objects.select_for_update(of=("self",)).select_related("board").get(pk=decision.pk)
    decision.entry = entry
    return decision


def _check_part(entry: MinuteEntry, took_part: Iterable[Seat]) -> list[Seat]:
    """
    Hold those who took part against the declared interests (minutes never say otherwise than the record).

    :raises CannotBeDone: if a seat is of another board, or its person was barred
    """
    seats = list(took_part)
    if any(seat.board_id != entry.board_id for seat in seats):
        raise CannotBeDone("A seat of another board cannot take part in a decision of this one.")
    barred = attendance_reading.barred_seats(entry.item) if entry.item else frozenset()
    if kept_out := [seat for seat in seats if seat.pk in barred]:
        raise CannotBeDone(
            f"An interest was declared that bars {' and '.join(seat.office for seat in kept_out)} from this decision. "
            "Take that seat out of those who took part, or correct the declaration first."
        )
    return seats


@transaction.atomic
def record_decision(
    *,
    entry: MinuteEntry,
    wording: str,
    took_part: Iterable[Seat],
    by: User,
    at: datetime,
    on: date,
    taken_on: date | None = None,
) -> Decision:
    """
    Record what was resolved, under the board's next reference.

    :raises Refused: if this person may not write the minutes
    :raises CannotBeDone: if somebody took part whom an interest bars, or a seat of another board
    """
    entry = _lock_entry(entry)
    policies.write_minutes.enforce(by, entry.minutes, on=on)
    seats = _check_part(entry, took_part)
    day = taken_on or entry.minutes.meeting.on
    number, reference = number_drawing.draw(
        entry.board, number_drawing.What.DECISION, day=entry.minutes.meeting.on, by=by, at=at
    )
    decision = Decision(
        entry=entry,
        board=entry.board,
        number=number,
        reference=reference,
        slug=number_drawing.decision_slug(entry.board, reference),
        wording=wording,
        taken_on=day,
    )
    save(decision, by=by, at=at)
    decision.took_part.set(seats)
    record(Event.DECISION_RECORDED, actor=by, subject=decision, at=at, reference=decision.slug)
    return decision


@transaction.atomic
def edit_decision(
    *,
    decision: Decision,
    wording: str,
    took_part: Iterable[Seat],
    version: int,
    by: User,
    at: datetime,
    on: date,
) -> Decision:
    """
    Change a decision's wording or who took part, while the minutes are a draft. The reference stays.

    :raises Refused: if this person may not write the minutes
    :raises EditConflict: if somebody else changed it in between
    :raises CannotBeDone: if it was struck out, or somebody took part whom an interest bars
    """
    decision = _lock(decision)
    policies.write_minutes.enforce(by, decision.entry.minutes, on=on)
    check_version(decision, version, {"wording": wording})
    if decision.struck_at is not None:
        raise CannotBeDone("This decision was struck out. Record it anew.")
    seats = _check_part(decision.entry, took_part)
    decision.wording = wording
    decision.version += 1
    save(decision, by=by, at=at)
    decision.took_part.set(seats)
    record(Event.DECISION_EDITED, actor=by, subject=decision, at=at, reference=decision.slug)
    return decision


@transaction.atomic
def strike_decision(*, decision: Decision, by: User, at: datetime, on: date) -> Decision:
    """
    Strike out a decision that was recorded by mistake; its reference is never used again.

    :raises Refused: if this person may not write the minutes
    :raises CannotBeDone: if it was struck out already, or something follows from it
    """
    decision = _lock(decision)
    policies.write_minutes.enforce(by, decision.entry.minutes, on=on)
    if decision.struck_at is not None:
        raise CannotBeDone("This decision was struck out already.")
    if decision.actions.exists():
        raise CannotBeDone("Actions follow from this decision. Change what they came from first.")
    decision.struck_at, decision.struck_by = at, by
    decision.version += 1
    save(decision, by=by, at=at)
    record(Event.DECISION_STRUCK, actor=by, subject=decision, at=at, reference=decision.slug)
    return decision


def _check_decision(entry: MinuteEntry, decision: Decision | None) -> None:
    if decision is not None and decision.entry_id != entry.pk:
        raise CannotBeDone("That decision is of another minute.")


@transaction.atomic
def add_communication(
    *, entry: MinuteEntry, by: User, at: datetime, on: date, **fields: Any
) -> Communication:
    """
    Record what is told of a minute: by whom, through which channel, to whom, when (ToR 6.4).

    :raises Refused: if this person may not keep the minutes
    """
    entry = _lock_entry(entry)
    policies.keep_minutes.enforce(by, entry.minutes, on=on)
    _check_decision(entry, fields.get("decision"))
    communication = Communication(entry=entry, **fields)
    save(communication, by=by, at=at)
    record(Event.COMMUNICATION_ADDED, actor=by, subject=communication, at=at)
    return communication


@transaction.atomic
def mark_told(
    *, communication: Communication, by: User, at: datetime, on: date, told_on: date | None = None
) -> Communication:
    """
    Note that it was told, on that day or today.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if that is noted already
    """
    communication = Communication.objects.select_for_update().get(pk=communication.pk)
    policies.run_meetings.enforce(by, on=on)
    if communication.told_on is not None:
        raise CannotBeDone("This is noted as told already.")
    communication.told_on = told_on or on
    save(communication, by=by, at=at)
    record(Event.COMMUNICATION_TOLD, actor=by, subject=communication, at=at)
    return communication


@transaction.atomic
def drop_communication(*, communication: Communication, by: User, at: datetime, on: date) -> None:
    """
    Take out a communication that nobody has told yet.

    :raises Refused: if this person may not keep the minutes
    :raises CannotBeDone: if it was told
    """
    entry = _lock_entry(communication.entry)
    policies.keep_minutes.enforce(by, entry.minutes, on=on)
    communication = Communication.objects.select_for_update().get(pk=communication.pk)
    if communication.told_on is not None:
        raise CannotBeDone("This has been told, so it stays on record.")
    remove(communication, by=by, at=at)
    record(Event.COMMUNICATION_DROPPED, actor=by, subject=communication, at=at)


@transaction.atomic
def pass_on(
    *,
    entry: MinuteEntry,
    board: Board,
    what: str,
    by: User,
    at: datetime,
    on: date,
    decision: Decision | None = None,
) -> PassingOn:
    """
    Record what goes from a minute to a parallel board.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if the board is none that receives information, or the decision is of another minute
    """
    entry = _lock_entry(entry)
    policies.run_meetings.enforce(by, on=on)
    if board.kind != Board.Kind.PARALLEL:
        raise CannotBeDone(f"The {board} is no parallel board. Choose one that receives information.")
    _check_decision(entry, decision)
    passing = PassingOn(entry=entry, decision=decision, board=board, what=what)
    save(passing, by=by, at=at)
    record(Event.PASSED_ON, actor=by, subject=passing, at=at, board=board.slug)
    return passing


@transaction.atomic
def mark_sent_on(*, passing: PassingOn, by: User, at: datetime, on: date) -> PassingOn:
    """
    Note that a parallel board was sent what is for it.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if that is noted already
    """
    passing = PassingOn.objects.select_for_update().get(pk=passing.pk)
    policies.run_meetings.enforce(by, on=on)
    if passing.sent_on is not None:
        raise CannotBeDone("This is noted as sent already.")
    passing.sent_on, passing.sent_by = on, by
    save(passing, by=by, at=at)
    record(Event.SENT_ON, actor=by, subject=passing, at=at)
    return passing


@transaction.atomic
def drop_passing_on(*, passing: PassingOn, by: User, at: datetime, on: date) -> None:
    """
    Take out what was to go to a parallel board and was not sent.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if it was sent
    """
    passing = PassingOn.objects.select_for_update().get(pk=passing.pk)
    policies.run_meetings.enforce(by, on=on)
    if passing.sent_on is not None:
        raise CannotBeDone("This has been sent, so it stays on record.")
    remove(passing, by=by, at=at)
    record(Event.PASSING_ON_DROPPED, actor=by, subject=passing, at=at)
