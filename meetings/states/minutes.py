"""The states of a meeting's minutes and the moves between them."""

from enum import StrEnum

from django.db import models


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    CLEARED = "cleared", "Draft, cleared by the chair"
    CONFIRMED = "confirmed", "Confirmed"


TRANSITIONS = {
    State.DRAFT: (State.CLEARED,),
    # Back to a draft only until they have gone round; after that they are amended at the next meeting.
    State.CLEARED: (State.DRAFT, State.CONFIRMED),
    # Locked: what turns out to be wrong later is recorded as a correction beside the text.
    State.CONFIRMED: (),
}

OPEN_STATES = (State.DRAFT, State.CLEARED)


class Event(StrEnum):
    """What the audit trail calls each thing that happens to minutes."""

    BEGUN = "meetings.minutes.begun"
    ENTRY_ADDED = "meetings.minutes.entry_added"
    ENTRY_WRITTEN = "meetings.minutes.entry_written"
    ENTRY_EDITED = "meetings.minutes.entry_edited"
    ENTRY_SPLIT = "meetings.minutes.entry_split"
    ENTRY_MOVED = "meetings.minutes.entry_moved"
    ENTRY_DROPPED = "meetings.minutes.entry_dropped"
    NUMBERED = "meetings.minutes.numbered"
    SENT_TO_CHAIR = "meetings.minutes.sent_to_chair"
    SENT_BACK = "meetings.minutes.sent_back"
    CLEARED = "meetings.minutes.cleared"
    SENT_ROUND = "meetings.minutes.sent_round"
    CHANGE_SUGGESTED = "meetings.minutes.change_suggested"
    SUGGESTION_ANSWERED = "meetings.minutes.suggestion_answered"
    AMENDED = "meetings.minutes.amended"
    CONFIRMED = "meetings.minutes.confirmed"
    SIGNED = "meetings.minutes.signed"
    SCAN_KEPT = "meetings.minutes.scan_kept"
    CORRECTED = "meetings.minutes.corrected"
    RELEASED = "meetings.minutes.released"
    READ = "meetings.minutes.read"
    DECISION_RECORDED = "meetings.decision.recorded"
    DECISION_EDITED = "meetings.decision.edited"
    DECISION_STRUCK = "meetings.decision.struck_out"
    DECISIONS_EXPORTED = "meetings.decision.exported"
    COMMUNICATION_ADDED = "meetings.communication.added"
    COMMUNICATION_TOLD = "meetings.communication.told"
    COMMUNICATION_DROPPED = "meetings.communication.dropped"
    PASSED_ON = "meetings.passing_on.recorded"
    SENT_ON = "meetings.passing_on.sent"
    PASSING_ON_DROPPED = "meetings.passing_on.dropped"
