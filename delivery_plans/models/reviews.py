"""Quarterly reviews, the ratings given in them, and what the board challenged."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from simple_history.models import HistoricalRecords

from csp_portal.core.constraints import all_or_none
from delivery_plans.models.plans import DeliveryPlan, Milestone, quarter_ends
from delivery_plans.models.scale import RagLevel
from delivery_plans.models.strategy import reads_plans
from delivery_plans.states import review as states
from meetings.models import AgendaItem, BusinessItem, Decision

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: "User", *, on: date) -> Self:
        """Limit to reviews of plans that the person may read."""
        return self if reads_plans(user, on=on) else self.none()

    def rating(self) -> Self:
        return self.filter(state__in=states.RATING_STATES)

    def closed(self) -> Self:
        return self.filter(state=states.State.CLOSED)


class Review(models.Model):
    """A plan looked through for one quarter: who rates what, by which day, and when that was done."""

    TRANSITIONS = states.TRANSITIONS

    plan = models.ForeignKey(DeliveryPlan, on_delete=models.PROTECT, related_name="reviews")
    quarter = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(4)])
    state = models.CharField(max_length=20, choices=states.State, default=states.State.OPEN)
    due_on = models.DateField("ratings are due on")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    sent_back_reason = models.TextField("why it was sent back", blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_note = models.TextField("what the owner says of the quarter", blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ReviewQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["plan", "quarter"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "quarter"],
                name="review_one_for_each_quarter",
                violation_error_message="There is a review of that quarter already.",
            ),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="review_quarter_is_one_to_four"),
            models.CheckConstraint(condition=Q(state__in=states.State.values), name="review_state_is_known"),
            all_or_none("closed_by", "closed_at", name="review_closed_by_and_at"),
            models.CheckConstraint(
                condition=Q(state=states.State.CLOSED, closed_at__isnull=False)
                | (~Q(state=states.State.CLOSED) & Q(closed_at__isnull=True)),
                name="review_closed_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"Review of quarter {self.quarter}, {self.plan}"

    def get_absolute_url(self) -> str:
        return reverse("delivery_plans:review_detail", args=[self.plan.slug, self.quarter])

    @property
    def name(self) -> str:
        return f"Q{self.quarter} {self.plan.year_name}"

    @property
    def quarter_ends_on(self) -> date:
        return quarter_ends(self.plan.year, self.quarter)

    @property
    def is_rating(self) -> bool:
        return self.state in states.RATING_STATES


class ReviewLineQuerySet(models.QuerySet["ReviewLine"]):
    def with_rated(self) -> Self:
        """Tell of each line whether a rating was given in its review, as `is_rated`."""
        given = Rating.objects.filter(review=OuterRef("review"), milestone=OuterRef("milestone"))
        return self.annotate(is_rated=Exists(given))

    def unrated(self) -> Self:
        """Limit to lines whose milestone nobody has rated in the review."""
        given = Rating.objects.filter(review=OuterRef("review"), milestone=OuterRef("milestone"))
        return self.filter(~Exists(given))

    def of(self, user: "User") -> Self:
        """Limit to lines that the person was asked for."""
        return self.filter(person=user)

    def unsubmitted(self) -> Self:
        return self.filter(submitted_at__isnull=True, review__state__in=states.RATING_STATES)


class ReviewLine(models.Model):
    """One milestone to be rated in a review, and the person who is asked; the owner where nobody is."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="lines")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="review_lines")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="milestones_to_rate"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    # Set by `with_rated()`.
    is_rated: bool

    objects = ReviewLineQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["milestone__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "milestone"], name="review_line_once_for_a_milestone"),
            all_or_none("submitted_by", "submitted_at", name="review_line_submitted_by_and_at"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone}, to be rated by {self.person}"


class Challenge(models.Model):
    """The board's challenge of a rating, recorded as it was decided; the rating itself stays as it is."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="challenges")
    rating = models.ForeignKey("Rating", on_delete=models.PROTECT, related_name="challenges")
    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="rating_challenges")
    # Written down before the minutes are, a challenge is tied to its decision when there is one.
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="rating_challenges"
    )
    words = models.TextField("what the board decided")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    answer = models.TextField("the lead's answer", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["raised_at", "pk"]
        constraints = [all_or_none("answered_by", "answered_at", name="challenge_answered_by_and_at")]

    def __str__(self) -> str:
        return f"Challenge of the rating of {self.milestone}"


class RatingQuerySet(models.QuerySet["Rating"]):
    def current(self) -> Self:
        """Limit to the last rating of each milestone in each review."""
        newest = Rating.objects.filter(milestone=OuterRef("milestone"), review=OuterRef("review")).order_by(
            "-rated_at", "-pk"
        )
        return self.filter(pk=Subquery(newest.values("pk")[:1]))


class Rating(models.Model):
    """How a milestone stood in a quarter, said by a person; a row is added and never changed."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="ratings")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="ratings")
    level = models.ForeignKey(RagLevel, on_delete=models.PROTECT, related_name="ratings")
    reason = models.TextField(blank=True)
    action_taken = models.TextField("what is being done", blank=True)
    comment = models.TextField(blank=True)
    is_late = models.BooleanField("rated after the day", default=False)
    challenge = models.ForeignKey(
        Challenge, on_delete=models.PROTECT, null=True, blank=True, related_name="ratings_after"
    )
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rated_at = models.DateTimeField()

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ["rated_at", "pk"]
        indexes = [models.Index(fields=["milestone", "review", "rated_at"])]

    def __str__(self) -> str:
        return f"{self.level} for {self.milestone}"


class RaisedBusiness(models.Model):
    """Business that was offered to the board because of a milestone, or of an indicator."""

    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="business_raised"
    )
    indicator = models.ForeignKey(
        "Indicator", on_delete=models.PROTECT, null=True, blank=True, related_name="business_raised"
    )
    business = models.OneToOneField(BusinessItem, on_delete=models.PROTECT, related_name="raised_from")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(milestone=None, indicator__isnull=False)
                | Q(milestone__isnull=False, indicator=None),
                name="business_raised_from_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.business}, raised from {self.milestone or self.indicator}"
