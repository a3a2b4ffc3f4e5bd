"""What the portal keeps about actions as wholes: what is asked, and what was put before a chair."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from simple_history.models import HistoricalRecords

from actions import states
from actions.models.case_reviews import CaseReview
from actions.models.responsibilities import Responsibility
from actions.states import ActionState, Ending, Kind, State
from csp_portal.accounts.models import Organisation
from csp_portal.core.constraints import all_or_none
from delivery_plans.models import Indicator, Milestone
from meetings.models import (
    AgendaItem,
    Board,
    Decision,
    Meeting,
    MinuteEntry,
    Priority,
    Restriction,
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
