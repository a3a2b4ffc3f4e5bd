"""Speaking with the mail server: what it answers decides what becomes of an e-mail."""

import smtplib
import time
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from csp_portal.core import clock
from csp_portal.notices import notifications, workflow
from csp_portal.notices.models import OutgoingMail
from csp_portal.notices.states import Problem, What

log = structlog.get_logger(__name__)

# So that one job ends well before the queue takes it for dead; the next one goes on.
MOST_AT_A_TIME = 100
LONGEST_SECONDS = 240


class NothingLeft(Exception):
    """Raised when nothing is left to tell."""


def letter(mail: OutgoingMail) -> EmailMessage:
    """
    Put an e-mail together as it leaves now.

    :raises NothingLeft: if its person has left, or may read nothing of it any more
    """
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    if mail.what in (What.NOTICE, What.DIGEST):
        person = mail.person
        notices = list(mail.notices.order_by("told_at", "pk"))
        if person is None or not person.is_active:
            raise NothingLeft
        notices = notifications.readable(person, notices, on=clock.today())
        if not notices:
            raise NothingLeft
        subject, text = notifications.of_notices(notices, is_digest=mail.what == What.DIGEST)
    else:
        subject = mail.subject
        text, more = mail.unseal()
        headers |= more
    return EmailMessage(notifications.one_line(subject), text, None, [mail.receiver], headers=headers)


def send_all() -> int:
    """Send what is due until nothing is, or the server cannot be reached, and say how many were sent."""
    sent = 0
    connection = None
    begun = time.monotonic()
    try:
        for _ in range(MOST_AT_A_TIME):
            if time.monotonic() - begun > LONGEST_SECONDS:
                break
            mail = workflow.claim(by=None, at=clock.now())
            if mail is None:
                break
            if connection is None:
                connection = _connected()
            if connection is None:
                # The others need not be tried: they wait until their turn comes again.
                workflow.put_off(mail=mail, problem=Problem.UNREACHABLE, by=None, at=clock.now())
                break
            if _send(mail, connection):
                sent += 1
            else:
                _close(connection)
                connection = None
    finally:
        if connection is not None:
            _close(connection)
    return sent


def _connected() -> Any:
    connection = get_connection(settings.MAIL_SERVER_BACKEND)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as problem:
        log.warning("mail_server_unreachable", problem=type(problem).__name__)
        return None
    return connection


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        log.info("mail_server_left_first")


def _send(mail: OutgoingMail, connection: Any) -> bool:
    """Send one e-mail, and say whether the connection is as good as before."""
    try:
        message = letter(mail)
    except NothingLeft:
        workflow.drop_empty(mail=mail, by=None, at=clock.now())
        return True
    # Of what the server answers only the code is kept: the words can hold the address.
    try:
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as problem:
        codes = [code for code, _ in problem.recipients.values()]
        _not_taken(mail, max(codes, default=550), Problem.ADDRESS_REFUSED)
        return False
    except smtplib.SMTPResponseException as problem:
        _not_taken(mail, problem.smtp_code, Problem.REFUSED)
        return False
    except (OSError, smtplib.SMTPException) as problem:
        # It may have been taken before the line went dead.
        log.warning("mail_in_doubt", mail=mail.pk, problem=type(problem).__name__)
        workflow.note_doubt(mail=mail, by=None, at=clock.now())
        return False
    workflow.note_sent(mail=mail, by=None, at=clock.now())
    return True


def _not_taken(mail: OutgoingMail, code: int, problem: Problem) -> None:
    log.info("mail_not_taken", mail=mail.pk, code=code)
    if 400 <= code < 500:
        workflow.put_off(mail=mail, problem=Problem.PUT_OFF, by=None, at=clock.now())
    else:
        workflow.note_refused(mail=mail, problem=problem, by=None, at=clock.now())
