"""Pages about papers: reading, writing, uploading, versions, restrictions, my papers."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from csp_portal.audit.models import AuditEvent
from csp_portal.documents.models import StoredFile
from meetings.models import Paper, PaperDraft, PaperVersion
from meetings.states.paper import State
from meetings.views import paper_adding as views
from meetings.workflow import agendas, papers
from tests.documents.intake import corpus
from tests.factories import (
    make_board,
    make_item,
    make_meeting,
    make_paper,
    make_report,
    make_seat,
    make_secretary,
    make_upload,
    make_user,
    make_writer,
    restrict_item,
    restrict_paper,
    seat_person,
    sign_in,
    taken_in,
)
from tests.meetings.factories_minutes import make_minutes

pytestmark = pytest.mark.django_db

NOW = datetime(2016, 3, 4, 9, tzinfo=UTC)
ON = date(2016, 3, 4)


@pytest.fixture(autouse=True)
def in_march_2016():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def secretary():
    return make_secretary(full_name="Delphine Achterby")


@pytest.fixture
def board(secretary):
    return make_board(by=secretary, name="CSP Board")


@pytest.fixture
def meeting(board, secretary):
    return make_meeting(board=board, state="agenda_draft", by=secretary)


@pytest.fixture
def item(meeting, secretary):
    return make_item(meeting=meeting, by=secretary)


@pytest.fixture
def office(client, secretary):
    """The secretary's browser."""
    return sign_in(client, secretary)


@pytest.fixture
def good_file(monkeypatch):
    """An intake that finds nothing wrong, and takes no time over it."""
    monkeypatch.setattr(views, "take_in", lambda content, **named: taken_in(content=b"%PDF- " + content))
    return SimpleUploadedFile("figures.pdf", b"%PDF-1.7 good")


def when(person):
    return {"by": person, "at": NOW, "on": ON}


def address(name, paper, *more):
    return reverse(f"meetings:{name}", args=[paper.meeting.reference, paper.key, *more])


def adding(item, kind):
    return reverse("meetings:paper_add", args=[item.meeting.reference, item.key]) + f"?kind={kind}"


def member_of(board, secretary, **seat):
    seat = make_seat(board=board, by=secretary, **seat)
    return seat_person(seat=seat, by=secretary).person


def circulate(meeting):
    meeting.circulated_at, meeting.circulated_by = NOW, make_secretary()
    meeting.save()


def texts(based_on=0, **written):
    """What the board's short report form posts."""
    keys = ["purpose", "links", "background", "decision", "next_steps"]
    return {"based_on": based_on} | {
        f"section_{number}": written.get(key, "") for number, key in enumerate(keys)
    }


def body_of(text):
    return [{"key": "background", "heading": "Background", "text": text}]


# --- Adding ---------------------------------------------------------------------------------------


def test_adding_begins_with_how_the_paper_comes_about(office, item):
    page = office.get(adding(item, "")).content.decode()

    assert [f"?kind={kind}" in page for kind in Paper.Kind.values] == [True] * 3


def test_an_upload_is_on_the_agenda_ready_in_one_step(office, item, good_file):
    response = office.post(adding(item, "upload"), {"title": "Figures", "file": good_file, "is_ready": "on"})

    paper = Paper.objects.get()
    assert response["location"] == paper.get_absolute_url()
    assert (paper.title, paper.state, paper.latest().filename) == ("Figures", State.READY, "figures.pdf")


def test_an_upload_can_be_a_draft(office, item, good_file):
    office.post(adding(item, "upload"), {"title": "Figures", "file": good_file})

    assert Paper.objects.get().state == State.DRAFT


REFUSED = {
    "encrypted": (corpus.encrypted(owner="a", user="b"), "paper.pdf", "password"),
    "broken": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 50, "paper.pdf", "broken"),
    "empty": (lambda: b"", "paper.pdf", "empty"),
    "blank": (lambda: b" \r\n\0\0", "paper.pdf", "empty"),
    "zero pages": (corpus.no_pages, "paper.pdf", "no pages"),
    "wrong type": (lambda: b"<!DOCTYPE html><title>x</title>", "paper.pdf", "web page"),
    "misnamed": (corpus.word, "paper.pdf", "says that it is a PDF file"),
    "too large": (lambda: b"%PDF-" + b"x" * 2000, "paper.pdf", "larger than"),
    "macro-enabled": (corpus.with_macros, "paper.docm", "macros"),
    "absurd page size": (
        corpus.page_set(MediaBox=corpus.Array([0, 0, 600, 15000])),
        "paper.pdf",
        "5.3 m high",
    ),
}


