"""What was recorded before the minutes were written is tied to its decision: a challenge, an endorsement."""

from datetime import date, datetime

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, save
from delivery_plans import policies
from delivery_plans.models import Challenge, DeliveryPlan
from delivery_plans.states.plan import Event as PlanEvent
from delivery_plans.states.review import Event
from meetings.models import Decision


@transaction.atomic
def tie_challenge(*, challenge: Challenge, decision: Decision, by: User, at: datetime, on: date) -> Challenge:
    """
    Say which decision of the minutes a challenge is, which was written down before there were minutes.

    :raises Refused: if this person is neither the secretariat nor a plan owner
    :raises CannotBeDone: if the decision is struck out, or of another item
    """
    policies.challenge.enforce(by, on=on)
    challenge = (
        Challenge.objects.select_for_update(of=("self",))
        .select_related("agenda_item", "milestone__plan")
        .get(pk=challenge.pk)
    )
    if problem := decision.problem_under(challenge.agenda_item):
        raise CannotBeDone(problem)
    challenge.decision = decision
    save(challenge, by=by, at=at)
    record(
        Event.CHALLENGED, actor=by, subject=challenge, at=at, plan=challenge.milestone.plan.slug,
        milestone=challenge.milestone_id, item=challenge.agenda_item.key, decision=decision.slug,
    )  # fmt: skip
    return challenge


@transaction.atomic
def tie_endorsement(
    *, plan: DeliveryPlan, decision: Decision, by: User, at: datetime, on: date
) -> DeliveryPlan:
    """
    Say which decision of the minutes the board's endorsement of a plan is.

    :raises Refused: if this person is neither a plan owner nor the secretariat, or the plan is closed
    :raises CannotBeDone: if the plan is a draft, or the decision is struck out or of another item
    """
    plan = (
        DeliveryPlan.objects.select_for_update(of=("self",)).select_related("endorsed_item").get(pk=plan.pk)
    )
    policies.endorse_plan.enforce(by, plan, on=on)
    if plan.endorsed_item is None:
        raise CannotBeDone("The board has not endorsed this plan. Record the endorsement first.")
    if problem := decision.problem_under(plan.endorsed_item):
        raise CannotBeDone(problem)
    plan.endorsed_decision = decision
    plan.version += 1
    save(plan, by=by, at=at)
    record(
        PlanEvent.ENDORSED, actor=by, subject=plan, at=at, plan=plan.slug, item=plan.endorsed_item.key,
        decision=decision.slug,
    )  # fmt: skip
    return plan
