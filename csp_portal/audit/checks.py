"""What the audit needs before the portal starts in production."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

from csp_portal.audit import seals
from csp_portal.core.checks import PRODUCTION
from csp_portal.core.database_roles import AUDIT_OWNER


@register(PRODUCTION, deploy=True)
def check_signing_key(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Find a key that is missing, or that is none."""
    try:
        has_key = seals.signing_key() is not None
        seals.verifying_keys()
    except ImproperlyConfigured as fault:
        return [Error(str(fault), hint="Copy it whole, without quotation marks.", id="audit.E001")]
    if not has_key and not settings.DEMONSTRATION:
        return [
            Error(
                "AUDIT_SIGNING_KEY is empty, so a cut end of the audit would go unnoticed.",
                hint="`manage.py audit_key` makes one; keep it where the database's administrators cannot read it.",
                id="audit.E002",
            )
        ]
    return []


@register(Tags.database)
def check_owner(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Find an audit that belongs to the login which it should be guarded against."""
    if not databases or "default" not in databases:
        return []
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'audit' AND nspowner::regrole::text <> %s",
                [AUDIT_OWNER],
            )
            owner = cursor.fetchone()
    except DatabaseError:
        return []  # there is no database yet, and `migrate` says so better
    if owner is None:
        return []
    return [
        checks.Warning(
            f"The audit belongs to {owner[0]} and not to {AUDIT_OWNER}: whoever has that login could switch its"
            " guards off.",
            hint="Ask a database administrator to run deploy/roles.sql, as its first lines explain.",
            id="audit.W001",
        )
    ]
