"""The portal's main path, walked in a browser with the real queue behind it, with script and without."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pikepdf
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from csp_portal.core import clock
from tests.factories import make_seat, seat_person
from tests.journeys.conftest import Partnership

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A pack of a few pages takes seconds; a loaded machine may take longer.
BUILT_WITHIN = 120_000


def far_thursday() -> date:
    """Choose a third Thursday, which is no bank holiday, with time for every deadline before it."""
    month = (clock.today() + timedelta(days=75)).replace(day=15)
    return month + timedelta(days=(3 - month.weekday()) % 7)


def picture() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((900, 600)).save(out, "PNG")
    return out.getvalue()


def press(page: Page, name: str | re.Pattern[str], *, timeout: float | None = None) -> None:
    """Press what has this name, whether it is a button or a link that looks like one."""
    found = page.get_by_role("button", name=name, exact=True).or_(
        page.get_by_role("link", name=name, exact=True)
    )
    found.first.click(timeout=timeout)


def plan_a_meeting(office: Page, day: date) -> None:
    office.goto("/")
    press(office, "Meetings")
    press(office, "Plan a meeting")
    for name, part in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        office.get_by_label(name, exact=True).fill(str(part))
    if office.get_by_label("Board", exact=True).is_visible():
        office.get_by_label("Board", exact=True).select_option(label="Safety Board")
    office.get_by_label("Begins at").fill("2pm")
    office.get_by_label("Place").fill("Civic Centre")
    press(office, "Plan the meeting")
    press(office, "Begin the agenda")
    expect(office.get_by_role("link", name="Apologies", exact=True)).to_be_visible()


def add_an_item(office: Page, title: str) -> None:
    press(office, "Add an item")
    office.get_by_label("Title", exact=True).fill(title)
    office.get_by_label("Minutes allotted").fill("20")
    press(office, re.compile("Add the item"))
    expect(office.get_by_role("link", name=title).first).to_be_visible()


def open_the_item(office: Page, title: str) -> None:
    office.get_by_role("link", name=title, exact=True).first.click()
    press(office, "Add a paper")


def write_a_report(office: Page, title: str, text: str) -> None:
    press(office, re.compile("write", re.IGNORECASE))
    office.get_by_label("Title", exact=True).fill(title)
    press(office, "Add the report")
    for area in office.locator("#report-form textarea").all():
        area.fill(text)
    press(office, "Save the report")
    press(office, re.compile("ready", re.IGNORECASE))
    expect(office.get_by_role("heading", level=1)).to_contain_text(title)


def upload_a_file(office: Page, title: str) -> None:
    press(office, re.compile("Upload"))
    office.get_by_label("Title", exact=True).fill(title)
    office.get_by_label("File", exact=True).set_input_files(
        {"name": "map.png", "mimeType": "image/png", "buffer": picture()}
    )
    press(office, "Upload the paper")
    expect(office.get_by_role("heading", level=1)).to_contain_text(title)


def have_it_agreed(office: Page, chair: Page) -> None:
    press(office, "Have it agreed")
    press(office, "Put it to the chairs")
    expect(office.get_by_role("heading", level=1)).to_contain_text("Agreement of the agenda")
    chair.goto("/")
    chair.get_by_role("link", name=re.compile("Agree the agenda")).click()
    chair.get_by_label("Agree the agenda").check()
    press(chair, "Send your answer")
    expect(chair.get_by_text("Agenda agreed", exact=True)).to_be_visible()


def build_and_publish(office: Page) -> None:
    press(office, "Build the pack")
    expect(office.get_by_role("heading", level=1)).to_contain_text("Before the pack is built")
    press(office, "Build the pack")
    press(office, "Open version 1", timeout=BUILT_WITHIN)
    press(office, "Publish the pack")
    press(office, "Publish the pack")
    expect(office.get_by_text("Published", exact=True)).to_be_visible()


def printed_titles(pack: bytes) -> dict[str, int]:
    """Read each bookmark's title and the running number of the page it leads to."""
    with pikepdf.open(io.BytesIO(pack)) as pdf:
        labels = [str(page.label) for page in pdf.pages]
        found = {}

        def walk(entries: list[pikepdf.OutlineItem]) -> None:
            for entry in entries:
                target = entry.destination or entry.action.D
                found[str(entry.title)] = labels[pdf.pages.index(pikepdf.Page(target[0]))]
                walk(entry.children)

        with pdf.open_outline() as outline:
            walk(list(outline.root))
    return found


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_a_secretary_plans_a_meeting_and_a_member_reads_its_pack_page_for_page(
    window: Callable[..., Page], partnership: Partnership, queue: None, has_script: bool
) -> None:
    seat = make_seat(
        board=partnership.board, by=partnership.secretary, office="Cabinet Member", board_role="co_chair"
    )
    chair = seat_person(seat=seat, by=partnership.secretary).person
    office = window(partnership.secretary, has_script=has_script)

    plan_a_meeting(office, far_thursday())
    meeting = office.url.removesuffix("/").removesuffix("/agenda")
    office.goto(f"{meeting}/agenda/")
    add_an_item(office, "Knife crime")
    office.goto(f"{meeting}/agenda/")
    open_the_item(office, "Knife crime")
    write_a_report(office, "Knife crime since spring", "Fewer **knives** were found.")
    office.goto(f"{meeting}/agenda/")
    open_the_item(office, "Knife crime")
    upload_a_file(office, "Map of places")
    office.goto(f"{meeting}/")
    have_it_agreed(office, window(chair, has_script=has_script))
    office.goto(f"{meeting}/")
    build_and_publish(office)

    reader = window(partnership.member, has_script=has_script)
    reader.goto("/")
    reader.get_by_role("link", name="Meetings", exact=True).first.click()
    reader.get_by_role("main").get_by_role("link", name=re.compile(rf"{far_thursday().year}")).first.click()
    press(reader, "Open the pack")
    pack_page = reader.url
    with reader.expect_download() as download:
        reader.get_by_role("link", name="Download the whole pack").click()
    titles = printed_titles(download.value.path().read_bytes())
    for paper in ("Knife crime since spring", "Map of places"):
        reader.goto(pack_page)
        reader.get_by_role("link", name=paper).click()
        number = re.search(r"/pages/(\d+)/", reader.url)
        assert number
        expect(reader.get_by_role("heading", level=1)).to_contain_text(f"Page {number[1]} of")
        assert next(page for title, page in titles.items() if paper in title) in {
            number[1],
            f"Page {number[1]}",
        }
    expect(reader.locator("img.portal-sheet")).to_be_visible()
