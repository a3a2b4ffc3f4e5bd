"""Reading the attendance record: the lists for the minutes, and who may decide an item."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import time

from django.utils import timezone

from meetings.models import AgendaItem, Attendance, Declaration, Meeting, Seat
from meetings.models.attendance import Presence
from meetings.running_order import Turn, turns


@dataclass(frozen=True)
class AttendanceLine:
    """One person in a list of those present, as it is printed."""

    office: str
    organisation: str
    name: str
    note: str = ""


@dataclass
class AttendanceLists:
    """Who was there, in the order of the seats."""

    present: list[AttendanceLine] = field(default_factory=list)
    apologies: list[AttendanceLine] = field(default_factory=list)
    absent: list[AttendanceLine] = field(default_factory=list)
    others: list[AttendanceLine] = field(default_factory=list)


def rows(meeting: Meeting) -> list[Attendance]:
    """Fetch the record of a meeting with its seats, people and items: three queries."""
    return list(
        meeting.attendance.select_related("seat__organisation", "person", "arrived_for", "left_after")
        .prefetch_related("gone_for")
        .order_by("seat__position", "seat_id")
    )


def seats_of(meeting: Meeting) -> list[Seat]:
    """List the seats of the board on the day of the meeting, with the people in them."""
    return list(meeting.board.seats.on(meeting.on).with_people(on=meeting.on))


def holder_name(seat: Seat) -> str:
    """Name who sits in a seat that was read by `with_people`; "" when it is vacant."""
    return seat.holders_then[0].person.full_name if seat.holders_then else ""


def lists(meeting: Meeting) -> AttendanceLists:
    """
    List those present, those who sent apologies, those absent and the others, for the minutes.

    A substitute stands in the list of those present, the holder of the seat in that of apologies. Who
    was there for two seats is named once. Seats attended on request that nobody was asked for are left out.
    """
    found = AttendanceLists()
    record = rows(meeting)
    seats = {seat.pk: seat for seat in seats_of(meeting)}
    number_of = {turn.item.pk: turn.number for turn in turns(meeting)}
    chair = meeting.sitting.chair_id if hasattr(meeting, "sitting") else None
    # Whoever came in a seat of their own is named there, with whom they stood in for.
    own = {row.person_id: row.pk for row in record if row.presence == Presence.PRESENT and row.person_id}
    stands_in: dict[int, list[str]] = {}
    for row in record:
        if row.presence == Presence.SUBSTITUTED and row.person_id in own:
            stands_in.setdefault(own[row.person_id], []).append(_stood_in_for(row, seats))
    for row in record:
        seat = seats.get(row.seat_id, row.seat)
        holder = holder_name(seat) if row.seat_id in seats else ""
        office, organisation = seat.office, row.seat.organisation.name
        if row.presence == Presence.PRESENT:
            notes = ["in the chair"] if row.seat_id == chair else []
            notes += [*stands_in.get(row.pk, []), *_when(row, number_of)]
            found.present.append(AttendanceLine(office, organisation, row.who, ", ".join(notes)))
        elif row.presence == Presence.SUBSTITUTED:
            if row.person_id not in own:
                notes = ["in the chair"] if row.seat_id == chair else []
                notes += [_stood_in_for(row, seats), *_when(row, number_of)]
                found.present.append(AttendanceLine(office, organisation, row.who, ", ".join(notes)))
            found.apologies.append(AttendanceLine(office, organisation, holder, f"{row.who} stood in"))
        elif row.presence == Presence.APOLOGIES:
            found.apologies.append(AttendanceLine(office, organisation, holder))
        elif row.presence == Presence.ABSENT:
            found.absent.append(AttendanceLine(office, organisation, holder))
    for other in meeting.others_present.all():
        found.others.append(AttendanceLine(other.office, other.organisation, other.name, other.reason))
    return found


def _stood_in_for(row: Attendance, seats: dict[int, Seat]) -> str:
    seat = seats.get(row.seat_id)
    return f"standing in for {(holder_name(seat) if seat else '') or row.seat.office}"


def clock_time(moment: time) -> str:
    """Write a time as minutes do: 10.45 am."""
    return f"{moment.hour % 12 or 12}.{moment:%M} {'am' if moment.hour < 12 else 'pm'}"


def _when(row: Attendance, number_of: dict[int, int]) -> list[str]:
    """Say when somebody came and went, in the words of the minutes."""

    def number(item: AgendaItem | None) -> int | None:
        return number_of.get(item.pk) if item is not None else None

    first, last = number(row.arrived_for), number(row.left_after)
    said = []
    if first is not None and last is not None:
        said.append(f"for item {first}" if first == last else f"for items {first} to {last}")
    elif first is not None:
        said.append(f"for item {first} onwards")
    elif row.arrived_at is not None:
        said.append(f"arrived at {clock_time(row.arrived_at)}")
    if first is None and last is not None:
        said.append(f"until the end of item {last}")
    elif last is None and row.left_at is not None:
        said.append(f"left at {clock_time(row.left_at)}")
    if gone := sorted(number_of[item.pk] for item in row.gone_for.all() if item.pk in number_of):
        said.append(f"not in the room for item{'' if len(gone) == 1 else 's'} {_listed(gone)}")
    return said


def _listed(values: Sequence[int]) -> str:
    *first, last = [str(value) for value in values]
    return f"{', '.join(first)} and {last}" if first else last


def is_there(row: Attendance, turn: Turn, place_of: dict[int, int]) -> bool:
    """
    Tell whether the seat's person is in the room for the whole of an item.

    `place_of` gives the turn of each item by key. Where only a time is known it is held against when the
    item began and ended, or is expected to.
    """
    if not row.came:
        return False
    place = place_of[turn.item.pk]
    if row.arrived_for_id in place_of:
        if place < place_of[row.arrived_for_id]:
            return False
    elif row.arrived_at is not None and _time(turn.begins_at) < row.arrived_at:
        return False
    if row.left_after_id in place_of:
        if place > place_of[row.left_after_id]:
            return False
    elif row.left_at is not None and _time(turn.ends_at) > row.left_at:
        return False
    return all(item.pk != turn.item.pk for item in row.gone_for.all())


def _time(moment: object) -> time:
    # To the minute, as times are recorded: who comes at 10.30 is there for what begins in that minute.
    return timezone.localtime(moment).time().replace(second=0, microsecond=0)  # type: ignore[arg-type]


def there_for(item: AgendaItem, *, record: Iterable[Attendance], order: Sequence[Turn]) -> list[Attendance]:
    """Find the rows of those in the room for an item; an item off the running order has nobody."""
    place_of = {turn.item.pk: index for index, turn in enumerate(order)}
    turn = next((turn for turn in order if turn.item.pk == item.pk), None)
    return [] if turn is None else [row for row in record if is_there(row, turn, place_of)]


def barred_seats(item: AgendaItem) -> frozenset[int]:
    """
    Find the seats whose person declared an interest that bars from deciding the item.

    An interest goes with the person: it bars every seat for which they came, and not the seat
    in which a substitute sits instead of them.
    """
    declared = list(item.declarations.barring())
    return barred_of(declared, item.meeting.attendance.all()) if declared else frozenset()


def barred_of(declared: Iterable[Declaration], record: Iterable[Attendance]) -> frozenset[int]:
    """Find the barred seats among rows that are read already."""
    came = [row for row in record if row.came]
    filled = {row.seat_id for row in came}
    barred = set()
    for declaration in declared:
        if not declaration.bars:
            continue
        seats = {row.seat_id for row in came if is_of(declaration, row)}
        barred |= seats or ({declaration.seat_id} - filled)
    return frozenset(barred)


def is_of(declaration: Declaration, row: Attendance) -> bool:
    """Tell whether the person of a declaration is who came for a seat."""
    if declaration.person_id is not None and row.person_id is not None:
        return declaration.person_id == row.person_id
    return bool(row.who) and row.who.casefold() == declaration.who.casefold()


def deciding_seats(item: AgendaItem) -> list[Seat]:
    """
    List the voting seats that may decide an item: there for it, and not barred by an interest.

    Where the board's rule keeps substitutes from voting, their seats are left out.
    """
    meeting = item.meeting
    record = rows(meeting)
    barred = barred_of(item.declarations.barring(), record)
    return [
        row.seat
        for row in there_for(item, record=record, order=turns(meeting))
        if row.seat.is_voting
        and row.seat_id not in barred
        and (meeting.board.substitutes_vote or row.presence == Presence.PRESENT)
    ]
