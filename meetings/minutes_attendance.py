"""What minutes read of the attendance record: the lists, and which seats may decide an item."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.module_loading import import_string

from meetings.models import AgendaItem, Meeting, Seat

RECORD = "meetings.attendance_reading"


@dataclass
class Nobody:
    """The lists of a meeting whose attendance nobody recorded."""

    present: list[Any] = field(default_factory=list)
    apologies: list[Any] = field(default_factory=list)
    absent: list[Any] = field(default_factory=list)
    others: list[Any] = field(default_factory=list)


def _record(name: str) -> Any:
    try:
        return import_string(f"{RECORD}.{name}")
    except ImportError:
        return None


def lists(meeting: Meeting) -> Any:
    """List those present, apologies, absent and others, as the one attendance record has them."""
    read = _record("lists")
    return read(meeting) if read else Nobody()


def seats_then(meeting: Meeting) -> list[Seat]:
    """List the board's voting seats on the day of the meeting, in order."""
    return list(
        meeting.board.seats.on(meeting.on).filter(is_voting=True).select_related("organisation")
    )


def deciding_seats(item: AgendaItem | None, meeting: Meeting) -> list[Seat]:
    """List the seats that may decide an item: there for it, and not barred; everybody where nothing is recorded."""
    read = _record("deciding_seats")
    return read(item) if read and item is not None else seats_then(meeting)


def barred_seats(item: AgendaItem | None) -> frozenset[int]:
    """Find the seats that a declared interest bars from deciding an item."""
    read = _record("barred_seats")
    return read(item) if read and item is not None else frozenset()
