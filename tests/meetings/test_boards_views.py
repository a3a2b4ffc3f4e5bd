"""The pages about boards, seats, standing items, closed days and priorities."""

from datetime import date

import pytest
from django.urls import reverse

from csp_portal.accounts.roles import Role
from csp_portal.core import clock
from meetings.models import Board, ClosureDay, Priority, Seat, SeatHolder
from tests.factories import (
    make_board,
    make_organisation,
    make_seat,
    make_secretary,
    make_template,
    make_template_item,
    make_user,
    name_deputy,
    seat_person,
    sign_in,
)

pytestmark = pytest.mark.django_db

RULES = {
    "name": "Prevent Delivery Board",
    "short_name": "Prevent Board",
    "kind": "sub_group",
    "parent": "",
    "purpose": "Keeps people from being drawn into terrorism.",
    "starts_on": "2016-01-01",
    "meetings_per_year": "6",
    "usual_place": "Wood Green",
    "usual_minutes": "90",
    "next_minute_number": "1",
    "notice_working_days": "3",
    "notice_is_clear": "on",
    "papers_lead_working_days": "1",
    "agreement_lead_working_days": "0",
    "agreement_rule": "one",
    "executive_lead_days": "",
    "performance_group_lead_days": "",
    "quorum_chairs": "0",
    "quorum_sectors": ["police", "fire"],
    "missed_representation_limit": "2",
    "public_access": "closed",
    "usual_marking": "official",
    "report_template": "council",
    "contact_name": "",
    "contact_position": "",
    "contact_telephone": "",
    "contact_email": "",
    "contact_address": "",
}


@pytest.fixture
def secretary(client):
    person = make_secretary(full_name="Delphine Secretary")
    sign_in(client, person)
    return person


def at(name, *args):
    return reverse(f"meetings:{name}", args=args)


def text(response):
    return response.content.decode()


# --- Everybody reads --------------------------------------------------------------------------------
def pages_to_read(seat):
    Priority.objects.create(number=1, name="Reoffending", lead_organisation=seat.organisation)
    board = seat.board
    return [
        at("board_list"),
        at("board_structure"),
        at("board_detail", board.slug),
        at("seat_detail", board.slug, seat.pk),
        at("closure_day_list"),
        at("priority_list"),
    ]


def test_everybody_who_is_signed_in_reads_boards_and_finds_nothing_to_change(client):
    seat = seat_person().seat
    sign_in(client, make_user())

    for page in pages_to_read(seat):
        response = client.get(page)

        assert response.status_code == 200
        for word in ("/edit/", "/add/", "/establish/", "/close/", "/end/", "/templates/", "/plan/"):
            assert word not in text(response), page


def pages_to_change(seat):
    board = seat.board
    template = make_template(board=board)
    item = make_template_item(template=template)
    deputy = name_deputy(seat=seat)
    Priority.objects.create(number=1, name="Reoffending")
    return [
        at("board_establish"),
        at("board_edit", board.slug),
        at("board_close", board.slug),
        at("seat_add", board.slug),
        at("seat_edit", board.slug, seat.pk),
        at("seat_end", board.slug, seat.pk),
        at("holder_seat", board.slug, seat.pk),
        at("deputy_name", board.slug, seat.pk),
        at("holder_end", board.slug, seat.holders.get().pk),
        at("deputy_end", board.slug, deputy.pk),
        at("template_list", board.slug),
        at("template_detail", board.slug, "ordinary"),
        at("template_item_add", board.slug, "ordinary"),
        at("template_item_edit", board.slug, "ordinary", item.key),
        at("template_item_drop", board.slug, "ordinary", item.key),
        at("closure_day_add"),
        at("priority_add"),
        at("priority_edit", 1),
    ]


def test_the_secretariat_opens_every_page_that_changes_something(client, secretary):
    pages = pages_to_change(seat_person().seat)

    statuses = {page: client.get(page).status_code for page in pages}

    assert set(statuses.values()) == {200}


def test_nobody_else_opens_a_page_that_changes_something(client):
    pages = pages_to_change(seat_person().seat)
    sign_in(client, make_user(duties=[Role.ADMINISTRATOR]))

    statuses = {page: (client.get(page).status_code, client.post(page).status_code) for page in pages[:9]}

    assert set(statuses.values()) <= {(403, 403), (403, 405)}


