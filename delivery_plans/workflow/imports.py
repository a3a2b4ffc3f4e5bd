"""What can happen to a file that is read into a plan: uploaded, columns corrected, decided, written, dropped."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, change_state, save
from delivery_plans import import_reading, plan_tables, policies
from delivery_plans.models import DeliveryPlan, PlanImport
from delivery_plans.plan_rows import lock_plan
from delivery_plans.reading import Grid, read_table
from delivery_plans.states.table_import import Event, State
from delivery_plans.workflow.parts import add_key_target
from delivery_plans.workflow.plans import Written, write_table


@transaction.atomic
def upload(
    *,
    plan: DeliveryPlan,
    grids: list[Grid],
    file_name: str,
    sha256: str,
    by: User,
    at: datetime,
    on: date,
) -> PlanImport:
    """
    Keep the cells of an uploaded table until they are written into the plan.

    :raises Refused: if this person may not change the plan
    :raises Unreadable: if the table has no headings of a plan
    """
    plan = lock_plan(plan, by=by, on=on)
    known = import_reading.known_names()
    # A table that cannot be read is refused now, and not on the next page.
    read_table(grids, year=plan.year, offices=known["offices"], links=known["links"])
    lapse(by=None, at=at)
    new = PlanImport(
        plan=plan, grids=[grid.as_json() for grid in grids], file_name=file_name[-255:], sha256=sha256,
        known=known, uploaded_by=by, uploaded_at=at,
    )  # fmt: skip
    save(new, by=by, at=at)
    record(Event.UPLOADED, actor=by, subject=new, at=at, plan=plan.slug)
    return new


@transaction.atomic
def correct_columns(
    *, table_import: PlanImport, mapping: Mapping[int, str], by: User, at: datetime, on: date
) -> PlanImport:
    """
    Take the columns for what the person says that they are; earlier decisions about cells no longer count.

    :raises Refused: if this person may not change the plan
    :raises CannotBeDone: if the file is written or dropped
    :raises Unreadable: if no column says what is to be done
    """
    table_import = _lock(table_import, by=by, on=on)
    table_import.mapping = {str(place): field for place, field in mapping.items()}
    table_import.decisions = {}
    import_reading.read(table_import)
    save(table_import, by=by, at=at)
    record(Event.MAPPED, actor=by, subject=table_import, at=at, plan=table_import.plan.slug)
    return table_import


@transaction.atomic
def decide(
    *, table_import: PlanImport, decisions: Mapping[str, Any], by: User, at: datetime, on: date
) -> PlanImport:
    """
    Keep what the person says about doubtful cells; what was decided before and is not named stays.

    :raises Refused: if this person may not change the plan
    :raises CannotBeDone: if the file is written or dropped
    """
    table_import = _lock(table_import, by=by, on=on)
    table_import.decisions = {
        place: {**table_import.decisions.get(place, {}), **decisions.get(place, {})}
        for place in {*table_import.decisions, *decisions}
    }
    save(table_import, by=by, at=at)
    record(Event.DECIDED, actor=by, subject=table_import, at=at, plan=table_import.plan.slug)
    return table_import


@transaction.atomic
def write(*, table_import: PlanImport, despite: bool, by: User, at: datetime, on: date) -> Written:
    """
    Write the rows into the plan, all or nothing; what the file does not name stays as it is.

    :raises Refused: if this person may not change the plan
    :raises CannotBeDone: if the file is written or dropped, a cell is too long, or doubts are not looked at
    """
    table_import = _lock(table_import, by=by, on=on)
    read = import_reading.read(table_import)
    if read.too_long:
        raise CannotBeDone("Some cells are too long for a plan. Shorten those that are marked first.")
    if read.open_doubts and not despite:
        raise CannotBeDone(
            "Some cells are doubtful. Decide them, or confirm that they are right as they are."
        )
    before = plan_tables.rows_of(table_import.plan)
    written = write_table(table_import.plan, plan_tables.to_write(before, read.rows), by=by, at=at, on=on)
    there = plan_tables.key_targets_of(table_import.plan)
    for text in read.key_targets:
        if text not in there:
            add_key_target(plan=table_import.plan, text=text, by=by, at=at, on=on)
    _end(table_import, to=State.WRITTEN, by=by, at=at)
    record(
        Event.WRITTEN, actor=by, subject=table_import, at=at, plan=table_import.plan.slug,
        added=written.added, changed=written.changed, unchanged=written.unchanged,
    )  # fmt: skip
    return written


@transaction.atomic
def drop(*, table_import: PlanImport, by: User, at: datetime, on: date) -> PlanImport:
    """
    Drop a file without writing anything.

    :raises Refused: if this person may not change the plan
    :raises CannotBeDone: if it is written or dropped already
    """
    table_import = _lock(table_import, by=by, on=on)
    _end(table_import, to=State.DROPPED, by=by, at=at)
    record(Event.DROPPED, actor=by, subject=table_import, at=at, plan=table_import.plan.slug)
    return table_import


@transaction.atomic
def lapse(*, by: User | None, at: datetime) -> int:
    """Empty the files that nobody wrote or dropped in time; say how many. The clock does it by nobody."""
    old = list(PlanImport.objects.select_for_update().lapsing(at=at))
    for each in old:
        _end(each, to=State.LAPSED, by=by, at=at)
        record(Event.LAPSED, actor=by, subject=each, at=at)
    return len(old)


def _lock(table_import: PlanImport, *, by: User, on: date) -> PlanImport:
    locked = PlanImport.objects.select_for_update(of=("self",)).select_related("plan__outcome").get(
        pk=table_import.pk
    )  # fmt: skip
    policies.change_plan.enforce(by, locked.plan, on=on)
    if locked.state != State.OPEN:
        raise CannotBeDone("This file is no longer being read. Upload it again.")
    return locked


def _end(table_import: PlanImport, *, to: State, by: User | None, at: datetime) -> None:
    change_state(table_import, to=to)
    table_import.grids, table_import.decisions, table_import.mapping, table_import.known = [], {}, {}, {}
    table_import.file_name = ""
    table_import.ended_at = at
    save(table_import, by=by, at=at)
