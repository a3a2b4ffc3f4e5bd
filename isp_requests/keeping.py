"""Writing what is sealed, destroying it so that it stays destroyed, and changing master keys. Opens nothing."""

import fcntl
import json
import os
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q

from csp_portal.accounts.models import User
from isp_requests import identity, person_keys, sealing
from isp_requests.models import Asked, Concerned, Matter, SealedSection, SectionKey, SharingRequest

ROTATED_AT_ONCE = 500


def place_of(section: SealedSection) -> sealing.Place:
    """Say where a section belongs, as its row has it; what was moved does not open there."""
    owner = section.matter_id or section.sharing_request_id
    assert owner is not None  # noqa: S101 - the database holds that it belongs to one of the two
    key = section.key_id or uuid.UUID(int=0)
    return sealing.Place(section.model, section.record, section.name, key, owner, section.asked_id)


def keep(record: Any, name: str, content: dict[str, Any] | bytes, *, by: User, at: datetime) -> SealedSection:
    """
    Seal a section of a record, in place of what stood there before; each writing has a fresh key.

    A person concerned is found from then on by what is written of them.

    :raises KeysMissing: if there is no master key
    :raises SearchKeyMissing: if a person is written and there is no key to find them by
    """
    belongs_to = _belongs_to(record)
    data = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    label = record._meta.label_lower
    key = SectionKey(id=uuid.uuid4(), **belongs_to)
    with transaction.atomic():
        section = (
            SealedSection.objects.select_for_update().filter(model=label, record=record.pk, name=name).first()
        )
        if section is None:
            section = SealedSection(model=label, record=record.pk, name=name, **belongs_to)
        before, section.key = section.key_id, key
        sealed = sealing.seal(data, place=place_of(section))
        key.wrapped = sealed.wrapped_key
        key.save(force_insert=True)
        section.blob, section.destroyed_at = sealed.blob, None
        section.written_by, section.written_at = by, at
        section.save()
        if before is not None:
            _remove_key(before)
        if isinstance(record, Concerned) and isinstance(content, dict):
            person_keys.write(record, content)
    return section


def _belongs_to(record: Any) -> dict[str, Any]:
    match record:
        case Matter():
            return {"matter": record}
        case SharingRequest():
            return {"sharing_request": record}
        case Asked():
            return {"sharing_request": record.sharing_request, "asked": record}
    return {"sharing_request": record.sharing_request, "asked": record.asked}


def _let_go(section: SealedSection, key: uuid.UUID) -> None:
    _remove_key(key)
    if section.model == Concerned._meta.label_lower:
        person_keys.remove(section.record)


def _remove_key(key: uuid.UUID) -> None:
    # Overwritten first: the row that stays in the page until the vacuum holds nothing any more.
    SectionKey.objects.filter(pk=key).update(wrapped=secrets.token_bytes(16))
    SectionKey.objects.filter(pk=key).delete()


def sections_of(record: models.Model) -> models.QuerySet[SealedSection]:
    """Find the sections of a record that are not destroyed."""
    return SealedSection.objects.filter(
        model=record._meta.label_lower, record=record.pk, destroyed_at__isnull=True
    )


def destroy(section: SealedSection, *, at: datetime) -> None:
    """
    Destroy a section: its key is overwritten and removed, its content emptied, and the journal knows of it.

    The journal is written before the commit as an intention and after it as done, so that a transaction
    rolled back in between is told apart. Whoever calls this records it in the audit.
    """
    with transaction.atomic():
        locked = SealedSection.objects.select_for_update().get(pk=section.pk)
        if locked.key_id is None:
            return
        line = {"section": str(locked.pk), "key": str(locked.key_id), "at": at.isoformat()}
        before = locked.key_id
        locked.key, locked.blob, locked.destroyed_at = None, b"", at
        locked.save()
        _let_go(locked, before)
        _journal({**line, "state": "intended"})
        transaction.on_commit(lambda: _journal({**line, "state": "done"}))
    section.key_id, section.blob, section.destroyed_at = None, b"", at


def destroy_all(sections: models.QuerySet[SealedSection], *, at: datetime) -> int:
    """Destroy what is left of some sections, and tell how many they were."""
    left = list(sections.filter(destroyed_at__isnull=True))
    for section in left:
        destroy(section, at=at)
    return len(left)


