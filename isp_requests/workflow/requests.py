"""What can happen to a request (part A): written in steps, sent, withdrawn, renewed, taken over, closed."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from csp_portal.accounts.models import Organisation, Sector, User
from csp_portal.audit.recording import record
from csp_portal.core.versions import check_version
from csp_portal.core.workflow import CannotBeDone, change_state, remove, save
from csp_portal.documents.intake import TakenIn
from isp_requests import clocks, completeness, consents, door, keeping, notifications, person_keys
from isp_requests.guide import Procedure
from isp_requests.identity import acts
from isp_requests.locking import lock_request
from isp_requests.models import (
    Asked,
    Concerned,
    Consent,
    GuideAnswer,
    ProtocolEdition,
    SharedFile,
    SharingRequest,
)
from isp_requests.models.editions import usual_marking
from isp_requests.policies import sharing as policies
from isp_requests.references import drawn
from isp_requests.states import answer as answers
from isp_requests.states.answer import Event as AnswerEvent
from isp_requests.states.sharing_request import Event, State
from isp_requests.states.words import SeatOfSight, Why
from isp_requests.workflow.letting_in import let_in

REFERENCE = "ISR"
MOST_PEOPLE, MOST_FILES = 20, 20
ONLY_POLICE = (
    "Only the police ask about a victim in this way, because the law puts its questions to them. Choose the first "
    "answer: by it you ask the police or any other partner about a victim."
)
# What each step may change, apart from its sealed words.
FIELDS_OF_STEP: dict[str, tuple[str, ...]] = {
    "depersonalised": ("depersonalised_would_do",),
    "needed": ("kinds", "data_kinds"),
    "victim": ("asks_counselling",),
    "urgency": ("urgency", "needed_by"),
    "agreement": ("agreement", "not_sought_because", "person_told"),
    "purpose": ("purposes", "public_interests"),
    "law": ("grounds", "needs_declared"),
    "contact": (
        "requester_position",
        "requester_department",
        "requester_address",
        "requester_telephone",
        "requester_email",
        "marking",
    ),
}


def _chain(sharing_request: SharingRequest) -> str:
    return policies.chain_of(sharing_request.organisation_id)


@transaction.atomic
@acts
def begin(
    *,
    organisation: Organisation,
    by: User,
    at: datetime,
    on: date,
    renews: SharingRequest | None = None,
    guide_answer: GuideAnswer | None = None,
    is_victim_request: bool = False,
) -> SharingRequest:
    """
    Begin a draft that its writer alone sees, with what the guide told them before (appendix D).

    What police ask about a victim for an investigation has questions of its own (PCSC Act 2022 ss44A-44F).

    :raises Refused: if this person does not act for the organisation
    :raises CannotBeDone: if it is about a victim for an investigation, and the organisation is not the police
    """
    policies.ask.enforce(by, organisation, on=on)
    if is_victim_request and organisation.sector != Sector.POLICE:
        raise CannotBeDone(ONLY_POLICE)
    place = by.memberships.on(on).filter(organisation=organisation).first()
    sharing_request = SharingRequest(
        reference=drawn(REFERENCE, at=at),
        requested_by=by,
        organisation=organisation,
        begun_by=by,
        begun_at=at,
        renews=renews,
        guide_answer=guide_answer if guide_answer is not None and guide_answer.person_id == by.pk else None,
        is_victim_request=is_victim_request,
        marking=usual_marking(ProtocolEdition.objects.in_force(on=on)),
        requester_position=place.position if place else "",
        requester_telephone=by.telephone,
        requester_email=by.email,
    )
    # Before the request itself, which nobody sees, its writer included, until somebody takes part in it.
    let_in(
        sharing_request,
        asked=None,
        organisation=organisation,
        person=by,
        seat=SeatOfSight.REQUESTER,
        why=Why.ASKS,
        by=by,
        at=at,
    )
    save(sharing_request, by=by, at=at)
    record(
        Event.BEGUN,
        actor=by,
        subject=sharing_request,
        at=at,
        chain=_chain(sharing_request),
        procedure=Procedure.VICTIM if is_victim_request else Procedure.FORM,
    )
    return sharing_request


@transaction.atomic
@acts
def save_step(
    *,
    sharing_request: SharingRequest,
    step: str,
    version: int,
    fields: dict[str, Any],
    words: dict[str, Any] | None,
    by: User,
    at: datetime,
    on: date,
) -> SharingRequest:
    """
    Keep what was filled in at one step of part A; the words are sealed.

    :raises Refused: if this person does not write the request, or it was sent
    :raises EditConflict: if it was saved from another window in between
    :raises CannotBeDone: if the step has no such field
    """
    sharing_request = lock_request(sharing_request)
    policies.change_request.enforce(by, sharing_request, on=on)
    if not fields.keys() <= set(FIELDS_OF_STEP.get(step, ())):
        raise CannotBeDone("This step of the request has no such answer. Go back to the list of steps.")
    check_version(sharing_request, version, {})
    for name, value in fields.items():
        setattr(sharing_request, name, value)
    if words is not None and step in completeness.WITH_WORDS:
        keeping.keep(sharing_request, step, words, by=by, at=at)
    sharing_request.version += 1
    save(sharing_request, by=by, at=at)
    record(
        Event.STEP_SAVED, actor=by, subject=sharing_request, at=at, chain=_chain(sharing_request), step=step
    )
    return sharing_request


@transaction.atomic
@acts
def choose_organisations(
    *,
    sharing_request: SharingRequest,
    organisations: Collection[Organisation],
    by: User,
    at: datetime,
    on: date,
) -> SharingRequest:
    """
    Say which organisations will be asked; each gets a part B of its own.

    :raises Refused: if this person does not write the request, or it was sent
    :raises CannotBeDone: if the requester's own organisation is among them
    """
    sharing_request = lock_request(sharing_request)
    policies.change_request.enforce(by, sharing_request, on=on)
    wanted = {organisation.pk: organisation for organisation in organisations}
    if sharing_request.organisation_id in wanted:
        raise CannotBeDone("You cannot ask your own organisation through the portal. Choose another.")
    for asked in sharing_request.asked.all():
        if wanted.pop(asked.organisation_id, None) is None:
            remove(asked, by=by, at=at)
    for organisation in wanted.values():
        save(Asked(sharing_request=sharing_request, organisation=organisation), by=by, at=at)
    record(
        Event.STEP_SAVED,
        actor=by,
        subject=sharing_request,
        at=at,
        chain=_chain(sharing_request),
        step="organisations",
    )
    return sharing_request


@transaction.atomic
@acts
def add_person(
    *,
    sharing_request: SharingRequest,
    roles: Collection[str],
    is_child: bool,
    has_safe_address: bool,
    words: dict[str, Any],
    by: User,
    at: datetime,
    on: date,
) -> Concerned:
    """
    Add a person concerned; who it is, is sealed.

    :raises Refused: if this person does not write the request, or it was sent
    :raises CannotBeDone: if there are as many as one request can have
    """
    sharing_request = lock_request(sharing_request)
    policies.change_request.enforce(by, sharing_request, on=on)
    people = sharing_request.people.all()
    if people.filter(taken_out_at__isnull=True).count() >= MOST_PEOPLE:
        raise CannotBeDone(f"A request has at most {MOST_PEOPLE} people. Make another one for the rest.")
    person = Concerned(
        sharing_request=sharing_request,
        number=(people.aggregate(last=Max("number"))["last"] or 0) + 1,
        roles=sorted(roles),
        is_child=is_child,
        has_safe_address=has_safe_address,
    )
    save(person, by=by, at=at)
    keeping.keep(person, "person", words, by=by, at=at)
    record(
        Event.PERSON_ADDED,
        actor=by,
        subject=sharing_request,
        at=at,
        chain=_chain(sharing_request),
        number=person.number,
    )
    return person


@transaction.atomic
@acts
def change_person(
    *,
    person: Concerned,
    roles: Collection[str],
    is_child: bool,
    has_safe_address: bool,
    words: dict[str, Any],
    by: User,
    at: datetime,
    on: date,
) -> Concerned:
    """
    Write anew what is said of a person concerned.

    :raises Refused: if this person does not write the request, or it was sent
    :raises CannotBeDone: if the person was taken out
    """
    sharing_request = lock_request(person.sharing_request)
    policies.change_request.enforce(by, sharing_request, on=on)
    person = Concerned.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.taken_out_at is not None:
        raise CannotBeDone("This person was taken out in the meantime. Add them again if they belong.")
    person.roles, person.is_child, person.has_safe_address = sorted(roles), is_child, has_safe_address
    save(person, by=by, at=at)
    keeping.keep(person, "person", words, by=by, at=at)
    record(
        Event.PERSON_CHANGED,
        actor=by,
        subject=sharing_request,
        at=at,
        chain=_chain(sharing_request),
        number=person.number,
    )
    return person


@transaction.atomic
@acts
def take_out_person(*, person: Concerned, by: User, at: datetime, on: date) -> Concerned:
    """
    Take a person out of a draft; what was said of them is destroyed.

    :raises Refused: if this person does not write the request, or it was sent
    """
    sharing_request = lock_request(person.sharing_request)
    policies.change_request.enforce(by, sharing_request, on=on)
    person = Concerned.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.taken_out_at is None:
        person.taken_out_at, person.has_safe_address = at, False
        save(person, by=by, at=at)
        keeping.destroy_all(keeping.sections_of(person), at=at)
        for consent in person.consents.select_related("scan"):
            for kept in (consent, *consent.events.all(), *([consent.scan] if consent.scan else [])):
                keeping.destroy_all(keeping.sections_of(kept), at=at)
        record(
            Event.PERSON_TAKEN_OUT,
            actor=by,
            subject=sharing_request,
            at=at,
            chain=_chain(sharing_request),
            number=person.number,
        )
    return person


@transaction.atomic
@acts
def add_file(
    *, sharing_request: SharingRequest, taken: TakenIn, filename: str, by: User, at: datetime, on: date
) -> SharedFile:
    """
    Add a cleaned file to a draft, such as the signed agreement or a court order; it is sealed.

    :raises Refused: if this person does not write the request, or it was sent
    :raises CannotBeDone: if there are as many as one request can have
    """
    sharing_request = lock_request(sharing_request)
    policies.change_request.enforce(by, sharing_request, on=on)
    if sharing_request.files.filter(asked__isnull=True, taken_out_at__isnull=True).count() >= MOST_FILES:
        raise CannotBeDone(f"A request has at most {MOST_FILES} files. Put some of them together.")
    file = SharedFile(
        sharing_request=sharing_request, size=len(taken.pdf), pages=taken.pages, added_by=by, added_at=at
    )
    save(file, by=by, at=at)
    keeping.keep(file, "file", taken.pdf, by=by, at=at)
    keeping.keep(file, "name", {"name": filename}, by=by, at=at)
    record(Event.FILE_ADDED, actor=by, subject=sharing_request, at=at, chain=_chain(sharing_request))
    return file


@transaction.atomic
@acts
def take_out_file(*, file: SharedFile, by: User, at: datetime, on: date) -> SharedFile:
    """
    Take a file out of a draft; its content is destroyed.

    :raises Refused: if this person does not write the request, or it was sent
    :raises CannotBeDone: if a consent was signed on it
    """
    sharing_request = lock_request(file.sharing_request)
    policies.change_request.enforce(by, sharing_request, on=on)
    file = SharedFile.objects.select_for_update(no_key=True).get(pk=file.pk, asked__isnull=True)
    if Consent.objects.filter(scan=file).exists():
        raise CannotBeDone("This is the form that a consent was signed on, so it stays with the consent.")
    if file.taken_out_at is None:
        file.taken_out_at = at
        save(file, by=by, at=at)
        keeping.destroy_all(keeping.sections_of(file), at=at)
        record(Event.FILE_TAKEN_OUT, actor=by, subject=sharing_request, at=at, chain=_chain(sharing_request))
    return file


@transaction.atomic
@acts
def discard(*, sharing_request: SharingRequest, by: User, at: datetime, on: date) -> SharingRequest:
    """
    Give up a draft; all that was written in it is destroyed.

    :raises Refused: if this person does not write the request, or it was sent
    """
    sharing_request = lock_request(sharing_request)
    policies.change_request.enforce(by, sharing_request, on=on)
    change_state(sharing_request, to=State.DISCARDED)
    sharing_request.closed_at = at
    save(sharing_request, by=by, at=at)
    keeping.destroy_all(sharing_request.sections.all(), at=at)
    record(Event.DISCARDED, actor=by, subject=sharing_request, at=at, chain=_chain(sharing_request))
    return sharing_request


@transaction.atomic
@acts
def send(*, sharing_request: SharingRequest, by: User, at: datetime, on: date) -> SharingRequest:
    """
    Send the request: each organisation's clock starts, and its contact learns that it exists.

    :raises Refused: if this person does not write the request, is not ready, or it was sent
    :raises CannotBeDone: if something is missing
    """
    sharing_request = lock_request(sharing_request)
    policies.send.enforce(by, sharing_request, on=on)
    consents.locked(sharing_request)
    if lacking := completeness.missing(sharing_request, on=on):
        raise CannotBeDone(lacking[0].sentence)
    change_state(sharing_request, to=State.SENT)
    sharing_request.sent_at, sharing_request.requester_name = at, by.full_name
    # It belongs to this edition for ever, whatever comes after it.
    sharing_request.edition = ProtocolEdition.objects.in_force(on=on)
    save(sharing_request, by=by, at=at)
    desk = {"person": None, "seat": SeatOfSight.DESK, "why": Why.CONTACT, "by": by, "at": at}
    let_in(sharing_request, asked=None, organisation=sharing_request.organisation, **desk)  # type: ignore[arg-type]
    asked_organisations = list(sharing_request.asked.select_related("organisation").order_by("organisation"))
    for asked in asked_organisations:
        asked.received_at = at
        save(asked, by=by, at=at)
        let_in(sharing_request, asked=asked, organisation=asked.organisation, **desk)  # type: ignore[arg-type]
        notifications.something_waits_at_the_desk(
            asked.organisation, event=AnswerEvent.RECEIVED, about=asked, at=at, on=on
        )
    _let_people_be_found(sharing_request, by=by, at=at, on=on)
    record(
        Event.SENT,
        actor=by,
        subject=sharing_request,
        at=at,
        chain=_chain(sharing_request),
        organisations=[asked.organisation_id for asked in asked_organisations],
        grounds=[ground["code"] for ground in sharing_request.grounds],
        marking=sharing_request.marking,
    )
    for asked in asked_organisations:
        chain = policies.chain_of(asked.organisation_id)
        record(AnswerEvent.RECEIVED, actor=by, subject=asked, at=at, chain=chain)
    return sharing_request


def _let_people_be_found(sharing_request: SharingRequest, *, by: User, at: datetime, on: date) -> None:
    # Each organisation has a key of its own, so names are read once more. It is recorded like any reading.
    people = {person.pk: person for person in sharing_request.people.filter(taken_out_at__isnull=True)}
    sections = sharing_request.sections.filter(record__in=people, name="person", destroyed_at__isnull=True)
    along = {section.pk: section for section in sections.select_related("sharing_request", "key")}
    for pk, said in door.unseal_sections(along.values(), by=by, at=at, on=on).items():
        person = people[along[pk].record]
        person.sharing_request = sharing_request
        person_keys.write(person, said)


@transaction.atomic
@acts
def withdraw(*, sharing_request: SharingRequest, by: User, at: datetime, on: date) -> SharingRequest:
    """
    Take the request back from every organisation that has not decided; those that have keep their answer.

    :raises Refused: if this person did not make it, or every organisation has decided
    """
    sharing_request = lock_request(sharing_request)
    undecided = list(
        sharing_request.asked.select_for_update(no_key=True)
        .filter(state__in=answers.UNDECIDED_STATES)
        .order_by("organisation_id")
    )
    policies.withdraw.enforce(by, sharing_request, on=on)
    for asked in undecided:
        change_state(asked, to=answers.State.WITHDRAWN)
        asked.ended_at = at
        save(asked, by=by, at=at)
        for decision in asked.decisions.filter(superseded_at__isnull=True):
            decision.superseded_at = at  # it waited for its second authoriser
            save(decision, by=by, at=at)
    if not sharing_request.asked.exclude(state=answers.State.WITHDRAWN).exists():
        change_state(sharing_request, to=State.WITHDRAWN)
        sharing_request.withdrawn_at = at
        sharing_request.destroy_on = clocks.months_later(on, sharing_request.kept_months)
        save(sharing_request, by=by, at=at)
    record(
        Event.WITHDRAWN,
        actor=by,
        subject=sharing_request,
        at=at,
        chain=_chain(sharing_request),
        organisations=[asked.organisation_id for asked in undecided],
    )
    for asked in undecided:
        chain = policies.chain_of(asked.organisation_id)
        record(AnswerEvent.WITHDRAWN, actor=by, subject=asked, at=at, chain=chain)
    return sharing_request


@transaction.atomic
@acts
def close_request(*, sharing_request: SharingRequest, by: User, at: datetime, on: date) -> SharingRequest:
    """
    Close a request whose every answer has ended.

    :raises Refused: if this person did not make it, or an answer is still open
    """
    sharing_request = lock_request(sharing_request)
    policies.close_request.enforce(by, sharing_request, on=on)
    change_state(sharing_request, to=State.CLOSED)
    sharing_request.closed_at, sharing_request.destroy_on = (
        at,
        clocks.months_later(on, sharing_request.kept_months),
    )
    save(sharing_request, by=by, at=at)
    record(Event.CLOSED, actor=by, subject=sharing_request, at=at, chain=_chain(sharing_request))
    return sharing_request


@transaction.atomic
@acts
def renew(*, sharing_request: SharingRequest, by: User, at: datetime, on: date) -> SharingRequest:
    """
    Begin a new draft with all that the earlier request said, for a repeat occurrence (ISP 8.3.4).

    Reading the earlier one is recorded like any reading. Files, agreement and what the victim was told are not
    carried over: they are asked for again.

    :raises Refused: if this person did not make it, or it was never sent
    """
    sharing_request = lock_request(sharing_request)
    policies.renew.enforce(by, sharing_request, on=on)
    fresh = begin(
        organisation=sharing_request.organisation,
        by=by,
        at=at,
        on=on,
        renews=sharing_request,
        is_victim_request=sharing_request.is_victim_request,
    )
    for step, names in FIELDS_OF_STEP.items():
        if step not in ("agreement", "urgency", "victim"):
            for name in names:
                setattr(fresh, name, getattr(sharing_request, name))
    save(fresh, by=by, at=at)
    for asked in sharing_request.asked.select_related("organisation"):
        save(Asked(sharing_request=fresh, organisation=asked.organisation), by=by, at=at)
    told = {"by": by, "at": at, "on": on}
    for name in ("depersonalised", "needed", "purpose", "law"):
        if words := door.unseal(sharing_request, name, **told):  # type: ignore[arg-type]
            keeping.keep(fresh, name, words, by=by, at=at)
    people = sharing_request.people.filter(taken_out_at__isnull=True)
    for number, person in enumerate(people, start=1):
        copy = Concerned(
            sharing_request=fresh,
            number=number,
            roles=person.roles,
            is_child=person.is_child,
            has_safe_address=person.has_safe_address,
        )
        save(copy, by=by, at=at)
        keeping.keep(copy, "person", door.unseal(person, "person", **told), by=by, at=at)  # type: ignore[arg-type]
    record(Event.RENEWED, actor=by, subject=sharing_request, at=at, chain=_chain(sharing_request))
    return fresh


@transaction.atomic
@acts
def take_over(*, sharing_request: SharingRequest, by: User, at: datetime, on: date) -> SharingRequest:
    """
    Let the contact of the requester's organisation act as the requester from now on, because that officer
    cannot; they can read it only from then on.

    :raises Refused: if this person is not that organisation's contact, or has it already
    """
    sharing_request = lock_request(sharing_request)
    policies.take_over_request.enforce(by, sharing_request, on=on)
    let_in(
        sharing_request,
        asked=None,
        organisation=sharing_request.organisation,
        person=by,
        seat=SeatOfSight.REQUESTER,
        why=Why.TAKEN_ON,
        by=by,
        at=at,
    )
    record(Event.TAKEN_OVER, actor=by, subject=sharing_request, at=at, chain=_chain(sharing_request))
    return sharing_request
