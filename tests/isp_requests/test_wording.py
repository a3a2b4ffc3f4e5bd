"""Another partnership's protocol, entered from the menu: its words, times, markings and law are those of its forms."""

import io
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from csp_portal.core.workflow import CannotBeDone
from isp_requests import completeness, legal
from isp_requests.forms.answers import AnswerForm
from isp_requests.forms.protocol import EditionForm
from isp_requests.forms.steps import STEP_FORMS
from isp_requests.identity import as_person
from isp_requests.models import LegalGateway, ProtocolEdition, SharingRequest
from isp_requests.models.editions import HandlingMarking, Urgency
from isp_requests.states.answer import State as AnswerState
from isp_requests.states.edition import State
from isp_requests.wording import PLACES
from isp_requests.workflow import requests
from tests.factories import sign_in
from tests.isp_requests.factories_protocol import make_edition, make_governance_lead
from tests.isp_requests.factories_sealed import ON, WHEN, bring_to, give_consent, make_draft, make_urgent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

OWN = {key: f"Own words for {key.replace('_', ' ')}" for key in PLACES}


def in_force(**changes: Any) -> ProtocolEdition:
    """Give the edition in force other contents, as if it had been drafted with them."""
    edition = ProtocolEdition.objects.in_force(on=ON)
    assert edition is not None
    for name, value in changes.items():
        setattr(edition, name, value)
    edition.save()
    return edition


