"""What can happen to business that is offered to a board (ToR 6.2)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, EditConflict, change_state, save
from meetings import policies
from meetings.models import AgendaItem, AgendaSection, Board, BusinessItem, BusinessStep, Meeting
from meetings.models.boards import Purpose
from meetings.notifications import business as notifications
from meetings.states.business import Event, State
from meetings.states.meeting import Event as MeetingEvent
from meetings.states.meeting import State as MeetingState
from meetings.workflow.agendas import note_change
from meetings.workflow.meetings import put_standing_items

BUSINESS = "Business"


def _open(business: BusinessItem, version: int, *, reason: str) -> BusinessItem:
    if not reason.strip():
        raise CannotBeDone("Enter the reason. Whoever offered the business reads it.")
    business = (
        BusinessItem.objects.select_for_update(of=("self",)).select_related("board").get(pk=business.pk)
    )
    if business.version != version:
        # Two sifters at once: the second sees what the first decided, and their own reason is not lost.
        last = business.steps.last()
        raise EditConflict(
            business,
            theirs={"What became of it": f"{business.get_state_display()}. {last.text if last else ''}"},
            yours={"What became of it": reason},
        )
    return business


def _close(business: BusinessItem, kind: str, text: str, *, by: User, at: datetime, **more: Any) -> None:
    business.version += 1
    save(business, by=by, at=at)
    BusinessStep.objects.create(business=business, kind=kind, text=text, by=by, at=at, **more)


@transaction.atomic
def offer(*, board: Board, by: User, at: datetime, on: date, **fields: Any) -> BusinessItem:
    """
    Offer business to a board.

    :raises Refused: if this person has no seat from which business is offered to the board
    :raises CannotBeDone: if the preferred meeting is another board's
    """
    policies.offer_business.enforce(by, board, on=on)
    preferred = fields.get("preferred_meeting")
    if preferred is not None and preferred.board_id != board.pk:
        raise CannotBeDone("The preferred meeting is another board's. Choose one of this board.")
    business = BusinessItem(board=board, offered_by=by, offered_at=at, **fields)
    save(business, by=by, at=at)
    BusinessStep.objects.create(business=business, kind=BusinessStep.Kind.OFFERED, by=by, at=at)
    record(Event.OFFERED, actor=by, subject=business, at=at, board=board.slug)
    return business


@transaction.atomic
def ask_for_more(
    *, business: BusinessItem, version: int, question: str, by: User, at: datetime, on: date
) -> BusinessItem:
    """
    Ask whoever offered it a question, before it is decided what becomes of it.

    :raises Refused: if this person does not sift the board's business
    :raises EditConflict: if somebody else decided in between
    """
    business = _open(business, version, reason=question)
    policies.sift_business.enforce(by, business.board, on=on)
    change_state(business, to=State.MORE_ASKED)
    business.meeting = None
    _close(business, BusinessStep.Kind.MORE_ASKED, question, by=by, at=at)
    notifications.more_asked(business, by=by, at=at)
    record(Event.MORE_ASKED, actor=by, subject=business, at=at)
    return business


@transaction.atomic
def answer(
    *, business: BusinessItem, version: int, text: str, by: User, at: datetime, on: date
) -> BusinessItem:
    """
    Answer what was asked; the business is offered again.

    :raises Refused: if somebody else offered it
    :raises EditConflict: if something happened to it in between
    """
    business = _open(business, version, reason=text)
    policies.change_offer.enforce(by, business, on=on)
    change_state(business, to=State.OFFERED)
    _close(business, BusinessStep.Kind.ANSWERED, text, by=by, at=at)
    notifications.answered(business, at=at)
    record(Event.ANSWERED, actor=by, subject=business, at=at)
    return business


@transaction.atomic
def defer(
    *,
    business: BusinessItem,
    version: int,
    meeting: Meeting,
    reason: str,
    by: User,
    at: datetime,
    on: date,
) -> BusinessItem:
    """
    Put business off to a later meeting; it may be put off again.

    :raises Refused: if this person does not sift the board's business
    :raises EditConflict: if somebody else decided in between
    :raises CannotBeDone: if that meeting is another board's, or over
    """
    business = _open(business, version, reason=reason)
    policies.sift_business.enforce(by, business.board, on=on)
    _check_meeting(business, meeting, at=at)
    if business.state != State.DEFERRED:
        change_state(business, to=State.DEFERRED)
    business.meeting = meeting
    _close(business, BusinessStep.Kind.DEFERRED, reason, by=by, at=at, meeting=meeting)
    notifications.decided(business, by=by, at=at)
    record(Event.DEFERRED, actor=by, subject=business, at=at, meeting=meeting.reference)
    return business


@transaction.atomic
def send_out(
    *, business: BusinessItem, version: int, way: str, reason: str, by: User, at: datetime, on: date
) -> BusinessItem:
    """
    Send business out another way than over the board's table: by e-mail, in a bulletin, to another body.

    :raises Refused: if this person does not sift the board's business
    :raises EditConflict: if somebody else decided in between
    """
    business = _open(business, version, reason=reason)
    policies.sift_business.enforce(by, business.board, on=on)
    change_state(business, to=State.SENT_OUT)
    business.meeting = None
    _close(business, BusinessStep.Kind.SENT_OUT, reason, by=by, at=at, way=way)
    notifications.decided(business, by=by, at=at)
    record(Event.SENT_OUT, actor=by, subject=business, at=at)
    return business


@transaction.atomic
def withdraw(
    *, business: BusinessItem, version: int, reason: str, by: User, at: datetime, on: date
) -> BusinessItem:
    """
    Withdraw what one offered.

    :raises Refused: if somebody else offered it
    :raises EditConflict: if something happened to it in between
    """
    business = _open(business, version, reason=reason)
    policies.change_offer.enforce(by, business, on=on)
    change_state(business, to=State.WITHDRAWN)
    business.meeting = None
    _close(business, BusinessStep.Kind.WITHDRAWN, reason, by=by, at=at)
    notifications.answered(business, at=at)
    record(Event.WITHDRAWN, actor=by, subject=business, at=at)
    return business


@transaction.atomic
def accept(
    *,
    business: BusinessItem,
    version: int,
    meeting: Meeting,
    section: str,
    reason: str,
    by: User,
    at: datetime,
    on: date,
    needs_time_because: str = "",
) -> BusinessItem:
    """
    Accept business onto a meeting: it becomes an item of its agenda, which begins if it had not begun.

    A restricted piece of business comes by its open title, and nothing else of it, until the secretariat
    has set the seats to which the item is kept.

    :raises Refused: if this person does not sift the board's business
    :raises EditConflict: if somebody else decided in between
    :raises CannotBeDone: if the meeting is another board's or over, or it is not said why something
        that is only to note needs the board's time
    """
    business = _open(business, version, reason=reason)
    policies.sift_business.enforce(by, business.board, on=on)
    if business.purpose == Purpose.NOTE and not needs_time_because.strip():
        raise CannotBeDone(
            "The business is only to note. Enter why it needs the board's time, or send it out another way."
        )
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)
    _check_meeting(business, meeting, at=at)
    change_state(business, to=State.ACCEPTED)
    if meeting.state == MeetingState.PLANNED:
        put_standing_items(meeting, by=by, at=at)
    last = meeting.items.order_by("-position").values_list("position", flat=True).first() or 0
    item = AgendaItem(
        meeting=meeting,
        section=_section(meeting, section, by=by, at=at),
        position=last + 1,
        title=business.known_as,
        purpose=business.purpose,
        wording="" if business.is_restricted else business.decision_sought,
        minutes_allotted=business.minutes_wanted,
        priority=business.priority,
        needs_time_because=needs_time_because,
    )
    save(item, by=by, at=at)
    note_change(meeting, by=by, at=at)
    business.meeting, business.agenda_item = meeting, item
    _close(
        business,
        BusinessStep.Kind.ACCEPTED,
        reason,
        by=by,
        at=at,
        meeting=meeting,
        needs_time_because=needs_time_because,
    )
    notifications.decided(business, by=by, at=at)
    record(MeetingEvent.ITEM_ADDED, actor=by, subject=item, at=at, meeting=meeting.reference, item=item.key)
    record(Event.ACCEPTED, actor=by, subject=business, at=at, meeting=meeting.reference, item=item.key)
    return business


def _check_meeting(business: BusinessItem, meeting: Meeting, *, at: datetime) -> None:
    if meeting.board_id != business.board_id:
        raise CannotBeDone("That meeting is another board's. Choose one of this board.")
    if not meeting.is_open_to_change or meeting.starts_at <= at:
        raise CannotBeDone("That meeting is over or cancelled. Choose a coming one.")
    if meeting.state == MeetingState.CIRCULATED:
        raise CannotBeDone(
            "The agenda of that meeting has gone round. Choose a later one, or ask a chair to admit a late item."
        )


def _section(meeting: Meeting, name: str, *, by: User, at: datetime) -> AgendaSection:
    sections = list(meeting.sections.all())
    for section in sections:
        if section.name == name:
            return section
    # New business stands before the closing section, where there is one.
    place = max(len(sections) - 1, 0) if len(sections) > 1 else len(sections)
    new = AgendaSection(meeting=meeting, position=place + 1, name=name, heading=name)
    sections.insert(place, new)
    for position, section in enumerate(sections, start=1):
        if section.pk is None or section.position != position:
            section.position = position
            save(section, by=by, at=at)
    return new
