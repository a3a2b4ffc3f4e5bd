"""Files for tests: tables of all five layouts that plans come in, and files that mean harm."""

import io
from collections.abc import Sequence

from docx import Document
from openpyxl import Workbook

Table = Sequence[Sequence[str]]

# One area with rows of its own, an action for each row, key targets beside the first area.
AREAS_AND_ACTIONS: Table = (
    ("Area of delivery", "Actions and outcome", "Due date", "Lead", "Principal Strategic Links", "Comments RAG status"),
    ("1. Raise confidence\n(in four ways)", "Key targets:\n▪ Confidence at 60%\n▪ Safety at night (baseline TBA)", "", "", "", ""),
    ("1.1 Spread good news", "1.1.1 Put posters up each quarter", "Quarterly", "Press Office", "Borough Plan\nTown Plan", ""),
    ("", "1.1.2 Send alerts by text", "Q1 – Q4", "Press Office", "Town Plan (Prevention; Customers)", ""),
    ("Area of delivery", "Actions and outcome", "Due date", "Lead", "Principal Strategic Links", "Comments RAG status"),
    ("1.2 Meet people", "1.2.1 Meet the traders", "TBA", "Town Team", "", ""),
    ("", "1.2.1 Meet the schools", "Review quarterly", "Inspector North + Head of Schools", "", "Green"),
    (
        "",
        "1.2.2 Train wardens\n1.2.3 Visit 100 homes\n1.2.4 Report on both",
        "Ongoing to March 2017\nMarch 2017\nQ4",
        "Town Team\nFire Station\nPress Office",
        "",
        "Words to be agreed",
    ),
)  # fmt: skip

# Actions over milestones: the action's cell is merged, or blank, for the milestones below it.
ACTIONS_AND_MILESTONES: Table = (
    ("Actions/Interventions", "Milestones", "Due date", "Lead", "Strategic links", "Comments RAG status"),
    ("Outcome 2: Fewer gangs", "", "• Fewer offences by 20%\n• More mentors", "", "", ""),
    ("2.1. Publish a strategy", "Show the draft", "Q1", "Gang Lead Unit Manager", "Youth Plan", ""),
    ("", "Agree it", "Q2", "Gang Lead", "", "Amber/Green: waiting for Cabinet"),
    ("2.2. Help leavers", "Find mentors", "JQ1-4", "Gang Lead", "Youth Plan", ""),
    ("2.2 Support families", "Visit each family", "Sept 14", "Gang Lead", "Youth Plan", "R"),
)

# One column of actions, the rating in prose, rows cut by the end of a page.
ACTIONS_ALONE: Table = (
    ("Actions and outcome", "Due date", "Lead", "Strategic Links", "Comments RAG status"),
    ("Key targets:\n▪ Half of referrals taken up\n▪ An audit each year", "", "", "", ""),
    ("1. Write a ten-year strategy", "Q4", "Strategy Group\nWorking Group", "CSP\nLSCB", "Structure agreed, first draft written"),
    ("2. Hear those who lived through it", "", "Strategy Group", "", ""),
    ("Actions and outcome", "Due date", "Lead", "Strategic Links", "Comments RAG status"),
    ("", "", "", "", "and sent to the board"),
    ("10.Write a staff policy", "Q3", "Human Resources", "DHR", "Red"),
)  # fmt: skip

# The outcome and its key targets in rows of their own, above the actions.
TARGETS_IN_ROWS: Table = (
    ("Actions/Interventions", "Milestones", "Due date", "Lead", "Strategic links", "Comments RAG status"),
    ("Outcome 4: Less re-offending", "", "", "", "", ""),
    ("Key Targets:", "", "", "", "", ""),
    ("• 300 people in the cohort\n• Half as many return", "", "", "", "", ""),
    ("4.1 Run the team", "Hold meetings all year", "Q1 – Q4", "Offender Lead", "Policing Plan", ""),
    ("", "Mainstream the model", "", "", "", ""),
    ("", "4.2 Reach the targets", "Widen the cohort", "Q4", "Offender Lead", ""),
)

# Areas, actions and milestones, and a rating without comments.
ALL_THREE: Table = (
    ("Outcome Specifics", "Action", "Milestones", "Due date", "Lead", "Strategic links", "RAG Status"),
    ("Outcome 5: Fewer thefts", "", "Key targets:\n• Less theft", "", "", "", ""),
    (
        "1. Joint tasking",
        "Review the tasking\nAgree on premises\nPlan patrols",
        "Fewer thefts",
        "End of Q1 Q2 Q3",
        "Council",
        "Borough Plan",
        "Examples found",
    ),
    ("2. Target hardening", "Engage six wards", "Confidence up", "Q3", "Council", "Borough Plan", "Amber"),
    ("", "Engage with traders", "Crime down", "31/12/2016", "Police", "Borough Plan", "Green"),
)


def word(*tables: Table, merged: Sequence[tuple[int, int, int]] = ()) -> bytes:
    """Make a Word file; `merged` names in the first table a column, its first row and its last."""
    document = Document()
    document.add_heading("Delivery plan 2016/17", level=1)
    for place, rows in enumerate(tables):
        table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        for line, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(line.cells, texts, strict=True):
                cell.text = text
        if place == 0:
            for column, first, last in merged:
                table.cell(first, column).merge(table.cell(last, column))
        document.add_paragraph("")
    return saved(document)


def excel(*tables: Table, merged: Sequence[str] = (), heading: str = "Delivery plan 2016/17") -> bytes:
    """Make a workbook with a sheet for each table; `merged` names ranges of the first."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for place, rows in enumerate(tables):
        sheet = workbook.create_sheet(f"Sheet {place + 1}")
        sheet.append([heading])
        sheet.append([])
        for texts in rows:
            sheet.append([text or None for text in texts])
        if place == 0:
            for area in merged:
                sheet.merge_cells(area)
    return saved(workbook)


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
