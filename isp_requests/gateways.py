"""
Which legal gateway can carry which request: the bars and needs of the law as one function.

An entry that only excuses, conditions or explains never stands alone, and what the law bars cannot be
chosen around. `tests/isp_requests/gateways.csv` is the same in a table for lawyers.
"""

from collections.abc import Collection
from datetime import date
from typing import Any, Protocol

from csp_portal.accounts.models import Sector
from isp_requests.models.gateways import (
    GROUNDS,
    PERSONAL_KINDS,
    SENSITIVE_KINDS,
    Bar,
    DataKind,
    GatewayKind,
    LegalGateway,
    Need,
)

PUBLIC_AUTHORITIES = frozenset(
    {Sector.LOCAL_AUTHORITY, Sector.POLICE, Sector.FIRE, Sector.PROBATION, Sector.HEALTH, Sector.ELECTED}
)


class Partner(Protocol):
    """What the law asks about an organisation."""

    @property
    def sector(self) -> str: ...


def refusal(
    gateway: LegalGateway,
    *,
    requester: Partner,
    holder: Partner,
    kinds: Collection[str],
    on: date,
    alone: bool = True,
    is_signed: bool = True,
    met: Collection[str] | None = None,
) -> str:
    """
    Say why an entry cannot carry this request, or "".

    `alone` is whether no other entry stands beside it; `met` names the needs that are met, and is left
    out while they have not been asked about yet.
    """
    name = str(gateway)
    if not is_signed:
        return f"{name} has not been signed off by the information governance lead, so it cannot be relied on yet."
    if gateway.is_closed:
        return f"{name} is closed to new requests: {gateway.closed_because}"
    if gateway.in_force_from is not None and on < gateway.in_force_from:
        return f"{name} is not in force yet."
    if gateway.in_force_to is not None and on > gateway.in_force_to:
        return f"{name} is not in force any more."
    if reason := _barred(gateway, requester, holder, frozenset(kinds)):
        return reason
    if alone and gateway.kind not in GROUNDS:
        return f"{name} is {_article(gateway)}, which cannot be the only ground. Choose a power or duty beside it."
    if met is not None and (missing := [need for need in gateway.needs if need not in met]):
        return f"{name} also needs: {'; '.join(Need(need).label.lower() for need in missing)}."
    return ""


NO_CONDITION = {
    DataKind.SPECIAL_CATEGORY: "Some of it is of a special category, such as health, origin or belief, so a condition for "
    "that is needed too (UK GDPR Article 9, and before May 2018 Schedule 3 of the Act of 1998). Choose one.",
    DataKind.CRIMINAL: "Some of it is about offences, so a condition for that is needed too (UK GDPR Article 10, and before "
    "May 2018 Schedule 3 of the Act of 1998). Choose one.",
}


def without_condition(chosen: Collection[LegalGateway], *, kinds: Collection[str]) -> str:
    """Say for which sensitive data none of the entries is a condition, or ""; each side names its own."""
    covered = {kind for gateway in chosen for kind in gateway.covers}
    return next((NO_CONDITION[kind] for kind in SENSITIVE_KINDS if kind in kinds and kind not in covered), "")


def _article(gateway: LegalGateway) -> str:
    label = GatewayKind(gateway.kind).label.lower()
    return f"an {label}" if label[0] in "aeiou" else f"a {label}"


def _barred(gateway: LegalGateway, requester: Partner, holder: Partner, kinds: frozenset[str]) -> str:
    name, bars, personal = str(gateway), set(gateway.bars), kinds & PERSONAL_KINDS
    if Bar.OWN_ARRANGEMENTS in bars:
        return f"{name} has arrangements of its own. Share under those, not by this form."
    if Bar.DEPERSONALISED_ONLY in bars and personal:
        return f"{name} carries depersonalised information only."
    if Bar.NEVER_PATIENT in bars and DataKind.PATIENT in kinds:
        return f"{name} never carries patient information."
    if Bar.NEVER_HEALTH_OR_SOCIAL_CARE in bars:
        # PCSC Act 2022 s16: nothing personal from a health authority, nor from social care's records.
        if personal and holder.sector == Sector.HEALTH:
            return f"{name} never carries personal information from a health authority."
        if DataKind.SOCIAL_CARE in kinds:
            return f"{name} never carries personal information from social care."
    if Bar.NEVER_PUBLIC_AUTHORITIES in bars and requester.sector in PUBLIC_AUTHORITIES:
        return f"{name} is not for public authorities."
    return ""


def choosable(*, requester: Partner, holder: Partner, kinds: Collection[str], on: date) -> list[LegalGateway]:
    """List the entries that an officer may choose for this request, some only beside another."""
    return [
        gateway
        for gateway in LegalGateway.objects.for_new_requests(on=on)
        if not refusal(gateway, requester=requester, holder=holder, kinds=kinds, on=on, alone=False)
    ]


def copied(
    gateway: LegalGateway, *, at_version: int | None = None, declared: Collection[str] = ()
) -> dict[str, Any]:
    """Give what a request or a decision keeps for ever of the entry it relied on, with the needs declared met for it."""
    last = gateway.verifications.first()
    return {
        "code": gateway.code,
        "version": at_version or gateway.version,
        "statute": gateway.statute,
        "provision": gateway.provision,
        "kind": gateway.kind,
        "what_it_does": gateway.what_it_does,
        "bars": list(gateway.bars),
        "needs": list(gateway.needs),
        "covers": list(gateway.covers),
        "declared": sorted(need for need in gateway.needs if need in declared),
        "verified_on": last.verified_on.isoformat() if last else "",
        "verified_by": last.verified_by_id if last else None,
    }
