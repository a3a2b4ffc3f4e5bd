"""The deadlines of a meeting, worked out from its board's rules (ToR 6.2, 6.3, 7)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils import timezone

from csp_portal.core.dates import bank_holidays, working_days_before, working_days_between
from meetings.models import Board, ClosureDay, Meeting
from meetings.states.meeting import CALLED_OFF_STATES

# No meeting is longer: Meeting.length holds a day's minutes at most.
LONGEST = timedelta(days=1)
REMIND_BEFORE = timedelta(days=3)
REMIND_EVERY = timedelta(days=7)


@dataclass(frozen=True)
class Deadline:
    """One date by which something must have happened, and how far off it is."""

    name: str
    due_on: date
    rule: str
    days_left: int
    working_days_left: int

    @property
    def in_words(self) -> str:
        """Say how far off the day is, or how long ago it was."""
        if self.days_left == 0:
            return "today"
        if self.days_left == 1:
            return "tomorrow"
        if self.days_left > 1:
            return f"{self.days_left} days left"
        late = max(-self.working_days_left, 0)
        if late == 0:
            return "passed, no working day since"
        return f"passed, {_working_days(late)} ago"


def _working_days(count: int, *, clear: bool = False) -> str:
    return f"{apnumber(count)}{' clear' if clear else ''} working day{'' if count == 1 else 's'}"


def closures() -> frozenset[date]:
    """Fetch the secretary's own closure days."""
    return frozenset(ClosureDay.objects.values_list("closed_on", flat=True))


def circulate_by(board: Board, meeting_on: date, *, closed: Collection[date]) -> date:
    """Work out the last day on which agenda and papers may go round (ToR 6.3)."""
    return working_days_before(
        meeting_on, board.notice_working_days, closures=closed, clear=board.notice_is_clear
    )


def papers_due(meeting: Meeting, *, closed: Collection[date]) -> date:
    """Work out the day by which papers are due with the secretariat, unless another was agreed."""
    circulate = circulate_by(meeting.board, meeting.on, closed=closed)
    return working_days_before(circulate, meeting.board.papers_lead_working_days, closures=closed)


def is_day_to_remind(due_on: date, *, on: date) -> bool:
    """Test whether somebody is reminded: three days before, on the day, the day after, then every week."""
    if on in {due_on - REMIND_BEFORE, due_on}:
        return True
    late = on - due_on - timedelta(days=1)
    return late >= timedelta(0) and late % REMIND_EVERY == timedelta(0)


def deadlines(meeting: Meeting, *, on: date, closed: Collection[date] | None = None) -> Sequence[Deadline]:
    """List the meeting's deadlines, first to last, as they stand on the day."""
    closed = closures() if closed is None else closed
    board = meeting.board
    circulate = circulate_by(board, meeting.on, closed=closed)
    days = [
        (
            "Papers due",
            working_days_before(circulate, board.papers_lead_working_days, closures=closed),
            f"{_working_days(board.papers_lead_working_days)} before circulation",
        ),
        (
            "Agenda agreed by the chairs",
            working_days_before(circulate, board.agreement_lead_working_days, closures=closed),
            f"{_working_days(board.agreement_lead_working_days)} before circulation",
        ),
        (
            "Circulate by",
            circulate,
            f"{_working_days(board.notice_working_days, clear=board.notice_is_clear)} before the meeting",
        ),
    ]
    if board.performance_group_lead_days is not None:
        latest = meeting.on - timedelta(days=board.performance_group_lead_days)
        days.append(
            (
                "Performance Management Group meets at the latest",
                latest,
                f"{board.performance_group_lead_days} days before the meeting",
            )
        )
    if board.executive_lead_days is not None:
        latest = meeting.on - timedelta(days=board.executive_lead_days)
        days.append(
            ("Executive meets at the latest", latest, f"{board.executive_lead_days} days before the meeting")
        )
    days.sort(key=lambda day: (day[1], day[0]))
    days.append(("Meeting", meeting.on, ""))
    return [
        Deadline(
            name=name,
            due_on=due_on,
            rule=rule,
            days_left=(due_on - on).days,
            working_days_left=working_days_between(on, due_on, closures=closed),
        )
        for name, due_on, rule in days
    ]


def latest_day(board: Board, group: Board, meeting_on: date) -> date | None:
    """Work out the last day for a group's session before a meeting of the board (ToR 6.2, 7)."""
    days = {
        Board.Kind.EXECUTIVE: board.executive_lead_days,
        Board.Kind.PERFORMANCE_GROUP: board.performance_group_lead_days,
    }.get(Board.Kind(group.kind))
    return None if days is None else meeting_on - timedelta(days=days)


def too_late(session: Meeting, meeting: Meeting) -> str:
    """Say in words that a session comes too late for the meeting that it prepares, or ""."""
    latest = latest_day(meeting.board, session.board, meeting.on)
    if latest is None or session.on <= latest or {session.state, meeting.state} & set(CALLED_OFF_STATES):
        return ""
    return (
        f"The {session.board} meets on {session.on.day} {session.on:%B %Y}, but should meet by"
        f" {latest.day} {latest:%B %Y} at the latest to prepare the meeting of"
        f" {meeting.on.day} {meeting.on:%B %Y}. Move one of them."
    )


def lateness(meeting: Meeting, *, circulated_on: date, closed: Collection[date] | None = None) -> int:
    """Count by how many working days circulation on that day is late; 0 when it is in time."""
    closed = closures() if closed is None else closed
    latest = circulate_by(meeting.board, meeting.on, closed=closed)
    return max(working_days_between(latest, circulated_on, closures=closed), 0)


def lateness_in_words(days: int) -> str:
    """Say how late circulation is: “one working day late”, or “in time”."""
    return f"{_working_days(days)} late" if days else "in time"


def days_off(start: date, end: date, *, closed: Mapping[date, str]) -> list[tuple[date, str]]:
    """List the bank holidays and closure days that fall on a weekday between two days, both included."""
    days = (start + timedelta(days=n) for n in range((end - start).days + 1))
    off = ((day, bank_holidays(day.year).get(day) or closed.get(day, "")) for day in days)
    return [(day, name) for day, name in off if name and day.weekday() < 5]


def overlapping(starts_at: datetime, length: int, *, leave_out: int | None = None) -> list[str]:
    """Say in words which other meetings here take place in the same hours."""
    ends_at = starts_at + timedelta(minutes=length)
    near = (
        Meeting.objects.filter(starts_at__lt=ends_at, starts_at__gt=starts_at - LONGEST)
        .taking_place()
        .select_related("board")
    )
    return [
        f"The {other.board} meets on that day from {timezone.localtime(other.starts_at):%H:%M}"
        f" to {timezone.localtime(other.ends_at):%H:%M}."
        for other in near
        if other.ends_at > starts_at and other.pk != leave_out
    ]


def clashes(day: date, *, closed: Collection[date] | None = None) -> list[str]:
    """Say in words what speaks against meeting on the day."""
    closed = closures() if closed is None else closed
    reasons = []
    if day.weekday() >= 5:
        reasons.append(f"{day:%A} is not a working day.")
    if name := bank_holidays(day.year).get(day):
        reasons.append(f"{day.day} {day:%B %Y} is a bank holiday: {name}.")
    if day in closed:
        reasons.append(f"The secretariat is closed on {day.day} {day:%B %Y}.")
    return reasons
