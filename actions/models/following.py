"""How actions are followed up: reminders, the link by which a partner without an account answers, the meeting's word."""

import hashlib
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from actions.models.records import Action
from actions.models.responsibilities import Responsibility, Step
from csp_portal.core.constraints import all_or_none
from meetings.models import Board, Meeting

USUAL_BEFORE, USUAL_EVERY, USUAL_OTHERS_AFTER = 7, 7, 14


class ReminderRule(models.Model):
    """
    When the partners of one board are reminded: all in calendar days.

    On the day itself everybody is. A board without a row goes by the usual numbers.
    """

    board = models.OneToOneField(Board, on_delete=models.PROTECT, related_name="reminder_rule")
    before = models.PositiveSmallIntegerField(
        "days before it is due", default=USUAL_BEFORE, validators=[MaxValueValidator(60)]
    )
    every = models.PositiveSmallIntegerField(
        "days between reminders once it is late",
        default=USUAL_EVERY,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    others_after = models.PositiveSmallIntegerField(
        "days late after which the organisation's other seat holders are told",
        default=USUAL_OTHERS_AFTER,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(every__gte=1), name="reminder_rule_every_day_at_most"),
            models.CheckConstraint(condition=Q(others_after__gte=1), name="reminder_rule_others_when_late"),
        ]

    def __str__(self) -> str:
        return f"Reminders of the {self.board}"

    def occasion(self, due_on: date, *, on: date) -> str:
        """
        Name the reminder that is due on a day, or "": the same name until the next one.

        A portal that stood still for a day gives the reminder late rather than not at all.
        """
        left = (due_on - on).days
        if left > self.before:
            return ""
        if left > 0:
            return f"{due_on}.before"
        late = -left // self.every
        return f"{due_on}.late.{late}" if late else f"{due_on}.day"


class AnswerLinkQuerySet(models.QuerySet["AnswerLink"]):
    def open(self) -> Self:
        """Limit to links that are neither used nor withdrawn; they may have run out."""
        return self.filter(used_at=None, withdrawn_at=None)

    def for_token(self, token: str) -> Self:
        return self.filter(token_digest=answer_token_digest(token))


def answer_token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class AnswerLink(models.Model):
    """
    A link by which somebody without an account gives one answer for one partner, once and for some days.

    Only its digest is kept, so that the database lets nobody answer.
    """

    responsibility = models.ForeignKey(Responsibility, on_delete=models.PROTECT, related_name="answer_links")
    address = models.EmailField("e-mail address")
    token_digest = models.CharField(max_length=64, unique=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    # The answer that it took.
    step = models.OneToOneField(
        Step, on_delete=models.PROTECT, null=True, blank=True, related_name="answer_link"
    )

    objects = AnswerLinkQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "responsibility",
                condition=Q(used_at=None, withdrawn_at=None),
                name="answer_link_one_open_for_each_partner",
            ),
            all_or_none("withdrawn_by", "withdrawn_at", name="answer_link_withdrawn_by_and_at"),
            all_or_none("step", "used_at", name="answer_link_used_for_an_answer"),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(withdrawn_at=None), name="answer_link_used_is_not_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return f"Link for {self.responsibility}"

    def is_usable(self, *, at: datetime) -> bool:
        return self.used_at is None and self.withdrawn_at is None and at < self.expires_at


class LogEntry(models.Model):
    """What a meeting said about an action when it went through the log. Entries are added and never changed."""

    class Outcome(models.TextChoices):
        NOTED = "noted", "Noted"
        ACCEPTED = "accepted", "Accepted"
        CARRIED_OVER = "carried_over", "Carried over"
        ESCALATED = "escalated", "Put before a chair"
        ENDED = "ended", "Ended"

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="log_entries")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="action_log_entries")
    outcome = models.CharField(max_length=20, choices=Outcome)
    said = models.TextField("what was said", blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "log entries"

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.action}"
