"""What can happen to a plan: drafted, written from a table, endorsed, closed into the next year's draft."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.versions import check_version
from csp_portal.core.workflow import CannotBeDone, change_state, save
from delivery_plans import policies
from delivery_plans.models import (
    DeliveryArea,
    DeliveryPlan,
    Indicator,
    KeyTarget,
    Milestone,
    Outcome,
    PlanAction,
    PlanComment,
    RaisedBusiness,
    year_in_words,
)
from delivery_plans.plan_rows import STEP, Row, lock_plan, rows_of, set_due
from delivery_plans.states.plan import Event, State
from delivery_plans.workflow.parts import set_leads, set_links
from meetings.models import AgendaItem, Board, BusinessItem, Decision
from meetings.workflow import business

if TYPE_CHECKING:
    from delivery_plans.table_rows import TableRow


@transaction.atomic
def draft_plan(
    *,
    outcome: Outcome,
    year: int,
    owner: User,
    by: User,
    at: datetime,
    on: date,
    key_targets: Sequence[str] = (),
    **fields: Any,
) -> DeliveryPlan:
    """
    Begin the draft of a plan for the year from April of `year`.

    :raises Refused: if this person does not keep plans
    :raises CannotBeDone: if there is a plan already, or the year is no year of the strategy
    """
    policies.keep_plans.enforce(by, on=on)
    strategy = outcome.strategy
    # The outcome's row is locked, so that two at once never draft the same plan.
    Outcome.objects.select_for_update(of=("self",)).get(pk=outcome.pk)
    if not strategy.starts_on <= date(year + 1, 3, 31) or (
        strategy.ends_on is not None and strategy.ends_on < date(year, 4, 1)
    ):
        raise CannotBeDone(f"{year_in_words(year)} is no year of {strategy}. Choose a year of the strategy.")
    if outcome.plans.filter(year=year).exists():
        raise CannotBeDone(f"There is a plan for {year_in_words(year)} already. Open that one.")
    slug = f"{year}-{outcome.number}"
    if DeliveryPlan.objects.filter(slug=slug).exists():
        slug = f"{slug}-{outcome.pk}"
    before = outcome.plans.filter(year=year - 1, followed_by=None).first()
    plan = DeliveryPlan(outcome=outcome, year=year, slug=slug, owner=owner, follows=before, **fields)
    save(plan, by=by, at=at)
    for place, text in enumerate(key_targets, start=1):
        save(KeyTarget(plan=plan, text=text, position=place * STEP), by=by, at=at)
    record(Event.DRAFTED, actor=by, subject=plan, at=at, plan=plan.slug)
    return plan


@transaction.atomic
def edit_plan(
    *, plan: DeliveryPlan, version: int, by: User, at: datetime, on: date, **changes: Any
) -> DeliveryPlan:
    """
    Change what stands around a plan's table: owner, introduction, background note, headings.

    :raises Refused: if this person may not change the plan
    :raises EditConflict: if somebody saved it in between
    """
    plan = lock_plan(plan, by=by, on=on)
    check_version(plan, version, changes)
    for name, value in changes.items():
        setattr(plan, name, value)
    plan.version += 1
    save(plan, by=by, at=at)
    record(Event.EDITED, actor=by, subject=plan, at=at, plan=plan.slug, fields=sorted(changes))
    return plan


@transaction.atomic
def endorse_plan(
    *,
    plan: DeliveryPlan,
    item: AgendaItem,
    words: str,
    by: User,
    at: datetime,
    on: date,
    decision: Decision | None = None,
) -> DeliveryPlan:
    """
    Record that the board endorsed a plan under an item of one of its agendas, by a decision if there are minutes.

    :raises Refused: if this person is neither a plan owner nor the secretariat
    :raises CannotBeDone: if the item is another board's, the meeting has not begun, or the decision is of another
        item
    :raises InvalidTransition: if the plan is no draft
    """
    plan = (
        DeliveryPlan.objects.select_for_update(of=("self",))
        .select_related("outcome__strategy")
        .get(pk=plan.pk)
    )
    policies.endorse_plan.enforce(by, plan, on=on)
    if item.meeting.board_id != plan.outcome.strategy.board_id:
        raise CannotBeDone("The plan is endorsed by another board. Choose an item of that board's agenda.")
    if item.meeting.starts_at > at:
        raise CannotBeDone("The meeting has not begun, so the board cannot have endorsed the plan yet.")
    if decision is not None and (problem := decision.problem_under(item)):
        raise CannotBeDone(problem)
    change_state(plan, to=State.ENDORSED)
    plan.endorsed_item, plan.endorsed_decision, plan.endorsed_words = item, decision, words
    plan.endorsed_at, plan.endorsed_by = at, by
    plan.version += 1
    save(plan, by=by, at=at)
    record(
        Event.ENDORSED, actor=by, subject=plan, at=at, plan=plan.slug, item=item.key,
        decision=decision.slug if decision else None,
    )  # fmt: skip
    return plan


@transaction.atomic
def take_back_to_draft(*, plan: DeliveryPlan, reason: str, by: User, at: datetime, on: date) -> DeliveryPlan:
    """
    Make a draft again of a plan that the board wants to see once more, before it is in force.

    :raises Refused: if this person may not change the plan
    :raises InvalidTransition: if the plan is not endorsed, or is in force already
    """
    plan = lock_plan(plan, by=by, on=on)
    change_state(plan, to=State.DRAFT)
    plan.endorsed_item = plan.endorsed_decision = plan.endorsed_at = plan.endorsed_by = None
    plan.endorsed_words = ""
    plan.version += 1
    save(plan, by=by, at=at, reason=reason[:100])
    PlanComment.objects.create(plan=plan, text=f"Back to draft: {reason}", written_by=by, written_at=at)
    record(Event.BACK_TO_DRAFT, actor=by, subject=plan, at=at, plan=plan.slug)
    return plan


@transaction.atomic
def add_comment(
    *, plan: DeliveryPlan, text: str, by: User, at: datetime, on: date, milestone: Milestone | None = None
) -> PlanComment:
    """
    Keep what somebody says about a plan, or about one of its milestones.

    :raises Refused: if this person does not read plans
    """
    policies.comment_plan.enforce(by, on=on)
    comment = PlanComment.objects.create(
        plan=plan, milestone=milestone, text=text, written_by=by, written_at=at
    )
    record(
        Event.COMMENTED,
        actor=by,
        subject=plan,
        at=at,
        plan=plan.slug,
        milestone=milestone.pk if milestone else None,
    )
    return comment


@transaction.atomic
def raise_business(
    *, milestone: Milestone, board: Board, by: User, at: datetime, on: date, **fields: Any
) -> BusinessItem:
    """
    Offer business to a board because of a milestone; what becomes of it is seen from the milestone.

    :raises Refused: if this person may not read plans, or may not offer the board business
    :raises CannotBeDone: if the preferred meeting is another board's
    """
    policies.read_plans.enforce(by, on=on)
    offered = business.offer(board=board, by=by, at=at, on=on, **fields)
    RaisedBusiness.objects.create(milestone=milestone, business=offered)
    record(
        Event.BUSINESS_RAISED,
        actor=by,
        subject=milestone,
        at=at,
        plan=milestone.plan.slug,
        business=offered.key,
    )
    return offered


@transaction.atomic
def raise_business_of_indicator(
    *, indicator: Indicator, board: Board, by: User, at: datetime, on: date, **fields: Any
) -> BusinessItem:
    """
    Offer business to a board because of an indicator; what becomes of it is seen from the indicator.

    :raises Refused: if this person may not read figures, or may not offer the board business
    :raises CannotBeDone: if the preferred meeting is another board's
    """
    policies.read_figures.enforce(by, on=on)
    offered = business.offer(board=board, by=by, at=at, on=on, **fields)
    RaisedBusiness.objects.create(indicator=indicator, business=offered)
    record(
        Event.BUSINESS_RAISED,
        actor=by,
        subject=indicator,
        at=at,
        indicator=indicator.slug,
        business=offered.key,
    )
    return offered


@dataclass
class Written:
    """How many rows of a table were new, said something else, or were there already."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


