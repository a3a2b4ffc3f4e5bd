"""The sections of a pack that this app writes: the log of actions, and how partners stand."""

import base64
from typing import Any

from actions import figures
from actions.meeting_log import log_of
from actions.models import Action
from csp_portal.core.dates import in_words
from csp_portal.documents.sections import PackSection
from meetings.models import Meeting


def action_log(meeting: Meeting) -> PackSection:
    """
    List what is open and what was closed since the last meeting, with what each partner answered.

    Actions of restricted items are left out: everybody who has the pack reads this.
    """
    log = log_of(meeting, Action.objects.unrestricted())
    open_lines, closed_lines = log.open_lines, log.closed_lines
    context = {
        "title": f"Action log for the meeting of {in_words(meeting.on)}",
        "meeting": meeting,
        "since": log.since,
        "groups": [
            {"heading": "Open actions", "lines": open_lines, "empty": "No action is open."},
            {
                "heading": f"Closed since {in_words(log.closed_after)}",
                "lines": closed_lines,
                "empty": "No action was closed.",
            },
        ],
    }
    return PackSection(
        template="actions/pdf/action_log.html",
        context=context,
        facts=[[_plain(line) for line in open_lines], [_plain(line) for line in closed_lines]],
        missing="" if open_lines or closed_lines else "No action is open, and none was closed lately.",
    )


def _plain(line: dict[str, Any]) -> list[Any]:
    """Reduce a line to values that change whenever it would be printed otherwise."""
    action = line["action"]
    return [
        action.reference,
        action.version,
        action.title,
        str(action.review or ""),
        str(line["state"]),
        action.ending_reason,
        action.decided_by,
        [
            [
                each["part"].organisation.name,
                each["part"].person.full_name,
                each["part"].state,
                str(each["part"].due_on),
                each["is_overdue"],
                each["is_silent"],
                [step.pk for step in each["answers"]],
                [str(due.day) for due in each["earlier"]],
            ]
            for each in line["parts"]
        ],
        [[escalation.pk, escalation.answer] for escalation in line["escalations"]],
        [entry.pk for entry in line["said"]],
    ]


def action_figures(meeting: Meeting) -> PackSection:
    """Show how partners kept to their days up to the meeting, with a chart."""
    counted = figures.parts([meeting.board_id], on=meeting.on)
    by_organisation = figures.by_organisation(counted)
    by_quarter = figures.by_quarter(counted)
    chart = figures.chart(by_organisation)
    encoded = base64.b64encode(chart.encode()).decode()
    return PackSection(
        template="actions/pdf/action_figures.html",
        context={
            "title": f"How partners stand with their actions on {in_words(meeting.on)}",
            "meeting": meeting,
            "by_organisation": by_organisation,
            "by_quarter": by_quarter,
            "chart": f"data:image/svg+xml;base64,{encoded}",
            "chart_in_words": figures.in_words(by_organisation),
        },
        facts=[
            [[f.label, f.due, f.on_time, f.late, f.days, f.carried_over] for f in rows]
            for rows in (by_organisation, by_quarter)
        ],
        missing="" if counted else "No answer was given yet, and no day has passed.",
    )
