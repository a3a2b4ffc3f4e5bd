"""Telling people: the notices app, above accounts and below everything that has something to tell."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "csp_portal.notices"
    label = "notices"

    def ready(self) -> None:
        from csp_portal.notices import checks  # noqa: F401 - registers what it decorates
