"""The grid in a browser: from box to box by keyboard, and pasting from a spreadsheet."""

import pytest
from django.conf import settings
from django.test import Client

from delivery_plans.models import Measurement
from delivery_plans.states.performance import PlaceKind
from tests.delivery_plans.factories_indicators import make_analyst, make_indicator, make_place
from tests.factories import sign_in
from tests.journeys.axe import WIDTHS, findings, overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "/performance/enter/?table=ward_offences&kind=quarter&day=2015-12-31"
PASTE = """(box, text) => {
  const data = new DataTransfer()
  data.setData("text/plain", text)
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
}"""


def test_figures_are_typed_by_keyboard_and_pasted_from_a_spreadsheet(page, live_server):
    analyst = make_analyst()
    for number, ward in enumerate(("Alexandra", "Bounds Green", "Crouch End")):
        make_place(by=analyst, name=ward, kind=PlaceKind.WARD, position=number)
    for number, name in enumerate(("Robbery", "Burglary")):
        make_indicator(by=analyst, name=name, collection="ward_offences", position=number)
    cookie = sign_in(Client(), analyst).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.goto(ADDRESS)

    page.get_by_label("Robbery, Alexandra").fill("28")
    page.keyboard.press("Enter")
    page.keyboard.type("25")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("74")
    page.keyboard.press("ArrowUp")
    assert page.get_by_label("Burglary, Alexandra").evaluate("box => box === document.activeElement")
    page.get_by_label("Robbery, Bounds Green").evaluate(PASTE, "26\t75\textra\r\n1,032\t\r\n")
    page.get_by_role("status").filter(has_text="3 figures pasted. 1 did not fit").wait_for(state="attached")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert not overflow(page)
    assert findings(page) == []
    page.get_by_role("button", name="Save the figures").click()
    page.get_by_text("4 figures saved").wait_for()

    kept = {(each.indicator.name, each.place.name): each.value for each in Measurement.objects.all()}
    assert kept == {
        ("Robbery", "Alexandra"): 28,
        ("Robbery", "Bounds Green"): 26,
        ("Burglary", "Bounds Green"): 75,
        ("Robbery", "Crouch End"): 1032,
    }
