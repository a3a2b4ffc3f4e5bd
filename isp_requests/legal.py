"""What a request or a decision rests on: entries of the legal catalogue, held against the facts of the request."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from csp_portal.accounts.models import Organisation
from isp_requests import gateways
from isp_requests.keeping import sections_of
from isp_requests.models import LegalGateway, Need, SharingRequest
from isp_requests.models.gateways import GROUNDS
from isp_requests.states.words import Agreement, PersonRole

# What nothing on record shows, so that the requester says it.
DECLARED = (Need.ADULT_AT_RISK, Need.ASB_CASE_REVIEW, Need.POLICY_DOCUMENT)


def choosable(
    sharing_request: SharingRequest, *, holders: Sequence[Organisation], on: date
) -> list[LegalGateway]:
    """List the entries that may be chosen for this request towards every organisation asked."""
    return [
        gateway
        for gateway in LegalGateway.objects.for_new_requests(on=on)
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


def met(sharing_request: SharingRequest, *, with_agreement: bool) -> set[str]:
    """Say which needs of the law are met: what the request shows, and what the requester declares."""
    people = sharing_request.people.filter(taken_out_at__isnull=True)
    found = {str(need) for need in sharing_request.needs_declared if need in DECLARED}
    if with_agreement:
        found.add(Need.CONSENT)
    if any(person.is_child or PersonRole.CHILD in person.roles for person in people):
        found.add(Need.CHILD)
    if sharing_request.files.filter(
        asked__isnull=True, taken_out_at__isnull=True, consent__isnull=True
    ).exists():
        found.add(Need.ORDER_ATTACHED)
    if sections_of(sharing_request).filter(name="purpose").exists():
        found.add(Need.BALANCE_IN_WORDS)
    return found


def refusal(
    codes: Collection[str],
    *,
    sharing_request: SharingRequest,
    holders: Sequence[Organisation],
    on: date,
    with_agreement: bool | None = None,
) -> str:
    """Say what stands against resting on these entries, or ""."""
    if not codes:
        return "Choose the law that lets the information be shared."
    chosen = list(LegalGateway.objects.for_new_requests(on=on).filter(code__in=codes))
    if {gateway.code for gateway in chosen} != set(codes):
        return "One of the legal grounds is not open to new requests. Choose another."
    if with_agreement is None:
        with_agreement = sharing_request.agreement == Agreement.OBTAINED
    is_met = met(sharing_request, with_agreement=with_agreement)
    carrying = [gateway for gateway in chosen if gateway.kind in GROUNDS]
    for gateway in chosen:
        for holder in holders:
            if reason := gateways.refusal(
                gateway,
                requester=sharing_request.organisation,
                holder=holder,
                kinds=sharing_request.data_kinds,
                on=on,
                alone=not carrying,
                met=is_met,
            ):
                return reason
    return ""


def copied(codes: Collection[str]) -> list[dict[str, Any]]:
    """Copy entries as they stand now, for keeping with what rests on them."""
    found = LegalGateway.objects.filter(code__in=codes)
    return [gateways.copied(gateway) | {"label": str(gateway)} for gateway in found]
