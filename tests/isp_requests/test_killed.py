"""
Web workers, database sessions and the whole database killed in random places: what was acknowledged is all there.

`SHARING_KILLS=200` kills more often than the suite does each time.
"""

import os
import random
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

import pytest
from django.db import InterfaceError, OperationalError, connection

from csp_portal.audit.models import AuditEvent
from csp_portal.audit.verification import verify
from csp_portal.core.database_roles import AUDIT_OWNER
from isp_requests import door
from isp_requests.identity import as_person, everything
from isp_requests.models import Asked, Decision, Disclosure, SealedSection, SectionKey
from isp_requests.states.answer import Event, State
from tests.isp_requests.factories_sealed import AT, ON, WHEN, bring_to, make_sides
from tests.servers import addresses, children, command, copy_of_the_runner, dumped, process

KILLS = int(os.environ.get("SHARING_KILLS", 4))


def disclose_until_killed(sides, acknowledge: int) -> None:
    """Ask, decide and supply over and over, and acknowledge each that was done."""
    while True:
        try:
            asked = bring_to(sides, State.SUPPLIED)
        except (OperationalError, InterfaceError):
            connection.close()
            continue
        os.write(acknowledge, f"{asked.pk}\n".encode())


def begun(sides) -> tuple[int, TextIO]:
    """Let a process of its own disclose; tell its number, and where it acknowledges line by line."""
    connection.close()
    reading, writing = os.pipe()
    if worker := os.fork():
        os.close(writing)
        return worker, os.fdopen(reading)
    try:
        disclose_until_killed(sides, writing)
    finally:
        os._exit(1)


def ended(worker: int, acknowledged: TextIO) -> list[str]:
    """Kill the process with -9, and give what it had acknowledged that was not read yet."""
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    with acknowledged:
        return acknowledged.read().split()


def others() -> set[int]:
    """Name the sessions of this database besides one's own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND usename = current_user"
        )
        return {pid for (pid,) in cursor.fetchall()}


def killed(sides, *, after: float, ends_session: bool) -> list[str]:
    """Let a process of its own disclose, end its session if so wished, kill it, and give what it acknowledged."""
    not_its = others()
    worker, acknowledged = begun(sides)
    time.sleep(after)
    if ends_session:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) AS pid", [[*others() - not_its]]
            )
        time.sleep(after / 2)
    return ended(worker, acknowledged)


def wait_until_alone(*, besides: set[int]) -> None:
    # The server finds out about a killed client when it next turns to it.
    for _ in range(600):
        if others() <= besides:
            return
        time.sleep(0.05)
    raise AssertionError("The server still works for a client that was killed.")


def assert_whole(sides, acknowledged: list[str]) -> None:
    """Hold that everything acknowledged is there, that nothing is there by halves, and that all of it is on record."""
    with everything():
        there = {str(asked.pk): asked for asked in Asked.objects.filter(state=State.SUPPLIED)}
        disclosures = list(Disclosure.objects.select_related("decision", "asked__sharing_request"))
        kept = set(SealedSection.objects.values_list("model", "record"))
        assert set(acknowledged) <= set(there)
        # Half-done is nothing: every row has the row, the section and the key that belong to it.
        assert {each.asked_id for each in disclosures} == {asked.pk for asked in there.values()}
        assert all(("isp_requests.disclosure", each.pk) in kept for each in disclosures)
        assert all(
            ("isp_requests.decision", pk) in kept for pk in Decision.objects.values_list("pk", flat=True)
        )
        assert SectionKey.objects.count() == SealedSection.objects.filter(key__isnull=False).count()
    for kind, rows in ((Event.SUPPLIED, disclosures), (Event.DECIDED, Decision.objects)):
        entries = list(AuditEvent.objects.filter(kind=kind, chain=f"organisation-{sides.holding.pk}"))
        with everything():
            subjects = {str(row.asked_id) for row in (rows if isinstance(rows, list) else rows.all())}
        assert {entry.subject_pk for entry in entries} == subjects
        assert len(entries) == len(subjects)
    for organisation in (sides.asking, sides.holding):
        assert verify(at=AT, only=f"organisation-{organisation.pk}").faults == []
    for each in disclosures[:3]:
        with as_person(sides.requester, on=ON):
            assert door.unseal(each, "disclosed", by=sides.requester, **WHEN)["text"]


@pytest.mark.django_db(transaction=True)
def test_nothing_acknowledged_is_lost_and_nothing_is_disclosed_without_its_entry():
    sides, before = make_sides(), others()
    chance, acknowledged = random.Random(), []  # noqa: S311 - where to kill, not a secret

    for number in range(KILLS):
        ends_session = number % 2 == 1
        acknowledged += killed(sides, after=chance.uniform(0.1, 0.9), ends_session=ends_session)
    wait_until_alone(besides=before)

    assert_whole(sides, acknowledged)


@contextmanager
def working_in(copy: Path) -> Iterator[None]:
    """Work in the private server of the copy, which writes to the disk before it says that something is done."""
    here = dict(connection.settings_dict)
    there = urlsplit(addresses(copy)["DATABASE_OWNER_URL"])
    connection.close()
    connection.settings_dict |= {
        "HOST": there.hostname,
        "PORT": there.port,
        "USER": there.username,
        "PASSWORD": there.password,
        "NAME": there.path.removeprefix("/"),
        "OPTIONS": {},
    }
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict |= here


@pytest.fixture
def server_of_its_own(transactional_db) -> Iterator[Path]:
    """Give a copy of the runner whose server has the tables of the tests' database, all empty."""
    with copy_of_the_runner() as copy:
        tables = dumped("--schema-only", "--no-owner", "--no-privileges")
        command(copy, "start")
        with working_in(copy):
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE ROLE {AUDIT_OWNER}")
                # What begins with a backslash is for psql alone.
                cursor.execute(re.sub(r"^\\.*$", "", tables, flags=re.MULTILINE))
            connection.close()
            yield copy


def test_the_whole_database_is_killed_and_what_it_acknowledged_is_there(server_of_its_own):
    copy, sides = server_of_its_own, make_sides()
    chance, acknowledged = random.Random(), []  # noqa: S311 - where to kill, not a secret

    for number in range(KILLS):
        worker, lines = begun(sides)
        server, with_it = process(copy), []
        if number % 2:
            # Everything of it, as soon as something was acknowledged.
            acknowledged.append(lines.readline().strip())
            with_it = children(server)
        else:
            # The server alone, at any time; its sessions end when they notice.
            time.sleep(chance.uniform(0.3, 1.5))
        for victim in (server, *with_it):
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        started = command(copy, "start")
        assert started.returncode == 0, started.stderr
        # The worker that lost its database goes on as soon as there is one.
        time.sleep(chance.uniform(0.3, 1.5))
        acknowledged += ended(worker, lines)
    wait_until_alone(besides=set())

    assert acknowledged
    assert_whole(sides, acknowledged)
