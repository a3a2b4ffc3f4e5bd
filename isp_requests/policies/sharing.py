"""
Who may do what to requests and answers, and who may read which section. Each gives a reason, or "".

Whoever does not take part has met 404 before any of these is asked.
"""

from dataclasses import dataclass
from datetime import date

from csp_portal.accounts.models import Organisation, User
from csp_portal.audit.models import PARTNER_CHAIN
from csp_portal.core.policies import policy
from isp_requests import identity, readiness
from isp_requests.models import (
    Asked,
    Consent,
    Decision,
    Participation,
    SealedSection,
    SharedFile,
    SharingRequest,
)
from isp_requests.states import answer as answers
from isp_requests.states import sharing_request as requests
from isp_requests.states.consent import Happened, Standing
from isp_requests.states.words import SeatOfSight

NOT_THEIRS = "This is kept to those who take part in the request."
REQUESTER_ONLY = "Only the officer who made the request can do this."
OFFICER_ONLY = "Only the disclosing officer to whom it is allocated can do this."
DESK_ONLY = "Only the single point of contact of the organisation asked, or the back-up, can do this."
READERS_OF_AN_ANSWER = (SeatOfSight.OFFICER, SeatOfSight.AUTHORISER, SeatOfSight.EMERGENCY)
# What is said between the two sides, or about what the requester holds.
FOR_BOTH_SIDES = ("question", "disclosure", "passingon", "correction", "legalhold", "accessconsultation")
NOT_NOW = "This cannot be done as the answer stands now."


@dataclass(frozen=True)
class Sight:
    """
    As what a person takes part in one request today; asked for once.

    `chain` names the chain of the audit on which what they do is recorded: that of their organisation.
    """

    is_requester: bool
    is_requester_desk: bool
    reads_as_requester: bool
    answers: frozenset[tuple[object, str]]
    chain: str

    def holds(self, asked_pk: object, *seats: str) -> bool:
        return any((asked_pk, seat) in self.answers for seat in seats)

    @property
    def is_anything(self) -> bool:
        return self.reads_as_requester or self.is_requester_desk or bool(self.answers)


def chain_of(organisation: Organisation | int) -> str:
    """Name an organisation's own chain of the audit."""
    return f"{PARTNER_CHAIN}{organisation if isinstance(organisation, int) else organisation.pk}"


def sight(user: User, sharing_request: SharingRequest, *, on: date) -> Sight:
    """Find out as what a person takes part in a request today."""
    rows = list(
        Participation.objects.of(user, on=on)
        .filter(sharing_request=sharing_request)
        .values_list("asked", "seat", "organisation")
    )
    asking = {seat for asked, seat, _ in rows if asked is None}
    return Sight(
        is_requester=SeatOfSight.REQUESTER in asking,
        is_requester_desk=SeatOfSight.DESK in asking,
        reads_as_requester=bool(asking & {SeatOfSight.REQUESTER, SeatOfSight.EMERGENCY}),
        answers=frozenset((asked, seat) for asked, seat, _ in rows if asked is not None),
        chain=chain_of(rows[0][2]) if rows else "",
    )


def _on_requesting_side(user: User, asked: Asked) -> bool:
    # Whoever has ever asked decides nothing about it, whatever duties they took up since.
    return (
        Participation.objects.filter(
            sharing_request=asked.sharing_request_id, asked__isnull=True, person=user
        ).exists()
        or asked.sharing_request.requested_by_id == user.pk
    )


# --- Part A ---------------------------------------------------------------------------------------
@policy
def ask(user: User, organisation: Organisation, *, on: date) -> str:
    """Let officers with an information-sharing duty ask on behalf of their organisation."""
    if organisation.pk in identity.acting(user, on=on).organisations:
        return ""
    return f"Only officers of {organisation} with an information-sharing duty can ask on its behalf."


@policy
def find_person(user: User, *, on: date) -> str:
    """Let the contacts of an organisation find whom its requests are about (ISP 7.4, 10.6)."""
    if identity.acting(user, on=on).desks:
        return ""
    return "Only an organisation's single point of contact, or the back-up, can look for a person."


@policy
def change_request(user: User, sharing_request: SharingRequest, *, on: date) -> str:
    """Let the requester write the request until it is sent."""
    if not sight(user, sharing_request, on=on).is_requester:
        return REQUESTER_ONLY
    return (
        "" if sharing_request.state == requests.State.DRAFT else "The request was sent, so it stays as it is."
    )


@policy
def send(user: User, sharing_request: SharingRequest, *, on: date) -> str:
    """Let the requester send it once they are ready to (ISP 8, yearly duties)."""
    return change_request.refusal(user, sharing_request, on=on) or readiness.why_not_ready(
        user, sharing_request.organisation, on=on
    )


