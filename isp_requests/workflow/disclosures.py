"""What is handed over under a decision, confirmed, reviewed, certified; and what was said in an emergency before."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction

from csp_portal.accounts.models import Organisation, User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, change_state, save
from csp_portal.documents.intake import TakenIn
from isp_requests import clocks, consents, door, keeping, notifications
from isp_requests.completeness import INSECURE
from isp_requests.identity import acts
from isp_requests.locking import lock_answer
from isp_requests.models import (
    Asked,
    Concerned,
    Correction,
    Decision,
    Disclosure,
    LegalHold,
    ProtocolEdition,
    SharedFile,
    SharingRequest,
    Urgency,
)
from isp_requests.models.editions import usual_marking
from isp_requests.policies import sharing as policies
from isp_requests.references import drawn
from isp_requests.states import sharing_request as requests
from isp_requests.states.answer import Event, Outcome, State
from isp_requests.states.words import (
    INSECURE_DELIVERIES,
    Ending,
    PersonRole,
    SeatOfSight,
    Told,
    Why,
)
from isp_requests.workflow.answers import WORDS_OF_DECISION, record_answer
from isp_requests.workflow.letting_in import let_in
from isp_requests.workflow.requests import REFERENCE

MOST_FILES = 20


@transaction.atomic
@acts
def add_file(*, asked: Asked, taken: TakenIn, filename: str, by: User, at: datetime, on: date) -> SharedFile:
    """
    Add a cleaned file to what will be supplied; it is sealed, and the requester sees it once it is supplied.

    :raises Refused: if it is not with this person
    :raises CannotBeDone: if there are as many as one answer can have
    """
    asked = lock_answer(asked)
    policies.attach.enforce(by, asked, on=on)
    if asked.files.filter(disclosure__isnull=True, taken_out_at__isnull=True).count() >= MOST_FILES:
        raise CannotBeDone(f"At most {MOST_FILES} files are supplied at once. Put some of them together.")
    file = SharedFile(
        sharing_request=asked.sharing_request,
        asked=asked,
        size=len(taken.pdf),
        pages=taken.pages,
        added_by=by,
        added_at=at,
    )
    save(file, by=by, at=at)
    keeping.keep(file, "file", taken.pdf, by=by, at=at)
    keeping.keep(file, "name", {"name": filename}, by=by, at=at)
    record_answer(requests.Event.FILE_ADDED, asked, by=by, at=at)
    return file


@transaction.atomic
@acts
def take_out_file(*, file: SharedFile, by: User, at: datetime, on: date) -> SharedFile:
    """
    Take a file out of what will be supplied; its content is destroyed.

    :raises Refused: if it is not with this person
    :raises CannotBeDone: if it was supplied
    """
    assert file.asked is not None  # noqa: S101 - a file of an answer
    asked = lock_answer(file.asked)
    policies.attach.enforce(by, asked, on=on)
    file = SharedFile.objects.select_for_update(no_key=True).get(pk=file.pk)
    if file.disclosure_id is not None:
        raise CannotBeDone("This file was supplied already, so it stays on record.")
    if file.taken_out_at is None:
        file.taken_out_at = at
        save(file, by=by, at=at)
        keeping.destroy_all(keeping.sections_of(file), at=at)
        record_answer(requests.Event.FILE_TAKEN_OUT, asked, by=by, at=at)
    return file


@transaction.atomic
@acts
def supply(
    *,
    asked: Asked,
    by: User,
    at: datetime,
    on: date,
    review_on: date | None = None,
    further: str = "",
) -> Disclosure:
    """
    Hand over what was decided; the requester reads it from then on.

    The first disclosure says what the decision says. Later ones under the same request (ISP 8.3.4) say
    `further`. Whether it is still needed is asked on `review_on`, or else after the months of the edition.

    :raises Refused: if it is not with this person, or there is no complete decision to disclose
    :raises CannotBeDone: if a further disclosure says nothing, or a consent is gone with nothing in its place
    """
    asked = lock_answer(asked)
    policies.supply.enforce(by, asked, on=on)
    consents.stand_still(asked, on=on)
    decision = asked.decisions.select_for_update(no_key=True).get(superseded_at__isnull=True)
    words = door.unseal(decision, "handling", by=by, at=at, on=on)
    terms = door.unseal(decision, "decision", by=by, at=at, on=on)
    number = asked.disclosures.count() + 1
    text = further if number > 1 else words.get("disclosed", "")
    if not text.strip():
        raise CannotBeDone("Write what is disclosed.")
    disclosure = Disclosure(
        sharing_request=asked.sharing_request,
        asked=asked,
        decision=decision,
        number=number,
        delivery=decision.delivery,
        supplied_by=by,
        supplied_at=at,
        review_on=review_on or _last_review(asked.sharing_request, on=on),
    )
    save(disclosure, by=by, at=at)
    content = {"text": text, "conditions": terms.get("conditions", "")}
    keeping.keep(disclosure, "disclosed", content, by=by, at=at)
    if number == 1:
        # What was disclosed is kept once, so that destroying the disclosure destroys it; in a backup, too.
        left = {name: value for name, value in words.items() if name != "disclosed"}
        keeping.destroy(keeping.sections_of(decision).get(name="handling"), at=at)
        keeping.keep(decision, "handling", left, by=by, at=at)
    for file in asked.files.filter(disclosure__isnull=True, taken_out_at__isnull=True):
        file.disclosure = disclosure
        save(file, by=by, at=at)
    change_state(asked, to=State.SUPPLIED)
    save(asked, by=by, at=at)
    notifications.something_waits(
        asked.sharing_request.requested_by, event=Event.SUPPLIED, about=asked, at=at
    )
    record_answer(
        Event.SUPPLIED,
        asked,
        by=by,
        at=at,
        number=number,
        delivery=decision.delivery,
        marking=decision.marking,
    )
    return disclosure


def _last_review(sharing_request: SharingRequest, *, on: date) -> date:
    return clocks.months_later(on, sharing_request.kept_months)


@transaction.atomic
@acts
def confirm_receipt(*, asked: Asked, by: User, at: datetime, on: date) -> Asked:
    """
    Confirm that what was supplied came; it is in use from then on.

    :raises Refused: if this person did not make the request, or nothing waits to be confirmed
    """
    asked = lock_answer(asked)
    policies.confirm_receipt.enforce(by, asked, on=on)
    for disclosure in asked.disclosures.select_for_update(no_key=True).filter(
        receipt_confirmed_at__isnull=True
    ):
        disclosure.receipt_confirmed_by, disclosure.receipt_confirmed_at = by, at
        save(disclosure, by=by, at=at)
    change_state(asked, to=State.IN_USE)
    save(asked, by=by, at=at)
    record_answer(Event.RECEIPT_CONFIRMED, asked, by=by, at=at, requester=True)
    return asked


@transaction.atomic
@acts
def review(*, asked: Asked, review_on: date, by: User, at: datetime, on: date) -> Asked:
    """
    Say that what was supplied is still needed, and when that is looked at again (ISP 10.3.2).

    :raises Refused: if this person did not make the request, or nothing is in use
    :raises CannotBeDone: if the day is not ahead
    """
    asked = lock_answer(asked)
    policies.review.enforce(by, asked, on=on)
    if review_on <= on:
        raise CannotBeDone("The day of the next review has passed. Choose a later one.")
    for disclosure in asked.disclosures.select_for_update(no_key=True).filter(certified_at__isnull=True):
        disclosure.review_on = review_on
        save(disclosure, by=by, at=at)
    record_answer(Event.REVIEWED, asked, by=by, at=at, requester=True, review_on=review_on)
    return asked


@transaction.atomic
@acts
def certify(*, asked: Asked, ending: str, by: User, at: datetime, on: date) -> Asked:
    """
    Certify that what was supplied was returned or destroyed; the portal's own copy is destroyed with it, and so is what
    the source put right of it.

    The seed says both that it goes back for destruction and that the recipient destroys it (ISP 10.5.2,
    appendix B): here the recipient certifies, and the source's contact is told.

    :raises Refused: if this person did not make the request, or nothing is in use
    :raises CannotBeDone: if it is neither returned nor destroyed, or a legal hold stands
    """
    asked = lock_answer(asked)
    policies.certify.enforce(by, asked, on=on)
    if ending not in Ending.values:
        raise CannotBeDone("Say whether it was returned or destroyed.")
    if LegalHold.objects.filter(asked=asked, lifted_at__isnull=True).exists():
        raise CannotBeDone("A legal hold stands, so nothing is destroyed until it is lifted.")
    for disclosure in asked.disclosures.select_for_update(no_key=True).filter(certified_at__isnull=True):
        disclosure.ending, disclosure.certified_by, disclosure.certified_at = ending, by, at
        save(disclosure, by=by, at=at)
        for kept in (disclosure, *disclosure.files.all()):
            keeping.destroy_all(keeping.sections_of(kept), at=at)
    # What the source put right of it says again what it said.
    for correction in Correction.objects.filter(asked=asked, is_of_request=False):
        keeping.destroy_all(keeping.sections_of(correction), at=at)
    change_state(asked, to=State.CERTIFIED)
    save(asked, by=by, at=at)
    notifications.something_waits_at_the_desk(
        asked.organisation, event=Event.CERTIFIED, about=asked, at=at, on=on
    )
    record_answer(Event.CERTIFIED, asked, by=by, at=at, requester=True, ending=ending)
    return asked


@transaction.atomic
@acts
def record_urgent(
    *,
    organisation: Organisation,
    requester: User,
    requester_organisation: Organisation,
    delivery: str,
    kinds: Collection[str],
    grounds: list[dict[str, Any]],
    is_with_consent: bool,
    person_told: str,
    words: dict[str, str],
    by: User,
    at: datetime,
    on: date,
    about: dict[str, Any] | None = None,
) -> Asked:
    """
    Record afterwards what was disclosed in an emergency without a form (ISP 1.4, 8.1).

    Both sides' contacts and the officer who received it take part from now on, and what follows (receipt,
    review, return) is as for any other disclosure. Whom it was about (`about`: roles, and the words that are sealed)
    is found again by both contacts, where that is known.

    :raises Refused: if this person does not answer for the organisation
    :raises CannotBeDone: if the other person does not act for the other organisation, or something is missing
    """
    if reason := policies.ask.refusal(by, organisation, on=on):
        raise CannotBeDone(reason)
    if requester_organisation.pk == organisation.pk or requester.pk == by.pk:
        raise CannotBeDone("The information went to another organisation. Choose that one, and its officer.")
    if reason := policies.ask.refusal(requester, requester_organisation, on=on):
        raise CannotBeDone(reason)
    if delivery in INSECURE_DELIVERIES:
        raise CannotBeDone(INSECURE)
    for name, sentence in (
        ("circumstances", "Say what happened and why it could not wait."),
        ("disclosed", "Say what was disclosed."),
        ("reasons", "Give the reasons for the decision (appendix G 9 d)."),
    ):
        if not words.get(name, "").strip():
            raise CannotBeDone(sentence)
    if person_told == Told.NO and not words.get("why_not_told", "").strip():
        raise CannotBeDone("Say why the person or the family was not told (appendix G 9 f).")
    place = requester.memberships.on(on).filter(organisation=requester_organisation).first()
    edition = ProtocolEdition.objects.in_force(on=on)
    sharing_request = SharingRequest(
        reference=drawn(REFERENCE, at=at),
        state=requests.State.SENT,
        requested_by=requester,
        organisation=requester_organisation,
        begun_by=by,
        begun_at=at,
        sent_at=at,
        requester_name=requester.full_name,
        requester_position=place.position if place else "",
        requester_telephone=requester.telephone,
        requester_email=requester.email,
        urgency=Urgency.URGENT,
        kinds=sorted(kinds),
        grounds=grounds,
        is_urgent_record=True,
        edition=edition,
        marking=usual_marking(edition),
    )
    asked = Asked(
        sharing_request=sharing_request,
        organisation=organisation,
        state=State.SUPPLIED,
        officer=by,
        received_at=at,
        allocated_at=at,
        decided_at=at,
    )
    rows: list[tuple[Asked | None, Organisation, User | None, SeatOfSight, Why]] = [
        (asked, organisation, by, SeatOfSight.OFFICER, Why.TAKEN_ON),
        (asked, organisation, None, SeatOfSight.DESK, Why.CONTACT),
        (None, requester_organisation, requester, SeatOfSight.REQUESTER, Why.ASKS),
        (None, requester_organisation, None, SeatOfSight.DESK, Why.CONTACT),
    ]
    for side, place_of, person, seat, why in rows:
        let_in(
            sharing_request,
            asked=side,
            organisation=place_of,
            person=person,
            seat=seat,
            why=why,
            by=by,
            at=at,
        )
    save(sharing_request, by=by, at=at)
    save(asked, by=by, at=at)
    keeping.keep(sharing_request, "needed", {"circumstances": words["circumstances"]}, by=by, at=at)
    if about is not None:
        concerned = Concerned(
            sharing_request=sharing_request,
            number=1,
            roles=sorted(about["roles"]),
            is_child=PersonRole.CHILD in about["roles"],
        )
        save(concerned, by=by, at=at)
        keeping.keep(concerned, "person", about["words"], by=by, at=at)
    decision = Decision(
        sharing_request=sharing_request,
        asked=asked,
        number=1,
        outcome=Outcome.DISCLOSE,
        requested_by=requester,
        requester_name=sharing_request.requester_name,
        requester_position=sharing_request.requester_position,
        requester_organisation=requester_organisation.name,
        decided_by=by,
        decided_at=at,
        is_with_consent=is_with_consent,
        person_told=person_told,
        kinds=sorted(kinds),
        grounds=grounds,
        delivery=delivery,
        marking=sharing_request.marking,
    )
    save(decision, by=by, at=at)
    for section, names in WORDS_OF_DECISION.items():
        # What was disclosed is kept once, with the disclosure.
        content = {name: words.get(name, "") for name in names if name != "disclosed"}
        keeping.keep(decision, section, content, by=by, at=at)
    disclosure = Disclosure(
        sharing_request=sharing_request,
        asked=asked,
        decision=decision,
        number=1,
        delivery=delivery,
        supplied_by=by,
        supplied_at=at,
        review_on=_last_review(sharing_request, on=on),
    )
    save(disclosure, by=by, at=at)
    content = {"text": words["disclosed"], "conditions": words.get("conditions", "")}
    keeping.keep(disclosure, "disclosed", content, by=by, at=at)
    notifications.something_waits(requester, event=Event.URGENT_RECORDED, about=asked, at=at)
    record(
        Event.URGENT_RECORDED,
        actor=by,
        subject=asked,
        at=at,
        chain=policies.chain_of(organisation),
        delivery=delivery,
    )
    return asked
