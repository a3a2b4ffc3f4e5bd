"""What can happen in a quarterly review, from opening to the board's challenge."""

from datetime import UTC, date, datetime, timedelta

import pytest

from csp_portal.accounts.roles import Role
from csp_portal.audit.models import AuditEvent
from csp_portal.core import clock
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict, InvalidTransition
from csp_portal.notices.models import Notice
from delivery_plans import tasks
from delivery_plans.models import RagLevel, RagScale, Rating
from delivery_plans.states.plan import State as PlanState
from delivery_plans.states.review import State
from delivery_plans.workflow import challenges, closing, parts, reviews, strategies
from tests.delivery_plans.factories_plans import (
    DUE_ON,
    REVIEWED,
    answer_for,
    endorse,
    level,
    make_board_item,
    make_lead,
    make_milestone,
    make_owner,
    make_plan,
    make_review,
    rate,
)
from tests.factories import make_secretary, make_user

pytestmark = pytest.mark.django_db

NOW = REVIEWED[1]


@pytest.fixture
def owner():
    return make_owner()


@pytest.fixture
def lead():
    return make_lead()


@pytest.fixture
def milestone(owner, lead):
    plan = make_plan(owner=owner)
    answer_for(office="Police", person=lead, by=owner)
    first = make_milestone(plan=plan, leads=("Nobody yet", "Police"))
    make_milestone(plan=plan, text="For the owner")
    endorse(plan=plan)
    return first


@pytest.fixture
def review(milestone):
    milestone.plan.refresh_from_db()
    return make_review(plan=milestone.plan)


def given(review, milestone, key="green", **words):
    return [reviews.Given(review.lines.get(milestone=milestone), level(key), **words)]


def submitted(review, lead, owner):
    for line in review.lines.all():
        rate(review=review, milestone=line.milestone)
    reviews.submit(review=review, by=lead, **NOW)
    return reviews.submit(review=review, by=owner, **NOW)


def test_a_review_asks_whoever_answers_for_the_first_office_with_somebody_else_the_owner(review, lead, owner):
    assert [line.person for line in review.lines.all()] == [lead, owner]


def test_the_first_review_brings_an_endorsed_plan_into_force(review):
    assert review.plan.state == PlanState.IN_FORCE


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"quarter": 1}, "opened already"),
        ({"quarter": 2}, "begins on 1 July 2015"),
        ({"quarter": 2, "due_on": date(2015, 6, 1), "on": date(2015, 7, 2)}, "has passed"),
    ],
)
def test_a_review_that_makes_no_sense_is_not_opened(review, owner, change, sentence):
    facts = {"quarter": 1, "due_on": date(2015, 7, 15), "at": NOW["at"], "on": date(2015, 6, 30)} | change

    with pytest.raises(CannotBeDone, match=sentence):
        reviews.open_review(plan=review.plan, by=owner, **facts)


def test_a_draft_is_not_reviewed(owner):
    with pytest.raises(CannotBeDone, match="endorsed"):
        make_review(plan=make_plan(owner=owner, milestones=1))


def test_a_complete_milestone_is_asked_for_no_more(review, milestone, owner):
    rate(review=review, milestone=milestone, key="complete")
    reviews.close_review(review=review, note="", by=owner, **NOW)

    following = make_review(plan=review.plan, quarter=2)

    assert milestone not in [line.milestone for line in following.lines.all()]


@pytest.mark.parametrize(
    ("who", "is_refused"),
    [("lead", False), ("owner", False), ("other_lead", True), ("no_duty", True), ("secretary", True)],
)
def test_leads_rate_their_own_and_the_owner_rates_for_them(review, milestone, lead, owner, who, is_refused):
    people = {
        "lead": lead, "owner": owner, "other_lead": make_lead(), "no_duty": make_user(),
        "secretary": make_secretary(),
    }  # fmt: skip

    if is_refused:
        with pytest.raises(Refused):
            reviews.rate(review=review, given=given(review, milestone), by=people[who], **NOW)
    else:
        assert len(reviews.rate(review=review, given=given(review, milestone), by=people[who], **NOW)) == 1


