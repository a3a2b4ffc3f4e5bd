"""The kinds of notices about plans: each says what to do, never what somebody wrote."""

from csp_portal.notices.kinds import NoticeKind
from csp_portal.notices.states import Way

GROUP = "Delivery plans"

KINDS = [
    NoticeKind("delivery_plans.review_opened", "You are asked to rate milestones", GROUP, Way.AT_ONCE),
    NoticeKind("delivery_plans.review_reminder", "Ratings that are still owed", GROUP, Way.AT_ONCE),
    NoticeKind("delivery_plans.review_sent_back", "Ratings that are sent back", GROUP, Way.AT_ONCE),
    NoticeKind("delivery_plans.review_submitted", "A review that everybody has submitted", GROUP),
    NoticeKind("delivery_plans.rating_challenged", "A rating that the board challenged", GROUP, Way.AT_ONCE),
]
