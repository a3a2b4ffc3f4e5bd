"""A year of meetings as the portal proposes it, and what speaks against each of its days (ToR 5, 6.2, 7)."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from csp_portal.core.dates import is_working_day
from meetings import timetable
from meetings.models import Board, Meeting, Priority
from meetings.models.boards import MeetingKind

# Where no meeting of last year says otherwise.
USUAL_WEEKDAY = 3
USUAL_WEEK = 2
USUAL_TIME = time(14)
CONFERENCE_TIME = time(9, 30)
HALF_DAY = 240
# As far from a proposed day as a meeting that is there already counts as the one of that quarter.
SAME_MEETING = timedelta(days=40)


@dataclass
class Proposal:
    """One meeting or session of the year, with what the portal has to say about its day."""

    board: Board
    starts_at: datetime
    kind: str = MeetingKind.ORDINARY
    focus_priority: Priority | None = None
    remarks: list[str] = field(default_factory=list)

    @property
    def on(self) -> date:
        return timezone.localdate(self.starts_at)

    @property
    def length(self) -> int:
        return length_of(self.board, self.kind)


def year_of(day: date) -> int:
    """Name the financial year of a day by the year in which it begins: April to March."""
    return day.year if day.month >= 4 else day.year - 1


def in_words(year: int) -> str:
    return f"April {year} to March {year + 1}"


def length_of(board: Board, kind: str) -> int:
    """Say how long such a meeting is: a conference takes half a day (ToR 5)."""
    return max(HALF_DAY, board.usual_minutes) if kind == MeetingKind.CONFERENCE else board.usual_minutes


def meetings_in(board: Board, year: int) -> list[Meeting]:
    """List the board's meetings of the year, first to last; neither cancelled nor extraordinary ones."""
    return list(
        board.meetings.taking_place()
        .exclude(kind=MeetingKind.EXTRAORDINARY)
        .filter(starts_at__date__gte=date(year, 4, 1), starts_at__date__lte=date(year + 1, 3, 31))
        .select_related("board", "focus_priority")
        .order_by("starts_at")
    )


def sessions_of(board: Board, *, on: date) -> list[Board]:
    """List the groups that meet before each meeting of the board, the earliest before it first."""
    leads = {
        Board.Kind.EXECUTIVE: board.executive_lead_days,
        Board.Kind.PERFORMANCE_GROUP: board.performance_group_lead_days,
    }
    groups = [
        group
        for group in board.sub_groups.on(on).order_by("name")
        if leads.get(Board.Kind(group.kind)) is not None
    ]
    return sorted(groups, key=lambda group: -(leads[Board.Kind(group.kind)] or 0))


def propose(board: Board, year: int, *, on: date) -> list[Proposal]:
    """Propose what is missing of the board's year: its meetings, and the sessions before each of them."""
    closed = timetable.closures()
    there = meetings_in(board, year)
    meetings = [
        proposal
        for proposal in _meetings(board, year, closed=closed)
        if proposal.on > on and not any(abs(other.on - proposal.on) <= SAME_MEETING for other in there)
    ]
    meetings = meetings[: max(board.meetings_per_year - len(there), 0)]
    _set_kinds_and_focus(board, year, meetings, there)
    ahead = [meeting for meeting in there if meeting.on > on and meeting.is_open_to_change]
    proposals = meetings + [
        session
        for group in sessions_of(board, on=on)
        for session in _sessions(board, group, [*meetings, *ahead], closed=closed)
        if session.on > on
    ]
    return sorted(proposals, key=lambda proposal: (proposal.starts_at, proposal.board.name))


