"""Indicators, what they are held against, and the trajectory that leads from baseline to target."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from csp_portal.accounts.models import Organisation
from delivery_plans.figures import straight_line
from delivery_plans.models.places import period_days
from delivery_plans.models.strategy import reads_plans
from delivery_plans.states.performance import (
    KEY_COLLECTIONS,
    Better,
    Collection,
    IndicatorKind,
    PeriodKind,
    Rule,
    Trajectory,
)
from meetings.models import Priority

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


# What a figure can hold: fourteen digits, four of them decimal.
MOST, SMALLEST = Decimal(10) ** 10, Decimal("0.0001")


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def visible_to(self, user: "User", *, on: date) -> Self:
        """Limit to all or nothing: whoever may read figures may read all of them."""
        return self if reads_plans(user, on=on) else self.none()

    def key(self) -> Self:
        """Limit to what the board is accountable for, its combined figures included."""
        return self.filter(collection__in=KEY_COLLECTIONS)

    def measured(self) -> Self:
        """Limit to indicators that have numbers."""
        return self.filter(kind=IndicatorKind.NUMBER)

    def in_use(self) -> Self:
        return self.filter(ended_on__isnull=True)

    def matching(self, words: str) -> Self:
        """Limit to indicators in whose name, theme, source or owner each of the words stands."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(name__icontains=word)
                | Q(theme__icontains=word)
                | Q(source__icontains=word)
                | Q(owner__name__icontains=word)
                | Q(owner__short_name__icontains=word)
            )
        return found


