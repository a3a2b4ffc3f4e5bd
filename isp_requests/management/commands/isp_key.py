"""Make a master key for ISP_KEKS."""

import base64
import secrets
from typing import Any

from django.core.management.base import BaseCommand

from isp_requests.sealing import KEY_BYTES


class Command(BaseCommand):
    help = "Print a new master key. Put it first in ISP_KEKS, keep the others behind it, then run isp_rotate_keys."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode())
