"""What happens by the calendar alone: authors and partners are reminded of what is due before a meeting."""

from collections.abc import Collection
from datetime import date, datetime

from meetings import timetable
from meetings.models import HomeworkQuestion, Meeting, Paper
from meetings.models.meetings import MeetingQuerySet
from meetings.notifications import preparing as notifications
from meetings.states.meeting import COMING_STATES
from meetings.states.paper import State


def remind(*, by: None, at: datetime, on: date) -> int:
    """
    Remind authors of papers and organisations of homework; doing it again on the same day tells nobody twice.

    Says of how many papers and questions somebody is reminded today.
    """
    coming = Meeting.objects.filter(state__in=COMING_STATES, starts_at__gte=at)
    return _remind_authors(coming, timetable.closures(), at=at, on=on) + _remind_partners(
        coming, at=at, on=on
    )


def _remind_authors(coming: MeetingQuerySet, closed: Collection[date], *, at: datetime, on: date) -> int:
    papers = (
        Paper.objects.standing()
        .filter(state=State.DRAFT, writer__isnull=False, agenda_item__meeting__in=coming)
        .select_related("agenda_item__meeting__board", "writer")
    )
    reminded = 0
    for paper in papers:
        due_on = paper.due_on or timetable.papers_due(paper.meeting, closed=closed)
        if timetable.is_day_to_remind(due_on, on=on):
            notifications.paper_due(paper, due_on=due_on, at=at, on=on)
            reminded += 1
    return reminded


def _remind_partners(coming: MeetingQuerySet, *, at: datetime, on: date) -> int:
    questions = (
        HomeworkQuestion.objects.standing()
        .unanswered()
        .filter(item__meeting__in=coming)
        .select_related("item__meeting__board", "item__restriction", "organisation")
    )
    reminded = 0
    for question in questions:
        if timetable.is_day_to_remind(question.answer_by, on=on):
            notifications.homework_due(question, at=at, on=on)
            reminded += 1
    return reminded
