"""What the portal keeps about actions: what is asked of whom, by when, and what each partner answered."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from actions import states
from actions.models.case_reviews import CaseReview
from actions.states import ActionState, Ending, Kind, State
from csp_portal.accounts.models import Organisation
from csp_portal.accounts.roles import Permission, roles_carrying
from csp_portal.core.constraints import all_or_none
from csp_portal.documents.models import StoredFile
from delivery_plans.models import Indicator, Milestone
from meetings.models import (
    AgendaItem,
    Board,
    BoardRole,
    Decision,
    Meeting,
    MinuteEntry,
    Priority,
    Restriction,
    Seat,
)

if TYPE_CHECKING:
    from csp_portal.accounts.models import User

# Later than any due date, for actions that have none yet.
NO_DAY = date(9999, 12, 31)


class ActionSeries(models.Model):
    """
    Numbers of the actions of one meeting, or of one board's year; the row is locked while one is drawn.

    `name` is what people say: "CSP 2016-03-17". It stays as it was when the first number was drawn.
    """

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    meeting = models.OneToOneField(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="action_series"
    )
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="action_series")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "action series"
        constraints = [
            models.UniqueConstraint(fields=["board", "year"], name="action_series_one_for_each_year"),
            models.CheckConstraint(
                condition=Q(meeting__isnull=True, year__isnull=False)
                | Q(meeting__isnull=False, year__isnull=True),
                name="action_series_of_a_meeting_or_a_year",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, user: "User", *, on: date) -> Self:
        """Limit to actions of boards this person may read, and of items that no restriction keeps from them."""
        open_to_them = Restriction.objects.open_to(user, on=on).values("pk")
        return self.filter(
            Q(agenda_item__isnull=True)
            | Q(agenda_item__restriction__isnull=True)
            | Q(agenda_item__restriction__lifted_at__isnull=False)
            | Q(agenda_item__restriction__in=open_to_them),
            board__in=Board.objects.readable_by(user, on=on).values("pk"),
        )

    def unrestricted(self) -> Self:
        """Limit to actions that every reader of the board may know: those of papers and figures."""
        return self.filter(
            Q(agenda_item__isnull=True)
            | Q(agenda_item__restriction__isnull=True)
            | Q(agenda_item__restriction__lifted_at__isnull=False)
        )

    def with_state(self) -> Self:
        """Work out each action's state as `own_state`; `states.action_state` says the same in Python."""
        standing = Responsibility.objects.filter(action=OuterRef("pk")).exclude(state=State.WITHDRAWN)
        return self.annotate(
            own_state=Case(
                When(~Q(ending=""), then=F("ending")),
                When(~Exists(standing), then=Value(ActionState.WITHDRAWN.value)),
                When(
                    ~Exists(standing.filter(state__in=states.OUTSTANDING_STATES)),
                    then=Case(
                        When(kind=Kind.REPORT_BACK, then=Value(ActionState.COMPLETE.value)),
                        When(
                            ~Exists(standing.filter(state=State.DONE)),
                            then=Value(ActionState.COMPLETE.value),
                        ),
                        default=Value(ActionState.TO_ACCEPT.value),
                    ),
                ),
                When(Exists(standing.exclude(state=State.OPEN)), then=Value(ActionState.IN_PROGRESS.value)),
                default=Value(ActionState.OPEN.value),
                output_field=models.CharField(),
            )
        )

    def with_due(self) -> Self:
        """Work out the first day on which a partner still owes something, as `next_due_on`."""
        owed = Responsibility.objects.filter(action=OuterRef("pk")).outstanding().with_due()
        return self.annotate(
            next_due_on=Coalesce(
                Subquery(owed.order_by("due_on").values("due_on")[:1]),  # type: ignore[misc]
                Value(NO_DAY),
            )
        )

    def open(self) -> Self:
        return self.with_state().exclude(own_state__in=states.CLOSED_STATES)

    def closed(self) -> Self:
        return self.with_state().filter(own_state__in=states.CLOSED_STATES)

    def overdue(self, *, on: date) -> Self:
        """Limit to actions of which some partner's day has passed without an answer."""
        late = Responsibility.objects.filter(action=OuterRef("pk")).overdue(on=on)
        return self.filter(Exists(late))

    def to_accept(self) -> Self:
        """Limit to actions of which some partner's answer waits to be accepted or sent back."""
        waits = Responsibility.objects.filter(action=OuterRef("pk"), state=State.DONE)
        return self.filter(Exists(waits), ending="").exclude(kind=Kind.REPORT_BACK)

    def of_person(self, user: "User") -> Self:
        """Limit to actions for which the person is named."""
        theirs = Responsibility.objects.filter(action=OuterRef("pk"), person=user)
        return self.filter(Exists(theirs.exclude(state=State.WITHDRAWN)))

    def of_organisations(self, organisations: models.QuerySet[Organisation]) -> Self:
        theirs = Responsibility.objects.filter(action=OuterRef("pk"), organisation__in=organisations)
        return self.filter(Exists(theirs.exclude(state=State.WITHDRAWN)))

    def matching(self, words: str) -> Self:
        """Limit to actions in whose reference, words or partners each of the words stands."""
        found = self
        for word in words.split():
            partner = Responsibility.objects.filter(action=OuterRef("pk")).filter(
                Q(organisation__name__icontains=word)
                | Q(organisation__short_name__icontains=word)
                | Q(person__full_name__icontains=word)
            )
            found = found.filter(
                Q(reference__icontains=word)
                | Q(title__icontains=word)
                | Q(details__icontains=word)
                | Q(outcome__icontains=word)
                | Q(message__icontains=word)
                | Q(review__name__icontains=word)
                | Exists(partner)
            )
        return found

    def for_lists(self) -> Self:
        """Fetch along all that a row of a list says."""
        return (
            self.with_state()
            .with_due()
            .select_related("board", "meeting__board", "agenda_item__restriction", "priority")
            .prefetch_related(
                models.Prefetch(
                    "responsibilities",
                    Responsibility.objects.with_due().select_related("organisation", "person"),
                )
            )
        )


