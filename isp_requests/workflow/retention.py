"""
Destroying, by the clock, the words of requests, breaches and complaints that ended long enough ago (ISP 10.3).

A legal hold stops it.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from csp_portal.audit.recording import record
from isp_requests import identity, keeping
from isp_requests.models import LegalHold, Matter, SharingRequest
from isp_requests.policies.sharing import chain_of
from isp_requests.states.matter import Event as MatterEvent
from isp_requests.states.sharing_request import Event


def destroy_due(*, by: None, at: datetime, on: date) -> int:
    """
    Destroy what is still sealed of everything whose time is over; say of how many requests, breaches and complaints.

    Each is a transaction of its own, so that one that fails keeps none of the others. What stays is that it
    was asked, decided and supplied, or reported and decided, by which organisations and when, without a word about
    anybody.
    """
    with identity.everything():
        due = SharingRequest.objects.filter(destroy_on__lte=on, destroyed_at__isnull=True)
        requests = list(due.order_by("destroy_on", "pk").values_list("pk", flat=True))
        late = Matter.objects.filter(destroy_on__lte=on, destroyed_at__isnull=True)
        matters = list(late.order_by("destroy_on", "pk").values_list("pk", flat=True))
    return sum(_destroy(key, by=by, at=at) for key in requests) + sum(
        _destroy_matter(key, by=by, at=at) for key in matters
    )


@transaction.atomic
def _destroy(key: UUID, *, by: None, at: datetime) -> int:
    with identity.everything():
        sharing_request = SharingRequest.objects.select_for_update(no_key=True).get(pk=key)
        # Whoever places a hold locks the answer, so either the hold is seen here or it comes too late.
        list(sharing_request.asked.select_for_update(no_key=True).order_by("pk"))
        held = LegalHold.objects.filter(sharing_request=sharing_request, lifted_at__isnull=True)
        if held.exists() or sharing_request.destroyed_at is not None:
            return 0
        _destroy_words(sharing_request, Event.DESTROYED, by=by, at=at)
    return 1


@transaction.atomic
def _destroy_matter(key: UUID, *, by: None, at: datetime) -> int:
    with identity.everything():
        matter = Matter.objects.select_for_update(no_key=True).get(pk=key)
        if matter.hold_review_on is not None or matter.destroyed_at is not None:
            return 0
        _destroy_words(matter, MatterEvent.DESTROYED, by=by, at=at, sort=matter.kind)
    return 1


def _destroy_words(
    subject: SharingRequest | Matter, event: str, *, by: None, at: datetime, **details: str
) -> None:
    destroyed = keeping.destroy_all(subject.sections.all(), at=at)
    subject.destroyed_at = at
    subject.save(update_fields=["destroyed_at"])
    chain = chain_of(subject.organisation_id)
    record(event, actor=by, subject=subject, at=at, chain=chain, sections=destroyed, **details)
