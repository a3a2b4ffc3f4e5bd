"""
Keeping small numbers about people from being read, or worked out, in tables that others look at.

What is published is counted from records, each with the figures in which it counts: `suppressed` is given the
records, `hidden` the numbers and which of them are totals of which. A number of 1 to 4 is shown as "under 5".
It could still follow from a total, or from what stands beside it; so further numbers are hidden until, for
every hidden number, one record more, fewer or exchanged would give the same page.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeVar

FEWEST_SHOWN = 5
# A row and a figure; the row of the total is None.
Cell = tuple[Any, str]
# The figures in which one record counts.
Kind = frozenset[str]
Row = TypeVar("Row")

NOTHING: Kind = frozenset()
# What hiding one more costs the reader: a total says most, and of two alike the larger.
_TOTAL, _CELL, _MARK = 10**10, 10**9, 10**8
_NEVER = 10**15


class Mark(StrEnum):
    """What stands in the place of a number: 1 to 4, or any number from 1 on."""

    UNDER = "under 5"
    NOT_SHOWN = "not shown"


def is_small(value: Any) -> bool:
    """Tell whether a count of people is too small to be shown: 1 to 4."""
    return value is not None and 0 < value < FEWEST_SHOWN


def _in_order(kinds: Collection[Kind]) -> list[Kind]:
    # The same every time: from two pages on which different numbers are hidden, both would follow.
    return sorted(kinds, key=sorted)


class _Table:
    """Rows of records; the total of the rows is published as well, unless there `is_one_row`."""

    def __init__(
        self,
        rows: Mapping[Any, Mapping[Kind, int]],
        *,
        totals_only: Collection[str] = (),
        shown_if_small: Collection[str] = (),
        is_one_row: bool = False,
    ) -> None:
        self.totals_only = frozenset(totals_only)
        self.is_one_row = is_one_row
        self.counts: Counter[Cell] = Counter()
        self.kinds: dict[Any, list[Kind]] = {}
        every: set[Kind] = set()
        for row, records in rows.items():
            there = {kind for kind, number in records.items() if number}
            self.kinds[row] = _in_order({kind - self.totals_only for kind in there} | {NOTHING})
            every |= there
            for kind, number in records.items():
                for figure in kind:
                    self.counts[None, figure] += number
                    if figure not in self.totals_only:
                        self.counts[row, figure] += number
        self.all_kinds = _in_order(every | {NOTHING})
        self.all_kinds_in_rows = _in_order({kind - self.totals_only for kind in self.all_kinds})
        self.marks: dict[Cell, Mark] = {
            cell: Mark.UNDER
            for cell, number in self.counts.items()
            if is_small(number) and cell[1] not in shown_if_small and self.is_published(cell)
        }

    def is_published(self, cell: Cell) -> bool:
        return cell[0] is not None or not self.is_one_row

    def cost(self, cell: Cell, step: int) -> int:
        """Say what it costs that one more or fewer here would not be noticed."""
        number, mark = self.counts[cell], self.marks.get(cell)
        if not self.is_published(cell):
            return 0
        if number == 0 or number + step < 1:
            return _NEVER  # a nought is shown as such
        if mark == Mark.NOT_SHOWN or (mark == Mark.UNDER and number + step < FEWEST_SHOWN):
            return 0
        if mark == Mark.UNDER:
            return _MARK
        return (_TOTAL if cell[0] is None else _CELL) + number

    def steps(self, row: Any, old: Kind, new: Kind) -> dict[Cell, int]:
        """Give what changes in a row, or in the total, when a record of one kind becomes one of another."""
        figures = old ^ new if row is None else (old ^ new) - self.totals_only
        return {(row, figure): 1 if figure in new else -1 for figure in figures}

    def price(self, steps: Mapping[Cell, int]) -> int:
        return sum(self.cost(cell, step) for cell, step in steps.items())

    def ways(self, target: Cell) -> Iterator[dict[Cell, int]]:
        """Give ways in which the records could be others, so that the number at the target is another."""
        row, figure = target
        if row is not None:
            # Two rows exchange a record each, or one gives it to the other: no total changes.
            for old in self.kinds[row]:
                for new in self.all_kinds_in_rows:
                    if figure in old ^ new:
                        here = self.steps(row, old, new)
                        if self.price(here) < _NEVER:
                            for other, kinds in self.kinds.items():
                                if other != row and new in kinds:
                                    yield here | self.steps(other, new, old)
        # One record is of another kind, or is one more, or is not there.
        for at in [row] if row is not None else self.kinds:
            for old in self.all_kinds:
                if old - self.totals_only in self.kinds[at]:
                    for new in self.all_kinds:
                        if figure in old ^ new:
                            yield self.steps(at, old, new) | self.steps(None, old, new)

    def protect(self, target: Cell) -> Collection[Cell]:
        """Hide what has to be hidden for the number at the target not to follow; give what is safe with it."""
        best: dict[Cell, int] = {}
        least = _NEVER
        for way in self.ways(target):
            price = self.price(way)
            if price < least:
                best, least = way, price
            if not least:
                break
        for cell, step in best.items():
            if self.cost(cell, step):
                self.marks[cell] = Mark.NOT_SHOWN
        return best

    def protect_all(self) -> None:
        safe: set[Cell] = set()
        # Totals last: by then most of them can move with what is hidden in the rows.
        for target in sorted(self.marks, key=lambda cell: (cell[0] is None, str(cell[0]), cell[1])):
            if target not in safe:
                safe.update(self.protect(target))


def suppressed(
    rows: Mapping[Row, Mapping[Kind, int]], *, totals_only: Collection[str] = ()
) -> dict[Cell, int | Mark]:
    """
    Count records by row and figure, and in total (row None), with what has to be hidden hidden.

    `rows` holds for each row how many records there are of each kind; figures in `totals_only` are
    published in total alone. A cell that is left out is 0.
    """
    table = _Table(rows, totals_only=totals_only)
    table.protect_all()
    return {cell: table.marks.get(cell, number) for cell, number in table.counts.items()}


def hidden(
    numbers: Mapping[str, int], *, parts: Mapping[str, Collection[str]], shown_if_small: Collection[str] = ()
) -> dict[str, Mark]:
    """
    Tell which numbers have to be hidden where some are totals of others, and what to show in their place.

    `parts` names what each total is a total of, directly or through other totals; what it has beyond them
    is of none of them. Numbers in `shown_if_small` count no people.
    """
    row = "numbers"
    table = _Table({row: _records(numbers, parts)}, shown_if_small=shown_if_small, is_one_row=True)
    table.protect_all()
    return {name: mark for (at, name), mark in table.marks.items() if at == row}


def _records(numbers: Mapping[str, int], parts: Mapping[str, Collection[str]]) -> dict[Kind, int]:
    """Find records that give the numbers: each counts in a part, and in all totals that hold it."""
    totals_of: dict[str, set[str]] = {}
    for total, held in parts.items():
        for part in held:
            totals_of.setdefault(part, set()).add(total)
    kinds = {name: _reached(name, totals_of).intersection(numbers) for name in numbers}
    records: Counter[Kind] = Counter()
    # What is held by most comes first, so that a total keeps only what none of its parts has.
    for name in sorted(numbers, key=lambda name: (-len(kinds[name]), name)):
        left = numbers[name] - sum(number for kind, number in records.items() if name in kind)
        if left >= 0:
            records[kinds[name]] += left
            continue
        # It has fewer than its parts together, so it cannot be their total.
        apart: Counter[Kind] = Counter({frozenset({name}): numbers[name]})
        for kind, number in records.items():
            apart[kind - {name}] += number
        records = apart
    return records


def _reached(name: str, totals_of: Mapping[str, Collection[str]]) -> Kind:
    reached, waiting = {name}, [name]
    while waiting:
        new = set(totals_of.get(waiting.pop(), ())) - reached
        reached |= new
        waiting += new
    return frozenset(reached)
