"""What a meeting finds in the log: the actions that are open, and those closed since the meeting before."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q

from actions.models import Action, ActionQuerySet, DueDate, LogEntry, Responsibility, Step, last_meeting_day
from actions.states import CLOSED_STATES, State
from meetings.models import Meeting

# Without a meeting before, what closed this long ago is news no more.
JUST_CLOSED_DAYS = 92
SAID_SHOWN = 2


@dataclass(frozen=True)
class Log:
    """The lines of a meeting's log. `since` is the day of the meeting before, if there was one."""

    since: date | None
    closed_after: date
    open_lines: list[dict[str, Any]]
    closed_lines: list[dict[str, Any]]

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [*self.open_lines, *self.closed_lines]


def log_of(meeting: Meeting, actions: ActionQuerySet) -> Log:
    """Read the log of a meeting from those actions that its reader may know."""
    since = last_meeting_day(meeting.board, before=meeting.starts_at)
    closed_after = since or meeting.on - timedelta(days=JUST_CLOSED_DAYS)
    # Whatever closed, something of it was answered, accepted or ended since: the rest need not be read.
    lately = Responsibility.objects.filter(action=OuterRef("pk")).filter(
        Q(done_at__date__gte=closed_after) | Q(accepted_at__date__gte=closed_after)
    )
    found = (
        actions.filter(board=meeting.board)
        .with_state()
        .filter(~Q(own_state__in=CLOSED_STATES) | Q(ended_at__date__gte=closed_after) | Exists(lately))
        .select_related("agenda_item__restriction", "priority", "review", "superseded_by", "board", "meeting")
        .prefetch_related(
            Prefetch(
                "responsibilities",
                Responsibility.objects.with_due()
                .select_related("organisation", "person")
                .prefetch_related(
                    Prefetch("steps", Step.objects.select_related("written_by")),
                    Prefetch("due_dates", DueDate.objects.with_day()),
                ),
            ),
            "escalations__chair",
            Prefetch("log_entries", LogEntry.objects.select_related("meeting__board", "written_by")),
        )
        .order_by("pk")
    )
    lines = [_line(action, meeting, since) for action in found]
    return Log(
        since=since,
        closed_after=closed_after,
        open_lines=[line for line in lines if not line["is_closed"]],
        closed_lines=[
            line
            for line in lines
            if line["is_closed"] and line["closed_at"] and line["closed_at"].date() >= closed_after
        ],
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
    said = list(action.log_entries.all())
    return {
        "action": action,
        "state": action.state,
        "is_closed": action.state in CLOSED_STATES,
        "closed_at": _closed_at(action),
        "is_overdue": any(each["is_overdue"] for each in parts),
        "parts": parts,
        "escalations": list(action.escalations.all()),
        # The paper of a meeting goes out before it: it says what earlier meetings said.
        "said": [entry for entry in said if entry.meeting_id != meeting.pk][-SAID_SHOWN:],
        "said_here": [entry for entry in said if entry.meeting_id == meeting.pk],
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
