"""What comes before a meeting, for the tests that try every address: plans, homework, agreement, papers asked for."""

from tests.architecture.world import World


def add(world: World) -> None:
    """Plan an item of the agenda, ask for homework and a paper, admit a late item."""
