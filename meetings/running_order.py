"""The order in which items are taken at the table, with the times that follow from the minutes allotted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from meetings.agenda_order import numbers
from meetings.models import AgendaItem, ItemTaken, Meeting


@dataclass(frozen=True)
class Turn:
    """
    One item at its turn. `number` is its number on the agenda, whatever its turn.

    `planned_*` follow from the start of the meeting; `expected_*` from how far the meeting has come.
    """

    number: int
    item: AgendaItem
    taken: ItemTaken | None
    planned_start: datetime
    planned_finish: datetime
    expected_start: datetime
    expected_finish: datetime
    is_out_of_turn: bool = False

    @property
    def started_at(self) -> datetime | None:
        return self.taken.started_at if self.taken else None

    @property
    def finished_at(self) -> datetime | None:
        return self.taken.finished_at if self.taken else None

    @property
    def is_being_taken(self) -> bool:
        return self.started_at is not None and self.finished_at is None

    @property
    def is_done(self) -> bool:
        return self.finished_at is not None

    @property
    def begins_at(self) -> datetime:
        """When it was begun, or when it is expected to be."""
        return self.started_at or self.expected_start

    @property
    def ends_at(self) -> datetime:
        """When it was ended, or when it is expected to be."""
        return self.finished_at or self.expected_finish

    @property
    def over_by(self) -> int | None:
        """How many minutes it took beyond those allotted, below zero for fewer; None before it is done."""
        if self.started_at is None or self.finished_at is None:
            return None
        return round((self.finished_at - self.started_at).total_seconds() / 60) - self.item.minutes_allotted

    @property
    def over_in_words(self) -> str:
        over = self.over_by
        if over is None:
            return ""
        if over == 0:
            return "on time"
        return f"{abs(over)} minute{'' if abs(over) == 1 else 's'} {'over' if over > 0 else 'under'}"


def in_turn(items: Sequence[AgendaItem], place_of: dict[int, int | None]) -> list[AgendaItem]:
    """
    Put items, which come in the agenda's order, into the order in which they are taken.

    An item without a place follows the one before it on the agenda; so does a late item.
    """
    if not any(place_of.get(item.pk) for item in items):
        return list(items)
    ordered = sorted(
        (item for item in items if place_of.get(item.pk)), key=lambda item: place_of[item.pk] or 0
    )
    for index, item in enumerate(items):
        if not place_of.get(item.pk):
            before = items[index - 1] if index else None
            ordered.insert(ordered.index(before) + 1 if before is not None else 0, item)
    return ordered


def turns(meeting: Meeting, *, at: datetime | None = None) -> list[Turn]:
    """
    Read the running order of a meeting: two queries, whatever its length.

    With `at` the times still expected are never in the past: an item that has run over pushes on what follows.
    """
    items = list(
        meeting.items.standing().in_order().select_related("section", "restriction", "priority", "taken")
    )
    number_of = numbers(items)
    taken = {item.pk: getattr(item, "taken", None) for item in items}
    ordered = in_turn(items, {key: row.place if row else None for key, row in taken.items()})
    own_turn = {item.pk: index for index, item in enumerate(items)}
    planned = meeting.starts_at
    sitting = getattr(meeting, "sitting", None)
    expected = sitting.opened_at if sitting is not None else meeting.starts_at
    found = []
    for index, item in enumerate(ordered):
        length = timedelta(minutes=item.minutes_allotted)
        row = taken[item.pk]
        begins = row.started_at if row and row.started_at else expected
        if at is not None and sitting is not None and not (row and row.started_at):
            begins = max(begins, at)
        ends = row.finished_at if row and row.finished_at else begins + length
        if at is not None and row and row.started_at and not row.finished_at:
            ends = max(ends, at)
        found.append(
            Turn(
                number=number_of[item.key],
                item=item,
                taken=row,
                planned_start=planned,
                planned_finish=planned + length,
                expected_start=begins,
                expected_finish=ends,
                is_out_of_turn=own_turn[item.pk] != index and bool(row and row.place),
            )
        )
        planned += length
        expected = max(expected, ends)
    return found
