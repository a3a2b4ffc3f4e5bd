"""Addresses that belong to no app."""

from django.urls import path

from csp_portal.core import health, views

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("theme.css", views.theme, name="theme"),
    path("session/extend/", views.session_extend, name="session_extend"),
    path("accessibility-statement/", views.accessibility_statement, name="accessibility_statement"),
    path("cookies/", views.cookies, name="cookies"),
    path("help/", views.help_index, name="help_index"),
]
