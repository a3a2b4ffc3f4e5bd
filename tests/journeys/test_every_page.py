"""
Every page as everybody who is shown it: axe, three widths, one heading, a title, no complaint of the browser.

The addresses are those of the matrix of addresses and people; a page that several people are shown with
the same words is looked at once. The browser is answered by Django's test client in this process, so that
one world, rolled back at the end, serves all.
"""

import re
from collections.abc import Iterator
from contextvars import copy_context
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.architecture.test_matrix import NOT_OURS, ROUTES, ROWS, keys_for
from tests.architecture.world import ACTORS, World, make_world
from tests.factories import sign_in
from tests.journeys.axe import findings, findings_at_every_width, overflow, unstyled

pytestmark = pytest.mark.browser

HOST = "http://localhost"
# Pages of django-allauth that stand in our own templates; the others lead on or want a key.
SIGN_IN_PAGES = [
    str(route)
    for route in ROUTES.values()
    if route.name.startswith(NOT_OURS) and "<" not in str(route.pattern.pattern)
]
READ_BY_SIGHT = [
    "home",
    "meetings:meeting_detail",
    "meetings:agenda_detail",
    "meetings:pack_page",
    "meetings:report_write",
]
VOLATILE = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|data-csrf-token="[^"]*"|nonce="[^"]*"|data-session-[a-z-]+="[^"]*"'
)
TITLE = re.compile(r"^\S.* – CSP$")


def shown_by_the_matrix() -> dict[str, list[str]]:
    """Name the addresses that answer somebody with a page, and those people."""
    return {
        row["address"]: [actor for actor in ACTORS if row[actor] == "200"]
        for row in ROWS
        if row["method"] == "GET" and any(row[actor] == "200" for actor in ACTORS)
    }


SHOWN = shown_by_the_matrix()


class Portal:
    """One partnership, its people's clients, and a window that they take turns at."""

    def __init__(self, world: World, context: BrowserContext) -> None:
        self.world = world
        self.page = context.new_page()
        self.seen: set[str] = set()
        self.complaints: list[str] = []
        self.clients: dict[str, Client] = {}
        self.now_shown: dict[str, HttpResponse] = {}
        self.actor = "nobody"
        self.inside = copy_context()
        context.route("**/*", self.answer)
        self.page.on(
            "console",
            lambda said: (
                self.complaints.append(f"{said.text} {said.location['url']}")
                if said.type == "error"
                else None
            ),
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def client(self, actor: str) -> Client:
        if actor not in self.clients:
            self.clients[actor] = client = Client()
            if person := self.world.people[actor]:
                sign_in(client, person)
        return self.clients[actor]

    def answer(self, route: Route) -> None:
        """Answer what the browser asks, from the same transaction."""
        asked = urlsplit(route.request.url)
        path = asked.path
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            route.fulfill(path=found) if found else route.fulfill(status=404)
            return
        response = self.now_shown.get(path) or self.inside.run(
            self.client(self.actor).get, f"{path}?{asked.query}"
        )
        body = b"".join(response.streaming_content) if response.streaming else response.content
        route.fulfill(status=response.status_code, headers=dict(response.headers), body=body)

    def pages(self, address: str, actors: list[str]) -> Iterator[tuple[str, Page]]:
        """Open the page as each of these people who is shown something new."""
        for actor in actors:
            path = reverse(address.partition("#")[0], kwargs=keys_for(self.world, address))
            response = self.client(actor).get(path)
            if response.streaming:
                # Read to the end, the client closes it the way that leaves the database alone.
                b"".join(response.streaming_content)
            if response.status_code != 200 or "text/html" not in response.headers["Content-Type"]:
                continue
            words = VOLATILE.sub("", response.content.decode())
            head, _, rest = words.partition("<main")
            main, _, foot = rest.partition("</main>")
            # The frame around the page is the same wherever a person goes, but for what is marked in it.
            frame = re.sub(
                r"<title>.*?</title>|aria-current=\"[a-z]+\"|href=\"[^\"]*\"", "", head, flags=re.DOTALL
            )
            parts = {f"main {main}", f"frame {frame} {foot}"}
            if f"main {main}" in self.seen and (f"frame {frame} {foot}" in self.seen or address != "home"):
                continue
            self.seen |= parts
            self.actor, self.now_shown = actor, {path: response}
            self.complaints.clear()
            # Playwright calls back in a context of its own, where there would be another database connection.
            self.inside = copy_context()
            self.page.goto(f"{HOST}{path}")
            yield f"{path} as {actor}", self.page


@pytest.fixture(scope="module")
def open_portal(browser: Browser, django_db_setup: None, django_db_blocker: Any) -> Iterator[Portal]:
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    with django_db_blocker.unblock(), transaction.atomic():
        yield Portal(make_world(), context)
        context.close()
        transaction.set_rollback(True)


@pytest.fixture
def portal(open_portal: Portal, db: None) -> Portal:
    """Give the portal with nobody signed in: a test's sessions go with its transaction."""
    open_portal.clients.clear()
    return open_portal


def remarks(portal: Portal, page: Page) -> list[str]:
    """Say what is wrong with the page that is open."""
    found = findings_at_every_width(page)
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{headings} main headings")
    found += [f"in the browser's own type: {element}" for element in unstyled(page)]
    if not TITLE.match(page.title()):
        found.append(f"the title is “{page.title()}”")
    return found + portal.complaints


@pytest.mark.parametrize("address", SHOWN)
def test_everybody_can_read_and_use_the_page(portal: Portal, address: str) -> None:
    found = {who: remarks(portal, page) for who, page in portal.pages(address, SHOWN[address])}

    assert {who: what for who, what in found.items() if what} == {}


@pytest.mark.parametrize("address", SIGN_IN_PAGES)
def test_everybody_can_use_the_pages_of_signing_in(portal: Portal, address: str) -> None:
    found = {who: remarks(portal, page) for who, page in portal.pages(address, ["nobody", "member"])}

    assert {who: what for who, what in found.items() if what} == {}


@pytest.mark.parametrize("address", READ_BY_SIGHT)
def test_the_page_can_be_used_with_colours_of_ones_own_and_four_times_enlarged(
    portal: Portal, address: str
) -> None:
    portal.seen.clear()
    ((_, page),) = portal.pages(address, ["secretariat"])

    page.emulate_media(forced_colors="active")
    # A window of 1280 by 1024 at 400 % has room for as much as this.
    page.set_viewport_size({"width": 320, "height": 256})
    found = findings(page) + overflow(page)
    page.emulate_media(forced_colors="none")

    assert found == []