@pytest.mark.parametrize("key", ["amber_red", "red"])
@pytest.mark.parametrize("words", [{}, {"reason": "No money."}, {"action_taken": "A bid."}, {"reason": " "}])
def test_amber_red_and_red_need_a_reason_and_what_is_being_done(review, milestone, lead, key, words):
    with pytest.raises(CannotBeDone, match="needs a reason"):
        reviews.rate(review=review, given=given(review, milestone, key, **words), by=lead, **NOW)

    assert not Rating.objects.exists()


def test_which_ratings_need_a_reason_is_the_partnerships_to_say(review, milestone, lead):
    RagLevel.objects.filter(key="red").update(needs_reason=False)

    assert reviews.rate(review=review, given=given(review, milestone, "red"), by=lead, **NOW)


def test_not_rated_is_no_rating(review, milestone, lead):
    with pytest.raises(CannotBeDone, match="is none"):
        reviews.rate(review=review, given=given(review, milestone, "not_rated"), by=lead, **NOW)


def test_a_rating_is_added_and_never_overwritten_and_the_same_again_adds_none(review, milestone):
    rate(review=review, milestone=milestone, key="green")
    rate(review=review, milestone=milestone, key="green")
    rate(review=review, milestone=milestone, key="amber_green")

    assert [r.level.key for r in milestone.ratings.all()] == ["green", "amber_green"]
    assert [r.level.key for r in milestone.ratings.current()] == ["amber_green"]


@pytest.mark.parametrize(("on", "is_late"), [(DUE_ON[1], False), (date(2015, 7, 16), True)])
def test_a_rating_after_the_day_is_marked(review, milestone, on, is_late):
    assert rate(review=review, milestone=milestone, on=on).is_late is is_late


def test_nobody_submits_before_all_that_is_theirs_is_rated(review, lead):
    with pytest.raises(CannotBeDone, match="1 of your milestones is not rated"):
        reviews.submit(review=review, by=lead, **NOW)


def test_a_review_is_submitted_when_everybody_has_submitted(review, milestone, lead, owner):
    rate(review=review, milestone=milestone)
    assert reviews.submit(review=review, by=lead, **NOW).state == State.OPEN

    rate(review=review, milestone=review.lines.get(person=owner).milestone)
    assert reviews.submit(review=review, by=owner, **NOW).state == State.SUBMITTED


def test_what_is_submitted_changes_once_it_is_sent_back(review, milestone, lead, owner):
    review = submitted(review, lead, owner)
    with pytest.raises(Refused, match="not open"):
        rate(review=review, milestone=milestone, key="red", by=lead)

    review = reviews.send_back(
        review=review, lines=[review.lines.get(person=lead)], reason="Say more.", by=owner, **NOW
    )

    assert review.state == State.OPEN
    assert rate(review=review, milestone=milestone, key="red", by=lead)


@pytest.mark.parametrize("state", list(State))
def test_the_owner_closes_a_review_that_is_open_or_submitted(review, lead, owner, state):
    if state != State.OPEN:
        review = submitted(review, lead, owner)
    if state == State.CLOSED:
        review = reviews.close_review(review=review, note="", by=owner, **NOW)
        with pytest.raises(InvalidTransition):
            reviews.close_review(review=review, note="", by=owner, **NOW)
        return

    with pytest.raises(Refused):
        reviews.close_review(review=review, note="", by=lead, **NOW)
    closed = reviews.close_review(review=review, note="A hard quarter.", by=owner, **NOW)

    assert (closed.state, closed.closing_note) == (State.CLOSED, "A hard quarter.")


