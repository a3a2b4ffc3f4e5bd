"""Drawing the next number of a board's minutes or decisions under a lock, never the same one twice."""

from datetime import date, datetime

from csp_portal.accounts.models import User
from csp_portal.core.workflow import save
from meetings import numbering
from meetings.models import Board, Decision, MinuteEntry, NumberSeries

What = NumberSeries.What


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
