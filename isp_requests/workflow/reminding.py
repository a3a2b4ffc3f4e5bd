"""
Reminding of answers by the working-hour clock: at half time, when overdue, and beyond (ISP 7.1, 7.4, 9.2).

What people are told names no request: only that something waits, and where to look.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from csp_portal.accounts.models import Organisation, User
from csp_portal.audit.recording import record
from csp_portal.notices import workflow as notices
from isp_requests import identity
from isp_requests.models import Asked
from isp_requests.models.editions import ReplyTime
from isp_requests.models.officers import board_members, contacts, spoc_for
from isp_requests.policies import sharing as policies
from isp_requests.states.answer import Event, Stage, State
from meetings.timetable import closures

# The clock runs in these; a question to the requester stops it.
RUNNING = (State.RECEIVED, State.ALLOCATED, State.TO_AUTHORISE)
# At these shares of the allowed working time people are told: see `_told_at`.
SHARES = ((Stage.HALF_TIME, 0.5), (Stage.OVERDUE, 1.0), (Stage.LONG_OVERDUE, 1.5))
WORDS = {
    Stage.HALF_TIME: "A request for information waits for an answer, and half its time is over",
    Stage.OVERDUE: "A request for information to your organisation is overdue",
    Stage.LONG_OVERDUE: "A request for information to your organisation has waited long beyond its time",
}


def _stage_of(asked: Asked, *, at: datetime) -> Stage | None:
    """Say how far the clock of an answer has run, or nothing while it stands or less than half is spent."""
    sharing_request = asked.sharing_request
    if asked.received_at is None or sharing_request.edition is None or asked.state not in RUNNING:
        return None
    try:
        allowed = sharing_request.edition.allowed(sharing_request.urgency).length
    except ReplyTime.DoesNotExist:
        return None
    spent = asked.spent(until=at, closed=closures())
    reached = [stage for stage, share in SHARES if spent >= allowed * share]
    return reached[-1] if reached else None


def remind(*, by: None, at: datetime, on: date) -> int:
    """
    Tell those concerned of every answer whose clock has come to a new stage; say how many notices there were.

    Each person is told once of each stage of an answer, however often this runs.
    """
    return sum(_remind_at(organisation, by=by, at=at, on=on) for organisation in Organisation.objects.all())


def _remind_at(organisation: Organisation, *, by: None, at: datetime, on: date) -> int:
    told = 0
    with identity.at_desk_of(organisation):
        waiting = (
            Asked.objects.filter(organisation=organisation, state__in=RUNNING, received_at__isnull=False)
            .select_related("organisation", "officer", "sharing_request__edition")
            .prefetch_related("questions")
        )
        for asked in waiting:
            stage = _stage_of(asked, at=at)
            if stage is None:
                continue
            new = notices.tell(
                f"isp_requests.{stage}",
                to=_told_at(stage, asked, on=on),
                title=WORDS[stage],
                path=_where(stage),
                at=at,
                key=str(asked.pk),
            )
            if new:
                record(
                    Event.REMINDED,
                    actor=by,
                    subject=asked,
                    at=at,
                    chain=policies.chain_of(asked.organisation_id),
                    stage=str(stage),
                    told=len(new),
                )
            told += len(new)
    return told


def _told_at(stage: Stage, asked: Asked, *, on: date) -> Iterable[User]:
    organisation = asked.organisation
    match stage:
        case Stage.HALF_TIME:
            receives = asked.officer or spoc_for(organisation, on=on)
            return [receives] if receives is not None else []
        case Stage.OVERDUE:
            # The back-up sees to what the single point of contact let lie; both know (ISP 7.4).
            return [*contacts(organisation, on=on), *([asked.officer] if asked.officer else [])]
    return board_members(organisation, on=on)


def _where(stage: Stage) -> str:
    # A board member takes no part in the request and sees none, but how many are overdue where (ISP 7.1).
    name = "compliance_detail" if stage == Stage.LONG_OVERDUE else "request_list"
    return reverse(f"isp_requests:{name}")
