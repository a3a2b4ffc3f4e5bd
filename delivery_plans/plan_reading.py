"""A plan as it is read: the rows of its table with their ratings, and what is exceptional about them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Prefetch

from csp_portal.accounts.models import User
from delivery_plans.models import (
    DeliveryArea,
    DeliveryPlan,
    Milestone,
    MilestoneLink,
    MilestoneOffice,
    PlanAction,
    RagLevel,
    Rating,
    Review,
    ReviewLine,
    year_in_words,
)
from delivery_plans.models.scale import COMPLETE, NOT_RATED

QUARTERS_SHOWN = 8
Quarter = tuple[int, int]  # the first calendar year of a financial year, and 1 to 4


@dataclass(frozen=True)
class Mark:
    """How a milestone stood in one quarter. Without a level nothing was asked in that quarter."""

    year: int
    quarter: int
    level: RagLevel | None = None
    rating: Rating | None = None

    @property
    def name(self) -> str:
        return f"Q{self.quarter} {year_in_words(self.year)}"

    @property
    def is_late(self) -> bool:
        return self.rating is not None and self.rating.is_late


class Direction(StrEnum):
    """Whether the last rating is better than the one before."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


ARROWS = {
    Direction.BETTER: "Better than before",
    Direction.WORSE: "Worse than before",
    Direction.SAME: "As before",
}


@dataclass(frozen=True)
class Run:
    """The ratings of a milestone through its last eight quarters, those of the year before among them."""

    marks: tuple[Mark, ...]
    current: Mark
    has_review: bool

    @property
    def level(self) -> RagLevel:
        assert self.current.level is not None  # noqa: S101 - current always has one
        return self.current.level

    @property
    def rating(self) -> Rating | None:
        return self.current.rating

    @property
    def is_complete(self) -> bool:
        return self.level.key == COMPLETE

    @property
    def before(self) -> Mark | None:
        """The last rated quarter before the current one."""
        earlier = [m for m in self.marks if m.rating and (m.year, m.quarter) < self._now]
        return earlier[-1] if earlier else None

    @property
    def _now(self) -> Quarter:
        return (self.current.year, self.current.quarter)

    @property
    def direction(self) -> Direction | None:
        before = self.before
        if self.rating is None or before is None or before.level is None:
            return None
        if before.level.order == self.level.order:
            return Direction.SAME
        return Direction.WORSE if self.level.order > before.level.order else Direction.BETTER

    @property
    def direction_in_words(self) -> str:
        return ARROWS[self.direction] if self.direction else ""


