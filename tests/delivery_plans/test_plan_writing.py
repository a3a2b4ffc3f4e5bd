"""What is written out reads in again word for word."""

import io
import re
import zipfile

import openpyxl
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from delivery_plans.plan_writing import to_excel, to_word
from delivery_plans.reading import excel, read_table, word
from delivery_plans.table_rows import TableRow

letters = st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\u2028\u2029\x85")
line = st.text(letters, min_size=1, max_size=30).map(str.strip).filter(bool)
words = st.lists(line, max_size=3).map("\n".join)
reference = st.from_regex(r"(?:\d{1,2}(?:\.\d){0,2})?", fullmatch=True)
rows = st.builds(
    TableRow,
    area_reference=reference,
    area=words,
    action_reference=reference,
    action=words,
    milestone_reference=reference,
    milestone=line,
    due=st.sampled_from(["", "Q1", "Q1 – Q4", "Ongoing to March 2017", "JQ1-4", "=1+1"]) | line,
    leads=st.lists(line, max_size=3).map(tuple),
    links=st.lists(line, max_size=3).map(tuple),
    rag=st.sampled_from(["", "Green", "Amber/Red"]) | line,
    comment=words,
)
AWKWARD = TableRow(
    area="=HYPERLINK(A1)", action="'=1", action_reference="2.10", milestone="- a dash\n• a bullet\n\n+1", due="-",
    leads=("@office", "'quoted"), links=("Key targets", "a;b"), rag="ditto", comment="_x000D_ 1.2.3 Text\ttab",
)  # fmt: skip
PAGES = [(to_excel, excel.grids), (to_word, word.grids)]


@pytest.mark.parametrize(("write", "read"), PAGES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    plan=st.lists(rows, min_size=1, max_size=5), targets=st.lists(words.filter(bool), max_size=2, unique=True)
)
@example(plan=[AWKWARD, AWKWARD], targets=["=1", "Key targets"])
@example(
    plan=[TableRow(area_reference="1", area="Only a heading"), TableRow(area="a", milestone="b")], targets=[]
)
def test_what_is_exported_reads_in_again_unchanged(write, read, plan, targets):
    content = write(plan, title="Delivery plan 2016/17, outcome 2", key_targets=targets)

    found = read_table([grid.squared() for grid in read(content)], year=2016)

    assert list(found.rows) == plan
    assert list(found.key_targets) == targets
    assert found.title in ("Delivery plan 2016/17, outcome 2", "")


def test_no_cell_of_a_workbook_is_a_formula():
    content = to_excel([AWKWARD], title="=A1", key_targets=["=A2"])

    workbook = openpyxl.load_workbook(io.BytesIO(content))

    cells = [cell for sheet in workbook for line in sheet.iter_rows() for cell in line if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(re.match(r"\s*[=+\-@]", cell.value) for cell in cells)


def test_files_are_landscape_and_repeat_their_headings():
    plan = [TableRow(milestone=f"Milestone {number}") for number in range(60)]

    document = Document(io.BytesIO(to_word(plan, title="Plan")))
    workbook = openpyxl.load_workbook(io.BytesIO(to_excel(plan, title="Plan")))

    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert "w:tblHeader" in document.tables[0].rows[0]._tr.xml
    assert workbook["Plan"].page_setup.orientation == "landscape"
    assert workbook["Plan"].print_title_rows == "$3:$3"


def test_a_document_names_nobody_as_its_author():
    content = to_word([TableRow(milestone="One")], title="Plan")

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"python-docx" not in archive.read("docProps/core.xml")
