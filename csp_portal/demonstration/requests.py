"""Requests in every state and a breach, about plainly invented people, asked and answered by ready officers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from csp_portal.accounts.models import Organisation, User
from csp_portal.demonstration import given
from isp_requests import identity, legal
from isp_requests.models import Asked, Consent, SharingRequest
from isp_requests.states.answer import Outcome, State
from isp_requests.states.words import Assurance, data_kinds
from isp_requests.workflow import answers, consents, disclosures, matters, requests

# The day of the first request; each later one is made some days after.
FIRST = date(2016, 2, 15)
# Who asks, who is asked, and who of the latter receives and answers.
ASKING, HOLDING = "haringey-police", "haringey-council"
REQUESTER = "Sorcha Brackenbury"
DESK, OFFICER = "Amara Lindqvist", "Ingrid Vasari-Bloom"


@dataclass(frozen=True)
class Matter:
    """One request: who it is about, what is asked, and how far its answer has come."""

    reached: str
    name: str
    role: str
    needed: str
    circumstances: str
    kinds: tuple[str, ...]
    outcome: str = Outcome.DISCLOSE
    safe_address: bool = False
    second: bool = False
    # The person agreed, and takes it back once the officer has decided.
    takes_consent_back: bool = False


MATTERS = (
    Matter(
        State.CLOSED, "Barnaby Inventedson", "convicted_offender", "Whether he still lives at his last address.",
        "Complaints of noise and threats at a block of flats.", ("living",),
    ),
    Matter(
        State.IN_USE, "Clementine Example", "victim", "Which support she has been offered since the autumn.",
        "A case conference is being prepared after a second incident.", ("living", "relationships"),
        safe_address=True,
    ),
    Matter(
        State.SUPPLIED, "Ottoline Madeup", "witness", "A number by which she can be reached.",
        "She saw a burglary and has moved since.", ("demographics",), outcome=Outcome.IN_PART,
    ),
    Matter(
        State.DECIDED, "Peregrine Fictional", "suspect", "His rent account for the last two years.",
        "Letters about money were found during a search.", ("living",), outcome=Outcome.DECLINE,
    ),
    Matter(
        State.TO_AUTHORISE, "Rosamund Imaginary", "victim", "Whether she is known to have asked for rehousing.",
        "Her former partner is to be released next month.", ("living",), safe_address=True, second=True,
    ),
    Matter(
        State.QUESTIONED, "Thaddeus Nobody", "other", "Who else lives in the flat.",
        "Neighbours report people coming and going at night.", ("living", "lifestyle"),
    ),
    Matter(
        State.ALLOCATED, "Winifred Pretend", "victim", "Which visits were made in January.",
        "She has not been seen for some weeks.", ("living",),
    ),
    Matter(
        State.WITHDRAWN, "Horatio Notreal", "informant", "When he last wrote to the office.",
        "It turned out that the letter came from somebody else.", ("living",),
    ),
    Matter(
        State.CERTIFIED, "Cuthbert Unreal", "witness", "Whether he still works at the depot.",
        "A statement had to be taken before the trial.", ("demographics",),
    ),
    Matter(
        State.DECIDED, "Philippa Hypothetical", "victim", "Which support she takes up.",
        "She asked for help with a move, and later thought better of it.", ("living",), takes_consent_back=True,
    ),
    Matter(
        State.RECEIVED, "Araminta Fabled", "suspect", "Complaints about the address since Christmas.",
        "Part of an enquiry into damage to parked cars.", ("offending",),
    ),
)  # fmt: skip


def load_requests() -> int:
    """Load the requests of one officer of the police to the council, and say how many were made."""
    asking, holding = (Organisation.objects.get(slug=slug) for slug in (ASKING, HOLDING))
    requester, desk, officer = (
        User.objects.get(full_name=full_name) for full_name in (REQUESTER, DESK, OFFICER)
    )
    for matter, day in zip(MATTERS, _days(), strict=False):
        sent = _send(matter, asking=asking, requester=requester, holding=holding, day=day)
        with identity.as_person(requester, on=day):
            asked = Asked.objects.select_related("organisation", "sharing_request__organisation").get(
                sharing_request=sent
            )
        _bring(matter, asked, requester=requester, officer=officer, desk=desk, day=day)
    _draft(asking=asking, requester=requester, day=date(2016, 3, 10))
    _breach(holding, officer=officer, desk=desk, day=date(2016, 3, 3))
    return len(MATTERS) + 1


def _breach(organisation: Organisation, *, officer: User, desk: User, day: date) -> None:
    """Report a breach on a day, and have it notified and closed within the week."""
    reported, notified, closed = (
        given.when(day, 10, 5),
        given.when(day + timedelta(days=1), 15),
        given.when(day + timedelta(days=6), 12),
    )
    breach = matters.report(
        kind="breach",
        organisation=organisation,
        sort="wrong_person",
        text="A letter about Peregrine Fictional went to the flat below.",
        known_at=reported["at"],
        by=officer,
        **reported,
    )
    breach = matters.describe(
        matter=breach,
        how_many="one",
        account="The number of the flat was mistyped. The letter was handed back unopened the same day.",
        measures="The address was checked against the register, and the neighbour was spoken to.",
        by=desk,
        **notified,
    )
    breach = matters.decide(
        matter=breach,
        outcome="notify",
        why="The envelope named the office, from which somebody could draw conclusions.",
        by=desk,
        **notified,
    )
    breach = matters.record_notification(matter=breach, notified_at=notified["at"], by=desk, **notified)
    matters.close(
        matter=breach,
        text="Addresses are taken from the register and no longer typed.",
        by=desk,
        **closed,
    )


def _days() -> Iterator[date]:
    day = FIRST
    while True:
        yield day
        day += timedelta(days=2)
        while day.weekday() > 4:
            day += timedelta(days=1)


def _draft(*, asking: Organisation, requester: User, day: date) -> SharingRequest:
    when = given.when(day, 16)
    draft = requests.begin(organisation=asking, by=requester, **when)
    return requests.save_step(
        sharing_request=draft,
        step="depersonalised",
        version=draft.version,
        fields={"depersonalised_would_do": False},
        words={"why_not": "It is about one household."},
        by=requester,
        **when,
    )


def _law(matter: Matter) -> list[dict[str, Any]]:
    """Rest on the power of the Act, with the condition of 1998 beside it where something sensitive is asked for."""
    sensitive = legal.is_sensitive(data_kinds(matter.kinds))
    return legal.copied(["cda-s115", *(["dpa1998-sch3-10"] if sensitive else [])])


def _send(
    matter: Matter, *, asking: Organisation, requester: User, holding: Organisation, day: date
) -> SharingRequest:
    when = given.when(day, 9, 20) | {"by": requester}
    draft = requests.begin(organisation=asking, **when)
    requests.choose_organisations(sharing_request=draft, organisations=[holding], **when)
    requests.add_person(
        sharing_request=draft,
        roles=[matter.role],
        is_child=False,
        has_safe_address=matter.safe_address,
        words={
            "name": matter.name,
            "address": "1 Nowhere Street",
            "date_of_birth": "1980-01-01",
            "keep_from": "Her address, from her former partner." if matter.safe_address else "",
        },
        **when,
    )
    steps: tuple[tuple[str, dict[str, Any], dict[str, Any] | None], ...] = (
        ("depersonalised", {"depersonalised_would_do": False}, {"why_not": "It is about one person."}),
        (
            "needed",
            {"kinds": list(matter.kinds), "data_kinds": data_kinds(matter.kinds)},
            {"needed": matter.needed, "circumstances": matter.circumstances},
        ),
        ("urgency", {"urgency": "standard"}, {"why_urgent": ""}),
        (
            "agreement",
            *(
                ({"agreement": "obtained", "not_sought_because": "", "person_told": "yes"}, {})
                if matter.takes_consent_back
                else (
                    {"agreement": "not_sought", "not_sought_because": "prejudice_crime", "person_told": "no"},
                    {"why_not_told": "It would put the enquiry at risk."},
                )
            ),
        ),
        (
            "purpose",
            {"purposes": ["implement_acts"], "public_interests": ["prevention"]},
            {"necessary": "Nobody else holds it.", "reason": "Somebody may come to harm otherwise."},
        ),
        ("law", {"grounds": _law(matter)}, None),
        ("contact", {"requester_telephone": requester.telephone or "020 7946 0018"}, None),
    )
    for step, fields, words in steps:
        draft = requests.save_step(
            sharing_request=draft, step=step, version=draft.version, fields=fields, words=words, **when
        )
    if matter.takes_consent_back:
        with identity.as_person(requester, on=day):
            person = draft.people.get()
        consents.give(
            person=person,
            giver="person",
            how_taken="spoken",
            kinds=list(matter.kinds),
            organisations=[holding.pk],
            given_on=day,
            ends_on=None,
            words={"right": "", "purposes": "To help her move.", "why_spoken": "She was on the telephone."},
            scan=None,
            **when,
        )
    return requests.send(sharing_request=draft, **when)


def _bring(matter: Matter, asked: Asked, *, requester: User, officer: User, desk: User, day: date) -> None:
    later = [given.when(day + timedelta(days=count), 11, 5) for count in range(8)]
    if matter.reached == State.WITHDRAWN:
        requests.withdraw(sharing_request=asked.sharing_request, by=requester, **later[1])
    if matter.reached in (State.RECEIVED, State.WITHDRAWN):
        return
    answers.allocate(asked=asked, officer=officer, by=desk, **later[0])
    if matter.reached == State.QUESTIONED:
        answers.ask_question(asked=asked, text="Which flat do you mean?", by=officer, **later[1])
    if matter.reached in (State.ALLOCATED, State.QUESTIONED):
        return
    _decide(matter, asked, officer=officer, second=desk if matter.second else None, when=later[2])
    if matter.takes_consent_back:
        with identity.as_person(requester, on=later[3]["on"]):
            consent = Consent.objects.get(sharing_request=asked.sharing_request)
        consents.take_back(consent=consent, why="She would rather not.", by=requester, **later[3])
    if matter.reached in (State.TO_AUTHORISE, State.DECIDED):
        return
    disclosures.supply(asked=asked, review_on=date(2016, 9, 1), by=officer, **later[2])
    if matter.reached == State.SUPPLIED:
        return
    disclosures.confirm_receipt(asked=asked, by=requester, **later[3])
    if matter.reached in (State.CERTIFIED, State.CLOSED):
        disclosures.certify(asked=asked, ending="destroyed", by=requester, **later[5])
    if matter.reached == State.CLOSED:
        answers.close(asked=asked, by=desk, **later[6])


def _decide(
    matter: Matter, asked: Asked, *, officer: User, second: User | None, when: dict[str, Any]
) -> None:
    declined = matter.outcome == Outcome.DECLINE
    answers.decide(
        asked=asked,
        outcome=matter.outcome,
        codes={
            "is_with_consent": matter.takes_consent_back,
            "person_told": "no",
            "kinds": list(matter.kinds),
            "grounds": _law(matter),
            "assurances": [] if declined else list(Assurance.values),
            "is_welfare_weighed": not declined,
            "delivery": "" if declined else "portal",
            "marking": "official_sensitive",
        },
        words={
            "reasons": "Two years are more than the purpose takes. Ask for the month in question."
            if declined
            else "It is needed to keep somebody from harm.",
            "why_not_told": "It would put the enquiry at risk.",
            "summary": "" if declined else matter.needed,
            "disclosed": "" if declined else f"{matter.name}: nothing here is true of anybody.",
            "conditions": "For this enquiry only.",
            "safe_address": "Neither street nor area is named." if matter.safe_address else "",
        },
        second_authoriser=second,
        by=officer,
        **when,
    )
