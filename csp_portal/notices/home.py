"""What the home page says of notices: the newest that are unread."""

from datetime import date, datetime

from django.urls import reverse

from csp_portal.accounts.models import User
from csp_portal.core.home import HomeSection
from csp_portal.notices import notifications
from csp_portal.notices.models import Notice

SHOWN = 3


def sections(user: User, *, on: date, at: datetime) -> list[HomeSection]:
    """Show the newest notices that the person has not read, and lead to the others."""
    newest = list(Notice.objects.to(user).unread()[: SHOWN + 1])
    if not newest:
        return []
    cards = [
        {"title": notice.title, "url": notice.path, "meta": notice.of_kind.group}
        for notice in notifications.readable(user, newest[:SHOWN], on=on)
    ]
    if len(newest) > SHOWN or not cards:
        cards.append({"title": "All that you were told", "url": reverse("notices:notice_list")})
    return [HomeSection("What is new", cards)]