def text_of(response: Any) -> str:
    pages = PdfReader(io.BytesIO(b"".join(response))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


# --- From the menu --------------------------------------------------------------------------------
def test_the_lead_enters_words_times_markings_and_law_by_the_pages_alone(client, db):
    lead = make_governance_lead()
    edition = make_edition(by=lead, state=State.DRAFT)
    gateway = LegalGateway.objects.create(
        code="own-power", statute="An Act", provision="s1", kind="power", what_it_does="It lets."
    )
    sign_in(client, lead)

    def post(name: str, *args: str, **said: Any) -> None:
        response = client.post(reverse(f"isp_requests:{name}", args=[edition.slug, *args]), said)
        assert response.status_code == 302, response.context["form"].errors

    post(
        "edition_edit",
        version=1,
        title="The protocol of Oakshire",
        text="## A. Why",
        conditions="Lock it away.",
        marking="official",
        markings=["official"],
        kept_months=6,
        gateways=[gateway.pk],
    )
    post("wording_edit", version=2, **OWN)
    post("reply_time_edit", "urgent", days=0, hours=2)

    edition.refresh_from_db()
    assert (edition.marking, edition.markings, edition.kept_months) == ("official", ["official"], 6)
    assert edition.wording == OWN
    assert list(edition.gateways.all()) == [gateway]
    assert edition.allowed(Urgency.URGENT).minutes == 120
    page = client.get(edition.get_absolute_url()).content.decode()
    for words in ("Own words for citations", "OFFICIAL", "6 months", "An Act, s1", "2 working hours"):
        assert words in page


def test_the_usual_marking_is_one_that_may_be_chosen(db):
    edition = make_edition(by=make_governance_lead(), state=State.DRAFT)
    said = EditionForm.of(edition) | {"marking": "official", "markings": ["official_sensitive"]}

    form = EditionForm(said)

    assert list(form.errors) == ["markings"]


def test_an_edition_is_not_brought_into_force_before_its_first_day(sides, client):
    edition = make_edition(by=make_governance_lead(), state=State.ENDORSED)
    party = edition.parties.get()
    sign_in(client, make_governance_lead())
    sign = reverse("isp_requests:party_sign", args=[edition.slug, party.pk])
    client.post(sign, {"signed_name": "A. Signatory", "signed_on": ON})

    page = client.post(
        reverse("isp_requests:edition_in_force", args=[edition.slug]),
        {"starts_on": date(2016, 4, 1), "review_on": date(2017, 4, 1)},
    )

    assert "lies ahead" in str(page.context["form"].errors)
    # Until then somebody can ask: the one before holds.
    assert ProtocolEdition.objects.in_force(on=ON) not in (None, edition)


# --- On the forms ---------------------------------------------------------------------------------
LABELS = [
    ("urgency", "needed_by", "needed_by"),
    ("urgency", "why_urgent", "why_urgent"),
    ("agreement", "agreement", "consent"),
    ("purpose", "public_interests", "public_interest"),
    ("purpose", "reason", "why_public_interest"),
    ("law", "grounds", "law"),
]


@pytest.mark.parametrize(("step", "field", "place"), LABELS)
def test_each_question_reads_as_the_edition_words_it_and_otherwise_as_usual(sides, step, field, place):
    draft = make_draft(sides)

    def label() -> str:
        with as_person(sides.requester, on=ON):
            return str(STEP_FORMS[step](sharing_request=draft, on=ON).fields[field].label)

    assert label() == PLACES[place].usual
    in_force(wording=OWN)
    assert label() == OWN[place]


def test_the_answer_is_asked_for_in_the_words_of_the_requests_own_edition(sides, client):
    asked = bring_to(sides, AnswerState.ALLOCATED)
    ProtocolEdition.objects.filter(pk=asked.sharing_request.edition_id).update(wording=OWN)
    asked.sharing_request.edition.refresh_from_db()

    form = AnswerForm(asked=asked, officers=[], gateways=[], has_safe_address=False)

    assert form.fields["outcome"].label == OWN["outcome"]
    assert form.fields["disclosed"].label == OWN["disclosed"]


def test_the_steps_show_the_first_words_the_times_and_what_the_citations_mean(sides, client):
    in_force(wording=OWN)
    draft = make_draft(sides)
    sign_in(client, sides.requester)

    def page(step: str) -> str:
        return client.get(reverse("isp_requests:request_step", args=[draft.reference, step])).content.decode()

    assert OWN["requested"] in page("needed")
    assert "An answer within 10 working days." in page("urgency")
    assert OWN["citations"] in page("contact")


def test_what_is_printed_reads_as_the_edition_words_it(sides, client):
    in_force(wording=OWN, marking=HandlingMarking.OFFICIAL, markings=["official", "official_sensitive"])
    asked = bring_to(sides, AnswerState.IN_USE)
    consent = give_consent(sides, asked.sharing_request)
    reference, edition = asked.sharing_request.reference, asked.sharing_request.edition
    sign_in(client, sides.requester)

    part_a = text_of(client.get(reverse("isp_requests:request_print", args=[reference])))
    part_b = text_of(client.get(reverse("isp_requests:answer_print", args=[reference, sides.holding.slug])))
    given = text_of(client.get(reverse("isp_requests:consent_form_print", args=[reference, consent.number])))
    empty = text_of(client.get(reverse("isp_requests:consent_print", args=[edition.slug])))

    for place in ("requested", "needed_by", "consent", "public_interest", "why_public_interest", "law"):
        assert OWN[place] in part_a, place
    assert OWN["disclosed"] in part_b
    assert edition.conditions in part_b
    assert OWN["consent_statement"] in given
    assert OWN["consent_statement"] in empty
    assert "OFFICIAL when filled in" in empty


# --- Marking and law ------------------------------------------------------------------------------
def test_a_request_begins_with_the_usual_marking_of_the_edition(sides):
    in_force(marking=HandlingMarking.OFFICIAL)

    draft = requests.begin(organisation=sides.asking, by=sides.requester, **WHEN)
    urgent = make_urgent(sides)

    assert draft.marking == HandlingMarking.OFFICIAL
    with as_person(sides.officer, on=ON):
        assert urgent.sharing_request.marking == HandlingMarking.OFFICIAL
        assert urgent.standing_decision.marking == HandlingMarking.OFFICIAL


def test_a_marking_that_the_edition_has_not_is_not_sent(sides):
    draft = make_draft(sides)
    with as_person(sides.requester, on=ON):
        SharingRequest.objects.filter(pk=draft.pk).update(marking=HandlingMarking.RESTRICTED)
        draft.refresh_from_db()

        assert [each.step for each in completeness.missing(draft, on=ON)] == ["contact"]
    with pytest.raises(CannotBeDone, match="no such marking"):
        requests.send(sharing_request=draft, by=sides.requester, **WHEN)


def test_only_the_law_on_the_editions_list_can_be_chosen_where_it_has_one(sides):
    draft = make_draft(sides)
    everything = LegalGateway.objects.for_new_requests(on=ON)
    conditions = {gateway.code for gateway in everything if gateway.kind == "condition"}
    in_force().gateways.set(LegalGateway.objects.filter(code="common-law"))

    with as_person(sides.requester, on=ON):
        offered = {gateway.code for gateway in legal.offered(draft, on=ON)}
        refused = legal.refusal(["cda-s115"], sharing_request=draft, holders=[sides.holding], on=ON)

    assert offered == conditions | {"common-law"}
    assert "not open to new requests" in refused
