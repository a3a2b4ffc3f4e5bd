"""Whether an officer may send and answer: the duty, the conditions, the training, the second factor (ISP 10.5.2, 10.5.3)."""

from datetime import date

from csp_portal.accounts.models import Duty, Organisation, User
from csp_portal.accounts.sessions import has_second_factor
from isp_requests.models.editions import ProtocolEdition
from isp_requests.models.officers import OFFICER_ROLES, ConditionsAcceptance, Training


def what_is_owed(user: User, *, on: date) -> list[str]:
    """List, in sentences, what an officer still has to do before sending or answering anything."""
    owed = []
    edition = ProtocolEdition.objects.in_force(on=on)
    if edition is None:
        owed.append(
            "No edition of the protocol is in force. The information governance lead brings one into force."
        )
    elif not ConditionsAcceptance.objects.holding(on=on).filter(person=user, edition=edition).exists():
        owed.append("Read and accept the conditions of the protocol. That is done again every year.")
    if not Training.objects.holding(on=on).filter(person=user).exists():
        owed.append(
            "Be trained, and have your single point of contact record the day. That is done again every year."
        )
    if not has_second_factor(user):
        owed.append("Set up a second factor for your account.")
    return owed


def acts_for(user: User, *, on: date) -> list[Organisation]:
    """List the organisations on whose behalf a person may ask and answer."""
    duties = Duty.objects.in_force(on).filter(user=user, role__in=OFFICER_ROLES, organisation__isnull=False)
    return list(Organisation.objects.filter(duties__in=duties).distinct())


def why_not_ready(user: User, organisation: Organisation, *, on: date) -> str:
    """Say why a person may not send or answer for an organisation, or ""."""
    if organisation not in acts_for(user, on=on):
        return f"You are not an officer of {organisation}. The partnership's administrator gives that duty."
    owed = what_is_owed(user, on=on)
    return f"Before you can ask or answer: {' '.join(owed)}" if owed else ""
