"""What can happen to a review that is followed up: recorded, its account kept and read, closed."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction

from actions import policies
from actions.models import CaseReview
from actions.states import Event
from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.versions import check_version
from csp_portal.core.workflow import CannotBeDone, save
from meetings.models import Board, Seat

CLOSED = "This review is closed, so nothing about it changes any more."


@transaction.atomic
def record_review(
    *,
    board: Board,
    name: str,
    account: str,
    readers: Collection[Seat],
    by: User,
    at: datetime,
    on: date,
) -> CaseReview:
    """
    Record a review whose actions the board follows up, with the account that only those seats read.

    :raises Refused: if this person does not run actions
    :raises CannotBeDone: if a seat is of another board, or the board has a review of that name
    """
    policies.run_actions.enforce(by, on=on)
    review = CaseReview(board=board, name=name, account=account, recorded_by=by, recorded_at=at)
    _keep(review, readers, by=by, at=at)
    record(Event.REVIEW_RECORDED, actor=by, subject=review, at=at, board=board.slug, seats=len(readers))
    return review


@transaction.atomic
def edit_review(
    *,
    review: CaseReview,
    version: int,
    name: str,
    account: str,
    readers: Collection[Seat],
    by: User,
    at: datetime,
    on: date,
) -> CaseReview:
    """
    Change a review's name, its account or who reads that. Old words of the account are not kept.

    :raises Refused: if this person does not run actions
    :raises CannotBeDone: if it is closed, a seat is of another board, or the board has a review of that name
    :raises EditConflict: if somebody saved it in between
    """
    review = _lock(review, by=by, on=on)
    check_version(review, version, {"name": name, "account": account})
    changed = [
        field for field, value in (("name", name), ("account", account)) if getattr(review, field) != value
    ]
    review.name, review.account = name, account
    review.version += 1
    _keep(review, readers, by=by, at=at)
    record(Event.REVIEW_EDITED, actor=by, subject=review, at=at, fields=changed, seats=len(readers))
    return review


@transaction.atomic
def close_review(*, review: CaseReview, reason: str, by: User, at: datetime, on: date) -> CaseReview:
    """
    Follow a review up no longer and erase its account. Its actions stay on record.

    :raises Refused: if this person does not run actions
    :raises CannotBeDone: if it is closed already, something of it is still to be done, or there is no reason
    """
    review = _lock(review, by=by, on=on)
    if review.has_open_actions:
        raise CannotBeDone("Actions of this review are still open. It closes when they have ended.")
    if not reason.strip():
        raise CannotBeDone("Say who decided that it is followed up no longer, and why.")
    review.closed_at, review.closed_by, review.closed_because = at, by, reason
    review.account = ""
    review.version += 1
    save(review, by=by, at=at)
    review.readers.clear()
    record(Event.REVIEW_CLOSED, actor=by, subject=review, at=at)
    return review


@transaction.atomic
def note_account_read(*, review: CaseReview, by: User, at: datetime, on: date) -> None:
    """
    Put on record that somebody read the account of a case.

    :raises Refused: if this person may not read it
    """
    policies.read_account.enforce(by, review, on=on)
    record(Event.ACCOUNT_READ, actor=by, subject=review, at=at)


def _lock(review: CaseReview, *, by: User, on: date) -> CaseReview:
    policies.run_actions.enforce(by, on=on)
    review = CaseReview.objects.select_for_update(of=("self",)).select_related("board").get(pk=review.pk)
    if review.closed_at is not None:
        raise CannotBeDone(CLOSED)
    return review


def _keep(review: CaseReview, readers: Collection[Seat], *, by: User, at: datetime) -> None:
    if any(seat.board_id != review.board_id for seat in readers):
        raise CannotBeDone("A seat of another board is chosen. Choose seats of this board.")
    try:
        with transaction.atomic():
            save(review, by=by, at=at)
    except IntegrityError as problem:
        raise CannotBeDone("Another review of this board has that name. Choose another.") from problem
    review.readers.set(readers)
