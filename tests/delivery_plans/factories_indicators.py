"""Places, indicators and figures for tests, made through the workflow."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Role
from csp_portal.demonstration.performance import load_figures
from delivery_plans.figure_entries import Entry
from delivery_plans.models import Indicator, Measurement, Period, Place
from delivery_plans.states.performance import IndicatorKind, PlaceKind
from delivery_plans.workflow import entering, performance
from meetings.workflow import boards
from tests.factories import FOUNDED_AT, FOUNDED_ON, make_organisation, make_secretary, make_user

FACTS = Path(__file__).parent / "facts"
ENTERED_ON = date(2016, 3, 11)
ENTERED_AT = datetime(2016, 3, 11, 9, tzinfo=UTC)
WHEN: dict[str, Any] = {"at": ENTERED_AT, "on": ENTERED_ON}

_numbers = count(1)


def make_analyst(**fields: Any) -> User:
    return make_user(duties=[Role.PERFORMANCE_ANALYST], **{"full_name": "Analyst"} | fields)


def make_place(*, by: User, name: str = "", kind: str = PlaceKind.BOROUGH, **fields: Any) -> Place:
    number = next(_numbers)
    return performance.add_place(
        name=name or f"Place {number}", slug=f"place-{number}", kind=kind, by=by, **WHEN, **fields
    )


def make_indicator(*, by: User, name: str = "", **fields: Any) -> Indicator:
    """Make an indicator with a number of which less is better, not rated unless it is said how."""
    number = next(_numbers)
    return performance.add_indicator(
        **{
            "name": name or f"Indicator {number}",
            "slug": f"indicator-{number}",
            "kind": IndicatorKind.NUMBER,
            "unit": "count",
            "better": "lower",
        }
        | fields,
        by=by,
        **WHEN,
    )


def make_period(*, by: User, kind: str = "quarter", day: date = date(2015, 12, 31)) -> Period:
    return performance.open_period(kind=kind, day=day, by=by, **WHEN)


def enter_figure(
    *,
    by: User,
    indicator: Indicator,
    place: Place,
    period: Period,
    value: Any,
    reason: str = "",
    **fields: Any,
) -> Measurement:
    """Enter one figure over whatever is there now."""
    there = Measurement.objects.current().filter(indicator=indicator, place=place, period=period).first()
    entry = Entry(indicator, place, period, Decimal(str(value)), seen=there.pk if there else 0, **fields)
    return entering.enter_figures([entry], reason=reason, by=by, **WHEN)[0]


def facts(name: str) -> list[dict[str, str]]:
    """Read one of the tables of the board's papers of March 2016."""
    with (FACTS / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def load_facts() -> User:
    """Load every figure of the papers as the demonstration does; give the analyst."""
    for slug in ("haringey-police", "haringey-council", "nps-london"):
        make_organisation(name=slug, slug=slug)
    secretary = make_secretary()
    for number, name in enumerate(("Reoffending", "Prevention", "Public confidence"), start=1):
        boards.add_priority(
            number=number, name=name, lead_organisation=None, by=secretary, at=FOUNDED_AT, on=FOUNDED_ON
        )
    analyst = make_analyst()
    load_figures(analyst)
    return analyst
