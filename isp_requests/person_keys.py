"""
By what a person is found again: a keyed hash of name and date of birth, another one for each organisation.

It cannot be read back, guessed at without the key, or compared between organisations. The key stands
outside the database, apart from the master keys, which open what is sealed; this one opens nothing.
"""

import base64
import binascii
import hashlib
import hmac
import unicodedata
import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from isp_requests import identity
from isp_requests.models import Concerned, PersonKey

KEY_BYTES = 32
# What people write between the parts of one name, or leave out: O'Neil, O’Neil and ONeil are one.
_WITHIN_A_NAME = "'’‘`´ʼ."


class SearchKeyMissing(ImproperlyConfigured):
    """Raised when there is no key for searching, or when the setting is none."""


def search_key() -> bytes:
    """
    Read the key as it is written in the setting: 32 bytes in URL-safe base64.

    :raises SearchKeyMissing: if there is none, or it is not 32 bytes
    """
    if not settings.ISP_SEARCH_KEY:
        raise SearchKeyMissing("ISP_SEARCH_KEY is empty, so nobody can be written down or looked for.")
    try:
        key = base64.b64decode(settings.ISP_SEARCH_KEY, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != KEY_BYTES:
        raise SearchKeyMissing("ISP_SEARCH_KEY is not 32 bytes in URL-safe base64.")
    return key


def normalised(name: str) -> str:
    """Write a name as it is compared: without accents, capitals, punctuation, or spaces too many."""
    plain = unicodedata.normalize("NFKD", name.translate(dict.fromkeys(map(ord, _WITHIN_A_NAME)))).casefold()
    kept = "".join(
        letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter)
    )
    return " ".join(kept.split())


def digest(organisation: int, *, name: str, born: str) -> bytes:
    """
    Work out by what an organisation finds a person: HMAC-SHA-256 by a key derived for it alone.

    `born` is a day as in 1990-05-31, or "".

    :raises SearchKeyMissing: if there is no key
    """
    own_key = hmac.digest(search_key(), f"isp_requests.person_keys.{organisation}".encode(), hashlib.sha256)
    parts = (normalised(name).encode(), born.encode())
    return hmac.digest(own_key, b"".join(len(part).to_bytes(4, "big") + part for part in parts), "sha256")


def write(person: Concerned, said: dict[str, Any]) -> None:
    """
    Let the requester's organisation, and each that has received the request, find this person from now on.

    :raises SearchKeyMissing: if there is no key
    """
    remove(person.pk)
    name, born = str(said.get("name") or ""), str(said.get("date_of_birth") or "")
    if not normalised(name):
        return
    sharing_request = person.sharing_request
    rows = [PersonKey(organisation_id=sharing_request.organisation_id)]
    rows += [
        PersonKey(organisation_id=asked.organisation_id, asked=asked)
        for asked in sharing_request.asked.filter(received_at__isnull=False)
    ]
    for row in rows:
        row.concerned, row.sharing_request = person, sharing_request
        row.digest = digest(row.organisation_id, name=name, born=born)
        row.save(force_insert=True)


def remove(person: uuid.UUID) -> None:
    """Let nobody find this person any more; whoever takes them out need not be at a desk and sees no row."""
    with identity.everything():
        PersonKey.objects.filter(concerned=person).delete()
