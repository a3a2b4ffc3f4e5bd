"""The states of one organisation's answer (part B) and the moves between them."""

from enum import StrEnum

from django.db import models


class State(models.TextChoices):
    """Where the answer of one organisation stands."""

    RECEIVED = "received", "Received"
    ALLOCATED = "allocated", "With a disclosing officer"
    QUESTIONED = "questioned", "Question asked, clock stopped"
    TO_AUTHORISE = "to_authorise", "Waiting for a second authoriser"
    DECIDED = "decided", "Decided"
    SUPPLIED = "supplied", "Supplied"
    IN_USE = "in_use", "Receipt confirmed, in use"
    CERTIFIED = "certified", "Returned or destroyed, certified"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn by the requester"


TRANSITIONS = {
    State.RECEIVED: (State.ALLOCATED, State.WITHDRAWN),
    # An officer with an interest hands it on: it is with the SPOC again.
    State.ALLOCATED: (
        State.RECEIVED,
        State.QUESTIONED,
        State.TO_AUTHORISE,
        State.DECIDED,
        State.WITHDRAWN,
    ),
    State.QUESTIONED: (State.ALLOCATED, State.WITHDRAWN),
    # The second authoriser says no, and it goes back to the first.
    State.TO_AUTHORISE: (State.DECIDED, State.ALLOCATED, State.WITHDRAWN),
    # A decision can be taken anew until something was supplied by it; the earlier row stays.
    State.DECIDED: (State.SUPPLIED, State.ALLOCATED, State.CLOSED),
    State.SUPPLIED: (State.IN_USE,),
    # ISP 8.3.4: more can be supplied under the same request, and its receipt is confirmed again.
    State.IN_USE: (State.SUPPLIED, State.CERTIFIED),
    State.CERTIFIED: (State.CLOSED,),
    State.CLOSED: (),
    State.WITHDRAWN: (),
}

# The requester may take the request back: nothing has been decided.
UNDECIDED_STATES = (State.RECEIVED, State.ALLOCATED, State.QUESTIONED, State.TO_AUTHORISE)
# Something was handed over, so the requester may read it.
SUPPLIED_STATES = (State.SUPPLIED, State.IN_USE, State.CERTIFIED, State.CLOSED)
ENDED_STATES = (State.CLOSED, State.WITHDRAWN)


class Outcome(models.TextChoices):
    """What an organisation decides (ISP 9, part B)."""

    DISCLOSE = "disclose", "Disclose"
    IN_PART = "in_part", "Disclose in part"
    DECLINE = "decline", "Decline"
    NOT_HELD = "not_held", "Not held"
    REFER = "refer", "Refer to another organisation"


DISCLOSING_OUTCOMES = (Outcome.DISCLOSE, Outcome.IN_PART)


class Stage(StrEnum):
    """How far the clock of an answer has run."""

    HALF_TIME = "half_time"
    OVERDUE = "overdue"
    LONG_OVERDUE = "long_overdue"


class Event(StrEnum):
    """What the audit trail calls each thing that happens to an answer."""

    RECEIVED = "isp_requests.answer.received"
    ALLOCATED = "isp_requests.answer.allocated"
    TAKEN_ON = "isp_requests.answer.taken_on"
    HANDED_ON = "isp_requests.answer.handed_on"
    REMINDED = "isp_requests.answer.reminded"
    QUESTION_ASKED = "isp_requests.answer.question_asked"
    QUESTION_ANSWERED = "isp_requests.answer.question_answered"
    DRAFT_KEPT = "isp_requests.answer.draft_kept"
    PUT_TO_AUTHORISER = "isp_requests.answer.put_to_authoriser"
    AUTHORISED = "isp_requests.answer.authorised"
    NOT_AUTHORISED = "isp_requests.answer.not_authorised"
    DECIDED = "isp_requests.answer.decided"
    REOPENED = "isp_requests.answer.reopened"
    SUPPLIED = "isp_requests.disclosure.supplied"
    RECEIPT_CONFIRMED = "isp_requests.disclosure.receipt_confirmed"
    REVIEWED = "isp_requests.disclosure.reviewed"
    CERTIFIED = "isp_requests.disclosure.certified"
    URGENT_RECORDED = "isp_requests.disclosure.urgent_recorded"
    WITHDRAWN = "isp_requests.answer.withdrawn"
    CLOSED = "isp_requests.answer.closed"
