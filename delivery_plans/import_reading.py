"""A file that is being read into a plan, as its reader has corrected it so far."""

from dataclasses import dataclass, replace
from typing import Any

from delivery_plans import plan_tables
from delivery_plans.due_words import understand
from delivery_plans.models import LeadOffice, PlanImport, StrategicLink
from delivery_plans.reading import Doubt, Field, Grid, ReadTable, read_table
from delivery_plans.reading.columns import TARGETS
from delivery_plans.reading.table import combined, too_long
from delivery_plans.table_rows import TableRow

LEFT_OUT = "left_out"
# Where what is decided about the file stands, beside the places of its rows.
OF_THE_FILE = -1
NAME_FIELDS = ("leads", "links")


@dataclass(frozen=True)
class Reading:
    """`rows` as they would be written; `open_doubts` are those about which nothing was decided."""

    table: ReadTable
    lines: tuple[tuple[int, int, TableRow], ...]  # place among the rows read, number in the file, row
    left_out: frozenset[int]
    open_doubts: tuple[Doubt, ...]
    too_long: tuple[Doubt, ...]
    key_targets: tuple[str, ...]

    @property
    def rows(self) -> list[TableRow]:
        return [row for place, _, row in self.lines if place not in self.left_out]


def known_names() -> dict[str, list[str]]:
    """List the offices and links that the reader can find again in a cell."""
    return {
        "offices": list(LeadOffice.objects.values_list("name", flat=True)),
        "links": list(StrategicLink.objects.values_list("name", flat=True)),
    }


def read(table_import: PlanImport) -> Reading:
    """
    Read the kept cells, with columns and doubtful cells as they were decided.

    :raises Unreadable: if no column says what is to be done
    """
    table = read_table(
        [Grid.from_json(grid) for grid in table_import.grids],
        year=table_import.plan.year,
        mapping={int(place): field for place, field in table_import.mapping.items()},
        **table_import.known,
    )
    decisions = {int(place): said for place, said in table_import.decisions.items()}
    rows = plan_tables.parted_as(plan_tables.rows_of(table_import.plan), table.rows)
    lines = tuple(
        (place, number, decided(row, decisions.get(place, {})))
        for place, (number, row) in enumerate(zip(table.numbers, rows, strict=True))
    )
    left_out = frozenset(place for place, said in decisions.items() if said.get(LEFT_OUT))
    doubts = [d for d in table.doubts if d.place not in left_out and not _is_decided(d, decisions)]
    for place, said in decisions.items():
        meaning = understand(said.get("due", ""), year=table_import.plan.year)
        if said.get("due") and (meaning.problem or meaning.warning) and place not in left_out:
            doubts.append(
                Doubt(table.numbers[place], Field.DUE.value, meaning.problem or meaning.warning, place)
            )
    lengths = [
        Doubt(number, field, reason, place)
        for place, number, row in lines
        if place not in left_out
        for field, reason in too_long(row)
    ]
    return Reading(
        table=table,
        lines=lines,
        left_out=left_out,
        open_doubts=tuple(sorted(doubts, key=lambda doubt: (doubt.row, doubt.place))),
        too_long=tuple(lengths),
        key_targets=_targets(table, decisions.get(OF_THE_FILE, {})),
    )


def _targets(table: ReadTable, said: dict[str, Any]) -> tuple[str, ...]:
    if TARGETS not in said:
        return table.key_targets
    return tuple(dict.fromkeys(line.strip() for line in said[TARGETS].split("\n") if line.strip()))


def examples(table_import: PlanImport) -> dict[int, str]:
    """Give for each column the first words that stand in it below the headings, by place."""
    grid, header = combined([Grid.from_json(grid) for grid in table_import.grids])
    found: dict[int, str] = {}
    for row in grid.rows[header.first + header.rows :]:
        for place, cell in enumerate(row):
            words = " ".join(cell.text.split())
            if words and place not in found:
                found[place] = words if len(words) <= 90 else f"{words[:89]}…"
    return found


def decided(row: TableRow, said: dict[str, Any]) -> TableRow:
    """Put what was decided in the place of what was read."""
    changes: dict[str, Any] = {}
    for field, value in said.items():
        if field in NAME_FIELDS:
            changes[field] = tuple(dict.fromkeys(line.strip() for line in value.split("\n") if line.strip()))
        elif field != LEFT_OUT:
            changes[field] = value
    return replace(row, **changes)


def shown_field(doubt: Doubt) -> str:
    """Name the field of a row in which a doubtful cell was read."""
    return Field.COMMENT.value if doubt.column == Field.RAG_AND_COMMENT else doubt.column


def _is_decided(doubt: Doubt, decisions: dict[int, dict[str, Any]]) -> bool:
    return shown_field(doubt) in decisions.get(doubt.place, {})
