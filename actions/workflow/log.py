"""Going through the log of actions at a meeting."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from actions import policies
from actions.models import Action, LogEntry
from actions.states import Event, State
from actions.workflow import records
from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone
from meetings.models import Meeting

Outcome = LogEntry.Outcome


@dataclass(frozen=True)
class Decision:
    """What a meeting decided about an action: each outcome reads what it needs."""

    outcome: LogEntry.Outcome
    due: records.Due | None = None
    chair: User | None = None
    ending: str = ""


@transaction.atomic
def go_through(
    *, action: Action, meeting: Meeting, decision: Decision, said: str, by: User, at: datetime, on: date
) -> LogEntry:
    """
    Keep what a meeting said about an action, and do what it decided: accept the answers, carry over what is
    still owed (the old day stays), put it before a chair, or end it.

    :raises Refused: if this person does not run actions, or may not accept an answer
    :raises CannotBeDone: if what was decided does not fit the action
    """
    policies.go_through_log.enforce(by, meeting, on=on)
    action = records._lock(action)
    policies.read_action.enforce(by, action, on=on)
    if action.board_id != meeting.board_id:
        raise CannotBeDone("That action is of another board.")
    match decision.outcome:
        case Outcome.ACCEPTED:
            answered = list(action.responsibilities.filter(state=State.DONE))
            if not answered:
                raise CannotBeDone("There is no answer to accept. Note what was said instead.")
            for part in answered:
                records.accept(part=part, by=by, at=at, on=on, text=said)
        case Outcome.CARRIED_OVER:
            owing = list(action.responsibilities.outstanding())
            if not owing or decision.due is None:
                raise CannotBeDone("Nobody owes an answer, so there is nothing to carry over.")
            records.carry_over(action=action, parts=owing, due=decision.due, reason=said, by=by, at=at, on=on)
        case Outcome.ESCALATED:
            if decision.chair is None:
                raise CannotBeDone("Choose the chair before whom it is put.")
            records.escalate(action=action, chair=decision.chair, reason=said, by=by, at=at, on=on)
        case Outcome.ENDED:
            records.end_action(
                action=action,
                ending=decision.ending,
                reason=said,
                decided_by=f"{meeting.board.name} on {meeting.on.day} {meeting.on:%B %Y}"[:150],
                by=by,
                at=at,
                on=on,
            )
        case Outcome.NOTED if not said:
            raise CannotBeDone("Enter what was said.")
    entry = LogEntry.objects.create(
        action=action, meeting=meeting, outcome=decision.outcome, said=said, written_by=by, written_at=at
    )
    record(
        Event.GONE_THROUGH,
        actor=by,
        subject=entry,
        at=at,
        reference=action.slug,
        meeting=meeting.reference,
        outcome=str(decision.outcome),
    )
    return entry
