"""One whole meeting in a browser, from the business that a member offers to the minutes that a chair signs."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from csp_portal.accounts.models import User
from csp_portal.core import clock
from meetings import tasks
from meetings.models import PackBuild
from tests.factories import make_meeting, make_seat, seat_person
from tests.journeys.conftest import Partnership
from tests.journeys.test_from_plan_to_pack import far_thursday, have_it_agreed, plan_a_meeting, press

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("afternoon"),
]

TITLE = "Knife crime over the summer"


@pytest.fixture
def afternoon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be past three by the portal's clock: a meeting that begins at two is held by night as well."""
    at_night, ahead = clock.now, timedelta(hours=15 - timezone.localtime().hour)
    monkeypatch.setattr(clock, "now", lambda: at_night() + ahead)


def sits(partnership: Partnership, office: str, **fields: Any) -> User:
    seat = make_seat(board=partnership.board, by=partnership.secretary, office=office, **fields)
    return seat_person(seat=seat, by=partnership.secretary).person


def offer_business(member: Page) -> None:
    member.goto("/business/")
    press(member, re.compile("Offer business"))
    if (board := member.get_by_label("Board", exact=True)).is_visible():
        board.select_option(label="Safety Board")
        press(member, re.compile("Choose|Continue|Show|Go on"))
    member.get_by_label("Title", exact=True).fill(TITLE)
    member.get_by_label("What is it about, and why now?").fill("Fewer knives were found than in spring.")
    source = member.get_by_label("Who brings it?")
    if not source.input_value():
        source.select_option(index=1)
    press(member, "Offer it")
    expect(member.get_by_role("heading", level=1)).to_contain_text(TITLE)


def accept_business(office: Page) -> None:
    office.goto("/")
    press(office, "1 proposal to sift")
    office.get_by_role("link", name=re.compile(TITLE)).first.click()
    press(office, "Accept onto a meeting")
    office.get_by_label("Where on which agenda?").select_option(index=1)
    office.get_by_label("Reason").fill("The board asked for it in spring.")
    press(office, "Accept it")
    expect(office.get_by_text("Accepted").first).to_be_visible()


def build_and_publish(office: Page, meeting: str) -> None:
    office.goto(f"{meeting}/")
    press(office, "Build the pack")
    press(office, "Build the pack")
    tasks.build_pack(PackBuild.objects.get().pk)
    office.reload()
    press(office, "Open version 1")
    press(office, "Publish the pack")
    press(office, "Publish the pack")
    expect(office.get_by_text("Published", exact=True)).to_be_visible()


def hold(office: Page, meeting: str, chair: User, count: int) -> None:
    office.goto("/")
    office.get_by_role("link", name=re.compile("^Today:")).click()
    press(office, "Who is there")
    while (here := office.get_by_role("button", name=re.compile("^Here"))).count():
        here.first.click()
    office.goto(f"{meeting}/running-order/")
    press(office, "Open the meeting")
    office.get_by_label(re.compile(f"^{re.escape(chair.full_name)}")).check()
    press(office, "Open the meeting")
    press(office, "Begin item 1")
    for number in range(2, count + 1):
        press(office, f"End it and begin item {number}")
    press(office, "End the item")
    press(office, "Close the meeting")
    press(office, "Close the meeting")
    expect(office.get_by_text("Held", exact=True)).to_be_visible()


def write_the_minutes(office: Page, meeting: str) -> None:
    office.goto(f"{meeting}/minutes/")
    press(office, "Begin the minutes")
    office.goto(f"{meeting}/minutes/write/")
    for area in range(office.locator("section.portal-minute textarea").count()):
        section = office.locator("section.portal-minute").nth(area)
        section.locator("textarea").fill("The Board heard the police and noted the figures.")
        section.get_by_role("button", name="Save", exact=True).click()
        expect(section.locator("textarea")).to_have_value(re.compile("noted the figures"))
    section = office.locator("section.portal-minute").filter(has_text=TITLE)
    section.get_by_role("link", name=re.compile("Record a decision")).click()
    office.get_by_label("RESOLVED").fill("that the searches go on until spring.")
    press(office, "Save the decision")
    office.goto(f"{meeting}/minutes/")
    press(office, "Send to the chair")


def test_five_people_take_a_meeting_from_business_to_signed_minutes(
    window: Callable[..., Page], partnership: Partnership, settings: Any
) -> None:
    first = sits(partnership, "Cabinet Member", board_role="co_chair")
    second = sits(partnership, "Borough Commander", board_role="co_chair")
    adviser = sits(partnership, "Strategic Manager", board_role="adviser")
    office, member = window(partnership.secretary), window(partnership.member)
    chairs, reader = [window(first), window(second)], window(adviser)
    day = far_thursday()

    plan_a_meeting(office, day)
    meeting = office.url.removesuffix("/").removesuffix("/agenda")
    offer_business(member)
    accept_business(office)
    office.goto(f"{meeting}/")
    have_it_agreed(office, chairs[0])
    build_and_publish(office, meeting)
    reader.goto(f"{meeting}/pack/")
    expect(reader.get_by_text(TITLE).first).to_be_visible()

    settings.CLOCK_OFFSET_DAYS = (day - clock.today()).days
    hold(office, meeting, first, 3)
    settings.CLOCK_OFFSET_DAYS += 1
    write_the_minutes(office, meeting)
    for other in (member, reader):
        other.goto(f"{meeting}/minutes/")
        expect(other.get_by_text("that the searches go on until spring.")).to_have_count(0)

    chairs[1].goto("/")
    chairs[1].get_by_role("link", name=re.compile("Clear the minutes of")).click()
    press(chairs[1], "Clear the minutes")
    press(chairs[1], "Clear the minutes")
    office.goto("/")
    office.get_by_role("link", name=re.compile("Send the minutes round of")).click()
    press(office, "Send them round")
    member.goto("/")
    member.get_by_role("link", name=re.compile("^Minutes of")).first.click()
    expect(member.get_by_text("that the searches go on until spring.").first).to_be_visible()

    make_meeting(
        board=partnership.board, starts_at=clock.now(), state="agenda_draft", by=partnership.secretary
    )
    settings.CLOCK_OFFSET_DAYS += 1
    office.goto(f"{meeting}/minutes/")
    press(office, "Confirm the minutes")
    office.get_by_label("Which meeting confirmed them?").select_option(index=1)
    press(office, "Confirm the minutes")
    chairs[0].goto("/")
    chairs[0].get_by_role("link", name=re.compile("Sign the minutes of")).first.click()
    press(chairs[0], "Sign the minutes")
    chairs[0].get_by_label("Your full name").fill(first.full_name)
    press(chairs[0], "Sign the minutes")
    expect(chairs[0].get_by_text(re.compile("[Ss]igned by")).first).to_be_visible()
