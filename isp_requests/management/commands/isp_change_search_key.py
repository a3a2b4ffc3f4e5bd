"""Lay the newest key over those by which people concerned are found."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from csp_portal.audit.recording import record
from csp_portal.core import clock
from isp_requests import person_keys
from isp_requests.states.sharing_request import Event


class Command(BaseCommand):
    help = "Change what people are found by to the first key of ISP_SEARCH_KEY. No name is opened for it."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = person_keys.change_key()
        except person_keys.SearchKeyMissing as fault:
            raise CommandError(str(fault)) from None
        record(
            Event.SEARCH_KEY_CHANGED,
            actor=None,
            subject=None,
            at=clock.now(),
            changed=result.changed,
            unknown=result.unknown,
        )
        self.stdout.write(f"{result.changed} changed, {result.current} were so already.")
        if result.unknown:
            raise CommandError(
                f"{result.unknown} were made by a key that is not in ISP_SEARCH_KEY, and are found by nobody. Put it back "
                "behind the others: earlier keys stay in the setting."
            )
