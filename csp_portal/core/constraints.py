"""Rules that the database holds, written once for all models."""

from typing import Any

from django.db import models
from django.db.models import F, Func, Q, Value


def all_or_none(*fields: str, name: str) -> models.CheckConstraint:
    """Constrain columns that only make sense together to be all set or all empty."""
    return models.CheckConstraint(
        condition=Q(**{f"{f}__isnull": True for f in fields}) | Q(**{f"{f}__isnull": False for f in fields}),
        name=name,
    )


def starts_before_it_ends(name: str) -> models.CheckConstraint:
    """Constrain `ends_on`, the last day, never to come before `starts_on`."""
    return models.CheckConstraint(
        condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
        name=name,
        violation_error_message="The last day cannot come before the first.",
    )


def one_at_a_time(field: str, *, name: str, message: str) -> Any:
    """
    Constrain rows of the same `field` never to overlap between `starts_on` and `ends_on`.

    The foreign key becomes a range of one number, because an embeddable PostgreSQL has no btree_gist.
    """
    from django.contrib.postgres.constraints import ExclusionConstraint

    return ExclusionConstraint(
        name=name,
        expressions=[
            (Func(F(field), F(field), Value("[]"), function="int8range"), "&&"),
            (Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange"), "&&"),
        ],
        violation_error_message=message,
    )
