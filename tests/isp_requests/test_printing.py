"""The forms as PDF: marked on every page, read through the door, on record, and for nobody else."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from csp_portal.accounts.roles import Role
from csp_portal.audit.models import AuditEvent
from csp_portal.documents.models import StoredFile
from isp_requests.identity import everything
from isp_requests.models import HandlingMarking, ProtocolEdition, SharingRequest
from isp_requests.states.answer import State as AnswerState
from isp_requests.states.edition import State
from isp_requests.workflow import answers, disclosures, requests
from isp_requests.workflow.retention import destroy_due
from tests.factories import make_user, sign_in
from tests.isp_requests.factories_protocol import make_edition, make_governance_lead
from tests.isp_requests.factories_sealed import (
    CANARY,
    ON,
    WHEN,
    bring_to,
    decide,
    give_consent,
    make_draft,
    taken,
)

pytestmark = [pytest.mark.django_db]


def _text(response):
    return [page.extract_text() for page in PdfReader(io.BytesIO(b"".join(response))).pages]


@pytest.mark.parametrize("who", ["requester", "officer"])
def test_both_parts_are_printed_with_their_marking_and_kept_nowhere(sides, client, who):
    asked = bring_to(sides, AnswerState.IN_USE)
    sign_in(client, getattr(sides, who))
    reference = asked.sharing_request.reference
    kept = StoredFile.objects.count()

    part_a = client.get(reverse("isp_requests:request_print", args=[reference]))
    part_b = client.get(reverse("isp_requests:answer_print", args=[reference, sides.holding.slug]))

    for response in (part_a, part_b):
        pages = _text(response)
        assert all("OFFICIAL-SENSITIVE" in page for page in pages)
        assert CANARY in "".join(pages)
        assert response.headers["Cache-Control"] == "private, no-store"
        text = " ".join("".join(pages).split())
        if response is part_b:
            # As on the paper: by whom, of which post, and how to reach them.
            for words in ("Disclosing officer's post", str(sides.holding)):
                assert words in text
            assert sides.officer.email in text
    assert StoredFile.objects.count() == kept
    printed = AuditEvent.objects.filter(kind="isp_requests.form.printed")
    assert [event.details["form"] for event in printed.order_by("pk")] == ["part_a", "part_b"]
    assert CANARY not in str(list(printed.values()))


@pytest.mark.parametrize(
    ("who", "status"), [("outsider", 404), ("third_officer", 404), ("holding_spoc", 403)]
)
def test_nobody_prints_what_they_may_not_read(sides, client, who, status):
    asked = bring_to(sides, AnswerState.IN_USE)
    sign_in(client, getattr(sides, who))
    reference = asked.sharing_request.reference

    for name, args in (("request_print", [reference]), ("answer_print", [reference, sides.holding.slug])):
        response = client.get(reverse(f"isp_requests:{name}", args=args))
        assert response.status_code == status
        assert CANARY not in response.content.decode()


def test_the_consent_form_is_printed_empty(sides, client):
    sign_in(client, sides.requester)
    edition = ProtocolEdition.objects.get()

    pages = _text(client.get(reverse("isp_requests:consent_print", args=[edition.slug])))

    assert "Witnessed by the requesting officer" in "".join(pages)
    assert all("OFFICIAL-SENSITIVE" in page for page in pages)
    assert "Not to be signed" not in "".join(pages)


@pytest.mark.parametrize("state", [State.DRAFT, State.ENDORSED, State.SUPERSEDED])
def test_the_form_of_another_edition_says_that_it_is_not_to_be_signed(sides, client, state):
    edition = make_edition(by=make_governance_lead(), state=state)
    sign_in(client, sides.requester)

    pages = _text(client.get(reverse("isp_requests:consent_print", args=[edition.slug])))

    assert "Not to be signed" in pages[0]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.OFFICER, 200),
        (Role.SPOC, 200),
        (Role.BACKUP_SPOC, 200),
        (Role.INFORMATION_GOVERNANCE_LEAD, 200),
        (Role.ADMINISTRATOR, 403),
        (Role.SECRETARIAT, 403),
    ],
)
def test_the_empty_form_is_printed_by_whoever_reads_the_protocol(sides, client, role, status):
    sign_in(client, make_user(organisation=sides.asking, duties=[role]))
    edition = ProtocolEdition.objects.get()

    response = client.get(reverse("isp_requests:consent_print", args=[edition.slug]))

    assert response.status_code == status


# --- As on paper ----------------------------------------------------------------------------------
def _whole(response):
    return " ".join(" ".join(_text(response)).split())


def _in_order(text, labels):
    """Find each label after the one before it; say which is missing or too early."""
    place = 0
    for label in labels:
        found = text.find(label, place)
        assert found >= 0, f"{label!r} does not follow what comes before it on paper"
        place = found + len(label)


PART_A = (
    "Information requested by", "Name", "Position", "Organisation and department", "Address", "Telephone",
    "E-mail address", "Information requested", "What is needed", "What led to the request", "Name", "Address",
    "Date of birth", "Victim", "Needed by", "How soon", "Has the person agreed to this?", "Consent on record",
    "Which public interest is served?", "Why does it outweigh", "Which law lets the information be shared?",
    "Said to hold", "Attached to this form", "Signature of requesting officer", "Date",
)  # fmt: skip
PART_B = (
    "Use it only for what it was asked for.", "Date request received", "Disclosure agreed", "Reasons",
    "Attached to this form", "rent-book.pdf", "What is disclosed", "Delivery method", "Signature of disclosing officer",
    "Date supplied", "Receipt confirmed", "Information disclosed by", "Name", "Position", "Organisation", "Department",
    "Lettings", "Address", "2 Quagga Road", "Telephone", "020 7946 0999", "E-mail address", "Information disclosed to",
    "Name", "Organisation and department", "Telephone", "020 7946 0000", "Record of the decision", "Second authoriser",
    "authorised on", "With consent", "Person or family told", "Types of information", "Law", "Made sure of",
    "It is accurate and up to date", "Safety and welfare weighed", "Marking",
)  # fmt: skip
CONSENT = (
    "Requesting officer's reference", "Disclosing officer's reference", "Is this information about you?", "No",
    "Name of the person", "Address", "Date of birth", "You act as", "A parent",
    "Were the reasons for asking explained to you?", "Who may disclose", "I give my consent to disclose to:",
    "Which information", "For which purposes", "Who, and by what right", "Olive Stand-in, her mother", "Address",
    "3 Quagga Road", "Date of birth", "1 February 1970", "Signature", "By word of mouth", "By telephone.", "Date",
    "Witnessed by the requesting officer", "Name", "Requester", "Position", "Requester's post", "Signature", "Date",
)  # fmt: skip


def test_part_a_is_printed_whole_and_in_the_order_of_the_paper_form(sides, client):
    draft = make_draft(sides)
    requests.add_file(
        sharing_request=draft, taken=taken(), filename="order-of-court.pdf", by=sides.requester, **WHEN
    )
    draft = requests.save_step(
        sharing_request=draft,
        step="law",
        version=draft.version,
        fields={"grounds": draft.grounds, "needs_declared": ["adult_at_risk"]},
        words={"other_law": "A charter."},
        by=sides.requester,
        **WHEN,
    )
    give_consent(sides, draft)
    sent = requests.send(sharing_request=draft, by=sides.requester, **WHEN)
    sign_in(client, sides.requester)

    text = _whole(client.get(reverse("isp_requests:request_print", args=[sent.reference])))

    _in_order(text, PART_A)
    for words in ("order-of-court.pdf", "An adult at risk", "A charter.", "Consent 1 of person 1, given on"):
        assert words in text


def test_part_b_is_printed_whole_and_in_the_order_of_the_paper_form(sides, client):
    asked = bring_to(sides, AnswerState.ALLOCATED)
    disclosures.add_file(asked=asked, taken=taken(), filename="rent-book.pdf", by=sides.officer, **WHEN)
    words = {"department": "Lettings", "address": "2 Quagga Road", "telephone": "020 7946 0999"}
    decision = decide(asked, by=sides.officer, second_authoriser=sides.colleague, words=words)
    answers.authorise(decision=decision, by=sides.colleague, **WHEN)
    disclosures.supply(asked=asked, by=sides.officer, **WHEN)
    disclosures.confirm_receipt(asked=asked, by=sides.requester, **WHEN)
    sign_in(client, sides.requester)
    address = reverse("isp_requests:answer_print", args=[asked.sharing_request.reference, sides.holding.slug])

    _in_order(_whole(client.get(address)), PART_B)

    disclosures.certify(asked=asked, ending="destroyed", by=sides.requester, **WHEN)
    _in_order(_whole(client.get(address)), ("Returned or destroyed", "Destroyed, certified on", "Requester"))


def test_a_decision_not_to_disclose_is_printed_with_who_answered(sides, client):
    asked = bring_to(sides, AnswerState.ALLOCATED)
    decide(asked, by=sides.officer, outcome="decline", words={"reasons": "More than is needed."})
    sign_in(client, sides.requester)

    text = _whole(
        client.get(
            reverse("isp_requests:answer_print", args=[asked.sharing_request.reference, sides.holding.slug])
        )
    )

    _in_order(
        text,
        (
            "Disclosure agreed",
            "Decline",
            "More than is needed.",
            "Answered by",
            "Signature of disclosing officer",
        ),
    )
    # What was asked for is no type of information that was shared.
    assert "Made sure of" not in text
    assert "Living arrangements" not in text


def test_a_consent_is_printed_whole_and_in_the_order_of_the_paper_form(sides, client):
    draft = make_draft(sides)
    words = {
        "right": "Olive Stand-in, her mother",
        "giver_address": "3 Quagga Road",
        "giver_born_on": "1970-02-01",
        "purposes": "To help.",
        "why_spoken": "By telephone.",
    }
    consent = give_consent(sides, draft, giver="parent", words=words)
    sign_in(client, sides.requester)

    address = reverse("isp_requests:consent_form_print", args=[draft.reference, consent.number])

    _in_order(_whole(client.get(address)), CONSENT)


def test_every_page_bears_the_marking_of_the_answer_where_that_is_the_higher(sides, client):
    asked = bring_to(sides, AnswerState.SUPPLIED, marking=HandlingMarking.OFFICIAL)
    sent = asked.sharing_request
    sign_in(client, sides.requester)

    part_a = _text(client.get(reverse("isp_requests:request_print", args=[sent.reference])))
    part_b = _text(
        client.get(reverse("isp_requests:answer_print", args=[sent.reference, asked.organisation.slug]))
    )

    assert all("OFFICIAL" in page and "OFFICIAL-SENSITIVE" not in page for page in part_a)
    assert all("OFFICIAL-SENSITIVE" in page for page in part_b)


def test_once_the_words_are_destroyed_the_record_of_the_decision_is_still_printed(sides, client):
    asked = bring_to(sides, AnswerState.CLOSED)
    with everything():
        sent = SharingRequest.objects.get(pk=asked.sharing_request_id)
        sent.destroy_on = ON
        sent.save()
    destroy_due(by=None, **WHEN)
    sign_in(client, sides.requester)

    text = _whole(client.get(reverse("isp_requests:answer_print", args=[sent.reference, sides.holding.slug])))

    _in_order(text, ("Disclosure agreed", "Disclosing officer", "Record of the decision", "Marking"))
    assert CANARY not in text
