"""What the home page says of notices: the newest that are unread, and mail in trouble."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse

from csp_portal.accounts.models import User
from csp_portal.core.home import NEWS, HomeSection
from csp_portal.notices import notifications, policies
from csp_portal.notices.models import Notice, OutgoingMail

SHOWN = 3
# Some of the newest stand on the page already.
LOOKED_AT = 12


def sections(user: User, *, on: date, at: datetime) -> list[HomeSection]:
    """Show the newest notices that the person has not read; tell an administrator of mail in trouble."""
    newest = list(Notice.objects.to(user).unread()[:LOOKED_AT])
    cards: list[dict[str, Any]] = [
        {"title": notice.title, "url": notice.path, "meta": notice.of_kind.group, "kind": notice.kind}
        for notice in notifications.readable(user, newest, on=on)
    ]
    every = {"title": "All that you were told", "url": reverse("notices:notice_list")}
    if newest and not cards:
        cards.append(every)
    if policies.run_mail.allows(user, on=on) and (troubled := OutgoingMail.objects.troubled().count()):
        cards.append(
            {
                "title": "Mail that needs a decision",
                "url": reverse("notices:mail_list"),
                "text": f"{troubled} e-mail{'s' if troubled > 1 else ''} in doubt or not taken.",
                "is_urgent": True,
            }
        )
    if not cards:
        return []
    more = len(newest) > SHOWN
    return [HomeSection("What is new", cards, place=NEWS, most=SHOWN, rest=every if more else None)]
