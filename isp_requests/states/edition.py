"""The states of an edition of the protocol and the moves between them (ISP 7.3)."""

from enum import StrEnum

from django.db import models


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    ENDORSED = "endorsed", "Endorsed, parties are signing"
    IN_FORCE = "in_force", "In force"
    SUPERSEDED = "superseded", "Superseded"


TRANSITIONS = {
    State.DRAFT: (State.ENDORSED,),
    # Sent back, when the parties find that it cannot be signed as it stands.
    State.ENDORSED: (State.IN_FORCE, State.DRAFT),
    State.IN_FORCE: (State.SUPERSEDED,),
    State.SUPERSEDED: (),
}

# A party may join by signing later than the others.
SIGNING_STATES = (State.ENDORSED, State.IN_FORCE)


class Event(StrEnum):
    """What the audit trail calls each thing that happens to the protocol and what belongs to it."""

    DRAFTED = "isp_requests.edition.drafted"
    EDITED = "isp_requests.edition.edited"
    ENDORSED = "isp_requests.edition.endorsed"
    SENT_BACK = "isp_requests.edition.sent_back"
    BROUGHT_INTO_FORCE = "isp_requests.edition.brought_into_force"
    SUPERSEDED = "isp_requests.edition.superseded"
    REPLY_TIME_SET = "isp_requests.edition.reply_time_set"
    WORDING_CHANGED = "isp_requests.edition.wording_changed"
    PARTY_NAMED = "isp_requests.party.named"
    PARTY_DROPPED = "isp_requests.party.dropped"
    PARTY_SIGNED = "isp_requests.party.signed"
    GATEWAY_ENTERED = "isp_requests.gateway.entered"
    GATEWAY_CHANGED = "isp_requests.gateway.changed"
    GATEWAY_VERIFIED = "isp_requests.gateway.verified"
    CONDITIONS_ACCEPTED = "isp_requests.conditions.accepted"
    TRAINING_RECORDED = "isp_requests.training.recorded"
    ABSENCE_RECORDED = "isp_requests.absence.recorded"
    ABSENCE_ENDED = "isp_requests.absence.ended"
    DATA_SET_ENTERED = "isp_requests.data_set.entered"
    DATA_SET_CHANGED = "isp_requests.data_set.changed"
    DATA_SET_SUPPLIED = "isp_requests.data_set.supplied"
    GUIDE_FOLLOWED = "isp_requests.guide.followed"
    GUIDANCE_CHANGED = "isp_requests.guidance.changed"
    COMPLIANCE_EXPORTED = "isp_requests.compliance.exported"
