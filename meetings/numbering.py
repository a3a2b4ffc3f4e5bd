"""
How a board numbers its minutes and its decisions: data of the board, read here and nowhere else.

A pattern is made of {number} and, where wanted, {year}, {prefix} and {board}: "168" is "{number}",
"EX/2016/12" is "{prefix}/{year}/{number}" with the prefix EX.
"""

import re
from datetime import date

from django.db import models
from django.utils.text import slugify

LONGEST = 60
FIELDS = ("number", "year", "prefix", "board")
FIELD = re.compile(r"\{([^{}]*)\}")
FINANCIAL_YEAR_BEGINS = (4, 1)


class Restart(models.TextChoices):
    """When a board's numbers begin again at 1."""

    NEVER = "never", "Never: they go on from meeting to meeting"
    CALENDAR_YEAR = "calendar_year", "Each year on 1 January"
    FINANCIAL_YEAR = "financial_year", "Each financial year on 1 April"


def period(restart: str, day: date) -> int:
    """Give the year in which a number of that day is counted; 0 where numbers never begin again."""
    if restart == Restart.NEVER:
        return 0
    if restart == Restart.FINANCIAL_YEAR and (day.month, day.day) < FINANCIAL_YEAR_BEGINS:
        return day.year - 1
    return day.year


def year_in_words(restart: str, day: date) -> str:
    """Write the year of a number: 2016, or 2015-16 where a financial year is counted."""
    if restart == Restart.FINANCIAL_YEAR:
        begins = period(restart, day)
        return f"{begins}-{(begins + 1) % 100:02}"
    return str(day.year)


def fault(pattern: str, *, restart: str, prefix: str = "") -> str:
    """Say what is wrong with a pattern in a sentence, or ""."""
    used = FIELD.findall(pattern)
    if unknown := [name for name in used if name not in FIELDS]:
        return f"“{{{unknown[0]}}}” is not known. Use {{number}}, {{year}}, {{prefix}} and {{board}}."
    if re.search(r"[{}]", FIELD.sub("", pattern)):
        return "A curly bracket stands alone. Write {number}, with both brackets."
    if used.count("number") != 1:
        return "The pattern needs {number} once."
    if restart != Restart.NEVER and "year" not in used:
        return "Numbers that begin again each year need {year} in the pattern, or they would come twice."
    if "prefix" in used and not prefix:
        return "The pattern has {prefix}. Enter the prefix, or take it out of the pattern."
    return ""


def reference(pattern: str, *, number: int, day: date, restart: str, prefix: str, board: str) -> str:
    """Write a reference by the pattern."""
    values = {
        "number": str(number),
        "year": year_in_words(restart, day),
        "prefix": prefix,
        "board": board,
    }
    return FIELD.sub(lambda found: values.get(found[1], ""), pattern)[:LONGEST]


def slug(reference: str, *, board_slug: str) -> str:
    """Make of a reference the part of a web address; it begins with the board's own."""
    plain = slugify(re.sub(r"[/.:]+", "-", reference))
    return plain if plain.startswith(f"{board_slug}-") else f"{board_slug}-{plain}"
