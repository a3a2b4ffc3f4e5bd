"""The accounts part of the portal's ground floor."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "csp_portal.accounts"
    label = "accounts"
