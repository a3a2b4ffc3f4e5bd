"""Which indicators are exceptional, and the rule that says so (the highlight report shows nothing else)."""

from collections.abc import Sequence
from decimal import Decimal

from delivery_plans.figures import Distance
from delivery_plans.states.performance import Level, Rule
from delivery_plans.states.performance_review import SelectionRule
from delivery_plans.variation import WORSENING, is_worsening

# A distance of this many per cent, or percentage points, better than the trajectory is worth telling.
WELL_ABOVE = Decimal(20)


def rules_fired(
    *, level: str, distance: Distance | None, values: Sequence[Decimal], better: str
) -> tuple[SelectionRule, ...]:
    """
    Name the rules that make an indicator exceptional, the gravest first.

    `level` is the rating that holds, `distance` the newest figure's from its trajectory, and `values` the
    figures of one kind of period, oldest first.
    """
    fired = []
    if level == Level.RED:
        fired.append(SelectionRule.RED)
    if distance is not None and distance.amount < 0:
        fired.append(SelectionRule.BELOW_TARGET)
    if is_worsening(values, better):
        fired.append(SelectionRule.WORSENING)
    if distance is not None and distance.amount >= WELL_ABOVE:
        fired.append(SelectionRule.WELL_ABOVE)
    return tuple(fired)


def in_words() -> str:
    """Print the rules of selection as sentences, for pages and for the report."""
    return (
        "Shown is what is exceptional: rated Red, worse than its trajectory, worse "
        f"{WORSENING} periods running, or better than its trajectory by {WELL_ABOVE} per cent or more "
        f"({WELL_ABOVE} percentage points where distance is counted in those). The performance group may add or "
        "leave out an indicator, and then gives its reason."
    )


def distance_in_words(distance: Distance | None) -> str:
    """Say how far a figure is from its trajectory, or that there is none."""
    if distance is None:
        return "There is no trajectory to hold it against."
    amount = abs(distance.amount).quantize(Decimal("0.1"))
    if not distance.amount:
        return "It is exactly on its trajectory."
    unit = "%" if distance.rule == Rule.SHARE else " percentage points"
    return f"It is {amount}{unit} {'better' if distance.amount > 0 else 'worse'} than its trajectory."
