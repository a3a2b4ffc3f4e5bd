"""What a meeting resolved, what is told of it, what goes to parallel boards, and later corrections."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from csp_portal.core.constraints import all_or_none
from meetings.models.agendas import AgendaItem
from meetings.models.boards import Board, Seat
from meetings.models.minutes import MinuteEntry

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: "User", *, on: date) -> Self:
        """Limit to decisions in minutes this person may know of, of items that no restriction keeps from them."""
        return self.filter(entry__in=MinuteEntry.objects.readable_by(user, on=on).values("pk"))

    def standing(self) -> Self:
        """Limit to decisions that were not struck out while the minutes were a draft."""
        return self.filter(struck_at__isnull=True)


class Decision(models.Model):
    """
    One decision, RESOLVED as worded, under a reference that never changes and is never used again.

    `took_part` names the seats whose people took part; one barred by an interest cannot be among them.
    """

    entry = models.ForeignKey(MinuteEntry, on_delete=models.PROTECT, related_name="decisions")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=60)
    slug = models.SlugField(max_length=120, unique=True)
    wording = models.TextField()
    taken_on = models.DateField("day of the decision")
    took_part = models.ManyToManyField(Seat, related_name="decisions_taken", blank=True)
    version = models.PositiveIntegerField(default=1)
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DecisionQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[took_part])

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["board", "reference"], name="decision_reference_once_on_a_board"),
            models.CheckConstraint(condition=~Q(wording=""), name="decision_says_what_was_resolved"),
            all_or_none("struck_by", "struck_at", name="decision_struck_by_and_at"),
        ]
        indexes = [models.Index(fields=["board", "taken_on"])]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("meetings:decision_detail", args=[self.slug])

    def problem_under(self, item: AgendaItem) -> str:
        """Say why this cannot be the decision that was taken under an item, or ""."""
        if self.struck_at is not None:
            return "That decision is struck out. Choose another."
        if self.entry.item_id != item.pk:
            return "That decision was taken under another item. Choose one of this item."
        return ""


class Correction(models.Model):
    """What was found wrong in confirmed minutes, and how it should read: shown beside the text, never in it."""

    entry = models.ForeignKey(MinuteEntry, on_delete=models.PROTECT, related_name="corrections")
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    text = models.TextField("how it should read")
    reason = models.TextField("why, and who agreed to it")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Correction of {self.decision or self.entry}"


class Communication(models.Model):
    """What is to be publicised of a minute: by whom, through which channel, to whom, when (ToR 6.4)."""

    entry = models.ForeignKey(MinuteEntry, on_delete=models.PROTECT, related_name="communications")
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="communications"
    )
    message = models.TextField("what is told")
    told_by = models.CharField("who tells it", max_length=150)
    channel = models.CharField(max_length=150)
    audience = models.CharField("to whom", max_length=150)
    to_tell_on = models.DateField("when")
    told_on = models.DateField("told on", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["to_tell_on", "pk"]

    def __str__(self) -> str:
        return f"Communication of {self.entry}"


class PassingOn(models.Model):
    """What goes from a minute to a parallel board, and when it was sent."""

    entry = models.ForeignKey(MinuteEntry, on_delete=models.PROTECT, related_name="passed_on")
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="passed_on"
    )
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="passed_to_it")
    what = models.TextField("what it is told")
    sent_on = models.DateField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "passings on"
        constraints = [all_or_none("sent_on", "sent_by", name="passing_on_sent_by_and_on")]

    def __str__(self) -> str:
        return f"From {self.entry} to {self.board}"
