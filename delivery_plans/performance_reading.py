"""How indicators stand, as a reader has it before them: newest figure, trajectory, ratings, direction, what is owed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef

from delivery_plans.figures import Distance, direction, distance, performance_rag
from delivery_plans.models import (
    ExpectedFigure,
    Indicator,
    Judgement,
    Measurement,
    Place,
    RagLevel,
    Strategy,
    TrajectoryPoint,
)
from delivery_plans.states.performance import Level, PlaceKind
from meetings.models import Board


@dataclass(frozen=True)
class AutomaticRating:
    """What the rule says of a figure. `trajectory` is where the indicator should stand."""

    level: Level
    trajectory: Decimal | None
    distance: Distance | None


def rating_of(
    indicator: Indicator, figure: Measurement, *, points: Iterable[TrajectoryPoint]
) -> AutomaticRating:
    """Rate a figure of the borough by the indicator's rule; trajectories are the borough's alone."""
    if figure.place.kind != PlaceKind.BOROUGH:
        return AutomaticRating(Level.NOT_RATED, None, None)
    trajectory = indicator.trajectory_on(figure.period.ends_on, points=points)
    level = performance_rag(
        figure.value, trajectory, indicator.better, indicator.rule, margin=indicator.margin
    )
    return AutomaticRating(
        level, trajectory, distance(figure.value, trajectory, indicator.better, indicator.rule)
    )


@dataclass
class IndicatorReading:
    """How one indicator stands in the borough."""

    indicator: Indicator
    figure: Measurement | None = None
    # The one before of the same kind of period, or of any where there is none of the same.
    before: Measurement | None = None
    rating: AutomaticRating | None = None
    judgement: Judgement | None = None
    awaited: list[ExpectedFigure] = field(default_factory=list)
    is_corrected: bool = False

    @property
    def level(self) -> Level:
        """The rating that holds: what people judged, or else what the rule says."""
        if self.judgement is not None and self.judgement.holds_beside(self.automatic):
            return Level(self.judgement.level)
        return self.automatic

    @property
    def automatic(self) -> Level:
        return self.rating.level if self.rating else Level.NOT_RATED

    @property
    def is_judged(self) -> bool:
        """Tell whether people rate it otherwise than the rule."""
        return self.level != self.automatic

    @property
    def is_overtaken(self) -> bool:
        """Tell whether people judged a figure that was corrected since, so that the rule says something else now."""
        judgement = self.judgement
        return judgement is not None and bool(judgement.level) and not judgement.holds_beside(self.automatic)

    @property
    def direction(self) -> str:
        if self.figure is None or self.before is None:
            return ""
        return direction(self.figure.value, self.before.value, self.indicator.better)


def scale() -> dict[str, RagLevel]:
    """Give the partnership's levels by their keys; a level that it has not worded is called by its colour."""
    plain = {key: RagLevel(key=key, word=word, tone=key) for key, word in Level.choices}
    return plain | {level.key: level for level in RagLevel.objects.all()}


def home_place() -> Place | None:
    """Find the borough that the partnership is of: the first on the list."""
    return Place.objects.filter(kind=PlaceKind.BOROUGH).first()


def board_that_follows(indicator: Indicator, *, on: date) -> Board | None:
    """
    Find the board that is accountable for an indicator.

    It is the one to which a performance group reports (ToR 7); of several, or where there is no such group, the
    one whose strategy serves the indicator's priority.
    """
    groups = Board.objects.on(on).filter(kind=Board.Kind.PERFORMANCE_GROUP, parent=OuterRef("pk"))
    strategies = Strategy.objects.on(on).filter(board=OuterRef("pk"))
    return (
        Board.objects.meeting()
        .on(on)
        .filter(kind=Board.Kind.BOARD)
        .annotate(
            has_group=Exists(groups),
            serves_priority=Exists(strategies.filter(outcomes__priority__in=[indicator.priority_id])),
            has_strategy=Exists(strategies),
        )
        .order_by("-has_group", "-serves_priority", "-has_strategy", "name")
        .first()
    )


def readings(indicators: Sequence[Indicator], *, place: Place | None, on: date) -> list[IndicatorReading]:
    """Tell how each indicator stands in the place: a handful of statements, however many there are."""
    keys = [indicator.pk for indicator in indicators]
    figures: dict[int, list[Measurement]] = defaultdict(list)
    points: dict[int, list[TrajectoryPoint]] = defaultdict(list)
    judged: dict[tuple[int, int], Judgement] = {}
    owed: dict[int, list[ExpectedFigure]] = defaultdict(list)
    if place is not None:
        found = Measurement.objects.current().filter(indicator__in=keys, place=place)
        for figure in found.select_related("period", "place", "replaces").in_order():
            figures[figure.indicator_id].append(figure)
        for judgement in Judgement.objects.filter(indicator__in=keys, place=place).select_related(
            "judged_by"
        ):
            judged[judgement.indicator_id, judgement.period_id] = judgement
    for point in TrajectoryPoint.objects.filter(indicator__in=keys):
        points[point.indicator_id].append(point)
    for expected in (
        ExpectedFigure.objects.awaited()
        .filter(indicator__in=keys)
        .select_related("period", "place", "owed_by")
    ):
        owed[expected.indicator_id].append(expected)
    told = []
    for indicator in indicators:
        reading = IndicatorReading(indicator, awaited=owed[indicator.pk])
        run = figures[indicator.pk]
        if run:
            reading.figure = run[-1]
            reading.before = figure_before(run)
            reading.rating = rating_of(indicator, run[-1], points=points[indicator.pk])
            reading.judgement = judged.get((indicator.pk, run[-1].period_id))
            reading.is_corrected = run[-1].replaces_id is not None
        told.append(reading)
    return told


def figure_before(run: Sequence[Measurement]) -> Measurement | None:
    """Find what the last figure of a run in order is compared with: the same kind of period if there is one."""
    last, earlier = run[-1], run[:-1]
    same = [figure for figure in earlier if figure.period.kind == last.period.kind]
    return (same or earlier)[-1] if earlier else None
