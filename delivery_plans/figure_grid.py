"""The grid in which figures of one period are entered: which cells it has, and what was typed into them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from csp_portal.core.numbers import whole_number
from delivery_plans.figure_entries import Entry
from delivery_plans.figures import read_number
from delivery_plans.models import ExpectedFigure, Indicator, Measurement, Period, Place
from delivery_plans.performance_reading import home_place
from delivery_plans.states.performance import KEY_COLLECTIONS, Collection, PlaceKind, Standing

TABLES = [
    (Collection.KEY.value, "Key indicators"),
    (Collection.WARD_OFFENCES.value, "Offences by ward"),
    (Collection.CRIME_TYPES.value, "Crime types"),
    (Collection.HATE_CRIME.value, "Hate crime"),
]


@dataclass
class Cell:
    """One box: what is there, what was typed, and what is wrong with it."""

    indicator: Indicator
    place: Place
    there: Measurement | None
    awaited: ExpectedFigure | None
    row: int
    column: int
    text: str = ""
    seen: int = 0
    problem: str = ""

    @property
    def name(self) -> str:
        return f"value-{self.indicator.pk}-{self.place.pk}"

    @property
    def seen_name(self) -> str:
        return f"seen-{self.indicator.pk}-{self.place.pk}"

    @property
    def label(self) -> str:
        """Name the box for those who do not see the table around it."""
        return f"{self.indicator.name}, {self.place}"

    @property
    def is_changed(self) -> bool:
        return self.text.strip() != written(self.there)


@dataclass
class Line:
    """A row of the grid."""

    heading: str
    detail: str
    cells: list[Cell] = field(default_factory=list)


@dataclass
class Grid:
    """The rows and columns for one table and one period."""

    table: str
    columns: list[str]
    lines: list[Line]

    @property
    def cells(self) -> list[Cell]:
        return [cell for line in self.lines for cell in line.cells]

    @property
    def problems(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.problem]


def written(figure: Measurement | None) -> str:
    """Write a figure as it stands in its box."""
    return "" if figure is None else f"{figure.value.normalize():f}"


def _axes(table: str) -> tuple[list[tuple[str, str]], list[str], list[list[tuple[Indicator, Place]]]]:
    """Give headings with details for the rows, headings for the columns, and what each box is about."""
    chosen = Indicator.objects.measured().in_use()
    if table == Collection.WARD_OFFENCES:
        offences = list(chosen.filter(collection=table))
        places = list(Place.objects.exclude(kind=PlaceKind.SIMILAR_GROUP))
        rows = [
            (place.name, "" if place.kind == PlaceKind.WARD else place.get_kind_display()) for place in places
        ]
        return (
            rows,
            [each.name for each in offences],
            [[(each, place) for each in offences] for place in places],
        )
    home = home_place()
    columns = [home] if home else []
    if table == Collection.KEY:
        # The same number of the borough, of those like it, and of London.
        columns += list(Place.objects.filter(kind__in=(PlaceKind.SIMILAR_GROUP, PlaceKind.LONDON)))
        indicators = list(chosen.filter(collection__in=KEY_COLLECTIONS).order_by("-collection", "position"))
        indicators.sort(key=lambda each: (each.theme, each.position))
        rows = [(each.name_in_tables, f"{each.theme or 'Other'}; {each.unit}") for each in indicators]
    else:
        indicators = list(chosen.filter(collection=table))
        rows = [(each.name, "") for each in indicators]
    return (
        rows,
        [place.name for place in columns],
        [[(each, place) for place in columns] for each in indicators],
    )


def make_grid(table: str, period: Period) -> Grid:
    """Lay out the grid with what is there; a period that was never used has nothing yet."""
    rows, columns, about = _axes(table)
    there: dict[tuple[int, int], Measurement] = {}
    owed: dict[tuple[int, int], ExpectedFigure] = {}
    if period.pk:
        current = Measurement.objects.current().filter(period=period)
        there = {(figure.indicator_id, figure.place_id): figure for figure in current}
        awaited = ExpectedFigure.objects.awaited().filter(period=period).select_related("owed_by")
        owed = {(each.indicator_id, each.place_id): each for each in awaited}
    lines = []
    for row, ((heading, detail), boxes) in enumerate(zip(rows, about, strict=True)):
        line = Line(heading, detail)
        for column, (indicator, place) in enumerate(boxes):
            key = indicator.pk, place.pk
            figure = there.get(key)
            line.cells.append(
                Cell(
                    indicator, place, figure, owed.get(key), row, column,
                    text=written(figure), seen=figure.pk if figure else 0,
                )
            )  # fmt: skip
        lines.append(line)
    return Grid(table, columns, lines)


def read_grid(
    grid: Grid, data: Mapping[str, str], *, period: Period, standing: str, confirm: bool
) -> list[tuple[Cell, Entry]]:
    """
    Read what was typed, keeping every word of it; what cannot be read is said beside its box.

    A box that was left as it was enters nothing, unless provisional figures are confirmed as final.
    """
    entries = []
    for cell in grid.cells:
        if cell.name not in data:
            continue
        cell.text = str(data[cell.name])[:200]
        cell.seen = whole_number(str(data.get(cell.seen_name, "0")))
        typed = cell.text.strip()
        if not typed:
            if cell.there is not None:
                cell.problem = f"There is a figure here already, {written(cell.there)}. Correct it rather than emptying it."
            continue
        try:
            value = read_number(typed)
        except ValueError as problem:
            cell.problem = str(problem)
            continue
        if cell.there is not None and value == cell.there.value and cell.seen == cell.there.pk:
            if not (confirm and cell.there.is_provisional):
                continue
            entries.append((cell, _entry(cell, value, period, Standing.FINAL)))
            continue
        entries.append((cell, _entry(cell, value, period, standing)))
    return entries


def _entry(cell: Cell, value: Decimal, period: Period, standing: str) -> Entry:
    return Entry(cell.indicator, cell.place, period, value, standing, seen=cell.seen)


def show_problems(
    given: Sequence[tuple[Cell, Entry]], problems: Mapping[int, str], moved: Mapping[int, Measurement | None]
) -> None:
    """
    Say beside each box what stands in its way.

    Where somebody else was quicker, the box shows what they entered and saves over it only the next time.
    """
    for number, sentence in problems.items():
        cell = given[number][0]
        cell.problem = sentence
        if number in moved:
            cell.there = moved[number]
            cell.seen = cell.there.pk if cell.there else 0
