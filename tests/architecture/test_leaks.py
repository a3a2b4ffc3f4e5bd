"""
Words that stand only in restricted titles, papers and files, looked for in all that anybody else is handed.

Every address is asked as people whom the restriction does not name; PDF files are taken apart to the last
object. The e-mails, the audit and the logs must not know the words either.
"""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from csp_portal.audit.models import AuditEvent
from csp_portal.core import clock
from csp_portal.documents.intake import take_in
from csp_portal.notices.models import Notice, OutgoingMail
from meetings.models import Meeting, Paper
from meetings.models.agendas import Restriction
from meetings.workflow import agreements, packs, papers
from tests.architecture.test_matrix import ROUTES, keys_for
from tests.architecture.world import World, build_pack, make_world
from tests.factories import PLANNED_AT, PLANNED_ON, restrict_item, sign_in
from tests.meetings.factories_before import agree_agenda

CLOSED_TITLE, PAPER, TEXT, SCAN, FILE, AUTHOR, INSIDE = (
    "Zebrafinch",
    "Okapinote",
    "Quaggatext",
    "Tapirscan",
    "gnufile",
    "Ibisauthor",
    "Lemurinside",
)
WORDS = (CLOSED_TITLE, PAPER, TEXT, SCAN, FILE, AUTHOR, INSIDE)
# Where anything is said of meetings at all; the rest of the portal knows nothing of them.
TELLING = (
    "home",
    "meetings:",
    "notices:notice_",
    "accounts:account_detail",
    "accounts:event_",
    "accounts:person_detail",
)
NOT_IN_ON_IT = ("outsider", "gone", "member", "deputy", "co_chair", "adviser", "administrator")
NOW: dict[str, Any] = {"at": PLANNED_AT, "on": PLANNED_ON}


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(f"{record.getMessage()} {record.__dict__}")


@pytest.fixture(scope="module")
def heard() -> Iterator[_Heard]:
    handler = _Heard()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, heard: _Heard) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield _with_secrets(make_world())
        transaction.set_rollback(True)


def _with_secrets(world: World) -> World:
    """Add an item of which everything but the open title is a secret, and publish a pack with it."""
    secretary = world.people["secretariat"]
    assert secretary is not None
    meeting = Meeting.objects.get(reference=world.keys["meetings:meeting_"]["reference"])
    seats = Restriction.objects.filter(agenda_item__meeting=meeting).get().seats.all()
    item = agreements.admit_item(
        meeting=meeting,
        kind="late",
        reason="It came late.",
        title="A staffing matter",
        by=world.people["co_chair"],
        **NOW,
    )
    restrict_item(item=item, seats=list(seats), closed_title=CLOSED_TITLE, by=secretary)
    report = papers.add_paper(item=item, kind=Paper.Kind.REPORT, title=PAPER, by=secretary, **NOW)
    body = [{"key": "purpose", "heading": "Purpose of the report", "text": TEXT}]
    papers.keep_report(paper=report, body=body, based_on=0, by=secretary, **NOW)
    papers.mark_ready(paper=report, by=secretary, **NOW)
    scan = papers.add_paper(item=item, kind=Paper.Kind.UPLOAD, title=SCAN, by=secretary, **NOW)
    content, filename = _file(), f"{FILE}.pdf"
    taken = take_in(content, filename=filename, title=SCAN)
    papers.keep_upload(
        paper=scan, content=content, filename=filename, taken=taken, is_ready=True, by=secretary, **NOW
    )
    papers.withdraw_paper(
        paper=Paper.objects.get(key=world.keys["meetings:paper_#draft"]["key"]),
        reason="Later.",
        by=secretary,
        **NOW,
    )
    agree_agenda(meeting=meeting, by=secretary, at=clock.now(), on=clock.today())
    pack = build_pack(meeting, secretary)
    packs.publish_pack(
        pack=pack,
        lateness_reason="Late.",
        missing_reason="Missing.",
        by=secretary,
        at=clock.now(),
        on=clock.today(),
    )
    at_meeting = {"reference": meeting.reference}
    entry = pack.entries.get(paper=report)
    here = {**at_meeting, "number": pack.number}
    world.keys |= {
        "meetings:item_": {**at_meeting, "key": item.key},
        "meetings:item_restore": {**at_meeting, "key": item.key},
        "meetings:item_restriction_lift": {**at_meeting, "key": item.key},
        "meetings:paper_": {**at_meeting, "key": report.key},
        "meetings:paper_restore": {**at_meeting, "key": report.key},
        "meetings:paper_upload": {**at_meeting, "key": scan.key},
        "meetings:paper_version_": {**at_meeting, "key": scan.key, "number": 1},
        "meetings:paper_version_original": {**at_meeting, "key": scan.key, "number": 1},
        "meetings:paper_add": {**at_meeting, "key": item.key},
        "meetings:report_": {**at_meeting, "key": report.key},
        "meetings:pack_": here,
        "meetings:pack_page": {**here, "page": entry.first_page},
        "meetings:pack_page_image": {**here, "page": entry.first_page},
        "meetings:pack_paper": {**here, "key": report.key},
        "meetings:pack_item_download": {**here, "item": entry.item_number},
        "meetings:build_": {**at_meeting, "pk": pack.builds.get().pk},
    }
    return world


