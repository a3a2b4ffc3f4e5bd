"""The demonstration's figures: places, indicators, and what was counted, entered by the analyst as it came in."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from csp_portal.accounts.models import Organisation, User
from csp_portal.demonstration.given import moment
from delivery_plans.figure_entries import Entry
from delivery_plans.models import Indicator, Measurement, Period, Place
from delivery_plans.states.performance import Level, PeriodKind, Standing
from delivery_plans.workflow import entering, performance
from meetings.models import Priority

FIGURES = Path(__file__).parent / "figures"
STARTED_ON = date(2015, 7, 20)
# The quarters for which the source prints the target as what the year to date is held against.
QUARTERS = (date(2015, 4, 1), date(2015, 7, 1), date(2015, 10, 1), date(2016, 1, 1))


def load_figures(analyst: User) -> None:
    """Load every figure of the board's papers, with a correction, provisional figures, and figures awaited."""
    places = _places(analyst)
    indicators = _indicators(analyst)
    _figures(analyst, places, indicators)
    _correction(analyst, places["haringey"], indicators)
    _awaited(analyst, places["haringey"], indicators)
    _judgement(analyst, places["haringey"], indicators)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FIGURES / name).open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _names(words: str) -> list[str]:
    return [name.strip() for name in words.split(";") if name.strip()]


def _places(analyst: User) -> dict[str, Place]:
    made: dict[str, Place] = {}
    for row in _rows("places.csv"):
        made[row["slug"]] = performance.add_place(
            name=row["name"],
            slug=row["slug"],
            kind=row["kind"],
            within=made.get(row["within"]),
            members=[made[member] for member in _names(row["members"])],
            also_called=_names(row["also_called"]),
            position=int(row["position"]),
            by=analyst,
            at=moment(STARTED_ON),
            on=STARTED_ON,
        )
    return made


def _number(words: str) -> Decimal | None:
    return Decimal(words) if words else None


def _day(words: str) -> date | None:
    return date.fromisoformat(words) if words else None


def _indicators(analyst: User) -> dict[str, Indicator]:
    priorities = {priority.name: priority for priority in Priority.objects.all()}
    organisations = {organisation.slug: organisation for organisation in Organisation.objects.all()}
    places: dict[str, int] = defaultdict(int)
    made = {}
    for row in _rows("indicators.csv"):
        places[row["collection"]] += 1
        target = _number(row["target"])
        made[row["slug"]] = performance.add_indicator(
            slug=row["slug"],
            name=row["name"],
            position=places[row["collection"]],
            priority=priorities.get(row["priority"]),
            owner=organisations.get(row["owner"]),
            counts_people=row["counts_people"] == "yes",
            baseline=_number(row["baseline"]),
            baseline_on=_day(row["baseline_on"]),
            target=target,
            target_by=_day(row["target_by"]),
            decimals=int(row["decimals"] or 0),
            points=dict.fromkeys(QUARTERS, target) if row["trajectory"] == "quarterly" and target else {},
            **{
                name: row[name]
                for name in (
                    "collection", "theme", "short_name", "kind", "unit", "better", "better_note",
                    "baseline_period", "target_words", "target_by_words", "trajectory", "rule", "source", "note",
                )
            },
            by=analyst,
            at=moment(STARTED_ON),
            on=STARTED_ON,
        )  # fmt: skip
    return made


def _period(kind: str, day: date, analyst: User, on: date) -> Period:
    return performance.open_period(kind=kind, day=day, by=analyst, at=moment(on), on=on)


def _figures(analyst: User, places: dict[str, Place], indicators: dict[str, Indicator]) -> None:
    batches: dict[date, list[dict[str, str]]] = defaultdict(list)
    for row in _rows("figures.csv"):
        batches[date.fromisoformat(row["entered_on"])].append(row)
    periods: dict[tuple[str, str], Period] = {}
    for on, rows in sorted(batches.items()):
        entries = []
        for row in rows:
            key = row["period"], row["ends_on"]
            if key not in periods:
                periods[key] = _period(row["period"], date.fromisoformat(row["ends_on"]), analyst, on)
            entries.append(
                Entry(
                    indicator=indicators[row["indicator"]],
                    place=places[row["place"]],
                    period=periods[key],
                    value=Decimal(row["value"]),
                    standing=row["standing"],
                    rate=_number(row["rate"]),
                    rank_by_rate=int(row["rank_by_rate"]) if row["rank_by_rate"] else None,
                    rank_by_change=int(row["rank_by_change"]) if row["rank_by_change"] else None,
                    remark=row["remark"],
                )
            )
        entering.enter_figures(entries, by=analyst, at=moment(on, 11), on=on)


def _correction(analyst: User, borough: Place, indicators: dict[str, Indicator]) -> None:
    """Put right a figure whose digits were transposed when it was first typed."""
    wrong = Measurement.objects.current().get(
        indicator=indicators["first-time-entrants-to-the-youth-justice-system"], place=borough
    )
    on = date(2016, 2, 10)
    right = Entry(wrong.indicator, borough, wrong.period, Decimal(490), Standing.FINAL, seen=wrong.pk)
    entering.enter_figures(
        [right],
        reason="Typed wrongly from the quarterly return; the return says 490.",
        by=analyst,
        at=moment(on),
        on=on,
    )


def _awaited(analyst: User, borough: Place, indicators: dict[str, Indicator]) -> None:
    police = Organisation.objects.get(slug="haringey-police")

    def ask(
        slug: str, ends_on: date, asked_on: date, due_on: date | None, *, reference: str = "", note: str = ""
    ) -> None:
        performance.ask_for_figure(
            indicator=indicators[slug],
            place=borough,
            period=_period(PeriodKind.ROLLING_YEAR, ends_on, analyst, asked_on),
            owed_by=police,
            asked_on=asked_on,
            due_on=due_on,
            request_reference=reference,
            note=note,
            by=analyst,
            at=moment(asked_on, 12),
            on=asked_on,
        )

    for slug, indicator in indicators.items():
        if indicator.theme == "MOPAC 7":
            ask(slug, date(2016, 3, 31), date(2016, 3, 1), date(2016, 4, 12))
    ask(
        "hate-crime-self-reporting",
        date(2015, 11, 30),
        date(2016, 1, 12),
        date(2016, 2, 1),
        note="The source leaves the cell empty and does not say that it is none.",
    )
    ask(
        "youth-violence",
        date(2015, 12, 31),
        date(2016, 1, 20),
        date(2016, 3, 31),
        reference="Victim records, asked for 20 January 2016",
        note="The police have not decided yet whether records of victims will be shared.",
    )


def _judgement(analyst: User, borough: Place, indicators: dict[str, Indicator]) -> None:
    on = date(2016, 2, 25)
    performance.judge(
        indicator=indicators["robbery-personal-and-commercial"],
        place=borough,
        period=_period(PeriodKind.ROLLING_YEAR, date(2015, 11, 9), analyst, on),
        level=Level.AMBER_GREEN,
        reason=(
            "Less than three per cent over the target with the winter operation still to show in the figures; "
            "the group expects the year to end on target and looks again in April."
        ),
        by=analyst,
        at=moment(on, 15),
        on=on,
    )
