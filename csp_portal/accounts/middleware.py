"""Nobody whose duty asks for a second factor gets past this without one."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from csp_portal.accounts.sessions import has_second_factor, has_shown_second_factor, needs_second_factor
from csp_portal.core import clock

ALWAYS_OPEN = frozenset({"account_logout"})
# For a person who has none yet: what it takes to get one.
ENROLMENT = ALWAYS_OPEN | {
    "accounts:second_factor_required",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
}
# For a person who has one and has not shown it in this session: a stolen session gets no new one.
CONFIRMATION = ALWAYS_OPEN | {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}


class SecondFactorMiddleware:
    """Send such a person to enrol, or to show what they enrolled, before any other page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or has_shown_second_factor(request):
            return None
        if not needs_second_factor(request.user, on=clock.today()):
            return None
        assert request.resolver_match is not None  # noqa: S101 - process_view comes after the resolver
        here = request.resolver_match.view_name
        if not has_second_factor(request.user):
            return None if here in ENROLMENT else redirect("accounts:second_factor_required")
        if here in CONFIRMATION:
            return None
        back = request.get_full_path() if request.method == "GET" else reverse("home")
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}")
