"""What the portal keeps about actions: what is asked of whom, answers, and how they are followed up."""

from actions.models.case_reviews import CaseReview
from actions.models.comments import ActionFile, Comment
from actions.models.following import AnswerLink, LogEntry, ReminderRule
from actions.models.records import NO_DAY, Action, ActionQuerySet, ActionSeries, Escalation
from actions.models.responsibilities import (
    DueDate,
    Responsibility,
    ResponsibilityQuerySet,
    Step,
    last_meeting_day,
    organisations_answered_for,
)

__all__ = [
    "NO_DAY",
    "Action",
    "ActionFile",
    "ActionQuerySet",
    "ActionSeries",
    "AnswerLink",
    "CaseReview",
    "Comment",
    "DueDate",
    "Escalation",
    "LogEntry",
    "ReminderRule",
    "Responsibility",
    "ResponsibilityQuerySet",
    "Step",
    "last_meeting_day",
    "organisations_answered_for",
]
