"""What can happen once something was disclosed: passing on, corrections, holds, subject access (ISP 10)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.core.workflow import CannotBeDone, save
from isp_requests import clocks, keeping, notifications
from isp_requests.identity import acts
from isp_requests.locking import lock_answer
from isp_requests.models import AccessConsultation, Asked, Correction, LegalHold, PassingOn
from isp_requests.policies import afterwards as policies
from isp_requests.policies.sharing import sight
from isp_requests.states.afterwards import Event, Exemption
from isp_requests.states.answer import ENDED_STATES
from isp_requests.workflow.answers import record_answer

# An inquiry of the person is answered within a month of the day on which it came (UK GDPR 12(3)).
INQUIRY_MONTHS = 1


def _locked(row: Any) -> Any:
    """Lock the answer, then the row of it."""
    asked = lock_answer(row.asked)
    locked = type(row).objects.select_for_update(no_key=True).get(pk=row.pk)
    locked.asked, locked.sharing_request = asked, asked.sharing_request
    return locked


# --- Passing on -----------------------------------------------------------------------------------
@transaction.atomic
@acts
def ask_to_pass_on(
    *, asked: Asked, to: str, why: str, is_emergency: bool, by: User, at: datetime, on: date
) -> PassingOn:
    """
    Ask the source for leave to pass on what it disclosed; in an emergency record that it was passed on.

    :raises Refused: if this person did not make the request, or nothing is held
    :raises CannotBeDone: if it does not say to whom and why
    """
    asked = lock_answer(asked)
    policies.ask_to_pass_on.enforce(by, asked, on=on)
    if not to.strip() or not why.strip():
        raise CannotBeDone("Say to whom it goes, and why they need it.")
    row = PassingOn(
        sharing_request=asked.sharing_request,
        asked=asked,
        is_emergency=is_emergency,
        asked_by=by,
        asked_at=at,
    )
    save(row, by=by, at=at)
    keeping.keep(row, "asking", {"to": to, "why": why}, by=by, at=at)
    event = Event.PASSED_ON_URGENTLY if is_emergency else Event.PASSING_ON_ASKED
    notifications.something_waits_with_the_source(asked, event=event, about=asked, at=at, on=on)
    record_answer(event, asked, by=by, at=at, requester=True)
    return row


@transaction.atomic
@acts
def answer_passing_on(
    *, passing_on: PassingOn, is_allowed: bool, words: str, by: User, at: datetime, on: date
) -> PassingOn:
    """
    Give leave to pass it on, under conditions, or give none, with a reason.

    :raises Refused: if this person does not answer the request, or nobody waits
    :raises CannotBeDone: if leave is refused without a reason
    """
    row: PassingOn = _locked(passing_on)
    policies.answer_passing_on.enforce(by, row, on=on)
    if not is_allowed and not words.strip():
        raise CannotBeDone("Say why it may not be passed on.")
    row.is_allowed, row.answered_by, row.answered_at = is_allowed, by, at
    save(row, by=by, at=at)
    keeping.keep(row, "leave", {"text": words}, by=by, at=at)
    event = Event.PASSING_ON_ALLOWED if is_allowed else Event.PASSING_ON_REFUSED
    notifications.something_waits(row.sharing_request.requested_by, event=event, about=row.asked, at=at)
    record_answer(event, row.asked, by=by, at=at)
    return row


# --- Corrections ----------------------------------------------------------------------------------
@transaction.atomic
@acts
def correct(*, asked: Asked, wrong: str, right: str, by: User, at: datetime, on: date) -> list[Correction]:
    """
    Put right what was wrong, and tell everybody who got it (ISP 10.4.1).

    What the requester said in part A every organisation asked has got; what one organisation disclosed,
    the requester has.

    :raises Refused: if it is not this person's to put right, or nothing is held
    :raises CannotBeDone: if it does not say what is wrong and what is right
    """
    asked = lock_answer(asked)
    policies.correct.enforce(by, asked, on=on)
    if not wrong.strip() or not right.strip():
        raise CannotBeDone("Say what was wrong, and what is right.")
    is_of_request = sight(by, asked.sharing_request, on=on).is_requester
    recipients = [asked]
    if is_of_request:
        recipients = list(
            asked.sharing_request.asked.exclude(state__in=ENDED_STATES)
            .select_related("organisation", "officer", "sharing_request__organisation")
            .order_by("pk")
        )
    rows = []
    for recipient in recipients:
        row = Correction(
            sharing_request=asked.sharing_request,
            asked=recipient,
            is_of_request=is_of_request,
            made_by=by,
            made_at=at,
        )
        save(row, by=by, at=at)
        keeping.keep(row, "correction", {"wrong": wrong, "right": right}, by=by, at=at)
        if is_of_request:
            notifications.something_waits_with_the_source(
                recipient, event=Event.CORRECTED, about=recipient, at=at, on=on
            )
        rows.append(row)
    if not is_of_request:
        notifications.something_waits(
            asked.sharing_request.requested_by, event=Event.CORRECTED, about=asked, at=at
        )
    record_answer(Event.CORRECTED, asked, by=by, at=at, requester=is_of_request, told=len(rows))
    return rows


@transaction.atomic
@acts
def confirm_correction(*, correction: Correction, by: User, at: datetime, on: date) -> Correction:
    """
    Confirm that one's own copies are put right, and whoever they were passed on to is told.

    :raises Refused: if this person is not of the other side, or it is confirmed already
    """
    row: Correction = _locked(correction)
    policies.confirm_correction.enforce(by, row, on=on)
    row.confirmed_by, row.confirmed_at = by, at
    save(row, by=by, at=at)
    notifications.something_waits(row.made_by, event=Event.CORRECTION_CONFIRMED, about=row.asked, at=at)
    record_answer(Event.CORRECTION_CONFIRMED, row.asked, by=by, at=at, requester=not row.is_of_request)
    return row


# --- Legal hold -----------------------------------------------------------------------------------
@transaction.atomic
@acts
def place_hold(*, asked: Asked, why: str, review_on: date, by: User, at: datetime, on: date) -> LegalHold:
    """
    Stop every destruction of what belongs to an answer, until the hold is lifted.

    :raises Refused: if this person reads nothing of it, or a hold stands
    :raises CannotBeDone: if no reason is given, or the day of the review is not ahead
    """
    asked = lock_answer(asked)
    policies.place_hold.enforce(by, asked, on=on)
    if not why.strip():
        raise CannotBeDone("Say which proceedings need it.")
    if review_on <= on:
        raise CannotBeDone("The day of the review has passed. Choose a later one.")
    is_requesters = sight(by, asked.sharing_request, on=on).is_requester
    row = LegalHold(
        sharing_request=asked.sharing_request,
        asked=asked,
        is_requesters=is_requesters,
        placed_by=by,
        placed_at=at,
        review_on=review_on,
    )
    save(row, by=by, at=at)
    keeping.keep(row, "hold", {"why": why}, by=by, at=at)
    if is_requesters:
        notifications.something_waits_with_the_source(asked, event=Event.HELD, about=asked, at=at, on=on)
    else:
        notifications.something_waits(
            asked.sharing_request.requested_by, event=Event.HELD, about=asked, at=at
        )
    record_answer(Event.HELD, asked, by=by, at=at, requester=is_requesters, review_on=review_on)
    return row


@transaction.atomic
@acts
def lift_hold(*, hold: LegalHold, by: User, at: datetime, on: date) -> LegalHold:
    """
    Lift a hold; the clock of what is destroyed goes on.

    :raises Refused: if this person is not of the side that placed it, or it is lifted already
    """
    row: LegalHold = _locked(hold)
    policies.lift_hold.enforce(by, row, on=on)
    row.lifted_by, row.lifted_at = by, at
    save(row, by=by, at=at)
    record_answer(Event.RELEASED, row.asked, by=by, at=at, requester=row.is_requesters)
    return row


# --- Subject access -------------------------------------------------------------------------------
@transaction.atomic
@acts
def consult_source(
    *, asked: Asked, received_on: date, question: str, by: User, at: datetime, on: date
) -> AccessConsultation:
    """
    Ask the source what is exempt, because the person wants to see what is held about them (ISP 10.6).

    :raises Refused: if this person did not make the request, or nothing is held
    :raises CannotBeDone: if the inquiry would have come on a day ahead
    """
    asked = lock_answer(asked)
    policies.consult_source.enforce(by, asked, on=on)
    if received_on > on:
        raise CannotBeDone("The day on which the inquiry came cannot lie ahead.")
    row = AccessConsultation(
        sharing_request=asked.sharing_request,
        asked=asked,
        received_on=received_on,
        due_on=clocks.months_later(received_on, INQUIRY_MONTHS),
        asked_by=by,
        asked_at=at,
    )
    save(row, by=by, at=at)
    keeping.keep(row, "question", {"text": question}, by=by, at=at)
    notifications.something_waits_with_the_source(asked, event=Event.CONSULTED, about=asked, at=at, on=on)
    record_answer(Event.CONSULTED, asked, by=by, at=at, requester=True, due_on=row.due_on)
    return row


@transaction.atomic
@acts
def answer_consultation(
    *, consultation: AccessConsultation, exemption: str, words: str, by: User, at: datetime, on: date
) -> AccessConsultation:
    """
    Say what is exempt, and by which exemption; whoever got the inquiry decides.

    :raises Refused: if this person does not answer the request, or it is answered already
    :raises CannotBeDone: if something is exempt and nothing says why
    """
    row: AccessConsultation = _locked(consultation)
    policies.answer_consultation.enforce(by, row, on=on)
    if exemption not in Exemption.values:
        raise CannotBeDone("Say whether anything is exempt.")
    if exemption != Exemption.NONE and not words.strip():
        raise CannotBeDone("Say which part is exempt, and by which exemption.")
    row.exemption, row.answered_by, row.answered_at = exemption, by, at
    save(row, by=by, at=at)
    keeping.keep(row, "view", {"text": words}, by=by, at=at)
    notifications.something_waits(row.asked_by, event=Event.CONSULTATION_ANSWERED, about=row.asked, at=at)
    record_answer(Event.CONSULTATION_ANSWERED, row.asked, by=by, at=at, exemption=exemption)
    return row
