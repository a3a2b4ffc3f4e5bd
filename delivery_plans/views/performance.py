"""Reading figures: indicators, tables by ward and by type, data awaited, and all of it as files."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.audit.recording import record
from csp_portal.audit.responses import AuditedFileResponse
from csp_portal.core import clock
from csp_portal.core.history import changes
from csp_portal.core.spreadsheets import WORKBOOK_TYPE
from delivery_plans import figures, policies
from delivery_plans.forms.performance import IndicatorFilterForm
from delivery_plans.models import ExpectedFigure, Indicator, Judgement, Measurement, Period, RagLevel
from delivery_plans.performance_charts import indicator_chart, ranks_chart, ward_chart
from delivery_plans.performance_export import SHEETS, as_csv, as_excel, ward_sheet
from delivery_plans.performance_reading import (
    IndicatorReading,
    board_that_follows,
    home_place,
    rating_of,
    readings,
    scale,
)
from delivery_plans.performance_tables import (
    Comparison,
    mopac_indicators,
    mopac_table,
    newest_period,
    offences,
    ward_tables,
    year_table,
)
from delivery_plans.public_figures import shown_rows
from delivery_plans.raised import raised_from
from delivery_plans.states.performance import Better, Collection, Event, IndicatorKind, Level, PlaceKind, Rule
from meetings.models import Priority

CHANGES_SHOWN = 100
NO_PRIORITY = "All priorities"


def enforce_reading(request: SignedInRequest) -> None:
    policies.read_figures.enforce(request.user, on=clock.today())


def may_keep(request: SignedInRequest) -> bool:
    return policies.keep_figures.allows(request.user, on=clock.today())


def find_indicator(request: SignedInRequest, slug: str) -> Indicator:
    """Find an indicator that the person may read, or answer 404."""
    visible = Indicator.objects.visible_to(request.user, on=clock.today())
    return get_object_or_404(visible.select_related("priority", "owner", "asked_person"), slug=slug)


def _wanted(reading: IndicatorReading, show: str) -> bool:
    match show:
        case "off_track":
            return reading.level in (Level.RED, Level.AMBER_RED)
        case "worse":
            return reading.direction.endswith("worse")
        case "awaited":
            return bool(reading.awaited)
        case "judged":
            return reading.is_judged
        case "unmeasured":
            return not reading.indicator.is_measured
    return True


@require_GET
def indicator_list(request: SignedInRequest) -> HttpResponse:
    enforce_reading(request)
    on = clock.today()
    form = IndicatorFilterForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = Indicator.objects.visible_to(request.user, on=on).key().in_use().matching(chosen.get("words", ""))
    if priority := chosen.get("priority"):
        found = found.filter(priority=priority)
    listed = found.select_related("priority", "owner").order_by("-collection", "position")
    place = home_place()
    told = [
        each for each in readings(list(listed), place=place, on=on) if _wanted(each, chosen.get("show", ""))
    ]
    suite = [each.indicator for each in told if each.indicator.collection == Collection.KEY]
    context = {
        "form": form,
        "groups": _groups(told),
        "counts": {
            "all": len(suite),
            "measured": sum(each.is_measured for each in suite),
            "words": sum(each.kind in (IndicatorKind.NARRATIVE, IndicatorKind.MILESTONES) for each in suite),
            "gaps": sum(each.kind == IndicatorKind.GAP for each in suite),
        },
        "scale": scale(),
        "place": place,
        "may_keep": may_keep(request),
        "is_narrowed": bool(request.GET),
        "rule_in_words": figures.rule_in_words(Rule.SHARE, Decimal(5)),
    }
    return render(request, "delivery_plans/indicator_list.html", context)


def _groups(told: list[IndicatorReading]) -> list[dict[str, Any]]:
    """Group by priority, those without one first, and within it by theme in the order of the suite."""
    groups: dict[Priority | None, dict[str, list[IndicatorReading]]] = {}
    for reading in told:
        groups.setdefault(reading.indicator.priority, {}).setdefault(reading.indicator.theme, []).append(
            reading
        )
    ordered = sorted(groups.items(), key=lambda pair: pair[0].number if pair[0] else 0)
    return [
        {
            "name": f"Priority {priority.number}: {priority}" if priority else NO_PRIORITY,
            "themes": [
                {
                    "caption": theme or (f"Other, priority {priority.number}" if priority else "Other"),
                    "readings": sorted(
                        of_theme,
                        key=lambda each: (
                            each.indicator.collection == Collection.COMBINED,
                            each.indicator.position,
                        ),
                    ),
                }
                for theme, of_theme in themes.items()
            ],
        }
        for priority, themes in ordered
    ]


@require_GET
def indicator_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    on = clock.today()
    indicator = find_indicator(request, slug)
    place = home_place()
    (reading,) = readings([indicator], place=place, on=on)
    levels = scale()
    points = list(indicator.trajectory_points.all())
    measured = list(
        Measurement.objects.filter(indicator=indicator)
        .select_related("period", "place", "entered_by", "replaces")
        .in_order()
    )
    awaited = list(
        ExpectedFigure.objects.awaited()
        .filter(indicator=indicator)
        .select_related("indicator", "period", "place", "owed_by", "asked_by")
    )
    judgements = list(
        Judgement.objects.filter(indicator=indicator).select_related("period", "judged_by").order_by("-pk")
    )
    current = [figure for figure in measured if figure.is_current]
    context = {
        "indicator": indicator,
        "caption": indicator.theme or indicator.get_collection_display(),
        "reading": reading,
        "place": place,
        "scale": levels,
        "facts": _facts(indicator),
        "places": (places := _places(current, awaited)),
        "lines": _lines(indicator, current, awaited, places, points, judgements),
        "corrections": [figure for figure in reversed(measured) if figure.replaces_id],
        "awaited": awaited,
        "judgements": [
            (each, _word(levels, each.level) or "Left to the rule", _word(levels, each.automatic))
            for each in judgements
        ],
        "judged_word": _word(levels, reading.judgement.level) if reading.judgement else "",
        "points": points,
        "chart": indicator_chart(indicator, place) if place is not None and current else None,
        "rule_in_words": figures.rule_in_words(indicator.rule, indicator.margin, indicator.better),
        "distance_in_words": _distance_in_words(reading),
        "grid_table": indicator.collection if indicator.collection != Collection.COMBINED else Collection.KEY,
        "may_keep": may_keep(request),
        "offer_refusal": policies.raise_indicator.refusal(
            request.user, board_that_follows(indicator, on=on), on=on
        ),
        "raised": raised_from(indicator, user=request.user, on=on),
        "entries": changes(
            indicator.history.select_related("history_user", "owner", "priority", "asked_person")[
                :CHANGES_SHOWN
            ],
            name=lambda row: "Indicator",
            leave_out={"version", "position", "slug"},
        ),
    }
    return render(request, "delivery_plans/indicator_detail.html", context)


def _word(levels: dict[str, RagLevel], key: str) -> str:
    return levels[key].word if key in levels else ""


def _distance_in_words(reading: IndicatorReading) -> str:
    found = reading.rating.distance if reading.rating else None
    if found is None:
        return ""
    amount = abs(figures.rounded(found.amount, 1))
    if found.amount == 0:
        return "exactly on it"
    return f"{amount} {found.unit} {'better' if found.amount > 0 else 'worse'}"


def _facts(indicator: Indicator) -> list[dict[str, Any]]:
    baseline = "" if indicator.baseline is None else f"{indicator.baseline.normalize():,f}"
    if baseline and indicator.baseline_period:
        baseline = f"{baseline} in {indicator.baseline_period}"
    rows = [
        ("Priority", str(indicator.priority or NO_PRIORITY)),
        ("How it is followed", indicator.get_kind_display()),
        ("Unit", indicator.unit if indicator.is_measured else ""),
        ("Better", indicator.get_better_display() if indicator.better else ""),
        ("About the direction", indicator.better_note),
        ("Baseline", baseline),
        ("Target", indicator.target_in_words),
        ("Held against", indicator.get_trajectory_display() if indicator.is_measured else ""),
        ("Source", indicator.source),
        ("Owner", str(indicator.owner or "")),
        ("Who is asked", str(indicator.asked_person or "")),
        ("What to know", indicator.note),
    ]
    always = {"Owner", "Source"}
    if indicator.is_measured:
        always |= {"Baseline", "Target"}
    return [{"key": key, "value": value} for key, value in rows if value or key in always]


def _places(current: list[Measurement], awaited: list[ExpectedFigure]) -> list[Any]:
    """List the places that have figures, the borough first."""
    found = {each.place for each in current} | {each.place for each in awaited}
    return sorted(found, key=lambda place: (place.kind != PlaceKind.BOROUGH, place.position))


def _lines(
    indicator: Indicator,
    current: list[Measurement],
    awaited: list[ExpectedFigure],
    places: list[Any],
    points: list[Any],
    judgements: list[Judgement],
) -> list[dict[str, Any]]:
    there = {(figure.period_id, figure.place_id): figure for figure in current}
    owed = {(each.period_id, each.place_id): each for each in awaited}
    judged: dict[int, Judgement] = {}
    for judgement in reversed(judgements):
        judged[judgement.period_id] = judgement
    periods = {each.period for each in current} | {each.period for each in awaited}
    lines = []
    for period in sorted(periods, key=lambda each: (each.ends_on, each.starts_on), reverse=True):
        cells = [
            {"figure": there.get((period.pk, place.pk)), "awaited": owed.get((period.pk, place.pk))}
            for place in places
        ]
        home = places[0] if places and places[0].kind == PlaceKind.BOROUGH else None
        first = there.get((period.pk, home.pk)) if home else None
        rating = rating_of(indicator, first, points=points) if first else None
        automatic = rating.level if rating else Level.NOT_RATED
        found = judged.get(period.pk)
        lines.append(
            {
                "period": period,
                "cells": cells,
                "rating": rating,
                "automatic": automatic,
                "judgement": found if found and found.holds_beside(automatic) else None,
            }
        )
    return lines


# What a table of comparisons can be put in order by.
SORTS: dict[str, Callable[[Comparison], Any]] = {
    "now": lambda row: row.now.value if row.now else None,
    "before": lambda row: row.before.value if row.before else None,
    "change": lambda row: row.change,
    "percent": lambda row: row.exact_percent,
    "rank_volume": lambda row: row.rank_by_volume,
    "rank_change": lambda row: row.rank_by_change or (row.now.rank_by_change if row.now else None),
    "rate": lambda row: row.now.rate if row.now else None,
    "rank_rate": lambda row: row.now.rank_by_rate if row.now else None,
}


def _in_order(rows: list[Comparison], sort: str, name: Callable[[Comparison], str]) -> list[Comparison]:
    """Put rows in order; those without the figure come last whichever way."""
    key, falls = sort.removeprefix("-"), sort.startswith("-")
    if key == "name":
        return sorted(rows, key=name, reverse=falls)
    value = SORTS.get(key)
    if value is None:
        return rows
    known = [row for row in rows if value(row) is not None]
    return [*sorted(known, key=value, reverse=falls), *(row for row in rows if value(row) is None)]


def _periods(indicators: Any) -> list[Period]:
    """List the periods that have figures, newest first."""
    found = Period.objects.filter(
        measurements__indicator__in=indicators, measurements__superseded_at__isnull=True
    ).distinct()
    return sorted(found, key=lambda period: period.ends_on, reverse=True)


def _chosen_period(request: SignedInRequest, indicators: Any, periods: list[Period]) -> Period | None:
    slug = request.GET.get("period", "")
    return next((period for period in periods if period.slug == slug), None) or newest_period(indicators)


@require_GET
def figure_wards(request: SignedInRequest) -> HttpResponse:
    enforce_reading(request)
    known = offences()
    slug = request.GET.get("offence", "")
    offence = next((each for each in known if each.slug == slug), known[0] if known else None)
    context: dict[str, Any] = {"offences": known, "offence": offence, "may_keep": may_keep(request)}
    if offence is not None:
        periods = _periods([offence])
        table = ward_tables([offence], period=_chosen_period(request, [offence], periods))[offence]
        context |= {
            "rows": _in_order(table.rows, request.GET.get("sort", ""), lambda row: row.place.name),
            "totals": table.totals,
            "now_heading": str(table.now or "Now"),
            "before_heading": str(table.before or "The year before"),
            "caption": f"{offence} by ward, {table.now}",
            "chart": ward_chart(
                shown_rows(table.rows, public=False),
                caption=f"{offence} by ward",
                unit=offence.unit,
                now=short_period(table.now),
                before=short_period(table.before),
            ),
            "periods": periods,
            "period": table.now,
        }
    return render(request, "delivery_plans/figure_wards.html", context)


def short_period(period: Period | None) -> str:
    """Say a period in a few letters, for the foot of a little drawing."""
    return f"to {period.ends_on:%b %y}" if period else "before"


def _year_page(request: SignedInRequest, collection: str, title: str) -> dict[str, Any]:
    known = list(Indicator.objects.filter(collection=collection))
    periods = _periods(known)
    table = year_table(known, home_place(), period=_chosen_period(request, known, periods))
    return {
        "rows": _in_order(table.rows, request.GET.get("sort", ""), lambda row: row.indicator.name),
        "now_heading": str(table.now or "Now"),
        "before_heading": str(table.before or "The year before"),
        "caption": f"{title}, {table.now}",
        "periods": periods,
        "period": table.now,
        "may_keep": may_keep(request),
    }


@require_GET
def figure_crimes(request: SignedInRequest) -> HttpResponse:
    enforce_reading(request)
    context = _year_page(request, Collection.CRIME_TYPES, "Crime types")
    context["chart"] = ranks_chart(context["rows"])
    return render(request, "delivery_plans/figure_crimes.html", context)


@require_GET
def figure_hate_crime(request: SignedInRequest) -> HttpResponse:
    enforce_reading(request)
    context = _year_page(request, Collection.HATE_CRIME, "Hate crime")
    return render(request, "delivery_plans/figure_hate_crime.html", context)


@require_GET
def figure_mopac(request: SignedInRequest) -> HttpResponse:
    enforce_reading(request)
    context = {
        "table": mopac_table(mopac_indicators(), home_place()),
        "scale": scale(),
        "may_keep": may_keep(request),
        "rule_in_words": figures.rule_in_words(Rule.SHARE, Decimal(5), Better.LOWER),
    }
    return render(request, "delivery_plans/figure_mopac.html", context)


@require_GET
def figure_export(request: SignedInRequest) -> HttpResponse | AuditedFileResponse:
    enforce_reading(request)
    table = request.GET.get("table", "ward_offences")
    if table not in SHEETS:
        raise Http404
    # Nothing is called the public's that was not made for it.
    hides = table in ("ward_offences", "crime_performance", "hate_crime")
    public = hides and request.GET.get("audience") == "public"
    options: dict[str, Any] = {"public": public} if hides else {}
    if table == "ward_offences" and (slug := request.GET.get("offence", "")):
        sheet = ward_sheet([each for each in offences() if each.slug == slug], **options)
    else:
        sheet = SHEETS[table](**options)
    is_excel = request.GET.get("format") == "xlsx"
    # With the mark, Excel reads names with accents as they are.
    content = as_excel(sheet) if is_excel else as_csv(sheet).encode("utf-8-sig")
    ending = "xlsx" if is_excel else "csv"
    event = record(
        Event.FIGURES_EXPORTED,
        actor=request.user,
        subject=None,
        at=clock.now(),
        table=table,
        rows=len(sheet.rows),
        format=ending,
        audience="public" if public else "partnership",
    )
    return AuditedFileResponse(
        io.BytesIO(content),
        event=event,
        filename=f"{sheet.name}{'-public' if public else ''}-{clock.today():%Y-%m-%d}.{ending}",
        as_attachment=True,
        content_type=WORKBOOK_TYPE if is_excel else "text/csv; charset=utf-8",
    )


@require_GET
def expected_list(request: SignedInRequest) -> HttpResponse:
    enforce_reading(request)
    awaited = ExpectedFigure.objects.visible_to(request.user, on=clock.today()).awaited()
    rows = awaited.select_related("indicator", "place", "period", "owed_by", "asked_by").order_by(
        "asked_on", "pk"
    )
    return render(request, "delivery_plans/expected_list.html", {"rows": rows, "may_keep": may_keep(request)})