def _meetings(board: Board, year: int, *, closed: Collection[date]) -> Iterator[Proposal]:
    before = meetings_in(board, year - 1)
    weekday, at = _habit(before)
    if len(before) == board.meetings_per_year:
        places = [(meeting.on.month, (meeting.on.day + 6) // 7) for meeting in before]
    else:
        places = [(month, USUAL_WEEK) for month in _months(board.meetings_per_year)]
    taken: set[date] = set()
    for month, week in places:
        wanted = _day_of(year if month >= 4 else year + 1, month, week, weekday)
        day = _free_day(wanted, year, taken, closed=closed)
        taken.add(day)
        proposal = Proposal(board, _at(day, at))
        if day != wanted:
            reasons = timetable.clashes(wanted, closed=closed)
            proposal.remarks.append(
                f"{' '.join(reasons)} {wanted:%A} {wanted.day} {wanted:%B} was the usual day, so"
                " the nearest free one in another week is proposed.".strip()
            )
        yield proposal


def _habit(before: Sequence[Meeting]) -> tuple[int, time]:
    ordinary = [meeting for meeting in before if meeting.kind == MeetingKind.ORDINARY]
    weekdays = Counter(meeting.on.weekday() for meeting in before if meeting.on.weekday() < 5)
    times = Counter(timezone.localtime(meeting.starts_at).time() for meeting in ordinary)
    return (
        weekdays.most_common(1)[0][0] if weekdays else USUAL_WEEKDAY,
        times.most_common(1)[0][0] if times else USUAL_TIME,
    )


def _months(count: int) -> list[int]:
    # Spread over the year from April; four fall in June, September, December and March.
    return [(3 + (12 * (place + 1)) // count - 1) % 12 + 1 for place in range(min(count, 12))]


def _day_of(year: int, month: int, week: int, weekday: int) -> date:
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (week - 1))
    return day if day.month == month else day - timedelta(days=7)


def _free_day(wanted: date, year: int, taken: set[date], *, closed: Collection[date]) -> date:
    # The same weekday in the weeks around, later first; within the year, whatever the holidays do.
    for weeks in (0, 1, -1, 2, -2, 3, -3):
        day = wanted + timedelta(weeks=weeks)
        if year_of(day) == year and day not in taken and is_working_day(day, closures=closed):
            return day
    # Weeks of closure all around: then any working day before them.
    day = wanted
    while day in taken or not is_working_day(day, closures=closed):
        day -= timedelta(days=1)
    return day


def _at(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


def _set_kinds_and_focus(
    board: Board, year: int, meetings: Sequence[Proposal], there: Sequence[Meeting]
) -> None:
    if board.kind != Board.Kind.BOARD or not meetings:
        return
    if board.meetings_per_year > 1 and not any(m.kind == MeetingKind.CONFERENCE for m in there):
        before = [m for m in meetings_in(board, year - 1) if m.kind == MeetingKind.CONFERENCE]
        # The needs of the year are reviewed, and the next year's priorities set, at its end (ToR 5).
        conference = meetings[-1]
        began = CONFERENCE_TIME
        if before:
            began = timezone.localtime(before[0].starts_at).time()
            conference = min(meetings, key=lambda m: abs((m.on - before[0].on).days - 364))
        conference.kind = MeetingKind.CONFERENCE
        conference.starts_at = _at(conference.on, began)
    priorities = list(Priority.objects.all())
    for meeting in meetings:
        if meeting.kind == MeetingKind.ORDINARY and priorities:
            meeting.focus_priority = _next_focus(board, meeting, meetings, priorities)


def _next_focus(
    board: Board, meeting: Proposal, meetings: Sequence[Proposal], priorities: Sequence[Priority]
) -> Priority:
    used = [
        (other.starts_at, other.focus_priority)
        for other in board.meetings.taking_place()
        .filter(starts_at__lt=meeting.starts_at, focus_priority__isnull=False)
        .select_related("focus_priority")
        .order_by("-starts_at")[:1]
    ]
    used += [(m.starts_at, m.focus_priority) for m in meetings if m.starts_at < meeting.starts_at]
    last = max((each for each in used if each[1]), key=lambda each: each[0], default=None)
    if last is None or last[1] not in priorities:
        return priorities[0]
    return priorities[(priorities.index(last[1]) + 1) % len(priorities)]


def _sessions(
    board: Board, group: Board, meetings: Sequence[Proposal | Meeting], *, closed: Collection[date]
) -> Iterator[Proposal]:
    there = list(group.meetings.taking_place().order_by("-starts_at")[:100])
    at = timezone.localtime(there[0].starts_at).time() if there else time(10)
    for meeting in meetings:
        latest = timetable.latest_day(board, group, meeting.on)
        if latest is None or any(timedelta(0) <= latest - other.on <= SAME_MEETING for other in there):
            continue
        day = latest
        while not is_working_day(day, closures=closed):
            day -= timedelta(days=1)
        proposal = Proposal(group, _at(day, at))
        if day != latest:
            proposal.remarks.append(
                f"{' '.join(timetable.clashes(latest, closed=closed))} The working day before is proposed."
            )
        yield proposal


def against(rows: Sequence[Proposal], board: Board, year: int, *, on: date) -> list[list[str]]:
    """Say of each row in words what speaks against it: days off, other meetings, sessions that come too late."""
    closed = timetable.closures()
    if not rows:
        return []
    others = list(
        Meeting.objects.taking_place()
        .filter(
            starts_at__gt=min(row.starts_at for row in rows) - timedelta(days=2),
            starts_at__lt=max(row.starts_at for row in rows) + timedelta(days=120),
        )
        .select_related("board")
    )
    held_by_board: list[Proposal | Meeting] = [row for row in rows if row.board.pk == board.pk]
    held_by_board += [
        other for other in others if other.board_id == board.pk and other.kind != MeetingKind.EXTRAORDINARY
    ]
    found = []
    for row in rows:
        reasons = timetable.clashes(row.on, closed=closed)
        if row.on <= on:
            reasons.append("That day has passed.")
        elif year_of(row.on) != year:
            reasons.append(f"That day is not in the year from {in_words(year)}.")
        reasons += [
            f"The {other.board} meets then from {timezone.localtime(other.starts_at):%H:%M}"
            f" to {timezone.localtime(_end(other)):%H:%M}."
            for other in _others_than(row, rows, others)
            if other.starts_at < _end(row) and _end(other) > row.starts_at
        ]
        if row.board.pk != board.pk:
            reasons += _too_late(row, board, held_by_board)
        found.append(reasons)
    return found


def _others_than(
    row: Proposal, rows: Sequence[Proposal], meetings: Sequence[Meeting]
) -> list[Proposal | Meeting]:
    return [*meetings, *(other for other in rows if other is not row)]


def _end(meeting: Proposal | Meeting) -> datetime:
    return meeting.starts_at + timedelta(minutes=meeting.length)


def _too_late(row: Proposal, board: Board, meetings: Sequence[Proposal | Meeting]) -> list[str]:
    ahead = sorted((m for m in meetings if m.starts_at > row.starts_at), key=lambda m: m.starts_at)
    if not ahead:
        return [f"No meeting of the {board} comes after it."]
    latest = timetable.latest_day(board, row.board, ahead[0].on)
    if latest is None or row.on <= latest:
        return []
    return [
        f"It comes too late to prepare the meeting of {ahead[0].on.day} {ahead[0].on:%B %Y}:"
        f" {latest.day} {latest:%B} is the latest day."
    ]
