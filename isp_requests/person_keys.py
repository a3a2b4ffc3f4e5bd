"""
By what a person is found again: a keyed hash of each name with the date of birth, another one for each organisation.

It cannot be read back, guessed at without the key, or compared between organisations. The keys stand outside the
database, apart from the master keys, which open what is sealed; these open nothing. A new key is laid over the ones
before it, so that what is there can be changed to it without opening a single name: whoever knows an earlier key
alone can no longer try names.
"""

import base64
import binascii
import hashlib
import hmac
import re
import unicodedata
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from isp_requests import identity
from isp_requests.models import Asked, Concerned, PersonKey

KEY_BYTES, ID_BYTES = 32, 8
CHANGED_AT_ONCE = 500
# What people write between the parts of one name, or leave out: O'Neil, O’Neil and ONeil are one.
_WITHIN_A_NAME = "'’‘`´ʼ."
# What people write between one name and another.
_BETWEEN_NAMES = re.compile(r"[,;/\n]")


class SearchKeyMissing(ImproperlyConfigured):
    """Raised when there is no key for searching, or when one of the setting is none."""


@dataclass(frozen=True)
class Digest:
    """By what a person is found, and the id of the newest key by which that was made."""

    value: bytes
    key: bytes


def search_keys() -> list[bytes]:
    """
    Read the keys as they are written in the setting, 32 bytes each in URL-safe base64: the newest first.

    :raises SearchKeyMissing: if there is none, one is not 32 bytes, or one is there twice
    """
    keys = []
    for text in settings.ISP_SEARCH_KEY:
        try:
            key = base64.b64decode(text, altchars=b"-_", validate=True)
        except (ValueError, binascii.Error):
            key = b""
        if len(key) != KEY_BYTES:
            raise SearchKeyMissing("ISP_SEARCH_KEY holds something that is not 32 bytes in URL-safe base64.")
        if key in keys:
            raise SearchKeyMissing("ISP_SEARCH_KEY names the same key twice.")
        keys.append(key)
    if not keys:
        raise SearchKeyMissing("ISP_SEARCH_KEY is empty, so nobody can be written down or looked for.")
    return keys


def key_id(key: bytes) -> bytes:
    """Name a key without telling it."""
    return hmac.digest(key, b"isp_requests.person_keys.id", hashlib.sha256)[:ID_BYTES]


def normalised(name: str) -> str:
    """Write a name as it is compared: without accents, capitals, punctuation, or spaces too many."""
    plain = unicodedata.normalize("NFKD", name.translate(dict.fromkeys(map(ord, _WITHIN_A_NAME)))).casefold()
    kept = "".join(
        letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter)
    )
    return " ".join(kept.split())


def _lay(key: bytes, organisation: int, below: bytes) -> bytes:
    own_key = hmac.digest(key, f"isp_requests.person_keys.{organisation}".encode(), hashlib.sha256)
    return hmac.digest(own_key, below, hashlib.sha256)


def digests(organisation: int, *, name: str, born: str) -> list[Digest]:
    """
    Work out by what an organisation finds a person, the newest first: HMAC-SHA-256 by keys derived for it alone.

    The older ones find who has not been changed to the newest key yet. `born` is a day as in 1990-05-31, or "".

    :raises SearchKeyMissing: if there is no key
    """
    parts = (normalised(name).encode(), born.encode())
    value = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    found = []
    for key in reversed(search_keys()):
        value = _lay(key, organisation, value)
        found.append(Digest(value, key_id(key)))
    return found[::-1]


def values(organisation: int, *, name: str, born: str) -> list[bytes]:
    """Give all by which an organisation may find a person, for a question to the database."""
    return [each.value for each in digests(organisation, name=name, born=born)]


def names_in(said: dict[str, Any]) -> set[str]:
    """Give every name that a person goes by, written as it is compared."""
    written = [str(said.get("name") or ""), *_BETWEEN_NAMES.split(str(said.get("aliases") or ""))]
    return {name for each in written if (name := normalised(each))}


def write(person: Concerned, said: dict[str, Any]) -> None:
    """
    Let the requester's organisation, and each that has received the request, find this person from now on.

    :raises SearchKeyMissing: if there is no key
    """
    remove(person.pk)
    born = str(said.get("date_of_birth") or "")
    sharing_request = person.sharing_request
    desks: list[tuple[int, Asked | None]] = [(sharing_request.organisation_id, None)]
    desks += [
        (asked.organisation_id, asked) for asked in sharing_request.asked.filter(received_at__isnull=False)
    ]
    for name in sorted(names_in(said)):
        for organisation, asked in desks:
            newest = digests(organisation, name=name, born=born)[0]
            row = PersonKey(
                sharing_request=sharing_request,
                asked=asked,
                concerned=person,
                organisation_id=organisation,
                digest=newest.value,
                key=newest.key,
            )
            row.save(force_insert=True)


def remove(person: uuid.UUID) -> None:
    """Let nobody find this person any more; whoever takes them out need not be at a desk and sees no row."""
    with identity.everything():
        PersonKey.objects.filter(concerned=person).delete()


@dataclass
class Changed:
    """What changing the key did: laid over, in order already, and made by a key that is not in the setting."""

    changed: int = 0
    current: int = 0
    unknown: int = 0


def change_key() -> Changed:
    """
    Lay the newest keys over what was made by older ones. No name is opened for it.

    It goes in small transactions, so that one broken off half-way is simply run again.

    :raises SearchKeyMissing: if there is no key
    """
    result, keys = Changed(), search_keys()[::-1]
    ids = [key_id(key) for key in keys]
    for batch in _batches():
        with identity.everything():
            for row in PersonKey.objects.select_for_update().filter(pk__in=batch):
                made_by = bytes(row.key)
                if made_by and made_by not in ids:
                    result.unknown += 1
                elif made_by == ids[-1]:
                    result.current += 1
                else:
                    # A row that names no key was made by the first there was.
                    for key in keys[ids.index(made_by or ids[0]) + 1 :]:
                        row.digest = _lay(key, row.organisation_id, bytes(row.digest))
                    row.key = ids[-1]
                    row.save(update_fields=["digest", "key"])
                    result.changed += 1
    return result


def _batches() -> Iterator[list[uuid.UUID]]:
    with identity.everything():
        keys = list(PersonKey.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHANGED_AT_ONCE):
        yield keys[start : start + CHANGED_AT_ONCE]
