"""What people can be told about actions, and who may still read what they were told."""

from collections.abc import Iterable, Sequence
from datetime import date

from actions.models import Action
from csp_portal.accounts.models import User
from csp_portal.notices.kinds import NoticeKind, about_any_of
from csp_portal.notices.models import Notice
from csp_portal.notices.states import Way


def still_readable(person: User, notices: Sequence[Notice], on: date) -> Iterable[Notice]:
    """Keep what is about actions that the person may still read."""
    return about_any_of(Action.objects.visible_to(person, on=on), notices)


def _kind(name: str, label: str, usual: Way = Way.DIGEST, *, may_change: bool = True) -> NoticeKind:
    return NoticeKind(
        f"actions.{name}",
        label,
        "Actions",
        usual=usual,
        may_change=may_change,
        still_readable=still_readable,
    )


# Reminders come in the daily e-mail and in no other way, so that nobody gets a letter for each action.
KINDS = (
    _kind("reminded", "An action of yours is due or late", may_change=False),
    _kind("others_late", "A colleague's action is late", may_change=False),
    _kind("named", "You are named for an action"),
    _kind("carried_over", "An action of yours has a new day"),
    _kind("sent_back", "An answer of yours is sent back", Way.AT_ONCE),
    _kind("to_accept", "An answer waits to be accepted"),
    _kind("escalated", "An action is put before you as the chair", Way.AT_ONCE),
    _kind("escalation_answered", "The chair has answered what you put before them"),
)