class Indicator(models.Model):
    """
    Something the board follows: with a number, in words, by milestones, or as a gap that it has to fill.

    Targets are kept as they were written and, where they say a number, as that number beside it.
    """

    name = models.CharField(max_length=200)
    short_name = models.CharField("name in tables", max_length=80, blank=True)
    slug = models.SlugField(max_length=120, unique=True)
    collection = models.CharField("table", max_length=20, choices=Collection, default=Collection.KEY)
    position = models.PositiveSmallIntegerField("place in the table", default=0)
    priority = models.ForeignKey(
        Priority, on_delete=models.PROTECT, null=True, blank=True, related_name="indicators"
    )
    theme = models.CharField(max_length=100, blank=True)
    source = models.CharField(max_length=150, blank=True)
    kind = models.CharField("how it is followed", max_length=20, choices=IndicatorKind)
    unit = models.CharField(max_length=80, blank=True)
    decimals = models.PositiveSmallIntegerField("decimal places shown", default=0)
    better = models.CharField("which way is better", max_length=10, choices=Better, blank=True)
    better_note = models.CharField("what to say about the direction", max_length=200, blank=True)
    # Fewer than five people are not shown where the public may look.
    counts_people = models.BooleanField("counts people", default=False)

    baseline_period = models.CharField("period of the baseline", max_length=60, blank=True)
    baseline = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    baseline_on = models.DateField("last day of the baseline", null=True, blank=True)
    target_words = models.CharField("target as written", max_length=200, blank=True)
    target = models.DecimalField("target as a number", max_digits=14, decimal_places=4, null=True, blank=True)
    target_by_words = models.CharField("target date as written", max_length=60, blank=True)
    target_by = models.DateField("target date", null=True, blank=True)
    trajectory = models.CharField("held against", max_length=20, choices=Trajectory, default=Trajectory.NONE)
    rule = models.CharField("how distance is counted", max_length=10, choices=Rule, default=Rule.SHARE)
    margin = models.DecimalField(
        "distance at which it turns Green or Red",
        max_digits=6,
        decimal_places=2,
        default=Decimal(5),
        validators=[MinValueValidator(Decimal("0.01"))],
    )

    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="indicators_owned"
    )
    asked_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="who is asked",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators_asked_for",
    )
    note = models.TextField("what to know about it", blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_reason = models.CharField("why it ended", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = IndicatorQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["collection", "position", "name"]
        indexes = [models.Index(fields=["collection", "position"])]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "name"],
                name="indicator_named_once_in_its_table",
                violation_error_message="There is an indicator of that name in this table already.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=IndicatorKind.NUMBER) | (~Q(unit="") & ~Q(better="")),
                name="indicator_number_has_unit_and_direction",
                violation_error_message="An indicator with a number needs a unit and which way is better.",
            ),
            models.CheckConstraint(
                condition=~Q(trajectory=Trajectory.STRAIGHT_LINE)
                | Q(
                    baseline__isnull=False,
                    baseline_on__isnull=False,
                    target__isnull=False,
                    target_by__isnull=False,
                    target_by__gt=models.F("baseline_on"),
                ),
                name="indicator_straight_line_has_two_ends",
                violation_error_message=(
                    "A straight line needs the baseline and the target as numbers, each with its date, "
                    "the target's later."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(trajectory=Trajectory.TARGET) | Q(target__isnull=False),
                name="indicator_held_against_its_target_has_one",
                violation_error_message="To hold it against the target, the target must be a number.",
            ),
            models.CheckConstraint(
                condition=Q(trajectory=Trajectory.NONE) | Q(better__in=[Better.LOWER, Better.HIGHER]),
                name="indicator_rated_only_with_a_direction",
                violation_error_message="What is rated needs a direction: lower or higher is better.",
            ),
            models.CheckConstraint(condition=Q(margin__gt=0), name="indicator_margin_is_above_zero"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_reason="")
                | (Q(ended_on__isnull=False) & ~Q(ended_reason="")),
                name="indicator_ended_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("delivery_plans:indicator_detail", args=[self.slug])

    @property
    def name_in_tables(self) -> str:
        return self.short_name or self.name

    @property
    def target_in_words(self) -> str:
        """Say the target and its date as they were written, or else as they are understood."""
        what = self.target_words or ("" if self.target is None else f"{self.target.normalize():,f}")
        when = self.target_by_words or (
            f"{self.target_by.day} {self.target_by:%B %Y}" if self.target_by else ""
        )
        return f"{what} by {when}" if what and when else what or when

    @property
    def is_measured(self) -> bool:
        return self.kind == IndicatorKind.NUMBER

    @property
    def is_rated(self) -> bool:
        return self.trajectory != Trajectory.NONE

    @property
    def is_count(self) -> bool:
        return self.unit.startswith("count")

    def value_problem(self, value: Decimal) -> str:
        """Say what is wrong with a figure for this indicator, or ""."""
        if not value.is_finite() or abs(value) >= MOST:
            return "The figure is too large. Check it."
        if value != value.quantize(SMALLEST):
            return "A figure can have four decimal places at the most."
        if self.is_count and value != value.to_integral_value():
            return "A count is a whole number."
        if (self.is_count or self.unit.startswith("rate")) and value < 0:
            return "A count or a rate cannot be below zero."
        if self.unit == "percent" and not 0 <= value <= 100:
            return "A percentage lies between 0 and 100."
        return ""

    def trajectory_on(self, day: date, *, points: Iterable["TrajectoryPoint"]) -> Decimal | None:
        """Give where the indicator should stand on a day; `points` are its own, fetched along."""
        match self.trajectory:
            case Trajectory.TARGET:
                return self.target
            case Trajectory.QUARTERLY:
                first, _ = period_days(PeriodKind.QUARTER, day)
                return next((point.value for point in points if point.starts_on == first), None)
            case Trajectory.STRAIGHT_LINE if self.baseline is not None and self.target is not None:
                if self.baseline_on is None or self.target_by is None:
                    return None
                return straight_line(
                    baseline=self.baseline,
                    baseline_on=self.baseline_on,
                    target=self.target,
                    target_by=self.target_by,
                    on=day,
                )
        return None


class TrajectoryPoint(models.Model):
    """Where an indicator should stand in a quarter."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="trajectory_points")
    starts_on = models.DateField("first day of the quarter")
    value = models.DecimalField(max_digits=14, decimal_places=4)

    history = HistoricalRecords()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "starts_on"], name="trajectory_point_once_for_each_quarter"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} from {self.starts_on}: {self.value.normalize():f}"
