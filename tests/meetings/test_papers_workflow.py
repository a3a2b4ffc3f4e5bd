"""What can happen to a paper, and who may do it."""

import dataclasses
import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict
from csp_portal.documents.intake import Finding
from meetings import policies
from meetings.models import Paper, PaperDraft, PaperVersion
from meetings.report_templates import in_words, sections_to_write, written
from meetings.states.paper import State
from meetings.workflow import meetings, papers
from tests.factories import (
    make_board,
    make_item,
    make_meeting,
    make_paper,
    make_report,
    make_seat,
    make_secretary,
    make_upload,
    make_writer,
    restrict_paper,
    seat_person,
    taken_in,
)

AT = datetime(2016, 3, 4, 9, tzinfo=UTC)
ON = date(2016, 3, 4)


@pytest.fixture
def secretary(db):
    return make_secretary()


@pytest.fixture
def board(secretary):
    return make_board(by=secretary)


@pytest.fixture
def item(board, secretary):
    return make_item(meeting=make_meeting(board=board, state="agenda_draft", by=secretary), by=secretary)


def when(person):
    return {"by": person, "at": AT, "on": ON}


def body_of(text):
    return [{"key": "background", "heading": "Background", "text": text}]


def test_an_uploaded_paper_is_ready_at_once_when_that_is_said(item, secretary):
    paper = make_upload(item=item, by=secretary, is_ready=True)

    assert (paper.state, paper.latest().number) == (State.READY, 1)


def test_an_uploaded_paper_is_a_draft_otherwise(item, secretary):
    paper = make_upload(item=item, by=secretary, is_ready=False)

    assert paper.state == State.DRAFT


def test_another_file_is_the_next_version_and_the_first_stays(item, secretary):
    paper = make_upload(item=item, by=secretary)

    papers.keep_upload(
        paper=paper,
        content=b"%PDF-1.7 other",
        filename="figures.pdf",
        taken=taken_in(content=b"%PDF-1.7 other clean"),
        **when(secretary),
    )

    kept = list(paper.versions.order_by("number"))
    assert [version.number for version in kept] == [1, 2]
    assert kept[0].original.read() == b"%PDF-1.7 as it came"
    assert kept[1].original.read() == b"%PDF-1.7 other"


def test_words_that_a_strange_font_yields_are_kept_as_far_as_they_can_be(item, secretary):
    paper = make_upload(item=item, by=secretary)
    strange = dataclasses.replace(
        taken_in(content=b"%PDF-1.7 strange"),
        text="Cri\x00me \ud800figures",
        findings=(Finding(None, "fonts-not-embedded", "The font \x00A\udfffB is missing."),),
    )

    version = papers.keep_upload(
        paper=paper, content=b"strange", filename="strange.pdf", taken=strange, **when(secretary)
    )

    version.refresh_from_db()
    assert version.text == "Crime ?figures"
    assert version.findings[0]["sentence"] == "The font A?B is missing."


def test_the_same_file_again_makes_no_version_but_can_be_ready_now(item, secretary):
    paper = make_upload(item=item, by=secretary, is_ready=False)

    papers.keep_upload(
        paper=paper,
        content=b"%PDF-1.7 as it came",
        filename="figures.pdf",
        taken=taken_in(),
        is_ready=True,
        **when(secretary),
    )

    paper.refresh_from_db()
    assert (paper.state, paper.versions.count()) == (State.READY, 1)


def test_a_report_is_not_ready_while_a_required_heading_is_empty(item, secretary):
    paper = make_paper(
        item=item,
        by=secretary,
        body=[
            {"key": "purpose", "heading": "Purpose of the report", "text": ""},
            {"key": "background", "heading": "Background", "text": "Much."},
        ],
    )

    with pytest.raises(CannotBeDone, match="Purpose of the report"):
        papers.mark_ready(paper=paper, **when(secretary))


def test_the_writer_writes_and_hands_in_and_then_no_longer_writes(item, board, secretary):
    writer = make_writer(board=board, by=secretary)
    paper = make_paper(item=item, by=secretary, writer=writer)

    papers.keep_report(paper=paper, body=body_of("Mine."), based_on=0, **when(writer))
    paper = papers.submit_paper(paper=paper, **when(writer))

    assert paper.state == State.SUBMITTED
    with pytest.raises(Refused, match="with the secretariat now"):
        papers.keep_report(paper=paper, body=body_of("Later."), based_on=1, **when(writer))


def test_the_writer_cannot_send_a_paper_back_to_themselves(item, board, secretary):
    writer = make_writer(board=board, by=secretary)
    paper = make_report(item=item, by=secretary, writer=writer)

    with pytest.raises(Refused):
        papers.send_back(paper=paper, **when(writer))


def test_an_adviser_writes_nobody_elses_paper(item, board, secretary):
    adviser = make_writer(board=board, by=secretary)
    paper = make_paper(item=item, by=secretary, writer=make_writer(board=board, by=secretary, office="Other"))

    with pytest.raises(Refused):
        papers.keep_report(paper=paper, body=body_of("Not mine."), based_on=0, **when(adviser))


