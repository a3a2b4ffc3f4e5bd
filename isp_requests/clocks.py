"""
Working-hour clocks: when an answer is due, how much time is spent, and when to remind (ISP 9.2).

A working day is from 9 to 17 by the clock on the wall in London, Monday to Friday, without the bank
holidays of England and the partnership's own closure days. On the days on which clocks change nobody works,
but a stretch that spans one is still counted by the clock on the wall.
"""

from calendar import monthrange
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from csp_portal.core.dates import is_working_day

LONDON = ZoneInfo("Europe/London")
OPENS, CLOSES = time(9), time(17)
HOURS_A_DAY = 8
# A clock that has not run out after this many days never will: the calendar has no working day in it.
FURTHEST = timedelta(days=3660)

# From when to when a clock stood still; without an end it stands still now.
Pause = tuple[datetime, datetime | None]


def months_later(day: date, months: int) -> date:
    """Find the same day of a later month, or that month's last day where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


class NeverDue(ValueError):
    """Raised when no working time is left in the calendar within ten years."""


@dataclass(frozen=True, order=True)
class WorkingTime:
    """An amount of working time, in minutes. A day of it is eight hours."""

    minutes: int

    def __post_init__(self) -> None:
        if self.minutes < 0:
            raise ValueError("Working time is never less than nothing.")

    @classmethod
    def of(cls, *, days: int = 0, hours: int = 0) -> Self:
        return cls((days * HOURS_A_DAY + hours) * 60)

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    def __str__(self) -> str:
        days, minutes = divmod(self.minutes, HOURS_A_DAY * 60)
        hours, minutes = divmod(minutes, 60)
        parts = [(days, "working day"), (hours, "working hour"), (minutes, "minute")]
        said = [f"{count} {name}{'s' if count != 1 else ''}" for count, name in parts if count]
        return " and ".join(said) or "no time"


def _open_stretches(begin: datetime, closed: Collection[date]) -> Iterator[tuple[datetime, datetime]]:
    """Give the hours that are worked from a moment on, as moments in UTC, so that differences are true."""
    day = begin.astimezone(LONDON).date()
    for _ in range(FURTHEST.days):
        if is_working_day(day, closures=closed):
            opens = datetime.combine(day, OPENS, LONDON).astimezone(UTC)
            closes = datetime.combine(day, CLOSES, LONDON).astimezone(UTC)
            if closes > begin:
                yield max(opens, begin.astimezone(UTC)), closes
        day += timedelta(days=1)


def _running(
    begin: datetime, closed: Collection[date], paused: Sequence[Pause]
) -> Iterator[tuple[datetime, datetime]]:
    """Give the stretches in which the clock runs: worked, and in no pause."""
    for opens, closes in _open_stretches(begin, closed):
        stretches = [(opens, closes)]
        for stops, goes_on in paused:
            stretches = [
                piece
                for start, end in stretches
                for piece in (
                    (start, min(end, stops)),
                    (max(start, goes_on) if goes_on is not None else end, end),
                )
                if piece[0] < piece[1]
            ]
        yield from stretches


def due_at(
    received_at: datetime,
    *,
    allowed: WorkingTime,
    paused: Sequence[Pause] = (),
    closed: Collection[date] = (),
) -> datetime | None:
    """
    Work out when the allowed working time runs out, in UTC; nothing while the clock stands still.

    :raises NeverDue: if ten years hold too little working time
    """
    left = allowed.length
    for start, end in _running(received_at, closed, paused):
        if end - start >= left:
            return start + left
        left -= end - start
    if any(goes_on is None for _, goes_on in paused):
        return None
    raise NeverDue("No working day is left in the calendar.")


def spent(
    received_at: datetime,
    *,
    until: datetime,
    paused: Sequence[Pause] = (),
    closed: Collection[date] = (),
) -> timedelta:
    """Count the working time between two moments, without pauses."""
    total = timedelta()
    for start, end in _running(received_at, closed, paused):
        if start >= until:
            break
        total += min(end, until) - start
    return total
