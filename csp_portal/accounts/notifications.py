"""E-mails about people and duties. They carry links, never content, and leave after the commit."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from csp_portal.accounts.models import Duty, Invitation, User
from csp_portal.accounts.roles import Role

logger = logging.getLogger(__name__)


def _send(template: str, *, subject: str, to: list[str], **context: object) -> bool:
    """Send one e-mail to each address by itself, and say whether the mail server took them all."""
    body = render_to_string(
        f"emails/{template}.txt",
        {"partnership": settings.PARTNERSHIP_NAME, "portal": settings.PORTAL_ADDRESS, **context},
    )
    taken = True
    for address in to:
        try:
            send_mail(subject, body, None, [address])
        except (OSError, SMTPException):
            # What happened in the portal stands, whether or not the mail server is up.
            logger.exception("The e-mail %s could not be sent.", template)
            taken = False
    return taken


def _send_on_commit(template: str, *, subject: str, to: list[str], **context: object) -> None:
    def send() -> None:
        _send(template, subject=subject, to=to, **context)

    transaction.on_commit(send)


def invitation_sent(invitation: Invitation) -> None:
    """Send the link; note on the invitation when the mail server has taken it."""

    def send() -> None:
        if _send(
            "invitation",
            subject=f"Your invitation to the {settings.PARTNERSHIP_SHORT_NAME} portal",
            to=[invitation.user.email],
            link=invitation.link,
            expires_at=invitation.expires_at,
        ):
            invitation.mailed_at = invitation.sent_at
            invitation.save()

    transaction.on_commit(send)


def _tell_other_administrators(template: str, *, subject: str, person: User, by: User | None) -> None:
    others = User.objects.present().filter(duties__role=Role.ADMINISTRATOR, duties__ended_at=None)
    if by is not None:
        others = others.exclude(pk=by.pk)
    addresses = sorted(set(others.values_list("email", flat=True)))
    link = settings.PORTAL_ADDRESS + reverse("accounts:person_detail", args=[person.pk])
    _send_on_commit(template, subject=subject, to=addresses, link=link)


def duty_granted(duty: Duty, *, by: User | None) -> None:
    _tell_other_administrators(
        "duty_granted", subject="A duty was given in the portal", person=duty.user, by=by
    )


def duty_ended(duty: Duty, *, by: User | None) -> None:
    _tell_other_administrators(
        "duty_ended", subject="A duty was ended in the portal", person=duty.user, by=by
    )


def second_factor_reset(person: User, *, by: User | None) -> None:
    _tell_other_administrators(
        "second_factor_reset", subject="A second factor was reset in the portal", person=person, by=by
    )
    _send_on_commit(
        "your_second_factor_reset",
        subject="Your second factor was reset",
        to=[person.email],
        link=settings.PORTAL_ADDRESS + reverse("accounts:account_detail"),
    )


def address_changed(*, before: str, after: str) -> None:
    _send_on_commit(
        "address_changed",
        subject="The e-mail address of your account was changed",
        to=[before, after],
        link=settings.PORTAL_ADDRESS,
    )
