"""The public side of the demonstration: the board is open, its groups are on request, and people ask and subscribe."""

from datetime import date
from typing import Any

from csp_portal.accounts.models import User
from csp_portal.demonstration.given import moment
from meetings.models import Board, PublicSubscription
from meetings.workflow import boards, public

OPENED_ON, ASKED_ON = date(2015, 9, 1), date(2016, 3, 8)
# One can be answered with a copy, since the performance group's pack goes round; the Executive has none.
ASKED = (
    (
        "performance-management-group",
        "Ottoline Farquharson",
        "ottoline.farquharson@residents.example",
        "The agenda and the papers of your meeting on 11 March, please, once they are out.",
    ),
    (
        "csp-executive",
        "Bartholomew Quint",
        "bartholomew.quint@residents.example",
        "What the Executive said in January about the money for the gangs strategy.",
    ),
)


def load_public(board: Board, secretary: User) -> None:
    """Open the board to everybody, ask its groups for papers, and have somebody subscribe."""
    opened: dict[str, Any] = {"by": secretary, "at": moment(OPENED_ON), "on": OPENED_ON}
    boards.edit_board(board=board, public_access=Board.PublicAccess.OPEN, **opened)
    asked_at = moment(ASKED_ON)
    for slug, name, address, text in ASKED:
        public.ask_for_copy(
            board=Board.objects.get(slug=slug),
            name=name,
            address=address,
            text=text,
            at=asked_at,
            on=ASKED_ON,
        )
    public.ask_to_subscribe(board=board, address="news@residents.example", at=asked_at)
    public.confirm_subscription(
        subscription=PublicSubscription.objects.get(board=board, address="news@residents.example"),
        at=asked_at,
    )
