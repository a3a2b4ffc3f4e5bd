"""Refusals and errors stay on record, although what was refused or broke is rolled back."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseForbidden, HttpResponseServerError

from csp_portal.audit import middleware
from csp_portal.audit.middleware import RefusalMiddleware
from csp_portal.audit.models import AuditEvent

SOMEBODY = SimpleNamespace(pk=7, is_authenticated=True)


def ask(rf, response, user, view_name="meetings:paper_detail"):
    request = rf.get("/meetings/secret-name/?q=anna@example.org")
    request.user = user
    request.resolver_match = SimpleNamespace(view_name=view_name)
    return RefusalMiddleware(lambda _: response)(request)


@pytest.mark.django_db
def test_a_refusal_is_recorded_by_view_and_never_by_path(rf):
    response = ask(rf, HttpResponseForbidden(), SOMEBODY)

    event = AuditEvent.objects.latest("id")
    assert response.status_code == 403
    assert (event.kind, event.actor_pk) == ("audit.access.refused", 7)
    assert event.details == {"view": "meetings:paper_detail", "method": "GET"}


@pytest.mark.django_db
def test_an_error_is_recorded_beside_refusals(rf):
    response = ask(rf, HttpResponseServerError(), SOMEBODY)

    event = AuditEvent.objects.latest("id")
    assert response.status_code == 500
    assert (event.kind, event.actor_pk) == ("audit.access.failed", 7)
    assert event.details == {"view": "meetings:paper_detail", "method": "GET"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("response", "user"), [(HttpResponse(), SOMEBODY), (HttpResponseForbidden(), AnonymousUser())]
)
def test_nothing_else_is_recorded(rf, response, user):
    before = AuditEvent.objects.count()

    ask(rf, response, user)

    assert AuditEvent.objects.count() == before


def test_a_refusal_stays_a_refusal_when_the_audit_cannot_be_written(rf, monkeypatch):
    def fail(**details):
        raise DatabaseError

    monkeypatch.setattr(middleware, "record_refusal", fail)

    assert ask(rf, HttpResponseForbidden(), SOMEBODY).status_code == 403
