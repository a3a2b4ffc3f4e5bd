"""Finding the packs of a meeting that one person may read."""

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from meetings.models import Meeting, Pack


def packs_to_read(request: SignedInRequest, meeting: Meeting) -> list[Pack]:
    """List the newest pack that the person may read and its published supplements, in the order of their pages."""
    visible = list(meeting.packs.visible_to(request.user, on=clock.today()))
    main = next((pack for pack in visible if pack.main_id is None), None)
    if main is None:
        return []
    supplements = [pack for pack in visible if pack.main_id == main.pk and pack.published_at is not None]
    return [main, *sorted(supplements, key=lambda pack: pack.supplement_number or 0)]


def with_supplements(request: SignedInRequest, pack: Pack) -> list[Pack]:
    """List the version of the pack that this one belongs to, with its supplements that the person may read."""
    main = pack.main or pack
    visible = main.supplements.visible_to(request.user, on=clock.today()).published()
    found = [main, *visible.order_by("supplement_number")]
    return found if pack in found else [*found, pack]
