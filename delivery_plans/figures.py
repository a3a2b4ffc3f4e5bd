"""Pure arithmetic of performance: changes, shares, ranks, gaps, rates and ratings, in decimals and never in floats."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TypeVar

from csp_portal.core import small_numbers
from delivery_plans.states.performance import Better, Level, Rule

Key = TypeVar("Key", bound=Hashable)
# A total and its parts, each by its place in a column.
Sum = tuple[int, Collection[int]]

HUNDRED = Decimal(100)
# What the public may look at says no more than that.
SUPPRESSED, HIDDEN = small_numbers.Mark.UNDER, small_numbers.Mark.NOT_SHOWN
LONDON_BOROUGHS = 32


def rounded(value: Decimal, places: int = 0) -> Decimal:
    """Round half away from zero, as the printed tables do: -2.85 is -2.9, and never -0.0."""
    kept = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return abs(kept) if kept == 0 else kept


def change(now: Decimal, before: Decimal) -> Decimal:
    """Give how much more there is now than before; less is below zero."""
    return now - before


def percent_change(now: Decimal, before: Decimal) -> Decimal | None:
    """Give the change as per cent of what was before, unrounded; of nothing there is no per cent."""
    return HUNDRED * (now - before) / before if before else None


def percent_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """Give the part as per cent of the whole, unrounded; of nothing there is no per cent."""
    return HUNDRED * part / whole if whole else None


def gap_to_target(value: Decimal, target: Decimal) -> Decimal | None:
    """Give by how many per cent of the target a figure lies above it; below is below zero."""
    return percent_change(value, target)


def rate(count: Decimal, population: Decimal, *, per: int) -> Decimal | None:
    """Give how many there are for each `per` of a population, unrounded; of nobody there is no rate."""
    return Decimal(per) * count / population if population else None


def ranks(values: Mapping[Key, Decimal]) -> dict[Key, int]:
    """
    Rank from the largest down. Equal values share a rank, and the next rank counts them all: 1, 2, 2, 4.

    Rank what is exact: two per cents that print alike need not be equal.
    """
    ordered = sorted(values.values(), reverse=True)
    first: dict[Decimal, int] = {}
    for place, value in enumerate(ordered, start=1):
        first.setdefault(value, place)
    return {key: first[value] for key, value in values.items()}


def straight_line(
    *, baseline: Decimal, baseline_on: date, target: Decimal, target_by: date, on: date
) -> Decimal | None:
    """
    Give where the line from baseline to target stands on a day.

    After the target's day the target stays; before the baseline's there is no line.
    """
    if on < baseline_on:
        return None
    if on >= target_by:
        return target
    passed, whole = (on - baseline_on).days, (target_by - baseline_on).days
    return baseline + (target - baseline) * passed / whole


@dataclass(frozen=True)
class Distance:
    """How far a figure is from its trajectory: counted positive where it is better."""

    amount: Decimal
    rule: str

    @property
    def unit(self) -> str:
        return "per cent" if self.rule == Rule.SHARE else "percentage points"


def distance(value: Decimal, trajectory: Decimal | None, better: str, rule: str) -> Distance | None:
    """
    Give the distance from the trajectory: per cent of the trajectory, or percentage points.

    Without a trajectory or a direction there is none, nor is there a share of a trajectory of zero.
    """
    if trajectory is None or better not in (Better.LOWER, Better.HIGHER):
        return None
    ahead = value - trajectory if better == Better.HIGHER else trajectory - value
    if rule == Rule.POINTS:
        return Distance(ahead, rule)
    return Distance(HUNDRED * ahead / abs(trajectory), rule) if trajectory else None


def performance_rag(
    value: Decimal | None,
    trajectory: Decimal | None,
    better: str,
    rule: str = Rule.SHARE,
    *,
    margin: Decimal = Decimal(5),
) -> Level:
    """
    Rate a figure against its trajectory by the key under the outcome 1 plan.

    With d the distance, counted positive where better: at or beyond the margin Green; from 0 up to it
    Amber/Green; behind by less than the margin Amber/Red; by the margin or more Red. Without a figure,
    trajectory or direction, and for a share of a trajectory of zero, it is not rated.
    """
    found = distance(value, trajectory, better, rule) if value is not None else None
    if found is None:
        return Level.NOT_RATED
    if found.amount >= margin:
        return Level.GREEN
    if found.amount >= 0:
        return Level.AMBER_GREEN
    if found.amount > -margin:
        return Level.AMBER_RED
    return Level.RED


def rule_in_words(rule: str, margin: Decimal, better: str = "") -> str:
    """Print the rating rule as a sentence, for pages and for the report."""
    amount = f"{margin.normalize():f}"
    far = f"{amount} per cent of the trajectory" if rule == Rule.SHARE else f"{amount} percentage points"
    side = {Better.LOWER: "below", Better.HIGHER: "above"}.get(Better(better), "") if better else ""
    ahead = f"{side} the trajectory" if side else "better than the trajectory"
    return (
        f"Green is {far} or more {ahead}; Amber/Green is on the trajectory or less than that better; "
        "Amber/Red is worse by less than that; Red is worse by that much or more."
    )


def direction(now: Decimal, before: Decimal | None, better: str) -> str:
    """Say where a figure has gone since the one before, and whether that is better."""
    if before is None:
        return ""
    if now == before:
        return "unchanged"
    rose = now > before
    word = "up" if rose else "down"
    if better not in (Better.LOWER, Better.HIGHER):
        return word
    return f"{word}, better" if rose == (better == Better.HIGHER) else f"{word}, worse"


def is_small(value: Decimal | None, *, counts_people: bool) -> bool:
    """Tell whether a count about people is too small to be shown where the public may look: 1 to 4."""
    return counts_people and small_numbers.is_small(value)


def suppressed(
    values: Sequence[Decimal | None],
    *,
    counts_people: Sequence[bool],
    sums: Sequence[Sum] | None = None,
) -> list[Decimal | str | None]:
    """
    Give a column of counts as the public may see it: counts of 1 to 4 people are not shown, nor what tells them.

    `sums` says which counts are totals, and of which others. Left out, a count is taken for the total of
    those that stand directly below or above it and add up to it.
    """
    # What is no whole number is hidden like one, so that it has a place in the sums.
    numbers = {f"{place:06}": max(1, int(value)) for place, value in enumerate(values) if value and value > 0}
    parts: dict[str, list[str]] = {}
    for total, held in _sums(values) if sums is None else sums:
        name = f"{total:06}"
        # A count may be the sum of those above it and of those below it as well.
        while name in parts:
            name = f"{name}+"
        if f"{total:06}" in numbers:
            numbers[name] = numbers[f"{total:06}"]
            parts[name] = [f"{part:06}" for part in held]
    people = {f"{place:06}" for place, counts in enumerate(counts_people) if counts}
    marks = small_numbers.hidden(
        numbers, parts=parts, shown_if_small=[name for name in numbers if name.rstrip("+") not in people]
    )
    by_place = {int(name.rstrip("+")): mark for name, mark in sorted(marks.items(), reverse=True)}
    return [by_place.get(place, value) for place, value in enumerate(values)]


def _sums(values: Sequence[Decimal | None]) -> list[Sum]:
    """Find the counts that are the sum of those that stand directly below or above them."""
    found: list[Sum] = []
    for total, value in enumerate(values):
        for step, end in ((1, len(values)), (-1, -1)):
            reached = Decimal(0)
            for place in range(total + step, end, step):
                reached += values[place] or 0
                if value and reached == value:
                    found.append((total, range(min(total + 1, place), max(total, place + 1))))
                    break
    # Two equal counts that a larger sum adds up are no part of each other.
    several = [set(parts) for _, parts in found if len(parts) > 1]
    return [
        (total, parts)
        for total, parts in found
        if len(parts) > 1 or not any({total, *parts} <= added for added in several)
    ]


def by_value(items: Sequence[Key], value: Callable[[Key], Decimal | None]) -> list[Key]:
    """Order from the largest down; what has no figure comes last."""
    return sorted(items, key=lambda item: (value(item) is None, -(value(item) or Decimal(0))))


def read_number(words: str) -> Decimal:
    """
    Read a figure as people write it: 1,164 or 54% or -3.8 with any kind of minus.

    :raises ValueError: with a sentence, if it is no number
    """
    plain = words.strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    plain = plain.removesuffix("%").replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-")
    if len(plain) > 20 or not plain.isascii():
        raise ValueError("Enter a number, for example 1,164.")
    whole, dot, rest = plain.partition(".")
    groups = whole.lstrip("-").split(",")
    if len(groups) > 1 and (not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:])):
        raise ValueError("Write the decimal point as a dot and thousands as 1,164.")
    try:
        value = Decimal(whole.replace(",", "") + dot + rest)
    except InvalidOperation:
        raise ValueError("Enter a number, for example 1,164.") from None
    if not value.is_finite() or "e" in plain.lower() or "_" in plain:
        raise ValueError("Enter a number, for example 1,164.")
    return value
