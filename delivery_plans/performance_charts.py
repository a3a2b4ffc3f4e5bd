"""The figures that are kept, drawn: an indicator's run, wards beside each other, ranks among boroughs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from csp_portal.documents.charts import Chart
from delivery_plans.charts import control_chart, rank_chart, trend_chart, ward_multiples, year_bars
from delivery_plans.charts.figures import Point
from delivery_plans.charts.rank import Standing
from delivery_plans.figures import LONDON_BOROUGHS
from delivery_plans.models import Indicator, Measurement, Place, TrajectoryPoint
from delivery_plans.performance_reading import rating_of
from delivery_plans.performance_tables import Comparison
from delivery_plans.public_figures import ShownRow
from delivery_plans.states.performance import PeriodKind
from delivery_plans.variation import FEWEST_POINTS

# A drawing shows this many periods back.
PERIODS_SHOWN = 16
RANKS_SHOWN = 12


def runs(keys: Sequence[int], *, place: Place) -> Mapping[int, list[dict[str, Any]]]:
    """
    Gather indicators' figures of the kind of period that the newest of each has, oldest first.

    They are plain values, fit for being kept as they are: by indicator, two statements for all.
    """
    figures: dict[int, list[Measurement]] = defaultdict(list)
    points: dict[int, list[TrajectoryPoint]] = defaultdict(list)
    current = Measurement.objects.current().filter(indicator__in=keys, place=place)
    for figure in current.select_related("period", "place", "indicator", "replaces").in_order():
        figures[figure.indicator_id].append(figure)
    for point in TrajectoryPoint.objects.filter(indicator__in=keys):
        points[point.indicator_id].append(point)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for key, run in figures.items():
        same = [figure for figure in run if figure.period.kind == run[-1].period.kind]
        found[key] = [_plain(figure, points[key]) for figure in same[-PERIODS_SHOWN:]]
    return found


def _plain(figure: Measurement, points: Iterable[TrajectoryPoint]) -> dict[str, Any]:
    trajectory = rating_of(figure.indicator, figure, points=points).trajectory
    is_year = figure.period.kind == PeriodKind.YEAR
    return {
        "label": figure.period.label,
        "short": figure.period.label if is_year else f"{figure.period.ends_on:%b %y}",
        "kind": figure.period.kind,
        "value": str(figure.value.normalize()),
        "trajectory": None if trajectory is None else str(trajectory.quantize(Decimal("0.01")).normalize()),
        "is_provisional": figure.is_provisional,
    }


def drawn_run(
    run: Sequence[Mapping[str, Any]], *, caption: str, unit: str, better: str, target: Decimal | None
) -> Chart:
    """
    Draw a run: years as bars, ten figures or more as a control chart, fewer as a trend with its trajectory.
    """
    points = [
        Point(point["label"], Decimal(point["value"]), point["short"], point["is_provisional"])
        for point in run
    ]
    unit = unit or "figure"
    if points and run[-1]["kind"] == PeriodKind.YEAR:
        return year_bars(points, caption=caption, unit=unit)
    if len(points) >= FEWEST_POINTS:
        return control_chart(points, caption=caption, unit=unit, better=better, target=target)
    trajectory = [None if p["trajectory"] is None else Decimal(p["trajectory"]) for p in run]
    return trend_chart(points, caption=caption, unit=unit, trajectory=trajectory, target=target)


def indicator_chart(indicator: Indicator, place: Place) -> Chart:
    """Draw how an indicator went in a place."""
    return drawn_run(
        runs([indicator.pk], place=place)[indicator.pk],
        caption=f"{indicator}, {place}",
        unit=indicator.unit,
        better=indicator.better,
        target=indicator.target,
    )


def ward_chart(rows: Sequence[ShownRow], *, caption: str, unit: str, now: str, before: str) -> Chart:
    """Draw one offence ward by ward, this year beside the one before, all on one scale."""
    return ward_multiples(
        {shown.row.place.name: (shown.before, shown.now) for shown in rows},
        [before, now],
        caption=caption,
        unit=unit,
    )


def ranks_chart(rows: Sequence[Comparison]) -> Chart:
    """Draw where the borough stands in London by the rates of crime, for the types in which it stands highest."""
    ranked = [row for row in rows if row.now is not None and row.now.rank_by_rate is not None]
    ranked.sort(key=lambda row: (row.now.rank_by_rate, row.indicator.name))  # type: ignore[union-attr]
    return rank_chart(
        [
            Standing(row.indicator.name, row.now.rank_by_rate or 0, LONDON_BOROUGHS, row.now.rate)
            for row in ranked[:RANKS_SHOWN]
            if row.now is not None
        ],
        caption=f"Rank among London boroughs by rate: the {RANKS_SHOWN} types in which the borough stands highest",
        field="boroughs",
        best="the highest rate",
    )
