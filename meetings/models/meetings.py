"""Meetings of a board, and what belongs to one as a whole."""

import hashlib
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from csp_portal.accounts.roles import Permission
from csp_portal.core.constraints import all_or_none
from meetings.models.boards import Board, MeetingKind, Priority
from meetings.states import meeting as states

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: "User", *, on: date) -> Self:
        """
        Limit to meetings of the boards this person may read on the day.

        Everybody with a seat knows of a planned meeting; what is on its agenda is for `policies.read_agenda`.
        """
        if user.holds(Permission.RUN_MEETINGS, on=on):
            return self
        readable = Board.objects.readable_by(user, on=on)
        return self.filter(board__in=readable)

    def ahead(self, *, at: datetime) -> Self:
        return self.filter(starts_at__gte=at, state__in=states.COMING_STATES).order_by("starts_at", "pk")

    def past(self, *, at: datetime) -> Self:
        return (
            self.exclude(starts_at__gte=at, state__in=states.COMING_STATES)
            .exclude(state=states.State.POSTPONED)
            .order_by("-starts_at", "-pk")
        )

    def postponed(self) -> Self:
        """Limit to meetings that wait for another day."""
        return self.filter(state=states.State.POSTPONED).order_by("starts_at", "pk")

    def taking_place(self) -> Self:
        """Leave out those that are postponed or cancelled: on the day that they name, nobody meets."""
        return self.exclude(state__in=states.CALLED_OFF_STATES)

    def later_than(self, meeting: "Meeting") -> Self:
        """Limit to what comes after a meeting in a list of those ahead."""
        after = Q(starts_at__gt=meeting.starts_at) | Q(starts_at=meeting.starts_at, pk__gt=meeting.pk)
        return self.filter(after, starts_at__gte=meeting.starts_at)

    def earlier_than(self, meeting: "Meeting") -> Self:
        """Limit to what comes after a meeting in a list of those past, newest first."""
        before = Q(starts_at__lt=meeting.starts_at) | Q(starts_at=meeting.starts_at, pk__lt=meeting.pk)
        return self.filter(before, starts_at__lte=meeting.starts_at)


class Meeting(models.Model):
    """One sitting of one board. `length` is in minutes."""

    TRANSITIONS = states.TRANSITIONS

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="meetings")
    reference = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=MeetingKind, default=MeetingKind.ORDINARY)
    focus_priority = models.ForeignKey(
        Priority, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings_in_focus"
    )
    starts_at = models.DateTimeField()
    length = models.PositiveSmallIntegerField(
        "length in minutes", default=120, validators=[MinValueValidator(5), MaxValueValidator(1440)]
    )
    place = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=states.State, default=states.State.PLANNED)
    # Goes up with every change to the order or content of the agenda, so that a stale drag is noticed.
    agenda_version = models.PositiveIntegerField(default=0)
    # Goes up with every change to day, time, place or kind: two who correct a meeting at once are told.
    version = models.PositiveIntegerField(default=1)
    # The meeting that a session of the Executive or of the performance group makes ready (ToR 6.2, 7).
    prepares = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="sessions_before"
    )
    circulated_at = models.DateTimeField(null=True, blank=True)
    circulated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lateness_reason = models.TextField(blank=True)
    cancelled_reason = models.TextField(blank=True)
    postponed_reason = models.TextField(blank=True)
    # The version of the agenda that the chairs were last asked to agree, and when.
    put_version = models.PositiveIntegerField("agenda version put to the chairs", null=True, blank=True)
    put_at = models.DateTimeField("put to the chairs at", null=True, blank=True)
    put_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MeetingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=states.State.values), name="meeting_state_is_known"),
            all_or_none("circulated_by", "circulated_at", name="meeting_circulated_by_and_at"),
            models.CheckConstraint(
                condition=~Q(state=states.State.CANCELLED, cancelled_reason=""),
                name="meeting_cancelled_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.State.POSTPONED, postponed_reason=""),
                name="meeting_postponed_with_a_reason",
            ),
            all_or_none("put_by", "put_at", "put_version", name="meeting_put_to_the_chairs_by_and_at"),
        ]
        indexes = [models.Index(fields=["board", "starts_at"]), models.Index(fields=["state", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.board.short_name}, {self.on.day} {self.on:%B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting_detail", args=[self.reference])

    @property
    def on(self) -> date:
        """The day of the meeting, in the partnership's own time zone."""
        return timezone.localdate(self.starts_at)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.length)

    @property
    def is_open_to_change(self) -> bool:
        return self.state in states.OPEN_STATES

    def previous(self) -> "Meeting | None":
        """Find the meeting of the same board held before this one."""
        return (
            Meeting.objects.filter(board=self.board, starts_at__lt=self.starts_at)
            .taking_place()
            .order_by("-starts_at")
            .first()
        )


def token_digest(token: str) -> str:
    """Turn a secret from a web address into what the database keeps of it."""
    return hashlib.sha256(token.encode()).hexdigest()


class CalendarFeed(models.Model):
    """
    A person's secret calendar address. Only its digest is kept; it shows meetings' open facts alone.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feeds"
    )
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"Calendar of {self.person}"
