"""What can happen to places, indicators, figures that are owed, and judgements."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from csp_portal.accounts.models import Organisation, User
from csp_portal.audit.recording import record
from csp_portal.core.versions import check_version
from csp_portal.core.workflow import CannotBeDone, remove, save
from delivery_plans import policies
from delivery_plans.models import (
    ExpectedFigure,
    Indicator,
    Judgement,
    Measurement,
    Period,
    Place,
    TrajectoryPoint,
)
from delivery_plans.models.places import period_days, period_slug
from delivery_plans.performance_reading import rating_of
from delivery_plans.states.performance import Collection, Event, Level, Trajectory


@transaction.atomic
def add_place(
    *,
    name: str,
    slug: str,
    kind: str,
    by: User,
    at: datetime,
    on: date,
    within: Place | None = None,
    members: Iterable[Place] = (),
    also_called: Iterable[str] = (),
    position: int = 0,
) -> Place:
    """
    Add an area that figures can be about.

    :raises Refused: if this person does not keep figures
    """
    policies.keep_figures.enforce(by, on=on)
    place = Place(
        name=name, slug=slug, kind=kind, within=within, also_called=list(also_called), position=position
    )
    save(place, by=by, at=at)
    place.members.set(members)
    record(Event.PLACE_ADDED, actor=by, subject=place, at=at, slug=slug, place_kind=kind)
    return place


@transaction.atomic
def open_period(*, kind: str, day: date, by: User, at: datetime, on: date) -> Period:
    """
    Give the period of a kind that holds a day, or that ends with it for rolling years; make it if it is new.

    :raises Refused: if this person does not keep figures
    """
    policies.keep_figures.enforce(by, on=on)
    starts_on, ends_on = period_days(kind, day)
    period, is_new = Period.objects.get_or_create(
        kind=kind,
        ends_on=ends_on,
        defaults={"starts_on": starts_on, "slug": period_slug(kind, starts_on, ends_on)},
    )
    if is_new:
        record(Event.PERIOD_OPENED, actor=by, subject=period, at=at, slug=period.slug)
    return period


@transaction.atomic
def add_indicator(
    *,
    name: str,
    slug: str,
    by: User,
    at: datetime,
    on: date,
    points: Mapping[date, Decimal] | None = None,
    **fields: Any,
) -> Indicator:
    """
    Put an indicator on record; `points` are its trajectory by the first day of each quarter.

    :raises Refused: if this person does not keep figures
    :raises CannotBeDone: if its table has one of that name
    """
    policies.keep_figures.enforce(by, on=on)
    collection = fields.get("collection", Collection.KEY)
    if Indicator.objects.filter(collection=collection, name=name).exists():
        raise CannotBeDone("There is an indicator of that name in this table already. Choose another name.")
    indicator = Indicator(name=name, slug=slug, **fields)
    save(indicator, by=by, at=at)
    _set_points(indicator, points or {}, by=by, at=at)
    record(Event.INDICATOR_ADDED, actor=by, subject=indicator, at=at, slug=slug)
    return indicator


def _set_points(indicator: Indicator, points: Mapping[date, Decimal], *, by: User, at: datetime) -> bool:
    """Bring the trajectory of an indicator to what was given; say whether that changed it."""
    if indicator.trajectory == Trajectory.QUARTERLY and not points:
        raise CannotBeDone("A trajectory by quarter needs the value of at least one quarter.")
    there = {point.starts_on: point for point in indicator.trajectory_points.all()}
    changed = False
    for day, point in there.items():
        if day not in points:
            remove(point, by=by, at=at)
            changed = True
    for day, value in points.items():
        known = there.get(day)
        if known is not None and known.value == value:
            continue
        point = known or TrajectoryPoint(indicator=indicator, starts_on=day)
        point.value = value
        save(point, by=by, at=at)
        changed = True
    return changed


def _lock(indicator: Indicator) -> Indicator:
    return Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)


@transaction.atomic
def edit_indicator(
    indicator: Indicator,
    *,
    version: int,
    changes: Mapping[str, Any],
    by: User,
    at: datetime,
    on: date,
    points: Mapping[date, Decimal] | None = None,
) -> Indicator:
    """
    Change what an indicator is and what it is held against; `points=None` leaves its trajectory's points.

    :raises Refused: if this person does not keep figures
    :raises EditConflict: if somebody saved it in between
    :raises CannotBeDone: if it has ended
    """
    indicator = _lock(indicator)
    policies.keep_figures.enforce(by, on=on)
    if indicator.ended_on is not None:
        raise CannotBeDone("This indicator has ended, so it does not change any more.")
    check_version(indicator, version, changes)
    changed = [name for name, value in changes.items() if getattr(indicator, name) != value]
    for name in changed:
        setattr(indicator, name, changes[name])
    moved = points is not None and _set_points(indicator, points, by=by, at=at)
    if not changed and not moved:
        return indicator
    indicator.version += 1
    save(indicator, by=by, at=at)
    fields = [*changed, *(["trajectory_points"] if moved else [])]
    record(Event.INDICATOR_EDITED, actor=by, subject=indicator, at=at, slug=indicator.slug, fields=fields)
    return indicator


@transaction.atomic
def end_indicator(indicator: Indicator, *, reason: str, by: User, at: datetime, on: date) -> Indicator:
    """
    Follow an indicator no longer; its figures stay.

    :raises Refused: if this person does not keep figures
    :raises CannotBeDone: if it has ended already, or no reason is given
    """
    indicator = _lock(indicator)
    policies.keep_figures.enforce(by, on=on)
    if indicator.ended_on is not None:
        raise CannotBeDone("This indicator has ended already.")
    if not reason.strip():
        raise CannotBeDone("Say why the indicator ends.")
    indicator.ended_on, indicator.ended_reason = on, reason.strip()
    save(indicator, by=by, at=at)
    record(Event.INDICATOR_ENDED, actor=by, subject=indicator, at=at, slug=indicator.slug)
    return indicator


@transaction.atomic
def ask_for_figure(
    *,
    indicator: Indicator,
    place: Place,
    period: Period,
    owed_by: Organisation,
    asked_on: date,
    by: User,
    at: datetime,
    on: date,
    due_on: date | None = None,
    request_reference: str = "",
    note: str = "",
) -> ExpectedFigure:
    """
    Write down that a figure is awaited, from whom and since when.

    :raises Refused: if this person does not keep figures
    :raises CannotBeDone: if the figure is there, is awaited already, or the days do not fit
    """
    indicator = _lock(indicator)
    policies.keep_figures.enforce(by, on=on)
    if not indicator.is_measured:
        raise CannotBeDone("This indicator has no number, so no figure of it can be awaited.")
    if asked_on > on:
        raise CannotBeDone("The day on which it was asked for cannot lie ahead.")
    if due_on is not None and due_on < asked_on:
        raise CannotBeDone("The day by which it is wanted cannot come before the day it was asked for.")
    subject = {"indicator": indicator, "place": place, "period": period}
    if Measurement.objects.current().filter(**subject).exists():
        raise CannotBeDone("That figure is there already. Correct it if it is wrong.")
    if ExpectedFigure.objects.awaited().filter(**subject).exists():
        raise CannotBeDone("That figure is awaited already.")
    expected = ExpectedFigure(
        **subject,
        owed_by=owed_by,
        asked_on=asked_on,
        due_on=due_on,
        request_reference=request_reference,
        note=note,
        asked_by=by,
        asked_at=at,
    )
    save(expected, by=by, at=at)
    record(
        Event.FIGURE_ASKED_FOR,
        actor=by,
        subject=expected,
        at=at,
        indicator=indicator.slug,
        place=place.slug,
        period=period.slug,
        owed_by=owed_by.slug,
    )
    return expected


@transaction.atomic
def expect_figure(
    *,
    indicator: Indicator,
    place: Place,
    kind: str,
    day: date,
    by: User,
    at: datetime,
    on: date,
    **facts: Any,
) -> ExpectedFigure:
    """
    Write down that a figure is awaited for the period of a kind that holds, or ends with, a day.

    :raises Refused: if this person does not keep figures
    :raises CannotBeDone: for the reasons of `ask_for_figure`
    """
    period = open_period(kind=kind, day=day, by=by, at=at, on=on)
    return ask_for_figure(indicator=indicator, place=place, period=period, by=by, at=at, on=on, **facts)


@transaction.atomic
def stop_expecting(
    expected: ExpectedFigure, *, reason: str, by: User, at: datetime, on: date
) -> ExpectedFigure:
    """
    Give a figure up that was asked for; it stays on record with the reason.

    :raises Refused: if this person does not keep figures
    :raises CannotBeDone: if it came or was given up already, or no reason is given
    """
    expected = ExpectedFigure.objects.select_for_update(of=("self",)).get(pk=expected.pk)
    policies.keep_figures.enforce(by, on=on)
    if expected.received_at is not None or expected.withdrawn_at is not None:
        raise CannotBeDone("This figure is not awaited any more.")
    if not reason.strip():
        raise CannotBeDone("Say why the figure is not awaited any more.")
    expected.withdrawn_at, expected.withdrawn_by, expected.withdrawn_reason = at, by, reason.strip()
    save(expected, by=by, at=at)
    record(Event.FIGURE_NOT_EXPECTED, actor=by, subject=expected, at=at)
    return expected


@transaction.atomic
def judge(
    *,
    indicator: Indicator,
    place: Place,
    period: Period,
    level: str,
    reason: str,
    by: User,
    at: datetime,
    on: date,
) -> Judgement:
    """
    Set a rating beside the automatic one, which stays; an empty level takes the judgement back.

    :raises Refused: if this person does not keep figures
    :raises CannotBeDone: if there is no figure to judge, or no reason is given
    """
    indicator = _lock(indicator)
    policies.keep_figures.enforce(by, on=on)
    if not reason.strip():
        raise CannotBeDone("Say why the group rates it so.")
    figure = (
        Measurement.objects.current()
        .filter(indicator=indicator, place=place, period=period)
        .select_related("period", "place")
        .first()
    )
    if figure is None:
        raise CannotBeDone("There is no figure for that period yet, so there is nothing to judge.")
    automatic = rating_of(indicator, figure, points=indicator.trajectory_points.all()).level
    judgement = Judgement.objects.create(
        indicator=indicator,
        place=place,
        period=period,
        level=level,
        automatic=automatic,
        reason=reason.strip(),
        judged_by=by,
        judged_at=at,
    )
    record(
        Event.RATING_JUDGED,
        actor=by,
        subject=judgement,
        at=at,
        indicator=indicator.slug,
        period=period.slug,
        level=level,
        automatic=Level(automatic),
    )
    return judgement
