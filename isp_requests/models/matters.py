"""Breaches and complaints: who reported them, by when they are dealt with, what was decided (ISP 7.3)."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from csp_portal.accounts.models import Organisation
from csp_portal.core.constraints import all_or_none
from isp_requests.states import matter as states


class Matter(models.Model):
    """
    A breach or a complaint of one organisation. Its words are sealed: `report`, `account`, `decision`, `closing`,
    and in `hold` why they are not destroyed yet.

    For a breach the clock of 72 hours to the Information Commissioner runs from `known_at` by every hour of
    the day; a complaint is answered within 30 days of it.
    """

    TRANSITIONS = states.TRANSITIONS

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.SlugField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=states.Kind)
    state = models.CharField(max_length=20, choices=states.State, default=states.State.OPEN)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    sort = models.CharField("what happened", max_length=20, choices=states.Sort, blank=True)
    how_many = models.CharField(
        "how many people", max_length=10, choices=states.HowMany, default=states.HowMany.UNKNOWN
    )
    known_at = models.DateTimeField("known since")
    due_at = models.DateTimeField("to be dealt with by")
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=states.Outcome, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    notified_at = models.DateTimeField("Information Commissioner notified", null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    # From this day on its words are destroyed, unless they are held for proceedings.
    destroy_on = models.DateField(null=True)
    destroyed_at = models.DateTimeField(null=True)
    hold_review_on = models.DateField("held for proceedings, looked at again on", null=True)

    class Meta:
        ordering = ["-reported_at", "reference"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=states.Kind.BREACH) & ~Q(sort="")
                | Q(kind=states.Kind.COMPLAINT, sort="", notified_at__isnull=True),
                name="matter_is_a_breach_of_some_sort_or_a_complaint",
            ),
            all_or_none("decided_by", "decided_at", name="matter_decided_by_and_at"),
            all_or_none("closed_by", "closed_at", name="matter_closed_by_and_at"),
            models.CheckConstraint(
                condition=Q(state=states.State.OPEN, outcome="", decided_at__isnull=True)
                | ~Q(state=states.State.OPEN) & ~Q(outcome="") & Q(decided_at__isnull=False),
                name="matter_decided_one_way",
            ),
            # What the Commissioner is to be told was told before anybody calls it closed.
            models.CheckConstraint(
                condition=~Q(state=states.State.CLOSED, outcome=states.Outcome.NOTIFY)
                | Q(notified_at__isnull=False),
                name="matter_closed_after_the_commissioner_was_notified",
            ),
            models.CheckConstraint(
                condition=Q(state=states.State.CLOSED) | Q(destroy_on__isnull=True),
                name="matter_destroyed_after_it_is_closed",
            ),
            models.CheckConstraint(
                condition=Q(destroyed_at__isnull=True) | Q(hold_review_on__isnull=True),
                name="matter_destroyed_or_held",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("isp_requests:matter_detail", args=[self.reference])

    @property
    def is_breach(self) -> bool:
        return self.kind == states.Kind.BREACH

    def is_late(self, *, at: datetime) -> bool:
        """Whether its time ran out before it was dealt with: notified or decided not to, or the complaint decided."""
        if self.outcome == states.Outcome.NOTIFY:
            done = self.notified_at
        else:
            done = self.decided_at
        return (done or at) > self.due_at