def _key(row: "TableRow") -> tuple[str, ...]:
    return (
        row.area_reference, row.area, row.action_reference, row.action, row.milestone_reference, row.milestone,
    )  # fmt: skip


def _key_of(milestone: Milestone) -> tuple[str, ...]:
    area, action = milestone.area, milestone.action
    return (
        area.reference if area else "",
        area.text if area else "",
        action.reference if action else "",
        action.text if action else "",
        milestone.reference,
        milestone.text,
    )


def _above(row: Row) -> tuple[Row, ...]:
    """Name what a row stands under: its action and its area."""
    found = (getattr(row, "action", None), getattr(row, "area", None))
    return tuple(each for each in found if each is not None)


class _Table:
    """A plan's rows while a table is being written: finds what is there, and where what is new belongs."""

    def __init__(self, plan: DeliveryPlan) -> None:
        self.plan = plan
        self.rows: list[Row] = rows_of(plan)
        self.cursor: Row | None = None
        self.areas: dict[tuple[str, str], DeliveryArea] = {}
        self.actions: dict[tuple[Any, ...], PlanAction] = {}
        self.milestones: dict[tuple[Any, ...], Milestone] = {}
        times: Counter[tuple[str, ...]] = Counter()
        for row in self.rows:
            if row.is_withdrawn:
                continue
            if isinstance(row, DeliveryArea):
                self.areas.setdefault((row.reference, row.text), row)
            elif isinstance(row, PlanAction):
                area = (row.area.reference, row.area.text) if row.area else ("", "")
                self.actions.setdefault((*area, row.reference, row.text), row)
            else:
                key = _key_of(row)
                self.milestones[*key, times[key]] = row
                times[key] += 1

    def put(self, row: Row, *, beside: Row | None = None) -> Row:
        """Put a new row behind the last one that the table named, or behind what it belongs to."""
        behind = self.cursor or beside
        place = self.rows.index(behind) + 1 if behind is not None else len(self.rows)
        # What else stands under the heading of the row before stays with it.
        while (
            behind is not None
            and place < len(self.rows)
            and any(
                there and there in _above(self.rows[place]) and there not in (row, *_above(row))
                for there in (behind, *_above(behind))
            )
        ):
            place += 1
        self.rows.insert(place, row)
        self.cursor = row
        return row

    def area(self, row: "TableRow") -> DeliveryArea | None:
        if not row.area_reference and not row.area:
            return None
        key = (row.area_reference, row.area)
        if key not in self.areas:
            self.areas[key] = DeliveryArea(plan=self.plan, reference=row.area_reference, text=row.area)
            self.put(self.areas[key])
        return self.areas[key]

    def action(self, row: "TableRow", area: DeliveryArea | None) -> PlanAction | None:
        if not row.action_reference and not row.action:
            return None
        key = (row.area_reference, row.area, row.action_reference, row.action)
        if key not in self.actions:
            self.actions[key] = PlanAction(
                plan=self.plan, area=area, reference=row.action_reference, text=row.action
            )
            self.put(self.actions[key])
        return self.actions[key]


