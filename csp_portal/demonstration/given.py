"""What the parts of the demonstration share: where its texts lie, and moments by London's clock."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

PAPERS = Path(__file__).parent / "papers"
LONDON = ZoneInfo("Europe/London")


def moment(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


def when(day: date, hour: int = 10, minute: int = 0) -> dict[str, Any]:
    """Say of a moment what every workflow function wants to know of it."""
    return {"at": moment(day, hour, minute), "on": day}


def rows(file: Path) -> Iterator[dict[str, str]]:
    """Read a table, row by row."""
    with file.open(newline="", encoding="utf-8") as table:
        yield from csv.DictReader(table)
