"""A plan for one outcome and one year, and the rows of its table: areas, actions, milestones."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from simple_history.models import HistoricalRecords

from csp_portal.core.constraints import all_or_none
from delivery_plans.models.strategy import LeadOffice, Outcome, StrategicLink, reads_plans
from delivery_plans.states import plan as states
from meetings.models import AgendaItem, Decision

if TYPE_CHECKING:
    from csp_portal.accounts.models import User

QUARTERS = (1, 2, 3, 4)


def year_of(day: date) -> int:
    """Give the first calendar year of the financial year, April to March, in which a day lies."""
    return day.year if day.month >= 4 else day.year - 1


def quarter_of(day: date) -> int:
    """Give the quarter of the financial year in which a day lies: 1 is April to June."""
    return (day.month - 4) % 12 // 3 + 1


def quarter_ends(year: int, quarter: int) -> date:
    """Give the last day of a quarter of the financial year that begins in April of `year`."""
    return [date(year, 6, 30), date(year, 9, 30), date(year, 12, 31), date(year + 1, 3, 31)][quarter - 1]


def year_in_words(year: int) -> str:
    """Write a financial year as people do: 2016/17."""
    return f"{year}/{(year + 1) % 100:02}"


class Withdrawable(models.Model):
    """A part of a plan that can be withdrawn with a reason, and never deleted."""

    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class PartQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        """Limit to what is in the plan; withdrawn parts stay on record."""
        return self.filter(withdrawn_at__isnull=True)


class DeliveryPlanQuerySet(models.QuerySet["DeliveryPlan"]):
    def visible_to(self, user: "User", *, on: date) -> Self:
        """Limit to all or nothing: whoever may read plans may read all of them."""
        return self if reads_plans(user, on=on) else self.none()

    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def open(self) -> Self:
        return self.filter(state__in=states.OPEN_STATES)


class DeliveryPlan(models.Model):
    """
    What is to be done for one outcome from April of `year` to March of the next.

    The headings of the first three columns are the plan's own: real plans name them differently.
    """

    TRANSITIONS = states.TRANSITIONS

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField(
        "year that begins in April", validators=[MinValueValidator(2000), MaxValueValidator(2198)]
    )
    slug = models.SlugField(max_length=20, unique=True)
    state = models.CharField(max_length=20, choices=states.State, default=states.State.DRAFT)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="plans_owned",
        verbose_name="plan owner",
    )
    introduction = models.TextField(blank=True)
    background = models.TextField("background note", blank=True)
    area_heading = models.CharField("heading of the areas", max_length=80, default="Area of delivery")
    action_heading = models.CharField("heading of the actions", max_length=80, default="Action")
    milestone_heading = models.CharField("heading of the milestones", max_length=80, default="Milestone")
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    endorsed_item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="plans_endorsed"
    )
    endorsed_decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="plans_endorsed"
    )
    endorsed_words = models.TextField("what the board decided", blank=True)
    endorsed_at = models.DateTimeField(null=True, blank=True)
    endorsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = DeliveryPlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-year", "outcome__number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "year"],
                name="delivery_plan_one_for_each_outcome_and_year",
                violation_error_message="There is a plan for this outcome and year already.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=states.State.values), name="delivery_plan_state_is_known"
            ),
            all_or_none(
                "endorsed_by", "endorsed_at", "endorsed_item", name="delivery_plan_endorsed_by_at_item"
            ),
            all_or_none("closed_by", "closed_at", name="delivery_plan_closed_by_and_at"),
            models.CheckConstraint(
                condition=Q(state=states.State.DRAFT, endorsed_at__isnull=True)
                | (~Q(state=states.State.DRAFT) & Q(endorsed_at__isnull=False)),
                name="delivery_plan_is_endorsed_unless_draft",
            ),
            models.CheckConstraint(
                condition=Q(state=states.State.CLOSED, closed_at__isnull=False)
                | (~Q(state=states.State.CLOSED) & Q(closed_at__isnull=True)),
                name="delivery_plan_closed_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"Delivery plan {self.year_name}, outcome {self.outcome.number}"

    def get_absolute_url(self) -> str:
        return reverse("delivery_plans:plan_detail", args=[self.slug])

    @property
    def year_name(self) -> str:
        return year_in_words(self.year)

    @property
    def first_day(self) -> date:
        return date(self.year, 4, 1)

    @property
    def last_day(self) -> date:
        return date(self.year + 1, 3, 31)

    @property
    def is_open_to_change(self) -> bool:
        return self.state in states.OPEN_STATES


class KeyTarget(Withdrawable):
    """One of the targets printed above a plan's table."""

    plan = models.ForeignKey(DeliveryPlan, on_delete=models.PROTECT, related_name="key_targets")
    position = models.PositiveIntegerField()
    text = models.TextField("key target")

    objects = PartQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            all_or_none("withdrawn_by", "withdrawn_at", name="key_target_withdrawn_by_and_at"),
            models.CheckConstraint(condition=~Q(text=""), name="key_target_says_something"),
        ]

    def __str__(self) -> str:
        return self.text