@policy
def withdraw(user: User, sharing_request: SharingRequest, *, on: date) -> str:
    """Let the requester take the request back from those who have not decided."""
    if not sight(user, sharing_request, on=on).is_requester:
        return REQUESTER_ONLY
    if sharing_request.state != requests.State.SENT:
        return "Only a request that was sent and is open can be withdrawn."
    if not sharing_request.asked.filter(state__in=answers.UNDECIDED_STATES).exists():
        return "Every organisation has decided, so there is nothing left to withdraw."
    return ""


@policy
def close_request(user: User, sharing_request: SharingRequest, *, on: date) -> str:
    """Let the requester close what every organisation has answered for good."""
    if not sight(user, sharing_request, on=on).is_requester:
        return REQUESTER_ONLY
    if sharing_request.state != requests.State.SENT:
        return "Only a request that was sent can be closed."
    if sharing_request.asked.open().exists():
        return "An organisation's answer is still open. The request can be closed after it."
    return ""


@policy
def renew(user: User, sharing_request: SharingRequest, *, on: date) -> str:
    """Let the requester ask again without a form for each occurrence (ISP 8.3.4)."""
    if not sight(user, sharing_request, on=on).is_requester:
        return REQUESTER_ONLY
    if sharing_request.state not in (requests.State.SENT, requests.State.CLOSED):
        return "Only a request that was sent can be renewed."
    return ask.refusal(user, sharing_request.organisation, on=on)


@policy
def ask_in_emergency(user: User, *, on: date) -> str:
    """Let officers of the organisations that take part ask at all to read in an emergency."""
    if identity.acting(user, on=on).organisations:
        return ""
    return "Only officers with an information-sharing duty can read a request in an emergency."


@policy
def read_in_emergency(
    user: User, sharing_request: SharingRequest, organisation: Organisation, *, on: date
) -> str:
    """Let a trained officer of a side that takes part read what is another's, for an hour."""
    seen = sight(user, sharing_request, on=on)
    if seen.reads_as_requester or any(seat in READERS_OF_AN_ANSWER for _, seat in seen.answers):
        return "You read this request already."
    return readiness.why_not_ready(user, organisation, on=on)


@policy
def take_over_request(user: User, sharing_request: SharingRequest, *, on: date) -> str:
    """Let the contact of the requester's own organisation take a request on, on record."""
    seen = sight(user, sharing_request, on=on)
    if seen.is_requester:
        return "You have this request already."
    return "" if seen.is_requester_desk else NOT_THEIRS


# --- Consent --------------------------------------------------------------------------------------
@policy
def record_consent(user: User, sharing_request: SharingRequest, *, on: date) -> str:
    """Let the requester, and an officer who answers, record a consent that they witnessed (consent form)."""
    seen = sight(user, sharing_request, on=on)
    if sharing_request.state not in (requests.State.DRAFT, requests.State.SENT):
        return "The request has ended, so no consent is recorded with it any more."
    if seen.is_requester or any(seat == SeatOfSight.OFFICER for _, seat in seen.answers):
        return ""
    return "Only the officer who made the request, and those who answer it, can record a consent."


@policy
def take_back_consent(user: User, consent: Consent, *, on: date) -> str:
    """Let anybody who reads the request record that consent was taken back: it must not wait for one officer."""
    seen = sight(user, consent.sharing_request, on=on)
    if not seen.is_requester and not any(
        seat in (SeatOfSight.OFFICER, SeatOfSight.AUTHORISER) for _, seat in seen.answers
    ):
        return NOT_THEIRS
    return "" if consent.standing(on=on) != Standing.WITHDRAWN else "It was taken back already."


@policy
def record_other_ground(user: User, consent: Consent, *, on: date) -> str:
    """Let the requester record another ground once a consent is gone (ISP 6)."""
    if not sight(user, consent.sharing_request, on=on).is_requester:
        return REQUESTER_ONLY
    if consent.sharing_request.state not in (requests.State.DRAFT, requests.State.SENT):
        return "The request has ended, so nothing rests on the consent any more."
    if consent.standing(on=on) == Standing.STANDS:
        return "The consent stands, so no other ground is needed in its place."
    return "" if consent.event(Happened.OTHER_GROUND) is None else "Another ground is recorded already."


# --- Part B ---------------------------------------------------------------------------------------
@policy
def allocate(user: User, asked: Asked, *, on: date) -> str:
    """Let the single point of contact give it to an officer, or to another one when that one leaves (ISP 7.4)."""
    if not sight(user, asked.sharing_request, on=on).holds(asked.pk, SeatOfSight.DESK):
        return DESK_ONLY
    return (
        "" if asked.state not in answers.ENDED_STATES else "The answer has ended, so nobody has it any more."
    )


