"""What can happen to a meeting as a whole."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, EditConflict, InvalidTransition, change_state, save
from meetings import policies
from meetings.agreement_reading import agreement
from meetings.models import (
    AgendaItem,
    AgendaSection,
    Board,
    CalendarFeed,
    Meeting,
    MeetingMove,
    Paper,
)
from meetings.models.meetings import token_digest
from meetings.notifications import preparing as notifications
from meetings.states.meeting import Event, State
from meetings.states.paper import State as PaperState
from meetings.workflow import given_days


@transaction.atomic
def plan_meeting(
    *, board: Board, starts_at: datetime, by: User, at: datetime, on: date, **fields: Any
) -> Meeting:
    """
    Plan a meeting of a board.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if the board does not hold meetings, or holds one at that time
    """
    board = Board.objects.select_for_update().get(pk=board.pk)
    policies.run_meetings.enforce(by, on=on)
    if not board.holds_meetings:
        raise CannotBeDone(f"The {board} meets elsewhere: this portal only passes information to it.")
    _check_time(board, starts_at)
    meeting = Meeting(
        **{
            "board": board,
            "starts_at": starts_at,
            "reference": _reference(board, starts_at),
            "place": board.usual_place,
            "length": board.usual_minutes,
            "prepares": _prepared_by(board, starts_at),
            **fields,
        }
    )
    save(meeting, by=by, at=at)
    record(Event.PLANNED, actor=by, subject=meeting, at=at, reference=meeting.reference)
    return meeting


def _check_time(board: Board, starts_at: datetime, *, leave_out: int | None = None) -> None:
    others = board.meetings.taking_place().filter(starts_at=starts_at)
    if any(other != leave_out for other in others.values_list("pk", flat=True)):
        raise CannotBeDone(f"The {board} meets at that time already. Choose another time.")


def _prepared_by(board: Board, starts_at: datetime) -> Meeting | None:
    """Find the meeting that a session at that time makes ready: the next of the board it reports to."""
    if board.parent is None or board.kind not in {Board.Kind.EXECUTIVE, Board.Kind.PERFORMANCE_GROUP}:
        return None
    return board.parent.meetings.ahead(at=starts_at).first()


def _reference(board: Board, starts_at: datetime) -> str:
    stem = f"{board.slug}-{timezone.localdate(starts_at):%Y-%m-%d}"
    taken = set(Meeting.objects.filter(reference__startswith=stem).values_list("reference", flat=True))
    candidates = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
    return next(reference for reference in candidates if reference not in taken)


@transaction.atomic
def edit_meeting(
    *, meeting: Meeting, version: int, by: User, at: datetime, on: date, reason: str = "", **fields: Any
) -> Meeting:
    """
    Change date, place, length, kind or focus. The reference stays, so that links keep working.

    Another day, hour or place is a move: it needs the reason, and stays on record. With another day, the days
    move by which papers and answers are still owed.

    :raises Refused: if this person does not run meetings, or the meeting is over
    :raises EditConflict: if somebody else changed the meeting in between
    :raises CannotBeDone: if the board meets at that time already, or a move has no reason
    """
    board = Board.objects.select_for_update().get(pk=meeting.board_id)
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    policies.change_agenda.enforce(by, meeting, on=on)
    if meeting.state == State.POSTPONED:
        raise CannotBeDone("This meeting is postponed. Set its new day instead.")
    if meeting.version != version:
        theirs = {name: getattr(meeting, name) for name in fields}
        raise EditConflict(meeting, theirs=_in_words(theirs), yours=_in_words(fields))
    _check_time(board, fields.get("starts_at", meeting.starts_at), leave_out=meeting.pk)
    was_at, was_place = meeting.starts_at, meeting.place
    for name, value in fields.items():
        setattr(meeting, name, value)
    is_moved = (meeting.starts_at, meeting.place) != (was_at, was_place)
    if is_moved and not reason.strip():
        raise CannotBeDone("Enter why the meeting moves. Those invited read the reason.")
    if meeting.starts_at != was_at:
        meeting.prepares = _prepared_by(board, meeting.starts_at) or meeting.prepares
    meeting.version += 1
    save(meeting, by=by, at=at, reason=reason[:100])
    if is_moved:
        MeetingMove.objects.create(
            meeting=meeting,
            was_at=was_at,
            was_place=was_place,
            moved_to=meeting.starts_at,
            new_place=meeting.place,
            reason=reason,
            moved_by=by,
            moved_at=at,
        )
        meeting.board = board
        notifications.meeting_moved(meeting, was_at=was_at, by=by, at=at, on=on)
    given_days.move(meeting, was_on=timezone.localdate(was_at), by=by, at=at, on=on)
    record(Event.MOVED if is_moved else Event.EDITED, actor=by, subject=meeting, at=at, fields=sorted(fields))
    return meeting


def _in_words(fields: dict[str, Any]) -> dict[str, str]:
    said = {}
    for name, value in fields.items():
        if isinstance(value, datetime):
            value = f"{timezone.localtime(value):%-d %B %Y, %H:%M}"
        label = "Day and time" if name == "starts_at" else name.replace("_", " ").capitalize()
        said[label] = "" if value is None else str(value)
    return said


@transaction.atomic
def begin_agenda(*, meeting: Meeting, by: User, at: datetime, on: date) -> Meeting:
    """
    Begin the agenda with the standing items of the board's template for this kind of meeting.

    :raises Refused: if this person does not run meetings
    :raises InvalidTransition: if it was begun before
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)
    policies.change_agenda.enforce(by, meeting, on=on)
    put_standing_items(meeting, by=by, at=at)
    record(Event.AGENDA_BEGUN, actor=by, subject=meeting, at=at, reference=meeting.reference)
    return meeting


