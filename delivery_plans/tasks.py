"""What the queue does about plans by the clock: reminding leads, emptying files that nobody wrote or dropped."""

from csp_portal.core import clock
from delivery_plans.models import Review, ReviewLine
from delivery_plans.states.review import RATING_STATES
from delivery_plans.workflow import imports, reviews

# Days before the day by which to rate; a negative number is after it.
REMINDED_ON = (3, -1)


def remind_leads() -> int:
    """Remind those who have not submitted, three days before the day and on the day after; say how many."""
    today, at = clock.today(), clock.now()
    waiting = ReviewLine.objects.filter(submitted_at=None, milestone__withdrawn_at=None)
    count = 0
    for review in Review.objects.filter(state__in=RATING_STATES, pk__in=waiting.values("review")):
        if (review.due_on - today).days in REMINDED_ON:
            count += len(reviews.remind(review=review, by=None, at=at, on=today).told)
    return count


def lapse_plan_imports() -> int:
    """Empty the files that were to be read into plans a fortnight ago; say how many."""
    return imports.lapse(by=None, at=clock.now())
