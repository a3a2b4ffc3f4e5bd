"""What is sent to people without an account: links and open words alone."""

from datetime import date, datetime

from django.core import signing
from django.urls import reverse

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission, Role
from csp_portal.notices.kinds import NoticeKind
from csp_portal.notices.models import Notice
from csp_portal.notices.states import Way
from csp_portal.notices.workflow import tell, write_to
from meetings.models import Board, Meeting, Pack, PublicRequest, PublicSubscription

CONFIRM, END, COPY = ("meetings.public.confirm", "meetings.public.end", "meetings.public.copy")


def _answers_requests(user: User, notice: Notice, on: date) -> bool:
    return user.holds(Permission.RUN_MEETINGS, on=on)


KINDS = (
    NoticeKind(
        "meetings.public_copy_asked",
        "Somebody from the public asks for a copy",
        "Meetings",
        usual=Way.AT_ONCE,
        still_readable=lambda person, notices, on: [
            notice for notice in notices if _answers_requests(person, notice, on)
        ],
    ),
)


def token(key: str, *, salt: str) -> str:
    """Sign the key of a record for one purpose, so that nobody can guess an address."""
    return signing.dumps(key, salt=salt)


def copy_asked(asked: PublicRequest, *, at: datetime, on: date) -> None:
    """Tell the secretariat that there is a request; who asks stands in the portal alone."""
    tell(
        "meetings.public_copy_asked",
        to=User.objects.holding(Role.SECRETARIAT, on=on),
        title=f"A request from the public for papers of the {asked.board}",
        path=asked.get_absolute_url(),
        at=at,
        key=f"public-request-{asked.pk}",
        about=asked,
    )


def copy_handed_out(asked: PublicRequest, *, at: datetime) -> None:
    """Send the link to the public copy, which works until it expires."""
    write_to(
        asked.address,
        "public_copy",
        {
            "subject": f"The papers of the {asked.board} that you asked for",
            "link": reverse("meetings:public_request_copy", args=[token(asked.key, salt=COPY)]),
            "asked": asked,
        },
        at=at,
        key=f"public-request-{asked.pk}-answered",
    )


def copy_refused(asked: PublicRequest, *, at: datetime) -> None:
    """Send the reason why the copy is not handed out."""
    write_to(
        asked.address,
        "public_copy_refused",
        {
            "subject": f"Your request to the {asked.board}",
            "link": reverse("meetings:public_board", args=[asked.board.slug]),
            "asked": asked,
        },
        at=at,
        key=f"public-request-{asked.pk}-refused",
    )


def confirmation_asked(subscription: PublicSubscription, *, at: datetime) -> None:
    """Ask the owner of an address whether they want to be told."""
    write_to(
        subscription.address,
        "public_confirm",
        {
            "subject": f"Confirm that you want to be told of papers of the {subscription.board}",
            "link": reverse(
                "meetings:public_subscription_confirm", args=[token(subscription.key, salt=CONFIRM)]
            ),
            "board": subscription.board,
        },
        at=at,
        key=f"public-subscription-{subscription.key}-{at.isoformat()}",
    )


def pack_published(pack: Pack, *, at: datetime, on: date) -> None:
    """Write to whoever subscribed to an open board that there is a pack or a supplement."""
    what = f"Supplement {pack.supplement_number} to the agenda" if pack.main_id else "Agenda and papers"
    _to_subscribers(pack.meeting, "public_pack", what, at=at, on=on, key=f"public-pack-{pack.pk}")


def pages_released(meeting: Meeting, *, at: datetime, on: date) -> None:
    """Write to whoever subscribed to an open board that pages once withheld are public; not which."""
    what = "Pages released later"
    _to_subscribers(
        meeting, "public_release", what, at=at, on=on, key=f"public-release-{meeting.pk}-{at.isoformat()}"
    )


def _to_subscribers(meeting: Meeting, template: str, what: str, *, at: datetime, on: date, key: str) -> None:
    if not Board.objects.open_to_public(on=on).filter(pk=meeting.board_id).exists():
        return
    for subscription in PublicSubscription.objects.confirmed().filter(board=meeting.board_id):
        write_to(
            subscription.address,
            template,
            {
                "subject": f"{what}: {meeting}",
                "link": reverse("meetings:public_meeting", args=[meeting.reference]),
                "unsubscribe": reverse(
                    "meetings:public_subscription_end", args=[token(subscription.key, salt=END)]
                ),
                "meeting": meeting,
                "what": what,
            },
            at=at,
            key=f"{key}-{subscription.key}",
        )
