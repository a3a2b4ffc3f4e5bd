"""How a year ends: a plan is closed, and what is unfinished goes on in the next year's draft."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, change_state, save
from delivery_plans.models import DeliveryArea, DeliveryPlan, Milestone, PlanAction
from delivery_plans.plan_rows import STEP, lock_plan, rows_of, set_due
from delivery_plans.states.plan import Event, State
from delivery_plans.states.review import State as ReviewState
from delivery_plans.workflow.parts import set_leads, set_links
from delivery_plans.workflow.plans import draft_plan


@transaction.atomic
def close_plan(
    *,
    plan: DeliveryPlan,
    carried: Collection[Milestone],
    by: User,
    at: datetime,
    on: date,
) -> DeliveryPlan:
    """
    Close a plan and carry unfinished milestones into next year's draft, which is begun if there is none.

    What is carried keeps its words and leads and says where it comes from; its due is to be said anew,
    because "Q2" of one year is not "Q2" of the next.

    :raises Refused: if this person may not change the plan
    :raises CannotBeDone: if a review is not closed, next year's plan is closed, or the strategy ends
    :raises InvalidTransition: if the plan is not in force
    """
    plan = lock_plan(plan, by=by, on=on)
    if plan.reviews.exclude(state=ReviewState.CLOSED).exists():
        raise CannotBeDone("A review of this plan is not closed. Close it first.")
    change_state(plan, to=State.CLOSED)
    plan.closed_at, plan.closed_by = at, by
    plan.version += 1
    save(plan, by=by, at=at)
    if carried:
        _carry(plan, carried, by=by, at=at, on=on)
    record(Event.CLOSED, actor=by, subject=plan, at=at, plan=plan.slug, carried=len(carried))
    return plan


def _carry(plan: DeliveryPlan, carried: Collection[Milestone], *, by: User, at: datetime, on: date) -> None:
    following = plan.outcome.plans.filter(year=plan.year + 1).first()
    if following is None:
        following = draft_plan(
            outcome=plan.outcome, year=plan.year + 1, owner=plan.owner, by=by, at=at, on=on,
            area_heading=plan.area_heading, action_heading=plan.action_heading,
            milestone_heading=plan.milestone_heading,
        )  # fmt: skip
    following = lock_plan(following, by=by, on=on)
    areas: dict[int, DeliveryArea] = {}
    actions: dict[int, PlanAction] = {}
    rows = rows_of(following)
    position = rows[-1].position if rows else 0
    for old in (
        plan.milestones.standing()
        .filter(pk__in=[milestone.pk for milestone in carried], carried_into=None)
        .select_related("area", "action")
        .prefetch_related("offices__office", "linked__link")
    ):
        area, action = old.area, old.action
        if area is not None and area.pk not in areas:
            position += STEP
            areas[area.pk] = DeliveryArea(
                plan=following, reference=area.reference, text=area.text, position=position
            )
            save(areas[area.pk], by=by, at=at)
        if action is not None and action.pk not in actions:
            position += STEP
            actions[action.pk] = PlanAction(
                plan=following, area=areas.get(area.pk) if area else None, reference=action.reference,
                text=action.text, position=position,
            )  # fmt: skip
            save(actions[action.pk], by=by, at=at)
        position += STEP
        due = f", where it was due {old.due}" if old.due else ""
        new = Milestone(
            plan=following, reference=old.reference, text=old.text, position=position, carried_from=old,
            area=areas.get(area.pk) if area else None, action=actions.get(action.pk) if action else None,
            comment=f"Carried over from {plan.year_name}{due}.",
        )  # fmt: skip
        set_due(new, "")
        save(new, by=by, at=at)
        set_leads(new, [each.office.name for each in old.offices.all()], by=by, at=at)
        set_links(new, [each.link.name for each in old.linked.all()], by=by, at=at)
