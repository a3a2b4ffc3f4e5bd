"""The pages of the table: taps, forms, conflicts, what is hidden, and what a barred reader meets."""

import copy
from datetime import timedelta

import pypdfium2
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from csp_portal.audit.models import AuditEvent
from csp_portal.core import clock
from csp_portal.core.dates import in_words
from csp_portal.notices import notifications
from csp_portal.notices.models import Notice
from meetings.models import Attendance, Declaration, Meeting, RepresentationConcern, Vote
from meetings.states.meeting import State
from meetings.workflow import attendance, interests, sittings, votes
from tests.factories import (
    MEETING_AT,
    make_meeting,
    make_organisation,
    make_pack,
    make_report,
    restrict_item,
    restrict_paper,
    sign_in,
)
from tests.meetings.factories_atmeeting import make_table

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def module_table(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_table(takes_votes=True)
        transaction.set_rollback(True)


@pytest.fixture
def table(module_table):
    return copy.deepcopy(module_table)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: MEETING_AT + timedelta(minutes=5))
    monkeypatch.setattr(clock, "today", lambda: MEETING_AT.date())


@pytest.fixture
def secretary(table):
    return sign_in(Client(), table.secretary)


def as_(table, name):
    return sign_in(Client(), table.people[name])


def at(table, name, *args):
    return reverse(f"meetings:{name}", args=[table.meeting.reference, *args])


def circulated(table):
    table.meeting.circulated_at, table.meeting.circulated_by = table.meeting.starts_at, table.secretary
    table.meeting.state = State.CIRCULATED
    table.meeting.save()


# --- Attendance -----------------------------------------------------------------------------------
def test_one_tap_records_a_seat_and_the_quorum_is_said_at_once(table, secretary):
    page = secretary.get(at(table, "attendance_detail")).content.decode()
    assert "it lacks a chair, a representative of the local authority" in page

    for name in ("council_chair", "police_chair", "health"):
        answer = secretary.post(
            at(table, "attendance_record", table.seats[name].pk), {"version": 0, "presence": "present"}
        )
        assert answer.status_code == 302
    deputy = table.deputies["council"]
    secretary.post(
        at(table, "attendance_record", table.seats["council"].pk),
        {"version": 0, "presence": "substituted", "substitute": deputy.pk},
    )

    page = secretary.get(at(table, "attendance_detail")).content.decode()
    assert "The meeting is quorate." in page
    assert f"standing in for {table.people['council'].full_name}" in page


def test_two_who_record_one_seat_see_both_and_lose_nothing(table, secretary):
    table.records("health")

    answer = secretary.post(
        at(table, "attendance_record", table.seats["health"].pk),
        {"version": 0, "presence": "substituted", "substitute": "in_words", "name": "Ann Other"},
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ann Other" in page
    assert "Present" in page
    again = secretary.post(
        at(table, "attendance_record", table.seats["health"].pk),
        {
            "version": 1,
            "presence": "substituted",
            "substitute": "in_words",
            "name": "Ann Other",
            "reopen": "1",
        },
    )
    assert 'value="Ann Other"' in again.content.decode()
    assert Attendance.objects.get().version == 1


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"presence": "substituted"}, "Choose who stands in."),
        ({"presence": "substituted", "substitute": "in_words"}, "Enter the name of the substitute."),
        ({"presence": ""}, "Choose an answer to"),
        ({"presence": "present", "arrived_at": "quarter past"}, "Enter a time, for example 10:30 or 2pm."),
        ({"presence": "present", "arrived_at": "3pm", "left_at": "2pm"}, "Nobody leaves before arriving."),
    ],
)
def test_a_seat_that_cannot_be_recorded_so_gets_one_sentence(table, secretary, answers, sentence):
    answer = secretary.post(
        at(table, "attendance_record", table.seats["health"].pk), {"version": 0} | answers
    )

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Attendance.objects.exists()


def test_members_read_the_record_without_taps_or_messages(table):
    attendance.send_apologies(
        meeting=table.meeting,
        seat=table.seats["health"],
        deputy=None,
        name="",
        message="In hospital.",
        by=table.people["health"],
        at=MEETING_AT - timedelta(days=1),
        on=MEETING_AT.date() - timedelta(days=1),
    )
    table.records("council_chair")

    page = as_(table, "housing").get(at(table, "attendance_detail")).content.decode()

    assert table.people["council_chair"].full_name in page
    assert "In hospital." not in page
    assert 'name="presence"' not in page


