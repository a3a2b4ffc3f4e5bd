"""What every file that a spreadsheet opens has in common."""

import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl import Workbook

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# A cell that begins so is run as a formula by Excel and LibreOffice, whoever wrote it.
_BEGIN_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# A target of "-40% over 4 years" or a telephone number runs nothing: there is no operator or name of a function in it.
_FIGURE_WITH_A_SIGN = re.compile(r"[+-]\d[\d.,]*%?(?: [A-Za-z0-9.,% ]*)?")


def cell(value: Any) -> Any:
    """Guard a cell against being taken for a formula; numbers, dates and figures with a sign pass as they are."""
    if not isinstance(value, str) or _FIGURE_WITH_A_SIGN.fullmatch(value):
        return value
    if value.lstrip(" ").startswith(_BEGIN_A_FORMULA):
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
