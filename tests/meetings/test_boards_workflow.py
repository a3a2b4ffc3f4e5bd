"""What happens to boards, seats and standing items, and what the database holds by itself."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from csp_portal.audit.models import AuditEvent
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone
from meetings.models import Board, SeatHolder
from meetings.models.meetings import Meeting
from meetings.references import UnclearReference, for_keeping, for_reading, for_writing
from meetings.states.meeting import State
from meetings.workflow import boards
from tests.factories import (
    make_board,
    make_seat,
    make_secretary,
    make_template,
    make_template_item,
    make_user,
    name_deputy,
    seat_person,
)

pytestmark = pytest.mark.django_db

AT = datetime(2016, 3, 1, 9, tzinfo=UTC)
ON = date(2016, 3, 1)


def when(secretary):
    return {"by": secretary, "at": AT, "on": ON}


def days(seat):
    return [
        (holder.person.full_name, holder.starts_on, holder.ends_on)
        for holder in seat.holders.order_by("starts_on")
    ]


# --- Who may ----------------------------------------------------------------------------------------
def test_only_the_secretariat_establishes_a_board():
    stranger = make_user()

    with pytest.raises(Refused, match="Only the secretariat"):
        boards.establish_board(name="Own board", short_name="Own", slug="own", by=stranger, at=AT, on=ON)

    assert not Board.objects.exists()


def test_only_the_secretariat_seats_a_person():
    seat, stranger = make_seat(), make_user()

    with pytest.raises(Refused):
        boards.seat_person(seat=seat, person=stranger, starts_on=ON, by=stranger, at=AT, on=ON)

    assert not seat.holders.exists()


# --- People in seats --------------------------------------------------------------------------------
def test_seating_the_next_person_ends_the_time_of_the_one_before():
    seat = make_seat()
    seat_person(seat=seat, person=make_user(full_name="Gareth Before"))

    boards.seat_person(
        seat=seat,
        person=make_user(full_name="Ingrid After"),
        starts_on=date(2016, 4, 1),
        **when(make_secretary()),
    )

    assert days(seat) == [
        ("Gareth Before", date(2015, 1, 5), date(2016, 3, 31)),
        ("Ingrid After", date(2016, 4, 1), None),
    ]


def test_a_person_cannot_be_seated_over_somebody_who_begins_later():
    seat = make_seat()
    seat_person(seat=seat, person=make_user(full_name="Rhys Later"), starts_on=date(2016, 6, 1))

    with pytest.raises(CannotBeDone, match="Rhys Later sits in this seat during those dates"):
        boards.seat_person(seat=seat, person=make_user(), starts_on=ON, **when(make_secretary()))


def test_a_person_can_fill_the_gap_between_two_others():
    seat = make_seat()
    seat_person(seat=seat, ends_on=date(2015, 12, 31))
    seat_person(seat=seat, starts_on=date(2016, 6, 1))

    boards.seat_person(
        seat=seat,
        person=make_user(full_name="Between"),
        starts_on=date(2016, 1, 1),
        ends_on=date(2016, 5, 31),
        **when(make_secretary()),
    )

    assert [name for name, _, _ in days(seat)][1] == "Between"


def test_a_last_day_cannot_be_moved_into_the_time_of_the_next_person():
    seat = make_seat()
    first = seat_person(seat=seat, ends_on=date(2015, 12, 31))
    seat_person(seat=seat, person=make_user(full_name="Next"), starts_on=date(2016, 1, 1))

    with pytest.raises(CannotBeDone, match="Next sits in this seat by then"):
        boards.unseat_person(holder=first, ends_on=date(2016, 1, 15), **when(make_secretary()))

    first.refresh_from_db()
    assert first.ends_on == date(2015, 12, 31)


def test_nobody_is_seated_before_the_seat_exists():
    seat = make_seat(starts_on=date(2016, 1, 1))

    with pytest.raises(CannotBeDone, match="exists from 1 January 2016"):
        boards.seat_person(
            seat=seat, person=make_user(), starts_on=date(2015, 12, 31), **when(make_secretary())
        )


def test_a_person_seated_in_a_seat_that_ends_leaves_with_it():
    seat = make_seat(ends_on=date(2016, 12, 31))

    holder = seat_person(seat=seat)

    assert holder.ends_on == date(2016, 12, 31)


def test_ending_a_seat_ends_the_time_of_everybody_in_it():
    seat = make_seat()
    holder, deputy = seat_person(seat=seat), name_deputy(seat=seat)

    boards.end_seat(seat=seat, ends_on=date(2016, 3, 31), **when(make_secretary()))

    holder.refresh_from_db()
    deputy.refresh_from_db()
    assert holder.ends_on == deputy.ends_on == date(2016, 3, 31)


def test_a_seat_cannot_end_before_somebody_takes_it_up():
    seat = make_seat()
    seat_person(seat=seat, person=make_user(full_name="To Come"), starts_on=date(2016, 6, 1))

    with pytest.raises(CannotBeDone, match="To Come takes a place in this seat after that day"):
        boards.end_seat(seat=seat, ends_on=date(2016, 3, 31), **when(make_secretary()))


def test_whoever_sits_in_a_seat_cannot_be_its_deputy():
    holder = seat_person()

    with pytest.raises(CannotBeDone, match="sits in this seat during those dates"):
        name_deputy(seat=holder.seat, person=holder.person)


def test_a_deputy_is_not_named_twice_for_the_same_days():
    seat, person = make_seat(), make_user()
    name_deputy(seat=seat, person=person, starts_on=date(2016, 6, 1))

    with pytest.raises(CannotBeDone, match="is a deputy for this seat during those dates"):
        name_deputy(seat=seat, person=person)


def test_an_entry_made_by_mistake_is_taken_back_and_stays_in_the_history():
    holder = seat_person()

    boards.take_back_seating(holder=holder, **when(make_secretary()))

    assert not SeatHolder.objects.exists()
    assert SeatHolder.history.filter(history_type="-").count() == 1
    assert AuditEvent.objects.filter(kind="meetings.seat.seating_taken_back").exists()


def test_an_entry_stays_once_the_board_has_met():
    holder = seat_person()
    Meeting.objects.create(
        board=holder.seat.board,
        reference="met",
        starts_at=datetime(2016, 2, 1, 10, tzinfo=UTC),
        place="Civic Centre",
        state=State.HELD,
    )

    with pytest.raises(CannotBeDone, match="has met since that first day"):
        boards.take_back_seating(holder=holder, **when(make_secretary()))


# --- What the database holds ------------------------------------------------------------------------
def test_the_database_lets_only_one_person_sit_in_a_seat_at_a_time():
    holder = seat_person()

    with pytest.raises(IntegrityError, match="seat_holder_one_at_a_time"), transaction.atomic():
        SeatHolder.objects.create(seat=holder.seat, person=make_user(), starts_on=date(2016, 1, 1))


def test_the_database_lets_one_person_follow_another_on_the_next_day():
    holder = seat_person(ends_on=date(2015, 12, 31))

    SeatHolder.objects.create(seat=holder.seat, person=make_user(), starts_on=date(2016, 1, 1))

    assert holder.seat.holders.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_secretaries_who_seat_two_people_at_once_one_is_told_why_not():
    seat = make_seat()
    people = [make_user(full_name="Asked First"), make_user(full_name="Asked Second")]
    secretaries = [make_secretary(), make_secretary()]
    start = threading.Barrier(2, timeout=10)
    outcomes: list[object] = []

    def seat_one(person, secretary):
        start.wait()
        try:
            outcomes.append(boards.seat_person(seat=seat, person=person, starts_on=ON, **when(secretary)))
        except CannotBeDone as problem:
            outcomes.append(str(problem))
        finally:
            connection.close()

    threads = [threading.Thread(target=seat_one, args=pair) for pair in zip(people, secretaries, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    sentences = [outcome for outcome in outcomes if isinstance(outcome, str)]
    winner = seat.holders.get().person
    assert sentences == [f"{winner} sits in this seat during those dates. Choose other dates."]


# --- Boards -----------------------------------------------------------------------------------------
def test_two_boards_cannot_report_to_each_other():
    secretary = make_secretary()
    above = make_board(by=secretary)
    below = make_board(by=secretary, parent=above)

    with pytest.raises(CannotBeDone, match="cannot report to itself"):
        boards.edit_board(board=above, parent=below, **when(secretary))


def test_a_board_to_which_groups_report_cannot_close():
    above = make_board()
    make_board(parent=above, name="Tasking group")

    with pytest.raises(CannotBeDone, match="Tasking group reports to this board"):
        boards.close_board(board=above, ends_on=ON, **when(make_secretary()))


def test_a_second_board_of_the_same_name_is_refused_in_a_sentence():
    make_board(name="Prevent Delivery Board")

    with pytest.raises(CannotBeDone, match="Another board has this name"):
        make_board(name="Prevent Delivery Board")


def test_the_audit_names_the_rules_that_were_changed():
    board = make_board()

    boards.edit_board(board=board, notice_working_days=7, quorum_chairs=1, **when(make_secretary()))

    event = AuditEvent.objects.get(kind="meetings.board.edited")
    assert event.details == {"fields": ["notice_working_days"]}


# --- Standing items ---------------------------------------------------------------------------------
def titles(template):
    return [(item.section, item.title) for item in template.items.order_by("position")]


def test_a_new_standing_item_joins_the_end_of_its_section():
    template = make_template(board=make_board())
    make_template_item(template=template, title="Apologies")
    make_template_item(template=template, title="Any other business", section="Closing")

    make_template_item(template=template, title="Declarations of interest")

    assert titles(template) == [
        ("Opening", "Apologies"),
        ("Opening", "Declarations of interest"),
        ("Closing", "Any other business"),
    ]


def test_a_standing_item_moved_over_the_edge_joins_the_next_section():
    template = make_template(board=make_board())
    apologies = make_template_item(template=template, title="Apologies", heading="First things")
    closing = make_template_item(template=template, title="Any other business", section="Closing")

    boards.move_template_item(item=closing, up=True, **when(make_secretary()))
    boards.move_template_item(item=apologies, up=False, **when(make_secretary()))

    assert titles(template) == [("Opening", "Any other business"), ("Opening", "Apologies")]
    assert set(template.items.values_list("heading", flat=True)) == {"First things"}


def test_one_section_has_one_heading():
    template = make_template(board=make_board())
    make_template_item(template=template, title="Apologies")
    other = make_template_item(template=template, title="Minutes")

    boards.edit_template_item(item=other, heading="Opening business", **when(make_secretary()))

    assert set(template.items.values_list("heading", flat=True)) == {"Opening business"}


def test_a_standing_item_that_another_points_at_cannot_be_taken_out():
    template = make_template(board=make_board())
    urgent = make_template_item(template=template, title="Urgent business")
    make_template_item(template=template, title="Admission", wording="See [[item:urgent-business]].")

    with pytest.raises(CannotBeDone, match="“Admission” points at this item"):
        boards.drop_template_item(item=urgent, **when(make_secretary()))


def test_wording_of_a_template_points_at_items_by_title_and_reads_as_their_numbers():
    template = make_template(board=make_board())
    make_template_item(template=template, title="Apologies")
    make_template_item(template=template, title="Urgent business")
    items = list(template.items.all())

    kept = for_keeping("It is taken under {item: urgent business}.", items)

    assert kept == "It is taken under [[item:urgent-business]]."
    assert for_writing(kept, items) == "It is taken under {item: Urgent business}."
    assert for_reading(kept, {"apologies": 1, "urgent-business": 2}) == "It is taken under item 2."
    with pytest.raises(UnclearReference, match="would go wrong"):
        for_keeping("It is taken under item 2.", items)


def test_a_board_has_one_template_for_each_kind_of_meeting():
    board = make_board()
    make_template(board=board)

    with pytest.raises(CannotBeDone, match="already has a template"):
        make_template(board=board)


# --- The secretariat's calendar, priorities ---------------------------------------------------------
def test_a_closure_day_is_recorded_once():
    secretary = make_secretary()
    boards.close_office(closed_on=date(2016, 3, 24), reason="Training", **when(secretary))

    with pytest.raises(CannotBeDone, match="recorded as closed already"):
        boards.close_office(closed_on=date(2016, 3, 24), reason="Again", **when(secretary))


def test_two_priorities_cannot_have_the_same_number():
    secretary = make_secretary()
    boards.add_priority(number=1, name="Reoffending", **when(secretary))

    with pytest.raises(CannotBeDone, match="Another priority"):
        boards.add_priority(number=1, name="Prevention", **when(secretary))
