"""Who reports, reads and deals with breaches and complaints (ISP 7.3). Each gives a reason, or ""."""

from datetime import date

from csp_portal.accounts.models import Organisation, User
from csp_portal.accounts.roles import Permission
from csp_portal.core.policies import policy
from isp_requests import identity
from isp_requests.models import Matter, SealedSection
from isp_requests.models.officers import ANSWERING_SEATS
from isp_requests.states.matter import Outcome, State
from meetings.models import Seat

DEALS = "Only the information governance lead, and the organisation's single point of contact and back-up, deal with it."
NOT_YOURS = "This is kept to those who deal with it."


def organisations_dealt_with(user: User, *, on: date) -> frozenset[int]:
    """Find the keys of the organisations whose breaches and complaints a person deals with."""
    if user.holds(Permission.DEAL_WITH_BREACHES, on=on):
        return frozenset(Organisation.objects.values_list("pk", flat=True))
    return identity.acting(user, on=on).desks


def organisations_seen(user: User, *, on: date) -> frozenset[int]:
    """Find those whose breaches and complaints a person knows of: a board member those of their organisation."""
    seats = Seat.objects.held_by(user, on=on).filter(board_role__in=ANSWERING_SEATS)
    return organisations_dealt_with(user, on=on) | set(seats.values_list("organisation", flat=True))


@policy
def report_matter(user: User, *, on: date) -> str:
    """Let everybody with an account report a breach or a complaint."""
    return "" if user.is_active else "Sign in to report it."


@policy
def read_matter(user: User, matter: Matter, *, on: date) -> str:
    """Let who reported it, who deals with it and the organisation's board members see where it stands."""
    if matter.reported_by_id == user.pk or matter.organisation_id in organisations_seen(user, on=on):
        return ""
    return NOT_YOURS


@policy
def read_section(user: User, section: SealedSection, *, on: date) -> str:
    """Keep the words to those who deal with it; who reported it reads their own report."""
    matter = section.matter
    assert matter is not None  # noqa: S101 - only asked of those
    if matter.organisation_id in organisations_dealt_with(user, on=on):
        return ""
    if matter.reported_by_id == user.pk and section.name == "report":
        return ""
    return NOT_YOURS


@policy
def describe_matter(user: User, matter: Matter, *, on: date) -> str:
    """Let those who deal with it write down what happened, until it is closed."""
    if matter.organisation_id not in organisations_dealt_with(user, on=on):
        return DEALS
    return "" if matter.state != State.CLOSED else "It is closed, so it stays as it is."


@policy
def decide_matter(user: User, matter: Matter, *, on: date) -> str:
    """Let those who deal with it decide: a breach whether to notify, a complaint who is right."""
    if reason := describe_matter.refusal(user, matter, on=on):
        return reason
    return "" if matter.state == State.OPEN else "It is decided already."


@policy
def reopen_matter(user: User, matter: Matter, *, on: date) -> str:
    """Let those who deal with it decide anew when more has come to light."""
    if reason := describe_matter.refusal(user, matter, on=on):
        return reason
    return "" if matter.state == State.DECIDED else "It has not been decided yet."


@policy
def record_notification(user: User, matter: Matter, *, on: date) -> str:
    """Let those who deal with a breach record that the Commissioner was notified, once that is decided."""
    if reason := describe_matter.refusal(user, matter, on=on):
        return reason
    if matter.outcome != Outcome.NOTIFY:
        return "Nobody decided that the Information Commissioner is notified."
    return "" if matter.notified_at is None else "The notification is on record already."


@policy
def close_matter(user: User, matter: Matter, *, on: date) -> str:
    """Let those who deal with it close it, once it is decided and who had to be notified was."""
    if reason := describe_matter.refusal(user, matter, on=on):
        return reason
    if matter.state != State.DECIDED:
        return "It has not been decided yet."
    if matter.outcome == Outcome.NOTIFY and matter.notified_at is None:
        return "The Information Commissioner has not been notified yet. Record that first."
    return ""


@policy
def hold_matter(user: User, matter: Matter, *, on: date) -> str:
    """Let those who deal with it say that proceedings need its words, until they are destroyed (ISP 10.3)."""
    if matter.organisation_id not in organisations_dealt_with(user, on=on):
        return DEALS
    if matter.destroyed_at is not None:
        return "Its words are destroyed already."
    return "" if matter.hold_review_on is None else "It is held already."


@policy
def release_matter(user: User, matter: Matter, *, on: date) -> str:
    """Let those who deal with it lift the hold; who placed it may have left."""
    if matter.organisation_id not in organisations_dealt_with(user, on=on):
        return DEALS
    return "" if matter.hold_review_on is not None else "It is not held."