def test_a_member_sends_apologies_from_the_meeting_page_and_takes_them_back(table):
    client = as_(table, "health")
    assert "I cannot come" in client.get(table.meeting.get_absolute_url()).content.decode()
    seat = table.seats["health"]

    answer = client.post(
        at(table, "apologies_send"), {"seat": seat.pk, "substitute": table.deputies["health"].pk}
    )

    assert answer.status_code == 302
    page = client.get(table.meeting.get_absolute_url()).content.decode()
    assert "You sent apologies." in page
    assert f"{table.deputies['health'].full_name} is to stand in for you." in page
    client.post(at(table, "apologies_take_back", seat.pk))
    assert Attendance.objects.get().presence == "expected"


def test_a_deputy_is_told_that_they_are_to_stand_in_and_reads_it_as_theirs(table):
    deputy, seat = table.deputies["health"], table.seats["health"]
    as_(table, "health").post(at(table, "apologies_send"), {"seat": seat.pk, "substitute": deputy.pk})

    page = sign_in(Client(), deputy).get(table.meeting.get_absolute_url()).content.decode()
    as_(table, "health").post(at(table, "apologies_take_back", seat.pk))

    assert "You sent apologies." not in page
    assert f"Apologies were sent for the {seat.office}." in page
    assert "You are to stand in." in page
    told = [notice.title for notice in Notice.objects.to(deputy).order_by("pk")]
    assert told == [
        f"You are to stand in at {table.meeting}",
        f"You need not stand in at {table.meeting}",
    ]


def test_others_present_are_kept_corrected_and_taken_out(table, secretary):
    secretary.post(at(table, "other_add"), {"version": 0, "name": "Ann Other", "reason": "item 2"})
    other = table.meeting.others_present.get()
    secretary.post(
        at(table, "other_edit", other.pk), {"version": 1, "name": "Ann Other", "office": "Analyst"}
    )
    assert "Analyst" in secretary.get(at(table, "attendance_detail")).content.decode()

    secretary.post(at(table, "other_drop", other.pk))

    assert not table.meeting.others_present.exists()


# --- The running order ----------------------------------------------------------------------------
def test_a_meeting_is_run_by_taps_without_a_script(table, secretary):
    assert "Nobody is recorded as present yet" in secretary.get(at(table, "sitting_open")).content.decode()
    table.all_come()
    secretary.post(at(table, "sitting_open"), {"version": 0, "chair": table.seats["council_chair"].pk})
    first, second, third = table.items

    page = secretary.get(at(table, "running_order")).content.decode()
    assert f"In the chair: <strong>{table.people['council_chair'].full_name}</strong>" in page
    assert "Begin item 1" in page
    secretary.post(at(table, "item_start", first.key))
    assert "End it and begin item 2" in secretary.get(at(table, "running_order")).content.decode()
    secretary.post(at(table, "item_turn", third.key), {"place": "2"})
    assert "End it and begin item 3" in secretary.get(at(table, "running_order")).content.decode()
    secretary.post(at(table, "item_finish", first.key))
    secretary.post(at(table, "item_take_back", first.key))
    for wrong in ("", "x", "9" * 5000):
        assert secretary.post(at(table, "item_turn", second.key), {"place": wrong}).status_code == 302
    secretary.post(at(table, "sitting_close"))

    assert Meeting.objects.get(pk=table.meeting.pk).state == State.HELD
    assert "Closed at" in secretary.get(at(table, "running_order")).content.decode()


def test_a_member_sees_the_running_order_and_no_taps(table):
    circulated(table)
    table.all_come()
    table.opens()

    page = (
        as_(table, "housing").get(f"{at(table, 'running_order')}?item={table.items[1].key}").content.decode()
    )

    assert "2. Business 2" in page
    assert "Begin item" not in page
    assert "Close the meeting" not in page
    assert "Declare an interest" in page


