"""Who may do what to boards, meetings, papers and packs. Each gives a reason to refuse, or ""."""

from datetime import date

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission
from csp_portal.core.policies import policy
from meetings.models import (
    AgendaItem,
    Board,
    BusinessItem,
    Declaration,
    HomeworkQuestion,
    Meeting,
    Minutes,
    Paper,
    Restriction,
    Seat,
)
from meetings.models.business import boards_sifted_by
from meetings.states import meeting as meeting_states
from meetings.states import minutes as minutes_states
from meetings.states import paper as paper_states

SECRETARIAT_ONLY = "Only the secretariat can do this. Ask the secretariat if something needs to change."


@policy
def run_meetings(user: User, *, on: date) -> str:
    """Let the secretariat keep boards, seats, meetings, agendas, papers and packs."""
    return "" if user.holds(Permission.RUN_MEETINGS, on=on) else SECRETARIAT_ONLY


@policy
def change_agenda(user: User, meeting: Meeting, *, on: date) -> str:
    """Let the secretariat change an agenda until the meeting has been held or cancelled."""
    if reason := run_meetings.refusal(user, on=on):
        return reason
    if not meeting.is_open_to_change:
        return f"This meeting is {meeting.get_state_display().lower()}, so its agenda no longer changes."
    return ""


@policy
def agree_agenda(user: User, meeting: Meeting, *, on: date) -> str:
    """Let the chairs of the board agree its agendas, or send them back."""
    if meeting.board.carries(Permission.AGREE_AGENDA, user, on=on):
        return ""
    return f"Only a chair of the {meeting.board} can do this."


@policy
def prepare_agreement(user: User, meeting: Meeting, *, on: date) -> str:
    """Let those who prepare an agenda and those who agree it see how far the agreement has come (ToR 6.2)."""
    if user.holds(Permission.RUN_MEETINGS, on=on) or agree_agenda.allows(user, meeting, on=on):
        return ""
    return "Only the chairs and the secretariat see how far an agenda is agreed."


@policy
def admit_item(user: User, meeting: Meeting, *, on: date) -> str:
    """Let a chair admit a late or urgent item, and the secretariat record that a chair did (ToR 6.3)."""
    if reason := prepare_agreement.refusal(user, meeting, on=on):
        return "Only a chair can admit an item after the agenda has gone round." if reason else ""
    if not meeting.is_open_to_change:
        return f"This meeting is {meeting.get_state_display().lower()}, so its agenda no longer changes."
    return ""


@policy
def answer_homework(user: User, question: HomeworkQuestion, *, on: date) -> str:
    """Let whoever sits or stands in for the organisation on the board answer for it before the meeting is over."""
    if not question.item.meeting.is_open_to_change:
        return "The meeting is over, so answers no longer change."
    if question.withdrawn_at is not None:
        return "This question was withdrawn. Nobody needs to answer it."
    seats = Seat.objects.of(user, on=on).filter(
        board=question.item.meeting.board_id, organisation=question.organisation_id
    )
    if seats.exists():
        return ""
    return f"Only those who sit or stand in for {question.organisation} on the board can answer."


@policy
def read_board(user: User, board: Board, *, on: date) -> str:
    """Let those with a seat on the board read its agendas, papers and packs."""
    if board.carries(Permission.READ_BOARD, user, on=on):
        return ""
    return f"Only those with a seat on the {board} can read its papers."


@policy
def read_agenda(user: User, meeting: Meeting, *, on: date) -> str:
    """Keep an agenda to those who prepare and agree it until it goes round (ToR 6.2)."""
    if meeting.circulated_at is not None or meeting.state == meeting_states.State.HELD:
        return read_board.refusal(user, meeting.board, on=on)
    if any(
        meeting.board.carries(permission, user, on=on)
        for permission in (Permission.RUN_MEETINGS, Permission.AGREE_AGENDA)
    ):
        return ""
    return "The agenda has not gone round yet."


def _is_kept_from(user: User, paper: Paper, *, on: date) -> bool:
    kept = {restriction.pk for restriction in paper.restrictions()}
    return bool(kept and kept - set(Restriction.objects.open_to(user, on=on).values_list("pk", flat=True)))


