"""Tables of figures as rows for files, with the columns of the partnership's own fact files."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from csp_portal.core.spreadsheets import cell, workbook
from delivery_plans import figures
from delivery_plans.models import Indicator, Period
from delivery_plans.models.places import financial_year
from delivery_plans.performance_reading import home_place
from delivery_plans.performance_tables import (
    mopac_indicators,
    mopac_table,
    offences,
    quarter_number,
    ward_tables,
    year_table,
)
from delivery_plans.public_figures import shown_rows, shown_wards
from delivery_plans.states.performance import Collection, PeriodKind


@dataclass(frozen=True)
class Sheet:
    """A table for a file: its name, its headings and its rows."""

    name: str
    headings: list[str]
    rows: list[list[Any]] = field(default_factory=list)


def number(value: Decimal | None, places: int | None = None) -> Any:
    """Give a figure for a cell: whole numbers as such, nothing for nothing."""
    if value is None:
        return ""
    plain = value if places is None else figures.rounded(value, places)
    return int(plain) if plain == plain.to_integral_value() and not places else plain


def offence_key(indicator: Indicator) -> str:
    """Name an offence as the files do: personal_robbery."""
    return slugify(indicator.name).replace("-", "_")


def _span(period: Period | None) -> str:
    """Name a year that may begin in any month by the two calendar years it touches: 2014_15."""
    if period is None:
        return "none"
    if period.kind == PeriodKind.YEAR:
        return financial_year(period.starts_on).replace("/", "_")
    return f"{period.starts_on.year}_{period.ends_on.year % 100:02d}"


def _count(value: Decimal | str | None) -> Any:
    """Give a count for a cell, or the words that stand in its place."""
    return str(value) if isinstance(value, str) else number(value)


def ward_sheet(
    chosen: Sequence[Indicator] | None = None, *, period: Period | None = None, public: bool = False
) -> Sheet:
    """Give the offences by ward; `public` hides what the public may not see."""
    tables = ward_tables(offences() if chosen is None else chosen, period=period)
    first = next(iter(tables.values()), None)
    sheet = Sheet(
        "ward_offences",
        [
            "offence", "area", f"count_{_span(first.now if first else None)}",
            f"count_{_span(first.before if first else None)}", "change", "change_percent",
            "rank_by_volume", "rank_by_change",
        ],
    )  # fmt: skip
    for indicator, table in tables.items():
        sheet.rows.extend(
            [
                offence_key(indicator),
                shown.row.place.name,
                _count(shown.now),
                _count(shown.before),
                number(shown.change),
                number(shown.percent, 1),
                shown.rank_by_volume or "",
                shown.rank_by_change or "",
            ]
            for shown in shown_wards(table, public=public)
        )
    return sheet


def crime_sheet(
    chosen: Sequence[Indicator] | None = None, *, period: Period | None = None, public: bool = False
) -> Sheet:
    """Give the crime types of the borough, with the source's own rate and ranks."""
    wanted = list(Indicator.objects.filter(collection=Collection.CRIME_TYPES)) if chosen is None else chosen
    table = year_table(wanted, home_place(), period=period)
    sheet = Sheet(
        "crime_performance",
        [
            "crime_type", f"actual_{_span(table.before)}", f"actual_{_span(table.now)}", "change",
            "change_percent", "change_rank_london", "rate_per_1000", "rate_rank_london",
        ],
    )  # fmt: skip
    for shown in shown_rows(table.rows, public=public):
        source = None if shown.is_hidden else shown.row.now
        sheet.rows.append(
            [
                shown.row.indicator.name,
                _count(shown.before),
                _count(shown.now),
                number(shown.change),
                number(shown.percent, 0),
                (source.rank_by_change if source else None) or "",
                number(source.rate if source else None, 1),
                (source.rank_by_rate if source else None) or "",
            ]
        )
    return sheet