class Action(models.Model):
    """
    Something partners were asked to do, known by a reference that people can say aloud.

    Each responsible partner answers for itself; the action's own state follows and is never kept.
    """

    series = models.ForeignKey(ActionSeries, on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="actions")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    agenda_item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    # The minute under which it was recorded, and the decision that it follows from.
    minute = models.ForeignKey(
        MinuteEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="board_actions"
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="board_actions"
    )
    # A review that the board follows up for years; its account of the case is kept apart.
    review = models.ForeignKey(
        CaseReview, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.DO)
    title = models.CharField("what is to be done", max_length=300)
    details = models.TextField(blank=True)
    priority = models.ForeignKey(
        Priority, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    outcome = models.CharField("outcome it serves", max_length=200, blank=True)
    # ToR 6.4: what is told, by which way, to whom, when.
    message = models.TextField(blank=True)
    channel = models.CharField(max_length=150, blank=True)
    audience = models.CharField(max_length=150, blank=True)
    communicate_on = models.DateField("to be told on", null=True, blank=True)
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    ending = models.CharField(max_length=20, choices=Ending, blank=True)
    ending_reason = models.TextField("why it ended", blank=True)
    decided_by = models.CharField("who decided", max_length=150, blank=True)
    superseded_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supersedes"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    # Set by `with_state()` and `with_due()`.
    own_state: str
    next_due_on: date

    objects = ActionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="action_number_once_in_a_series"),
            all_or_none("ended_by", "ended_at", name="action_ended_by_and_at"),
            models.CheckConstraint(
                condition=Q(ending="", ended_at__isnull=True, superseded_by__isnull=True)
                | (~Q(ending="") & ~Q(ending_reason="") & ~Q(decided_by="") & Q(ended_at__isnull=False)),
                name="action_ended_with_reason_and_decider",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.COMMUNICATE)
                | (~Q(message="") & ~Q(channel="") & ~Q(audience="") & Q(communicate_on__isnull=False)),
                name="action_communicate_says_what_how_to_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(agenda_item__isnull=True) | Q(meeting__isnull=False),
                name="action_of_an_item_is_of_its_meeting",
            ),
            models.CheckConstraint(
                condition=Q(decision__isnull=True) | Q(minute__isnull=False),
                name="action_of_a_decision_is_of_its_minute",
            ),
            models.CheckConstraint(
                condition=Q(minute__isnull=True) | Q(meeting__isnull=False),
                name="action_of_a_minute_is_of_its_meeting",
            ),
        ]
        indexes = [models.Index(fields=["board", "recorded_on"])]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("actions:action_detail", args=[self.slug])

    @property
    def state(self) -> ActionState:
        """The state that follows from the partners' parts; fetch them along."""
        return states.action_state(
            kind=self.kind, ending=self.ending, parts=[part.state for part in self.responsibilities.all()]
        )

    @property
    def is_closed(self) -> bool:
        return self.state in states.CLOSED_STATES

    @property
    def is_restricted(self) -> bool:
        return self.agenda_item is not None and self.agenda_item.is_restricted


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

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="responsibilities")
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


class Escalation(models.Model):
    """An action put before a chair, and what the chair answered."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="escalations")
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="escalations_received"
    )
    reason = models.TextField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            all_or_none("answered_by", "answered_at", name="escalation_answered_by_and_at"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="escalation_answered_says_what",
            ),
            models.UniqueConstraint(
                fields=["action", "chair"],
                condition=Q(answered_at__isnull=True),
                name="escalation_one_open_for_each_chair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} before {self.chair}"


class Comment(models.Model):
    """What somebody said about an action as a whole. Comments are added and never changed."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Comment of {self.written_by} on {self.action}"


class ActionFile(models.Model):
    """A file that came with an answer or a comment: checked, cleaned and kept as PDF."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="files")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, null=True, blank=True, related_name="files")
    comment = models.ForeignKey(
        Comment, on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )
    filename = models.CharField(max_length=255)
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    # Empty for a file that came by a link.
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(step__isnull=True, comment__isnull=False)
                | Q(step__isnull=False, comment__isnull=True),
                name="action_file_of_a_step_or_a_comment",
            )
        ]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        return reverse("actions:file_download", args=[self.action.slug, self.pk])


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
