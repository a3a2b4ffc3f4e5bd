"""Who may run the portal: organisations, people, duties, invitations. Each rule gives its reason."""

from datetime import date

from csp_portal.accounts.models import Duty, Organisation, User
from csp_portal.accounts.roles import DUTY_ROLES, ORGANISATION_ROLES, Permission, Role
from csp_portal.core.policies import policy


def _not_an_administrator(by: User | None, *, on: date) -> str:
    # None is the command line, which needs the server's own keys.
    if by is None or by.holds(Permission.RUN_PORTAL, on=on):
        return ""
    return "Only a partnership administrator can do this."


def _is_last_administrator(person: User, *, on: date) -> bool:
    administrators = User.objects.holding(Role.ADMINISTRATOR, on=on)
    return person in administrators and administrators.count() == 1


@policy
def run_portal(by: User | None, *, on: date) -> str:
    return _not_an_administrator(by, on=on)


@policy
def close_organisation(by: User | None, organisation: Organisation, *, on: date) -> str:
    if refusal := _not_an_administrator(by, on=on):
        return refusal
    if not organisation.holds_on(on):
        return f"{organisation} is already closed."
    if organisation.memberships.on(on).filter(user__is_active=True).exists():
        return f"People still belong to {organisation}. End their memberships first."
    return ""


@policy
def grant_duty(by: User | None, person: User, *, on: date) -> str:
    if refusal := _not_an_administrator(by, on=on):
        return refusal
    if by == person:
        return "You cannot give a duty to yourself. Ask another administrator."
    if person.left_at is not None:
        return f"{person} has left. Invite them again first."
    return ""


@policy
def take_up_duty(person: User, role: Role, organisation: Organisation | None, *, on: date) -> str:
    """Whether the person can have this duty at all, whoever gives it."""
    if role not in DUTY_ROLES:
        return f"{role.label} comes with a seat on a board. Give the person a seat instead."
    if role in ORGANISATION_ROLES and organisation is None:
        return f"Choose the organisation for which {person} is {role.label}."
    if organisation is not None and not person.memberships.on(on).filter(organisation=organisation).exists():
        return f"{person} does not belong to {organisation} on that day."
    return ""


@policy
def end_duty(by: User | None, duty: Duty, *, on: date) -> str:
    if refusal := _not_an_administrator(by, on=on):
        return refusal
    if duty.ended_at is not None:
        return "This duty has already been ended."
    if duty.role == Role.ADMINISTRATOR and _is_last_administrator(duty.user, on=on):
        return f"{duty.user} is the last administrator. Make somebody else administrator first."
    return ""


@policy
def end_access(by: User | None, person: User, *, on: date) -> str:
    if refusal := _not_an_administrator(by, on=on):
        return refusal
    if person.left_at is not None:
        return f"{person} has already left."
    if _is_last_administrator(person, on=on):
        return f"{person} is the last administrator. Make somebody else administrator first."
    return ""


@policy
def invite(by: User | None, person: User, *, on: date) -> str:
    if refusal := _not_an_administrator(by, on=on):
        return refusal
    if person.is_active:
        return f"{person} can sign in already. They can set a new password from the sign-in page."
    return ""


@policy
def reset_second_factor(by: User | None, person: User, *, on: date) -> str:
    if refusal := _not_an_administrator(by, on=on):
        return refusal
    if by == person:
        return "You cannot reset your own second factor. Ask another administrator."
    return ""


@policy
def read_audit(by: User, *, on: date) -> str:
    if by.holds(Permission.READ_AUDIT, on=on):
        return ""
    return "Only a partnership administrator can read the audit."
