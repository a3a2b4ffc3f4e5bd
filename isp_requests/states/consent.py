"""Where a consent stands: worked out from what happened to it, and never written over (ISP 5, consent form)."""

from enum import StrEnum

from django.db import models


class Happened(models.TextChoices):
    """What can happen to a consent; each is a row that is added, once."""

    GIVEN = "given", "Given"
    WITHDRAWN = "withdrawn", "Taken back"
    OTHER_GROUND = "other_ground", "Another ground recorded in its place"


class Standing(models.TextChoices):
    """What a consent is worth on a day."""

    STANDS = "stands", "Stands"
    WITHDRAWN = "withdrawn", "Taken back"
    ENDED = "ended", "Past its last day"


class Event(StrEnum):
    """What the audit trail calls each thing that happens to a consent."""

    GIVEN = "isp_requests.consent.given"
    WITHDRAWN = "isp_requests.consent.withdrawn"
    OTHER_GROUND = "isp_requests.consent.other_ground_recorded"
