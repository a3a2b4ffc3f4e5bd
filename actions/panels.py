"""What this app puts on pages of the meetings: the actions that came from a meeting or from an item."""

from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from actions import policies
from actions.meeting_log import log_of
from actions.models import Action, ActionQuerySet
from csp_portal.accounts.models import User
from delivery_plans.models import Indicator, Milestone
from delivery_plans.performance_reading import board_that_follows
from meetings.models import AgendaItem, Decision, Meeting
from meetings.states.meeting import State as MeetingState

SHOWN = 100


def of_meeting(meeting: Meeting, *, user: User, on: date) -> SafeString:
    """List the actions that came from a meeting."""
    address = f"?meeting={meeting.reference}"
    has_log = meeting.state != MeetingState.CANCELLED
    return _drawn(
        Action.objects.filter(meeting=meeting),
        address,
        user=user,
        on=on,
        items=True,
        log_of_meeting=meeting.reference if has_log else "",
    )


def of_item(item: AgendaItem, *, user: User, on: date) -> SafeString:
    """List the actions that came from an item of an agenda."""
    address = f"?meeting={item.meeting.reference}&item={item.key}"
    return _drawn(Action.objects.filter(agenda_item=item), address, user=user, on=on, items=False)


def of_matters_arising(item: AgendaItem, *, user: User, on: date) -> SafeString:
    """List what arises from earlier meetings, on the item that is there for it: open or just closed actions."""
    is_the_place = item.key.startswith("matters-arising") or "matters arising" in item.title.casefold()
    if not is_the_place or item.is_restricted:
        return SafeString("")
    meeting = item.meeting
    log = log_of(meeting, Action.objects.visible_to(user, on=on))
    context = {
        "groups": [
            ("Still open", log.open_lines),
            (f"Closed since {log.closed_after.day} {log.closed_after:%B %Y}", log.closed_lines),
        ],
        "is_empty": not log.lines,
        "log_of_meeting": meeting.reference,
        "run_refusal": policies.go_through_log.refusal(user, meeting, on=on),
    }
    return render_to_string("actions/_matters_arising.html", context)


def of_decision(decision: Decision, *, user: User, on: date) -> SafeString:
    """List the actions that follow from a decision."""
    meeting = decision.entry.minutes.meeting
    address = f"?meeting={meeting.reference}&minute={decision.entry.key}&decision={decision.slug}"
    return _drawn(Action.objects.filter(decision=decision), address, user=user, on=on, items=False)


def of_milestone(milestone: Milestone, *, user: User, on: date) -> SafeString:
    """List the actions that came from a milestone of a delivery plan."""
    address = f"?board={milestone.plan.outcome.strategy.board.slug}&milestone={milestone.pk}"
    return _drawn(Action.objects.filter(milestone=milestone), address, user=user, on=on, items=True)


def of_indicator(indicator: Indicator, *, user: User, on: date) -> SafeString:
    """List the actions that came from an indicator."""
    board = board_that_follows(indicator, on=on)
    address = f"?board={board.slug}&indicator={indicator.slug}" if board else ""
    return _drawn(Action.objects.filter(indicator=indicator), address, user=user, on=on, items=True)


def _drawn(
    actions: ActionQuerySet,
    address: str,
    *,
    user: User,
    on: date,
    items: bool,
    log_of_meeting: str = "",
) -> SafeString:
    rows = list(actions.visible_to(user, on=on).for_lists().order_by("pk")[:SHOWN])
    refusal = policies.run_actions.refusal(user, on=on)
    if not rows and refusal:
        return SafeString("")
    context: dict[str, Any] = {
        "rows": rows,
        "record_query": address,
        "run_refusal": refusal,
        "shows_items": items,
    }
    context["log_of_meeting"] = log_of_meeting
    return render_to_string("actions/_panel.html", context)
