"""Who reads and keeps the protocol, the gateways, the register of data sets, and what officers owe."""

from datetime import date

from csp_portal.accounts.models import Duty, Organisation, User
from csp_portal.accounts.roles import Permission, Role
from csp_portal.core.policies import policy
from isp_requests.models import LegalGateway, ProtocolEdition
from isp_requests.models.officers import OFFICER_ROLES
from isp_requests.states.edition import SIGNING_STATES
from meetings.models import Seat

LEAD_ONLY = "Only the information governance lead can do this. Ask the lead if something needs to change."


@policy
def read_protocol(user: User, *, on: date) -> str:
    """Let officers, single points of contact and the information governance lead read all of it (ISP 7.2)."""
    if user.holds(Permission.READ_PROTOCOL, on=on):
        return ""
    return "The protocol's pages are for officers with a duty in it. The partnership's administrator gives duties."


@policy
def read_compliance(user: User, *, on: date) -> str:
    """Let those read figures who answer for them: on any board, as the lead, or with a duty (ISP 7.1, 7.4)."""
    if user.holds(Permission.READ_COMPLIANCE, on=on) or Seat.objects.of(user, on=on).exists():
        return ""
    return "These figures are for the members of boards, and for those with a duty in information sharing."


@policy
def run_protocol(user: User, *, on: date) -> str:
    """Let the information governance lead keep editions, gateways, data sets and guidance (ISP 7.3)."""
    return "" if user.holds(Permission.RUN_PROTOCOL, on=on) else LEAD_ONLY


@policy
def change_edition(user: User, edition: ProtocolEdition, *, on: date) -> str:
    """Let the lead change an edition until the board has endorsed it; what was endorsed stays as it was."""
    if reason := run_protocol.refusal(user, on=on):
        return reason
    if edition.is_open_to_change:
        return ""
    return (
        f"This edition is {edition.get_state_display().lower()}, so it does not change. Draft a new edition."
    )


@policy
def record_signature(user: User, edition: ProtocolEdition, *, on: date) -> str:
    """Let the lead record who signed, once the board has endorsed the edition."""
    if reason := run_protocol.refusal(user, on=on):
        return reason
    if edition.state not in SIGNING_STATES:
        return f"This edition is {edition.get_state_display().lower()}. Parties sign once the board has endorsed it."
    return ""


@policy
def verify_gateway(user: User, gateway: LegalGateway, *, on: date) -> str:
    """Let the lead, by name, stand for what an entry says of the law."""
    return run_protocol.refusal(user, on=on)


@policy
def accept_conditions(user: User, *, on: date) -> str:
    """Let those with an officer's duty accept the conditions; nobody else has anything to accept."""
    if Duty.objects.in_force(on).filter(user=user, role__in=OFFICER_ROLES).exists():
        return ""
    return "Only officers of a partner accept the conditions."


@policy
def record_training(user: User, person: User, *, on: date) -> str:
    """Let a SPOC record the training of the own organisation's officers, and the lead of all; nobody their own."""
    if user.pk == person.pk:
        return "Somebody else records your training: your organisation's other contact, or the information governance lead."
    if user.holds(Permission.RUN_PROTOCOL, on=on):
        return ""
    if not user.holds(Permission.RECORD_TRAINING, on=on):
        return "Only a single point of contact or the information governance lead records training."
    theirs = organisations_looked_after(user, on=on)
    if (
        Duty.objects.in_force(on)
        .filter(user=person, role__in=OFFICER_ROLES, organisation__in=theirs)
        .exists()
    ):
        return ""
    return "You record the training of your own organisation's officers."


def organisations_looked_after(user: User, *, on: date) -> set[int]:
    """Find the keys of the organisations for which a person is single point of contact or back-up."""
    duties = Duty.objects.in_force(on).filter(
        user=user, role__in=(Role.SPOC, Role.BACKUP_SPOC), organisation__isnull=False
    )
    return set(duties.values_list("organisation_id", flat=True))


@policy
def cover_absence(user: User, organisation: Organisation, *, on: date) -> str:
    """Let a single point of contact and the back-up say when one of them is away (ISP 7.4)."""
    if organisation.pk in organisations_looked_after(user, on=on):
        return ""
    return run_protocol.refusal(user, on=on) and (
        f"Only the single point of contact of {organisation}, the back-up and the lead say who is away."
    )
