"""What can happen while a meeting sits: it is opened, its items are taken one by one, it is closed."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.versions import check_version
from csp_portal.core.workflow import CannotBeDone, InvalidTransition, save
from meetings import policies
from meetings.attendance_reading import rows, seats_of
from meetings.models import AgendaItem, Attendance, ItemTaken, Meeting, Seat, Sitting
from meetings.models.attendance import Presence
from meetings.notifications import table as notifications
from meetings.quorum import REPRESENTING
from meetings.running_order import turns
from meetings.states.meeting import SITTING_STATES
from meetings.states.sitting import Event
from meetings.workflow import meetings as meetings_workflow


def _lock(meeting: Meeting) -> Meeting:
    # One lock for all that happens at the table: two tablets tap at once.
    return Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)


def _open_sitting(meeting: Meeting) -> Sitting:
    sitting = Sitting.objects.filter(meeting=meeting).first()
    if sitting is None:
        raise CannotBeDone("The meeting has not been opened yet.")
    if sitting.closed_at is not None:
        raise CannotBeDone("The meeting is closed, so its items are no longer taken.")
    return sitting


def _check_chair(meeting: Meeting, chair: Seat) -> None:
    row = next((row for row in rows(meeting) if row.seat_id == chair.pk), None)
    if row is None or not row.came:
        raise CannotBeDone(f"Nobody is recorded as present for {chair}. Record who is there first.")
    if row.seat.board_role not in REPRESENTING:
        raise CannotBeDone("Only a member can be in the chair.")


@transaction.atomic
def open_meeting(*, meeting: Meeting, chair: Seat, by: User, at: datetime, on: date) -> Sitting:
    """
    Open a meeting with somebody in the chair, on its day.

    A meeting without a quorum may be opened, to hear and to adjourn; what it cannot do is vote (ToR 6.7).

    :raises Refused: if this person does not run the meeting
    :raises InvalidTransition: if it has no agenda, was held or was cancelled
    :raises CannotBeDone: before the day, if it was opened already, or if nobody is there for the chair's seat
    """
    meeting = _lock(meeting)
    policies.run_sitting.enforce(by, meeting, on=on)
    if meeting.state not in SITTING_STATES:
        raise InvalidTransition(
            f"{meeting} is {meeting.get_state_display().lower()}, so it cannot be opened."
        )
    if timezone.localdate(at) < meeting.on:
        raise CannotBeDone(
            f"The meeting is on {meeting.on.day} {meeting.on:%B %Y}. It is opened on that day."
        )
    if Sitting.objects.filter(meeting=meeting).exists():
        raise CannotBeDone("The meeting has been opened already.")
    _check_chair(meeting, chair)
    sitting = Sitting(meeting=meeting, chair=chair, opened_at=at, opened_by=by)
    save(sitting, by=by, at=at)
    record(Event.OPENED, actor=by, subject=sitting, at=at, meeting=meeting.reference, chair=chair.pk)
    return sitting


@transaction.atomic
def name_chair(*, sitting: Sitting, chair: Seat, version: int, by: User, at: datetime, on: date) -> Sitting:
    """
    Say who is in the chair from now on; the history keeps who was before.

    :raises Refused: if this person does not run the meeting
    :raises EditConflict: if somebody else named a chair in between
    :raises CannotBeDone: if nobody is there for the seat
    """
    meeting = _lock(sitting.meeting)
    policies.run_sitting.enforce(by, meeting, on=on)
    sitting = Sitting.objects.select_related("chair__organisation").get(pk=sitting.pk)
    check_version(sitting, version, {"chair": chair})
    _check_chair(meeting, chair)
    sitting.chair = chair
    sitting.version += 1
    save(sitting, by=by, at=at)
    record(Event.CHAIR_NAMED, actor=by, subject=sitting, at=at, meeting=meeting.reference, chair=chair.pk)
    return sitting


def _find(item: AgendaItem) -> tuple[Meeting, AgendaItem, ItemTaken]:
    meeting = _lock(item.meeting)
    item = AgendaItem.objects.get(pk=item.pk)
    if item.withdrawn_at is not None:
        raise CannotBeDone("This item was withdrawn, so it is not taken.")
    taken = ItemTaken.objects.filter(item=item).first() or ItemTaken(item=item)
    return meeting, item, taken


@transaction.atomic
def start_item(*, item: AgendaItem, by: User, at: datetime, on: date) -> ItemTaken:
    """
    Begin an item, now; the item that is being taken is ended by it. One that was ended is taken up again.

    :raises Refused: if this person does not run the meeting
    :raises CannotBeDone: if the meeting is not sitting, or the item was withdrawn or is being taken
    """
    meeting, item, taken = _find(item)
    policies.run_sitting.enforce(by, meeting, on=on)
    _open_sitting(meeting)
    if taken.started_at is not None and taken.finished_at is None:
        raise CannotBeDone("This item is being taken already.")
    _finish_what_is_taken(meeting, by=by, at=at)
    # Taken up again, it keeps its first beginning; the history keeps the break.
    taken.started_at = taken.started_at or at
    taken.finished_at = None
    save(taken, by=by, at=at)
    record(Event.ITEM_STARTED, actor=by, subject=taken, at=at, meeting=meeting.reference, item=item.key)
    return taken


def _finish_what_is_taken(meeting: Meeting, *, by: User, at: datetime) -> None:
    for other in ItemTaken.objects.filter(
        item__meeting=meeting, started_at__isnull=False, finished_at__isnull=True
    ):
        other.finished_at = at
        save(other, by=by, at=at)


@transaction.atomic
def finish_item(*, item: AgendaItem, by: User, at: datetime, on: date) -> ItemTaken:
    """
    End the item that is being taken, now.

    :raises Refused: if this person does not run the meeting
    :raises CannotBeDone: if the meeting is not sitting, or the item is not being taken
    """
    meeting, item, taken = _find(item)
    policies.run_sitting.enforce(by, meeting, on=on)
    _open_sitting(meeting)
    if taken.started_at is None or taken.finished_at is not None:
        raise CannotBeDone("This item is not being taken, so it cannot be ended.")
    taken.finished_at = at
    save(taken, by=by, at=at)
    record(Event.ITEM_FINISHED, actor=by, subject=taken, at=at, meeting=meeting.reference, item=item.key)
    return taken


@transaction.atomic
def take_back_item(*, item: AgendaItem, by: User, at: datetime, on: date) -> ItemTaken:
    """
    Take back that an item was begun: a finger slipped. Its history keeps the times.

    :raises Refused: if this person does not run the meeting
    :raises CannotBeDone: if the meeting is not sitting, or the item was not begun
    """
    meeting, item, taken = _find(item)
    policies.run_sitting.enforce(by, meeting, on=on)
    _open_sitting(meeting)
    if taken.started_at is None:
        raise CannotBeDone("This item was not begun.")
    taken.started_at = taken.finished_at = None
    save(taken, by=by, at=at)
    record(Event.ITEM_TAKEN_BACK, actor=by, subject=taken, at=at, meeting=meeting.reference, item=item.key)
    return taken


@transaction.atomic
def take_in_turn(*, item: AgendaItem, place: int, by: User, at: datetime, on: date) -> ItemTaken:
    """
    Take an item at another turn, from 1; the agenda and its numbers stay as they were circulated.

    It may be said before the meeting is opened, as the chair prepares it.

    :raises Refused: if this person does not run the meeting
    :raises CannotBeDone: if the meeting is over, or the item was begun or withdrawn
    """
    meeting, item, taken = _find(item)
    policies.run_sitting.enforce(by, meeting, on=on)
    if meeting.state not in SITTING_STATES:
        raise CannotBeDone("The meeting is not open, so the order of its items does not change.")
    if taken.started_at is not None:
        raise CannotBeDone("This item was begun already, so its turn does not change.")
    order = turns(meeting)
    begun = sum(turn.started_at is not None for turn in order)
    ordered = [turn.item for turn in order if turn.item.pk != item.pk]
    # What was begun keeps its turn: the record of the meeting is in the order in which it happened.
    place = max(min(place, len(order)), 1)
    last_begun = max((n for n, turn in enumerate(order, 1) if turn.started_at is not None), default=0)
    ordered.insert(max(place - 1, last_begun if begun else 0), item)
    in_place = {row.item_id: row for row in ItemTaken.objects.filter(item__in=ordered)}
    for number, each in enumerate(ordered, 1):
        row = in_place.get(each.pk) or ItemTaken(item=each)
        if row.place != number:
            row.place = number
            save(row, by=by, at=at)
        if each.pk == item.pk:
            taken = row
    record(Event.ORDER_CHANGED, actor=by, subject=taken, at=at, meeting=meeting.reference, item=item.key)
    return taken


@transaction.atomic
def close_meeting(*, sitting: Sitting, by: User, at: datetime, on: date) -> Sitting:
    """
    Close a meeting and record it as held. Seats of which nothing was recorded are absent.

    A seat that is attended on request and of which nothing was recorded was not asked for, and stays so.

    :raises Refused: if this person does not run the meeting
    :raises CannotBeDone: if it is closed already, or before it was to begin
    """
    meeting = _lock(sitting.meeting)
    policies.run_sitting.enforce(by, meeting, on=on)
    sitting = _open_sitting(meeting)
    _finish_what_is_taken(meeting, by=by, at=at)
    recorded = {row.seat_id: row for row in Attendance.objects.filter(meeting=meeting)}
    for seat in seats_of(meeting):
        row = recorded.get(seat.pk) or Attendance(meeting=meeting, seat=seat, version=0)
        if row.presence == Presence.EXPECTED and not seat.is_on_request:
            row.presence = Presence.ABSENT
            row.version += 1
            save(row, by=by, at=at)
    sitting.closed_at, sitting.closed_by = at, by
    save(sitting, by=by, at=at)
    meetings_workflow.record_as_held(meeting=meeting, by=by, at=at, on=on)
    notifications.not_represented(meeting, at=at, on=on)
    record(Event.CLOSED, actor=by, subject=sitting, at=at, meeting=meeting.reference)
    return sitting
