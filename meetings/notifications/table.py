"""What people are told of who comes to a meeting and who stays away: open words and a link, and no name."""

from datetime import date, datetime

from django.urls import reverse

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Role
from csp_portal.notices.kinds import NoticeKind
from csp_portal.notices.states import Way
from csp_portal.notices.workflow import tell
from meetings.models import Attendance, BoardRole, Declaration, Meeting
from meetings.notifications import readers
from meetings.representation import flags

KINDS = (
    NoticeKind(
        "meetings.apologies_received",
        "Somebody cannot come to a meeting",
        "Meetings",
        usual=Way.DIGEST,
        still_readable=readers.of_meetings,
    ),
    NoticeKind(
        "meetings.standing_in",
        "You are to stand in for somebody at a meeting",
        "Meetings",
        usual=Way.AT_ONCE,
        still_readable=readers.of_meetings,
    ),
    NoticeKind(
        "meetings.interest_declared",
        "Somebody declared an interest",
        "Meetings",
        usual=Way.DIGEST,
        still_readable=readers.of_meetings,
    ),
    NoticeKind(
        "meetings.not_represented",
        "An organisation missed too many meetings in a row",
        "Meetings",
        usual=Way.AT_ONCE,
        still_readable=readers.of_representation,
    ),
)


def apologies_received(row: Attendance, *, at: datetime, on: date) -> None:
    """Tell the secretariat that apologies came in; who it is stands on the page."""
    meeting = row.meeting
    tell(
        "meetings.apologies_received",
        to=User.objects.holding(Role.SECRETARIAT, on=on),
        title=f"Apologies came in for {meeting}",
        path=reverse("meetings:attendance_detail", args=[meeting.reference]),
        at=at,
        key=f"{row.pk}-{row.version}",
        about=meeting,
    )


def standing_in(row: Attendance, *, is_needed: bool, by: User, at: datetime) -> None:
    """Tell a deputy that they are to stand in, or need not after all; for whom stands on the page."""
    if row.person is None or row.person == by:
        return
    meeting = row.meeting
    tell(
        "meetings.standing_in",
        to=[row.person],
        title=f"You {'are to' if is_needed else 'need not'} stand in at {meeting}",
        path=meeting.get_absolute_url(),
        at=at,
        key=f"{row.pk}-{row.version}-{is_needed}",
        about=meeting,
    )


def interest_declared(declaration: Declaration, *, by: User, at: datetime, on: date) -> None:
    """Tell the secretariat that a member declared an interest; the item and the words stand on the page."""
    meeting = declaration.item.meeting
    tell(
        "meetings.interest_declared",
        to=User.objects.holding(Role.SECRETARIAT, on=on).exclude(pk=by.pk),
        title=f"An interest was declared for {meeting}",
        path=reverse("meetings:interest_list", args=[meeting.reference]),
        at=at,
        key=str(declaration.pk),
        about=meeting,
    )


def not_represented(meeting: Meeting, *, at: datetime, on: date) -> None:
    """Tell the chairs, after a meeting, which organisations have missed too many (ToR 6.5)."""
    board = meeting.board
    raised = flags(board, on=on)
    if not raised:
        return
    chairs = User.objects.filter(
        seats_held__in=[
            holder.pk
            for seat in board.seats.on(on).filter(board_role=BoardRole.CO_CHAIR).with_people(on=on)
            for holder in seat.holders_then
        ]
    ).distinct()
    for flag in raised:
        tell(
            "meetings.not_represented",
            to=chairs,
            title=flag.in_words,
            path=reverse("meetings:representation_list", args=[board.slug]),
            at=at,
            key=f"{board.pk}-{flag.organisation.pk}-{flag.first_missed.pk}",
            about=board,
        )
