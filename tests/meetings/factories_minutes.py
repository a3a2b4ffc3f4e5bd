"""Minutes for tests, made through the workflow and taken as far as asked."""

from datetime import UTC, date, datetime
from typing import Any

from csp_portal.accounts.models import User
from meetings.models import AgendaItem, Board, Decision, Meeting, MinuteEntry, Minutes
from meetings.states.meeting import State as MeetingState
from meetings.states.minutes import State
from meetings.workflow import decisions, minutes_rounds
from meetings.workflow import minutes as workflow
from tests.factories import make_board, make_item, make_meeting, make_secretary

WRITTEN_AT = datetime(2016, 3, 21, 9, tzinfo=UTC)
WRITTEN_ON = date(2016, 3, 21)
NEXT_AT = datetime(2016, 6, 16, 13, tzinfo=UTC)
CONFIRMED_AT = datetime(2016, 6, 17, 9, tzinfo=UTC)


def doing(by: User, at: datetime = WRITTEN_AT) -> dict[str, Any]:
    """Say who does it and when, as every workflow function wants to know."""
    return {"by": by, "at": at, "on": at.date()}


def make_held_meeting(
    *, board: Board | None = None, by: User, titles: tuple[str, ...] = (), **fields: Any
) -> Meeting:
    """Make a meeting of March 2016 with items, held."""
    meeting = make_meeting(board=board or make_board(by=by), state=MeetingState.AGENDA_DRAFT, by=by, **fields)
    for title in titles or ("Apologies", "Gangs strategy"):
        make_item(meeting=meeting, title=title, by=by)
    return meeting


def make_minutes(
    *,
    meeting: Meeting | None = None,
    state: str = State.DRAFT,
    with_chair: bool = False,
    is_round: bool = True,
    text: str = "The Board noted it.",
    by: User | None = None,
    at: datetime = WRITTEN_AT,
) -> Minutes:
    """Begin minutes, write every entry, and take them as far as asked."""
    by = by or make_secretary()
    minutes = workflow.begin_minutes(meeting=meeting or make_held_meeting(by=by), **doing(by, at))
    for entry in minutes.entries.in_order():
        workflow.write_entry(entry=entry, text=text, version=entry.version, **doing(by, at))
    if state == State.DRAFT and not with_chair:
        return minutes
    minutes = minutes_rounds.send_to_chair(minutes=minutes, **doing(by, at))
    if state == State.DRAFT:
        return minutes
    minutes = minutes_rounds.clear_minutes(minutes=minutes, how="By e-mail.", **doing(by, at))
    if is_round:
        minutes = minutes_rounds.send_round(minutes=minutes, **doing(by, at))
    if state == State.CONFIRMED:
        later = make_meeting(
            board=minutes.meeting.board, starts_at=NEXT_AT, state=MeetingState.AGENDA_DRAFT, by=by
        )
        minutes = minutes_rounds.confirm_minutes(minutes=minutes, meeting=later, **doing(by, CONFIRMED_AT))
    return minutes


def make_decision(
    *,
    entry: MinuteEntry,
    wording: str = "that the Board note the update.",
    by: User,
    at: datetime = WRITTEN_AT,
) -> Decision:
    """Record a decision under a draft's entry."""
    return decisions.record_decision(entry=entry, wording=wording, took_part=[], **doing(by, at))


def entry_of(minutes: Minutes, item: AgendaItem) -> MinuteEntry:
    """Find the entry of an item."""
    return minutes.entries.get(item=item)
