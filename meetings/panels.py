"""What minutes put on pages of meetings and items: the minute of an item, its decisions, minutes to confirm."""

from datetime import date

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from csp_portal.accounts.models import User
from meetings import policies
from meetings.models import AgendaItem, Decision, Meeting, MinuteEntry, Minutes


def of_meeting(meeting: Meeting, *, user: User, on: date) -> SafeString:
    """Say which minutes a meeting confirmed, and which decisions it took."""
    confirmed = list(
        Minutes.objects.visible_to(user, on=on).filter(confirmed_in=meeting).select_related("meeting__board")
    )
    decisions = []
    if hasattr(meeting, "minutes"):
        visible = Decision.objects.visible_to(user, on=on).standing()
        along = visible.select_related("entry__minutes__meeting")
        decisions = list(along.filter(entry__minutes__meeting=meeting).order_by("entry__position", "pk"))
    if not confirmed and not decisions:
        return SafeString("")
    return render_to_string(
        "meetings/_meeting_decisions.html", {"confirmed": confirmed, "decisions": decisions}
    )


def of_item(item: AgendaItem, *, user: User, on: date) -> SafeString:
    """Say what was minuted and resolved under an item; under "Minutes", which minutes wait to be confirmed."""
    entries = list(
        MinuteEntry.objects.readable_by(user, on=on)
        .filter(item=item)
        .in_order()
        .select_related("minutes__meeting")
        .prefetch_related("decisions")
    )
    reads_minutes = item.papers.filter(generator="previous_minutes").exists()
    waiting: list[Minutes] = []
    confirmed: list[Minutes] = []
    if reads_minutes:
        visible = Minutes.objects.visible_to(user, on=on).select_related("meeting__board")
        earlier = visible.filter(meeting__starts_at__lt=item.meeting.starts_at)
        waiting = list(earlier.to_confirm(item.meeting.board))
        confirmed = list(visible.filter(confirmed_in=item.meeting))
    if not entries and not waiting and not confirmed:
        return SafeString("")
    context = {
        "item": item,
        "lines": [
            (entry, [decision for decision in entry.decisions.all() if decision.struck_at is None])
            for entry in entries
        ],
        "waiting": waiting,
        "confirmed": confirmed,
        "run_refusal": policies.run_meetings.refusal(user, on=on),
    }
    return render_to_string("meetings/_item_minutes.html", context)
