"""What an app puts on the home page of the person who signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class HomeSection:
    """
    One heading of the home page with its cards (as components/card_list.html takes them).

    `empty`, `url` and `action` say what to do when there is no card.
    """

    title: str
    cards: Sequence[dict[str, Any]]
    empty: str = ""
    url: str = ""
    action: str = ""
