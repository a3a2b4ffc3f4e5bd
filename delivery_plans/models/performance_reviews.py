"""The performance group's quarterly review of the figures, and the highlight report that comes of it (ToR 7)."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from csp_portal.accounts.roles import Permission
from csp_portal.core.constraints import all_or_none
from delivery_plans.models.indicators import Indicator
from delivery_plans.models.places import Place
from delivery_plans.models.strategy import reads_plans
from delivery_plans.states import performance_review as states
from meetings.models import Meeting
from meetings.models.business import boards_sifted_by

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


class PerformanceReviewQuerySet(models.QuerySet["PerformanceReview"]):
    def visible_to(self, user: "User", *, on: date) -> Self:
        """
        Limit to what a person may read: those who prepare and pass reviews all of them, others what was passed.
        """
        if user.holds(Permission.READ_PLANS, on=on):
            return self
        passed = Q(state=states.State.FOR_THE_PACK) if reads_plans(user, on=on) else Q(pk__in=[])
        before_them = Q(
            state__in=states.FROZEN_STATES, meeting__board__in=boards_sifted_by(user, on=on).values("pk")
        )
        return self.filter(passed | before_them)


class PerformanceReview(models.Model):
    """One quarter's review: figures checked, ratings agreed, comments written, for one meeting of the board."""

    TRANSITIONS = states.TRANSITIONS

    meeting = models.OneToOneField(
        Meeting,
        on_delete=models.PROTECT,
        related_name="performance_review",
        verbose_name="meeting of the board that it reports to",
    )
    session = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="performance_reviews_held",
        verbose_name="session of the performance group",
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="performance_reviews")
    figures_to = models.DateField("figures up to")
    state = models.CharField(max_length=20, choices=states.State, default=states.State.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    passed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    passed_at = models.DateTimeField(null=True, blank=True)
    returned_reason = models.TextField("why it was opened again", blank=True)

    objects = PerformanceReviewQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-figures_to", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=states.State.values), name="performance_review_state_is_known"
            ),
            all_or_none("agreed_by", "agreed_at", name="performance_review_agreed_by_and_at"),
            all_or_none("passed_by", "passed_at", name="performance_review_passed_by_and_at"),
        ]

    def __str__(self) -> str:
        return f"Performance review for {self.meeting}"

    def get_absolute_url(self) -> str:
        return reverse("delivery_plans:performance_review_detail", args=[self.meeting.reference])

    @property
    def is_open(self) -> bool:
        return self.state == states.State.OPEN


class PerformanceLine(models.Model):
    """One indicator in a review: who checked its figures, what is said about it, and how partners can add value."""

    review = models.ForeignKey(PerformanceReview, on_delete=models.PROTECT, related_name="lines")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="performance_lines")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)
    added_value = models.TextField("how the partnership can add value", blank=True)
    commented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    commented_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()

    class Meta:
        ordering = ["indicator__priority__number", "indicator__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "indicator"], name="performance_line_once_in_a_review"
            ),
            all_or_none("checked_by", "checked_at", name="performance_line_checked_by_and_at"),
            all_or_none("commented_by", "commented_at", name="performance_line_commented_by_and_at"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.indicator} in {self.review}"


class SelectionChoice(models.Model):
    """That the group added an indicator to the report, or left one out, against the rules. The newest holds."""

    class Choice(models.TextChoices):
        ADDED = "added", "Added"
        LEFT_OUT = "left_out", "Left out"
        BY_RULE = "by_rule", "As the rules say"

    line = models.ForeignKey(PerformanceLine, on_delete=models.PROTECT, related_name="choices")
    choice = models.CharField(max_length=10, choices=Choice)
    reason = models.TextField(blank=True)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(choice="by_rule") | ~Q(reason=""), name="selection_choice_has_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_choice_display()}: {self.line}"


class HighlightReport(models.Model):
    """
    What a review told the board, with its figures frozen as they were. Rows are added and never changed.

    `content` is what `highlight_reading.frozen` made: plain values, enough to print the report for ever.
    """

    review = models.ForeignKey(PerformanceReview, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "number"], name="highlight_report_number_once_in_a_review"
            )
        ]

    def __str__(self) -> str:
        return f"Highlight report {self.number} of {self.review}"

    @property
    def sections(self) -> list[dict[str, Any]]:
        """The report by priorities, as it was frozen."""
        return list(self.content["sections"])