def test_nobody_else_changes_anything_by_posting(client):
    holder = seat_person()
    deputy = name_deputy(seat=holder.seat)
    item = make_template_item(template=make_template(board=holder.seat.board))
    day = ClosureDay.objects.create(closed_on=date(2016, 3, 24), reason="Training")
    slug = holder.seat.board.slug
    sign_in(client, make_user())

    statuses = [
        client.post(at("holder_take_back", slug, holder.pk)).status_code,
        client.post(at("deputy_take_back", slug, deputy.pk)).status_code,
        client.post(at("template_item_move", slug, "ordinary", item.key)).status_code,
        client.post(at("closure_day_drop", day.pk)).status_code,
    ]

    assert statuses == [403, 403, 403, 403]
    assert SeatHolder.objects.exists()
    assert ClosureDay.objects.exists()


@pytest.mark.parametrize("address", ["/boards/nowhere/", "/boards/nowhere/edit/", "/boards/nowhere/seats/1/"])
def test_a_board_that_is_not_there_answers_not_found(client, secretary, address):
    assert client.get(address).status_code == 404


def test_a_seat_answers_only_under_its_own_board(client, secretary):
    seat, other = make_seat(), make_board()

    assert client.get(at("seat_detail", other.slug, seat.pk)).status_code == 404


# --- Membership -------------------------------------------------------------------------------------
def test_the_membership_list_of_an_earlier_day_shows_who_sat_there_then(client, secretary):
    seat = make_seat(office="Borough Commander")
    seat_person(seat=seat, person=make_user(full_name="Gareth Before"), ends_on=date(2015, 12, 31))
    seat_person(seat=seat, person=make_user(full_name="Ingrid After"), starts_on=date(2016, 1, 1))
    page = at("board_detail", seat.board.slug)

    then = client.get(page, {"on_day": "31", "on_month": "12", "on_year": "2015"})
    later = client.get(page, {"on": "2016-01-01"})

    assert "Membership on 31 December 2015" in text(then)
    assert "Gareth Before" in text(then)
    assert "Ingrid After" not in text(then)
    assert "Ingrid After" in text(later)
    assert "Gareth Before" not in text(later)


def test_the_days_on_which_the_membership_changed_lead_to_its_lists(client, secretary):
    seat = make_seat(starts_on=date(2015, 2, 1))
    seat_person(seat=seat, starts_on=date(2015, 3, 1), ends_on=date(2015, 12, 31))

    response = client.get(at("board_detail", seat.board.slug))

    assert response.context["changes"] == [date(2016, 1, 1), date(2015, 3, 1), date(2015, 2, 1)]
    assert "?on=2016-01-01#members" in text(response)


def test_a_day_that_does_not_exist_gives_a_sentence_and_the_list_of_today(client, secretary):
    seat = make_seat()

    response = client.get(
        at("board_detail", seat.board.slug), {"on_day": "31", "on_month": "2", "on_year": "2016"}
    )

    assert "There is no such day. Check the day and the month." in text(response)
    assert seat.office in text(response)


def test_the_page_of_a_seat_shows_who_sat_in_it_when(client, secretary):
    seat = make_seat()
    seat_person(seat=seat, person=make_user(full_name="Gareth Before"), ends_on=date(2015, 12, 31))
    seat_person(seat=seat, person=make_user(full_name="Ingrid After"), starts_on=date(2016, 1, 1))
    name_deputy(seat=seat, person=make_user(full_name="Petra Deputy"))

    page = text(client.get(seat.get_absolute_url()))

    assert page.index("Ingrid After") < page.index("Gareth Before") < page.index("Petra Deputy")
    assert "31 December 2015" in page


def test_only_who_reads_a_boards_papers_is_led_to_its_meetings(client):
    holder = seat_person()
    page = holder.seat.board.get_absolute_url()

    sign_in(client, holder.person)
    of_a_member = text(client.get(page))
    sign_in(client, make_user())
    of_a_stranger = text(client.get(page))

    assert "Its meetings" in of_a_member
    assert "Its meetings" not in of_a_stranger


def test_a_seat_without_anybody_reads_as_vacant(client, secretary):
    seat = make_seat()

    assert "Vacant" in text(client.get(at("board_detail", seat.board.slug)))


def test_the_board_page_asks_no_more_of_the_database_for_more_seats(
    client, secretary, django_assert_max_num_queries
):
    board = make_board()
    for _ in range(6):
        seat_person(seat=make_seat(board=board, by=secretary), by=secretary)

    with django_assert_max_num_queries(16):
        client.get(at("board_detail", board.slug))


