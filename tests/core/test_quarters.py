"""Quarters of a calendar year."""

from datetime import date

import pytest

from csp_portal.core.quarters import Quarter, quarter_of


@pytest.mark.parametrize(
    ("day", "quarter"),
    [(date(2016, 1, 1), Quarter(2016, 1)), (date(2016, 3, 31), Quarter(2016, 1)), (date(2016, 12, 31), Quarter(2016, 4))],
)  # fmt: skip
def test_every_day_lies_in_one_quarter(day, quarter):
    assert quarter_of(day) == quarter
    assert quarter.starts_on <= day <= quarter.ends_on


def test_one_quarter_follows_another_over_the_year():
    last = Quarter(2015, 4)

    assert last.after == Quarter(2016, 1)
    assert last.after.before == last
    assert (last.label, last.code) == ("October to December 2015", "2015-4")
