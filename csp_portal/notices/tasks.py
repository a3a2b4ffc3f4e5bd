"""What the queue calls. It may be called twice, and by several workers at once."""

from csp_portal.core import clock
from csp_portal.notices import sending, workflow


def send_waiting() -> int:
    """Send the e-mails whose turn it is; notice first those whose worker died."""
    workflow.doubt_the_silent(by=None, at=clock.now())
    return sending.send_all()


def gather_digests() -> int:
    """Put together the daily e-mails of those whose hour has come; they leave with the next sending."""
    return workflow.gather_digests(by=None, at=clock.now())
