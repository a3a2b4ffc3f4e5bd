"""Nonsense in every field and address: it is refused in words, and never ends in the page of an error of ours."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.architecture.test_matrix import NOT_OURS, ROUTES, keys_for, world
from tests.architecture.world import World
from tests.factories import sign_in

__all__ = ["world"]

OURS = sorted(name for name in ROUTES if not name.startswith(NOT_OURS))
ACTORS = ("member", "secretariat", "administrator", "analyst")
# What scripts and old links send beside the forms' own fields.
UNSEEN = (
    "direction",
    "before",
    "after",
    "order",
    "position",
    "version",
    "based_on",
    "text",
    "copy",
    "since",
    "page",
    "on",
    "next",
)

GARBAGE = {
    "null byte": "before\x00after",
    "control characters": "a\x01\x08\x1b[31m\x7f\r\nSet-Cookie: a=b",
    "right to left": "\u202egpj.exe \U0001f9d1\u200d\U0001f680 e\u0301",
    "markup": "<script>alert(1)</script>{{ 7*7 }}' OR 1=1 --",
    "long": "x" * 20_000,
    "huge number": "99999999999999999999",
    "more figures than Python reads": "9" * 5_000,
    "negative": "-1",
    "other figures": "\u0663\u00b2",
}
# One at a time, in a form that is otherwise in order: past the form's own checks.
SHARP = ("null byte", "huge number", "more figures than Python reads")


class _Fields(HTMLParser):
    """Collects what the forms of a page would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._area = self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        name = given.get("name", "")
        match tag:
            case "input" if name:
                if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                    self.found[name] = given.get("value", "on")
                self.found.setdefault(name, given.get("value", ""))
            case "textarea" if name:
                self._area = name
                self.found[name] = ""
            case "select":
                self._select = name
            case "option" if self._select and ("selected" in given or not self.found.get(self._select)):
                self.found[self._select] = given.get("value", "")
            case "button" if name:
                self.found[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[self._area] += data


@pytest.fixture(scope="module")
def clients(world: World) -> dict[str, Client]:
    """Sign in once; the module's transaction takes it back."""
    found = {}
    for actor in ACTORS:
        person = world.people[actor]
        found[actor] = Client(raise_request_exception=False)
        if person is not None:
            sign_in(found[actor], person)
    return found


def ask(client: Client, method: str, address: str, data: Any = None) -> HttpResponse:
    """Ask, and take back whatever it changed."""
    with transaction.atomic():
        response = getattr(client, method)(address, data)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return response


def fields_of(client: Client, address: str) -> dict[str, str]:
    """Give what the forms of the page would send, untouched."""
    response = ask(client, "get", address)
    if response.status_code != 200 or not response.headers["Content-Type"].startswith("text/html"):
        return {}
    return _Fields(response.content.decode()).found


@pytest.fixture(scope="module")
def pages(world: World, clients: dict[str, Client]) -> dict[str, dict[str, str]]:
    """Give the fields of every page, as whoever it is for."""
    return {
        name: fields_of(clients[actor_for(name)], address_of(world, name))
        for name in OURS
        # Without keys for it there is no such address yet, and its own test says so.
        if keys_for(world, name).keys() == ROUTES[name].pattern.pattern.converters.keys()  # type: ignore[attr-defined]
    }


def fields_around(name: str, pages: dict[str, dict[str, str]], *, alone: bool) -> set[str]:
    """Name the fields of the page, and those of its part of the portal unless it is to be alone."""
    part = name.partition(":")[0]
    around = [found for other, found in pages.items() if other == name or other.partition(":")[0] == part]
    shown = pages.get(name, {}) if alone else {field for found in around for field in found}
    return ({*shown} | {*UNSEEN}) - {"csrfmiddlewaretoken"}


def actor_for(name: str) -> str:
    """Name who gets furthest with the page."""
    if name.startswith(("delivery_plans:indicator_", "delivery_plans:figure_", "delivery_plans:expected_")):
        return "analyst"
    return "administrator" if name.startswith(("accounts:", "notices:mail_")) else "secretariat"


def address_of(world: World, name: str) -> str:
    """Give the address of the record that the world keeps for the route."""
    return reverse(name, kwargs=keys_for(world, name))


@pytest.mark.django_db
@pytest.mark.usefixtures("short_refusals")
@pytest.mark.parametrize("name", OURS)
def test_garbage_in_every_field_is_refused_in_words(
    name: str, world: World, clients: dict[str, Client], pages: dict[str, dict[str, str]]
) -> None:
    address = address_of(world, name)
    broken = []

    for what, text in GARBAGE.items():
        # Long texts in more fields than its own would be refused for their size before anybody reads them.
        every_field = fields_around(name, pages, alone=len(text) > 1_000)
        for actor in {"member", actor_for(name)} if what == "null byte" else {actor_for(name)}:
            for method in ("get", "post"):
                status = ask(clients[actor], method, address, dict.fromkeys(every_field, text)).status_code
                broken += [(actor, method, what, status)] if status >= 500 and name != "readyz" else []
    for field in pages[name].keys() - {"csrfmiddlewaretoken"}:
        for what in SHARP:
            status = ask(
                clients[actor_for(name)], "post", address, pages[name] | {field: GARBAGE[what]}
            ).status_code
            broken += [(field, "post", what, status)] if status >= 500 else []

    assert broken == []


NUMBERED = [name for name in OURS if "<int:" in str(ROUTES[name].pattern.pattern)]


@pytest.mark.django_db
@pytest.mark.usefixtures("short_refusals")
@pytest.mark.parametrize("name", NUMBERED)
@pytest.mark.parametrize("number", [0, 10**20], ids=str)
def test_a_number_that_no_record_can_have_is_not_found(
    name: str, number: int, world: World, clients: dict[str, Client]
) -> None:
    keys = keys_for(world, name)
    whole = [key for key, value in keys.items() if isinstance(value, int)]

    for key in whole:
        address = reverse(name, kwargs=keys | {key: number})
        answers = [ask(clients[actor_for(name)], method, address).status_code for method in ("get", "post")]

        assert set(answers) <= {403, 404, 405}
