"""Charts and tables on a phone and on a desk: nothing that is said is cut off at the edge of the window."""

import pytest
from django.conf import settings
from django.test import Client

from delivery_plans.workflow import parts
from tests.delivery_plans.factories_indicators import load_facts
from tests.delivery_plans.factories_plans import (
    DRAFTED,
    endorse,
    make_milestone,
    make_plan,
    make_review,
    rate,
)
from tests.factories import sign_in
from tests.journeys.axe import overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RIGHT_EDGES = "elements => elements.map(element => element.getBoundingClientRect().right)"


def signed_in(page, live_server, person):
    cookie = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )


def test_a_desk_shows_every_column_of_a_plan_with_areas_actions_and_milestones(page, live_server):
    plan = make_plan()
    drafted = {"plan": plan, "by": plan.owner, **DRAFTED}
    area = parts.add_area(text="Target hardening", **drafted)
    action = parts.add_action(text="Engage businesses that suffer from crime", area=area, **drafted)
    milestone = make_milestone(
        plan=plan,
        area=area,
        action=action,
        text="Measured reductions in crime and anti-social behaviour",
        leads=["Head of Community Safety and Regulatory Services"],
        links=["Corporate Plan Priority 3"],
    )
    endorse(plan=plan)
    review = make_review(plan=plan)
    rate(review=review, milestone=milestone)
    signed_in(page, live_server, plan.owner)
    page.set_viewport_size({"width": 1280, "height": 800})

    page.goto(plan.get_absolute_url())

    table = page.locator(".portal-plan-frame .portal-table")
    assert table.evaluate("box => box.scrollWidth <= box.clientWidth")


def test_a_phone_shows_the_whole_of_a_trend_and_of_what_stands_above_a_table(page, live_server):
    signed_in(page, live_server, load_facts())
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
