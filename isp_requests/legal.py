"""What a request or a decision rests on: entries of the legal catalogue, held against the facts of the request."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from csp_portal.accounts.models import Organisation
from isp_requests import gateways
from isp_requests.keeping import sections_of
from isp_requests.models import GatewayKind, LegalGateway, Need, ProtocolEdition, SharingRequest
from isp_requests.models.gateways import GROUNDS, SENSITIVE_KINDS, LegalGatewayQuerySet
from isp_requests.states.words import Agreement, PersonRole

# What nothing on record shows, so that the requester says it.
DECLARED = (Need.ADULT_AT_RISK, Need.ASB_CASE_REVIEW, Need.POLICY_DOCUMENT)
OWN_TO_EACH_SIDE = {Need.POLICY_DOCUMENT.value}


def offered(sharing_request: SharingRequest, *, on: date) -> LegalGatewayQuerySet:
    """Find the entries that are open on the day; where the edition has a list of its own those, and every condition."""
    open_to = LegalGateway.objects.for_new_requests(on=on)
    edition = sharing_request.edition or ProtocolEdition.objects.in_force(on=on)
    if edition is None or not edition.gateways.exists():
        return open_to
    return open_to.filter(Q(kind=GatewayKind.CONDITION) | Q(pk__in=edition.gateways.values("pk")))


def choosable(
    sharing_request: SharingRequest, *, holders: Sequence[Organisation], on: date
) -> list[LegalGateway]:
    """List the entries that may be chosen for this request towards every organisation asked."""
    return [
        gateway
        for gateway in offered(sharing_request, on=on)
        if not any(
            gateways.refusal(
                gateway,
                requester=sharing_request.organisation,
                holder=holder,
                kinds=sharing_request.data_kinds,
                on=on,
                alone=False,
            )
            for holder in holders
        )
    ]


def is_sensitive(kinds: Collection[str]) -> bool:
    """Whether a condition is needed beside the ground (UK GDPR 9 and 10)."""
    return any(kind in kinds for kind in SENSITIVE_KINDS)


def split(gateways: Sequence[LegalGateway]) -> tuple[list[LegalGateway], list[LegalGateway]]:
    """Part entries into those that are asked for as the law, and the conditions for sensitive data."""
    conditions = [gateway for gateway in gateways if gateway.kind == GatewayKind.CONDITION]
    return [gateway for gateway in gateways if gateway not in conditions], conditions


def parted(entries: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Part copied entries in the same way, by the names of the questions."""
    conditions = [entry for entry in entries if entry.get("kind") == GatewayKind.CONDITION]
    return {"grounds": [entry for entry in entries if entry not in conditions], "conditions": conditions}


def met(
    sharing_request: SharingRequest, *, with_agreement: bool, declared: Collection[str] | None = None
) -> set[str]:
    """
    Say which needs of the law are met: what the request shows, and what its side declares.

    `declared` is what the side that answers declares: a policy document is each side's own, the facts of the case are
    the requester's to know.
    """
    people = sharing_request.people.filter(taken_out_at__isnull=True)
    found = {str(need) for need in sharing_request.needs_declared if need in DECLARED}
    if declared is not None:
        found = found - OWN_TO_EACH_SIDE | {need for need in declared if need in OWN_TO_EACH_SIDE}
    if with_agreement:
        found.add(Need.CONSENT)
    if any(person.is_child or PersonRole.CHILD in person.roles for person in people):
        found.add(Need.CHILD)
    if sharing_request.files.filter(
        asked__isnull=True, taken_out_at__isnull=True, consent__isnull=True
    ).exists():
        found.add(Need.ORDER_ATTACHED)
    written = set(sections_of(sharing_request).values_list("name", flat=True))
    if "purpose" in written:
        found.add(Need.BALANCE_IN_WORDS)
    if sharing_request.is_victim_request and "victim" in written:
        found.add(Need.VICTIM_BRANCH)
    return found


def rests_on_victim_requests(sharing_request: SharingRequest, *, on: date) -> bool:
    """Whether it rests on a provision on victim information requests, on a day on which there is one to choose."""
    open_to = offered(sharing_request, on=on).filter(needs__contains=[Need.VICTIM_BRANCH])
    return not open_to or any(
        Need.VICTIM_BRANCH in ground.get("needs", ()) for ground in sharing_request.grounds
    )


def refusal(
    codes: Collection[str],
    *,
    sharing_request: SharingRequest,
    holders: Sequence[Organisation],
    on: date,
    with_agreement: bool | None = None,
    kinds: Collection[str] | None = None,
    declared: Collection[str] | None = None,
) -> str:
    """
    Say what stands against resting on these entries, or "".

    `kinds` are the kinds of data in law that are disclosed, and `declared` what that side declares; without them it is
    what was asked for, and what the requester declares.
    """
    if kinds is None:
        kinds = sharing_request.data_kinds
    if not codes:
        return "Choose the law that lets the information be shared."
    chosen = list(offered(sharing_request, on=on).filter(code__in=codes))
    if {gateway.code for gateway in chosen} != set(codes):
        return "One of the legal grounds is not open to new requests. Choose another."
    if with_agreement is None:
        with_agreement = sharing_request.agreement == Agreement.OBTAINED
    is_met = met(sharing_request, with_agreement=with_agreement, declared=declared)
    carrying = [gateway for gateway in chosen if gateway.kind in GROUNDS]
    for gateway in chosen:
        for holder in holders:
            if reason := gateways.refusal(
                gateway,
                requester=sharing_request.organisation,
                holder=holder,
                kinds=kinds,
                on=on,
                alone=not carrying,
                met=is_met,
            ):
                return reason
    return gateways.without_condition(chosen, kinds=kinds)


def copied(codes: Collection[str], *, declared: Collection[str] = ()) -> list[dict[str, Any]]:
    """Copy entries as they stand now, for keeping with what rests on them."""
    found = LegalGateway.objects.filter(code__in=codes)
    return [gateways.copied(gateway, declared=declared) | {"label": str(gateway)} for gateway in found]