def sentence_under_the_file(page):
    [error] = re.findall(r'<p id="id_file_error" class="govuk-error-message">(.*?)</p>', page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", error).replace("Error:", "").strip()


@pytest.mark.parametrize("reason", REFUSED)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence_and_nothing_is_kept(
    office, item, settings, reason
):
    build, filename, words = REFUSED[reason]
    if reason == "too large":
        settings.UPLOAD_MAX_BYTES = 1000
    file = SimpleUploadedFile(filename, build())

    response = office.post(adding(item, "upload"), {"title": "Figures", "file": file, "is_ready": "on"})

    sentence = sentence_under_the_file(response.content.decode())
    assert words in sentence
    assert sentence.endswith(".")
    assert "<title>Error: " in response.content.decode()
    assert (Paper.objects.count(), PaperVersion.objects.count(), StoredFile.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("reason", REFUSED)
def test_a_file_that_cannot_be_used_leaves_the_earlier_version(office, item, secretary, settings, reason):
    paper = make_upload(item=item, by=secretary)
    build, filename, words = REFUSED[reason]
    if reason == "too large":
        settings.UPLOAD_MAX_BYTES = 1000

    response = office.post(address("paper_upload", paper), {"file": SimpleUploadedFile(filename, build())})

    assert words in sentence_under_the_file(response.content.decode())
    assert [version.number for version in paper.versions.all()] == [1]
    assert StoredFile.objects.count() == 2


def test_a_file_that_is_too_large_is_not_read(office, item, settings, monkeypatch):
    settings.UPLOAD_MAX_BYTES = 1000
    monkeypatch.setattr(views, "take_in", lambda *args, **named: pytest.fail("It was read."))

    response = office.post(
        adding(item, "upload"),
        {"title": "Figures", "file": SimpleUploadedFile("a.pdf", b"%PDF-" + b"x" * 2000)},
    )

    assert "larger than" in response.content.decode()


def test_a_real_file_goes_all_the_way(office, item):
    file = SimpleUploadedFile("paper.pdf", corpus.typeset(pages=2))

    response = office.post(
        adding(item, "upload"), {"title": "Figures", "file": file, "is_ready": "on"}, follow=True
    )

    page = response.content.decode()
    assert "The file has become a PDF of 2 pages. It is ready for the pack." in page
    assert "so it is not accessible to screen readers" in page


def test_a_report_is_added_for_an_adviser_to_write(office, item, board, secretary):
    writer = make_writer(board=board, by=secretary)

    office.post(adding(item, "report"), {"title": "Gangs", "writer": writer.pk})

    paper = Paper.objects.get()
    assert (paper.kind, paper.writer, paper.state) == (Paper.Kind.REPORT, writer, State.DRAFT)


def test_only_people_who_can_write_papers_are_offered(office, item, board, secretary):
    writer = make_writer(board=board, by=secretary)
    member = member_of(board, secretary)
    elsewhere = make_writer(board=make_board(by=secretary), by=secretary)

    page = office.get(adding(item, "report")).content.decode()

    assert writer.full_name in page
    assert f'value="{member.pk}"' in page
    assert f'value="{elsewhere.pk}"' not in page


def test_a_generated_paper_takes_its_heading_and_is_ready(office, item, board, secretary):
    make_seat(board=board, by=secretary, office="Borough commander")

    page = office.get(adding(item, "generated")).content.decode()
    office.post(adding(item, "generated"), {"generator": "membership_list"})

    paper = Paper.objects.get()
    assert "Borough commander" in page
    assert "The minutes of the last meeting have not gone round yet." in page
    assert (paper.title, paper.state) == ("Membership of the CSP Board on 17 March 2016", State.READY)


def test_a_generated_paper_says_why_it_cannot_be_written(office, item, secretary):
    paper = make_paper(
        item=item, by=secretary, kind=Paper.Kind.GENERATED, generator="previous_minutes", title="Minutes"
    )

    page = office.get(paper.get_absolute_url()).content.decode()

    assert "The portal cannot write this paper yet." in page
    assert "have them cleared, and send them round." in page


def test_a_generated_paper_is_shown_as_it_reads_now(office, item, meeting, board, secretary):
    before = make_meeting(
        board=board, starts_at=datetime(2015, 10, 8, 13, tzinfo=UTC), state="agenda_draft", by=secretary
    )
    make_item(meeting=before, title="Apologies", by=secretary)
    make_minutes(meeting=before, state="cleared", text="Apologies were received.", by=secretary)
    paper = make_paper(
        item=item, by=secretary, kind=Paper.Kind.GENERATED, generator="previous_minutes", title="Minutes"
    )

    page = office.get(paper.get_absolute_url()).content.decode()

    assert "Apologies were received." in page
    assert page.count("<h1") == 1


def test_a_paper_cannot_be_added_to_a_withdrawn_item(office, meeting, secretary):
    item = make_item(meeting=meeting, withdrawn=True, by=secretary)

    response = office.post(adding(item, "report"), {"title": "Gangs"})

    assert "Put it back on the agenda before adding a paper." in response.content.decode()


# --- Reading --------------------------------------------------------------------------------------


def test_a_report_is_read_as_a_page_with_headings(office, item, secretary):
    paper = make_report(item=item, by=secretary, text="Fewer **knives**.\n\n| A | B |\n|---|---|\n| 1 | 2 |")

    page = office.get(paper.get_absolute_url()).content.decode()

    assert "<h2>Background</h2>" in page
    assert "<strong>knives</strong>" in page
    assert '<th scope="col">A</th>' in page


def test_what_was_noticed_about_a_file_stands_on_its_page(office, item, secretary):
    paper = make_upload(item=item, by=secretary)

    page = office.get(paper.get_absolute_url()).content.decode()

    assert "Page 2 is blank." in page
    assert re.search(r"Download the PDF</a>.*?\(PDF, \d+ bytes, 3 pages\)", page, re.DOTALL)


def test_members_read_a_ready_paper_but_neither_earlier_versions_nor_the_file_as_it_came(
    client, item, meeting, board, secretary
):
    paper = make_upload(item=item, by=secretary)
    papers.keep_upload(
        paper=paper,
        content=b"second",
        filename="second.pdf",
        taken=taken_in(content=b"%PDF second"),
        **when(secretary),
    )
    circulate(meeting)
    reader = sign_in(client, member_of(board, secretary))

    assert "Download the file as it came" not in reader.get(paper.get_absolute_url()).content.decode()
    assert reader.get(address("paper_version_pdf", paper, 2)).status_code == 200
    assert reader.get(address("paper_version_original", paper, 2)).status_code == 403
    assert reader.get(address("paper_version_detail", paper, 1)).status_code == 404


def test_members_do_not_read_a_draft(client, item, meeting, board, secretary):
    paper = make_report(item=item, by=secretary, state=State.DRAFT)
    circulate(meeting)

    response = sign_in(client, member_of(board, secretary)).get(paper.get_absolute_url())

    assert response.status_code == 404


def test_members_do_not_read_before_the_agenda_went_round(client, item, board, secretary):
    paper = make_report(item=item, by=secretary)

    assert sign_in(client, member_of(board, secretary)).get(paper.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.READY])
def test_a_paper_that_left_the_agenda_is_not_there_for_members(
    client, item, meeting, board, secretary, state
):
    paper = make_report(item=item, by=secretary, state=state)
    if state == State.READY:
        agendas.withdraw_item(item=item, reason="Not now.", **when(secretary))
    circulate(meeting)

    assert sign_in(client, member_of(board, secretary)).get(paper.get_absolute_url()).status_code == 404


def test_strangers_find_nothing(client, item, meeting, secretary):
    paper = make_report(item=item, by=secretary)
    circulate(meeting)

    assert sign_in(client, make_user()).get(paper.get_absolute_url()).status_code == 404


ADDRESSES = [
    "paper_detail",
    "paper_edit",
    "report_write",
    "paper_upload",
    "paper_withdraw",
    "paper_restrict",
    "paper_restriction_lift",
]
POSTED = [
    "report_autosave",
    "report_preview",
    "report_drop_draft",
    "paper_ready",
    "paper_send_back",
    "paper_restore",
    "paper_move",
]
OF_A_VERSION = ["paper_version_detail", "paper_version_original", "paper_version_pdf"]


@pytest.mark.parametrize("which", ["paper", "item"])
@pytest.mark.parametrize("kind", ["report", "upload"])
def test_a_restricted_paper_is_nowhere_for_those_not_named(
    client, item, meeting, board, secretary, which, kind
):
    make = make_report if kind == "report" else make_upload
    paper = make(item=item, by=secretary, title="Complaint about the commander")
    if which == "paper":
        restrict_paper(paper=paper, by=secretary)
    else:
        restrict_item(item=item, by=secretary)
    circulate(meeting)
    reader = sign_in(client, member_of(board, secretary))

    answers = [
        *(reader.get(address(name, paper)) for name in ADDRESSES),
        *(reader.post(address(name, paper)) for name in POSTED),
        *(reader.get(address(name, paper, 1)) for name in OF_A_VERSION),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert not any(b"Complaint" in answer.content for answer in answers)


def test_the_seat_named_reads_a_restricted_paper_and_it_is_on_record(client, item, meeting, board, secretary):
    seat = make_seat(board=board, by=secretary)
    reader = seat_person(seat=seat, by=secretary).person
    paper = make_upload(item=item, by=secretary, title="Complaint about the commander")
    restrict_paper(paper=paper, seats=[seat], by=secretary)
    circulate(meeting)
    browser = sign_in(client, reader)

    page = browser.get(paper.get_absolute_url()).content.decode()
    file = browser.get(address("paper_version_pdf", paper, 1))

    assert "Complaint about the commander" in page
    assert "complaint" not in file["content-disposition"].lower()
    events = AuditEvent.objects.filter(kind="meetings.paper.read", actor_pk=reader.pk)
    assert events.count() == 2
    assert "omplaint" not in str([event.details for event in events])


def test_downloads_give_what_was_kept_under_a_plain_name(office, item, secretary):
    paper = make_upload(item=item, by=secretary, title="Crime figures", filename="Mine.PDF")

    original = office.get(address("paper_version_original", paper, 1))
    pdf = office.get(address("paper_version_pdf", paper, 1))

    assert b"".join(original.streaming_content) == b"%PDF-1.7 as it came"
    assert b"".join(pdf.streaming_content) == b"%PDF-1.7 clean %PDF-1.7 as it came"
    assert f"{paper.meeting.reference}-crime-figures-1.pdf" in original["content-disposition"]
    assert AuditEvent.objects.filter(kind="meetings.paper.read").count() == 2


def test_a_report_can_be_taken_as_it_is_printed(office, item, secretary):
    paper = make_report(item=item, by=secretary)

    response = office.get(address("paper_version_pdf", paper, 1))

    assert b"".join(response.streaming_content).startswith(b"%PDF-1.7")


def test_versions_are_listed_and_read(office, item, secretary):
    paper = make_report(item=item, by=secretary, text="As it was.")
    papers.keep_report(paper=paper, body=body_of("As it is."), based_on=1, **when(secretary))

    listed = office.get(paper.get_absolute_url()).content.decode()
    earlier = office.get(address("paper_version_detail", paper, 1)).content.decode()

    assert "4 March 2016, 09:00" in listed
    assert listed.count("Delphine Achterby") >= 2
    assert "As it was." not in listed
    assert "As it was." in earlier


def test_the_page_of_a_paper_costs_the_same_however_many_versions_and_papers(
    office, item, secretary, django_assert_max_num_queries
):
    paper = make_report(item=item, by=secretary)
    for number in range(1, 6):
        papers.keep_report(paper=paper, body=body_of(str(number)), based_on=number, **when(secretary))
        make_report(item=item, by=secretary)

    with django_assert_max_num_queries(16):
        office.get(paper.get_absolute_url())


# --- Writing --------------------------------------------------------------------------------------


def test_the_form_has_the_boards_headings_with_their_help(office, item, secretary):
    paper = make_paper(item=item, by=secretary)

    page = office.get(address("report_write", paper)).content.decode()

    assert "Say in two or three sentences why this comes to the board." in page
    assert page.count("data-preview-url=") >= 5
    assert f'data-autosave-url="{address("report_autosave", paper)}"' in page


def test_a_report_is_saved_before_every_heading_is_written(office, item, secretary):
    paper = make_paper(item=item, by=secretary)

    response = office.post(
        address("report_write", paper), texts(background="Line one.\r\nLine two.") | {"is_landscape": "on"}
    )

    version = paper.latest()
    assert response["location"] == paper.get_absolute_url()
    assert version.is_landscape
    assert version.body[2] == {
        "key": "background",
        "heading": "Background",
        "text": "Line one.\nLine two.",
    }


def test_sections_that_the_boards_form_does_not_have_are_shown_and_kept(office, item, secretary):
    body = [{"key": "text", "heading": "", "text": "The whole protocol."}]
    paper = make_paper(item=item, by=secretary, body=body)

    page = office.get(address("report_write", paper)).content.decode()
    office.post(
        address("report_write", paper),
        {"based_on": 1, "section_5": "The whole protocol, revised."},
    )

    assert "The whole protocol." in page
    assert paper.latest().body == [{"key": "text", "heading": "", "text": "The whole protocol, revised."}]


def test_somebody_elses_version_meets_a_page_with_both_texts_and_the_draft_stays(office, item, secretary):
    paper = make_paper(item=item, by=secretary)
    papers.keep_report(paper=paper, body=body_of("Theirs."), based_on=0, **when(make_secretary()))

    response = office.post(address("report_write", paper), texts(background="Mine."))

    page = response.content.decode()
    assert response.status_code == 409
    assert "Theirs." in page
    assert "Mine." in page
    assert paper.latest().body == body_of("Theirs.")
    assert PaperDraft.objects.get().body[2]["text"] == "Mine."


def test_what_is_written_is_kept_as_a_draft_while_it_is_written(office, item, secretary):
    paper = make_paper(item=item, by=secretary)

    response = office.post(address("report_autosave", paper), texts(background="Half a sen"))
    page = office.get(address("report_write", paper)).content.decode()

    assert (response.status_code, response.json()) == (200, {})
    assert not paper.versions.exists()
    assert "You have an unsaved draft from 09:00 on 4 March 2016" in page
    assert "Half a sen" in page


def test_a_draft_is_nobody_elses(client, item, secretary):
    paper = make_paper(item=item, by=secretary)
    papers.keep_draft(paper=paper, body=body_of("Mine alone."), based_on=0, **when(secretary))

    page = sign_in(client, make_secretary()).get(address("report_write", paper)).content.decode()

    assert "Mine alone." not in page


def test_a_draft_can_be_dropped(office, item, secretary):
    paper = make_paper(item=item, by=secretary)
    papers.keep_draft(paper=paper, body=body_of("Mine."), based_on=0, **when(secretary))

    response = office.post(address("report_drop_draft", paper))

    assert response["location"] == address("report_write", paper)
    assert not PaperDraft.objects.exists()


def test_a_draft_from_before_somebody_elses_version_stands_beside_it(office, item, secretary):
    paper = make_paper(item=item, by=secretary, body=body_of("First."))
    papers.keep_draft(paper=paper, body=body_of("My draft."), based_on=1, **when(secretary))
    papers.keep_report(paper=paper, body=body_of("Theirs."), based_on=1, **when(make_secretary()))

    page = office.get(address("report_write", paper)).content.decode()

    assert "My draft." in page
    assert "Theirs." in page
    assert 'name="based_on" value="2"' in page
    assert "data-autosave-url" not in page


def test_saving_as_one_types_says_when_somebody_else_has_saved_and_still_keeps(office, item, secretary):
    paper = make_paper(item=item, by=secretary)
    papers.keep_report(paper=paper, body=body_of("Theirs."), based_on=0, **when(make_secretary()))

    response = office.post(address("report_autosave", paper), texts(background="Mine."))

    assert response.status_code == 409
    assert PaperDraft.objects.get().body[2]["text"] == "Mine."


def test_a_whole_report_is_previewed_without_script_and_not_saved(office, item, secretary):
    paper = make_paper(item=item, by=secretary)

    response = office.post(
        address("report_write", paper),
        texts(background="Fewer **knives**.") | {"preview": "Preview the whole report"},
    )

    page = response.content.decode()
    assert "<strong>knives</strong>" in page
    assert not paper.versions.exists()


def test_a_preview_of_one_section_is_clean(office, item, secretary):
    paper = make_paper(item=item, by=secretary)

    page = office.post(address("report_preview", paper), {"text": "**Yes** <script>alert(1)</script>"})

    assert page.content.decode() == "<p><strong>Yes</strong> &lt;script&gt;alert(1)&lt;/script&gt;</p>\n"


def test_writing_needs_to_know_where_it_began(office, item, secretary):
    paper = make_paper(item=item, by=secretary)

    assert office.post(address("report_write", paper), {"section_0": "x"}).status_code == 400


# --- The adviser ----------------------------------------------------------------------------------


def test_an_adviser_finds_the_paper_in_the_menu_writes_it_and_hands_it_in(client, item, board, secretary):
    writer = make_writer(board=board, by=secretary)
    paper = make_paper(item=item, by=secretary, writer=writer, title="Hate crime")
    browser = sign_in(client, writer)

    home = browser.get(reverse("meetings:paper_list")).content.decode()
    browser.post(
        address("report_write", paper), texts(purpose="To agree.", background="Much.", decision="Agree.")
    )
    browser.post(address("paper_submit", paper))

    paper.refresh_from_db()
    after = browser.get(paper.get_absolute_url()).content.decode()
    assert "My papers" in home
    assert paper.get_absolute_url() in home
    assert paper.state == State.SUBMITTED
    assert "The paper is with the secretariat now." in after
    assert browser.get(address("report_write", paper)).status_code == 403


def test_an_adviser_can_do_no_more_than_write(client, item, board, secretary):
    writer = make_writer(board=board, by=secretary)
    paper = make_report(item=item, by=secretary, writer=writer)
    browser = sign_in(client, writer)

    answers = [
        *(
            browser.get(address(name, paper))
            for name in ("paper_edit", "paper_withdraw", "paper_restrict", "paper_restriction_lift")
        ),
        *(
            browser.post(address(name, paper))
            for name in ("paper_send_back", "paper_restore", "paper_move", "paper_ready")
        ),
        browser.get(adding(item, "report")),
    ]

    assert {answer.status_code for answer in answers} == {403}


def test_an_adviser_uploads_and_hands_in(client, item, board, secretary, good_file):
    writer = make_writer(board=board, by=secretary)
    paper = make_paper(item=item, by=secretary, writer=writer, kind=Paper.Kind.UPLOAD)
    browser = sign_in(client, writer)

    page = browser.get(address("paper_upload", paper)).content.decode()
    browser.post(address("paper_upload", paper), {"file": good_file, "is_ready": "on"})

    paper.refresh_from_db()
    assert "Submit it to the secretariat" in page
    assert paper.state == State.SUBMITTED


def test_the_menu_has_my_papers_only_for_those_who_have_any(client, board, secretary):
    adviser = make_writer(board=board, by=secretary)

    page = sign_in(client, adviser).get(reverse("meetings:paper_list")).content.decode()

    assert "There is no paper for you to write." in page
    assert page.count(f'href="{reverse("meetings:paper_list")}"') == 0


def test_my_papers_costs_the_same_however_many_there_are(
    client, item, board, secretary, django_assert_max_num_queries
):
    writer = make_writer(board=board, by=secretary)
    for _ in range(6):
        make_paper(item=item, by=secretary, writer=writer)
    browser = sign_in(client, writer)

    with django_assert_max_num_queries(14):
        page = browser.get(reverse("meetings:paper_list")).content.decode()

    assert page.count("in 3 days") == 6


def test_my_papers_leaves_out_what_a_restriction_keeps_from_the_writer(client, item, board, secretary):
    writer = make_writer(board=board, by=secretary)
    paper = make_paper(item=item, by=secretary, writer=writer, title="Complaint")
    restrict_paper(paper=paper, by=secretary)

    page = sign_in(client, writer).get(reverse("meetings:paper_list")).content.decode()

    assert "Complaint" not in page


# --- What happens to a paper ----------------------------------------------------------------------


def test_a_paper_that_is_not_ready_says_why_when_it_is_marked_ready(office, item, secretary):
    paper = make_paper(item=item, by=secretary, body=body_of(""))

    page = office.post(address("paper_ready", paper), follow=True).content.decode()

    assert "Write it first." in page


def test_a_paper_is_described_anew(office, item, board, secretary):
    paper = make_report(item=item, by=secretary)
    writer = make_writer(board=board, by=secretary)

    office.post(
        address("paper_edit", paper),
        {
            "title": "Gangs: strategy",
            "report_of": "The lead member",
            "writer": writer.pk,
            "marking": "official_sensitive",
        },
    )

    paper.refresh_from_db()
    assert (paper.title, paper.report_of, paper.writer, paper.marking) == (
        "Gangs: strategy",
        "The lead member",
        writer,
        "official_sensitive",
    )


def test_a_paper_is_sent_back_withdrawn_with_a_reason_and_brought_back(office, item, secretary):
    paper = make_report(item=item, by=secretary)

    office.post(address("paper_send_back", paper))
    office.post(address("paper_withdraw", paper), {"reason": "The figures were wrong."})
    page = office.get(paper.get_absolute_url()).content.decode()
    office.post(address("paper_restore", paper))

    paper.refresh_from_db()
    assert "Withdrawn on 4 March 2016 by Delphine Achterby: The figures were wrong." in page
    assert paper.state == State.DRAFT


def test_papers_of_an_item_change_places(office, item, secretary):
    first = make_report(item=item, by=secretary, title="First")
    make_report(item=item, by=secretary, title="Second")

    page = office.get(first.get_absolute_url()).content.decode()
    office.post(address("paper_move", first), {"direction": "down"})

    assert "This is paper 1 of 2 under the item." in page
    assert [paper.title for paper in item.papers.order_by("position")] == ["Second", "First"]


def test_a_move_goes_up_or_down(office, item, secretary):
    paper = make_report(item=item, by=secretary)

    assert office.post(address("paper_move", paper), {"direction": "sideways"}).status_code == 400


def test_a_paper_is_restricted_to_seats_and_the_restriction_is_lifted(office, item, board, secretary):
    seat = make_seat(board=board, by=secretary)
    paper = make_report(item=item, by=secretary)

    office.post(
        address("paper_restrict", paper),
        {
            "ground": "personal",
            "explanation": "",
            "review_on_day": "17",
            "review_on_month": "3",
            "review_on_year": "2017",
            "seats": [seat.pk],
        },
    )
    paper.refresh_from_db()
    restricted = paper.restriction.is_in_force
    asked = office.get(address("paper_restriction_lift", paper)).content.decode()
    office.post(address("paper_restriction_lift", paper))

    paper.restriction.refresh_from_db()
    assert restricted
    assert list(paper.restriction.seats.all()) == [seat]
    assert "Everybody with a seat on the board reads the paper and its title." in asked
    assert not paper.restriction.is_in_force


def test_a_restriction_needs_a_ground_a_review_and_seats(office, item, secretary):
    paper = make_report(item=item, by=secretary)

    page = office.post(address("paper_restrict", paper), {"explanation": ""}).content.decode()

    assert "There is something to put right" in page
    paper.refresh_from_db()
    assert paper.restriction is None


@pytest.mark.parametrize(("kind", "astray"), [("report", "paper_upload"), ("upload", "report_write")])
def test_a_report_takes_no_file_and_a_file_no_text(office, item, secretary, kind, astray):
    paper = make_paper(item=item, by=secretary, kind=kind)

    assert office.get(address(astray, paper)).status_code == 404


def test_an_adviser_is_not_reminded_of_a_paper_that_was_closed_to_them(client, item, board, secretary):
    writer = make_writer(board=board, by=secretary)
    paper = make_paper(item=item, title="About the adviser", writer=writer, by=secretary)
    reminded = sign_in(client, writer).get("/").content.decode()

    restrict_paper(paper=paper, seats=[make_seat(board=board, by=secretary)], by=secretary)

    assert paper.title in reminded
    assert paper.title not in client.get("/").content.decode()
    assert paper.title not in client.get(reverse("meetings:paper_list")).content.decode()
