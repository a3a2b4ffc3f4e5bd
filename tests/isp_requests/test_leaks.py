"""What others are answered, and where words that are sealed must never stand."""

import logging
import re
import uuid

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client

from csp_portal.audit.models import AuditEvent
from isp_requests.identity import everything
from isp_requests.states.answer import State
from isp_requests.workflow import requests
from tests.factories import make_user, sign_in
from tests.isp_requests.factories_sealed import (
    CANARY,
    ON,
    WHEN,
    add_what_came_afterwards,
    bring_to,
    give_consent,
    make_draft,
    taken,
)
from tests.isp_requests.test_matrix import POST_ONLY, ROUTES, address

# Different in every answer, whatever was asked for.
PASSING = (
    re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"'),
    re.compile(rb"ISR-\d{4}-\w+"),
    re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("csp_portal.core.clock.today", lambda: ON)
    monkeypatch.setattr("csp_portal.core.clock.now", lambda: WHEN["at"])


@pytest.fixture
def asked(sides):
    """Make a request in use, with a file on either side."""
    draft = make_draft(sides)
    requests.add_file(
        sharing_request=draft, taken=taken(), filename=f"{CANARY}.pdf", by=sides.requester, **WHEN
    )
    give_consent(sides, draft)
    sent = requests.send(sharing_request=draft, by=sides.requester, **WHEN)
    asked = bring_to(sides, State.IN_USE, sharing_request=sent)
    add_what_came_afterwards(sides, asked)
    return asked


def ask(client: Client, name: str, url: str, *, way: str = "", data: dict | None = None):
    """Ask an address by the way that it is for, or by another; whatever it changed is taken back."""
    way = way or ("POST" if name in POST_ONLY else "GET")
    with transaction.atomic():
        response = client.post(url, data) if way == "POST" else client.get(url)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    return response, content


def plain(response, content: bytes) -> tuple:
    for pattern in PASSING:
        content = pattern.sub(b"", content)
    headers = {
        name: value
        for name, value in response.headers.items()
        if name not in ("X-Request-ID", "Content-Length")
    }
    cookies = {name: morsel["path"] for name, morsel in response.cookies.items()}
    return response.status_code, headers, cookies, content


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["third_officer", "administrator"])
def test_what_is_not_ones_own_is_answered_like_what_there_is_not(sides, asked, who):
    person = sides.third_officer if who == "third_officer" else make_user(duties=[])
    client = sign_in(Client(), person)
    with everything():
        pk = str(asked.sharing_request.files.filter(asked__isnull=True).get().pk)
    different = []

    for name in ROUTES:
        url = address(name, asked.sharing_request, sides.holding.slug)
        if asked.sharing_request.reference not in url:
            continue
        unknown = url.replace(asked.sharing_request.reference, "ISR-2016-AAAAAA").replace(
            pk, str(uuid.uuid4())
        )
        there, not_there = (plain(*ask(client, name, each)) for each in (url, unknown))
        if there != not_there or there[0] != 404:
            different.append((name, there[0], not_there[0]))

    assert different == []


@pytest.mark.django_db
def test_sealed_words_stand_only_where_the_door_was_opened_for_their_reader(sides, caplog):
    with caplog.at_level(logging.DEBUG):
        draft = make_draft(sides)
        requests.add_file(
            sharing_request=draft, taken=taken(), filename=f"{CANARY}.pdf", by=sides.requester, **WHEN
        )
        sent = requests.send(sharing_request=draft, by=sides.requester, **WHEN)
        asked = bring_to(sides, State.IN_USE, sharing_request=sent)
        shown = []
        for person in (sides.asking_spoc, sides.holding_spoc):
            client = sign_in(Client(), person)
            for name in ROUTES:
                response, content = ask(
                    client, name, address(name, asked.sharing_request, sides.holding.slug)
                )
                if CANARY.encode() in content or CANARY in str(response.headers):
                    shown.append(name)
        client = sign_in(Client(), sides.requester)
        read, content = ask(client, "request_read", address("request_read", asked.sharing_request, "x"))

    assert shown == []
    # The words are there for whoever may read them, so that the test looks for the right thing.
    assert CANARY.encode() in content
    assert read.headers["Cache-Control"] == "private, no-store"
    assert CANARY not in caplog.text
    assert not any(CANARY in f"{letter.subject} {letter.body}" for letter in mail.outbox)
    assert not any(CANARY in str(details) for details in AuditEvent.objects.values_list("details", flat=True))
    assert tables_with(CANARY) == []


def tables_with(word: str) -> list[str]:
    """Name every table of the database in which the word stands, in letters or in bytes."""
    found = []
    with everything(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
            " WHERE schemaname IN ('public', 'audit')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT EXISTS (SELECT FROM {table} AS row WHERE row::text ILIKE %s OR row::text ILIKE %s)",  # noqa: S608
                [f"%{word}%", f"%{word.encode().hex()}%"],
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


@pytest.mark.django_db
def test_an_officer_who_is_not_trained_sends_and_answers_nothing(sides):
    from csp_portal.accounts.roles import Role
    from csp_portal.core.policies import Refused

    sides.requester.isp_trainings.all().delete()
    draft = make_draft(sides)

    with pytest.raises(Refused, match="trained"):
        requests.send(sharing_request=draft, by=sides.requester, **WHEN)
    assert Role.OFFICER in sides.requester.roles(on=ON)


@pytest.mark.django_db
def test_administrators_read_nothing_of_it_in_the_audit_either(sides, asked):
    events = AuditEvent.objects.of_the_portal()

    assert AuditEvent.objects.filter(kind__startswith="isp_requests.request").exists()
    assert not events.filter(chain__startswith="organisation-").exists()
