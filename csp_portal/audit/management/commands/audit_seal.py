"""Seal the audit's chains now, as the queue does every hour."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from csp_portal.audit import seals


class Command(BaseCommand):
    help = "Write signed ends of the audit's chains to AUDIT_SEALS_DIR, outside the database."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            # By the true time and not by the demonstration's: the trigger's recorded_at goes by it too.
            count = seals.seal(at=timezone.now())
        except ImproperlyConfigured as missing:
            raise CommandError(str(missing)) from missing
        self.stdout.write(f"{count} chains had grown and are sealed.")
