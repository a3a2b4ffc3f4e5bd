"""What the home page says about plans: what to rate by when, reviews to close, challenges to answer."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission
from csp_portal.core.dates import in_words
from csp_portal.core.home import DUE, HomeSection
from delivery_plans.models import Challenge, DeliveryPlan, Milestone, Review
from delivery_plans.models.reviews import ReviewLine
from delivery_plans.states.plan import REVIEWED_STATES
from delivery_plans.states.review import State

SHOWN = 6


def sections(user: User, *, on: date, at: datetime) -> list[HomeSection]:
    """Gather what waits for a lead or an owner; nobody else is asked anything about plans."""
    cards = _to_rate(user, on)
    if user.holds(Permission.RATE_MILESTONES, on=on) or user.holds(Permission.KEEP_PLANS, on=on):
        cards += _challenges(user, on)
    if user.holds(Permission.KEEP_PLANS, on=on):
        cards += _to_close(user)
        cards += _drafts(user)
    return [HomeSection("Delivery plans", cards, place=DUE)] if cards else []


def _to_rate(user: User, on: date) -> list[dict[str, Any]]:
    lines = ReviewLine.objects.of(user).unsubmitted().filter(milestone__withdrawn_at=None)
    if not user.holds(Permission.READ_PLANS, on=on):
        return []
    reviews = (
        Review.objects.filter(pk__in=lines.values("review"))
        .select_related("plan__outcome")
        .order_by("due_on", "pk")
    )
    unrated: dict[int, int] = {}
    for review_pk in lines.unrated().values_list("review", flat=True):
        unrated[review_pk] = unrated.get(review_pk, 0) + 1
    cards = []
    for review in reviews[:SHOWN]:
        left = unrated.get(review.pk, 0)
        count = f"{left} milestone{'' if left == 1 else 's'} to rate by {in_words(review.due_on)}"
        late = on > review.due_on
        cards.append(
            {
                "title": count if left else f"Ratings to submit by {in_words(review.due_on)}",
                "url": reverse(
                    "delivery_plans:review_rate" if left else "delivery_plans:review_detail",
                    args=[review.plan.slug, review.quarter],
                ),
                "text": f"Outcome {review.plan.outcome.number}, {review.name}.",
                "tag": "Overdue" if late else "",
                "tag_tone": "bad",
                "is_urgent": late,
            }
        )
    return cards


def _challenges(user: User, on: date) -> list[dict[str, Any]]:
    waiting = Challenge.objects.filter(answered_at=None).select_related(
        "milestone__plan", "milestone__action", "milestone__area", "rating"
    )
    own = Q(milestone__in=Milestone.objects.led_by(user).values("pk")) | Q(rating__rated_by=user)
    if user.holds(Permission.KEEP_PLANS, on=on):
        own |= Q(milestone__plan__owner=user)
    return [
        {
            "title": "Answer the board's challenge of a rating",
            "url": reverse("delivery_plans:challenge_answer", args=[each.milestone.plan.slug, each.pk]),
            "text": str(each.milestone)[:120],
            "is_urgent": True,
        }
        for each in waiting.filter(own).distinct()[:SHOWN]
    ]


def _to_close(user: User) -> list[dict[str, Any]]:
    reviews = Review.objects.filter(plan__owner=user, state=State.SUBMITTED).select_related("plan__outcome")
    return [
        {
            "title": f"Close the review of {review.name}",
            "url": review.get_absolute_url(),
            "text": f"Outcome {review.plan.outcome.number}. Everybody has submitted.",
        }
        for review in reviews[:SHOWN]
    ]


def _drafts(user: User) -> list[dict[str, Any]]:
    drafts = DeliveryPlan.objects.filter(owner=user).exclude(state__in=(*REVIEWED_STATES, "closed")).count()
    if not drafts:
        return []
    return [
        {
            "title": f"{drafts} draft plan{'' if drafts == 1 else 's'} to be endorsed",
            "url": reverse("delivery_plans:plan_list"),
            "text": "The board endorses them at a meeting; record it on each plan's page.",
        }
    ]