def test_reminders_go_to_those_who_have_not_submitted(review, milestone, lead, owner):
    rate(review=review, milestone=milestone)
    reviews.submit(review=review, by=lead, **NOW)

    assert reviews.remind(review=review, by=owner, **NOW) == reviews.Reminded([owner], [], [])
    assert review.lines.get(person=owner).reminded_at == NOW["at"]


def test_who_was_reminded_today_is_not_told_twice_nor_counted_again(review, lead, owner):
    reviews.remind(review=review, by=owner, **NOW)
    lead.is_active = False
    lead.save()
    later = {**NOW, "at": NOW["at"] + timedelta(hours=2)}

    again = reviews.remind(review=review, by=owner, **later)

    assert again == reviews.Reminded([], [owner], [lead])
    assert set(review.lines.values_list("reminded_at", flat=True)) == {NOW["at"]}
    assert Notice.objects.filter(kind="delivery_plans.review_reminder").count() == 2
    assert AuditEvent.objects.filter(kind="delivery_plans.review.reminded").count() == 1


@pytest.mark.parametrize(("day", "count"), [(11, 0), (12, 2), (13, 0), (15, 0), (16, 2), (17, 0)])
def test_the_clock_reminds_three_days_before_the_day_and_on_the_day_after(review, monkeypatch, day, count):
    monkeypatch.setattr(clock, "now", lambda: datetime(2015, 7, day, 9, tzinfo=UTC))

    assert tasks.remind_leads() == count


def test_those_who_are_asked_are_told_and_the_rater_of_a_challenged_rating_is(review, lead, owner):
    assert [notice.person for notice in Notice.objects.filter(kind="delivery_plans.review_opened")] == [lead]

    review = submitted(review, lead, owner)
    reviews.send_back(review=review, lines=list(review.lines.all()), reason="More.", by=owner, **NOW)

    assert Notice.objects.filter(kind="delivery_plans.review_sent_back", person=lead).exists()


def test_the_owner_asks_somebody_else_and_sets_another_day(review, milestone, owner):
    colleague = make_lead()
    line = review.lines.get(milestone=milestone)

    reviews.edit_review(review=review, due_on=date(2015, 7, 20), people={line.pk: colleague}, by=owner, **NOW)

    line.refresh_from_db()
    assert (line.person, line.review.due_on) == (colleague, date(2015, 7, 20))
    assert rate(review=line.review, milestone=milestone, by=colleague)


@pytest.fixture
def challenged(review, milestone):
    rating = rate(review=review, milestone=milestone)
    item = make_board_item(
        board=review.plan.outcome.strategy.board, starts_at=datetime(2015, 7, 9, 13, tzinfo=UTC)
    )
    return challenges.challenge(
        rating=rating, item=item, words="The board doubts it.", by=make_secretary(), **REVIEWED[2]
    )


def test_a_challenge_leaves_the_rating_as_it_is_and_a_new_one_may_follow(challenged, milestone, lead, owner):
    reviews.close_review(review=challenged.rating.review, note="", by=owner, **REVIEWED[2])

    answered = challenges.answer_challenge(
        challenge=challenged, answer="The board is right.", level=level("red"), reason="No post.",
        action_taken="It is advertised.", by=lead, **REVIEWED[2],
    )  # fmt: skip

    assert [r.level.key for r in milestone.ratings.all()] == ["green", "red"]
    assert answered.ratings_after.get().is_late
    with pytest.raises(EditConflict) as conflict:
        challenges.answer_challenge(challenge=answered, answer="Again", by=lead, **REVIEWED[2])
    assert (conflict.value.theirs, conflict.value.yours) == (
        {"Answer": "The board is right."},
        {"Answer": "Again"},
    )


