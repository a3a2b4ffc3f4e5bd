"""Make a key for ISP_KEKS or ISP_SEARCH_KEY."""

import base64
import secrets
from typing import Any

from django.core.management.base import BaseCommand

from isp_requests.sealing import KEY_BYTES


class Command(BaseCommand):
    help = (
        "Print a new key. As a master key, put it first in ISP_KEKS, keep the others behind it, then run "
        "isp_rotate_keys; as a key by which people are found, put it first in ISP_SEARCH_KEY, keep the others behind "
        "it for good, then run isp_change_search_key."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode())
