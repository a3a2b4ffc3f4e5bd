"""One figure to be entered, and what it would change: the same for the grid, for files and for the workflow."""

from dataclasses import dataclass
from decimal import Decimal

from delivery_plans.models import Indicator, Measurement, Period, Place
from delivery_plans.states.performance import Standing

FIGURE_FIELDS = (
    "value",
    "numerator",
    "denominator",
    "rate",
    "rank_by_rate",
    "rank_by_change",
    "standing",
    "remark",
)


@dataclass(frozen=True)
class Entry:
    """
    One figure to be entered. `seen` is the key of the figure that the person saw there, 0 for none.

    Its period may be new and not kept yet.

    What is left out beside the value (rate, ranks, numerator, denominator, remark) stays as it was.
    """

    indicator: Indicator
    place: Place
    period: Period
    value: Decimal
    standing: str = Standing.FINAL
    seen: int = 0
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    rate: Decimal | None = None
    rank_by_rate: int | None = None
    rank_by_change: int | None = None
    remark: str = ""

    @property
    def key(self) -> tuple[int, int, int]:
        return self.indicator.pk, self.place.pk, self.period.pk


def becomes(entry: Entry, there: Measurement | None) -> dict[str, object] | None:
    """Give the fields of the row that an entry adds to what is there; None where nothing changes."""
    fields: dict[str, object] = {}
    for name in FIGURE_FIELDS:
        given = getattr(entry, name)
        is_left_out = given is None or (name == "remark" and not given)
        fields[name] = getattr(there, name) if there is not None and is_left_out else given
    if there is not None and all(getattr(there, name) == value for name, value in fields.items()):
        return None
    return fields


def needs_reason(entry: Entry, there: Measurement | None) -> bool:
    """Tell whether an entry is a correction; that a provisional figure is final now explains itself."""
    fields = becomes(entry, there)
    if fields is None or there is None:
        return False
    return any(getattr(there, name) != value for name, value in fields.items() if name != "standing") or (
        there.standing == Standing.FINAL
    )