def test_the_structure_asks_no_more_of_the_database_for_more_boards(
    client, secretary, django_assert_max_num_queries
):
    top = make_board(by=secretary)
    for _ in range(6):
        make_board(parent=make_board(parent=top, by=secretary), by=secretary)

    with django_assert_max_num_queries(8):
        client.get(at("board_structure"))


# --- People in seats --------------------------------------------------------------------------------
def test_the_form_offers_the_people_of_the_seats_organisation_first(client, secretary):
    police = make_organisation(name="Borough Police")
    make_user(full_name="Of The Police", organisation=police)
    make_user(full_name="Of Elsewhere")
    seat = make_seat(organisation=police)

    page = text(client.get(at("holder_seat", seat.board.slug, seat.pk)))

    assert "Of The Police" in page
    assert "Of Elsewhere" not in page


def test_a_person_is_found_by_name_and_seated(client, secretary):
    person, seat = make_user(full_name="Catriona Delacourt"), make_seat()
    page = at("holder_seat", seat.board.slug, seat.pk)

    found = client.get(page, {"who": "delacourt"})
    response = client.post(f"{page}?who=delacourt", {"person": person.pk, "starts_on": "2016-03-01"})

    assert "Catriona Delacourt" in text(found)
    assert response.status_code == 302
    assert seat.holders.get().person == person


def test_a_person_who_left_is_not_offered(client, secretary):
    gone, seat = make_user(full_name="Long Gone"), make_seat()
    gone.is_active, gone.left_at = False, clock.now()
    gone.save()

    page = at("holder_seat", seat.board.slug, seat.pk)
    response = client.post(page, {"person": gone.pk, "starts_on": "2016-03-01"})

    assert "Long Gone" not in text(client.get(page, {"who": "gone"}))
    assert response.status_code == 200
    assert not seat.holders.exists()


def test_what_stands_in_the_way_of_seating_is_said_on_the_form(client, secretary):
    holder = seat_person(starts_on=date(2016, 6, 1), person=make_user(full_name="Rhys Later"))
    person = make_user()

    response = client.post(
        at("holder_seat", holder.seat.board.slug, holder.seat_id),
        {"person": person.pk, "starts_on_day": "1", "starts_on_month": "3", "starts_on_year": "2016"},
    )

    assert "Rhys Later sits in this seat during those dates. Choose other dates." in text(response)
    assert f'value="{person.pk}" checked' in text(response)


def test_an_entry_is_taken_back_from_its_page(client, secretary):
    holder = seat_person()

    response = client.post(at("holder_take_back", holder.seat.board.slug, holder.pk), follow=True)

    assert "The entry is taken back." in text(response)
    assert not SeatHolder.objects.exists()


# --- Structure --------------------------------------------------------------------------------------
def test_the_chart_hangs_groups_under_their_board_and_parallel_boards_at_the_side(client, secretary):
    top = make_board(name="The Partnership Board")
    middle = make_board(name="Offender Board", parent=top, kind="sub_group")
    make_board(name="Operational Group", parent=middle, kind="sub_group")
    make_board(name="Adults Board", kind="parallel_board")

    response = client.get(at("board_structure"))

    (branch,) = response.context["tops"]
    assert branch.board == top
    assert [(below.board, below.below[0].board.name) for below in branch.below] == [
        (middle, "Operational Group")
    ]
    assert [branch.board.name for branch in response.context["side"]] == ["Adults Board"]


def test_a_group_whose_board_has_closed_still_stands_in_the_chart(client, secretary):
    top = make_board(ends_on=date(2015, 6, 1))
    below = make_board(parent=top, kind="sub_group")

    response = client.get(at("board_structure"))

    assert [branch.board for branch in response.context["tops"]] == [below]


# --- A board of quite another kind, from the menu alone ---------------------------------------------
def test_a_second_board_with_other_rules_is_set_up_with_seats_and_template(client, secretary):
    organisation = make_organisation(name="Fire Service")
    person = make_user(full_name="Rhys Cantwell", organisation=organisation)

    client.post(at("board_establish"), RULES)
    board = Board.objects.get()
    client.post(
        at("seat_add", board.slug),
        {
            "organisation": organisation.pk,
            "office": "Fire Commander",
            "board_role": "co_chair",
            "is_voting": "on",
            "group": "",
            "starts_on": "2016-01-01",
        },
    )
    seat = Seat.objects.get()
    client.post(at("holder_seat", board.slug, seat.pk), {"person": person.pk, "starts_on": "2016-01-01"})
    client.post(at("template_list", board.slug), {"meeting_kind": "ordinary"})
    item_page = at("template_item_add", board.slug, "ordinary")
    item = {"section": "Opening", "purpose": "procedure", "minutes_allotted": "5", "wording": ""}
    client.post(item_page, item | {"title": "Urgent business"})
    client.post(item_page, item | {"title": "Agenda", "wording": "Late items: {item: Urgent business}."})

    assert board.slug == "prevent-board"
    assert (board.notice_working_days, board.notice_is_clear) == (3, True)
    assert (board.executive_lead_days, board.quorum_sectors) == (None, ["police", "fire"])
    assert seat.holders.get().person == person
    template = board.agenda_templates.get()
    assert [kept.wording for kept in template.items.all()] == [
        "",
        "Late items: [[item:urgent-business]].",
    ]
    shown = text(client.get(template.get_absolute_url()))
    assert "Late items: item 1." in shown


