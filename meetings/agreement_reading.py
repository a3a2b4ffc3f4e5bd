"""How far the chairs have come with an agenda: what each said to the version that stands now."""

from dataclasses import dataclass
from datetime import date

from csp_portal.accounts.models import User
from meetings.models import AgendaAnswer, Board, BoardRole, Meeting, Seat, SeatHolder
from meetings.models.boards import Purpose
from meetings.states.meeting import State


@dataclass(frozen=True)
class Chair:
    """A person in a chair's seat, and what they said to the agenda as it stands."""

    seat: Seat
    person: User
    answer: AgendaAnswer | None


@dataclass(frozen=True)
class Agreement:
    """Where the agreement of one agenda stands."""

    meeting: Meeting
    chairs: list[Chair]

    @property
    def was_put(self) -> bool:
        return self.meeting.put_version is not None

    @property
    def is_overtaken(self) -> bool:
        """Test whether the agenda has changed since the chairs were asked."""
        return self.was_put and self.meeting.put_version != self.meeting.agenda_version

    @property
    def sent_back(self) -> list[Chair]:
        return [c for c in self.chairs if c.answer and c.answer.answer == AgendaAnswer.Answer.SENT_BACK]

    @property
    def agreed(self) -> list[Chair]:
        return [c for c in self.chairs if c.answer and c.answer.answer == AgendaAnswer.Answer.AGREED]

    @property
    def is_with_the_chairs(self) -> bool:
        """Test whether the chairs have the agenda as it stands before them and may answer."""
        return (
            self.was_put
            and not self.is_overtaken
            and not self.sent_back
            and self.meeting.state in {State.AGENDA_DRAFT, State.AGREED}
        )

    @property
    def holds(self) -> bool:
        """Test whether the chairs that the board's rule asks for agreed the agenda as it stands."""
        if self.is_overtaken or self.sent_back or not self.agreed:
            return False
        if self.meeting.board.agreement_rule == Board.AgreementRule.ONE:
            return True
        return len(self.agreed) == len(self.chairs)

    @property
    def in_words(self) -> str:
        """Say where it stands."""
        if not self.was_put:
            return "The chairs have not been asked to agree the agenda yet."
        if self.is_overtaken:
            return "The agenda has changed since the chairs had it. Put it to them again."
        if self.sent_back:
            return f"{self.sent_back[0].person.full_name} sent the agenda back. Change it, then put it to the chairs again."
        names = " and ".join(chair.person.full_name for chair in self.agreed)
        if self.holds:
            return f"{names} agreed the agenda."
        waiting = " and ".join(c.person.full_name for c in self.chairs if c.answer is None)
        if names:
            return f"{names} agreed the agenda. {waiting} has yet to answer."
        return f"The agenda is with the chairs: {waiting}."


def chairs(board: Board, *, on: date) -> list[SeatHolder]:
    """Find who sits in the chairs' seats on the day."""
    seats = Seat.objects.filter(board=board, board_role=BoardRole.CO_CHAIR).on(on)
    return list(
        SeatHolder.objects.on(on)
        .filter(seat__in=seats)
        .select_related("seat__organisation", "person")
        .order_by("seat__position", "seat__pk")
    )


def agreement(meeting: Meeting, *, on: date) -> Agreement:
    """Read what the chairs of the day said since they were last asked, to the agenda as it stands."""
    latest: dict[int, AgendaAnswer] = {}
    if meeting.put_at is not None:
        for answer in meeting.agenda_answers.filter(
            agenda_version=meeting.agenda_version, recorded_at__gte=meeting.put_at
        ):
            latest[answer.seat_id] = answer
    return Agreement(
        meeting,
        [
            Chair(holder.seat, holder.person, latest.get(holder.seat_id))
            for holder in chairs(meeting.board, on=on)
        ],
    )


def unexplained_notes(meeting: Meeting) -> list[str]:
    """List the open titles of items that are only to note, and of which nobody said why they need the board's time."""
    return list(
        meeting.items.standing()
        .in_order()
        .filter(purpose=Purpose.NOTE, needs_time_because="")
        .values_list("title", flat=True)
    )
