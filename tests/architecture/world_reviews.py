"""Performance reviews in their states, for the tests that try every address as everybody."""

from delivery_plans.states.performance_review import State
from tests.architecture.world import World
from tests.delivery_plans.factories_reviews import make_quarter


def add(world: World) -> None:
    """Add a review that is open, one that is agreed, one before the Executive, and one that was passed."""
    secretary = world.people["secretariat"]
    named = {
        state: make_quarter(state=state, secretary=secretary, board=world.records["board"], number=number)
        for number, state in enumerate(State, start=1)
    }
    keys = {state: {"reference": quarter.meeting.reference} for state, quarter in named.items()}
    line = {"slug": named[State.OPEN].bad.slug}
    world.keys |= {
        "delivery_plans:performance_review_": keys[State.OPEN],
        "delivery_plans:performance_review_detail#passed": keys[State.FOR_THE_PACK],
        "delivery_plans:performance_review_send": keys[State.AGREED],
        "delivery_plans:performance_review_pass": keys[State.WITH_EXECUTIVE],
        "delivery_plans:performance_review_reopen": keys[State.WITH_EXECUTIVE],
        "delivery_plans:highlight_report_": keys[State.WITH_EXECUTIVE],
        "delivery_plans:highlight_report_detail#passed": keys[State.FOR_THE_PACK],
        "delivery_plans:performance_line_": {**keys[State.OPEN], **line},
    }
