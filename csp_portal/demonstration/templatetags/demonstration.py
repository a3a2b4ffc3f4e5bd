"""What the demonstration shows to whoever tries it on one computer; in production each of these is empty."""

import time
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django import template
from django.conf import settings
from django.core.cache import cache

from csp_portal.accounts.models import Invitation, User
from csp_portal.accounts.sessions import used_code_key
from csp_portal.demonstration.accounts import DEMONSTRATION_ACCOUNTS

register = template.Library()


@register.inclusion_tag("demonstration/accounts.html", takes_context=True)
def demonstration_accounts(context: Any) -> dict[str, Any]:
    """List an account for each role with its password."""
    if not settings.DEMONSTRATION:
        return {"accounts": []}
    emails = [account.email for account in DEMONSTRATION_ACCOUNTS]
    there = set(User.objects.present().filter(email__in=emails).values_list("email", flat=True))
    return {
        "accounts": [account for account in DEMONSTRATION_ACCOUNTS if account.email in there],
        "csrf_token": context.get("csrf_token"),
        "next": context["request"].GET.get("next", ""),
    }


@register.inclusion_tag("demonstration/code.html")
def demonstration_code(person: User) -> dict[str, Any]:
    """Show the code that this person's app would show now, since the person trying it has no such app."""
    if not settings.DEMONSTRATION:
        return {"code": ""}
    app = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    return {"code": _unused_code(person, app) if app else ""}


def _unused_code(person: User, app: Authenticator) -> str:
    secret = decrypt(app.data["secret"])
    period = int(time.time()) // app_settings.TOTP_PERIOD
    codes = [format_hotp_value(hotp_value(secret, period + step)) for step in (0, 1, -1)]
    # Signing in twice in half a minute is what people do who try things; a code is taken once only.
    return next((code for code in codes if cache.get(used_code_key(person, code)) is None), codes[0])


@register.inclusion_tag("demonstration/invitation.html")
def demonstration_invitation(invitation: Invitation) -> dict[str, Any]:
    """Show the link of an invitation, since nobody reads the mail of invented people."""
    return {"link": invitation.link if settings.DEMONSTRATION else ""}
