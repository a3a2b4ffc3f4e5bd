"""Facts that are worked out: an action's state, what is overdue, who may know of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions import workflow
from actions.models import Action, Responsibility, organisations_answered_for
from actions.states import Ending, Kind, State
from meetings.workflow import agendas
from tests.factories import (
    PLANNED_AT,
    PLANNED_ON,
    RECORDED_AT,
    RECORDED_ON,
    answer_action,
    make_action,
    make_board,
    make_item,
    make_meeting,
    make_organisation,
    make_seat,
    make_secretary,
    make_user,
    name_deputy,
    restrict_item,
    seat_person,
)

pytestmark = pytest.mark.django_db

COMMUNICATION = {
    "message": "Lock your shed.",
    "channel": "Posters",
    "audience": "Residents",
    "communicate_on": date(2016, 4, 1),
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(Kind),
    parts=st.lists(st.sampled_from(State), min_size=1, max_size=3),
    ending=st.sampled_from(["", *Ending]),
)
def test_an_actions_state_is_the_same_in_python_and_in_sql(kind, parts, ending):
    secretary = make_secretary()
    named = [(o := make_organisation(), make_user(organisation=o)) for _ in parts]
    action = make_action(
        by=secretary, partners=named, kind=kind, **(COMMUNICATION if kind == Kind.COMMUNICATE else {})
    )
    for part, state in zip(action.responsibilities.all(), parts, strict=True):
        # Past the workflow: the last partner is never released there, and the sum has to be right all the same.
        Responsibility.objects.filter(pk=part.pk).update(
            state=state,
            done_at=RECORDED_AT,
            done_by=secretary,
            accepted_at=RECORDED_AT,
            accepted_by=secretary,
        )
    if ending:
        Action.objects.filter(pk=action.pk).update(
            ending=ending, ending_reason="Why.", decided_by="Who.", ended_at=RECORDED_AT, ended_by=secretary
        )

    found = Action.objects.with_state().prefetch_related("responsibilities").get(pk=action.pk)

    assert found.own_state == found.state
    assert found.is_closed == Action.objects.closed().filter(pk=action.pk).exists()
    assert found.is_closed != Action.objects.open().filter(pk=action.pk).exists()


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(("days", "has_passed"), [(-1, True), (0, False), (1, False)])
def test_overdue_is_worked_out_the_same_in_python_and_in_sql(state, days, has_passed):
    on = RECORDED_ON + timedelta(days=10)
    secretary = make_secretary()
    named = [(o := make_organisation(), make_user(organisation=o)) for _ in range(2)]
    action = make_action(by=secretary, partners=named, due_on=on + timedelta(days=days))
    answer_action(part=action.responsibilities.first(), state=state, by=secretary)

    part = (
        Responsibility.objects.with_due().select_related("action").get(pk=action.responsibilities.first().pk)
    )

    owed = state in {State.OPEN, State.IN_PROGRESS}
    assert part.is_overdue(on=on) == (owed and has_passed)
    assert Responsibility.objects.overdue(on=on).filter(pk=part.pk).exists() == (owed and has_passed)


def test_nothing_of_an_action_that_ended_is_overdue():
    secretary = make_secretary()
    action = make_action(by=secretary, due_on=RECORDED_ON)
    on = RECORDED_ON + timedelta(days=30)
    assert Action.objects.overdue(on=on).exists()

    workflow.end_action(
        action=action,
        ending="no_longer_needed",
        reason="Law.",
        decided_by="Board",
        by=secretary,
        at=RECORDED_AT,
        on=on,
    )

    assert not Action.objects.overdue(on=on).exists()


@pytest.fixture
def people():
    """One board with an item restricted to one seat, and an action from it and one from an open item."""
    secretary = make_secretary()
    board = make_board(by=secretary)
    meeting = make_meeting(board=board, state="agenda_draft", by=secretary)
    named, member, chair, adviser = (
        make_seat(board=board, board_role=role, by=secretary)
        for role in ("member", "member", "co_chair", "supporting_adviser")
    )
    closed = restrict_item(item=make_item(meeting=meeting, by=secretary), seats=[named], by=secretary)
    make_action(agenda_item=closed, by=secretary, title="Closed")
    make_action(agenda_item=make_item(meeting=meeting, by=secretary), by=secretary, title="Open")
    seated = {
        name: seat_person(seat=seat, by=secretary).person
        for name, seat in (("named", named), ("member", member), ("chair", chair), ("adviser", adviser))
    }
    return seated | {
        "deputy": name_deputy(seat=named, by=secretary).person,
        "secretary": secretary,
        "stranger": make_user(),
    }


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("secretary", {"Closed", "Open"}),
        ("named", {"Closed", "Open"}),
        ("deputy", {"Closed", "Open"}),
        ("member", {"Open"}),
        ("chair", {"Open"}),
        ("adviser", {"Open"}),
        ("stranger", set()),
    ],
)
def test_an_action_is_visible_to_its_board_and_a_restricted_one_to_those_who_may_read_the_item(
    people, name, titles
):
    visible = Action.objects.visible_to(people[name], on=PLANNED_ON)

    assert set(visible.values_list("title", flat=True)) == titles


def test_lifting_the_restriction_opens_the_action(people):
    item = Action.objects.get(title="Closed").agenda_item

    agendas.lift_restriction(
        restriction=item.restriction, by=people["secretary"], at=PLANNED_AT, on=PLANNED_ON
    )

    assert Action.objects.visible_to(people["member"], on=PLANNED_ON).count() == 2


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("named", 1),
        ("deputy", 1),
        ("member", 1),
        ("chair", 1),
        ("adviser", 0),
        ("secretary", 0),
        ("stranger", 0),
    ],
)
def test_who_answers_for_an_organisation(people, name, answers):
    assert organisations_answered_for(people[name], on=PLANNED_ON).count() == answers


def test_a_partner_is_silent_until_it_says_something_after_the_last_meeting():
    secretary = make_secretary()
    part = make_action(by=secretary).responsibilities.get()
    assert part.is_silent(since=RECORDED_ON)

    answer_action(part=part, state=State.IN_PROGRESS, by=secretary, at=datetime(2016, 4, 1, tzinfo=UTC))

    part = Responsibility.objects.get()
    assert not part.is_silent(since=RECORDED_ON)
    assert not part.is_silent(since=None)
    assert part.is_silent(since=date(2016, 6, 16))


@pytest.mark.parametrize("words", ["protocol", "renew PROTOCOL", "2016 / 1", "fire", "fire protocol"])
def test_words_are_looked_for_in_reference_title_and_partners(words):
    organisation = make_organisation(name="London Fire Brigade")
    make_action(partners=[(organisation, make_user(organisation=organisation))])

    assert Action.objects.matching(words).count() == 1
    assert Action.objects.matching(f"{words} elsewhere").count() == 0
