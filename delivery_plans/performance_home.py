"""What the home page tells the analyst about figures: what is awaited, what is still provisional, which period to enter."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse

from csp_portal.accounts.models import User
from csp_portal.core.home import HomeSection
from delivery_plans import policies
from delivery_plans.models import ExpectedFigure, Indicator, Measurement, Period
from delivery_plans.states.performance import Collection, PeriodKind, Standing


def sections(user: User, *, on: date, at: datetime) -> list[HomeSection]:
    """Gather what waits for the analyst."""
    if not policies.keep_figures.allows(user, on=on):
        return []
    cards = [*_awaited(on), *_to_enter(on), *_provisional(on)]
    return [HomeSection("Performance", cards)] if cards else []


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
