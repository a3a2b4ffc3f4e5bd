"""What can happen on an agenda while it is being built."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.versions import check_version
from csp_portal.core.workflow import CannotBeDone, EditConflict, change_state, remove, save
from meetings import policies
from meetings.models import AgendaItem, AgendaSection, Meeting, Paper, Restriction, Seat
from meetings.notifications import preparing as notifications
from meetings.references import keys_in
from meetings.states.meeting import Event, State
from meetings.workflow.interests import note_withheld

STAYS_BEHIND = (
    "Items that were admitted after the agenda went round stay behind the others, so that no number moves."
)


def _open_agenda(meeting: Meeting, *, by: User, on: date) -> Meeting:
    # One lock for the whole agenda: two people moving items must not interleave.
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)
    policies.change_agenda.enforce(by, meeting, on=on)
    return meeting


def note_change(meeting: Meeting, *, by: User, at: datetime) -> None:
    """
    Count a change of the agenda of a meeting that its caller has locked.

    What the chairs agreed was the agenda before the change, so an agreed one is a draft again.
    """
    if meeting.put_version == meeting.agenda_version:
        notifications.agreement_settled(meeting, at=at)
    meeting.agenda_version += 1
    if meeting.state == State.AGREED:
        change_state(meeting, to=State.AGENDA_DRAFT)
        save(meeting, by=by, at=at)
        record(Event.OVERTAKEN, actor=by, subject=meeting, at=at, agenda_version=meeting.agenda_version)
    else:
        save(meeting, by=by, at=at)


def _refuse_after_circulation(meeting: Meeting) -> None:
    # ToR 6.3: after circulation only a chair lets further business onto the agenda.
    if meeting.state == State.CIRCULATED:
        raise CannotBeDone(
            "The agenda has gone round. A further item comes only by a chair's admission, with the reason."
        )


@transaction.atomic
def add_section(
    *, meeting: Meeting, name: str, heading: str, by: User, at: datetime, on: date
) -> AgendaSection:
    """
    Add a section at the end of the agenda.

    :raises Refused: if this person may not change the agenda
    """
    meeting = _open_agenda(meeting, by=by, on=on)
    last = meeting.sections.order_by("-position").values_list("position", flat=True).first() or 0
    section = AgendaSection(meeting=meeting, position=last + 1, name=name, heading=heading)
    save(section, by=by, at=at)
    note_change(meeting, by=by, at=at)
    record(Event.SECTION_ADDED, actor=by, subject=section, at=at, meeting=meeting.reference)
    return section


@transaction.atomic
def edit_section(
    *, section: AgendaSection, name: str, heading: str, by: User, at: datetime, on: date
) -> AgendaSection:
    """
    Change a section's name or printed heading.

    :raises Refused: if this person may not change the agenda
    """
    meeting = _open_agenda(section.meeting, by=by, on=on)
    section.name, section.heading = name, heading
    save(section, by=by, at=at)
    note_change(meeting, by=by, at=at)
    record(Event.SECTION_EDITED, actor=by, subject=section, at=at, meeting=meeting.reference)
    return section


@transaction.atomic
def move_section(*, section: AgendaSection, up: bool, by: User, at: datetime, on: date) -> AgendaSection:
    """
    Move a section, with its items, one place.

    :raises Refused: if this person may not change the agenda
    """
    meeting = _open_agenda(section.meeting, by=by, on=on)
    sections = list(meeting.sections.all())
    place = next(n for n, other in enumerate(sections) if other.pk == section.pk)
    neighbour = place - 1 if up else place + 1
    if 0 <= neighbour < len(sections):
        sections[place], sections[neighbour] = sections[neighbour], sections[place]
        for position, other in enumerate(sections, start=1):
            if other.position != position:
                other.position = position
                save(other, by=by, at=at)
        note_change(meeting, by=by, at=at)
    record(Event.SECTION_EDITED, actor=by, subject=section, at=at, meeting=meeting.reference)
    return section


@transaction.atomic
def drop_section(*, section: AgendaSection, by: User, at: datetime, on: date) -> None:
    """
    Take an empty section off the agenda.

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: while items are in it, or if it is the last one
    """
    meeting = _open_agenda(section.meeting, by=by, on=on)
    if section.items.exists():
        raise CannotBeDone(
            f"“{section}” has items in it, withdrawn ones included. Move them to another section first."
        )
    if meeting.sections.count() == 1:
        raise CannotBeDone("An agenda needs at least one section.")
    remove(section, by=by, at=at)
    note_change(meeting, by=by, at=at)
    record(Event.SECTION_EDITED, actor=by, subject=section, at=at, meeting=meeting.reference, dropped=True)


@transaction.atomic
def add_item(*, section: AgendaSection, by: User, at: datetime, on: date, **fields: Any) -> AgendaItem:
    """
    Add an item at the end of a section.

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: if its wording points at an item that is not on this agenda, or the agenda has
        gone round
    """
    meeting = _open_agenda(section.meeting, by=by, on=on)
    _refuse_after_circulation(meeting)
    last = meeting.items.order_by("-position").values_list("position", flat=True).first() or 0
    item = AgendaItem(**{"meeting": meeting, "section": section, "position": last + 1, **fields})
    _check_references(meeting, item)
    save(item, by=by, at=at)
    note_change(meeting, by=by, at=at)
    record(Event.ITEM_ADDED, actor=by, subject=item, at=at, meeting=meeting.reference, item=item.key)
    return item


@transaction.atomic
def edit_item(
    *, item: AgendaItem, version: int, by: User, at: datetime, on: date, **fields: Any
) -> AgendaItem:
    """
    Change what an item says.

    :raises Refused: if this person may not change the agenda
    :raises EditConflict: if somebody else saved the item in between
    :raises CannotBeDone: if its wording points at an item that is not on this agenda, or a restricted
        item would lose its closed title
    """
    meeting = _open_agenda(item.meeting, by=by, on=on)
    item = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if item.withdrawn_at is not None:
        raise CannotBeDone("This item was withdrawn. Put it back on the agenda before changing it.")
    check_version(item, version, fields)
    for name, value in fields.items():
        setattr(item, name, value)
    if item.restriction_id and not item.closed_title:
        raise CannotBeDone("A restricted item needs a closed title beside its open one.")
    _check_references(meeting, item)
    item.version += 1
    save(item, by=by, at=at)
    note_change(meeting, by=by, at=at)
    record(Event.ITEM_EDITED, actor=by, subject=item, at=at, meeting=meeting.reference, fields=sorted(fields))
    return item


def _check_references(meeting: Meeting, item: AgendaItem) -> None:
    wanted = keys_in(item.wording) - {item.key}
    found = set(meeting.items.standing().filter(key__in=wanted).values_list("key", flat=True))
    if wanted - found:
        raise CannotBeDone("The wording points at an item that is not on this agenda. Choose another item.")


def _sections_with_items(meeting: Meeting) -> list[tuple[AgendaSection, list[AgendaItem]]]:
    items = list(meeting.items.in_order())
    return [
        (section, [item for item in items if item.section_id == section.pk])
        for section in meeting.sections.all()
    ]


@transaction.atomic
def move_item(*, item: AgendaItem, up: bool, by: User, at: datetime, on: date) -> AgendaItem:
    """
    Move an item one place; at the edge of its section it goes over into the next.

    :raises Refused: if this person may not change the agenda
    """
    meeting = _open_agenda(item.meeting, by=by, on=on)
    if hasattr(item, "admission"):
        raise CannotBeDone(STAYS_BEHIND)
    order = [
        (section, [other for other in items if other.withdrawn_at is None])
        for section, items in _sections_with_items(meeting)
    ]
    # Where it stands now: somebody else may have moved it since this page was opened.
    places = (
        (here, place)
        for here, (_, items) in enumerate(order)
        for place, other in enumerate(items)
        if other.pk == item.pk
    )
    here, place = next(places, (None, None))
    if here is None or place is None:
        raise CannotBeDone("This item was withdrawn. Put it back on the agenda before moving it.")
    items = order[here][1]
    neighbour = place - 1 if up else place + 1
    if 0 <= neighbour < len(items):
        items[place], items[neighbour] = items[neighbour], items[place]
    else:
        beyond = here - 1 if up else here + 1
        if not 0 <= beyond < len(order):
            return item
        moved = items.pop(place)
        if up:
            order[beyond][1].append(moved)
        else:
            order[beyond][1].insert(0, moved)
    _write_order(order, by=by, at=at)
    note_change(meeting, by=by, at=at)
    record(Event.ITEM_MOVED, actor=by, subject=item, at=at, meeting=meeting.reference)
    return AgendaItem.objects.get(pk=item.pk)


@transaction.atomic
def order_items(
    *,
    meeting: Meeting,
    order: Sequence[tuple[int, Sequence[str]]],
    agenda_version: int,
    by: User,
    at: datetime,
    on: date,
) -> Meeting:
    """
    Put all items into the order that was dragged: for each section's key, the keys of its items.

    :raises Refused: if this person may not change the agenda
    :raises EditConflict: if the agenda has changed since the page was opened
    """
    meeting = _open_agenda(meeting, by=by, on=on)
    current = _sections_with_items(meeting)
    standing = {item.key: item for _, items in current for item in items if item.withdrawn_at is None}
    sections = {section.pk: section for section, _ in current}
    wanted = [key for _, keys in order for key in keys]
    if (
        meeting.agenda_version != agenda_version
        or sorted(wanted) != sorted(standing)
        or {pk for pk, _ in order} - sections.keys()
    ):
        raise EditConflict(
            meeting,
            theirs={"Order": "\n".join(item.title for item in standing.values())},
            yours={"Order": "\n".join(standing[key].title for key in wanted if key in standing)},
        )
    _write_order([(sections[pk], [standing[key] for key in keys]) for pk, keys in order], by=by, at=at)
    note_change(meeting, by=by, at=at)
    record(Event.ITEM_MOVED, actor=by, subject=meeting, at=at, meeting=meeting.reference)
    return meeting


def _write_order(
    order: Sequence[tuple[AgendaSection, Sequence[AgendaItem]]], *, by: User, at: datetime
) -> None:
    admitted = set(
        AgendaItem.objects.filter(
            pk__in=[item.pk for _, items in order for item in items], admission__isnull=False
        ).values_list("pk", flat=True)
    )
    flags = [item.pk in admitted for _, items in order for item in items]
    if flags != sorted(flags):
        raise CannotBeDone(STAYS_BEHIND)
    position = 0
    for section, items in order:
        for item in items:
            position += 1
            if (item.section_id, item.position) != (section.pk, position):
                item.section, item.position = section, position
                save(item, by=by, at=at)


@transaction.atomic
def withdraw_item(*, item: AgendaItem, reason: str, by: User, at: datetime, on: date) -> AgendaItem:
    """
    Take an item off the agenda; it stays on record with the reason, and later items move up.

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: while another item's wording points at it
    """
    meeting = _open_agenda(item.meeting, by=by, on=on)
    item = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if item.withdrawn_at is not None:
        raise CannotBeDone("This item was withdrawn already.")
    for other in meeting.items.standing().exclude(pk=item.pk):
        if item.key in keys_in(other.wording):
            raise CannotBeDone(f"“{other.title}” points at this item. Change its wording first.")
    item.withdrawn_at, item.withdrawn_by, item.withdrawn_reason = at, by, reason
    item.version += 1
    save(item, by=by, at=at, reason=reason[:100])
    note_change(meeting, by=by, at=at)
    record(Event.ITEM_WITHDRAWN, actor=by, subject=item, at=at, meeting=meeting.reference)
    return item


@transaction.atomic
def send_out_item(*, item: AgendaItem, way: str, reason: str, by: User, at: datetime, on: date) -> AgendaItem:
    """
    Take an item off the agenda because what it says goes out another way, for example by e-mail.

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: while another item's wording points at it, or if it is not said which way
    """
    if not way.strip():
        raise CannotBeDone("Say which other way it goes out.")
    item = withdraw_item(
        item=item, reason=f"Sent out another way: {way.rstrip('.')}. {reason}"[:300], by=by, at=at, on=on
    )
    record(Event.ITEM_SENT_OUT, actor=by, subject=item, at=at, meeting=item.meeting.reference)
    return item


@transaction.atomic
def restore_item(*, item: AgendaItem, by: User, at: datetime, on: date) -> AgendaItem:
    """
    Put a withdrawn item back where it stood.

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: if it was not withdrawn, or its wording points at an item that is gone
    """
    meeting = _open_agenda(item.meeting, by=by, on=on)
    item = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if item.withdrawn_at is None:
        raise CannotBeDone("This item is on the agenda already.")
    if (
        not hasattr(item, "admission")
        and not item.pack_entries.filter(pack__published_at__isnull=False).exists()
    ):
        _refuse_after_circulation(meeting)
    _check_references(meeting, item)
    item.withdrawn_at, item.withdrawn_by, item.withdrawn_reason = None, None, ""
    item.version += 1
    save(item, by=by, at=at)
    note_change(meeting, by=by, at=at)
    record(Event.ITEM_RESTORED, actor=by, subject=item, at=at, meeting=meeting.reference)
    return item


@transaction.atomic
def restrict_item(
    *,
    item: AgendaItem,
    closed_title: str,
    ground: str,
    explanation: str,
    review_on: date,
    seats: Iterable[Seat],
    by: User,
    at: datetime,
    on: date,
    open_title: str = "",
    version: int | None = None,
) -> AgendaItem:
    """
    Keep an item with all its papers to the seats named; everybody else reads the open title alone.

    `open_title` takes the place of a title that says too much. `version` is the one that was opened.

    :raises Refused: if this person may not change the agenda
    :raises EditConflict: if somebody else saved the item in between
    :raises CannotBeDone: if the item was withdrawn, or a seat named is on another board
    """
    meeting = _open_agenda(item.meeting, by=by, on=on)
    item = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if item.withdrawn_at is not None:
        raise CannotBeDone("This item was withdrawn. Put it back on the agenda before restricting it.")
    if version is not None:
        check_version(item, version, {"title": open_title or item.title, "closed_title": closed_title})
    item.title = open_title or item.title
    item.closed_title = closed_title
    item.restriction = _set_restriction(
        item.restriction, meeting, ground, explanation, review_on, seats, by=by, at=at
    )
    item.version += 1
    save(item, by=by, at=at)
    note_change(meeting, by=by, at=at)
    note_withheld(item, by=by, at=at)
    record(Event.RESTRICTED, actor=by, subject=item, at=at, meeting=meeting.reference, ground=ground)
    return item


@transaction.atomic
def restrict_paper(
    *,
    paper: Paper,
    ground: str,
    explanation: str,
    review_on: date,
    seats: Iterable[Seat],
    by: User,
    at: datetime,
    on: date,
) -> Paper:
    """
    Keep one paper to the seats named; its item stays open.

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: if a seat named is on another board
    """
    meeting = _open_agenda(paper.agenda_item.meeting, by=by, on=on)
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    paper.restriction = _set_restriction(
        paper.restriction, meeting, ground, explanation, review_on, seats, by=by, at=at
    )
    save(paper, by=by, at=at)
    note_change(meeting, by=by, at=at)
    note_withheld(paper.agenda_item, by=by, at=at)
    record(Event.RESTRICTED, actor=by, subject=paper, at=at, meeting=meeting.reference, ground=ground)
    return paper


def _set_restriction(
    restriction: Restriction | None,
    meeting: Meeting,
    ground: str,
    explanation: str,
    review_on: date,
    seats: Iterable[Seat],
    *,
    by: User,
    at: datetime,
) -> Restriction:
    seats = list(seats)
    if any(seat.board_id != meeting.board_id for seat in seats):
        raise CannotBeDone("A seat that you named is on another board.")
    restriction = restriction or Restriction()
    restriction.ground, restriction.explanation, restriction.review_on = ground, explanation, review_on
    restriction.lifted_at = restriction.lifted_by = None
    save(restriction, by=by, at=at)
    restriction.seats.set(seats)
    return restriction


@transaction.atomic
def lift_restriction(*, restriction: Restriction, by: User, at: datetime, on: date) -> Restriction:
    """
    Lift a restriction: from the next pack on everybody with a seat reads what it kept.

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: if it was lifted already
    """
    owner: AgendaItem | Paper = (
        restriction.agenda_item if hasattr(restriction, "agenda_item") else restriction.paper
    )
    meeting = owner.meeting if isinstance(owner, AgendaItem) else owner.agenda_item.meeting
    meeting = _open_agenda(meeting, by=by, on=on)
    restriction = Restriction.objects.select_for_update().get(pk=restriction.pk)
    if not restriction.is_in_force:
        raise CannotBeDone("This restriction was lifted already.")
    restriction.lifted_at, restriction.lifted_by = at, by
    save(restriction, by=by, at=at)
    note_change(meeting, by=by, at=at)
    record(Event.RESTRICTION_LIFTED, actor=by, subject=restriction, at=at, meeting=meeting.reference)
    return restriction