def _why_kept(user: User, paper: Paper) -> str:
    if AgendaItem.objects.barred_to(user).filter(pk=paper.agenda_item_id).exists():
        return "You declared an interest in this item, so its restricted paper is withheld from you."
    return "This paper is restricted to other seats."


@policy
def read_paper(user: User, paper: Paper, *, on: date) -> str:
    """Keep papers to those who read the agenda, and a restricted one to the seats that the secretariat named."""
    meeting = paper.agenda_item.meeting
    # Whoever was asked for a paper by their duty has no seat on the board, and reads that paper alone.
    if not prepare_paper.refusal(user, paper, on=on):
        return ""
    if reason := read_board.refusal(user, meeting.board, on=on):
        return reason
    if _is_kept_from(user, paper, on=on):
        return _why_kept(user, paper)
    if paper.state != paper_states.State.READY:
        return "This paper is not ready yet."
    return read_agenda.refusal(user, meeting, on=on)


@policy
def prepare_paper(user: User, paper: Paper, *, on: date) -> str:
    """Let the secretariat and the author whose paper it is see earlier versions, and files as they came."""
    if user.holds(Permission.RUN_MEETINGS, on=on):
        return _why_kept(user, paper) if _is_kept_from(user, paper, on=on) else ""
    board = paper.agenda_item.meeting.board
    if paper.writer_id == user.pk and board.carries(Permission.WRITE_ASSIGNED_PAPER, user, on=on):
        return _why_kept(user, paper) if _is_kept_from(user, paper, on=on) else ""
    return "Earlier versions, and files as they came, are for the secretariat and the paper's writer. Read the PDF."


@policy
def write_paper(user: User, paper: Paper, *, on: date) -> str:
    """Let the secretariat, and the author whose paper it is, write it."""
    if not paper.agenda_item.meeting.is_open_to_change:
        return "The meeting is over, so its papers no longer change."
    if prepare_paper.refusal(user, paper, on=on):
        return "Only the secretariat, or the person asked to write this paper, can change it."
    if paper.state == paper_states.State.WITHDRAWN:
        return "This paper was withdrawn. It has to be brought back before it can change."
    if user.holds(Permission.RUN_MEETINGS, on=on) or paper.state == paper_states.State.DRAFT:
        return ""
    return "The paper is with the secretariat now. Ask them to send it back if it has to change."


@policy
def offer_business(user: User, board: Board, *, on: date) -> str:
    """Let those with a seat on the board, on a group below it or on a parallel board offer it business (ToR 6.2)."""
    if not board.holds_meetings or not board.holds_on(on):
        return f"The {board} does not take business here."
    if board.carries(Permission.OFFER_BUSINESS, user, on=on):
        return ""
    seats = Seat.objects.of(user, on=on)
    if seats.filter(board__kind=Board.Kind.PARALLEL).exists():
        return ""
    if seats.filter(board__in=board.with_all_below()).exists():
        return ""
    return f"Only those with a seat on the {board}, its groups or a parallel board can offer it business."


@policy
def sift_business(user: User, board: Board, *, on: date) -> str:
    """Let the co-chairs, the secretariat and those in the Executive's seats say what becomes of business."""
    if boards_sifted_by(user, on=on).filter(pk=board.pk).exists():
        return ""
    return f"Only the co-chairs, the Executive of the {board} and the secretariat sift its business."


@policy
def change_offer(user: User, business: BusinessItem, *, on: date) -> str:
    """Let whoever offered business answer questions about it, and withdraw it."""
    return "" if business.offered_by_id == user.pk else "Only the person who offered it can do this."


@policy
def restrict(user: User, item: AgendaItem, *, on: date) -> str:
    """Let the secretariat keep an item or its papers to some seats."""
    return change_agenda.refusal(user, item.meeting, on=on)


@policy
def search(user: User, *, on: date) -> str:
    """Let those who read agendas and papers of any board look for words in them."""
    if user.holds(Permission.READ_BOARD, on=on) or Seat.objects.of(user, on=on).exists():
        return ""
    return "Search is for those with a seat on a board, and for the secretariat."


