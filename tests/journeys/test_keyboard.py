"""Everything by keyboard: signing in, opening a pack, turning its pages, putting an agenda in order."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.factories import PASSWORD, make_item, make_meeting, make_pack, make_report
from tests.journeys.conftest import Partnership

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ENOUGH = 80


def tab_to(page: Page, goal: Locator) -> None:
    """Press Tab until the goal has the focus, and see that it shows."""
    for _ in range(ENOUGH):
        if goal.evaluate("each => each === document.activeElement"):
            box = goal.bounding_box()
            assert box
            assert box["width"] > 0
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{goal} is not reached by {ENOUGH} presses of Tab.")


def press(page: Page, goal: Locator) -> None:
    tab_to(page, goal)
    page.keyboard.press("Enter")


def test_a_member_signs_in_opens_the_pack_and_turns_its_pages(
    window: Callable[..., Page], partnership: Partnership
) -> None:
    secretary = partnership.secretary
    meeting = make_meeting(board=partnership.board, state="agenda_draft", by=secretary)
    make_report(item=make_item(meeting=meeting, title="Knife crime", by=secretary), by=secretary)
    make_pack(meeting=meeting, is_published=True, by=secretary)
    page = window()

    page.goto("/")
    tab_to(page, page.get_by_label("E-mail address").first)
    page.keyboard.type(partnership.member.email)
    tab_to(page, page.get_by_label("Password", exact=True))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Meetings", exact=True).first).to_be_visible()
    page.goto(f"/meetings/{meeting.reference}/")
    press(page, page.get_by_role("link", name="Skip to main content"))
    press(page, page.get_by_role("link", name="Open the pack"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("version 1")
    press(page, page.locator(".portal-agenda a").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Page 1 of")
    press(page, page.get_by_role("link", name="Next page"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Page 2 of")


def test_a_secretary_puts_the_agenda_in_order(window: Callable[..., Page], partnership: Partnership) -> None:
    meeting = make_meeting(board=partnership.board, state="agenda_draft", by=partnership.secretary)
    make_item(meeting=meeting, title="Knife crime", by=partnership.secretary)
    page = window(partnership.secretary)
    page.goto(f"/meetings/{meeting.reference}/agenda/")

    press(page, page.get_by_role("button", name="Up Knife crime"))
    expect(page.get_by_role("status").filter(has_text="Knife crime is now")).to_be_attached()

    assert page.get_by_role("button", name="Up Knife crime").evaluate(
        "each => each === document.activeElement"
    )
