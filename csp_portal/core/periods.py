"""Records that hold from a first day to a last day: seats, duties, memberships."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q


class PeriodQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        """Limit to what holds on the day; the last day is included."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class Period(models.Model):
    """A first day, and a last day once it is known."""

    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
