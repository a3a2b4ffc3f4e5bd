"""Boards, seats and templates have dates, not states; here is what the audit trail calls their events."""

from enum import StrEnum


class Event(StrEnum):
    """What the audit trail calls each thing that happens to a board and what belongs to it."""

    BOARD_ESTABLISHED = "meetings.board.established"
    BOARD_EDITED = "meetings.board.edited"
    BOARD_CLOSED = "meetings.board.closed"
    SEAT_ADDED = "meetings.seat.added"
    SEAT_EDITED = "meetings.seat.edited"
    SEAT_ENDED = "meetings.seat.ended"
    PERSON_SEATED = "meetings.seat.person_seated"
    PERSON_UNSEATED = "meetings.seat.person_unseated"
    SEATING_TAKEN_BACK = "meetings.seat.seating_taken_back"
    DEPUTY_NAMED = "meetings.seat.deputy_named"
    DEPUTY_ENDED = "meetings.seat.deputy_ended"
    DEPUTY_TAKEN_BACK = "meetings.seat.deputy_taken_back"
    TEMPLATE_MADE = "meetings.agenda_template.made"
    TEMPLATE_EDITED = "meetings.agenda_template.edited"
    OFFICE_CLOSED = "meetings.closure_day.added"
    OFFICE_OPENED = "meetings.closure_day.taken_back"
    PRIORITY_ADDED = "meetings.priority.added"
    PRIORITY_EDITED = "meetings.priority.edited"
