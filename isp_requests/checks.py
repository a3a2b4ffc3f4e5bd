"""What information sharing needs before the portal starts in production."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from csp_portal.core.checks import PRODUCTION
from isp_requests import person_keys, sealing


@register(PRODUCTION, deploy=True)
def check_master_keys(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Find master keys that are missing, or that are none."""
    if settings.DEMONSTRATION and not settings.ISP_KEKS:
        return []
    try:
        sealing.masters()
    except sealing.KeysMissing as fault:
        return [
            Error(
                str(fault),
                hint="`manage.py isp_key` makes one; keep it where no backup of the database goes.",
                id="isp_requests.E001",
            )
        ]
    return []


@register(PRODUCTION, deploy=True)
def check_search_key(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Find that keys are missing by which people are found, or that one is none."""
    if settings.DEMONSTRATION and not settings.ISP_SEARCH_KEY:
        return []
    try:
        person_keys.search_keys()
    except person_keys.SearchKeyMissing as fault:
        return [
            Error(
                str(fault),
                hint="`manage.py isp_key` makes one; keep it with the master keys; earlier ones stay behind it.",
                id="isp_requests.E002",
            )
        ]
    return []
