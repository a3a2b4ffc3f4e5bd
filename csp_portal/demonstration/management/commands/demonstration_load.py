"""Load the demonstration into an empty portal."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from csp_portal.demonstration import loading


class Command(BaseCommand):
    help = "Load the demonstration: the partnership of March 2016 with invented people."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError(
                "This is not a demonstration (DEMONSTRATION is not set), so nothing was loaded."
            )
        is_new = loading.load()
        self.stdout.write(
            "The demonstration is loaded." if is_new else "The demonstration is loaded already."
        )
