"""What happens to notices and e-mails: people are told, choose how, read; e-mails are asked for, sent, given up."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django_q.tasks import async_task

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, change_state, save
from csp_portal.notices import notifications, policies
from csp_portal.notices.kinds import all_kinds, kind_named
from csp_portal.notices.models import DigestHour, Notice, NoticeChoice, OutgoingMail
from csp_portal.notices.states import ENDED_STATES, USUAL_DIGEST_HOUR, Event, Problem, State, Way, What

# A worker speaks with a mail server for seconds; after this silence it is dead, and nobody knows what it did.
SILENCE = timedelta(minutes=10)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
# A server that takes nothing for so long needs somebody to look at it.
TRIED_FOR = timedelta(days=5)


# --- Telling ----------------------------------------------------------------------------------------
@transaction.atomic
def tell(
    kind: str,
    *,
    to: Iterable[User],
    title: str,
    path: str,
    at: datetime,
    key: str,
    about: models.Model | None = None,
) -> list[Notice]:
    """
    Tell people something in the caller's transaction: what is rolled back was never told.

    Each person is told once for a kind and key, however often it is said. The title holds open words only,
    for it is what e-mails say. Those who cannot sign in are left out. Gives the notices that are new.

    :raises UnknownKind: if no app lists the kind
    :raises ValueError: if the path does not lead into the portal
    """
    of_kind = kind_named(kind)
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"{path} does not lead into the portal.")
    people = {person.pk: person for person in to if person.is_active}
    told = Notice.objects.filter(kind=kind, key=key, person__in=people).values_list("person", flat=True)
    for pk in list(told):
        del people[pk]
    ways: dict[int, str] = {}
    if of_kind.may_change:
        ways = dict(NoticeChoice.objects.filter(kind=kind, person__in=people).values_list("person", "way"))
    found = []
    for person in sorted(people.values(), key=lambda person: person.pk):
        notice, is_new = Notice.objects.get_or_create(
            person=person,
            kind=kind,
            key=key,
            defaults={
                "title": notifications.one_line(title),
                "path": path,
                "about_type": about._meta.label_lower if about is not None else "",
                "about_pk": str(about.pk) if about is not None else "",
                "way": ways.get(person.pk, of_kind.usual),
                "told_at": at,
            },
        )
        if not is_new:
            continue
        if notice.way == Way.AT_ONCE:
            notice.mail = _queue(What.NOTICE, person=person, subject=notice.title, at=at)
            notice.save(update_fields=["mail"])
        found.append(notice)
    if any(notice.mail_id for notice in found):
        _wake()
    return found


@transaction.atomic
def write_to(
    address: str, template: str, context: Mapping[str, Any], *, at: datetime, key: str
) -> OutgoingMail:
    """
    Write to an address without an account, by a template in templates/emails; once for each key.

    The context names the `subject` and a `link` (a path or an address), and may name `unsubscribe`: the link
    by which one click ends a subscription (RFC 8058). What it says is kept sealed until it has left.
    """
    if mail := OutgoingMail.objects.filter(key=key).first():
        return mail
    links = {
        name: notifications.address_of(context[name]) for name in ("link", "unsubscribe") if context.get(name)
    }
    headers = {}
    if "unsubscribe" in links:
        headers = {
            "List-Unsubscribe": f"<{links['unsubscribe']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    text = notifications.written(template, {**context, **links})
    try:
        with transaction.atomic():
            mail = _queue(
                What.OUTSIDE,
                address=address,
                subject=context["subject"],
                text=text,
                headers=headers,
                key=key,
                at=at,
            )
    except IntegrityError:
        return OutgoingMail.objects.get(key=key)
    _wake()
    return mail


@transaction.atomic
def post_letter(
    *, address: str, subject: str, text: str, headers: dict[str, str], at: datetime
) -> OutgoingMail:
    """Take in an e-mail that is written already: what goes through Django's own mail functions."""
    person = User.objects.filter(email__iexact=address).first()
    mail = _queue(
        What.LETTER, person=person, address=address, subject=subject, text=text, headers=headers, at=at
    )
    _wake()
    return mail


def _queue(
    what: What,
    *,
    subject: str,
    at: datetime,
    text: str = "",
    headers: dict[str, str] | None = None,
    **fields: Any,
) -> OutgoingMail:
    # The same name on every attempt, so that mailboxes recognise a letter sent again.
    host = urlsplit(settings.PORTAL_ADDRESS).hostname
    mail = OutgoingMail(
        what=what,
        subject=notifications.one_line(subject),
        message_id=f"<{uuid.uuid4().hex}@{host}>",
        queued_at=at,
        next_try_at=at,
        **fields,
    )
    if text:
        mail.seal(text=text, headers=headers)
    mail.save()
    return mail


