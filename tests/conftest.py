"""What every test may ask for, and what holds for all of them."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import Browser, Page, sync_playwright

from tests import settings as tests_settings
from tests.databases import migrated_template
from tests.journeys.axe import findings

CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    # It would look for its maker's servers otherwise, and wait.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: Any) -> None:
    """Let each worker's database be a copy of one that was migrated once, by whichever of them came first."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Free the test database at the end."""
    # The plugin makes test databases only when a test marked for one was collected.
    assert connection.settings_dict["NAME"].startswith("test_"), "Mark these tests with django_db."
    yield
    with django_db_blocker.unblock():
        # A test that ends sessions may have ended the one that was begun here.
        connection.close()
        # A worker that a test killed, or a browser's last request, may hold a session for a moment longer;
        # a database in use cannot be dropped.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = current_user"
            )


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Start each test with an empty cache: rate limits of one are none of another's business."""
    cache.clear()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give Debian's Chromium."""
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(CHROMIUM_OPTIONS)
        )
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """
    Give a page of the live server that fails the test when the browser complains.

    What a broken content security policy blocks is among what it complains of. A test that means
    to meet an error page empties `page.complaints` before it ends.
    """
    context = browser.new_context(base_url=live_server.url, locale="en-GB", timezone_id="Europe/London")
    page = context.new_page()
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.complaints = complaints  # type: ignore[attr-defined]
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    yield page

    context.close()
    assert complaints == []


@pytest.fixture
def axe(page: Page) -> Callable[..., list[str]]:
    """Give a function that names what axe finds on the page as it stands."""

    return lambda *, on=None: findings(on or page)


def pytest_unconfigure() -> None:
    """Remove what the tests wrote; the workers of xdist leave without Python's own clearing up."""
    tests_settings.FOLDER.cleanup()
