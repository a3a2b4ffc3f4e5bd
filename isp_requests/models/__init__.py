"""What the portal keeps about the sharing of information."""

from isp_requests.models.afterwards import AccessConsultation, Correction, LegalHold, PassingOn
from isp_requests.models.answers import Asked, Decision, Disclosure, Question, SharedFile
from isp_requests.models.before_asking import DataSet, DataSetSupply, GuideAnswer
from isp_requests.models.consents import Consent, ConsentEvent
from isp_requests.models.editions import (
    Guidance,
    HandlingMarking,
    Party,
    ProtocolEdition,
    ReplyTime,
    Urgency,
)
from isp_requests.models.gateways import (
    Bar,
    DataKind,
    GatewayKind,
    GatewayVerification,
    LegalGateway,
    Need,
)
from isp_requests.models.matters import Matter
from isp_requests.models.officers import ConditionsAcceptance, SpocAbsence, Training
from isp_requests.models.participation import Participation
from isp_requests.models.person_keys import PersonKey
from isp_requests.models.requests import Concerned, SharingRequest
from isp_requests.models.sealed import SealedSection, SectionKey

__all__ = [
    "AccessConsultation",
    "Asked",
    "Bar",
    "Concerned",
    "ConditionsAcceptance",
    "Consent",
    "ConsentEvent",
    "Correction",
    "DataKind",
    "DataSet",
    "DataSetSupply",
    "Decision",
    "Disclosure",
    "GatewayKind",
    "GatewayVerification",
    "Guidance",
    "GuideAnswer",
    "HandlingMarking",
    "LegalGateway",
    "LegalHold",
    "Matter",
    "Need",
    "Participation",
    "Party",
    "PassingOn",
    "PersonKey",
    "ProtocolEdition",
    "Question",
    "ReplyTime",
    "SealedSection",
    "SectionKey",
    "SharedFile",
    "SharingRequest",
    "SpocAbsence",
    "Training",
    "Urgency",
]
