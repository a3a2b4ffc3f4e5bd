"""Limits, the rules that fire at the last figure, and the two questions they answer."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery_plans.variation import Better, Rule, is_worsening, vary

# Mean 100, average moving range 2: limits 94.68 and 105.32.
STEADY = [101, 99, 101, 99, 101, 99, 101, 99, 101, 99, 101, 99]


def figures(*values: float) -> list[Decimal]:
    return [Decimal(str(value)) for value in values]


def test_nine_figures_have_no_limits() -> None:
    assert vary(figures(*STEADY[:9])) is None


def test_limits_lie_2_66_average_moving_ranges_from_the_mean() -> None:
    found = vary(figures(*STEADY))

    assert found is not None
    assert (found.mean, found.lower, found.upper) == (100, Decimal("94.68"), Decimal("105.32"))
    assert found.findings == ()


@pytest.mark.parametrize(
    ("values", "rule", "is_high"),
    [
        ([*STEADY, 130], Rule.OUTSIDE, True),
        ([*STEADY, 70], Rule.OUTSIDE, False),
        ([96, 104] * 5 + [101, 102, 101, 102, 101, 102, 101], Rule.SHIFT, True),
        ([104, 96] * 5 + [99, 98, 99, 98, 99, 98, 99], Rule.SHIFT, False),
        ([96, 104] * 5 + [97, 98, 99, 100, 101, 102], Rule.TREND, True),
        ([104, 96] * 5 + [103, 102, 101, 100, 99, 98], Rule.TREND, False),
        ([*STEADY, 106, 101, 106], Rule.NEAR_LIMIT, True),
        ([*STEADY, 94, 99, 94], Rule.NEAR_LIMIT, False),
    ],
)
def test_each_rule_fires_both_ways(values: list[float], rule: Rule, is_high: bool) -> None:
    found = vary(figures(*values))

    assert found is not None
    assert (rule, is_high) in {(finding.rule, finding.is_high) for finding in found.findings}


def test_six_on_one_side_and_five_in_a_row_are_no_finding() -> None:
    found = vary(figures(*[104, 96] * 5, 101, 102, 101, 102, 101, 102))

    assert found is not None
    assert Rule.SHIFT not in {finding.rule for finding in found.findings}


@pytest.mark.parametrize(
    ("last", "better", "words"),
    [
        (130, Better.LOWER, "for the worse: it has gone up"),
        (130, Better.HIGHER, "for the better: it has gone up"),
        (70, Better.LOWER, "for the better: it has gone down"),
        (70, Better.NEITHER, "It is changing: it has gone down"),
        (101, Better.LOWER, "no change that stands out"),
    ],
)
def test_whether_it_is_changing_is_said_with_its_direction(last: int, better: str, words: str) -> None:
    found = vary(figures(*STEADY, last))

    assert found is not None
    assert words in found.verdict(better)


@pytest.mark.parametrize(
    ("target", "better", "words"),
    [
        (120, Better.LOWER, "can be expected to meet"),
        (80, Better.LOWER, "cannot be expected to meet"),
        (80, Better.HIGHER, "can be expected to meet"),
        (120, Better.HIGHER, "cannot be expected to meet"),
        (100, Better.LOWER, "sometimes meet the target and sometimes miss it"),
        (None, Better.LOWER, "no target"),
        (100, Better.NEITHER, "no target"),
    ],
)
def test_whether_it_will_meet_the_target_is_another_question(
    target: int | None, better: str, words: str
) -> None:
    found = vary(figures(*STEADY))

    assert found is not None
    assert words in found.outlook(None if target is None else Decimal(target), better)


@pytest.mark.parametrize(
    ("values", "better", "worse"),
    [
        ([1, 2, 3, 4], Better.LOWER, True),
        ([2, 3, 4], Better.LOWER, False),
        ([1, 2, 2, 4], Better.LOWER, False),
        ([4, 3, 2, 1], Better.LOWER, False),
        ([4, 3, 2, 1], Better.HIGHER, True),
        ([1, 2, 3, 4], Better.NEITHER, False),
        ([9, 1, 2, 3, 4], Better.LOWER, True),
    ],
)
def test_three_periods_running_is_three_steps_for_the_worse(
    values: list[int], better: str, worse: bool
) -> None:
    assert is_worsening(figures(*values), better) is worse


@given(st.lists(st.decimals(-1000, 1000, places=2), min_size=10, max_size=40), st.decimals(-50, 50, places=1))
def test_moving_every_figure_moves_the_limits_and_fires_the_same_rules(
    values: list[Decimal], step: Decimal
) -> None:
    before, after = vary(values), vary([value + step for value in values])

    assert before is not None
    assert after is not None
    assert abs(after.mean - before.mean - step) < Decimal("0.0001")
    assert before.lower <= before.mean <= before.upper
    assert len(before.unusual) == len(values)
