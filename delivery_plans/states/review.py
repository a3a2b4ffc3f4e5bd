"""The states of a plan's quarterly review and the moves between them."""

from enum import StrEnum

from django.db import models


class State(models.TextChoices):
    OPEN = "open", "Open: leads are rating"
    SUBMITTED = "submitted", "Submitted: for the plan's owner to close"
    CLOSED = "closed", "Closed"


TRANSITIONS = {
    # The owner may close a quarter in which somebody did not rate; what is missing stays "not rated".
    State.OPEN: (State.SUBMITTED, State.CLOSED),
    # Sent back with a reason, it is open again.
    State.SUBMITTED: (State.CLOSED, State.OPEN),
    State.CLOSED: (),
}

RATING_STATES = (State.OPEN,)


class Event(StrEnum):
    """What the audit trail calls each thing that happens to a review, its ratings and their scale."""

    OPENED = "delivery_plans.review.opened"
    EDITED = "delivery_plans.review.edited"
    RATED = "delivery_plans.milestone.rated"
    SUBMITTED = "delivery_plans.review.submitted"
    SENT_BACK = "delivery_plans.review.sent_back"
    CLOSED = "delivery_plans.review.closed"
    REMINDED = "delivery_plans.review.reminded"
    CHALLENGED = "delivery_plans.rating.challenged"
    CHALLENGE_ANSWERED = "delivery_plans.rating.challenge_answered"
    SCALE_EDITED = "delivery_plans.scale.edited"
