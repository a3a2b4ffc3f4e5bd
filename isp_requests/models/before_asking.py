"""What comes before a request: the guide of five questions, and the register of depersonalised data sets (ISP 4.8, appendices C, D)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from csp_portal.accounts.models import Organisation
from isp_requests.guide import Advice


class DataSet(models.Model):
    """A set of depersonalised data that a supplier shares, how often, and when last (ISP 4.8.4, appendix C)."""

    class Frequency(models.TextChoices):
        MONTHLY = "monthly", "Every month"
        QUARTERLY = "quarterly", "Every quarter"
        YEARLY = "yearly", "Every year"
        ON_REQUEST = "on_request", "When asked for"
        NOT_AGREED = "not_agreed", "Not agreed yet"

    supplier = models.CharField("supplied by", max_length=100)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="data_sets"
    )
    name = models.CharField(max_length=200)
    frequency = models.CharField(
        "how often", max_length=20, choices=Frequency, default=Frequency.NOT_AGREED
    )  # fmt: skip
    where = models.CharField("where it is kept", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "name"],
                name="data_set_once_for_each_supplier",
                violation_error_message="That supplier's set is in the register already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_supplied_on(self) -> date | None:
        """The day up to which the newest supply reaches; fetch supplies along."""
        return max((supply.supplied_on for supply in self.supplies.all()), default=None)


class DataSetSupply(models.Model):
    """That a set was supplied on a day. Never changed."""

    data_set = models.ForeignKey(DataSet, on_delete=models.PROTECT, related_name="supplies")
    supplied_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-supplied_on", "-pk"]
        verbose_name_plural = "data set supplies"

    def __str__(self) -> str:
        return f"{self.data_set}, supplied on {self.supplied_on}"


class GuideAnswer(models.Model):
    """How an officer answered the five questions, and what the guide advised. It names nobody concerned."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guide_answers"
    )  # fmt: skip
    answers = models.JSONField(default=dict)
    advice = models.CharField(max_length=20, choices=Advice)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["-answered_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(advice__in=Advice.values), name="guide_advice_is_known")
        ]

    def __str__(self) -> str:
        return self.get_advice_display()