def _wake() -> None:
    # Only to be quick: the schedule sends what this misses.
    transaction.on_commit(lambda: async_task("csp_portal.notices.tasks.send_waiting"))


# --- Reading, choosing ------------------------------------------------------------------------------
@transaction.atomic
def read_notice(*, notice: Notice, by: User, at: datetime) -> Notice:
    """Note that its person has read a notice."""
    notice = Notice.objects.to(by).select_for_update().get(pk=notice.pk)
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
    return notice


@transaction.atomic
def read_all(*, until: Notice, by: User, at: datetime) -> int:
    """Note that a person has read all up to the newest notice they saw, and say how many those were."""
    return Notice.objects.to(by).unread().filter(pk__lte=until.pk).update(read_at=at)


@transaction.atomic
def settle(
    *, kinds: Collection[str], about: models.Model, at: datetime, people: Iterable[User] | None = None
) -> int:
    """
    Mark as read what people were told about a record and need not be told any more, and say how many.

    Without `people` it is settled for all who were told.
    """
    notices = Notice.objects.unread().filter(
        kind__in=kinds, about_type=about._meta.label_lower, about_pk=str(about.pk)
    )
    if people is not None:
        notices = notices.filter(person__in=[person.pk for person in people])
    return notices.update(read_at=at)


@transaction.atomic
def choose(*, ways: Mapping[str, str], hour: int, by: User, at: datetime) -> None:
    """
    Keep how a person wants to be told of each kind, and from what hour (0 to 23) their daily e-mail may leave.

    :raises CannotBeDone: if a kind is not one that people may change
    """
    User.objects.select_for_update().get(pk=by.pk)
    changed = []
    for name, way in ways.items():
        kind = all_kinds().get(name)
        if kind is None or not kind.may_change:
            raise CannotBeDone("One of these is not for you to change. Open your choices again.")
        choice = NoticeChoice.objects.filter(person=by, kind=name).first()
        if (choice.way if choice else kind.usual) == way:
            continue
        NoticeChoice.objects.update_or_create(person=by, kind=name, defaults={"way": way})
        changed.append(name)
    DigestHour.objects.update_or_create(person=by, defaults={"hour": hour})
    record(Event.CHOICES_MADE, actor=by, subject=by, at=at, kinds=changed, hour=hour)


# --- The daily e-mail -------------------------------------------------------------------------------
def gather_digests(*, by: None, at: datetime) -> int:
    """
    Put each person's waiting notices into one e-mail, once a day and from their hour on.

    Whoever has nothing waiting gets none. Says how many e-mails that were.
    """
    local = timezone.localtime(at)
    waiting = Notice.objects.for_digest().filter(person__is_active=True, told_at__lte=at)
    people = (
        User.objects.filter(pk__in=waiting.values("person"))
        .exclude(mails__digest_on=local.date())
        .select_related("digest_hour")
        .order_by("pk")
    )
    gathered = 0
    for person in people:
        chosen = getattr(person, "digest_hour", None)
        if local.hour >= (chosen.hour if chosen else USUAL_DIGEST_HOUR):
            gathered += _gather(person, day=local.date(), at=at)
    return gathered


@transaction.atomic
def _gather(person: User, *, day: date, at: datetime) -> bool:
    # One gatherer at a time for each person; the second finds the day's e-mail made.
    User.objects.select_for_update().get(pk=person.pk)
    if OutgoingMail.objects.filter(person=person, digest_on=day).exists():
        return False
    notices = list(Notice.objects.for_digest().to(person).filter(told_at__lte=at))
    readable = notifications.readable(person, notices, on=day)
    for notice in notices:
        if notice not in readable:
            notice.way = Way.PORTAL
            notice.save(update_fields=["way"])
    if not readable:
        return False
    mail = _queue(What.DIGEST, person=person, subject="Daily e-mail", digest_on=day, at=at)
    for notice in readable:
        notice.mail = mail
        notice.save(update_fields=["mail"])
    return True


# --- On the way out ---------------------------------------------------------------------------------
@transaction.atomic
def claim(*, by: None, at: datetime) -> OutgoingMail | None:
    """
    Take up the e-mail whose turn it is; two workers never take the same.

    That it is being sent is committed before the mail server hears of it: a worker that dies in between leaves
    an e-mail in doubt, and never one that is sent twice.
    """
    mail = (
        OutgoingMail.objects.due(at=at)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("person")
        .first()
    )
    if mail is None:
        return None
    change_state(mail, to=State.SENDING)
    mail.claimed_at = at
    mail.attempts += 1
    mail.problem = ""
    save(mail, by=by, at=at)
    return mail


