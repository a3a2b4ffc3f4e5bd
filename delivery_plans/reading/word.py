"""The tables of a Word file, with merged cells, lists and tracked changes as a reader sees them."""

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from lxml import etree

from delivery_plans.reading.grid import MOST_COLUMNS, NO_TABLE, TOO_MANY_COLUMNS, Cell, Grid, Unreadable
from delivery_plans.reading.numbering import BULLET, Numbering

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLAIN_SHADES = {"auto", "ffffff", ""}
NUMBERED = "Word numbers some paragraphs of this file by itself. Their numbers were read as Word shows them; check a few."
COLOURED = "The cell is coloured and has no word in it. Write the rating that the colour stands for."


def grids(content: bytes) -> list[Grid]:
    """
    Read every table of the document's body, in order.

    :raises Unreadable: if there is none, or one is larger than any plan
    """
    document = Document(io.BytesIO(content))
    body = document.element.body
    marks = _marks(document)
    found = []
    number = 0
    for table in body.iter(f"{_W}tbl"):
        if any(parent.tag == f"{_W}tc" for parent in table.iterancestors()):
            continue  # a table in a cell is that cell's text
        grid = Grid()
        above: dict[int, Cell] = {}
        for row in _rows(table):
            number += 1
            cells = _cells(row, above, marks)
            above = dict(enumerate(cells))
            grid.add(number, cells)
        found.append(grid)
    if not found:
        raise Unreadable(NO_TABLE)
    if any(mark != BULLET for mark in marks.values()):
        found[0].notes.append(NUMBERED)
    return found


def _marks(document: Any) -> dict[etree._Element, str]:
    """Give what Word writes before paragraphs by itself; those outside the tables count along."""
    numbering = Numbering(document)
    # An empty paragraph of a list has a number too.
    marks = {paragraph: numbering.before(paragraph) for paragraph in document.element.body.iter(f"{_W}p")}
    return {paragraph: mark for paragraph, mark in marks.items() if mark}


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == f"{_W}tr":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}ins"):
            yield from child.iter(f"{_W}tr")


def _cells(row: etree._Element, above: dict[int, Cell], marks: dict[etree._Element, str]) -> list[Cell]:
    cells: list[Cell] = [Cell()] * _figure(row.find(f"{_W}trPr/{_W}gridBefore"))
    for cell in row.iter(f"{_W}tc"):
        if next(parent for parent in cell.iterancestors(f"{_W}tr")) is not row:
            continue
        properties = cell.find(f"{_W}tcPr")
        span, merge, shade = 1, None, ""
        if properties is not None:
            span = max(1, _figure(properties.find(f"{_W}gridSpan")))
            merge = properties.find(f"{_W}vMerge")
            shading = properties.find(f"{_W}shd")
            shade = (shading.get(f"{_W}fill") or "").lower() if shading is not None else ""
        text = _text(cell, marks)
        if merge is not None and merge.get(f"{_W}val", "continue") == "continue":
            carried = above.get(len(cells), Cell())
            cells.append(Cell(carried.text, is_carried=bool(carried.text)) if not text else Cell(text))
        else:
            note = COLOURED if not text and shade not in _PLAIN_SHADES else ""
            cells.append(Cell(text, note=note))
        cells += [Cell(is_spanned=True)] * (span - 1)
        if len(cells) > 10 * MOST_COLUMNS:
            raise Unreadable(TOO_MANY_COLUMNS)
    return cells


def _figure(element: etree._Element | None) -> int:
    value = element.get(f"{_W}val", "0") if element is not None else "0"
    return min(int(value), 11 * MOST_COLUMNS) if value.isdigit() else 0


def _text(cell: etree._Element, marks: dict[etree._Element, str]) -> str:
    """Give the text of a cell, a line for each paragraph; what was struck out in tracked changes is left out."""
    lines = []
    for paragraph in cell.iter(f"{_W}p"):
        if any(parent.tag == f"{_W}txbxContent" for parent in paragraph.iterancestors()):
            continue
        line = "".join(_runs(paragraph))
        if line.strip() and paragraph in marks:
            line = f"{marks[paragraph]} {line}"
        lines.append(line)
    return "\n".join(lines).rstrip("\n")


def _runs(paragraph: etree._Element) -> Iterator[str]:
    for element in paragraph.iter():
        if element.tag not in (f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
            continue
        parents = [parent.tag for parent in element.iterancestors()]
        if f"{_W}del" in parents or f"{_W}moveFrom" in parents or f"{_W}tabs" in parents:
            continue
        if next(parent for parent in element.iterancestors(f"{_W}p")) is not paragraph:
            continue
        if element.tag == f"{_W}t":
            yield element.text or ""
        elif element.tag == f"{_W}tab":
            yield "\t"
        elif element.tag == f"{_W}noBreakHyphen":
            yield "-"
        else:
            yield "\n"
