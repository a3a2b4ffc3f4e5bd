"""What every page needs to know: whose portal it is, where one can go, how long a session lasts."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string

from csp_portal.core import clock, theme


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give base.html its words, its navigation and its session times."""
    signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
    return {
        "partnership_name": settings.PARTNERSHIP_NAME,
        "partnership_short_name": settings.PARTNERSHIP_SHORT_NAME,
        "partnership_area": settings.PARTNERSHIP_AREA,
        "theme_url": f"{reverse('theme')}?v={theme.version()}",
        "demonstration": settings.DEMONSTRATION,
        "portal_today": clock.today(),
        "navigation": _places(settings.NAVIGATION, request) if signed_in else [],
        "account_navigation": _places(settings.ACCOUNT_NAVIGATION, request) if signed_in else [],
        "session_idle_seconds": settings.SESSION_COOKIE_AGE,
        "session_warning_seconds": settings.SESSION_WARNING_SECONDS,
        "signed_in": signed_in,
    }


def _places(dotted: str, request: HttpRequest) -> list[dict[str, Any]]:
    items: Iterable[Any] = import_string(dotted)
    places = []
    for item in items:
        if not item.shown_to(request.user):
            continue
        url = reverse(item.url_name)
        section = item.section or url
        places.append(
            {
                "label": item.label,
                "url": url,
                "count": item.count(request.user) if item.count else 0,
                "is_current": request.path == url,
                "is_section": request.path == url or (section != "/" and request.path.startswith(section)),
            }
        )
    return places
