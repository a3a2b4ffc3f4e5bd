"""The golden thread: from an indicator to business and actions, from a decision to the ratings it was about."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from csp_portal.core.workflow import CannotBeDone
from delivery_plans.models import RaisedBusiness
from delivery_plans.performance_reading import board_that_follows
from delivery_plans.workflow import challenges, plans, ties
from meetings.models import Board, BusinessItem, Priority
from meetings.workflow import decisions, meetings
from tests.delivery_plans.factories_indicators import make_analyst, make_indicator
from tests.delivery_plans.factories_plans import (
    REVIEWED,
    endorse,
    level,
    make_milestone,
    make_outcome,
    make_owner,
    make_plan,
    make_review,
    make_strategy,
    rate,
)
from tests.factories import make_board, make_item, make_seat, make_secretary, seat_person, sign_in
from tests.meetings.factories_minutes import doing, entry_of, make_decision, make_held_meeting, make_minutes

pytestmark = pytest.mark.django_db

HELD_AT = datetime(2015, 10, 8, 13, tzinfo=UTC)


@pytest.fixture
def plan():
    owner = make_owner(full_name="Olive Owner")
    plan = make_plan(owner=owner)
    make_milestone(plan=plan, reference="2.1", text="Draft the strategy")
    return endorse(plan=plan)


@pytest.fixture
def indicator():
    return make_indicator(by=make_analyst(), name="Robbery")


@pytest.fixture
def rating(plan):
    level("green")
    return rate(review=make_review(plan=plan), milestone=plan.milestones.get())


@pytest.fixture
def minuted(plan):
    """Minutes of a meeting that looked at the plan: item, another item, entry of each."""
    secretary = make_secretary()
    meeting = make_held_meeting(board=plan.outcome.strategy.board, by=secretary, starts_at=HELD_AT)
    item = make_item(meeting=meeting, title="Delivery plans", by=secretary)
    # Challenges are recorded under items of agendas that went round, or of meetings that were held.
    meeting = meetings.record_as_held(meeting=meeting, **doing(secretary, REVIEWED[3]["at"]))
    return secretary, item, make_minutes(meeting=meeting, by=secretary, at=REVIEWED[3]["at"])


def challenge(rating, item, by, **fields):
    return challenges.challenge(
        rating=rating, item=item, words="The board doubts it.", by=by, **REVIEWED[3], **fields
    )


def test_business_raised_from_an_indicator_is_seen_from_it(plan, indicator):
    member = seat_person(seat=make_seat(board=plan.outcome.strategy.board)).person
    client = sign_in(Client(), member)
    address = reverse("delivery_plans:indicator_raise", args=[indicator.slug])
    form = client.get(address).context["form"]
    facts = {name: value for name, value in form.initial.items() if value} | {
        "source": form.fields["source"].choices[0][0] or form.fields["source"].choices[1][0],
        "purpose": "discuss",
        "minutes_wanted": 10,
    }

    client.post(address, facts)

    assert RaisedBusiness.objects.get().indicator == indicator
    assert "Robbery" in BusinessItem.objects.get().title
    assert "Raised with the board" in client.get(indicator.get_absolute_url()).content.decode()
    # One piece of business comes from one thing.
    with pytest.raises(IntegrityError), transaction.atomic():
        RaisedBusiness.objects.update(milestone=plan.milestones.get())


def test_the_board_of_an_indicator_is_the_one_to_which_the_performance_group_reports(indicator):
    on = REVIEWED[3]["on"]
    make_board(name="A first board")
    followed = make_board(name="The partnership's board")
    assert board_that_follows(indicator, on=on).name == "A first board"

    make_board(name="Performance group", kind=Board.Kind.PERFORMANCE_GROUP, parent=followed)

    assert board_that_follows(indicator, on=on) == followed


def test_of_two_boards_with_such_groups_it_is_the_one_whose_strategy_serves_the_priority(indicator):
    on = REVIEWED[3]["on"]
    boards = [make_board(name=name) for name in ("Another board", "The partnership's board")]
    for board in boards:
        make_board(kind=Board.Kind.PERFORMANCE_GROUP, parent=board)
    priority = Priority.objects.create(number=1, name="Robbery and theft")
    indicator.priority = priority

    make_outcome(strategy=make_strategy(board=boards[1]), priority=priority)

    assert board_that_follows(indicator, on=on) == boards[1]


def test_an_action_recorded_from_an_indicator_is_seen_from_both(plan, indicator):
    board = plan.outcome.strategy.board
    seat_person(seat=make_seat(board=board))
    client = sign_in(Client(), make_secretary())
    address = f"{reverse('actions:action_record')}?board={board.slug}&indicator={indicator.slug}"
    form = client.get(address).context["form"]
    partner = form.fields["partners"].choices[0][0]

    client.post(
        address, {"kind": "do", "title": "Find the money", "partners": [partner], "due": "next_meeting"}
    )

    action = indicator.board_actions.get()
    assert indicator.get_absolute_url() in client.get(action.get_absolute_url()).content.decode()
    reader = sign_in(Client(), seat_person(seat=make_seat(board=board)).person)
    assert "Find the money" in reader.get(indicator.get_absolute_url()).content.decode()


def test_a_challenge_is_the_boards_recorded_decision_and_both_name_each_other(rating, minuted, plan):
    secretary, item, minutes = minuted
    decision = make_decision(entry=entry_of(minutes, item), by=secretary, at=REVIEWED[3]["at"])
    client = sign_in(Client(), secretary)

    client.post(
        reverse("delivery_plans:challenge_record", args=[plan.slug, rating.pk]),
        {"item": item.pk, "decision": decision.pk, "words": "The board doubts it."},
    )

    assert rating.challenges.get().decision == decision
    text = client.get(decision.get_absolute_url()).content.decode()
    assert "Ratings that it was about" in text
    assert "Draft the strategy" in text
    assert decision.reference in client.get(rating.milestone.get_absolute_url()).content.decode()


def test_a_decision_in_draft_minutes_is_not_named_to_those_who_may_not_read_them(rating, minuted, plan):
    secretary, item, minutes = minuted
    decision = make_decision(entry=entry_of(minutes, item), by=secretary, at=REVIEWED[3]["at"])
    challenge(rating, item, secretary, decision=decision)

    member = seat_person(seat=make_seat(board=plan.outcome.strategy.board)).person
    text = sign_in(Client(), member).get(rating.milestone.get_absolute_url()).content.decode()

    assert "The board doubts it." in text
    assert decision.reference not in text


def test_a_challenge_is_tied_when_the_minutes_have_their_decision(rating, minuted, plan):
    secretary, item, minutes = minuted
    found = challenge(rating, item, secretary)
    client = sign_in(Client(), secretary)
    address = reverse("delivery_plans:challenge_tie", args=[plan.slug, found.pk])
    assert "have no decision under this item" in client.get(address).content.decode()
    decision = make_decision(entry=entry_of(minutes, item), by=secretary, at=REVIEWED[3]["at"])

    client.post(address, {"decision": decision.pk})

    found.refresh_from_db()
    assert found.decision == decision


def test_a_challenge_is_no_decision_of_another_item_nor_one_struck_out(rating, minuted):
    secretary, item, minutes = minuted
    found = challenge(rating, item, secretary)
    when = doing(secretary, REVIEWED[3]["at"])
    other = make_decision(
        entry=minutes.entries.exclude(item=item).first(), by=secretary, at=REVIEWED[3]["at"]
    )
    struck = make_decision(entry=entry_of(minutes, item), by=secretary, at=REVIEWED[3]["at"])
    struck = decisions.strike_decision(decision=struck, **when)

    with pytest.raises(CannotBeDone, match="another item"):
        ties.tie_challenge(challenge=found, decision=other, **when)
    with pytest.raises(CannotBeDone, match="struck out"):
        ties.tie_challenge(challenge=found, decision=struck, **when)


@pytest.fixture
def next_draft(plan):
    return make_plan(owner=plan.owner, outcome=plan.outcome, year=plan.year + 1, milestones=1)


def test_an_endorsement_is_tied_to_its_decision_which_says_so(minuted, next_draft):
    secretary, item, minutes = minuted
    plan = plans.endorse_plan(
        plan=next_draft, item=item, words="Endorsed.", **doing(secretary, REVIEWED[3]["at"])
    )
    client = sign_in(Client(), secretary)
    address = reverse("delivery_plans:plan_tie", args=[plan.slug])
    assert "have no decision under this item" in client.get(address).content.decode()
    assert address in client.get(plan.get_absolute_url()).content.decode()
    decision = make_decision(entry=entry_of(minutes, item), by=secretary, at=REVIEWED[3]["at"])

    client.post(address, {"decision": decision.pk})

    plan.refresh_from_db()
    assert plan.endorsed_decision == decision
    text = client.get(plan.get_absolute_url()).content.decode()
    assert decision.get_absolute_url() in text
    assert address not in text
    assert plan.get_absolute_url() in client.get(decision.get_absolute_url()).content.decode()


def test_an_endorsement_is_no_decision_of_another_item_nor_of_a_draft(minuted, next_draft):
    secretary, item, minutes = minuted
    other = make_decision(
        entry=minutes.entries.exclude(item=item).first(), by=secretary, at=REVIEWED[3]["at"]
    )
    when = doing(secretary, REVIEWED[3]["at"])

    with pytest.raises(CannotBeDone, match="has not endorsed this plan"):
        ties.tie_endorsement(plan=next_draft, decision=other, **when)
    with pytest.raises(CannotBeDone, match="another item"):
        plans.endorse_plan(plan=next_draft, item=item, words="Endorsed.", decision=other, **when)
    decision = make_decision(entry=entry_of(minutes, item), by=secretary, at=REVIEWED[3]["at"])
    endorsed = plans.endorse_plan(plan=next_draft, item=item, words="Endorsed.", decision=decision, **when)
    assert endorsed.endorsed_decision == decision
