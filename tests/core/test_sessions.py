"""A request puts off its session's end, and never brings back a session that was ended."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.utils import timezone

from csp_portal.core.sessions import SessionStore


def make_session() -> SessionStore:
    session = SessionStore()
    session["word"] = "kept"
    session.create()
    return SessionStore(session.session_key)


@pytest.mark.django_db
def test_a_session_in_which_nothing_changed_lasts_longer_for_one_statement(django_assert_num_queries):
    session = make_session()
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=5))
    assert session["word"] == "kept"

    with django_assert_num_queries(1):
        session.save()

    kept = Session.objects.get(pk=session.session_key)
    assert kept.expire_date > timezone.now() + timedelta(minutes=20)
    assert SessionStore(session.session_key)["word"] == "kept"


@pytest.mark.django_db
def test_a_session_in_which_something_changed_is_written_out():
    session = make_session()

    session["word"] = "other"
    session.save()

    assert SessionStore(session.session_key)["word"] == "other"


@pytest.mark.django_db
def test_a_session_that_was_ended_elsewhere_is_not_brought_back():
    session = make_session()
    session.load()
    Session.objects.all().delete()

    with pytest.raises(UpdateError):
        session.save()
