"""What the home page says to the partnership administrator."""

from datetime import date, datetime

from django.urls import reverse

from csp_portal.accounts.models import Invitation, User
from csp_portal.accounts.roles import Permission
from csp_portal.core.home import HomeSection


def sections(user: User, *, on: date, at: datetime) -> list[HomeSection]:
    """Count the invitations that nobody has taken up yet."""
    if not user.holds(Permission.RUN_PORTAL, on=on):
        return []
    waiting = Invitation.objects.open().count()
    told = f"{waiting} invitation{' has' if waiting == 1 else 's have'} not been taken up yet."
    return [
        HomeSection(
            "People",
            [
                {
                    "title": "People and their duties",
                    "url": reverse("accounts:person_list"),
                    "text": told if waiting else "Every invitation has been taken up.",
                },
                {"title": "Organisations", "url": reverse("accounts:organisation_list")},
                {"title": "Audit", "url": reverse("accounts:event_list")},
            ],
        )
    ]