def _lock_claimed(mail: OutgoingMail) -> OutgoingMail | None:
    """Lock an e-mail that is still as this worker took it up."""
    return (
        OutgoingMail.objects.select_for_update()
        .filter(pk=mail.pk, attempts=mail.attempts, state__in=(State.SENDING, State.IN_DOUBT))
        .first()
    )


def _end(
    mail: OutgoingMail, state: State, *, by: User | None, at: datetime, problem: str = ""
) -> OutgoingMail:
    change_state(mail, to=state)
    mail.problem = problem
    if state == State.SENT:
        mail.sent_at = at
    if state in ENDED_STATES:
        mail.sealed = ""
    save(mail, by=by, at=at)
    return mail


@transaction.atomic
def note_sent(*, mail: OutgoingMail, by: None, at: datetime) -> None:
    """Note that the mail server has taken an e-mail; its text goes."""
    if held := _lock_claimed(mail):
        _end(held, State.SENT, by=by, at=at)


@transaction.atomic
def put_off(*, mail: OutgoingMail, problem: Problem, by: None, at: datetime) -> None:
    """Let an e-mail that the server has certainly not taken wait: longer each time, and for some days."""
    if (held := _lock_claimed(mail)) is None:
        return
    if at - held.queued_at > TRIED_FOR:
        _end(held, State.FAILED, problem=problem, by=by, at=at)
        return
    # Beyond ten doublings it is the longest wait anyhow.
    held.next_try_at = at + min(FIRST_WAIT * 2 ** min(held.attempts - 1, 10), LONGEST_WAIT)
    _end(held, State.QUEUED, problem=problem, by=by, at=at)


@transaction.atomic
def note_refused(*, mail: OutgoingMail, problem: Problem, by: None, at: datetime) -> None:
    """Note that the mail server will not take an e-mail, however often it is tried."""
    if held := _lock_claimed(mail):
        _end(held, State.FAILED, problem=problem, by=by, at=at)


@transaction.atomic
def note_doubt(*, mail: OutgoingMail, by: None, at: datetime) -> None:
    """Note that nobody knows whether the mail server has taken an e-mail. It is not sent again by itself."""
    held = _lock_claimed(mail)
    if held is not None and held.state == State.SENDING:
        _end(held, State.IN_DOUBT, problem=Problem.SILENCE, by=by, at=at)


@transaction.atomic
def drop_empty(*, mail: OutgoingMail, by: None, at: datetime) -> None:
    """Give up an e-mail of which nothing is left that its person may read."""
    if held := _lock_claimed(mail):
        _end(held, State.GIVEN_UP, problem=Problem.NOTHING_LEFT, by=by, at=at)


@transaction.atomic
def doubt_the_silent(*, by: None, at: datetime) -> int:
    """Put e-mails in doubt whose worker has been silent for too long, and say how many."""
    silent: Collection[OutgoingMail] = OutgoingMail.objects.silent(since=at - SILENCE).select_for_update(
        skip_locked=True
    )
    return len([_end(mail, State.IN_DOUBT, problem=Problem.SILENCE, by=by, at=at) for mail in silent])


# --- By hand ----------------------------------------------------------------------------------------
@transaction.atomic
def send_again(*, mail: OutgoingMail, by: User, at: datetime) -> OutgoingMail:
    """
    Put an e-mail that failed or is in doubt back into the queue. In doubt, it may arrive twice.

    :raises Refused: if this person does not run the portal
    :raises CannotBeDone: if it is not in trouble any more
    """
    mail = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
    policies.decide_on_mail.enforce(by, mail, on=timezone.localdate(at))
    mail.queued_at = mail.next_try_at = at
    _end(mail, State.QUEUED, by=by, at=at)
    _wake()
    record(Event.MAIL_SENT_AGAIN, actor=by, subject=mail, at=at)
    return mail


@transaction.atomic
def give_up(*, mail: OutgoingMail, by: User, at: datetime) -> OutgoingMail:
    """
    Decide that an e-mail is not sent; its text goes. What it would have told stands in the portal.

    :raises Refused: if this person does not run the portal
    :raises CannotBeDone: if it is not in trouble any more
    """
    mail = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
    policies.decide_on_mail.enforce(by, mail, on=timezone.localdate(at))
    _end(mail, State.GIVEN_UP, problem=mail.problem, by=by, at=at)
    record(Event.MAIL_GIVEN_UP, actor=by, subject=mail, at=at)
    return mail
