"""The plans of the world: one in force with an open review, one draft, a challenge, and what was withdrawn."""

from datetime import timedelta

from csp_portal.core import clock
from delivery_plans.models import LeadOffice, RagScale
from delivery_plans.workflow import challenges, parts, reviews
from tests.architecture.world import World
from tests.delivery_plans.factories_plans import (
    DRAFTED,
    answer_for,
    endorse,
    level,
    make_board_item,
    make_milestone,
    make_outcome,
    make_plan,
    make_strategy,
    rate,
)


def add(world: World) -> None:
    """Add a strategy with two plans, and the keys of their addresses."""
    level("green")
    owner, lead = world.people["plan_owner"], world.people["milestone_lead"]
    assert owner is not None
    assert lead is not None
    now = {"by": owner, "at": clock.now(), "on": clock.today()}
    strategy = make_strategy(by=owner, board=world.records["board"])
    outcome = make_outcome(by=owner, strategy=strategy)
    plan = make_plan(owner=owner, outcome=outcome)
    answer_for(office="Community safety", person=lead, by=owner)
    area = parts.add_area(plan=plan, reference="1", text="Gangs", by=owner, **DRAFTED)
    milestone = make_milestone(plan=plan, area=area, leads=("Community safety",))
    gone = make_milestone(plan=plan, text="No longer")
    parts.withdraw_part(part=gone, reason="Gone", **now)
    item = make_board_item(board=world.records["board"])
    plan = endorse(plan=plan, item=item)
    due_on = clock.today() + timedelta(days=10)
    first = reviews.open_review(plan=plan, quarter=1, due_on=due_on, **now)
    rating = rate(review=first, milestone=milestone, at=item.meeting.starts_at, on=item.meeting.on)
    assert rating is not None
    reviews.close_review(review=first, note="", **now)
    reviews.open_review(plan=plan, quarter=2, due_on=due_on, **now)
    challenge = challenges.challenge(rating=rating, item=item, words="The board doubts it.", **now)
    draft = make_plan(owner=owner, outcome=outcome, year=plan.year + 1, milestones=1)
    other = make_outcome(by=owner, strategy=strategy, number=2)
    endorsed = endorse(plan=make_plan(owner=owner, outcome=other, milestones=1), item=item)
    of_plan = {"slug": plan.slug}
    of_part = {**of_plan, "kind": "milestones", "pk": milestone.pk}
    world.keys |= {
        "delivery_plans:plan_": of_plan,
        "delivery_plans:plan_endorse": {"slug": draft.slug},
        "delivery_plans:plan_take_back": {"slug": endorsed.slug},
        "delivery_plans:part_": of_part,
        "delivery_plans:part_restore": {**of_part, "pk": gone.pk},
        "delivery_plans:milestone_": {**of_plan, "pk": milestone.pk},
        "delivery_plans:due_": {**of_plan, "pk": milestone.pk},
        "delivery_plans:business_": {**of_plan, "pk": milestone.pk},
        "delivery_plans:review_": {**of_plan, "quarter": 2},
        "delivery_plans:challenge_record": {**of_plan, "pk": rating.pk},
        "delivery_plans:challenge_tie": {**of_plan, "pk": challenge.pk},
        "delivery_plans:challenge_answer": {**of_plan, "pk": challenge.pk},
        "delivery_plans:strategy_": {"pk": strategy.pk},
        "delivery_plans:outcome_": {"pk": outcome.pk},
        "delivery_plans:outcome_add": {"pk": strategy.pk},
        "delivery_plans:office_": {"pk": LeadOffice.objects.get().pk},
    }
    world.records |= {
        "strategy": strategy,
        "plan": plan,
        "milestone": milestone,
        "scale": RagScale.objects.get(),
    }
