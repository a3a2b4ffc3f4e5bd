"""The section of a pack that this app writes: compliance in the quarter before the meeting, in numbers alone."""

from csp_portal.core.quarters import quarter_of
from csp_portal.documents.sections import PackSection
from isp_requests import compliance as figures
from meetings.models import Meeting


def compliance(meeting: Meeting) -> PackSection:
    """Print the last whole quarter before the meeting, as the meeting finds it (ISP 7.1, 7.4)."""
    counted = figures.counted(quarter_of(meeting.on).before, at=meeting.starts_at, on=meeting.on)
    return PackSection(
        template="isp_requests/pdf/compliance.html",
        context={
            "title": f"Information sharing, {counted.quarter.label}",
            "meeting": meeting,
            "counted": counted,
        },
        facts=[
            counted.quarter.code,
            [
                [
                    [line.name, list(line.words), [str(number) for number in line.numbers]]
                    for line in table.lines
                ]
                + [[str(number) for number in table.total.numbers]]
                for table in counted.tables
            ],
            [[name, str(number)] for name, number in counted.bases],
        ],
        missing=""
        if counted.partners.lines
        else "No edition of the protocol is in force, and nothing was asked in the quarter.",
    )
