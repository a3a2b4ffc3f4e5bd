"""Pages on which an agenda is built."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from meetings.agenda_order import agenda
from meetings.models import AgendaItem
from meetings.states.meeting import State
from meetings.workflow import agendas
from tests.factories import (
    make_board,
    make_item,
    make_meeting,
    make_seat,
    make_secretary,
    make_section,
    make_template,
    make_template_item,
    restrict_item,
    seat_person,
    sign_in,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2016, 3, 4, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_march_2016():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def secretary():
    return make_secretary()


@pytest.fixture
def office(client, secretary):
    """The secretary's browser."""
    return sign_in(client, secretary)


@pytest.fixture
def meeting(secretary):
    return make_meeting(state=State.AGENDA_DRAFT, by=secretary)


def when(secretary):
    return {"by": secretary, "at": NOW, "on": date(2016, 3, 4)}


def address(name, meeting, *more):
    return reverse(f"meetings:{name}", args=[meeting.reference, *more])


def filled_in(section, **answers):
    facts = {
        "title": "Gangs strategy",
        "section": section.pk,
        "purpose": "decide",
        "wording": "",
        "presenter": "",
        "minutes_allotted": "20",
        "priority": "",
        "version": 1,
    }
    return facts | answers


def titles(meeting):
    return [[line.item.title for line in section.items] for section in agenda(meeting)]


def test_begin_puts_the_standing_items_on_the_agenda(office, secretary):
    board = make_board(by=secretary)
    make_template_item(template=make_template(board=board, by=secretary), title="Apologies", by=secretary)
    meeting = make_meeting(board=board, by=secretary)

    page = office.post(address("agenda_begin", meeting), follow=True).content.decode()

    assert "The agenda is begun." in page
    assert "Apologies" in page


def test_beginning_twice_says_so(office, meeting):
    page = office.post(address("agenda_begin", meeting), follow=True).content.decode()

    assert "The agenda was begun already." in page


def test_an_agenda_that_is_not_begun_offers_to_begin_it(office, secretary):
    meeting = make_meeting(by=secretary)

    page = office.get(address("agenda_detail", meeting)).content.decode()

    assert "The agenda is not begun." in page
    assert "Make a template" in page


def test_the_builder_holds_the_minutes_against_the_meeting(office, meeting, secretary):
    make_item(meeting=meeting, minutes_allotted=130, by=secretary)

    page = office.get(address("agenda_detail", meeting)).content.decode()

    assert "130 of the meeting&#x27;s 120 minutes are given to items: 10 minutes too many." in page


@pytest.mark.parametrize("count", [1, 8])
def test_the_builder_asks_the_database_as_often_for_many_items(
    office, meeting, secretary, count, django_assert_max_num_queries
):
    for n in range(count):
        make_item(meeting=meeting, title=f"Business {n}", by=secretary)

    with django_assert_max_num_queries(16):
        office.get(address("agenda_detail", meeting))


def test_a_held_meetings_agenda_is_shown_without_tools(office, secretary):
    meeting = make_meeting(state=State.HELD, by=secretary)

    page = office.get(address("agenda_detail", meeting)).content.decode()

    assert "This meeting is held, so its agenda no longer changes." in page
    assert "Add a section" not in page


def test_add_puts_an_item_at_the_end_of_its_section(office, meeting):
    office.post(address("item_add", meeting), filled_in(meeting.sections.get()))

    item = AgendaItem.objects.get()
    assert (item.title, item.purpose, item.minutes_allotted) == ("Gangs strategy", "decide", 20)


def test_wording_that_points_at_a_title_prints_that_items_number(office, meeting, secretary):
    make_item(meeting=meeting, title="Apologies", by=secretary)
    make_item(meeting=meeting, title="Urgent business", by=secretary)

    office.post(
        address("item_add", meeting),
        filled_in(meeting.sections.get(), wording="As under {item: Urgent business}."),
    )

    assert agenda(meeting)[0].items[2].wording == "As under item 2."


def test_a_bare_number_is_refused_and_what_was_typed_stays(office, meeting):
    response = office.post(
        address("item_add", meeting), filled_in(meeting.sections.get(), wording="As under item 2.")
    )

    page = response.content.decode()
    assert "“item 2” would go wrong when the agenda changes." in page
    assert "As under item 2." in page
    assert not AgendaItem.objects.exists()


def test_the_wording_is_shown_as_it_will_read(office, meeting, secretary):
    make_item(meeting=meeting, title="Urgent business", by=secretary)

    response = office.post(
        address("wording_preview", meeting), {"text": "<b>See</b> {item: urgent business}."}
    )

    assert response.content.decode() == "<p>&lt;b&gt;See&lt;/b&gt; item 1 (Urgent business).</p>"


