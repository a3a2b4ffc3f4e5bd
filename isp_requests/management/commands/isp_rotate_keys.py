"""Wrap the key of every sealed section by the active master key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from csp_portal.audit.recording import record
from csp_portal.core import clock
from isp_requests import keeping, sealing
from isp_requests.states.sharing_request import Event


class Command(BaseCommand):
    help = (
        "Rewrap the keys of sealed sections by the first key of ISP_KEKS, as this version of the portal wraps them. What "
        "is sealed stays as it is."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = keeping.rotate()
        except sealing.KeysMissing as fault:
            raise CommandError(str(fault)) from None
        record(
            Event.KEYS_REWRAPPED,
            actor=None,
            subject=None,
            at=clock.now(),
            rewrapped=result.rewrapped,
            shut=len(result.shut),
        )
        keeping.vacuum_keys()
        self.stdout.write(f"{result.rewrapped} keys rewrapped, {result.current} were so already.")
        if result.shut:
            raise CommandError(
                f"{len(result.shut)} keys could not be unwrapped, the first of section {result.shut[0]}. Keep the "
                "earlier master keys in ISP_KEKS, and find out why."
            )
        self.stdout.write("The earlier master keys can be retired once no backup needs them.")
