"""What can happen to strategies, plans and their parts."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from csp_portal.audit.models import AuditEvent
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict, InvalidTransition
from delivery_plans.models import DeliveryPlan, LeadOffice, Milestone
from delivery_plans.states.plan import TRANSITIONS, State
from delivery_plans.table_rows import TableRow
from delivery_plans.workflow import closing, parts, plans, reviews, strategies
from tests.delivery_plans.factories_plans import (
    DRAFTED,
    REVIEWED,
    YEAR,
    answer_for,
    endorse,
    make_board_item,
    make_lead,
    make_milestone,
    make_outcome,
    make_owner,
    make_plan,
    make_review,
    make_strategy,
    rate,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_owner()


@pytest.fixture
def plan(owner):
    return make_plan(owner=owner)


@pytest.fixture
def when(owner):
    return {"by": owner} | DRAFTED


def rows_of(plan):
    return [str(row) for row in parts.rows_of(plan) if not row.is_withdrawn]


def test_only_a_plan_owner_drafts_a_plan():
    with pytest.raises(Refused, match="Only a plan owner"):
        plans.draft_plan(outcome=make_outcome(), year=YEAR, owner=make_owner(), by=make_lead(), **DRAFTED)


def test_there_is_one_plan_for_an_outcome_and_a_year(plan, when):
    with pytest.raises(CannotBeDone, match="2015/16 already"):
        plans.draft_plan(outcome=plan.outcome, year=YEAR, owner=plan.owner, **when)


def test_a_plan_is_drafted_for_a_year_of_its_strategy_alone(plan, when):
    with pytest.raises(CannotBeDone, match="no year of"):
        plans.draft_plan(outcome=plan.outcome, year=2017, owner=plan.owner, **when)


def test_a_plan_follows_the_one_of_the_year_before(plan, when):
    following = plans.draft_plan(outcome=plan.outcome, year=YEAR + 1, owner=plan.owner, **when)

    assert following.follows == plan


def test_an_outcome_has_a_number_of_its_own_in_the_strategy(when):
    outcome = make_outcome(number=3)

    with pytest.raises(CannotBeDone, match="has that number"):
        strategies.add_outcome(strategy=outcome.strategy, number=3, name="Again", **when)


def test_a_board_endorses_a_plan_under_an_item_of_its_own_agenda(plan):
    other = make_board_item(board=make_strategy().board)

    with pytest.raises(CannotBeDone, match="another board"):
        endorse(plan=plan, item=other)

    endorsed = endorse(plan=plan)
    assert endorsed.endorsed_item.plans_endorsed.get() == plan


def test_a_meeting_that_has_not_begun_has_endorsed_nothing(plan):
    item = make_board_item(board=plan.outcome.strategy.board, starts_at=datetime(2015, 6, 18, 13, tzinfo=UTC))

    with pytest.raises(CannotBeDone, match="has not begun"):
        endorse(plan=plan, item=item)


def test_an_endorsed_plan_can_become_a_draft_again_until_it_is_in_force(plan, when):
    plan = plans.take_back_to_draft(plan=endorse(plan=plan), reason="Targets first.", **when)

    assert (plan.state, plan.endorsed_item) == (State.DRAFT, None)
    assert "Targets first." in plan.comments.get().text


@pytest.mark.parametrize("state", list(State))
def test_a_plan_is_closed_from_in_force_alone(state, owner):
    plan = make_plan(owner=owner, state=state, milestones=1)
    plan.reviews.update(state="closed", closed_at=REVIEWED[1]["at"], closed_by=owner)

    if State.CLOSED in TRANSITIONS[state]:
        assert closing.close_plan(plan=plan, carried=[], by=owner, **REVIEWED[4]).state == State.CLOSED
    else:
        with pytest.raises((InvalidTransition, Refused)):
            closing.close_plan(plan=plan, carried=[], by=owner, **REVIEWED[4])


def test_a_plan_with_an_open_review_is_not_closed(owner):
    plan = make_plan(owner=owner, state=State.IN_FORCE, milestones=1)

    with pytest.raises(CannotBeDone, match="is not closed"):
        closing.close_plan(plan=plan, carried=[], by=owner, **REVIEWED[4])


def test_closing_carries_unfinished_milestones_into_the_next_draft_and_says_where_they_come_from(owner):
    plan = make_plan(owner=owner)
    area = parts.add_area(plan=plan, reference="1", text="Gangs", by=owner, **DRAFTED)
    action = parts.add_action(plan=plan, area=area, reference="1.1", text="Strategy", by=owner, **DRAFTED)
    first = make_milestone(plan=plan, action=action, text="Draft it", leads=("Head of safety",))
    second = make_milestone(plan=plan, action=action, text="Publish it", due="Q4")
    plan = endorse(plan=plan)
    review = make_review(plan=plan)
    rate(review=review, milestone=first, key="complete")
    review.refresh_from_db()
    reviews.close_review(review=review, note="", by=owner, **REVIEWED[1])

    closing.close_plan(plan=plan, carried=[second], by=owner, **REVIEWED[4])

    following = DeliveryPlan.objects.get(year=YEAR + 1)
    carried = following.milestones.get()
    assert (following.state, following.follows) == (State.DRAFT, plan)
    assert (carried.text, carried.due, carried.carried_from) == ("Publish it", "", second)
    assert carried.comment == "Carried over from 2015/16, where it was due Q4."
    assert (carried.action.text, carried.area.text) == ("Strategy", "Gangs")


@pytest.mark.parametrize("state", list(State))
def test_parts_change_in_every_state_but_closed(state, owner):
    plan = make_plan(owner=owner, state=state, milestones=1)

    if state == State.CLOSED:
        with pytest.raises(Refused, match="closed"):
            parts.add_area(plan=plan, text="Gangs", by=owner, **REVIEWED[4])
    else:
        assert parts.add_area(plan=plan, text="Gangs", by=owner, **REVIEWED[4]).pk


def test_what_is_added_stands_last_under_its_action_or_area(plan, when):
    first = parts.add_area(plan=plan, reference="1", text="Gangs", **when)
    second = parts.add_area(plan=plan, reference="2", text="Youth", **when)
    action = parts.add_action(plan=plan, area=first, reference="1.1", text="Strategy", **when)
    make_milestone(plan=plan, area=second, text="Other", reference="2.1")
    make_milestone(plan=plan, action=action, text="Draft", reference="1.1.1")
    make_milestone(plan=plan, action=action, text="Publish", reference="1.1.2")

    assert rows_of(plan) == [
        "1 Gangs", "1.1 Strategy", "1.1.1 Draft", "1.1.2 Publish", "2 Youth", "2.1 Other",
    ]  # fmt: skip


def test_moving_an_area_takes_along_all_that_stands_under_it(plan, when):
    first = parts.add_area(plan=plan, reference="1", text="Gangs", **when)
    second = parts.add_area(plan=plan, reference="2", text="Youth", **when)
    make_milestone(plan=plan, area=first, text="Draft", reference="1.1")
    make_milestone(plan=plan, area=second, text="Other", reference="2.1")

    parts.move_part(part=second, up=True, **when)
    assert rows_of(plan) == ["2 Youth", "2.1 Other", "1 Gangs", "1.1 Draft"]

    parts.move_part(part=second, up=True, **when)
    assert rows_of(plan) == ["2 Youth", "2.1 Other", "1 Gangs", "1.1 Draft"]

    second.refresh_from_db()
    parts.move_part(part=second, up=False, **when)
    assert rows_of(plan) == ["1 Gangs", "1.1 Draft", "2 Youth", "2.1 Other"]


def test_a_milestone_keeps_its_due_as_written_with_the_meaning_beside_it(plan):
    milestone = make_milestone(plan=plan, due="Q2")

    assert milestone.due == "Q2"
    assert (milestone.first_day, milestone.last_day) == (date(2015, 7, 1), date(2015, 9, 30))


def test_a_correction_of_the_due_stands_beside_what_was_understood_and_goes_with_new_words(plan, when):
    milestone = make_milestone(plan=plan, due="Q2")

    milestone = parts.correct_due(
        milestone=milestone,
        version=1,
        first=date(2015, 5, 1),
        last=date(2015, 5, 31),
        reason="Agreed.",
        **when,
    )
    assert (milestone.due, milestone.last_day) == ("Q2", date(2015, 5, 31))
    assert milestone.understood_last == date(2015, 9, 30)

    milestone = parts.edit_part(part=milestone, version=2, due="Q3", **when)
    assert (milestone.corrected_last, milestone.last_day) == (None, date(2015, 12, 31))


def test_leads_and_links_keep_their_order_and_are_shared_between_plans(plan, when):
    make_milestone(plan=plan, leads=("Police", "council", "Police"), links=("Corporate plan",))
    milestone = make_milestone(plan=plan, leads=("Council", "Fire"))

    assert [str(each) for each in milestone.offices.all()] == ["council", "Fire"]
    assert LeadOffice.objects.filter(name__iexact="council").count() == 1

    milestone = parts.edit_part(part=milestone, version=1, leads=["Fire", "council"], **when)
    assert [str(each) for each in milestone.offices.all()] == ["Fire", "council"]


def test_two_people_at_once_both_keep_their_words(plan, when):
    milestone = make_milestone(plan=plan)
    parts.edit_part(part=milestone, version=1, text="Theirs", **when)

    with pytest.raises(EditConflict) as conflict:
        parts.edit_part(part=milestone, version=1, text="Mine", leads=["Fire"], **when)

    assert conflict.value.theirs["Milestone"] == "Theirs"
    assert conflict.value.yours == {"Milestone": "Mine", "Leads": "Fire"}


def test_nothing_is_withdrawn_from_over_what_stands_under_it(plan, when):
    area = parts.add_area(plan=plan, text="Gangs", **when)
    milestone = make_milestone(plan=plan, area=area)

    with pytest.raises(CannotBeDone, match="still stands under it"):
        parts.withdraw_part(part=area, reason="Gone", **when)

    parts.withdraw_part(part=milestone, reason="Gone", **when)
    area = parts.withdraw_part(part=area, reason="Gone", **when)
    with pytest.raises(CannotBeDone, match="Bring that back first"):
        parts.restore_part(part=Milestone.objects.get(), **when)
    assert not parts.restore_part(part=area, **when).is_withdrawn


def test_a_milestone_that_says_nothing_is_refused_and_the_database_refuses_it_too(plan, when):
    with pytest.raises(CannotBeDone, match="Enter what is to be done"):
        make_milestone(plan=plan, text="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.create(plan=plan, position=1)


def test_a_part_of_another_plan_is_no_place_for_a_milestone(plan):
    other = make_plan()
    area = parts.add_area(plan=other, text="Gangs", by=other.owner, **DRAFTED)

    with pytest.raises(CannotBeDone, match="another plan"):
        make_milestone(plan=plan, area=area)


TABLE = [
    TableRow(area_reference="1", area="Confidence"),
    TableRow(
        area_reference="1.1", area="Messages", action_reference="1.1.1", action="Tell residents",
        due="Quarterly", leads=("Community safety", "Communications"), links=("Corporate plan",),
    ),
    TableRow(
        area_reference="1.1", area="Messages", action_reference="1.1.2", action="Warn by e-mail", due="Q1",
        rag="In hand", comment="Wording to agree",
    ),
    TableRow(area_reference="1.2", area="Engagement", action_reference="1.1.2", action="Map it"),
    # Real plans have a reference twice, a row twice, and rows of an area apart.
    TableRow(area_reference="1.2", area="Engagement", action_reference="1.1.2", action="Map it"),
    TableRow(area_reference="1.1", area="Messages", milestone="Back again"),
    TableRow(milestone_reference="4.2", milestone="Under nothing", due="Q4"),
]  # fmt: skip


def test_a_table_is_written_once_and_writing_it_again_changes_nothing(plan, when):
    first = plans.write_table(plan, TABLE, **when)
    before = [(type(row), row.pk, row.position, getattr(row, "version", 0)) for row in parts.rows_of(plan)]

    second = plans.write_table(plan, TABLE, **when)

    after = [(type(row), row.pk, row.position, getattr(row, "version", 0)) for row in parts.rows_of(plan)]
    assert (first.added, first.changed, first.unchanged) == (6, 0, 0)
    assert (second.added, second.changed, second.unchanged) == (0, 0, 6)
    assert before == after
    assert [m.words for m in plan.milestones.all()] == [
        "Tell residents", "Warn by e-mail", "Map it", "Map it", "Back again", "Under nothing",
    ]  # fmt: skip


def test_a_table_changes_what_it_says_anew_adds_in_its_place_and_takes_nothing_out(plan, when):
    plans.write_table(plan, TABLE, **when)
    changed = TableRow(
        area_reference="1.1", area="Messages", action_reference="1.1.1", action="Tell residents",
        due="Q3", leads=("Fire",),
    )  # fmt: skip
    new = TableRow(area_reference="1.1", area="Messages", action_reference="1.1.9", action="New")

    written = plans.write_table(plan, [changed, new], **when)

    assert (written.added, written.changed, written.unchanged) == (1, 1, 0)
    words = [m.words for m in plan.milestones.all()]
    assert words[:3] == ["Tell residents", "New", "Warn by e-mail"]
    assert len(words) == 7


def test_an_office_rates_through_the_people_who_answer_for_it(owner, when):
    person = make_user()
    office = answer_for(office="Probation", person=person, by=owner)

    assert list(office.people.all()) == [person]
    with pytest.raises(EditConflict):
        strategies.edit_office(office=office, version=1, people=[], name="Other", **when)


def test_every_event_of_a_plan_is_in_the_audit_and_says_no_words(plan, when):
    make_milestone(plan=plan, text="Mrs Smith's home")
    plans.add_comment(plan=plan, text="Ask Mrs Smith.", **when)

    events = AuditEvent.objects.filter(kind__startswith="delivery_plans.")

    assert {event.kind for event in events} >= {
        "delivery_plans.plan.drafted", "delivery_plans.part.added", "delivery_plans.plan.commented",
    }  # fmt: skip
    assert not any("Smith" in str(event.details) for event in events)
