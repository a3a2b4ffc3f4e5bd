"""The states of a delivery plan and the moves between them."""

from enum import StrEnum

from django.db import models


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    ENDORSED = "endorsed", "Endorsed by the board"
    IN_FORCE = "in_force", "In force"
    CLOSED = "closed", "Closed"


TRANSITIONS = {
    State.DRAFT: (State.ENDORSED,),
    # The board may think again before the year begins.
    State.ENDORSED: (State.IN_FORCE, State.DRAFT),
    State.IN_FORCE: (State.CLOSED,),
    State.CLOSED: (),
}

OPEN_STATES = (State.DRAFT, State.ENDORSED, State.IN_FORCE)
REVIEWED_STATES = (State.ENDORSED, State.IN_FORCE)


class Event(StrEnum):
    """What the audit trail calls each thing that happens to a strategy, a plan and what is in it."""

    STRATEGY_ADDED = "delivery_plans.strategy.added"
    STRATEGY_EDITED = "delivery_plans.strategy.edited"
    OUTCOME_ADDED = "delivery_plans.outcome.added"
    OUTCOME_EDITED = "delivery_plans.outcome.edited"
    OFFICE_ADDED = "delivery_plans.office.added"
    OFFICE_EDITED = "delivery_plans.office.edited"
    DRAFTED = "delivery_plans.plan.drafted"
    EDITED = "delivery_plans.plan.edited"
    TABLE_WRITTEN = "delivery_plans.plan.table_written"
    ENDORSED = "delivery_plans.plan.endorsed"
    BACK_TO_DRAFT = "delivery_plans.plan.back_to_draft"
    CLOSED = "delivery_plans.plan.closed"
    EXPORTED = "delivery_plans.plan.exported"
    EXCEPTIONS_EXPORTED = "delivery_plans.exceptions.exported"
    COMMENTED = "delivery_plans.plan.commented"
    PART_ADDED = "delivery_plans.part.added"
    PART_EDITED = "delivery_plans.part.edited"
    PART_MOVED = "delivery_plans.part.moved"
    PART_WITHDRAWN = "delivery_plans.part.withdrawn"
    PART_RESTORED = "delivery_plans.part.restored"
    DUE_CORRECTED = "delivery_plans.milestone.due_corrected"
    BUSINESS_RAISED = "delivery_plans.milestone.business_raised"
