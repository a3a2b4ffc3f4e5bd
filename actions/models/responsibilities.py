"""Each partner's own part in an action: by when, what they answered, and who may answer for them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from simple_history.models import HistoricalRecords

from actions import states
from actions.states import State
from csp_portal.accounts.models import Organisation
from csp_portal.accounts.roles import Permission, roles_carrying
from csp_portal.core.constraints import all_or_none
from meetings.models import Board, BoardRole, Meeting, Seat

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


class ResponsibilityQuerySet(models.QuerySet["Responsibility"]):
    def standing(self) -> Self:
        return self.exclude(state=State.WITHDRAWN)

    def outstanding(self) -> Self:
        """Limit to parts in which the partner still has something to do."""
        return self.filter(state__in=states.OUTSTANDING_STATES, action__ending="")

    def with_due(self) -> Self:
        """Work out the day that holds now, as `due_on` (empty while a next meeting is not planned)."""
        newest = DueDate.objects.filter(responsibility=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            due_on=Subquery(newest.with_day().values("day")[:1]),  # type: ignore[misc]
            is_due_next_meeting=Subquery(newest.values("is_next_meeting")[:1]),
            times_set=Subquery(
                DueDate.objects.filter(responsibility=OuterRef("pk"))
                .order_by()
                .values("responsibility")
                .annotate(times=models.Count("pk"))
                .values("times")
            ),
        )

    def overdue(self, *, on: date) -> Self:
        return self.outstanding().with_due().filter(due_on__lt=on)


class Responsibility(models.Model):
    """One organisation's part in an action, with the person named for it."""

    TRANSITIONS = states.TRANSITIONS

    action = models.ForeignKey("actions.Action", on_delete=models.PROTECT, related_name="responsibilities")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="responsibilities")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="responsibilities"
    )
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    # Set by `with_due()`.
    due_on: date | None
    is_due_next_meeting: bool
    times_set: int

    objects = ResponsibilityQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "responsibilities"
        constraints = [
            models.UniqueConstraint(
                fields=["action", "organisation"], name="responsibility_once_for_each_organisation"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="responsibility_state_is_known"),
            # An answer by link is given by nobody who has an account; its step names them.
            models.CheckConstraint(
                condition=Q(done_by__isnull=True) | Q(done_at__isnull=False),
                name="responsibility_done_by_and_at",
            ),
            all_or_none("accepted_by", "accepted_at", name="responsibility_accepted_by_and_at"),
            models.CheckConstraint(
                condition=~Q(state__in=states.ANSWERED_STATES) | Q(done_at__isnull=False),
                name="responsibility_answered_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ACCEPTED) | Q(accepted_at__isnull=False),
                name="responsibility_accepted_says_when",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"]), models.Index(fields=["person", "state"])]

    def __str__(self) -> str:
        return f"{self.organisation.short_name}: {self.action}"

    @property
    def is_outstanding(self) -> bool:
        return self.state in states.OUTSTANDING_STATES and not self.action.ending

    def is_overdue(self, *, on: date) -> bool:
        """Tell whether the day has passed without an answer; fetch with `with_due()`."""
        return self.is_outstanding and self.due_on is not None and self.due_on < on

    @property
    def was_carried_over(self) -> bool:
        return self.times_set > 1

    def is_silent(self, *, since: date | None) -> bool:
        """Tell whether the partner owes an answer and has said nothing since the day; fetch its steps along."""
        if not self.is_outstanding:
            return False
        return not any(
            step.kind in Step.BY_THE_PARTNER
            and (since is None or timezone.localdate(step.written_at) >= since)
            for step in self.steps.all()
        )


class DueDateQuerySet(models.QuerySet["DueDate"]):
    def with_day(self) -> Self:
        """Work out the calendar day as `day`: "next meeting" follows the meeting when it moves."""
        next_meeting = (
            Meeting.objects.filter(
                board=OuterRef("responsibility__action__board"), starts_at__date__gt=OuterRef("counted_from")
            )
            .taking_place()
            .order_by("starts_at")
            .annotate(day=TruncDate("starts_at"))
        )
        return self.annotate(day=Coalesce("due_on", Subquery(next_meeting.values("day")[:1])))


class DueDate(models.Model):
    """
    A day by which a partner was to be done. A later one is a row of its own: the old ones stay.

    "Next meeting" is the board's first meeting after `counted_from`.
    """

    responsibility = models.ForeignKey(Responsibility, on_delete=models.PROTECT, related_name="due_dates")
    due_on = models.DateField(null=True, blank=True)
    is_next_meeting = models.BooleanField(default=False)
    counted_from = models.DateField()
    reason = models.TextField(blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    # Set by `with_day()`.
    day: date | None

    objects = DueDateQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=True, is_next_meeting=True)
                | Q(due_on__isnull=False, is_next_meeting=False),
                name="due_date_is_a_day_or_the_next_meeting",
            )
        ]

    def __str__(self) -> str:
        return "next meeting" if self.is_next_meeting else str(self.due_on)


class Step(models.Model):
    """One thing that happened to a partner's part. Rows are added and never changed."""

    class Kind(models.TextChoices):
        PROGRESS = "progress", "In progress"
        DONE = "done", "Done"
        ACCEPTED = "accepted", "Accepted"
        SENT_BACK = "sent_back", "Sent back"
        CARRIED_OVER = "carried_over", "Carried over"
        WITHDRAWN = "withdrawn", "Withdrawn"

    BY_THE_PARTNER = (Kind.PROGRESS, Kind.DONE)

    responsibility = models.ForeignKey(Responsibility, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The name that somebody without an account gave, through a link that was sent to the partner.
    told_by = models.CharField(max_length=120, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="accepted") | ~Q(text=""), name="step_says_something_unless_accepted"
            ),
            models.CheckConstraint(
                condition=Q(written_by__isnull=False, told_by="")
                | (Q(written_by__isnull=True) & ~Q(told_by="")),
                name="step_written_by_a_person_or_told_through_a_link",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.responsibility}"

    @property
    def author(self) -> str:
        """Who said it, as it is on record."""
        return str(self.written_by) if self.written_by else f"{self.told_by}, by the link sent to the partner"


def last_meeting_day(board: Board, *, before: datetime) -> date | None:
    """Find the day of the board's last meeting before a moment: from then on partners were to answer."""
    last = (
        Meeting.objects.filter(board=board, starts_at__lt=before)
        .taking_place()
        .order_by("-starts_at")
        .first()
    )
    return last.on if last else None


def organisations_answered_for(user: "User", *, on: date, board: Board | None = None) -> Any:
    """Find the organisations for which a person may answer, on one board or on any: those of their seats."""
    carrying = roles_carrying(Permission.ANSWER_ACTIONS)
    seats = Seat.objects.of(user, on=on).filter(board_role__in=[r for r in BoardRole if r.role in carrying])
    if board is not None:
        seats = seats.filter(board=board)
    return Organisation.objects.filter(seats__in=seats).distinct()
