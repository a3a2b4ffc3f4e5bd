"""The arithmetic of performance, each boundary by itself."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery_plans import figures
from delivery_plans.states.performance import Level

D = Decimal
WHOLE = st.integers(min_value=1, max_value=1_000_000).map(Decimal)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [("1.84", 1, "1.8"), ("1.85", 1, "1.9"), ("-2.85", 1, "-2.9"), ("0.5", 0, "1"), ("-0.5", 0, "-1"),
     ("2.5", 0, "3"), ("-0.47", 0, "0"), ("-0.04", 1, "0.0"), ("345.4545", 1, "345.5")],
)  # fmt: skip
def test_halves_are_rounded_away_from_zero_and_nothing_is_minus_nothing(value, places, expected):
    assert str(figures.rounded(D(value), places)) == expected


@pytest.mark.parametrize(
    ("now", "before", "expected"), [(28, 21, "33.3"), (21, 28, "-25.0"), (4, 4, "0.0"), (0, 5, "-100.0")]
)
def test_percent_change(now, before, expected):
    assert str(figures.rounded(figures.percent_change(D(now), D(before)), 1)) == expected


def test_of_nothing_there_is_no_per_cent():
    assert figures.percent_change(D(5), D(0)) is None
    assert figures.percent_of(D(5), D(0)) is None
    assert figures.gap_to_target(D(5), D(0)) is None
    assert figures.rate(D(5), D(0), per=1000) is None


def test_a_rate_is_for_so_many_of_a_population():
    assert figures.rate(D(5), D(2000), per=1000) == D("2.5")


def test_equal_values_share_a_rank_and_the_next_counts_them_all():
    assert figures.ranks({"a": D(49), "b": D(62), "c": D(49), "d": D(3)}) == {"b": 1, "a": 2, "c": 2, "d": 4}


@given(st.lists(WHOLE, min_size=1, max_size=25).map(lambda values: dict(enumerate(values))))
def test_a_rank_is_one_more_than_what_is_larger(values):
    found = figures.ranks(values)

    assert found == {
        key: 1 + sum(other > value for other in values.values()) for key, value in values.items()
    }


# Trajectory 1,000: five per cent are 50.
BOUNDARIES = [
    ("lower", "949.9999", Level.GREEN), ("lower", "950", Level.GREEN), ("lower", "950.0001", Level.AMBER_GREEN),
    ("lower", "999.9999", Level.AMBER_GREEN), ("lower", "1000", Level.AMBER_GREEN),
    ("lower", "1000.0001", Level.AMBER_RED), ("lower", "1049.9999", Level.AMBER_RED),
    ("lower", "1050", Level.RED), ("lower", "1050.0001", Level.RED), ("lower", "0", Level.GREEN),
    ("higher", "1050.0001", Level.GREEN), ("higher", "1050", Level.GREEN),
    ("higher", "1049.9999", Level.AMBER_GREEN), ("higher", "1000", Level.AMBER_GREEN),
    ("higher", "999.9999", Level.AMBER_RED), ("higher", "950.0001", Level.AMBER_RED),
    ("higher", "950", Level.RED), ("higher", "949.9999", Level.RED), ("higher", "0", Level.RED),
    ("neither", "950", Level.NOT_RATED), ("", "950", Level.NOT_RATED),
]  # fmt: skip


@pytest.mark.parametrize(("better", "value", "level"), BOUNDARIES)
def test_rating_by_a_share_of_the_trajectory(better, value, level):
    assert figures.performance_rag(D(value), D(1000), better, "share") == level


# Trajectory 80 per cent: five points either side, whatever the share would say.
POINTS = [
    ("higher", "85", Level.GREEN), ("higher", "84.9", Level.AMBER_GREEN), ("higher", "80", Level.AMBER_GREEN),
    ("higher", "79.9", Level.AMBER_RED), ("higher", "75.1", Level.AMBER_RED), ("higher", "75", Level.RED),
    ("lower", "75", Level.GREEN), ("lower", "75.1", Level.AMBER_GREEN), ("lower", "80", Level.AMBER_GREEN),
    ("lower", "84.9", Level.AMBER_RED), ("lower", "85", Level.RED),
]  # fmt: skip


@pytest.mark.parametrize(("better", "value", "level"), POINTS)
def test_rating_by_percentage_points(better, value, level):
    assert figures.performance_rag(D(value), D(80), better, "points") == level


def test_zero_and_missing_trajectories():
    assert figures.performance_rag(D(3), D(0), "lower", "share") == Level.NOT_RATED
    assert figures.performance_rag(D(3), D(0), "lower", "points") == Level.AMBER_RED
    assert figures.performance_rag(D(0), D(0), "lower", "points") == Level.AMBER_GREEN
    assert figures.performance_rag(D(3), None, "lower", "share") == Level.NOT_RATED
    assert figures.performance_rag(None, D(3), "lower", "share") == Level.NOT_RATED


def test_a_trajectory_below_zero_keeps_its_direction():
    # Reoffending to fall by 40 per cent: a fall of 44 is better, one of 30 is worse.
    assert figures.performance_rag(D(-44), D(-40), "lower", "share") == Level.GREEN
    assert figures.performance_rag(D(-30), D(-40), "lower", "share") == Level.RED


@pytest.mark.parametrize(
    ("value", "level"), [("90", Level.GREEN), ("90.01", Level.AMBER_GREEN), ("110", Level.RED)]
)
def test_another_margin(value, level):
    assert figures.performance_rag(D(value), D(100), "lower", "share", margin=D(10)) == level


@given(value=WHOLE, trajectory=WHOLE)
def test_what_is_as_good_one_way_is_as_bad_the_other(value, trajectory):
    mirror = {Level.GREEN: Level.RED, Level.AMBER_GREEN: Level.AMBER_RED, Level.AMBER_RED: Level.AMBER_GREEN,
              Level.RED: Level.GREEN}  # fmt: skip
    lower = figures.performance_rag(value, trajectory, "lower")
    higher = figures.performance_rag(value, trajectory, "higher")

    assert higher == (Level.AMBER_GREEN if value == trajectory else mirror[lower])


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2012, 3, 30), None), (date(2012, 3, 31), D(3649)), (date(2016, 3, 31), D(2919)),
     (date(2017, 1, 1), D(2919)), (date(2014, 3, 31), D("3284.2498"))],
)  # fmt: skip
def test_a_straight_line_from_baseline_to_target(on, expected):
    found = figures.straight_line(
        baseline=D(3649), baseline_on=date(2012, 3, 31), target=D(2919), target_by=date(2016, 3, 31), on=on
    )

    assert (None if found is None else found.quantize(D("0.0001"))) == expected


@pytest.mark.parametrize(
    ("now", "before", "better", "words"),
    [(5, 4, "lower", "up, worse"), (5, 4, "higher", "up, better"), (4, 5, "lower", "down, better"),
     (4, 5, "higher", "down, worse"), (4, 4, "lower", "unchanged"), (5, 4, "neither", "up"), (5, None, "lower", "")],
)  # fmt: skip
def test_direction_in_words(now, before, better, words):
    assert figures.direction(D(now), None if before is None else D(before), better) == words


@pytest.mark.parametrize(("value", "small"), [(0, False), (1, True), (4, True), (5, False), (None, False)])
def test_fewer_than_five_people_are_few(value, small):
    given_value = None if value is None else D(value)

    assert figures.is_small(given_value, counts_people=True) is small
    assert not figures.is_small(given_value, counts_people=False)


FEW, HIDDEN = figures.SUPPRESSED, figures.HIDDEN


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([3, 50, 7, 0], [FEW, 50, 7, 0]),
        # A total below, and one above: one hidden part could be worked out, two could not.
        ([3, 50, 7, 0, 60], [FEW, 50, HIDDEN, 0, 60]),
        ([60, 3, 50, 7, 0], [60, FEW, 50, HIDDEN, 0]),
        ([3, 2, 7, 12], [FEW, FEW, 7, 12]),
        # Two that make two are ones; two that make eight could be fours, or three and five.
        ([1, 1, 9, 30, 41], [FEW, FEW, HIDDEN, 30, 41]),
        ([4, 4, 9, 17], [FEW, HIDDEN, 9, 17]),
        ([4, 0, 4, 9], [FEW, 0, FEW, 9]),
        ([3, 0, 3], [FEW, 0, FEW]),
        # A blank one is no part that could be hidden.
        ([3, None, 12, 15], [FEW, None, HIDDEN, 15]),
        # What was hidden for one total must not give away a part of another.
        ([9, 2, 7, 20, 11], [9, FEW, HIDDEN, 20, 11]),
        # The sum of those above it, and of those below it as well.
        ([2, 7, 9, 4, 5], [FEW, HIDDEN, 9, FEW, HIDDEN]),
        # Two equal ones that a larger sum adds up are no parts of each other.
        ([3, 3, 20, 26], [FEW, FEW, 20, 26]),
        ([], []),
    ],
)
def test_what_the_public_sees_of_few_people(values, shown):
    column = [None if value is None else D(value) for value in values]

    found = figures.suppressed(column, counts_people=[True] * len(column))

    assert found == [D(each) if isinstance(each, int) else each for each in shown]


def test_a_total_that_counts_no_people_is_hidden_with_its_only_part():
    assert figures.suppressed([D(4), D(4)], counts_people=[False, True]) == [HIDDEN, FEW]
    assert figures.suppressed([D(3), D(50)], counts_people=[False, False]) == [D(3), D(50)]


def test_the_rule_is_said_in_a_sentence():
    assert "5 per cent of the trajectory or more below" in figures.rule_in_words("share", D(5), "lower")
    assert "5 percentage points or more above" in figures.rule_in_words("points", D("5.00"), "higher")
    assert "better than the trajectory" in figures.rule_in_words("share", D(5))
