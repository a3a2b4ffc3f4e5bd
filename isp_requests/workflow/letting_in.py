"""Letting people and desks see a request, and ending that. Other modules of the workflow call these."""

from datetime import datetime

from csp_portal.accounts.models import Organisation, User
from isp_requests.models import Asked, Participation, SharingRequest
from isp_requests.states.words import SeatOfSight, Why


def let_in(
    sharing_request: SharingRequest,
    *,
    asked: Asked | None,
    organisation: Organisation,
    person: User | None,
    seat: SeatOfSight,
    why: Why,
    by: User,
    at: datetime,
) -> Participation:
    """Add a row by which a person, or an organisation's desk, takes part from now on."""
    row = Participation(
        sharing_request=sharing_request,
        asked=asked,
        organisation=organisation,
        person=person,
        seat=seat,
        why=why,
        by=by,
        from_at=at,
    )
    row.save(force_insert=True)
    return row


def let_out(asked: Asked, *, seats: tuple[SeatOfSight, ...], by: User, at: datetime) -> None:
    """End the rows by which people of the organisation asked take part; the rows themselves stay."""
    rows = Participation.objects.live().filter(asked=asked, person__isnull=False, seat__in=seats)
    for row in rows.select_for_update(no_key=True):
        row.until_at = at
        row.save(update_fields=["until_at"])
