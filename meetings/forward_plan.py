"""The forward plan: what comes to which coming meeting of a board, and what has no place yet (ToR 6.2)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from meetings.models import Board, BusinessItem, Meeting
from meetings.states.business import UNPLACED_STATES, State


@dataclass
class PlannedMeeting:
    """A coming meeting with the business accepted onto it, and put off to it."""

    meeting: Meeting
    accepted: list[BusinessItem] = field(default_factory=list)
    deferred: list[BusinessItem] = field(default_factory=list)
    sessions: list[Meeting] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """Add up the time that the business of this meeting asks for."""
        return sum(business.minutes_wanted for business in (*self.accepted, *self.deferred))


@dataclass(frozen=True)
class ForwardPlan:
    """The coming meetings in order, and business that has no place yet."""

    meetings: Sequence[PlannedMeeting]
    unplaced: Sequence[BusinessItem]


def plan(board: Board, *, at: datetime) -> ForwardPlan:
    """Set out what comes to the board's meetings after a moment."""
    coming = {
        meeting.pk: PlannedMeeting(meeting)
        for meeting in board.meetings.ahead(at=at).select_related("board", "focus_priority")
    }
    for session in Meeting.objects.ahead(at=at).filter(prepares__in=list(coming)).select_related("board"):
        coming[session.prepares_id or 0].sessions.append(session)
    business = board.business.select_related(
        "source_board", "source_organisation", "priority", "preferred_meeting__board", "agenda_item"
    )
    placed = business.filter(meeting__in=list(coming), state__in=(State.ACCEPTED, State.DEFERRED))
    for each in placed:
        if each.state == State.DEFERRED:
            coming[each.meeting_id or 0].deferred.append(each)
        elif each.agenda_item is not None and each.agenda_item.withdrawn_at is None:
            coming[each.meeting_id or 0].accepted.append(each)
    unplaced = [*business.filter(state__in=UNPLACED_STATES)]
    # Put off to a meeting that has gone by or was cancelled: it must not fall between two meetings.
    unplaced += business.filter(state=State.DEFERRED).exclude(meeting__in=list(coming))
    return ForwardPlan(meetings=list(coming.values()), unplaced=unplaced)
