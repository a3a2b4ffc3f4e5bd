"""What can happen to a board, its seats, its templates and the secretary's calendar."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, remove, save
from meetings import policies
from meetings.models import (
    AgendaTemplate,
    Board,
    ClosureDay,
    Meeting,
    Priority,
    Seat,
    SeatDeputy,
    SeatHolder,
    TemplateItem,
)
from meetings.references import keys_in
from meetings.states.board import Event
from meetings.states.meeting import State as MeetingState


def _save_unless_there(row: models.Model, sentence: str, *, by: User, at: datetime) -> None:
    """Save a row; when another with the same name or day got there first, say so instead of breaking."""
    try:
        with transaction.atomic():
            save(row, by=by, at=at)
    except IntegrityError as broken:
        if "unique" not in str(broken):
            raise
        raise CannotBeDone(sentence) from None


ANOTHER_BOARD = "Another board has this name, or this short name, already. Choose another."
ANOTHER_PRIORITY = "Another priority has this number, or this name, already. Choose another."


@transaction.atomic
def establish_board(*, by: User, at: datetime, on: date, **fields: Any) -> Board:
    """
    Establish a board with its rules.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if another board has the name
    """
    policies.run_meetings.enforce(by, on=on)
    board = Board(**{"starts_on": on, **fields})
    _save_unless_there(board, ANOTHER_BOARD, by=by, at=at)
    record(Event.BOARD_ESTABLISHED, actor=by, subject=board, at=at)
    return board


@transaction.atomic
def edit_board(*, board: Board, by: User, at: datetime, on: date, **fields: Any) -> Board:
    """
    Change a board's rules. Meetings already circulated keep what was printed.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if another board has the name, or the board would report to itself
    """
    # All of them, because two people could otherwise hang two boards under each other at once.
    list(Board.objects.select_for_update().order_by("pk"))
    board = Board.objects.get(pk=board.pk)
    policies.run_meetings.enforce(by, on=on)
    changed = sorted(name for name, value in fields.items() if getattr(board, name) != value)
    for name in changed:
        setattr(board, name, fields[name])
    if "parent" in changed and board.parent_id in board.with_all_below():
        raise CannotBeDone("A board cannot report to itself, nor to a group that reports to it.")
    _save_unless_there(board, ANOTHER_BOARD, by=by, at=at)
    record(Event.BOARD_EDITED, actor=by, subject=board, at=at, fields=changed)
    return board


@transaction.atomic
def close_board(*, board: Board, ends_on: date, by: User, at: datetime, on: date) -> Board:
    """
    Close a board from a day on; its past stays.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: while meetings after that day are planned, or groups report to the board
    """
    board = Board.objects.select_for_update().get(pk=board.pk)
    policies.run_meetings.enforce(by, on=on)
    if ends_on < board.starts_on:
        raise CannotBeDone("The last day cannot come before the first.")
    if below := board.sub_groups.on(date.fromordinal(ends_on.toordinal() + 1)).first():
        raise CannotBeDone(f"{below} reports to this board after that day. Close it, or change that, first.")
    if board.meetings.ahead(at=at).filter(starts_at__date__gt=ends_on).exists():
        raise CannotBeDone(f"{board} has meetings planned after that day. Cancel them first.")
    board.ends_on = ends_on
    save(board, by=by, at=at)
    record(Event.BOARD_CLOSED, actor=by, subject=board, at=at, ends_on=ends_on.isoformat())
    return board


@transaction.atomic
def add_seat(*, board: Board, by: User, at: datetime, on: date, **fields: Any) -> Seat:
    """
    Add a seat for an organisation or an office (ToR 6.8, 6.9).

    :raises Refused: if this person does not run meetings
    """
    board = Board.objects.select_for_update().get(pk=board.pk)
    policies.run_meetings.enforce(by, on=on)
    last = board.seats.order_by("-position").values_list("position", flat=True).first() or 0
    seat = Seat(**{"board": board, "position": last + 1, "starts_on": on, **fields})
    save(seat, by=by, at=at)
    record(Event.SEAT_ADDED, actor=by, subject=seat, at=at, board=board.slug)
    return seat


@transaction.atomic
def edit_seat(*, seat: Seat, by: User, at: datetime, on: date, **fields: Any) -> Seat:
    """
    Change what a seat is called or may do.

    :raises Refused: if this person does not run meetings
    """
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    policies.run_meetings.enforce(by, on=on)
    changed = sorted(name for name, value in fields.items() if getattr(seat, name) != value)
    for name in changed:
        setattr(seat, name, fields[name])
    save(seat, by=by, at=at)
    record(Event.SEAT_EDITED, actor=by, subject=seat, at=at, fields=changed)
    return seat


@transaction.atomic
def end_seat(*, seat: Seat, ends_on: date, by: User, at: datetime, on: date) -> Seat:
    """
    End a seat, and with it the time of whoever sits or stands in there.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if the day comes before the seat began, or somebody takes it up later
    """
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    policies.run_meetings.enforce(by, on=on)
    if ends_on < seat.starts_on:
        raise CannotBeDone("The last day cannot come before the first.")
    places: list[SeatHolder | SeatDeputy] = [*seat.holders.all(), *seat.deputies.all()]
    for place in places:
        if place.starts_on > ends_on:
            raise CannotBeDone(
                f"{place.person} takes a place in this seat after that day. Take that entry back first."
            )
    for place in places:
        if place.ends_on is None or place.ends_on > ends_on:
            place.ends_on = ends_on
            save(place, by=by, at=at)
    seat.ends_on = ends_on
    save(seat, by=by, at=at)
    record(Event.SEAT_ENDED, actor=by, subject=seat, at=at, ends_on=ends_on.isoformat())
    return seat


@transaction.atomic
def seat_person(
    *,
    seat: Seat,
    person: User,
    starts_on: date,
    by: User,
    at: datetime,
    on: date,
    ends_on: date | None = None,
) -> SeatHolder:
    """
    Seat a person; whoever sat there until now keeps the seat to the day before.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if the seat is taken on those days in a way that the new dates do not follow
    """
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    policies.run_meetings.enforce(by, on=on)
    ends_on = _within_seat(seat, starts_on, ends_on)
    for holder in seat.holders.select_related("person"):
        if not _overlap(holder, starts_on, ends_on):
            continue
        if holder.starts_on >= starts_on or holder.ends_on is not None:
            raise CannotBeDone(f"{holder.person} sits in this seat during those dates. Choose other dates.")
        holder.ends_on = date.fromordinal(starts_on.toordinal() - 1)
        save(holder, by=by, at=at)
    holder = SeatHolder(seat=seat, person=person, starts_on=starts_on, ends_on=ends_on)
    save(holder, by=by, at=at)
    record(
        Event.PERSON_SEATED, actor=by, subject=seat, at=at, person=person.pk, starts_on=starts_on.isoformat()
    )
    return holder


@transaction.atomic
def unseat_person(*, holder: SeatHolder, ends_on: date, by: User, at: datetime, on: date) -> SeatHolder:
    """
    Say on which day a person's time in a seat ends.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if the day comes before the first, or somebody else sits there by then
    """
    seat = Seat.objects.select_for_update().get(pk=holder.seat_id)
    holder = SeatHolder.objects.select_for_update().get(pk=holder.pk)
    policies.run_meetings.enforce(by, on=on)
    _within_seat(seat, holder.starts_on, ends_on)
    for other in seat.holders.exclude(pk=holder.pk).select_related("person"):
        if _overlap(other, holder.starts_on, ends_on):
            raise CannotBeDone(f"{other.person} sits in this seat by then. Choose an earlier day.")
    holder.ends_on = ends_on
    save(holder, by=by, at=at)
    record(
        Event.PERSON_UNSEATED,
        actor=by,
        subject=holder.seat,
        at=at,
        person=holder.person_id,
        ends_on=ends_on.isoformat(),
    )
    return holder


@transaction.atomic
def take_back_seating(*, holder: SeatHolder, by: User, at: datetime, on: date) -> None:
    """
    Take out an entry that was a mistake; its history stays.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if the board has met since
    """
    holder = SeatHolder.objects.select_for_update(of=("self",)).select_related("seat").get(pk=holder.pk)
    policies.run_meetings.enforce(by, on=on)
    _check_no_meeting_since(holder)
    seat, person = holder.seat, holder.person_id
    remove(holder, by=by, at=at)
    record(Event.SEATING_TAKEN_BACK, actor=by, subject=seat, at=at, person=person)


@transaction.atomic
def take_back_deputy(*, deputy: SeatDeputy, by: User, at: datetime, on: date) -> None:
    """
    Take out a deputy who was entered by mistake; the entry's history stays.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if the board has met since
    """
    deputy = SeatDeputy.objects.select_for_update(of=("self",)).select_related("seat").get(pk=deputy.pk)
    policies.run_meetings.enforce(by, on=on)
    _check_no_meeting_since(deputy)
    seat, person = deputy.seat, deputy.person_id
    remove(deputy, by=by, at=at)
    record(Event.DEPUTY_TAKEN_BACK, actor=by, subject=seat, at=at, person=person)


def _check_no_meeting_since(place: SeatHolder | SeatDeputy) -> None:
    meetings = Meeting.objects.filter(
        board=place.seat.board_id, state=MeetingState.HELD, starts_at__date__gte=place.starts_on
    )
    if meetings.exists():
        raise CannotBeDone(
            "The board has met since that first day, so the entry stays on record. Give it a last day instead."
        )


@transaction.atomic
def name_deputy(
    *,
    seat: Seat,
    person: User,
    starts_on: date,
    by: User,
    at: datetime,
    on: date,
    ends_on: date | None = None,
) -> SeatDeputy:
    """
    Name a person to stand in for whoever holds the seat (ToR 6.5).

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if they sit in the seat, or stand in for it, already
    """
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    policies.run_meetings.enforce(by, on=on)
    ends_on = _within_seat(seat, starts_on, ends_on)
    places: list[SeatHolder | SeatDeputy] = [
        *seat.deputies.filter(person=person),
        *seat.holders.filter(person=person),
    ]
    for place in places:
        if _overlap(place, starts_on, ends_on):
            has = "sits in this seat" if isinstance(place, SeatHolder) else "is a deputy for this seat"
            raise CannotBeDone(f"{person} {has} during those dates already. Choose somebody else.")
    deputy = SeatDeputy(seat=seat, person=person, starts_on=starts_on, ends_on=ends_on)
    save(deputy, by=by, at=at)
    record(
        Event.DEPUTY_NAMED, actor=by, subject=seat, at=at, person=person.pk, starts_on=starts_on.isoformat()
    )
    return deputy


@transaction.atomic
def end_deputy(*, deputy: SeatDeputy, ends_on: date, by: User, at: datetime, on: date) -> SeatDeputy:
    """
    Say on which day a deputy's time ends.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if the day comes before the first
    """
    deputy = SeatDeputy.objects.select_for_update().get(pk=deputy.pk)
    policies.run_meetings.enforce(by, on=on)
    if ends_on < deputy.starts_on:
        raise CannotBeDone("The last day cannot come before the first.")
    deputy.ends_on = ends_on
    save(deputy, by=by, at=at)
    record(
        Event.DEPUTY_ENDED,
        actor=by,
        subject=deputy.seat,
        at=at,
        person=deputy.person_id,
        ends_on=ends_on.isoformat(),
    )
    return deputy


def _overlap(place: SeatHolder | SeatDeputy, starts_on: date, ends_on: date | None) -> bool:
    return (place.ends_on is None or place.ends_on >= starts_on) and (
        ends_on is None or place.starts_on <= ends_on
    )


def _within_seat(seat: Seat, starts_on: date, ends_on: date | None) -> date | None:
    """Check that the seat exists on those days, and end with it what has no end of its own."""
    if ends_on is not None and ends_on < starts_on:
        raise CannotBeDone("The last day cannot come before the first.")
    if starts_on < seat.starts_on:
        raise CannotBeDone(
            f"The seat exists from {seat.starts_on.day} {seat.starts_on:%B %Y} on. Choose a later first day."
        )
    if seat.ends_on is None:
        return ends_on
    if starts_on > seat.ends_on or (ends_on is not None and ends_on > seat.ends_on):
        raise CannotBeDone(
            f"The seat ends on {seat.ends_on.day} {seat.ends_on:%B %Y}. Choose days before that."
        )
    return ends_on or seat.ends_on


@transaction.atomic
def make_template(*, board: Board, meeting_kind: str, by: User, at: datetime, on: date) -> AgendaTemplate:
    """
    Begin the template of standing items for one kind of meeting.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if the board has one for that kind
    """
    board = Board.objects.select_for_update().get(pk=board.pk)
    policies.run_meetings.enforce(by, on=on)
    if board.agenda_templates.filter(meeting_kind=meeting_kind).exists():
        raise CannotBeDone("This board already has a template for that kind of meeting.")
    template = AgendaTemplate(board=board, meeting_kind=meeting_kind)
    save(template, by=by, at=at)
    record(Event.TEMPLATE_MADE, actor=by, subject=template, at=at, board=board.slug)
    return template


@transaction.atomic
def add_template_item(
    *, template: AgendaTemplate, by: User, at: datetime, on: date, **fields: Any
) -> TemplateItem:
    """
    Add a standing item at the end of its section. Agendas already begun do not change.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if its wording points at an item that the template does not have
    """
    template = AgendaTemplate.objects.select_for_update().get(pk=template.pk)
    policies.run_meetings.enforce(by, on=on)
    item = TemplateItem(**{"template": template, "position": 0, **fields})
    _check_template_references(template, item)
    items = list(template.items.all())
    items.insert(_end_of_section(items, item.section), item)
    _save_in_order(items, heading_of=item)
    record(Event.TEMPLATE_EDITED, actor=by, subject=template, at=at, added=item.key)
    return item


@transaction.atomic
def edit_template_item(
    *, item: TemplateItem, by: User, at: datetime, on: date, **fields: Any
) -> TemplateItem:
    """
    Change a standing item. Agendas already begun do not change.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if its wording points at an item that the template does not have
    """
    template = AgendaTemplate.objects.select_for_update().get(pk=item.template_id)
    policies.run_meetings.enforce(by, on=on)
    items = list(template.items.all())
    place = next(n for n, other in enumerate(items) if other.pk == item.pk)
    item = items[place]
    section = item.section
    for name, value in fields.items():
        setattr(item, name, value)
    _check_template_references(template, item)
    if item.section != section:
        del items[place]
        items.insert(_end_of_section(items, item.section), item)
    _save_in_order(items, heading_of=item)
    record(Event.TEMPLATE_EDITED, actor=by, subject=template, at=at, edited=item.key)
    return item


@transaction.atomic
def move_template_item(*, item: TemplateItem, up: bool, by: User, at: datetime, on: date) -> TemplateItem:
    """
    Move a standing item one place; at the edge of its section it goes over into the next one.

    :raises Refused: if this person does not run meetings
    """
    template = AgendaTemplate.objects.select_for_update().get(pk=item.template_id)
    policies.run_meetings.enforce(by, on=on)
    items = list(template.items.all())
    place = next(n for n, other in enumerate(items) if other.pk == item.pk)
    item = items[place]
    neighbour = place - 1 if up else place + 1
    if 0 <= neighbour < len(items):
        if items[neighbour].section != item.section:
            item.section, item.heading = items[neighbour].section, items[neighbour].heading
        else:
            items[place], items[neighbour] = items[neighbour], items[place]
        _save_in_order(items, heading_of=item)
    record(Event.TEMPLATE_EDITED, actor=by, subject=template, at=at, moved=item.key)
    return item


def _end_of_section(items: list[TemplateItem], section: str) -> int:
    """Find the place after the last item of the section; a new section comes last."""
    places = [n for n, item in enumerate(items, start=1) if item.section == section]
    return places[-1] if places else len(items)


def _save_in_order(items: list[TemplateItem], *, heading_of: TemplateItem) -> None:
    """Number the items anew, and give one section one heading."""
    for position, item in enumerate(items, start=1):
        heading = heading_of.heading if item.section == heading_of.section else item.heading
        if item is heading_of or (item.position, item.heading) != (position, heading):
            item.position, item.heading = position, heading
            item.save()


@transaction.atomic
def drop_template_item(*, item: TemplateItem, by: User, at: datetime, on: date) -> None:
    """
    Take a standing item out of a template. Agendas already begun do not change.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: while another standing item points at it
    """
    template = AgendaTemplate.objects.select_for_update().get(pk=item.template_id)
    policies.run_meetings.enforce(by, on=on)
    for other in template.items.exclude(pk=item.pk):
        if item.key in keys_in(other.wording):
            raise CannotBeDone(f"“{other.title}” points at this item. Change its wording first.")
    key = item.key
    item.delete()
    record(Event.TEMPLATE_EDITED, actor=by, subject=template, at=at, dropped=key)


def _check_template_references(template: AgendaTemplate, item: TemplateItem) -> None:
    known = {*template.items.exclude(pk=item.pk).values_list("key", flat=True), item.key}
    if missing := keys_in(item.wording) - known:
        raise CannotBeDone(
            f"The wording points at an item that the template does not have: {sorted(missing)[0]}."
        )


@transaction.atomic
def close_office(*, closed_on: date, reason: str, by: User, at: datetime, on: date) -> ClosureDay:
    """
    Record a day on which the secretariat is closed, so that it does not count as a working day.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if the day is recorded already
    """
    policies.run_meetings.enforce(by, on=on)
    day = ClosureDay(closed_on=closed_on, reason=reason)
    _save_unless_there(day, "That day is recorded as closed already.", by=by, at=at)
    record(Event.OFFICE_CLOSED, actor=by, subject=day, at=at, closed_on=closed_on.isoformat())
    return day


@transaction.atomic
def open_office(*, day: ClosureDay, by: User, at: datetime, on: date) -> None:
    """
    Take back a closure day; its history stays.

    :raises Refused: if this person does not run meetings
    """
    policies.run_meetings.enforce(by, on=on)
    remove(day, by=by, at=at)
    record(Event.OFFICE_OPENED, actor=by, subject=day, at=at, closed_on=day.closed_on)


@transaction.atomic
def edit_priority(*, priority: Priority, by: User, at: datetime, on: date, **fields: Any) -> Priority:
    """
    Change a priority's name or the organisation that leads it (ToR 4).

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if another priority has the number or the name
    """
    priority = Priority.objects.select_for_update().get(pk=priority.pk)
    policies.run_meetings.enforce(by, on=on)
    changed = sorted(name for name, value in fields.items() if getattr(priority, name) != value)
    for name in changed:
        setattr(priority, name, fields[name])
    _save_unless_there(priority, ANOTHER_PRIORITY, by=by, at=at)
    record(Event.PRIORITY_EDITED, actor=by, subject=priority, at=at, fields=changed)
    return priority


@transaction.atomic
def add_priority(*, by: User, at: datetime, on: date, **fields: Any) -> Priority:
    """
    Add a priority (ToR 4).

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if another priority has the number or the name
    """
    policies.run_meetings.enforce(by, on=on)
    priority = Priority(**fields)
    _save_unless_there(priority, ANOTHER_PRIORITY, by=by, at=at)
    record(Event.PRIORITY_ADDED, actor=by, subject=priority, at=at)
    return priority
