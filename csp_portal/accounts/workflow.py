"""What happens to organisations, people, memberships, duties and invitations: one function each."""

from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from csp_portal.accounts import notifications, policies
from csp_portal.accounts.models import Duty, Invitation, Membership, Organisation, User
from csp_portal.accounts.roles import Role
from csp_portal.audit.recording import ACCESS_CHAIN, record
from csp_portal.core.workflow import CannotBeDone, save


def _lock_administrators() -> None:
    """Queue up behind whoever else is ending an administrator's duty, so that two cannot end the last two."""
    list(Duty.objects.select_for_update().filter(role=Role.ADMINISTRATOR).order_by("pk"))


# --- Organisations --------------------------------------------------------------------------------
@transaction.atomic
def create_organisation(*, by: User | None, at: datetime, **fields: Any) -> Organisation:
    """
    Put an organisation on record.

    :raises Refused: if the person is not an administrator
    """
    policies.run_portal.enforce(by, on=timezone.localdate(at))
    organisation = Organisation(**fields)
    save(organisation, by=by, at=at)
    record("accounts.organisation.created", actor=by, subject=organisation, at=at)
    return organisation


@transaction.atomic
def edit_organisation(organisation: Organisation, *, by: User, at: datetime, **fields: Any) -> Organisation:
    """
    Change what is on record about an organisation.

    :raises Refused: if the person is not an administrator
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    policies.run_portal.enforce(by, on=timezone.localdate(at))
    changed = [name for name, value in fields.items() if getattr(organisation, name) != value]
    for name in changed:
        setattr(organisation, name, fields[name])
    save(organisation, by=by, at=at)
    record("accounts.organisation.changed", actor=by, subject=organisation, at=at, fields=changed)
    return organisation


@transaction.atomic
def close_organisation(organisation: Organisation, *, on: date, by: User, at: datetime) -> None:
    """
    End an organisation's part in the partnership; its past stays.

    :raises Refused: if the person is not an administrator, or people still belong to it
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    policies.close_organisation.enforce(by, organisation, on=timezone.localdate(at))
    if on < organisation.starts_on:
        raise CannotBeDone("An organisation cannot close before it began. Choose a later day.")
    organisation.ends_on = on
    save(organisation, by=by, at=at)
    record("accounts.organisation.closed", actor=by, subject=organisation, at=at, ends_on=on)


# --- People ---------------------------------------------------------------------------------------
@transaction.atomic
def add_person(
    *,
    email: str,
    full_name: str,
    telephone: str = "",
    organisation: Organisation | None = None,
    position: str = "",
    by: User | None,
    at: datetime,
) -> User:
    """
    Put a person on record; they cannot sign in before they accept an invitation.

    :raises Refused: if whoever asks is not an administrator
    :raises CannotBeDone: if the address is on record already
    """
    today = timezone.localdate(at)
    policies.run_portal.enforce(by, on=today)
    if User.objects.filter(email__iexact=email.strip()).exists():
        raise CannotBeDone(f"{email} is already on record. Look for it under People.")
    person = User(email=email.strip().lower(), full_name=full_name, telephone=telephone, is_active=False)
    person.set_unusable_password()
    save(person, by=by, at=at)
    record("accounts.person.added", actor=by, subject=person, at=at)
    if organisation is not None:
        start_membership(person, organisation=organisation, position=position, starts_on=today, by=by, at=at)
    return person


