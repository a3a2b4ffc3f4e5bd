"""E-mails about people and duties. They carry links, never content, and leave by the queue."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate

from csp_portal.accounts.models import Duty, Invitation, User
from csp_portal.accounts.roles import ORGANISATION_ROLES, Role


def _send(template: str, *, subject: str, to: list[str], **context: object) -> None:
    """Put one e-mail for each address into the queue; it is rolled back with whatever it tells of."""
    body = render_to_string(
        f"emails/{template}.txt",
        {"partnership": settings.PARTNERSHIP_NAME, "portal": settings.PORTAL_ADDRESS, **context},
    )
    for address in to:
        send_mail(subject, body, None, [address])


def invitation_sent(invitation: Invitation) -> None:
    """Send the link, and note on the invitation that it is on its way."""
    _send(
        "invitation",
        subject=f"Your invitation to the {settings.PARTNERSHIP_SHORT_NAME} portal",
        to=[invitation.user.email],
        link=invitation.link,
        expires_at=invitation.expires_at,
    )
    invitation.mailed_at = invitation.sent_at
    invitation.save()


def _tell_other_administrators(template: str, *, subject: str, person: User, by: User | None) -> None:
    others = User.objects.present().filter(duties__role=Role.ADMINISTRATOR, duties__ended_at=None)
    if by is not None:
        others = others.exclude(pk=by.pk)
    addresses = sorted(set(others.values_list("email", flat=True)))
    link = settings.PORTAL_ADDRESS + reverse("accounts:person_detail", args=[person.pk])
    _send(template, subject=subject, to=addresses, link=link)


def duty_granted(duty: Duty, *, by: User | None) -> None:
    _tell_other_administrators(
        "duty_granted", subject="A duty was given in the portal", person=duty.user, by=by
    )
    _send(
        "duty_granted_for_organisation",
        subject="Somebody was given a duty in information sharing for your organisation",
        to=_contacts_told_of(duty),
        link=settings.PORTAL_ADDRESS,
    )


def _contacts_told_of(duty: Duty) -> list[str]:
    """List who would notice that a stranger can read their organisation's requests: its contacts (ISP 7.4)."""
    if duty.role not in ORGANISATION_ROLES:
        return []
    held = Duty.objects.in_force(localdate(duty.granted_at)).filter(
        organisation=duty.organisation, role__in=(Role.SPOC, Role.BACKUP_SPOC)
    )
    contacts = User.objects.present().filter(duties__in=held).exclude(pk=duty.user_id)
    return sorted(set(contacts.values_list("email", flat=True)))


def duty_ended(duty: Duty, *, by: User | None) -> None:
    _tell_other_administrators(
        "duty_ended", subject="A duty was ended in the portal", person=duty.user, by=by
    )


def second_factor_reset(person: User, *, by: User | None) -> None:
    _tell_other_administrators(
        "second_factor_reset", subject="A second factor was reset in the portal", person=person, by=by
    )
    _send(
        "your_second_factor_reset",
        subject="Your second factor was reset",
        to=[person.email],
        link=settings.PORTAL_ADDRESS + reverse("accounts:account_detail"),
    )


def address_changed(*, before: str, after: str) -> None:
    _send(
        "address_changed",
        subject="The e-mail address of your account was changed",
        to=[before, after],
        link=settings.PORTAL_ADDRESS,
    )
