"""E-mails about requests: that something waits, and a link to a list. No reference, no name, no organisation."""

from datetime import date, datetime
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from csp_portal.accounts.models import Organisation, User
from isp_requests.identity import DESK_ROLES

logger = structlog.get_logger(__name__)


def something_waits_at_the_desk(organisation: Organisation, *, at: datetime, on: date) -> None:
    """Tell an organisation's single point of contact, and the back-up, after the commit."""
    people = User.objects.present().filter(
        duties__in=organisation.duties.in_force(on).filter(role__in=DESK_ROLES)  # type: ignore[attr-defined]
    )
    _send_on_commit(list(people.distinct()))


def something_waits(person: User) -> None:
    """Tell one person who takes part, after the commit."""
    if person.is_active:
        _send_on_commit([person])


def _send_on_commit(people: list[User]) -> None:
    addresses = [person.email for person in people]

    def send() -> None:
        body = render_to_string(
            "emails/sharing_waits.txt",
            {
                "partnership": settings.PARTNERSHIP_NAME,
                "portal": settings.PORTAL_ADDRESS,
                "path": reverse("isp_requests:request_list"),
            },
        )
        for address in addresses:
            try:
                send_mail("Something waits for you in the portal", body, None, [address])
            except (OSError, SMTPException):
                # What happened in the portal stands, whether or not the mail server is up.
                logger.warning("sharing_waits_not_sent")

    transaction.on_commit(send)
