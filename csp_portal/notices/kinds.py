"""The kinds of notices there are: each app lists its own, and settings.NOTICE_KINDS lists those lists."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from csp_portal.notices.states import Way

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from csp_portal.accounts.models import User
    from csp_portal.notices.models import Notice


# Given a person, their notices of one kind, and the day: those that they may still read.
Reader = Callable[["User", "Sequence[Notice]", date], "Iterable[Notice]"]


@dataclass(frozen=True)
class NoticeKind:
    """
    Something people are told of.

    `name` is dotted and stable ("meetings.pack_published"), `label` what the preferences call it, `group`
    the heading they stand under. `usual` is one of "at_once", "digest" and "portal"; with `may_change` each
    person may choose another. `still_readable` is asked before an e-mail leaves and before a page shows titles:
    given a person, their notices of this kind and the day, it gives those that they may still read.
    """

    name: str
    label: str
    group: str
    usual: str = Way.DIGEST
    may_change: bool = True
    still_readable: "Reader | None" = None


def about_any_of(visible: "QuerySet", notices: "Sequence[Notice]") -> "list[Notice]":
    """Keep the notices that are about one of these records: one question, however many there are."""
    keys = {int(notice.about_pk) for notice in notices if notice.about_pk.isdecimal()}
    there = set(visible.filter(pk__in=keys).values_list("pk", flat=True))
    return [notice for notice in notices if notice.about_pk.isdecimal() and int(notice.about_pk) in there]


class UnknownKind(LookupError):
    """Raised when something is told under a name that no app has listed."""


def listed(paths: Iterable[str]) -> list[NoticeKind]:
    """Read the kinds of each list, in order."""
    return [kind for path in paths for kind in import_string(path)]


@cache
def _by_name(paths: tuple[str, ...]) -> dict[str, NoticeKind]:
    return {kind.name: kind for kind in listed(paths)}


def all_kinds() -> dict[str, NoticeKind]:
    """Give every kind by its name, in the order of settings.NOTICE_KINDS."""
    return _by_name(tuple(settings.NOTICE_KINDS))


def kind_named(name: str) -> NoticeKind:
    """
    Find a kind.

    :raises UnknownKind: if no app lists it
    """
    try:
        return all_kinds()[name]
    except KeyError:
        raise UnknownKind(f"No list in settings.NOTICE_KINDS has the kind {name!r}.") from None