@policy
def note_item(user: User, item: AgendaItem, *, on: date) -> str:
    """Let whoever reads an agenda keep notes of their own on its items."""
    if reason := read_agenda.refusal(user, item.meeting, on=on):
        return reason
    return "" if item.withdrawn_at is None else "This item was withdrawn, so nothing is noted on it any more."


@policy
def note_paper(user: User, paper: Paper, *, on: date) -> str:
    """Let whoever reads a paper in a pack keep notes of their own on it."""
    if reason := read_board.refusal(user, paper.agenda_item.meeting.board, on=on):
        return reason
    return _why_kept(user, paper) if _is_kept_from(user, paper, on=on) else ""


@policy
def keep_attendance(user: User, meeting: Meeting, *, on: date) -> str:
    """Let the secretariat record who was at a meeting, before, at and after it; a cancelled one has nobody."""
    if reason := run_meetings.refusal(user, on=on):
        return reason
    if meeting.state not in (*meeting_states.OPEN_STATES, *meeting_states.TOOK_PLACE_STATES):
        return f"This meeting is {meeting.get_state_display().lower()}, so nobody's attendance is recorded."
    minutes = getattr(meeting, "minutes", None)
    if minutes is not None and minutes.state == minutes_states.State.CONFIRMED:
        return (
            "The minutes of this meeting are confirmed, so who was there stays as it is. Record a correction to the "
            "minutes instead."
        )
    return ""


@policy
def read_attendance(user: User, meeting: Meeting, *, on: date) -> str:
    """Let those who read the board's papers see who was at a meeting; it is part of its public record."""
    return read_board.refusal(user, meeting.board, on=on)


def why_no_apologies(meeting: Meeting, *, on: date) -> str:
    """Say why nobody can send apologies any more; nothing while they can."""
    if meeting.state not in meeting_states.COMING_STATES or meeting.on < on:
        return "The meeting is over, so apologies can no longer be sent. Tell the secretariat."
    if hasattr(meeting, "sitting"):
        return "The meeting has been opened. Tell the secretariat that you cannot come."
    return ""


@policy
def send_apologies(user: User, meeting: Meeting, seat: Seat, *, on: date) -> str:
    """Let whoever sits in a seat, or stands in for it, say before a meeting that they cannot come (ToR 6.5)."""
    if reason := why_no_apologies(meeting, on=on):
        return reason
    if not Seat.objects.of(user, on=on).filter(pk=seat.pk, board=meeting.board_id).exists():
        return "Only the person in this seat, or a deputy, can send apologies for it."
    return ""


@policy
def run_sitting(user: User, meeting: Meeting, *, on: date) -> str:
    """Let the secretariat and the board's chairs open a meeting, go through its items and close it."""
    if meeting.board.carries(Permission.RUN_MEETINGS, user, on=on) or meeting.board.carries(
        Permission.AGREE_AGENDA, user, on=on
    ):
        return ""
    return "Only the secretariat and the chairs run the meeting. Ask them if something needs to change."


@policy
def declare_interest(user: User, item: AgendaItem, *, on: date) -> str:
    """Let everybody with a seat declare interests of their own, and the secretariat record those of others."""
    if item.withdrawn_at is not None:
        return "This item was withdrawn, so no interest in it needs to be declared."
    if item.meeting.state not in (*meeting_states.OPEN_STATES, *meeting_states.TOOK_PLACE_STATES):
        return f"This meeting is {item.meeting.get_state_display().lower()}, so no interest is declared."
    if user.holds(Permission.RUN_MEETINGS, on=on):
        return ""
    if reason := read_agenda.refusal(user, item.meeting, on=on):
        return reason
    if not item.meeting.board.roles_of(user, on=on):
        return "Only those with a seat on the board declare interests. Ask the secretariat to record yours."
    return ""


@policy
def withdraw_declaration(user: User, declaration: Declaration, *, on: date) -> str:
    """Let the person whose interest it is, and the secretariat, say that it no longer stands."""
    if declaration.person_id == user.pk or user.holds(Permission.RUN_MEETINGS, on=on):
        return ""
    return "Only the person whose interest it is, or the secretariat, can withdraw the declaration."


