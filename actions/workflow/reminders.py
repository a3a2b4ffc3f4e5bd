"""Reminding partners of what is due, by the rule of their board."""

from datetime import date, datetime

from django.db import transaction

from actions import notifications, policies
from actions.models import ReminderRule, Responsibility
from actions.states import Event
from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import save
from meetings.models import Board


def remind(*, by: None, at: datetime, on: date) -> int:
    """
    Remind those who owe an answer, before the day, on it and after it; when it is late, their colleagues too.

    However often it runs, each is reminded once for each occasion. Says how many were.
    """
    owed = (
        Responsibility.objects.outstanding()
        .with_due()
        .filter(due_on__isnull=False)  # type: ignore[misc]
        .select_related("action__board__reminder_rule", "action__agenda_item__restriction", "person")
        .select_related("organisation")
        .order_by("due_on", "pk")
    )
    told = 0
    for part in owed:
        board = part.action.board
        rule: ReminderRule = getattr(board, "reminder_rule", None) or ReminderRule(board=board)
        if part.due_on is not None and (occasion := rule.occasion(part.due_on, on=on)):
            told += notifications.reminded(part, occasion=occasion, on=on, at=at)
            if (on - part.due_on).days >= rule.others_after:
                told += notifications.others_told(part, on=on, at=at)
    return told


@transaction.atomic
def set_reminders(
    *, board: Board, before: int, every: int, others_after: int, by: User, at: datetime, on: date
) -> ReminderRule:
    """
    Set when the partners of a board are reminded, in calendar days.

    :raises Refused: if this person does not run actions
    """
    policies.run_actions.enforce(by, on=on)
    Board.objects.select_for_update().get(pk=board.pk)
    rule = ReminderRule.objects.filter(board=board).first() or ReminderRule(board=board)
    rule.before, rule.every, rule.others_after = before, every, others_after
    save(rule, by=by, at=at)
    record(
        Event.REMINDERS_SET,
        actor=by,
        subject=rule,
        at=at,
        board=board.pk,
        before=before,
        every=every,
        others_after=others_after,
    )
    return rule
