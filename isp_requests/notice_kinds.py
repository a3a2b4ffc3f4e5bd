"""The kinds of notices about requests for information. Each says that something waits, and nothing of what."""

from collections.abc import Iterable, Sequence
from datetime import date

from csp_portal.accounts.models import User
from csp_portal.notices.kinds import NoticeKind
from csp_portal.notices.models import Notice
from csp_portal.notices.states import Way
from isp_requests.identity import SHARING_ROLES

GROUP = "Information sharing"


def still_readable(person: User, notices: Sequence[Notice], on: date) -> Iterable[Notice]:
    """Keep them from those who have no duty of information sharing any more."""
    return notices if person.roles(on=on) & SHARING_ROLES else ()


KINDS = [
    NoticeKind(
        "isp_requests.waits",
        "Something in information sharing waits for you",
        GROUP,
        Way.AT_ONCE,
        may_change=False,
        still_readable=still_readable,
    ),
    NoticeKind(
        "isp_requests.half_time",
        "Half the time for an answer is over",
        GROUP,
        Way.AT_ONCE,
        may_change=False,
        still_readable=still_readable,
    ),
    NoticeKind(
        "isp_requests.overdue",
        "An answer of your organisation is overdue",
        GROUP,
        Way.AT_ONCE,
        may_change=False,
        still_readable=still_readable,
    ),
    NoticeKind(
        "isp_requests.long_overdue",
        "A request to the organisation that you sit on a board for has waited too long",
        GROUP,
        Way.AT_ONCE,
        may_change=False,
    ),
    NoticeKind(
        "isp_requests.emergency",
        "Somebody reads another officer's request in an emergency",
        GROUP,
        Way.AT_ONCE,
        may_change=False,
        still_readable=still_readable,
    ),
    NoticeKind(
        "isp_requests.matter",
        "A breach or a complaint that you deal with or answer for",
        GROUP,
        Way.AT_ONCE,
        may_change=False,
    ),
]
