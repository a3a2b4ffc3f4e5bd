"""
The cipher: AES-256-GCM with a fresh key for each sealed section, wrapped by master keys outside the database.

Where a section belongs goes into the seal as associated data, so what is moved to another row does not
open. Nothing here falls back: what does not open raises. `isp_requests.door` is the only way to what is
inside; a test holds that nothing else imports this module.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VERSION = b"\x01"
# Since the second version a key says as well to whose request, breach and answer its section belongs.
KEY_VERSIONS = FIRST_KEY_VERSION, KEY_VERSION = b"\x01", b"\x02"
KEY_BYTES, NONCE_BYTES, MASTER_ID_BYTES, TAG_BYTES = 32, 12, 8, 16


class KeysMissing(ImproperlyConfigured):
    """Raised when there is no master key, or when a setting is none."""


class DoesNotOpen(Exception):
    """Raised when a seal does not open: moved, changed, destroyed, or its master key is not here."""


@dataclass(frozen=True)
class Place:
    """
    Where a section belongs: the model's label, the record's key, the section's name, its own key's id.

    `owner` is the request or the breach that all of it belongs to, and so decides who reads it; `answer` is the
    organisation's answer, if it is part of one.
    """

    model: str
    record: UUID
    section: str
    key: UUID
    owner: UUID
    answer: UUID | None = None

    def of_content(self) -> bytes:
        """Give what is bound into the seal of the content."""
        return _framed(VERSION, b"section", *self._parts())

    def of_key(self, version: bytes) -> bytes:
        """Give what is bound into the wrapping of the key: without its key no content opens, wherever it stands."""
        parts = self._parts()
        if version != FIRST_KEY_VERSION:
            parts += (self.owner.bytes, self.answer.bytes if self.answer else b"")
        return _framed(version, b"key", *parts)

    def _parts(self) -> tuple[bytes, ...]:
        return (self.model.encode(), self.record.bytes, self.section.encode(), self.key.bytes)


def _framed(*parts: bytes) -> bytes:
    """Frame each part behind its length, so that no two places spell the same bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


@dataclass(frozen=True)
class Sealed:
    """What is stored: the content under its own key, and that key under a master key."""

    blob: bytes
    wrapped_key: bytes


def master_id(master: bytes) -> bytes:
    """Name a master key without telling it, so that a missing one can be named and is not guessed at."""
    return hmac.new(master, b"isp_requests.sealing.master-id", hashlib.sha256).digest()[:MASTER_ID_BYTES]


def masters() -> dict[bytes, bytes]:
    """
    Read the master keys by their ids, the active one first.

    :raises KeysMissing: if there is none, one is not 32 bytes, or one is there twice
    """
    return parse_masters(settings.ISP_KEKS)


def parse_masters(texts: Sequence[str]) -> dict[bytes, bytes]:
    """
    Read master keys as they are written in the setting: 32 bytes each in URL-safe base64.

    :raises KeysMissing: if there is none, one is not 32 bytes, or one is there twice
    """
    found: dict[bytes, bytes] = {}
    for text in texts:
        try:
            master = base64.b64decode(text, altchars=b"-_", validate=True)
        except (ValueError, binascii.Error):
            master = b""
        if len(master) != KEY_BYTES:
            raise KeysMissing("ISP_KEKS holds something that is not 32 bytes in URL-safe base64.")
        if master_id(master) in found:
            raise KeysMissing("ISP_KEKS names the same key twice.")
        found[master_id(master)] = master
    if not found:
        raise KeysMissing("ISP_KEKS is empty, so nothing can be sealed or opened.")
    return found


def seal(content: bytes, *, place: Place) -> Sealed:
    """
    Seal content under a fresh key for exactly this place.

    :raises KeysMissing: if there is no master key
    """
    key = secrets.token_bytes(KEY_BYTES)
    nonce = secrets.token_bytes(NONCE_BYTES)
    blob = VERSION + nonce + AESGCM(key).encrypt(nonce, content, place.of_content())
    return Sealed(blob=blob, wrapped_key=_wrap(key, place=place))


def unseal_bytes(sealed: Sealed, *, place: Place) -> bytes:
    """
    Open what was sealed for this place.

    :raises DoesNotOpen: if anything about it is not as it was sealed
    :raises KeysMissing: if there is no master key at all
    """
    key = _unwrap(sealed.wrapped_key, place=place)
    return _open(sealed.blob, key, place.of_content())


def rewrap(wrapped_key: bytes, *, place: Place) -> bytes | None:
    """
    Wrap a section's key by the active master key, as keys are wrapped today; None means that it is so already.

    :raises DoesNotOpen: if the key cannot be unwrapped
    """
    active = next(iter(masters()))
    if wrapped_key[: 1 + MASTER_ID_BYTES] == KEY_VERSION + active:
        _unwrap(wrapped_key, place=place)
        return None
    return _wrap(_unwrap(wrapped_key, place=place), place=place)


def _wrap(key: bytes, *, place: Place) -> bytes:
    identity, master = next(iter(masters().items()))
    nonce = secrets.token_bytes(NONCE_BYTES)
    associated = place.of_key(KEY_VERSION) + identity
    return KEY_VERSION + identity + nonce + AESGCM(master).encrypt(nonce, key, associated)


def _unwrap(wrapped: bytes, *, place: Place) -> bytes:
    version = wrapped[:1]
    if (
        len(wrapped) != 1 + MASTER_ID_BYTES + NONCE_BYTES + KEY_BYTES + TAG_BYTES
        or version not in KEY_VERSIONS
    ):
        raise DoesNotOpen("The key of this section is destroyed, or is none.")
    identity = wrapped[1 : 1 + MASTER_ID_BYTES]
    master = masters().get(identity)
    if master is None:
        raise DoesNotOpen(f"The master key {identity.hex()} is not in ISP_KEKS, so this section stays shut.")
    associated = place.of_key(version) + identity
    return _open(VERSION + wrapped[1 + MASTER_ID_BYTES :], master, associated)


def _open(framed: bytes, key: bytes, associated: bytes) -> bytes:
    if len(framed) < 1 + NONCE_BYTES + TAG_BYTES or framed[:1] != VERSION:
        raise DoesNotOpen("This is not a seal of the portal.")
    nonce, body = framed[1 : 1 + NONCE_BYTES], framed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, associated)
    except InvalidTag:
        raise DoesNotOpen("The seal does not fit: it was changed, or belongs to another place.") from None
