"""Kinds of notices for the tests, and a mail server that does as it is told."""

import pytest

from csp_portal.notices import kinds
from csp_portal.notices.kinds import NoticeKind
from tests.notices.mail_server import MailServer

HIDDEN = set()


def readable(person, notices, on):
    return [notice for notice in notices if notice.about_pk not in HIDDEN]


KINDS = (
    NoticeKind("tests.pack_published", "A pack is published", "Meetings", usual="at_once"),
    NoticeKind("tests.reminded", "Something is due", "Actions", usual="digest", still_readable=readable),
    NoticeKind("tests.noted", "Something is noted", "Actions", usual="portal"),
    NoticeKind("tests.locked", "Your account", "Account", usual="digest", may_change=False),
)


@pytest.fixture(autouse=True)
def kinds_of_tests(settings):
    settings.NOTICE_KINDS = [*settings.NOTICE_KINDS, "tests.notices.conftest.KINDS"]
    kinds._by_name.cache_clear()
    HIDDEN.clear()
    yield
    kinds._by_name.cache_clear()


@pytest.fixture
def hidden():
    return HIDDEN


@pytest.fixture
def mail_server(settings):
    with MailServer() as server:
        settings.MAIL_SERVER_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.address
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_TIMEOUT = 5
        yield server