def hate_crime_sheet(*, period: Period | None = None, public: bool = False) -> Sheet:
    """Give the strands of hate crime; what is awaited is an empty cell in a file."""
    wanted = list(Indicator.objects.filter(collection=Collection.HATE_CRIME))
    table = year_table(wanted, home_place(), period=period)
    sheet = Sheet("hate_crime", ["strand", f"count_{_span(table.before)}", f"count_{_span(table.now)}"])
    sheet.rows.extend(
        [shown.row.indicator.name, _count(shown.before), _count(shown.now)]
        for shown in shown_rows(table.rows, public=public)
    )
    return sheet


def mopac_sheet(chosen: Sequence[Indicator] | None = None) -> Sheet:
    """Give the MOPAC table: baseline, years, target, each rolling figure with its gap, change on baseline."""
    indicators = mopac_indicators() if chosen is None else list(chosen)
    table = mopac_table(indicators, home_place())
    periods = [
        (place, period)
        for place, period in enumerate(table.periods)
        if any(row.cells[place].figure for row in table.rows)
    ]
    years = [
        (place, year) for place, year in enumerate(table.years) if any(row.years[place] for row in table.rows)
    ]
    first = indicators[0] if indicators else None
    by = f"{first.target_by:%B_%Y}".lower() if first and first.target_by else "none"
    since = first.baseline_period.replace("/", "_") if first else "none"
    headings = ["indicator", f"baseline_{since}"]
    headings += [f"actual_{_span(year)}" for _, year in years]
    headings += [f"target_{by}"]
    for _, period in periods:
        headings += [
            f"actual_to_{period.ends_on:%Y_%m_%d}",
            f"gap_to_target_percent_q{quarter_number(period.ends_on)}",
        ]
    sheet = Sheet("mopac7_rolling_12_months", [*headings, "change_on_baseline_percent", "source_comment"])
    for row in table.rows:
        line: list[Any] = [row.indicator.name_in_tables, number(row.indicator.baseline)]
        for place, _ in years:
            year = row.years[place]
            line.append(number(year.value if year else None))
        line.append(number(row.indicator.target))
        for place, _ in periods:
            at = row.cells[place]
            line += [number(at.figure.value if at.figure else None), number(at.gap_percent, 1)]
        sheet.rows.append([*line, number(row.change_on_baseline_percent, 1), row.remark])
    return sheet


def indicator_sheet() -> Sheet:
    """Give the suite of key indicators as it was agreed, those without a number and the gap included."""
    headings = [
        "priority", "theme", "indicator", "better", "unit", "baseline_period", "baseline", "target", "target_by",
        "source",
    ]  # fmt: skip
    wanted = Indicator.objects.in_use().filter(collection=Collection.KEY).select_related("priority")
    return Sheet(
        "kpis",
        headings,
        [
            [
                each.priority.name if each.priority else "",
                each.theme,
                each.name,
                each.better_note or each.better,
                each.unit,
                each.baseline_period,
                number(each.baseline),
                each.target_words or number(each.target),
                each.target_by_words or (each.target_by.isoformat() if each.target_by else ""),
                each.source,
            ]
            for each in wanted
        ],
    )


SHEETS: dict[str, Callable[..., Sheet]] = {
    "ward_offences": ward_sheet,
    "crime_performance": crime_sheet,
    "hate_crime": hate_crime_sheet,
    "mopac7": mopac_sheet,
    "kpis": indicator_sheet,
}


def as_csv(sheet: Sheet) -> str:
    """Write a table as comma-separated values, guarded against being run as formulas."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(sheet.headings)
    writer.writerows([cell(value) for value in row] for row in sheet.rows)
    return out.getvalue()


def as_excel(sheet: Sheet) -> bytes:
    """Write a table as an Excel workbook with numbers as numbers and its heading row fixed."""
    return workbook({sheet.name[:31]: [sheet.headings, *sheet.rows]})
