"""What this app puts on pages of the meetings: plans endorsed and ratings challenged under an item."""

from datetime import date

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from csp_portal.accounts.models import User
from delivery_plans import highlight_reading
from delivery_plans.models import PerformanceReview, reads_plans
from delivery_plans.states.performance_review import State
from meetings.models import AgendaItem, Decision

ALONG = ("rating__level", "rating__review__plan", "milestone__plan", "milestone__action", "milestone__area")


def of_item(item: AgendaItem, *, user: User, on: date) -> SafeString:
    """List the plans that the board endorsed under an item, and the ratings that it challenged."""
    plans = list(item.plans_endorsed.select_related("outcome").order_by("outcome__number"))
    challenges = list(item.rating_challenges.select_related(*ALONG))
    if not (plans or challenges) or not reads_plans(user, on=on):
        return SafeString("")
    return render_to_string("delivery_plans/_panel.html", {"plans": plans, "challenges": challenges})


def of_highlight_report(item: AgendaItem, *, user: User, on: date) -> SafeString:
    """Say under the item of a highlight report what has changed since its figures were frozen."""
    papers = item.papers.standing().readable_by(user, on=on).filter(generator="highlight_report")
    if not papers.exists():
        return SafeString("")
    reviews = PerformanceReview.objects.visible_to(user, on=on).filter(
        meeting=item.meeting, state=State.FOR_THE_PACK
    )
    review = reviews.select_related("meeting__board", "session__board", "place").first()
    report = review.reports.first() if review else None
    if review is None or report is None:
        return SafeString("")
    changed = highlight_reading.changed_since(report.content, highlight_reading.read(review))
    context = {"review": review, "report": report, "changed": changed}
    return render_to_string("delivery_plans/_panel_of_report.html", context)


def of_decision(decision: Decision, *, user: User, on: date) -> SafeString:
    """List the plans that a decision endorsed, and the ratings that it was about."""
    if not reads_plans(user, on=on):
        return SafeString("")
    challenges = list(decision.rating_challenges.select_related(*ALONG))
    plans = list(decision.plans_endorsed.select_related("outcome").order_by("outcome__number"))
    if not (challenges or plans):
        return SafeString("")
    return render_to_string(
        "delivery_plans/_panel_of_decision.html", {"challenges": challenges, "plans": plans}
    )
