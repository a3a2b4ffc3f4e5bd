"""What can happen to a declaration of interest."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, save
from meetings import policies
from meetings.attendance_reading import is_of, rows
from meetings.models import AgendaItem, Ballot, Declaration, Meeting, Paper, Seat
from meetings.notifications import table as notifications
from meetings.states.sitting import Event


def _lock(item: AgendaItem) -> AgendaItem:
    # The same lock as for votes, so that nobody votes and declares in the same moment.
    Meeting.objects.select_for_update(of=("self",)).get(pk=item.meeting_id)
    return AgendaItem.objects.select_related("meeting__board").get(pk=item.pk)


def _restricted_papers(item: AgendaItem) -> list[Paper]:
    papers = Paper.objects.filter(agenda_item=item).select_related("restriction", "agenda_item__restriction")
    return [paper for paper in papers if paper.restrictions()]


def note_withheld(
    item: AgendaItem, *, by: User, at: datetime, declarations: Iterable[Declaration] | None = None
) -> None:
    """
    Record from whom the restricted papers of an item are withheld, now that they or the interest are new.

    All who are barred from the item, unless some are named.
    """
    barring = item.declarations.barring() if declarations is None else declarations
    people = [declaration.person_id for declaration in barring if declaration.person_id is not None]
    for paper in _restricted_papers(item) if people else ():
        for person in people:
            record(Event.PAPER_WITHHELD, actor=by, subject=paper, at=at, item=item.key, person=person)


@transaction.atomic
def declare(
    *,
    item: AgendaItem,
    seat: Seat,
    person: User | None,
    kind: str,
    interest: str,
    by: User,
    at: datetime,
    on: date,
    name: str = "",
    leaves_room: bool = False,
) -> Declaration:
    """
    Declare an interest in an item, before the meeting or at it: one's own, or recorded by the secretariat.

    A pecuniary or prejudicial one keeps the person from the decision; what is restricted under the item
    is withheld from them from that moment.

    :raises Refused: if this person may not declare it
    :raises CannotBeDone: if one of theirs stands already, they voted on the item, or the seat is on another board
    """
    item = _lock(item)
    policies.declare_interest.enforce(by, item, on=on)
    runs_meetings = not policies.run_meetings.refusal(by, on=on)
    if not runs_meetings and (person is None or person.pk != by.pk):
        raise CannotBeDone("You declare interests of your own. The secretariat records those of others.")
    if seat.board_id != item.meeting.board_id or not seat.holds_on(item.meeting.on):
        raise CannotBeDone(f"{seat} is not a seat of the {item.meeting.board} on the day of the meeting.")
    if not runs_meetings and not Seat.objects.of(by, on=on).filter(pk=seat.pk).exists():
        raise CannotBeDone("Choose the seat in which you sit.")
    declaration = Declaration(
        item=item,
        seat=seat,
        person=person,
        name="" if person is not None else name,
        kind=kind,
        interest=interest,
        leaves_room=leaves_room,
        declared_at=at,
        recorded_by=by,
    )
    if any(
        other.who.casefold() == declaration.who.casefold() and other.person_id == declaration.person_id
        for other in item.declarations.standing().select_related("person")
    ):
        raise CannotBeDone(
            f"{declaration.who} has declared an interest in this item already. Withdraw it before declaring another."
        )
    if declaration.bars:
        _check_has_not_voted(declaration)
    save(declaration, by=by, at=at)
    if declaration.bars:
        note_withheld(item, by=by, at=at, declarations=[declaration])
    if not runs_meetings:
        notifications.interest_declared(declaration, by=by, at=at, on=on)
    record(
        Event.INTEREST_DECLARED,
        actor=by,
        subject=declaration,
        at=at,
        meeting=item.meeting.reference,
        item=item.key,
        interest_kind=declaration.kind,
    )
    return declaration


def _check_has_not_voted(declaration: Declaration) -> None:
    seats = [row.seat_id for row in rows(declaration.item.meeting) if row.came and is_of(declaration, row)]
    ballot = Ballot.objects.filter(vote__item=declaration.item, seat__in=seats).exists()
    if ballot:
        raise CannotBeDone(
            f"{declaration.who} is recorded as voting on this item. Correct the vote before recording the interest."
        )


@transaction.atomic
def withdraw(*, declaration: Declaration, reason: str, by: User, at: datetime, on: date) -> Declaration:
    """
    Withdraw a declaration with a reason; it stays on record, and what was withheld is open again.

    :raises Refused: if it is neither the person's own nor the secretariat's business
    :raises CannotBeDone: if it was withdrawn before
    """
    item = _lock(declaration.item)
    declaration = (
        Declaration.objects.select_for_update(of=("self",)).select_related("person").get(pk=declaration.pk)
    )
    policies.withdraw_declaration.enforce(by, declaration, on=on)
    if declaration.withdrawn_at is not None:
        raise CannotBeDone("This declaration was withdrawn already.")
    barred = declaration.bars
    declaration.withdrawn_at, declaration.withdrawn_by, declaration.withdrawn_reason = at, by, reason
    save(declaration, by=by, at=at)
    if barred and declaration.person_id is not None:
        for paper in _restricted_papers(item):
            record(
                Event.PAPER_GIVEN_BACK,
                actor=by,
                subject=paper,
                at=at,
                item=item.key,
                person=declaration.person_id,
            )
    record(
        Event.INTEREST_WITHDRAWN,
        actor=by,
        subject=declaration,
        at=at,
        meeting=item.meeting.reference,
        item=item.key,
    )
    return declaration
