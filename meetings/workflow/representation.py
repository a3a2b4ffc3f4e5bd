"""What the chairs and the secretariat do about an organisation that is not represented (ToR 6.5)."""

from datetime import date, datetime

from django.db import transaction

from csp_portal.accounts.models import Organisation, User
from csp_portal.audit.recording import record
from csp_portal.core.versions import check_version
from csp_portal.core.workflow import CannotBeDone, save
from meetings import policies
from meetings.models import Board, RepresentationConcern
from meetings.representation import Flag, flags, nothing_open
from meetings.states.sitting import Event


def _lock(board: Board, organisation: Organisation, *, on: date) -> tuple[Board, Flag, RepresentationConcern]:
    """
    Find what is open about an organisation, its row made if there is none yet.

    :raises CannotBeDone: if the organisation has not missed too many meetings
    """
    board = Board.objects.select_for_update().get(pk=board.pk)
    flag = next((flag for flag in flags(board, on=on) if flag.organisation.pk == organisation.pk), None)
    if flag is None:
        raise CannotBeDone(nothing_open(organisation))
    concern = flag.concern or RepresentationConcern(
        board=board, organisation=organisation, first_missed=flag.first_missed, version=0
    )
    return board, flag, concern


@transaction.atomic
def write_letter(
    *,
    board: Board,
    organisation: Organisation,
    addressee: str,
    letter: str,
    version: int,
    by: User,
    at: datetime,
    on: date,
) -> RepresentationConcern:
    """
    Keep the text of the letter to an organisation that missed too many meetings; `version` is 0 for the first.

    :raises Refused: if this person neither runs meetings nor chairs the board
    :raises EditConflict: if somebody else changed the letter in between
    :raises CannotBeDone: if nothing is open about the organisation, or the letter was sent
    """
    policies.see_representation.enforce(by, board, on=on)
    board, _, concern = _lock(board, organisation, on=on)
    if concern.sent_at is not None:
        raise CannotBeDone("The letter is recorded as sent, so its text no longer changes.")
    check_version(concern, version, {"addressee": addressee, "letter": letter})
    concern.addressee, concern.letter = addressee, letter
    concern.version += 1
    save(concern, by=by, at=at)
    record(Event.LETTER_WRITTEN, actor=by, subject=concern, at=at, board=board.slug)
    return concern


@transaction.atomic
def record_letter_sent(
    *, board: Board, organisation: Organisation, by: User, at: datetime, on: date
) -> RepresentationConcern:
    """
    Record that the letter went out; the portal keeps its text as it was sent.

    :raises Refused: if this person neither runs meetings nor chairs the board
    :raises CannotBeDone: if nothing is open about the organisation, no letter is written, or it was sent before
    """
    policies.see_representation.enforce(by, board, on=on)
    board, _, concern = _lock(board, organisation, on=on)
    if not concern.letter:
        raise CannotBeDone("Write the letter before recording that it was sent.")
    if concern.sent_at is not None:
        raise CannotBeDone("The letter is recorded as sent already.")
    concern.sent_at, concern.sent_by = at, by
    concern.version += 1
    save(concern, by=by, at=at)
    record(Event.LETTER_SENT, actor=by, subject=concern, at=at, board=board.slug)
    return concern


@transaction.atomic
def close_matter(
    *, board: Board, organisation: Organisation, reason: str, by: User, at: datetime, on: date
) -> RepresentationConcern:
    """
    Close the matter with a reason; meetings missed from now on are counted anew.

    :raises Refused: if this person does not chair the board
    :raises CannotBeDone: if nothing is open about the organisation
    """
    policies.close_matter.enforce(by, board, on=on)
    board, flag, concern = _lock(board, organisation, on=on)
    concern.closed_at, concern.closed_by, concern.closed_reason = at, by, reason
    concern.closed_after = flag.missed[-1]
    concern.version += 1
    save(concern, by=by, at=at)
    record(Event.MATTER_CLOSED, actor=by, subject=concern, at=at, board=board.slug)
    return concern
