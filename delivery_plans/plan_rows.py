"""The rows of a plan in their order, and what workflow functions do first: lock the plan, understand due words."""

from datetime import date

from csp_portal.accounts.models import User
from delivery_plans import policies
from delivery_plans.due_words import understand
from delivery_plans.models import DeliveryArea, DeliveryPlan, Milestone, PlanAction

Row = DeliveryArea | PlanAction | Milestone

# Positions leave room between rows, so that one more seldom moves the others.
STEP = 10
RANKS = {DeliveryArea: 0, PlanAction: 1, Milestone: 2}


def lock_plan(plan: DeliveryPlan, *, by: User, on: date) -> DeliveryPlan:
    """
    Lock a plan whose parts are about to change: whoever changes any part waits here.

    :raises Refused: if this person may not change it
    """
    plan = DeliveryPlan.objects.select_for_update(of=("self",)).select_related("outcome").get(pk=plan.pk)
    policies.change_plan.enforce(by, plan, on=on)
    return plan


def rows_of(plan: DeliveryPlan) -> list[Row]:
    """List all areas, actions and milestones in the order of the plan's table, withdrawn ones among them."""
    found: list[Row] = [*plan.areas.all(), *plan.actions.all(), *plan.milestones.all()]
    return sorted(found, key=lambda row: (row.position, RANKS[type(row)], row.pk))


def set_due(milestone: Milestone, words: str) -> None:
    """Keep due words as written, and what they mean in the plan's year; a correction of other words goes."""
    meaning = understand(words, year=milestone.plan.year)
    if milestone.due != words:
        milestone.corrected_first = milestone.corrected_last = None
        milestone.correction_reason = ""
    milestone.due = words
    milestone.understood_first, milestone.understood_last = meaning.first, meaning.last
    milestone.is_recurring = meaning.is_recurring
    milestone.due_problem, milestone.due_warning = meaning.problem, meaning.warning
