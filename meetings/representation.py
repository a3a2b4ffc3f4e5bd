"""Which organisations were represented at which meetings, and which have missed too many in a row (ToR 6.5)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber

from meetings.models import Attendance, Board, Meeting, RepresentationConcern, Seat
from meetings.models.attendance import CAME, Presence
from meetings.quorum import REPRESENTING
from meetings.states.meeting import TOOK_PLACE_STATES

if TYPE_CHECKING:
    from csp_portal.accounts.models import Organisation

# As far back as a run of missed meetings is looked for.
MEETINGS_LOOKED_AT = 24


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


def _sittings(meetings: QuerySet[Meeting], boards: Iterable[Board]) -> dict[int, list[_Sat]]:
    """
    Read who was represented at meetings, by board and newest first: three queries for any number of boards.

    A meeting of which no attendance was taken says nothing about anybody, so it is left out; cancelled
    and postponed meetings did not take place, and a moved one counts on the day on which it was held.
    """
    came = Attendance.objects.filter(presence__in=CAME)
    ranked = (
        meetings.filter(Exists(came.filter(meeting=OuterRef("pk"))), state__in=TOOK_PLACE_STATES)
        .annotate(rank=Window(RowNumber(), partition_by="board", order_by=["-starts_at", "-pk"]))
        .filter(rank__lte=MEETINGS_LOOKED_AT)
        .select_related("board")
        .order_by("-starts_at", "-pk")
    )
    found: dict[int, list[_Sat]] = defaultdict(list)
    if not (took_place := list(ranked)):
        return found
    seats: dict[int, list[Seat]] = defaultdict(list)
    for seat in Seat.objects.filter(
        board__in=boards, board_role__in=REPRESENTING, is_on_request=False
    ).select_related("organisation"):
        seats[seat.board_id].append(seat)
    rows: dict[int, list[Attendance]] = defaultdict(list)
    for row in came.filter(meeting__in=[meeting.pk for meeting in took_place]).select_related("seat"):
        if row.seat.board_role in REPRESENTING:
            rows[row.meeting_id].append(row)
    for meeting in took_place:
        on, there = meeting.on, rows[meeting.pk]
        found[meeting.board_id].append(
            _Sat(
                meeting=meeting,
                expected={
                    seat.organisation_id: seat.organisation
                    for seat in seats[meeting.board_id]
                    if seat.holds_on(on)
                },
                came=frozenset(row.seat.organisation_id for row in there),
                by_holder=frozenset(
                    row.seat.organisation_id for row in there if row.presence == Presence.PRESENT
                ),
            )
        )
    return found


def figures(board: Board, *, on: date) -> list[Figures]:
    """Count for each organisation at how many of the last year's meetings it was represented."""
    took_place = board.meetings.filter(starts_at__date__gt=on - timedelta(days=366), starts_at__date__lte=on)
    found: dict[int, Figures] = {}
    for sat in _sittings(took_place, [board])[board.pk]:
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
    return next((raised for _, raised in flags_of([board], on=on)), [])


def flags_of(boards: Iterable[Board], *, on: date) -> list[tuple[Board, list[Flag]]]:
    """Find the flags of several boards, leaving out boards without any: five queries at most."""
    watched = {
        board.pk: board for board in boards if board.holds_meetings and board.missed_representation_limit
    }
    if not watched:
        return []
    sittings = _sittings(Meeting.objects.filter(board__in=watched, starts_at__date__lte=on), watched.values())
    if not sittings:
        return []
    concerns: dict[int, list[RepresentationConcern]] = defaultdict(list)
    for concern in RepresentationConcern.objects.filter(board__in=sittings).select_related(
        "closed_after", "sent_by", "first_missed"
    ):
        concerns[concern.board_id].append(concern)
    members: dict[int, set[int]] = defaultdict(set)
    for seat in Seat.objects.on(on).filter(
        board__in=sittings, board_role__in=REPRESENTING, is_on_request=False
    ):
        members[seat.board_id].add(seat.organisation_id)
    found = [
        (watched[key], _flags(watched[key], sats, concerns[key], members[key]))
        for key, sats in sittings.items()
    ]
    return [(board, raised) for board, raised in found if raised]


def _flags(
    board: Board, sittings: list[_Sat], concerns: list[RepresentationConcern], members: set[int]
) -> list[Flag]:
    runs: dict[int, Flag] = {}
    ended: set[int] = set()
    for sat in sittings:
        for key, organisation in sat.expected.items():
            if key in ended or key not in members:
                continue
            if key in sat.came or _was_closed(concerns, key, sat.meeting):
                ended.add(key)
            else:
                runs.setdefault(key, Flag(organisation)).missed.insert(0, sat.meeting)
        # Before its seat began an organisation missed nothing, so the run goes no further back.
        ended |= members - sat.expected.keys()
    found = [flag for flag in runs.values() if len(flag.missed) >= board.missed_representation_limit]
    for flag in found:
        run = (flag.organisation.pk, flag.first_missed.pk)
        flag.concern = next(
            (each for each in concerns if (each.organisation_id, each.first_missed_id) == run), None
        )
    return sorted(found, key=lambda flag: flag.organisation.name)


def _was_closed(concerns: list[RepresentationConcern], organisation: int, meeting: Meeting) -> bool:
    return any(
        each.closed_after is not None and each.closed_after.starts_at >= meeting.starts_at
        for each in concerns
        if each.organisation_id == organisation
    )


def nothing_open(organisation: "Organisation") -> str:
    """Say that an organisation is not, or no longer, one that missed too many meetings."""
    return f"Nothing is open about {organisation}: it was represented, or the matter is closed."


def draft_letter(flag: Flag, board: Board) -> str:
    """Write the letter that the chairs may send, for them to change (ToR 6.5)."""
    days = [f"{meeting.on.day} {meeting.on:%B %Y}" for meeting in flag.missed]
    *first, last = days
    listed = f"{', '.join(first)} and {last}" if first else last
    return (
        "Dear colleague\n\n"
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
