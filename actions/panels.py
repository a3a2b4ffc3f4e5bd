"""What this app puts on pages of the meetings: the actions that came from a meeting or from an item."""

from datetime import date

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from actions import policies
from actions.models import Action, ActionQuerySet
from csp_portal.accounts.models import User
from delivery_plans.models import Milestone
from meetings.models import AgendaItem, Meeting

SHOWN = 100


def of_meeting(meeting: Meeting, *, user: User, on: date) -> SafeString:
    """List the actions that came from a meeting."""
    address = f"?meeting={meeting.reference}"
    return _drawn(Action.objects.filter(meeting=meeting), address, user=user, on=on, items=True)


def of_item(item: AgendaItem, *, user: User, on: date) -> SafeString:
    """List the actions that came from an item of an agenda."""
    address = f"?meeting={item.meeting.reference}&item={item.key}"
    return _drawn(Action.objects.filter(agenda_item=item), address, user=user, on=on, items=False)


def of_milestone(milestone: Milestone, *, user: User, on: date) -> SafeString:
    """List the actions that came from a milestone of a delivery plan."""
    address = f"?board={milestone.plan.outcome.strategy.board.slug}&milestone={milestone.pk}"
    return _drawn(Action.objects.filter(milestone=milestone), address, user=user, on=on, items=True)


def _drawn(actions: ActionQuerySet, address: str, *, user: User, on: date, items: bool) -> SafeString:
    rows = list(actions.visible_to(user, on=on).for_lists().order_by("pk")[:SHOWN])
    refusal = policies.run_actions.refusal(user, on=on)
    if not rows and refusal:
        return SafeString("")
    context = {"rows": rows, "record_query": address, "run_refusal": refusal, "shows_items": items}
    return render_to_string("actions/_panel.html", context)
