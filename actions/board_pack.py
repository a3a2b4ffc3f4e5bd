"""The sections of a pack that this app writes: the log of actions, and how partners stand."""

import base64
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch

from actions import figures
from actions.models import Action, DueDate, Responsibility, Step, last_meeting_day
from actions.states import CLOSED_STATES, State
from csp_portal.documents.sections import PackSection
from meetings.models import Meeting

# Without a meeting before, what closed this long ago is news no more.
JUST_CLOSED_DAYS = 92


def action_log(meeting: Meeting) -> PackSection:
    """
    List what is open and what was closed since the last meeting, with what each partner answered.

    Actions of restricted items are left out: everybody who has the pack reads this.
    """
    since = last_meeting_day(meeting.board, before=meeting.starts_at)
    closed_after = since or meeting.on - timedelta(days=JUST_CLOSED_DAYS)
    actions = (
        Action.objects.unrestricted()
        .filter(board=meeting.board)
        .select_related("agenda_item", "priority", "superseded_by", "board", "meeting")
        .prefetch_related(
            Prefetch(
                "responsibilities",
                Responsibility.objects.with_due()
                .select_related("organisation", "person")
                .prefetch_related("steps", Prefetch("due_dates", DueDate.objects.with_day())),
            ),
            "escalations__chair",
        )
    )
    lines = [_line(action, meeting, since) for action in actions]
    open_lines = [line for line in lines if not line["is_closed"]]
    closed_lines = [
        line
        for line in lines
        if line["is_closed"] and line["closed_at"] and line["closed_at"].date() >= closed_after
    ]
    context = {
        "title": f"Action log for the meeting of {_in_words(meeting.on)}",
        "meeting": meeting,
        "since": since,
        "groups": [
            {"heading": "Open actions", "lines": open_lines, "empty": "No action is open."},
            {
                "heading": f"Closed since {_in_words(closed_after)}",
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


def _line(action: Action, meeting: Meeting, since: date | None) -> dict[str, Any]:
    parts = []
    for part in action.responsibilities.all():
        part.action = action
        answers = [step for step in part.steps.all() if step.kind != Step.Kind.CARRIED_OVER]
        parts.append(
            {
                "part": part,
                "answers": answers[-2:],
                "earlier": list(part.due_dates.all())[:-1],
                # Overdue as the meeting finds it.
                "is_overdue": part.is_overdue(on=meeting.on),
                "is_silent": part.is_silent(since=since),
            }
        )
    return {
        "action": action,
        "state": action.state,
        "is_closed": action.state in CLOSED_STATES,
        "closed_at": _closed_at(action),
        "parts": parts,
        "escalations": list(action.escalations.all()),
    }


def _closed_at(action: Action) -> datetime | None:
    if action.ended_at:
        return action.ended_at
    moments = [
        part.accepted_at or part.done_at
        for part in action.responsibilities.all()
        if part.state in (State.ACCEPTED, State.DONE)
    ]
    return max((moment for moment in moments if moment), default=None)


def _plain(line: dict[str, Any]) -> list[Any]:
    """Reduce a line to values that change whenever it would be printed otherwise."""
    action = line["action"]
    return [
        action.reference,
        action.version,
        action.title,
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
            "title": f"How partners stand with their actions on {_in_words(meeting.on)}",
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


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
