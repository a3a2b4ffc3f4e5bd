"""What the home page says about meetings: what is due from the person, the countdown, the next meetings."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission
from csp_portal.core.dates import in_words
from csp_portal.core.home import DUE, NEXT, PREPARING, HomeSection
from meetings import countdown, policies, representation, timetable
from meetings.agreement_reading import agreement
from meetings.models import (
    Board,
    BoardRole,
    BusinessItem,
    HomeworkQuestion,
    Meeting,
    Minutes,
    Paper,
    PublicRequest,
    Restriction,
    Seat,
)
from meetings.models.minutes import signing_boards
from meetings.states.business import State as BusinessState
from meetings.states.meeting import OPEN_STATES, SITTING_STATES
from meetings.states.meeting import State as MeetingState
from meetings.states.minutes import State as MinutesState
from meetings.states.paper import State as PaperState
from meetings.states.public_request import State as RequestState

SHOWN = 3
MINUTES_SHOWN = 10
STEPS_SHOWN = 4
# A pack whose first step is further off than this is nobody's business yet.
NEAR_DAYS = 28
# What was held longer ago is not asked after every day.
WRITTEN_WITHIN = timedelta(days=183)


def sections(user: User, *, on: date, at: datetime) -> list[HomeSection]:
    """Gather the person's next meetings, the papers they owe, and the secretariat's deadlines."""
    meetings = list(
        Meeting.objects.visible_to(user, on=on)
        .ahead(at=at)
        .select_related("board", "focus_priority")
        .prefetch_related("packs")[:SHOWN]
    )
    runs_meetings = user.holds(Permission.RUN_MEETINGS, on=on)
    found = []
    if due := [
        *_at_the_table(user, on),
        *_not_represented(user, on),
        *_to_agree(user, on),
        *_papers_owed(user, on),
        *_homework(user, on),
        *_business(user, on),
        *(minutes := _minutes(user, on, at, runs_meetings)).due,
        *(_to_review(user, on) if runs_meetings else []),
        *(_asked_by_public() if runs_meetings else []),
    ]:
        # What is late stands first; for the rest the order above holds.
        due.sort(key=lambda card: not card.get("is_urgent"))
        found.append(HomeSection("Due from you", due, place=DUE))
    if runs_meetings and (counting := _countdown(meetings, on)):
        found.append(HomeSection("Countdown", counting, place=PREPARING))
    if minutes.to_read:
        found.append(HomeSection("Draft minutes to read", minutes.to_read, place=NEXT))
    if meetings:
        found.append(
            HomeSection(
                "Next meetings", [_card(meeting, on, runs_meetings) for meeting in meetings], place=NEXT
            )
        )
    elif runs_meetings:
        found.append(
            HomeSection(
                "Next meetings",
                [],
                empty="No meeting is planned.",
                url=reverse("meetings:meeting_plan"),
                action="Plan a meeting",
                place=NEXT,
            )
        )
    return found


@dataclass(frozen=True)
class _MinutesCards:
    due: list[dict[str, Any]]
    to_read: list[dict[str, Any]]


def _minutes(user: User, on: date, at: datetime, runs_meetings: bool) -> _MinutesCards:
    """Gather the minutes to write, to clear, to send round, to sign and to read."""
    due: list[dict[str, Any]] = []
    to_read: list[dict[str, Any]] = []
    if runs_meetings:
        unwritten = (
            Meeting.objects.filter(
                starts_at__lte=at,
                starts_at__gte=at - WRITTEN_WITHIN,
                state__in=(MeetingState.CIRCULATED, MeetingState.HELD),
                minutes__isnull=True,
            )
            .select_related("board")
            .order_by("starts_at")[:SHOWN]
        )
        due += [
            _minutes_card(meeting, "Write the minutes", "They are not begun yet.") for meeting in unwritten
        ]
    open_minutes = list(
        Minutes.objects.visible_to(user, on=on)
        .exclude(signed_at__isnull=False)
        .select_related("meeting__board")
        .order_by("meeting__starts_at")[:MINUTES_SHOWN]
    )
    chaired = set(signing_boards(user, on=on).values_list("pk", flat=True)) if open_minutes else set()
    for minutes in open_minutes:
        meeting, is_chair = minutes.meeting, minutes.meeting.board_id in chaired
        if minutes.state == MinutesState.DRAFT:
            if minutes.sent_to_chair_at is None and runs_meetings:
                due.append(_minutes_card(meeting, "Write the minutes", "A draft, to be sent to the chair."))
            elif is_chair:
                due.append(
                    _minutes_card(meeting, "Clear the minutes", "Read the draft, clear it or send it back.")
                )
        elif minutes.state == MinutesState.CLEARED:
            if minutes.sent_round_at is None and runs_meetings:
                due.append(_minutes_card(meeting, "Send the minutes round", "The chair has cleared them."))
            elif minutes.sent_round_at is not None and not runs_meetings:
                card = _minutes_card(meeting, "Minutes", "The next meeting confirms them.")
                to_read.append({**card, "says": ["meetings.minutes_sent_round"]})
        elif is_chair:
            due.append(_minutes_card(meeting, "Sign the minutes", "They are confirmed."))
    return _MinutesCards(due, to_read)


def _minutes_card(meeting: Meeting, title: str, text: str) -> dict[str, Any]:
    return {
        "title": f"{title} of {meeting}",
        "url": reverse("meetings:minutes_detail", args=[meeting.reference]),
        "text": text,
    }


def _card(meeting: Meeting, on: date, runs_meetings: bool) -> dict[str, Any]:
    days = (meeting.on - on).days
    when = "Today" if days == 0 else "Tomorrow" if days == 1 else f"In {days} days"
    published = [pack for pack in meeting.packs.all() if pack.published_at]
    tag = ("Pack published", "good") if published else ("Pack to come", "neutral")
    return {
        "title": f"{meeting.board}, {meeting.on.day} {meeting.on:%B %Y}",
        "url": reverse("meetings:pack_current", args=[meeting.reference])
        if published and not runs_meetings
        else meeting.get_absolute_url(),
        "says": ["meetings.pack_circulated"] if published else [],
        "tag": tag[0],
        "tag_tone": tag[1],
        "text": f"{when}, {meeting.place}" if meeting.place else f"{when}. The place is not known yet.",
        "meta": f"Priority in focus: {meeting.focus_priority}" if meeting.focus_priority else "",
    }


def _countdown(meetings: list[Meeting], on: date) -> list[dict[str, Any]]:
    """Show the steps that are left before each meeting whose next one is near, and what blocks publication."""
    cards = []
    for counted in countdown.countdowns(meetings, on=on):
        meeting = counted.meeting
        if meeting.state == MeetingState.CIRCULATED or not counted.steps:
            continue
        if counted.steps[0].days_left > NEAR_DAYS:
            continue
        cards.append(
            {
                "title": f"Pack of {meeting}",
                "url": reverse("meetings:meeting_timetable", args=[meeting.reference]),
                "lines": [
                    f"{step.name}: {step.due_on.day} {step.due_on:%B %Y}, {step.in_words}"
                    for step in counted.steps[:STEPS_SHOWN]
                ],
                "meta": f"Before it can go round: {' '.join(counted.blockers)}" if counted.blockers else "",
                "is_urgent": counted.is_late,
            }
        )
    return cards


def _to_review(user: User, on: date) -> list[dict[str, Any]]:
    """Count the restrictions whose day of review has come."""
    due = Restriction.objects.in_force().open_to(user, on=on).filter(review_on__lte=on).standing().count()
    if not due:
        return []
    return [
        {
            "title": f"{due} restriction{'' if due == 1 else 's'} to review",
            "url": reverse("meetings:restriction_list"),
            "text": "Keep each until another day, or release what it holds back.",
        }
    ]


def _asked_by_public() -> list[dict[str, Any]]:
    waiting = PublicRequest.objects.filter(state=RequestState.ASKED).count()
    if not waiting:
        return []
    return [
        {
            "title": f"{waiting} request{'' if waiting == 1 else 's'} from the public",
            "url": reverse("meetings:public_request_list"),
            "text": "Hand out the public copy, or refuse with the reason.",
        }
    ]


def _at_the_table(user: User, on: date) -> list[dict[str, Any]]:
    """Lead to the table on the day of a meeting: whoever runs it, and whoever takes part."""
    today = Meeting.objects.visible_to(user, on=on).filter(state__in=SITTING_STATES, starts_at__date=on)
    return [
        {
            "title": f"Today: {meeting}",
            "url": reverse("meetings:running_order", args=[meeting.reference]),
            "text": ", ".join(
                filter(None, [f"Begins at {timezone.localtime(meeting.starts_at):%H:%M}", meeting.place])
            )
            + ".",
            "meta": "Running order",
            "is_urgent": True,
        }
        for meeting in today.select_related("board")
        if not policies.read_agenda.refusal(user, meeting, on=on)
    ]


def _not_represented(user: User, on: date) -> list[dict[str, Any]]:
    """Tell the chairs, and the secretariat, which organisations missed too many meetings (ToR 6.5)."""
    boards = Board.objects.meeting().on(on)
    if not user.holds(Permission.RUN_MEETINGS, on=on):
        chaired = Seat.objects.of(user, on=on).filter(board_role=BoardRole.CO_CHAIR, holders__person=user)
        boards = boards.filter(pk__in=chaired.values("board"))
    return [
        {
            "title": flag.in_words.removesuffix("."),
            "url": reverse("meetings:representation_list", args=[board.slug]),
            "text": f"The letter went out on {in_words(timezone.localdate(flag.concern.sent_at))}. A chair closes the "
            "matter once it is answered."
            if flag.concern and flag.concern.sent_at
            else "A letter is ready to send.",
            "meta": str(board),
            "is_urgent": flag.concern is None or flag.concern.sent_at is None,
        }
        for board, raised in representation.flags_of(boards, on=on)
        for flag in raised
    ]


def _business(user: User, on: date) -> list[dict[str, Any]]:
    cards: list[dict[str, Any]] = [
        {
            "title": f"More asked for: “{business.known_as}”",
            "url": business.get_absolute_url(),
            "text": f"Answer, and it is offered to the {business.board} again.",
        }
        for business in BusinessItem.objects.filter(
            offered_by=user, state=BusinessState.MORE_ASKED
        ).select_related("board")
    ]
    if waiting := BusinessItem.objects.to_sift_by(user, on=on).count():
        cards.append(
            {
                "title": f"{waiting} proposal{'' if waiting == 1 else 's'} to sift",
                "url": reverse("meetings:business_list"),
                "text": "Decide what becomes of the business that was offered.",
            }
        )
    return cards


def _papers_owed(user: User, on: date) -> list[dict[str, Any]]:
    of_them = Paper.objects.filter(writer=user, state=PaperState.DRAFT)
    if not user.holds(Permission.WRITE_ASSIGNED_PAPER, on=on):
        of_them = of_them.filter(agenda_item__meeting__in=Meeting.objects.visible_to(user, on=on))
    closed = timetable.closures()
    papers = (
        of_them.standing()
        # Whoever was asked and has lost the seat since, or is not named by a restriction, owes nothing.
        .readable_by(user, on=on)
        .filter(
            agenda_item__meeting__state__in=OPEN_STATES,
        )
        .select_related("agenda_item__meeting__board")
        .distinct()
    )
    return [
        _paper_card(paper, paper.due_on or timetable.papers_due(paper.meeting, closed=closed), on)
        for paper in papers
    ]


def _paper_card(paper: Paper, due_on: date, on: date) -> dict[str, Any]:
    return {
        "title": f"Write “{paper.title}”",
        "url": paper.get_absolute_url(),
        "text": f"For {paper.agenda_item.meeting}. Due on {due_on.day} {due_on:%B %Y}.",
        "is_urgent": due_on < on,
    }


def _homework(user: User, on: date) -> list[dict[str, Any]]:
    waiting = list(
        HomeworkQuestion.objects.standing()
        .of_open_meetings()
        .unanswered()
        .for_organisations_of(user, on=on)
        .order_by("answer_by")
        .values_list("answer_by", flat=True)
    )
    if not waiting:
        return []
    first = waiting[0]
    return [
        {
            "title": f"{len(waiting)} question{'' if len(waiting) == 1 else 's'} to your organisation",
            "url": reverse("meetings:homework_list"),
            "text": f"Answer by {first.day} {first:%B %Y}.",
            "is_urgent": first < on,
        }
    ]


def _to_agree(user: User, on: date) -> list[dict[str, Any]]:
    """Ask a chair for their answer to each agenda that is before them."""
    chaired = Seat.objects.held_by(user, on=on).filter(board_role=BoardRole.CO_CHAIR)
    meetings = Meeting.objects.filter(
        board__in=chaired.values("board"), state=MeetingState.AGENDA_DRAFT, put_version=F("agenda_version")
    ).select_related("board")
    cards = []
    for meeting in meetings:
        standing = agreement(meeting, on=on)
        own = next((chair for chair in standing.chairs if chair.person.pk == user.pk), None)
        if standing.is_with_the_chairs and own is not None and own.answer is None:
            cards.append(
                {
                    "title": f"Agree the agenda of {meeting}",
                    "url": reverse("meetings:agreement_detail", args=[meeting.reference]),
                    "text": "The secretariat has put it to the chairs.",
                }
            )
    return cards
