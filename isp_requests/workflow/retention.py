"""Destroying, by the clock, the words of requests that ended long enough ago, unless a legal hold stands (ISP 10.3)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from csp_portal.audit.recording import record
from isp_requests import identity, keeping
from isp_requests.models import LegalHold, SharingRequest
from isp_requests.policies.sharing import chain_of
from isp_requests.states.sharing_request import Event


def destroy_due(*, by: None, at: datetime, on: date) -> int:
    """
    Destroy what is still sealed of every request whose time is over; say how many requests that were.

    Each is a transaction of its own, so that one that fails keeps none of the others. What stays is that it
    was asked, decided and supplied, by which organisations and when, without a word about anybody.
    """
    with identity.everything():
        due = SharingRequest.objects.filter(destroy_on__lte=on, destroyed_at__isnull=True)
        keys = list(due.order_by("destroy_on", "pk").values_list("pk", flat=True))
    return sum(_destroy(key, by=by, at=at) for key in keys)


@transaction.atomic
def _destroy(key: UUID, *, by: None, at: datetime) -> int:
    with identity.everything():
        sharing_request = SharingRequest.objects.select_for_update(no_key=True).get(pk=key)
        # Whoever places a hold locks the answer, so either the hold is seen here or it comes too late.
        list(sharing_request.asked.select_for_update(no_key=True).order_by("pk"))
        held = LegalHold.objects.filter(sharing_request=sharing_request, lifted_at__isnull=True)
        if held.exists() or sharing_request.destroyed_at is not None:
            return 0
        sections = list(sharing_request.sections.filter(destroyed_at__isnull=True))
        for section in sections:
            keeping.destroy(section, at=at)
        sharing_request.destroyed_at = at
        sharing_request.save(update_fields=["destroyed_at"])
        record(
            Event.DESTROYED,
            actor=by,
            subject=sharing_request,
            at=at,
            chain=chain_of(sharing_request.organisation_id),
            sections=len(sections),
        )
    return 1
