"""What the portal keeps about the sharing of information."""

from isp_requests.models.before_asking import DataSet, DataSetSupply, GuideAnswer
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
from isp_requests.models.officers import ConditionsAcceptance, SpocAbsence, Training

__all__ = [
    "Bar",
    "ConditionsAcceptance",
    "DataKind",
    "DataSet",
    "DataSetSupply",
    "GatewayKind",
    "GatewayVerification",
    "Guidance",
    "GuideAnswer",
    "HandlingMarking",
    "LegalGateway",
    "Need",
    "Party",
    "ProtocolEdition",
    "ReplyTime",
    "SpocAbsence",
    "Training",
    "Urgency",
]
