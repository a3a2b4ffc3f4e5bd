"""The days that people were given for what a meeting wants of them; they move when it moves."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from csp_portal.accounts.models import User
from csp_portal.core.dates import is_working_day
from csp_portal.core.workflow import save
from meetings import timetable
from meetings.models import CommunityInput, HomeworkQuestion, Meeting, Paper
from meetings.notifications import preparing as notifications
from meetings.states.paper import State


def move(meeting: Meeting, *, was_on: date, by: User, at: datetime, on: date) -> None:
    """
    Move the days of papers, answers and community input that are still owed by as many days as the meeting moved.

    Its caller has locked the meeting. Authors and partners are told their new day.
    """
    shift = meeting.on - was_on
    if not shift:
        return
    closed = timetable.closures()
    papers = (
        Paper.objects.standing()
        .filter(agenda_item__meeting=meeting, state=State.DRAFT, due_on__isnull=False)
        .select_related("agenda_item__meeting__board", "writer")
        .select_for_update(of=("self",))
    )
    for paper in papers:
        assert paper.due_on is not None  # noqa: S101 - so it was asked for
        paper.due_on = _moved(paper.due_on, shift, closed, on=on)
        save(paper, by=by, at=at)
        notifications.paper_settled(paper, at=at)
        notifications.paper_due(paper, due_on=paper.due_on, at=at, on=on)
    questions = (
        HomeworkQuestion.objects.standing()
        .unanswered()
        .filter(item__meeting=meeting)
        .select_related("item__meeting__board", "item__restriction", "organisation")
        .select_for_update(of=("self",))
    )
    for question in questions:
        question.answer_by = _moved(question.answer_by, shift, closed, on=on)
        question.version += 1
        save(question, by=by, at=at)
        notifications.homework_settled(question, at=at)
        notifications.homework_due(question, at=at, on=on)
    gathered = CommunityInput.objects.filter(
        item__meeting=meeting, item__withdrawn_at__isnull=True, said=""
    ).select_for_update(of=("self",))
    for each in gathered:
        each.due_on = _moved(each.due_on, shift, closed, on=on)
        each.version += 1
        save(each, by=by, at=at)


def _moved(day: date, shift: timedelta, closed: Collection[date], *, on: date) -> date:
    """Move a day, to the working day before where it falls on none, and never into the past."""
    day += shift
    while not is_working_day(day, closures=closed):
        day -= timedelta(days=1)
    return max(day, on)
