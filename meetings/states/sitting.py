"""What happens at the table has times, not states; here is what the audit trail calls its events."""

from enum import StrEnum


class Event(StrEnum):
    """What the audit trail calls each thing that happens at a meeting and to the record of who was there."""

    ATTENDANCE_RECORDED = "meetings.attendance.recorded"
    APOLOGIES_SENT = "meetings.attendance.apologies_sent"
    APOLOGIES_TAKEN_BACK = "meetings.attendance.apologies_taken_back"
    OTHER_ADDED = "meetings.attendance.other_added"
    OTHER_EDITED = "meetings.attendance.other_edited"
    OTHER_DROPPED = "meetings.attendance.other_dropped"
    OPENED = "meetings.sitting.opened"
    CHAIR_NAMED = "meetings.sitting.chair_named"
    CLOSED = "meetings.sitting.closed"
    ITEM_STARTED = "meetings.sitting.item_started"
    ITEM_FINISHED = "meetings.sitting.item_finished"
    ITEM_TAKEN_BACK = "meetings.sitting.item_taken_back"
    ORDER_CHANGED = "meetings.sitting.order_changed"
    INTEREST_DECLARED = "meetings.interest.declared"
    INTEREST_WITHDRAWN = "meetings.interest.withdrawn"
    PAPER_WITHHELD = "meetings.interest.paper_withheld"
    PAPER_GIVEN_BACK = "meetings.interest.paper_given_back"
    VOTE_RECORDED = "meetings.vote.recorded"
    VOTE_CORRECTED = "meetings.vote.corrected"
    LETTER_WRITTEN = "meetings.representation.letter_written"
    LETTER_READ = "meetings.representation.letter_read"
    LETTER_SENT = "meetings.representation.letter_sent"
    MATTER_CLOSED = "meetings.representation.closed"
