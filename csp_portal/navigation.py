"""What the bar under the header and the account menu lead to: the one list that looks at every app."""

from collections.abc import Callable
from dataclasses import dataclass

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission
from csp_portal.core import clock
from meetings.models import Seat


def everybody(user: User) -> bool:
    return True


def administrators(user: User) -> bool:
    return user.holds(Permission.RUN_PORTAL, on=clock.today())


def reads_audit(user: User) -> bool:
    return user.holds(Permission.READ_AUDIT, on=clock.today())


@dataclass(frozen=True)
class Item:
    """
    A place to go: its label, the name of its address, and who is shown it.

    `section` is the beginning of the path by which the item knows that a page belongs to it.
    """

    label: str
    url_name: str
    shown_to: Callable[[User], bool] = everybody
    section: str = ""


def reads_boards(user: User) -> bool:
    return (
        user.holds(Permission.READ_BOARD, on=clock.today())
        or Seat.objects.of(user, on=clock.today()).exists()
    )


def writes_papers(user: User) -> bool:
    return user.papers_to_write.exists()


ITEMS: list[Item] = [
    Item("Home", "home"),
    Item("Meetings", "meetings:meeting_list", reads_boards),
    Item("My papers", "meetings:paper_list", writes_papers),
    Item("People", "accounts:person_list", administrators),
    Item("Organisations", "accounts:organisation_list", administrators),
    Item("Boards", "meetings:board_list"),
]

ACCOUNT_ITEMS: list[Item] = [
    Item("Home", "home"),
    Item("Your account", "accounts:account_detail"),
    Item("Calendar", "meetings:calendar_feed_detail"),
    Item("Check a pack", "meetings:pack_check"),
    Item("Change password", "account_change_password"),
    Item("Where you are signed in", "usersessions_list"),
    Item("Audit", "accounts:event_list", reads_audit),
]
