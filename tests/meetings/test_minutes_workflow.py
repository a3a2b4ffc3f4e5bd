"""What happens to minutes: the snapshot, numbers, decisions, clearing, confirming, signing, the lock."""

from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from csp_portal.audit.models import AuditEvent
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict, InvalidTransition
from meetings import attendance_reading, numbering, policies
from meetings.models import Board, Correction, Decision, EntryAmendment, MinuteEntry, Minutes
from meetings.number_drawing import OutOfOrder
from meetings.states.minutes import TRANSITIONS, Event, State
from meetings.workflow import agendas, decisions, meetings, minutes_rounds
from meetings.workflow import minutes as workflow
from tests.factories import (
    PLANNED_AT,
    PLANNED_ON,
    make_board,
    make_item,
    make_meeting,
    make_seat,
    make_secretary,
    make_user,
    restrict_item,
    seat_person,
    taken_in,
)
from tests.meetings.factories_minutes import (
    CONFIRMED_AT,
    NEXT_AT,
    WRITTEN_ON,
    doing,
    make_decision,
    make_held_meeting,
    make_minutes,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return make_secretary()


@pytest.fixture
def board(secretary):
    return make_board(by=secretary, next_minute_number=168)


@pytest.fixture
def meeting(board, secretary):
    return make_held_meeting(board=board, by=secretary, titles=("Apologies", "Gangs strategy", "Dates"))


@pytest.fixture
def chair(board, secretary):
    seat = make_seat(board=board, by=secretary, office="Leader", board_role="co_chair")
    return seat_person(seat=seat, by=secretary).person


def titles(minutes):
    return [entry.title for entry in minutes.entries.in_order()]


# --- The snapshot ---------------------------------------------------------------------------------
def test_beginning_takes_the_agenda_as_it_stands_and_later_changes_rewrite_nothing(meeting, secretary):
    minutes = workflow.begin_minutes(meeting=meeting, **doing(secretary))
    item = meeting.items.get(title="Gangs strategy")
    agendas.edit_item(
        item=item, version=item.version, title="Something else", by=secretary, at=PLANNED_AT, on=PLANNED_ON
    )

    assert titles(minutes) == ["Apologies", "Gangs strategy", "Dates"]
    assert [entry.item_number for entry in minutes.entries.in_order()] == [1, 2, 3]
    assert minutes.entries.get(item=item).item.title == "Something else"


def test_minutes_are_not_begun_before_the_meeting_nor_twice(meeting, secretary):
    with pytest.raises(CannotBeDone, match="has not begun yet"):
        workflow.begin_minutes(meeting=meeting, **doing(secretary, PLANNED_AT))
    workflow.begin_minutes(meeting=meeting, **doing(secretary))
    with pytest.raises(CannotBeDone, match="begun already"):
        workflow.begin_minutes(meeting=meeting, **doing(secretary))


def test_an_item_restricted_after_the_snapshot_shows_outsiders_its_open_title_alone(meeting, secretary):
    minutes = workflow.begin_minutes(meeting=meeting, **doing(secretary))
    item = meeting.items.get(title="Gangs strategy")
    agendas.restrict_item(
        item=item,
        open_title="A staffing matter",
        closed_title="Gangs strategy",
        ground="personal",
        explanation="",
        review_on=date(2017, 1, 1),
        seats=[],
        by=secretary,
        at=PLANNED_AT,
        on=PLANNED_ON,
    )

    entry = minutes.entries.select_related("item__restriction").get(item=item)

    assert entry.title_for(frozenset()) == "A staffing matter"
    assert entry.title_for(frozenset({entry.item.restriction_id})) == "Gangs strategy"
    assert not entry.is_open_to_the_public


def test_entries_are_added_split_moved_and_taken_out(meeting, secretary):
    minutes = workflow.begin_minutes(meeting=meeting, **doing(secretary))
    first, gangs, _ = minutes.entries.in_order()
    workflow.add_entry(minutes=minutes, title="Late item", after=first, **doing(secretary))
    workflow.write_entry(entry=gangs, text="One.\n\nTwo.", version=1, **doing(secretary))

    part = workflow.split_entry(entry=gangs, title="Prevent", text="Two.", version=2, **doing(secretary))
    assert titles(minutes) == ["Apologies", "Late item", "Gangs strategy", "Prevent", "Dates"]
    assert (MinuteEntry.objects.get(pk=gangs.pk).text, part.text, part.item_id) == (
        "One.",
        "Two.",
        gangs.item_id,
    )
    with pytest.raises(CannotBeDone, match="not the end"):
        workflow.split_entry(entry=gangs, title="x", text="Nine.", version=3, **doing(secretary))

    workflow.move_entry(entry=part, up=True, **doing(secretary))
    workflow.drop_entry(entry=first, **doing(secretary))
    assert titles(minutes) == ["Late item", "Prevent", "Gangs strategy", "Dates"]
    assert [entry.position for entry in minutes.entries.in_order()] == [1, 2, 3, 4]


# --- Numbers --------------------------------------------------------------------------------------
def test_numbers_go_on_from_the_boards_last_and_are_never_used_again(meeting, board, secretary):
    minutes = workflow.begin_minutes(meeting=meeting, **doing(secretary))
    workflow.number_entries(minutes=minutes, **doing(secretary))
    numbered = minutes.entries.in_order().first()

    with pytest.raises(CannotBeDone, match="168 is drawn"):
        workflow.drop_entry(entry=numbered, **doing(secretary))
    # Even somebody who sets the counter back draws no number twice.
    Board.objects.filter(pk=board.pk).update(next_minute_number=1)
    Board.objects.filter(pk=board.pk).update(next_minute_number=169)
    late = workflow.add_entry(minutes=minutes, title="Late", **doing(secretary))
    workflow.number_entries(minutes=minutes, **doing(secretary))

    late.refresh_from_db()
    assert [entry.reference for entry in minutes.entries.in_order()] == ["168", "169", "170", "171"]
    board.refresh_from_db()
    assert board.next_minute_number == 172


def test_the_database_refuses_the_same_number_twice_on_a_board(meeting, secretary):
    minutes = workflow.begin_minutes(meeting=meeting, **doing(secretary))
    workflow.number_entries(minutes=minutes, **doing(secretary))
    last = minutes.entries.in_order().last()

    with pytest.raises(IntegrityError, match="reference_once_on_a_board"), transaction.atomic():
        MinuteEntry.objects.filter(pk=last.pk).update(reference="168")


@pytest.mark.django_db(transaction=True)
def test_two_who_close_at_once_draw_different_numbers():
    secretary = make_secretary()
    board = make_board(by=secretary, next_minute_number=168)
    earlier, later = (begun(board, secretary, day, items=8) for day in (14, 17))

    failed = at_once(
        lambda: workflow.number_entries(minutes=earlier, **doing(secretary)),
        lambda: workflow.number_entries(
            minutes=later, passing_over=[earlier.meeting.reference], **doing(secretary)
        ),
    )

    assert failed == []
    drawn = sorted(MinuteEntry.objects.values_list("number", flat=True))
    assert drawn == list(range(168, 184))
    board.refresh_from_db()
    assert board.next_minute_number == 184


def begun(board, secretary, day, *, items=1):
    """Begin the minutes of a meeting on a day of March 2016."""
    meeting = make_held_meeting(
        board=board,
        by=secretary,
        starts_at=datetime(2016, 3, day, 13, tzinfo=UTC),
        titles=tuple(f"Item {n}" for n in range(items)),
    )
    return workflow.begin_minutes(meeting=meeting, **doing(secretary))


def at_once(*acts):
    """Do all in threads of their own that start together, and give what failed."""
    start, failed = Barrier(len(acts)), []

    def do(act):
        try:
            start.wait(10)
            act()
        except Exception as problem:  # noqa: BLE001 - told to the test
            failed.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=do, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return failed


def references(minutes):
    return [entry.reference for entry in minutes.entries.in_order()]


def test_minutes_draw_no_numbers_before_those_of_an_earlier_meeting_unless_somebody_says_so(board, secretary):
    earlier, later = (begun(board, secretary, day) for day in (14, 17))

    with pytest.raises(OutOfOrder, match="The minutes of 14 March 2016 have no numbers yet") as asked:
        workflow.number_entries(minutes=later, **doing(secretary))
    assert [meeting.pk for meeting in asked.value.earlier] == [earlier.meeting.pk]
    assert references(later) == [""]

    workflow.number_entries(minutes=later, passing_over=[earlier.meeting.reference], **doing(secretary))
    workflow.number_entries(minutes=earlier, **doing(secretary))
    assert (references(later), references(earlier)) == (["168"], ["169"])
    event = AuditEvent.objects.filter(kind=Event.NUMBERED, subject_pk=later.pk).get()
    assert event.details["passed_over"] == [earlier.meeting.reference]


def test_sending_to_the_chair_asks_about_earlier_minutes_that_are_not_begun_or_have_an_entry_more(
    board, secretary
):
    held = make_held_meeting(board=board, by=secretary, starts_at=datetime(2016, 3, 9, 13, tzinfo=UTC))
    meetings.record_as_held(meeting=held, **doing(secretary))
    numbered, later = (begun(board, secretary, day) for day in (14, 17))
    workflow.number_entries(minutes=numbered, passing_over=[held.reference], **doing(secretary))
    workflow.write_entry(entry=later.entries.get(), text="Noted.", version=1, **doing(secretary))
    workflow.add_entry(minutes=numbered, title="Late", **doing(secretary))

    with pytest.raises(OutOfOrder) as asked:
        minutes_rounds.send_to_chair(minutes=later, **doing(secretary))

    # Of what lies behind the numbered minutes nobody is asked a second time.
    assert [meeting.pk for meeting in asked.value.earlier] == [numbered.meeting.pk]
    workflow.number_entries(minutes=numbered, passing_over=[held.reference], **doing(secretary))
    minutes_rounds.send_to_chair(minutes=later, **doing(secretary))
    assert (references(numbered), references(later)) == (["168", "169"], ["170"])


def test_nobody_is_asked_about_another_boards_year_or_a_meeting_that_was_not_held(board, secretary):
    begun(make_board(by=secretary), secretary, 10)
    planned = make_held_meeting(board=board, by=secretary, starts_at=datetime(2016, 3, 11, 13, tzinfo=UTC))
    meetings.cancel_meeting(meeting=planned, reason="Snow.", **doing(secretary))
    make_held_meeting(board=board, by=secretary, starts_at=datetime(2015, 12, 11, 13, tzinfo=UTC))
    begun_in_december = make_held_meeting(
        board=board, by=secretary, starts_at=datetime(2015, 12, 14, 13, tzinfo=UTC)
    )
    workflow.begin_minutes(meeting=begun_in_december, **doing(secretary))
    Board.objects.filter(pk=board.pk).update(number_restart="calendar_year", minute_pattern="{year}/{number}")

    later = begun(board, secretary, 17)
    workflow.number_entries(minutes=later, **doing(secretary))

    assert references(later) == ["2016/1"]


@pytest.mark.django_db(transaction=True)
def test_two_meetings_numbered_at_once_come_in_order_or_the_later_is_asked_about():
    secretary = make_secretary()
    board = make_board(by=secretary, next_minute_number=168)
    earlier, later = (begun(board, secretary, day, items=8) for day in (14, 17))

    failed = at_once(
        lambda: workflow.number_entries(minutes=later, **doing(secretary)),
        lambda: workflow.number_entries(minutes=earlier, **doing(secretary)),
    )

    assert [type(problem) for problem in failed] in ([], [OutOfOrder])
    if failed:
        assert references(later) == [""] * 8
        workflow.number_entries(minutes=later, **doing(secretary))
    assert references(earlier) + references(later) == [str(number) for number in range(168, 184)]


@pytest.mark.parametrize(
    ("pattern", "restart", "day", "expected"),
    [
        ("{number}", "never", date(2015, 10, 8), "168"),
        ("{prefix}/{year}/{number}", "calendar_year", date(2016, 12, 1), "EX/2016/168"),
        ("{prefix}/{year}/{number}", "financial_year", date(2016, 3, 31), "EX/2015-16/168"),
        ("{prefix}/{year}/{number}", "financial_year", date(2016, 4, 1), "EX/2016-17/168"),
        ("{year}-{number}", "financial_year", date(1999, 12, 31), "1999-00-168"),
        ("{board} D{number}", "never", date(2016, 2, 29), "CSP D168"),
    ],
)
def test_a_number_is_written_by_the_boards_pattern(pattern, restart, day, expected):
    written = numbering.reference(pattern, number=168, day=day, restart=restart, prefix="EX", board="CSP")

    assert written == expected
    assert numbering.fault(pattern, restart=restart, prefix="EX") == ""


@pytest.mark.parametrize(
    ("pattern", "restart", "prefix", "sentence"),
    [
        ("168", "never", "", "needs {number} once"),
        ("{number}{number}", "never", "", "needs {number} once"),
        ("{nummer}", "never", "", "“{nummer}” is not known"),
        ("{number", "never", "", "stands alone"),
        ("{number}", "calendar_year", "", "need {year} in the pattern"),
        ("{prefix}{number}", "never", "", "Enter the prefix"),
    ],
)
def test_a_pattern_that_would_go_wrong_is_explained(pattern, restart, prefix, sentence):
    fault = numbering.fault(pattern, restart=restart, prefix=prefix)

    assert fault.endswith(".")
    assert sentence in fault


def test_another_board_numbers_by_year_and_begins_again(secretary):
    board = make_board(
        by=secretary,
        number_restart="financial_year",
        number_prefix="EX",
        minute_pattern="{prefix}/{year}/{number}",
    )
    drawn = []
    for starts_at in (
        datetime(2016, 3, 17, 13, tzinfo=UTC),
        datetime(2016, 4, 14, 13, tzinfo=UTC),
        # Written down late, and still counted in its own year.
        datetime(2016, 3, 24, 13, tzinfo=UTC),
    ):
        meeting = make_held_meeting(board=board, by=secretary, starts_at=starts_at, titles=("Only one",))
        minutes = workflow.begin_minutes(meeting=meeting, **doing(secretary, CONFIRMED_AT))
        workflow.number_entries(minutes=minutes, **doing(secretary, CONFIRMED_AT))
        drawn += [entry.reference for entry in minutes.entries.in_order()]

    assert drawn == ["EX/2015-16/1", "EX/2016-17/1", "EX/2015-16/2"]


# --- Writing --------------------------------------------------------------------------------------
def test_the_second_of_two_who_write_a_minute_sees_both_texts_and_keeps_a_draft(meeting, secretary):
    minutes = workflow.begin_minutes(meeting=meeting, **doing(secretary))
    entry = minutes.entries.in_order().first()
    colleague = make_secretary()
    workflow.keep_entry_draft(entry=entry, text="Ours so far", based_on=1, **doing(colleague))
    workflow.write_entry(entry=entry, text="Theirs", version=1, **doing(secretary))

    with pytest.raises(EditConflict) as conflict:
        workflow.write_entry(entry=entry, text="Ours", version=1, **doing(colleague))

    assert (conflict.value.theirs["Text"], conflict.value.yours["Text"]) == ("Theirs", "Ours")
    assert entry.drafts.get().text == "Ours so far"


@pytest.mark.parametrize("state", list(State))
def test_only_a_draft_is_written_and_only_by_the_secretariat(state, secretary):
    minutes = make_minutes(state=state, by=secretary)
    entry = minutes.entries.first()

    with pytest.raises(Refused):
        workflow.write_entry(entry=entry, text="New", version=entry.version, **doing(make_user()))
    if state == State.DRAFT:
        workflow.write_entry(entry=entry, text="New", version=entry.version, **doing(secretary))
    else:
        with pytest.raises(Refused):
            workflow.write_entry(entry=entry, text="New", version=entry.version, **doing(secretary))


# --- Decisions ------------------------------------------------------------------------------------
def test_decisions_have_references_that_are_never_used_again(meeting, board, secretary):
    minutes = workflow.begin_minutes(meeting=meeting, **doing(secretary))
    entry = minutes.entries.in_order().first()
    first = make_decision(entry=entry, by=secretary)
    decisions.strike_decision(decision=first, **doing(secretary))

    second = make_decision(entry=entry, by=secretary)

    assert (first.number, second.number) == (1, 2)
    assert second.slug == numbering.slug(second.reference, board_slug=board.slug)
    assert list(Decision.objects.standing()) == [second]


def test_a_seat_that_an_interest_bars_is_refused_among_those_who_took_part(
    meeting, board, secretary, monkeypatch
):
    minutes = workflow.begin_minutes(meeting=meeting, **doing(secretary))
    entry = minutes.entries.in_order().first()
    barred, free = (make_seat(board=board, by=secretary, office=office) for office in ("Barred", "Free"))
    stranger = make_seat(board=make_board(by=secretary), by=secretary)
    monkeypatch.setattr(attendance_reading, "barred_seats", lambda item: frozenset({barred.pk}))
    facts = {"entry": entry, "wording": "that it be so", **doing(secretary)}

    with pytest.raises(CannotBeDone, match="bars Barred"):
        decisions.record_decision(took_part=[barred, free], **facts)
    with pytest.raises(CannotBeDone, match="another board"):
        decisions.record_decision(took_part=[stranger], **facts)
    decision = decisions.record_decision(took_part=[free], **facts)

    assert list(decision.took_part.all()) == [free]
    board.refresh_from_db()
    assert board.next_decision_number == 2


def test_information_goes_to_parallel_boards_alone(meeting, board, secretary):
    minutes = workflow.begin_minutes(meeting=meeting, **doing(secretary))
    entry = minutes.entries.in_order().first()
    parallel = make_board(by=secretary, kind=Board.Kind.PARALLEL)

    with pytest.raises(CannotBeDone, match="no parallel board"):
        decisions.pass_on(entry=entry, board=board, what="The plan.", **doing(secretary))
    passing = decisions.pass_on(entry=entry, board=parallel, what="The plan.", **doing(secretary))
    passing = decisions.mark_sent_on(passing=passing, **doing(secretary))

    assert (passing.sent_on, passing.sent_by) == (WRITTEN_ON, secretary)
    with pytest.raises(CannotBeDone, match="stays on record"):
        decisions.drop_passing_on(passing=passing, **doing(secretary))


# --- To the chair and round -----------------------------------------------------------------------
def test_an_empty_draft_or_one_with_unsaved_text_does_not_go_to_the_chair(meeting, secretary):
    minutes = workflow.begin_minutes(meeting=meeting, **doing(secretary))
    entry = minutes.entries.in_order().first()
    with pytest.raises(CannotBeDone, match="Nothing is written"):
        minutes_rounds.send_to_chair(minutes=minutes, **doing(secretary))
    workflow.write_entry(entry=entry, text="Noted.", version=1, **doing(secretary))
    workflow.keep_entry_draft(entry=entry, text="Noted, and", based_on=2, **doing(secretary))

    with pytest.raises(CannotBeDone, match="kept but not saved"):
        minutes_rounds.send_to_chair(minutes=minutes, **doing(secretary))


def test_the_chair_sends_back_with_comments_and_then_clears(meeting, chair, secretary):
    minutes = make_minutes(meeting=meeting, with_chair=True, by=secretary)

    minutes = minutes_rounds.send_back(minutes=minutes, comments="Name the school.", **doing(chair))
    assert minutes.sent_to_chair_at is None
    with pytest.raises(CannotBeDone, match="not with the chair"):
        minutes_rounds.clear_minutes(minutes=minutes, **doing(chair))
    minutes_rounds.send_to_chair(minutes=minutes, **doing(secretary))
    minutes = minutes_rounds.clear_minutes(minutes=minutes, **doing(chair))

    assert (minutes.state, minutes.cleared_by, minutes.cleared_how) == (State.CLEARED, chair, "")
    assert minutes.steps.get(kind="sent_back").text == "Name the school."


def test_the_secretariat_says_how_the_chair_cleared_them(meeting, secretary):
    minutes = make_minutes(meeting=meeting, with_chair=True, by=secretary)

    with pytest.raises(CannotBeDone, match="Enter how the chair cleared"):
        minutes_rounds.clear_minutes(minutes=minutes, **doing(secretary))


@pytest.mark.parametrize(
    ("state", "with_chair", "is_round", "member", "chair_reads"),
    [
        (State.DRAFT, False, False, False, False),
        (State.DRAFT, True, False, False, True),
        (State.CLEARED, True, False, False, True),
        (State.CLEARED, True, True, True, True),
        (State.CONFIRMED, True, True, True, True),
    ],
)
def test_who_may_know_of_minutes(
    meeting, board, chair, secretary, state, with_chair, is_round, member, chair_reads
):
    seat = make_seat(board=board, by=secretary, office="Member")
    reader = seat_person(seat=seat, by=secretary).person
    make_minutes(meeting=meeting, state=state, with_chair=with_chair, is_round=is_round, by=secretary)

    def knows(person):
        return Minutes.objects.visible_to(person, on=WRITTEN_ON).exists()

    assert (knows(secretary), knows(chair), knows(reader), knows(make_user())) == (
        True,
        chair_reads,
        member,
        False,
    )
    assert MinuteEntry.objects.readable_by(reader, on=WRITTEN_ON).exists() == member


def test_entries_and_decisions_of_a_restricted_item_are_kept_to_its_seats(board, secretary):
    meeting = make_held_meeting(board=board, by=secretary)
    seats = [make_seat(board=board, by=secretary, office=office) for office in ("Named", "Other")]
    named, other = (seat_person(seat=seat, by=secretary).person for seat in seats)
    item = restrict_item(
        item=make_item(meeting=meeting, title="A staffing matter", by=secretary),
        seats=seats[:1],
        by=secretary,
    )
    minutes = workflow.begin_minutes(meeting=meeting, **doing(secretary))
    entry = minutes.entries.get(item=item)
    make_decision(entry=entry, by=secretary)
    workflow.write_entry(entry=minutes.entries.first(), text="Noted.", version=1, **doing(secretary))
    minutes_rounds.send_to_chair(minutes=minutes, **doing(secretary))
    minutes_rounds.clear_minutes(minutes=minutes, how="By telephone.", **doing(secretary))
    minutes_rounds.send_round(minutes=minutes, **doing(secretary))

    def read(person):
        return (
            MinuteEntry.objects.readable_by(person, on=WRITTEN_ON).filter(pk=entry.pk).exists(),
            Decision.objects.visible_to(person, on=WRITTEN_ON).exists(),
        )

    assert read(named) == (True, True)
    assert read(other) == (False, False)
    assert (entry.is_public, entry.ground) == (False, "personal")


# --- Confirming, signing, the lock ----------------------------------------------------------------
@pytest.mark.parametrize("start", list(State))
def test_minutes_are_confirmed_from_cleared_alone(start, secretary):
    minutes = make_minutes(state=start, by=secretary)
    later = make_meeting(
        board=minutes.meeting.board,
        starts_at=datetime(2016, 9, 1, 13, tzinfo=UTC),
        state="agenda_draft",
        by=secretary,
    )
    facts = {"minutes": minutes, "meeting": later, **doing(secretary, datetime(2016, 9, 2, 9, tzinfo=UTC))}

    if State.CONFIRMED in TRANSITIONS[start]:
        assert minutes_rounds.confirm_minutes(**facts).confirmed_as == "drafted"
    else:
        with pytest.raises(InvalidTransition):
            minutes_rounds.confirm_minutes(**facts)


def test_a_meeting_confirms_with_amendments_and_both_are_linked(board, meeting, secretary):
    minutes = make_minutes(meeting=meeting, state=State.CLEARED, by=secretary)
    entry = minutes.entries.in_order().first()
    later = make_meeting(board=board, starts_at=NEXT_AT, state="agenda_draft", by=secretary)
    about = make_item(meeting=later, title="Minutes", by=secretary)
    about.papers.create(title="Minutes", kind="generated", generator="previous_minutes", state="ready")
    facts = {"minutes": minutes, "meeting": later}
    with pytest.raises(CannotBeDone, match="has not begun"):
        minutes_rounds.confirm_minutes(**facts, **doing(secretary))
    with pytest.raises(CannotBeDone, match="same board"):
        minutes_rounds.confirm_minutes(minutes=minutes, meeting=meeting, **doing(secretary, CONFIRMED_AT))

    minutes_rounds.amend_entry(
        entry=entry, text="The Board agreed it.", version=entry.version, **doing(secretary, CONFIRMED_AT)
    )
    minutes = minutes_rounds.confirm_minutes(**facts, **doing(secretary, CONFIRMED_AT))
    own = workflow.begin_minutes(meeting=later, **doing(secretary, CONFIRMED_AT))

    minutes.refresh_from_db()
    amendment = EntryAmendment.objects.get()
    assert (amendment.before, amendment.after) == ("The Board noted it.", "The Board agreed it.")
    assert minutes.confirmed_as == "amended"
    assert minutes.confirming_entry == own.entries.get(item=about)
    assert list(own.entries.get(item=about).confirms.all()) == [minutes]


def test_the_chair_signs_with_their_own_name_once(meeting, chair, secretary):
    minutes = make_minutes(meeting=meeting, state=State.CLEARED, by=secretary)
    with pytest.raises(CannotBeDone, match="not confirmed yet"):
        minutes_rounds.sign_minutes(minutes=minutes, name=chair.full_name, **doing(chair))
    later = make_meeting(board=meeting.board, starts_at=NEXT_AT, state="agenda_draft", by=secretary)
    minutes = minutes_rounds.confirm_minutes(minutes=minutes, meeting=later, **doing(secretary, CONFIRMED_AT))

    with pytest.raises(Refused):
        minutes_rounds.sign_minutes(minutes=minutes, name="Secretary", **doing(secretary, CONFIRMED_AT))
    with pytest.raises(CannotBeDone, match="your own name"):
        minutes_rounds.sign_minutes(minutes=minutes, name="Somebody", **doing(chair, CONFIRMED_AT))
    minutes = minutes_rounds.sign_minutes(
        minutes=minutes, name=f" {chair.full_name.upper()} ", **doing(chair, CONFIRMED_AT)
    )
    assert (minutes.signed_by, minutes.signed_name) == (chair, chair.full_name)
    with pytest.raises(CannotBeDone, match="signed already"):
        minutes_rounds.sign_minutes(minutes=minutes, name=chair.full_name, **doing(chair, CONFIRMED_AT))


def test_a_scan_of_the_signed_copy_is_kept_and_never_replaced(secretary):
    minutes = make_minutes(state=State.CONFIRMED, by=secretary)
    facts = {"minutes": minutes, "name": "Marisol Adeyinka-Croft", **doing(secretary, CONFIRMED_AT)}

    minutes = minutes_rounds.keep_signed_scan(taken=taken_in(content=b"%PDF-1.7 scan"), **facts)

    assert (minutes.signed_name, minutes.scan.read()) == ("Marisol Adeyinka-Croft", b"%PDF-1.7 scan")
    with pytest.raises(CannotBeDone, match="never replaced"):
        minutes_rounds.keep_signed_scan(taken=taken_in(content=b"%PDF-1.7 other"), **facts)


def test_the_database_itself_locks_confirmed_minutes(meeting, secretary):
    draft = workflow.begin_minutes(meeting=meeting, **doing(secretary))
    entry = draft.entries.in_order().first()
    decision = make_decision(entry=entry, by=secretary)
    workflow.write_entry(entry=entry, text="Noted.", version=1, **doing(secretary))
    minutes_rounds.send_to_chair(minutes=draft, **doing(secretary))
    minutes_rounds.clear_minutes(minutes=draft, how="Said so.", **doing(secretary))
    minutes_rounds.send_round(minutes=draft, **doing(secretary))
    later = make_meeting(board=meeting.board, starts_at=NEXT_AT, state="agenda_draft", by=secretary)
    minutes_rounds.confirm_minutes(minutes=draft, meeting=later, **doing(secretary, CONFIRMED_AT))
    rows = MinuteEntry.objects.filter(pk=entry.pk)
    seat = make_seat(board=meeting.board, by=secretary)

    for forbidden in (
        lambda: rows.update(text="Never said."),
        lambda: rows.update(title="Another"),
        lambda: rows.update(reference="999", number=999),
        lambda: Minutes.objects.filter(pk=draft.pk).update(
            state=State.CLEARED, confirmed_as="", confirmed_at=None
        ),
        lambda: Minutes.objects.filter(pk=draft.pk).update(confirmed_in=meeting),
        lambda: MinuteEntry.objects.create(
            minutes=draft, board=meeting.board, position=99, title="Slipped in"
        ),
        lambda: Decision.objects.filter(pk=decision.pk).update(wording="Something else"),
        lambda: decision.took_part.add(seat),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            forbidden()
    # What the public may read can change; what was said cannot.
    assert rows.update(is_public=False, ground="personal") == 1


def test_a_correction_stands_beside_the_text_of_confirmed_minutes_alone(secretary):
    draft = make_minutes(by=secretary)
    with pytest.raises(Refused):
        minutes_rounds.correct_entry(entry=draft.entries.first(), text="x", reason="y", **doing(secretary))
    minutes = make_minutes(state=State.CONFIRMED, by=secretary)
    entry = minutes.entries.first()

    minutes_rounds.correct_entry(
        entry=entry, text="The name is Obuya-Finch.", reason="Misheard.", **doing(secretary, CONFIRMED_AT)
    )

    entry.refresh_from_db()
    assert entry.text == "The Board noted it."
    assert Correction.objects.get().entry == entry


def test_a_member_suggests_and_the_secretariat_answers_once(meeting, board, secretary):
    seat = make_seat(board=board, by=secretary)
    member = seat_person(seat=seat, by=secretary).person
    minutes = make_minutes(meeting=meeting, state=State.CLEARED, is_round=False, by=secretary)
    entry = minutes.entries.first()
    with pytest.raises(Refused):
        minutes_rounds.suggest_change(entry=entry, text="I was there.", **doing(member))
    minutes_rounds.send_round(minutes=minutes, **doing(secretary))

    suggestion = minutes_rounds.suggest_change(entry=entry, text="I was there.", **doing(member))
    facts = {"suggestion": suggestion, "answer": "taken_up", "answer_text": "", **doing(secretary)}
    minutes_rounds.answer_suggestion(**facts)

    with pytest.raises(CannotBeDone, match="answered already"):
        minutes_rounds.answer_suggestion(**facts)


@pytest.mark.parametrize(
    ("state", "said"), [(State.DRAFT, ""), (State.CLEARED, ""), (State.CONFIRMED, "are confirmed")]
)
def test_who_was_there_stays_as_it_is_once_the_minutes_are_confirmed(secretary, state, said):
    meeting = make_minutes(state=state, by=secretary).meeting

    refusal = policies.keep_attendance.refusal(secretary, meeting, on=CONFIRMED_AT.date())

    assert (said in refusal) if said else refusal == ""
