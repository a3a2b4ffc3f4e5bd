"""The forms as PDF: marked on every page, read through the door, on record, and for nobody else."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from csp_portal.accounts.roles import Role
from csp_portal.audit.models import AuditEvent
from csp_portal.documents.models import StoredFile
from isp_requests.models import ProtocolEdition
from isp_requests.states.answer import State as AnswerState
from isp_requests.states.edition import State
from tests.factories import make_user, sign_in
from tests.isp_requests.factories_protocol import make_edition, make_governance_lead
from tests.isp_requests.factories_sealed import CANARY, bring_to

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
            assert f"Disclosing officer, Disclosing officer's post, {sides.holding}" in text
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
