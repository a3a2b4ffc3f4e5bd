"""The states of a breach or a complaint and the moves between them (ISP 7.3)."""

from enum import StrEnum

from django.db import models


class Kind(models.TextChoices):
    BREACH = "breach", "Breach"
    COMPLAINT = "complaint", "Complaint"


class State(models.TextChoices):
    """Where a breach or a complaint stands."""

    OPEN = "open", "Open"
    DECIDED = "decided", "Decided"
    CLOSED = "closed", "Closed"


TRANSITIONS = {
    State.OPEN: (State.DECIDED,),
    # More has come to light, so whether to notify is decided anew; the audit has both.
    State.DECIDED: (State.OPEN, State.CLOSED),
    State.CLOSED: (),
}


class Sort(models.TextChoices):
    """What happened, in a code that says nothing about anybody."""

    WRONG_PERSON = "wrong_person", "It went to the wrong person, or was seen by somebody who should not"
    SAFE_ADDRESS = "safe_address", "A safe address or whereabouts became known"
    LOST = "lost", "It was lost or stolen, on paper or on a device"
    LOOKED_UP = "looked_up", "Somebody looked it up, or used it, without need"
    INSECURE = "insecure", "It was sent in a way that is not secure"
    NOT_DESTROYED = "not_destroyed", "It was kept, or not destroyed, against what was certified"
    OTHER = "other", "Something else"


class HowMany(models.TextChoices):
    """How many people it concerns, as the report to the Commissioner asks."""

    UNKNOWN = "unknown", "Not known yet"
    ONE = "one", "One"
    SOME = "some", "Two to ten"
    MANY = "many", "Eleven to a hundred"
    MORE = "more", "More than a hundred"


class Outcome(models.TextChoices):
    """What is decided: for a breach whether the Commissioner is told, for a complaint who is right."""

    NOTIFY = "notify", "The Information Commissioner is notified"
    NOT_NOTIFY = "not_notify", "The Information Commissioner is not notified"
    UPHELD = "upheld", "The complaint is upheld"
    UPHELD_IN_PART = "upheld_in_part", "The complaint is upheld in part"
    NOT_UPHELD = "not_upheld", "The complaint is not upheld"


OUTCOMES = {
    Kind.BREACH: (Outcome.NOTIFY, Outcome.NOT_NOTIFY),
    Kind.COMPLAINT: (Outcome.UPHELD, Outcome.UPHELD_IN_PART, Outcome.NOT_UPHELD),
}


class Event(StrEnum):
    """What the audit trail calls each thing that happens to a breach or a complaint."""

    REPORTED = "isp_requests.matter.reported"
    DESCRIBED = "isp_requests.matter.described"
    DECIDED = "isp_requests.matter.decided"
    NOTIFIED = "isp_requests.matter.commissioner_notified"
    REOPENED = "isp_requests.matter.reopened"
    CLOSED = "isp_requests.matter.closed"
    READ = "isp_requests.matter.read"
    HELD = "isp_requests.matter.held"
    RELEASED = "isp_requests.matter.released"
    DESTROYED = "isp_requests.matter.destroyed"
