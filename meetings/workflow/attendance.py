"""What can happen to the record of who was at a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, EditConflict, remove, save
from meetings import policies
from meetings.attendance_reading import clock_time, rows, seats_of
from meetings.models import AgendaItem, Attendance, Ballot, Meeting, OtherPresent, Seat
from meetings.models.attendance import CAME, Presence
from meetings.notifications import table as notifications
from meetings.running_order import turns
from meetings.states.sitting import Event


@dataclass(frozen=True)
class Came:
    """What is recorded of one seat: what became of it, who came, and when they came and went."""

    presence: str
    person: User | None = None
    name: str = ""
    arrived_at: time | None = None
    arrived_for: AgendaItem | None = None
    left_at: time | None = None
    left_after: AgendaItem | None = None
    gone_for: Sequence[AgendaItem] = ()

    def in_words(self) -> dict[str, str]:
        """Say it by the labels of its fields, for a page that shows two versions side by side."""
        who = self.person.full_name if self.person is not None else self.name
        arrived = [clock_time(self.arrived_at)] if self.arrived_at else []
        arrived += [f"for “{self.arrived_for.title}” onwards"] if self.arrived_for else []
        left = [clock_time(self.left_at)] if self.left_at else []
        left += [f"after “{self.left_after.title}”"] if self.left_after else []
        return {
            "What became of the seat": str(Presence(self.presence).label),
            "Who came": who,
            "Arrived": ", ".join(arrived),
            "Left": ", ".join(left),
            "Out of the room for": ", ".join(f"“{item.title}”" for item in self.gone_for),
        }


def _as_recorded(row: Attendance) -> Came:
    return Came(
        presence=row.presence,
        person=row.person,
        name=row.name,
        arrived_at=row.arrived_at,
        arrived_for=row.arrived_for,
        left_at=row.left_at,
        left_after=row.left_after,
        gone_for=list(row.gone_for.all()) if row.pk else (),
    )


def _lock(meeting: Meeting) -> Meeting:
    # One lock for the whole record: that nobody is there twice is a rule over all of its rows.
    return Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)


def _seat_of_the_day(meeting: Meeting, seat: Seat) -> Seat:
    found = next((each for each in seats_of(meeting) if each.pk == seat.pk), None)
    if found is None:
        raise CannotBeDone(f"{seat} is not a seat of the {meeting.board} on the day of the meeting.")
    return found


@transaction.atomic
def record_seat(
    *, meeting: Meeting, seat: Seat, came: Came, version: int, by: User, at: datetime, on: date
) -> Attendance:
    """
    Record what became of a seat at a meeting; `version` is 0 while nothing was recorded.

    Whoever came "present" is the holder of the seat on that day; a `name` that is a deputy's becomes the deputy.

    :raises Refused: if this person does not keep the record
    :raises EditConflict: if somebody else recorded the seat in between
    :raises CannotBeDone: if it contradicts itself or the rest of the record
    """
    meeting = _lock(meeting)
    policies.keep_attendance.enforce(by, meeting, on=on)
    seat = _seat_of_the_day(meeting, seat)
    row = Attendance.objects.filter(meeting=meeting, seat=seat).first()
    row = row or Attendance(meeting=meeting, seat=seat, version=0)
    came = _with_person(came, seat)
    if row.version != version:
        raise EditConflict(row, theirs=_as_recorded(row).in_words(), yours=came.in_words())
    _check_alone(came, seat, meeting)
    _check_beside_others(came, seat, meeting)
    _check_votes(came, row, meeting)
    _put(row, came, by=by, at=at)
    record(
        Event.ATTENDANCE_RECORDED,
        actor=by,
        subject=row,
        at=at,
        meeting=meeting.reference,
        seat=seat.pk,
        presence=came.presence,
    )
    return row


def _with_person(came: Came, seat: Seat) -> Came:
    people = [each.person for each in seat.deputies_then]
    people += [each.person for each in seat.holders_then]
    known = {person.full_name.casefold(): person for person in people}
    facts = dict(came.__dict__)
    if came.presence == Presence.PRESENT and seat.holders_then:
        facts |= {"person": seat.holders_then[0].person, "name": ""}
    elif came.presence in (Presence.EXPECTED, Presence.ABSENT):
        facts |= {"person": None, "name": ""}
    elif came.person is None and came.name.strip().casefold() in known:
        facts |= {"person": known[came.name.strip().casefold()], "name": ""}
    if came.presence not in CAME:
        facts |= {
            "arrived_at": None,
            "arrived_for": None,
            "left_at": None,
            "left_after": None,
            "gone_for": (),
        }
    return Came(**facts)


def _put(row: Attendance, came: Came, *, by: User, at: datetime) -> None:
    for name, value in came.__dict__.items():
        if name != "gone_for":
            setattr(row, name, value)
    row.version += 1
    save(row, by=by, at=at)
    row.gone_for.set(came.gone_for)


def _check_alone(came: Came, seat: Seat, meeting: Meeting) -> None:
    """
    Look for contradictions inside one row.

    :raises CannotBeDone: if there is one
    """
    if came.presence == Presence.PRESENT and came.person is None and not came.name:
        raise CannotBeDone(
            f"Nobody sat in the seat of the {seat.office} that day. Enter the name of who came."
        )
    if came.presence == Presence.SUBSTITUTED and came.person is None and not came.name:
        raise CannotBeDone("Say who came as the substitute.")
    holder = seat.holders_then[0].person if seat.holders_then else None
    if came.person is not None and holder is not None and came.person.pk == holder.pk:
        if came.presence == Presence.SUBSTITUTED:
            raise CannotBeDone(f"{holder.full_name} sits in this seat. Record them as present.")
        if came.presence == Presence.APOLOGIES:
            raise CannotBeDone(f"{holder.full_name} cannot stand in for themselves.")
    if came.presence == Presence.PRESENT and holder is None and came.person is not None:
        raise CannotBeDone("The seat was vacant that day. Record whoever came as a substitute.")
    if came.arrived_at and came.left_at and came.left_at <= came.arrived_at:
        raise CannotBeDone("Nobody leaves before arriving. Check the two times.")
    items = [item for item in (came.arrived_for, came.left_after, *came.gone_for) if item is not None]
    if any(item.meeting_id != meeting.pk for item in items):
        raise CannotBeDone("An item that you named is not on this meeting's agenda.")
    if not items:
        return
    place = {turn.item.pk: number for number, turn in enumerate(turns(meeting))}
    if any(item.pk not in place for item in items):
        raise CannotBeDone("An item that you named was withdrawn from the agenda.")
    first = place[came.arrived_for.pk] if came.arrived_for else 0
    last = place[came.left_after.pk] if came.left_after else len(place) - 1
    if last < first:
        raise CannotBeDone("Nobody leaves before arriving. Check the two items.")
    if any(not first <= place[item.pk] <= last for item in came.gone_for):
        raise CannotBeDone("They were not at the meeting for an item that you say they left the room for.")


def _check_beside_others(came: Came, seat: Seat, meeting: Meeting) -> None:
    """
    Look for somebody who would be at the meeting twice.

    :raises CannotBeDone: if there is somebody
    """
    if came.presence not in CAME:
        return
    who = came.person.full_name if came.person is not None else came.name
    for other in rows(meeting):
        if other.seat_id == seat.pk or not other.came:
            continue
        same = (
            other.person_id == came.person.pk
            if came.person is not None and other.person_id is not None
            else other.who.casefold() == who.casefold()
        )
        if not same:
            continue
        both_own = came.presence == other.presence == Presence.PRESENT
        two_votes = seat.is_voting and other.seat.is_voting
        if both_own or not two_votes or meeting.board.may_substitute_beside_own_seat:
            continue
        raise CannotBeDone(
            f"{who} is recorded for {other.seat} already, and nobody has two votes on the {meeting.board}."
            " Change that seat first, or record this one otherwise."
        )
    if any(other.name.casefold() == who.casefold() for other in meeting.others_present.all()):
        raise CannotBeDone(f"{who} is among the others present. Take them out there first.")


def _check_votes(came: Came, row: Attendance, meeting: Meeting) -> None:
    """
    Look for votes that were recorded for the seat and would have nobody behind them.

    :raises CannotBeDone: if there is one
    """
    ballots = Ballot.objects.filter(seat=row.seat_id, vote__item__meeting=meeting).select_related(
        "vote__item"
    )
    if not (voted := [ballot.vote.item for ballot in ballots]):
        return
    place = {turn.item.pk: number for number, turn in enumerate(turns(meeting))}
    gone = {item.pk for item in came.gone_for}
    for item in voted:
        there = came.presence in CAME and item.pk not in gone
        if there and item.pk in place:
            there = not (
                (came.arrived_for is not None and place[item.pk] < place[came.arrived_for.pk])
                or (came.left_after is not None and place[item.pk] > place[came.left_after.pk])
            )
        if not there:
            raise CannotBeDone(f"This seat voted on “{item.title}”. Correct the vote first.")


@transaction.atomic
def send_apologies(
    *,
    meeting: Meeting,
    seat: Seat,
    deputy: User | None,
    name: str,
    message: str,
    by: User,
    at: datetime,
    on: date,
) -> Attendance:
    """
    Say before a meeting that the person in a seat cannot come, and who stands in for them (ToR 6.5).

    Sent again, the later message takes the place of the earlier one.

    :raises Refused: if it is not the person's own seat, or the meeting has been opened
    :raises CannotBeDone: if the seat is not the board's on that day, or the substitute is the holder
    """
    meeting = _lock(meeting)
    policies.send_apologies.enforce(by, meeting, seat, on=on)
    seat = _seat_of_the_day(meeting, seat)
    came = _with_person(Came(presence=Presence.APOLOGIES, person=deputy, name=name), seat)
    _check_alone(came, seat, meeting)
    row = Attendance.objects.filter(meeting=meeting, seat=seat).first()
    row = row or Attendance(meeting=meeting, seat=seat, version=0)
    row.apologies_at, row.apologies_by, row.message = at, by, message
    _put(row, came, by=by, at=at)
    notifications.apologies_received(row, at=at, on=on)
    notifications.standing_in(row, is_needed=True, by=by, at=at)
    record(
        Event.APOLOGIES_SENT,
        actor=by,
        subject=row,
        at=at,
        meeting=meeting.reference,
        seat=seat.pk,
        substitute=bool(came.person or came.name),
    )
    return row


@transaction.atomic
def take_back_apologies(*, meeting: Meeting, seat: Seat, by: User, at: datetime, on: date) -> Attendance:
    """
    Say that the person in a seat comes after all.

    :raises Refused: if it is not the person's own seat, or the meeting has been opened
    :raises CannotBeDone: if no apologies were sent
    """
    meeting = _lock(meeting)
    policies.send_apologies.enforce(by, meeting, seat, on=on)
    row = Attendance.objects.filter(meeting=meeting, seat=seat, presence=Presence.APOLOGIES).first()
    if row is None:
        raise CannotBeDone("No apologies are recorded for this seat.")
    notifications.standing_in(row, is_needed=False, by=by, at=at)
    row.apologies_at = row.apologies_by = None
    row.message = ""
    _put(row, Came(presence=Presence.EXPECTED), by=by, at=at)
    record(Event.APOLOGIES_TAKEN_BACK, actor=by, subject=row, at=at, meeting=meeting.reference, seat=seat.pk)
    return row


@transaction.atomic
def add_other(*, meeting: Meeting, by: User, at: datetime, on: date, **fields: Any) -> OtherPresent:
    """
    Record somebody without a seat who was at the meeting.

    :raises Refused: if this person does not keep the record
    :raises CannotBeDone: if they are recorded already
    """
    meeting = _lock(meeting)
    policies.keep_attendance.enforce(by, meeting, on=on)
    other = OtherPresent(meeting=meeting, **fields)
    _check_other(other, meeting)
    save(other, by=by, at=at)
    record(Event.OTHER_ADDED, actor=by, subject=other, at=at, meeting=meeting.reference)
    return other


def _check_other(other: OtherPresent, meeting: Meeting) -> None:
    name = other.name.casefold()
    for row in rows(meeting):
        if row.came and row.who.casefold() == name:
            raise CannotBeDone(f"{other.name} is recorded for {row.seat} already.")
    if any(each.name.casefold() == name for each in meeting.others_present.exclude(pk=other.pk)):
        raise CannotBeDone(f"{other.name} is among the others present already.")


@transaction.atomic
def edit_other(
    *, other: OtherPresent, version: int, by: User, at: datetime, on: date, **fields: Any
) -> OtherPresent:
    """
    Correct what is recorded of somebody without a seat.

    :raises Refused: if this person does not keep the record
    :raises EditConflict: if somebody else corrected it in between
    :raises CannotBeDone: if the corrected name is recorded already
    """
    meeting = _lock(other.meeting)
    policies.keep_attendance.enforce(by, meeting, on=on)
    other = OtherPresent.objects.get(pk=other.pk)
    if other.version != version:
        theirs = {_label(other, name): str(getattr(other, name)) for name in fields}
        yours = {_label(other, name): str(value) for name, value in fields.items()}
        raise EditConflict(other, theirs=theirs, yours=yours)
    for name, value in fields.items():
        setattr(other, name, value)
    _check_other(other, meeting)
    other.version += 1
    save(other, by=by, at=at)
    record(
        Event.OTHER_EDITED, actor=by, subject=other, at=at, meeting=meeting.reference, fields=sorted(fields)
    )
    return other


def _label(record_: Any, name: str) -> str:
    return str(record_._meta.get_field(name).verbose_name).capitalize()


@transaction.atomic
def drop_other(*, other: OtherPresent, by: User, at: datetime, on: date) -> None:
    """
    Take out somebody who was recorded by mistake; the history keeps who did it.

    :raises Refused: if this person does not keep the record
    """
    meeting = _lock(other.meeting)
    policies.keep_attendance.enforce(by, meeting, on=on)
    remove(other, by=by, at=at)
    record(Event.OTHER_DROPPED, actor=by, subject=other, at=at, meeting=meeting.reference)
