"""What happens when the board challenges a rating: it is recorded, and answered."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, EditConflict, save
from csp_portal.notices.workflow import tell
from delivery_plans import policies
from delivery_plans.models import Challenge, DeliveryPlan, RagLevel, Rating
from delivery_plans.states.review import Event
from meetings.models import AgendaItem, Decision


@transaction.atomic
def challenge(
    *,
    rating: Rating,
    item: AgendaItem,
    words: str,
    by: User,
    at: datetime,
    on: date,
    decision: Decision | None = None,
) -> Challenge:
    """
    Record that the board challenged a rating under an item; the rating stays as it is.

    :raises Refused: if this person is neither the secretariat nor a plan owner
    :raises CannotBeDone: if the meeting has not begun or came before the rating, the item is restricted, the decision is of
        another item, or the rating is challenged already
    """
    policies.challenge.enforce(by, on=on)
    rating = (
        Rating.objects.select_for_update(of=("self",))
        .select_related("milestone__plan", "rated_by")
        .get(pk=rating.pk)
    )
    if item.meeting.starts_at > at:
        raise CannotBeDone("The meeting has not begun, so the board cannot have challenged the rating yet.")
    if item.meeting.on < timezone.localdate(rating.rated_at):
        raise CannotBeDone("The rating was given after that meeting. Choose an item of a later one.")
    if item.is_restricted:
        raise CannotBeDone("A restricted item is not named beside a rating, which everybody reads.")
    if rating.challenges.filter(answered_at=None).exists():
        raise CannotBeDone("This rating is challenged already, and the lead has not answered yet.")
    if decision is not None:
        if problem := decision.problem_under(item):
            raise CannotBeDone(problem)
    found = Challenge(
        milestone=rating.milestone, rating=rating, agenda_item=item, decision=decision, words=words,
        raised_by=by, raised_at=at,
    )  # fmt: skip
    save(found, by=by, at=at)
    tell(
        "delivery_plans.rating_challenged",
        to=[rating.rated_by],
        title="The board challenged a rating of yours: answer it",
        path=rating.milestone.get_absolute_url(),
        at=at,
        key=str(found.pk),
        about=found,
    )
    record(
        Event.CHALLENGED, actor=by, subject=found, at=at, plan=rating.milestone.plan.slug,
        milestone=rating.milestone_id, item=item.key, decision=decision.slug if decision else None,
    )  # fmt: skip
    return found


@transaction.atomic
def answer_challenge(
    *,
    challenge: Challenge,
    answer: str,
    by: User,
    at: datetime,
    on: date,
    level: RagLevel | None = None,
    reason: str = "",
    action_taken: str = "",
) -> Challenge:
    """
    Answer the board's challenge; with a level, a new rating follows the one that was challenged.

    :raises Refused: if this person does not lead the milestone
    :raises EditConflict: if somebody answered in between; it keeps both answers
    :raises CannotBeDone: if a level is given in a closed plan, or it needs a reason and what is being done,
        and either is missing
    """
    challenge = (
        Challenge.objects.select_for_update(of=("self",))
        .select_related("rating__review", "milestone__plan")
        .get(pk=challenge.pk)
    )
    policies.answer_for.enforce(by, challenge, on=on)
    if challenge.answered_at is not None:
        raise EditConflict(challenge, theirs={"Answer": challenge.answer}, yours={"Answer": answer})
    # Locked, so that nobody closes it in between.
    plan = DeliveryPlan.objects.select_for_update().get(pk=challenge.milestone.plan_id)
    if level is not None and not plan.is_open_to_change:
        raise CannotBeDone("The plan is closed, so its ratings stay as they are. Answer in words alone.")
    challenge.answer, challenge.answered_by, challenge.answered_at = answer, by, at
    save(challenge, by=by, at=at)
    if level is not None:
        if problem := level.problem_with(reason, action_taken):
            raise CannotBeDone(problem)
        review = challenge.rating.review
        Rating.objects.create(
            milestone=challenge.milestone, review=review, level=level, reason=reason,
            action_taken=action_taken, comment=answer, challenge=challenge, rated_by=by, rated_at=at,
            is_late=timezone.localdate(at) > review.due_on,
        )  # fmt: skip
    record(
        Event.CHALLENGE_ANSWERED, actor=by, subject=challenge, at=at, plan=challenge.milestone.plan.slug,
        milestone=challenge.milestone_id, level=level.key if level else None,
    )  # fmt: skip
    return challenge
