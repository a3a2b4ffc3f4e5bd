"""What people are told of meetings: open words and a link, never a closed title or what a paper says."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Role
from csp_portal.core.dates import in_words
from csp_portal.notices.kinds import NoticeKind, Reader
from csp_portal.notices.states import Way
from csp_portal.notices.workflow import settle, tell
from meetings.agreement_reading import chairs
from meetings.models import HomeworkQuestion, Meeting, Pack, Paper, Seat, SeatDeputy, SeatHolder
from meetings.notifications import readers


def _kind(name: str, label: str, usual: str, still_readable: Reader = readers.of_meetings) -> NoticeKind:
    return NoticeKind(f"meetings.{name}", label, "Meetings", usual=usual, still_readable=still_readable)


KINDS = (
    _kind("pack_circulated", "An agenda with its papers has gone round", Way.AT_ONCE),
    _kind("supplement_circulated", "A supplement to an agenda has gone round", Way.AT_ONCE),
    _kind("pages_released", "Pages that were withheld have been released", Way.DIGEST),
    _kind("meeting_moved", "A meeting has another day, hour or place", Way.AT_ONCE),
    _kind("meeting_postponed", "A meeting is postponed", Way.AT_ONCE),
    _kind("meeting_cancelled", "A meeting is cancelled", Way.AT_ONCE),
    _kind("agenda_to_agree", "An agenda is for you to agree", Way.AT_ONCE),
    _kind("agenda_sent_back", "A chair sent an agenda back", Way.AT_ONCE),
    _kind("agenda_agreed", "The chairs agreed an agenda", Way.DIGEST),
    _kind("paper_asked", "A paper is wanted from you", Way.AT_ONCE, readers.of_papers),
    _kind("paper_chased", "The secretariat reminds you of a paper", Way.AT_ONCE, readers.of_papers),
    _kind("paper_sent_back", "A paper of yours came back", Way.AT_ONCE, readers.of_papers),
    _kind("paper_submitted", "An author submitted a paper", Way.DIGEST, readers.of_papers),
    _kind("paper_due", "A paper of yours is due or overdue", Way.DIGEST, readers.of_papers),
    _kind(
        "homework_asked",
        "Your organisation is asked a question before a meeting",
        Way.AT_ONCE,
        readers.of_questions,
    ),
    _kind(
        "homework_due", "An answer of your organisation is due or overdue", Way.DIGEST, readers.of_questions
    ),
)


def _board_people(meeting: Meeting, *, on: date) -> Iterable[User]:
    seats = Seat.objects.filter(board=meeting.board_id).on(on).with_people(on=on)
    places: list[SeatHolder | SeatDeputy] = []
    for seat in seats:
        places += [*seat.holders_then, *seat.deputies_then]
    return {place.person.pk: place.person for place in places}.values()


def _secretariat(*, on: date) -> Iterable[User]:
    return User.objects.holding(Role.SECRETARIAT, on=on)


def _others(people: Iterable[User], by: User) -> list[User]:
    return [person for person in people if person.pk != by.pk]


# --- Packs ------------------------------------------------------------------------------------------
def pack_circulated(pack: Pack, *, by: User, at: datetime, on: date) -> None:
    """Tell everybody on the board that the pack, or a newer version of it, is there."""
    meeting = pack.meeting
    again = meeting.packs.whole().published().exclude(pk=pack.pk).exists()
    tell(
        "meetings.pack_circulated",
        to=_others(_board_people(meeting, on=on), by),
        title=f"{'New version of the agenda' if again else 'Agenda'} and papers: {meeting}",
        path=reverse("meetings:pack_current", args=[meeting.reference]),
        at=at,
        key=f"pack-{pack.pk}",
        about=meeting,
    )


def supplement_circulated(pack: Pack, *, by: User, at: datetime, on: date) -> None:
    """Tell everybody on the board that a supplement is there."""
    meeting = pack.meeting
    tell(
        "meetings.supplement_circulated",
        to=_others(_board_people(meeting, on=on), by),
        title=f"Supplement {pack.supplement_number} to the agenda: {meeting}",
        path=reverse("meetings:pack_current", args=[meeting.reference]),
        at=at,
        key=f"pack-{pack.pk}",
        about=meeting,
    )


def pages_released(meeting: Meeting, *, by: User, at: datetime, on: date) -> None:
    """Tell everybody on the board that pages of a pack are withheld no longer; which ones stands on the page."""
    tell(
        "meetings.pages_released",
        to=_others(_board_people(meeting, on=on), by),
        title=f"Pages released: {meeting}",
        path=reverse("meetings:pack_current", args=[meeting.reference]),
        at=at,
        key=f"release-{meeting.pk}-{at.isoformat()}",
        about=meeting,
    )


# --- Meetings ---------------------------------------------------------------------------------------
def _of_meeting(kind: str, meeting: Meeting, title: str, *, by: User, at: datetime, on: date) -> None:
    tell(
        f"meetings.{kind}",
        to=_others(_board_people(meeting, on=on), by),
        title=title,
        path=meeting.get_absolute_url(),
        at=at,
        key=f"meeting-{meeting.pk}-{meeting.version}",
        about=meeting,
    )


def meeting_moved(meeting: Meeting, *, was_at: datetime, by: User, at: datetime, on: date) -> None:
    """Tell everybody on the board where and when the meeting takes place now."""
    begins = timezone.localtime(meeting.starts_at)
    title = (
        f"Moved: {meeting.board.short_name}, now on {in_words(begins.date())} at {begins:%H:%M}, {meeting.place}"
        f" (it was to be on {in_words(timezone.localdate(was_at))})"
    )
    _of_meeting("meeting_moved", meeting, title[:200], by=by, at=at, on=on)


def meeting_postponed(meeting: Meeting, *, by: User, at: datetime, on: date) -> None:
    """Tell everybody on the board that the meeting waits for another day."""
    _of_meeting("meeting_postponed", meeting, f"Postponed: {meeting}", by=by, at=at, on=on)


def meeting_cancelled(meeting: Meeting, *, by: User, at: datetime, on: date) -> None:
    """Tell everybody on the board that the meeting does not take place."""
    _of_meeting("meeting_cancelled", meeting, f"Cancelled: {meeting}", by=by, at=at, on=on)


# --- Agreement --------------------------------------------------------------------------------------
def agenda_to_agree(meeting: Meeting, *, by: User, at: datetime, on: date) -> None:
    """Ask the chairs for their answer to the agenda as it stands."""
    tell(
        "meetings.agenda_to_agree",
        to=[holder.person for holder in chairs(meeting.board, on=on)],
        title=f"Agenda to agree: {meeting}",
        path=reverse("meetings:agreement_detail", args=[meeting.reference]),
        at=at,
        key=f"agenda-{meeting.pk}-{at.isoformat()}",
        about=meeting,
    )


def agenda_answered(meeting: Meeting, *, is_agreed: bool, by: User, at: datetime, on: date) -> None:
    """Tell the secretariat that a chair sent the agenda back, or that it is agreed."""
    tell(
        "meetings.agenda_agreed" if is_agreed else "meetings.agenda_sent_back",
        to=_others(_secretariat(on=on), by),
        title=f"Agenda {'agreed' if is_agreed else 'sent back'}: {meeting}",
        path=reverse("meetings:agreement_detail", args=[meeting.reference]),
        at=at,
        key=f"agenda-{meeting.pk}-{at.isoformat()}",
        about=meeting,
    )


def agreement_settled(meeting: Meeting, *, at: datetime, chair: User | None = None) -> None:
    """Take the agenda off the list of what a chair, or every chair, is asked to agree."""
    people = None if chair is None else [chair]
    settle(kinds=["meetings.agenda_to_agree"], about=meeting, at=at, people=people)


# --- Papers -----------------------------------------------------------------------------------------
# No title of a paper is told: even of an open one it may say more than an e-mail should.
def _to_author(kind: str, paper: Paper, title: str, *, at: datetime, key: str) -> None:
    if paper.writer is not None:
        tell(
            f"meetings.{kind}",
            to=[paper.writer],
            title=title,
            path=paper.get_absolute_url(),
            at=at,
            key=f"paper-{paper.pk}-{key}",
            about=paper,
        )


def paper_asked(paper: Paper, *, at: datetime) -> None:
    """Tell the author that a paper is wanted, and by when."""
    due = f", by {in_words(paper.due_on)}" if paper.due_on else ""
    _to_author(
        "paper_asked", paper, f"A paper is wanted from you for {paper.meeting}{due}", at=at, key="asked"
    )


def paper_chased(paper: Paper, *, at: datetime) -> None:
    """Remind the author of a paper."""
    title = f"A reminder of the paper wanted from you for {paper.meeting}"
    _to_author("paper_chased", paper, title, at=at, key=at.isoformat())


def paper_sent_back(paper: Paper, *, at: datetime) -> None:
    """Tell the author that the paper came back."""
    title = f"Your paper for {paper.meeting} came back: the secretariat says what has to change"
    _to_author("paper_sent_back", paper, title, at=at, key=at.isoformat())


def paper_due(paper: Paper, *, due_on: date, at: datetime, on: date) -> None:
    """Remind the author that the day is near, has come or is past."""
    when = "was due" if due_on < on else "is due today," if due_on == on else "is due"
    title = f"Your paper for {paper.meeting} {when} {in_words(due_on)}"
    _to_author("paper_due", paper, title, at=at, key=f"due-{due_on}-{on}")


def paper_settled(paper: Paper, *, at: datetime) -> None:
    """Take the paper off the list of what its author is told is due."""
    due = ("paper_asked", "paper_chased", "paper_sent_back", "paper_due")
    settle(kinds=[f"meetings.{name}" for name in due], about=paper, at=at)


def paper_submitted(paper: Paper, *, by: User, at: datetime, on: date) -> None:
    """Tell the secretariat that a paper is there to clear, and its author nothing more."""
    paper_settled(paper, at=at)
    tell(
        "meetings.paper_submitted",
        to=_others(_secretariat(on=on), by),
        title=f"A paper was submitted for {paper.meeting}",
        path=paper.get_absolute_url(),
        at=at,
        key=f"paper-{paper.pk}-{at.isoformat()}",
        about=paper,
    )


# --- Homework ---------------------------------------------------------------------------------------
def _answering(question: HomeworkQuestion, *, on: date) -> Iterable[User]:
    """Find who may answer: those who sit or stand in for the organisation, and are not kept from the item."""
    seats = Seat.objects.filter(
        board=question.item.meeting.board_id, organisation=question.organisation_id
    ).on(on)
    restriction = question.item.restriction
    if restriction is not None and restriction.is_in_force:
        seats = seats.filter(restrictions_open_to_them=restriction)
    sitting = SeatHolder.objects.on(on).filter(seat__in=seats)
    standing_in = SeatDeputy.objects.on(on).filter(seat__in=seats)
    return User.objects.filter(
        Q(pk__in=sitting.values("person")) | Q(pk__in=standing_in.values("person"))
    ).distinct()


def homework_asked(question: HomeworkQuestion, *, at: datetime, on: date) -> None:
    """Tell those who answer for the organisation that it is asked something."""
    tell(
        "meetings.homework_asked",
        to=_answering(question, on=on),
        title=f"A question to {question.organisation} before {question.item.meeting}, to answer by"
        f" {in_words(question.answer_by)}",
        path=question.get_absolute_url(),
        at=at,
        key=f"homework-{question.pk}",
        about=question,
    )


def homework_due(question: HomeworkQuestion, *, at: datetime, on: date) -> None:
    """Remind those who answer for the organisation."""
    when = "was due" if question.answer_by < on else "is due"
    tell(
        "meetings.homework_due",
        to=_answering(question, on=on),
        title=f"The answer of {question.organisation} before {question.item.meeting} {when}"
        f" {in_words(question.answer_by)}",
        path=question.get_absolute_url(),
        at=at,
        key=f"homework-{question.pk}-{question.answer_by}-{on}",
        about=question,
    )


def homework_settled(question: HomeworkQuestion, *, at: datetime) -> None:
    """Take the question off the list of what its organisation is told is due."""
    settle(kinds=["meetings.homework_asked", "meetings.homework_due"], about=question, at=at)
