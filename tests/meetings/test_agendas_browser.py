"""The builder in a browser: buttons keep the focus, dragging crosses sections, pages fit a phone."""

import pytest
from django.conf import settings
from django.test import Client

from meetings.agenda_order import agenda
from meetings.states.meeting import State
from tests.factories import make_item, make_meeting, make_secretary, make_section, restrict_item, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def secretary():
    return make_secretary()


@pytest.fixture
def meeting(secretary):
    meeting = make_meeting(state=State.AGENDA_DRAFT, by=secretary)
    make_item(meeting=meeting, title="Apologies", minutes_allotted=5, by=secretary)
    make_item(meeting=meeting, title="Urgent business", by=secretary)
    make_section(meeting=meeting, heading="Strategic items", by=secretary)
    make_item(
        meeting=meeting,
        title="Gangs strategy - next steps",
        presenter="Head of Community Safety",
        minutes_allotted=40,
        by=secretary,
    )
    restrict_item(item=make_item(meeting=meeting, title="A staffing matter", by=secretary), by=secretary)
    make_item(meeting=meeting, title="Taken off", withdrawn=True, by=secretary)
    return meeting


@pytest.fixture
def office(page, live_server, secretary):
    """The secretary's browser."""
    cookie = sign_in(Client(), secretary).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    return page


def titles(meeting):
    return [[line.item.title for line in section.items] for section in agenda(meeting)]


def announcement(office, text):
    office.get_by_role("status").filter(has_text=text).wait_for(state="attached")


def test_the_down_button_keeps_the_focus_and_the_new_place_is_announced(office, meeting):
    office.goto(f"/meetings/{meeting.reference}/agenda/")
    button = office.get_by_role("button", name="Down Apologies")

    button.focus()
    office.keyboard.press("Enter")
    announcement(office, "Apologies is now number 2 of 4, in Business.")

    assert button.evaluate("button => button === document.activeElement")
    assert titles(meeting)[0] == ["Urgent business", "Apologies"]


def test_the_down_button_carries_an_item_over_into_the_next_section(office, meeting):
    office.goto(f"/meetings/{meeting.reference}/agenda/")
    button = office.get_by_role("button", name="Down Apologies")

    button.press("Enter")
    button.press("Enter")
    announcement(office, "Apologies is now number 2 of 4, in Strategic items.")

    assert button.evaluate("button => button === document.activeElement")
    assert titles(meeting) == [
        ["Urgent business"],
        ["Apologies", "Gangs strategy - next steps", "A staffing matter"],
    ]


def test_an_item_is_dragged_into_another_section(office, meeting):
    office.goto(f"/meetings/{meeting.reference}/agenda/")
    handle = office.locator("[data-name='Gangs strategy - next steps'] .portal-sortable__handle")
    goal = office.locator("[data-name='Apologies']").bounding_box()

    handle.hover()
    office.mouse.down()
    office.mouse.move(goal["x"] + 20, goal["y"] + 30, steps=12)
    office.mouse.move(goal["x"] + 20, goal["y"] + 4, steps=6)
    office.mouse.up()
    announcement(office, "Gangs strategy - next steps is now number 1 of 4, in Business.")

    assert titles(meeting)[0] == ["Gangs strategy - next steps", "Apologies", "Urgent business"]


def test_without_script_the_button_that_was_pressed_has_the_focus_again(
    browser, live_server, meeting, secretary
):
    cookie = sign_in(Client(), secretary).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"/meetings/{meeting.reference}/agenda/")

    page.get_by_role("button", name="Up Urgent business").click()
    page.get_by_text("“Urgent business” is now item 1 of 4").wait_for()

    assert page.locator("button:focus").inner_text().startswith("Up")
    assert titles(meeting)[0] == ["Urgent business", "Apologies"]
    context.close()


def test_a_pointer_is_inserted_and_shown_as_it_reads(office, meeting):
    office.goto(f"/meetings/{meeting.reference}/items/add/")
    wording = office.get_by_role("textbox", name="Wording")
    wording.fill("As under ")

    office.get_by_role("button", name="Insert a pointer to “Urgent business”").click()

    office.get_by_text("As under item 2 (Urgent business)").wait_for()
    assert wording.input_value() == "As under {item: Urgent business}"
