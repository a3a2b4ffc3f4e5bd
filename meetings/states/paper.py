"""The states of a paper and the moves between them."""

from enum import StrEnum

from django.db import models


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    READY = "ready", "Ready for the pack"
    WITHDRAWN = "withdrawn", "Withdrawn"


TRANSITIONS = {
    State.DRAFT: (State.READY, State.WITHDRAWN),
    State.READY: (State.DRAFT, State.WITHDRAWN),
    State.WITHDRAWN: (State.DRAFT,),
}


class Event(StrEnum):
    """What the audit trail calls each thing that happens to a paper."""

    ADDED = "meetings.paper.added"
    VERSION_KEPT = "meetings.paper.version_kept"
    EDITED = "meetings.paper.edited"
    MOVED = "meetings.paper.moved"
    READY = "meetings.paper.ready"
    SENT_BACK = "meetings.paper.sent_back"
    WITHDRAWN = "meetings.paper.withdrawn"
    RESTORED = "meetings.paper.restored"
    READ = "meetings.paper.read"