def test_the_preview_works_by_a_button_without_saving(office, meeting, secretary):
    make_item(meeting=meeting, title="Urgent business", by=secretary)

    response = office.post(
        address("item_add", meeting),
        filled_in(meeting.sections.get(), wording="See {item: Urgent business}.", preview="1"),
    )

    assert "See item 1 (Urgent business)." in response.content.decode()
    assert AgendaItem.objects.count() == 1


def test_move_up_by_the_button_tells_the_new_place_and_keeps_the_focus(office, meeting, secretary):
    make_item(meeting=meeting, title="First", by=secretary)
    item = make_item(meeting=meeting, title="Second", by=secretary)

    response = office.post(address("item_move", meeting, item.key), {"direction": "up"}, follow=True)

    page = response.content.decode()
    assert titles(meeting) == [["Second", "First"]]
    assert "“Second” is now item 1 of 2" in page
    assert 'data-move="up" autofocus' in page


def test_a_move_without_direction_is_refused(office, meeting, secretary):
    item = make_item(meeting=meeting, by=secretary)

    assert office.post(address("item_move", meeting, item.key)).status_code == 400


def test_dragging_into_another_section_is_kept_and_gives_the_numbers_back(office, meeting, secretary):
    first = make_item(meeting=meeting, title="First", by=secretary)
    make_item(meeting=meeting, title="Second", by=secretary)
    strategic = make_section(meeting=meeting, by=secretary)
    meeting.refresh_from_db()

    response = office.post(
        address("agenda_order", meeting),
        {"section": strategic.pk, "version": meeting.agenda_version, "order": [first.key]},
    )

    assert titles(meeting) == [["Second"], ["First"]]
    assert response.json()["numbers"][first.key] == 2
    assert response.json()["version"] == meeting.agenda_version + 1


def test_dragging_on_a_page_that_is_out_of_date_gets_409(office, meeting, secretary):
    item = make_item(meeting=meeting, by=secretary)

    response = office.post(
        address("agenda_order", meeting),
        {"section": meeting.sections.get().pk, "version": 0, "order": [item.key]},
    )

    assert response.status_code == 409


@pytest.mark.parametrize("fields", [{}, {"section": "x", "version": "1"}])
def test_an_order_that_makes_no_sense_gets_400(office, meeting, fields):
    assert office.post(address("agenda_order", meeting), fields).status_code == 400


def test_the_second_of_two_who_edit_gets_both_texts_and_can_take_theirs_over(office, meeting, secretary):
    item = make_item(meeting=meeting, title="Gangs", by=secretary)
    section = meeting.sections.get()
    colleague = sign_in(Client(), make_secretary())
    colleague.post(
        address("item_edit", meeting, item.key), filled_in(section, title="Gangs: the colleague's title")
    )

    conflict = office.post(
        address("item_edit", meeting, item.key), filled_in(section, title="Gangs: our title")
    )
    page = conflict.content.decode()
    reopened = office.post(
        address("item_edit", meeting, item.key),
        filled_in(section, title="Gangs: our title", version=2, reopen="1"),
    )
    office.post(
        address("item_edit", meeting, item.key), filled_in(section, title="Gangs: our title", version=2)
    )

    assert conflict.status_code == 409
    assert "Gangs: the colleague&#x27;s title" in page
    assert "Gangs: our title" in page
    assert '<input type="hidden" name="version" value="2">' in page
    assert 'value="Gangs: our title"' in reopened.content.decode()
    assert AgendaItem.objects.get().title == "Gangs: our title"


def test_withdraw_takes_a_reason_and_lists_the_item_below(office, meeting, secretary):
    item = make_item(meeting=meeting, title="Gangs", by=secretary)

    page = office.post(
        address("item_withdraw", meeting, item.key), {"reason": "Not ready."}, follow=True
    ).content.decode()

    assert titles(meeting) == [[]]
    assert "Withdrawn items" in page
    assert "Not ready." in page


def test_withdraw_says_which_item_points_at_this_one(office, meeting, secretary):
    item = make_item(meeting=meeting, title="Gangs", by=secretary)
    make_item(meeting=meeting, title="Pointer", wording=f"[[item:{item.key}]]", by=secretary)

    response = office.post(address("item_withdraw", meeting, item.key), {"reason": "Not ready."})

    assert "“Pointer” points at this item." in response.content.decode()


def test_restore_puts_a_withdrawn_item_back(office, meeting, secretary):
    item = make_item(meeting=meeting, title="Gangs", withdrawn=True, by=secretary)

    office.post(address("item_restore", meeting, item.key))

    assert titles(meeting) == [["Gangs"]]


RESTRICTION = {
    "open_title": "A staffing matter",
    "closed_title": "Complaint",
    "ground": "personal",
    "explanation": "",
    "review_on_day": "17",
    "review_on_month": "3",
    "review_on_year": "2017",
    "version": "1",
}


