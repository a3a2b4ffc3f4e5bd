"""Each side names its own condition for what is of a special category or about offences (UK GDPR 9 and 10)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from csp_portal.core.workflow import CannotBeDone
from isp_requests import completeness, legal
from isp_requests.identity import as_person
from isp_requests.states.answer import Outcome, State
from isp_requests.states.words import data_kinds
from isp_requests.workflow import requests
from tests.factories import sign_in
from tests.isp_requests.factories_sealed import CODES, ON, WHEN, WORDS, bring_to, decide, make_draft

pytestmark = pytest.mark.django_db

OF_1998 = "dpa1998-sch3-10"
TODAY = date(2026, 11, 26)


@pytest.fixture
def client(today):
    return Client()


def ask_for(sides, *kinds, grounds=("cda-s115",)):
    """Make a draft that asks for these types of information by this law."""
    draft = make_draft(sides)
    for step, fields, words in (
        ("needed", {"kinds": list(kinds), "data_kinds": data_kinds(kinds)}, {"needed": "It."}),
        ("law", {"grounds": legal.copied(grounds)}, None),
    ):
        draft = requests.save_step(
            sharing_request=draft,
            step=step,
            version=draft.version,
            fields=fields,
            words=words,
            by=sides.requester,
            **WHEN,
        )
    return draft


def send(sides, draft):
    return requests.send(sharing_request=draft, by=sides.requester, **WHEN)


# --- The side that asks ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kinds", "article"),
    [(["health"], "Article 9"), (["offending"], "Article 10"), (["offending", "health"], "Article 9")],
)
def test_nothing_sensitive_is_asked_for_without_a_condition(sides, kinds, article):
    draft = ask_for(sides, *kinds)

    with as_person(sides.requester, on=ON):
        assert [each.step for each in completeness.missing(draft, on=ON)] == ["law"]
    with pytest.raises(CannotBeDone, match=article):
        send(sides, draft)

    sent = send(sides, ask_for(sides, *kinds, grounds=("cda-s115", OF_1998)))
    copied = legal.parted(sent.grounds)["conditions"]
    assert [(each["code"], each["covers"]) for each in copied] == [
        (OF_1998, ["special_category", "criminal"])
    ]


def test_what_is_not_sensitive_needs_none(sides):
    assert send(sides, ask_for(sides, "living", "education")).state == "sent"


@pytest.mark.parametrize("code", ["dpa2018-sch1-10", "ukgdpr-9-2-c"])
def test_a_condition_of_a_later_day_is_none_yet(sides, code):
    with pytest.raises(CannotBeDone, match="not open"):
        send(sides, ask_for(sides, "health", grounds=("cda-s115", code)))


def test_a_condition_alone_carries_nothing(sides):
    with pytest.raises(CannotBeDone, match="cannot be the only ground"):
        send(sides, ask_for(sides, "health", grounds=(OF_1998,)))


def test_consent_as_the_condition_needs_the_persons_agreement(sides):
    with pytest.raises(CannotBeDone, match="consent"):
        send(sides, ask_for(sides, "health", grounds=("cda-s115", "dpa1998-sch3-1")))


def test_the_page_asks_for_it_where_something_sensitive_is_asked_for(sides, client):
    client = sign_in(client, sides.requester)
    plain, sensitive = ask_for(sides, "living"), ask_for(sides, "health")

    def page(draft, **data):
        url = reverse("isp_requests:request_step", args=[draft.reference, "law"])
        return client.post(url, data | {"version": draft.version}) if data else client.get(url)

    assert "conditions" not in page(plain).context["form"].fields
    offered = [code for code, _ in page(sensitive).context["form"].fields["conditions"].choices]
    assert OF_1998 in offered
    assert "dpa2018-sch1-10" not in offered
    assert "conditions" in page(sensitive, grounds=["cda-s115"]).context["form"].errors
    assert page(sensitive, grounds=["cda-s115"], conditions=[OF_1998]).status_code == 302
    check = client.get(reverse("isp_requests:request_check", args=[sensitive.reference])).content.decode()
    assert "Schedule 3, paragraph 10" in check
    # On coming back both answers stand where they were given.
    assert page(sensitive).context["form"].initial["conditions"] == [OF_1998]
    assert page(sensitive).context["form"].initial["grounds"] == ["cda-s115"]


# --- The side that answers ------------------------------------------------------------------------
@pytest.mark.parametrize(("kind", "article"), [("health", "Article 9"), ("offending", "Article 10")])
def test_nothing_sensitive_is_disclosed_without_the_deciding_sides_own(sides, kind, article):
    # The requester has one, and it does not serve the other side.
    draft = ask_for(sides, "living", "health", "offending", grounds=("cda-s115", OF_1998))
    asked = bring_to(sides, State.ALLOCATED, sharing_request=send(sides, draft))

    with pytest.raises(CannotBeDone, match=article):
        decide(asked, by=sides.officer, codes={"kinds": ["living", kind]})

    grounds = legal.copied(["cda-s115", OF_1998])
    decision = decide(asked, by=sides.officer, codes={"kinds": ["living", kind], "grounds": grounds})
    assert [entry["code"] for entry in decision.grounds if entry["kind"] == "condition"] == [OF_1998]


def test_what_is_disclosed_counts_and_not_what_was_asked_for(sides):
    draft = ask_for(sides, "living", "health", grounds=("cda-s115", OF_1998))
    asked = bring_to(sides, State.ALLOCATED, sharing_request=send(sides, draft))
    assert decide(asked, by=sides.officer, outcome=Outcome.IN_PART).kinds == ["living"]

    other = bring_to(sides, State.ALLOCATED)
    with pytest.raises(CannotBeDone, match="Article 9"):
        decide(other, by=sides.officer, codes={"kinds": ["health"]})


def test_who_declines_needs_none(sides):
    draft = ask_for(sides, "health", grounds=("cda-s115", OF_1998))
    asked = bring_to(sides, State.ALLOCATED, sharing_request=send(sides, draft))

    assert decide(asked, by=sides.officer, outcome=Outcome.DECLINE, codes={"kinds": ["health"]})


def test_the_policy_document_is_each_sides_own(sides):
    asked = bring_to(sides, State.ALLOCATED)
    sharing_request = asked.sharing_request
    sharing_request.needs_declared = ["policy_document", "adult_at_risk"]
    told = {
        "sharing_request": sharing_request,
        "holders": [sides.holding],
        "on": TODAY,
        "kinds": ["personal", "special_category"],
    }
    codes = ["cda-s115", "dpa2018-sch1-18"]

    with as_person(sides.officer, on=ON):
        assert legal.refusal(codes, **told) == ""
        assert "policy document" in legal.refusal(codes, declared=[], **told)
        assert legal.refusal(codes, declared=["policy_document"], **told) == ""
        # What holds in the matter itself the requester says for both.
        assert legal.refusal([*codes, "care2014-s45"], declared=["policy_document"], **told) == ""


def test_the_answer_form_keeps_the_condition_apart_and_the_decision_has_both(sides, client):
    draft = ask_for(sides, "health", grounds=("cda-s115", OF_1998))
    asked = bring_to(sides, State.ALLOCATED, sharing_request=send(sides, draft))
    client = sign_in(client, sides.officer)
    args = [asked.sharing_request.reference, sides.holding.slug]
    url = reverse("isp_requests:answer_write", args=args)
    form = client.get(url).context["form"]
    assert form.initial["grounds"] == ["cda-s115"]
    assert "conditions_of_law" not in form.initial

    said = {
        "outcome": "disclose",
        "is_with_consent": "no",
        "grounds": ["cda-s115"],
        "is_welfare_weighed": "on",
        "kinds": ["health"],
        **{name: CODES[name] for name in ("person_told", "assurances", "delivery", "marking")},
        **{name: WORDS[name] for name in ("reasons", "summary", "disclosed", "conditions")},
    }
    lacking = client.post(url, said, follow=True).context["lacking"]
    assert "Article 9" in lacking
    page = client.post(url, said | {"conditions_of_law": [OF_1998], "has_policy_document": "on"}, follow=True)

    assert page.context["lacking"] == ""
    assert "Condition for sensitive data" in page.content.decode()
    client.post(reverse("isp_requests:answer_decide", args=args))
    with as_person(sides.officer, on=ON):
        assert {entry["code"] for entry in asked.standing_decision.grounds} == {"cda-s115", OF_1998}
