"""What can happen to a breach or a complaint: reported, described, decided, notified, closed (ISP 7.3)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse

from csp_portal.accounts.models import Organisation, User
from csp_portal.accounts.roles import Permission, roles_carrying
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, change_state, save
from csp_portal.notices import workflow as notices
from isp_requests import clocks, keeping
from isp_requests.handling import acts_on_matters
from isp_requests.models import Matter, ProtocolEdition
from isp_requests.models.editions import kept_months
from isp_requests.models.officers import board_members, contacts
from isp_requests.policies import matters as policies
from isp_requests.policies.sharing import chain_of
from isp_requests.references import drawn
from isp_requests.states.matter import OUTCOMES, Event, HowMany, Kind, Sort, State

# UK GDPR 33(1): every hour counts, by night and on Sundays too.
HOURS_TO_THE_COMMISSIONER = 72
DAYS_FOR_A_COMPLAINT = 30
PREFIX = {Kind.BREACH: "BR", Kind.COMPLAINT: "CO"}
WORDS = {
    Kind.BREACH: "A breach of your organisation was reported, and its 72 hours run",
    Kind.COMPLAINT: "A complaint about your organisation was recorded, and its 30 days run",
}


def _lock(matter: Matter) -> Matter:
    return (
        Matter.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation", "reported_by")
        .get(pk=matter.pk)
    )


def _record(event: Event, matter: Matter, *, by: User, at: datetime, **details: str | int | date) -> None:
    chain = chain_of(matter.organisation_id)
    record(event, actor=by, subject=matter, at=at, chain=chain, sort=matter.kind, **details)


def _leads() -> list[User]:
    return list(
        User.objects.present()
        .filter(duties__role__in=roles_carrying(Permission.DEAL_WITH_BREACHES))
        .distinct()
        .in_order()
    )


@transaction.atomic
@acts_on_matters
def report(
    *,
    kind: str,
    organisation: Organisation,
    sort: str,
    text: str,
    known_at: datetime,
    by: User,
    at: datetime,
    on: date,
) -> Matter:
    """
    Report a breach, or record a complaint; its clock starts when it became known.

    The organisation's contacts and board members and the information governance lead are told at once.

    :raises Refused: if this person has no account any more
    :raises CannotBeDone: if it does not say what happened, or would have become known later than now
    """
    policies.report_matter.enforce(by, on=on)
    if kind not in Kind.values or (kind == Kind.BREACH and sort not in Sort.values):
        raise CannotBeDone("Say what happened.")
    if kind == Kind.COMPLAINT and not text.strip():
        raise CannotBeDone("Say what the complaint is about.")
    if known_at > at:
        raise CannotBeDone("It cannot become known later than now.")
    runs = (
        timedelta(hours=HOURS_TO_THE_COMMISSIONER)
        if kind == Kind.BREACH
        else timedelta(days=DAYS_FOR_A_COMPLAINT)
    )
    matter = Matter(
        reference=drawn(PREFIX[Kind(kind)], at=at),
        kind=kind,
        organisation=organisation,
        sort=sort if kind == Kind.BREACH else "",
        known_at=known_at,
        due_at=known_at + runs,
        reported_by=by,
        reported_at=at,
    )
    save(matter, by=by, at=at)
    if text.strip():
        keeping.keep(matter, "report", {"text": text}, by=by, at=at)
    notices.tell(
        "isp_requests.matter",
        to=[*contacts(organisation, on=on), *board_members(organisation, on=on), *_leads()],
        title=WORDS[Kind(kind)],
        path=reverse("isp_requests:matter_list"),
        at=at,
        key=str(matter.pk),
    )
    _record(Event.REPORTED, matter, by=by, at=at)
    return matter


@transaction.atomic
@acts_on_matters
def describe(
    *, matter: Matter, how_many: str, account: str, measures: str, by: User, at: datetime, on: date
) -> Matter:
    """
    Write down what happened, what it may lead to and what is done about it (UK GDPR 33(3), 33(5)).

    :raises Refused: if this person does not deal with it, or it is closed
    """
    matter = _lock(matter)
    policies.describe_matter.enforce(by, matter, on=on)
    matter.how_many = HowMany(how_many)
    save(matter, by=by, at=at)
    keeping.keep(matter, "account", {"account": account, "measures": measures}, by=by, at=at)
    _record(Event.DESCRIBED, matter, by=by, at=at)
    return matter


@transaction.atomic
@acts_on_matters
def decide(*, matter: Matter, outcome: str, why: str, by: User, at: datetime, on: date) -> Matter:
    """
    Decide a breach (whether the Commissioner is notified) or a complaint (who is right), with the reason.

    :raises Refused: if this person does not deal with it, or it is decided
    :raises CannotBeDone: if no reason is given, or there is no such outcome for it
    """
    matter = _lock(matter)
    policies.decide_matter.enforce(by, matter, on=on)
    if outcome not in OUTCOMES[Kind(matter.kind)]:
        raise CannotBeDone("Choose what is decided.")
    if not why.strip():
        raise CannotBeDone("Give the reasons for the decision: they are asked for afterwards.")
    change_state(matter, to=State.DECIDED)
    matter.outcome, matter.decided_by, matter.decided_at = outcome, by, at
    save(matter, by=by, at=at)
    keeping.keep(matter, "decision", {"text": why}, by=by, at=at)
    _record(Event.DECIDED, matter, by=by, at=at, outcome=outcome)
    return matter


@transaction.atomic
@acts_on_matters
def reopen(*, matter: Matter, by: User, at: datetime, on: date) -> Matter:
    """
    Open it again because more has come to light; the audit keeps what was decided before.

    :raises Refused: if this person does not deal with it, or it is not decided
    """
    matter = _lock(matter)
    policies.reopen_matter.enforce(by, matter, on=on)
    change_state(matter, to=State.OPEN)
    matter.outcome, matter.decided_by, matter.decided_at = "", None, None
    save(matter, by=by, at=at)
    _record(Event.REOPENED, matter, by=by, at=at)
    return matter


@transaction.atomic
@acts_on_matters
def record_notification(*, matter: Matter, notified_at: datetime, by: User, at: datetime, on: date) -> Matter:
    """
    Record when the Information Commissioner was notified.

    :raises Refused: if this person does not deal with it, or nobody decided that
    :raises CannotBeDone: if the time lies ahead, or before the breach was known
    """
    matter = _lock(matter)
    policies.record_notification.enforce(by, matter, on=on)
    if not matter.known_at <= notified_at <= at:
        raise CannotBeDone("The time lies between the moment it became known and now.")
    matter.notified_at = notified_at
    save(matter, by=by, at=at)
    _record(Event.NOTIFIED, matter, by=by, at=at)
    return matter


@transaction.atomic
@acts_on_matters
def close(*, matter: Matter, text: str, by: User, at: datetime, on: date) -> Matter:
    """
    Close it, with what is learned from it. Its words are kept for as many months as those of a request (ISP 10.3).

    :raises Refused: if this person does not deal with it, it is not decided, or somebody still has to be told
    :raises CannotBeDone: if it does not say what was learned
    """
    matter = _lock(matter)
    policies.close_matter.enforce(by, matter, on=on)
    if not text.strip():
        raise CannotBeDone("Say what was done so that it does not happen again.")
    change_state(matter, to=State.CLOSED)
    matter.closed_by, matter.closed_at = by, at
    matter.destroy_on = clocks.months_later(on, kept_months(ProtocolEdition.objects.in_force(on=on)))
    save(matter, by=by, at=at)
    keeping.keep(matter, "closing", {"text": text}, by=by, at=at)
    _record(Event.CLOSED, matter, by=by, at=at)
    return matter


@transaction.atomic
@acts_on_matters
def hold(*, matter: Matter, why: str, review_on: date, by: User, at: datetime, on: date) -> Matter:
    """
    Keep its words beyond their time, because proceedings need them.

    :raises Refused: if this person does not deal with it, it is held already, or its words are destroyed
    :raises CannotBeDone: if no reason is given, or the day of the review is not ahead
    """
    matter = _lock(matter)
    policies.hold_matter.enforce(by, matter, on=on)
    if not why.strip():
        raise CannotBeDone("Say which proceedings need it.")
    if review_on <= on:
        raise CannotBeDone("The day of the review has passed. Choose a later one.")
    matter.hold_review_on = review_on
    save(matter, by=by, at=at)
    keeping.keep(matter, "hold", {"text": why}, by=by, at=at)
    _record(Event.HELD, matter, by=by, at=at, review_on=review_on)
    return matter


@transaction.atomic
@acts_on_matters
def release(*, matter: Matter, by: User, at: datetime, on: date) -> Matter:
    """
    Lift the hold; what is due to be destroyed is destroyed again.

    :raises Refused: if this person does not deal with it, or it is not held
    """
    matter = _lock(matter)
    policies.release_matter.enforce(by, matter, on=on)
    matter.hold_review_on = None
    save(matter, by=by, at=at)
    _record(Event.RELEASED, matter, by=by, at=at)
    return matter
