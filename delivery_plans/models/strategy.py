"""The strategy with its outcomes, and the names that all its plans share: lead offices, strategic links."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from csp_portal.accounts.models import Organisation
from csp_portal.accounts.roles import Permission
from csp_portal.core.constraints import starts_before_it_ends
from csp_portal.core.periods import Period, PeriodQuerySet
from meetings.models import Board, Priority, Seat

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


def reads_plans(user: "User", *, on: date) -> bool:
    """Tell whether a person may read the plans on the day: by a duty, or by a seat on any board."""
    return user.holds(Permission.READ_PLANS, on=on) or Seat.objects.of(user, on=on).exists()


class Strategy(Period):
    """What the partnership set out to do over some years; both days are days of it."""

    name = models.CharField(max_length=150, unique=True)
    board = models.ForeignKey(
        Board,
        on_delete=models.PROTECT,
        related_name="strategies",
        verbose_name="board that endorses its plans",
    )
    version = models.PositiveIntegerField(default=1)

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name_plural = "strategies"
        constraints = [starts_before_it_ends("strategy_starts_before_it_ends")]

    def __str__(self) -> str:
        return self.name


class Outcome(models.Model):
    """One of the outcomes that a strategy is to bring about; each has a plan for every year."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="outcomes")
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(99)])
    name = models.CharField(max_length=250)
    priority = models.ForeignKey(
        Priority, on_delete=models.PROTECT, null=True, blank=True, related_name="outcomes"
    )
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "number"],
                name="outcome_number_once_in_a_strategy",
                violation_error_message="Another outcome of this strategy has that number.",
            )
        ]

    def __str__(self) -> str:
        return f"Outcome {self.number}: {self.name}"


class LeadOfficeQuerySet(models.QuerySet["LeadOffice"]):
    def named(self, name: str) -> Self:
        """Limit to the office of that name, however its capitals are written."""
        return self.filter(name__iexact=name)

    def answered_for_by(self, user: "User") -> Self:
        return self.filter(people=user)


class LeadOffice(models.Model):
    """An office, a team or an organisation that plans name as lead, and the people who rate for it."""

    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="lead_offices"
    )
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="offices_answered_for",
        verbose_name="people who rate for it",
    )
    version = models.PositiveIntegerField(default=1)

    objects = LeadOfficeQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[people])

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="lead_office_name_once_whatever_the_case",
                violation_error_message="There is an office of that name already.",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="lead_office_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class StrategicLink(models.Model):
    """A strategy, plan or board elsewhere to which milestones are linked; shared between plans."""

    name = models.CharField(max_length=250)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="strategic_link_name_once_whatever_the_case"),
            models.CheckConstraint(condition=~Q(name=""), name="strategic_link_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
