"""The sections of a pack about performance: the highlight report, and offences by ward."""

from datetime import date
from typing import Any

from csp_portal.documents.sections import PackSection
from delivery_plans import highlight_reading
from delivery_plans.models import Indicator, PerformanceReview
from delivery_plans.models.performance_reviews import HighlightReport
from delivery_plans.performance_charts import ward_chart
from delivery_plans.performance_tables import Compared, newest_period, offences, ward_tables
from delivery_plans.public_figures import ShownRow, shown_wards
from delivery_plans.states.performance import PlaceKind
from delivery_plans.states.performance_review import State
from meetings.models import Meeting


def highlight_report(meeting: Meeting) -> PackSection:
    """Print the highlight report that the Executive passed for this meeting, with its figures as they were frozen."""
    review = (
        PerformanceReview.objects.filter(meeting=meeting, state=State.FOR_THE_PACK)
        .select_related("meeting__board")
        .first()
    )
    report = review.reports.first() if review else None
    title = f"Highlight report for the meeting of {meeting.on.day} {meeting.on:%B %Y}"
    if report is None:
        return PackSection(
            template="delivery_plans/pdf/highlight_report.html",
            context={"title": title, "meeting": meeting},
            missing="The Executive has not passed the highlight report for this meeting yet.",
        )
    public = highlight_reading.for_public(report.content)
    return PackSection(
        template="delivery_plans/pdf/highlight_report.html",
        context=_highlights(meeting, title, report, report.content),
        facts=[report.pk, *([highlight_reading.withheld(public)] if public else [])],
        for_public=_highlights(meeting, title, report, public) if public else None,
    )


def _highlights(
    meeting: Meeting, title: str, report: HighlightReport, content: dict[str, Any]
) -> dict[str, Any]:
    return {
        "title": title,
        "meeting": meeting,
        "report": report,
        "content": content,
        "figures_to": date.fromisoformat(content["figures_to"]),
        "sections": highlight_reading.drawn(content),
    }


def ward_figures(meeting: Meeting) -> PackSection:
    """Print offences ward by ward as they stand, with ranks, each offence with its drawing."""
    known = offences()
    period = newest_period(known)
    tables = ward_tables(known, period=period) if period else {}
    whole = {offence: shown_wards(table, public=False) for offence, table in tables.items()}
    public = {offence: shown_wards(table, public=True) for offence, table in tables.items()}
    says_less = any(shown.is_hidden for rows in public.values() for shown in rows)
    return PackSection(
        template="delivery_plans/pdf/ward_figures.html",
        context=_wards(meeting, tables, whole),
        facts=[
            [offence.name, [_plain(shown) for shown in (*rows, *(public[offence] if says_less else ()))]]
            for offence, rows in whole.items()
        ],
        missing="" if tables else "There are no figures by ward yet. The analyst enters them.",
        for_public=_wards(meeting, tables, public) if says_less else None,
    )


def _plain(shown: ShownRow) -> list[str]:
    return [shown.row.place.name, str(shown.now), str(shown.before)]


def _wards(
    meeting: Meeting, tables: dict[Indicator, Compared], rows: dict[Indicator, list[ShownRow]]
) -> dict[str, Any]:
    return {
        "title": "Offences by ward",
        "meeting": meeting,
        "tables": [
            {
                "offence": offence,
                "table": table,
                "rows": rows[offence],
                "is_hidden": any(shown.is_hidden for shown in rows[offence]),
                "chart": ward_chart(
                    [shown for shown in rows[offence] if shown.row.place.kind == PlaceKind.WARD],
                    caption=f"{offence} by ward",
                    unit=offence.unit,
                    now=f"to {table.now.ends_on:%b %y}" if table.now else "now",
                    before=f"to {table.before.ends_on:%b %y}" if table.before else "before",
                ),
            }
            for offence, table in tables.items()
        ],
    }
