"""What happens when a year of meetings is planned at once."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone
from meetings import policies
from meetings.models import Board, Meeting
from meetings.states.meeting import Event
from meetings.workflow.meetings import plan_meeting
from meetings.year_plan import Proposal


@transaction.atomic
def plan_year(
    *, board: Board, year: int, proposals: Sequence[Proposal], by: User, at: datetime, on: date
) -> list[Meeting]:
    """
    Plan all meetings of a board's year with the sessions before each: all of them, or none.

    :raises Refused: if this person does not run meetings
    :raises CannotBeDone: if there is nothing to plan, or one of the boards meets at such a time already
    """
    policies.run_meetings.enforce(by, on=on)
    if not proposals:
        raise CannotBeDone("Choose at least one meeting to plan.")
    # One lock for the year: a second secretary finds what the first has planned.
    board = Board.objects.select_for_update().get(pk=board.pk)
    # The board's own first, so that a session finds the meeting that it prepares.
    in_turn = sorted(proposals, key=lambda each: (each.board.pk != board.pk, each.starts_at))
    planned = [
        plan_meeting(
            board=each.board,
            starts_at=each.starts_at,
            length=each.length,
            kind=each.kind,
            focus_priority=each.focus_priority,
            by=by,
            at=at,
            on=on,
        )
        for each in in_turn
    ]
    record(
        Event.YEAR_PLANNED,
        actor=by,
        subject=board,
        at=at,
        year=year,
        meetings=[meeting.reference for meeting in planned],
    )
    return planned