def test_a_challenge_in_a_closed_plan_is_answered_in_words_alone(challenged, milestone, lead, owner):
    reviews.close_review(review=challenged.rating.review, note="", by=owner, **REVIEWED[2])
    closing.close_plan(plan=milestone.plan, carried=[], by=owner, **REVIEWED[2])

    with pytest.raises(CannotBeDone, match="The plan is closed, so its ratings stay as they are"):
        challenges.answer_challenge(
            challenge=challenged, answer="Yes.", level=level("amber_green"), by=lead, **REVIEWED[2]
        )
    answered = challenges.answer_challenge(
        challenge=challenged, answer="The board is right.", by=lead, **REVIEWED[2]
    )

    assert answered.answered_by == lead
    assert [r.level.key for r in milestone.ratings.all()] == ["green"]


def test_a_challenge_is_recorded_by_the_secretariat_or_an_owner_and_answered_by_a_lead(challenged):
    with pytest.raises(Refused):
        challenges.challenge(
            rating=challenged.rating, item=challenged.agenda_item, words="No", by=make_lead(), **REVIEWED[2]
        )
    with pytest.raises(Refused):
        challenges.answer_challenge(challenge=challenged, answer="No", by=make_lead(), **REVIEWED[2])
    with pytest.raises(CannotBeDone, match="challenged already"):
        challenges.challenge(
            rating=challenged.rating,
            item=challenged.agenda_item,
            words="Twice",
            by=make_owner(),
            **REVIEWED[2],
        )


def test_a_meeting_before_a_rating_cannot_have_challenged_it(review, milestone, owner):
    rating = rate(review=review, milestone=milestone)
    item = make_board_item(
        board=review.plan.outcome.strategy.board, starts_at=datetime(2015, 6, 17, 13, tzinfo=UTC)
    )

    with pytest.raises(CannotBeDone, match="given after that meeting"):
        challenges.challenge(rating=rating, item=item, words="The board doubts it.", by=owner, **REVIEWED[2])


def words_of(scale):
    fields = ("letter", "word", "meaning", "shape", "tone", "order", "needs_reason", "is_exception")
    return {each.key: {field: getattr(each, field) for field in fields} for each in scale.levels.all()}


def test_the_administrator_words_the_scale_and_nobody_else(owner):
    level("red")
    scale = RagScale.objects.get()
    levels = words_of(scale)
    levels["red"] |= {"word": "Critical", "letter": "X", "needs_reason": False}
    administrator = make_user(duties=[Role.ADMINISTRATOR])
    facts = {"scale": scale, "version": 1, "explanation": "", "levels": levels}

    with pytest.raises(Refused):
        strategies.edit_scale(by=owner, **facts, **NOW)
    strategies.edit_scale(by=administrator, **facts, **NOW)

    assert str(level("red")) == "Critical"
    with pytest.raises(EditConflict):
        strategies.edit_scale(by=administrator, **facts, **NOW)


@pytest.mark.parametrize("field", ["letter", "word", "shape", "order"])
def test_no_two_levels_look_the_same(field):
    level("red")
    scale = RagScale.objects.get()
    levels = words_of(scale)
    levels["red"][field] = levels["green"][field]

    with pytest.raises(CannotBeDone, match="told apart"):
        strategies.edit_scale(
            scale=scale, version=1, explanation="", levels=levels,
            by=make_user(duties=[Role.ADMINISTRATOR]), **NOW,
        )  # fmt: skip


def test_two_levels_change_places():
    level("red")
    scale = RagScale.objects.get()
    levels = words_of(scale)
    levels["red"]["order"], levels["green"]["order"] = levels["green"]["order"], levels["red"]["order"]

    strategies.edit_scale(
        scale=scale, version=1, explanation="", levels=levels,
        by=make_user(duties=[Role.ADMINISTRATOR]), **NOW,
    )  # fmt: skip

    assert level("red").order < level("green").order


def test_a_withdrawn_milestone_is_rated_no_more(review, milestone, owner, lead):
    parts.withdraw_part(part=milestone, reason="Gone", by=owner, **NOW)

    with pytest.raises(Refused, match="withdrawn"):
        rate(review=review, milestone=milestone, by=lead)