class DeliveryArea(Withdrawable):
    """
    An area of delivery: a heading over some rows of a plan's table.

    Positions of areas, actions and milestones are one row of numbers through the whole plan.
    """

    plan = models.ForeignKey(DeliveryPlan, on_delete=models.PROTECT, related_name="areas")
    position = models.PositiveIntegerField()
    reference = models.CharField(max_length=20, blank=True)
    text = models.TextField("area of delivery", blank=True)

    objects = PartQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            all_or_none("withdrawn_by", "withdrawn_at", name="delivery_area_withdrawn_by_and_at"),
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(reference=""), name="delivery_area_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.text}".strip()


class PlanAction(Withdrawable):
    """An action of a plan, under an area or under none."""

    plan = models.ForeignKey(DeliveryPlan, on_delete=models.PROTECT, related_name="actions")
    area = models.ForeignKey(
        DeliveryArea, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    position = models.PositiveIntegerField()
    reference = models.CharField(max_length=20, blank=True)
    text = models.TextField("action", blank=True)

    objects = PartQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            all_or_none("withdrawn_by", "withdrawn_at", name="plan_action_withdrawn_by_and_at"),
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(reference=""), name="plan_action_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.text}".strip()


class MilestoneQuerySet(PartQuerySet):
    def visible_to(self, user: "User", *, on: date) -> Self:
        """Limit to milestones of plans that the person may read."""
        return self if reads_plans(user, on=on) else self.none()

    def in_order(self) -> Self:
        return self.order_by("position", "pk")

    def with_due(self) -> Self:
        """Work out first and last day as `due_from` and `due_to`; what was corrected by hand goes before."""
        return self.annotate(
            due_from=Coalesce(F("corrected_first"), F("understood_first")),
            due_to=Coalesce(F("corrected_last"), F("understood_last")),
        )

    def led_by(self, user: "User") -> Self:
        """Limit to milestones of which the person rates for one of the lead offices."""
        return self.filter(pk__in=MilestoneOffice.objects.filter(office__people=user).values("milestone"))


class Milestone(Withdrawable):
    """
    One row of a plan's table that somebody answers for.

    Its own text may be empty where the plan's rows are actions; `words` then gives the action's. `due` is
    kept as written; what it was understood to mean stands beside it, and a correction by hand beside that.
    `rating_written` and `comment` are the plan's own cells; ratings of a review are rows of their own.
    """

    plan = models.ForeignKey(DeliveryPlan, on_delete=models.PROTECT, related_name="milestones")
    area = models.ForeignKey(
        DeliveryArea, on_delete=models.PROTECT, null=True, blank=True, related_name="milestones"
    )
    action = models.ForeignKey(
        PlanAction, on_delete=models.PROTECT, null=True, blank=True, related_name="milestones"
    )
    position = models.PositiveIntegerField()
    reference = models.CharField(max_length=20, blank=True)
    text = models.TextField("milestone", blank=True)
    due = models.CharField("due", max_length=500, blank=True)
    understood_first = models.DateField("understood as from", null=True, blank=True)
    understood_last = models.DateField("understood as until", null=True, blank=True)
    is_recurring = models.BooleanField("comes round again", default=False)
    due_problem = models.CharField("what was not understood", max_length=500, blank=True)
    due_warning = models.CharField("what looks wrong about it", max_length=500, blank=True)
    corrected_first = models.DateField("corrected to from", null=True, blank=True)
    corrected_last = models.DateField("corrected to until", null=True, blank=True)
    correction_reason = models.CharField("reason for the correction", max_length=300, blank=True)
    rating_written = models.TextField("rating as written", blank=True)
    comment = models.TextField(blank=True)
    leads = models.ManyToManyField(LeadOffice, through="MilestoneOffice", related_name="milestones")
    links = models.ManyToManyField(StrategicLink, through="MilestoneLink", related_name="milestones")
    carried_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_into"
    )

    objects = MilestoneQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["plan", "position"])]
        constraints = [
            all_or_none("withdrawn_by", "withdrawn_at", name="milestone_withdrawn_by_and_at"),
            all_or_none("understood_first", "understood_last", name="milestone_understood_first_and_last"),
            all_or_none("corrected_first", "corrected_last", name="milestone_corrected_first_and_last"),
            models.CheckConstraint(
                condition=Q(understood_first__isnull=True) | Q(understood_last__gte=F("understood_first")),
                name="milestone_understood_in_order",
            ),
            models.CheckConstraint(
                condition=Q(corrected_first__isnull=True) | Q(corrected_last__gte=F("corrected_first")),
                name="milestone_corrected_in_order",
                violation_error_message="The last day cannot come before the first.",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(reference="") | Q(action__isnull=False) | Q(area__isnull=False),
                name="milestone_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.words}".strip()

    def get_absolute_url(self) -> str:
        return reverse("delivery_plans:milestone_detail", args=[self.plan.slug, self.pk])

    @property
    def label(self) -> str:
        """The reference by which people know the row: its own, else its action's, else its area's."""
        return (
            self.reference
            or (self.action.reference if self.action else "")
            or (self.area.reference if self.area else "")
        )

    @property
    def words(self) -> str:
        """What is to be done: its own text, else its action's, else its area's."""
        return (
            self.text
            or (self.action.text if self.action else "")
            or (self.area.text if self.area else "")
            or self.label
        )

    @property
    def first_day(self) -> date | None:
        return self.corrected_first or self.understood_first

    @property
    def last_day(self) -> date | None:
        return self.corrected_last or self.understood_last

    def is_past(self, *, on: date) -> bool:
        """Tell whether the last day has gone by; whether it is done is for ratings to say."""
        return self.last_day is not None and self.last_day < on


class MilestoneOffice(models.Model):
    """An office that leads a milestone, in the order in which the plan names them."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="offices")
    office = models.ForeignKey(LeadOffice, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["milestone", "office"], name="milestone_office_once")]

    def __str__(self) -> str:
        return str(self.office)


class MilestoneLink(models.Model):
    """A strategic link of a milestone, in the order in which the plan names them."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="linked")
    link = models.ForeignKey(StrategicLink, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["milestone", "link"], name="milestone_link_once")]

    def __str__(self) -> str:
        return str(self.link)


class PlanComment(models.Model):
    """What somebody says about a plan or one of its milestones; written once."""

    plan = models.ForeignKey(DeliveryPlan, on_delete=models.PROTECT, related_name="comments")
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="comments"
    )
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"Comment on {self.plan}"
