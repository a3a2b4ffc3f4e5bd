"""The states of the performance group's quarterly review, from opening to the board's pack (ToR 7)."""

from enum import StrEnum

from django.db import models


class State(models.TextChoices):
    OPEN = "open", "Under review"
    AGREED = "agreed", "Agreed by the performance group"
    WITH_EXECUTIVE = "with_executive", "With the Executive"
    FOR_THE_PACK = "for_the_pack", "Passed for the pack"


TRANSITIONS = {
    State.OPEN: (State.AGREED,),
    # Opened again, when the group finds something after it agreed.
    State.AGREED: (State.WITH_EXECUTIVE, State.OPEN),
    # Sent back, when the Executive asks for more; each report that was frozen stays on record.
    State.WITH_EXECUTIVE: (State.FOR_THE_PACK, State.OPEN),
    State.FOR_THE_PACK: (State.OPEN,),
}

# The report is frozen; what changes afterwards is said on the screen and not in the report.
FROZEN_STATES = (State.WITH_EXECUTIVE, State.FOR_THE_PACK)


class SelectionRule(models.TextChoices):
    """Why an indicator is exceptional, so that the highlight report shows it."""

    RED = "red", "Rated Red"
    BELOW_TARGET = "below_target", "Worse than the trajectory"
    WORSENING = "worsening", "Worse three periods running"
    WELL_ABOVE = "well_above", "Far better than the trajectory"


class Event(StrEnum):
    """What the audit trail calls each thing that happens in a review."""

    OPENED = "delivery_plans.performance_review.opened"
    AGREED = "delivery_plans.performance_review.agreed"
    REOPENED = "delivery_plans.performance_review.reopened"
    SENT = "delivery_plans.performance_review.sent_to_executive"
    PASSED = "delivery_plans.performance_review.passed_for_the_pack"
    LINE_CHECKED = "delivery_plans.performance_line.checked"
    LINE_COMMENTED = "delivery_plans.performance_line.commented"
    LINE_CHOSEN = "delivery_plans.performance_line.chosen"
    REPORT_FROZEN = "delivery_plans.highlight_report.frozen"
