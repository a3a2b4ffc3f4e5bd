"""A reader's own notes: beside what they stand, carried along, lost and placed again, and nobody else's."""

import json

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from csp_portal.accounts.roles import Role
from csp_portal.audit.models import AuditEvent
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict
from meetings.models import PackEntry, PrivateNote
from meetings.workflow import agendas, notes, papers
from tests.factories import (
    PLANNED_AT,
    PLANNED_ON,
    make_pack,
    make_user,
    restrict_paper,
    sign_in,
)
from tests.meetings.conftest import OPEN_WORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_typesetting")]

WHEN = {"at": PLANNED_AT, "on": PLANNED_ON}
SECRET = "Wombatthought"


@pytest.fixture(autouse=True)
def in_january_2016():
    with time_machine.travel(PLANNED_AT, tick=False):
        yield


@pytest.fixture
def pack(world):
    return make_pack(meeting=world.meeting, is_published=True, by=world.secretary)


def as_(person):
    return sign_in(Client(), person)


def address(name, *args):
    return reverse(f"meetings:{name}", args=args)


def page_of(pack, paper):
    return PackEntry.objects.get(pack=pack, paper=paper).first_page


def page_address(name, pack, paper):
    return address(name, pack.meeting.reference, pack.number, page_of(pack, paper))


def write(world, pack, *, quote=f"{OPEN_WORD} stays", text=SECRET, by=None):
    return as_(by or world.member).post(
        page_address("pack_note_add", pack, world.strategy), {"quote": quote, "text": text}
    )


def write_anew(world, text):
    body = [
        {"key": "purpose", "heading": "Purpose of the report", "text": "To agree the strategy."},
        {"key": "background", "heading": "Background", "text": text},
        {"key": "decision", "heading": "Decision asked for", "text": "Agree it."},
    ]
    papers.keep_report(paper=world.strategy, body=body, based_on=1, by=world.secretary, **WHEN)
    return make_pack(meeting=world.meeting, is_published=True, by=world.secretary)


def seen_by(person, pack, paper):
    return as_(person).get(page_address("pack_page", pack, paper)).content.decode()


def test_a_note_stands_beside_its_page_for_its_writer_alone(world, pack):
    answer = write(world, pack)

    assert answer.status_code == 302
    assert SECRET in seen_by(world.member, pack, world.strategy)
    for other in (world.secretary, world.places_reader, world.complaint_reader):
        assert SECRET not in seen_by(other, pack, world.strategy)


def test_a_note_needs_the_words_it_is_about(world, pack):
    answer = write(world, pack, quote="")

    assert "Enter the words on the page." in answer.content.decode()
    assert not PrivateNote.objects.exists()


def test_words_that_are_not_on_the_page_are_refused_and_nothing_typed_is_lost(world, pack):
    answer = write(world, pack, quote="Nobody wrote this.")

    page = answer.content.decode()
    assert "These words are not on page" in page
    assert SECRET in page
    assert "Error: " in page


def test_words_may_be_pasted_with_other_line_breaks(world, pack):
    write(world, pack, quote=f"{OPEN_WORD}\n   stays.")

    assert PrivateNote.objects.count() == 1


def test_a_note_on_an_item_stands_under_it(world, pack):
    client = as_(world.member)
    place = [world.meeting.reference, world.strategy_item.key]

    answer = client.post(address("item_note_add", *place), {"text": SECRET}, follow=True)

    assert SECRET in answer.content.decode()
    assert SECRET not in as_(world.secretary).get(address("item_detail", *place)).content.decode()


def test_a_note_follows_its_words_into_the_next_version(world, pack):
    write(world, pack)
    newer = write_anew(world, "New words come first.\n\n" * 60 + f"{OPEN_WORD} stays.")

    page = as_(world.member).get(page_address("pack_page", newer, world.strategy))

    note = PrivateNote.objects.get()
    assert page.status_code == 200
    assert note.lost_at is None
    assert note.paper_version.number == 2
    assert note.place > 0
    moved = address("pack_page", world.meeting.reference, newer.number, note.page)
    assert SECRET in as_(world.member).get(moved).content.decode()
    assert SECRET not in page.content.decode()


def test_opening_a_pack_twice_carries_a_note_once(world, pack):
    write(world, pack)
    newer = write_anew(world, f"Now {OPEN_WORD} stays.")
    client = as_(world.member)
    client.get(page_address("pack_page", newer, world.strategy))
    first = PrivateNote.objects.values().get()

    client.get(page_address("pack_page", newer, world.strategy))
    client.get(page_address("pack_page", pack, world.strategy))

    assert PrivateNote.objects.values().get() == first


def test_a_note_whose_words_are_gone_can_be_placed_anew(world, pack):
    write(world, pack)
    newer = write_anew(world, "Something else is said here.")
    client = as_(world.member)
    opened = client.get(page_address("pack_page", newer, world.strategy)).content.decode()
    note = PrivateNote.objects.get()
    listed = client.get(address("meeting_note_list", world.meeting.reference)).content.decode()

    refused = client.post(address("note_place", note.key), {"quote": "Nowhere at all."})
    placed = client.post(address("note_place", note.key), {"quote": "Something else"})

    assert "could not be placed" in opened
    assert "Could not place" in listed
    assert SECRET in listed
    assert "on no page of the paper" in refused.content.decode()
    assert placed.status_code == 302
    assert SECRET in seen_by(world.member, newer, world.strategy)


