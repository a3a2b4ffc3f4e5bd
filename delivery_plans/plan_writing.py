"""A plan's table as a Word file or an Excel workbook, which reads in again word for word."""

import io
from collections.abc import Sequence

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from csp_portal.core.spreadsheets import cell as guarded
from delivery_plans.reading.columns import EXPORTED, EXPORTED_HEADINGS, KEY_TARGETS, Field
from delivery_plans.table_rows import TableRow

# Millimetres of a landscape A4 sheet, and letters of a sheet's columns, in the order of EXPORTED.
_WIDTHS = (14, 30, 14, 38, 16, 46, 22, 30, 30, 16, 25)
_LETTERS = (10, 28, 10, 38, 12, 44, 18, 30, 30, 14, 36)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def to_excel(rows: Sequence[TableRow], *, title: str, key_targets: Sequence[str] = ()) -> bytes:
    """Write a workbook: a sheet with the table, landscape with its headings repeated, and one of key targets."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Plan"
    sheet.append([_guarded(title)])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.append([])
    sheet.append(list(EXPORTED_HEADINGS))
    for heading in sheet[3]:
        heading.font = Font(bold=True)
        heading.fill = PatternFill("solid", fgColor="E8EDF2")
    for row in rows:
        sheet.append([_guarded(text) or None for text in _texts(row)])
    for line in sheet.iter_rows(min_row=3):
        for each in line:
            each.alignment = Alignment(wrap_text=True, vertical="top")
    for letters, column in zip(_LETTERS, sheet.iter_cols(min_row=3, max_row=3), strict=True):
        sheet.column_dimensions[column[0].column_letter].width = letters
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "3:3"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if key_targets:
        targets = workbook.create_sheet(KEY_TARGETS)
        targets.column_dimensions["A"].width = 100
        targets.append([KEY_TARGETS])
        targets["A1"].font = Font(bold=True)
        for text in key_targets:
            targets.append([_guarded(text)])
            targets.cell(targets.max_row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def to_word(rows: Sequence[TableRow], *, title: str, key_targets: Sequence[str] = ()) -> bytes:
    """Write a landscape document: key targets in a table of their own, then the table with headings repeated."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = _clean(title)[:255], "", ""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(8)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(8)
    normal.paragraph_format.space_after = Pt(0)
    document.add_heading(_clean(title), level=1)
    _table(document, EXPORTED_HEADINGS, [_texts(row) for row in rows], widths=_WIDTHS)
    if key_targets:
        document.add_paragraph()
        _table(document, [KEY_TARGETS], [[text] for text in key_targets], widths=[281])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _table(
    document: "Document",  # type: ignore[valid-type]
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    widths: Sequence[int],
) -> None:
    table = document.add_table(rows=len(rows) + 1, cols=len(headings), style="Table Grid")  # type: ignore[attr-defined]
    table.autofit = False
    for number, (line, texts) in enumerate(zip(table.rows, [headings, *rows], strict=True)):
        for width, place, text in zip(widths, line._tr.tc_lst, texts, strict=True):
            place.width = Mm(width)
            if text:
                run = place.p_lst[0].add_r()
                run.text = text if number == 0 else _clean(f"'{text}" if text.startswith("'") else text)
                if number == 0:
                    run.get_or_add_rPr().append(OxmlElement("w:b"))
        properties = line._tr.get_or_add_trPr()
        if number == 0:
            repeated = OxmlElement("w:tblHeader")
            repeated.set(qn("w:val"), "true")
            properties.append(repeated)
        else:
            properties.append(OxmlElement("w:cantSplit"))


def _texts(row: TableRow) -> list[str]:
    found = []
    for field in EXPORTED:
        value = getattr(row, field.value)
        found.append("\n".join(value) if field in (Field.LEADS, Field.LINKS) else value)
    return found


def _guarded(text: str) -> str:
    text = _clean(text)
    # The mark that guards a cell against being a formula is taken off when the file is read in again.
    return f"'{text}" if text.startswith("'") else str(guarded(text))


def _clean(text: str) -> str:
    """Leave out what no XML file can hold."""
    return "".join(
        letter for letter in text if letter in "\n\t" or (ord(letter) >= 32 and letter not in "\ufffe\uffff")
    )
