"""The link by which a partner without an account gives one answer."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from actions import notifications, policies
from actions.models import AnswerLink, Responsibility, Step
from actions.models.following import answer_token_digest
from actions.states import Event, Kind, State
from actions.workflow.records import Upload, _keep_file, _lock_part
from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, change_state, save


@transaction.atomic
def send_link(
    *, part: Responsibility, address: str, token: str, by: User, at: datetime, on: date
) -> AnswerLink:
    """
    Send somebody without an account a link to answer for one partner, once. A link sent before stops working.

    Of the token only its digest is kept. The caller makes it, so that tests know it.

    :raises Refused: if this person does not run actions, or the part cannot be answered by link
    """
    part = _lock_part(part)
    policies.send_link.enforce(by, part, address, on=on)
    _withdraw_open(part, by=by, at=at)
    link = AnswerLink(
        responsibility=part,
        address=address.strip().lower(),
        token_digest=answer_token_digest(token),
        sent_by=by,
        sent_at=at,
        expires_at=at + timedelta(days=settings.ANSWER_LINK_DAYS),
    )
    save(link, by=by, at=at)
    notifications.link_sent(link, token=token, at=at)
    record(Event.LINK_SENT, actor=by, subject=link, at=at, reference=part.action.slug, part=part.pk)
    return link


@transaction.atomic
def withdraw_link(*, link: AnswerLink, by: User, at: datetime, on: date) -> AnswerLink:
    """
    Make a link useless.

    :raises Refused: if this person does not run actions
    :raises CannotBeDone: if it was used or withdrawn in the meantime
    """
    policies.run_actions.enforce(by, on=on)
    part = _lock_part(link.responsibility)
    if not part.answer_links.open().filter(pk=link.pk).exists():
        raise CannotBeDone("The link was used or withdrawn in the meantime.")
    _withdraw_open(part, by=by, at=at)
    link.refresh_from_db()
    record(Event.LINK_WITHDRAWN, actor=by, subject=link, at=at, reference=part.action.slug, part=part.pk)
    return link


def _withdraw_open(part: Responsibility, *, by: User, at: datetime) -> None:
    for link in part.answer_links.open():
        link.withdrawn_by, link.withdrawn_at = by, at
        save(link, by=by, at=at)


@transaction.atomic
def answer_by_link(
    *, link: AnswerLink, name: str, is_done: bool, text: str, at: datetime, upload: Upload | None = None
) -> Step:
    """
    Take the one answer that a link is for, as told by whoever had it. The link stops working.

    :raises CannotBeDone: if the link ran out, was used or withdrawn, or the part was answered in the meantime
    """
    part = _lock_part(link.responsibility)
    link = AnswerLink.objects.select_for_update().get(pk=link.pk)
    if not link.is_usable(at=at) or policies.answer_by_link.refusal(part):
        raise CannotBeDone("This link cannot be used any more. Ask the secretariat for a new one.")
    if is_done:
        change_state(part, to=State.DONE)
        part.done_at, part.done_by = at, None
        save(part, by=None, at=at)
    elif part.state == State.OPEN:
        change_state(part, to=State.IN_PROGRESS)
        save(part, by=None, at=at)
    step = Step.objects.create(
        responsibility=part,
        kind=Step.Kind.DONE if is_done else Step.Kind.PROGRESS,
        text=text,
        told_by=name,
        written_at=at,
    )
    _keep_file(part.action, upload, by=None, at=at, step=step)
    link.used_at, link.step = at, step
    save(link, by=None, at=at)
    if is_done:
        notifications.settled(part, by=None, at=at)
        if part.action.kind != Kind.REPORT_BACK:
            notifications.to_accept(part, by=None, at=at)
    record(
        Event.ANSWERED_BY_LINK,
        actor=None,
        subject=link,
        at=at,
        reference=part.action.slug,
        part=part.pk,
        is_done=is_done,
        has_file=upload is not None,
    )
    return step
