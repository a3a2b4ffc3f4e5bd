"""What e-mails say: titles and links, never content."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from csp_portal.accounts.models import User
from csp_portal.notices.kinds import all_kinds
from csp_portal.notices.models import Notice

LONGEST_SUBJECT = 200


def one_line(text: str, *, longest: int = LONGEST_SUBJECT) -> str:
    """Bring a title onto one line: a line break in a subject would begin a header."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def address_of(link: str) -> str:
    """Complete a path to an address of the portal."""
    return link if urlsplit(link).scheme else f"{settings.PORTAL_ADDRESS}{link}"


def written(template: str, context: dict[str, Any]) -> str:
    """Write an e-mail by its template in templates/emails."""
    return render_to_string(
        f"emails/{template}.txt",
        {"partnership": settings.PARTNERSHIP_NAME, "portal": settings.PORTAL_ADDRESS, **context},
    )


def readable(person: User, notices: Sequence[Notice], *, on: date) -> list[Notice]:
    """Leave out what the person may not read any more: one question for each kind."""
    by_kind: dict[str, list[Notice]] = {}
    for notice in notices:
        by_kind.setdefault(notice.kind, []).append(notice)
    kept: set[int] = set()
    for name, group in by_kind.items():
        # What an app does not list any more leads nowhere.
        if (kind := all_kinds().get(name)) is not None:
            still = group if kind.still_readable is None else kind.still_readable(person, group, on)
            kept.update(notice.pk for notice in still)
    return [notice for notice in notices if notice.pk in kept]


def of_notices(notices: Sequence[Notice], *, is_digest: bool) -> tuple[str, str]:
    """Write the subject and the text of an e-mail that carries notices."""
    if not is_digest:
        [notice] = notices
        return notice.title, written("notice", {"notice": notice})
    # One line for each thing: of two reminders of one action the newer says it all.
    lines = {(notice.kind, notice.about_pk or str(notice.pk)): notice for notice in notices}
    groups: dict[str, list[Notice]] = {}
    for notice in lines.values():
        groups.setdefault(notice.of_kind.group, []).append(notice)
    things = f"{len(lines)} thing{'s' if len(lines) > 1 else ''}"
    subject = f"{things} to look at in the {settings.PARTNERSHIP_SHORT_NAME} portal"
    return subject, written("digest", {"groups": groups.items()})
