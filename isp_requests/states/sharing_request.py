"""The states of a request and the moves between them."""

from enum import StrEnum

from django.db import models


class State(models.TextChoices):
    """Where a request stands; each organisation asked has a state of its own."""

    DRAFT = "draft", "Draft"
    SENT = "sent", "Sent"
    DISCARDED = "discarded", "Draft discarded"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CLOSED = "closed", "Closed"


TRANSITIONS = {
    State.DRAFT: (State.SENT, State.DISCARDED),
    State.SENT: (State.WITHDRAWN, State.CLOSED),
    State.DISCARDED: (),
    State.WITHDRAWN: (),
    # ISP 8.3.4: a request is renewed by a new one that refers to it, so this one stays closed.
    State.CLOSED: (),
}


class Event(StrEnum):
    """What the audit trail calls each thing that happens to a request."""

    BEGUN = "isp_requests.request.begun"
    STEP_SAVED = "isp_requests.request.step_saved"
    DISCARDED = "isp_requests.request.discarded"
    SENT = "isp_requests.request.sent"
    WITHDRAWN = "isp_requests.request.withdrawn"
    CLOSED = "isp_requests.request.closed"
    RENEWED = "isp_requests.request.renewed"
    TAKEN_OVER = "isp_requests.request.taken_over"
    READ_IN_EMERGENCY = "isp_requests.request.read_in_emergency"
    PERSON_ADDED = "isp_requests.person_concerned.added"
    PERSON_CHANGED = "isp_requests.person_concerned.changed"
    PERSON_TAKEN_OUT = "isp_requests.person_concerned.taken_out"
    PERSON_LOOKED_FOR = "isp_requests.person_concerned.looked_for"
    FILE_ADDED = "isp_requests.file.added"
    FILE_READ = "isp_requests.file.read"
    FORM_PRINTED = "isp_requests.form.printed"
    FILE_TAKEN_OUT = "isp_requests.file.taken_out"
    # The door's own.
    READ = "isp_requests.section.read"
    DESTROYED = "isp_requests.section.destroyed"
    REPLAYED = "isp_requests.destructions.replayed"
    KEYS_REWRAPPED = "isp_requests.keys.rewrapped"
    SEARCH_KEY_CHANGED = "isp_requests.search_key.changed"
