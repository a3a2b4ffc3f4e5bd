"""What people are told of minutes: open words and a link, never what stands in them."""

from datetime import date, datetime

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission, roles_carrying
from csp_portal.notices.kinds import NoticeKind
from csp_portal.notices.workflow import settle, tell
from meetings.models import BoardRole, Minutes, SeatDeputy, SeatHolder
from meetings.notifications import readers

GROUP = "Minutes"


KINDS = [
    NoticeKind(
        "meetings.minutes_to_clear",
        "Draft minutes are with you to clear",
        GROUP,
        usual="at_once",
        still_readable=readers.of_minutes,
    ),
    NoticeKind(
        "meetings.minutes_sent_back", "The chair sent minutes back", GROUP, still_readable=readers.of_minutes
    ),
    NoticeKind(
        "meetings.minutes_cleared", "The chair cleared minutes", GROUP, still_readable=readers.of_minutes
    ),
    NoticeKind(
        "meetings.minutes_sent_round",
        "Draft minutes have gone round",
        GROUP,
        still_readable=readers.of_minutes,
    ),
    NoticeKind(
        "meetings.minutes_confirmed",
        "Minutes are confirmed and wait for your signature",
        GROUP,
        still_readable=readers.of_minutes,
    ),
]


def _chairs(minutes: Minutes, on: date) -> list[User]:
    roles = roles_carrying(Permission.SIGN_MINUTES)
    holders = SeatHolder.objects.on(on).filter(
        seat__in=minutes.meeting.board.seats.on(on).filter(
            board_role__in=[role for role in BoardRole if role.role in roles]
        )
    )
    return [holder.person for holder in holders.select_related("person")]


def _secretariat(on: date) -> list[User]:
    found: dict[int, User] = {}
    for role in roles_carrying(Permission.RUN_MEETINGS):
        found |= {person.pk: person for person in User.objects.holding(role, on=on)}
    return list(found.values())


def _readers(minutes: Minutes, on: date) -> list[User]:
    seats = minutes.meeting.board.seats.on(on)
    people: dict[int, User] = {}
    for model in (SeatHolder, SeatDeputy):
        for each in model.objects.on(on).filter(seat__in=seats).select_related("person"):
            people[each.person_id] = each.person
    return list(people.values())


def _tell(kind: str, minutes: Minutes, to: list[User], title: str, *, by: User, at: datetime) -> None:
    tell(
        kind,
        to=[person for person in to if person.pk != by.pk],
        title=title,
        path=minutes.get_absolute_url(),
        at=at,
        # The same draft may go to the chair more than once.
        key=f"{minutes.pk}-{at:%Y%m%d%H%M%S}",
        about=minutes,
    )


def minutes_to_clear(minutes: Minutes, *, by: User, at: datetime, on: date) -> None:
    """Tell those who chair the board that a draft is with them."""
    _tell(
        "meetings.minutes_to_clear",
        minutes,
        _chairs(minutes, on),
        f"{minutes}: a draft to clear",
        by=by,
        at=at,
    )


def minutes_sent_back(minutes: Minutes, *, by: User, at: datetime, on: date) -> None:
    """Tell the secretariat that the chair wants something changed, and the chairs nothing more."""
    settle(kinds=["meetings.minutes_to_clear"], about=minutes, at=at)
    _tell(
        "meetings.minutes_sent_back",
        minutes,
        _secretariat(on),
        f"{minutes}: sent back with comments",
        by=by,
        at=at,
    )


def minutes_cleared(minutes: Minutes, *, by: User, at: datetime, on: date) -> None:
    """Tell the secretariat that the minutes can go round, and the chairs nothing more."""
    settle(kinds=["meetings.minutes_to_clear"], about=minutes, at=at)
    _tell(
        "meetings.minutes_cleared",
        minutes,
        _secretariat(on),
        f"{minutes}: cleared, to be sent round",
        by=by,
        at=at,
    )


def minutes_sent_round(minutes: Minutes, *, by: User, at: datetime, on: date) -> None:
    """Tell those in the board's seats that there are minutes to read, and the secretariat nothing more."""
    settle(kinds=["meetings.minutes_cleared"], about=minutes, at=at)
    _tell(
        "meetings.minutes_sent_round",
        minutes,
        _readers(minutes, on),
        f"{minutes}: draft, cleared by the chair",
        by=by,
        at=at,
    )


def minutes_confirmed(minutes: Minutes, *, by: User, at: datetime, on: date) -> None:
    """Tell those who chair the board that the minutes can be signed."""
    _tell(
        "meetings.minutes_confirmed",
        minutes,
        _chairs(minutes, on),
        f"{minutes}: confirmed, to be signed",
        by=by,
        at=at,
    )


def minutes_signed(minutes: Minutes, *, at: datetime) -> None:
    """Take the minutes off the list of what the chairs are told is to be signed."""
    settle(kinds=["meetings.minutes_confirmed"], about=minutes, at=at)
