"""What every file that a spreadsheet opens has in common."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl import Workbook

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# A cell that begins so is run as a formula by Excel and LibreOffice, whoever wrote it.
_BEGIN_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value: Any) -> Any:
    """Guard a cell against being taken for a formula; numbers and dates pass as they are."""
    if isinstance(value, str) and value.lstrip(" ").startswith(_BEGIN_A_FORMULA):
        return f"'{value}"
    return value


def workbook(sheets: Mapping[str, Iterable[Iterable[Any]]]) -> bytes:
    """Write sheets by name, each with its headings in the first row, every cell guarded."""
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for row in rows:
            sheet.append([cell(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
