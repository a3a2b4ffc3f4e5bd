"""A review that is followed up, in the tests' world: its account is kept to one seat."""

from typing import TYPE_CHECKING

from actions import workflow
from csp_portal.core import clock

if TYPE_CHECKING:
    from tests.architecture.world import World


def add(world: "World") -> None:
    """Add a review to the board, with an account that the named seat reads."""
    secretary, board = world.people["secretariat"], world.records["board"]
    assert secretary is not None
    review = workflow.record_review(
        board=board,
        name="Domestic homicide review 1",
        account="A neighbour heard it.",
        readers=[world.records["seats"]["named"]],
        by=secretary,
        at=clock.now(),
        on=clock.today(),
    )
    world.keys |= {"actions:review_": {"key": review.key}, "actions:review_record": {"slug": board.slug}}
