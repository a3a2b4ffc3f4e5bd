"""The look in a real browser: axe is content, nothing is wider than a phone, and the scripts do what they say."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from tests.core import gallery
from tests.factories import make_user
from tests.journeys.axe import findings_at_every_width

BUILD = Path(settings.BASE_DIR) / "static" / "build"

pytestmark = [pytest.mark.urls("tests.core.gallery"), pytest.mark.django_db(transaction=True)]

PAGES = [
    "/accessibility-statement/",
    "/cookies/",
    "/help/",
    "/gallery/components/",
    "/gallery/form/",
    "/gallery/report/",
    "/gallery/confirm/",
]
ERROR_PAGES = ["/nothing/", "/gallery/refused/", "/gallery/conflict/", "/gallery/too-late/"]


@pytest.mark.parametrize(
    "word",
    ["GDS Transport", "crest", "crown", "logotype", "#1d70b8", "#003078", "#00703c", "sourceMappingURL"],
)
def test_the_style_sheets_have_nothing_that_belongs_to_gov_uk_alone(word: str) -> None:
    sheets = "".join(sheet.read_text() for sheet in BUILD.glob("*.css"))

    assert word.lower() not in sheets.lower()


def test_no_picture_or_font_of_gov_uk_is_served() -> None:
    served = [file.name for file in BUILD.rglob("*") if file.is_file()]

    assert not [name for name in served if re.search("crown|crest|gov|moj|bold-|light-", name)]


def test_everything_that_the_style_sheets_ask_for_is_there() -> None:
    sheet = (BUILD / "portal.css").read_text()

    asked_for = set(re.findall(r"url\(\"?([^\")]+)\"?\)", sheet))

    assert asked_for
    assert [address for address in asked_for if not (BUILD / address).exists()] == []


@pytest.mark.browser
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_on_a_page_at_any_width(page: Page, address: str) -> None:
    page.goto(address)

    assert findings_at_every_width(page) == []


@pytest.mark.browser
@pytest.mark.parametrize("address", ERROR_PAGES)
def test_axe_finds_nothing_on_an_error_page_at_any_width(page: Page, address: str) -> None:
    page.goto(address)

    assert findings_at_every_width(page) == []
    page.complaints.clear()  # type: ignore[attr-defined] - the browser names every 404


@pytest.mark.browser
def test_a_form_with_errors_leads_to_each_of_them(page: Page) -> None:
    page.goto("/gallery/form/")
    page.get_by_label("Title").fill("Board meeting")

    page.get_by_role("button", name="Save meeting").click()

    expect(page).to_have_title(re.compile("^Error: "))
    assert findings_at_every_width(page) == []
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.get_by_label("Title")).to_have_value("Board meeting")
    page.get_by_role("link", name="Enter the day of the meeting.").click()
    expect(page.get_by_label("Day", exact=True)).to_be_focused()


@pytest.mark.browser
def test_a_page_works_without_script(browser, live_server) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/gallery/form/")

    page.get_by_role("button", name="Save meeting").click()

    expect(page.get_by_role("alert")).to_contain_text("Enter the title.")
    context.close()


@pytest.mark.browser
def test_a_report_is_saved_while_it_is_written(page: Page) -> None:
    page.goto("/gallery/report/")

    page.get_by_label("Report").fill("Burglary fell.")

    expect(page.get_by_text(re.compile(r"Saved at \d\d:\d\d\."))).to_be_visible()
    expect(page.locator("input[name=version]")).to_have_value("2")


@pytest.mark.browser
def test_a_report_that_somebody_else_saved_is_not_overwritten(page: Page) -> None:
    page.goto("/gallery/report/")

    page.get_by_label("Report").fill("conflict")

    expect(page.get_by_text("Somebody else has saved this")).to_be_visible()
    page.complaints.clear()  # type: ignore[attr-defined] - the browser names the 409


@pytest.mark.browser
def test_the_toolbar_marks_words_and_the_preview_shows_them(page: Page) -> None:
    page.goto("/gallery/report/")
    area = page.get_by_label("Report")
    area.fill("Burglary")
    area.select_text()

    page.get_by_role("button", name="Bold").click()
    marked = area.input_value()
    page.get_by_role("button", name="Preview").click()

    assert marked == "**Burglary**"
    expect(page.get_by_role("region", name="Preview")).to_contain_text("12 characters")
    assert findings_at_every_width(page) == []


@pytest.mark.browser
def test_rows_are_moved_by_button_and_the_new_order_is_sent(page: Page) -> None:
    gallery.received_orders.clear()
    page.goto("/gallery/components/")

    page.get_by_role("button", name=re.compile("Down +Item one")).click()

    expect(page.get_by_text("Item one is now number 2 of 3.")).to_be_attached()
    assert gallery.received_orders == [["two", "one", "three"]]
    expect(page.get_by_role("button", name=re.compile("Down +Item one"))).to_be_focused()


@pytest.mark.browser
def test_rows_are_moved_by_dragging(page: Page) -> None:
    gallery.received_orders.clear()
    page.goto("/gallery/components/")
    rows = page.locator("[data-module=reorder] > li")

    rows.nth(2).scroll_into_view_if_needed()
    start = rows.nth(0).locator(".portal-sortable__handle").bounding_box()
    end = rows.nth(2).bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 8, end["y"] + 10, steps=8)
    page.mouse.move(end["x"] + 8, end["y"] + end["height"] - 4, steps=8)
    page.mouse.up()

    expect(page.get_by_text("Item one is now number 3 of 3.")).to_be_attached()
    assert gallery.received_orders == [["two", "three", "one"]]


@pytest.mark.browser
def test_progress_is_followed(page: Page) -> None:
    page.goto("/gallery/components/")

    expect(page.get_by_text("Typesetting item 10", exact=True)).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_js_property("value", 9)


@pytest.mark.browser
@pytest.mark.parametrize("media", ["print", "screen"])
def test_nothing_is_blocked_by_the_content_security_policy(page: Page, media: str) -> None:
    page.emulate_media(media=media)  # type: ignore[arg-type]

    page.goto("/gallery/components/")
    page.wait_for_load_state("networkidle")

    assert page.complaints == []  # type: ignore[attr-defined]


@pytest.mark.browser
def test_the_font_is_the_portals_own(page: Page, axe: Callable[..., list[str]]) -> None:
    page.goto("/help/")

    family = page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")

    assert family.startswith('"Public Sans"')
    assert page.evaluate("document.fonts.check('16px \"Public Sans\"')")
    assert axe() == []


def enter(page: Page, live_server, client: Client) -> None:
    """Sign somebody in behind the sign-in page's back."""
    client.force_login(make_user(full_name="Ann Example"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )


@pytest.mark.browser
def test_the_account_menu_opens_and_is_closed_by_escape(page: Page, live_server, client: Client) -> None:
    enter(page, live_server, client)
    page.goto("/help/")

    page.locator("summary", has_text="Ann Example").click()
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
    found = findings_at_every_width(page)
    page.keyboard.press("Escape")

    assert found == []
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_hidden()


@pytest.mark.browser
def test_a_person_is_asked_before_the_session_ends_and_may_stay(
    page: Page, live_server, client: Client, settings
) -> None:
    settings.SESSION_COOKIE_AGE = settings.SESSION_WARNING_SECONDS + 1
    enter(page, live_server, client)
    page.goto("/help/")
    dialog = page.get_by_role("dialog", name="You will be signed out soon")

    expect(dialog).to_contain_text("in 3 minutes")
    found = findings_at_every_width(page)
    with page.expect_response("**/session/extend/") as extended:
        page.get_by_role("button", name="Stay signed in").click()

    assert found == []
    assert extended.value.status == 200


@pytest.mark.browser
def test_a_session_that_ended_leads_to_signing_in_and_back(page: Page, live_server, client: Client) -> None:
    enter(page, live_server, client)
    page.clock.install()
    page.goto("/help/")

    page.context.clear_cookies()
    page.clock.fast_forward("31:00")

    page.wait_for_url("**/account/login/?next=%2Fhelp%2F")


@pytest.mark.browser
def test_leaving_with_unsaved_answers_is_asked_about(page: Page) -> None:
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto("/gallery/report/")
    page.get_by_label("Report").press_sequentially("x")

    page.evaluate("location.assign('/help/')")

    expect(page.get_by_role("heading", name="Plan a meeting")).to_be_visible()
    assert asked == ["beforeunload"]
