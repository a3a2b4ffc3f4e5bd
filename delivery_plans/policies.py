"""Who may do what to indicators and figures. Each gives a reason to refuse, or ""."""

from datetime import date

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission
from csp_portal.core.policies import policy
from delivery_plans.models import PerformanceLine, PerformanceReview, reads_performance
from meetings import policies as meetings_policies

READERS_ONLY = (
    "The figures are read by those who sit on a board or have a duty in its plans. Ask the secretariat."
)
NOT_OPEN = "The performance group has agreed this review, so it does not change. Open it again to change it."
ANALYSTS_ONLY = "Only the performance analyst can do this. Tell the analyst what needs to change."


@policy
def read_figures(user: User, *, on: date) -> str:
    """Let everybody on a board, and everybody with a duty in its plans, read all figures."""
    return "" if reads_performance(user, on=on) else READERS_ONLY


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
    if not user.holds(Permission.COMMENT_ON_PRIORITY, on=on) or priority is None:
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
