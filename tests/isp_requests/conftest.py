"""One set of organisations for a module, and the web role's own view of the tables."""

from contextlib import contextmanager, suppress

import pytest
from django.db import DatabaseError, connection, transaction

from csp_portal.core.database_roles import WEB_ROLE
from tests.isp_requests.factories_sealed import ON, WHEN, Sides, make_sides


@pytest.fixture(scope="module")
def sides(django_db_setup, django_db_blocker):
    """Make the organisations once; what each test does with them is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_sides()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _forget_duties(request):
    """Ask for duties anew in each test: the people of a module are the same objects throughout."""
    if "sides" in request.fixturenames:
        for person in vars(request.getfixturevalue("sides")).values():
            person.__dict__.pop("_acting_on", None)
            person.__dict__.pop("_roles_on", None)


@pytest.fixture
def today(monkeypatch):
    """Let the portal's clock stand at the moment of the factories."""
    monkeypatch.setattr("csp_portal.core.clock.today", lambda: ON)
    monkeypatch.setattr("csp_portal.core.clock.now", lambda: WHEN["at"])


@pytest.fixture
def as_web_role():
    """Give a context in which the database takes the session for the web processes' own role."""

    @contextmanager
    def become():
        with connection.cursor() as cursor:
            with suppress(DatabaseError), transaction.atomic():
                cursor.execute(f"GRANT {WEB_ROLE} TO CURRENT_USER")
            cursor.execute(f"SET LOCAL ROLE {WEB_ROLE}")
            try:
                yield
            finally:
                cursor.execute("RESET ROLE")

    return become


__all__ = ["Sides"]
