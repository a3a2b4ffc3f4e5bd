"""Figures, the figures that are still owed, and what people judge beside the automatic rating."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from csp_portal.accounts.models import Organisation
from csp_portal.core.constraints import all_or_none
from delivery_plans.models.indicators import Indicator
from delivery_plans.models.places import Period, Place
from delivery_plans.models.strategy import reads_plans
from delivery_plans.states.performance import Level, Standing

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


class MeasurementQuerySet(models.QuerySet["Measurement"]):
    def visible_to(self, user: "User", *, on: date) -> Self:
        return self if reads_plans(user, on=on) else self.none()

    def current(self) -> Self:
        """Limit to figures that hold; those that were corrected are kept beside them."""
        return self.filter(superseded_at__isnull=True)

    def in_order(self) -> Self:
        return self.order_by("period__ends_on", "period__starts_on", "pk")


class Measurement(models.Model):
    """
    One figure. It never changes: a correction is a row of its own that keeps the one before, with the reason.

    `rate` and the two ranks are the source's own (per 1,000 residents; among the 32 London boroughs).
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="measurements")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="measurements")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="measurements")
    value = models.DecimalField(max_digits=14, decimal_places=4)
    numerator = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    rate = models.DecimalField("rate as published", max_digits=10, decimal_places=2, null=True, blank=True)
    rank_by_rate = models.PositiveSmallIntegerField("London rank by rate", null=True, blank=True)
    rank_by_change = models.PositiveSmallIntegerField("London rank by change", null=True, blank=True)
    standing = models.CharField(max_length=12, choices=Standing, default=Standing.FINAL)
    remark = models.CharField("what the source said", max_length=200, blank=True)
    reason = models.CharField("why it was corrected", max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["period", "indicator"])]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "place", "period"],
                condition=Q(superseded_at__isnull=True),
                name="measurement_one_holds",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True, reason="") | (Q(replaces__isnull=False) & ~Q(reason="")),
                name="measurement_corrected_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0),
                name="measurement_is_out_of_something",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("entered_at")),
                name="measurement_is_superseded_after_it_was_entered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.place}, {self.period}: {self.value.normalize():f}"

    @property
    def is_current(self) -> bool:
        return self.superseded_at is None

    @property
    def is_provisional(self) -> bool:
        return self.standing == Standing.PROVISIONAL


class ExpectedFigureQuerySet(models.QuerySet["ExpectedFigure"]):
    def visible_to(self, user: "User", *, on: date) -> Self:
        return self if reads_plans(user, on=on) else self.none()

    def awaited(self) -> Self:
        """Limit to figures that were asked for and have neither come nor been given up."""
        return self.filter(received_at__isnull=True, withdrawn_at__isnull=True)


class ExpectedFigure(models.Model):
    """A figure that somebody owes: "data awaited", with who was asked, and when."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="expected_figures")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="expected_figures")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="expected_figures")
    owed_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="figures_owed")
    asked_on = models.DateField("asked for on")
    due_on = models.DateField("wanted by", null=True, blank=True)
    # In words: requests for information are kept from this app, and no reader need be able to open one.
    request_reference = models.CharField("reference of the information request", max_length=60, blank=True)
    note = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.CharField("why it is not awaited any more", max_length=300, blank=True)

    objects = ExpectedFigureQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["asked_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "place", "period"],
                condition=Q(received_at__isnull=True, withdrawn_at__isnull=True),
                name="expected_figure_asked_for_once_at_a_time",
            ),
            all_or_none("withdrawn_by", "withdrawn_at", name="expected_figure_withdrawn_by_and_at"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, received_at__isnull=True) & ~Q(withdrawn_reason="")),
                name="expected_figure_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.place}, {self.period}, owed by {self.owed_by.short_name}"

    def is_overdue(self, *, on: date) -> bool:
        return (
            self.received_at is None
            and self.withdrawn_at is None
            and self.due_on is not None
            and self.due_on < on
        )


class Judgement(models.Model):
    """
    A rating that people set beside the automatic one, with its reason. Rows are added and never changed.

    The newest holds, as long as the rule says what it said when people judged; an empty level lets the automatic
    rating speak for itself again.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="judgements")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="judgements")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="judgements")
    level = models.CharField("rating", max_length=20, choices=Level, blank=True)
    # What the rule said when people judged.
    automatic = models.CharField("automatic rating", max_length=20, choices=Level)
    reason = models.TextField()
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="judgement_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display() or 'As the rule says'}: {self.indicator}, {self.period}"

    def holds_beside(self, automatic: Level) -> bool:
        """Tell whether it is a rating of its own, and what it was made of has not been corrected into another."""
        return bool(self.level) and self.automatic == automatic
