"""The sheets of an Excel file: values as they are shown, merged cells carried down."""

import io
import re
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries

from delivery_plans.reading.grid import (
    MOST_COLUMNS,
    MOST_ROWS,
    NO_TABLE,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    Cell,
    Grid,
    Unreadable,
)

_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"")
MOST_MERGED = 20_000
FORMULA = "This cell holds a formula. Its last value was taken; check it."
EMPTY_FORMULA = "This cell holds a formula that was never worked out. Write its value into the cell."
ERROR = "This cell holds an error of the spreadsheet. Write what it should say."
TOO_MANY_MERGED = "The file has too many merged cells to be read. Unmerge them, and upload it again."
# Rows that say nothing are read past, but not for ever.
MOST_EMPTY_ROWS = 100_000


def grids(content: bytes) -> list[Grid]:
    """
    Read every visible sheet that says something.

    :raises Unreadable: if there is none, or one is larger than any plan
    """
    values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    found = []
    hidden = 0
    for sheet in values.worksheets:
        if sheet.sheet_state != "visible":
            hidden += 1
            continue
        grid = _grid(sheet, formulas[sheet.title], _merged(content, sheet))
        if grid.rows:
            found.append(grid)
    if not found:
        raise Unreadable(NO_TABLE)
    if hidden:
        found[0].notes.append("The workbook has hidden sheets, which were not read.")
    return found


def _grid(sheet: Any, formulas: Any, merged: list[tuple[int, int, int, int]]) -> Grid:
    sheet.reset_dimensions()
    formulas.reset_dimensions()
    grid = Grid()
    rows: dict[int, list[Cell]] = {}
    both = zip(sheet.iter_rows(), formulas.iter_rows(), strict=False)
    for number, (shown, written) in enumerate(both, start=1):
        cells = [_cell(cell, formula) for cell, formula in zip(shown, written, strict=False)]
        while cells and not cells[-1].text and not cells[-1].note:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise Unreadable(TOO_MANY_COLUMNS)
        if cells:
            rows[number] = cells
        if len(rows) > MOST_ROWS or number > MOST_EMPTY_ROWS:
            raise Unreadable(TOO_MANY_ROWS)
    last = max(rows, default=0)
    width = max((len(cells) for cells in rows.values()), default=0)
    for first_column, first_row, last_column, last_row in merged:
        _carry(rows, first_column, first_row, min(last_column, width), min(last_row, last))
    for number in sorted(rows):
        grid.add(number, rows[number])
    return grid


def _carry(rows: dict[int, list[Cell]], left: int, top: int, right: int, bottom: int) -> None:
    first = rows.get(top, [])
    text = first[left - 1].text if len(first) >= left else ""
    for number in range(top, bottom + 1):
        if number not in rows:
            continue
        cells = rows[number]
        cells += [Cell()] * (right - len(cells))
        for place in range(left - 1, right):
            if (number, place) == (top, left - 1):
                continue
            if place > left - 1:
                cells[place] = Cell(is_spanned=True)
            elif text:
                cells[place] = Cell(text, is_carried=True)


def _merged(content: bytes, sheet: Any) -> list[tuple[int, int, int, int]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        path = sheet._worksheet_path.lstrip("/")
        references = _MERGED.findall(archive.read(path))
    if len(references) > MOST_MERGED:
        raise Unreadable(TOO_MANY_MERGED)
    return [range_boundaries(reference.decode()) for reference in references]


def _cell(cell: Any, formula: Any) -> Cell:
    text = _words(cell.value, getattr(cell, "number_format", "") or "")
    if getattr(formula, "data_type", "") == "f":
        return Cell(text, note=FORMULA if text else EMPTY_FORMULA)
    if getattr(cell, "data_type", "") == "e":
        return Cell(text, note=ERROR)
    return Cell(text)


def _words(value: Any, number_format: str) -> str:
    """Write a value as the sheet shows it: a month where the format shows no day."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        pattern = re.sub(r"\[[^\]]*\]|\"[^\"]*\"", "", number_format.lower())
        if "y" in pattern and "d" not in pattern:
            return f"{value:%B %Y}"
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        if "%" in number_format:
            return f"{value * 100:g}%"
        return f"{value:.10g}"
    return str(value)
