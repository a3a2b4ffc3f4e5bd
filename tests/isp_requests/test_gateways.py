"""
Which law carries which request: gateway, kinds of organisation, kinds of information, day.

`gateways.csv` beside this file is the table that a lawyer reads; every row is tried against the rules.
"""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from csp_portal.accounts.models import Sector
from csp_portal.accounts.roles import Role
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict
from isp_requests import gateways
from isp_requests.catalogue import legal_gateways
from isp_requests.models import DataKind, GatewayKind, LegalGateway, Need
from isp_requests.workflow import gateways as workflow
from tests.factories import make_user
from tests.isp_requests.factories_protocol import AT, ON, load_gateways, make_governance_lead

TABLE = Path(__file__).with_name("gateways.csv")
with TABLE.open(newline="", encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
# Which condition is one for which data: the second table for lawyers.
with TABLE.with_name("conditions.csv").open(newline="", encoding="utf-8") as file:
    CONDITIONS = list(csv.DictReader(file))
GATEWAYS = {fields["code"]: LegalGateway(**fields) for fields in legal_gateways()}


@dataclass(frozen=True)
class Partner:
    sector: str


@pytest.mark.parametrize(
    "row", ROWS, ids=lambda r: f"{r['gateway']} {r['on']} {r['requester']}-{r['holder']} {r['kinds']} {r['beside_another']}"
)  # fmt: skip
def test_the_table_of_the_law(row: dict[str, str]) -> None:
    reason = gateways.refusal(
        GATEWAYS[row["gateway"]],
        requester=Partner(row["requester"]),
        holder=Partner(row["holder"]),
        kinds=row["kinds"].split(),
        on=date.fromisoformat(row["on"]),
        alone=row["beside_another"] == "no",
    )

    assert ("no" if reason else "yes") == row["may_be_chosen"], reason or row["reason"]


def test_the_table_is_long_enough_and_knows_every_gateway() -> None:
    assert len(ROWS) >= 150
    assert {row["gateway"] for row in ROWS} == set(GATEWAYS)
    assert {row["requester"] for row in ROWS} | {row["holder"] for row in ROWS} <= set(Sector.values)
    assert {kind for row in ROWS for kind in row["kinds"].split()} == set(DataKind.values)
    assert all(row["reason"] for row in ROWS)


@pytest.mark.parametrize("row", CONDITIONS, ids=lambda row: f"{row['condition']} {row['kinds']}")
def test_the_table_of_conditions(row: dict[str, str]) -> None:
    ground = GATEWAYS["cda-s115"]

    lacking = gateways.without_condition([ground, GATEWAYS[row["condition"]]], kinds=row["kinds"].split())

    assert ("no" if lacking else "yes") == row["is_enough"], lacking or row["reason"]
    assert ("Article 9" in row["reason"], "Article 10" in row["reason"]) == (
        "Article 9" in lacking,
        "Article 10" in lacking,
    )
    # Without any condition what is sensitive lacks one, whatever the ground.
    is_sensitive = bool({"special_category", "criminal"} & set(row["kinds"].split()))
    assert bool(gateways.without_condition([ground], kinds=row["kinds"].split())) == is_sensitive


def test_the_table_of_conditions_knows_every_condition_and_no_other_entry_covers_anything() -> None:
    conditions = {code for code, gateway in GATEWAYS.items() if gateway.kind == GatewayKind.CONDITION}

    assert {row["condition"] for row in CONDITIONS} == conditions
    assert {code for code, gateway in GATEWAYS.items() if gateway.covers} == conditions


def test_the_database_refuses_that_anything_but_a_condition_covers_sensitive_data(lead: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        LegalGateway.objects.create(code="x", statute="X", kind=GatewayKind.POWER, covers=["criminal"])


@pytest.mark.parametrize("code", GATEWAYS)
def test_an_entry_that_is_not_signed_off_carries_nothing(code: str) -> None:
    reason = gateways.refusal(
        GATEWAYS[code], requester=Partner("police"), holder=Partner("police"), kinds=["personal"],
        on=ON, alone=False, is_signed=False,
    )  # fmt: skip

    assert "has not been signed off" in reason


@pytest.mark.parametrize("code", [code for code, gateway in GATEWAYS.items() if gateway.needs])
def test_what_an_entry_needs_is_asked_for_and_then_enough(code: str) -> None:
    gateway = GATEWAYS[code]
    asked: dict[str, Any] = {
        "requester": Partner("local_authority"),
        "holder": Partner("police"),
        "kinds": ["personal"],
        "on": min(gateway.in_force_to or date.max, date(2026, 11, 26)),
        "alone": False,
    }
    if gateway.is_closed:
        pytest.skip("It is closed whatever else is there.")

    without = gateways.refusal(gateway, met=(), **asked)
    with_all = gateways.refusal(gateway, met=gateway.needs, **asked)

    assert Need(gateway.needs[0]).label.lower() in without
    assert with_all == ""


@pytest.fixture
def lead(db: None) -> Any:
    return make_governance_lead()


def test_only_signed_entries_in_force_can_be_chosen(lead: Any) -> None:
    load_gateways(by=lead, signed=False)
    asked: dict[str, Any] = {
        "requester": Partner("police"), "holder": Partner("local_authority"), "kinds": ["personal"], "on": ON,
    }  # fmt: skip
    assert gateways.choosable(**asked) == []

    workflow.verify_gateway(
        gateway=LegalGateway.objects.get(code="cda-s115"), evidence="The Act.", by=lead, at=AT, on=ON
    )

    assert [gateway.code for gateway in gateways.choosable(**asked)] == ["cda-s115"]


def test_a_changed_entry_has_to_be_signed_off_again(lead: Any) -> None:
    load_gateways(by=lead)
    gateway = LegalGateway.objects.get(code="cda-s115")
    copy = gateways.copied(gateway)

    changed = workflow.change_gateway(
        gateway=gateway, version=1, what_it_does="Otherwise.", by=lead, at=AT, on=ON
    )

    assert changed not in LegalGateway.objects.signed()
    assert copy["what_it_does"].startswith("Lets anybody disclose")
    with pytest.raises(EditConflict):
        workflow.change_gateway(gateway=gateway, version=1, evidence="Mine.", by=lead, at=AT, on=ON)


def test_signing_off_needs_a_lead_and_says_what_was_read(lead: Any) -> None:
    load_gateways(by=lead, signed=False)
    gateway = LegalGateway.objects.get(code="common-law")

    with pytest.raises(CannotBeDone, match="what you read"):
        workflow.verify_gateway(gateway=gateway, evidence=" ", by=lead, at=AT, on=ON)
    with pytest.raises(Refused):
        workflow.verify_gateway(
            gateway=gateway, evidence="x", by=make_user(duties=[Role.ADMINISTRATOR]), at=AT, on=ON
        )


def test_the_database_refuses_an_entry_closed_without_a_reason(lead: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        LegalGateway.objects.create(code="x", statute="X", kind=GatewayKind.POWER, is_closed=True)
