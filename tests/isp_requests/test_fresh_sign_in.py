"""What a session shows whose last proof of who it is grew old: no sealed word, by whatever way it is asked."""

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from django.urls import reverse

from csp_portal.accounts.roles import Role
from isp_requests.identity import everything
from isp_requests.states.answer import State
from isp_requests.workflow import matters, requests
from tests.factories import make_user, sign_in
from tests.isp_requests.factories_sealed import (
    CANARY,
    WHEN,
    add_what_came_afterwards,
    bring_to,
    give_consent,
    make_draft,
    taken,
)
from tests.isp_requests.test_leaks import ask
from tests.isp_requests.test_matrix import POST_ONLY, ROUTES, address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

ELEVEN_MINUTES = 11 * 60


def sign_in_a_while_ago(person) -> Client:
    client = sign_in(Client(), person)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        proof | {"at": proof["at"] - ELEVEN_MINUTES} for proof in session[AUTHENTICATION_METHODS_SESSION_KEY]
    ]
    session.save()
    return client


def ways(name: str) -> tuple[str, ...]:
    """By which an address is asked: also with a form that comes back, because nothing is filled in."""
    return ("POST",) if name in POST_ONLY else ("GET", "POST")


@pytest.mark.parametrize("state", [State.QUESTIONED, State.TO_AUTHORISE, State.SUPPLIED])
def test_no_sealed_word_of_a_request_is_shown_without_a_fresh_proof(sides, state):
    draft = make_draft(sides)
    requests.add_file(sharing_request=draft, taken=taken(), filename="a.pdf", by=sides.requester, **WHEN)
    give_consent(sides, draft)
    sent = requests.send(sharing_request=draft, by=sides.requester, **WHEN)
    asked = bring_to(sides, state, sharing_request=sent)
    if state == State.SUPPLIED:
        add_what_came_afterwards(sides, asked)
    shown = []

    for person in (sides.requester, sides.officer, sides.colleague):
        client = sign_in_a_while_ago(person)
        for name in ROUTES:
            url = address(name, sent, sides.holding.slug)
            for way in ways(name):
                _, content = ask(client, name, url, way=way, data={"text": ""})
                if CANARY.encode() in content or b"canary" in content:
                    shown.append((person.full_name, name, way))

    assert shown == []


def test_a_form_that_comes_back_keeps_what_was_written_and_leaves_out_what_was_read(sides):
    asked = bring_to(sides, State.SUPPLIED)
    add_what_came_afterwards(sides, asked)
    url = reverse(
        "isp_requests:passing_on_answer", args=[asked.sharing_request.reference, sides.holding.slug, 1]
    )
    client = sign_in_a_while_ago(sides.officer)

    page = client.post(url, {"words": "To the doctor alone."}).content.decode()
    fresh = sign_in(Client(), sides.officer).post(url, {"words": "To the doctor alone."}).content.decode()

    assert "To the doctor alone." in page
    assert CANARY not in page
    assert "prove who you are" in page
    assert CANARY in fresh


def test_nothing_is_carried_over_into_a_draft_without_a_fresh_proof(sides):
    asked = bring_to(sides, State.IN_USE)
    client = sign_in_a_while_ago(sides.requester)

    answer = client.post(reverse("isp_requests:request_renew", args=[asked.sharing_request.reference]))

    assert "reauthenticate" in answer["Location"]
    with everything():
        assert not asked.sharing_request.renewals.exists()


def test_nothing_is_supplied_without_a_fresh_proof_and_what_was_written_stays(sides):
    asked = bring_to(sides, State.IN_USE)
    url = reverse(
        "isp_requests:disclosure_supply", args=[asked.sharing_request.reference, sides.holding.slug]
    )
    client = sign_in_a_while_ago(sides.officer)

    asked_for = client.get(url)
    sent = client.post(url, {"further": "The second sheet."}).content.decode()

    assert "reauthenticate" in asked_for["Location"]
    assert "Prove it in a new tab" in sent
    assert "The second sheet." in sent
    with everything():
        assert asked.disclosures.count() == 1
    assert sign_in(Client(), sides.officer).post(url, {"further": "The second sheet."}).status_code == 302
    with everything():
        assert asked.disclosures.count() == 2


@pytest.mark.parametrize("name", ["matter_detail", "matter_describe"])
def test_the_account_of_a_breach_opens_to_a_fresh_proof_alone(sides, name):
    lead = make_user(organisation=sides.outside, duties=[Role.INFORMATION_GOVERNANCE_LEAD])
    matter = matters.report(
        kind="breach",
        organisation=sides.holding,
        sort="lost",
        text=CANARY,
        known_at=WHEN["at"],
        by=sides.requester,
        **WHEN,
    )
    words = {"account": f"{CANARY} was seen.", "measures": "None."}
    matters.describe(matter=matter, how_many="one", by=lead, **words, **WHEN)
    url = reverse(f"isp_requests:{name}", args=[matter.reference])

    answer = sign_in_a_while_ago(lead).get(url)

    assert answer.status_code == 302
    assert CANARY in sign_in(Client(), lead).get(url).content.decode()
