"""What happens on the public side: copies are asked for and answered, addresses subscribe and are forgotten."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, InvalidTransition, change_state
from meetings import policies
from meetings.models import Board, Pack, PublicRequest, PublicSubscription
from meetings.notifications import public as notifications
from meetings.states.public_request import Event, State

# Whoever asks twice within the hour has the first letter still on its way.
ASK_AGAIN = timedelta(hours=1)
UNCONFIRMED_KEPT = timedelta(days=7)
REQUESTS_KEPT = timedelta(days=365)


@transaction.atomic
def ask_for_copy(
    *, board: Board, name: str, address: str, text: str, at: datetime, on: date
) -> PublicRequest:
    """
    Keep what somebody without an account asks of a board that is open on request (ToR 6.10).

    :raises CannotBeDone: if the board is not open on request
    """
    board = Board.objects.known_to_public(on=on).select_for_update().get(pk=board.pk)
    if board.public_access != Board.PublicAccess.ON_REQUEST:
        raise CannotBeDone("The papers of this board are public. Read them on its page.")
    asked = PublicRequest.objects.create(board=board, name=name, address=address, text=text, asked_at=at)
    notifications.copy_asked(asked, at=at, on=on)
    record(Event.ASKED, actor=None, subject=asked, at=at, board=board.slug)
    return asked


def _locked(asked: PublicRequest, *, by: User, on: date) -> PublicRequest:
    """
    Lock a request that waits for its answer.

    :raises Refused: if this person does not run meetings
    :raises InvalidTransition: if it was answered already
    """
    asked = PublicRequest.objects.select_for_update(of=("self",)).select_related("board").get(pk=asked.pk)
    policies.run_meetings.enforce(by, on=on)
    if answered := asked.answered_in_words:
        raise InvalidTransition(answered)
    return asked


@transaction.atomic
def hand_out_copy(*, asked: PublicRequest, pack: Pack, by: User, at: datetime, on: date) -> PublicRequest:
    """
    Answer a request with a link to the public copy of a published pack, which expires.

    :raises Refused: if this person does not run meetings
    :raises InvalidTransition: if it was answered already
    :raises CannotBeDone: if the pack is not one that the public may have
    """
    asked = _locked(asked, by=by, on=on)
    change_state(asked, to=State.ANSWERED)
    fitting = Pack.objects.whole().safe_for_public().filter(meeting__board=asked.board_id)
    if not fitting.filter(pk=pack.pk).exists():
        raise CannotBeDone("This pack has no public copy that may be handed out now. Choose another.")
    asked.pack = pack
    asked.answered_at, asked.answered_by = at, by
    asked.expires_at = at + timedelta(days=settings.PUBLIC_COPY_DAYS)
    asked.save()
    notifications.copy_handed_out(asked, at=at)
    record(Event.ANSWERED, actor=by, subject=asked, at=at, board=asked.board.slug, pack=pack.pk)
    return asked


@transaction.atomic
def refuse_copy(*, asked: PublicRequest, reason: str, by: User, at: datetime, on: date) -> PublicRequest:
    """
    Refuse a request, with the reason that is sent to whoever asked.

    :raises Refused: if this person does not run meetings
    :raises InvalidTransition: if it was answered already
    """
    asked = _locked(asked, by=by, on=on)
    change_state(asked, to=State.REFUSED)
    asked.reason, asked.answered_at, asked.answered_by = reason, at, by
    asked.save()
    notifications.copy_refused(asked, at=at)
    record(Event.REFUSED, actor=by, subject=asked, at=at, board=asked.board.slug)
    return asked


@transaction.atomic
def ask_to_subscribe(*, board: Board, address: str, at: datetime) -> None:
    """
    Write to an address that somebody entered; it is told of nothing before its owner has confirmed it.

    Whoever enters an address learns nothing of it: what they see is the same whether it subscribes already.
    """
    found, is_new = PublicSubscription.objects.select_for_update().get_or_create(
        board=board, address=address.strip().lower(), defaults={"asked_at": at}
    )
    if not is_new and (found.confirmed_at is not None or at - found.asked_at < ASK_AGAIN):
        return
    found.asked_at = at
    found.save(update_fields=["asked_at"])
    notifications.confirmation_asked(found, at=at)


@transaction.atomic
def confirm_subscription(*, subscription: PublicSubscription, at: datetime) -> PublicSubscription:
    """Confirm an address, as its owner does by the link that was sent there; a second time changes nothing."""
    subscription = PublicSubscription.objects.select_for_update().get(pk=subscription.pk)
    if subscription.confirmed_at is None:
        subscription.confirmed_at = at
        subscription.save(update_fields=["confirmed_at"])
        record(Event.SUBSCRIBED, actor=None, subject=subscription, at=at, board=subscription.board.slug)
    return subscription


@transaction.atomic
def end_subscription(*, subscription: PublicSubscription, at: datetime) -> None:
    """Erase a subscription with its address, as its owner does by a link in any e-mail."""
    board, pk = subscription.board, subscription.pk
    PublicSubscription.objects.filter(pk=pk).delete()
    record(Event.UNSUBSCRIBED, actor=None, subject=board, at=at, board=board.slug)


@transaction.atomic
def forget_addresses(*, by: None, at: datetime) -> int:
    """Erase addresses that nobody confirmed, and who asked for copies a year after the answer; say how many."""
    erased, _ = PublicSubscription.objects.unconfirmed_since(at - UNCONFIRMED_KEPT).delete()
    old = PublicRequest.objects.filter(answered_at__lt=at - REQUESTS_KEPT).exclude(address="")
    return erased + old.update(name="", address="", text="")
