"""Charts and tables of figures on a phone: nothing that is said is cut off at the edge of the window."""

import pytest
from django.conf import settings
from django.test import Client

from tests.delivery_plans.factories_indicators import load_facts
from tests.factories import sign_in
from tests.journeys.axe import overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RIGHT_EDGES = "elements => elements.map(element => element.getBoundingClientRect().right)"


def test_a_phone_shows_the_whole_of_a_trend_and_of_what_stands_above_a_table(page, live_server):
    cookie = sign_in(Client(), load_facts()).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.set_viewport_size({"width": 390, "height": 800})

    page.goto("/performance/indicators/burglary/")
    words = page.locator(".portal-chart__drawing text")
    assert words.count() > 5
    assert max(words.evaluate_all(RIGHT_EDGES)) <= 390
    assert not overflow(page)

    page.goto("/performance/wards/")
    assert max(page.locator("caption").evaluate_all(RIGHT_EDGES)) <= 390
    # Nineteen wards would be too small to read: their drawing scrolls by itself.
    assert page.locator(".portal-chart__drawing--wide").count() == 1
    assert not overflow(page)
