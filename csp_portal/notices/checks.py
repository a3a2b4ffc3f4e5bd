"""What must be right about the lists of kinds before the portal starts."""

import re
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from csp_portal.notices.kinds import listed
from csp_portal.notices.states import Way

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
LONGEST_NAME = 60


@register
def check_kinds(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Find kinds that are listed twice, named in another way, or travel in no way that there is."""
    faults: list[CheckMessage] = []
    kinds = []
    for path in settings.NOTICE_KINDS:
        try:
            kinds += listed([path])
        except ImportError:
            faults.append(
                Error(f"settings.NOTICE_KINDS names {path}, which is not there.", id="notices.E001")
            )
    for name, times in Counter(kind.name for kind in kinds).items():
        if times > 1:
            faults.append(Error(f"The kind of notice {name} is listed {times} times.", id="notices.E002"))
        if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
            faults.append(
                Error(
                    f"The kind of notice {name} is not a dotted name such as meetings.pack_published.",
                    id="notices.E003",
                )
            )
    faults += [
        Error(
            f"The kind of notice {kind.name} travels by {kind.usual!r}, which is no way.", id="notices.E004"
        )
        for kind in kinds
        if kind.usual not in Way.values
    ]
    return faults
