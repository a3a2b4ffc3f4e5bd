"""Tables as partners lay them out: what is read from each, and which cells are doubtful."""

from datetime import date

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook

from delivery_plans.reading import Field, Unreadable, excel, read_table, word
from delivery_plans.reading import text as csv_text
from delivery_plans.reading.cells import several, split_names, split_rating, split_reference
from delivery_plans.reading.columns import recognised
from delivery_plans.reading.numbering import Numbering
from delivery_plans.table_rows import TableRow
from tests.delivery_plans import factories_planfiles as files

LAYOUTS = [
    files.AREAS_AND_ACTIONS, files.ACTIONS_AND_MILESTONES, files.ACTIONS_ALONE, files.TARGETS_IN_ROWS,
    files.ALL_THREE,
]  # fmt: skip


def read(table, *, by="word", **options):
    content = getattr(files, by)(table)
    grids = (word if by == "word" else excel).grids(content)
    return read_table([grid.squared() for grid in grids], year=2016, **options)


def reasons(table, text, column):
    place = next(p for p, row in enumerate(table.rows) if text in (row.milestone, row.action, row.area))
    return " ".join(doubt.reason for doubt in table.doubts if doubt.place == place and doubt.column == column)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_word_and_excel_say_the_same(layout):
    from_word, from_excel = read(layout), read(layout, by="excel")

    assert from_word.rows == from_excel.rows
    assert from_word.key_targets == from_excel.key_targets
    assert [(d.column, d.reason) for d in from_word.doubts] == [
        (d.column, d.reason) for d in from_excel.doubts
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_of_a_table_is_lost(layout):
    table = read(layout)
    said = " ".join(
        " ".join(value if isinstance(value, str) else " ".join(value) for value in vars(row).values())
        for row in table.rows
    )
    said = f"{said} {table.title} {' '.join(table.key_targets)}"

    for line in layout:
        if line[0] == layout[0][0]:
            continue
        for word_written in (
            " ".join(line)
            .replace("Key targets:", "")
            .replace("Key Targets:", "")
            .replace("10.", "10 ")
            .split()
        ):
            assert word_written.strip(".•▪+;:") in said


def test_areas_and_actions():
    table = read(files.AREAS_AND_ACTIONS)

    assert [column.field for column in table.columns] == [
        Field.AREA, Field.ACTION, Field.DUE, Field.LEADS, Field.LINKS, Field.RAG_AND_COMMENT,
    ]  # fmt: skip
    assert table.key_targets == ("Confidence at 60%", "Safety at night (baseline TBA)")
    assert table.rows[0] == TableRow(area_reference="1", area="Raise confidence\n(in four ways)")
    assert table.rows[1] == TableRow(
        area_reference="1.1", area="Spread good news", action_reference="1.1.1", action="Put posters up each quarter",
        due="Quarterly", leads=("Press Office",), links=("Borough Plan", "Town Plan"),
    )  # fmt: skip
    assert (table.rows[2].area, table.rows[2].links) == (
        "Spread good news",
        ("Town Plan (Prevention; Customers)",),
    )
    assert table.rows[4].leads == ("Inspector North", "Head of Schools")
    assert table.rows[4].rag == "Green"
    assert "still to be agreed" in reasons(table, "Meet the traders", "due")
    assert "1.2.1 stands for 2 different texts" in reasons(table, "Meet the traders", "action_reference")
    assert "1.2.1 stands for 2 different texts" in reasons(table, "Meet the schools", "action_reference")


def test_several_actions_in_a_cell_are_matched_with_their_dues_and_leads():
    table = read(files.AREAS_AND_ACTIONS)

    assert [(r.action_reference, r.action, r.due, r.leads, r.comment) for r in table.rows[5:]] == [
        ("1.2.2", "Train wardens", "Ongoing to March 2017", ("Town Team",), "Words to be agreed"),
        ("1.2.3", "Visit 100 homes", "March 2017", ("Fire Station",), ""),
        ("1.2.4", "Report on both", "Q4", ("Press Office",), ""),
    ]
    assert "matched in their order" in reasons(table, "Visit 100 homes", "due")
    assert "3 actions" in reasons(table, "Train wardens", "comment")


def test_links_beside_several_actions_are_doubtful():
    row = ("", "1.1 Do this\n1.2 Do that", "Q1\nQ2", "Team", "Youth Plan\nFire Plan", "")
    table = read((files.AREAS_AND_ACTIONS[0], row))

    assert [row.links for row in table.rows] == [("Youth Plan", "Fire Plan")] * 2
    assert "kept with each" in reasons(table, "Do that", "links")


def test_several_actions_with_too_few_dues_are_doubtful_and_keep_all_of_them():
    table = read(
        (files.AREAS_AND_ACTIONS[0], ("", "1.1 Do this\n1.2 Do that\n1.3 Stop", "Q1\nQ2", "Team", "", ""))
    )

    assert [row.due for row in table.rows] == ["Q1\nQ2"] * 3
    assert "Say which belongs" in reasons(table, "Do that", "due")


def test_actions_and_milestones():
    table = read(files.ACTIONS_AND_MILESTONES)

    assert table.title == "Outcome 2: Fewer gangs"
    assert table.key_targets == ("Fewer offences by 20%", "More mentors")
    assert [(row.action_reference, row.milestone) for row in table.rows] == [
        ("2.1", "Show the draft"), ("2.1", "Agree it"), ("2.2", "Find mentors"), ("2.2", "Visit each family"),
    ]  # fmt: skip
    assert table.rows[0].leads == ("Gang Lead", "Unit Manager")
    assert "Nothing stands between" in reasons(table, "Show the draft", "leads")
    assert (table.rows[1].rag, table.rows[1].comment) == ("Amber/Green", "waiting for Cabinet")
    assert "“JQ1-4”" in reasons(table, "Find mentors", "due")
    assert "before the plan’s year" in reasons(table, "Visit each family", "due")
    assert "2.2 stands for 2 different texts" in reasons(table, "Find mentors", "action_reference")


def test_cells_merged_downwards_are_carried():
    rows = [list(line) for line in files.ACTIONS_AND_MILESTONES]
    in_word = read_table([g.squared() for g in word.grids(files.word(rows, merged=[(0, 2, 3)]))], year=2016)
    in_excel = read_table([g.squared() for g in excel.grids(files.excel(rows, merged=["A5:A6"]))], year=2016)

    assert [row.action for row in in_word.rows[:2]] == ["Publish a strategy"] * 2
    assert [row.action for row in in_excel.rows[:2]] == ["Publish a strategy"] * 2


def test_a_cell_merged_over_several_milestones_holds_for_each_and_a_comment_for_the_first():
    rows = [
        ["Action", "Milestone", "Due date", "Lead", "Strategic links", "RAG", "Comment"],
        ["1.1 Publish a strategy", "Show the draft", "Q1", "Gang Lead", "Youth Plan", "Green", "On time."],
        ["", "Agree it", "", "", "", "", ""],
        ["1.2 Help leavers", "Find mentors", "Q3", "Press Office", "", "", ""],
    ]
    everywhere = [(column, 1, 2) for column in (0, 2, 3, 4, 5, 6)]
    in_word = read_table([g.squared() for g in word.grids(files.word(rows, merged=everywhere))], year=2016)
    in_excel = read_table(
        [
            g.squared()
            for g in excel.grids(files.excel(rows, merged=[f"{letter}4:{letter}5" for letter in "ACDEFG"]))
        ],
        year=2016,
    )

    for read in (in_word, in_excel):
        first, second, third = read.rows
        for row in (first, second):
            assert (row.action, row.due, row.leads) == ("Publish a strategy", "Q1", ("Gang Lead",))
            assert (row.links, row.rag) == (("Youth Plan",), "Green")
        assert (first.comment, second.comment) == ("On time.", "")
        assert (third.due, third.leads, third.rag) == ("Q3", ("Press Office",), "")


def test_a_known_name_is_not_parted_because_its_end_is_a_name_as_well():
    found, doubt = split_names(
        "IOM Strategic Lead IGU Op's Manager",
        known=("IOM Strategic Lead", "Strategic Lead"),
        are_links=False,
    )

    assert found == ("IOM Strategic Lead", "IGU Op's Manager")
    assert "parted them into 2" in doubt


@pytest.mark.parametrize("word_of_plan", ["plan", "Plan"])
def test_links_are_parted_after_a_plan_however_it_is_written(word_of_plan):
    text = f"MPS confidence {word_of_plan} Corporate Plan (Community engagement; Customer focus)"

    found, doubt = split_names(text, known=(), are_links=True)

    assert found == (
        f"MPS confidence {word_of_plan}",
        "Corporate Plan (Community engagement; Customer focus)",
    )
    assert "check them" in doubt


def test_actions_alone_with_prose_and_a_row_that_a_page_cut():
    table = read(files.ACTIONS_ALONE)

    assert table.key_targets == ("Half of referrals taken up", "An audit each year")
    assert [(row.action_reference, row.action) for row in table.rows] == [
        ("1", "Write a ten-year strategy"),
        ("2", "Hear those who lived through it"),
        ("10", "Write a staff policy"),
    ]
    assert table.rows[0].comment == "Structure agreed, first draft written"
    assert table.rows[1].comment == "and sent to the board"
    assert "put to the row above" in reasons(table, "Hear those who lived through it", "rag_and_comment")
    assert "No due date" in reasons(table, "Hear those who lived through it", "due")


def test_key_targets_in_rows_of_their_own():
    table = read(files.TARGETS_IN_ROWS)

    assert table.key_targets == ("300 people in the cohort", "Half as many return")
    assert [row.milestone for row in table.rows][:2] == ["Hold meetings all year", "Mainstream the model"]
    assert table.rows[1].due == ""
    assert "4.2 does not belong under 4.1" in reasons(table, "Reach the targets", "milestone_reference")
    assert "reads like a due date" in reasons(table, "Reach the targets", "leads")


def test_key_targets_that_run_together_are_parted_and_doubtful():
    table = read(
        [
            files.ACTIONS_AND_MILESTONES[0],
            (
                "Outcome 2: Fewer gangs",
                "",
                "To reduce violence by 20% over 4 years Contribute to fewer thefts in Wood Green Improve work experience "
                "for 60% of those who ask Increase housing: at least 60% settled. Develop the partnership's answer",
                "", "", "",
            ),
            files.ACTIONS_AND_MILESTONES[2],
        ]
    )  # fmt: skip

    assert table.key_targets == (
        "To reduce violence by 20% over 4 years",
        "Contribute to fewer thefts in Wood Green",
        "Improve work experience for 60% of those who ask",
        "Increase housing: at least 60% settled.",
        "Develop the partnership's answer",
    )
    [of_targets] = [d.reason for d in table.doubts if d.column == "key_targets" and "parted" in d.reason]
    assert "parted them into 5" in of_targets


@pytest.mark.parametrize(
    "target", ["More mentors for the Support Service", "Support victims", "Fewer thefts by 2017"]
)
def test_one_target_stays_one(target):
    table = read(
        [
            files.ACTIONS_AND_MILESTONES[0],
            ("Outcome 2: Fewer gangs", "", target, "", "", ""),
            files.ACTIONS_AND_MILESTONES[2],
        ]
    )

    assert table.key_targets == (target,)


def test_areas_actions_and_milestones():
    table = read(files.ALL_THREE)

    assert [(row.area, row.action, row.milestone, row.due) for row in table.rows] == [
        ("Joint tasking", "Review the tasking", "Fewer thefts", "End of Q1"),
        ("Joint tasking", "Agree on premises", "Fewer thefts", "Q2"),
        ("Joint tasking", "Plan patrols", "Fewer thefts", "Q3"),
        ("Target hardening", "Engage six wards", "Confidence up", "Q3"),
        ("Target hardening", "Engage with traders", "Crime down", "31/12/2016"),
    ]
    assert table.rows[0].comment == "Examples found"
    assert "no level of the scale" in reasons(table, "Confidence up", "rag")


def test_a_plan_goes_on_in_a_second_table_with_columns_in_another_order():
    first = files.ACTIONS_AND_MILESTONES
    second = [
        (row[1], row[0], *row[2:]) for row in (first[0], ("2.3 Learn", "Ask all", "Q4", "Gang Lead", "", ""))
    ]
    table = read_table([g.squared() for g in word.grids(files.word(first, second))], year=2016)

    assert (table.rows[-1].action, table.rows[-1].milestone) == ("Learn", "Ask all")


def test_a_plan_goes_on_in_a_table_without_headings_and_with_empty_columns_at_its_end():
    first = files.ACTIONS_AND_MILESTONES
    second = (("", "Ask all", "Q4", "Gang Lead", "", ""), ("", "Ask again", "Q4", "", "", ""))
    key = (("Green", "On track"), ("Red", "Critical"))
    table = read_table([g.squared() for g in word.grids(files.word(first, second, key))], year=2016)

    assert [row.milestone for row in table.rows[-2:]] == ["Ask all", "Ask again"]
    assert table.rows[-1].action == "Support families"
    assert table.notes == ("A table that begins with “Green” has no headings of a plan and was left out.",)


def test_a_key_of_ratings_is_no_row():
    table = read((*files.ALL_THREE, ("Green", "On track", "", "", "", "", "")))

    assert len(table.rows) == 5
    assert any("explains the rating Green" in note for note in table.notes)


def test_two_rows_of_headings():
    workbook = Workbook()
    sheet = workbook.active
    for line in (
        ("Action", "Timescale", None, "Lead", "Cost code"),
        (None, "Start date", "End date", None, None),
        ("1.1 Do this", "April 2016", "June 2016", "Team A", "X1"),
    ):
        sheet.append(line)
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("A1:A2")
    table = read_table([grid.squared() for grid in excel.grids(files.saved(workbook))], year=2016)

    assert table.rows[0].due == "April 2016 - June 2016"
    assert not [doubt for doubt in table.doubts if doubt.column == "due"]
    assert "“Cost code”" in table.notes[0]


def test_the_reader_of_a_file_can_say_what_a_column_is():
    rows = (("Action", "Wibble", "Lead"), ("1.1 Do this", "Q1", "Team"))

    table = read(rows, mapping={1: "due", 2: "comment"})

    assert (table.rows[0].due, table.rows[0].leads, table.rows[0].comment) == ("Q1", (), "Team")


def test_a_table_without_a_column_of_what_is_to_be_done_is_refused():
    with pytest.raises(Unreadable, match="No column says what is to be done"):
        read((("Due date", "Lead"), ("Q1", "Team")))


def test_a_table_without_headings_is_refused():
    with pytest.raises(Unreadable, match="no row of headings"):
        read((("Apples", "Pears"), ("1", "2")))


def test_a_row_whose_action_is_a_formula_never_worked_out_is_left_out_and_said():
    workbook = Workbook()
    for row in (("Action", "Due date", "Lead"), ("=A9", "Q1", "Team"), ("Do this", "Q2", "Team")):
        workbook.active.append(row)
    table = read_table([grid.squared() for grid in excel.grids(files.saved(workbook))], year=2016)

    assert [row.action for row in table.rows] == ["Do this"]
    assert {(d.row, d.place) for d in table.doubts if "never worked out" in d.reason} == {(2, -1)}


def test_dates_formulas_and_errors_of_a_workbook():
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["Action", "Due date", "Lead", "Comment"])
    for value in (date(2016, 12, 31), date(2017, 3, 1), "=TODAY()", "#REF!"):
        sheet.append(["Do this", value, "Team", "=1+1"])
    sheet["B3"].number_format = "mmm-yy"
    table = read_table([grid.squared() for grid in excel.grids(files.saved(workbook))], year=2016)

    assert [row.due for row in table.rows] == ["31/12/2016", "March 2017", "", "#REF!"]
    assert any("formula that was never worked out" in d.reason and d.column == "due" for d in table.doubts)
    assert any("error of the spreadsheet" in d.reason for d in table.doubts)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_in_the_encodings_and_separators_of_spreadsheets(encoding, mark):
    content = (
        mark.join(["Action", "Due date", "Lead"]) + "\r\n" + mark.join(["1.1 Café – £5", "Q1", '"A\nB"'])
    )

    table = read_table(csv_text.grids(content.encode(encoding)), year=2016)

    assert table.rows == (TableRow(action_reference="1.1", action="Café – £5", due="Q1", leads=("A", "B")),)
    assert bool(table.notes) == (encoding == "cp1252")


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("1.1.2 Do", ("1.1.2", "Do")), ("2.1. Do", ("2.1", "Do")), ("2) Do", ("2", "Do")), ("10.Do", ("10", "Do")),
        ("1. Do", ("1", "Do")), ("10 year strategy", ("", "10 year strategy")), ("2016/17 plan", ("", "2016/17 plan")),
        ("20% fewer", ("", "20% fewer")), ("1.5% more", ("", "1.5% more")), ("Do 1.1", ("", "Do 1.1")), ("", ("", "")),
        ("3rd party", ("", "3rd party")),
    ],
)  # fmt: skip
def test_references_are_taken_off_texts(text, parted):
    assert split_reference(text) == parted


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("Green", ("Green", "")), ("a/r", ("a/r", "")), ("Amber RED", ("Amber RED", "")), ("R", ("R", "")),
        ("Green - done", ("Green", "done")), ("Red\nNo money", ("Red", "No money")), ("", ("", "")),
        ("Greenwich agreed", ("", "Greenwich agreed")), ("All is green", ("", "All is green")),
        ("Complete", ("Complete", "")),
    ],
)  # fmt: skip
def test_ratings_are_told_from_prose(text, parted):
    assert split_rating(text) == parted


