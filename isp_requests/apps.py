"""The information sharing app."""

from django.apps import AppConfig


class ISPRequestsConfig(AppConfig):
    name = "isp_requests"

    def ready(self) -> None:
        from isp_requests import checks

        assert checks  # noqa: S101 - importing registers them
