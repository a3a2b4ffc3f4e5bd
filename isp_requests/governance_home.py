"""What the home page says to those who keep the protocol: what lapses, who is missing, what has to be dealt with."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime

from csp_portal.accounts.models import Duty, Organisation, User
from csp_portal.accounts.roles import Permission
from csp_portal.core.home import DUE, HomeSection
from isp_requests.identity import as_handler
from isp_requests.models import ConditionsAcceptance, LegalGateway, Matter, ProtocolEdition, Training
from isp_requests.models.gateways import LOOK_AGAIN_AFTER
from isp_requests.models.officers import OFFICER_ROLES, missing_contacts
from isp_requests.policies import matters as policies
from isp_requests.states.edition import State as EditionState
from isp_requests.states.matter import State

Card = dict[str, Any]


def sections(user: User, *, on: date, at: datetime) -> list[HomeSection]:
    """List breaches and complaints to deal with, and for the information governance lead what the protocol lacks."""
    cards = _matters(user, on=on, at=at)
    if user.holds(Permission.RUN_PROTOCOL, on=on):
        cards += [*_editions(on=on), *_gateways(on=on), *_contacts(on=on), *_officers(on=on)]
        return [
            HomeSection(
                "The protocol",
                cards,
                empty="Nothing lapses, nobody is missing, and nothing has to be dealt with.",
                url=reverse("isp_requests:compliance_detail"),
                action="Compliance",
                place=DUE,
            )
        ]
    return [HomeSection("Breaches and complaints", cards, place=DUE)] if cards else []


def _card(title: str, name: str, text: str) -> Card:
    return {"title": title, "url": reverse(f"isp_requests:{name}"), "text": text}


def _matters(user: User, *, on: date, at: datetime) -> list[Card]:
    dealt_with = policies.organisations_dealt_with(user, on=on)
    if not dealt_with:
        return []
    with as_handler(user, dealt_with):
        theirs = Matter.objects.filter(organisation__in=dealt_with)
        waiting = list(theirs.exclude(state=State.CLOSED).order_by("due_at"))
        held = list(theirs.filter(hold_review_on__lte=on).order_by("hold_review_on"))
    return [
        {
            "title": f"{matter.get_kind_display()} {matter}",
            "url": matter.get_absolute_url(),
            "text": "Its time is over." if matter.is_late(at=at) else "Deal with it in time.",
            "meta": f"Due {localtime(matter.due_at):%-d %B %Y, %H:%M}",
            "is_urgent": matter.is_late(at=at),
        }
        for matter in waiting
    ] + [
        {
            "title": f"{matter.get_kind_display()} {matter} is held for proceedings",
            "url": matter.get_absolute_url(),
            "text": "Look whether they still need it, and lift the hold if they do not.",
        }
        for matter in held
    ]


def _editions(*, on: date) -> list[Card]:
    cards = []
    for edition in ProtocolEdition.objects.filter(state__in=[EditionState.ENDORSED, EditionState.IN_FORCE]):
        unsigned = edition.parties.unsigned().count()
        said = []
        if unsigned:
            said.append(f"{unsigned} part{'ies have' if unsigned > 1 else 'y has'} not signed.")
        if edition.is_due_for_review(on=on):
            said.append("It is due for review.")
        if said:
            cards.append({"title": str(edition), "url": edition.get_absolute_url(), "text": " ".join(said)})
    return cards


def _gateways(*, on: date) -> list[Card]:
    open_entries = LegalGateway.objects.in_force(on=on).filter(is_closed=False)
    unsigned = open_entries.exclude(pk__in=LegalGateway.objects.signed().values("pk")).count()
    stale = open_entries.signed().exclude(verifications__verified_on__gte=on - LOOK_AGAIN_AFTER).count()
    cards = []
    if unsigned:
        cards.append(
            _card(f"{unsigned} to sign off", "gateway_list", "Officers cannot choose these laws yet.")
        )
    if stale:
        cards.append(
            _card(f"{stale} to look at again", "gateway_list", "Nobody has looked at these laws for a year.")
        )
    return cards


def _contacts(*, on: date) -> list[Card]:
    edition = ProtocolEdition.objects.in_force(on=on)
    if edition is None:
        return []
    parties = Organisation.objects.on(on).filter(protocol_parties__edition=edition).distinct()
    lacking = [sentence for party in parties if (sentence := missing_contacts(party, on=on))]
    return [_card("Contacts missing", "contact_list", " ".join(lacking))] if lacking else []


def _officers(*, on: date) -> list[Card]:
    people = set(
        Duty.objects.in_force(on)
        .filter(role__in=OFFICER_ROLES, user__is_active=True)
        .values_list("user", flat=True)
    )
    trained = set(Training.objects.holding(on=on).values_list("person", flat=True))
    bound = set(ConditionsAcceptance.objects.holding(on=on).values_list("person", flat=True))
    lacking = len(people - (trained & bound))
    if not lacking:
        return []
    title = f"{lacking} officer{'s' if lacking > 1 else ''} not ready"
    return [
        _card(title, "officer_list", "Without training and the conditions they can neither ask nor answer.")
    ]
