"""What can happen to a board, its seats, its templates and the secretary's calendar."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, remove, save
from meetings import policies
from meetings.models import (
    AgendaTemplate,
    Board,
    ClosureDay,
    Priority,
    Seat,
    SeatDeputy,
    SeatHolder,
    TemplateItem,
)
from meetings.references import keys_in
from meetings.states.board import Event


@transaction.atomic
def establish_board(*, by: User, at: datetime, on: date, **fields: Any) -> Board:
    """
    Establish a board with its rules.

    :raises Refused: if this person does not run meetings
    """
    policies.run_meetings.enforce(by, on=on)
    board = Board(**{"starts_on": on, **fields})
    save(board, by=by, at=at)
    record(Event.BOARD_ESTABLISHED, actor=by, subject=board, at=at)
    return board


@transaction.atomic
def edit_board(*, board: Board, by: User, at: datetime, on: date, **fields: Any) -> Board:
    """
    Change a board's rules. Meetings already circulated keep what was printed.

    :raises Refused: if this person does not run meetings
    """
    board = Board.objects.select_for_update().get(pk=board.pk)
    policies.run_meetings.enforce(by, on=on)
    for name, value in fields.items():
        setattr(board, name, value)
    save(board, by=by, at=at)
    record(Event.BOARD_EDITED, actor=by, subject=board, at=at, fields=sorted(fields))
    return board


@transaction.atomic
def close_board(*, board: Board, ends_on: date, by: User, at: datetime, on: date) -> Board:
    """
    Close a board from a day on; its past stays.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: while meetings after that day are planned
    """
    board = Board.objects.select_for_update().get(pk=board.pk)
    policies.run_meetings.enforce(by, on=on)
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
    for name, value in fields.items():
        setattr(seat, name, value)
    save(seat, by=by, at=at)
    record(Event.SEAT_EDITED, actor=by, subject=seat, at=at, fields=sorted(fields))
    return seat


@transaction.atomic
def end_seat(*, seat: Seat, ends_on: date, by: User, at: datetime, on: date) -> Seat:
    """
    End a seat, and with it the time of whoever sits or stands in there.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if the day comes before the seat began
    """
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    policies.run_meetings.enforce(by, on=on)
    if ends_on < seat.starts_on:
        raise CannotBeDone("The last day cannot come before the first.")
    for place in (*seat.holders.all(), *seat.deputies.all()):
        if place.starts_on <= ends_on and (place.ends_on is None or place.ends_on > ends_on):
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
    _check_dates_within_seat(seat, starts_on, ends_on)
    for holder in seat.holders.all():
        overlaps = (holder.ends_on is None or holder.ends_on >= starts_on) and (
            ends_on is None or holder.starts_on <= ends_on
        )
        if not overlaps:
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
    :raises CannotBeDone: if the day comes before the first
    """
    holder = SeatHolder.objects.select_for_update().get(pk=holder.pk)
    policies.run_meetings.enforce(by, on=on)
    if ends_on < holder.starts_on:
        raise CannotBeDone("The last day cannot come before the first.")
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
    :raises CannotBeDone: if they stand in for the seat already
    """
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    policies.run_meetings.enforce(by, on=on)
    _check_dates_within_seat(seat, starts_on, ends_on)
    if seat.deputies.on(starts_on).filter(person=person).exists():
        raise CannotBeDone(f"{person} is a deputy for this seat already.")
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


def _check_dates_within_seat(seat: Seat, starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise CannotBeDone("The last day cannot come before the first.")
    if starts_on < seat.starts_on or (seat.ends_on is not None and starts_on > seat.ends_on):
        raise CannotBeDone("The seat does not exist on that day. Choose a day on which it does.")


@transaction.atomic
def make_template(*, board: Board, meeting_kind: str, by: User, at: datetime, on: date) -> AgendaTemplate:
    """
    Begin the template of standing items for one kind of meeting.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if the board has one for that kind
    """
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
    Add a standing item at the end of a template. Agendas already begun do not change.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if its wording points at an item that the template does not have
    """
    template = AgendaTemplate.objects.select_for_update().get(pk=template.pk)
    policies.run_meetings.enforce(by, on=on)
    last = template.items.order_by("-position").values_list("position", flat=True).first() or 0
    item = TemplateItem(**{"template": template, "position": last + 1, **fields})
    _check_template_references(template, item)
    item.save()
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
    for name, value in fields.items():
        setattr(item, name, value)
    _check_template_references(template, item)
    item.save()
    record(Event.TEMPLATE_EDITED, actor=by, subject=template, at=at, edited=item.key)
    return item


@transaction.atomic
def move_template_item(*, item: TemplateItem, up: bool, by: User, at: datetime, on: date) -> TemplateItem:
    """
    Move a standing item one place.

    :raises Refused: if this person does not run meetings
    """
    template = AgendaTemplate.objects.select_for_update().get(pk=item.template_id)
    policies.run_meetings.enforce(by, on=on)
    items = list(template.items.all())
    place = next(n for n, other in enumerate(items) if other.pk == item.pk)
    neighbour = place - 1 if up else place + 1
    if 0 <= neighbour < len(items):
        items[place], items[neighbour] = items[neighbour], items[place]
        for position, other in enumerate(items, start=1):
            if other.position != position:
                other.position = position
                other.save()
    record(Event.TEMPLATE_EDITED, actor=by, subject=template, at=at, moved=item.key)
    return item


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
    if ClosureDay.objects.filter(closed_on=closed_on).exists():
        raise CannotBeDone("That day is recorded as closed already.")
    day = ClosureDay(closed_on=closed_on, reason=reason)
    save(day, by=by, at=at)
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
    """
    priority = Priority.objects.select_for_update().get(pk=priority.pk)
    policies.run_meetings.enforce(by, on=on)
    for name, value in fields.items():
        setattr(priority, name, value)
    save(priority, by=by, at=at)
    record(Event.PRIORITY_EDITED, actor=by, subject=priority, at=at, fields=sorted(fields))
    return priority


@transaction.atomic
def add_priority(*, by: User, at: datetime, on: date, **fields: Any) -> Priority:
    """
    Add a priority (ToR 4).

    :raises Refused: if this person does not run meetings
    """
    policies.run_meetings.enforce(by, on=on)
    priority = Priority(**fields)
    save(priority, by=by, at=at)
    record(Event.PRIORITY_ADDED, actor=by, subject=priority, at=at)
    return priority
