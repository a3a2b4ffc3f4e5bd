"""The states of a meeting and the moves between them."""

from enum import StrEnum

from django.db import models


class State(models.TextChoices):
    PLANNED = "planned", "Planned"
    AGENDA_DRAFT = "agenda_draft", "Agenda in draft"
    CIRCULATED = "circulated", "Agenda circulated"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


TRANSITIONS = {
    State.PLANNED: (State.AGENDA_DRAFT, State.CANCELLED),
    State.AGENDA_DRAFT: (State.CIRCULATED, State.HELD, State.CANCELLED),
    State.CIRCULATED: (State.HELD, State.CANCELLED),
    State.HELD: (),
    State.CANCELLED: (),
}

# The agenda may still change; after circulation every change makes a new version of the pack.
OPEN_STATES = (State.PLANNED, State.AGENDA_DRAFT, State.CIRCULATED)
COMING_STATES = OPEN_STATES
# From these a meeting can be opened at the table; it is recorded as held when it is closed.
SITTING_STATES = tuple(state for state, moves in TRANSITIONS.items() if State.HELD in moves)
# It took place, so who was there counts.
TOOK_PLACE_STATES = (State.HELD,)


class Event(StrEnum):
    """What the audit trail calls each thing that happens to a meeting and its agenda."""

    PLANNED = "meetings.meeting.planned"
    YEAR_PLANNED = "meetings.board.year_planned"
    EDITED = "meetings.meeting.edited"
    MOVED = "meetings.meeting.moved"
    AGENDA_BEGUN = "meetings.meeting.agenda_begun"
    CIRCULATED = "meetings.meeting.circulated"
    HELD = "meetings.meeting.held"
    CANCELLED = "meetings.meeting.cancelled"
    MINUTES_ENTERED = "meetings.minutes.entered"
    SECTION_ADDED = "meetings.section.added"
    SECTION_EDITED = "meetings.section.edited"
    ITEM_ADDED = "meetings.item.added"
    ITEM_EDITED = "meetings.item.edited"
    ITEM_MOVED = "meetings.item.moved"
    ITEM_WITHDRAWN = "meetings.item.withdrawn"
    ITEM_RESTORED = "meetings.item.restored"
    RESTRICTED = "meetings.restriction.set"
    RESTRICTION_LIFTED = "meetings.restriction.lifted"
    FEED_MADE = "meetings.calendar_feed.made"
    FEED_REVOKED = "meetings.calendar_feed.revoked"