@pytest.mark.parametrize(
    ("text", "names", "is_doubtful"),
    [
        ("Press Office", ("Press Office",), False), ("A\nB", ("A", "B"), False), ("A; B", ("A", "B"), False),
        ("Team A + Team B", ("Team A", "Team B"), False), ("• A\n• B", ("A", "B"), False),
        ("Gang Lead Press Office", ("Gang Lead", "Press Office"), False),
        ("Head of Parks Gang Lead", ("Head of Parks", "Gang Lead"), True),
        ("Head of Parks and Streets", ("Head of Parks and Streets",), False),
        ("Strategic Lead for Girls", ("Strategic Lead for Girls",), False),
        ("Parks, Streets", ("Parks", "Streets"), True), ("Parks with police", ("Parks with police",), True),
        ("A\nA", ("A",), False), ("", (), False), ("x " * 2000, ("x " * 2000,), True),
    ],
)  # fmt: skip
def test_leads_are_parted(text, names, is_doubtful):
    found, doubt = split_names(text, known={"Gang Lead", "Press Office"}, are_links=False)

    assert (found, bool(doubt)) == (names, is_doubtful)


def numbered_file():
    """A table whose references Word writes by itself: 1, 1.1, 1.2, a list of bullets, 2, 2.1."""
    document = Document()
    numbering = document.part.numbering_part.element
    numbering.append(parse_xml(NUMBERS))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    texts = [
        ("Area", "Action", "Due", "Lead"),
        ((0, "Safer streets"), (1, "Put posters up"), "Q1", "Press Office"),
        ("", (1, "Send alerts"), "Q2", "Press Office"),
        ((0, "Fewer thefts"), (1, "Mark bicycles"), "Q3", "Town Team"),
    ]
    table = document.add_table(rows=len(texts), cols=4)
    for row, line in zip(table.rows, texts, strict=True):
        for cell, text in zip(row.cells, line, strict=True):
            level, words = text if isinstance(text, tuple) else (None, text)
            cell.text = words
            if level is not None:
                place = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="91"/></w:numPr>'
                cell.paragraphs[0]._p.get_or_add_pPr().append(parse_xml(place))
    return files.saved(document)


