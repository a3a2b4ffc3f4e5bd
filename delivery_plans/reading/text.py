"""A table saved as text: CSV in the encodings and with the separators that spreadsheets write."""

import csv
import io

from delivery_plans.reading.grid import LONGEST_CELL, NO_TABLE, Cell, Grid, Unreadable

OLD_LETTERS = (
    "The file is not written in UTF-8. It was read in the Windows alphabet for western Europe; "
    "check accents, pound signs and dashes."
)
UNKNOWN_LETTERS = (
    "The portal cannot tell in which alphabet the file is written. "
    "Save it as “CSV UTF-8” or as an Excel workbook, and upload that."
)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def grids(content: bytes) -> list[Grid]:
    """
    Read the rows of a CSV file.

    :raises Unreadable: if it is no text, has one column only, or is larger than any plan
    """
    text, note = _decoded(content)
    grid = Grid(notes=[note] if note else [])
    csv.field_size_limit(10 * LONGEST_CELL)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=False)
        for number, row in enumerate(reader, start=1):
            if any(value.strip() for value in row):
                grid.add(number, [Cell(value.replace("\r\n", "\n").replace("\r", "\n")) for value in row])
    except csv.Error:
        raise Unreadable(NO_TABLE) from None
    if grid.width < 2:
        raise Unreadable(NO_TABLE)
    return [grid]


def _decoded(content: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), ""
            except UnicodeDecodeError:
                raise Unreadable(UNKNOWN_LETTERS) from None
    if b"\x00" in content:
        raise Unreadable(UNKNOWN_LETTERS)
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), OLD_LETTERS
    except UnicodeDecodeError:
        raise Unreadable(UNKNOWN_LETTERS) from None


def _separator(text: str) -> str:
    beginning = text[:20_000]
    return max(",;\t|", key=lambda mark: (beginning.count(mark), mark == ","))