@transaction.atomic
def edit_person(person: User, *, full_name: str, email: str, telephone: str, by: User, at: datetime) -> User:
    """
    Correct a person's name, address or telephone; both addresses are told.

    :raises Refused: if whoever asks is not an administrator
    :raises CannotBeDone: if the address belongs to somebody else
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    policies.run_portal.enforce(by, on=timezone.localdate(at))
    email = email.strip().lower()
    if User.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        raise CannotBeDone("Somebody else has this e-mail address. Look for it under People.")
    before = person.email
    person.full_name, person.email, person.telephone = full_name, email, telephone
    save(person, by=by, at=at)
    if before != email:
        # A link sent to the old address must not open the account any more.
        _withdraw_open_invitations(person, by=by, at=at)
        EmailAddress.objects.filter(user=person).delete()
        if person.is_active:
            EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
        notifications.address_changed(before=before, after=email)
    record("accounts.person.changed", actor=by, subject=person, at=at, address_changed=before != email)
    return person


@transaction.atomic
def end_access(person: User, *, by: User, at: datetime) -> None:
    """
    Let a person go: memberships, duties and sessions end; what they did stays.

    :raises Refused: if whoever asks is not an administrator, or the person is the last one
    """
    _lock_administrators()
    person = User.objects.select_for_update().get(pk=person.pk)
    today = timezone.localdate(at)
    policies.end_access.enforce(by, person, on=today)
    for membership in person.memberships.on(today):
        _end_membership(membership, on=today, by=by, at=at)
    for duty in person.duties.filter(ended_at=None):
        _end_duty(duty, on=today, by=by, at=at)
    _withdraw_open_invitations(person, by=by, at=at)
    person.is_active = False
    person.left_at = at
    person.set_unusable_password()
    save(person, by=by, at=at)
    _end_sessions(person)
    record("accounts.person.left", actor=by, subject=person, at=at)


def _end_sessions(person: User) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()


# --- Memberships ----------------------------------------------------------------------------------
@transaction.atomic
def start_membership(
    person: User,
    *,
    organisation: Organisation,
    position: str,
    starts_on: date,
    by: User | None,
    at: datetime,
) -> Membership:
    """
    Give a person a place in an organisation from a day on.

    :raises Refused: if whoever asks is not an administrator
    :raises CannotBeDone: if the organisation is closed, or the person is there already
    """
    policies.run_portal.enforce(by, on=timezone.localdate(at))
    if not organisation.holds_on(starts_on):
        raise CannotBeDone(f"{organisation} is not part of the partnership on that day. Choose another day.")
    if person.memberships.on(starts_on).filter(organisation=organisation).exists():
        raise CannotBeDone(f"{person} belongs to {organisation} on that day already.")
    membership = Membership(user=person, organisation=organisation, position=position, starts_on=starts_on)
    save(membership, by=by, at=at)
    record(
        "accounts.membership.started",
        actor=by,
        subject=membership,
        at=at,
        person=person.pk,
        organisation=organisation.pk,
    )
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, on: date, by: User, at: datetime) -> None:
    """
    End a person's place in an organisation, and the duties they had for it.

    :raises Refused: if whoever asks is not an administrator
    :raises CannotBeDone: if it has ended, or the day lies before its first
    """
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    policies.run_portal.enforce(by, on=timezone.localdate(at))
    if membership.ends_on is not None:
        raise CannotBeDone("This membership has already been ended.")
    if on < membership.starts_on:
        raise CannotBeDone("The last day cannot come before the first. Choose a later day.")
    for duty in membership.user.duties.filter(organisation=membership.organisation, ended_at=None):
        end_duty(duty, on=on, by=by, at=at)
    _end_membership(membership, on=on, by=by, at=at)


def _end_membership(membership: Membership, *, on: date, by: User | None, at: datetime) -> None:
    membership.ends_on = max(on, membership.starts_on)
    save(membership, by=by, at=at)
    record("accounts.membership.ended", actor=by, subject=membership, at=at, ends_on=membership.ends_on)


# --- Duties ---------------------------------------------------------------------------------------
@transaction.atomic
def grant_duty(
    person: User,
    *,
    role: Role,
    organisation: Organisation | None = None,
    starts_on: date,
    reason: str,
    by: User | None,
    at: datetime,
) -> Duty:
    """
    Give a person a duty; the other administrators are told by e-mail, and so are an organisation's contacts of one
    by which its requests are read.

    :raises Refused: if whoever asks is not an administrator, or asks for themselves
    :raises CannotBeDone: if the person cannot have the duty, or has it already
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    policies.grant_duty.enforce(by, person, on=timezone.localdate(at))
    if refusal := policies.take_up_duty.refusal(person, role, organisation, on=starts_on):
        raise CannotBeDone(refusal)
    if person.duties.in_force(starts_on).filter(role=role, organisation=organisation).exists():
        raise CannotBeDone(f"{person} has this duty already.")
    duty = Duty(
        user=person,
        role=role,
        organisation=organisation,
        starts_on=starts_on,
        reason=reason,
        granted_by=by,
        granted_at=at,
    )
    save(duty, by=by, at=at)
    notifications.duty_granted(duty, by=by)
    record(
        "accounts.duty.granted",
        actor=by,
        subject=duty,
        at=at,
        person=person.pk,
        role=role.value,
        starts_on=starts_on,
    )
    return duty


@transaction.atomic
def end_duty(duty: Duty, *, on: date, by: User, at: datetime) -> None:
    """
    End a duty on a day; with today as the last day, access stops at once.

    :raises Refused: if whoever asks is not an administrator, or it is the last administrator's
    :raises CannotBeDone: if the day lies before the duty began
    """
    _lock_administrators()
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    policies.end_duty.enforce(by, duty, on=timezone.localdate(at))
    if on < duty.starts_on:
        raise CannotBeDone("The last day cannot come before the first. Choose a later day.")
    _end_duty(duty, on=on, by=by, at=at)


def _end_duty(duty: Duty, *, on: date, by: User | None, at: datetime) -> None:
    duty.ends_on = max(on, duty.starts_on)
    duty.ended_by, duty.ended_at = by, at
    save(duty, by=by, at=at)
    notifications.duty_ended(duty, by=by)
    record(
        "accounts.duty.ended",
        actor=by,
        subject=duty,
        at=at,
        person=duty.user_id,
        role=duty.role,
        ends_on=duty.ends_on,
    )


