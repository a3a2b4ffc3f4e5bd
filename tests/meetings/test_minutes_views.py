"""Pages about minutes and decisions: from the snapshot to the signature, and what nobody else may see of them."""

import io
from datetime import UTC, datetime

import docx
import pypdfium2
import pytest
import time_machine
from django.urls import reverse

from meetings.models import Board, Decision, EntryDraft, EntrySuggestion, Minutes
from meetings.workflow import decisions, minutes_rounds
from meetings.workflow import minutes as workflow
from tests.factories import (
    make_action,
    make_board,
    make_item,
    make_meeting,
    make_seat,
    make_secretary,
    restrict_item,
    seat_person,
    sign_in,
)
from tests.meetings.factories_minutes import doing, make_decision, make_held_meeting, make_minutes

pytestmark = pytest.mark.django_db

SECRET = "Zebrafinch"


@pytest.fixture(autouse=True)
def after_the_meeting():
    with time_machine.travel(datetime(2016, 3, 21, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def secretary():
    return make_secretary()


@pytest.fixture
def board(secretary):
    return make_board(by=secretary, name="CSP Board", next_minute_number=168)


@pytest.fixture
def meeting(board, secretary):
    return make_held_meeting(board=board, by=secretary)


@pytest.fixture
def office(client, secretary):
    return sign_in(client, secretary)


def sits(board, secretary, board_role="member"):
    seat = make_seat(board=board, by=secretary, board_role=board_role)
    return seat_person(seat=seat, by=secretary).person


def address(name, thing, **more):
    keys = {
        "reference": getattr(thing, "minutes", thing).meeting.reference
        if hasattr(thing, "key")
        else thing.reference
    }
    if hasattr(thing, "key"):
        keys["key"] = thing.key
    return reverse(f"meetings:{name}", kwargs=keys | more)


def text_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def body(response):
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("act", "button"),
    [
        ("minutes_number", "Draw the numbers all the same"),
        ("minutes_send_to_chair", "Send to the chair all the same"),
    ],
)
def test_before_numbers_are_drawn_out_of_order_the_secretary_is_asked_and_nothing_happens_until_they_say_so(
    office, board, secretary, act, button
):
    earlier = make_held_meeting(board=board, by=secretary, starts_at=datetime(2016, 3, 14, 13, tzinfo=UTC))
    workflow.begin_minutes(meeting=earlier, **doing(secretary))
    later = make_minutes(meeting=make_held_meeting(board=board, by=secretary), by=secretary)

    asked = office.post(address(act, later.meeting))

    page = asked.content.decode()
    assert asked.status_code == 409
    assert "Earlier minutes have no numbers yet" in page
    assert address("minutes_detail", earlier) in page
    assert button in page
    assert not later.entries.exclude(reference="").exists()
    agreed = office.post(address(act, later.meeting), {"passing_over": earlier.reference})
    assert agreed.status_code == 302
    assert [entry.reference for entry in later.entries.in_order()] == ["168", "169"]


def test_minutes_go_from_the_snapshot_to_the_chairs_signature(
    client, board, meeting, secretary, quick_typesetting
):
    chair, member = sits(board, secretary, "co_chair"), sits(board, secretary)
    office = sign_in(client, secretary)

    assert "are not begun" in office.get(address("minutes_detail", meeting)).content.decode()
    office.post(address("minutes_begin", meeting))
    minutes = Minutes.objects.get()
    entry = minutes.entries.in_order().last()
    page = office.get(address("minutes_write", meeting)).content.decode()
    assert page.count("data-autosave-url") == 2
    # Each form of the page saves its own minute.
    assert f'action="{address("entry_write", entry)}"' in page
    office.post(address("entry_write", entry), {"text": "The gangs\r\nwere discussed.", "version": "1"})
    office.post(address("decision_record", entry), {"wording": "that it be agreed.", "version": "0"})
    office.post(address("minutes_send_to_chair", meeting))
    assert "Draft, with the chair" in office.get(address("minutes_detail", meeting)).content.decode()

    sign_in(client, member)
    assert (
        "no minutes of this meeting to read yet"
        in client.get(address("minutes_detail", meeting)).content.decode()
    )
    assert "Clear the minutes" not in client.get("/").content.decode()
    sign_in(client, chair)
    assert "Clear the minutes of" in client.get("/").content.decode()
    client.post(address("minutes_clear", meeting))
    sign_in(client, secretary)
    assert "Send the minutes round of" in client.get("/").content.decode()
    client.post(address("minutes_send_round", meeting))

    sign_in(client, member)
    page = client.get(address("minutes_detail", meeting)).content.decode()
    assert "169. Gangs strategy" in page
    assert "DRAFT: cleared by the chair" in page
    assert "Draft minutes to read" in client.get("/").content.decode()
    client.post(address("entry_suggest", entry), {"text": "I said more."})
    assert EntrySuggestion.objects.get().suggested_by == member
    assert (
        "I said more."
        not in sign_in(client, sits(board, secretary))
        .get(address("minutes_detail", meeting))
        .content.decode()
    )

    later = make_meeting(
        board=board, starts_at=datetime(2016, 3, 20, 13, tzinfo=UTC), state="agenda_draft", by=secretary
    )
    sign_in(client, secretary)
    entry.refresh_from_db()
    client.post(
        address("entry_amend", entry), {"text": "The gangs were fully discussed.", "version": entry.version}
    )
    assert (
        "confirmed as amended: 1 minute changed"
        in client.get(address("minutes_confirm", meeting)).content.decode()
    )
    client.post(address("minutes_confirm", meeting), {"meeting": later.reference})
    assert client.get(address("entry_write", entry)).status_code == 403

    sign_in(client, chair)
    assert "Sign the minutes of" in client.get("/").content.decode()
    refused = client.post(address("minutes_sign", meeting), {"name": "Somebody Else"})
    assert "Sign with your own name" in refused.content.decode()
    client.post(address("minutes_sign", meeting), {"name": chair.full_name})
    page = client.get(address("minutes_detail", meeting)).content.decode()
    assert f"Signed by {chair.full_name}" in page
    assert "The gangs were fully discussed." in page
    words = text_of(body(client.get(address("minutes_pdf", meeting))))
    assert f"Signed by the chair: {chair.full_name}" in words
    assert "DRAFT" not in words


def test_the_second_of_two_who_write_gets_both_texts_and_a_draft_is_kept(office, meeting, secretary):
    minutes = workflow.begin_minutes(meeting=meeting, **doing(secretary))
    entry = minutes.entries.in_order().first()
    autosave = address("entry_autosave", entry)
    assert office.post(autosave, {"text": "Ours", "version": "1"}).status_code == 200
    assert EntryDraft.objects.get().text == "Ours"
    workflow.write_entry(entry=entry, text="Theirs", version=1, **doing(make_secretary()))

    assert office.post(autosave, {"text": "Ours, longer", "version": "1"}).status_code == 409
    response = office.post(address("entry_write", entry), {"text": "Ours, longest", "version": "1"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "Theirs" in page
    assert "Ours, longest" in page
    again = office.get(address("minutes_write", meeting)).content.decode()
    assert "Somebody else saved this minute after you had begun." in again
    assert "Ours, longest" in again
    reopened = office.post(address("entry_write", entry), {"text": "Both", "version": "2", "reopen": "1"})
    assert "Both" in reopened.content.decode()


@pytest.fixture
def closed_minutes(board, secretary):
    """Minutes that went round, of a meeting with an item of which only the open title is for all."""
    meeting = make_held_meeting(board=board, by=secretary)
    seat = make_seat(board=board, by=secretary, office="Named")
    named = seat_person(seat=seat, by=secretary).person
    item = make_item(meeting=meeting, title="A staffing matter", by=secretary)
    restrict_item(item=item, seats=[seat], closed_title=f"{SECRET} title", by=secretary)
    minutes = workflow.begin_minutes(meeting=meeting, **doing(secretary))
    entry = minutes.entries.get(item=item)
    workflow.write_entry(entry=entry, text=f"{SECRET} text", version=1, **doing(secretary))
    decision = make_decision(entry=entry, wording=f"that {SECRET} go", by=secretary)
    decisions.add_communication(
        entry=entry,
        message=f"{SECRET} message",
        told_by="Nobody",
        channel="None",
        audience="None",
        to_tell_on=minutes.meeting.on,
        **doing(secretary),
    )
    decisions.pass_on(
        entry=entry, board=make_board(by=secretary, kind=Board.Kind.PARALLEL), what=SECRET, **doing(secretary)
    )
    make_action(agenda_item=item, title=f"{SECRET} action", by=secretary, minute=entry, decision=decision)
    minutes_rounds.send_to_chair(minutes=minutes, **doing(secretary))
    minutes_rounds.clear_minutes(minutes=minutes, how="By e-mail.", **doing(secretary))
    minutes_rounds.send_round(minutes=minutes, **doing(secretary))
    return minutes, named


def test_the_word_file_says_the_day_and_the_hour_as_the_pdf_does(client, board, secretary, quick_typesetting):
    # Past midnight in London, and the day before in UTC.
    begins = datetime(2016, 6, 16, 23, 30, tzinfo=UTC)
    meeting = make_held_meeting(board=board, by=secretary, starts_at=begins)
    make_minutes(meeting=meeting, by=secretary, at=datetime(2016, 6, 20, 9, tzinfo=UTC))
    office = sign_in(client, secretary)

    pdf = text_of(body(office.get(address("minutes_pdf", meeting))))
    word = docx.Document(io.BytesIO(body(office.get(address("minutes_word", meeting)))))

    said = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "Friday 17 June 2016 at 12.30 a.m., Council Chamber" in said
    assert "Friday 17 June 2016 at 12.30 a.m., Council Chamber" in " ".join(pdf.split())


def test_a_restricted_minute_leaks_nowhere(client, board, closed_minutes, secretary, quick_typesetting):
    minutes, named = closed_minutes
    reference, decision = minutes.meeting.reference, Decision.objects.get()
    addresses = [
        reverse(f"meetings:{name}", args=[reference])
        for name in ("minutes_detail", "meeting_detail", "minutes_pdf", "minutes_word")
    ]
    addresses += ["/", reverse("meetings:decision_list"), reverse("meetings:decision_export")]
    addresses += [f"{reverse('meetings:search')}?words={SECRET}", decision.get_absolute_url()]
    addresses += [minutes.entries.get(item__isnull=False, title="A staffing matter").item.get_absolute_url()]

    def read(person):
        sign_in(client, person)
        found = []
        for each in addresses:
            response = client.get(each)
            content = body(response) if response.streaming else response.content
            if content.startswith(b"%PDF"):
                found.append(text_of(content))
            elif each.endswith("/word/"):
                found.append("\n".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs))
            else:
                # What was asked for stands in the search's own box.
                found.append(content.decode().replace(f'value="{SECRET}"', ""))
        return found

    told = read(sits(board, secretary))
    assert [
        address
        for address, text in zip(addresses, told, strict=True)
        if SECRET in text.replace(f"“{SECRET}”", "")
    ] == []
    assert "A staffing matter" in told[0]
    assert "kept to other seats" in told[0]
    assert "This minute is not public" in told[2]
    # Those named read it, and so does the secretariat; the public copy has nothing of it.
    assert SECRET in read(named)[0]
    sign_in(client, secretary)
    public = client.get(f"{reverse('meetings:minutes_pdf', args=[reference])}?copy=public")
    assert SECRET not in text_of(body(public))


def test_a_decision_shows_where_it_came_from_and_what_it_led_to(office, meeting, secretary):
    minutes = workflow.begin_minutes(meeting=meeting, **doing(secretary))
    entry = minutes.entries.in_order().last()
    decision = make_decision(entry=entry, by=secretary)
    action = make_action(title="Write to the school", by=secretary, board=meeting.board, decision=decision)

    page = office.get(decision.get_absolute_url()).content.decode()
    back = office.get(action.get_absolute_url()).content.decode()

    assert meeting.get_absolute_url() in page
    assert entry.item.get_absolute_url() in page
    assert "Write to the school" in page
    assert (action.minute, action.agenda_item) == (entry, entry.item)
    assert decision.get_absolute_url() in back
    assert (
        decision.reference in office.get(f"{reverse('meetings:decision_list')}?words=update").content.decode()
    )
    assert "no such decision" in office.get(f"{reverse('meetings:decision_list')}?words=zzz").content.decode()


def test_the_numbering_of_a_board_is_previewed_and_saved_from_its_page(office, board):
    where = reverse("meetings:board_numbering", args=[board.slug])
    facts = {
        "number_restart": "calendar_year",
        "number_prefix": "EX",
        "minute_pattern": "{prefix}/{year}/{number}",
        "next_minute_number": "1",
        "decision_pattern": "{prefix}/{year}/D{number}",
        "next_decision_number": "1",
    }

    preview = office.post(where, facts | {"preview": "Preview"}).content.decode()
    wrong = office.post(where, facts | {"minute_pattern": "{number}"}).content.decode()
    office.post(where, facts)

    assert "EX/2016/1" in preview
    assert "need {year} in the pattern" in wrong
    board.refresh_from_db()
    assert board.minute_pattern == "{prefix}/{year}/{number}"


def test_the_number_of_queries_of_a_page_of_minutes_does_not_grow(
    office, board, secretary, django_assert_max_num_queries
):
    few = make_minutes(meeting=make_held_meeting(board=board, by=secretary), by=secretary)
    meeting = make_held_meeting(
        board=board,
        by=secretary,
        starts_at=datetime(2016, 3, 10, 13, tzinfo=UTC),
        titles=tuple(f"Item {n}" for n in range(12)),
    )
    many = make_minutes(meeting=meeting, by=secretary)
    for minutes in (few, many):
        for entry in minutes.entries.all():
            make_decision(entry=entry, by=secretary)

    for name in ("minutes_detail", "minutes_write"):
        with django_assert_max_num_queries(32):
            office.get(address(name, many.meeting))
