"""
Signed ends of the chains, kept outside the database.

A chain alone does not notice that its last entries were cut off, nor that somebody who may do anything
in the database wrote all of it anew. A seal says, signed and dated, how far a chain had come.
"""

import base64
import binascii
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from csp_portal.audit import chain

FIRST = "0" * 64


@dataclass(frozen=True)
class Seal:
    """One line of the seals' files, as it was found."""

    place: str
    serial: int
    chain: str
    number: int
    hash: bytes
    sealed_at: datetime
    fault: str = ""


def _seed(text: str, setting: str) -> bytes:
    try:
        seed = bytes.fromhex(text) if len(text) == 64 else base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        seed = b""
    if len(seed) != 32:
        raise ImproperlyConfigured(
            f"{setting} is not 32 bytes in hex or base64. `manage.py audit_key` makes one."
        )
    return seed


def signing_key() -> Ed25519PrivateKey | None:
    """
    Read the key that signs seals, if there is one.

    :raises ImproperlyConfigured: if the setting is not a key
    """
    text = settings.AUDIT_SIGNING_KEY
    return Ed25519PrivateKey.from_private_bytes(_seed(text, "AUDIT_SIGNING_KEY")) if text else None


def verifying_keys() -> dict[str, Ed25519PublicKey]:
    """
    Read the keys that seals may be signed with: today's, and the public halves of earlier ones.

    :raises ImproperlyConfigured: if a setting is not a key
    """
    keys = [
        Ed25519PublicKey.from_public_bytes(_seed(text, "AUDIT_VERIFY_KEYS"))
        for text in settings.AUDIT_VERIFY_KEYS
    ]
    if (own := signing_key()) is not None:
        keys.append(own.public_key())
    return {key.public_bytes_raw().hex(): key for key in keys}


def _signed_bytes(line: dict[str, Any]) -> bytes:
    return json.dumps(line, sort_keys=True, separators=(",", ":")).encode()


def _files() -> list[Path]:
    return sorted(Path(settings.AUDIT_SEALS_DIR).glob("seals-*.jsonl"))


def _lines() -> Iterator[tuple[str, str]]:
    for path in _files():
        with path.open(encoding="utf-8") as file:
            for position, line in enumerate(file, start=1):
                yield f"{path.name} line {position}", line.rstrip("\n")


def read() -> Iterator[Seal]:
    """Read every seal there is, with what is wrong with it."""
    keys = verifying_keys()
    previous, serial = FIRST, 0
    for place, text in _lines():
        serial += 1
        try:
            line = json.loads(text)
            signature = bytes.fromhex(line.pop("signature"))
            seal = Seal(
                place,
                line["serial"],
                line["chain"],
                line["number"],
                bytes.fromhex(line["hash"]),
                datetime.fromisoformat(line["sealed_at"]),
            )
            if line["key"] not in keys:
                fault = "is signed with a key that this portal does not know"
            elif line["previous"] != previous or seal.serial != serial:
                fault = "does not follow the one before it: a seal is missing or was put in"
            else:
                keys[line["key"]].verify(signature, _signed_bytes(line))
                fault = ""
        except InvalidSignature:
            fault = "has a signature that does not fit it"
        except (ValueError, KeyError, TypeError, AttributeError):
            yield Seal(place, serial, "", 0, b"", timezone.now(), "cannot be read")
            return
        yield Seal(seal.place, seal.serial, seal.chain, seal.number, seal.hash, seal.sealed_at, fault)
        if fault:
            return
        previous = hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def _alone() -> Iterator[None]:
    folder = Path(settings.AUDIT_SEALS_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def seal(*, at: datetime) -> int:
    """
    Seal every chain that has grown since its last seal, and tell how many those were.

    :raises ImproperlyConfigured: if there is no key to sign with
    """
    key = signing_key()
    if key is None:
        raise ImproperlyConfigured("AUDIT_SIGNING_KEY is empty. `manage.py audit_key` makes one.")
    with _alone():
        previous, serial, sealed = FIRST, 0, {}
        for _, text in _lines():
            line = json.loads(text)
            previous = hashlib.sha256(text.encode()).hexdigest()
            serial = line["serial"]
            sealed[line["chain"]] = (line["number"], line["hash"])
        written = 0
        with (Path(settings.AUDIT_SEALS_DIR) / f"seals-{at:%Y-%m}.jsonl").open("a", encoding="utf-8") as file:
            for name, head in chain.heads().items():
                if sealed.get(name) == (head.number, head.hash.hex()):
                    continue
                serial += 1
                line = {
                    "serial": serial,
                    "chain": name,
                    "number": head.number,
                    "hash": head.hash.hex(),
                    "sealed_at": at.isoformat(),
                    "previous": previous,
                    "key": key.public_key().public_bytes_raw().hex(),
                }
                text = json.dumps({**line, "signature": key.sign(_signed_bytes(line)).hex()})
                file.write(text + "\n")
                previous = hashlib.sha256(text.encode()).hexdigest()
                written += 1
            file.flush()
            os.fsync(file.fileno())
    return written


def seal_by_schedule() -> int:
    """Seal by the queue's clock; without a key, as on a developer's machine, there is nothing to do."""
    if not settings.AUDIT_SIGNING_KEY:
        return 0
    # By the true time and not by the demonstration's: the trigger's recorded_at goes by it too.
    return seal(at=timezone.now())
