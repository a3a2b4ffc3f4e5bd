"""The states of a partner's part in an action, the moves between them, and what the action's own follows from."""

from collections.abc import Collection
from enum import StrEnum

from django.db import models


class State(models.TextChoices):
    """How far one partner has come with its part."""

    OPEN = "open", "Not begun"
    IN_PROGRESS = "in_progress", "In progress"
    DONE = "done", "Done, to be accepted"
    ACCEPTED = "accepted", "Accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"


TRANSITIONS = {
    State.OPEN: (State.IN_PROGRESS, State.DONE, State.WITHDRAWN),
    State.IN_PROGRESS: (State.DONE, State.WITHDRAWN),
    # Sent back with a reason, it is in progress again.
    State.DONE: (State.ACCEPTED, State.IN_PROGRESS, State.WITHDRAWN),
    State.ACCEPTED: (),
    State.WITHDRAWN: (),
}

# The partner still has something to do.
OUTSTANDING_STATES = (State.OPEN, State.IN_PROGRESS)
ANSWERED_STATES = (State.DONE, State.ACCEPTED)


class Kind(models.TextChoices):
    """What partners are asked for (ToR 6.4)."""

    DO = "do", "Do something"
    REPORT_BACK = "report_back", "Report back on what followed"
    COMMUNICATE = "communicate", "Communicate a message"


class Ending(models.TextChoices):
    """How an action ends that is not simply done; somebody decides it."""

    WITHDRAWN = "withdrawn", "Withdrawn by the board"
    SUPERSEDED = "superseded", "Superseded"
    NO_LONGER_NEEDED = "no_longer_needed", "No longer needed"


class ActionState(models.TextChoices):
    """The action's own state: never kept, always worked out from its partners' parts."""

    OPEN = "open", "Not begun"
    IN_PROGRESS = "in_progress", "In progress"
    TO_ACCEPT = "to_accept", "Done, to be accepted"
    COMPLETE = "complete", "Done"
    WITHDRAWN = "withdrawn", "Withdrawn by the board"
    SUPERSEDED = "superseded", "Superseded"
    NO_LONGER_NEEDED = "no_longer_needed", "No longer needed"


CLOSED_STATES = (
    ActionState.COMPLETE,
    ActionState.WITHDRAWN,
    ActionState.SUPERSEDED,
    ActionState.NO_LONGER_NEEDED,
)


def action_state(*, kind: str, ending: str, parts: Collection[str]) -> ActionState:
    """Work out an action's state; `ActionQuerySet.with_state` says the same in SQL."""
    if ending:
        return ActionState(ending)
    standing = [part for part in parts if part != State.WITHDRAWN]
    if not standing:
        return ActionState.WITHDRAWN
    if all(part in ANSWERED_STATES for part in standing):
        # ToR 6.4: what partners report back needs nobody's leave; it closes when all have answered.
        if kind == Kind.REPORT_BACK or State.DONE not in standing:
            return ActionState.COMPLETE
        return ActionState.TO_ACCEPT
    if any(part != State.OPEN for part in standing):
        return ActionState.IN_PROGRESS
    return ActionState.OPEN


class Event(StrEnum):
    """What the audit trail calls each thing that happens to an action."""

    RECORDED = "actions.action.recorded"
    EDITED = "actions.action.edited"
    ENDED = "actions.action.ended"
    PARTNER_ADDED = "actions.partner.added"
    PERSON_NAMED = "actions.partner.person_named"
    PROGRESS_SAID = "actions.partner.progress_said"
    DONE = "actions.partner.done"
    ACCEPTED = "actions.partner.accepted"
    SENT_BACK = "actions.partner.sent_back"
    CARRIED_OVER = "actions.partner.carried_over"
    PARTNER_WITHDRAWN = "actions.partner.withdrawn"
    ESCALATED = "actions.escalation.raised"
    ESCALATION_ANSWERED = "actions.escalation.answered"
    COMMENTED = "actions.comment.added"
    REMINDERS_SET = "actions.reminders.set"
    LINK_SENT = "actions.link.sent"
    LINK_WITHDRAWN = "actions.link.withdrawn"
    ANSWERED_BY_LINK = "actions.partner.answered_by_link"
    GONE_THROUGH = "actions.log.gone_through"
    REVIEW_RECORDED = "actions.case_review.recorded"
    REVIEW_EDITED = "actions.case_review.edited"
    REVIEW_CLOSED = "actions.case_review.closed"
    ACCOUNT_READ = "actions.case_review.account_read"
    FILE_READ = "actions.file.read"
    EXPORTED = "actions.list.exported"
