"""The chain worked out again, apart from the trigger that made it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

GENESIS = bytes(32)


@dataclass(frozen=True)
class Entry:
    """What is hashed of one entry, as the database gives it."""

    chain: str
    number: int
    kind: str
    actor_pk: int | None
    subject_type: str
    subject_pk: str
    happened_at: datetime
    recorded_at: datetime
    details: str
    previous_hash: bytes
    hash: bytes

    def worked_out(self) -> bytes:
        """Work out the hash that this entry should have."""
        fields = (
            self.chain,
            str(self.number),
            self.kind,
            None if self.actor_pk is None else str(self.actor_pk),
            self.subject_type,
            self.subject_pk,
            _moment(self.happened_at),
            _moment(self.recorded_at),
            self.details,
        )
        digest = hashlib.sha256(self.previous_hash)
        for field in fields:
            digest.update(_framed(field))
        return digest.digest()


def _framed(field: str | None) -> bytes:
    if field is None:
        return (-1).to_bytes(4, "big", signed=True)
    content = field.encode()
    return len(content).to_bytes(4, "big", signed=True) + content


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


@dataclass(frozen=True)
class Head:
    """What a chain says of its own end."""

    number: int
    hash: bytes


@dataclass(frozen=True)
class Row:
    """An entry with its chain's head; one is missing where somebody removed it."""

    chain: str
    entry: Entry | None
    head: Head | None


# One statement sees one moment, so a head and its entries agree while others go on adding.
_ROWS = """
SELECT coalesce(event.chain, head.chain) AS chain, event.number, event.kind, event.actor_pk,
       event.subject_type, event.subject_pk, event.happened_at, event.recorded_at, event.details::text,
       event.previous_hash, event.hash, head.number, head.hash
FROM audit.event AS event FULL JOIN audit.chain_head AS head ON head.chain = event.chain
WHERE %(chain)s IS NULL OR %(chain)s IN (event.chain, head.chain)
ORDER BY chain, event.number, event.id
"""


def rows(chain: str | None = None) -> Iterator[Row]:
    """Read all entries in order, a few at a time, so that a million fit as well as ten."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_ROWS, {"chain": chain})
        while batch := cursor.fetchmany(2000):
            for row in batch:
                yield _row(*row)


def _row(name: str, *columns: Any) -> Row:
    plain: list[Any] = [bytes(c) if isinstance(c, memoryview) else c for c in columns]
    *fields, head_number, head_hash = plain
    return Row(
        name,
        Entry(name, *fields) if fields[0] is not None else None,
        Head(head_number, head_hash) if head_number is not None else None,
    )


def heads() -> dict[str, Head]:
    """Read the number and hash that each chain says it ends with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT chain, number, hash FROM audit.chain_head ORDER BY chain")
        return {name: Head(number, bytes(hash_)) for name, number, hash_ in cursor.fetchall()}


GUARDS = ("event_is_linked", "event_is_never_changed", "chain_head_is_never_removed")


def guards_missing() -> list[str]:
    """Name the triggers that are switched off, or gone; they are on whatever role a session plays."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE relnamespace = 'audit'::regnamespace AND tgenabled = 'A'"
        )
        there = {name for (name,) in cursor.fetchall()}
    return [guard for guard in GUARDS if guard not in there]
