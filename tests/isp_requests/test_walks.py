"""
Long random walks through the workflow by everybody, held against a small model of what should happen.

`SHARING_WALKS=200 SHARING_STEPS=50` walks further than the suite does each time.
"""

import os
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csp_portal.audit.models import AuditEvent
from csp_portal.audit.verification import verify
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, InvalidTransition
from isp_requests import door
from isp_requests.identity import as_person, everything
from isp_requests.models import Asked, Decision, Disclosure, SharingRequest
from isp_requests.states.answer import ENDED_STATES, UNDECIDED_STATES, State
from isp_requests.workflow import answers, disclosures, requests
from tests.isp_requests.factories_sealed import AT, ON, WHEN, answer_of, decide, make_sent

pytestmark = pytest.mark.django_db

WALKS, STEPS = int(os.environ.get("SHARING_WALKS", 12)), int(os.environ.get("SHARING_STEPS", 20))
PEOPLE = ("requester", "asking_spoc", "officer", "colleague", "holding_spoc", "third_spoc", "outsider")
ACTS = (
    "allocate", "allocate_colleague", "take_on", "hand_on", "ask", "reply", "decide", "decide_by_two",
    "authorise", "refuse", "anew", "supply", "confirm", "certify", "close", "withdraw",
)  # fmt: skip


@dataclass
class Model:
    """What should be so: the state, who answers, who authorises, and how many rows and entries there are."""

    state: str = State.RECEIVED
    officer: str = ""
    authoriser: str = ""
    decisions: int = 0
    supplied: int = 0
    entries: int = 0

    def second(self) -> str:
        return "colleague" if self.officer == "officer" else "officer"

    def may(self, act: str, who: str) -> bool:
        state, is_officer = self.state, who == self.officer
        open_to_allocate = who == "holding_spoc" and state not in ENDED_STATES
        match act:
            case "allocate":
                return open_to_allocate and "officer" not in (self.officer, self.authoriser)
            case "allocate_colleague":
                return open_to_allocate and "colleague" not in (self.officer, self.authoriser)
            case "take_on":
                return open_to_allocate and self.officer != "holding_spoc"
            case "hand_on" | "ask" | "decide" | "decide_by_two":
                return is_officer and state == State.ALLOCATED
            case "reply":
                return who == "requester" and state == State.QUESTIONED
            case "authorise" | "refuse":
                return who == self.authoriser and state == State.TO_AUTHORISE
            case "anew":
                return is_officer and state == State.DECIDED
            case "supply":
                return is_officer and state in (State.DECIDED, State.IN_USE)
            case "confirm":
                return who == "requester" and state == State.SUPPLIED
            case "certify":
                return who == "requester" and state == State.IN_USE
            case "close":
                return (is_officer or who == "holding_spoc") and state == State.CERTIFIED
            case "withdraw":
                return who == "requester" and state in UNDECIDED_STATES
        raise AssertionError(act)

    def do(self, act: str, who: str) -> None:
        self.entries += 1
        match act:
            case "allocate" | "allocate_colleague" | "take_on":
                self.officer = {"allocate": "officer", "allocate_colleague": "colleague"}.get(act, who)
                if self.state == State.RECEIVED:
                    self.state = State.ALLOCATED
            case "hand_on":
                self.officer, self.state = "", State.RECEIVED
            case "ask":
                self.state = State.QUESTIONED
            case "reply" | "anew":
                self.state = State.ALLOCATED
            case "decide":
                self.decisions, self.state = self.decisions + 1, State.DECIDED
            case "decide_by_two":
                self.authoriser, self.state = self.second(), State.TO_AUTHORISE
                self.decisions += 1
            case "authorise" | "refuse":
                self.authoriser = ""
                self.state = State.DECIDED if act == "authorise" else State.ALLOCATED
            case "supply":
                # The officer's side opens what it decided, and that is two readings.
                self.entries += 2
                self.supplied, self.state = self.supplied + 1, State.SUPPLIED
            case "confirm":
                self.state = State.IN_USE
            case "certify":
                self.state = State.CERTIFIED
            case "close":
                self.state = State.CLOSED
            case "withdraw":
                # On the requester's chain and on the holder's.
                self.entries += 1
                self.state = State.WITHDRAWN

    def readers(self) -> set[str]:
        if self.state == State.WITHDRAWN:
            return {"requester"}
        return {"requester", self.officer, self.authoriser} - {""}

    def participants(self) -> set[str]:
        return {"requester", "asking_spoc", "holding_spoc", self.officer, self.authoriser} - {""}


