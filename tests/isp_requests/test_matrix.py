"""
Every address of requests as everybody, in every state: `matrix.csv` says what each is answered.

An address or a state without a row fails. 200 is a page, 302 leads on, 403 says why not, 409 that it moved
on, 404 says nothing at all: the same as for a request that there is not. Each address is asked by the way
that it is for: POST, with nothing filled in, where it takes nothing else.
"""

import csv
from pathlib import Path
from typing import Any

import pytest
from allauth.core import context
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from csp_portal.accounts.roles import Role
from csp_portal.core.workflow import CannotBeDone, InvalidTransition
from isp_requests.identity import everything
from isp_requests.models import SharedFile, SharingRequest
from isp_requests.states.answer import State
from isp_requests.workflow import disclosures, requests
from tests.architecture.routes import routes
from tests.factories import make_board, make_seat, make_user, seat_person, sign_in
from tests.isp_requests.factories_sealed import (
    ON,
    WHEN,
    add_what_came_afterwards,
    bring_to,
    give_consent,
    make_draft,
    make_sides,
    taken,
)

MATRIX = Path(__file__).with_name("matrix.csv")
ACTORS = (
    "requester",
    "officer",
    "asking_spoc",
    "holding_spoc",
    "third_officer",
    "secretariat",
    "co_chair",
    "administrator",
    "governance_lead",
)
STATES = ("draft", *[state.value for state in State])
ABOUT_REQUESTS = {
    "afterwards",
    "answers",
    "consents",
    "disclosures",
    "emergencies",
    "files",
    "log",
    "people",
    "printing",
    "requests",
    "steps",
}
ROUTES = {
    route.name: route
    for route in routes()
    if route.namespace == "isp_requests" and route.view.__module__.rpartition(".")[2] in ABOUT_REQUESTS
}
POST_ONLY = {
    "person_take_out",
    "file_take_out",
    "request_send",
    "answer_decide",
    "decision_authorise",
    "answer_file_take_out",
    "correction_confirm",
    "hold_lift",
}


def rows() -> list[dict[str, str]]:
    with MATRIX.open(newline="") as file:
        return list(csv.DictReader(file))


ROWS = rows() if MATRIX.exists() else []


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Make the people, and one request in every state, each with a file on both sides where it can have one."""
    with django_db_blocker.unblock(), transaction.atomic():
        sides = make_sides()
        people = {name: getattr(sides, name) for name in ACTORS if hasattr(sides, name)}
        seat = make_seat(board=make_board(), board_role="co_chair")
        people |= {
            "secretariat": make_user(duties=[Role.SECRETARIAT]),
            "co_chair": seat_person(seat=seat).person,
            "administrator": make_user(organisation=sides.holding, duties=[Role.ADMINISTRATOR]),
            "governance_lead": make_user(
                organisation=sides.holding, duties=[Role.INFORMATION_GOVERNANCE_LEAD]
            ),
        }
        found: dict[str, Any] = {}
        for state in STATES:
            draft = make_draft(sides)
            requests.add_file(
                sharing_request=draft, taken=taken(), filename="a.pdf", by=sides.requester, **WHEN
            )
            give_consent(sides, draft)
            if state == "draft":
                found[state] = draft
                continue
            requests.send(sharing_request=draft, by=sides.requester, **WHEN)
            asked = bring_to(sides, state, sharing_request=draft)
            if state in (State.ALLOCATED, State.DECIDED):
                disclosures.add_file(asked=asked, taken=taken(), filename="b.pdf", by=sides.officer, **WHEN)
            if state == State.SUPPLIED:
                add_what_came_afterwards(sides, asked)
            found[state] = asked.sharing_request
        yield people, found, sides
        transaction.set_rollback(True)


def address(name: str, sharing_request: SharingRequest, slug: str) -> str:
    with everything():
        files = SharedFile.objects.filter(sharing_request=sharing_request)
        part_b = files.filter(asked__isnull=False).first()
        part_a = files.filter(asked__isnull=True).first()
    file = part_b if name == "answer_file_take_out" and part_b else part_a
    values = {
        "reference": sharing_request.reference,
        "slug": slug,
        "step": "needed",
        "number": 1,
        "position": 1,
        "pk": file.pk if file else None,
    }
    wanted = ROUTES[name].pattern.pattern.converters
    return reverse(f"isp_requests:{name}", kwargs={key: values[key] for key in wanted})


@pytest.fixture(scope="module")
def sessions(world):
    return {name: sign_in(Client(), person).session for name, person in world[0].items()}


def status(view: Any, request: Any, kwargs: dict[str, Any]) -> int:
    """Ask the view itself, and say what the portal makes of its answer: a thousand times faster than a browser."""
    try:
        with transaction.atomic():
            response = view(request, **kwargs)
            if response.streaming:
                b"".join(response.streaming_content)
            raise _TakeBack(response.status_code)
    except _TakeBack as answer:
        return int(answer.args[0])
    except Http404:
        return 404
    except PermissionDenied:
        return 403
    except (CannotBeDone, InvalidTransition):
        return 409


class _TakeBack(Exception):
    pass


def answered(world, sessions, name: str, state: str) -> dict[str, str]:
    """Ask as everybody and tell the statuses; whatever it changed is taken back."""
    people, found, sides = world
    url = address(name, found[state], sides.holding.slug)
    match = resolve(url)
    said = {}
    for actor in ACTORS:
        request = RequestFactory().generic("POST" if name in POST_ONLY else "GET", url)
        request.user, request.session, request.resolver_match = people[actor], sessions[actor], match
        request._messages = CookieStorage(request)
        with context.request_context(request):
            said[actor] = str(status(match.func, request, match.kwargs))
    return said


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("csp_portal.core.clock.today", lambda: ON)
    monkeypatch.setattr("csp_portal.core.clock.now", lambda: WHEN["at"])


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ROUTES))
def test_everybody_is_answered_as_the_matrix_says_in_every_state(name, world, sessions):
    expected = {
        row["state"]: {actor: row[actor] for actor in ACTORS} for row in ROWS if row["address"] == name
    }

    assert list(expected) == list(STATES)
    assert {state: answered(world, sessions, name, state) for state in STATES} == expected


def test_no_row_is_about_an_address_that_there_is_not():
    assert {row["address"] for row in ROWS} == set(ROUTES)


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_every_page_works_in_a_transaction_that_sees_what_the_person_takes_part_in(name):
    assert getattr(ROUTES[name].view, "takes_part", False)