NUMBERS = f"""<w:abstractNum {nsdecls("w")} w:abstractNumId="90">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
</w:abstractNum>"""


def test_numbers_that_word_writes_by_itself_are_read_as_they_are_shown():
    table = read_table([grid.squared() for grid in word.grids(numbered_file())], year=2016)

    assert [(r.area_reference, r.area, r.action_reference, r.action) for r in table.rows] == [
        ("1", "Safer streets", "1.1", "Put posters up"),
        ("1", "Safer streets", "1.2", "Send alerts"),
        ("2", "Fewer thefts", "2.1", "Mark bicycles"),
    ]
    assert "Word numbers some paragraphs" in " ".join(table.notes)


@pytest.mark.parametrize(
    ("manner", "shown"),
    [("decimal", "(3)"), ("lowerLetter", "(c)"), ("upperLetter", "(C)"), ("lowerRoman", "(iii)"), ("upperRoman", "(III)"),
     ("bullet", "•"), ("none", "")],
)  # fmt: skip
def test_a_list_is_numbered_in_the_manner_of_its_level(manner, shown):
    document = Document()
    root = document.part.numbering_part.element
    root.append(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="3"/>'
            f'<w:numFmt w:val="{manner}"/><w:lvlText w:val="(%1)"/></w:lvl></w:abstractNum>'
        )
    )
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    paragraph = document.add_paragraph("One")._p
    paragraph.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="91"/></w:numPr>'))

    assert Numbering(document).before(paragraph) == shown


def test_one_action_with_a_list_is_one_action():
    assert several("1.1 Do this:\n- in May\n- in June 2.1") == ["1.1 Do this:\n- in May\n- in June 2.1"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Actions/Interventions", Field.ACTION), ("Outcome Specifics", Field.AREA), ("By when?", Field.DUE),
        ("Comments RAG status", Field.RAG_AND_COMMENT), ("RAG Status", Field.RAG), ("Lead officer", Field.LEADS),
        ("Principal Strategic Links", Field.LINKS), ("Ref.", Field.ACTION_REFERENCE), ("Progress", Field.COMMENT),
        ("Area of delivery", Field.AREA), ("Cost", Field.ASIDE), ("", Field.ASIDE), ("Timescale", Field.DUE),
        ("x" * 100, Field.ASIDE),
    ],
)  # fmt: skip
def test_headings_are_recognised(heading, field):
    assert recognised(heading) == field
