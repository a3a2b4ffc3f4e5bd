"""What this app puts beside a meeting, an item and a board of who comes, who has an interest, and who stays away."""

from datetime import date

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from csp_portal.accounts.models import User
from meetings import attendance_reading, policies, quorum, representation
from meetings.models import AgendaItem, Board, Declaration, Meeting, Restriction, Seat, SeatHolder, Vote
from meetings.models.attendance import Presence
from meetings.states.meeting import SITTING_STATES


def at_the_meeting(meeting: Meeting, *, user: User, on: date) -> SafeString:
    """Say on a meeting's page who comes, let the person send apologies, and lead to the table."""
    if policies.read_attendance.refusal(user, meeting, on=on):
        return SafeString("")
    record = attendance_reading.rows(meeting)
    mine = {seat.pk for seat in Seat.objects.of(user, on=on).filter(board=meeting.board_id)}
    own = [row for row in record if row.seat_id in mine]
    held = SeatHolder.objects.on(on).filter(person=user, seat__in=mine).values_list("seat_id", flat=True)
    # Whoever has a seat may send them for it, while there is time.
    apologies_refusal = policies.why_no_apologies(meeting, on=on) if mine else "none"
    run_refusal = policies.run_sitting.refusal(user, meeting, on=on)
    agenda_refusal = policies.read_agenda.refusal(user, meeting, on=on)
    context = {
        "meeting": meeting,
        "sitting": getattr(meeting, "sitting", None),
        "own_apologies": (sent := [row for row in own if row.presence == Presence.APOLOGIES]),
        # Deputies see them too, and are not those who sent them.
        "held": set(held) if sent else set(),
        "reader": user,
        "apologies_refusal": apologies_refusal,
        "keep_refusal": policies.keep_attendance.refusal(user, meeting, on=on),
        "run_refusal": run_refusal,
        "agenda_refusal": agenda_refusal,
        "came": sum(row.came for row in record),
        "apologies": [row for row in record if row.presence in (Presence.APOLOGIES, Presence.SUBSTITUTED)],
        "has_record": bool(record),
        "quorum": quorum.of(meeting.board, record),
        "is_to_come": meeting.state in SITTING_STATES or meeting.is_open_to_change,
        "flags": representation.flags(meeting.board, on=on) if not run_refusal else [],
        "interests": 0
        if agenda_refusal
        else Declaration.objects.filter(item__meeting=meeting)
        .standing()
        .readable_by(user, on=on)
        .distinct()
        .count(),
    }
    return render_to_string("meetings/_at_the_meeting.html", context)


def of_item(item: AgendaItem, *, user: User, on: date) -> SafeString:
    """List the interests declared in an item and the votes taken on it, as far as the person may know them."""
    declarations = list(
        Declaration.objects.filter(item=item)
        .readable_by(user, on=on)
        .select_related("person", "seat")
        .distinct()
    )
    votes: list[Vote] = []
    open_to_them = Restriction.objects.filter(agenda_item=item).open_to(user, on=on)
    if not item.is_restricted or open_to_them.exists():
        votes = list(Vote.objects.filter(item=item))
    refusal = policies.declare_interest.refusal(user, item, on=on)
    if not declarations and not votes and refusal:
        return SafeString("")
    context = {
        "item": item,
        "meeting": item.meeting,
        "declarations": declarations,
        "votes": votes,
        "declare_refusal": refusal,
    }
    return render_to_string("meetings/_item_interests.html", context)


def of_board(board: Board, *, user: User, on: date) -> SafeString:
    """Show on a board's page how often its organisations were represented, and the chairs who was not."""
    if not board.holds_meetings or policies.read_board.refusal(user, board, on=on):
        return SafeString("")
    see_refusal = policies.see_representation.refusal(user, board, on=on)
    context = {
        "board": board,
        "figures": representation.figures(board, on=on),
        "flags": [] if see_refusal else representation.flags(board, on=on),
        "see_refusal": see_refusal,
    }
    return render_to_string("meetings/_board_representation.html", context)
