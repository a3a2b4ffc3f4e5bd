"""Who may do what to actions. Each gives a reason to refuse, or ""."""

from dataclasses import dataclass
from datetime import date

from actions.models import Action, CaseReview, Escalation, Responsibility, organisations_answered_for
from actions.states import State
from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission
from csp_portal.core.policies import policy
from meetings.models import Meeting
from meetings.states.meeting import State as MeetingState

SECRETARIAT_ONLY = "Only the secretariat can do this. Ask the secretariat if something needs to change."
NOT_THEIRS = "This action is kept to other seats."
CLOSED = "This action is closed, so nothing about it changes any more. You can still comment on it."


@policy
def run_actions(user: User, *, on: date) -> str:
    """Let the secretariat record actions, carry them over, escalate them and end them."""
    return "" if user.holds(Permission.RUN_ACTIONS, on=on) else SECRETARIAT_ONLY


@policy
def read_action(user: User, action: Action, *, on: date) -> str:
    """Keep an action to the seats of its board, and one of a restricted item to those who may read the item."""
    if Action.objects.visible_to(user, on=on).filter(pk=action.pk).exists():
        return ""
    return NOT_THEIRS


@policy
def change_action(user: User, action: Action, *, on: date) -> str:
    """Let the secretariat change what is asked and of whom, until the action is closed."""
    return run_actions.refusal(user, on=on) or (CLOSED if action.is_closed else "")


@dataclass(frozen=True)
class Standing:
    """Where a person stands towards one action; asked for once, however many partners it has."""

    user_pk: int
    is_readable: bool
    runs: bool
    accepts: bool
    organisations: frozenset[int]

    def answer_refusal(self, part: Responsibility) -> str:
        """Say why this person may not answer for a partner, or ""."""
        if not self.is_readable:
            return NOT_THEIRS
        if not self.runs and part.organisation_id not in self.organisations:
            return f"Only those who sit on the board for {part.organisation} can answer for it."
        if part.action.ending or part.state in (State.ACCEPTED, State.WITHDRAWN):
            return "This part of the action is closed."
        if part.state == State.DONE:
            return "The answer is given. It can change once it is sent back."
        return ""

    def accept_refusal(self, part: Responsibility) -> str:
        """Say why this person may not accept a partner's answer or send it back, or ""."""
        if not self.is_readable:
            return NOT_THEIRS
        if not self.accepts:
            return "Only the secretariat or a co-chair can accept an answer or send it back."
        if part.action.ending or part.state != State.DONE:
            return "There is no answer waiting to be accepted."
        if part.done_by_id == self.user_pk and not self.runs:
            return "You gave this answer yourself, so somebody else accepts it."
        return ""

    def escalation_refusal(self, escalation: Escalation) -> str:
        """Say why this person may not answer as the chair, or ""."""
        if not self.is_readable:
            return NOT_THEIRS
        if escalation.answered_at is not None:
            return "The chair has answered."
        if escalation.chair_id == self.user_pk or self.runs:
            return ""
        return f"Only {escalation.chair}, or the secretariat for the chair, can answer this."


def standing(user: User, action: Action, *, on: date) -> Standing:
    """Find out where a person stands towards an action."""
    return Standing(
        user_pk=user.pk,
        is_readable=read_action.allows(user, action, on=on),
        runs=user.holds(Permission.RUN_ACTIONS, on=on),
        accepts=action.board.carries(Permission.ACCEPT_ACTIONS, user, on=on),
        organisations=frozenset(
            organisations_answered_for(user, on=on, board=action.board).values_list("pk", flat=True)
        ),
    )


@policy
def answer_part(user: User, part: Responsibility, *, on: date) -> str:
    """Let a partner answer through the seats it holds; the secretariat writes down what it is told."""
    return standing(user, part.action, on=on).answer_refusal(part)


@policy
def accept_part(user: User, part: Responsibility, *, on: date) -> str:
    """Let the secretariat or a co-chair accept an answer or send it back, though never one of their own."""
    return standing(user, part.action, on=on).accept_refusal(part)


@policy
def answer_escalation(user: User, escalation: Escalation, *, on: date) -> str:
    """Let the chair before whom an action was put answer, and the secretariat write the answer down."""
    return standing(user, escalation.action, on=on).escalation_refusal(escalation)


@policy
def comment(user: User, action: Action, *, on: date) -> str:
    """Let everybody who may read an action comment on it."""
    return read_action.refusal(user, action, on=on)


@policy
def send_link(user: User, part: Responsibility, address: str, *, on: date) -> str:
    """Let the secretariat send a link to somebody without an account, for a part that is still owed."""
    if refusal := run_actions.refusal(user, on=on) or answer_by_link.refusal(part):
        return refusal
    if User.objects.present().filter(email__iexact=address.strip()).exists():
        return "Whoever has this address can sign in, and answers in the portal. No link is needed."
    return ""


@policy
def answer_by_link(part: Responsibility) -> str:
    """Let a link answer a part that is still owed, and never one of a restricted item."""
    if part.action.is_restricted:
        return "The item that this came from is restricted, so nothing about it is sent by e-mail."
    if not part.is_outstanding:
        return "The answer is given, or is not needed any more."
    return ""


@policy
def go_through_log(user: User, meeting: Meeting, *, on: date) -> str:
    """Let the secretariat go through the log at a meeting that was not cancelled."""
    if refusal := run_actions.refusal(user, on=on):
        return refusal
    if meeting.state == MeetingState.CANCELLED:
        return "This meeting was cancelled, so it cannot go through the log."
    return ""


@policy
def read_account(user: User, review: CaseReview, *, on: date) -> str:
    """Keep the account of a case to the seats that are named for it, and to the secretariat."""
    if CaseReview.objects.account_open_to(user, on=on).filter(pk=review.pk).exists():
        return ""
    return "The account of the case is kept to the seats named for it. Its actions are open to the board."