def _folder() -> Path:
    folder = Path(settings.ISP_JOURNAL_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@contextmanager
def _alone() -> Iterator[Path]:
    folder = _folder()
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _journal(line: dict[str, str]) -> None:
    with (
        _alone() as folder,
        (folder / f"destroyed-{line['at'][:7]}.jsonl").open("a", encoding="utf-8") as file,
    ):
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())


@dataclass(frozen=True)
class Destroyed:
    """One destruction of the journal: which section, by which key, when, and whether it was committed."""

    section: uuid.UUID
    key: uuid.UUID
    at: datetime
    is_done: bool


def journal() -> list[Destroyed]:
    """
    Read what was destroyed, in order.

    :raises ValueError: if a line cannot be read; nothing is guessed at
    """
    found: dict[tuple[uuid.UUID, uuid.UUID], Destroyed] = {}
    with _alone() as folder:
        for path in sorted(folder.glob("destroyed-*.jsonl")):
            for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                try:
                    line = json.loads(text)
                    entry = Destroyed(
                        uuid.UUID(line["section"]),
                        uuid.UUID(line["key"]),
                        datetime.fromisoformat(line["at"]),
                        line["state"] == "done",
                    )
                except (ValueError, KeyError, TypeError, AttributeError):
                    raise ValueError(f"Line {number} of {path.name} cannot be read.") from None
                known = found.get((entry.section, entry.key))
                if known is None or entry.is_done:
                    found[(entry.section, entry.key)] = entry
    return list(found.values())


@dataclass
class Replayed:
    """What replaying the journal did: destroyed again, in order already, left because nobody committed it."""

    destroyed: int = 0
    gone_already: int = 0
    left: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.destroyed or self.gone_already or self.left)


def replay(*, unconfirmed: bool = False) -> Replayed:
    """
    Destroy again what the journal says was destroyed, after a backup was restored.

    A backup may hold the section as it was before it was written anew, under an earlier key: that goes too. What
    was only intended is left alone unless `unconfirmed` is given: it may have been rolled back.

    :raises ValueError: if the journal cannot be read
    """
    result = Replayed()
    for entry in journal():
        if not entry.is_done and not unconfirmed:
            result.left += 1
            continue
        with identity.everything():
            section = (
                SealedSection.objects.select_for_update()
                .filter(Q(key=entry.key) | Q(written_at__lt=entry.at), pk=entry.section, key__isnull=False)
                .first()
            )
            if section is None or section.key_id is None:
                result.gone_already += 1
                continue
            before = section.key_id
            section.key, section.blob, section.destroyed_at = None, b"", entry.at
            section.save()
            _let_go(section, before)
            result.destroyed += 1
    return result


@dataclass
class Rotated:
    """What changing the master key did, and the sections whose key could not be unwrapped."""

    rewrapped: int = 0
    current: int = 0
    shut: tuple[uuid.UUID, ...] = ()


def rotate() -> Rotated:
    """
    Wrap every key by the active master key; what is sealed stays as it is.

    It goes in small transactions, so that one broken off half-way is simply run again: until then both
    master keys are needed.

    :raises KeysMissing: if there is no master key
    """
    sealing.masters()
    result, last = Rotated(), uuid.UUID(int=0)
    while True:
        with identity.everything():
            batch = list(
                SealedSection.objects.select_for_update()
                .filter(key__isnull=False, pk__gt=last)
                .order_by("pk")[:ROTATED_AT_ONCE]
            )
            keys = SectionKey.objects.select_for_update().in_bulk([section.key_id for section in batch])
            for section in batch:
                key = keys[section.key_id]
                try:
                    wrapped = sealing.rewrap(bytes(key.wrapped), place=place_of(section))
                except sealing.DoesNotOpen:
                    result.shut += (section.pk,)
                    continue
                if wrapped is None:
                    result.current += 1
                    continue
                key.wrapped = wrapped
                key.save(update_fields=["wrapped"])
                result.rewrapped += 1
        if not batch:
            return result
        last = batch[-1].pk


def vacuum_keys() -> bool:
    """
    Clear what removed keys left in the pages of their table; tell whether this login may.

    The table's settings have autovacuum do the same within minutes; the owner of the tables need not wait.
    """
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_userbyid(relowner) = current_user FROM pg_class WHERE relname = %s",
            [SectionKey._meta.db_table],
        )
        row = cursor.fetchone()
        if not row or not row[0]:
            return False
        cursor.execute(f"VACUUM {SectionKey._meta.db_table}")
    return True
