"""Who may do what once something was disclosed (ISP 10). Each gives a reason, or ""."""

from datetime import date

from csp_portal.accounts.models import User
from csp_portal.core.policies import policy
from isp_requests.models import AccessConsultation, Asked, Correction, LegalHold, PassingOn
from isp_requests.policies.sharing import NOT_NOW, NOT_THEIRS, OFFICER_ONLY, REQUESTER_ONLY, sight
from isp_requests.states.answer import ENDED_STATES, State
from isp_requests.states.words import SeatOfSight

# The requester holds something of the organisation's.
HELD_STATES = (State.SUPPLIED, State.IN_USE)


def _requester_refusal(user: User, asked: Asked, *, on: date) -> str:
    if not sight(user, asked.sharing_request, on=on).is_requester:
        return REQUESTER_ONLY
    return "" if asked.state in HELD_STATES else "Nothing from this organisation is held."


def _officer_refusal(user: User, asked: Asked, *, on: date) -> str:
    seen = sight(user, asked.sharing_request, on=on)
    return "" if seen.holds(asked.pk, SeatOfSight.OFFICER) else OFFICER_ONLY


@policy
def ask_to_pass_on(user: User, asked: Asked, *, on: date) -> str:
    """Let the requester ask for leave to pass on what they hold, or record that they had to (ISP 10.5.2)."""
    return _requester_refusal(user, asked, on=on)


@policy
def answer_passing_on(user: User, passing_on: PassingOn, *, on: date) -> str:
    """Let the disclosing officer give leave or not."""
    if reason := _officer_refusal(user, passing_on.asked, on=on):
        return reason
    if passing_on.is_emergency or passing_on.answered_at is not None:
        return "Nobody waits for leave any more."
    return ""


@policy
def correct(user: User, asked: Asked, *, on: date) -> str:
    """
    Let each side put right what is its own (ISP 10.4.1).

    The requester what part A said, the disclosing officer what was disclosed.
    """
    seen = sight(user, asked.sharing_request, on=on)
    if seen.is_requester:
        return "" if asked.state not in ENDED_STATES else NOT_NOW
    if reason := _officer_refusal(user, asked, on=on):
        return reason
    return "" if asked.state in HELD_STATES else "Nothing that you disclosed is held."


@policy
def confirm_correction(user: User, correction: Correction, *, on: date) -> str:
    """Let the other side confirm that its copies are put right."""
    if correction.confirmed_at is not None:
        return "It is confirmed already."
    if correction.is_of_request:
        return _officer_refusal(user, correction.asked, on=on)
    return "" if sight(user, correction.asked.sharing_request, on=on).is_requester else REQUESTER_ONLY


@policy
def place_hold(user: User, asked: Asked, *, on: date) -> str:
    """Let either side say that nothing may be destroyed while proceedings need it."""
    seen = sight(user, asked.sharing_request, on=on)
    if not seen.is_requester and not seen.holds(asked.pk, SeatOfSight.OFFICER):
        return NOT_THEIRS
    if LegalHold.objects.filter(asked=asked, lifted_at__isnull=True).exists():
        return "A legal hold stands already."
    return ""


@policy
def lift_hold(user: User, hold: LegalHold, *, on: date) -> str:
    """Let the side that placed a hold lift it; who placed it may have left."""
    if hold.lifted_at is not None:
        return "It is lifted already."
    seen = sight(user, hold.asked.sharing_request, on=on)
    may = seen.is_requester if hold.is_requesters else seen.holds(hold.asked_id, SeatOfSight.OFFICER)
    return "" if may else "Only the side that placed the hold lifts it."


@policy
def consult_source(user: User, asked: Asked, *, on: date) -> str:
    """Let the requester ask the source what is exempt, when the person wants to see it (ISP 10.6)."""
    return _requester_refusal(user, asked, on=on)


@policy
def answer_consultation(user: User, consultation: AccessConsultation, *, on: date) -> str:
    """Let the disclosing officer say what is exempt."""
    if reason := _officer_refusal(user, consultation.asked, on=on):
        return reason
    return "" if consultation.answered_at is None else "It is answered already."
