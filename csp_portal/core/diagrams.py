"""Draw a state table, so that the documentation cannot drift from the code."""

from collections.abc import Mapping, Sequence
from typing import Any


def mermaid(transitions: Mapping[Any, Sequence[Any]]) -> str:
    """Draw the table as a Mermaid state diagram."""
    moves = [f"    {start.name} --> {end.name}" for start, ends in transitions.items() for end in ends]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {next(iter(transitions)).name}", *moves])
