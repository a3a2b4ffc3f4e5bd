"""What happens on an agenda, one at a time and all at once."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from csp_portal.audit.models import AuditEvent
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict
from meetings.agenda_order import agenda, length_in_words
from meetings.models import AgendaItem, Meeting
from meetings.states.meeting import OPEN_STATES, State
from meetings.workflow import agendas, meetings
from tests.factories import (
    make_board,
    make_item,
    make_meeting,
    make_seat,
    make_secretary,
    make_section,
    make_template,
    make_template_item,
    make_user,
    restrict_item,
)

pytestmark = pytest.mark.django_db

AT = datetime(2016, 3, 1, 9, tzinfo=UTC)
ON = date(2016, 3, 1)


def when(secretary):
    return {"by": secretary, "at": AT, "on": ON}


def titles(meeting):
    return [[line.item.title for line in section.items] for section in agenda(meeting)]


@pytest.fixture
def secretary():
    return make_secretary()


@pytest.fixture
def meeting(secretary):
    """A draft agenda with two sections: A and B, then C."""
    meeting = make_meeting(state=State.AGENDA_DRAFT, by=secretary)
    opening = meeting.sections.get()
    strategic = make_section(meeting=meeting, by=secretary)
    make_item(section=opening, title="A", by=secretary)
    make_item(section=opening, title="B", by=secretary)
    make_item(section=strategic, title="C", by=secretary)
    return meeting


def test_begin_agenda_puts_the_templates_standing_items_into_their_sections(secretary):
    board = make_board(by=secretary)
    template = make_template(board=board, by=secretary)
    make_template_item(template=template, title="Apologies", key="apologies", by=secretary)
    make_template_item(
        template=template, title="Urgent business", key="urgent", section="Closing", by=secretary
    )
    make_template_item(
        template=template,
        title="Any other business",
        wording="As under [[item:urgent]].",
        section="Closing",
        by=secretary,
    )
    meeting = make_meeting(board=board, by=secretary)

    meetings.begin_agenda(meeting=meeting, **when(secretary))

    assert titles(meeting) == [["Apologies"], ["Urgent business", "Any other business"]]
    assert agenda(meeting)[1].items[1].wording == "As under item 2."


def test_begin_agenda_without_a_template_gives_one_empty_section(secretary):
    meeting = make_meeting(state=State.AGENDA_DRAFT, by=secretary)

    assert titles(meeting) == [[]]


def test_a_pointer_follows_its_item_when_the_order_changes(secretary, meeting):
    item_a = meeting.items.get(title="A")
    item_c = meeting.items.get(title="C")
    agendas.edit_item(
        item=item_c, version=item_c.version, wording=f"See [[item:{item_a.key}]].", **when(secretary)
    )

    agendas.move_item(item=item_a, up=False, **when(secretary))

    assert agenda(meeting)[1].items[0].wording == "See item 2."


def test_move_item_goes_over_into_the_next_section_at_the_edge(secretary, meeting):
    item_b = meeting.items.get(title="B")

    agendas.move_item(item=item_b, up=False, **when(secretary))

    assert titles(meeting) == [["A"], ["B", "C"]]


def test_move_item_leaves_the_last_item_where_it_is(secretary, meeting):
    version = meeting.agenda_version

    agendas.move_item(item=meeting.items.get(title="C"), up=False, **when(secretary))

    assert titles(meeting) == [["A", "B"], ["C"]]
    assert version <= Meeting.objects.get().agenda_version


def test_order_items_takes_the_order_that_was_dragged(secretary, meeting):
    meeting.refresh_from_db()
    opening, strategic = meeting.sections.all()
    keys = dict(meeting.items.values_list("title", "key"))

    agendas.order_items(
        meeting=meeting,
        order=[(opening.pk, [keys["C"]]), (strategic.pk, [keys["B"], keys["A"]])],
        agenda_version=meeting.agenda_version,
        **when(secretary),
    )

    assert titles(meeting) == [["C"], ["B", "A"]]


def test_order_items_refuses_an_order_from_before_somebody_elses_change(secretary, meeting):
    meeting.refresh_from_db()
    seen = meeting.agenda_version
    keys = dict(meeting.items.values_list("title", "key"))
    opening, strategic = meeting.sections.all()
    make_item(section=opening, title="D", by=secretary)

    with pytest.raises(EditConflict) as conflict:
        agendas.order_items(
            meeting=meeting,
            order=[(opening.pk, [keys["B"], keys["A"]]), (strategic.pk, [keys["C"]])],
            agenda_version=seen,
            **when(secretary),
        )

    assert conflict.value.yours == {"Order": "B\nA\nC"}
    assert titles(meeting) == [["A", "B", "D"], ["C"]]


def test_edit_item_refuses_the_second_of_two_who_edit_and_keeps_both_texts(secretary, meeting):
    item = meeting.items.get(title="A")
    agendas.edit_item(item=item, version=item.version, title="Theirs", **when(secretary))

    with pytest.raises(EditConflict) as conflict:
        agendas.edit_item(item=item, version=item.version, title="Ours", **when(make_secretary()))

    assert conflict.value.theirs == {"Title": "Theirs"}
    assert conflict.value.yours == {"Title": "Ours"}


def test_withdraw_keeps_the_item_on_record_and_moves_later_ones_up(secretary, meeting):
    item = meeting.items.get(title="A")

    agendas.withdraw_item(item=item, reason="Not ready.", **when(secretary))

    assert titles(meeting) == [["B"], ["C"]]
    assert agenda(meeting)[0].items[0].number == 1
    assert AgendaItem.objects.get(title="A").withdrawn_reason == "Not ready."


def test_withdraw_refuses_an_item_that_another_points_at(secretary, meeting):
    item_a, item_b = meeting.items.get(title="A"), meeting.items.get(title="B")
    agendas.edit_item(
        item=item_b, version=item_b.version, wording=f"[[item:{item_a.key}]]", **when(secretary)
    )

    with pytest.raises(CannotBeDone, match="“B” points at this item"):
        agendas.withdraw_item(item=item_a, reason="Not ready.", **when(secretary))


def test_restore_puts_an_item_back_where_it_stood(secretary, meeting):
    item = meeting.items.get(title="A")
    agendas.withdraw_item(item=item, reason="Not ready.", **when(secretary))

    agendas.restore_item(item=item, **when(secretary))

    assert titles(meeting) == [["A", "B"], ["C"]]


@pytest.mark.parametrize("deed", ["edit", "move", "restrict", "withdraw"])
def test_a_withdrawn_item_changes_no_more(secretary, meeting, deed):
    item = make_item(meeting=meeting, withdrawn=True, by=secretary)
    deeds = {
        "edit": lambda: agendas.edit_item(item=item, version=item.version, title="X", **when(secretary)),
        "move": lambda: agendas.move_item(item=item, up=True, **when(secretary)),
        "restrict": lambda: restrict_item(item=item, by=secretary),
        "withdraw": lambda: agendas.withdraw_item(item=item, reason="Again.", **when(secretary)),
    }

    with pytest.raises(CannotBeDone, match="withdrawn"):
        deeds[deed]()


def test_drop_section_refuses_one_with_items(secretary, meeting):
    with pytest.raises(CannotBeDone, match="has items in it"):
        agendas.drop_section(section=meeting.sections.first(), **when(secretary))


def test_restrict_shows_the_closed_title_to_named_seats_alone(secretary, meeting):
    seat = make_seat(board=meeting.board, by=secretary)
    item = meeting.items.get(title="A")

    item = restrict_item(item=item, seats=[seat], closed_title="About a person", by=secretary)

    assert item.title_for(frozenset()) == "A"
    assert item.title_for(frozenset({item.restriction_id})) == "About a person"


def test_restrict_can_put_an_open_title_in_place_of_one_that_says_too_much(secretary, meeting):
    item = meeting.items.get(title="A")

    item = agendas.restrict_item(
        item=item,
        open_title="A staffing matter",
        closed_title="A",
        ground="personal",
        explanation="",
        review_on=date(2017, 3, 1),
        seats=[],
        version=item.version,
        **when(secretary),
    )

    assert item.title_for(frozenset()) == "A staffing matter"


def test_restrict_refuses_a_seat_of_another_board(secretary, meeting):
    with pytest.raises(CannotBeDone, match="on another board"):
        restrict_item(item=meeting.items.get(title="A"), seats=[make_seat(by=secretary)], by=secretary)


def test_lifting_a_restriction_opens_the_closed_title_to_everybody(secretary, meeting):
    item = restrict_item(item=meeting.items.get(title="A"), closed_title="About a person", by=secretary)

    agendas.lift_restriction(restriction=item.restriction, **when(secretary))

    assert AgendaItem.objects.get(pk=item.pk).title_for(frozenset()) == "About a person"


def test_no_title_reaches_the_audit(secretary, meeting):
    item = meeting.items.get(title="A")

    restrict_item(item=item, closed_title="About a person", by=secretary)

    details = AuditEvent.objects.filter(kind="meetings.restriction.set").latest("pk").details
    assert "About a person" not in str(details)


@pytest.mark.parametrize("state", [state for state in State if state not in {State.CIRCULATED}])
def test_an_agenda_changes_while_its_meeting_is_open(secretary, state):
    meeting = make_meeting(state=state, by=secretary)

    def add():
        return agendas.add_section(meeting=meeting, name="More", heading="", **when(secretary))

    if state in OPEN_STATES:
        assert add().name == "More"
    else:
        with pytest.raises(Refused, match="no longer changes"):
            add()


def test_a_member_cannot_change_an_agenda(meeting):
    with pytest.raises(Refused, match="Only the secretariat"):
        agendas.add_section(meeting=meeting, name="Mine", heading="", **when(make_user()))


@pytest.mark.parametrize(
    ("allotted", "words"),
    [
        (110, "110 of the meeting's 120 minutes are given to items: 10 minutes left."),
        (120, "120 of the meeting's 120 minutes are given to items: none left."),
        (121, "121 of the meeting's 120 minutes are given to items: 1 minute too many."),
    ],
)
def test_the_minutes_given_are_held_against_the_meetings_length(allotted, words):
    assert length_in_words(allotted, 120) == words


def at_once(*deeds):
    """Do everything at the same moment, each in a connection of its own; give what was raised."""
    start = threading.Barrier(len(deeds))
    raised = []

    def run(deed):
        try:
            start.wait(timeout=10)
            deed()
        except Exception as problem:
            raised.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return raised


@pytest.mark.django_db(transaction=True)
def test_items_moved_by_several_people_at_once_all_stay_on_the_agenda(secretary, meeting):
    items = list(meeting.items.all())

    raised = at_once(
        *(
            lambda item=item, up=up: agendas.move_item(item=item, up=up, **when(secretary))
            for item in items
            for up in (True, False)
        )
    )

    assert raised == []
    assert sorted(title for section in titles(meeting) for title in section) == ["A", "B", "C"]
    positions = list(meeting.items.values_list("position", flat=True))
    assert len(set(positions)) == len(positions)


@pytest.mark.django_db(transaction=True)
def test_of_two_orders_dragged_at_once_one_is_refused(secretary, meeting):
    meeting.refresh_from_db()
    opening, strategic = meeting.sections.all()
    keys = dict(meeting.items.values_list("title", "key"))

    def drag(*order):
        return lambda: agendas.order_items(
            meeting=meeting,
            order=[(opening.pk, [keys[title] for title in order]), (strategic.pk, [])],
            agenda_version=meeting.agenda_version,
            **when(secretary),
        )

    raised = at_once(drag("B", "A", "C"), drag("C", "B", "A"))

    assert [type(problem) for problem in raised] == [EditConflict]
    assert titles(meeting) in ([["B", "A", "C"], []], [["C", "B", "A"], []])


@pytest.mark.django_db(transaction=True)
def test_of_two_edits_saved_at_once_one_is_refused(secretary, meeting):
    item = meeting.items.get(title="A")

    def edit(title):
        return lambda: agendas.edit_item(item=item, version=item.version, title=title, **when(secretary))

    raised = at_once(edit("One"), edit("Other"))

    assert [type(problem) for problem in raised] == [EditConflict]
    assert meeting.items.get(pk=item.pk).version == item.version + 1