def perform(sides, asked, model: Model, act: str, by) -> None:
    told = {"asked": asked, "by": by, **WHEN}
    with everything():
        decision = Decision.objects.select_related("asked__sharing_request", "decided_by").filter(
            asked=asked, superseded_at__isnull=True
        ).first()  # fmt: skip
    match act:
        case "allocate":
            answers.allocate(officer=sides.officer, **told)
        case "allocate_colleague":
            answers.allocate(officer=sides.colleague, **told)
        case "take_on":
            answers.take_on(**told)
        case "hand_on":
            answers.hand_on(reason="interest", **told)
        case "ask":
            answers.ask_question(text="Which?", **told)
        case "reply":
            answers.answer_question(text="That.", **told)
        case "decide":
            decide(asked, by=by)
        case "decide_by_two":
            decide(asked, by=by, second_authoriser=getattr(sides, model.second()))
        case "authorise" | "refuse" if decision is None:
            raise Refused("There is no decision.")
        case "authorise":
            answers.authorise(decision=decision, by=by, **WHEN)
        case "refuse":
            answers.refuse_authorisation(decision=decision, reason="No.", by=by, **WHEN)
        case "anew":
            answers.decide_anew(**told)
        case "supply":
            disclosures.supply(further="More.", **told)
        case "confirm":
            disclosures.confirm_receipt(**told)
        case "certify":
            disclosures.certify(ending="destroyed", **told)
        case "close":
            answers.close(**told)
        case "withdraw":
            requests.withdraw(sharing_request=asked.sharing_request, by=by, **WHEN)


def entries_of(asked) -> int:
    keys = [str(asked.pk), str(asked.sharing_request_id)]
    return AuditEvent.objects.filter(subject_pk__in=keys).count()


def hold(sides, asked, model: Model, begun: int) -> None:
    """Hold what is there against the model."""
    with everything():
        now = Asked.objects.get(pk=asked.pk)
        rows = list(Decision.objects.filter(asked=asked))
        given = list(Disclosure.objects.filter(asked=asked).select_related("decision"))
    assert now.state == model.state
    assert (len(rows), len(given)) == (model.decisions, model.supplied)
    assert sum(row.superseded_at is None for row in rows) <= 1
    assert all(row.decided_by_id not in (sides.requester.pk, row.second_authoriser_id) for row in rows)
    assert all(each.decision.discloses and each.decision.is_complete for each in given)
    assert entries_of(asked) - begun == model.entries
    for name in PEOPLE:
        person = getattr(sides, name)
        with as_person(person, on=ON):
            seen = SharingRequest.objects.filter(pk=asked.sharing_request_id).exists()
            assert seen == (name in model.participants()), (name, model)


def reads(sides, asked, name: str) -> bool:
    person = getattr(sides, name)
    with as_person(person, on=ON):
        try:
            return bool(door.unseal(asked.sharing_request, "needed", by=person, **WHEN))
        except Refused:
            return False


@settings(
    max_examples=WALKS,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(data=st.data())
def test_whatever_people_do_the_promises_hold(sides, data):
    with transaction.atomic():
        sent = make_sent(sides)
        asked = answer_of(sent, sides.holding, to=sides.requester)
        begun, model = entries_of(asked), Model()
        for _ in range(STEPS):
            likely = [(act, who) for act in ACTS for who in PEOPLE if model.may(act, who)]
            # Half of the time something that goes, so that walks get anywhere.
            goes = bool(likely) and data.draw(st.booleans())
            pairs = likely if goes else [(act, who) for act in ACTS for who in PEOPLE]
            act, who = data.draw(st.sampled_from(pairs))
            try:
                with transaction.atomic():
                    perform(sides, asked, model, act, getattr(sides, who))
                done = True
            except (
                Refused,
                CannotBeDone,
                InvalidTransition,
                Asked.DoesNotExist,
                SharingRequest.DoesNotExist,
            ):
                done = False
            assert done == model.may(act, who), (act, who, model)
            if done:
                model.do(act, who)
            hold(sides, asked, model, begun)
        for name in PEOPLE:
            has_read = reads(sides, asked, name)
            assert has_read == (name in model.readers()), (name, model)
            model.entries += has_read
        hold(sides, asked, model, begun)
        assert verify(at=AT, only=f"organisation-{sides.holding.pk}").faults == []
        transaction.set_rollback(True)