def test_a_board_cannot_be_given_the_name_of_another(client, secretary):
    make_board(name=RULES["name"])

    response = client.post(at("board_establish"), RULES)

    assert response.status_code == 200
    assert Board.objects.count() == 1
    assert "Another board has this name already. Choose another." in text(response)


def test_a_board_called_structure_does_not_take_the_charts_address(client, secretary):
    client.post(at("board_establish"), RULES | {"short_name": "Structure"})

    assert Board.objects.get().slug == "structure-2"


def test_the_form_of_a_board_does_not_offer_what_reports_to_it(client, secretary):
    top = make_board(name="Top board")
    make_board(name="Lower board", parent=top)

    form = client.get(at("board_edit", top.slug)).context["form"]

    assert [board.name for board in form.fields["parent"].queryset] == []


def test_rules_are_changed_and_shown_in_words(client, secretary):
    board = make_board()

    client.post(at("board_edit", board.slug), RULES)
    page = text(client.get(board.get_absolute_url()))

    assert "3 clear working days" in page
    assert "police, fire and rescue" in page
    assert "Closed: nothing is given to the public" in page


# --- Standing items ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("wording", "sentence"),
    [
        ("See item 12 below.", "Point at the item by its title instead"),
        ("See {item: Nothing}.", "has the title “Nothing”"),
    ],
)
def test_wording_that_would_go_wrong_is_refused_and_kept_on_the_form(client, secretary, wording, sentence):
    template = make_template(board=make_board())

    response = client.post(
        at("template_item_add", template.board.slug, "ordinary"),
        {
            "title": "Agenda",
            "section": "Opening",
            "purpose": "procedure",
            "minutes_allotted": "5",
            "wording": wording,
        },
    )

    assert sentence in text(response)
    assert wording in text(response)
    assert not template.items.exists()


def test_the_form_of_a_standing_item_shows_titles_in_place_of_keys(client, secretary):
    template = make_template(board=make_board())
    make_template_item(template=template, title="Urgent business")
    item = make_template_item(template=template, title="Agenda", wording="See [[item:urgent-business]].")

    page = text(client.get(at("template_item_edit", template.board.slug, "ordinary", item.key)))

    assert "See {item: Urgent business}." in page


# --- Closed days, priorities ------------------------------------------------------------------------
def test_closure_days_stand_beside_the_bank_holidays_of_the_year(client, secretary):
    client.post(at("closure_day_add"), {"closed_on": "2016-03-24", "reason": "Staff training"})

    page = text(client.get(at("closure_day_list"), {"year": "2016"}))

    assert "Staff training" in page
    assert "Friday 25 March 2016" in page
    assert "Good Friday" in page


def test_a_day_recorded_already_is_said_on_the_form(client, secretary):
    ClosureDay.objects.create(closed_on=date(2016, 3, 24), reason="Training")

    response = client.post(at("closure_day_add"), {"closed_on": "2016-03-24", "reason": "Again"})

    assert response.status_code == 200
    assert "That day is recorded as closed already." in text(response)


def test_a_closure_day_is_taken_back(client, secretary):
    day = ClosureDay.objects.create(closed_on=date(2016, 3, 24), reason="Training")

    client.post(at("closure_day_drop", day.pk))

    assert not ClosureDay.objects.exists()


def test_a_priority_gets_another_lead_organisation(client, secretary):
    housing = make_organisation(name="Homes for Everybody")
    Priority.objects.create(number=3, name="Public confidence")

    client.post(
        at("priority_edit", 3),
        {"number": "3", "name": "Public confidence", "lead_organisation": housing.pk},
    )

    assert "Homes for Everybody" in text(client.get(at("priority_list")))
