"""What is planned for an item: decisions sought, homework for partners, the community's input, what is told after."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from csp_portal.accounts.models import Organisation
from csp_portal.accounts.roles import Permission
from csp_portal.core.constraints import all_or_none
from meetings.models.agendas import AgendaItem, Restriction
from meetings.models.boards import Seat
from meetings.states import meeting as meeting_states

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


class SoughtDecision(models.Model):
    """A decision that the board is asked to take under an item, in draft wording."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions_sought")
    position = models.PositiveSmallIntegerField(default=0)
    wording = models.TextField()
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(wording=""), name="sought_decision_has_a_wording"),
        ]

    def __str__(self) -> str:
        return self.wording


class HomeworkQuestionQuerySet(models.QuerySet["HomeworkQuestion"]):
    def standing(self) -> Self:
        """Limit to questions that still want an answer, or have one, of items that are on the agenda."""
        return self.filter(withdrawn_at__isnull=True, item__withdrawn_at__isnull=True)

    def visible_to(self, user: "User", *, on: date) -> Self:
        """
        Limit to what the person may answer for an organisation on the board, or is running.

        They know of the question before the agenda goes round; of a restricted item's, only behind its restriction.
        """
        open_to_them = Restriction.objects.open_to(user, on=on).values("pk")
        found = self.filter(
            Q(item__restriction__isnull=True)
            | Q(item__restriction__lifted_at__isnull=False)
            | Q(item__restriction__in=open_to_them)
        )
        if user.holds(Permission.RUN_MEETINGS, on=on):
            return found
        seats = Seat.objects.of(user, on=on).filter(
            board=models.OuterRef("item__meeting__board"), organisation=models.OuterRef("organisation")
        )
        return found.filter(models.Exists(seats))

    def for_organisations_of(self, user: "User", *, on: date) -> Self:
        """Limit to questions to organisations for which the person sits or stands in on the board asked."""
        seats = Seat.objects.of(user, on=on).filter(
            board=models.OuterRef("item__meeting__board"), organisation=models.OuterRef("organisation")
        )
        return self.visible_to(user, on=on).filter(models.Exists(seats))

    def unanswered(self) -> Self:
        return self.filter(answered_at__isnull=True)

    def of_open_meetings(self) -> Self:
        return self.filter(item__meeting__state__in=meeting_states.OPEN_STATES)


class HomeworkQuestion(models.Model):
    """
    What one partner organisation is asked to find out before the meeting.

    Whoever sits or stands in for the organisation on the board answers; an answer may be changed until the
    meeting is over, and its history keeps what stood there before.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="homework")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="homework")
    question = models.TextField()
    answer_by = models.DateField("answer by")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = HomeworkQuestionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["answer_by", "pk"]
        constraints = [
            all_or_none("answered_by", "answered_at", name="homework_question_answered_by_and_at"),
            all_or_none("withdrawn_by", "withdrawn_at", name="homework_question_withdrawn_by_and_at"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="homework_question_answered_with_words",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("meetings:homework_answer", args=[self.item.meeting.reference, self.item.key, self.pk])

    def is_late(self, *, on: date) -> bool:
        """Test whether the day is past and no answer came."""
        return self.answered_at is None and self.answer_by < on


class CommunityInput(models.Model):
    """What people in the borough are asked about an item, by whom, and what they said."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="community_input")
    from_whom = models.CharField("who is asked", max_length=200)
    how = models.CharField("how they are asked", max_length=200)
    gathered_by = models.CharField("who gathers it", max_length=150)
    due_on = models.DateField("by when")
    said = models.TextField("what they said", blank=True)
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name_plural = "community input"

    def __str__(self) -> str:
        return self.from_whom

    def is_late(self, *, on: date) -> bool:
        """Test whether the day is past and nothing was written down."""
        return not self.said and self.due_on < on


class PlannedCommunication(models.Model):
    """What is to be told about an item after the meeting, to whom and how (ToR 6.4)."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="communications_planned")
    message = models.TextField()
    audience = models.CharField("who is told", max_length=200)
    channel = models.CharField("how they are told", max_length=200)
    told_by = models.CharField("who tells them", max_length=150)
    tell_on = models.DateField("when", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()

    class Meta:
        ordering = ["tell_on", "pk"]

    def __str__(self) -> str:
        return f"{self.audience}, by {self.channel}"
