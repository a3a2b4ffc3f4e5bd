"""Logs tell what happened, and nothing about anybody."""

import json
import logging
from io import StringIO

import pytest
import structlog
from django.conf import settings

from csp_portal.core.logging import describe, without_personal_data


@pytest.fixture
def lines():
    """Give a function that reads the log lines written so far, as the console would show them."""
    formatter = settings.LOGGING["formatters"]["json"]
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"]
        )
    )
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


def cleaned(value):
    return without_personal_data(None, "info", {"event": value})["event"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mail to anna.berg@example.org failed", "mail to [address] failed"),
        ("user <Anna.Berg+x@sub.example.org>", "user <[address]>"),
        ("GET /people/?words=anna+berg HTTP/1.1", "GET /people/?[left out] HTTP/1.1"),
        ("duplicate key\nDETAIL:  Key (email)=(anna) already exists.", "duplicate key\nDETAIL: [left out]"),
        ("entry 5 of 7", "entry 5 of 7"),
    ],
)
def test_personal_data_is_taken_out_of_text(text, kept):
    assert cleaned(text) == kept


def test_what_is_inside_lists_and_records_is_cleaned_too():
    class Person:
        def __str__(self):
            return "Anna Berg"

    assert cleaned({"to": ["anna@example.org", 5, None], "who": Person()}) == {
        "to": ["[address]", 5, None],
        "who": "(Person)",
    }


@pytest.mark.parametrize("name", ["ip", "user_agent"])
def test_what_identifies_a_computer_is_left_out(name):
    assert without_personal_data(None, "info", {"event": "x", name: "1.2.3.4"}) == {"event": "x"}


@pytest.mark.parametrize(
    ("path", "described"),
    [
        ("/people/12/?next=anna@example.org", "GET /people/<int:pk>/"),
        ("/invitations/a-secret-token/", "GET /invitations/<str:token>/"),
        ("/anna@example.org", "GET /(no such page)"),
    ],
)
def test_a_request_is_named_by_the_pattern_of_its_address(rf, path, described):
    assert describe(rf.get(path)) == described


@pytest.mark.django_db
def test_a_request_leaves_one_line_with_its_id_and_nothing_personal(client, lines):
    response = client.get("/people/?words=anna@example.org", headers={"user-agent": "Anna's telephone"})

    finished = [line for line in lines() if line["event"] == "request_finished"]
    assert len(finished) == 1
    assert finished[0]["request"] == "GET /people/"
    assert finished[0]["code"] == 302
    assert finished[0]["request_id"] == response["X-Request-ID"]
    assert "anna" not in json.dumps(lines()).lower()


@pytest.mark.django_db
def test_an_error_is_logged_with_its_traceback_and_without_the_row(client, lines, monkeypatch):
    def fail(request):
        raise ValueError("anna@example.org is taken")

    monkeypatch.setattr("csp_portal.core.health.CHECKS", {"database": lambda: fail(None)})
    client.get("/readyz")

    (line,) = [line for line in lines() if line["event"] == "not_ready"]
    assert "[address] is taken" in line["exception"]
    assert line["level"] == "error"
