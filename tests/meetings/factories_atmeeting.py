"""A meeting of seven seats with its people, for the tests of what happens at the table."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from csp_portal.accounts.models import Sector, User
from meetings.models import AgendaItem, Attendance, Board, Declaration, Meeting, Seat, Sitting
from meetings.models.attendance import Presence
from meetings.models.boards import BoardRole
from meetings.workflow import attendance, interests, sittings
from tests.factories import (
    MEETING_AT,
    make_board,
    make_item,
    make_meeting,
    make_organisation,
    make_seat,
    make_secretary,
    name_deputy,
    seat_person,
)

MEETING_ON = MEETING_AT.date()

# Each seat: its place on the board, the sector of its organisation, whether it votes.
SEATS = {
    "council_chair": (BoardRole.CO_CHAIR, Sector.LOCAL_AUTHORITY, True),
    "police_chair": (BoardRole.CO_CHAIR, Sector.POLICE, True),
    "council": (BoardRole.MEMBER, Sector.LOCAL_AUTHORITY, True),
    "health": (BoardRole.MEMBER, Sector.HEALTH, True),
    "housing": (BoardRole.MEMBER, Sector.HOUSING, True),
    "guest": (BoardRole.CO_OPTED, Sector.COMMUNITY, False),
    "adviser": (BoardRole.ADVISER, Sector.POLICE, False),
}


@dataclass
class Table:
    """One meeting, its seats and people by name, and its items in order."""

    secretary: User
    board: Board
    meeting: Meeting
    seats: dict[str, Seat]
    people: dict[str, User]
    deputies: dict[str, User]
    items: list[AgendaItem] = field(default_factory=list)

    def now(self, minutes: int = 0) -> dict[str, Any]:
        """Give the words that every workflow function asks for, so many minutes into the meeting."""
        at = MEETING_AT + timedelta(minutes=minutes)
        return {"by": self.secretary, "at": at, "on": at.date()}

    def version_of(self, seat: str) -> int:
        row = Attendance.objects.filter(meeting=self.meeting, seat=self.seats[seat]).first()
        return row.version if row else 0

    def records(self, seat: str, presence: str = Presence.PRESENT, **facts: Any) -> Attendance:
        """Record a seat, whatever was recorded of it before."""
        return attendance.record_seat(
            meeting=self.meeting,
            seat=self.seats[seat],
            came=attendance.Came(presence=presence, **facts),
            version=self.version_of(seat),
            **self.now(),
        )

    def all_come(self) -> None:
        for name in self.seats:
            self.records(name)

    def opens(self, chair: str = "council_chair") -> Sitting:
        return sittings.open_meeting(meeting=self.meeting, chair=self.seats[chair], **self.now())

    def declares(
        self, seat: str, item: int = 0, kind: str = Declaration.Kind.PREJUDICIAL, **facts: Any
    ) -> Declaration:
        return interests.declare(
            item=self.items[item],
            seat=self.seats[seat],
            **{"person": self.people.get(seat), "kind": kind, "interest": "A company of the family bids."}
            | facts,
            **self.now(),
        )


def make_table(*, minutes: tuple[int, ...] = (10, 20, 30), **rules: Any) -> Table:
    """Make a meeting with an agenda of items, so many minutes long each, ready to be opened."""
    secretary = make_secretary()
    board = make_board(
        by=secretary,
        **{"quorum_chairs": 1, "quorum_sectors": [Sector.LOCAL_AUTHORITY, Sector.HEALTH, Sector.POLICE]}
        | rules,
    )
    seats, people, deputies = {}, {}, {}
    for name, (place, sector, votes) in SEATS.items():
        organisation = make_organisation(name=f"{board.name} {name}", sector=sector)
        seats[name] = make_seat(
            board=board,
            by=secretary,
            office=name,
            organisation=organisation,
            board_role=place,
            is_voting=votes,
        )
        people[name] = seat_person(seat=seats[name], by=secretary).person
        deputies[name] = name_deputy(seat=seats[name], by=secretary).person
    meeting = make_meeting(board=board, by=secretary, state="agenda_draft", length=60)
    table = Table(secretary, board, meeting, seats, people, deputies)
    for number, length in enumerate(minutes, 1):
        table.items.append(
            make_item(meeting=meeting, title=f"Business {number}", minutes_allotted=length, by=secretary)
        )
    return table


def at_minute(minutes: int) -> datetime:
    return MEETING_AT + timedelta(minutes=minutes)
