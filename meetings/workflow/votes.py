"""What can happen to a vote, on the boards that take votes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, EditConflict, remove, save
from meetings import policies, quorum
from meetings.attendance_reading import barred_of, deciding_seats, rows, there_for
from meetings.models import AgendaItem, Ballot, Meeting, Seat, Vote
from meetings.models.attendance import Presence
from meetings.models.sittings import Choice
from meetings.running_order import turns
from meetings.states.sitting import Event


@dataclass(frozen=True)
class Outcome:
    """What was counted: the choice of each seat by its key, or, by show of hands, three numbers."""

    question: str
    ballots: Mapping[int, str] = field(default_factory=dict)
    votes_for: int = 0
    votes_against: int = 0
    abstentions: int = 0
    casting: str = ""
    is_by_name: bool = True

    def counted(self) -> tuple[int, int, int]:
        if not self.is_by_name:
            return self.votes_for, self.votes_against, self.abstentions
        choices = list(self.ballots.values())
        return choices.count(Choice.FOR), choices.count(Choice.AGAINST), choices.count(Choice.ABSTAINED)


def _lock(item: AgendaItem) -> AgendaItem:
    Meeting.objects.select_for_update(of=("self",)).get(pk=item.meeting_id)
    return AgendaItem.objects.select_related("meeting__board").get(pk=item.pk)


def _check(item: AgendaItem, outcome: Outcome) -> None:
    """
    Hold what was counted against who may decide the item.

    :raises CannotBeDone: with everybody who is barred, absent or too many, or without a quorum (ToR 6.7)
    """
    meeting = item.meeting
    if item.withdrawn_at is not None:
        raise CannotBeDone("This item was withdrawn, so nothing is put to the vote on it.")
    if not hasattr(meeting, "sitting"):
        raise CannotBeDone("The meeting has not been opened, so nothing is put to the vote.")
    record_ = rows(meeting)
    there = there_for(item, record=record_, order=turns(meeting))
    barred = barred_of(item.declarations.barring().select_related("person"), record_)
    answer = quorum.of(meeting.board, [row for row in there if row.seat_id not in barred])
    if not answer.is_there:
        raise CannotBeDone(f"{answer.in_words} Nothing can be put to the vote until they are there.")
    deciding = {seat.pk for seat in deciding_seats(item)}
    in_room = {row.seat_id: row for row in there}
    for seat in Seat.objects.filter(pk__in=outcome.ballots.keys()).select_related("organisation"):
        if seat.pk in deciding:
            continue
        if seat.pk in barred:
            raise CannotBeDone(
                f"{seat} cannot vote: an interest in this item was declared that bars them from deciding it."
            )
        if seat.pk not in in_room:
            raise CannotBeDone(f"{seat} cannot vote: nobody was in the room for it during this item.")
        if not seat.is_voting:
            raise CannotBeDone(f"{seat} has no vote on the {meeting.board}.")
        raise CannotBeDone(f"{seat} cannot vote: the rules of the {meeting.board} give substitutes no vote.")
    if outcome.ballots.keys() - set(
        Seat.objects.filter(board=meeting.board_id, pk__in=outcome.ballots.keys()).values_list(
            "pk", flat=True
        )
    ):
        raise CannotBeDone("A seat that voted is on another board.")
    votes_for, votes_against, abstentions = outcome.counted()
    counted = votes_for + votes_against + abstentions
    if not counted:
        raise CannotBeDone("Nobody voted. Enter how the seats voted, or how many hands were counted.")
    if counted > len(deciding):
        raise CannotBeDone(
            f"{counted} votes were counted, and only {len(deciding)} seats may decide this item. Count again."
        )
    _check_casting(meeting, outcome, votes_for, votes_against, barred)


def _check_casting(
    meeting: Meeting, outcome: Outcome, votes_for: int, votes_against: int, barred: frozenset[int]
) -> None:
    if not outcome.casting:
        return
    if outcome.casting == Choice.ABSTAINED:
        raise CannotBeDone("A casting vote is for or against.")
    if not meeting.board.chair_has_casting_vote:
        raise CannotBeDone(f"The rules of the {meeting.board} give the chair no casting vote.")
    if votes_for != votes_against:
        raise CannotBeDone("The chair casts a second vote only when the votes are equal.")
    if meeting.sitting.chair_id in barred:
        raise CannotBeDone(
            "The person in the chair declared an interest, so somebody else has to be in the chair."
        )
    row = next((row for row in rows(meeting) if row.seat_id == meeting.sitting.chair_id), None)
    if row is not None and row.presence == Presence.SUBSTITUTED and not meeting.board.substitutes_vote:
        raise CannotBeDone(f"The rules of the {meeting.board} give substitutes no vote.")


def _put(vote: Vote, outcome: Outcome, *, by: User, at: datetime) -> None:
    vote.question, vote.casting, vote.is_by_name = outcome.question, outcome.casting, outcome.is_by_name
    vote.votes_for, vote.votes_against, vote.abstentions = outcome.counted()
    save(vote, by=by, at=at)
    wanted = dict(outcome.ballots) if outcome.is_by_name else {}
    for ballot in vote.ballots.all():
        choice = wanted.pop(ballot.seat_id, None)
        if choice is None:
            remove(ballot, by=by, at=at)
        elif choice != ballot.choice:
            ballot.choice = choice
            save(ballot, by=by, at=at)
    for seat, choice in wanted.items():
        save(Ballot(vote=vote, seat_id=seat, choice=choice), by=by, at=at)


@transaction.atomic
def record_vote(*, item: AgendaItem, outcome: Outcome, by: User, at: datetime, on: date) -> Vote:
    """
    Record a vote on a question under an item; the result is worked out.

    :raises Refused: if this person does not record votes, or the board takes none
    :raises CannotBeDone: if somebody barred or absent voted, more voted than may, or there was no quorum
    """
    item = _lock(item)
    policies.record_vote.enforce(by, item.meeting, on=on)
    _check(item, outcome)
    vote = Vote(item=item, taken_at=at, recorded_by=by)
    _put(vote, outcome, by=by, at=at)
    record(
        Event.VOTE_RECORDED,
        actor=by,
        subject=vote,
        at=at,
        meeting=item.meeting.reference,
        item=item.key,
        result=str(vote.result),
    )
    return vote


@transaction.atomic
def correct_vote(
    *, vote: Vote, outcome: Outcome, reason: str, version: int, by: User, at: datetime, on: date
) -> Vote:
    """
    Correct what was recorded of a vote, with the reason; what stood there before stays in its history.

    :raises Refused: if this person does not record votes, or the board takes none
    :raises EditConflict: if somebody else corrected it in between
    :raises CannotBeDone: without a reason, or as for a new vote
    """
    item = _lock(vote.item)
    policies.record_vote.enforce(by, item.meeting, on=on)
    vote = Vote.objects.select_for_update().get(pk=vote.pk)
    if vote.version != version:
        yours = Vote(question=outcome.question, casting=outcome.casting)
        yours.votes_for, yours.votes_against, yours.abstentions = outcome.counted()
        raise EditConflict(vote, theirs=_in_words(vote), yours=_in_words(yours))
    if not reason.strip():
        raise CannotBeDone("Enter why the vote is corrected. The reason stays beside it.")
    _check(item, outcome)
    vote.correction_reason = reason
    vote.version += 1
    _put(vote, outcome, by=by, at=at)
    record(
        Event.VOTE_CORRECTED,
        actor=by,
        subject=vote,
        at=at,
        meeting=item.meeting.reference,
        item=item.key,
        result=str(vote.result),
    )
    return vote


def _in_words(vote: Vote) -> dict[str, str]:
    return {
        "Question": vote.question,
        "Counted": f"{vote.votes_for} for, {vote.votes_against} against, {vote.abstentions} abstained",
        "Casting vote": vote.get_casting_display() if vote.casting else "None",
    }
