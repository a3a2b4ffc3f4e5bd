"""What an app puts on the home page of the person who signed in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

DUE, PREPARING, NEXT, NEWS, LATER = 10, 20, 30, 40, 50


@dataclass(frozen=True)
class HomeSection:
    """
    One heading of the home page with its cards (as components/card_list.html takes them).

    `empty`, `url` and `action` say what to do when there is no card. Sections stand by their `place`, low first:
    what is due from the person before what they may look at. A card may list in `says` the kinds of news that it
    tells already. Of news the first `most` cards are shown that are new on the page, and `rest` beside them: the card
    that leads to all of it.
    """

    title: str
    cards: Sequence[dict[str, Any]]
    empty: str = ""
    url: str = ""
    action: str = ""
    place: int = LATER
    most: int | None = None
    rest: dict[str, Any] | None = None


def without_repeats(sections: Sequence[HomeSection]) -> list[HomeSection]:
    """Put the sections in order, and leave out of the news what is due or what another card says already."""
    due = {card["url"] for section in sections if section.place < NEXT for card in section.cards}
    said = {
        (card["url"], kind) for section in sections for card in section.cards for kind in card.get("says", ())
    }
    found = []
    # Apps of one place stand in the order of the settings.
    for section in sorted(sections, key=lambda section: section.place):
        if section.place == NEWS:
            new = [
                card
                for card in section.cards
                if card["url"] not in due and (card["url"], card.get("kind")) not in said
            ][: section.most]
            if not new:
                continue
            section = replace(section, cards=[*new, section.rest] if section.rest else new)
        found.append(section)
    return found