# --- Invitations ----------------------------------------------------------------------------------
@transaction.atomic
def invite(person: User, *, by: User | None, at: datetime) -> Invitation:
    """
    Send a person a link; a link sent before stops working.

    :raises Refused: if whoever asks is not an administrator, or the person can sign in already
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    policies.invite.enforce(by, person, on=timezone.localdate(at))
    _withdraw_open_invitations(person, by=by, at=at)
    invitation = Invitation(
        user=person, sent_by=by, sent_at=at, expires_at=at + timedelta(days=settings.INVITATION_DAYS)
    )
    save(invitation, by=by, at=at)
    notifications.invitation_sent(invitation)
    record("accounts.invitation.sent", actor=by, subject=invitation, at=at, person=person.pk)
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User, at: datetime) -> None:
    """
    Make an invitation's link useless.

    :raises Refused: if whoever asks is not an administrator
    :raises CannotBeDone: if it has been accepted or withdrawn
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    policies.run_portal.enforce(by, on=timezone.localdate(at))
    if invitation.accepted_at is not None or invitation.withdrawn_at is not None:
        raise CannotBeDone("This invitation is no longer open.")
    _withdraw_open_invitations(invitation.user, by=by, at=at)


def _withdraw_open_invitations(person: User, *, by: User | None, at: datetime) -> None:
    for invitation in person.invitations.select_for_update().open():
        invitation.withdrawn_by, invitation.withdrawn_at = by, at
        save(invitation, by=by, at=at)
        record("accounts.invitation.withdrawn", actor=by, subject=invitation, at=at, person=person.pk)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, password: str | None, at: datetime) -> User:
    """
    Open the account, with a password or for single sign-on alone.

    :raises CannotBeDone: if the invitation was used, withdrawn, or has run out
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not invitation.is_usable(at=at):
        raise CannotBeDone("This invitation cannot be used any more. Ask your administrator for a new one.")
    person = User.objects.select_for_update().get(pk=invitation.user_id)
    invitation.accepted_at = at
    save(invitation, by=person, at=at)
    # Whoever has the link reads the mail of this address.
    _open_account(person, password=password, by=person, at=at)
    record("accounts.invitation.accepted", actor=person, subject=invitation, at=at, person=person.pk)
    return person


def _open_account(person: User, *, password: str | None, by: User | None, at: datetime) -> None:
    person.set_password(password)
    person.is_active = True
    person.left_at = None
    save(person, by=by, at=at)
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )


@transaction.atomic
def open_account(person: User, *, password: str | None, at: datetime) -> User:
    """Open an account without an invitation, for the demonstration and for tests."""
    person = User.objects.select_for_update().get(pk=person.pk)
    _open_account(person, password=password, by=None, at=at)
    record("accounts.account.opened", actor=None, subject=person, at=at)
    return person


@transaction.atomic
def create_administrator(*, email: str, full_name: str, at: datetime) -> Invitation:
    """
    Invite a partnership administrator from the command line.

    :raises CannotBeDone: if a person of this address can sign in already
    """
    today = timezone.localdate(at)
    person = User.objects.filter(email__iexact=email.strip()).first()
    if person is None:
        person = add_person(email=email, full_name=full_name, by=None, at=at)
    if refusal := policies.invite.refusal(None, person, on=today):
        raise CannotBeDone(refusal)
    if person.left_at is not None:
        raise CannotBeDone(f"{person} has left. Use another address.")
    if not person.duties.in_force(today).filter(role=Role.ADMINISTRATOR).exists():
        grant_duty(
            person,
            role=Role.ADMINISTRATOR,
            starts_on=today,
            reason="Made administrator on the command line",
            by=None,
            at=at,
        )
    return invite(person, by=None, at=at)


# --- Signing in -----------------------------------------------------------------------------------
@transaction.atomic
def reset_second_factor(person: User, *, by: User, at: datetime) -> None:
    """
    Take a lost second factor off an account; they enrol again when they next sign in.

    :raises Refused: if whoever asks is not an administrator, or asks for themselves
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    policies.reset_second_factor.enforce(by, person, on=timezone.localdate(at))
    Authenticator.objects.filter(user=person).delete()
    _end_sessions(person)
    notifications.second_factor_reset(person, by=by)
    record("accounts.second_factor.reset", actor=by, subject=person, at=at)


def note_sign_in(person: User, *, at: datetime) -> None:
    """Put on record that a person signed in."""
    record("accounts.sign_in.succeeded", actor=person, subject=person, at=at, chain=ACCESS_CHAIN)


def note_second_factor(person: User, *, what: str, kind: str, at: datetime) -> None:
    """Put on record that a person added or removed a second factor of their own."""
    record(f"accounts.second_factor.{what}", actor=person, subject=person, at=at, factor=kind)


def note_password_change(person: User, *, at: datetime) -> None:
    """Put on record that a person set a new password."""
    record("accounts.password.changed", actor=person, subject=person, at=at)
