"""Tell whether the audit is whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError
from django.utils import timezone

from csp_portal.audit import seals
from csp_portal.audit.verification import verify


class Command(BaseCommand):
    help = "Work every chain out again and compare it with its seals. Ends with 1 when something is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--chain", help="look at this chain only")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = verify(at=timezone.now(), only=options["chain"])
        except ProgrammingError as gone:
            raise CommandError("The audit's tables are gone, or this login may not read them.") from gone
        self.stdout.write(
            f"{report.entries} entries in {report.chains} chains were checked against {report.seals} seals."
        )
        if not seals.verifying_keys():
            self.stdout.write(
                "There is no AUDIT_SIGNING_KEY, so there are no seals: a cut end could go unnoticed."
                " `manage.py audit_key` makes one."
            )
        if report.faults:
            raise CommandError("\n".join(report.faults))
        self.stdout.write("The audit is whole.")
