"""Entering figures: all or none, corrections kept, two people at once, what is awaited, judgements."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from csp_portal.accounts.roles import Role
from csp_portal.audit.models import AuditEvent
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict
from delivery_plans.figure_entries import Entry
from delivery_plans.models import ExpectedFigure, Measurement, Period
from delivery_plans.performance_reading import readings
from delivery_plans.states.performance import Level, Standing
from delivery_plans.workflow import entering, performance
from delivery_plans.workflow.entering import FiguresNotEntered
from tests.delivery_plans.factories_indicators import (
    ENTERED_ON,
    WHEN,
    enter_figure,
    make_analyst,
    make_indicator,
    make_period,
    make_place,
)
from tests.factories import make_organisation, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst():
    return make_analyst()


@pytest.fixture
def borough(analyst):
    return make_place(by=analyst, name="Haringey")


@pytest.fixture
def quarter(analyst):
    return make_period(by=analyst)


@pytest.fixture
def robbery(analyst):
    return make_indicator(by=analyst, name="Robbery", trajectory="target", target=Decimal(100))


def test_a_correction_keeps_the_figure_before_with_the_reason(analyst, borough, quarter, robbery):
    wrong = enter_figure(by=analyst, indicator=robbery, place=borough, period=quarter, value=121)

    right = enter_figure(
        by=analyst, indicator=robbery, place=borough, period=quarter, value=112, reason="Typed wrongly."
    )

    wrong.refresh_from_db()
    assert (wrong.value, wrong.is_current) == (121, False)
    assert (right.replaces, right.reason, right.is_current) == (wrong, "Typed wrongly.", True)
    assert Measurement.objects.current().get() == right
    told = AuditEvent.objects.filter(kind="delivery_plans.figures.entered").latest("pk")
    assert (told.details["figures"], told.details["corrections"]) == (1, 1)


def test_a_correction_without_a_reason_is_refused_and_nothing_is_written(analyst, borough, quarter, robbery):
    other = make_indicator(by=analyst)
    there = enter_figure(by=analyst, indicator=robbery, place=borough, period=quarter, value=121)
    entries = [
        Entry(other, borough, quarter, Decimal(5)),
        Entry(robbery, borough, quarter, Decimal(112), seen=there.pk),
    ]

    with pytest.raises(FiguresNotEntered) as refused:
        entering.enter_figures(entries, by=analyst, **WHEN)

    assert list(refused.value.problems) == [1]
    assert list(Measurement.objects.all()) == [there]


def test_a_provisional_figure_is_confirmed_without_a_reason_and_entered_again_changes_nothing(
    analyst, borough, quarter, robbery
):
    first = enter_figure(
        by=analyst, indicator=robbery, place=borough, period=quarter, value=5, standing=Standing.PROVISIONAL
    )

    confirmed = enter_figure(by=analyst, indicator=robbery, place=borough, period=quarter, value=5)
    again = entering.enter_figures(
        [Entry(robbery, borough, quarter, Decimal("5.00"), seen=confirmed.pk)], by=analyst, **WHEN
    )

    assert (confirmed.replaces, confirmed.reason) == (first, "Confirmed as final.")
    assert again == []
    assert Measurement.objects.count() == 2


def test_what_is_left_out_of_a_correction_stays_as_it_was(analyst, borough, quarter, robbery):
    enter_figure(
        by=analyst,
        indicator=robbery,
        place=borough,
        period=quarter,
        value=5,
        rate=Decimal("4.6"),
        rank_by_rate=2,
    )

    corrected = enter_figure(
        by=analyst, indicator=robbery, place=borough, period=quarter, value=6, reason="Recounted."
    )

    assert (corrected.rate, corrected.rank_by_rate) == (Decimal("4.6"), 2)


def test_the_second_of_two_who_enter_at_once_is_told_and_writes_nothing(analyst, borough, quarter, robbery):
    colleague = make_analyst(full_name="Colleague")
    enter_figure(by=colleague, indicator=robbery, place=borough, period=quarter, value=7)

    with pytest.raises(FiguresNotEntered) as refused:
        entering.enter_figures(
            [Entry(robbery, borough, quarter, Decimal(8))], by=analyst, reason="Mine.", **WHEN
        )

    assert "entered 7 meanwhile" in refused.value.problems[0]
    assert refused.value.moved[0].value == 7
    assert Measurement.objects.get().value == 7


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        ("count", "5.5", "whole number"),
        ("count", "-1", "below zero"),
        ("percent", "100.1", "between 0 and 100"),
        ("percent", "-0.1", "between 0 and 100"),
        ("rate per 1,000", "-1", "below zero"),
        ("percent change", "1.23456", "four decimal places"),
        ("percent change", "10000000000", "too large"),
        ("percent change", "NaN", "too large"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_in_a_sentence(analyst, borough, quarter, unit, value, words):
    indicator = make_indicator(by=analyst, unit=unit)

    with pytest.raises(FiguresNotEntered) as refused:
        entering.enter_figures([Entry(indicator, borough, quarter, Decimal(value))], by=analyst, **WHEN)

    assert words in refused.value.problems[0]


def test_other_reasons_why_a_figure_is_not_entered(analyst, borough, quarter, robbery):
    gap = make_indicator(by=analyst, kind="gap", unit="", better="")
    ended = make_indicator(by=analyst)
    performance.end_indicator(ended, reason="No longer counted.", by=analyst, **WHEN)
    ahead = Period.holding("quarter", date(2016, 3, 31))
    entries = [
        Entry(gap, borough, quarter, Decimal(1)),
        Entry(ended, borough, quarter, Decimal(1)),
        Entry(robbery, borough, ahead, Decimal(1)),
        Entry(robbery, borough, quarter, Decimal(1)),
        Entry(robbery, borough, quarter, Decimal(2)),
        Entry(robbery, borough, quarter, Decimal(1), seen=999),
    ]

    with pytest.raises(FiguresNotEntered) as refused:
        entering.enter_figures(entries, by=analyst, **WHEN)

    assert [words.split(",")[0] for _, words in sorted(refused.value.problems.items())] == [
        "This indicator has no number.",
        "This indicator has ended",
        "The period is not over yet",
        "This figure is given twice.",
        "The figure that you saw is not there any more. Check it.",
    ]
    assert not Period.objects.filter(ends_on=date(2016, 3, 31)).exists()


def test_a_new_period_is_opened_with_its_first_figure(analyst, borough, robbery):
    period = Period.holding("rolling_year", date(2016, 2, 29))

    entering.enter_figures([Entry(robbery, borough, period, Decimal(3))], by=analyst, **WHEN)

    opened = Period.objects.get()
    assert (opened.starts_on, opened.slug) == (date(2015, 3, 1), "12-months-to-2016-02-29")


@pytest.mark.parametrize(
    "act",
    [
        lambda who, f: entering.enter_figures([Entry(f["indicator"], f["place"], f["period"], Decimal(1))], by=who, **WHEN),
        lambda who, f: performance.add_place(name="A", slug="a", kind="ward", by=who, **WHEN),
        lambda who, f: performance.open_period(kind="year", day=date(2015, 1, 1), by=who, **WHEN),
        lambda who, f: performance.add_indicator(name="A", slug="a", by=who, **WHEN),
        lambda who, f: performance.edit_indicator(f["indicator"], version=1, changes={}, by=who, **WHEN),
        lambda who, f: performance.end_indicator(f["indicator"], reason="No.", by=who, **WHEN),
        lambda who, f: performance.judge(**f, level="red", reason="No.", by=who, **WHEN),
        lambda who, f: performance.ask_for_figure(**f, owed_by=make_organisation(), asked_on=ENTERED_ON, by=who, **WHEN),
    ],
)  # fmt: skip
def test_only_the_analyst_keeps_figures(act, analyst, borough, quarter, robbery):
    subject = {"indicator": robbery, "place": borough, "period": quarter}

    for role in (Role.PLAN_OWNER, Role.PRIORITY_LEAD, Role.SECRETARIAT, Role.ADMINISTRATOR):
        with pytest.raises(Refused, match="analyst"):
            act(make_user(duties=[role]), subject)


def test_the_database_holds_one_figure_and_the_reason_of_a_correction(analyst, borough, quarter, robbery):
    there = enter_figure(by=analyst, indicator=robbery, place=borough, period=quarter, value=1)
    fields = {"indicator": robbery, "place": borough, "period": quarter, "value": 2, "entered_by": analyst}

    for wrong in (
        {},
        {"replaces": there, "superseded_at": WHEN["at"]},
        {"reason": "None before.", "superseded_at": WHEN["at"]},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Measurement.objects.create(**fields, entered_at=WHEN["at"], **wrong)


# --- Awaited --------------------------------------------------------------------------------------
def ask(analyst, indicator, place, period, **fields):
    return performance.ask_for_figure(
        indicator=indicator, place=place, period=period,
        **{"owed_by": make_organisation(), "asked_on": date(2016, 3, 1)} | fields, by=analyst, **WHEN,
    )  # fmt: skip


def test_a_figure_that_was_awaited_counts_as_received_when_it_is_entered(analyst, borough, quarter, robbery):
    expected = ask(analyst, robbery, borough, quarter)
    assert list(ExpectedFigure.objects.awaited()) == [expected]

    enter_figure(by=analyst, indicator=robbery, place=borough, period=quarter, value=1)

    expected.refresh_from_db()
    assert expected.received_at == WHEN["at"]
    assert not ExpectedFigure.objects.awaited().exists()
    with pytest.raises(CannotBeDone, match="there already"):
        ask(analyst, robbery, borough, quarter)


def test_a_figure_is_awaited_once_and_can_be_given_up_with_a_reason(analyst, borough, quarter, robbery):
    expected = ask(analyst, robbery, borough, quarter)
    with pytest.raises(CannotBeDone, match="awaited already"):
        ask(analyst, robbery, borough, quarter)
    with pytest.raises(CannotBeDone, match="Say why"):
        performance.stop_expecting(expected, reason=" ", by=analyst, **WHEN)

    performance.stop_expecting(expected, reason="Will not be counted.", by=analyst, **WHEN)

    assert not ExpectedFigure.objects.awaited().exists()
    with pytest.raises(CannotBeDone, match="not awaited any more"):
        performance.stop_expecting(expected, reason="Again.", by=analyst, **WHEN)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"asked_on": date(2016, 3, 12)}, "cannot lie ahead"),
        ({"due_on": date(2016, 2, 1)}, "cannot come before"),
    ],
)
def test_days_of_an_awaited_figure_have_to_fit(analyst, borough, quarter, robbery, fields, words):
    with pytest.raises(CannotBeDone, match=words):
        ask(analyst, robbery, borough, quarter, **fields)


# --- Judgements and indicators ---------------------------------------------------------------------
def test_a_judgement_stands_beside_the_rule_and_never_over_it(analyst, borough, quarter, robbery):
    enter_figure(by=analyst, indicator=robbery, place=borough, period=quarter, value=103)
    subject = {"indicator": robbery, "place": borough, "period": quarter, "by": analyst, **WHEN}

    judgement = performance.judge(**subject, level=Level.RED, reason="Worse is to come.")

    (reading,) = readings([robbery], place=borough, on=ENTERED_ON)
    assert (reading.automatic, reading.level, reading.is_judged) == (Level.AMBER_RED, Level.RED, True)
    assert judgement.automatic == Level.AMBER_RED

    performance.judge(**subject, level="", reason="The rule is right after all.")

    (reading,) = readings([robbery], place=borough, on=ENTERED_ON)
    assert (reading.level, reading.is_judged) == (Level.AMBER_RED, False)


def test_a_judgement_ends_when_a_correction_makes_the_rule_say_something_else(
    client, analyst, borough, quarter, robbery
):
    figure = {"by": analyst, "indicator": robbery, "place": borough, "period": quarter}
    enter_figure(value=103, **figure)
    performance.judge(**figure, level=Level.AMBER_GREEN, reason="Three per cent is little.", **WHEN)
    enter_figure(value=104, reason="Counted again.", **figure)
    (reading,) = readings([robbery], place=borough, on=ENTERED_ON)
    assert (reading.level, reading.is_overtaken) == (Level.AMBER_GREEN, False)

    enter_figure(value=120, reason="A whole month was missing.", **figure)

    (reading,) = readings([robbery], place=borough, on=ENTERED_ON)
    assert (reading.level, reading.is_judged, reading.is_overtaken) == (Level.RED, False, True)
    sign_in(client, analyst)
    page = client.get(reverse("delivery_plans:indicator_detail", args=[robbery.slug])).content.decode()
    assert "The judgement holds no longer" in page


def test_there_is_nothing_to_judge_without_a_figure_or_a_reason(analyst, borough, quarter, robbery):
    subject = {"indicator": robbery, "place": borough, "period": quarter, "by": analyst, **WHEN}
    with pytest.raises(CannotBeDone, match="nothing to judge"):
        performance.judge(**subject, level=Level.RED, reason="Worse.")
    with pytest.raises(CannotBeDone, match="Say why"):
        performance.judge(**subject, level=Level.RED, reason=" ")


def test_an_indicator_changes_by_version_and_keeps_its_history(analyst):
    indicator = make_indicator(by=analyst, trajectory="quarterly", points={date(2015, 4, 1): Decimal(5)})

    changed = performance.edit_indicator(
        indicator,
        version=1,
        changes={"unit": "percent"},
        points={date(2015, 7, 1): Decimal(6)},
        by=analyst,
        **WHEN,
    )

    assert (changed.unit, changed.version) == ("percent", 2)
    assert [point.starts_on for point in changed.trajectory_points.all()] == [date(2015, 7, 1)]
    assert indicator.history.count() == 2
    with pytest.raises(EditConflict):
        performance.edit_indicator(indicator, version=1, changes={"unit": "count"}, by=analyst, **WHEN)
    with pytest.raises(CannotBeDone, match="at least one quarter"):
        performance.edit_indicator(indicator, version=2, changes={}, points={}, by=analyst, **WHEN)


def test_the_direction_is_told_against_the_same_kind_of_period(analyst, borough, robbery):
    for kind, day, value in (
        ("year", date(2015, 3, 31), 90), ("quarter", date(2015, 9, 30), 20), ("quarter", date(2015, 12, 31), 25),
    ):  # fmt: skip
        period = make_period(by=analyst, kind=kind, day=day)
        enter_figure(by=analyst, indicator=robbery, place=borough, period=period, value=value)

    (reading,) = readings([robbery], place=borough, on=ENTERED_ON)

    assert reading.before.value == 20
    assert reading.direction == "up, worse"


@pytest.mark.parametrize(
    ("kind", "day", "first", "last", "slug", "label"),
    [
        ("quarter", date(2016, 2, 29), date(2016, 1, 1), date(2016, 3, 31), "2015-16-q4", "January to March 2016"),
        ("quarter", date(2016, 4, 1), date(2016, 4, 1), date(2016, 6, 30), "2016-17-q1", "April to June 2016"),
        ("year", date(2016, 3, 31), date(2015, 4, 1), date(2016, 3, 31), "2015-16", "2015/16"),
        ("year", date(1999, 4, 1), date(1999, 4, 1), date(2000, 3, 31), "1999-00", "1999/00"),
        ("month", date(2016, 2, 1), date(2016, 2, 1), date(2016, 2, 29), "2016-02", "February 2016"),
        ("month", date(2015, 12, 5), date(2015, 12, 1), date(2015, 12, 31), "2015-12", "December 2015"),
        ("rolling_year", date(2016, 2, 29), date(2015, 3, 1), date(2016, 2, 29), "12-months-to-2016-02-29", "12 months to 29 February 2016"),
        ("rolling_year", date(2015, 11, 9), date(2014, 11, 10), date(2015, 11, 9), "12-months-to-2015-11-09", "12 months to 9 November 2015"),
    ],
)  # fmt: skip
def test_periods_hold_their_days(kind, day, first, last, slug, label):
    period = Period.holding(kind, day)

    assert (period.starts_on, period.ends_on, period.slug, str(period)) == (first, last, slug, label)


def test_a_year_before_the_last_day_of_february_is_the_last_day_of_february():
    assert Period.holding("rolling_year", date(2016, 2, 29)).year_before[1] == date(2015, 2, 28)
    assert Period.holding("rolling_year", date(2017, 2, 28)).year_before[1] == date(2016, 2, 29)
    assert Period.holding("rolling_year", date(2015, 11, 9)).year_before[1] == date(2014, 11, 9)
