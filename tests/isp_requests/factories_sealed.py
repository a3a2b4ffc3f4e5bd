"""Two organisations and a third, their officers and contacts, and requests in every state, through the workflow."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from allauth.mfa.models import Authenticator

from csp_portal.accounts.models import Organisation, User
from csp_portal.accounts.roles import Role
from csp_portal.documents.intake import TakenIn
from isp_requests import legal
from isp_requests.identity import as_person
from isp_requests.models import Asked, Consent, HandlingMarking, ProtocolEdition, SharingRequest
from isp_requests.states.answer import Outcome, State
from isp_requests.states.words import Assurance
from isp_requests.workflow import afterwards, answers, consents, disclosures, officers, requests
from tests.factories import make_organisation, make_user
from tests.isp_requests.factories_protocol import load_gateways, make_edition, make_governance_lead

AT = datetime(2016, 3, 11, 9, 30, tzinfo=UTC)
ON = date(2016, 3, 11)
LATER = date(2016, 9, 1)
WHEN: dict[str, Any] = {"at": AT, "on": ON}

# Words that stand in sealed fields only; tests look for them everywhere else.
CANARY = "Zebrafinch"


@dataclass
class Sides:
    """Who takes part: `asking` asks, `holding` is asked, `third` is asked beside it, `outside` never."""

    asking: Organisation
    holding: Organisation
    third: Organisation
    outside: Organisation
    requester: User
    asking_spoc: User
    officer: User
    colleague: User
    successor: User
    holding_spoc: User
    third_officer: User
    third_spoc: User
    outsider: User


def make_ready(
    *, full_name: str, organisation: Organisation, role: Role = Role.OFFICER, lead: User | None = None
) -> User:
    """Make an officer who may send and answer: trained, bound by the conditions, with a second factor."""
    person = make_user(
        full_name=full_name, organisation=organisation, duties=[role], position=f"{full_name}'s post"
    )
    edition = ProtocolEdition.objects.in_force(on=ON)
    assert edition is not None
    officers.accept_conditions(edition=edition, edition_version=edition.version, by=person, **WHEN)
    lead = lead or make_governance_lead()
    officers.record_training(person=person, trained_on=ON, given_by="The council", by=lead, **WHEN)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "sealed"})
    return person


def make_sides() -> Sides:
    """Make four organisations with officers and single points of contact."""
    asking, holding, third, outside = (make_organisation() for _ in range(4))

    lead = make_governance_lead()
    load_gateways(by=lead)
    make_edition(by=lead, organisations=[asking, holding, third, outside])

    def person(name: str, organisation: Organisation, role: Role) -> User:
        return make_ready(full_name=name, organisation=organisation, role=role, lead=lead)

    return Sides(
        asking=asking,
        holding=holding,
        third=third,
        outside=outside,
        requester=person("Requester", asking, Role.OFFICER),
        asking_spoc=person("Asking contact", asking, Role.SPOC),
        officer=person("Disclosing officer", holding, Role.OFFICER),
        colleague=person("Colleague", holding, Role.OFFICER),
        successor=person("Successor", holding, Role.OFFICER),
        holding_spoc=person("Holding contact", holding, Role.SPOC),
        third_officer=person("Third officer", third, Role.OFFICER),
        third_spoc=person("Third contact", third, Role.SPOC),
        outsider=person("Outsider", outside, Role.OFFICER),
    )


def fill_in(
    sharing_request: SharingRequest,
    *,
    by: User,
    safe_address: bool = False,
    marking: str = HandlingMarking.OFFICIAL_SENSITIVE,
) -> SharingRequest:
    """Fill in every step of a draft."""
    steps: list[tuple[str, dict[str, Any], dict[str, Any] | None]] = [
        ("depersonalised", {"depersonalised_would_do": False}, {"why_not": f"{CANARY} is one person."}),
        (
            "needed",
            {"kinds": ["living"], "data_kinds": ["personal"]},
            {"needed": f"Where {CANARY} lives.", "circumstances": "A threat."},
        ),
        ("urgency", {"urgency": "standard"}, {"why_urgent": ""}),
        ("agreement", {"agreement": "refused", "person_told": "yes"}, {"why_not_told": ""}),
        (
            "purpose",
            {"purposes": ["prevent_harm"], "public_interests": ["public_safety"]},
            {"reason": CANARY},
        ),
        ("law", {"grounds": legal.copied(["cda-s115"])}, None),
        ("contact", {"requester_telephone": "020 7946 0000", "marking": marking}, None),
    ]
    for step, fields, words in steps:
        sharing_request = requests.save_step(
            sharing_request=sharing_request,
            step=step,
            version=sharing_request.version,
            fields=fields,
            words=words,
            by=by,
            **WHEN,
        )
    requests.add_person(
        sharing_request=sharing_request,
        roles=["victim"],
        is_child=False,
        has_safe_address=safe_address,
        words={"name": CANARY, "address": f"1 {CANARY} Road"},
        by=by,
        **WHEN,
    )
    return sharing_request


def make_draft(sides: Sides, *, asked: list[Organisation] | None = None, **fields: Any) -> SharingRequest:
    """Make a draft with every step filled in."""
    sharing_request = requests.begin(organisation=sides.asking, by=sides.requester, **WHEN)
    requests.choose_organisations(
        sharing_request=sharing_request, organisations=asked or [sides.holding], by=sides.requester, **WHEN
    )
    return fill_in(sharing_request, by=sides.requester, **fields)


def give_consent(sides: Sides, sharing_request: SharingRequest, **changes: Any) -> Consent:
    """Record the consent of the first person concerned, taken by word of mouth."""
    by = changes.pop("by", sides.requester)
    with as_person(by, on=ON):
        person = sharing_request.people.get(number=1)
    given: dict[str, Any] = {
        "giver": "person",
        "how_taken": "spoken",
        "kinds": ["living"],
        "organisations": [sides.holding.pk],
        "given_on": ON,
        "ends_on": None,
        "words": {"right": "", "purposes": f"To help {CANARY}.", "why_spoken": "By telephone."},
        "scan": None,
    }
    return consents.give(person=person, by=by, **given | changes, **WHEN)


def add_what_came_afterwards(sides: Sides, asked: Asked) -> None:
    """Ask for leave, put something right, place a hold and pass on an inquiry, about something supplied."""
    words = {"wrong": f"{CANARY} Road.", "right": f"{CANARY} Street."}
    afterwards.ask_to_pass_on(
        asked=asked, to=f"Dr {CANARY}", why=CANARY, is_emergency=False, by=sides.requester, **WHEN
    )
    afterwards.correct(asked=asked, by=sides.officer, **words, **WHEN)
    afterwards.place_hold(asked=asked, why=CANARY, review_on=LATER, by=sides.officer, **WHEN)
    afterwards.consult_source(asked=asked, received_on=ON, question=CANARY, by=sides.requester, **WHEN)


def make_sent(sides: Sides, **fields: Any) -> SharingRequest:
    """Make a request that was sent."""
    return requests.send(sharing_request=make_draft(sides, **fields), by=sides.requester, **WHEN)


def answer_of(sharing_request: SharingRequest, organisation: Organisation, *, to: User) -> Asked:
    """Find an organisation's answer as somebody who takes part."""
    with as_person(to, on=ON):
        return Asked.objects.select_related("organisation", "sharing_request__organisation").get(
            sharing_request=sharing_request, organisation=organisation
        )