def test_the_running_order_shows_a_restricted_title_to_those_behind_it_only(table):
    restrict_item(item=table.items[0], seats=[table.seats["council"]], by=table.secretary)
    circulated(table)

    titles = {
        name: "Complaint about the borough commander"
        in as_(table, name).get(at(table, "running_order")).content.decode()
        for name in ("council", "health")
    }

    assert titles == {"council": True, "health": False}


def test_the_number_of_queries_does_not_grow_with_the_agenda(table, django_assert_max_num_queries):
    table.all_come()
    table.opens()
    client = sign_in(Client(), table.secretary)
    client.get(at(table, "running_order"))

    with django_assert_max_num_queries(26):
        client.get(at(table, "running_order"))


# --- Interests ------------------------------------------------------------------------------------
def test_a_member_declares_and_loses_the_restricted_paper_everywhere(table, quick_typesetting):
    paper = make_report(item=table.items[0], title="The Kestrel findings", text="Kestrel", by=table.secretary)
    restrict_paper(paper=paper, seats=[table.seats["council"]], by=table.secretary)
    pack = make_pack(meeting=table.meeting, is_published=True, by=table.secretary)
    client = as_(table, "council")
    places = [
        paper.get_absolute_url(),
        reverse("meetings:pack_paper", args=[table.meeting.reference, pack.number, paper.key]),
    ]
    shown = [
        table.items[0].get_absolute_url(),
        at(table, "running_order"),
        pack.get_absolute_url(),
        reverse("meetings:pack_manifest", args=[table.meeting.reference, pack.number]),
    ]
    assert [client.get(place).status_code for place in places] == [200, 200]
    search = (reverse("meetings:search"), {"words": "Kestrel"})
    assert all("Kestrel" in client.get(place).content.decode() for place in shown)
    assert paper.get_absolute_url() in client.post(*search).content.decode()

    answer = client.post(
        at(table, "interest_declare", table.items[0].key),
        {"seat": table.seats["council"].pk, "kind": "prejudicial", "interest": "My own firm."},
    )

    assert answer.status_code == 302
    assert [client.get(place).status_code for place in places] == [404, 404]
    assert not any("Kestrel" in client.get(place).content.decode() for place in shown)
    assert paper.get_absolute_url() not in client.post(*search).content.decode()
    page = client.get(at(table, "interest_list")).content.decode()
    assert "My own firm." in page
    declaration = Declaration.objects.get()
    client.post(at(table, "interest_withdraw", declaration.pk), {"reason": "The firm was sold."})
    assert client.get(paper.get_absolute_url()).status_code == 200


def test_the_secretariat_records_the_interest_of_whoever_came(table, secretary):
    table.records("health", "substituted", person=table.deputies["health"])
    form = {"seat": table.seats["health"].pk, "kind": "pecuniary", "interest": "A contract."}

    secretary.post(at(table, "interest_declare", table.items[0].key), form)
    secretary.post(at(table, "interest_declare", table.items[1].key), form | {"name": "Ann Other"})

    assert {declaration.who for declaration in Declaration.objects.all()} == {
        table.deputies["health"].full_name,
        "Ann Other",
    }
    page = secretary.get(f"{at(table, 'running_order')}?item={table.items[0].key}").content.decode()
    assert "Takes no part in the decision" in page


def test_words_about_a_restricted_item_stay_behind_its_restriction(table):
    item = restrict_item(item=table.items[0], seats=[table.seats["council"]], by=table.secretary)
    interests.declare(
        item=item,
        seat=table.seats["health"],
        person=table.people["health"],
        kind="personal",
        interest="Marmalade.",
        **table.now(),
    )
    circulated(table)
    pages = ("interest_list", "running_order")

    seen = {
        name: any("Marmalade." in as_(table, name).get(at(table, page)).content.decode() for page in pages)
        or "Marmalade." in as_(table, name).get(item.get_absolute_url()).content.decode()
        for name in ("council", "health", "housing")
    }

    assert seen == {"council": True, "health": True, "housing": False}


