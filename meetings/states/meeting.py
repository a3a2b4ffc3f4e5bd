"""The states of a meeting and the moves between them."""

from enum import StrEnum

from django.db import models


class State(models.TextChoices):
    PLANNED = "planned", "Planned"
    AGENDA_DRAFT = "agenda_draft", "Agenda in draft"
    AGREED = "agreed", "Agenda agreed"
    CIRCULATED = "circulated", "Agenda circulated"
    POSTPONED = "postponed", "Postponed"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


TRANSITIONS = {
    State.PLANNED: (State.AGENDA_DRAFT, State.POSTPONED, State.CANCELLED),
    State.AGENDA_DRAFT: (State.AGREED, State.HELD, State.POSTPONED, State.CANCELLED),
    # A later change of the agenda, or a chair who sends it back, makes it a draft again.
    State.AGREED: (State.CIRCULATED, State.AGENDA_DRAFT, State.HELD, State.POSTPONED, State.CANCELLED),
    State.CIRCULATED: (State.HELD, State.POSTPONED, State.CANCELLED),
    # Once it has a new day it goes on from where it stood; what had gone round has to go round again.
    State.POSTPONED: (State.PLANNED, State.AGENDA_DRAFT, State.AGREED, State.CANCELLED),
    State.HELD: (),
    State.CANCELLED: (),
}

# The agenda may still change; after circulation every change makes a new version of the pack.
OPEN_STATES = (State.PLANNED, State.AGENDA_DRAFT, State.AGREED, State.CIRCULATED, State.POSTPONED)
# These take place on the day that they name.
COMING_STATES = (State.PLANNED, State.AGENDA_DRAFT, State.AGREED, State.CIRCULATED)
# On the day that these name, nobody meets.
CALLED_OFF_STATES = (State.POSTPONED, State.CANCELLED)
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
    PUT_TO_CHAIRS = "meetings.agenda.put_to_chairs"
    AGREED = "meetings.agenda.agreed"
    SENT_BACK = "meetings.agenda.sent_back"
    OVERTAKEN = "meetings.agenda.agreement_overtaken"
    CIRCULATED = "meetings.meeting.circulated"
    POSTPONED = "meetings.meeting.postponed"
    RESUMED = "meetings.meeting.resumed"
    HELD = "meetings.meeting.held"
    CANCELLED = "meetings.meeting.cancelled"
    SECTION_ADDED = "meetings.section.added"
    SECTION_EDITED = "meetings.section.edited"
    ITEM_ADDED = "meetings.item.added"
    ITEM_EDITED = "meetings.item.edited"
    ITEM_MOVED = "meetings.item.moved"
    ITEM_WITHDRAWN = "meetings.item.withdrawn"
    ITEM_RESTORED = "meetings.item.restored"
    ITEM_SENT_OUT = "meetings.item.sent_out"
    ITEM_ADMITTED = "meetings.item.admitted"
    DECISION_SOUGHT = "meetings.decision_sought.changed"
    HOMEWORK_ASKED = "meetings.homework.asked"
    HOMEWORK_EDITED = "meetings.homework.edited"
    HOMEWORK_ANSWERED = "meetings.homework.answered"
    HOMEWORK_WITHDRAWN = "meetings.homework.withdrawn"
    COMMUNITY_INPUT = "meetings.community_input.changed"
    COMMUNICATION = "meetings.communication_planned.changed"
    RESTRICTED = "meetings.restriction.set"
    RESTRICTION_LIFTED = "meetings.restriction.lifted"
    FEED_MADE = "meetings.calendar_feed.made"
    FEED_REVOKED = "meetings.calendar_feed.revoked"
