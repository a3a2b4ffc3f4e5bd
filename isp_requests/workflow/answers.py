"""What can happen to an organisation's answer (part B) until it is decided."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, change_state, save
from isp_requests import consents, keeping, notifications
from isp_requests.completeness import why_not_decided
from isp_requests.identity import acts
from isp_requests.locking import lock_answer
from isp_requests.models import Asked, Decision, Question
from isp_requests.policies import sharing as policies
from isp_requests.states.answer import DISCLOSING_OUTCOMES, Event, Outcome, State
from isp_requests.states.words import HandOn, SeatOfSight, Why
from isp_requests.workflow.letting_in import let_in, let_out


def record_answer(
    event: str, asked: Asked, *, by: User, at: datetime, requester: bool = False, **details: Any
) -> None:
    """Record an act on the chain of the side that did it."""
    organisation = asked.sharing_request.organisation_id if requester else asked.organisation_id
    record(event, actor=by, subject=asked, at=at, chain=policies.chain_of(organisation), **details)


def _give(asked: Asked, officer: User, *, why: Why, by: User, at: datetime) -> None:
    let_out(asked, seats=(SeatOfSight.OFFICER,), by=by, at=at)
    let_in(
        asked.sharing_request,
        asked=asked,
        organisation=asked.organisation,
        person=officer,
        seat=SeatOfSight.OFFICER,
        why=why,
        by=by,
        at=at,
    )
    asked.officer, asked.allocated_at = officer, at
    if asked.state == State.RECEIVED:
        change_state(asked, to=State.ALLOCATED)
    save(asked, by=by, at=at)


@transaction.atomic
@acts
def allocate(*, asked: Asked, officer: User, by: User, at: datetime, on: date) -> Asked:
    """
    Give the request to an officer of the organisation, in place of the one who had it.

    Until the answer has ended somebody has it, also when what was supplied is in use and the officer leaves. What
    was decided stays as it is, under the name of who decided it.

    :raises Refused: if this person is not the organisation's contact, or the answer has ended
    :raises CannotBeDone: if that officer cannot answer it
    """
    asked = lock_answer(asked)
    policies.allocate.enforce(by, asked, on=on)
    if reason := policies.receive_allocation.refusal(officer, asked, on=on):
        raise CannotBeDone(reason)
    if asked.officer_id == officer.pk:
        raise CannotBeDone(f"{officer} has it already.")
    before = asked.officer_id
    _give(asked, officer, why=Why.ALLOCATED, by=by, at=at)
    notifications.something_waits(officer, event=Event.ALLOCATED, about=asked, at=at)
    record_answer(Event.ALLOCATED, asked, by=by, at=at, officer=officer.pk, in_place_of=before)
    return asked


@transaction.atomic
@acts
def take_on(*, asked: Asked, by: User, at: datetime, on: date) -> Asked:
    """
    Let the contact take it on; from then on they read it.

    :raises Refused: if this person is not the organisation's contact, has it already, or cannot answer it
    """
    asked = lock_answer(asked)
    policies.take_on.enforce(by, asked, on=on)
    before = asked.officer_id
    _give(asked, by, why=Why.TAKEN_ON, by=by, at=at)
    record_answer(Event.TAKEN_ON, asked, by=by, at=at, in_place_of=before)
    return asked


@transaction.atomic
@acts
def hand_on(*, asked: Asked, reason: str, by: User, at: datetime, on: date) -> Asked:
    """
    Hand it back to the contact, because the officer has an interest in the matter or cannot see to it.

    :raises Refused: if it is not with this person
    :raises CannotBeDone: if no reason is given
    """
    asked = lock_answer(asked)
    policies.hand_on.enforce(by, asked, on=on)
    if reason not in HandOn.values:
        raise CannotBeDone("Say why you hand it on.")
    change_state(asked, to=State.RECEIVED)
    asked.officer = asked.allocated_at = None
    save(asked, by=by, at=at)
    let_out(asked, seats=(SeatOfSight.OFFICER,), by=by, at=at)
    notifications.something_waits_at_the_desk(
        asked.organisation, event=Event.HANDED_ON, about=asked, at=at, on=on
    )
    record_answer(Event.HANDED_ON, asked, by=by, at=at, reason=reason)
    return asked


@transaction.atomic
@acts
def ask_question(*, asked: Asked, text: str, by: User, at: datetime, on: date) -> Question:
    """
    Ask the requester something; the clock stands still until they reply.

    :raises Refused: if it is not with this person, or a question is open
    """
    asked = lock_answer(asked)
    policies.ask_question.enforce(by, asked, on=on)
    change_state(asked, to=State.QUESTIONED)
    save(asked, by=by, at=at)
    question = Question(sharing_request=asked.sharing_request, asked=asked, asked_by=by, asked_at=at)
    save(question, by=by, at=at)
    keeping.keep(question, "question", {"text": text}, by=by, at=at)
    notifications.something_waits(
        asked.sharing_request.requested_by, event=Event.QUESTION_ASKED, about=asked, at=at
    )
    record_answer(Event.QUESTION_ASKED, asked, by=by, at=at)
    return question


@transaction.atomic
@acts
def answer_question(*, asked: Asked, text: str, by: User, at: datetime, on: date) -> Question:
    """
    Reply to the open question; the clock goes on.

    :raises Refused: if this person did not make the request, or no question is open
    """
    asked = lock_answer(asked)
    policies.answer_question.enforce(by, asked, on=on)
    question = asked.questions.select_for_update(no_key=True).get(answered_at__isnull=True)
    question.answered_by, question.answered_at = by, at
    save(question, by=by, at=at)
    keeping.keep(question, "reply", {"text": text}, by=by, at=at)
    change_state(asked, to=State.ALLOCATED)
    save(asked, by=by, at=at)
    if asked.officer is not None:
        notifications.something_waits(asked.officer, event=Event.QUESTION_ANSWERED, about=asked, at=at)
    record_answer(Event.QUESTION_ANSWERED, asked, by=by, at=at, requester=True)
    return question


@transaction.atomic
@acts
def keep_draft(*, asked: Asked, content: dict[str, Any], by: User, at: datetime, on: date) -> Asked:
    """
    Keep what the officer has written of the answer so far, sealed; nobody else reads it.

    :raises Refused: if it is not with this person
    """
    asked = lock_answer(asked)
    policies.decide.enforce(by, asked, on=on)
    keeping.keep(asked, "draft", content, by=by, at=at)
    record_answer(Event.DRAFT_KEPT, asked, by=by, at=at)
    return asked


# What of a decision's words the requester reads, and what only the side that decided.
WORDS_OF_DECISION = {
    "decision": (
        "reasons",
        "conditions",
        "why_not_told",
        "refer_to",
        "department",
        "address",
        "telephone",
    ),  # fmt: skip
    "handling": ("summary", "disclosed", "safe_address"),
}
CODES = (
    "is_with_consent",
    "person_told",
    "kinds",
    "grounds",
    "assurances",
    "is_welfare_weighed",
    "delivery",
    "marking",
)


@transaction.atomic
@acts
def decide(
    *,
    asked: Asked,
    outcome: str,
    codes: dict[str, Any],
    words: dict[str, str],
    by: User,
    at: datetime,
    on: date,
    second_authoriser: User | None = None,
) -> Decision:
    """
    Decide: a row is added, and of two at once exactly one stands.

    Reasons and conditions are sealed in the section `decision`, which the requester reads. The summary, what
    is to be disclosed and how a safe address was kept safe stand in `handling`, which stays on this side.

    :raises Refused: if it is not with this person, they asked themselves, or somebody was quicker
    :raises CannotBeDone: if something is missing, the way of delivery is not secure, or the second
        authoriser cannot be one
    """
    asked = lock_answer(asked)
    policies.decide.enforce(by, asked, on=on)
    if codes.keys() != set(CODES) or outcome not in Outcome.values:
        raise CannotBeDone("The answer is not complete. Go back to it and fill in what is missing.")
    consents.locked(asked.sharing_request)
    if reason := why_not_decided(
        asked, outcome=outcome, codes=codes, words=words, second_authoriser=second_authoriser, on=on
    ):
        raise CannotBeDone(reason)
    if second_authoriser is not None and (
        reason := policies.authorise_second.refusal(second_authoriser, asked, decided_by=by, on=on)
    ):
        raise CannotBeDone(reason)
    sharing_request = asked.sharing_request
    decision = Decision(
        sharing_request=sharing_request,
        asked=asked,
        number=asked.decisions.count() + 1,
        outcome=outcome,
        requested_by=sharing_request.requested_by,
        requester_name=sharing_request.requester_name,
        requester_position=sharing_request.requester_position,
        requester_organisation=sharing_request.organisation.name,
        decided_by=by,
        decided_at=at,
        second_authoriser=second_authoriser,
        **codes,
    )
    if outcome not in DISCLOSING_OUTCOMES:
        decision.delivery = ""
    save(decision, by=by, at=at)
    for section, names in WORDS_OF_DECISION.items():
        content = {name: words.get(name, "") for name in names}
        keeping.keep(decision, section, content, by=by, at=at)
    keeping.destroy_all(keeping.sections_of(asked).filter(name="draft"), at=at)
    if second_authoriser is None:
        _stand(asked, decision, by=by, at=at)
        record_answer(Event.DECIDED, asked, by=by, at=at, number=decision.number, outcome=outcome)
        return decision
    change_state(asked, to=State.TO_AUTHORISE)
    save(asked, by=by, at=at)
    let_in(
        sharing_request,
        asked=asked,
        organisation=asked.organisation,
        person=second_authoriser,
        seat=SeatOfSight.AUTHORISER,
        why=Why.AUTHORISES,
        by=by,
        at=at,
    )
    notifications.something_waits(second_authoriser, event=Event.PUT_TO_AUTHORISER, about=asked, at=at)
    record_answer(
        Event.PUT_TO_AUTHORISER,
        asked,
        by=by,
        at=at,
        number=decision.number,
        outcome=outcome,
        authoriser=second_authoriser.pk,
    )
    return decision


def _stand(asked: Asked, decision: Decision, *, by: User, at: datetime) -> None:
    change_state(asked, to=State.DECIDED)
    asked.decided_at = at
    save(asked, by=by, at=at)
    notifications.something_waits(asked.sharing_request.requested_by, event=Event.DECIDED, about=asked, at=at)


def _lock_decision(decision: Decision) -> tuple[Asked, Decision]:
    asked = lock_answer(decision.asked)
    decision = (
        Decision.objects.select_for_update(of=("self",), no_key=True)
        .select_related("decided_by", "second_authoriser")
        .get(pk=decision.pk)
    )
    decision.asked = asked
    return asked, decision


@transaction.atomic
@acts
def authorise(*, decision: Decision, by: User, at: datetime, on: date) -> Decision:
    """
    Say yes as the second authoriser; the decision stands from then on.

    :raises Refused: if this person is not named for it, or it is no longer waiting
    :raises CannotBeDone: if a consent that it rests on is gone in the meantime
    """
    asked, decision = _lock_decision(decision)
    policies.authorise.enforce(by, decision, on=on)
    if decision.discloses:
        consents.stand_still(asked, on=on)
    decision.authorised_at = at
    save(decision, by=by, at=at)
    _stand(asked, decision, by=by, at=at)
    let_out(asked, seats=(SeatOfSight.AUTHORISER,), by=by, at=at)
    record_answer(Event.AUTHORISED, asked, by=by, at=at, number=decision.number)
    return decision


@transaction.atomic
@acts
def refuse_authorisation(*, decision: Decision, reason: str, by: User, at: datetime, on: date) -> Decision:
    """
    Say no as the second authoriser, with a reason; it goes back to the officer, and the row stays.

    :raises Refused: if this person is not named for it, or it is no longer waiting
    """
    asked, decision = _lock_decision(decision)
    policies.authorise.enforce(by, decision, on=on)
    decision.superseded_at = at
    save(decision, by=by, at=at)
    keeping.keep(decision, "refusal", {"text": reason}, by=by, at=at)
    change_state(asked, to=State.ALLOCATED)
    save(asked, by=by, at=at)
    let_out(asked, seats=(SeatOfSight.AUTHORISER,), by=by, at=at)
    # Whoever decided may have left, and another has it now.
    notifications.something_waits(
        asked.officer or decision.decided_by, event=Event.NOT_AUTHORISED, about=asked, at=at
    )
    record_answer(Event.NOT_AUTHORISED, asked, by=by, at=at, number=decision.number)
    return decision


@transaction.atomic
@acts
def decide_anew(*, asked: Asked, by: User, at: datetime, on: date) -> Asked:
    """
    Open a decision again before anything was supplied by it; the row stays, superseded.

    One that waits for a second authoriser waits no more, and the officer is told.

    :raises Refused: if it is not with this person, or something was supplied
    """
    asked = lock_answer(asked)
    policies.decide_anew.enforce(by, asked, on=on)
    decision = asked.decisions.select_for_update(no_key=True).get(superseded_at__isnull=True)
    decision.superseded_at = at
    save(decision, by=by, at=at)
    change_state(asked, to=State.ALLOCATED)
    asked.decided_at = None
    save(asked, by=by, at=at)
    let_out(asked, seats=(SeatOfSight.AUTHORISER,), by=by, at=at)
    if asked.officer is not None and asked.officer != by:
        notifications.something_waits(asked.officer, event=Event.REOPENED, about=asked, at=at)
    record_answer(Event.REOPENED, asked, by=by, at=at, number=decision.number)
    return asked


@transaction.atomic
@acts
def close(*, asked: Asked, by: User, at: datetime, on: date) -> Asked:
    """
    Close an answer by which nothing is held.

    :raises Refused: if this person does not answer for the organisation, or something is still held
    """
    asked = lock_answer(asked)
    policies.close.enforce(by, asked, on=on)
    change_state(asked, to=State.CLOSED)
    asked.ended_at = at
    save(asked, by=by, at=at)
    record_answer(Event.CLOSED, asked, by=by, at=at)
    return asked