# --- Votes ----------------------------------------------------------------------------------------
def test_a_vote_is_recorded_seat_by_seat_shown_and_corrected(table, secretary):
    table.all_come()
    table.opens()
    item = table.items[0]
    seats = {name: f"seat_{seat.pk}" for name, seat in table.seats.items()}
    form = {"version": 0, "question": "That it be agreed.", "way": "name", "casting": ""}

    wrong = secretary.post(at(table, "vote_record", item.key), form | {"votes_for": "3"})
    assert "You counted hands." in wrong.content.decode()
    secretary.post(
        at(table, "vote_record", item.key), form | {seats["council"]: "for", seats["health"]: "against"}
    )
    vote = Vote.objects.get()
    page = secretary.get(at(table, "vote_detail", item.key, vote.pk)).content.decode()
    assert "Tied: not carried" in page
    assert table.people["council"].full_name in page
    correction = form | {"version": 1, seats["council"]: "for", seats["health"]: "for"}
    no_reason = secretary.post(at(table, "vote_correct", item.key, vote.pk), correction)
    assert "Enter why the vote is corrected." in no_reason.content.decode()
    secretary.post(at(table, "vote_correct", item.key, vote.pk), correction | {"reason": "Misheard."})

    page = secretary.get(at(table, "vote_detail", item.key, vote.pk)).content.decode()
    assert "Carried" in page
    assert "1 for, 1 against" in page


def test_a_vote_on_a_restricted_item_is_hidden_from_others(table):
    table.all_come()
    table.opens()
    vote = votes.record_vote(
        item=table.items[0],
        outcome=votes.Outcome(question="Marmalade?", ballots={table.seats["council"].pk: "for"}),
        **table.now(10),
    )
    restrict_item(item=table.items[0], seats=[table.seats["council"]], by=table.secretary)
    circulated(table)
    address = at(table, "vote_detail", table.items[0].key, vote.pk)

    assert as_(table, "council").get(address).status_code == 200
    assert as_(table, "housing").get(address).status_code == 404
    assert "Marmalade" not in as_(table, "housing").get(at(table, "running_order")).content.decode()


# --- Representation -------------------------------------------------------------------------------
@pytest.fixture
def missing(table):
    for number in (1, 2, 3):
        meeting = make_meeting(
            board=table.board,
            starts_at=MEETING_AT - timedelta(days=20 * number),
            by=table.secretary,
            state="held",
        )
        for name in table.seats:
            if name != "health":
                attendance.record_seat(
                    meeting=meeting,
                    seat=table.seats[name],
                    came=attendance.Came(presence="present"),
                    version=0,
                    **table.now(),
                )
    return table.seats["health"].organisation


def test_the_chair_finds_the_flag_at_home_writes_and_closes(table, missing):
    chair = as_(table, "council_chair")
    sentence = f"{missing} was not represented at 3 meetings in a row."
    assert sentence.removesuffix(".") in chair.get(reverse("home")).content.decode()
    assert sentence in chair.get(table.board.get_absolute_url()).content.decode()
    assert sentence in chair.get(table.meeting.get_absolute_url()).content.decode()
    assert sentence not in as_(table, "housing").get(table.board.get_absolute_url()).content.decode()
    assert "3 of 3" in as_(table, "housing").get(table.board.get_absolute_url()).content.decode()
    where = [table.board.slug, missing.slug]

    page = chair.get(reverse("meetings:representation_write", args=where)).content.decode()
    assert "Nobody attended for" in page
    assert chair.get(reverse("meetings:representation_letter", args=where)).status_code == 404
    chair.post(
        reverse("meetings:representation_write", args=where),
        {"version": 0, "addressee": "The Chief Executive", "letter": "Will you come?"},
    )
    letter = chair.get(reverse("meetings:representation_letter", args=where))
    assert b"".join(letter.streaming_content).startswith(b"%PDF")
    chair.post(reverse("meetings:representation_send", args=where))
    assert RepresentationConcern.objects.get().sent_by == table.people["council_chair"]
    chair.post(reverse("meetings:representation_close", args=where), {"reason": "They merge."})

    assert sentence not in chair.get(reverse("home")).content.decode()
    page = chair.get(reverse("meetings:representation_list", args=[table.board.slug])).content.decode()
    assert "They merge." in page
    # What was sent can still be read.
    assert "Will you come?" in page
    for act in ("write", "letter", "close"):
        late = chair.get(reverse(f"meetings:representation_{act}", args=where))
        assert late.status_code == 409
        assert f"Nothing is open about {missing}" in late.content.decode()
    stranger = make_organisation()
    other = reverse("meetings:representation_write", args=[table.board.slug, stranger.slug])
    assert chair.get(other).status_code == 404


