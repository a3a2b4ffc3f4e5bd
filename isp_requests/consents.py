"""What rests on consent, and what stands still once it is taken back or has ended (ISP 5)."""

from collections.abc import Iterable
from datetime import date

from csp_portal.core.workflow import CannotBeDone
from isp_requests.models import Asked, Consent, SharingRequest
from isp_requests.states.consent import Happened, Standing


def recorded(sharing_request: SharingRequest) -> list[Consent]:
    """List every consent of a request with what happened to it, in order."""
    return list(Consent.objects.with_events().filter(sharing_request=sharing_request))


def newest(all_recorded: Iterable[Consent]) -> list[Consent]:
    """Pick the newest consent of each person who is still concerned; an earlier one counts no more."""
    found = {
        consent.concerned_id: consent for consent in all_recorded if consent.concerned.taken_out_at is None
    }
    return list(found.values())


def latest(sharing_request: SharingRequest) -> list[Consent]:
    """List the newest consent of each person who is still concerned."""
    return newest(recorded(sharing_request))


def locked(sharing_request: SharingRequest) -> list[Consent]:
    """List them as `latest` does, each locked: nobody takes one back until the caller's transaction ends."""
    rows = Consent.objects.filter(sharing_request=sharing_request).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))
    return latest(sharing_request)


def why_stopped(consents: Iterable[Consent], *, on: date) -> str:
    """Say which consent is gone with nothing in its place, so that nothing more is disclosed, or ""."""
    for consent in consents:
        standing = consent.standing(on=on)
        if standing == Standing.STANDS or consent.event(Happened.OTHER_GROUND):
            continue
        gone = "was taken back" if standing == Standing.WITHDRAWN else "has ended"
        return (
            f"The consent about {str(consent.concerned).lower()} {gone}, so nothing is disclosed until the requester "
            "records another ground (ISP 5) or a new consent."
        )
    return ""


def any_stands(consents: Iterable[Consent], *, on: date) -> bool:
    return any(consent.standing(on=on) == Standing.STANDS for consent in consents)


def why_not_with_consent(consents: Iterable[Consent], asked: Asked, *, on: date) -> str:
    """Say why an organisation cannot decide to share with consent, or "": there has to be one that names it."""
    for consent in consents:
        if consent.standing(on=on) == Standing.STANDS and asked.organisation_id in consent.organisations:
            return ""
    return (
        f"No consent that lets {asked.organisation} disclose is on record. Record it with the request, or say that "
        "you share without the person's agreement."
    )


def stand_still(asked: Asked, *, on: date) -> None:
    """
    Let nothing be disclosed while a consent is gone with nothing in its place; the consents stay locked.

    The answer is locked before its consents, by everybody; who takes a consent back locks that alone.

    :raises CannotBeDone: if one was taken back or has ended
    """
    if reason := why_stopped(locked(asked.sharing_request), on=on):
        raise CannotBeDone(reason)