def put_standing_items(meeting: Meeting, *, by: User, at: datetime) -> None:
    """
    Put the template's items on the agenda of a meeting that its caller has locked.

    :raises InvalidTransition: if the agenda was begun before
    """
    if meeting.state != State.PLANNED:
        raise InvalidTransition(f"The agenda of {meeting} was begun before.")
    change_state(meeting, to=State.AGENDA_DRAFT)
    template = meeting.board.agenda_templates.filter(meeting_kind=meeting.kind).first()
    sections: list[AgendaSection] = []
    for standing in template.items.all() if template else []:
        if not sections or (sections[-1].name, sections[-1].heading) != (standing.section, standing.heading):
            section = AgendaSection(
                meeting=meeting, position=len(sections) + 1, name=standing.section, heading=standing.heading
            )
            save(section, by=by, at=at)
            sections.append(section)
        item = AgendaItem(
            meeting=meeting,
            section=sections[-1],
            key=standing.key,
            position=standing.position,
            title=standing.title,
            wording=standing.wording,
            purpose=standing.purpose,
            minutes_allotted=standing.minutes_allotted,
        )
        save(item, by=by, at=at)
        if standing.generated_paper:
            paper = Paper(
                agenda_item=item,
                title=standing.title,
                kind=Paper.Kind.GENERATED,
                generator=standing.generated_paper,
                state=PaperState.READY,
                marking=meeting.board.usual_marking,
            )
            save(paper, by=by, at=at)
    if not sections:
        save(AgendaSection(meeting=meeting, position=1, name="Business"), by=by, at=at)
    meeting.agenda_version += 1
    save(meeting, by=by, at=at)


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, by: User, at: datetime, on: date) -> Meeting:
    """
    Cancel a meeting, with the reason that those invited will read.

    :raises Refused: if this person does not run meetings
    :raises InvalidTransition: if it was held or cancelled already
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)
    policies.run_meetings.enforce(by, on=on)
    change_state(meeting, to=State.CANCELLED)
    meeting.cancelled_reason = reason
    meeting.version += 1
    save(meeting, by=by, at=at)
    notifications.meeting_cancelled(meeting, by=by, at=at, on=on)
    notifications.agreement_settled(meeting, at=at)
    record(Event.CANCELLED, actor=by, subject=meeting, at=at, reference=meeting.reference)
    return meeting


@transaction.atomic
def postpone_meeting(*, meeting: Meeting, reason: str, by: User, at: datetime, on: date) -> Meeting:
    """
    Postpone a meeting to a day not known yet, with the reason that those invited will read.

    Its agenda, papers and agreement stay as they are.

    :raises Refused: if this person does not run meetings
    :raises InvalidTransition: if it is postponed, held or cancelled
    :raises CannotBeDone: without a reason
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)
    policies.run_meetings.enforce(by, on=on)
    if not reason.strip():
        raise CannotBeDone("Enter why the meeting is postponed. Those invited read the reason.")
    change_state(meeting, to=State.POSTPONED)
    meeting.postponed_reason = reason
    meeting.version += 1
    save(meeting, by=by, at=at)
    notifications.meeting_postponed(meeting, by=by, at=at, on=on)
    record(Event.POSTPONED, actor=by, subject=meeting, at=at, reference=meeting.reference)
    return meeting


