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


# The triggers, each with the function that it runs and the hash of what that does, as the migration wrote it.
_LINK = ("link", "18d371f4f920e5dc10081cb317886531ba93fb9d0431780fda570e6a9ef57d31")
_REFUSE = ("refuse", "9c6ccf61d7baabe08fd175a732ece3c53dc5726c02370f650d62502670719600")
GUARDS = {
    "event_is_linked": _LINK,
    "event_is_never_changed": _REFUSE,
    "chain_head_is_never_removed": _REFUSE,
}

# On whatever role a session plays (A), and without a condition that lets something by.
_TRIGGERS = """
SELECT tgname, proname, encode(sha256(convert_to(prosrc, 'UTF8')), 'hex')
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE relnamespace = 'audit'::regnamespace AND tgenabled = 'A' AND tgqual IS NULL
"""
_BESIDE_THE_GUARDS = """
SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE relnamespace = 'audit'::regnamespace AND NOT tgisinternal AND tgname <> ALL(%(guards)s)
UNION ALL
SELECT rulename FROM pg_rewrite JOIN pg_class ON pg_class.oid = ev_class
WHERE relnamespace = 'audit'::regnamespace
ORDER BY 1
"""


def guards_missing() -> list[str]:
    """Name the triggers that are switched off, gone, or do something else than they did."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS)
        there = {name: (function, does) for name, function, does in cursor.fetchall()}
    return [guard for guard, function in GUARDS.items() if there.get(guard) != function]


def beside_the_guards() -> list[str]:
    """Name triggers and rules that are none of the guards: one of them could let an entry drop unseen."""
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE_THE_GUARDS, {"guards": list(GUARDS)})
        return [name for (name,) in cursor.fetchall()]
