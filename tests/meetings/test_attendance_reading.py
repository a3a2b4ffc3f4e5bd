"""The lists for the minutes, who is in the room at each item, and the quorum at every point."""

import copy
from datetime import time

import pytest
from django.db import transaction

from meetings import attendance_reading, quorum
from meetings.attendance_reading import AttendanceLine, deciding_seats, lists, rows, there_for
from meetings.models.attendance import Presence
from meetings.running_order import turns
from meetings.workflow import attendance, sittings
from tests.factories import make_seat
from tests.meetings.factories_atmeeting import make_table

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def module_table(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_table()
        transaction.set_rollback(True)


@pytest.fixture
def table(module_table):
    # Rows go back with the test; what it set on the records in memory must too.
    return copy.deepcopy(module_table)


def test_the_lists_are_those_of_the_minutes(table):
    holder = {name: person.full_name for name, person in table.people.items()}
    organisation = {name: seat.organisation.name for name, seat in table.seats.items()}
    table.records("council_chair")
    table.records("police_chair", Presence.SUBSTITUTED, person=table.deputies["police_chair"])
    table.records("council", arrived_for=table.items[1])
    table.records("health", arrived_at=time(14, 5), left_after=table.items[1])
    table.records("housing", Presence.APOLOGIES)
    table.records("guest", Presence.ABSENT)
    table.records("adviser", gone_for=[table.items[0], table.items[2]])
    attendance.add_other(
        meeting=table.meeting,
        name="Ann Other",
        office="Analyst",
        organisation="University",
        reason="for item 2",
        **table.now(),
    )
    table.opens()
    table.meeting.refresh_from_db()

    read = lists(table.meeting)

    deputy = table.deputies["police_chair"].full_name
    assert read.present == [
        AttendanceLine(
            "council_chair", organisation["council_chair"], holder["council_chair"], "in the chair"
        ),
        AttendanceLine(
            "police_chair",
            organisation["police_chair"],
            deputy,
            f"standing in for {holder['police_chair']}",
        ),
        AttendanceLine("council", organisation["council"], holder["council"], "for item 2 onwards"),
        AttendanceLine(
            "health",
            organisation["health"],
            holder["health"],
            "arrived at 2.05 pm, until the end of item 2",
        ),
        AttendanceLine(
            "adviser", organisation["adviser"], holder["adviser"], "not in the room for items 1 and 3"
        ),
    ]
    assert read.apologies == [
        AttendanceLine(
            "police_chair", organisation["police_chair"], holder["police_chair"], f"{deputy} stood in"
        ),
        AttendanceLine("housing", organisation["housing"], holder["housing"]),
    ]
    assert read.absent == [AttendanceLine("guest", organisation["guest"], holder["guest"])]
    assert read.others == [AttendanceLine("Analyst", "University", "Ann Other", "for item 2")]


def test_the_lists_cost_the_same_for_any_number_of_seats(table, django_assert_max_num_queries):
    table.all_come()

    with django_assert_max_num_queries(10):
        lists(table.meeting)


# Items run 14.00 to 14.10, 14.30 and 15.00; for which items is somebody there?
@pytest.mark.parametrize(
    ("facts", "there"),
    [
        ({}, [0, 1, 2]),
        ({"arrived_at": time(14, 0)}, [0, 1, 2]),
        ({"arrived_at": time(14, 5)}, [1, 2]),
        ({"arrived_at": time(14, 10)}, [1, 2]),
        ({"arrived_at": time(14, 11)}, [2]),
        ({"arrived_for": 2}, [2]),
        # Items win over times.
        ({"arrived_for": 1, "arrived_at": time(14, 25)}, [1, 2]),
        ({"left_at": time(14, 30)}, [0, 1]),
        ({"left_at": time(14, 29)}, [0]),
        ({"left_after": 0}, [0]),
        ({"gone_for": [1]}, [0, 2]),
        ({"arrived_for": 1, "left_after": 1}, [1]),
    ],
)
def test_somebody_counts_for_the_items_that_they_heard_whole(table, facts, there):
    facts = {
        name: [table.items[n] for n in value]
        if isinstance(value, list)
        else table.items[value]
        if isinstance(value, int)
        else value
        for name, value in facts.items()
    }
    table.records("health", **facts)

    record, order = rows(table.meeting), turns(table.meeting)

    found = [n for n, item in enumerate(table.items) if there_for(item, record=record, order=order)]
    assert found == there


COUNCIL, POLICE, HEALTH = "the local authority", "the police", "health"


# ToR 6.7: at least one chair, and a representative of each of the local authority, health and the police.
@pytest.mark.parametrize(
    ("present", "substituted", "missing"),
    [
        (["council_chair", "police_chair", "health"], [], []),
        (["police_chair", "council", "health"], [], []),
        # A chair counts for their sector too.
        (["police_chair", "council", "housing"], [], [HEALTH]),
        # A substitute represents the sector and is no chair.
        (["council", "health"], ["police_chair"], ["chair"]),
        (["council_chair", "health"], ["police_chair"], []),
        (["council_chair", "council", "health"], [], [POLICE]),
        # An adviser represents nobody, a guest of the community none of the three.
        (["council_chair", "health", "adviser", "guest"], [], [POLICE]),
        (["housing"], [], ["chair", COUNCIL, HEALTH, POLICE]),
        ([], [], ["chair", COUNCIL, HEALTH, POLICE]),
    ],
)
def test_the_quorum_says_which_part_is_missing(table, present, substituted, missing):
    for name in present:
        table.records(name)
    for name in substituted:
        table.records(name, Presence.SUBSTITUTED, person=table.deputies[name])

    answer = quorum.of(table.board, rows(table.meeting))

    wanted = ["a chair" if part == "chair" else f"a representative of {part}" for part in missing]
    assert list(answer.missing) == wanted
    assert answer.is_there == (not missing)
    assert all(part in answer.in_words for part in wanted)


@pytest.mark.parametrize(
    ("chairs", "sectors", "present", "words"),
    [
        (2, [], ["council_chair"], "The meeting is not quorate: it lacks a chair."),
        (2, [], [], "The meeting is not quorate: it lacks two chairs."),
        (0, [], ["guest"], "The meeting is quorate."),
        (0, [], [], "The meeting is not quorate: it lacks every member."),
        (
            1,
            ["housing", "fire"],
            [],
            "The meeting is not quorate: it lacks a chair, a representative of housing and a representative of the fire "
            "and rescue service.",
        ),
    ],
)
def test_a_boards_own_rule_is_used(table, chairs, sectors, present, words):
    table.board.quorum_chairs, table.board.quorum_sectors = chairs, sectors
    for name in present:
        table.records(name)

    assert quorum.of(table.board, rows(table.meeting)).in_words == words


def test_the_quorum_goes_and_comes_with_those_who_leave_and_arrive(table):
    table.records("council_chair")
    table.records("police_chair", left_after=table.items[1])
    table.records("health", arrived_for=table.items[1])
    record, order = rows(table.meeting), turns(table.meeting)

    answers = [
        quorum.of(table.board, there_for(item, record=record, order=order)).missing for item in table.items
    ]

    assert answers == [("a representative of health",), (), ("a representative of the police",)]


def test_an_interest_goes_with_the_person_and_not_with_the_seat(table):
    table.all_come()
    table.declares("health")
    assert table.seats["health"] not in deciding_seats(table.items[0])
    assert table.seats["health"] in deciding_seats(table.items[1])

    table.records("health", Presence.SUBSTITUTED, person=table.deputies["health"])

    assert attendance_reading.barred_seats(table.items[0]) == frozenset()
    assert table.seats["health"] in deciding_seats(table.items[0])


def test_a_personal_interest_bars_nobody(table):
    table.all_come()
    table.declares("health", kind="personal")

    assert attendance_reading.barred_seats(table.items[0]) == frozenset()


def test_before_anybody_came_the_declarers_seat_is_the_barred_one(table):
    table.declares("health")

    assert attendance_reading.barred_seats(table.items[0]) == {table.seats["health"].pk}


def test_only_voting_seats_decide_and_substitutes_where_the_rules_let_them(table):
    table.all_come()
    table.records("housing", Presence.SUBSTITUTED, name="Ann Other")
    offices = {seat.office for seat in deciding_seats(table.items[0])}
    assert offices == {"council_chair", "police_chair", "council", "health", "housing"}

    table.items[0].meeting.board.substitutes_vote = False

    assert table.seats["housing"] not in deciding_seats(table.items[0])


def test_times_are_held_against_what_the_table_recorded(table):
    table.records("council_chair")
    table.opens()
    sittings.start_item(item=table.items[0], **table.now(0))
    sittings.start_item(item=table.items[1], **table.now(25))
    table.meeting.refresh_from_db()
    table.records("health", arrived_at=time(14, 20))

    record, order = rows(table.meeting), turns(table.meeting)
    there = [row.seat_id for row in there_for(table.items[1], record=record, order=order)]

    # Planned for 14.10, begun at 14.25: who came at 14.20 heard it whole.
    assert table.seats["health"].pk in there


def test_a_seat_on_request_of_which_nothing_was_recorded_is_in_no_list(table):
    asked = make_seat(board=table.board, by=table.secretary, office="On request", is_on_request=True)
    table.records("council_chair")
    sitting = table.opens()
    sittings.close_meeting(sitting=sitting, **table.now(70))

    read = lists(table.meeting)

    printed = {line.office for line in (*read.present, *read.absent, *read.apologies)}
    assert asked.office not in printed
    assert "health" in {line.office for line in read.absent}
