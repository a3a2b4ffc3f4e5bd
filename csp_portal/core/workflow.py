"""The one way a record is saved with its author, and the one way it changes state."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


class InvalidTransition(Exception):
    """Raised when a record is asked to go somewhere its state table does not allow."""


class CannotBeDone(Exception):
    """Raised with a sentence for the user when the facts, not the person, stand in the way."""


class EditConflict(Exception):
    """Raised when somebody else saved the record after this person opened it; keeps both texts."""

    def __init__(self, record: models.Model, *, theirs: dict[str, str], yours: dict[str, str]) -> None:
        super().__init__(f"{record} was changed by somebody else while you were writing.")
        self.record = record
        self.theirs = theirs
        self.yours = yours


def change_state(record: Any, *, to: Any) -> None:
    """
    Move a record along its state table, leaving the save to the caller.

    :raises InvalidTransition: if the table has no such move
    """
    if to not in record.TRANSITIONS[record.state]:
        if to == record.state:
            raise InvalidTransition(f"{record} is {record.get_state_display().lower()} already.")
        raise InvalidTransition(
            f"{record} is {record.get_state_display().lower()}, so it cannot become {to.label.lower()}."
        )
    record.state = to


def save(record: Any, *, by: "User | None", at: datetime, reason: str = "") -> None:
    """Save a record with its history row signed by the person and dated by the caller's clock."""
    record._history_user = by
    record._history_date = at
    record._change_reason = reason or None
    record.save()


def remove(record: Any, *, by: "User", at: datetime) -> None:
    """
    Take out a row that nothing else refers to; its history says who did and when.

    The record keeps its key in memory, so that the audit can still name it.
    """
    record._history_user = by
    record._history_date = at
    key = record.pk
    record.delete()
    record.pk = key
