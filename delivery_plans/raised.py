"""What became of the business that was raised from a milestone or an indicator, as far as a person may know."""

from datetime import date
from typing import Any

from csp_portal.accounts.models import User
from delivery_plans.models import Indicator, Milestone, RaisedBusiness
from meetings import policies as meeting_policies
from meetings.models import BusinessItem
from meetings.states.business import State as BusinessState


def raised_from(source: Milestone | Indicator, *, user: User, on: date) -> list[dict[str, Any]]:
    """List business raised from it, each with the agenda item that it became; restricted business is left out."""
    along = {"milestone" if isinstance(source, Milestone) else "indicator": source}
    raised = BusinessItem.objects.filter(
        pk__in=RaisedBusiness.objects.filter(**along).values("business")
    ).select_related("board", "meeting__board", "agenda_item__meeting__board", "agenda_item__restriction")
    known = set(
        BusinessItem.objects.visible_to(user, on=on).filter(pk__in=raised).values_list("pk", flat=True)
    )
    return [
        {
            "business": each,
            "is_known": each.pk in known,
            "item": each.agenda_item
            if each.state == BusinessState.ACCEPTED
            and each.agenda_item
            and not each.agenda_item.is_restricted
            and meeting_policies.read_agenda.allows(user, each.agenda_item.meeting, on=on)
            else None,
        }
        for each in raised
        if each.pk in known or not each.is_restricted
    ]
