"""What production must have before the portal starts there."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register, run_checks
from django.core.exceptions import ImproperlyConfigured

PRODUCTION = "production"
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
SHORTEST_SECRET = 50


@register(PRODUCTION, deploy=True)
def check_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Find what this installation lacks; the demonstration, on one machine and over HTTP, lacks less."""
    faults: list[CheckMessage] = []
    if len(settings.SECRET_KEY) < SHORTEST_SECRET or len(set(settings.SECRET_KEY)) < 5:
        faults.append(
            Error(
                f"SECRET_KEY is shorter than {SHORTEST_SECRET} characters.",
                hint="Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'",
                id="core.E001",
            )
        )
    if settings.DEMONSTRATION:
        return faults
    if settings.DEBUG:
        faults.append(
            Error("DEBUG shows settings and data to anybody.", hint="Switch it off.", id="core.E002")
        )
    if not set(settings.ALLOWED_HOSTS) - LOCAL_HOSTS or "*" in settings.ALLOWED_HOSTS:
        faults.append(
            Error(
                "ALLOWED_HOSTS does not name the portal's own host.",
                hint="Set it to the host in people's address bar, such as csp.example.gov.uk.",
                id="core.E003",
            )
        )
    if not settings.SERVED_OVER_HTTPS:
        faults.append(
            Error(
                "SERVED_OVER_HTTPS is off: passwords would travel in clear.",
                hint="Serve the portal over HTTPS and switch the setting on.",
                id="core.E004",
            )
        )
    if settings.MAIL_SERVER_BACKEND.endswith("smtp.EmailBackend") and settings.EMAIL_HOST in (
        "",
        "localhost",
    ):
        faults.append(
            Error(
                "EMAIL_HOST is not set, so invitations and reminders would go nowhere.",
                hint="Set it to the mail server that takes the portal's mail.",
                id="core.E005",
            )
        )
    if settings.MAIL_SERVER_BACKEND.endswith(
        ("console.EmailBackend", "dummy.EmailBackend", "locmem.EmailBackend")
    ):
        faults.append(
            Error(
                "EMAIL_URL names a backend that sends nothing.",
                hint="Only the demonstration and the tests do without a mail server.",
                id="core.E006",
            )
        )
    if settings.CLOCK_OFFSET_DAYS:
        faults.append(
            Error(
                "CLOCK_OFFSET_DAYS moves the portal's clock, which only the demonstration may do.",
                hint="Leave it out.",
                id="core.E007",
            )
        )
    return faults


def refuse_to_start_incomplete(tags: Sequence[str] = (PRODUCTION,)) -> None:
    """
    Stop a web process before it answers anybody, rather than have it run unsafe.

    :raises ImproperlyConfigured: with everything that is missing
    """
    faults = [
        fault for fault in run_checks(tags=list(tags), include_deployment_checks=True) if fault.is_serious()
    ]
    if faults:
        raise ImproperlyConfigured(
            "The portal does not start, because something it needs is missing.\n"
            + "\n".join(f"- {fault.msg} {fault.hint}" for fault in faults)
        )
