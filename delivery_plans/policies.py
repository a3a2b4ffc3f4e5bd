"""Who may do what to plans, reviews, figures and the scale of ratings. Each gives a reason to refuse, or ""."""

from dataclasses import dataclass
from datetime import date

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission
from csp_portal.core.policies import policy
from delivery_plans.models import (
    Challenge,
    DeliveryPlan,
    Milestone,
    PerformanceLine,
    PerformanceReview,
    Review,
    ReviewLine,
    reads_plans,
)
from meetings import policies as meetings_policies
from meetings.models import Board

PLAN_READERS_ONLY = (
    "The plans are read by those who sit on a board or have a duty in the plans. Ask the secretariat."
)
OWNERS_ONLY = "Only a plan owner can do this. Tell the plan's owner what needs to change."
READERS_ONLY = (
    "The figures are read by those who sit on a board or have a duty in its plans. Ask the secretariat."
)
NOT_OPEN = "The performance group has agreed this review, so it does not change. Open it again to change it."
ANALYSTS_ONLY = "Only the performance analyst can do this. Tell the analyst what needs to change."
PLAN_CLOSED = "This plan is closed, so nothing in it changes any more. The next year's plan follows it."


@policy
def read_plans(user: User, *, on: date) -> str:
    """Let everybody on a board, and everybody with a duty in the plans, read all plans."""
    return "" if reads_plans(user, on=on) else PLAN_READERS_ONLY


@policy
def keep_plans(user: User, *, on: date) -> str:
    """Let plan owners keep strategies, plans, lead offices and reviews."""
    return "" if user.holds(Permission.KEEP_PLANS, on=on) else OWNERS_ONLY


@policy
def change_plan(user: User, plan: DeliveryPlan, *, on: date) -> str:
    """Let plan owners change a plan until it is closed."""
    return keep_plans.refusal(user, on=on) or ("" if plan.is_open_to_change else PLAN_CLOSED)


@policy
def endorse_plan(user: User, plan: DeliveryPlan, *, on: date) -> str:
    """Let plan owners, and the secretariat who writes the minutes, record what the board endorsed."""
    if user.holds(Permission.RUN_MEETINGS, on=on):
        return "" if plan.is_open_to_change else PLAN_CLOSED
    return change_plan.refusal(user, plan, on=on)


@policy
def keep_scale(user: User, *, on: date) -> str:
    """Let the partnership administrator word the scale of ratings."""
    if user.holds(Permission.RUN_PORTAL, on=on):
        return ""
    return "Only the partnership administrator can change the scale. Ask the administrator."


@policy
def comment_plan(user: User, *, on: date) -> str:
    """Let everybody who reads the plans comment on them."""
    return read_plans.refusal(user, on=on)


@dataclass(frozen=True)
class Rater:
    """Where a person stands towards the lines of one review; asked for once, however many lines it has."""

    user_pk: int
    keeps: bool
    rates: bool
    led: frozenset[int]
    is_rating: bool

    def is_asked(self, line: ReviewLine) -> bool:
        """Tell whether a line is for this person to rate: asked by name, or through an office."""
        return line.person_id == self.user_pk or (self.rates and line.milestone_id in self.led)

    def refusal(self, line: ReviewLine) -> str:
        """Say why this person may not rate a milestone in the review, or ""."""
        if not self.is_rating:
            return "The review is not open for ratings. Ask the plan's owner to send it back."
        if line.milestone.is_withdrawn:
            return "This milestone was withdrawn, so nobody rates it any more."
        if self.keeps:
            return ""
        if not self.is_asked(line):
            return "Only those who answer for a lead office of this milestone can rate it."
        if line.submitted_at is not None:
            return "The rating is submitted. Ask the plan's owner to send it back if it has to change."
        return ""


def rater(user: User, review: Review, *, on: date) -> Rater:
    """Find out where a person stands towards a review."""
    led = Milestone.objects.filter(plan=review.plan_id).led_by(user)
    return Rater(
        user_pk=user.pk,
        keeps=user.holds(Permission.KEEP_PLANS, on=on),
        rates=user.holds(Permission.RATE_MILESTONES, on=on),
        led=frozenset(led.values_list("pk", flat=True)),
        is_rating=review.is_rating,
    )


