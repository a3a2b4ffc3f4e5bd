"""Days in words, and working days of England with the secretary's own closure days (ToR 6.3)."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache

import holidays


def in_words(day: date) -> str:
    """Write a day as in "7 March 2016"."""
    return f"{day.day} {day:%B %Y}"


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> dict[date, str]:
    """Name the bank holidays of England in the year."""
    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year).items())


def is_working_day(day: date, *, closures: Collection[date] = ()) -> bool:
    return day.weekday() < 5 and day not in bank_holidays(day.year) and day not in closures


def working_days_before(
    day: date, count: int, *, closures: Collection[date] = (), clear: bool = False
) -> date:
    """
    Count back working days from a day that itself does not count.

    `clear` leaves out the day of sending too, as "five clear days" does.
    """
    current = day
    remaining = count + 1 if clear else count
    while remaining:
        current -= timedelta(days=1)
        if is_working_day(current, closures=closures):
            remaining -= 1
    return current


def working_days_between(start: date, end: date, *, closures: Collection[date] = ()) -> int:
    """Count the working days after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -working_days_between(end, start, closures=closures)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day, closures=closures) for day in days)
