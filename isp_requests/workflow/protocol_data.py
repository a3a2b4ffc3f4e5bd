"""The law, the data sets and the texts that ship with the portal, and the one way into the database."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from csp_portal.accounts.models import User
from isp_requests.models import DataSet, LegalGateway
from isp_requests.workflow import before_asking, gateways

DATA = Path(__file__).parent.parent / "data"


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
            "is_closed": bool(row["closed_because"]),
            "closed_because": row["closed_because"],
            "evidence": row["evidence"],
            "what_it_does": row["what_it_does"],
            "bars_and_needs": row["bars_and_needs"],
            "position": position,
        }


@transaction.atomic
def enter_legal_gateways(*, by: User, at: datetime, on: date) -> int:
    """
    Enter the catalogue that ships with the portal where it is not there yet, unsigned; say how many came.

    :raises Refused: if this person does not run the protocol
    """
    there = set(LegalGateway.objects.values_list("code", flat=True))
    new = [fields for fields in legal_gateways() if fields["code"] not in there]
    for fields in new:
        gateways.enter_gateway(by=by, at=at, on=on, **fields)
    return len(new)


def data_sets() -> Iterator[dict[str, Any]]:
    """Read the register of data sets that ships with the portal (appendix C)."""
    for position, row in enumerate(_rows("data_sets.csv"), start=1):
        yield {"supplier": row["supplier"], "name": row["name"], "position": position}


@transaction.atomic
def enter_data_sets(*, by: User, at: datetime, on: date) -> int:
    """
    Enter the data sets that ship with the portal where they are not there yet; say how many came.

    :raises Refused: if this person does not run the protocol
    """
    there = set(DataSet.objects.values_list("supplier", "name"))
    new = [fields for fields in data_sets() if (fields["supplier"], fields["name"]) not in there]
    for fields in new:
        before_asking.enter_data_set(by=by, at=at, on=on, **fields)
    return len(new)
