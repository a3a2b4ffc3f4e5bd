"""What comes after an agenda went round: late items, supplements, and what is new to a reader (ToR 6.3)."""

import pytest
from django.test import Client
from django.urls import reverse

from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone
from csp_portal.notices.models import Notice
from meetings.models import AgendaReading, PackEntry
from meetings.states.meeting import State
from meetings.workflow import agendas, packs, papers
from tests.factories import (
    PLANNED_AT,
    PLANNED_ON,
    make_item,
    make_pack,
    make_report,
    make_seat,
    restrict_paper,
    seat_person,
    sign_in,
)
from tests.meetings.factories_before import admit_item, make_supplement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_typesetting", "the_day")]


@pytest.fixture
def the_day(time_machine):
    time_machine.move_to(PLANNED_AT)


def when(by):
    return {"by": by, "at": PLANNED_AT, "on": PLANNED_ON}


@pytest.fixture
def chair(world):
    seat = make_seat(board=world.board, office="Cabinet Member", board_role="co_chair", by=world.secretary)
    return seat_person(seat=seat, by=world.secretary).person


@pytest.fixture
def main(world, chair, missing_paper):
    pack = make_pack(meeting=world.meeting, is_published=True, by=world.secretary)
    world.meeting.refresh_from_db()
    return pack


def last_page(pack):
    return max(entry.last_page or 0 for entry in pack.entries.all())


def as_(person):
    return sign_in(Client(), person)


def address(name, meeting, *more):
    return reverse(f"meetings:{name}", args=[meeting.reference, *more])


def test_nothing_is_added_to_an_agenda_that_went_round_without_a_chair(world, main):
    with pytest.raises(CannotBeDone, match="only by a chair's admission"):
        make_item(meeting=world.meeting, by=world.secretary)


def test_a_late_item_stands_behind_all_others_and_moves_no_number(world, main):
    before = {item.key: number for number, item in enumerate(world.meeting.items.standing().in_order(), 1)}

    item = admit_item(meeting=world.meeting, by=world.secretary)

    after = {item.key: number for number, item in enumerate(world.meeting.items.standing().in_order(), 1)}
    assert after == before | {item.key: len(before) + 1}
    with pytest.raises(CannotBeDone, match="so that no number moves"):
        agendas.move_item(item=item, up=True, **when(world.secretary))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": " "}, "cannot wait"),
        ({"given_how": ""}, "how and when"),
        ({"given_at": None}, "how and when"),
    ],
)
def test_an_admission_says_why_and_how_it_was_given(world, main, fields, sentence):
    with pytest.raises(CannotBeDone, match=sentence):
        admit_item(meeting=world.meeting, by=world.secretary, **fields)


def test_a_chair_admits_from_an_account_of_their_own(world, main, chair):
    item = admit_item(meeting=world.meeting, by=chair, chair=None, given_how="", given_at=None)

    assert (item.admission.chair, item.admission.given_how) == (chair, "")


def test_a_member_admits_nothing(world, main):
    with pytest.raises(Refused, match="Only a chair"):
        admit_item(meeting=world.meeting, by=world.member)


def test_a_supplement_goes_on_from_the_last_page_and_leaves_the_pack_alone(world, main):
    pages = list(main.entries.values_list("paper", "first_page", "last_page"))
    item = admit_item(meeting=world.meeting, by=world.secretary)
    paper = make_report(item=item, title="The flood", by=world.secretary)

    supplement = make_supplement(meeting=world.meeting, by=world.secretary)

    entry = supplement.entries.get()
    assert (supplement.main, supplement.supplement_number) == (main, 1)
    assert (entry.paper, entry.first_page) == (paper, last_page(main) + 1)
    assert list(main.entries.values_list("paper", "first_page", "last_page")) == pages
    assert Notice.objects.filter(kind="meetings.supplement_circulated", person=world.member).exists()


def test_a_missing_paper_comes_by_supplement_and_a_second_goes_on_from_the_first(world, main, missing_paper):
    body = [{"key": "purpose", "heading": "Purpose of the report", "text": "Here it is."}]
    papers.keep_report(paper=missing_paper, body=body, based_on=0, **when(world.secretary))
    papers.mark_ready(paper=missing_paper, **when(world.secretary))
    first = make_supplement(meeting=world.meeting, by=world.secretary)
    admit_item(meeting=world.meeting, by=world.secretary)

    second = make_supplement(meeting=world.meeting, by=world.secretary)

    assert [entry.paper for entry in first.entries.all()] == [missing_paper]
    assert first.entries.get().item_number == 1
    assert second.supplement_number == 2
    assert [entry.kind for entry in second.entries.all()] == [PackEntry.Kind.ITEM]


def test_without_anything_new_there_is_no_supplement(world, main):
    with pytest.raises(CannotBeDone, match="Nothing has come"):
        make_supplement(meeting=world.meeting, by=world.secretary)


def test_a_supplement_that_the_agenda_has_left_behind_is_not_published(world, main):
    admit_item(meeting=world.meeting, by=world.secretary)
    supplement = make_supplement(meeting=world.meeting, by=world.secretary, is_published=False)
    admit_item(meeting=world.meeting, by=world.secretary, title="Another")

    with pytest.raises(CannotBeDone, match="Build the pack again"):
        packs.publish_pack(pack=supplement, lateness_reason="", missing_reason="", **when(world.secretary))


