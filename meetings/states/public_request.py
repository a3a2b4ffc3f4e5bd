"""The states of a request from the public, and what the audit calls what happens on the public side."""

from enum import StrEnum

from django.db import models


class State(models.TextChoices):
    ASKED = "asked", "To be answered"
    ANSWERED = "answered", "Copy handed out"
    REFUSED = "refused", "Refused"


TRANSITIONS: dict[State, tuple[State, ...]] = {
    State.ASKED: (State.ANSWERED, State.REFUSED),
    State.ANSWERED: (),
    State.REFUSED: (),
}


class Event(StrEnum):
    """What the audit trail calls each thing that happens on the public side."""

    ASKED = "meetings.public_request.asked"
    ANSWERED = "meetings.public_request.answered"
    REFUSED = "meetings.public_request.refused"
    COPY_TAKEN = "meetings.public_request.copy_taken"
    READ = "meetings.public.file_read"
    SUBSCRIBED = "meetings.public_subscription.confirmed"
    UNSUBSCRIBED = "meetings.public_subscription.ended"
    REVIEWED = "meetings.restriction.kept_after_review"
    RELEASED = "meetings.restriction.released"
    RELEASE_READ = "meetings.pack_release.downloaded"
