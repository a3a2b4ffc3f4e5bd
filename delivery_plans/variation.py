"""
Telling a change from noise: the XmR chart, in the manner of the NHS's Making Data Count.

"Is it changing?" and "will it meet the target?" are two questions with two answers. With fewer
than ten points neither is answered by limits, and the caller says so in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

FEWEST_POINTS = 10
# Limits lie this many average moving ranges from the mean: three standard deviations over 1.128.
WIDTH = Decimal("2.66")
SHIFT, TREND, WORSENING = 7, 6, 3


class Better(StrEnum):
    """Which way an indicator should go; neither, where a rise can be good or bad."""

    LOWER = "lower"
    HIGHER = "higher"
    NEITHER = "neither"


class Rule(StrEnum):
    """What stands out in a run of figures."""

    OUTSIDE = "outside"
    SHIFT = "shift"
    TREND = "trend"
    NEAR_LIMIT = "near_limit"


SENTENCES = {
    Rule.OUTSIDE: "The latest figure lies outside the limits within which it usually moves.",
    Rule.SHIFT: f"{SHIFT} or more figures in a row lie on the same side of the mean.",
    Rule.TREND: f"{TREND} or more figures in a row go the same way.",
    Rule.NEAR_LIMIT: "Two of the last three figures lie close to the same limit.",
}


@dataclass(frozen=True)
class Finding:
    """One rule that fired at the latest figure, and which way it points."""

    rule: Rule
    is_high: bool

    @property
    def sentence(self) -> str:
        return SENTENCES[self.rule]


@dataclass(frozen=True)
class Variation:
    """
    Mean and limits of a run of figures, and the rules that fired at its end.

    Limits are in the figures' own unit. `unusual` says of every point whether some rule marks it.
    """

    mean: Decimal
    lower: Decimal
    upper: Decimal
    findings: tuple[Finding, ...]
    unusual: tuple[bool, ...]

    def verdict(self, better: str) -> str:
        """Answer "is it changing?" in a sentence."""
        if not self.findings:
            return "It moves as it usually does: no change that stands out."
        way = "up" if self.findings[0].is_high else "down"
        if better == Better.NEITHER:
            return f"It is changing: it has gone {way}."
        improved = self.findings[0].is_high == (better == Better.HIGHER)
        return f"It is changing for the {'better' if improved else 'worse'}: it has gone {way}."

    def outlook(self, target: Decimal | None, better: str) -> str:
        """Answer "will it meet the target?" in a sentence, as long as nothing changes."""
        if target is None or better == Better.NEITHER:
            return "There is no target to hold it against."
        inside = self.lower <= target <= self.upper
        if inside:
            return "It will sometimes meet the target and sometimes miss it: the target lies within the usual limits."
        meets = target > self.upper if better == Better.LOWER else target < self.lower
        if meets:
            return "It can be expected to meet the target: the target lies beyond the usual limits."
        return "It cannot be expected to meet the target unless something changes: the target lies beyond the usual limits."


def vary(values: Sequence[Decimal]) -> Variation | None:
    """Work out mean, limits and what stands out; nothing with fewer than ten figures."""
    if len(values) < FEWEST_POINTS:
        return None
    mean = sum(values, Decimal(0)) / len(values)
    moves = [abs(after - before) for before, after in zip(values, values[1:], strict=False)]
    reach = WIDTH * sum(moves, Decimal(0)) / len(moves)
    lower, upper = mean - reach, mean + reach
    found = [_at(values[: end + 1], mean, lower, upper) for end in range(len(values))]
    return Variation(mean, lower, upper, found[-1], tuple(bool(findings) for findings in found))


def _at(values: Sequence[Decimal], mean: Decimal, lower: Decimal, upper: Decimal) -> tuple[Finding, ...]:
    """Name the rules that fire at the last of these figures."""
    found = []
    last = values[-1]
    if not lower <= last <= upper:
        found.append(Finding(Rule.OUTSIDE, last > upper))
    side = values[-SHIFT:]
    if len(side) == SHIFT and (all(v > mean for v in side) or all(v < mean for v in side)):
        found.append(Finding(Rule.SHIFT, last > mean))
    way = values[-TREND:]
    steps = list(zip(way, way[1:], strict=False))
    if len(way) == TREND and (all(a < b for a, b in steps) or all(a > b for a, b in steps)):
        found.append(Finding(Rule.TREND, way[-1] > way[0]))
    third = (upper - mean) / 3
    lately = values[-3:]
    for is_high in (True, False):
        near = [
            v for v in lately if (v > mean + 2 * third if is_high else v < mean - 2 * third)
        ]  # fmt: skip
        if len(lately) == 3 and len(near) >= 2 and last in near and lower <= last <= upper:
            found.append(Finding(Rule.NEAR_LIMIT, is_high))
    return tuple(found)


def is_worsening(values: Sequence[Decimal], better: str) -> bool:
    """Test whether the figures got worse three periods running: four figures, each worse than the one before."""
    lately = values[-(WORSENING + 1) :]
    if len(lately) <= WORSENING or better == Better.NEITHER:
        return False
    steps = zip(lately, lately[1:], strict=False)
    return all(after > before if better == Better.LOWER else after < before for before, after in steps)
