"""The demonstration part of the portal's ground floor."""

from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "csp_portal.demonstration"
    label = "demonstration"
