"""A file of which the table is being read into a plan, kept between upload and writing."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from delivery_plans.models.plans import DeliveryPlan
from delivery_plans.models.strategy import reads_plans
from delivery_plans.states import table_import as states

if TYPE_CHECKING:
    from csp_portal.accounts.models import User

KEPT = timedelta(days=14)


class PlanImportQuerySet(models.QuerySet["PlanImport"]):
    def visible_to(self, user: "User", *, on: date) -> Self:
        """Limit to the person's own files, as long as they read plans."""
        return self.filter(uploaded_by=user) if reads_plans(user, on=on) else self.none()

    def open(self) -> Self:
        return self.filter(state=states.State.OPEN)

    def lapsing(self, *, at: datetime) -> Self:
        return self.open().filter(uploaded_at__lt=at - KEPT)


class PlanImport(models.Model):
    """
    The cells of an uploaded table with what its reader says of them; emptied when it is written or dropped.

    `mapping` says what columns are, by their place; `decisions` what doubtful cells say, by row and field.
    """

    TRANSITIONS = states.TRANSITIONS

    plan = models.ForeignKey(DeliveryPlan, on_delete=models.PROTECT, related_name="imports")
    state = models.CharField(max_length=10, choices=states.State, default=states.State.OPEN)
    file_name = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64)
    grids = models.JSONField(default=list)
    known = models.JSONField("offices and links known at the upload", default=dict)
    mapping = models.JSONField(default=dict)
    decisions = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PlanImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=states.State.values), name="plan_import_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=states.State.OPEN, ended_at__isnull=True)
                | (~Q(state=states.State.OPEN) & Q(ended_at__isnull=False, grids=[], file_name="")),
                name="plan_import_ended_is_emptied",
            ),
        ]

    def __str__(self) -> str:
        return f"A file for {self.plan}"

    @property
    def lapses_on(self) -> date:
        return (self.uploaded_at + KEPT).date()
