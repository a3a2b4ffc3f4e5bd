"""Tables of figures as their readers see them: whole, or as the public may, with small numbers of people hidden."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from delivery_plans import figures
from delivery_plans.models import Place
from delivery_plans.performance_reading import home_place
from delivery_plans.performance_tables import Compared, Comparison
from delivery_plans.states.performance import PlaceKind


@dataclass(frozen=True)
class ShownRow:
    """A row of a table; a mark stands in the place of a number that is hidden, and nothing follows from the rest."""

    row: Comparison
    now: Decimal | str | None
    before: Decimal | str | None
    shows_ranks: bool = True

    @property
    def is_hidden(self) -> bool:
        return isinstance(self.now, str) or isinstance(self.before, str)

    @property
    def change(self) -> Decimal | None:
        return None if self.is_hidden else self.row.change

    @property
    def percent(self) -> Decimal | None:
        return None if self.is_hidden else self.row.percent

    @property
    def rank_by_volume(self) -> int | None:
        return self.row.rank_by_volume if self.shows_ranks else None

    @property
    def rank_by_change(self) -> int | None:
        return self.row.rank_by_change if self.shows_ranks else None


def shown_rows(
    rows: Sequence[Comparison], *, public: bool, sums: Sequence[figures.Sum] | None = None
) -> list[ShownRow]:
    """
    Give the rows of a table, for the public without small numbers; `sums` says which rows are totals of which.

    Ranks leave a gap where a number is hidden and so say between which others it lies: then none are shown.
    """
    columns = [[row.now for row in rows], [row.before for row in rows]]
    values: list[list[Decimal | str | None]] = []
    for column in columns:
        own = [figure.value if figure else None for figure in column]
        people = [row.indicator.counts_people for row in rows]
        values.append(figures.suppressed(own, counts_people=people, sums=sums) if public else [*own])
    now, before = values
    shows_ranks = not any(isinstance(value, str) for value in (*now, *before))
    return [ShownRow(*cells, shows_ranks) for cells in zip(rows, now, before, strict=True)]


def shown_wards(table: Compared, *, public: bool) -> list[ShownRow]:
    """Give the rows of a table of wards and the places that hold them, as `shown_rows` does."""
    rows = table.all_rows
    # Which places lie in which is asked only where it matters: packs are compared with what they would say now.
    hides = public and any(
        figures.is_small(figure.value, counts_people=row.indicator.counts_people)
        for row in rows
        for figure in (row.now, row.before)
        if figure is not None
    )
    return shown_rows(rows, public=hides, sums=_sums([row.place for row in rows]) if hides else None)


def _sums(places: Sequence[Place]) -> list[figures.Sum]:
    """Say of each place, by its number in the list, which of the others lie in it."""
    above: dict[int, set[int]] = defaultdict(set)
    home = home_place()
    for place in Place.objects.all():
        if place.within_id is not None:
            above[place.pk].add(place.within_id)
        elif place.kind == PlaceKind.WARD and home is not None:
            above[place.pk].add(home.pk)
    for group, member in Place.members.through.objects.values_list("from_place", "to_place"):
        above[member].add(group)
    number = {place.pk: at for at, place in enumerate(places)}
    held: dict[int, list[int]] = defaultdict(list)
    for place in places:
        reached, waiting = {place.pk}, [place.pk]
        while waiting:
            new = above[waiting.pop()] - reached
            reached |= new
            waiting += new
        for total in reached - {place.pk}:
            if total in number:
                held[number[total]].append(number[place.pk])
    return list(held.items())
