"""Notices about requests: that something waits, and where to look. No reference, no name, no organisation."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from csp_portal.accounts.models import Organisation, User
from csp_portal.notices import workflow as notices
from csp_portal.notices.models import Notice
from isp_requests.identity import DESK_ROLES
from isp_requests.models import Asked, SharingRequest

WAITS = "isp_requests.waits"
TITLE = "Something in information sharing waits for you"


def something_waits_at_the_desk(
    organisation: Organisation, *, event: str, about: SharingRequest | Asked, at: datetime, on: date
) -> None:
    """Tell an organisation's single point of contact, and the back-up, in the caller's transaction."""
    people = User.objects.present().filter(
        duties__in=organisation.duties.in_force(on).filter(role__in=DESK_ROLES)  # type: ignore[attr-defined]
    )
    _tell(people.distinct(), event=event, about=about, at=at)


def something_waits(person: User, *, event: str, about: SharingRequest | Asked, at: datetime) -> None:
    """Tell one person who takes part, in the caller's transaction."""
    _tell([person], event=event, about=about, at=at)


def something_waits_with_the_source(
    asked: Asked, *, event: str, about: SharingRequest | Asked, at: datetime, on: date
) -> None:
    """Tell those of the organisation asked: the officer who has it, and the contacts."""
    if asked.officer is not None:
        something_waits(asked.officer, event=event, about=about, at=at)
    something_waits_at_the_desk(asked.organisation, event=event, about=about, at=at, on=on)


def _tell(people: Iterable[User], *, event: str, about: SharingRequest | Asked, at: datetime) -> None:
    # Whoever is told in two capacities of one thing is told once.
    key = f"{event}:{about.pk}:{at.isoformat()}"
    told = set(Notice.objects.filter(kind=WAITS, key=key).values_list("person", flat=True))
    for person in people:
        if person.pk not in told:
            # All of them say the same, so the newest stands for those before it.
            notices.settle(kinds=[WAITS], about=person, people=[person], at=at)
            path = reverse("isp_requests:request_list")
            notices.tell(WAITS, to=[person], title=TITLE, path=path, at=at, key=key, about=person)
