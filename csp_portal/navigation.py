"""What the bar under the header and the account menu lead to: the one list that looks at every app."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission
from csp_portal.core import clock
from csp_portal.notices.models import Notice
from isp_requests.identity import SHARING_ROLES
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

    `section` is the beginning of the path by which the item knows that a page belongs to it; `count` tells how
    many things wait there.
    """

    label: str
    url_name: str
    shown_to: Callable[[User], bool] = everybody
    section: str = ""
    count: Callable[[User], int] | None = None


def reads_boards(user: User) -> bool:
    return user.holds(Permission.READ_BOARD, on=clock.today()) or _places(user)[0]


def reads_plans(user: User) -> bool:
    return user.holds(Permission.READ_PLANS, on=clock.today()) or _places(user)[0]


def writes_papers(user: User) -> bool:
    return _places(user)[1]


def reads_protocol(user: User) -> bool:
    return user.holds(Permission.READ_PROTOCOL, on=clock.today())


def shares_information(user: User) -> bool:
    return bool(user.roles(on=clock.today()) & SHARING_ROLES)


def reads_compliance(user: User) -> bool:
    return user.holds(Permission.READ_COMPLIANCE, on=clock.today()) or _places(user)[0]


def runs_meetings(user: User) -> bool:
    return user.holds(Permission.RUN_MEETINGS, on=clock.today())


def unread_notices(user: User) -> int:
    return _places(user)[2]


def _places(user: User) -> tuple[bool, bool, int]:
    """Tell of a seat today, a paper to write, and how much is unread: one statement for the whole menu."""
    kept: dict[date, tuple[bool, bool, int]] = user.__dict__.setdefault("_places_in_menu", {})
    today = clock.today()
    if today not in kept:
        seats, papers = Exists(Seat.objects.of(user, on=today)), Exists(user.papers_to_write.all())
        unread = Notice.objects.unread().filter(person=OuterRef("pk")).order_by().values("person")
        counted = Coalesce(Subquery(unread.annotate(number=Count("pk")).values("number")), 0)
        kept[today] = User.objects.filter(pk=user.pk).values_list(seats, papers, counted).get()
    return kept[today]


ITEMS: list[Item] = [
    Item("Home", "home"),
    Item("Meetings", "meetings:meeting_list", reads_boards),
    Item("Actions", "actions:action_list", reads_boards),
    Item("Plans", "delivery_plans:plan_list", reads_plans),
    Item("Performance", "delivery_plans:indicator_list", reads_plans),
    Item("Decisions", "meetings:decision_list", reads_boards),
    Item(
        "Information sharing",
        "isp_requests:request_list",
        shares_information,
        section="/information-sharing/requests/",
    ),
    Item("Protocol", "isp_requests:edition_list", reads_protocol),
    Item("My papers", "meetings:paper_list", writes_papers),
    Item("People", "accounts:person_list", administrators),
    Item("Organisations", "accounts:organisation_list", administrators),
    Item("Boards", "meetings:board_list"),
    Item("Search", "meetings:search", reads_boards),
]

ACCOUNT_ITEMS: list[Item] = [
    Item("Home", "home"),
    Item("Your account", "accounts:account_detail"),
    Item("What you were told", "notices:notice_list", section="/notices/", count=unread_notices),
    Item("Homework", "meetings:homework_list", reads_boards),
    Item("My notes", "meetings:note_list", reads_boards),
    Item("Calendar", "meetings:calendar_feed_detail"),
    Item("Compliance of sharing", "isp_requests:compliance_detail", reads_compliance),
    Item("Check a pack", "meetings:pack_check"),
    Item("Restrictions", "meetings:restriction_list", runs_meetings),
    Item("Requests from the public", "meetings:public_request_list", runs_meetings),
    Item("Change password", "account_change_password"),
    Item("Where you are signed in", "usersessions_list"),
    Item("Scale of ratings", "delivery_plans:scale_detail", administrators),
    Item("Mail", "notices:mail_list", administrators),
    Item("Audit", "accounts:event_list", reads_audit),
]
