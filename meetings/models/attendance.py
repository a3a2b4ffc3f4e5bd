"""Who was at a meeting: one row for each seat of the board on that day, and the other persons present."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from meetings.models.agendas import AgendaItem
from meetings.models.boards import Seat
from meetings.models.meetings import Meeting

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


class Presence(models.TextChoices):
    """What became of a seat at a meeting."""

    EXPECTED = "expected", "Not recorded yet"
    PRESENT = "present", "Present"
    SUBSTITUTED = "substituted", "Represented by a substitute"
    APOLOGIES = "apologies", "Apologies"
    ABSENT = "absent", "Absent"


CAME = (Presence.PRESENT, Presence.SUBSTITUTED)


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def came(self) -> Self:
        """Limit to seats for which somebody was there."""
        return self.filter(presence__in=CAME)

    def of(self, user: "User") -> Self:
        """Limit to seats for which this person came."""
        return self.came().filter(person=user)


class Attendance(models.Model):
    """
    One seat at one meeting (ToR 6.5).

    `person`, or a `name` in words, is who came: the holder, or the substitute. With apologies it is
    the substitute who was announced. Items win over times where both are given: an item says exactly what
    somebody heard, a time is for the record.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="attendance")
    presence = models.CharField(
        "what became of the seat", max_length=20, choices=Presence, default=Presence.EXPECTED
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attendance",
        verbose_name="who came",
    )
    name = models.CharField("name in words", max_length=150, blank=True)
    arrived_at = models.TimeField("arrived late, at", null=True, blank=True)
    arrived_for = models.ForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="there from this item on",
    )
    left_at = models.TimeField("left early, at", null=True, blank=True)
    left_after = models.ForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="there until the end of this item",
    )
    gone_for = models.ManyToManyField(
        AgendaItem, blank=True, related_name="+", verbose_name="out of the room for"
    )
    apologies_at = models.DateTimeField("apologies sent at", null=True, blank=True)
    apologies_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    message = models.CharField("message to the secretariat", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AttendanceQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[gone_for])

    class Meta:
        ordering = ["seat__position", "seat_id"]
        verbose_name_plural = "attendance"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="attendance_one_for_each_seat"),
            models.CheckConstraint(
                condition=Q(presence__in=Presence.values), name="attendance_presence_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(presence__in=CAME) | Q(person__isnull=False) | ~Q(name=""),
                name="attendance_says_who_came",
            ),
            models.CheckConstraint(
                condition=~Q(presence__in=(Presence.EXPECTED, Presence.ABSENT))
                | Q(person__isnull=True, name=""),
                name="attendance_of_nobody_names_nobody",
            ),
            models.CheckConstraint(
                condition=Q(presence__in=CAME)
                | Q(
                    arrived_at__isnull=True,
                    arrived_for__isnull=True,
                    left_at__isnull=True,
                    left_after__isnull=True,
                ),
                name="attendance_of_nobody_has_no_times",
            ),
            models.CheckConstraint(
                condition=Q(arrived_at__isnull=True)
                | Q(left_at__isnull=True)
                | Q(left_at__gt=F("arrived_at")),
                name="attendance_arrived_before_leaving",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(name=""), name="attendance_names_one_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} at {self.meeting}"

    @property
    def came(self) -> bool:
        return self.presence in CAME

    @property
    def who(self) -> str:
        """Name who came, or with apologies who was announced; "" for nobody."""
        return self.person.full_name if self.person is not None else self.name


class OtherPresent(models.Model):
    """Somebody who was at a meeting without a seat: officers for their item, observers, guests."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="others_present")
    name = models.CharField(max_length=150)
    office = models.CharField("office or position", max_length=150, blank=True)
    organisation = models.CharField(max_length=150, blank=True)
    reason = models.CharField("why they are there", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "others present"

    def __str__(self) -> str:
        return self.name
