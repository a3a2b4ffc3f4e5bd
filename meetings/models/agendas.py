"""What is on an agenda, in which order, and who may know of it."""

import secrets
from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from csp_portal.accounts.roles import Permission
from csp_portal.core.constraints import all_or_none
from meetings.models.boards import Priority, Purpose, Seat
from meetings.models.meetings import Meeting

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


# Kinds of declared interest that keep a person from deciding, and from what is restricted.
BARRING_INTERESTS = ("pecuniary", "prejudicial")


def new_key() -> str:
    """Make a key that says nothing about the title it stands for."""
    return secrets.token_hex(4)


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def in_force(self) -> Self:
        return self.filter(lifted_at__isnull=True)

    def standing(self) -> Self:
        """Leave out restrictions of items that were withdrawn."""
        return self.filter(
            Q(agenda_item__isnull=False, agenda_item__withdrawn_at__isnull=True)
            | Q(paper__isnull=False, paper__agenda_item__withdrawn_at__isnull=True)
        )

    def of_meeting(self, meeting: Meeting) -> Self:
        """Limit to restrictions of a meeting's items and of their papers."""
        return self.filter(Q(agenda_item__meeting=meeting) | Q(paper__agenda_item__meeting=meeting))

    def open_to(self, user: "User", *, on: date) -> Self:
        """
        Limit to restrictions behind which this person may look: the seats named, and the secretariat.

        Whoever declared an interest that bars them from an item sees nothing restricted under it.
        """
        declared = AgendaItem.objects.barred_to(user)
        found = self.exclude(Q(agenda_item__in=declared) | Q(paper__agenda_item__in=declared))
        if user.holds(Permission.RUN_MEETINGS, on=on):
            return found
        return found.filter(seats__in=Seat.objects.of(user, on=on)).distinct()


class Restriction(models.Model):
    """Why an item or a paper is kept to some seats, until when, and to which."""

    class Ground(models.TextChoices):
        PERSONAL = "personal", "Information about a person"
        OPERATIONAL = "operational", "Would harm the prevention or detection of crime"
        COMMERCIAL = "commercial", "Commercial or financial affairs"
        LEGAL = "legal", "Legal advice or proceedings"
        CONFIDENTIAL = "confidential", "Given in confidence"

    ground = models.CharField(max_length=20, choices=Ground)
    explanation = models.CharField(max_length=300, blank=True)
    review_on = models.DateField("review the restriction on")
    seats = models.ManyToManyField(Seat, related_name="restrictions_open_to_them")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RestrictionQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[seats])

    class Meta:
        constraints = [all_or_none("lifted_by", "lifted_at", name="restriction_lifted_by_and_at")]

    def __str__(self) -> str:
        return self.get_ground_display()

    @property
    def is_in_force(self) -> bool:
        return self.lifted_at is None


class AgendaSection(models.Model):
    """A stretch of the agenda. `name` is for the builder; `heading` is printed, and blank prints none."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="sections")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    heading = models.CharField(max_length=80, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def standing(self) -> Self:
        """Limit to items that are on the agenda; withdrawn ones stay on record."""
        return self.filter(withdrawn_at__isnull=True)

    def in_order(self) -> Self:
        return self.order_by("section__position", "section__pk", "position", "pk")

    def barred_to(self, user: "User") -> Self:
        """Limit to items in which this person has declared an interest that bars them from deciding."""
        return self.filter(
            declarations__person=user,
            declarations__kind__in=BARRING_INTERESTS,
            declarations__withdrawn_at__isnull=True,
        )


class AgendaItem(models.Model):
    """
    One piece of business. Its number is worked out from its place and never kept.

    `wording` points at other items by key, as `[[item:KEY]]`, so that a pointer follows its item
    (the real agenda of March 2016 pointed at item 2 where it meant item 3).
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    section = models.ForeignKey(AgendaSection, on_delete=models.PROTECT, related_name="items")
    key = models.SlugField(max_length=40, default=new_key)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    closed_title = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=20, choices=Purpose, default=Purpose.DISCUSS)
    wording = models.TextField(blank=True)
    presenter = models.CharField(max_length=150, blank=True)
    minutes_allotted = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(1440)])
    priority = models.ForeignKey(
        Priority, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    restriction = models.OneToOneField(
        Restriction, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_item"
    )
    # One question in a line.
    questions = models.TextField("questions to be answered", blank=True)
    needs_time_because = models.TextField("why it needs the board's time", blank=True)
    version = models.PositiveIntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = AgendaItemQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "key"], name="agenda_item_key_once_in_a_meeting"),
            all_or_none("withdrawn_by", "withdrawn_at", name="agenda_item_withdrawn_by_and_at"),
            models.CheckConstraint(
                condition=Q(restriction__isnull=True) | ~Q(closed_title=""),
                name="agenda_item_restricted_has_a_closed_title",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:item_detail", args=[self.meeting.reference, self.key])

    @property
    def questions_listed(self) -> list[str]:
        """List the questions that the board is to answer under this item."""
        return [line.strip() for line in self.questions.splitlines() if line.strip()]

    @property
    def is_restricted(self) -> bool:
        return self.restriction is not None and self.restriction.is_in_force

    def title_for(self, open_restrictions: frozenset[int]) -> str:
        """Say the closed title to those behind its restriction, the open one to everybody else."""
        if self.restriction is not None and (
            not self.restriction.is_in_force or self.restriction.pk in open_restrictions
        ):
            return self.closed_title
        return self.title
