"""Writing a report in a real browser: saved as one types, previewed, and readable on a telephone."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from meetings.models import PaperDraft
from tests.factories import (
    make_board,
    make_item,
    make_meeting,
    make_paper,
    make_secretary,
    make_writer,
    sign_in,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def paper():
    secretary = make_secretary()
    board = make_board(by=secretary)
    item = make_item(meeting=make_meeting(board=board, state="agenda_draft", by=secretary), by=secretary)
    return make_paper(item=item, by=secretary, writer=make_writer(board=board, by=secretary))


@pytest.fixture
def adviser(page, live_server, paper):
    """The browser of the adviser who is asked to write the paper."""
    cookie = sign_in(Client(), paper.writer).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    return page


def writing(paper):
    return reverse("meetings:report_write", args=[paper.meeting.reference, paper.key])


def test_a_report_is_saved_as_one_types_and_found_again(adviser, paper):
    adviser.goto(writing(paper))

    adviser.get_by_label("Background").fill("Fewer **knives**.")
    expect(adviser.get_by_text(re.compile(r"Saved at \d\d:\d\d"))).to_be_visible(timeout=15_000)
    adviser.goto(writing(paper))

    expect(adviser.get_by_role("heading", name="You have an unsaved draft from")).to_be_visible()
    assert adviser.get_by_label("Background").input_value() == "Fewer **knives**."
    assert PaperDraft.objects.get().person == paper.writer


def test_a_section_is_previewed_where_it_is_written(adviser, paper):
    adviser.goto(writing(paper))
    background = adviser.locator(".govuk-form-group", has=adviser.get_by_label("Background"))

    adviser.get_by_label("Background").fill("Fewer **knives**.")
    background.get_by_role("button", name="Preview").click()

    expect(background.get_by_role("region", name="Preview").locator("strong")).to_have_text("knives")


def test_writing_and_reading_fit_a_telephone_and_please_axe(adviser, paper, axe):
    found = []
    for address in (writing(paper), paper.get_absolute_url(), reverse("meetings:paper_list")):
        for width in (320, 768, 1280):
            adviser.set_viewport_size({"width": width, "height": 800})
            adviser.goto(address)
            found += [f"{address} at {width}: {finding}" for finding in axe()]
            if adviser.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{address} is wider than {width}")

    assert found == []