@policy
def take_on(user: User, asked: Asked, *, on: date) -> str:
    """Let the single point of contact take it on; only then do they read it."""
    if reason := allocate.refusal(user, asked, on=on):
        return reason
    if asked.officer_id == user.pk:
        return "You have it already."
    return receive_allocation.refusal(user, asked, on=on)


@policy
def receive_allocation(officer: User, asked: Asked, *, on: date) -> str:
    """Whether an officer can be given the request at all, in the place of another or not."""
    if (
        asked.state == answers.State.TO_AUTHORISE
        and asked.decisions.filter(superseded_at__isnull=True, second_authoriser=officer).exists()
    ):
        return f"{officer} is asked to authorise the decision, so somebody else has the request."
    return _answer_refusal(officer, asked, on=on)


def _answer_refusal(officer: User, asked: Asked, *, on: date) -> str:
    if _on_requesting_side(officer, asked):
        return f"{officer} took part in asking, so somebody else answers."
    return readiness.why_not_ready(officer, asked.organisation, on=on)


def _officer_refusal(user: User, asked: Asked, *states: str, on: date) -> str:
    if not sight(user, asked.sharing_request, on=on).holds(asked.pk, SeatOfSight.OFFICER):
        return OFFICER_ONLY
    if asked.state not in states:
        return NOT_NOW
    return _answer_refusal(user, asked, on=on)


@policy
def hand_on(user: User, asked: Asked, *, on: date) -> str:
    """Let an officer with an interest in the matter hand it back to the contact."""
    if not sight(user, asked.sharing_request, on=on).holds(asked.pk, SeatOfSight.OFFICER):
        return OFFICER_ONLY
    return "" if asked.state == answers.State.ALLOCATED else NOT_NOW


@policy
def ask_question(user: User, asked: Asked, *, on: date) -> str:
    """Let the disclosing officer ask the requester something; the clock stands meanwhile."""
    return _officer_refusal(user, asked, answers.State.ALLOCATED, on=on)


@policy
def answer_question(user: User, asked: Asked, *, on: date) -> str:
    """Let the requester reply."""
    if not sight(user, asked.sharing_request, on=on).is_requester:
        return REQUESTER_ONLY
    return "" if asked.state == answers.State.QUESTIONED else "There is no question waiting for a reply."


@policy
def decide(user: User, asked: Asked, *, on: date) -> str:
    """Let the disclosing officer decide, never the person who asked (ISP 6.2, 9)."""
    return _officer_refusal(user, asked, answers.State.ALLOCATED, on=on)


@policy
def authorise_second(authoriser: User, asked: Asked, *, decided_by: User, on: date) -> str:
    """Whether a person can be the second authoriser: of the same organisation, and a third person."""
    if authoriser.pk == decided_by.pk:
        return "The second authoriser is somebody else than the person who decides."
    return _answer_refusal(authoriser, asked, on=on)


@policy
def authorise(user: User, decision: Decision, *, on: date) -> str:
    """Let the person named as second authoriser say yes or no."""
    asked = decision.asked
    if not sight(user, asked.sharing_request, on=on).holds(asked.pk, SeatOfSight.AUTHORISER):
        return "Only the person named as second authoriser can do this."
    if asked.state != answers.State.TO_AUTHORISE or decision.superseded_at is not None:
        return NOT_NOW
    if decision.second_authoriser_id != user.pk:
        return "Only the person named as second authoriser can do this."
    return authorise_second.refusal(user, asked, decided_by=decision.decided_by, on=on)


@policy
def decide_anew(user: User, asked: Asked, *, on: date) -> str:
    """
    Let the disclosing officer take a decision anew until something was supplied by it.

    The contact takes back one that waits for a second authoriser: that person may have left (ISP 7.4).
    """
    if asked.state == answers.State.TO_AUTHORISE and sight(user, asked.sharing_request, on=on).holds(
        asked.pk, SeatOfSight.DESK
    ):
        return ""
    return _officer_refusal(user, asked, answers.State.DECIDED, on=on)


@policy
def supply(user: User, asked: Asked, *, on: date) -> str:
    """Let the disclosing officer hand over what was decided, and more later under the same request (ISP 8.3.4)."""
    if reason := _officer_refusal(user, asked, answers.State.DECIDED, answers.State.IN_USE, on=on):
        return reason
    decision = asked.standing_decision
    if decision is None or not decision.discloses or not decision.is_complete:
        return "Nothing is supplied without a decision to disclose."
    return ""


