"""The core part of the portal's ground floor."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "csp_portal.core"
    label = "core"

    def ready(self) -> None:
        from csp_portal.core import checks, retention  # noqa: F401 - register what they decorate
