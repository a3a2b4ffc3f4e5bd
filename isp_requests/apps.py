"""The information sharing app."""

from django.apps import AppConfig


class ISPRequestsConfig(AppConfig):
    name = "isp_requests"