CODES: dict[str, Any] = {
    "is_with_consent": False,
    "person_told": "yes",
    "kinds": ["living"],
    "grounds": [{"code": "cda-s115"}],
    "assurances": list(Assurance.values),
    "is_welfare_weighed": True,
    "delivery": "portal",
    "marking": "official_sensitive",
}
WORDS = {
    "reasons": f"{CANARY} is in danger.",
    "summary": f"Where {CANARY} lives.",
    "disclosed": f"{CANARY} lives at 1 Quagga Road.",
    "conditions": "Not to be passed on.",
}


def decide(asked: Asked, *, by: User, outcome: str = Outcome.DISCLOSE, **changes: Any) -> Any:
    """Decide as the officer, with everything that a decision needs."""
    return answers.decide(
        asked=asked,
        outcome=outcome,
        codes=CODES | changes.pop("codes", {}),
        words=WORDS | changes.pop("words", {}),
        by=by,
        **WHEN | changes,
    )


def bring_to(sides: Sides, state: str, **fields: Any) -> Asked:
    """Make a request and bring the holder's answer to a state by the shortest way."""
    sharing_request = fields.pop("sharing_request", None) or make_sent(sides, **fields)
    asked = answer_of(sharing_request, sides.holding, to=sides.requester)
    if state == State.WITHDRAWN:
        requests.withdraw(sharing_request=sharing_request, by=sides.requester, **WHEN)
    if state not in (State.RECEIVED, State.WITHDRAWN):
        answers.allocate(asked=asked, officer=sides.officer, by=sides.holding_spoc, **WHEN)
    if state == State.QUESTIONED:
        answers.ask_question(asked=asked, text=f"Which {CANARY}?", by=sides.officer, **WHEN)
    if state == State.TO_AUTHORISE:
        decide(asked, by=sides.officer, second_authoriser=sides.colleague)
    if state in (State.DECIDED, State.SUPPLIED, State.IN_USE, State.CERTIFIED, State.CLOSED):
        decide(asked, by=sides.officer)
    if state in (State.SUPPLIED, State.IN_USE, State.CERTIFIED, State.CLOSED):
        disclosures.supply(asked=asked, by=sides.officer, **WHEN)
    if state in (State.IN_USE, State.CERTIFIED, State.CLOSED):
        disclosures.confirm_receipt(asked=asked, by=sides.requester, **WHEN)
    if state in (State.CERTIFIED, State.CLOSED):
        disclosures.certify(asked=asked, ending="destroyed", by=sides.requester, **WHEN)
    if state == State.CLOSED:
        answers.close(asked=asked, by=sides.holding_spoc, **WHEN)
    found = answer_of(sharing_request, sides.holding, to=sides.requester)
    assert found.state == state
    return found


def make_urgent(sides: Sides, **changes: Any) -> Asked:
    """Record afterwards what was disclosed in an emergency."""
    given: dict[str, Any] = {
        "organisation": sides.holding,
        "requester": sides.requester,
        "requester_organisation": sides.asking,
        "delivery": "spoken",
        "kinds": ["living"],
        "grounds": [{"code": "cda-s115"}],
        "is_with_consent": False,
        "person_told": "no",
        "words": {
            "circumstances": "A threat.",
            "why_not_told": "There was no time.",
            "disclosed": CANARY,
            "reasons": "Life in danger.",
            "summary": "Where",
        },
        "by": sides.officer,
    }
    return disclosures.record_urgent(**given | changes, **WHEN)


def taken(content: bytes = b"%PDF-1.7 canary") -> TakenIn:
    """Give what intake gives of a clean file."""
    return TakenIn(content, 1, "application/pdf", (), True, True, "")
