"""The states of business that was offered to a board, and the moves between them (ToR 6.2)."""

from enum import StrEnum

from django.db import models


class State(models.TextChoices):
    OFFERED = "offered", "Offered"
    MORE_ASKED = "more_asked", "More asked for"
    DEFERRED = "deferred", "Deferred"
    ACCEPTED = "accepted", "Accepted"
    SENT_OUT = "sent_out", "Sent out another way"
    WITHDRAWN = "withdrawn", "Withdrawn"


TRANSITIONS = {
    State.OFFERED: (State.ACCEPTED, State.MORE_ASKED, State.DEFERRED, State.SENT_OUT, State.WITHDRAWN),
    # Whoever offered it answers, and it is offered again.
    State.MORE_ASKED: (State.OFFERED, State.WITHDRAWN),
    State.DEFERRED: (State.ACCEPTED, State.MORE_ASKED, State.SENT_OUT, State.WITHDRAWN),
    State.ACCEPTED: (),
    State.SENT_OUT: (),
    State.WITHDRAWN: (),
}

TO_SIFT_STATES = (State.OFFERED, State.DEFERRED)
UNPLACED_STATES = (State.OFFERED, State.MORE_ASKED)
OPEN_STATES = (State.OFFERED, State.MORE_ASKED, State.DEFERRED)


class Event(StrEnum):
    """What the audit trail calls each thing that happens to offered business."""

    OFFERED = "meetings.business.offered"
    MORE_ASKED = "meetings.business.more_asked"
    ANSWERED = "meetings.business.answered"
    DEFERRED = "meetings.business.deferred"
    ACCEPTED = "meetings.business.accepted"
    SENT_OUT = "meetings.business.sent_out"
    WITHDRAWN = "meetings.business.withdrawn"
