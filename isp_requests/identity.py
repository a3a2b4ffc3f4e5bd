"""
For whom the database shows rows: set for one transaction, and for nobody unless it is set.

PostgreSQL's row-level security reads these settings beneath every query (see the migration that makes
the policies). It is the net under `visible_to`, for the day on which a view forgets to ask.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.debug import sensitive_post_parameters

from csp_portal.accounts.models import Organisation, User
from csp_portal.accounts.roles import Role
from csp_portal.core import clock

P = ParamSpec("P")
R = TypeVar("R")

DESK_ROLES = frozenset({Role.SPOC, Role.BACKUP_SPOC})
SHARING_ROLES = DESK_ROLES | {Role.OFFICER}

_SETTINGS = ("isp.person", "isp.organisations", "isp.desks", "isp.scope", "isp.matters")


@dataclass(frozen=True)
class Acting:
    """
    For which organisations a person may act today.

    `organisations`: where they have any information-sharing duty; `desks`: where they are the single
    point of contact or its back-up.
    """

    person: int
    organisations: frozenset[int]
    desks: frozenset[int]


def acting(user: User, *, on: date) -> Acting:
    """Find out for which organisations the person acts on the day; asked once for each person read."""
    kept: dict[date, Acting] = user.__dict__.setdefault("_acting_on", {})
    if on not in kept:
        held: list[tuple[str, int | None]] = []
        if user.is_active:
            in_force = user.duties.in_force(on).filter(role__in=SHARING_ROLES, organisation__isnull=False)
            held = list(in_force.values_list("role", "organisation_id"))
        kept[on] = Acting(
            person=user.pk,
            organisations=frozenset(pk for _, pk in held if pk is not None),
            desks=frozenset(pk for role, pk in held if pk is not None and role in DESK_ROLES),
        )
    return kept[on]


@contextmanager
def _settings(*values: str) -> Iterator[None]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            columns = ", ".join("current_setting(%s, true)" for _ in _SETTINGS)
            cursor.execute(f"SELECT {columns}", _SETTINGS)
            before = cursor.fetchone()
        _set(values)
        yield
        # An error takes the settings back with the savepoint; a good end does not.
        _set([value or "" for value in before])


def _set(values: Any) -> None:
    with connection.cursor() as cursor:
        calls = ", ".join("set_config(%s, %s, true)" for _ in _SETTINGS)
        cursor.execute(
            f"SELECT {calls}", [each for pair in zip(_SETTINGS, values, strict=True) for each in pair]
        )


@contextmanager
def as_person(user: User, *, on: date) -> Iterator[None]:
    """Work in one transaction that sees what this person takes part in, and nothing else."""
    sight = acting(user, on=on)
    with _settings(
        str(sight.person),
        ",".join(map(str, sorted(sight.organisations))),
        ",".join(map(str, sorted(sight.desks))),
        "",
        "",
    ):
        yield


@contextmanager
def as_handler(user: User, organisations: Collection[int]) -> Iterator[None]:
    """Work in one transaction that sees breaches and complaints of these organisations, and what one reported."""
    with _settings(str(user.pk), "", "", "", ",".join(map(str, sorted(organisations)))):
        yield


@contextmanager
def at_desk_of(organisation: Organisation) -> Iterator[None]:
    """Work in one transaction that sees what an organisation's desk does: for what the clock brings there."""
    key = str(organisation.pk)
    with _settings("", key, key, "", ""):
        yield


@contextmanager
def everything() -> Iterator[None]:
    """
    Work in one transaction that sees every row: for keeping keys, and for counting compliance.

    It shows rows and opens nothing: what is sealed has one door, which asks for a person.
    """
    with _settings("", "", "", "all", ""):
        yield


# What a person may see on a day, for as long as the context lasts.
Seeing = Callable[[User, date], AbstractContextManager[None]]


def acts(function: Callable[P, R]) -> Callable[P, R]:
    """Run a workflow function in one transaction that sees what the person who does it takes part in."""
    return done_by(lambda user, on: as_person(user, on=on), function)


def done_by(seeing: Seeing, function: Callable[P, R]) -> Callable[P, R]:
    """Run a workflow function inside what the person who does it may see."""

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        by, on = kwargs["by"], kwargs["on"]
        assert isinstance(by, User)  # noqa: S101 - for the type checker
        with seeing(by, on):  # type: ignore[arg-type]
            return function(*args, **kwargs)

    return guarded


def takes_part(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """
    Run a view in one transaction that sees what the person takes part in.

    Its pages are kept by no browser and no proxy, and what is posted to it stays out of error reports.
    """
    return guarded_by(lambda user, on: as_person(user, on=on), view)


def guarded_by(seeing: Seeing, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Run a view inside what its reader may see; nothing of its answer is kept by anybody on the way."""

    @wraps(view)
    @sensitive_post_parameters()
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        assert isinstance(request.user, User)  # noqa: S101 - LoginRequiredMiddleware comes first
        with seeing(request.user, clock.today()):
            response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    guarded.takes_part = True  # type: ignore[attr-defined]
    return guarded
