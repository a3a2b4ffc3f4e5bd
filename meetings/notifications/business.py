"""What is told to those who offered business: that it is decided, or that more is asked; open titles and links."""

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse

from csp_portal.accounts.models import User
from csp_portal.notices.kinds import NoticeKind, about_any_of
from csp_portal.notices.models import Notice
from csp_portal.notices.states import Way
from csp_portal.notices.workflow import settle, tell
from meetings.models import BusinessItem

GROUP = "Meetings"


def _readable(person: User, notices: Sequence[Notice], on: date) -> list[Notice]:
    return about_any_of(BusinessItem.objects.visible_to(person, on=on), notices)


KINDS = (
    NoticeKind(
        "meetings.business_asked",
        "Something is asked about business that you offered",
        GROUP,
        usual=Way.AT_ONCE,
        still_readable=_readable,
    ),
    NoticeKind(
        "meetings.business_decided",
        "It is decided what becomes of business that you offered",
        GROUP,
        usual=Way.DIGEST,
        still_readable=_readable,
    ),
)


def more_asked(business: BusinessItem, *, by: User, at: datetime) -> None:
    """Tell whoever offered it that a question waits; what it is stands on the page."""
    _tell(
        business,
        "business_asked",
        f"A question about your business: {business.known_as}",
        path=reverse("meetings:business_answer", args=[business.key]),
        by=by,
        at=at,
    )


def answered(business: BusinessItem, *, at: datetime) -> None:
    """Take the question off the list of what its offerer is told."""
    settle(kinds=["meetings.business_asked"], about=business, at=at)


def decided(business: BusinessItem, *, by: User, at: datetime) -> None:
    """Tell whoever offered it what became of it; the reason stands on the page."""
    answered(business, at=at)
    state = business.get_state_display()
    _tell(
        business,
        "business_decided",
        f"{state}: {business.known_as}",
        path=business.get_absolute_url(),
        by=by,
        at=at,
    )


def _tell(business: BusinessItem, kind: str, title: str, *, path: str, by: User, at: datetime) -> None:
    if business.offered_by_id == by.pk:
        return
    tell(
        f"meetings.{kind}",
        to=[business.offered_by],
        title=title,
        path=path,
        at=at,
        key=f"{business.pk}-{business.version}",
        about=business,
    )
