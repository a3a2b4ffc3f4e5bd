"""What the portal keeps about requests for information: what is personal is sealed, each section by itself."""

from isp_requests.models.answers import Asked, Decision, Disclosure, Question, SharedFile
from isp_requests.models.participation import Participation
from isp_requests.models.requests import Concerned, SharingRequest
from isp_requests.models.sealed import SealedSection, SectionKey

__all__ = [
    "Asked",
    "Concerned",
    "Decision",
    "Disclosure",
    "Participation",
    "Question",
    "SealedSection",
    "SectionKey",
    "SharedFile",
    "SharingRequest",
]
