"""What comes after a disclosure: passing on, corrections, holds, subject access (ISP 10), and their words."""

from enum import StrEnum

from django.db import models


class Exemption(models.TextChoices):
    """What the source says of exemptions when the person asks to see what is held about them (ISP 10.6)."""

    NONE = "none", "All of it may be given to the person"
    PART = "part", "Part of it is exempt"
    ALL = "all", "All of it is exempt"


class Event(StrEnum):
    """What the audit trail calls each thing that happens after a disclosure."""

    PASSING_ON_ASKED = "isp_requests.passing_on.asked"
    PASSING_ON_ALLOWED = "isp_requests.passing_on.allowed"
    PASSING_ON_REFUSED = "isp_requests.passing_on.refused"
    PASSED_ON_URGENTLY = "isp_requests.passing_on.recorded_afterwards"
    CORRECTED = "isp_requests.correction.made"
    CORRECTION_CONFIRMED = "isp_requests.correction.confirmed"
    HELD = "isp_requests.legal_hold.placed"
    RELEASED = "isp_requests.legal_hold.lifted"
    CONSULTED = "isp_requests.subject_access.consulted"
    CONSULTATION_ANSWERED = "isp_requests.subject_access.answered"
