"""The audit part of the portal's ground floor."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "csp_portal.audit"
    label = "audit"
