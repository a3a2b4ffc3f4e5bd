"""Entering figures: many at once, all or none, and never over a figure that somebody else has changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, save
from delivery_plans import policies
from delivery_plans.figure_entries import Entry, becomes, needs_reason
from delivery_plans.models import ExpectedFigure, Indicator, Measurement, Period
from delivery_plans.states.performance import Event
from delivery_plans.workflow.performance import open_period

CONFIRMED = "Confirmed as final."


class FiguresNotEntered(CannotBeDone):
    """Raised with a sentence for each entry, by its place in the list, that stands in the way of all."""

    def __init__(self, problems: dict[int, str], *, moved: dict[int, Measurement | None]) -> None:
        count = len(problems)
        super().__init__(
            f"Nothing was saved: {count} figure{'s need' if count != 1 else ' needs'} another look. "
            "Correct what is marked and save again."
        )
        self.problems = problems
        # What stands there now, for entries over which somebody else was quicker.
        self.moved = moved


@transaction.atomic
def enter_figures(
    entries: Sequence[Entry], *, by: User, at: datetime, on: date, reason: str = ""
) -> list[Measurement]:
    """
    Enter figures, all of them or none; those that differ from what is there are corrections with a reason.

    Give back the rows that were added. A figure that was awaited counts as received.

    :raises Refused: if this person does not keep figures
    :raises FiguresNotEntered: if any entry cannot be, with a sentence for each
    """
    policies.keep_figures.enforce(by, on=on)
    entries = _with_periods(entries, by=by, at=at, on=on)
    keys = sorted({entry.indicator.pk for entry in entries})
    # In one order, so that two who enter at once wait for each other and never in a ring.
    indicators = {
        each.pk: each
        for each in Indicator.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    }
    periods = {entry.period.pk for entry in entries}
    there = {
        (figure.indicator_id, figure.place_id, figure.period_id): figure
        for figure in Measurement.objects.current().filter(indicator__in=keys, period__in=periods)
    }
    problems, moved = _problems(entries, indicators, there, reason=reason.strip(), on=on)
    if problems:
        raise FiguresNotEntered(problems, moved=moved)
    added, corrected = [], 0
    for entry in entries:
        known = there.get(entry.key)
        fields = becomes(entry, known)
        if fields is None:
            continue
        if known is not None:
            corrected += 1
            known.superseded_at = at
            known.save(update_fields=["superseded_at"])
        why = "" if known is None else (reason.strip() if needs_reason(entry, known) else CONFIRMED)
        figure = Measurement(
            indicator=indicators[entry.indicator.pk],
            place=entry.place,
            period=entry.period,
            replaces=known,
            reason=why,
            entered_by=by,
            entered_at=at,
            **fields,
        )
        figure.save()
        added.append(figure)
    _receive(added, by=by, at=at)
    if added:
        record(
            Event.FIGURES_ENTERED,
            actor=by,
            subject=None,
            at=at,
            indicators=sorted({figure.indicator.slug for figure in added})[:100],
            periods=sorted({figure.period.slug for figure in added})[:100],
            figures=len(added),
            corrections=corrected,
        )
    return added


def _with_periods(entries: Sequence[Entry], *, by: User, at: datetime, on: date) -> list[Entry]:
    """Put periods on record that are new."""
    opened: dict[tuple[str, date], Period] = {}
    found = []
    for entry in entries:
        period = entry.period
        if period.pk is None:
            key = period.kind, period.ends_on
            if key not in opened:
                opened[key] = open_period(kind=period.kind, day=period.ends_on, by=by, at=at, on=on)
            entry = replace(entry, period=opened[key])
        found.append(entry)
    return found


def _problems(
    entries: Sequence[Entry],
    indicators: dict[int, Indicator],
    there: dict[tuple[int, int, int], Measurement],
    *,
    reason: str,
    on: date,
) -> tuple[dict[int, str], dict[int, Measurement | None]]:
    problems: dict[int, str] = {}
    moved: dict[int, Measurement | None] = {}
    met: set[tuple[int, int, int]] = set()
    for number, entry in enumerate(entries):
        indicator, known = indicators[entry.indicator.pk], there.get(entry.key)
        if entry.key in met:
            problems[number] = "This figure is given twice."
        met.add(entry.key)
        if (known.pk if known else 0) != entry.seen:
            moved[number] = known
            problems[number] = (
                f"Somebody else has entered {known.value.normalize():f} meanwhile. Check which figure is right."
                if known
                else "The figure that you saw is not there any more. Check it."
            )
        elif becomes(entry, known) is None:
            continue
        elif not indicator.is_measured:
            problems[number] = "This indicator has no number."
        elif indicator.ended_on is not None:
            problems[number] = "This indicator has ended, so no figure is entered for it."
        elif entry.period.ends_on > on:
            problems[number] = "The period is not over yet, so it has no figure."
        elif said := indicator.value_problem(entry.value):
            problems[number] = said
        elif entry.denominator is not None and entry.denominator <= 0:
            problems[number] = "What it is counted out of must be more than zero."
        elif not reason and needs_reason(entry, known):
            problems[number] = "This corrects a figure that is there. Say below why it changes."
    return problems, moved


def _receive(added: Sequence[Measurement], *, by: User, at: datetime) -> None:
    came = {(figure.indicator_id, figure.place_id, figure.period_id) for figure in added}
    awaited = ExpectedFigure.objects.awaited().filter(
        indicator__in={key[0] for key in came}, period__in={key[2] for key in came}
    )
    for expected in awaited.select_for_update(of=("self",)):
        if (expected.indicator_id, expected.place_id, expected.period_id) in came:
            expected.received_at = at
            save(expected, by=by, at=at)
