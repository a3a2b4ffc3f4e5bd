"""What history rows say in words: who changed what, when, from what to what."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

SHOWN = 160


@dataclass(frozen=True)
class Change:
    """One line of a record's history, as the history component shows it."""

    title: str
    by: str
    at: datetime
    description: str


def changes(
    rows: Iterable[Any],
    *,
    name: Callable[[Any], str],
    leave_out: Collection[str] = (),
    in_words: Mapping[str, Callable[[Any], str]] | None = None,
) -> list[Change]:
    """
    Tell what each history row changed, newest first, leaving out rows that changed nothing shown.

    `rows` are history rows of one model; fetch their foreign keys along. `name` names the record of a
    row. `in_words` says a field's value in other words than its own.
    """
    before: dict[Any, Any] = {}
    told = []
    for row in sorted(rows, key=lambda row: (row.history_date, row.history_id)):
        fields = [field for field in row.tracked_fields if field.editable and field.name not in leave_out]
        earlier = before.get(row.id)
        before[row.id] = row
        verb = {"+": "added", "-": "taken out"}.get(row.history_type, "changed")
        sentences: list[str] = []
        if verb == "changed":
            sentences = _differences(earlier, row, fields, in_words or {}) if earlier else []
            if not sentences:
                continue
        told.append(
            Change(
                title=f"{name(row)} {verb}",
                by=str(row.history_user or ""),
                at=row.history_date,
                description="\n".join(sentences),
            )
        )
    return told[::-1]


def _differences(
    earlier: Any, later: Any, fields: Iterable[models.Field], in_words: Mapping[str, Callable[[Any], str]]
) -> list[str]:
    sentences = []
    for field in fields:
        if getattr(earlier, field.attname) == getattr(later, field.attname):
            continue
        say = in_words.get(field.name, str)
        old, new = (_shorten(say(_value(row, field))) for row in (earlier, later))
        label = str(field.verbose_name)
        sentences.append(f"{label[:1].upper()}{label[1:]}: {old or 'nothing'} became {new or 'nothing'}.")
    return sentences


def _value(row: Any, field: models.Field) -> Any:
    if field.choices:
        return getattr(row, f"get_{field.name}_display")()
    value = getattr(row, field.name)
    return "" if value is None else value


def _shorten(text: str) -> str:
    if not text:
        return ""
    return f"“{text}”" if len(text) <= SHOWN else f"“{text[:SHOWN].rstrip()}…”"
