"""What this session has shown of the person in it: a second factor, a fresh sign-in."""

import time
from collections.abc import Callable
from datetime import date
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import SECOND_FACTOR_ROLES


class SignedInRequest(HttpRequest):
    """A request to a page that nobody meets without signing in; for the type checker."""

    user: User


SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def needs_second_factor(person: User, *, on: date) -> bool:
    """Test whether one of the person's duties asks for a second factor."""
    return bool(person.roles(on=on) & SECOND_FACTOR_ROLES)


def has_second_factor(person: User) -> bool:
    """Test whether the person has an app or a passkey; recovery codes alone do not count."""
    return Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS).exists()


def has_shown_second_factor(request: HttpRequest) -> bool:
    """Test whether a second factor was shown in this very session, which costs no query."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def used_code_key(person: User, code: str) -> str:
    """Give the name under which the cache remembers that a code of the app was used."""
    return f"accounts.code_used.{person.pk}.{''.join(code.split())}"


def remember_second_factor(request: HttpRequest, *, kind: str) -> None:
    """Note in the session that a second factor was just set up in it, so that nobody shows it twice."""
    record_authentication(request, request.user, "mfa", type=kind)


def is_fresh(request: HttpRequest) -> bool:
    """Test whether the person in this session proved who they are in the last ten minutes."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def requires_fresh_sign_in(view: Callable[..., Any]) -> Callable[..., Any]:
    """Ask again for the password or second factor when the last proof is older than ten minutes."""
    return reauthentication_required(view, app="csp_portal.accounts")
