"""Adding to the audit: keys, codes and dates only, never what somebody wrote or who they are."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import DatabaseError, models
from django.utils.crypto import salted_hmac
from django.utils.timezone import is_aware

from csp_portal.audit.models import AuditEvent

# Refusals, errors and failed sign-ins have a chain of their own, so that a flood of them delays nobody's work.
ACCESS_CHAIN = "access"

_KIND = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
# No space and no @: a sentence, a name or an e-mail address is not a code.
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/+-]*")
_LONGEST_CODE = 100
_MOST_DETAILS = 20
_MOST_IN_A_LIST = 200


class NotRecorded(DatabaseError):
    """Raised when the database took an entry and kept none: somebody put something between."""


class NotForTheAudit(ValueError):
    """Raised when something other than keys, codes and dates is handed to the audit."""


def _plain(name: str, value: Any) -> Any:
    match value:
        case None | bool() | int():
            return value
        case datetime() | date():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case str() if value == "" or (len(value) <= _LONGEST_CODE and _CODE.fullmatch(value)):
            return str.__str__(value)  # a choice's value and not its name
        case list() | tuple() if len(value) <= _MOST_IN_A_LIST:
            if any(isinstance(item, list | tuple) for item in value):
                raise NotForTheAudit(f"“{name}” is a list inside a list; the audit keeps flat lists.")
            return [_plain(name, item) for item in value]
    # The value itself stays out of the message, which ends in logs.
    raise NotForTheAudit(
        f"“{name}” is a {type(value).__name__} that is not a key, a code of at most {_LONGEST_CODE} characters,"
        f" a date, or a list of at most {_MOST_IN_A_LIST} of these."
    )


def record(
    kind: str,
    *,
    actor: Any,
    subject: models.Model | None,
    at: datetime,
    chain: str = "portal",
    **details: Any,
) -> AuditEvent:
    """
    Add an entry: what happened (dotted, past tense), who did it, to which record, when, and codes.

    Make it the last statement of the transaction: it holds the chain's lock until the commit.

    :raises NotForTheAudit: if a detail could be personal content
    :raises NotRecorded: if nothing was kept
    """
    if not _KIND.fullmatch(kind):
        raise NotForTheAudit(f"“{kind}” is not a dotted name such as meetings.meeting.called.")
    if not is_aware(at):
        raise NotForTheAudit("The time of an entry needs its time zone.")
    if subject is not None and subject.pk is None:
        raise NotForTheAudit("A record has no key before it is saved, so nothing can be said about it.")
    if len(details) > _MOST_DETAILS:
        raise NotForTheAudit(f"An entry has at most {_MOST_DETAILS} details.")
    event = AuditEvent.objects.create(
        chain=chain,
        kind=str(kind),
        actor_pk=None if actor is None else actor.pk,
        subject_type="" if subject is None else subject._meta.label_lower,
        subject_pk="" if subject is None else str(subject.pk),
        happened_at=at,
        details={name: _plain(name, value) for name, value in details.items()},
    )
    if event.pk is None:
        raise NotRecorded("The audit kept nothing.")
    return event


def record_refusal(*, actor: Any, view: str, method: str, at: datetime) -> AuditEvent:
    """
    Add that somebody was refused a page.

    Call it outside the transaction that was refused, or it is rolled back with it.
    """
    return record(
        "audit.access.refused",
        actor=actor,
        subject=None,
        at=at,
        chain=ACCESS_CHAIN,
        view=view,
        method=method,
    )


def record_failure(*, actor: Any, view: str, method: str, at: datetime) -> AuditEvent:
    """Add that a page ended in an error of ours, outside the transaction that ended with it."""
    return record(
        "audit.access.failed",
        actor=actor,
        subject=None,
        at=at,
        chain=ACCESS_CHAIN,
        view=view,
        method=method,
    )


def address_digest(address: str) -> str:
    """Turn an e-mail address into a code that can be compared and not be read."""
    return salted_hmac("csp_portal.audit.address", address.strip().lower(), algorithm="sha256").hexdigest()


def record_failed_sign_in(*, address: str, at: datetime) -> AuditEvent:
    """Add that a sign-in failed; of the address only a keyed hash is kept."""
    return record(
        "accounts.sign_in.failed",
        actor=None,
        subject=None,
        at=at,
        chain=ACCESS_CHAIN,
        address_digest=address_digest(address),
    )
