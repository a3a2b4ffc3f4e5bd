"""What somebody could work out from a table in which small numbers are hidden."""

from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csp_portal.core.small_numbers import Mark, hidden, is_small, suppressed

# As compliance has it: what became of what was asked, and of what was answered, is told in two ways.
OUTCOMES = ("disclosed", "declined", "not_held")
KINDS = [
    frozenset({"asked", state}) for state in ("open", "overdue")
] + [
    frozenset({"asked", "answered", when, outcome})
    for when in ("in_time", "late")
    for outcome in OUTCOMES
] + [frozenset({"asked", "answered", "in_time", "disclosed", "without_consent"})]  # fmt: skip
SUMS = [
    ("asked", ("open", "overdue", "answered")),
    ("answered", ("in_time", "late")),
    ("answered", OUTCOMES),
    ("disclosed", ("without_consent", "with_consent")),
]
FIGURES = ("asked", "answered", "open", "overdue", "in_time", "late", *OUTCOMES, "without_consent")
MANY = 10**6

tables = st.dictionaries(
    st.sampled_from("ABCD"),
    st.dictionaries(st.sampled_from(KINDS), st.sampled_from([0, 1, 1, 2, 3, 4, 5, 6, 9, 30]), max_size=5),
    min_size=1,
    max_size=4,
)


@dataclass
class Attacker:
    """Knows everything that is published, and how the numbers hang together; tries to work out the rest."""

    low: dict = field(default_factory=dict)
    high: dict = field(default_factory=dict)
    sums: list = field(default_factory=list)

    @classmethod
    def of_table(cls, published, rows):
        attacker = cls()
        for row in [*rows, None]:
            for figure in FIGURES:
                attacker.read((row, figure), published.get((row, figure), 0))
            attacker.low[row, "with_consent"], attacker.high[row, "with_consent"] = 0, MANY
            attacker.sums += [((row, whole), [(row, part) for part in parts]) for whole, parts in SUMS]
        attacker.sums += [((None, figure), [(row, figure) for row in rows]) for figure in FIGURES]
        return attacker

    def read(self, cell, shown):
        match shown:
            case Mark.UNDER:
                bounds = (1, 4)
            case Mark.NOT_SHOWN:
                bounds = (1, MANY)
            case number:
                bounds = (number, number)
        self.low[cell], self.high[cell] = bounds

    def could_have_another(self, cell, true):
        return any(
            self.could_be(self.low | {cell: number}, self.high | {cell: number}, true)
            for number in (true[cell] + step for step in (1, -1, 2, -2, 3, -3))
            if self.low[cell] <= number <= self.high[cell]
        )

    def narrowed(self, low, high):
        """Narrow the bounds by every sum until nothing more follows; nothing is left when they contradict."""
        low, high = dict(low), dict(high)
        changed = True
        while changed:
            changed = False
            for whole, parts in self.sums:
                floor, ceiling = sum(low[part] for part in parts), sum(high[part] for part in parts)
                bounds = [(whole, floor, ceiling)] + [
                    (part, low[whole] - ceiling + high[part], high[whole] - floor + low[part])
                    for part in parts
                ]
                for cell, least, most in bounds:
                    if least > low[cell]:
                        low[cell], changed = least, True
                    if most < high[cell]:
                        high[cell], changed = most, True
                    if low[cell] > high[cell]:
                        return None
        return low, high

    def could_be(self, low, high, near):
        """Tell whether the numbers can be filled in within the bounds; the true ones and their like are tried first."""
        found = self.narrowed(low, high)
        if found is None:
            return False
        low, high = found
        open_cells = [cell for cell in low if low[cell] < high[cell]]
        if not open_cells:
            return True
        cell = min(open_cells, key=lambda each: high[each] - low[each])
        tries = [near[cell], near[cell] + 1, near[cell] - 1, near[cell] + 2, near[cell] - 2]
        return any(
            self.could_be(low | {cell: number}, high | {cell: number}, near)
            for number in tries
            if low[cell] <= number <= high[cell]
        )


def true_numbers(rows):
    counts = Counter()
    for row, records in rows.items():
        for kind, number in records.items():
            for figure in kind:
                counts[row, figure] += number
                counts[None, figure] += number
    for row in [*rows, None]:
        counts[row, "with_consent"] = counts[row, "disclosed"] - counts[row, "without_consent"]
    return counts


@given(tables)
@settings(max_examples=300, deadline=None)
def test_no_hidden_number_follows_from_a_total_or_from_another_number(rows):
    published, true = suppressed(rows), true_numbers(rows)
    attacker = Attacker.of_table(published, list(rows))

    assert attacker.could_be(attacker.low, attacker.high, true)
    for cell, shown in published.items():
        assert not is_small(shown) if isinstance(shown, int) else shown in Mark
        if isinstance(shown, int):
            assert shown == true[cell]
            continue
        assert attacker.could_have_another(cell, true), f"{cell} can only be {true[cell]}"


@given(tables)
def test_what_is_one_to_four_is_never_shown_and_nought_always_is(rows):
    published, true = suppressed(rows), true_numbers(rows)

    assert all(isinstance(published[cell], Mark) for cell in published if is_small(true[cell]))
    assert all(published[cell] == 0 for cell in published if true[cell] == 0)


def one(figure, **numbers):
    return {row: {frozenset({figure}): number} for row, number in numbers.items()}


