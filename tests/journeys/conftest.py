"""What the journeys share: a window for each person, the queue at work, a board to begin with."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page

from csp_portal.accounts.models import User
from meetings.models import Board
from tests.factories import (
    make_board,
    make_seat,
    make_secretary,
    make_template,
    make_template_item,
    seat_person,
    sign_in,
)


@pytest.fixture
def window(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Give a function that opens a browser of a person's own, signed in when a person is named."""
    contexts = []
    complaints: list[str] = []

    def open_window(person: User | None = None, *, has_script: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=has_script,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        contexts.append(context)
        if person:
            cookie = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
            )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_window

    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def queue(transactional_db: None) -> Iterator[None]:
    """Have the queue's own process at work on the tests' database and files."""
    database = connection.settings_dict
    address = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "qcluster"],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "csp_portal.settings",
            "DATABASE_URL": f"postgres://{address}/{database['NAME']}",
            "FILES_DIR": str(default_storage.location),
            "QUEUE_WORKERS": "1",
            "LOG_LEVEL": "ERROR",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    yield
    worker.terminate()
    try:
        worker.wait(20)
    except subprocess.TimeoutExpired:
        pass
    finally:
        # Its children outlive it when it is killed, and would hold the tests' database.
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


@dataclass
class Partnership:
    """A board with its secretary and two members, one of whom sits in the seat for restricted papers."""

    secretary: User
    board: Board
    member: User
    named: User


@pytest.fixture
def partnership(transactional_db: None) -> Partnership:
    secretary = make_secretary(full_name="Delphine Achterby")
    board = make_board(by=secretary, name="Safety Board")
    seats = [
        make_seat(board=board, by=secretary, office=office) for office in ("Director of Health", "Probation")
    ]
    member, named = (seat_person(seat=seat, by=secretary).person for seat in seats)
    template = make_template(board=board, by=secretary)
    for title in ("Apologies", "Any other business"):
        make_template_item(template=template, title=title, by=secretary)
    return Partnership(secretary, board, member, named)
