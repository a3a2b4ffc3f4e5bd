"""Brings a database up to date, in the order in which it works; run it as the owner of the tables."""

import os

import django
from django.core.management import call_command

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("migrate", "--no-input"),
    ("createcachetable",),
    ("database_roles",),  # grants on what the first two made
    ("schedules",),
)

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csp_portal.settings")
    django.setup()
    for command in COMMANDS:
        call_command(*command)
