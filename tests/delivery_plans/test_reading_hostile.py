"""Files that mean harm, or are no plan: each is refused in a sentence, within limits of time and memory."""

import io
import time
import zipfile

import pytest
from docx import Document
from openpyxl import Workbook

from delivery_plans.reading import Unreadable, open_file, opening, read_table
from tests.delivery_plans import factories_planfiles as files

HEADINGS = ["Action", "Milestone", "Due date", "Lead"]


def replaced(content: bytes, part: str, change) -> bytes:
    """Change one part of an Office file."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, change(old.read(member)) if member == part else old.read(member))
    return out.getvalue()


def with_entities(content: bytes) -> bytes:
    start = content.index(b"?>") + 2 if content.startswith(b"<?xml") else 0
    return content[:start] + b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + content[start:]


def many_rows(count: int) -> bytes:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.append(HEADINGS)
    for number in range(count):
        sheet.append([f"{number} Do it", "Milestone", "Q1", "Team"])
    return files.saved(workbook)


def many_columns() -> bytes:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.append(HEADINGS + [f"Column {number}" for number in range(16_380)])
    return files.saved(workbook)


def merged(content: bytes, area: str) -> bytes:
    """Merge cells in the file itself: the library that writes workbooks would make each of them first."""
    cells = f'</sheetData><mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>'.encode()
    return replaced(content, "xl/worksheets/sheet1.xml", lambda sheet: sheet.replace(b"</sheetData>", cells))


def merged_everything() -> bytes:
    return merged(files.excel([["Action", "Apples"], ["x", "y"]], heading="Action"), "A1:XFD1048576")


def a_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"spreadsheetml.sheet.main")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 120_000_000)
    return out.getvalue()


def with_macros() -> bytes:
    return replaced(
        files.excel(files.ALL_THREE), "[Content_Types].xml", lambda types: types.replace(b"</Types>", b"<!--macroEnabled--></Types>")
    )  # fmt: skip


def without_a_table() -> bytes:
    document = Document()
    document.add_paragraph("A plan is to follow.")
    return files.saved(document)


HOSTILE = {
    "many-rows.xlsx": (lambda: many_rows(5_000), "more than 2,000 rows"),
    "many-columns.xlsx": (many_columns, "more than 40 columns"),
    "merged.xlsx": (merged_everything, "no row of headings"),
    "bomb.xlsx": (a_bomb, "unpacks to far more"),
    "macros.xlsx": (with_macros, "macros"),
    "entities.docx": (lambda: replaced(files.word(files.ALL_THREE), "word/document.xml", with_entities), "broken"),
    "entities.xlsx": (
        lambda: replaced(files.excel(files.ALL_THREE), "xl/worksheets/sheet1.xml", with_entities), "broken",
    ),
    "broken.xlsx": (lambda: files.excel(files.ALL_THREE)[:-400], "broken"),
    "broken.docx": (lambda: replaced(files.word(files.ALL_THREE), "word/document.xml", lambda _: b"<w"), "broken"),
    "sheet-is-rubbish.xlsx": (
        lambda: replaced(files.excel(files.ALL_THREE), "xl/workbook.xml", lambda _: b"<a/>"), "broken|no table",
    ),
    "word.xlsx": (lambda: files.word(files.ALL_THREE), "Word file"),
    "table.csv": (lambda: files.excel(files.ALL_THREE), "Excel"),
    "plan.pdf": (lambda: b"%PDF-1.7\n1 0 obj", "PDF file"),
    "plan.doc": (lambda: b"{\\rtf1 plan}", "RTF"),
    "empty.csv": (lambda: b" \n", "empty"),
    "nothing.docx": (without_a_table, "no table"),
    "letter.csv": (lambda: b"A letter\nof one column\n", "no table"),
    "binary.csv": (lambda: bytes(range(256)) * 20, "alphabet"),
    "undecodable.csv": (lambda: "Action,Lead\né,\x81".encode("latin-1"), "alphabet"),
    "rows.csv": (lambda: b"Action,Lead\n" + b"1.1 Do,Team\n" * 50_000, "more than 2,000 rows"),
    "long.csv": (lambda: b"Action,Lead\n" + b"x" * 20_000 + b",Team\n", "more than 10,000 letters"),
    "quote.csv": (lambda: b'Action,Lead\n"' + b"x,\n" * 200_000, "more than 10,000 letters|no table"),
    "page.html": (lambda: b"<html><table></table></html>", "web page"),
    "archive.zip": (lambda: b"PK\x05\x06" + b"\x00" * 18, "archive"),
    "large.csv": (lambda: b"x," * 6_000_000, "larger than 10 MB"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_no_plan_is_refused_in_a_sentence(name):
    make, words = HOSTILE[name]
    content = make()
    begun = time.monotonic()

    with pytest.raises(Unreadable, match=words) as refusal:
        read_table(open_file(content, filename=name), year=2016)

    assert refusal.value.sentence.endswith(".")
    assert time.monotonic() - begun < opening.SECONDS


def test_a_file_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(opening, "SECONDS", 1)
    monkeypatch.setattr(opening.limited, "run", _never)

    with pytest.raises(Unreadable, match="too long or too much memory"):
        open_file(files.excel(files.ALL_THREE), filename="plan.xlsx")


def _never(*args, **options):
    raise opening.limited.TookTooLong


def test_memory_is_limited(monkeypatch):
    monkeypatch.setattr(opening, "MEMORY", 10_000_000)

    with pytest.raises(Unreadable):
        open_file(files.excel(files.ALL_THREE), filename="plan.xlsx")


@pytest.mark.parametrize("name", ["plan.xlsx", "plan.docx", "PLAN.XLSX", "no ending"])
def test_an_honest_file_is_read_whatever_its_name(name):
    make = files.word if name.endswith("docx") else files.excel

    assert read_table(open_file(make(files.ALL_THREE), filename=name), year=2016).rows


def test_columns_that_are_merged_over_the_whole_sheet_are_read_to_the_last_row_in_use():
    workbook = Workbook()
    sheet = workbook.active
    for line in (HEADINGS, ["1.1 Do", "First", "Q1", "Team"], [None, "Second", "Q2", "Team"]):
        sheet.append(line)
    content = merged(files.saved(workbook), "A2:A1048576")

    table = read_table(open_file(content, filename="plan.xlsx"), year=2016)

    assert [row.action for row in table.rows] == ["Do", "Do"]
