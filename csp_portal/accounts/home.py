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
    return [
        HomeSection(
            "People",
            [
                {
                    "title": "People and their duties",
                    "url": reverse("accounts:person_list"),
                    "text": f"{waiting} invitation{' has' if waiting == 1 else 's have'} not been taken up yet.",
                },
                {"title": "Organisations", "url": reverse("accounts:organisation_list")},
                {"title": "Audit", "url": reverse("accounts:event_list")},
            ],
        )
    ]