def test_a_writer_who_is_not_named_in_the_restriction_no_longer_writes(item, board, secretary):
    writer = make_writer(board=board, by=secretary)
    paper = make_paper(item=item, by=secretary, writer=writer)
    paper = restrict_paper(paper=paper, by=secretary)

    with pytest.raises(Refused):
        papers.keep_report(paper=paper, body=body_of("Mine."), based_on=0, **when(writer))


def test_nobody_writes_a_withdrawn_paper(item, secretary):
    paper = make_paper(item=item, by=secretary, state=State.WITHDRAWN)

    with pytest.raises(Refused, match="withdrawn"):
        papers.keep_report(paper=paper, body=body_of("Still."), based_on=0, **when(secretary))


def test_papers_do_not_change_once_the_meeting_was_held(item, secretary):
    paper = make_report(item=item, by=secretary)
    meetings.record_as_held(
        meeting=item.meeting, by=secretary, at=datetime(2016, 3, 18, 9, tzinfo=UTC), on=date(2016, 3, 18)
    )
    paper = Paper.objects.get()

    assert "The meeting is over" in policies.write_paper.refusal(secretary, paper, on=date(2016, 3, 18))


def test_a_member_reads_a_ready_paper_only_once_the_agenda_went_round(item, board, secretary):
    member = seat_person(seat=make_seat(board=board, by=secretary), by=secretary).person
    paper = make_report(item=item, by=secretary)

    assert policies.read_paper.refusal(member, paper, on=ON) == "The agenda has not gone round yet."

    paper.agenda_item.meeting.circulated_at = AT

    assert policies.read_paper.allows(member, paper, on=ON)


def test_a_withdrawn_paper_comes_back_as_a_draft_with_its_versions(item, secretary):
    paper = make_report(item=item, by=secretary)
    paper = papers.withdraw_paper(paper=paper, reason="Overtaken.", **when(secretary))

    paper = papers.restore_paper(paper=paper, **when(secretary))

    assert (paper.state, paper.versions.count()) == (State.DRAFT, 1)


def test_what_was_saved_meanwhile_is_not_written_over(item, secretary):
    paper = make_paper(item=item, by=secretary, body=body_of("First."))

    with pytest.raises(EditConflict) as conflict:
        papers.keep_report(paper=paper, body=body_of("Mine."), based_on=0, **when(secretary))

    assert conflict.value.theirs == {"Background": "First."}
    assert conflict.value.yours == {"Background": "Mine."}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told_and_both_texts_are_there():
    secretary, colleague = make_secretary(), make_secretary()
    paper = make_paper(by=secretary, body=body_of("Before."))
    start, conflicts = threading.Barrier(2), []

    def save(person, text):
        try:
            start.wait()
            papers.keep_report(paper=paper, body=body_of(text), based_on=1, **when(person))
        except EditConflict as conflict:
            conflicts.append(conflict)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=save, args=each) for each in [(secretary, "Hers."), (colleague, "His.")]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    [conflict] = conflicts
    saved = PaperVersion.objects.get(paper=paper, number=2)
    assert paper.versions.count() == 2
    assert {saved.body[0]["text"], conflict.yours["Background"]} == {"Hers.", "His."}
    assert conflict.theirs["Background"] == saved.body[0]["text"]


def test_a_draft_is_one_persons_own_and_goes_when_they_save(item, secretary):
    colleague = make_secretary()
    paper = make_paper(item=item, by=secretary)
    papers.keep_draft(paper=paper, body=body_of("His."), based_on=0, **when(colleague))
    papers.keep_draft(paper=paper, body=body_of("Hers."), based_on=0, **when(secretary))

    papers.keep_report(paper=paper, body=body_of("Hers."), based_on=0, **when(secretary))

    assert PaperDraft.objects.get().person == colleague


# --- The board's report form ----------------------------------------------------------------------


def test_sections_of_another_making_stay_where_they_stood(board):
    body = [
        {"key": "purpose", "heading": "Purpose of the report", "text": "One."},
        {"key": "map", "heading": "The map", "text": "Two."},
        {"key": "background", "heading": "Background", "text": "Three."},
    ]

    sections = sections_to_write(board, body)

    assert [section.key for section in sections] == [
        "purpose",
        "links",
        "map",
        "background",
        "decision",
        "next_steps",
    ]
    assert written(sections, [section.text for section in sections]) == body


def test_two_sections_of_one_key_are_both_kept(board):
    body = [
        {"key": "text", "heading": "", "text": "One."},
        {"key": "text", "heading": "", "text": "Two."},
        {"key": "purpose", "heading": "Purpose of the report", "text": "Three."},
        {"key": "purpose", "heading": "Purpose of the report", "text": "Four."},
    ]

    sections = sections_to_write(board, body)

    assert written(sections, [section.text for section in sections]) == body
    assert list(in_words(body)) == [
        "Text without a heading",
        "Text without a heading (2)",
        "Purpose of the report",
        "Purpose of the report (2)",
    ]


def test_an_empty_report_has_the_boards_headings(board):
    sections = sections_to_write(board, [])

    assert [section.label for section in sections] == [
        "Purpose of the report",
        "Links with other plans",
        "Background",
        "Decision asked for",
        "Next steps",
    ]
    assert [part["key"] for part in written(sections, [""] * 5)] == [section.key for section in sections]