def quarters_until(last: Quarter, count: int = QUARTERS_SHOWN) -> list[Quarter]:
    """List the quarters up to and including one."""
    number = last[0] * 4 + last[1] - 1
    return [(n // 4, n % 4 + 1) for n in range(number - count + 1, number + 1)]


def runs(milestones: Sequence[Milestone], *, levels: dict[str, RagLevel] | None = None) -> dict[int, Run]:
    """Put together the run of each milestone, by its key; `plan` and `carried_from` are fetched along."""
    levels = levels or {level.key: level for level in RagLevel.objects.all()}
    chains: dict[int, list[int]] = {}
    for milestone in milestones:
        chain, at = [milestone.pk], milestone
        # The strip shows eight quarters: a milestone's own year and the one before.
        if at.carried_from_id:
            chain.append(at.carried_from_id)
        chains[milestone.pk] = chain
    wanted = {pk for chain in chains.values() for pk in chain}
    rated: dict[int, dict[Quarter, Rating]] = {}
    for rating in (
        Rating.objects.current()
        .filter(milestone__in=wanted)
        .select_related("level", "review__plan", "rated_by")
    ):
        rated.setdefault(rating.milestone_id, {})[rating.review.plan.year, rating.review.quarter] = rating
    asked: dict[int, set[Quarter]] = {}
    for pk, year, quarter in ReviewLine.objects.filter(milestone__in=wanted).values_list(
        "milestone", "review__plan__year", "review__quarter"
    ):
        asked.setdefault(pk, set()).add((year, quarter))
    latest = {
        (plan, year): quarter
        for plan, year, quarter in Review.objects.filter(plan__in={m.plan_id for m in milestones})
        .order_by("quarter")
        .values_list("plan", "plan__year", "quarter")
    }
    return {
        milestone.pk: _run(
            [rated.get(pk, {}) for pk in chains[milestone.pk]],
            set().union(*(asked.get(pk, set()) for pk in chains[milestone.pk])),
            (milestone.plan.year, latest.get((milestone.plan_id, milestone.plan.year), 0)),
            levels,
        )
        for milestone in milestones
    }


def _run(
    rated: Iterable[dict[Quarter, Rating]],
    asked: Collection[Quarter],
    last: Quarter,
    levels: dict[str, RagLevel],
) -> Run:
    ratings: dict[Quarter, Rating] = {}
    for each in rated:
        ratings = each | ratings
    # Before the first review of a year, the strip ends with the year before.
    until = last if last[1] else (last[0] - 1, 4)
    marks = []
    for year, quarter in quarters_until(until):
        rating = ratings.get((year, quarter))
        level = rating.level if rating else (levels[NOT_RATED] if (year, quarter) in asked else None)
        marks.append(Mark(year, quarter, level, rating))
    current = Mark(*until, levels[NOT_RATED])
    if last[1]:
        current = marks[-1] if marks[-1].level else current
        done = [mark for mark in marks if mark.rating and mark.level and mark.level.key == COMPLETE]
        if done and marks[-1].rating is None:
            # What was complete is asked for no more.
            current = done[-1]
    return Run(tuple(marks), current, bool(last[1]))


@dataclass
class PlanLine:
    """One row of a plan's table, with how many rows its area and its action span from here."""

    area: DeliveryArea | None
    action: PlanAction | None
    milestone: Milestone | None
    area_span: int = 0
    action_span: int = 0
    run: Run | None = None
    is_overdue: bool = False
    exceptions: list["Concern"] = field(default_factory=list)

    @property
    def leads(self) -> list[str]:
        return [each.office.name for each in self.milestone.offices.all()] if self.milestone else []

    @property
    def links(self) -> list[str]:
        return [each.link.name for each in self.milestone.linked.all()] if self.milestone else []


class Concern(StrEnum):
    """Why a milestone is in the exceptions report."""

    RED = "red"
    OVERDUE = "overdue"
    WORSE = "worse"
    NOT_RATED = "not_rated"
    NO_COMMENT = "no_comment"

    @property
    def label(self) -> str:
        return {
            Concern.RED: "Rated as an exception",
            Concern.OVERDUE: "Overdue",
            Concern.WORSE: "Worse than the quarter before",
            Concern.NOT_RATED: "Not rated",
            Concern.NO_COMMENT: "Comment missing",
        }[self]


def milestones_of(plans: Iterable[DeliveryPlan] | Any) -> list[Milestone]:
    """Fetch the standing milestones of plans with all that a table shows of them."""
    return list(
        Milestone.objects.standing()
        .filter(plan__in=plans)
        .select_related(
            "plan__outcome__priority", "plan__owner", "area", "action__area", "carried_from__plan"
        )
        .prefetch_related(
            Prefetch("offices", MilestoneOffice.objects.select_related("office")),
            Prefetch("linked", MilestoneLink.objects.select_related("link")),
        )
        .order_by("plan__outcome__number", "plan__year", "position", "pk")
    )


def exceptions_of(milestone: Milestone, run: Run, *, on: date) -> list[Concern]:
    """Name what is exceptional about a milestone on a day."""
    found = []
    if run.level.is_exception:
        found.append(Concern.RED)
    if milestone.is_past(on=on) and not run.is_complete:
        found.append(Concern.OVERDUE)
    if run.direction == Direction.WORSE:
        found.append(Concern.WORSE)
    if run.has_review and run.rating is None and not run.is_complete:
        found.append(Concern.NOT_RATED)
    if run.rating is not None and not run.is_complete and not (run.rating.comment or run.rating.reason):
        found.append(Concern.NO_COMMENT)
    return found


def table(plan: DeliveryPlan, *, on: date) -> list[PlanLine]:
    """Read a plan's rows in order, each with its run; headings without rows stand in their place."""
    milestones = milestones_of([plan])
    for milestone in milestones:
        milestone.plan = plan
    by_run = runs(milestones)
    used_areas = {m.area_id for m in milestones}
    used_actions = {m.action_id for m in milestones}
    actions = [a for a in plan.actions.standing().select_related("area") if a.pk not in used_actions]
    used_areas |= {a.area_id for a in actions}
    areas = [a for a in plan.areas.standing() if a.pk not in used_areas]
    rows: list[tuple[int, int, PlanLine]] = [(a.position, 0, PlanLine(a, None, None)) for a in areas]
    rows += [(a.position, 1, PlanLine(a.area, a, None)) for a in actions]
    for milestone in milestones:
        run = by_run[milestone.pk]
        line = PlanLine(milestone.area, milestone.action, milestone, run=run)
        line.exceptions = exceptions_of(milestone, run, on=on)
        line.is_overdue = Concern.OVERDUE in line.exceptions
        rows.append((milestone.position, 2, line))
    lines = [line for _, _, line in sorted(rows, key=lambda row: row[:2])]
    for name in ("area", "action"):
        _span(lines, name)
    return lines


def _span(lines: list[PlanLine], name: str) -> None:
    first: PlanLine | None = None
    for line in lines:
        same = first is not None and getattr(line, name) == getattr(first, name) and line.area == first.area
        if not same:
            first = line
        assert first is not None  # noqa: S101
        setattr(first, f"{name}_span", getattr(first, f"{name}_span") + 1)


@dataclass(frozen=True)
class ExceptionLine:
    """A milestone of the exceptions report and why it is there."""

    milestone: Milestone
    run: Run
    reasons: tuple[Concern, ...]


def exceptions(plans: Iterable[DeliveryPlan] | Any, *, on: date) -> list[ExceptionLine]:
    """List what is exceptional in plans on a day, by outcome, each as often as it is in a plan."""
    milestones = milestones_of(plans)
    by_run = runs(milestones)
    found = []
    for milestone in milestones:
        run = by_run[milestone.pk]
        if reasons := exceptions_of(milestone, run, on=on):
            found.append(ExceptionLine(milestone, run, tuple(reasons)))
    return found


@dataclass(frozen=True)
class Changed:
    """What became different in a plan after a moment."""

    ratings: int
    milestones: int

    def __bool__(self) -> bool:
        return bool(self.ratings or self.milestones)


def changed_since(plan: DeliveryPlan, moment: datetime) -> Changed:
    """Count ratings given and milestones changed, added or withdrawn since a pack was published."""
    edited = (
        Milestone.history.filter(plan_id=plan.pk, history_date__gt=moment).values("id").distinct().count()
    )
    return Changed(
        ratings=Rating.objects.filter(review__plan=plan, rated_at__gt=moment).count(), milestones=edited
    )


def to_review(plan: DeliveryPlan) -> list[Milestone]:
    """List the milestones that a new review asks for: those in the plan that are not complete."""
    done = Rating.objects.current().filter(milestone__plan=plan, level__key=COMPLETE)
    milestones = plan.milestones.standing().exclude(pk__in=done.values("milestone"))
    return list(milestones.select_related("area", "action").prefetch_related("offices__office__people"))


def asked_of(milestone: Milestone, plan: DeliveryPlan) -> User:
    """Name who is asked to rate a milestone: who answers for its first lead office, else the plan's owner."""
    for each in milestone.offices.all():
        for person in each.office.people.all():
            if person.is_active:
                return person
    return plan.owner
