"""A chain of one's own, since the audit of a test database is never emptied."""

import secrets
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from csp_portal.audit.recording import record

AT = datetime(2016, 3, 1, 9, 30, tzinfo=UTC)
GUARDS = [
    ("event", "event_is_linked"),
    ("event", "event_is_never_changed"),
    ("chain_head", "chain_head_is_never_removed"),
]


@pytest.fixture
def chain():
    return f"test-{secrets.token_hex(6)}"


@pytest.fixture
def add(chain):
    def add(count=1, **details):
        return [
            record("portal.thing.done", actor=None, subject=None, at=AT, chain=chain, **details)
            for _ in range(count)
        ]

    return add


@pytest.fixture
def sql():
    def run(statement, *parameters):
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters or None)
            return cursor.fetchall() if cursor.description else []

    return run


@pytest.fixture
def become(sql):
    """Act as another role until the test ends, where this server's login may."""

    def become(role):
        with suppress(DatabaseError), transaction.atomic():
            sql(f"GRANT {role} TO CURRENT_USER")
        try:
            with transaction.atomic():
                sql(f"SET LOCAL ROLE {role}")
        except DatabaseError:
            pytest.skip(f"this server's login may not act as {role}")

    return become


@pytest.fixture
def as_web_role(become):
    become("csp_web")


@pytest.fixture(params=["owner", "superuser"])
def attacker(request, sql, become):
    """Give a function that turns the session into somebody who may switch the guards off."""

    def act():
        if request.param == "owner":
            ((owner,),) = sql(
                "SELECT tableowner FROM pg_tables WHERE schemaname = 'audit' AND tablename = 'event'"
            )
            become(owner)
        elif not sql("SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper"):
            pytest.skip("this server's login is no superuser")

    return act


@pytest.fixture
def without_guards(sql, attacker):
    """Switch the triggers off, write, and switch them on again."""

    def run(*statements):
        ((myself,),) = sql("SELECT quote_ident(current_user)")
        attacker()
        for table, trigger in GUARDS:
            sql(f"ALTER TABLE audit.{table} DISABLE TRIGGER {trigger}")
        for statement, *parameters in statements:
            sql(statement, *parameters)
        for table, trigger in GUARDS:
            sql(f"ALTER TABLE audit.{table} ENABLE ALWAYS TRIGGER {trigger}")
        sql(f"SET LOCAL ROLE {myself}")

    return run


@pytest.fixture
def sealing(settings, tmp_path):
    settings.AUDIT_SIGNING_KEY = secrets.token_hex(32)
    settings.AUDIT_SEALS_DIR = str(tmp_path)
    return tmp_path
