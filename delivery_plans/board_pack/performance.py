"""The sections of a pack about performance: the highlight report, and offences by ward."""

from datetime import date

from csp_portal.documents.sections import PackSection
from delivery_plans import highlight_reading
from delivery_plans.models import PerformanceReview
from delivery_plans.performance_charts import ward_chart
from delivery_plans.performance_tables import newest_period, offences, ward_tables
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
    return PackSection(
        template="delivery_plans/pdf/highlight_report.html",
        context={
            "title": title,
            "meeting": meeting,
            "report": report,
            "content": report.content,
            "figures_to": date.fromisoformat(report.content["figures_to"]),
            "sections": highlight_reading.drawn(report.content),
        },
        facts=[report.pk],
    )


def ward_figures(meeting: Meeting) -> PackSection:
    """Print offences ward by ward as they stand, with ranks, each offence with its drawing."""
    known = offences()
    period = newest_period(known)
    tables = ward_tables(known, period=period) if period else {}
    drawn = [
        {
            "offence": offence,
            "table": table,
            "chart": ward_chart(
                table.rows,
                caption=f"{offence} by ward",
                unit=offence.unit,
                now=f"to {table.now.ends_on:%b %y}" if table.now else "now",
                before=f"to {table.before.ends_on:%b %y}" if table.before else "before",
            ),
        }
        for offence, table in tables.items()
    ]
    return PackSection(
        template="delivery_plans/pdf/ward_figures.html",
        context={"title": "Offences by ward", "meeting": meeting, "tables": drawn},
        facts=[
            [
                offence.name,
                [
                    [row.place.name, str(row.now and row.now.value), str(row.before and row.before.value)]
                    for row in [*table.rows, *table.totals]
                ],
            ]
            for offence, table in tables.items()
        ],
        missing="" if drawn else "There are no figures by ward yet. The analyst enters them.",
    )
