"""The states of a pack's building and the moves between them."""

from enum import StrEnum

from django.db import models


class State(models.TextChoices):
    QUEUED = "queued", "Waiting for a worker"
    RUNNING = "running", "Being built"
    DONE = "done", "Built"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


TRANSITIONS = {
    # A worker that dies leaves its build running; the next one takes it up from there.
    State.QUEUED: (State.RUNNING, State.CANCELLED, State.FAILED),
    State.RUNNING: (State.RUNNING, State.QUEUED, State.DONE, State.FAILED, State.CANCELLED),
    State.DONE: (),
    State.FAILED: (),
    State.CANCELLED: (),
}

ACTIVE_STATES = (State.QUEUED, State.RUNNING)


class Event(StrEnum):
    """What the audit trail calls each thing that happens to a pack."""

    ASKED_FOR = "meetings.pack.asked_for"
    BUILT = "meetings.pack.built"
    FAILED = "meetings.pack.failed"
    CANCELLED = "meetings.pack.cancelled"
    PUBLISHED = "meetings.pack.published"
    OPENED = "meetings.pack.opened"
    DOWNLOADED = "meetings.pack.downloaded"
    CHECKED = "meetings.pack.checked"