@policy
def record_vote(user: User, meeting: Meeting, *, on: date) -> str:
    """Let the secretariat record votes on boards whose rules have them."""
    if reason := run_meetings.refusal(user, on=on):
        return reason
    if not meeting.board.takes_votes:
        return f"The {meeting.board} decides without votes. Its rules can be changed on the board's page."
    return ""


@policy
def see_representation(user: User, board: Board, *, on: date) -> str:
    """Let the secretariat and the chairs see who has missed too many meetings, and write to them (ToR 6.5)."""
    if board.carries(Permission.RUN_MEETINGS, user, on=on) or board.carries(
        Permission.AGREE_AGENDA, user, on=on
    ):
        return ""
    return "Only the secretariat and the chairs see this. Ask them about your organisation's attendance."


@policy
def close_matter(user: User, board: Board, *, on: date) -> str:
    """Let the chairs say that an organisation's absence needs nothing more (ToR 6.5)."""
    if board.carries(Permission.AGREE_AGENDA, user, on=on):
        return ""
    return "Only the chairs close the matter. Ask one of them."


LOCKED = (
    "These minutes are confirmed, so their text no longer changes. What is wrong is recorded as a correction."
)


@policy
def write_minutes(user: User, minutes: Minutes, *, on: date) -> str:
    """Let the secretariat write minutes until a chair has cleared them."""
    if reason := run_meetings.refusal(user, on=on):
        return reason
    if minutes.is_locked:
        return LOCKED
    if minutes.state != minutes_states.State.DRAFT:
        return "These minutes are cleared. A change is made as an amendment, or the chair sends them back."
    return ""


@policy
def keep_minutes(user: User, minutes: Minutes, *, on: date) -> str:
    """Let the secretariat keep what belongs to minutes until they are confirmed."""
    return run_meetings.refusal(user, on=on) or (LOCKED if minutes.is_locked else "")


@policy
def amend_minutes(user: User, minutes: Minutes, *, on: date) -> str:
    """Let the secretariat write the confirming meeting's amendments into cleared minutes that went round."""
    if reason := keep_minutes.refusal(user, minutes, on=on):
        return reason
    if minutes.sent_round_at is None:
        return "These minutes have not gone round yet. Write the change into the draft."
    return ""


@policy
def chair_minutes(user: User, minutes: Minutes, *, on: date) -> str:
    """Let those who chair the board clear its minutes, send them back and sign them."""
    board = minutes.meeting.board
    if board.carries(Permission.SIGN_MINUTES, user, on=on):
        return ""
    return f"Only those who chair the {board} can do this."


@policy
def answer_draft(user: User, minutes: Minutes, *, on: date) -> str:
    """Let a chair answer a draft, or the secretariat write down how the chair did."""
    if not chair_minutes.refusal(user, minutes, on=on) or user.holds(Permission.RUN_MEETINGS, on=on):
        return ""
    return chair_minutes.refusal(user, minutes, on=on)


@policy
def suggest_change(user: User, minutes: Minutes, *, on: date) -> str:
    """Let those who read the board suggest corrections to minutes that went round, until they are confirmed."""
    if reason := read_board.refusal(user, minutes.meeting.board, on=on):
        return reason
    if minutes.is_locked:
        return LOCKED
    return "" if minutes.sent_round_at is not None else "These minutes have not gone round yet."


@policy
def read_suggestions(user: User, minutes: Minutes, *, on: date) -> str:
    """Keep suggested corrections to the secretariat, the chairs and whoever made them."""
    return answer_draft.refusal(user, minutes, on=on)


@policy
def correct_minutes(user: User, minutes: Minutes, *, on: date) -> str:
    """Let the secretariat record corrections beside confirmed minutes."""
    if reason := run_meetings.refusal(user, on=on):
        return reason
    return (
        ""
        if minutes.is_locked
        else "These minutes are not confirmed yet, so their text can still be changed."
    )


@policy
def review_restriction(user: User, restriction: Restriction, *, on: date) -> str:
    """Let the secretariat review restrictions, also after the meeting; not whoever declared an interest in it."""
    if reason := run_meetings.refusal(user, on=on):
        return reason
    if not Restriction.objects.open_to(user, on=on).filter(pk=restriction.pk).exists():
        return "You declared an interest in this item, so somebody else reviews its restriction."
    return ""
