"""A plan's table as rows, and what a file would change in it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from delivery_plans.models import DeliveryArea, DeliveryPlan, Milestone, PlanAction
from delivery_plans.reading.columns import LABELS, Field
from delivery_plans.table_rows import TableRow

_NAMES = ("area_reference", "area", "action_reference", "action", "milestone_reference", "milestone")
_SAID = ("due", "leads", "links", "rag", "comment")


@dataclass(frozen=True)
class Difference:
    """What one field of a row said, and what the file says instead."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    row: TableRow
    differences: tuple[Difference, ...]


@dataclass
class Comparison:
    """What writing a file's rows into a plan would do; what is `missing` in the file stays in the plan."""

    added: list[TableRow] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    unchanged: int = 0
    missing: list[TableRow] = field(default_factory=list)
    key_targets: list[str] = field(default_factory=list)

    @property
    def changes_something(self) -> bool:
        return bool(self.added or self.changed or self.key_targets)


def rows_of(plan: DeliveryPlan) -> list[TableRow]:
    """List the rows of a plan's table in their order; a heading without rows below it is a row by itself."""
    milestones = list(
        plan.milestones.standing()
        .select_related("area", "action")
        .prefetch_related("offices__office", "linked__link")
    )
    actions = list(plan.actions.standing().select_related("area"))
    used = {m.action_id for m in milestones}
    headed = {m.area_id for m in milestones} | {action.area_id for action in actions}
    parts: list[tuple[int, int, TableRow]] = [(m.position, 2, _of_milestone(m)) for m in milestones]
    parts += [(a.position, 1, _of(a.area, a)) for a in actions if a.pk not in used]
    parts += [(a.position, 0, _of(a, None)) for a in plan.areas.standing() if a.pk not in headed]
    return [row for _, _, row in sorted(parts, key=lambda part: part[:2])]


def _of(area: DeliveryArea | None, action: PlanAction | None) -> TableRow:
    return TableRow(
        area_reference=area.reference if area else "",
        area=area.text if area else "",
        action_reference=action.reference if action else "",
        action=action.text if action else "",
    )


def _of_milestone(milestone: Milestone) -> TableRow:
    return replace(
        _of(milestone.area, milestone.action),
        milestone_reference=milestone.reference,
        milestone=milestone.text,
        due=milestone.due,
        leads=tuple(each.office.name for each in milestone.offices.all()),
        links=tuple(each.link.name for each in milestone.linked.all()),
        rag=milestone.rating_written,
        comment=milestone.comment,
    )


def key_targets_of(plan: DeliveryPlan) -> list[str]:
    return [target.text for target in plan.key_targets.standing()]


def compare(
    before: Sequence[TableRow],
    after: Iterable[TableRow],
    *,
    targets: Sequence[str],
    new_targets: Sequence[str],
) -> Comparison:
    """Say what writing the rows `after` would change in a plan that has the rows `before`."""
    found = Comparison(key_targets=[text for text in new_targets if text not in targets])
    there: dict[tuple[object, ...], TableRow] = {}
    times: Counter[tuple[str, ...]] = Counter()
    for row in before:
        there[*_key(row), times[_key(row)]] = row
        times[_key(row)] += 1
    areas = {(row.area_reference, row.area) for row in before}
    times.clear()
    for row in after:
        key = _key(row)
        old = there.pop((*key, times[key]), None)
        times[key] += 1
        if old is None and is_heading(row) and (row.area_reference, row.area) in areas:
            found.unchanged += 1
        elif old is None:
            found.added.append(row)
        elif differences := _differences(old, row):
            found.changed.append(Changed(row, differences))
        else:
            found.unchanged += 1
        areas.add((row.area_reference, row.area))
    found.missing = list(there.values())
    return found


def parted_as(before: Sequence[TableRow], after: Iterable[TableRow]) -> list[TableRow]:
    """
    Give rows of a file with their leads and links parted as the plan has them, where both say the same words.

    In many files nothing stands between names, and what the portal knows of them grows with each file.
    """
    there: dict[tuple[object, ...], TableRow] = {}
    times: Counter[tuple[str, ...]] = Counter()
    for row in before:
        there[*_key(row), times[_key(row)]] = row
        times[_key(row)] += 1
    times.clear()
    found = []
    for row in after:
        old = there.get((*_key(row), times[_key(row)]))
        times[_key(row)] += 1
        same = {
            name: getattr(old, name)
            for name in ("leads", "links")
            if old is not None and _words(getattr(old, name)) == _words(getattr(row, name))
        }
        found.append(replace(row, **same))
    return found


def _words(names: Sequence[str]) -> list[str]:
    return " ".join(names).lower().split()


def to_write(before: Sequence[TableRow], after: Iterable[TableRow]) -> list[TableRow]:
    """Leave out actions that the plan has without a milestone: writing them would give them one."""
    bare = {row for row in before if row.action and _says_nothing(row) and not row.milestone}
    return [row for row in after if row not in bare]


def is_heading(row: TableRow) -> bool:
    """Tell whether a row names an area and nothing in it."""
    return _says_nothing(row) and not any(getattr(row, name) for name in _NAMES[2:])


def _says_nothing(row: TableRow) -> bool:
    return not any(getattr(row, name) for name in _SAID)


def _key(row: TableRow) -> tuple[str, ...]:
    return tuple(getattr(row, name) for name in _NAMES)


def _differences(old: TableRow, new: TableRow) -> tuple[Difference, ...]:
    return tuple(
        Difference(LABELS[Field(name)], _shown(getattr(old, name)), _shown(getattr(new, name)))
        for name in _SAID
        if _same_names(getattr(old, name)) != _same_names(getattr(new, name))
    )


def _same_names(value: str | tuple[str, ...]) -> object:
    """Take names for the same that the portal takes for the same, as it keeps each in one way of writing."""
    if isinstance(value, str):
        return value
    return list(dict.fromkeys(" ".join(name.split()).lower() for name in value))


def _shown(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "; ".join(value)