def test_a_note_can_be_dropped_and_leaves_nothing(world, pack):
    write(world, pack)
    client = as_(world.member)
    note = PrivateNote.objects.get()

    asked = client.get(address("note_drop", note.key))
    client.post(address("note_drop", note.key))

    assert SECRET in asked.content.decode()
    assert not PrivateNote.objects.exists()
    assert "You have no notes" in client.get(address("note_list")).content.decode()


def test_two_windows_do_not_overwrite_each_other(world, pack):
    write(world, pack)
    client = as_(world.member)
    note = PrivateNote.objects.get()
    client.post(address("note_edit", note.key), {"text": "First window.", "version": 1})

    late = client.post(address("note_edit", note.key), {"text": "Second window.", "version": 1})
    again = client.post(
        address("note_edit", note.key), {"text": "Second window.", "version": 2, "reopen": "1"}
    )

    page = late.content.decode()
    assert late.status_code == 409
    assert "First window." in page
    assert "Second window." in page
    assert "Second window." in again.content.decode()
    assert PrivateNote.objects.get().text == "First window."


def test_a_paper_that_is_closed_takes_its_notes_out_of_sight_until_it_is_open_again(world, pack):
    write(world, pack)
    note = PrivateNote.objects.get()
    restricted = restrict_paper(paper=world.strategy, seats=[world.places_seat], by=world.secretary)
    client = as_(world.member)

    closed = [
        client.get(address("note_list")),
        client.get(address("meeting_note_list", world.meeting.reference)),
    ]
    direct = [client.get(address(name, note.key)) for name in ("note_edit", "note_drop", "note_place")]

    assert all(SECRET not in page.content.decode() for page in closed)
    assert [page.status_code for page in direct] == [404, 404, 404]
    agendas.lift_restriction(restriction=restricted.restriction, by=world.secretary, **WHEN)
    assert SECRET in client.get(address("note_list")).content.decode()


def test_a_note_cannot_be_written_on_a_page_that_is_closed(world, pack):
    answer = as_(world.member).post(page_address("pack_note_add", pack, world.places), {"text": SECRET})

    entry = PackEntry.objects.get(pack=pack, paper=world.places)
    assert answer.status_code == 404
    with pytest.raises(Refused):
        notes.write_note(
            item=entry.item, entry=entry, text=SECRET, quote="a", words="a", by=world.member, **WHEN
        )


def test_nobody_finds_the_note_of_another(world, pack):
    write(world, pack)
    note = PrivateNote.objects.get()
    administrator = make_user(duties=[Role.ADMINISTRATOR])

    for other in (world.secretary, world.places_reader, administrator):
        for name in ("note_edit", "note_drop", "note_place"):
            assert as_(other).get(address(name, note.key)).status_code == 404
            assert as_(other).post(address(name, note.key), {"text": "x", "version": 1}).status_code == 404
        with pytest.raises(CannotBeDone):
            notes.edit_note(note=note, text="x", version=1, by=other, **WHEN)
        notes.drop_note(note=note, by=other, **WHEN)
    assert PrivateNote.objects.get().text == SECRET


def test_neither_audit_nor_history_nor_any_other_table_knows_of_a_note(world, pack):
    before = AuditEvent.objects.count()
    notes_before = as_(world.member).get(page_address("pack_page", pack, world.strategy))
    opened = AuditEvent.objects.count()

    write(world, pack)
    note = PrivateNote.objects.get()
    as_(world.member).post(address("note_edit", note.key), {"text": f"{SECRET} again", "version": 1})

    assert notes_before.status_code == 200
    assert opened >= before
    assert AuditEvent.objects.count() - opened <= 2  # signing in, twice
    assert not AuditEvent.objects.filter(kind__contains="note").exists()
    assert not [model for model in apps.get_models() if model.__name__ == "HistoricalPrivateNote"]
    assert tables_with(SECRET) == ["meetings_privatenote"]


def tables_with(word):
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {name} t WHERE t::text LIKE %s)", [f"%{word}%"])  # noqa: S608
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_logs_do_not_say_what_a_note_says(world, pack, caplog):
    caplog.set_level("DEBUG")

    write(world, pack)

    said = [
        json.dumps(record.__dict__, default=str)
        for record in caplog.records
        if record.name != "django.db.backends"
    ]
    assert not [line for line in said if SECRET in line]


def test_a_conflict_names_no_words_of_the_note_in_its_message(world, pack):
    write(world, pack)
    note = PrivateNote.objects.get()
    notes.edit_note(note=note, text="Other", version=1, by=world.member, **WHEN)

    with pytest.raises(EditConflict) as raised:
        notes.edit_note(note=note, text=SECRET, version=1, by=world.member, **WHEN)

    assert SECRET not in str(raised.value)


def test_a_page_asks_no_more_however_many_notes_stand_beside_it(world, pack):
    client = as_(world.member)
    there = page_address("pack_page", pack, world.strategy)
    client.get(there)
    with connection.execute_wrapper(counting := Count()):
        client.get(there)
    without = counting.asked
    for _ in range(5):
        write(world, pack)

    with connection.execute_wrapper(counting := Count()):
        client.get(there)

    assert counting.asked == without


class Count:
    def __init__(self):
        self.asked = 0

    def __call__(self, execute, sql, params, many, context):
        self.asked += 1
        return execute(sql, params, many, context)


def test_the_list_does_not_ask_more_for_more_notes(world, pack, django_assert_max_num_queries):
    for _ in range(8):
        write(world, pack)
    client = as_(world.member)
    client.get(address("note_list"))

    with django_assert_max_num_queries(14):
        page = client.get(address("note_list"))

    assert page.content.decode().count(SECRET) == 8
