"""What happens to an edition of the protocol: drafted, endorsed, signed, brought into force, superseded (ISP 1.2, 7.3)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction

from csp_portal.accounts.models import Organisation, User
from csp_portal.audit.recording import record
from csp_portal.core.versions import check_version
from csp_portal.core.workflow import CannotBeDone, change_state, remove, save
from isp_requests.clocks import WorkingTime
from isp_requests.models import Guidance, LegalGateway, Party, ProtocolEdition, ReplyTime
from isp_requests.models.editions import MARKINGS_OF_TODAY, HandlingMarking, Urgency
from isp_requests.policies import protocol as policies
from isp_requests.states.edition import Event, State
from meetings.models import AgendaItem


def _locked(edition: ProtocolEdition) -> ProtocolEdition:
    return ProtocolEdition.objects.select_for_update().get(pk=edition.pk)


@transaction.atomic
def draft_edition(
    *, name: str, slug: str, title: str, by: User, at: datetime, on: date, **fields: Any
) -> ProtocolEdition:
    """
    Begin an edition, with the usual reply times; its parties, text and wording follow.

    :raises Refused: if this person does not run the protocol
    :raises CannotBeDone: if another edition has that name
    """
    policies.run_protocol.enforce(by, on=on)
    if (
        ProtocolEdition.objects.filter(name=name).exists()
        or ProtocolEdition.objects.filter(slug=slug).exists()
    ):
        raise CannotBeDone(f"There is an edition called {name} already. Choose another name.")
    edition = ProtocolEdition(
        name=name,
        slug=slug,
        title=title,
        **{
            "marking": HandlingMarking.OFFICIAL_SENSITIVE,
            "markings": [marking.value for marking in MARKINGS_OF_TODAY],
        }
        | fields,
    )
    save(edition, by=by, at=at)
    for urgency, allowed in USUAL_REPLY_TIMES.items():
        save(ReplyTime(edition=edition, urgency=urgency, minutes=allowed.minutes), by=by, at=at)
    record(Event.DRAFTED, actor=by, subject=edition, at=at, edition=edition.slug)
    return edition


USUAL_REPLY_TIMES = {
    Urgency.STANDARD: WorkingTime.of(days=10),
    Urgency.PRIORITY: WorkingTime.of(days=1),
    Urgency.URGENT: WorkingTime.of(hours=4),
}


@transaction.atomic
def edit_edition(
    *,
    edition: ProtocolEdition,
    version: int,
    by: User,
    at: datetime,
    on: date,
    gateways: Collection[LegalGateway] | None = None,
    **fields: Any,
) -> ProtocolEdition:
    """
    Change what a draft says, and where `gateways` are given the law that may be chosen under it.

    :raises Refused: if this person may not, or the edition is no draft any more
    :raises EditConflict: if somebody else changed it in between
    """
    edition = _locked(edition)
    policies.change_edition.enforce(by, edition, on=on)
    check_version(edition, version, fields)
    for field, value in fields.items():
        setattr(edition, field, value)
    edition.version += 1
    save(edition, by=by, at=at)
    if gateways is not None:
        edition.gateways.set(gateways)
    record(Event.EDITED, actor=by, subject=edition, at=at, fields=sorted(fields))
    return edition


@transaction.atomic
def set_reply_time(
    *, edition: ProtocolEdition, urgency: str, allowed: WorkingTime, by: User, at: datetime, on: date
) -> ReplyTime:
    """
    Set how much working time an answer may take (ISP 9.2).

    :raises Refused: if this person may not, or the edition is no draft any more
    :raises CannotBeDone: if it is no time at all
    """
    edition = _locked(edition)
    policies.change_edition.enforce(by, edition, on=on)
    if not allowed.minutes:
        raise CannotBeDone("An answer needs some time.")
    reply_time = edition.reply_times.filter(urgency=urgency).first() or ReplyTime(
        edition=edition, urgency=urgency
    )
    reply_time.minutes = allowed.minutes
    save(reply_time, by=by, at=at)
    record(Event.REPLY_TIME_SET, actor=by, subject=edition, at=at, urgency=urgency, minutes=allowed.minutes)
    return reply_time


@transaction.atomic
def name_party(
    *,
    edition: ProtocolEdition,
    organisation: Organisation,
    signatory_office: str,
    by: User,
    at: datetime,
    on: date,
) -> Party:
    """
    Name an organisation as a party, with the office that signs for it (appendix A).

    :raises Refused: if this person may not, or the edition is no draft any more
    :raises CannotBeDone: if it is a party already
    """
    edition = _locked(edition)
    policies.change_edition.enforce(by, edition, on=on)
    if edition.parties.filter(organisation=organisation).exists():
        raise CannotBeDone(f"{organisation} is a party to this edition already.")
    party = Party(edition=edition, organisation=organisation, signatory_office=signatory_office)
    save(party, by=by, at=at)
    record(Event.PARTY_NAMED, actor=by, subject=party, at=at, organisation=organisation.slug)
    return party


@transaction.atomic
def drop_party(*, party: Party, by: User, at: datetime, on: date) -> None:
    """
    Take a party off a draft.

    :raises Refused: if this person may not, or the edition is no draft any more
    """
    edition = _locked(party.edition)
    policies.change_edition.enforce(by, edition, on=on)
    remove(party, by=by, at=at)
    record(Event.PARTY_DROPPED, actor=by, subject=party, at=at, organisation=party.organisation.slug)


@transaction.atomic
def endorse_edition(
    *,
    edition: ProtocolEdition,
    item: AgendaItem | None,
    endorsed_on: date,
    by: User,
    at: datetime,
    on: date,
) -> ProtocolEdition:
    """
    Record that the board endorsed an edition, at a meeting's item where there is one; parties sign from now on.

    :raises Refused: if this person does not run the protocol
    :raises InvalidTransition: if it was endorsed already
    :raises CannotBeDone: if it has no text, no conditions or no party, or the day lies ahead
    """
    edition = _locked(edition)
    policies.run_protocol.enforce(by, on=on)
    change_state(edition, to=State.ENDORSED)
    if not edition.text.strip() or not edition.conditions.strip():
        raise CannotBeDone(
            "The edition has no text or no conditions yet. Write both before the board endorses it."
        )
    if not edition.parties.exists():
        raise CannotBeDone("The edition has no party yet. Name the parties before the board endorses it.")
    if endorsed_on > on:
        raise CannotBeDone("The day on which the board endorsed it cannot lie ahead.")
    edition.endorsed_item, edition.endorsed_on, edition.endorsed_by = item, endorsed_on, by
    save(edition, by=by, at=at)
    record(Event.ENDORSED, actor=by, subject=edition, at=at, edition=edition.slug, endorsed_on=endorsed_on)
    return edition


@transaction.atomic
def send_edition_back(
    *, edition: ProtocolEdition, reason: str, by: User, at: datetime, on: date
) -> ProtocolEdition:
    """
    Make a draft of an endorsed edition again, because it cannot be signed as it stands.

    :raises Refused: if this person does not run the protocol
    :raises InvalidTransition: if it is not endorsed
    :raises CannotBeDone: if a party has signed it
    """
    edition = _locked(edition)
    policies.run_protocol.enforce(by, on=on)
    if edition.parties.exclude(signed_on=None).exists():
        raise CannotBeDone("A party has signed this edition, so it stays as it is. Draft a new edition.")
    change_state(edition, to=State.DRAFT)
    edition.endorsed_item = edition.endorsed_on = edition.endorsed_by = None
    save(edition, by=by, at=at, reason=reason[:100])
    record(Event.SENT_BACK, actor=by, subject=edition, at=at, edition=edition.slug)
    return edition


@transaction.atomic
def record_signature(
    *, party: Party, signed_name: str, signed_on: date, by: User, at: datetime, on: date
) -> Party:
    """
    Record that a party's office signed an edition.

    :raises Refused: if this person may not, or the board has not endorsed it
    :raises CannotBeDone: if it has signed, or the day lies before the endorsement or ahead
    """
    edition = _locked(party.edition)
    party = Party.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=party.pk)
    policies.record_signature.enforce(by, edition, on=on)
    if party.has_signed:
        raise CannotBeDone(f"{party.organisation} has signed already.")
    if signed_on > on or (edition.endorsed_on is not None and signed_on < edition.endorsed_on):
        raise CannotBeDone("The day of the signature lies between the board's endorsement and today.")
    party.signed_on, party.signed_name = signed_on, signed_name
    party.recorded_by, party.recorded_at = by, at
    save(party, by=by, at=at)
    record(Event.PARTY_SIGNED, actor=by, subject=party, at=at, organisation=party.organisation.slug)
    return party


@transaction.atomic
def bring_into_force(
    *, edition: ProtocolEdition, starts_on: date, review_on: date, by: User, at: datetime, on: date
) -> ProtocolEdition:
    """
    Bring an endorsed edition into force; the one before is superseded and keeps its requests.

    Parties that have not signed stay plain to see: they can sign later, within three months of the endorsement.

    :raises Refused: if this person does not run the protocol
    :raises InvalidTransition: if the board has not endorsed it
    :raises CannotBeDone: if nobody has signed, or the days do not fit, or the first lies ahead: the one before would
        be gone until then, and nobody could ask or answer
    """
    edition = _locked(edition)
    policies.run_protocol.enforce(by, on=on)
    before = ProtocolEdition.objects.select_for_update().filter(state=State.IN_FORCE).first()
    change_state(edition, to=State.IN_FORCE)
    if not edition.parties.exclude(signed_on=None).exists():
        raise CannotBeDone("No party has signed this edition yet.")
    if edition.endorsed_on is not None and starts_on < edition.endorsed_on:
        raise CannotBeDone("An edition cannot be in force before the board endorsed it.")
    if starts_on > on:
        raise CannotBeDone(
            "The first day lies ahead. Until then the edition before holds, so bring this one into force on that day."
        )
    if review_on <= starts_on:
        raise CannotBeDone("The review comes after the first day in force.")
    if before is not None:
        change_state(before, to=State.SUPERSEDED)
        before.ends_on = starts_on
        save(before, by=by, at=at)
        record(Event.SUPERSEDED, actor=by, subject=before, at=at, edition=before.slug)
    edition.starts_on, edition.review_on = starts_on, review_on
    save(edition, by=by, at=at)
    record(Event.BROUGHT_INTO_FORCE, actor=by, subject=edition, at=at, edition=edition.slug)
    return edition


@transaction.atomic
def change_guidance(
    *, guidance: Guidance, title: str, text: str, version: int, by: User, at: datetime, on: date
) -> Guidance:
    """
    Change the words of a page of guidance, such as what to do when somebody is in danger now.

    :raises Refused: if this person does not run the protocol
    :raises EditConflict: if somebody else changed them in between
    """
    guidance = Guidance.objects.select_for_update().get(pk=guidance.pk)
    policies.run_protocol.enforce(by, on=on)
    check_version(guidance, version, {"title": title, "text": text})
    guidance.title, guidance.text = title, text
    guidance.version += 1
    save(guidance, by=by, at=at)
    record(Event.GUIDANCE_CHANGED, actor=by, subject=guidance, at=at, key=guidance.key)
    return guidance
