"""What the parts of the demonstration share: where its texts lie, and moments by London's clock."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

PAPERS = Path(__file__).parent / "papers"
LONDON = ZoneInfo("Europe/London")


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """Give a moment of the day."""
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


def rows(file: Path) -> Iterator[dict[str, str]]:
    """Read a table, row by row."""
    with file.open(newline="", encoding="utf-8") as table:
        yield from csv.DictReader(table)