def _is_heading(row: "TableRow") -> bool:
    """Tell whether a row has an area and nothing else: it heads the rows below it."""
    return not any(
        (
            row.action_reference,
            row.action,
            row.milestone_reference,
            row.milestone,
            row.due,
            row.rag,
            row.comment,
        )
    ) and not (row.leads or row.links)


@transaction.atomic
def write_table(
    plan: DeliveryPlan, rows: Sequence["TableRow"], *, by: User, at: datetime, on: date
) -> Written:
    """
    Write the rows of a table into a plan: all or nothing, and nothing that is there is taken out.

    A row is known by its references and texts; writing the same table twice changes nothing.

    :raises Refused: if this person may not change the plan
    """
    plan = lock_plan(plan, by=by, on=on)
    table = _Table(plan)
    written = Written()
    times: Counter[tuple[str, ...]] = Counter()
    to_fill: list[tuple[Milestone, TableRow, bool]] = []
    for row in rows:
        area = table.area(row)
        action = table.action(row, area)
        if (area is None and action is None and not (row.milestone_reference or row.milestone)) or (
            _is_heading(row)
        ):
            continue
        key = _key(row)
        milestone = table.milestones.get((*key, times[key]))
        is_new = milestone is None
        if milestone is None:
            milestone = Milestone(
                plan=plan, area=area, action=action, reference=row.milestone_reference, text=row.milestone
            )
            table.put(milestone, beside=_last_under(table.rows, action or area))
        table.cursor = milestone
        times[key] += 1
        to_fill.append((milestone, row, is_new))
    touched = {id(milestone) for milestone, row, _ in to_fill if _fill(milestone, row)}
    for place, each in enumerate(table.rows, start=1):
        if each.position != place * STEP or each.pk is None or id(each) in touched:
            each.position = place * STEP
            if id(each) in touched and each.pk is not None:
                each.version += 1
            save(each, by=by, at=at)
    for milestone, row, is_new in to_fill:
        names_changed = set_leads(milestone, row.leads, by=by, at=at)
        names_changed |= set_links(milestone, row.links, by=by, at=at)
        if is_new:
            written.added += 1
        elif id(milestone) in touched:
            written.changed += 1
        elif names_changed:
            milestone.version += 1
            save(milestone, by=by, at=at)
            written.changed += 1
        else:
            written.unchanged += 1
    record(
        Event.TABLE_WRITTEN, actor=by, subject=plan, at=at, plan=plan.slug, added=written.added,
        changed=written.changed, unchanged=written.unchanged,
    )  # fmt: skip
    return written


def _last_under(rows: Sequence[Row], parent: DeliveryArea | PlanAction | None) -> Row | None:
    if parent is None:
        return None
    under = [
        row
        for row in rows
        if row is parent
        or (isinstance(row, Milestone) and (row.action is parent or row.area is parent))
        or (isinstance(row, PlanAction) and row.area is parent)
    ]
    return under[-1] if under else None


def _fill(milestone: Milestone, row: "TableRow") -> bool:
    """Set what a row says beside its texts; tell whether any of it is new."""
    before = (milestone.due, milestone.rating_written, milestone.comment)
    if before == (row.due, row.rag, row.comment) and milestone.pk is not None:
        return False
    set_due(milestone, row.due)
    milestone.rating_written, milestone.comment = row.rag, row.comment
    return True
