"""
Pointers in an item's wording to other items, kept by key so that they follow the item.

What the secretary types and reads is `{item: Urgent business}`; what is kept is `[[item:KEY]]`; what is
printed is the number that the item has then. A number typed by hand is refused: the real agenda of
March 2016 pointed at item 2 where it meant item 3.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

KEPT = re.compile(r"\[\[item:([-a-z0-9]+)\]\]")
TYPED = re.compile(r"\{\s*item\s*:\s*([^{}]*?)\s*\}", re.IGNORECASE)
BARE_NUMBER = re.compile(r"\bitems?\s+(?:no\.?\s*|number\s+)?\d+\b", re.IGNORECASE)


class Titled(Protocol):
    """What can be pointed at: an item of an agenda, a standing item of a template."""

    @property
    def key(self) -> str: ...

    @property
    def title(self) -> str: ...


class UnclearReference(ValueError):
    """Raised with a sentence when a pointer leads to no item, or is a number typed by hand."""


def keys_in(wording: str) -> set[str]:
    """Find the keys of all items that the wording points at."""
    return set(KEPT.findall(wording))


def for_writing(wording: str, items: Iterable[Titled]) -> str:
    """Turn kept pointers into titles, for the person who writes the wording."""
    titles = {item.key: item.title for item in items}
    return KEPT.sub(lambda found: f"{{item: {titles.get(found[1], 'an item that is gone')}}}", wording)


def for_keeping(wording: str, items: Iterable[Titled]) -> str:
    """
    Turn titles into keys, for the database.

    :raises UnclearReference: if a pointer names no item or two, or an item's number was typed by hand
    """
    if bare := BARE_NUMBER.search(wording):
        raise UnclearReference(
            f"“{bare[0]}” would go wrong when the agenda changes. Point at the item by its title instead, "
            "for example {item: Declarations of interest}; the portal prints the number."
        )
    keys: dict[str, list[str]] = {}
    for item in items:
        keys.setdefault(item.title.casefold(), []).append(item.key)

    def key_of(found: re.Match[str]) -> str:
        named = keys.get(found[1].casefold(), [])
        if not named:
            raise UnclearReference(f"No item on this agenda has the title “{found[1]}”.")
        if len(named) > 1:
            raise UnclearReference(
                f"Two items have the title “{found[1]}”. Give one of them another title first."
            )
        return f"[[item:{named[0]}]]"

    return TYPED.sub(key_of, wording)


def for_checking(wording: str, items: Iterable[Titled]) -> str:
    """Turn kept pointers into numbers with titles, for the person who checks what they wrote."""
    found = {item.key: f"item {number} ({item.title})" for number, item in enumerate(items, start=1)}
    return KEPT.sub(lambda pointer: found.get(pointer[1], "an item that was withdrawn"), wording)


def for_reading(wording: str, numbers: Mapping[str, int]) -> str:
    """Turn kept pointers into the numbers that the items have now: “item 12”."""

    def words(found: re.Match[str]) -> str:
        number = numbers.get(found[1])
        return f"item {number}" if number else "an item that was withdrawn"

    return KEPT.sub(words, wording)
