"""What can happen to a consent: given and witnessed, taken back, replaced by another ground (ISP 5, consent form)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, save
from csp_portal.documents.intake import TakenIn
from isp_requests import keeping, legal, notifications
from isp_requests.identity import acts
from isp_requests.locking import lock_request
from isp_requests.models import Concerned, Consent, ConsentEvent, SharedFile, SharingRequest
from isp_requests.policies import sharing as policies
from isp_requests.states import answer as answers
from isp_requests.states.consent import Event, Happened
from isp_requests.states.words import Giver, HowTaken


def _lock(consent: Consent) -> Consent:
    return (
        Consent.objects.select_for_update(of=("self",), no_key=True)
        .select_related("concerned", "sharing_request__organisation", "sharing_request__requested_by")
        .get(pk=consent.pk)
    )


def _add(
    consent: Consent, kind: Happened, *, why: str, by: User, at: datetime, grounds: Any = ()
) -> ConsentEvent:
    event = ConsentEvent(
        sharing_request=consent.sharing_request,
        consent=consent,
        kind=kind,
        grounds=list(grounds),
        by=by,
        at=at,
    )
    save(event, by=by, at=at)
    if why:
        keeping.keep(event, "why", {"text": why}, by=by, at=at)
    return event


def _record(
    event: str, sharing_request: SharingRequest, *, by: User, at: datetime, on: date, number: int
) -> None:
    chain = policies.sight(by, sharing_request, on=on).chain
    record(event, actor=by, subject=sharing_request, at=at, chain=chain, number=number)


@transaction.atomic
@acts
def give(
    *,
    person: Concerned,
    giver: str,
    how_taken: str,
    kinds: Collection[str],
    organisations: Collection[int],
    given_on: date,
    ends_on: date | None,
    words: dict[str, str],
    scan: TakenIn | None,
    by: User,
    at: datetime,
    on: date,
) -> Consent:
    """
    Record that consent was given about a person; whoever records it witnessed it.

    :raises Refused: if this person neither makes nor answers the request, or it has ended
    :raises CannotBeDone: if something is missing, the day lies ahead, or the consent has ended already
    """
    sharing_request = lock_request(person.sharing_request)
    policies.record_consent.enforce(by, sharing_request, on=on)
    person = Concerned.objects.select_for_update(no_key=True).get(pk=person.pk)
    if reason := _why_not_given(
        person,
        giver=giver,
        how_taken=how_taken,
        given_on=given_on,
        ends_on=ends_on,
        words=words,
        scan=scan,
        on=on,
    ):
        raise CannotBeDone(reason)
    asked = set(sharing_request.asked.values_list("organisation", flat=True))
    if not asked & set(organisations):
        raise CannotBeDone("Choose who may disclose, among the organisations asked.")
    file = None
    if scan is not None:
        file = SharedFile(
            sharing_request=sharing_request, size=len(scan.pdf), pages=scan.pages, added_by=by, added_at=at
        )
        save(file, by=by, at=at)
        keeping.keep(file, "file", scan.pdf, by=by, at=at)
        keeping.keep(file, "name", {"name": "Signed consent form.pdf"}, by=by, at=at)
    last = sharing_request.consents.aggregate(last=Max("number"))["last"] or 0
    consent = Consent(
        sharing_request=sharing_request,
        concerned=person,
        number=last + 1,
        giver=giver,
        how_taken=how_taken,
        scan=file,
        kinds=sorted(kinds),
        organisations=sorted(asked & set(organisations)),
        given_on=given_on,
        ends_on=ends_on,
        witnessed_by=by,
    )
    save(consent, by=by, at=at)
    keeping.keep(consent, "consent", words, by=by, at=at)
    _add(consent, Happened.GIVEN, why="", by=by, at=at)
    _record(Event.GIVEN, sharing_request, by=by, at=at, on=on, number=consent.number)
    return consent


def _why_not_given(
    person: Concerned,
    *,
    giver: str,
    how_taken: str,
    given_on: date,
    ends_on: date | None,
    words: dict[str, str],
    scan: TakenIn | None,
    on: date,
) -> str:
    if person.taken_out_at is not None:
        return "This person was taken out in the meantime. Add them again if they belong."
    if giver not in Giver.values or how_taken not in HowTaken.values:
        return "Say who gave the consent, and how it was taken."
    if given_on > on:
        return "The day on which consent was given cannot lie ahead."
    if ends_on is not None and ends_on < on:
        return "The last day has passed, so nothing could rest on it. Choose a later one, or none."
    if giver != Giver.PERSON and not words.get("right", "").strip():
        return "Say who gave it and by what right: a grown-up is taken to decide for themselves."
    if how_taken == HowTaken.SIGNED and scan is None:
        return "Add the scan of the signed form."
    if how_taken == HowTaken.SPOKEN and not words.get("why_spoken", "").strip():
        return "Say why it was taken by word of mouth."
    if not words.get("purposes", "").strip():
        return "Say for which purposes the information may be used."
    return ""


@transaction.atomic
@acts
def take_back(*, consent: Consent, why: str, by: User, at: datetime, on: date) -> Consent:
    """
    Record that consent was taken back: nothing more is disclosed by it, and those who hold anything learn of it.

    :raises Refused: if this person does not read the request, or it was taken back already
    """
    consent = _lock(consent)
    policies.take_back_consent.enforce(by, consent, on=on)
    _add(consent, Happened.WITHDRAWN, why=why, by=by, at=at)
    _tell_who_holds(consent.sharing_request, event=Event.WITHDRAWN, at=at, on=on)
    _record(Event.WITHDRAWN, consent.sharing_request, by=by, at=at, on=on, number=consent.number)
    return consent


def _tell_who_holds(sharing_request: SharingRequest, *, event: Event, at: datetime, on: date) -> None:
    if sharing_request.sent_at is None:
        return
    told: dict[str, Any] = {"event": event, "about": sharing_request, "at": at}
    notifications.something_waits(sharing_request.requested_by, **told)
    notifications.something_waits_at_the_desk(sharing_request.organisation, on=on, **told)
    open_answers = sharing_request.asked.exclude(state__in=answers.ENDED_STATES)
    for asked in open_answers.select_related("organisation", "officer"):
        notifications.something_waits_with_the_source(asked, on=on, **told)


@transaction.atomic
@acts
def record_other_ground(
    *, consent: Consent, grounds: Collection[str], why: str, by: User, at: datetime, on: date
) -> Consent:
    """
    Record on which law the request rests now that the consent is gone; what stood still can go on.

    :raises Refused: if this person did not make the request, the consent stands, or a ground was recorded
    :raises CannotBeDone: if the law does not carry the request without consent, or no reason is given
    """
    consent = _lock(consent)
    sharing_request = consent.sharing_request
    policies.record_other_ground.enforce(by, consent, on=on)
    if not why.strip():
        raise CannotBeDone("Say why the information may still be shared.")
    holders = [asked.organisation for asked in sharing_request.asked.select_related("organisation")]
    if reason := legal.refusal(
        grounds, sharing_request=sharing_request, holders=holders, with_agreement=False, on=on
    ):
        raise CannotBeDone(reason)
    _add(consent, Happened.OTHER_GROUND, why=why, grounds=legal.copied(grounds), by=by, at=at)
    _tell_who_holds(sharing_request, event=Event.OTHER_GROUND, at=at, on=on)
    _record(Event.OTHER_GROUND, sharing_request, by=by, at=at, on=on, number=consent.number)
    return consent
