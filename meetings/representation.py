"""Which organisations were represented at which meetings, and which have missed too many in a row (ToR 6.5)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from meetings.models import Attendance, Board, Meeting, RepresentationConcern, Seat
from meetings.models.attendance import CAME
from meetings.quorum import REPRESENTING
from meetings.states.meeting import TOOK_PLACE_STATES

if TYPE_CHECKING:
    from csp_portal.accounts.models import Organisation

# As far back as a run of missed meetings is looked for.
MEETINGS_LOOKED_AT = 60


@dataclass
class Figures:
    """How often an organisation was represented, out of the meetings for which it had a seat."""

    organisation: "Organisation"
    represented: int = 0
    meetings: int = 0
    by_substitute: int = 0

    @property
    def percent(self) -> int:
        return round(100 * self.represented / self.meetings) if self.meetings else 0


@dataclass
class Flag:
    """An organisation that nobody represented at `missed`, the board's latest meetings, oldest first."""

    organisation: "Organisation"
    missed: list[Meeting] = field(default_factory=list)
    concern: RepresentationConcern | None = None

    @property
    def first_missed(self) -> Meeting:
        return self.missed[0]

    @property
    def in_words(self) -> str:
        return f"{self.organisation} was not represented at {len(self.missed)} meetings in a row."


@dataclass(frozen=True)
class _Sat:
    """One meeting that took place, with the organisations that had a seat and those somebody came for."""

    meeting: Meeting
    expected: dict[int, "Organisation"]
    came: frozenset[int]
    by_holder: frozenset[int]


def _sittings(board: Board, meetings: Iterable[Meeting]) -> list[_Sat]:
    """
    Read who was represented at meetings of a board: two queries.

    A meeting of which no attendance was taken says nothing about anybody, so it is left out; cancelled
    and postponed meetings did not take place, and a moved one counts on the day on which it was held.
    """
    meetings = list(meetings)
    seats = list(
        Seat.objects.filter(board=board, board_role__in=REPRESENTING, is_on_request=False).select_related(
            "organisation"
        )
    )
    rows: dict[int, list[Attendance]] = defaultdict(list)
    for row in Attendance.objects.filter(meeting__in=meetings, presence__in=CAME).select_related("seat"):
        rows[row.meeting_id].append(row)
    found = []
    for meeting in meetings:
        if not (came := rows[meeting.pk]):
            continue
        on = meeting.on
        representing = [row for row in came if row.seat.board_role in REPRESENTING]
        found.append(
            _Sat(
                meeting=meeting,
                expected={seat.organisation_id: seat.organisation for seat in seats if seat.holds_on(on)},
                came=frozenset(row.seat.organisation_id for row in representing),
                by_holder=frozenset(
                    row.seat.organisation_id for row in representing if row.presence == "present"
                ),
            )
        )
    return found


def figures(board: Board, *, on: date) -> list[Figures]:
    """Count for each organisation at how many of the last year's meetings it was represented."""
    took_place = board.meetings.filter(
        state__in=TOOK_PLACE_STATES, starts_at__date__gt=on - timedelta(days=366), starts_at__date__lte=on
    )
    found: dict[int, Figures] = {}
    for sat in _sittings(board, took_place):
        for key, organisation in sat.expected.items():
            row = found.setdefault(key, Figures(organisation))
            row.meetings += 1
            row.represented += key in sat.came
            row.by_substitute += key in sat.came and key not in sat.by_holder
    return sorted(found.values(), key=lambda row: row.organisation.name)


def flags(board: Board, *, on: date) -> list[Flag]:
    """
    Find the organisations that missed as many meetings in a row as the board's rule allows, or more.

    The run ends when anybody comes for them. What the chairs have closed begins to be counted anew after the
    last meeting missed until then. An organisation without a seat on the day is not written to any more.
    """
    if not board.missed_representation_limit:
        return []
    latest = board.meetings.filter(state__in=TOOK_PLACE_STATES, starts_at__date__lte=on).order_by(
        "-starts_at"
    )
    sittings = _sittings(board, latest[:MEETINGS_LOOKED_AT])
    concerns = list(board.representation_concerns.select_related("closed_after", "sent_by", "first_missed"))
    members = {
        seat.organisation_id
        for seat in board.seats.on(on).filter(board_role__in=REPRESENTING, is_on_request=False)
    }
    runs: dict[int, Flag] = {}
    ended: set[int] = set()
    for sat in sittings:
        for key, organisation in sat.expected.items():
            if key in ended or key not in members:
                continue
            closed = any(
                each.organisation_id == key
                and each.closed_after is not None
                and each.closed_after.starts_at >= sat.meeting.starts_at
                for each in concerns
            )
            if key in sat.came or closed:
                ended.add(key)
            else:
                runs.setdefault(key, Flag(organisation)).missed.insert(0, sat.meeting)
        # Before its seat began an organisation missed nothing, so the run goes no further back.
        ended |= members - sat.expected.keys()
    found = [flag for flag in runs.values() if len(flag.missed) >= board.missed_representation_limit]
    for flag in found:
        flag.concern = next(
            (
                each
                for each in concerns
                if each.organisation_id == flag.organisation.pk
                and each.first_missed_id == flag.first_missed.pk
            ),
            None,
        )
    return sorted(found, key=lambda flag: flag.organisation.name)


def boards_watched(boards: Iterable[Board], *, on: date) -> list[tuple[Board, list[Flag]]]:
    """Find the flags of several boards, leaving out boards that have none."""
    found = [(board, flags(board, on=on)) for board in boards if board.holds_meetings]
    return [(board, raised) for board, raised in found if raised]


def draft_letter(flag: Flag, board: Board) -> str:
    """Write the letter that the chairs may send, for them to change (ToR 6.5)."""
    days = [f"{meeting.on.day} {meeting.on:%B %Y}" for meeting in flag.missed]
    *first, last = days
    listed = f"{', '.join(first)} and {last}" if first else last
    return (
        f"The {board} met on {listed}. Nobody attended for {flag.organisation}, either the representative"
        " or a substitute.\n\n"
        "The board's terms of reference ask every partner to be represented at a suitable level, and to send"
        " a substitute when its representative cannot come. When a partner has not been represented at"
        f" {board.missed_representation_limit} meetings, it is asked to confirm its commitment to the"
        " partnership or to name somebody else.\n\n"
        f"Would you let us know whether {flag.organisation} wishes to keep its place on the board, who will"
        " represent it from now on, and who will stand in when they cannot come?\n\n"
        "Your organisation's part in this work matters, and we hope to see it at the next meeting."
    )
