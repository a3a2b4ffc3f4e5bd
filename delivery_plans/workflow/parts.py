"""What can happen to the parts of a plan: key targets, areas, actions, milestones, one by one."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.versions import check_version
from csp_portal.core.workflow import CannotBeDone, EditConflict, remove, save
from delivery_plans.models import (
    DeliveryArea,
    DeliveryPlan,
    KeyTarget,
    Milestone,
    MilestoneLink,
    MilestoneOffice,
    PlanAction,
)
from delivery_plans.plan_rows import STEP, Row, lock_plan, rows_of, set_due
from delivery_plans.states.plan import Event
from delivery_plans.workflow.strategies import link_named, office_named

Part = KeyTarget | DeliveryArea | PlanAction | Milestone
AnyPart = TypeVar("AnyPart", KeyTarget, DeliveryArea, PlanAction, Milestone)


def renumber(rows: Sequence[Row], *, by: User, at: datetime) -> None:
    """Give every row its place in the sequence, saving those that have another."""
    for place, row in enumerate(rows, start=1):
        if row.position != place * STEP or row.pk is None:
            row.position = place * STEP
            save(row, by=by, at=at)


def _lies_in(row: Row, under: Row) -> bool:
    """Tell whether a row is another, or stands under it."""
    if isinstance(under, DeliveryArea):
        return row == under or (
            not isinstance(row, DeliveryArea)
            and (
                row.area_id == under.pk
                or (isinstance(row, Milestone) and row.action is not None and row.action.area_id == under.pk)
            )
        )
    if isinstance(under, PlanAction):
        return row == under or (isinstance(row, Milestone) and row.action_id == under.pk)
    return row == under


def _insert(row: Row, *, by: User, at: datetime) -> None:
    """Put a new row behind what stands under the same action or area, else at the end."""
    rows = rows_of(row.plan)
    parent = (row.action if isinstance(row, Milestone) else None) or (
        None if isinstance(row, DeliveryArea) else row.area
    )
    places = [i for i, each in enumerate(rows) if parent is not None and _lies_in(each, parent)]
    if not places or places[-1] == len(rows) - 1:
        row.position = (rows[-1].position if rows else 0) + STEP
        save(row, by=by, at=at)
        return
    rows.insert(places[-1] + 1, row)
    renumber(rows, by=by, at=at)


def _set_names(
    milestone: Milestone,
    model: type[MilestoneOffice] | type[MilestoneLink],
    field: str,
    names: Sequence[str],
    find: Callable[..., Any],
    *,
    by: User,
    at: datetime,
) -> bool:
    wanted = list({each.pk: each for each in (find(n, by=by, at=at) for n in names if n.strip())}.values())
    there = list(model._default_manager.filter(milestone=milestone).select_related(field))
    if [getattr(each, f"{field}_id") for each in there] == [each.pk for each in wanted]:
        return False
    for each in there:
        remove(each, by=by, at=at)
    for position, named in enumerate(wanted):
        save(model(milestone=milestone, position=position, **{field: named}), by=by, at=at)
    return True


def set_leads(milestone: Milestone, names: Sequence[str], *, by: User, at: datetime) -> bool:
    """Name the lead offices in their order; tell whether that changed anything."""
    return _set_names(milestone, MilestoneOffice, "office", names, office_named, by=by, at=at)


def set_links(milestone: Milestone, names: Sequence[str], *, by: User, at: datetime) -> bool:
    """Name the strategic links in their order; tell whether that changed anything."""
    return _set_names(milestone, MilestoneLink, "link", names, link_named, by=by, at=at)


@transaction.atomic
def add_key_target(*, plan: DeliveryPlan, text: str, by: User, at: datetime, on: date) -> KeyTarget:
    """
    Add a key target to a plan.

    :raises Refused: if this person may not change the plan
    """
    plan = lock_plan(plan, by=by, on=on)
    last = plan.key_targets.last()
    target = KeyTarget(plan=plan, text=text, position=(last.position if last else 0) + STEP)
    save(target, by=by, at=at)
    record(Event.PART_ADDED, actor=by, subject=target, at=at, plan=plan.slug)
    return target


@transaction.atomic
def add_area(
    *, plan: DeliveryPlan, text: str, by: User, at: datetime, on: date, reference: str = ""
) -> DeliveryArea:
    """
    Add an area of delivery at the end of a plan.

    :raises Refused: if this person may not change the plan
    """
    plan = lock_plan(plan, by=by, on=on)
    area = DeliveryArea(plan=plan, reference=reference, text=text)
    _insert(area, by=by, at=at)
    record(Event.PART_ADDED, actor=by, subject=area, at=at, plan=plan.slug)
    return area


@transaction.atomic
def add_action(
    *,
    plan: DeliveryPlan,
    text: str,
    by: User,
    at: datetime,
    on: date,
    reference: str = "",
    area: DeliveryArea | None = None,
) -> PlanAction:
    """
    Add an action to a plan, last under its area.

    :raises Refused: if this person may not change the plan
    :raises CannotBeDone: if the area is another plan's
    """
    plan = lock_plan(plan, by=by, on=on)
    _check_place(plan, area, None)
    action = PlanAction(plan=plan, area=area, reference=reference, text=text)
    _insert(action, by=by, at=at)
    record(Event.PART_ADDED, actor=by, subject=action, at=at, plan=plan.slug)
    return action


@transaction.atomic
def add_milestone(
    *,
    plan: DeliveryPlan,
    by: User,
    at: datetime,
    on: date,
    text: str = "",
    reference: str = "",
    area: DeliveryArea | None = None,
    action: PlanAction | None = None,
    due: str = "",
    leads: Sequence[str] = (),
    links: Sequence[str] = (),
    rating_written: str = "",
    comment: str = "",
) -> Milestone:
    """
    Add a milestone to a plan, last under its action or area; leads and links are names.

    :raises Refused: if this person may not change the plan
    :raises CannotBeDone: if area or action are another plan's, or it would say nothing
    """
    plan = lock_plan(plan, by=by, on=on)
    if action is not None and area is None:
        area = action.area
    _check_place(plan, area, action)
    _check_says_something(text, reference, area, action)
    milestone = Milestone(
        plan=plan, area=area, action=action, reference=reference, text=text, comment=comment,
        rating_written=rating_written,
    )  # fmt: skip
    set_due(milestone, due)
    _insert(milestone, by=by, at=at)
    set_leads(milestone, leads, by=by, at=at)
    set_links(milestone, links, by=by, at=at)
    record(Event.PART_ADDED, actor=by, subject=milestone, at=at, plan=plan.slug)
    return milestone


def _check_place(plan: DeliveryPlan, area: DeliveryArea | None, action: PlanAction | None) -> None:
    for part in (area, action):
        if part is not None and part.plan_id != plan.pk:
            raise CannotBeDone("That area or action belongs to another plan. Choose one of this plan.")
    if action is not None and area is not None and action.area_id != area.pk:
        raise CannotBeDone("That action stands under another area. Choose the area of the action.")


def _check_says_something(text: str, reference: str, area: Any, action: Any) -> None:
    if not (text or reference or area or action):
        raise CannotBeDone("Enter what is to be done, or choose the action or area that says it.")


@transaction.atomic
def edit_part(*, part: AnyPart, version: int, by: User, at: datetime, on: date, **changes: Any) -> AnyPart:
    """
    Change a part of a plan. For a milestone, `leads` and `links` are names, and `due` is understood anew.

    :raises Refused: if this person may not change the plan
    :raises CannotBeDone: if it would stand under what belongs to another plan, or say nothing
    :raises EditConflict: if somebody saved it in between
    """
    plan = lock_plan(part.plan, by=by, on=on)
    part = type(part)._default_manager.select_for_update(of=("self",)).get(pk=part.pk)
    part.plan = plan
    leads, links = changes.pop("leads", None), changes.pop("links", None)
    _check_edit(part, version, changes, leads, links)
    fields = sorted(changes)
    if isinstance(part, Milestone) and "due" in changes:
        set_due(part, changes.pop("due"))
    for name, value in changes.items():
        setattr(part, name, value)
    if isinstance(part, Milestone):
        if part.action is not None and part.area is None:
            part.area = part.action.area
        _check_place(plan, part.area, part.action)
        _check_says_something(part.text, part.reference, part.area, part.action)
    elif isinstance(part, PlanAction):
        _check_place(plan, part.area, None)
        if "area" in changes:
            _take_milestones_along(part, by=by, at=at)
    part.version += 1
    save(part, by=by, at=at)
    if isinstance(part, Milestone):
        if leads is not None and set_leads(part, leads, by=by, at=at):
            fields.append("leads")
        if links is not None and set_links(part, links, by=by, at=at):
            fields.append("links")
    record(Event.PART_EDITED, actor=by, subject=part, at=at, plan=plan.slug, fields=fields)
    return part


def _take_milestones_along(action: PlanAction, *, by: User, at: datetime) -> None:
    for milestone in action.milestones.exclude(area=action.area):
        milestone.area = action.area
        save(milestone, by=by, at=at)


def _check_edit(part: Part, version: int, changes: dict[str, Any], leads: Any, links: Any) -> None:
    try:
        check_version(part, version, changes)
    except EditConflict as conflict:
        if isinstance(part, Milestone):
            for label, yours, theirs in (
                ("Leads", leads, part.offices.all()),
                ("Strategic links", links, part.linked.all()),
            ):
                if yours is not None:
                    conflict.yours[label] = "\n".join(yours)
                    conflict.theirs[label] = "\n".join(str(each) for each in theirs)
        raise


@transaction.atomic
def move_part(*, part: Part, up: bool, by: User, at: datetime, on: date) -> Part:
    """
    Move a part one place up or down among those beside it, with all that stands under it.

    :raises Refused: if this person may not change the plan
    """
    plan = lock_plan(part.plan, by=by, on=on)
    if isinstance(part, KeyTarget):
        targets = list(plan.key_targets.all())
        _swap(targets, part, up=up)
        for place, target in enumerate(targets, start=1):
            if target.position != place * STEP:
                target.position = place * STEP
                save(target, by=by, at=at)
    else:
        rows = rows_of(plan)
        beside = [each for each in rows if _stand_beside(each, part)]
        at_place = beside.index(part)
        other = at_place - 1 if up else at_place + 1
        if 0 <= other < len(beside):
            block = [each for each in rows if _lies_in(each, part)]
            rest = [each for each in rows if each not in block]
            places = [i for i, each in enumerate(rest) if _lies_in(each, beside[other])]
            into = places[0] if up else places[-1] + 1
            renumber([*rest[:into], *block, *rest[into:]], by=by, at=at)
    record(Event.PART_MOVED, actor=by, subject=part, at=at, plan=plan.slug, up=up)
    return part


def _stand_beside(one: Row, other: Row) -> bool:
    if type(one) is not type(other) or (one.is_withdrawn and one != other):
        return False
    if isinstance(one, Milestone) and isinstance(other, Milestone):
        return one.action_id == other.action_id and one.area_id == other.area_id
    if isinstance(one, PlanAction) and isinstance(other, PlanAction):
        return one.area_id == other.area_id
    return True


def _swap(parts: list[KeyTarget], part: KeyTarget, *, up: bool) -> None:
    place = parts.index(part)
    other = place - 1 if up else place + 1
    if 0 <= other < len(parts):
        parts[place], parts[other] = parts[other], parts[place]


@transaction.atomic
def withdraw_part(*, part: AnyPart, reason: str, by: User, at: datetime, on: date) -> AnyPart:
    """
    Withdraw a part of a plan with a reason; it stays on record with its ratings.

    :raises Refused: if this person may not change the plan
    :raises CannotBeDone: if it is withdrawn already, or something still stands under it
    """
    plan = lock_plan(part.plan, by=by, on=on)
    part = type(part)._default_manager.select_for_update(of=("self",)).get(pk=part.pk)
    if part.is_withdrawn:
        raise CannotBeDone("This is withdrawn already.")
    if not isinstance(part, KeyTarget | Milestone) and (
        part.milestones.standing().exists()
        or (isinstance(part, DeliveryArea) and part.actions.standing().exists())
    ):
        raise CannotBeDone("Something still stands under it. Withdraw or move that first.")
    part.withdrawn_at, part.withdrawn_by, part.withdrawn_reason = at, by, reason
    part.version += 1
    save(part, by=by, at=at)
    record(Event.PART_WITHDRAWN, actor=by, subject=part, at=at, plan=plan.slug)
    return part


@transaction.atomic
def restore_part(*, part: AnyPart, by: User, at: datetime, on: date) -> AnyPart:
    """
    Bring a withdrawn part back into the plan.

    :raises Refused: if this person may not change the plan
    :raises CannotBeDone: if it is not withdrawn, or what it stands under is
    """
    plan = lock_plan(part.plan, by=by, on=on)
    part = type(part)._default_manager.select_for_update(of=("self",)).get(pk=part.pk)
    if not part.is_withdrawn:
        raise CannotBeDone("This is not withdrawn.")
    for above in (getattr(part, "area", None), getattr(part, "action", None)):
        if above is not None and above.is_withdrawn:
            raise CannotBeDone("What it stands under is withdrawn. Bring that back first.")
    part.withdrawn_at = part.withdrawn_by = None
    part.withdrawn_reason = ""
    part.version += 1
    save(part, by=by, at=at)
    record(Event.PART_RESTORED, actor=by, subject=part, at=at, plan=plan.slug)
    return part


@transaction.atomic
def correct_due(
    *,
    milestone: Milestone,
    version: int,
    first: date | None,
    last: date | None,
    reason: str,
    by: User,
    at: datetime,
    on: date,
) -> Milestone:
    """
    Say by hand what due words mean; without days, the correction is taken back. The words stay as written.

    :raises Refused: if this person may not change the plan
    :raises CannotBeDone: if the days are in the wrong order
    :raises EditConflict: if somebody saved it in between
    """
    plan = lock_plan(milestone.plan, by=by, on=on)
    milestone = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    check_version(milestone, version, {"corrected_first": first, "corrected_last": last})
    if (first is None) != (last is None) or (first is not None and last is not None and last < first):
        raise CannotBeDone("Enter the first and the last day, in that order, or neither.")
    milestone.corrected_first, milestone.corrected_last = first, last
    milestone.correction_reason = reason if first else ""
    milestone.version += 1
    save(milestone, by=by, at=at)
    record(Event.DUE_CORRECTED, actor=by, subject=milestone, at=at, plan=plan.slug, first=first, last=last)
    return milestone
