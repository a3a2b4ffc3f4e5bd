"""The cells of a file's tables before anybody knows what they mean."""

from dataclasses import dataclass, field, replace
from typing import Any

MOST_ROWS = 2_000
MOST_COLUMNS = 40
LONGEST_CELL = 10_000
MOST_LETTERS = 2_000_000
TOO_MUCH_TEXT = (
    "The file holds more text than any plan's table. Keep the plan's table only, and upload it again."
)

TOO_MANY_ROWS = f"The file has more than {MOST_ROWS:,} rows, so it is no plan's table. Keep the plan's rows, and upload it again."
TOO_MANY_COLUMNS = (
    f"The file has more than {MOST_COLUMNS} columns, so it is no plan's table. "
    "Keep the plan's columns, and upload it again."
)
CELL_TOO_LONG = (
    f"A cell of the file has more than {LONGEST_CELL:,} letters. Shorten it, and upload the file again."
)
NO_TABLE = "The portal finds no table in the file. Put the plan into a table with a row of headings, and upload it again."


class Unreadable(Exception):
    """Raised with a sentence for the user when a file holds no table that the portal can read."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Cell:
    """
    One cell. `is_carried` says that it is merged with the one above, `is_spanned` with the one on its left.

    `note` is a reason to doubt it that only the file shows, in a sentence.
    """

    text: str = ""
    is_carried: bool = False
    is_spanned: bool = False
    note: str = ""

    def as_json(self) -> list[Any]:
        return [self.text, int(self.is_carried), int(self.is_spanned), self.note]


@dataclass
class Grid:
    """
    Rows of one width, each with its number in the file as people count it; `notes` are about the whole.

    `columns` is how many there were before empty ones at the end were left off.
    """

    rows: list[list[Cell]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    key_targets: list[str] = field(default_factory=list)
    columns: int = 0

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    def add(self, number: int, cells: list[Cell]) -> None:
        """
        Add a row.

        :raises Unreadable: if there are more rows or longer cells than any plan has
        """
        if len(self.rows) >= MOST_ROWS:
            raise Unreadable(TOO_MANY_ROWS)
        if any(len(cell.text) > LONGEST_CELL for cell in cells):
            raise Unreadable(CELL_TOO_LONG)
        self.rows.append(cells)
        self.numbers.append(number)

    def squared(self) -> "Grid":
        """
        Make all rows as long as the longest that says something, and drop rows that say nothing.

        :raises Unreadable: if that is wider than any plan
        """
        width = max(
            (place + 1 for row in self.rows for place, cell in enumerate(row) if cell.text.strip()), default=0
        )
        if width > MOST_COLUMNS:
            raise Unreadable(TOO_MANY_COLUMNS)
        if sum(len(cell.text) for row in self.rows for cell in row) > MOST_LETTERS:
            raise Unreadable(TOO_MUCH_TEXT)
        kept = [
            (number, [*row[:width], *[Cell()] * (width - len(row))])
            for number, row in zip(self.numbers, self.rows, strict=True)
            if any(cell.text.strip() and not cell.is_carried for cell in row)
        ]
        return replace(
            self,
            rows=[row for _, row in kept],
            numbers=[number for number, _ in kept],
            columns=max(self.columns, self.width),
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": [[cell.as_json() for cell in row] for row in self.rows],
            "numbers": self.numbers,
            "notes": self.notes,
            "key_targets": self.key_targets,
            "columns": self.columns,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Grid":
        return cls(
            rows=[
                [Cell(text, bool(carried), bool(spanned), note) for text, carried, spanned, note in row]
                for row in kept["rows"]
            ],
            numbers=list(kept["numbers"]),
            notes=list(kept["notes"]),
            key_targets=list(kept["key_targets"]),
            columns=kept["columns"],
        )
