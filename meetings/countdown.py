"""The countdown to a meeting: the steps that are left with their days, and what still blocks publication."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from meetings import timetable
from meetings.models import HomeworkQuestion, Meeting, Paper
from meetings.states.meeting import State as MeetingState
from meetings.states.paper import State as PaperState
from meetings.timetable import Deadline

# Once these are reached, the step that leads there is done, however long its day is past.
DONE_WHEN = {
    "Agenda agreed by the chairs": (MeetingState.AGREED, MeetingState.CIRCULATED),
    "Circulate by": (MeetingState.CIRCULATED,),
}


@dataclass(frozen=True)
class Countdown:
    """What is left to do before one meeting."""

    meeting: Meeting
    steps: list[Deadline]
    blockers: list[str] = field(default_factory=list)

    @property
    def is_late(self) -> bool:
        return any(step.name == "Circulate by" and step.days_left < 0 for step in self.steps)


def countdowns(
    meetings: Sequence[Meeting], *, on: date, closed: Collection[date] | None = None
) -> list[Countdown]:
    """Count down to each of these meetings; the number of queries does not depend on how many there are."""
    closed = timetable.closures() if closed is None else closed
    waiting = [meeting for meeting in meetings if meeting.state != MeetingState.CIRCULATED]
    papers = _papers_not_ready(waiting)
    homework = _unanswered(waiting)
    return [
        Countdown(
            meeting,
            _steps(meeting, papers.get(meeting.pk, 0), on, closed),
            _blockers(meeting, papers.get(meeting.pk, 0), homework.get(meeting.pk, 0), on, closed)
            if meeting.state != MeetingState.CIRCULATED
            else [],
        )
        for meeting in meetings
    ]


def _papers_not_ready(meetings: Sequence[Meeting]) -> dict[int, int]:
    counted = (
        Paper.objects.filter(
            agenda_item__meeting__in=meetings, state__in=[PaperState.DRAFT, PaperState.SUBMITTED]
        )
        .standing()
        .order_by()
        .values_list("agenda_item__meeting")
        .annotate(number=Count("pk"))
    )
    return dict(counted) if meetings else {}


def _unanswered(meetings: Sequence[Meeting]) -> dict[int, int]:
    counted = (
        HomeworkQuestion.objects.standing()
        .unanswered()
        .filter(item__meeting__in=meetings)
        .order_by()
        .values_list("item__meeting")
        .annotate(number=Count("pk"))
    )
    return dict(counted) if meetings else {}


def _steps(meeting: Meeting, papers: int, on: date, closed: Collection[date]) -> list[Deadline]:
    """Leave out what is done, and days past on which nothing hangs any more."""
    left = []
    for step in timetable.deadlines(meeting, on=on, closed=closed):
        if meeting.state in DONE_WHEN.get(step.name, ()):
            continue
        is_owed = step.name in DONE_WHEN or (step.name == "Papers due" and papers)
        if step.days_left >= 0 and not (
            step.name == "Papers due" and meeting.state == MeetingState.CIRCULATED
        ):
            left.append(step)
        elif step.days_left < 0 and is_owed:
            left.append(step)
    return left


def _blockers(meeting: Meeting, papers: int, homework: int, on: date, closed: Collection[date]) -> list[str]:
    found = []
    if meeting.state == MeetingState.PLANNED:
        return ["The agenda is not begun."]
    if papers:
        found.append(f"{papers} paper{' is' if papers == 1 else 's are'} not ready.")
    if meeting.state == MeetingState.AGENDA_DRAFT:
        found.append(
            "The chairs have not agreed the agenda."
            if meeting.put_version == meeting.agenda_version
            else "The agenda is not before the chairs."
        )
    if homework:
        found.append(f"{homework} question{' waits' if homework == 1 else 's wait'} for an answer.")
    if timetable.lateness(meeting, circulated_on=on, closed=closed) and not meeting.lateness_reason:
        found.append("It goes round late, and the pack has to say why.")
    return found
