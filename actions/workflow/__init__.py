"""What can happen to an action."""

from actions.workflow.case_reviews import close_review, edit_review, note_account_read, record_review
from actions.workflow.links import answer_by_link, send_link, withdraw_link
from actions.workflow.log import go_through
from actions.workflow.records import (
    Due,
    Upload,
    accept,
    add_comment,
    add_partner,
    answer_escalation,
    carry_over,
    edit_action,
    end_action,
    escalate,
    follow_from,
    mark_done,
    name_person,
    record_action,
    say_progress,
    send_back,
    withdraw_part,
)
from actions.workflow.reminders import remind, set_reminders

__all__ = [
    "Due",
    "Upload",
    "accept",
    "add_comment",
    "add_partner",
    "answer_by_link",
    "answer_escalation",
    "carry_over",
    "close_review",
    "edit_action",
    "edit_review",
    "end_action",
    "escalate",
    "follow_from",
    "go_through",
    "mark_done",
    "name_person",
    "note_account_read",
    "record_action",
    "record_review",
    "remind",
    "say_progress",
    "send_back",
    "send_link",
    "set_reminders",
    "withdraw_link",
    "withdraw_part",
]
