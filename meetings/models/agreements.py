"""What the chairs said: that an agenda is agreed or has to change, and that a late item is admitted."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from meetings.models.agendas import AgendaItem
from meetings.models.boards import Seat
from meetings.models.meetings import Meeting


class WordGiven(models.TextChoices):
    """How a chair told the secretariat, when they did not use an account of their own."""

    TELEPHONE = "telephone", "By telephone"
    EMAIL = "email", "By e-mail"
    IN_PERSON = "in_person", "In person"


class AgendaAnswer(models.Model):
    """
    What one chair said to one version of an agenda. Rows are only added.

    `given_how` is blank where the chair answered from an account of their own; otherwise the secretariat
    recorded the chair's word, given at `given_at`.
    """

    class Answer(models.TextChoices):
        AGREED = "agreed", "Agreed"
        SENT_BACK = "sent_back", "Sent back"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda_answers")
    agenda_version = models.PositiveIntegerField()
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="agenda_answers")
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="agenda_answers"
    )
    answer = models.CharField(max_length=20, choices=Answer)
    comment = models.TextField(blank=True)
    given_how = models.CharField(max_length=20, choices=WordGiven, blank=True)
    given_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer="sent_back", comment=""), name="agenda_answer_sent_back_with_a_comment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_answer_display()} by {self.chair}"


class Admission(models.Model):
    """That a chair admitted an item after the agenda had gone round, and why (ToR 6.3)."""

    class Kind(models.TextChoices):
        LATE = "late", "Late item"
        URGENT = "urgent", "Urgent item"

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="admission")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.LATE)
    reason = models.TextField("why it cannot wait")
    # The item of the agenda that went round under which it is taken, for example new urgent business.
    taken_under = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="admissions_taken_under"
    )
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_how = models.CharField(max_length=20, choices=WordGiven, blank=True)
    given_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="admission_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.item}"
