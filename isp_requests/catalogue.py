"""The law and the data sets that ship with the portal, read from their tables."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def legal_gateways() -> Iterator[dict[str, Any]]:
    """Read the catalogue that ships with the portal, as the fields of entries."""
    for position, row in enumerate(_rows("legal_gateways.csv"), start=1):
        yield {
            "code": row["code"],
            "statute": row["statute"],
            "provision": row["provision"],
            "kind": row["kind"],
            "in_force_from": _day(row["in_force_from"]),
            "in_force_to": _day(row["in_force_to"]),
            "dates_in_words": row["dates_in_words"],
            "bars": row["bars"].split(),
            "needs": row["needs"].split(),
            "covers": row["covers"].split(),
            "is_closed": bool(row["closed_because"]),
            "closed_because": row["closed_because"],
            "evidence": row["evidence"],
            "what_it_does": row["what_it_does"],
            "bars_and_needs": row["bars_and_needs"],
            "position": position,
        }


def data_sets() -> Iterator[dict[str, Any]]:
    """Read the register of data sets that ships with the portal (appendix C)."""
    for position, row in enumerate(_rows("data_sets.csv"), start=1):
        yield {"supplier": row["supplier"], "name": row["name"], "position": position}
