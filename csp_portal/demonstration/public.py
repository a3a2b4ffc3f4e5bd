"""The public side of the demonstration: the board is open, a group is open on request, and somebody asks and subscribes."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from csp_portal.accounts.models import User
from meetings.models import Board, PublicSubscription
from meetings.workflow import boards, public

LONDON = ZoneInfo("Europe/London")
OPENED_ON, ASKED_ON = date(2015, 9, 1), date(2016, 3, 8)


def load_public(board: Board, secretary: User) -> None:
    """Open the board to everybody, and ask its performance group for a paper."""
    opened: dict[str, Any] = {"by": secretary, "at": _at(OPENED_ON), "on": OPENED_ON}
    boards.edit_board(board=board, public_access=Board.PublicAccess.OPEN, **opened)
    asked_at = _at(ASKED_ON)
    group = (
        Board.objects.known_to_public(on=ASKED_ON).filter(public_access=Board.PublicAccess.ON_REQUEST).first()
    )
    if group is not None:
        public.ask_for_copy(
            board=group,
            name="Ottoline Farquharson",
            address="ottoline.farquharson@residents.example",
            text="The agenda and the papers of your last meeting, please.",
            at=asked_at,
            on=ASKED_ON,
        )
    public.ask_to_subscribe(board=board, address="news@residents.example", at=asked_at)
    public.confirm_subscription(
        subscription=PublicSubscription.objects.get(board=board, address="news@residents.example"),
        at=asked_at,
    )


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10), tzinfo=LONDON)
