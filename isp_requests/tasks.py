"""What the queue does about requests by the clock."""

from csp_portal.core import clock
from isp_requests.workflow import reminding


def remind() -> int:
    """Remind of answers by the working-hour clock; say how many were told."""
    return reminding.remind(by=None, at=clock.now(), on=clock.today())
