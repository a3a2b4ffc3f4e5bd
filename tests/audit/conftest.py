"""A chain of one's own, since the audit of a test database is never emptied."""

import secrets
from datetime import UTC, datetime

import pytest
from django.db import connection

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
def without_guards(sql):
    """Do what somebody can do who owns the table, or everything: switch its triggers off and write."""

    def run(*statements):
        for table, trigger in GUARDS:
            sql(f"ALTER TABLE audit.{table} DISABLE TRIGGER {trigger}")
        for statement, *parameters in statements:
            sql(statement, *parameters)
        for table, trigger in GUARDS:
            sql(f"ALTER TABLE audit.{table} ENABLE ALWAYS TRIGGER {trigger}")

    return run


@pytest.fixture
def sealing(settings, tmp_path):
    settings.AUDIT_SIGNING_KEY = secrets.token_hex(32)
    settings.AUDIT_SEALS_DIR = str(tmp_path)
    return tmp_path
