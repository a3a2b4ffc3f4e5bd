"""The tables of figures as pages, exports and commands show them: computed once, from what was entered."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from delivery_plans import figures
from delivery_plans.models import ExpectedFigure, Indicator, Measurement, Period, Place
from delivery_plans.performance_reading import AutomaticRating, rating_of
from delivery_plans.states.performance import Collection, PeriodKind, PlaceKind

MOPAC = "MOPAC 7"


@dataclass(frozen=True)
class Comparison:
    """A figure beside that of the year before. `place_rank` are those of a ward among the wards."""

    indicator: Indicator
    place: Place
    now: Measurement | None
    before: Measurement | None
    decimals: int
    rank_by_volume: int | None = None
    rank_by_change: int | None = None
    awaited: ExpectedFigure | None = None

    @property
    def change(self) -> Decimal | None:
        if self.now is None or self.before is None:
            return None
        return figures.change(self.now.value, self.before.value)

    @property
    def exact_percent(self) -> Decimal | None:
        if self.now is None or self.before is None:
            return None
        return figures.percent_change(self.now.value, self.before.value)

    @property
    def percent(self) -> Decimal | None:
        """The change as per cent, rounded as the table prints it."""
        exact = self.exact_percent
        return None if exact is None else figures.rounded(exact, self.decimals)


@dataclass(frozen=True)
class Compared:
    """Comparisons of two periods a year apart: wards and other places apart, for they are never added up."""

    now: Period | None
    before: Period | None
    rows: list[Comparison]
    totals: list[Comparison]

    @property
    def all_rows(self) -> list[Comparison]:
        return [*self.rows, *self.totals]


def newest_period(indicators: Iterable[Indicator]) -> Period | None:
    """Find the last period for which any of the indicators has a figure."""
    return (
        Period.objects.filter(
            measurements__indicator__in=indicators, measurements__superseded_at__isnull=True
        )
        .order_by("ends_on", "-starts_on")
        .last()
    )


def period_before(period: Period | None) -> Period | None:
    """Find the same period a year earlier, as far as it is on record."""
    if period is None:
        return None
    kind, ends_on = period.year_before
    return Period.objects.filter(kind=kind, ends_on=ends_on).first()


def _current(
    indicators: Sequence[Indicator], periods: Iterable[Period | None]
) -> dict[tuple[int, int, int], Measurement]:
    found = Measurement.objects.current().filter(
        indicator__in=indicators, period__in=[period for period in periods if period is not None]
    )
    return {
        (figure.indicator_id, figure.place_id, figure.period_id): figure
        for figure in found.select_related("place", "period")
    }


def _owed(indicators: Sequence[Indicator], period: Period | None) -> dict[tuple[int, int], ExpectedFigure]:
    awaited = ExpectedFigure.objects.awaited().filter(indicator__in=indicators, period=period)
    return {(each.indicator_id, each.place_id): each for each in awaited.select_related("owed_by")}


def ward_tables(
    indicators: Sequence[Indicator], *, period: Period | None = None
) -> dict[Indicator, Compared]:
    """
    Compare each offence by ward with the year before, with ranks by volume and by exact change in per cent.

    Wards without both figures have no rank by change; groups, the borough and London stand apart.
    """
    now = period or newest_period(indicators)
    before = period_before(now)
    there, owed = _current(indicators, (now, before)), _owed(indicators, now)
    places = list(Place.objects.all())
    tables = {}
    for indicator in indicators:
        rows = [_compared(indicator, place, now, before, there, owed, decimals=1) for place in places]
        rows = [row for row in rows if row.now or row.before or row.awaited]
        wards = [row for row in rows if row.place.kind == PlaceKind.WARD]
        volume = figures.ranks({row.place.pk: row.now.value for row in wards if row.now})
        rise = figures.ranks(
            {row.place.pk: row.exact_percent for row in wards if row.exact_percent is not None}
        )
        ranked = [
            Comparison(
                row.indicator, row.place, row.now, row.before, row.decimals,
                volume.get(row.place.pk), rise.get(row.place.pk), row.awaited,
            )
            for row in wards
        ]  # fmt: skip
        totals = [row for row in rows if row.place.kind != PlaceKind.WARD]
        tables[indicator] = Compared(now, before, ranked, totals)
    return tables


def _compared(
    indicator: Indicator,
    place: Place,
    now: Period | None,
    before: Period | None,
    there: dict[tuple[int, int, int], Measurement],
    owed: dict[tuple[int, int], ExpectedFigure],
    *,
    decimals: int,
) -> Comparison:
    return Comparison(
        indicator,
        place,
        there.get((indicator.pk, place.pk, now.pk)) if now else None,
        there.get((indicator.pk, place.pk, before.pk)) if before else None,
        decimals,
        awaited=owed.get((indicator.pk, place.pk)),
    )


def year_table(
    indicators: Sequence[Indicator], place: Place | None, *, period: Period | None = None
) -> Compared:
    """Compare each indicator in one place with the year before, in whole per cent: crime types, hate crime."""
    now = period or newest_period(indicators)
    before = period_before(now)
    if place is None:
        return Compared(now, before, [], [])
    there, owed = _current(indicators, (now, before)), _owed(indicators, now)
    rows = [_compared(each, place, now, before, there, owed, decimals=0) for each in indicators]
    return Compared(now, before, [row for row in rows if row.now or row.before or row.awaited], [])


@dataclass(frozen=True)
class MopacCell:
    """A rolling figure with its gap to the target, in per cent of the target."""

    figure: Measurement | None
    awaited: ExpectedFigure | None
    gap_percent: Decimal | None
    rating: AutomaticRating | None


@dataclass(frozen=True)
class MopacRow:
    """One of the seven, or all together: baseline, years, target, and each rolling figure."""

    indicator: Indicator
    years: list[Measurement | None]
    cells: list[MopacCell]
    change_on_baseline_percent: Decimal | None

    @property
    def newest(self) -> MopacCell | None:
        return next((cell for cell in reversed(self.cells) if cell.figure), None)

    @property
    def remark(self) -> str:
        return self.newest.figure.remark if self.newest and self.newest.figure else ""


@dataclass(frozen=True)
class MopacTable:
    """The seven and their sum, with the periods that head its columns."""

    years: list[Period]
    periods: list[Period]
    rows: list[MopacRow]


def mopac_table(indicators: Sequence[Indicator], place: Place | None) -> MopacTable:
    """Hold each rolling figure against the target of its indicator; figures print with one decimal."""
    found = list(
        Measurement.objects.current()
        .filter(indicator__in=indicators, place=place)
        .select_related("period", "place")
        .in_order()
    )
    awaited = list(
        ExpectedFigure.objects.awaited()
        .filter(indicator__in=indicators, place=place)
        .select_related("period", "owed_by")
    )
    head = {each.period for each in found} | {each.period for each in awaited}
    ordered = sorted(head, key=lambda period: period.ends_on)
    years = [period for period in ordered if period.kind == PeriodKind.YEAR]
    periods = [period for period in ordered if period.kind == PeriodKind.ROLLING_YEAR]
    by_place = {(each.indicator_id, each.period_id): each for each in found}
    owed = {(each.indicator_id, each.period_id): each for each in awaited}
    points = defaultdict(list)
    for indicator in indicators:
        points[indicator.pk] = list(indicator.trajectory_points.all())
    rows = []
    for indicator in indicators:
        cells = [
            _mopac_cell(
                indicator,
                by_place.get((indicator.pk, period.pk)),
                owed.get((indicator.pk, period.pk)),
                points[indicator.pk],
            )
            for period in periods
        ]
        last = next((cell.figure for cell in reversed(cells) if cell.figure), None)
        on_baseline = (
            figures.percent_change(last.value, indicator.baseline)
            if last and indicator.baseline is not None
            else None
        )
        rows.append(
            MopacRow(
                indicator,
                [by_place.get((indicator.pk, year.pk)) for year in years],
                cells,
                None if on_baseline is None else figures.rounded(on_baseline, 1),
            )
        )
    return MopacTable(years, periods, rows)


def _mopac_cell(
    indicator: Indicator, figure: Measurement | None, awaited: ExpectedFigure | None, points: list
) -> MopacCell:
    gap = (
        figures.gap_to_target(figure.value, indicator.target)
        if figure is not None and indicator.target is not None
        else None
    )
    return MopacCell(
        figure,
        None if figure else awaited,
        None if gap is None else figures.rounded(gap, 1),
        rating_of(indicator, figure, points=points) if figure else None,
    )


def quarter_number(day: date) -> int:
    """Number the quarter of the financial year that holds a day: 1 is April to June."""
    return (day.month - 4) // 3 % 4 + 1


def offences() -> list[Indicator]:
    """List what is counted by ward."""
    return list(Indicator.objects.filter(collection=Collection.WARD_OFFENCES))


def mopac_indicators() -> list[Indicator]:
    """List the seven and, last, all of them together."""
    found = Indicator.objects.key().filter(theme=MOPAC).prefetch_related("trajectory_points")
    return sorted(found, key=lambda each: (each.collection == Collection.COMBINED, each.name_in_tables))
