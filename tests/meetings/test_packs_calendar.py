"""The secret calendar address, and what the home page says about meetings."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from csp_portal.accounts import workflow as accounts
from meetings import home
from meetings.models import CalendarFeed, Meeting
from meetings.workflow import meetings
from tests.factories import PLANNED_AT, PLANNED_ON, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_january_2016():
    with time_machine.travel(PLANNED_AT, tick=False):
        yield


@pytest.fixture
def browser(world):
    return sign_in(Client(), world.member)


def make_address(browser):
    page = browser.post(reverse("meetings:calendar_feed_make"), follow=True)
    return page.context["address"].removeprefix("http://testserver")


def calendar_at(address):
    response = Client().get(address)
    return response.content.decode().replace("\r\n ", "") if response.status_code == 200 else ""


def test_the_calendar_has_the_meeting_and_nothing_of_its_agenda(world, browser):
    calendar = calendar_at(make_address(browser))

    assert "DTSTART:20160317T140000Z" in calendar
    assert "Council Chamber" in calendar
    for word in ("Gangs", "staffing", "Kestrel", "Zanzibar", "Indicators"):
        assert word not in calendar


def test_the_address_is_shown_once_and_only_its_digest_is_kept(world, browser):
    address = make_address(browser)

    again = browser.get(reverse("meetings:calendar_feed_detail"))

    assert again.context["address"] == ""
    assert CalendarFeed.objects.get().token_digest not in address


def test_an_address_that_was_ended_or_replaced_gives_nothing(world, browser):
    replaced = make_address(browser)
    ended = make_address(browser)
    browser.post(reverse("meetings:calendar_feed_revoke"))

    assert [Client().get(address).status_code for address in (replaced, ended)] == [404, 404]


def test_a_person_who_left_has_no_calendar(world, browser):
    address = make_address(browser)

    accounts.end_access(world.member, by=None, at=PLANNED_AT)

    assert Client().get(address).status_code == 404


def test_a_cancelled_meeting_is_marked(world, browser):
    address = make_address(browser)
    meetings.cancel_meeting(
        meeting=world.meeting, reason="Flood.", by=world.secretary, at=PLANNED_AT, on=PLANNED_ON
    )

    assert "STATUS:CANCELLED" in calendar_at(address)


def titles(person, *, on=PLANNED_ON, at=PLANNED_AT):
    return [section.title for section in home.sections(person, on=on, at=at)]


def test_the_home_page_has_what_is_the_persons_and_counts_down_once_a_step_is_near(world):
    near = world.meeting.on - timedelta(days=30)

    assert titles(world.secretary, on=near) == ["Countdown", "Next meetings"]
    assert titles(world.secretary) == ["Next meetings"]
    assert titles(world.member, on=near) == ["Next meetings"]
    assert titles(make_user()) == []


@pytest.mark.parametrize(
    ("place", "text"),
    [("Civic Centre", "In 64 days, Civic Centre"), ("", "In 64 days. The place is not known yet.")],
)
def test_a_card_says_how_long_until_a_meeting_and_where(world, place, text):
    Meeting.objects.filter(pk=world.meeting.pk).update(place=place)
    on = world.meeting.on - timedelta(days=64)

    cards = home.sections(world.member, on=on, at=PLANNED_AT)[-1].cards

    assert cards[0]["text"] == text


def test_a_secretary_is_warned_when_a_pack_is_overdue(world):
    on = PLANNED_ON + timedelta(days=64)

    due = home.sections(world.secretary, on=on, at=PLANNED_AT)[0]

    assert due.cards[0]["is_urgent"]
