"""
Every address as everybody: `matrix.csv` says what each person is answered, and an address without a row fails.

A row's name may end in a case, as in `meetings:paper_detail#restricted`. GET comes without a query, POST
with nothing filled in: 200 is a page, 302 leads on, 403 says why not, 404 says nothing at all, 405 is the
wrong way of asking.
"""

import csv
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.architecture.routes import routes
from tests.architecture.world import ACTORS, World, make_world
from tests.factories import sign_in

MATRIX = Path(__file__).with_name("matrix.csv")
ROUTES = {str(route): route for route in routes()}
# Pages of django-allauth, which has tests of its own; ours about them are in tests/accounts.
NOT_OURS = ("account_", "mfa_", "socialaccount_", "openid_connect_", "usersessions_")


def rows() -> list[dict[str, str]]:
    with MATRIX.open(newline="") as file:
        return list(csv.DictReader(file))


ROWS = rows() if MATRIX.exists() else []


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def keys_for(world: World, name: str) -> dict[str, Any]:
    """Find the keys of the row: of its whole name, or of the longest beginning that has any."""
    route, _, case = name.partition("#")
    mark = f"#{case}" if case else ""
    beginnings = [f"{route[:length]}{mark}" for length in range(len(route), 0, -1)]
    found = next((world.keys[beginning] for beginning in beginnings if beginning in world.keys), {})
    wanted = ROUTES[route].pattern.pattern.converters  # type: ignore[attr-defined]
    return {key: value for key, value in found.items() if key in wanted}


@pytest.fixture(scope="module")
def cookies(world: World) -> dict[str, SimpleCookie]:
    """Sign everybody in once: asking takes back what it changed, in their sessions too."""
    return {
        actor: sign_in(Client(), person).cookies if person else SimpleCookie()
        for actor, person in world.people.items()
    }


def answer(world: World, name: str, method: str, cookies: SimpleCookie) -> int:
    """Ask as the person of these cookies and tell the status; whatever it changed is taken back."""
    address = reverse(name.partition("#")[0], kwargs=keys_for(world, name))
    client = Client(raise_request_exception=True)
    client.cookies = SimpleCookie({key: cookie.value for key, cookie in cookies.items()})
    with transaction.atomic():
        response = client.generic(method, address)
        status = response.status_code
        if response.streaming:
            # Read to the end, the client closes it the way that leaves the database alone.
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return status


@pytest.mark.django_db
@pytest.mark.usefixtures("short_refusals")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['method']} {row['address']}")
def test_everybody_is_answered_as_the_matrix_says(
    row: dict[str, str], world: World, cookies: dict[str, SimpleCookie]
) -> None:
    answers = {actor: str(answer(world, row["address"], row["method"], cookies[actor])) for actor in ACTORS}

    assert answers == {actor: row[actor] for actor in ACTORS}


@pytest.mark.parametrize("name", [name for name in ROUTES if not name.startswith(NOT_OURS)], ids=str)
def test_every_address_has_a_row_for_asking_and_for_changing(name: str) -> None:
    methods = {row["method"] for row in ROWS if row["address"].partition("#")[0] == name}

    assert methods == {"GET", "POST"}


def test_no_row_is_about_an_address_that_there_is_not() -> None:
    assert {row["address"].partition("#")[0] for row in ROWS} <= ROUTES.keys()
