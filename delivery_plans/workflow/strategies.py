"""What can happen to strategies, their outcomes, lead offices, and the scale of ratings."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.versions import check_version
from csp_portal.core.workflow import CannotBeDone, EditConflict, save
from delivery_plans import policies
from delivery_plans.models import LeadOffice, Outcome, RagLevel, RagScale, StrategicLink, Strategy
from delivery_plans.states.plan import Event
from delivery_plans.states.review import Event as ReviewEvent


def _set(record_: Any, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(record_, name, value)
    record_.version += 1


@transaction.atomic
def add_strategy(*, by: User, at: datetime, on: date, **fields: Any) -> Strategy:
    """
    Add a strategy for some years.

    :raises Refused: if this person does not keep plans
    """
    policies.keep_plans.enforce(by, on=on)
    strategy = Strategy(**fields)
    save(strategy, by=by, at=at)
    record(Event.STRATEGY_ADDED, actor=by, subject=strategy, at=at)
    return strategy


@transaction.atomic
def edit_strategy(
    *, strategy: Strategy, version: int, by: User, at: datetime, on: date, **changes: Any
) -> Strategy:
    """
    Change a strategy's name, days or board.

    :raises Refused: if this person does not keep plans
    :raises EditConflict: if somebody saved it in between
    """
    strategy = Strategy.objects.select_for_update().get(pk=strategy.pk)
    policies.keep_plans.enforce(by, on=on)
    check_version(strategy, version, changes)
    _set(strategy, changes)
    save(strategy, by=by, at=at)
    record(Event.STRATEGY_EDITED, actor=by, subject=strategy, at=at, fields=sorted(changes))
    return strategy


@transaction.atomic
def add_outcome(*, strategy: Strategy, by: User, at: datetime, on: date, **fields: Any) -> Outcome:
    """
    Add an outcome to a strategy.

    :raises Refused: if this person does not keep plans
    :raises CannotBeDone: if the number is taken
    """
    policies.keep_plans.enforce(by, on=on)
    # The strategy's row is locked, so that two at once never take the same number.
    strategy = Strategy.objects.select_for_update().get(pk=strategy.pk)
    if strategy.outcomes.filter(number=fields["number"]).exists():
        raise CannotBeDone("Another outcome of this strategy has that number. Choose the next one.")
    outcome = Outcome(strategy=strategy, **fields)
    save(outcome, by=by, at=at)
    record(Event.OUTCOME_ADDED, actor=by, subject=outcome, at=at, number=outcome.number)
    return outcome


@transaction.atomic
def edit_outcome(
    *, outcome: Outcome, version: int, by: User, at: datetime, on: date, **changes: Any
) -> Outcome:
    """
    Change what an outcome is called, or the priority it serves. Its number stays.

    :raises Refused: if this person does not keep plans
    :raises EditConflict: if somebody saved it in between
    """
    outcome = Outcome.objects.select_for_update(of=("self",)).get(pk=outcome.pk)
    policies.keep_plans.enforce(by, on=on)
    check_version(outcome, version, changes)
    _set(outcome, changes)
    save(outcome, by=by, at=at)
    record(Event.OUTCOME_EDITED, actor=by, subject=outcome, at=at, fields=sorted(changes))
    return outcome


@transaction.atomic
def edit_office(
    *,
    office: LeadOffice,
    version: int,
    by: User,
    at: datetime,
    on: date,
    people: Collection[User],
    **changes: Any,
) -> LeadOffice:
    """
    Say to which organisation an office belongs, and who rates for it.

    :raises Refused: if this person does not keep plans
    :raises CannotBeDone: if another office has that name
    :raises EditConflict: if somebody saved it in between
    """
    office = LeadOffice.objects.select_for_update(of=("self",)).get(pk=office.pk)
    policies.keep_plans.enforce(by, on=on)
    check_version(office, version, changes)
    if "name" in changes and LeadOffice.objects.named(changes["name"]).exclude(pk=office.pk).exists():
        raise CannotBeDone("There is an office of that name already.")
    _set(office, changes)
    save(office, by=by, at=at)
    office.people.set(people)
    record(
        Event.OFFICE_EDITED,
        actor=by,
        subject=office,
        at=at,
        fields=sorted(changes),
        people=sorted(person.pk for person in people),
    )
    return office


def office_named(name: str, *, by: User, at: datetime) -> LeadOffice:
    """Find the office of a name, or put it on record; the caller says in the audit what it is for."""
    name = " ".join(name.split())
    if found := LeadOffice.objects.named(name).first():
        return found
    office = LeadOffice(name=name)
    try:
        with transaction.atomic():
            save(office, by=by, at=at)
    except IntegrityError:
        # Somebody else named it in the same moment.
        return LeadOffice.objects.named(name).get()
    return office


def link_named(name: str, *, by: User, at: datetime) -> StrategicLink:
    """Find the strategic link of a name, or put it on record."""
    name = " ".join(name.split())
    if found := StrategicLink.objects.filter(name__iexact=name).first():
        return found
    link = StrategicLink(name=name)
    try:
        with transaction.atomic():
            save(link, by=by, at=at)
    except IntegrityError:
        return StrategicLink.objects.get(name__iexact=name)
    return link


@transaction.atomic
def edit_scale(
    *,
    scale: RagScale,
    version: int,
    explanation: str,
    levels: Mapping[str, Mapping[str, Any]],
    by: User,
    at: datetime,
    on: date,
) -> RagScale:
    """
    Word the scale anew: `levels` gives the fields of each level by its key, which stays.

    :raises Refused: if this person is not the partnership administrator
    :raises CannotBeDone: if two levels could not be told apart, or have the same place
    :raises EditConflict: if somebody saved it in between
    """
    scale = RagScale.objects.select_for_update().get(pk=scale.pk)
    policies.keep_scale.enforce(by, on=on)
    if scale.version != version:
        raise EditConflict(
            scale,
            theirs={"Scale": ", ".join(f"{each.letter} {each.word}" for each in scale.levels.all())},
            yours={"Scale": ", ".join(f"{each['letter']} {each['word']}" for each in levels.values())},
        )
    for field, what in (("letter", "letter"), ("word", "word"), ("shape", "shape"), ("order", "place")):
        values = [str(facts[field]).casefold() for facts in levels.values()]
        if len(set(values)) < len(values):
            raise CannotBeDone(
                f"Two levels have the same {what}. Give each its own, so that they are told apart."
            )
    changed = []
    for level in RagLevel.objects.select_for_update().filter(scale=scale, key__in=levels):
        facts = levels[level.key]
        if any(getattr(level, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(level, name, value)
            save(level, by=by, at=at)
            changed.append(level.key)
    scale.explanation = explanation
    scale.version += 1
    save(scale, by=by, at=at)
    record(ReviewEvent.SCALE_EDITED, actor=by, subject=scale, at=at, levels=changed)
    return scale