def test_the_only_small_number_beside_a_total_takes_another_with_it():
    assert suppressed(one("asked", a=3, b=50, c=7)) == {
        ("a", "asked"): Mark.UNDER,
        ("b", "asked"): 50,
        ("c", "asked"): Mark.NOT_SHOWN,
        (None, "asked"): 60,
    }


def test_two_small_numbers_keep_each_other_while_neither_follows():
    assert suppressed(one("asked", a=3, b=2, c=7))["c", "asked"] == 7


@pytest.mark.parametrize("numbers", [{"a": 4, "b": 4}, {"a": 1, "b": 1, "c": 1, "d": 1}, {"a": 3}])
def test_small_numbers_that_would_follow_from_their_sum_take_the_sum_with_them(numbers):
    assert Mark.NOT_SHOWN in suppressed(one("asked", **numbers)).values() or sum(numbers.values()) < 4


def test_where_nothing_is_small_everything_is_shown():
    assert suppressed(one("asked", a=5, b=0)) == {("a", "asked"): 5, ("b", "asked"): 0, (None, "asked"): 5}


def test_a_figure_published_in_total_alone_has_no_rows():
    rows = {"a": {frozenset({"asked", "law"}): 6}, "b": {frozenset({"asked"}): 6}}

    assert ("a", "law") not in suppressed(rows, totals_only={"law"})
    assert suppressed(rows, totals_only={"law"})[None, "law"] == 6


# Wards in one or more groups, groups and wards in the borough, the borough in London: as places hang together.
WARDS, GROUPS = "abcde", ("east", "west", "centre")


@st.composite
def boroughs(draw):
    """Give the counts of a borough's places and which are in which; some records have no ward, or no place at all."""
    members = {group: draw(st.sets(st.sampled_from(WARDS), min_size=1)) for group in GROUPS}
    numbers = {ward: draw(st.sampled_from([0, 1, 1, 2, 3, 4, 5, 6, 9, 30])) for ward in WARDS}
    without = {total: draw(st.sampled_from([0, 0, 0, 1, 2, 20])) for total in (*GROUPS, "borough", "london")}
    for group in GROUPS:
        numbers[group] = sum(numbers[ward] for ward in members[group]) + without[group]
    in_groups = sum(without[group] for group in GROUPS)
    numbers["borough"] = sum(numbers[ward] for ward in WARDS) + in_groups + without["borough"]
    numbers["london"] = numbers["borough"] + without["london"]
    shown = draw(st.sets(st.sampled_from([*GROUPS, "borough", "london"])))
    parts = members | {"borough": [*WARDS, *GROUPS], "london": ["borough"]}
    return {name: numbers[name] for name in numbers if name in WARDS or name in shown}, parts, without


@given(boroughs())
@settings(max_examples=400, deadline=None)
def test_no_hidden_ward_follows_from_the_borough_or_from_a_group_of_wards(case):
    numbers, parts, without = case
    marks = hidden(numbers, parts=parts)
    attacker = Attacker()
    true = dict(numbers)
    for name, number in numbers.items():
        attacker.read(name, marks.get(name, number))
    # They take a total for the sum of its parts wherever it is, and then they know of no records without a ward.
    for group in GROUPS:
        rest = ("rest", group)
        true[rest] = without[group]
        attacker.low[rest], attacker.high[rest] = 0, MANY if without[group] else 0
        if group in numbers:
            attacker.sums.append((group, [*parts[group], rest]))
    for total, held in (("borough", WARDS), ("london", ["borough"])):
        if total in numbers and numbers.keys() >= set(held):
            rest = ("rest", total)
            true[rest] = numbers[total] - sum(numbers[part] for part in held)
            attacker.low[rest], attacker.high[rest] = 0, MANY if true[rest] else 0
            attacker.sums.append((total, [*held, rest]))

    assert all(name in marks for name, number in numbers.items() if is_small(number))
    assert attacker.could_be(attacker.low, attacker.high, true)
    for name in marks:
        assert attacker.could_have_another(name, true), f"{name} can only be {numbers[name]}"


def test_a_group_of_wards_gives_no_hidden_ward_away():
    numbers = {"a": 3, "b": 50, "c": 7, "d": 40, "east": 53, "borough": 100}
    parts = {"east": ["a", "b"], "borough": ["a", "b", "c", "d", "east"]}

    assert hidden(numbers, parts=parts) == {"a": Mark.UNDER, "b": Mark.NOT_SHOWN}


def test_a_total_that_holds_more_than_its_parts_gives_nothing_away():
    assert hidden({"a": 3, "b": 50, "all": 60}, parts={"all": ["a", "b"]}) == {"a": Mark.UNDER}
    assert hidden({"a": 3, "b": 50, "all": 53}, parts={"all": ["a", "b"]})["b"] == Mark.NOT_SHOWN


def test_a_total_that_has_fewer_than_its_parts_is_the_total_of_something_else():
    assert hidden({"a": 3, "b": 50, "all": 2}, parts={"all": ["a", "b"]}) == {
        "a": Mark.UNDER,
        "all": Mark.UNDER,
    }


def test_a_small_number_that_counts_no_people_is_shown_unless_it_tells_one_that_does():
    numbers = {"guns": 3, "murders": 4, "all": 4}

    assert hidden(numbers, parts={"all": ["murders"]}, shown_if_small=["guns", "all"]) == {
        "murders": Mark.UNDER,
        "all": Mark.NOT_SHOWN,
    }
