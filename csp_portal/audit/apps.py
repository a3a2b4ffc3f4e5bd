"""The audit part of the portal's ground floor."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "csp_portal.audit"
    label = "audit"

    def ready(self) -> None:
        from csp_portal.audit import checks  # noqa: F401 - registers what it decorates
