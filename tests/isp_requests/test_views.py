"""Asking and answering through the pages, as officers do it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from csp_portal.accounts import workflow as accounts
from csp_portal.accounts.roles import Role
from csp_portal.audit.models import AuditEvent
from isp_requests.completeness import STEPS
from isp_requests.identity import everything
from isp_requests.models import Disclosure, HandlingMarking, SharingRequest
from isp_requests.states.answer import State
from isp_requests.states.words import Assurance
from isp_requests.workflow import disclosures, requests
from tests.factories import make_duty, sign_in
from tests.isp_requests.factories_sealed import CANARY, ON, WHEN, bring_to, make_draft, taken

pytestmark = pytest.mark.django_db

ANSWERS = {
    "depersonalised": {"depersonalised_would_do": "no", "why_not": "One person."},
    "needed": {"kinds": ["living"], "needed": f"Where {CANARY} lives.", "circumstances": "A threat."},
    "urgency": {"urgency": "urgent", "why_urgent": "Tonight.", **dict.fromkeys(("needed_by_day", "needed_by_month", "needed_by_year"), "")},
    "agreement": {"agreement": "not_sought", "not_sought_because": "risk_of_harm", "person_told": "no", "why_not_told": "Harm."},
    "purpose": {"purposes": ["prevent_harm"], "necessary": "Yes.", "public_interests": ["vulnerable"], "reason": "Life."},
    "law": {"grounds": ["cda-s115"], "other_law": f"A by-law on {CANARY}."},
    "contact": {"requester_position": "Sergeant", "requester_telephone": "1", "requester_email": "a@example.org", "marking": "official_sensitive"},
}  # fmt: skip
PERSON = {"name": CANARY, "roles": ["victim"], "has_safe_address": "on", "keep_from": "The street, from him."}
ANSWER = {
    "outcome": "disclose",
    "reasons": "Danger.",
    "kinds": ["living"],
    "summary": "Where.",
    "disclosed": f"{CANARY} lives near.",
    "safe_address": "The street is left out.",
    "conditions": "Only this.",
    "assurances": list(Assurance.values),
    "is_welfare_weighed": "on",
    "is_with_consent": "no",
    "person_told": "yes",
    "grounds": ["cda-s115"],
    "delivery": "portal",
    "marking": "official_sensitive",
}


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("csp_portal.core.clock.today", lambda: ON)
    monkeypatch.setattr("csp_portal.core.clock.now", lambda: WHEN["at"])


@pytest.fixture
def pages(sides):
    class Pages:
        """Asks as somebody, and follows to the page that the answer leads to."""

        def __init__(self):
            self.clients = {}

        def __call__(self, who, name, *args, data=None, files=None, status=200):
            client = self.clients.setdefault(who, sign_in(Client(), getattr(sides, who)))
            url = reverse(f"isp_requests:{name}", args=args)
            if data is None and files is None:
                response = client.get(url, follow=True)
            else:
                response = client.post(url, (data or {}) | (files or {}), follow=True)
            assert response.status_code == status, response.content.decode()[:2000]
            return response

    return Pages()


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.linear_gradient("L").save(out, "PNG")
    return SimpleUploadedFile("Okapi.png", out.getvalue(), "image/png")


def test_an_officer_asks_another_answers_and_it_is_destroyed_in_the_end(sides, pages):
    pages("requester", "request_begin", data={"organisation": sides.asking.pk, "procedure": "form"})
    with everything():
        reference = SharingRequest.objects.get().reference
    for step in STEPS:
        if step == "organisations":
            pages("requester", "request_step", reference, step, data={"organisations": [sides.holding.pk]})
        elif step == "people":
            page = pages("requester", "person_add", reference, data=PERSON)
            assert CANARY in page.content.decode()
        else:
            with everything():
                version = SharingRequest.objects.get().version
            page = pages(
                "requester", "request_step", reference, step, data=ANSWERS[step] | {"version": version}
            )
            assert "form" not in page.context or not page.context["form"].errors
    page = pages("requester", "request_file_add", reference, data={}, files={"file": picture()})
    assert "cleaned and sealed" in page.content.decode(), page.context["form"].errors
    check = pages("requester", "request_check", reference).content.decode()
    assert "Before it can be sent" not in check
    assert "Okapi.png" in check
    assert f"A by-law on {CANARY}." in check
    pages("requester", "request_send", reference, data={})

    slug = sides.holding.slug
    desk = pages("holding_spoc", "request_list").content.decode()
    assert reference in desk
    assert CANARY not in desk
    pages("holding_spoc", "answer_allocate", reference, slug, data={"officer": sides.officer.pk})
    assert CANARY in pages("officer", "request_read", reference).content.decode()
    pages("officer", "question_ask", reference, slug, data={"text": "Since when?"})
    assert "Since when?" in pages("requester", "question_answer", reference, slug).content.decode()
    pages("requester", "question_answer", reference, slug, data={"text": "Since May."})
    form = pages("officer", "answer_write", reference, slug).content.decode()
    assert "must be kept from somebody" in form
    check = pages("officer", "answer_write", reference, slug, data=ANSWER).content.decode()
    assert "Before it can be decided" not in check
    pages("officer", "answer_file_add", reference, slug, data={}, files={"file": picture()})
    pages("officer", "answer_decide", reference, slug, data={})
    assert "lives near" not in pages("requester", "answer_read", reference, slug).content.decode()
    pages(
        "officer",
        "disclosure_supply",
        reference,
        slug,
        data=dict.fromkeys(("review_on_day", "review_on_month", "review_on_year"), ""),
    )
    read = pages("requester", "answer_read", reference, slug).content.decode()
    assert "lives near" in read
    assert "The street is left out" not in read
    pages("requester", "disclosure_confirm", reference, slug, data={})
    pages("requester", "disclosure_review", reference, slug, data={"review_on": "2016-09-01"})
    log = pages("officer", "request_log", reference).content.decode()
    assert sides.requester.full_name in log
    assert CANARY not in log
    pages("requester", "disclosure_certify", reference, slug, data={"ending": "destroyed"})
    assert "lives near" not in pages("requester", "answer_read", reference, slug).content.decode()
    pages("holding_spoc", "answer_close", reference, slug, data={})
    pages("requester", "request_close", reference, data={})
    with everything():
        sharing_request = SharingRequest.objects.get()
        assert sharing_request.state == "closed"
        assert sharing_request.edition is not None
        assert Disclosure.objects.get().ending == "destroyed"


@pytest.mark.parametrize("step", list(ANSWERS))
def test_an_empty_step_is_refused_in_a_sentence_at_its_field(sides, pages, step):
    draft = make_draft(sides)

    page = pages("requester", "request_step", draft.reference, step, data={"version": draft.version})

    if step != "urgency":
        assert page.context["form"].errors
    for sentences in page.context["form"].errors.values():
        assert all(sentence.endswith(".") for sentence in sentences)


def test_what_was_written_in_an_older_window_stays_in_the_form(sides, pages):
    draft = make_draft(sides)

    page = pages(
        "requester", "request_step", draft.reference, "needed", data=ANSWERS["needed"] | {"version": 0}
    )

    assert "another window" in page.content.decode()
    assert f"Where {CANARY} lives." in page.content.decode()
    again = {"version": page.context["form"].data["version"]}
    page = pages("requester", "request_step", draft.reference, "needed", data=ANSWERS["needed"] | again)
    assert "another window" not in page.content.decode()


@pytest.mark.parametrize("delivery", ["email", "fax"])
def test_ordinary_mail_is_refused_with_the_reason_and_the_answer_stays(sides, pages, delivery):
    asked = bring_to(sides, State.ALLOCATED)

    page = pages(
        "officer",
        "answer_write",
        asked.sharing_request.reference,
        sides.holding.slug,
        data=ANSWER | {"delivery": delivery},
    )

    assert "8.3.2" in str(page.context["form"].errors["delivery"])
    assert "lives near" in page.content.decode()


def test_what_is_above_official_asks_again_who_reads_it(sides, pages, settings):
    asked = bring_to(sides, State.IN_USE)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    client = sign_in(Client(), sides.requester)

    for name, *args in (
        ("request_read", asked.sharing_request.reference),
        ("answer_read", asked.sharing_request.reference, sides.holding.slug),
    ):
        response = client.get(reverse(f"isp_requests:{name}", args=args))
        assert response.status_code == 302
        assert "reauthenticate" in response["Location"]
    for name, args in (
        ("request_send", [asked.sharing_request.reference]),
        ("answer_decide", [asked.sharing_request.reference, sides.holding.slug]),
    ):
        assert "reauthenticate" in client.post(reverse(f"isp_requests:{name}", args=args))["Location"]


def test_an_answer_marked_above_an_official_request_asks_again_too(sides, settings):
    asked = bring_to(sides, State.SUPPLIED, marking=HandlingMarking.OFFICIAL)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    client = sign_in(Client(), sides.requester)
    reference, slug = asked.sharing_request.reference, sides.holding.slug

    assert client.get(reverse("isp_requests:request_read", args=[reference])).status_code == 200
    for name in ("answer_read", "answer_print", "afterwards_detail"):
        response = client.get(reverse(f"isp_requests:{name}", args=[reference, slug]))
        assert "reauthenticate" in response["Location"], name


def test_a_hostile_file_is_refused_in_a_sentence(sides, pages):
    draft = make_draft(sides)
    for name, content in (("a.exe", b"MZ"), ("a.pdf", b"not a pdf"), ("a.docx", b"PK\x03\x04broken")):
        page = pages(
            "requester",
            "request_file_add",
            draft.reference,
            data={},
            files={"file": SimpleUploadedFile(name, content)},
        )
        assert page.context["form"].errors["file"]


def test_a_file_above_ten_megabytes_is_refused_before_it_is_read(sides, pages):
    draft = make_draft(sides)
    big = SimpleUploadedFile("a.pdf", b"%PDF-1.7" + b"0" * 10_000_000)

    page = pages("requester", "request_file_add", draft.reference, data={}, files={"file": big})

    assert "10 MB" in str(page.context["form"].errors["file"])


def test_a_refusal_is_on_record_although_its_transaction_is_rolled_back(sides, pages):
    asked = bring_to(sides, State.ALLOCATED)
    before = AuditEvent.objects.newest_first().first()

    pages("holding_spoc", "answer_write", asked.sharing_request.reference, sides.holding.slug, status=403)

    (event,) = AuditEvent.objects.filter(id__gt=before.pk)
    assert (event.kind, event.actor_pk) == ("audit.access.refused", sides.holding_spoc.pk)
    assert event.details == {"view": "isp_requests:answer_write", "method": "GET"}
    assert event not in AuditEvent.objects.of_the_portal()


def test_a_file_that_was_destroyed_is_said_to_be(sides, pages):
    asked = bring_to(sides, State.DECIDED)
    file = disclosures.add_file(asked=asked, taken=taken(), filename="a.pdf", by=sides.officer, **WHEN)
    disclosures.supply(asked=asked, by=sides.officer, **WHEN)
    disclosures.confirm_receipt(asked=asked, by=sides.requester, **WHEN)
    reference = asked.sharing_request.reference
    assert b"".join(pages("requester", "file_download", reference, file.pk).streaming_content)

    disclosures.certify(asked=asked, ending="destroyed", by=sides.requester, **WHEN)

    page = pages("requester", "file_download", reference, file.pk, status=409)
    assert "was destroyed" in page.content.decode()


def test_a_seal_that_does_not_open_shows_nothing_and_is_on_record(sides):
    asked = bring_to(sides, State.IN_USE)
    with everything():
        section = asked.sharing_request.sections.get(name="needed")
        section.blob = bytes(section.blob)[:-1] + b"\0"
        section.save()
    client = sign_in(Client(raise_request_exception=False), sides.requester)

    page = client.get(reverse("isp_requests:request_read", args=[asked.sharing_request.reference]))

    event = AuditEvent.objects.newest_first().first()
    assert page.status_code == 500
    assert CANARY not in page.content.decode()
    assert (event.kind, event.actor_pk) == ("audit.access.failed", sides.requester.pk)
    assert event not in AuditEvent.objects.of_the_portal()


def test_somebody_with_a_duty_in_two_of_the_organisations_asked_is_led_to_an_answer(sides, pages):
    sent = requests.send(
        sharing_request=make_draft(sides, asked=[sides.holding, sides.third]), by=sides.requester, **WHEN
    )
    accounts.start_membership(
        sides.holding_spoc, organisation=sides.third, position="Contact", starts_on=ON, by=None, at=WHEN["at"]
    )
    make_duty(user=sides.holding_spoc, role=Role.SPOC, organisation=sides.third, starts_on=ON)

    page = pages("holding_spoc", "request_detail", sent.reference)

    assert "Answer of" in page.content.decode()
