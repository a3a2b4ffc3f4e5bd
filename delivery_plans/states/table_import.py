"""The states of a file that is being read into a plan."""

from enum import StrEnum

from django.db import models


class State(models.TextChoices):
    OPEN = "open", "Being looked at"
    WRITTEN = "written", "Written into the plan"
    DROPPED = "dropped", "Dropped"
    LAPSED = "lapsed", "Lapsed"


TRANSITIONS = {
    State.OPEN: (State.WRITTEN, State.DROPPED, State.LAPSED),
    State.WRITTEN: (),
    State.DROPPED: (),
    State.LAPSED: (),
}


class Event(StrEnum):
    """What the audit trail calls each thing that happens to a file that is read in."""

    UPLOADED = "delivery_plans.import.uploaded"
    MAPPED = "delivery_plans.import.mapped"
    DECIDED = "delivery_plans.import.decided"
    WRITTEN = "delivery_plans.import.written"
    DROPPED = "delivery_plans.import.dropped"
    LAPSED = "delivery_plans.import.lapsed"
