"""Where and when a figure is from: places and periods."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from delivery_plans.states.performance import PeriodKind, PlaceKind


class PlaceQuerySet(models.QuerySet["Place"]):
    def wards(self) -> Self:
        return self.filter(kind=PlaceKind.WARD)

    def called(self, name: str) -> Self:
        """Limit to places that are called so, by their own name or another that files use for them."""
        plain = plain_name(name)
        keys = [
            place.pk
            for place in self
            if plain in {plain_name(place.name), *(plain_name(other) for other in place.also_called)}
        ]
        return self.filter(pk__in=keys)


def plain_name(name: str) -> str:
    """Write a name as it is compared: small letters, one kind of apostrophe, single spaces."""
    return " ".join(name.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").casefold().split())


class Place(models.Model):
    """
    An area that figures are about.

    Its figure is its own and never the sum of its parts: some offences have no ward.
    """

    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=100, unique=True)
    kind = models.CharField(max_length=20, choices=PlaceKind)
    within = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="places_within"
    )
    # Of a group of wards.
    members = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="groups")
    also_called = models.JSONField("other names in files", default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = PlaceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="place_named_once_in_its_kind"),
            models.CheckConstraint(condition=~Q(pk=F("within")), name="place_is_not_within_itself"),
        ]

    def __str__(self) -> str:
        return self.name


class MeasuredPeriodQuerySet(models.QuerySet["Period"]):
    def ended(self, *, on: date) -> Self:
        """Limit to periods of which the last day has passed."""
        return self.filter(ends_on__lt=on)


class Period(models.Model):
    """The time that a figure is about, from its first day to its last."""

    kind = models.CharField(max_length=20, choices=PeriodKind)
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    slug = models.SlugField(max_length=40, unique=True)

    objects = MeasuredPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["ends_on", "-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "ends_on"], name="period_once_for_each_kind_and_last_day"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="period_starts_before_it_ends"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @classmethod
    def holding(cls, kind: str, day: date) -> "Period":
        """Give the period of a kind that holds, or ends with, a day; not kept yet if it is new."""
        starts_on, ends_on = period_days(kind, day)
        known = cls.objects.filter(kind=kind, ends_on=ends_on).first()
        slug = period_slug(kind, starts_on, ends_on)
        return known or cls(kind=kind, starts_on=starts_on, ends_on=ends_on, slug=slug)

    @property
    def label(self) -> str:
        """Say the period as people do: "October to December 2015", "12 months to 9 November 2015"."""
        match self.kind:
            case PeriodKind.MONTH:
                return f"{self.ends_on:%B %Y}"
            case PeriodKind.QUARTER:
                return f"{self.starts_on:%B} to {self.ends_on:%B %Y}"
            case PeriodKind.YEAR:
                return financial_year(self.starts_on)
        return f"12 months to {self.ends_on.day} {self.ends_on:%B %Y}"

    @property
    def year_before(self) -> tuple[str, date]:
        """Name the same period a year earlier, as its kind and its last day."""
        return self.kind, a_year_before(self.ends_on)


def financial_year(day: date) -> str:
    """Name the year from April to March that a day is in: "2015/16"."""
    first = day.year if day.month >= 4 else day.year - 1
    return f"{first}/{(first + 1) % 100:02d}"


def a_year_before(day: date) -> date:
    """Find the same day a year earlier; of the last day of February, the last day of that February."""
    tomorrow = day + timedelta(days=1)
    if tomorrow.day == 1:
        return tomorrow.replace(year=tomorrow.year - 1) - timedelta(days=1)
    return day.replace(year=day.year - 1)


def period_days(kind: str, ends_on: date) -> tuple[date, date]:
    """
    Find the first and the last day of the period of a kind in which, or with which, a day ends.

    Months, quarters and financial years are those that hold the day; twelve months end with it.
    """
    match kind:
        case PeriodKind.MONTH:
            first = ends_on.replace(day=1)
            months = 1
        case PeriodKind.QUARTER:
            first = date(ends_on.year, 3 * ((ends_on.month - 1) // 3) + 1, 1)
            months = 3
        case PeriodKind.YEAR:
            first = date(ends_on.year if ends_on.month >= 4 else ends_on.year - 1, 4, 1)
            months = 12
        case _:
            return a_year_before(ends_on) + timedelta(days=1), ends_on
    month = first.month + months
    last = date(first.year + (month - 1) // 12, (month - 1) % 12 + 1, 1) - timedelta(days=1)
    return first, last


def period_slug(kind: str, starts_on: date, ends_on: date) -> str:
    """Write the part of an address that names a period."""
    year = financial_year(starts_on).replace("/", "-")
    match kind:
        case PeriodKind.MONTH:
            return f"{ends_on:%Y-%m}"
        case PeriodKind.QUARTER:
            return f"{year}-q{(starts_on.month - 4) // 3 % 4 + 1}"
        case PeriodKind.YEAR:
            return year
    return f"12-months-to-{ends_on:%Y-%m-%d}"
