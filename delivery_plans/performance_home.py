"""What the home page says about figures and their reviews: to the analyst, to who leads a priority, to the Executive."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission
from csp_portal.core.home import DUE, HomeSection
from delivery_plans import policies
from delivery_plans.models import (
    ExpectedFigure,
    Indicator,
    Measurement,
    PerformanceLine,
    PerformanceReview,
    Period,
)
from delivery_plans.states.performance import Collection, PeriodKind, Standing
from delivery_plans.states.performance_review import State
from meetings.models import Priority


def sections(user: User, *, on: date, at: datetime) -> list[HomeSection]:
    """Gather what waits for the analyst, for whoever leads a priority, and for those who pass the report."""
    reviews = PerformanceReview.objects.visible_to(user, on=on).select_related("meeting__board")
    found = []
    if due := [*_to_comment(user, reviews, on), *_to_pass(user, reviews, on)]:
        found.append(HomeSection("Highlight report", due, place=DUE))
    if policies.keep_figures.allows(user, on=on):
        if cards := [*_under_review(reviews), *_awaited(on), *_to_enter(on), *_provisional(on)]:
            found.append(HomeSection("Performance", cards))
    return found


def _to_comment(user: User, reviews: QuerySet[PerformanceReview], on: date) -> list[dict[str, Any]]:
    """Lead whoever leads a priority to the indicators of it on which nothing is written yet."""
    if not user.holds(Permission.COMMENT_ON_PRIORITY, on=on):
        return []
    led = Priority.objects.filter(lead_organisation__in=user.organisations(on=on))
    waiting = (
        PerformanceLine.objects.filter(
            review__in=reviews.filter(state=State.OPEN), indicator__priority__in=led, comment=""
        )
        .select_related("review__meeting__board", "indicator__priority")
        .order_by("review__meeting__starts_at", "indicator__priority__number", "pk")
    )
    lines: dict[tuple[PerformanceReview, Priority | None], int] = {}
    for line in waiting:
        of = (line.review, line.indicator.priority)
        lines[of] = lines.get(of, 0) + 1
    return [
        {
            "title": f"Comment on the indicators of {priority}",
            "url": review.get_absolute_url(),
            "text": f"{count} {'has' if count == 1 else 'have'} no comment yet, for {review.meeting}.",
        }
        for (review, priority), count in lines.items()
    ]


def _to_pass(user: User, reviews: QuerySet[PerformanceReview], on: date) -> list[dict[str, Any]]:
    return [
        {
            "title": f"Pass the highlight report for {review.meeting}",
            "url": review.get_absolute_url(),
            "text": "Pass it for the pack, or send it back with a reason.",
        }
        for review in reviews.filter(state=State.WITH_EXECUTIVE)
        if policies.pass_performance_review.allows(user, review, on=on)
    ]


def _under_review(reviews: QuerySet[PerformanceReview]) -> list[dict[str, Any]]:
    next_steps = {
        State.OPEN: "Check figures, agree ratings, and see that what is exceptional has its comment.",
        State.AGREED: "The group agreed. Send the report to the Executive.",
    }
    return [
        {
            "title": f"Review for {review.meeting}",
            "url": review.get_absolute_url(),
            "text": next_steps[State(review.state)],
        }
        for review in reviews.filter(state__in=next_steps)
    ]


def _awaited(on: date) -> list[dict[str, Any]]:
    awaited = ExpectedFigure.objects.awaited()
    count, late = awaited.count(), awaited.filter(due_on__lt=on).count()
    if not count:
        return []
    owing = awaited.values("owed_by").distinct().count()
    return [
        {
            "title": f"{count} figure{'s' if count > 1 else ''} awaited",
            "url": reverse("delivery_plans:expected_list"),
            "text": f"From {owing} organisation{'s' if owing > 1 else ''}; {late} overdue."
            if late
            else f"From {owing} organisation{'s' if owing > 1 else ''}.",
            "is_urgent": bool(late),
        }
    ]


def _to_enter(on: date) -> list[dict[str, Any]]:
    """Name the last quarter that is over and has no year to date of any key indicator."""
    if not Indicator.objects.measured().in_use().filter(collection=Collection.KEY).exists():
        return []
    this = Period.holding(PeriodKind.QUARTER, on)
    last = Period.holding(PeriodKind.QUARTER, date.fromordinal(this.starts_on.toordinal() - 1))
    given = Measurement.objects.current().filter(
        indicator__collection=Collection.KEY, period__ends_on__range=(last.starts_on, last.ends_on)
    )
    all_of_them = Indicator.objects.measured().in_use().filter(collection=Collection.KEY)
    missing = all_of_them.exclude(
        pk__in=given.filter(period__ends_on=last.ends_on).values("indicator")
    ).count()
    if not missing:
        return []
    address = (
        f"{reverse('delivery_plans:figure_enter')}?table=key&kind=rolling_year&day={last.ends_on:%Y-%m-%d}"
    )
    return [
        {
            "title": f"Figures to {last.ends_on.day} {last.ends_on:%B %Y}",
            "url": address,
            "text": f"{missing} key indicator{'s have' if missing > 1 else ' has'} no figure to the end of that quarter.",
        }
    ]


def _provisional(on: date) -> list[dict[str, Any]]:
    count = Measurement.objects.current().filter(standing=Standing.PROVISIONAL).count()
    if not count:
        return []
    return [
        {
            "title": f"{count} provisional figure{'s' if count > 1 else ''}",
            "url": reverse("delivery_plans:figure_enter"),
            "text": "Confirm them as final, or correct them, once the source has settled.",
        }
    ]
