"""What charts are drawn from, and how their numbers are written."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH = 440


@dataclass(frozen=True)
class Point:
    """
    A figure for a period. `label` is the period as people say it, `short` as it fits under an axis.

    Without a value the figure is awaited; it is never drawn as nought.
    """

    label: str
    value: Decimal | None
    short: str = ""
    is_provisional: bool = False

    @property
    def tick(self) -> str:
        return self.short or self.label


def written(value: Decimal | str | None, *, decimals: int | None = None) -> str:
    """Write a number for a table or a label: thousands set apart, no noughts that say nothing; words stay words."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return str(value)
    if decimals is not None:
        return f"{value:,.{decimals}f}".replace("-", "−")
    plain = value.normalize()
    places = max(0, -int(plain.as_tuple().exponent))
    return f"{plain:,.{places}f}".replace("-", "−")


def axis_begins_at(values: Sequence[float]) -> float:
    """Choose where an axis begins: at nought, unless the figures crowd together far above it."""
    lowest, highest = min(values), max(values)
    if lowest <= 0 or highest - lowest > 0.4 * highest:
        return 0
    spread = (highest - lowest) or highest * 0.1
    step = 10 ** (len(str(int(max(spread, 1)))) - 1)
    return float(max(0, int((lowest - spread * 0.6) // step) * step))


def apart(places: Sequence[float], gap: float) -> list[float]:
    """Move labels that would lie on each other apart, each at least `gap` above the one below it."""
    moved = list(places)
    order = sorted(range(len(places)), key=lambda number: places[number])
    for below, number in zip(order, order[1:], strict=False):
        moved[number] = max(moved[number], moved[below] + gap)
    return moved
