"""Destroy again what was destroyed before a backup was restored."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from csp_portal.audit.recording import record
from csp_portal.core import clock
from isp_requests import keeping
from isp_requests.states.sharing_request import Event


class Command(BaseCommand):
    help = "Run this after every restore, before anybody signs in: it destroys again what the journal names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--unconfirmed",
            action="store_true",
            help="also what was begun and of which the journal does not know whether it was finished",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = keeping.replay(unconfirmed=options["unconfirmed"])
        except ValueError as fault:
            raise CommandError(f"{fault} Nothing was destroyed.") from None
        record(
            Event.REPLAYED,
            actor=None,
            subject=None,
            at=clock.now(),
            destroyed=result.destroyed,
            left=result.left,
        )
        keeping.vacuum_keys()
        self.stdout.write(
            f"{result.destroyed} sections destroyed again, {result.gone_already} were gone already."
        )
        if result.is_empty:
            self.stdout.write(
                f"The journal in {settings.ISP_JOURNAL_DIR} holds nothing. If anything was ever destroyed, that is not "
                "its folder: set ISP_JOURNAL_DIR, and run this again."
            )
        if result.left:
            self.stdout.write(
                f"{result.left} were begun and perhaps never finished; --unconfirmed destroys them too."
            )