@transaction.atomic
def resume_meeting(
    *, meeting: Meeting, starts_at: datetime, place: str, by: User, at: datetime, on: date
) -> Meeting:
    """
    Give a postponed meeting its new day. It goes on from where it stood; what had gone round goes round again.

    The days by which papers and answers are still owed move with it.

    :raises Refused: if this person does not run meetings
    :raises InvalidTransition: if it is not postponed
    :raises CannotBeDone: if the new time is past, is the old one, or the board meets then already
    """
    board = Board.objects.select_for_update().get(pk=meeting.board_id)
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)
    policies.run_meetings.enforce(by, on=on)
    if meeting.state != State.POSTPONED:
        raise InvalidTransition(f"{meeting} is not postponed.")
    if starts_at <= at:
        raise CannotBeDone("The new day is past. Choose one that is to come.")
    if (starts_at, place) == (meeting.starts_at, meeting.place):
        raise CannotBeDone("That is when and where it was to be. Choose another day, hour or place.")
    _check_time(board, starts_at, leave_out=meeting.pk)
    was_at, was_place, reason = meeting.starts_at, meeting.place, meeting.postponed_reason
    if agreement(meeting, on=on).holds:
        change_state(meeting, to=State.AGREED)
    elif meeting.sections.exists():
        change_state(meeting, to=State.AGENDA_DRAFT)
    else:
        change_state(meeting, to=State.PLANNED)
    meeting.starts_at, meeting.place = starts_at, place
    meeting.prepares = _prepared_by(board, starts_at) or meeting.prepares
    meeting.version += 1
    save(meeting, by=by, at=at)
    MeetingMove.objects.create(
        meeting=meeting,
        was_at=was_at,
        was_place=was_place,
        moved_to=starts_at,
        new_place=place,
        reason=reason[:500],
        moved_by=by,
        moved_at=at,
    )
    notifications.meeting_moved(meeting, was_at=was_at, by=by, at=at, on=on)
    given_days.move(meeting, was_on=timezone.localdate(was_at), by=by, at=at, on=on)
    record(Event.RESUMED, actor=by, subject=meeting, at=at, reference=meeting.reference)
    return meeting


@transaction.atomic
def record_as_held(*, meeting: Meeting, by: User, at: datetime, on: date) -> Meeting:
    """
    Record that a meeting took place; its agenda and papers no longer change.

    :raises Refused: if this person neither runs meetings nor chairs this board
    :raises InvalidTransition: if it has no agenda, or was cancelled
    :raises CannotBeDone: before it has begun
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)
    policies.run_sitting.enforce(by, meeting, on=on)
    if at < meeting.starts_at:
        raise CannotBeDone("The meeting has not begun yet, so it cannot be recorded as held.")
    change_state(meeting, to=State.HELD)
    save(meeting, by=by, at=at)
    record(Event.HELD, actor=by, subject=meeting, at=at, reference=meeting.reference)
    return meeting


@transaction.atomic
def make_calendar_feed(*, token: str, by: User, at: datetime) -> CalendarFeed:
    """Make a person's secret calendar address from a fresh token, and end the one before."""
    CalendarFeed.objects.select_for_update().filter(person=by, revoked_at__isnull=True).update(revoked_at=at)
    feed = CalendarFeed.objects.create(person=by, token_digest=token_digest(token), made_at=at)
    record(Event.FEED_MADE, actor=by, subject=feed, at=at)
    return feed


@transaction.atomic
def revoke_calendar_feed(*, by: User, at: datetime) -> None:
    """End a person's calendar address; whoever has it sees nothing any more."""
    feeds = list(CalendarFeed.objects.select_for_update().filter(person=by, revoked_at__isnull=True))
    for feed in feeds:
        feed.revoked_at = at
        feed.save()
    for feed in feeds:
        record(Event.FEED_REVOKED, actor=by, subject=feed, at=at)
