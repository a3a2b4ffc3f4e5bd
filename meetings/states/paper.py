"""The states of a paper and the moves between them."""

from enum import StrEnum

from django.db import models


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted to the secretariat"
    READY = "ready", "Ready for the pack"
    WITHDRAWN = "withdrawn", "Withdrawn"


TRANSITIONS = {
    State.DRAFT: (State.SUBMITTED, State.READY, State.WITHDRAWN),
    # The secretariat clears it for the pack, or sends it back with the reason.
    State.SUBMITTED: (State.READY, State.DRAFT, State.WITHDRAWN),
    State.READY: (State.DRAFT, State.WITHDRAWN),
    State.WITHDRAWN: (State.DRAFT,),
}


class Event(StrEnum):
    """What the audit trail calls each thing that happens to a paper."""

    ADDED = "meetings.paper.added"
    ASKED_FOR = "meetings.paper.asked_for"
    CHASED = "meetings.paper.chased"
    SUBMITTED = "meetings.paper.submitted"
    VERSION_KEPT = "meetings.paper.version_kept"
    EDITED = "meetings.paper.edited"
    MOVED = "meetings.paper.moved"
    READY = "meetings.paper.ready"
    SENT_BACK = "meetings.paper.sent_back"
    WITHDRAWN = "meetings.paper.withdrawn"
    RESTORED = "meetings.paper.restored"
    READ = "meetings.paper.read"
