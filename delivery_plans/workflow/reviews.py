"""What can happen in a quarterly review: opened, rated, submitted, sent back, closed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.dates import in_words
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, change_state, save
from csp_portal.notices.models import Notice
from csp_portal.notices.workflow import tell
from delivery_plans import policies
from delivery_plans.models import (
    DeliveryPlan,
    RagLevel,
    Rating,
    Review,
    ReviewLine,
    quarter_ends,
)
from delivery_plans.plan_reading import asked_of, to_review
from delivery_plans.plan_rows import lock_plan
from delivery_plans.states.plan import REVIEWED_STATES
from delivery_plans.states.plan import State as PlanState
from delivery_plans.states.review import Event, State


@dataclass(frozen=True)
class Given:
    """What a lead says of one milestone: a level, and the words that the level asks for."""

    line: ReviewLine
    level: RagLevel
    reason: str = ""
    action_taken: str = ""
    comment: str = ""


def _tell(
    kind: str, review: Review, people: Iterable[User], title: str, *, at: datetime, again: str = ""
) -> list[Notice]:
    return tell(
        f"delivery_plans.{kind}",
        to=people,
        title=title,
        path=review.get_absolute_url(),
        at=at,
        key=f"{review.pk}{again}",
        about=review,
    )


@transaction.atomic
def open_review(
    *,
    plan: DeliveryPlan,
    quarter: int,
    due_on: date,
    by: User,
    at: datetime,
    on: date,
    people: Mapping[int, User] | None = None,
) -> Review:
    """
    Open the review of a quarter: who must rate what, by which day. `people` names others, by milestone.

    The first review brings an endorsed plan into force.

    :raises Refused: if this person may not change the plan
    :raises CannotBeDone: if the plan is a draft, the quarter was opened before or has not begun, the day
        has passed, or no milestone is left to rate
    """
    plan = lock_plan(plan, by=by, on=on)
    if plan.state not in REVIEWED_STATES:
        raise CannotBeDone("Only a plan that the board endorsed is reviewed. Record the endorsement first.")
    if plan.reviews.filter(quarter=quarter).exists():
        raise CannotBeDone(f"The review of quarter {quarter} was opened already.")
    begins = quarter_ends(plan.year, quarter - 1) + timedelta(days=1) if quarter > 1 else plan.first_day
    if on < begins:
        raise CannotBeDone(f"Quarter {quarter} begins on {begins.day} {begins:%B %Y}. Open its review then.")
    if due_on < on:
        raise CannotBeDone("The day by which to rate has passed. Choose a later one.")
    milestones = to_review(plan)
    if not milestones:
        raise CannotBeDone("No milestone is left to rate. Add milestones to the plan first.")
    review = Review(plan=plan, quarter=quarter, due_on=due_on, opened_by=by, opened_at=at)
    save(review, by=by, at=at)
    asked = {m.pk: (people or {}).get(m.pk) or asked_of(m, plan) for m in milestones}
    for milestone in milestones:
        save(ReviewLine(review=review, milestone=milestone, person=asked[milestone.pk]), by=by, at=at)
    if plan.state == PlanState.ENDORSED:
        change_state(plan, to=PlanState.IN_FORCE)
        plan.version += 1
        save(plan, by=by, at=at)
    others = {person.pk: person for person in asked.values() if person.pk != by.pk}
    title = f"Rate your milestones of outcome {plan.outcome.number} for {review.name} by {in_words(due_on)}"
    _tell("review_opened", review, others.values(), title, at=at)
    record(
        Event.OPENED, actor=by, subject=review, at=at, plan=plan.slug, quarter=quarter, due_on=due_on,
        milestones=len(milestones),
    )  # fmt: skip
    return review


def _lock(review: Review) -> Review:
    return (
        Review.objects.select_for_update(of=("self",))
        .select_related("plan__outcome", "plan__owner")
        .get(pk=review.pk)
    )


@transaction.atomic
def edit_review(
    *, review: Review, due_on: date, people: Mapping[int, User], by: User, at: datetime, on: date
) -> Review:
    """
    Set another day, or ask other people; `people` names them by the key of the line.

    :raises Refused: if this person may not change the plan
    :raises CannotBeDone: if the review is closed
    """
    review = _lock(review)
    policies.change_plan.enforce(by, review.plan, on=on)
    if review.state == State.CLOSED:
        raise CannotBeDone("The review is closed.")
    review.due_on = due_on
    review.version += 1
    save(review, by=by, at=at)
    for line in review.lines.select_for_update(of=("self",)).filter(pk__in=people):
        if line.person_id != people[line.pk].pk:
            line.person = people[line.pk]
            save(line, by=by, at=at)
    record(Event.EDITED, actor=by, subject=review, at=at, plan=review.plan.slug, due_on=due_on)
    return review


@transaction.atomic
def rate(*, review: Review, given: Sequence[Given], by: User, at: datetime, on: date) -> list[Rating]:
    """
    Keep what a lead says of milestones; a rating before it stays as it was. What says nothing new adds none.

    :raises Refused: if this person may not rate one of them, or the review is not open
    :raises CannotBeDone: if a level needs a reason and what is being done, and either is missing
    """
    review = _lock(review)
    policies.read_plans.enforce(by, on=on)
    rater = policies.rater(by, review, on=on)
    added = []
    latest = {rating.milestone_id: rating for rating in review.ratings.current()}
    for each in given:
        line = review.lines.select_for_update(of=("self",)).select_related("milestone").get(pk=each.line.pk)
        if reason := rater.refusal(line):
            raise Refused(reason)
        before = latest.get(line.milestone_id)
        said = (each.level.pk, each.reason, each.action_taken, each.comment)
        if before and (before.level_id, before.reason, before.action_taken, before.comment) == said:
            continue
        if problem := each.level.problem_with(each.reason, each.action_taken):
            raise CannotBeDone(problem)
        added.append(
            Rating.objects.create(
                milestone=line.milestone,
                review=review,
                level=each.level,
                reason=each.reason,
                action_taken=each.action_taken,
                comment=each.comment,
                rated_by=by,
                rated_at=at,
                is_late=on > review.due_on,
            )  # fmt: skip
        )
    if added:
        record(
            Event.RATED, actor=by, subject=review, at=at, plan=review.plan.slug, quarter=review.quarter,
            milestones=[rating.milestone_id for rating in added][:200],
            levels=[rating.level.key for rating in added][:200],
        )  # fmt: skip
    return added


@transaction.atomic
def submit(*, review: Review, by: User, at: datetime, on: date) -> Review:
    """
    Submit what this person was asked to rate; when everybody has, the review is for the owner to close.

    :raises CannotBeDone: if nothing is asked of this person, or one of their milestones is not rated
    """
    review = _lock(review)
    policies.read_plans.enforce(by, on=on)
    if not review.is_rating:
        raise CannotBeDone("The review is not open for ratings.")
    asked = review.lines.filter(milestone__withdrawn_at=None)
    mine = list(asked.with_rated().filter(person=by, submitted_at=None))
    if not mine:
        raise CannotBeDone("Nothing in this review waits for you to submit it.")
    missing = [line for line in mine if not line.is_rated]
    if missing:
        count = len(missing)
        raise CannotBeDone(
            f"{count} of your milestones {'is' if count == 1 else 'are'} not rated yet. Rate "
            f"{'it' if count == 1 else 'them'}, then submit."
        )
    for line in mine:
        line.submitted_by, line.submitted_at = by, at
        save(line, by=by, at=at)
    if not asked.filter(submitted_at=None).exists():
        change_state(review, to=State.SUBMITTED)
        review.version += 1
        save(review, by=by, at=at)
        if review.plan.owner_id != by.pk:
            title = f"Everybody has submitted outcome {review.plan.outcome.number} for {review.name}: close the review"
            _tell("review_submitted", review, [review.plan.owner], title, at=at, again=f"-{review.version}")
    record(Event.SUBMITTED, actor=by, subject=review, at=at, plan=review.plan.slug, milestones=len(mine))
    return review


@transaction.atomic
def send_back(
    *, review: Review, lines: Collection[ReviewLine], reason: str, by: User, at: datetime, on: date
) -> Review:
    """
    Send submitted lines back to those who rated them, with a reason; the review is open again.

    :raises Refused: if this person may not change the plan
    :raises CannotBeDone: if the review is closed, or no submitted line is chosen
    """
    review = _lock(review)
    policies.change_plan.enforce(by, review.plan, on=on)
    if review.state == State.CLOSED:
        raise CannotBeDone("The review is closed.")
    chosen = list(
        review.lines.select_for_update(of=("self",))
        .filter(pk__in=[line.pk for line in lines], submitted_at__isnull=False)
        .select_related("person")
    )
    if not chosen:
        raise CannotBeDone("Choose the submitted milestones that go back.")
    for line in chosen:
        line.submitted_by = line.submitted_at = None
        save(line, by=by, at=at)
    if review.state == State.SUBMITTED:
        change_state(review, to=State.OPEN)
    review.sent_back_reason = reason
    review.version += 1
    save(review, by=by, at=at)
    title = f"Ratings of outcome {review.plan.outcome.number} for {review.name} are sent back to you"
    _tell(
        "review_sent_back", review, {line.person for line in chosen}, title, at=at, again=f"-{review.version}"
    )
    record(Event.SENT_BACK, actor=by, subject=review, at=at, plan=review.plan.slug, milestones=len(chosen))
    return review


@transaction.atomic
def close_review(*, review: Review, note: str, by: User, at: datetime, on: date) -> Review:
    """
    Close the review of a quarter; what nobody rated stays "not rated".

    :raises Refused: if this person may not change the plan
    :raises InvalidTransition: if it is closed already
    """
    review = _lock(review)
    policies.change_plan.enforce(by, review.plan, on=on)
    change_state(review, to=State.CLOSED)
    review.closed_by, review.closed_at, review.closing_note = by, at, note
    review.version += 1
    save(review, by=by, at=at)
    not_rated = review.lines.unrated().count()
    record(Event.CLOSED, actor=by, subject=review, at=at, plan=review.plan.slug, not_rated=not_rated)
    return review


@dataclass(frozen=True)
class Reminded:
    """Whom a reminder reached, whom one had reached that day already, and who cannot sign in to read it."""

    told: list[User]
    already: list[User]
    gone: list[User]


@transaction.atomic
def remind(*, review: Review, by: User | None, at: datetime, on: date) -> Reminded:
    """
    Remind those who have not submitted, once a day at most; `by` is nobody where a schedule does it.

    :raises Refused: if this person may not change the plan
    :raises CannotBeDone: if the review is not open, or everybody has submitted
    """
    review = _lock(review)
    if by is not None:
        policies.change_plan.enforce(by, review.plan, on=on)
    if not review.is_rating:
        raise CannotBeDone("The review is not open for ratings, so nobody has to be reminded.")
    waiting = list(
        review.lines.select_for_update(of=("self",))
        .filter(submitted_at=None, milestone__withdrawn_at=None)
        .select_related("person")
    )
    if not waiting:
        raise CannotBeDone("Everybody has submitted their ratings.")
    people = {line.person_id: line.person for line in waiting}
    title = (
        f"Your ratings of outcome {review.plan.outcome.number} for {review.name} "
        f"{'were' if on > review.due_on else 'are'} due by {in_words(review.due_on)}"
    )
    notices = _tell("review_reminder", review, people.values(), title, at=at, again=f"-{on.isoformat()}")
    told = {notice.person_id for notice in notices}
    for line in waiting:
        if line.person_id in told:
            line.reminded_at = at
            save(line, by=by, at=at)
    if told:
        record(
            Event.REMINDED, actor=by, subject=review, at=at, plan=review.plan.slug, people=sorted(told)[:200]
        )
    others = [person for pk, person in people.items() if pk not in told]
    return Reminded(
        told=[person for pk, person in people.items() if pk in told],
        already=[person for person in others if person.is_active],
        gone=[person for person in others if not person.is_active],
    )
