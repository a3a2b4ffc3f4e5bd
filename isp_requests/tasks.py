"""What the queue does about requests by the clock."""

from csp_portal.core import clock
from isp_requests import keeping
from isp_requests.workflow import emergencies, reminding, retention


def remind() -> int:
    """Remind of answers by the working-hour clock; say how many were told."""
    return reminding.remind(by=None, at=clock.now(), on=clock.today())


def end_emergencies() -> int:
    """End what somebody reads in an emergency and has read for its hour; say how many that were."""
    return emergencies.end_spent(by=None, at=clock.now())


def destroy_due() -> int:
    """Destroy the words whose time is over, and clear their keys' pages; say of how many requests and matters."""
    destroyed = retention.destroy_due(by=None, at=clock.now(), on=clock.today())
    if destroyed:
        keeping.vacuum_keys()
    return destroyed