@policy
def attach(user: User, asked: Asked, *, on: date) -> str:
    """Let the disclosing officer put files with what will be supplied."""
    states = (answers.State.ALLOCATED, answers.State.DECIDED, answers.State.IN_USE)
    return _officer_refusal(user, asked, *states, on=on)


@policy
def confirm_receipt(user: User, asked: Asked, *, on: date) -> str:
    """Let the requester confirm that it came."""
    if not sight(user, asked.sharing_request, on=on).is_requester:
        return REQUESTER_ONLY
    return "" if asked.state == answers.State.SUPPLIED else "Nothing waits to be confirmed."


@policy
def certify(user: User, asked: Asked, *, on: date) -> str:
    """Let the recipient review what they hold, and certify that it was returned or destroyed (ISP 10.5.2)."""
    if not sight(user, asked.sharing_request, on=on).is_requester:
        return REQUESTER_ONLY
    return "" if asked.state == answers.State.IN_USE else "Nothing from this organisation is in use."


review = certify


@policy
def close(user: User, asked: Asked, *, on: date) -> str:
    """Let the organisation asked close its answer once nothing is held by it."""
    if not sight(user, asked.sharing_request, on=on).holds(asked.pk, SeatOfSight.OFFICER, SeatOfSight.DESK):
        return OFFICER_ONLY
    if asked.state == answers.State.CERTIFIED:
        return ""
    decision = asked.standing_decision
    if asked.state == answers.State.DECIDED and decision is not None and not decision.discloses:
        return ""
    return "What was supplied has not been certified as returned or destroyed yet."


# --- Reading --------------------------------------------------------------------------------------
@policy
def read_section(user: User, section: SealedSection, *, on: date, sight: Sight | None = None) -> str:
    """
    Keep each section to those who need it.

    Part A: the requester, and once it is sent the officer allocated and the second authoriser, until the
    request is withdrawn. Part B: those two at any time; the requester what was asked of them, decided
    and supplied. The contacts of both sides read nothing before taking it on. Whoever reads in an
    emergency reads what their own side does.
    """
    seen = sight or _sight(user, section, on=on)
    if section.asked_id is None:
        return "" if seen.reads_as_requester or _reads_part_a(section, seen) else NOT_THEIRS
    asked = section.asked
    assert asked is not None  # noqa: S101 - its key is set
    if seen.holds(asked.pk, *READERS_OF_AN_ANSWER):
        return "" if asked.state != answers.State.WITHDRAWN else NOT_THEIRS
    if not seen.reads_as_requester:
        return NOT_THEIRS
    return "" if _is_for_the_requester(section) else NOT_THEIRS


@policy
def read_answer(user: User, asked: Asked, *, on: date) -> str:
    """Let the requester, the officer and the second authoriser open what was asked, decided and disclosed."""
    seen = sight(user, asked.sharing_request, on=on)
    if seen.reads_as_requester:
        return ""
    if seen.holds(asked.pk, *READERS_OF_AN_ANSWER):
        return "" if asked.state != answers.State.WITHDRAWN else NOT_THEIRS
    return NOT_THEIRS


def _sight(user: User, section: SealedSection, *, on: date) -> Sight:
    assert section.sharing_request is not None  # noqa: S101 - those of breaches have a policy of their own
    return sight(user, section.sharing_request, on=on)


def _reads_part_a(section: SealedSection, seen: Sight) -> bool:
    holding = [
        asked
        for asked in Asked.objects.filter(
            sharing_request=section.sharing_request_id, received_at__isnull=False
        )
        if seen.holds(asked.pk, *READERS_OF_AN_ANSWER)
    ]
    return any(asked.state != answers.State.WITHDRAWN for asked in holding)


def _is_for_the_requester(section: SealedSection) -> bool:
    model = section.model.partition(".")[2]
    if model in FOR_BOTH_SIDES:
        return True
    if model == "decision" and section.name == "decision":
        decision = Decision.objects.filter(pk=section.record).first()
        return decision is not None and decision.is_complete
    if model == "sharedfile":
        return SharedFile.objects.filter(pk=section.record, disclosure__isnull=False).exists()
    return False


# --- Choices --------------------------------------------------------------------------------------
def officers_of(asked: Asked, *, on: date) -> list[User]:
    """List who of the organisation asked could answer, for allocation and as second authoriser."""
    duties = asked.organisation.duties.in_force(on).filter(role__in=identity.SHARING_ROLES)  # type: ignore[attr-defined]
    return [
        person
        for person in User.objects.present().filter(duties__in=duties).distinct().in_order()
        if receive_allocation.allows(person, asked, on=on)
    ]
