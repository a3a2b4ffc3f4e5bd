"""Make a key that signs the audit's seals."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Print a new AUDIT_SIGNING_KEY and the public half that is kept in AUDIT_VERIFY_KEYS after a change."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        key = Ed25519PrivateKey.generate()
        self.stdout.write(f"AUDIT_SIGNING_KEY={key.private_bytes_raw().hex()}")
        self.stderr.write(
            f"Its public half, for AUDIT_VERIFY_KEYS when you change the key: {key.public_key().public_bytes_raw().hex()}"
        )