def test_a_letter_that_was_sent_keeps_its_date_when_it_is_printed_again(table, missing, monkeypatch):
    where = [table.board.slug, missing.slug]
    chair = as_(table, "council_chair")
    chair.post(
        reverse("meetings:representation_write", args=where),
        {"version": 0, "addressee": "The Chief Executive", "letter": "Will you come?"},
    )
    chair.post(reverse("meetings:representation_send", args=where))
    concern = RepresentationConcern.objects.get()
    sent_on = timezone.localdate(concern.sent_at)

    monkeypatch.setattr(clock, "today", lambda: sent_on + timedelta(days=3))
    letter = chair.get(reverse("meetings:representation_letter", args=where))

    with pypdfium2.PdfDocument(b"".join(letter.streaming_content)) as document:
        words = document[0].get_textpage().get_text_range()
    assert in_words(sent_on) in words
    assert in_words(sent_on + timedelta(days=3)) not in words


def test_on_the_day_home_leads_to_the_table(table, secretary):
    page = secretary.get(reverse("home")).content.decode()

    assert at(table, "running_order") in page


def test_a_board_says_whether_it_votes(table, secretary):
    page = secretary.get(table.board.get_absolute_url()).content.decode()

    assert "Decisions may be put to the vote; substitutes vote; the chair has a casting vote" in page


def test_the_chair_changes_during_the_meeting(table, secretary):
    table.all_come()
    sitting = table.opens()

    secretary.post(
        at(table, "chair_name"), {"version": sitting.version, "chair": table.seats["police_chair"].pk}
    )

    sitting.refresh_from_db()
    assert sitting.chair == table.seats["police_chair"]
    sittings.close_meeting(sitting=sitting, **table.now(60))


def test_the_secretariat_hears_of_apologies_and_the_chairs_of_who_stays_away(table, missing):
    table.all_come()
    sitting = table.opens()
    table.records("health", "absent")
    sittings.close_meeting(sitting=sitting, **table.now(60))
    ahead = make_meeting(board=table.board, starts_at=MEETING_AT + timedelta(days=30), by=table.secretary)
    attendance.send_apologies(
        meeting=ahead,
        seat=table.seats["health"],
        deputy=None,
        name="",
        message="In hospital.",
        **table.now() | {"by": table.people["health"]},
    )

    told = {(notice.person, notice.kind) for notice in Notice.objects.all()}

    assert (table.secretary, "meetings.apologies_received") in told
    assert {person for person, kind in told if kind == "meetings.not_represented"} == {
        table.people["council_chair"],
        table.people["police_chair"],
    }
    assert not any(table.people["health"].full_name in notice.title for notice in Notice.objects.all())
    on = MEETING_AT.date()
    told_to_chair = list(Notice.objects.filter(kind="meetings.not_represented"))
    apologies = list(Notice.objects.filter(kind="meetings.apologies_received"))
    assert notifications.readable(table.people["housing"], told_to_chair, on=on) == []
    assert notifications.readable(table.people["police_chair"], told_to_chair, on=on) == told_to_chair
    assert notifications.readable(table.secretary, apologies, on=on) == apologies


def test_the_audit_names_what_the_first_opening_of_a_pack_held_back(table, quick_typesetting):
    paper = make_report(item=table.items[0], by=table.secretary)
    restrict_paper(paper=paper, seats=[table.seats["council"]], by=table.secretary)
    table.declares("council")
    pack = make_pack(meeting=table.meeting, is_published=True, by=table.secretary)

    as_(table, "council").get(pack.get_absolute_url())
    as_(table, "housing").get(pack.get_absolute_url())

    said = {
        event.actor_pk: event.details.get("withheld_for_an_interest")
        for event in AuditEvent.objects.filter(kind="meetings.pack.opened")
    }
    assert said[table.people["council"].pk] == [paper.key]
    assert said[table.people["housing"].pk] is None
