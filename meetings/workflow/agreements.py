"""What happens between the secretariat and the chairs: an agenda put to them, their answers, late items admitted."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, change_state, save
from meetings import policies
from meetings.agreement_reading import agreement, chairs, unexplained_notes
from meetings.models import Admission, AgendaAnswer, AgendaItem, AgendaSection, Meeting
from meetings.notifications import preparing as notifications
from meetings.states.meeting import Event, State

LATE_SECTION = "Late and urgent items"


def _lock(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)


@transaction.atomic
def put_to_chairs(*, meeting: Meeting, by: User, at: datetime, on: date) -> Meeting:
    """
    Put the agenda, as it stands, to the chairs of the board. It may still change, and is then put to them again.

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: if it has no items, an item to note does not say why it needs the board's time,
        nobody sits as a chair, or the chairs have this version before them
    """
    meeting = _lock(meeting)
    policies.change_agenda.enforce(by, meeting, on=on)
    if meeting.state not in {State.AGENDA_DRAFT, State.AGREED} or not meeting.items.standing().exists():
        raise CannotBeDone("There is no agenda in draft to agree. Begin the agenda first.")
    if notes := unexplained_notes(meeting):
        raise CannotBeDone(
            f"“{notes[0]}” is only to note. Say why it needs the board's time, or send it out another way."
        )
    standing = agreement(meeting, on=on)
    if not standing.chairs:
        raise CannotBeDone(
            f"Nobody sits as a chair of the {meeting.board}. Seat somebody on the board's page first."
        )
    if standing.is_with_the_chairs:
        raise CannotBeDone("The chairs have this agenda before them already.")
    meeting.put_version, meeting.put_at, meeting.put_by = meeting.agenda_version, at, by
    save(meeting, by=by, at=at)
    notifications.agenda_to_agree(meeting, by=by, at=at, on=on)
    record(Event.PUT_TO_CHAIRS, actor=by, subject=meeting, at=at, agenda_version=meeting.agenda_version)
    return meeting


@transaction.atomic
def answer_agenda(
    *, meeting: Meeting, agenda_version: int, answer: str, comment: str, by: User, at: datetime, on: date
) -> AgendaAnswer:
    """
    Answer as a chair: agree the agenda, or send it back with what has to change.

    :raises Refused: if this person is no chair of the board
    :raises CannotBeDone: if the agenda has changed since it was opened, is not with the chairs, or is
        sent back without a comment
    """
    meeting = _lock(meeting)
    policies.agree_agenda.enforce(by, meeting, on=on)
    return _answer(
        meeting, agenda_version, answer, comment, chair=by, given_how="", given_at=at, by=by, at=at, on=on
    )


@transaction.atomic
def record_chairs_answer(
    *,
    meeting: Meeting,
    agenda_version: int,
    chair: User,
    answer: str,
    comment: str,
    given_how: str,
    given_at: datetime,
    by: User,
    at: datetime,
    on: date,
) -> AgendaAnswer:
    """
    Record what a chair said outside the portal, with how and when; it is shown as such.

    :raises Refused: if this person may not change the agenda
    :raises CannotBeDone: if the word was given before the agenda was put to the chairs or lies ahead, the
        agenda is not with the chairs, or it is sent back without a comment
    """
    meeting = _lock(meeting)
    policies.change_agenda.enforce(by, meeting, on=on)
    if not given_how:
        raise CannotBeDone("Say how the chair told you.")
    if given_at > at:
        raise CannotBeDone("The chair cannot have said so yet. Correct the day or the time.")
    if meeting.put_at is not None and given_at < meeting.put_at:
        raise CannotBeDone("That was before this agenda was put to the chairs. Ask the chair about this one.")
    return _answer(
        meeting,
        agenda_version,
        answer,
        comment,
        chair=chair,
        given_how=given_how,
        given_at=given_at,
        by=by,
        at=at,
        on=on,
    )


def _answer(
    meeting: Meeting,
    agenda_version: int,
    answer: str,
    comment: str,
    *,
    chair: User,
    given_how: str,
    given_at: datetime,
    by: User,
    at: datetime,
    on: date,
) -> AgendaAnswer:
    standing = agreement(meeting, on=on)
    if meeting.agenda_version != agenda_version:
        raise CannotBeDone("The agenda has changed since this page was opened. Read it again, then answer.")
    if not standing.is_with_the_chairs:
        raise CannotBeDone(f"The agenda cannot be answered now. {standing.in_words}")
    seat = next((each.seat for each in standing.chairs if each.person.pk == chair.pk), None)
    if seat is None:
        raise CannotBeDone(f"{chair.full_name} is no chair of the {meeting.board}.")
    if answer == AgendaAnswer.Answer.SENT_BACK and not comment.strip():
        raise CannotBeDone("Say what has to change.")
    given = AgendaAnswer.objects.create(
        meeting=meeting,
        agenda_version=meeting.agenda_version,
        seat=seat,
        chair=chair,
        answer=answer,
        comment=comment,
        given_how=given_how,
        given_at=given_at,
        recorded_by=by,
        recorded_at=at,
    )
    now = agreement(meeting, on=on)
    notifications.agreement_settled(meeting, at=at, chair=None if now.holds or now.sent_back else chair)
    if now.holds and meeting.state == State.AGENDA_DRAFT:
        change_state(meeting, to=State.AGREED)
        save(meeting, by=by, at=at)
        notifications.agenda_answered(meeting, is_agreed=True, by=by, at=at, on=on)
    elif not now.holds and meeting.state == State.AGREED:
        change_state(meeting, to=State.AGENDA_DRAFT)
        save(meeting, by=by, at=at)
    if answer == AgendaAnswer.Answer.SENT_BACK:
        notifications.agenda_answered(meeting, is_agreed=False, by=by, at=at, on=on)
    record(
        Event.AGREED if answer == AgendaAnswer.Answer.AGREED else Event.SENT_BACK,
        actor=by,
        subject=meeting,
        at=at,
        agenda_version=meeting.agenda_version,
        chair=chair.pk,
        given_how=given_how,
    )
    return given


@transaction.atomic
def admit_item(
    *,
    meeting: Meeting,
    kind: str,
    reason: str,
    by: User,
    at: datetime,
    on: date,
    chair: User | None = None,
    given_how: str = "",
    given_at: datetime | None = None,
    taken_under: AgendaItem | None = None,
    **fields: Any,
) -> AgendaItem:
    """
    Admit an item after the agenda has gone round (ToR 6.3). It stands after all others, so that no number moves.

    A chair admits by themselves; the secretariat records the word of `chair`, with how and when it was given.

    :raises Refused: if this person is neither a chair of the board nor the secretariat
    :raises CannotBeDone: before the agenda has gone round, without a reason, if a chair's word is
        recorded without saying whose it is and how it was given, or if it is taken under another meeting's item
    """
    meeting = _lock(meeting)
    policies.admit_item.enforce(by, meeting, on=on)
    if meeting.state != State.CIRCULATED:
        raise CannotBeDone("The agenda has not gone round yet, so the item can simply be added to it.")
    if not reason.strip():
        raise CannotBeDone("Say why the item cannot wait for the next meeting.")
    if taken_under is not None and (taken_under.meeting_id != meeting.pk or taken_under.withdrawn_at):
        raise CannotBeDone("Choose an item of this agenda under which it is taken.")
    if policies.agree_agenda.allows(by, meeting, on=on):
        chair, given_how, given_at = by, "", at
    holders = {holder.person_id: holder for holder in chairs(meeting.board, on=on)}
    if chair is None or chair.pk not in holders:
        raise CannotBeDone(f"Choose the chair of the {meeting.board} who admitted the item.")
    if chair.pk != by.pk and (not given_how or given_at is None):
        raise CannotBeDone("Say how and when the chair told you.")
    if given_at is None or given_at > at:
        raise CannotBeDone("The chair cannot have said so yet. Correct the day or the time.")
    section = meeting.sections.filter(name=LATE_SECTION).last() or AgendaSection(
        meeting=meeting, name=LATE_SECTION, heading=LATE_SECTION, position=meeting.sections.count() + 1
    )
    last_section = meeting.sections.last()
    if section.pk is None or (last_section and last_section.pk != section.pk):
        section.position = (last_section.position if last_section else 0) + 1
        save(section, by=by, at=at)
    last = meeting.items.order_by("-position").values_list("position", flat=True).first() or 0
    item = AgendaItem(**{"meeting": meeting, "section": section, "position": last + 1, **fields})
    save(item, by=by, at=at)
    Admission.objects.create(
        item=item,
        kind=kind,
        reason=reason,
        taken_under=taken_under,
        chair=chair,
        given_how=given_how,
        given_at=given_at,
        recorded_by=by,
        recorded_at=at,
    )
    meeting.agenda_version += 1
    save(meeting, by=by, at=at)
    record(
        Event.ITEM_ADMITTED,
        actor=by,
        subject=item,
        at=at,
        meeting=meeting.reference,
        item=item.key,
        admission=kind,
        chair=chair.pk,
    )
    return item
