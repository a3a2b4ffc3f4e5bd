"""Drawing the next number of a board's minutes or decisions under a lock, never the same one twice."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Count, Q

from csp_portal.accounts.models import User
from csp_portal.core.dates import in_words
from csp_portal.core.workflow import CannotBeDone, save
from meetings import numbering
from meetings.models import Board, Decision, Meeting, MinuteEntry, NumberSeries
from meetings.states.meeting import TOOK_PLACE_STATES

What = NumberSeries.What


class OutOfOrder(CannotBeDone):
    """Raised when minutes would draw numbers before those of earlier meetings, which it names."""

    def __init__(self, earlier: Collection[Meeting]) -> None:
        self.earlier = list(earlier)
        days = [in_words(meeting.on) for meeting in self.earlier]
        *first, last = days
        listed = f"{', '.join(first)} and {last}" if first else last
        super().__init__(
            f"The minutes of {listed} have no numbers yet. Numbers go on from meeting to meeting, so number those "
            "first, or say that these are to come before them."
        )


def check_order(meeting: Meeting, *, passing_over: Collection[str]) -> list[str]:
    """
    See that no earlier meeting of the board still waits for the numbers that these minutes are about to draw.

    Locks the board until the transaction ends, so that nobody numbers an earlier meeting's in the same moment.
    `passing_over` are the references of meetings that may wait on; those that do are given back.

    :raises OutOfOrder: if others wait
    """
    Board.objects.select_for_update().get(pk=meeting.board_id)
    earlier = _unnumbered_before(meeting)
    if unmentioned := [each for each in earlier if each.reference not in passing_over]:
        raise OutOfOrder(unmentioned)
    return [each.reference for each in earlier]


def _unnumbered_before(meeting: Meeting) -> list[Meeting]:
    """
    Find the earlier meetings whose minutes are not begun or lack numbers, the oldest first.

    What lies behind the latest meeting that has numbers was passed over before, and is not asked about again.
    """
    has_number = ~Q(minutes__entries__reference="")
    earlier = (
        Meeting.objects.filter(board=meeting.board_id, starts_at__lt=meeting.starts_at)
        .filter(Q(state__in=TOOK_PLACE_STATES) | Q(minutes__isnull=False))
        .annotate(
            numbered=Count("minutes__entries", filter=has_number),
            waiting=Count("minutes__entries", filter=~has_number),
        )
        .order_by("-starts_at", "-pk")
    )
    restart = meeting.board.number_restart
    found: list[Meeting] = []
    for each in earlier:
        if numbering.period(restart, each.on) != numbering.period(restart, meeting.on):
            break
        if each.waiting or not each.numbered:
            found.insert(0, each)
        if each.numbered:
            break
    return found


def draw(board: Board, what: str, *, day: date, by: User, at: datetime) -> tuple[int, str]:
    """
    Draw the next number for something of that day, and write it by the board's pattern.

    Locks the board until the transaction ends. A reference that is on record already, because the
    pattern was changed or the next number was set back, is passed over.
    """
    board = Board.objects.select_for_update().get(pk=board.pk)
    year = numbering.period(board.number_restart, day)
    series = None
    if year:
        series, _ = NumberSeries.objects.get_or_create(board=board, what=what, year=year)
        number = series.last_number + 1
    else:
        number = board.next_minute_number if what == What.MINUTE else board.next_decision_number
    kept = MinuteEntry.objects if what == What.MINUTE else Decision.objects
    reference = written(board, what, number, day=day)
    while kept.filter(board=board, reference=reference).exists():
        number += 1
        reference = written(board, what, number, day=day)
    if series is not None:
        series.last_number = number
        series.save(update_fields=["last_number"])
    else:
        name = "next_minute_number" if what == What.MINUTE else "next_decision_number"
        setattr(board, name, number + 1)
        save(board, by=by, at=at)
    return number, reference


def written(board: Board, what: str, number: int, *, day: date) -> str:
    """Write a number as the board's minutes or decisions have it."""
    return numbering.reference(
        board.minute_pattern if what == What.MINUTE else board.decision_pattern,
        number=number,
        day=day,
        restart=board.number_restart,
        prefix=board.number_prefix,
        board=board.short_name,
    )


def decision_slug(board: Board, reference: str) -> str:
    """Give a decision's part of its permanent address, which no other decision has."""
    stem = numbering.slug(reference, board_slug=board.slug)
    taken = set(Decision.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
    return next(slug for slug in candidates if slug not in taken)
