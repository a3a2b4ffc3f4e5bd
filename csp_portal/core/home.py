"""What an app puts on the home page of the person who signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

DUE, PREPARING, NEXT, NEWS, LATER = 10, 20, 30, 40, 50


@dataclass(frozen=True)
class HomeSection:
    """
    One heading of the home page with its cards (as components/card_list.html takes them).

    `empty`, `url` and `action` say what to do when there is no card. Sections stand by their `place`, low first:
    what is due from the person before what they may look at.
    """

    title: str
    cards: Sequence[dict[str, Any]]
    empty: str = ""
    url: str = ""
    action: str = ""
    place: int = LATER
