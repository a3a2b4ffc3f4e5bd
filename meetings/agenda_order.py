"""The agenda as it reads: sections, items with their numbers, wording with its pointers resolved."""

from collections.abc import Mapping
from dataclasses import dataclass

from meetings.models import AgendaItem, AgendaSection, Meeting
from meetings.references import for_reading


@dataclass(frozen=True)
class NumberedItem:
    """An item at its place on the agenda."""

    number: int
    item: AgendaItem
    wording: str


@dataclass(frozen=True)
class NumberedSection:
    """A section with its standing items, in order."""

    section: AgendaSection
    items: tuple[NumberedItem, ...]


def numbers(items: list[AgendaItem]) -> Mapping[str, int]:
    """Number items that come in order, by key."""
    return {item.key: number for number, item in enumerate(items, start=1)}


# What a list of items shows beside each.
ALONG = ("section", "restriction", "priority", "admission__chair", "admission__taken_under")


def agenda(meeting: Meeting) -> list[NumberedSection]:
    """Read the standing agenda of a meeting: two queries, whatever its length."""
    items = list(meeting.items.standing().in_order().select_related(*ALONG))
    number_of = numbers(items)
    return [
        NumberedSection(
            section=section,
            items=tuple(
                NumberedItem(number_of[item.key], item, for_reading(item.wording, number_of))
                for item in items
                if item.section_id == section.pk
            ),
        )
        for section in meeting.sections.all()
    ]


def minutes_allotted(meeting: Meeting) -> int:
    """Add up the minutes given to the standing items."""
    return sum(meeting.items.standing().values_list("minutes_allotted", flat=True))


def length_in_words(allotted: int, length: int) -> str:
    """Hold the minutes given to the items against the meeting's length."""
    held = f"{allotted} of the meeting's {length} minutes are given to items"
    if allotted > length:
        return f"{held}: {_minutes(allotted - length)} too many."
    if allotted < length:
        return f"{held}: {_minutes(length - allotted)} left."
    return f"{held}: none left."


def _minutes(count: int) -> str:
    return f"{count} minute{'' if count == 1 else 's'}"
