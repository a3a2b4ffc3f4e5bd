"""Plans and figures on paper: nothing is cut off at the edge, and no name is cut in two."""

from dataclasses import replace

import pytest
import weasyprint

from csp_portal.documents.pdf.render import page_html, static_folders
from csp_portal.documents.pdf.typesetter import BASE_URL, StaticFiles
from delivery_plans.board_pack import performance, plans
from delivery_plans.states.performance_review import State
from delivery_plans.workflow import parts
from tests.delivery_plans.factories_indicators import load_facts
from tests.delivery_plans.factories_plans import DRAFTED, make_milestone, make_plan
from tests.delivery_plans.factories_reviews import make_quarter
from tests.factories import make_meeting

pytestmark = pytest.mark.django_db

LONG_OFFICE = "Detective Superintendent, Haringey Police"


def lines_of(section):
    """Lay a section out and give its lines: their words, where they end, where the page ends, and which page it is."""
    html = page_html(section.template, section.context)
    document = weasyprint.HTML(
        string=html, base_url=BASE_URL, url_fetcher=StaticFiles(static_folders()), media_type="print"
    ).render()
    for number, page in enumerate(document.pages):
        box = page._page_box
        edge = box.content_box_x() + box.width
        for child in box.descendants():
            if type(child).__name__ == "TextBox" and child.text.strip():
                yield child.text, child.position_x + child.width, edge, number


def cut_off(section):
    return [words for words, end, edge, _ in lines_of(section) if end > edge + 1]


def test_the_ward_table_stands_on_the_sheet_with_all_its_columns():
    load_facts()
    section = performance.ward_figures(make_meeting())

    words = " ".join(text for text, *_ in lines_of(section))
    assert "Rank by change" in " ".join(words.split())
    assert cut_off(section) == []


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_a_plan_breaks_no_name_within_a_word(columns):
    plan = make_plan()
    drafted = {"plan": plan, "by": plan.owner, **DRAFTED}
    area = parts.add_area(text="Ward work", **drafted) if columns > 1 else None
    action = parts.add_action(text="Set up an office", area=area, **drafted) if columns > 2 else None
    make_milestone(
        plan=plan, area=area, action=action, leads=[LONG_OFFICE], links=["Community engagement strategy"]
    )
    section = plans.plan_1(make_meeting(board=plan.outcome.strategy.board))

    words = " ".join(text for text, *_ in lines_of(section))
    assert "Superintendent" in words
    assert "engagement" in words
    assert cut_off(section) == []


def test_no_drawing_of_the_highlight_report_stands_apart_from_its_heading():
    quarter = make_quarter(state=State.FOR_THE_PACK)
    section = performance.highlight_report(quarter.meeting)
    six = replace(section, context={**section.context, "sections": section.context["sections"] * 6})

    lines = list(lines_of(six))
    headings = [page for words, _, _, page in lines if words.strip() == quarter.bad.name]
    drawings = [page for words, _, _, page in lines if words.strip().startswith("Figures:")]
    assert len(headings) == 6
    assert headings == drawings
    # Two or more to a page.
    assert max(headings) <= 3
    assert cut_off(six) == []