def test_restrict_names_seats_and_gives_the_item_two_titles(office, meeting, secretary):
    seat = make_seat(board=meeting.board, by=secretary)
    item = make_item(meeting=meeting, title="Complaint", by=secretary)

    office.post(address("item_restrict", meeting, item.key), RESTRICTION | {"seats": [seat.pk]})

    item.refresh_from_db()
    assert (item.title, item.closed_title) == ("A staffing matter", "Complaint")
    assert list(item.restriction.seats.all()) == [seat]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"seats": []}, "Choose at least one seat."),
        ({"review_on_year": "2016", "review_on_day": "4"}, "The review must be on a day to come."),
        ({"open_title": "complaint"}, "The closed title must differ from the open one."),
    ],
)
def test_restrict_says_what_is_missing(office, meeting, secretary, answers, sentence):
    seat = make_seat(board=meeting.board, by=secretary)
    item = make_item(meeting=meeting, title="Complaint", by=secretary)

    response = office.post(
        address("item_restrict", meeting, item.key), RESTRICTION | {"seats": [seat.pk]} | answers
    )

    assert sentence in response.content.decode()
    item.refresh_from_db()
    assert item.restriction is None


def test_a_restricted_item_shows_its_closed_title_to_named_seats_alone(client, meeting, secretary):
    named = seat_person(
        seat=make_seat(board=meeting.board, board_role="co_chair", by=secretary), by=secretary
    )
    other = seat_person(
        seat=make_seat(board=meeting.board, board_role="co_chair", by=secretary), by=secretary
    )
    item = make_item(meeting=meeting, title="A staffing matter", by=secretary)
    restrict_item(item=item, seats=[named.seat], closed_title="Complaint", by=secretary)

    for_named = sign_in(client, named.person).get(item.get_absolute_url()).content.decode()
    for_other = sign_in(client, other.person).get(item.get_absolute_url()).content.decode()

    assert "Complaint" in for_named
    assert "<title>A staffing matter" in for_named
    assert "Complaint" not in for_other
    assert "kept to other seats" in for_other


def test_lift_opens_the_item_to_everybody(office, meeting, secretary):
    item = restrict_item(item=make_item(meeting=meeting, by=secretary), by=secretary)

    office.post(address("item_restriction_lift", meeting, item.key))

    item.refresh_from_db()
    assert not item.is_restricted


def test_lift_of_an_item_without_restriction_gets_404(office, meeting, secretary):
    item = make_item(meeting=meeting, by=secretary)

    assert office.get(address("item_restriction_lift", meeting, item.key)).status_code == 404


def test_a_member_finds_no_withdrawn_item(client, meeting, secretary):
    chair = seat_person(
        seat=make_seat(board=meeting.board, board_role="co_chair", by=secretary), by=secretary
    ).person
    item = make_item(meeting=meeting, withdrawn=True, by=secretary)

    assert sign_in(client, chair).get(item.get_absolute_url()).status_code == 404


def test_an_items_page_tells_the_secretariat_what_was_changed(office, meeting, secretary):
    item = make_item(meeting=meeting, title="Gangs", by=secretary)
    agendas.edit_item(
        item=item, version=1, title="Gangs strategy", **when(make_secretary(full_name="Ada Colleague"))
    )

    page = office.get(item.get_absolute_url()).content.decode()

    assert "Title: “Gangs” became “Gangs strategy”." in page
    assert "by Ada Colleague" in page


def test_sections_are_added_moved_and_dropped(office, meeting, secretary):
    office.post(address("section_add", meeting), {"name": "Strategic items", "heading": "Strategic"})
    section = meeting.sections.get(name="Strategic items")
    office.post(address("section_move", meeting, section.pk), {"direction": "up"})
    moved = [each.name for each in meeting.sections.all()]

    office.post(address("section_drop", meeting, section.pk))

    assert moved == ["Strategic items", "Business"]
    assert [each.name for each in meeting.sections.all()] == ["Business"]


def test_a_section_with_items_stays(office, meeting, secretary):
    make_item(meeting=meeting, by=secretary)
    make_section(meeting=meeting, by=secretary)

    page = office.post(
        address("section_drop", meeting, meeting.sections.first().pk), follow=True
    ).content.decode()

    assert "has items in it" in page


PAGES = ["agenda_detail", "section_add", "item_add"]
ITEM_PAGES = ["item_edit", "item_withdraw", "item_restrict"]
POSTS = ["agenda_begin", "agenda_order", "wording_preview"]


@pytest.mark.parametrize("name", [*PAGES, *ITEM_PAGES, *POSTS])
def test_a_member_cannot_build(client, meeting, secretary, name):
    item = make_item(meeting=meeting, by=secretary)
    member = seat_person(seat=make_seat(board=meeting.board, by=secretary), by=secretary).person
    more = [item.key] if name in ITEM_PAGES else []
    browser = sign_in(client, member)

    response = (browser.post if name in POSTS else browser.get)(address(name, meeting, *more))

    assert response.status_code == 403
