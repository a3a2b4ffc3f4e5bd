"""The sections of a pack that this app writes."""

from datetime import date

from csp_portal.documents.sections import PackSection
from delivery_plans import highlight_reading
from delivery_plans.models import PerformanceReview
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
