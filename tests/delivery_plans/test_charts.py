"""Charts: a drawing that a strict content security policy lets through, words, and the figures as a table."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from csp_portal.documents.charts import Chart
from delivery_plans.charts import control_chart, rank_chart, trend_chart, ward_multiples, year_bars
from delivery_plans.charts.figures import Point, axis_begins_at, written
from delivery_plans.charts.rank import Standing

MONTHS = [Point(f"month {n}", Decimal(value)) for n, value in enumerate([101, 99] * 6 + [130])]
POINTS = [Point("June", Decimal(1116)), Point("September", Decimal(1220)), Point("March", None)]

CHARTS = {
    "years": year_bars([Point("2014/15", Decimal(1899)), Point("2015/16", None)], caption="Burglary", unit="offences"),
    "trend": trend_chart(POINTS, caption="Robbery", unit="offences", trajectory=[Decimal(1280)], target=Decimal(1198)),
    "control": control_chart(MONTHS, caption="Robbery", unit="offences", better="lower", target=Decimal(80)),
    "rank": rank_chart([Standing("Burglary", 2, 32)], caption="Rates", field="London boroughs", best="the highest rate"),
    "wards": ward_multiples(
        {"Noel Park": (Decimal(103), Decimal(87)), "St Ann's": (Decimal(48), None)}, ["2013/14", "2014/15"],
        caption="Robbery", unit="offences",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHARTS)
def test_a_drawing_has_no_script_and_no_inline_style(name: str) -> None:
    svg = CHARTS[name].svg

    root = ElementTree.fromstring(svg)  # noqa: S314 - drawn by ourselves a line above
    assert root.tag.endswith("svg")
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", svg)


@pytest.mark.parametrize("name", CHARTS)
def test_every_figure_of_the_table_is_said_in_words(name: str) -> None:
    chart = CHARTS[name]

    for row in chart.rows:
        assert len(row) == len(chart.columns)
        assert row[0] in chart.words
    figures = {cell for row in chart.rows for cell in row[1:] if cell.replace(",", "").isdecimal()}
    assert all(figure in chart.words for figure in figures)


@pytest.mark.parametrize(
    "chart",
    [
        year_bars([], caption="Burglary", unit="offences"),
        trend_chart([Point("June", None)], caption="Robbery", unit="offences"),
        control_chart([], caption="Robbery", unit="offences", better="lower"),
        rank_chart([], caption="Rates", field="boroughs", best="the highest"),
        ward_multiples({}, ["2013/14"], caption="Robbery", unit="offences"),
    ],
)
def test_without_figures_there_is_no_drawing_and_no_error(chart: Chart) -> None:
    assert chart.is_empty


def test_an_awaited_figure_is_never_nought() -> None:
    assert [row[1] for row in CHARTS["trend"].rows] == ["1,116", "1,220", "awaited"]


def test_fewer_than_ten_figures_are_answered_in_words() -> None:
    chart = control_chart(MONTHS[:9], caption="Robbery", unit="offences", better="lower")

    assert chart.is_empty
    assert "Limits need 10" in chart.words


def test_a_figure_that_stands_out_is_said_so() -> None:
    chart = CHARTS["control"]

    assert chart.words.startswith("It is changing for the worse: it has gone up.")
    assert chart.rows[-1][-1] == "stands out"


def test_a_name_with_signs_of_markup_is_drawn_as_it_is() -> None:
    chart = year_bars([Point("<b>&'2015", Decimal(1))], caption="Burglary", unit="offences")

    assert "<b>" not in chart.svg


@pytest.mark.parametrize(
    ("values", "begins"), [([0, 10], 0), ([50, 100], 0), ([1116, 1280], 1000), ([-5, 10], 0), ([100, 100], 90)]
)  # fmt: skip
def test_an_axis_begins_at_nought_unless_figures_crowd_far_above(values: list[float], begins: float) -> None:
    assert axis_begins_at(values) == begins


@pytest.mark.parametrize(
    ("value", "words"),
    [("1164", "1,164"), ("-412", "−412"), ("9.60", "9.6"), ("100", "100"), ("0.0", "0"), (None, "–")],
)
def test_numbers_are_written_for_people(value: str | None, words: str) -> None:
    assert written(None if value is None else Decimal(value)) == words


@pytest.mark.parametrize(
    ("rank", "of", "quarter"), [(1, 32, 0), (8, 32, 0), (9, 32, 1), (24, 32, 2), (32, 32, 3), (1, 1, 0)]
)
def test_ranks_fall_into_quarters_of_the_field(rank: int, of: int, quarter: int) -> None:
    assert Standing("Burglary", rank, of).quarter == quarter