@policy
def rate(user: User, line: ReviewLine, *, on: date) -> str:
    """Let leads rate their own milestones while the review is open, and the plan's owner for them."""
    return read_plans.refusal(user, on=on) or rater(user, line.review, on=on).refusal(line)


@policy
def challenge(user: User, *, on: date) -> str:
    """Let the secretariat and plan owners record that the board challenged a rating."""
    if user.holds(Permission.RUN_MEETINGS, on=on) or user.holds(Permission.KEEP_PLANS, on=on):
        return ""
    return "Only the secretariat or a plan owner records that the board challenged a rating."


@policy
def answer_for(user: User, found: Challenge, *, on: date) -> str:
    """Let a lead of the milestone, or a plan owner, answer for a rating that the board challenged."""
    if user.holds(Permission.KEEP_PLANS, on=on):
        return ""
    if user.holds(Permission.RATE_MILESTONES, on=on) and (
        found.rating.rated_by_id == user.pk
        or Milestone.objects.filter(pk=found.milestone_id).led_by(user).exists()
    ):
        return ""
    return "Only those who answer for a lead office of this milestone can answer the challenge."


@policy
def answer_challenge(user: User, found: Challenge, *, on: date) -> str:
    """Offer the board's challenge for an answer, once."""
    if found.answered_at is not None:
        return "The challenge is answered."
    return answer_for.refusal(user, found, on=on)


@policy
def read_figures(user: User, *, on: date) -> str:
    """Let everybody on a board, and everybody with a duty in its plans, read all figures."""
    return "" if reads_plans(user, on=on) else READERS_ONLY


@policy
def raise_indicator(user: User, board: Board | None, *, on: date) -> str:
    """Let those who read figures and may offer the board business raise an indicator with it (ToR 6.2)."""
    if board is None:
        return "There is no board to raise it with."
    return read_figures.refusal(user, on=on) or meetings_policies.offer_business.refusal(user, board, on=on)


@policy
def keep_figures(user: User, *, on: date) -> str:
    """Let the analyst keep indicators, enter figures, ask for them, and judge ratings."""
    return "" if user.holds(Permission.KEEP_FIGURES, on=on) else ANALYSTS_ONLY


@policy
def change_performance_review(user: User, review: PerformanceReview, *, on: date) -> str:
    """Let the analyst check figures and choose what is shown while the review is open."""
    if reason := keep_figures.refusal(user, on=on):
        return reason
    return "" if review.is_open else NOT_OPEN


@policy
def comment_on_indicator(user: User, line: PerformanceLine, *, on: date) -> str:
    """Let the analyst, and whoever leads the indicator's priority, comment while the review is open."""
    if not review_is_theirs(user, line, on=on):
        return "Only the performance analyst and the lead of this indicator's priority write about it."
    return "" if line.review.is_open else NOT_OPEN


def review_is_theirs(user: User, line: PerformanceLine, *, on: date) -> bool:
    """Tell whether a person writes about an indicator: the analyst, or its priority's lead."""
    if user.holds(Permission.KEEP_FIGURES, on=on):
        return True
    priority = line.indicator.priority
    if priority is None or priority.lead_organisation_id is None:
        return False
    if not user.holds(Permission.COMMENT_ON_PRIORITY, on=on):
        return False
    return user.organisations(on=on).filter(pk=priority.lead_organisation_id).exists()


@policy
def pass_performance_review(user: User, review: PerformanceReview, *, on: date) -> str:
    """Let the Executive, the co-chairs and the secretariat pass the report for the pack."""
    return meetings_policies.sift_business.refusal(user, review.meeting.board, on=on)


@policy
def reopen_performance_review(user: User, review: PerformanceReview, *, on: date) -> str:
    """Let the analyst take a review back, and the Executive send it back."""
    if keep_figures.allows(user, on=on) or pass_performance_review.allows(user, review, on=on):
        return ""
    return "Only the performance analyst and those who plan the agenda can open a review again."