def test_the_permanent_link_shows_the_pack_with_its_supplements(world, main):
    item = admit_item(meeting=world.meeting, by=world.secretary)
    make_report(item=item, title="The flood", by=world.secretary)
    unpublished = make_supplement(meeting=world.meeting, by=world.secretary, is_published=False)
    reader = as_(world.member)

    before = reader.get(address("pack_current", world.meeting)).content.decode()
    packs.publish_pack(pack=unpublished, lateness_reason="", missing_reason="", **when(world.secretary))
    after = reader.get(address("pack_current", world.meeting)).content.decode()

    assert "Supplement 1 to the agenda" not in before
    assert "Supplement 1 to the agenda" in after
    assert "The flood" in after
    assert "It happened last night." in after
    assert after.index("Supplement 1 to the agenda") < after.index("Ten years ahead")


def test_turning_to_a_page_finds_it_in_the_supplement(world, main):
    item = admit_item(meeting=world.meeting, by=world.secretary)
    make_report(item=item, title="The flood", by=world.secretary)
    supplement = make_supplement(meeting=world.meeting, by=world.secretary)
    page = last_page(main) + 1
    reader = as_(world.member)

    turned = reader.get(address("pack_page", world.meeting, main.number, 1), {"page": page})
    straight = reader.get(address("pack_page", world.meeting, main.number, page))
    shown = reader.get(turned["Location"]).content.decode()
    beyond = reader.get(address("pack_page", world.meeting, main.number, 1), {"page": page + 2})
    last_of_main = reader.get(address("pack_page", world.meeting, main.number, page - 1)).content.decode()

    there = address("pack_page", world.meeting, supplement.number, page)
    assert turned["Location"] == straight["Location"] == there
    assert f"Page {page}</h1>" in shown or f"Page {page} of {page + 1}" in shown
    assert f"The pack ends with page {page + 1}." in beyond.content.decode()
    assert f'rel="next" href="{there}"' in last_of_main


def test_a_restricted_paper_of_a_supplement_leaves_a_slip_in_other_copies(world, main):
    item = admit_item(meeting=world.meeting, by=world.secretary)
    secret = make_report(item=item, title="The Osprey letter", text="Osprey.", by=world.secretary)
    restrict_paper(paper=secret, seats=[world.places_seat], by=world.secretary)
    supplement = make_supplement(meeting=world.meeting, by=world.secretary)

    pages = {
        person: as_(person).get(address("pack_current", world.meeting)).content.decode()
        for person in (world.member, world.places_reader)
    }

    assert "Osprey" not in pages[world.member]
    assert "The Osprey letter" in pages[world.places_reader]
    assert supplement.copies.count() == 2


def test_an_item_is_new_until_the_reader_has_had_it(world, main):
    reader = as_(world.member)
    current = address("pack_current", world.meeting)
    first = reader.get(current).content.decode()
    item = admit_item(meeting=world.meeting, by=world.secretary)
    paper = make_report(item=item, title="The flood", by=world.secretary)
    supplement = make_supplement(meeting=world.meeting, by=world.secretary)

    twice = [reader.get(current).content.decode().count("New since you last opened it") for _ in range(2)]
    on_meeting = reader.get(world.meeting.get_absolute_url()).content.decode()
    reader.get(address("pack_paper", world.meeting, supplement.number, paper.key))
    read = reader.get(current).content.decode()

    assert "New since" not in first
    assert twice == [1, 1]
    assert "1 item is new since you last opened it." in on_meeting
    assert "New since you last opened it" not in read


def test_all_that_is_new_is_taken_as_seen_at_once(world, main):
    reader = as_(world.member)
    reader.get(address("pack_current", world.meeting))
    admit_item(meeting=world.meeting, by=world.secretary)
    make_supplement(meeting=world.meeting, by=world.secretary)

    done = reader.post(address("pack_seen", world.meeting), follow=True).content.decode()

    assert "Nothing is marked as new any more." in done
    assert "New since you last opened it" not in done
    assert AgendaReading.objects.filter(person=world.member).count() == 1


def test_whoever_never_opened_the_pack_is_not_told_that_all_is_new(world, main):
    page = as_(world.member).get(world.meeting.get_absolute_url()).content.decode()

    assert "new since you last" not in page


def test_a_newer_whole_pack_takes_the_supplements_in(world, main):
    item = admit_item(meeting=world.meeting, by=world.secretary)
    make_report(item=item, title="The flood", by=world.secretary)
    supplement = make_supplement(meeting=world.meeting, by=world.secretary)

    whole = make_pack(meeting=world.meeting, is_published=True, by=world.secretary)
    page = as_(world.member).get(address("pack_current", world.meeting)).content.decode()

    assert whole.main is None
    assert whole.entries.filter(item=item).exists()
    assert "Supplement 1" not in page
    assert as_(world.member).get(supplement.get_absolute_url()).status_code == 200
    world.meeting.refresh_from_db()
    assert world.meeting.state == State.CIRCULATED


def test_the_secretariat_admits_on_a_chairs_word_and_prepares_the_supplement(world, main, chair):
    office = as_(world.secretary)
    form = {
        "kind": "late",
        "title": "Flooding at the hostel",
        "reason": "It happened last night.",
        "purpose": "discuss",
        "given_how": "telephone",
        "given_on_day": "11",
        "given_on_month": "1",
        "given_on_year": "2016",
        "given_time": "8am",
        "chair": chair.pk,
    }

    refused = office.post(address("item_admit", world.meeting), {**form, "reason": ""})
    admitted = office.post(address("item_admit", world.meeting), form)
    dry_run = office.get(address("supplement_dry_run", world.meeting)).content.decode()

    assert "Flooding at the hostel" in refused.content.decode()
    assert admitted.status_code == 302
    assert "It becomes supplement 1 to version 1 of the pack." in dry_run
    assert "Flooding at the hostel" in dry_run
