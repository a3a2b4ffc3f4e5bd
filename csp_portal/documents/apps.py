"""The documents part of the portal's ground floor."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "csp_portal.documents"
    label = "documents"