def _file() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Contents = pdf.make_stream(f"BT /F1 12 Tf 72 720 Td ({INSIDE}) Tj ET".encode())
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        pdf.docinfo[pikepdf.Name.Author] = AUTHOR
        with pdf.open_metadata() as metadata:
            metadata["dc:creator"] = [AUTHOR]
        pdf.save(out)
    return out.getvalue()


def taken_apart(content: bytes) -> str:
    """Give all that a PDF file holds, each stream opened, each string in every way of writing it."""
    if not content.startswith(b"%PDF"):
        return content.decode("utf-8", "replace")
    parts = [content.decode("latin-1")]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for thing in pdf.objects:
            parts.append(_strings(thing))
            if isinstance(thing, pikepdf.Stream):
                try:
                    parts.append(thing.read_bytes().decode("latin-1"))
                except pikepdf.PdfError:
                    parts.append(thing.read_raw_bytes().decode("latin-1"))
        parts.append(page_text(content))
    return "\n".join(parts)


def page_text(content: bytes) -> str:
    """Read the words of all pages as a reader does."""
    with pypdfium2.PdfDocument(content) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def _strings(thing: Any, depth: int = 0) -> str:
    if isinstance(thing, pikepdf.String):
        return str(thing)
    if depth > 8 or (depth and getattr(thing, "is_indirect", False)):
        return ""
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return "\n".join(f"{key} {_strings(value, depth + 1)}" for key, value in thing.items())
    if isinstance(thing, pikepdf.Array):
        return "\n".join(_strings(value, depth + 1) for value in thing)
    return ""


def said_in(text: str) -> list[str]:
    """Name the secret words that the text knows."""
    return [word for word in WORDS if word.lower() in text.lower()]


@pytest.fixture(scope="module")
def clients(world: World) -> dict[str, Client]:
    """Sign in once; the module's transaction takes it back."""
    found = {}
    for actor, person in world.people.items():
        found[actor] = Client(raise_request_exception=False)
        if person is not None:
            sign_in(found[actor], person)
    return found


def handed_out(world: World, client: Client, name: str, method: str = "get") -> str:
    """Give all that the person is answered: headers, page, file."""
    with transaction.atomic():
        response = getattr(client, method)(reverse(name, kwargs=keys_for(world, name)))
        content = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    return f"{response.headers}\n{taken_apart(content)}"


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in ROUTES if name.startswith(TELLING)])
def test_nobody_else_is_handed_a_word_of_it(name: str, world: World, clients: dict[str, Client]) -> None:
    told = {
        (actor, method): said
        for actor in NOT_IN_ON_IT
        for method in ("get", "post")
        if (said := said_in(handed_out(world, clients[actor], name, method)))
    }

    assert told == {}


@pytest.mark.django_db
def test_the_words_are_there_to_be_found_by_those_who_may_read_them(
    world: World, clients: dict[str, Client]
) -> None:
    found = said_in(handed_out(world, clients["named"], "meetings:pack_download"))

    assert {CLOSED_TITLE, PAPER, TEXT, SCAN, INSIDE} <= set(found)
    # What a file says of its author, and what it was called, is in no copy at all.
    assert not {AUTHOR, FILE} & set(found)


@pytest.mark.django_db
def test_neither_audit_nor_mail_nor_logs_know_the_words(
    world: World, heard: _Heard, clients: dict[str, Client]
) -> None:
    handed_out(world, clients["named"], "meetings:pack_page")
    audit = "\n".join(str(details) for details in AuditEvent.objects.values_list("details", flat=True))
    letters = "\n".join(f"{letter.subject} {letter.body}" for letter in mail.outbox)
    told = "\n".join(f"{notice.title} {notice.path}" for notice in Notice.objects.all())
    queued = "\n".join(OutgoingMail.objects.values_list("subject", flat=True))

    assert said_in(audit) == []
    assert said_in(letters) == []
    assert said_in(told + queued) == []
    assert said_in("\n".join(heard.said)) == []
