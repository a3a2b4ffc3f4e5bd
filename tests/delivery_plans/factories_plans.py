"""Strategies, plans and reviews for tests, made through the workflow."""

import importlib
import pkgutil
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.apps import apps

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Role
from delivery_plans import migrations
from delivery_plans.models import (
    DeliveryPlan,
    LeadOffice,
    Milestone,
    Outcome,
    RagLevel,
    Rating,
    Review,
    Strategy,
)
from delivery_plans.states.plan import State as PlanState
from delivery_plans.workflow import closing, parts, plans, reviews, strategies
from meetings.models import AgendaItem, Board
from tests.factories import make_board, make_item, make_meeting, make_secretary, make_user

# The plans of tests are for 2015/16; these are the days on which things happen in them.
YEAR = 2015
DRAFTED = {"at": datetime(2015, 3, 2, 9, tzinfo=UTC), "on": date(2015, 3, 2)}
ENDORSED = {"at": datetime(2015, 3, 20, 9, tzinfo=UTC), "on": date(2015, 3, 20)}
BOARD_MET_AT = datetime(2015, 3, 19, 14, tzinfo=UTC)
# Each quarter is reviewed in the month after it.
REVIEWED = {
    1: {"at": datetime(2015, 7, 1, 9, tzinfo=UTC), "on": date(2015, 7, 1)},
    2: {"at": datetime(2015, 10, 1, 9, tzinfo=UTC), "on": date(2015, 10, 1)},
    3: {"at": datetime(2016, 1, 4, 9, tzinfo=UTC), "on": date(2016, 1, 4)},
    4: {"at": datetime(2016, 4, 1, 9, tzinfo=UTC), "on": date(2016, 4, 1)},
}
DUE_ON = {1: date(2015, 7, 15), 2: date(2015, 10, 15), 3: date(2016, 1, 15), 4: date(2016, 4, 15)}

_numbers = count(1)


def level(key: str) -> RagLevel:
    """Give a level of the scale; tests of live servers empty the tables that migrations filled."""
    if not RagLevel.objects.exists():
        name = next(
            m.name for m in pkgutil.iter_modules(migrations.__path__) if m.name.endswith("_rag_scale")
        )
        importlib.import_module(f"{migrations.__name__}.{name}").write_scale(apps, None)
    return RagLevel.objects.get(key=key)


def make_owner(**fields: Any) -> User:
    return make_user(duties=[Role.PLAN_OWNER], **fields)


def make_lead(**fields: Any) -> User:
    return make_user(duties=[Role.MILESTONE_LEAD], **fields)


def make_strategy(*, by: User | None = None, board: Board | None = None, **fields: Any) -> Strategy:
    """Make a strategy for 2013 to 2017."""
    return strategies.add_strategy(
        by=by or make_owner(),
        board=board or make_board(),
        **{
            "name": f"Strategy {next(_numbers)}",
            "starts_on": date(2013, 4, 1),
            "ends_on": date(2017, 3, 31),
        }
        | DRAFTED
        | fields,
    )


def make_outcome(
    *, by: User | None = None, strategy: Strategy | None = None, number: int = 1, **fields: Any
) -> Outcome:
    by = by or make_owner()
    return strategies.add_outcome(
        strategy=strategy or make_strategy(by=by),
        by=by,
        number=number,
        **{"name": "Less harm"} | DRAFTED | fields,
    )


def make_plan(
    *,
    owner: User | None = None,
    outcome: Outcome | None = None,
    year: int = YEAR,
    state: str = PlanState.DRAFT,
    milestones: int = 0,
    **fields: Any,
) -> DeliveryPlan:
    """Draft a plan, give it as many milestones as asked, and take it as far as asked."""
    owner = owner or make_owner()
    plan = plans.draft_plan(
        outcome=outcome or make_outcome(by=owner), year=year, owner=owner, by=owner, **DRAFTED | fields
    )
    for number in range(1, milestones + 1):
        make_milestone(plan=plan, text=f"Milestone {number}", reference=f"1.{number}")
    if state in {PlanState.ENDORSED, PlanState.IN_FORCE, PlanState.CLOSED}:
        plan = endorse(plan=plan)
    if state in {PlanState.IN_FORCE, PlanState.CLOSED}:
        make_review(plan=plan)
        plan.refresh_from_db()
    if state == PlanState.CLOSED:
        reviews.close_review(review=plan.reviews.get(), note="", by=owner, **REVIEWED[1])
        plan = closing.close_plan(plan=plan, carried=[], by=owner, **REVIEWED[4])
    return plan


def make_board_item(*, board: Board, starts_at: datetime = BOARD_MET_AT, **fields: Any) -> AgendaItem:
    """Add an item to a meeting of the board that was planned for that day."""
    secretary = make_secretary()
    meeting = make_meeting(
        board=board, starts_at=starts_at, state="agenda_draft", by=secretary, at=DRAFTED["at"]
    )
    return make_item(meeting=meeting, by=secretary, **{"title": "Delivery plans"} | fields)


def endorse(*, plan: DeliveryPlan, item: AgendaItem | None = None) -> DeliveryPlan:
    """Have the plan endorsed by its board in March 2015."""
    item = item or make_board_item(board=plan.outcome.strategy.board)
    return plans.endorse_plan(plan=plan, item=item, words="Endorsed.", by=plan.owner, **ENDORSED)


def make_milestone(
    *, plan: DeliveryPlan, leads: tuple[str, ...] = (), by: User | None = None, **fields: Any
) -> Milestone:
    return parts.add_milestone(
        plan=plan,
        by=by or plan.owner,
        leads=leads,
        **{"text": "Publish the strategy", "due": "Q2"} | DRAFTED | fields,
    )


def answer_for(*, office: str, person: User, by: User) -> LeadOffice:
    """Have a person answer for the office of a name."""
    found = strategies.office_named(office, by=by, at=DRAFTED["at"])
    return strategies.edit_office(
        office=found, version=found.version, people=[*found.people.all(), person], by=by, **DRAFTED
    )


def make_review(*, plan: DeliveryPlan, quarter: int = 1, **fields: Any) -> Review:
    """Open the review of a quarter on the first working days after it."""
    level("green")
    return reviews.open_review(
        plan=plan, quarter=quarter, by=plan.owner, **{"due_on": DUE_ON[quarter]} | REVIEWED[quarter] | fields
    )


def rate(
    *, review: Review, milestone: Milestone, key: str = "green", by: User | None = None, **fields: Any
) -> Rating | None:
    """Rate a milestone in a review, with the words that the level asks for."""
    words = {"reason": "The post is empty.", "action_taken": "It is advertised."}
    needs = level(key).needs_reason
    given = reviews.Given(
        line=review.lines.get(milestone=milestone),
        level=level(key),
        **(words if needs else {})
        | {k: fields.pop(k) for k in ("reason", "action_taken", "comment") if k in fields},
    )
    made = reviews.rate(
        review=review, given=[given], by=by or review.plan.owner, **REVIEWED[review.quarter] | fields
    )
    return made[0] if made else None
