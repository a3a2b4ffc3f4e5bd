"""What happens to people, duties and invitations, and what is left on record of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.db import transaction

from csp_portal.accounts import workflow
from csp_portal.accounts.models import Duty, Invitation, User
from csp_portal.accounts.roles import Role
from csp_portal.audit.models import AuditEvent
from csp_portal.core import clock
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone
from tests.factories import make_duty, make_organisation, make_user, sign_in

pytestmark = pytest.mark.django_db
AT = datetime(2016, 3, 1, 10, tzinfo=UTC)
TODAY = date(2016, 3, 1)


@pytest.fixture
def administrator():
    return make_user(full_name="Ada Admin", email="ada@example.org", duties=[Role.ADMINISTRATOR])


@pytest.fixture
def person():
    return make_user(full_name="Mo Member", email="mo@example.org")


def grant(person, *, by, role=Role.SECRETARIAT, **more):
    return workflow.grant_duty(
        person, role=role, starts_on=TODAY, reason="The board asked for it", by=by, at=AT, **more
    )


def kinds_about(record):
    return set(
        AuditEvent.objects.filter(
            subject_type=record._meta.label_lower, subject_pk=str(record.pk)
        ).values_list("kind", flat=True)
    )


def test_a_duty_to_read_an_organisations_requests_is_told_to_its_contacts(administrator):
    organisation = make_organisation()
    make_user(email="spoc@example.org", organisation=organisation, duties=[Role.SPOC])
    make_user(email="elsewhere@example.org", duties=[Role.SPOC])
    newcomer = make_user(email="newcomer@example.org", organisation=organisation)
    mail.outbox.clear()

    grant(newcomer, by=administrator, role=Role.OFFICER, organisation=organisation)

    (letter,) = mail.outbox
    assert letter.to == ["spoc@example.org"]
    assert newcomer.full_name not in letter.body


def test_granting_a_duty_is_audited_and_told_to_the_other_administrators(administrator, person):
    make_user(email="olu@example.org", duties=[Role.ADMINISTRATOR])

    mail.outbox.clear()

    duty = grant(person, by=administrator)

    assert kinds_about(duty) == {"accounts.duty.granted"}
    assert [message.to for message in mail.outbox] == [["olu@example.org"]]
    assert "Mo" not in mail.outbox[0].body
    assert f"/people/{person.pk}/" in mail.outbox[0].body
    assert duty.history.get().history_user == administrator


def test_nobody_gives_themselves_a_duty(administrator):
    with pytest.raises(Refused):
        grant(administrator, by=administrator)

    assert set(administrator.roles(on=TODAY)) == {Role.ADMINISTRATOR}


def test_a_duty_is_not_given_twice(administrator, person):
    grant(person, by=administrator)

    with pytest.raises(CannotBeDone):
        grant(person, by=administrator)


def test_a_duty_ended_today_gives_no_access_today(administrator, person):
    duty = grant(person, by=administrator)

    workflow.end_duty(duty, on=TODAY, by=administrator, at=AT)

    assert User.objects.get(pk=person.pk).roles(on=TODAY) == frozenset()
    assert Duty.objects.on(TODAY).filter(pk=duty.pk).exists()
    assert kinds_about(duty) == {"accounts.duty.granted", "accounts.duty.ended"}


def test_a_duty_ended_for_a_later_day_holds_through_that_day(administrator, person):
    duty = grant(person, by=administrator)
    last = TODAY + timedelta(days=7)

    workflow.end_duty(duty, on=last, by=administrator, at=AT)

    someone = User.objects.get(pk=person.pk)
    assert someone.roles(on=last) == {Role.SECRETARIAT}
    assert someone.roles(on=last + timedelta(days=1)) == frozenset()


def test_leaving_ends_everything_and_keeps_the_past(administrator, person, client):
    duty = grant(person, by=administrator)
    sign_in(client, person)
    UserSession.objects.create(
        user=person, ip="192.0.2.1", session_key=client.session.session_key, user_agent="test"
    )

    workflow.end_access(person, by=administrator, at=AT)

    person.refresh_from_db()
    assert (person.is_active, person.left_at, person.has_usable_password()) == (False, AT, False)
    assert not person.memberships.filter(ends_on=None).exists()
    assert Duty.objects.get(pk=duty.pk).ended_by == administrator
    assert not UserSession.objects.filter(user=person).exists()
    assert client.get("/account/").status_code == 302
    assert Duty.objects.on(TODAY).filter(user=person).exists()
    assert "accounts.person.left" in kinds_about(person)


def test_the_last_administrator_cannot_leave(administrator):
    with pytest.raises(Refused):
        workflow.end_access(administrator, by=administrator, at=AT)


def test_one_of_two_administrators_can_leave(administrator):
    other = make_user(duties=[Role.ADMINISTRATOR])

    workflow.end_access(other, by=administrator, at=AT)

    assert not User.objects.get(pk=other.pk).is_active


def test_ending_a_membership_ends_the_duties_for_the_organisation(administrator, person):
    membership = person.memberships.get()
    make_duty(user=person, role=Role.SPOC)

    workflow.end_membership(membership, on=TODAY, by=administrator, at=AT)

    assert User.objects.get(pk=person.pk).roles(on=TODAY) == frozenset()


@pytest.fixture
def invited(administrator):
    person = workflow.add_person(
        email="New@Example.org",
        full_name="Nia Newcomer",
        organisation=make_organisation(),
        position="Officer",
        by=administrator,
        at=AT,
    )
    return person


def test_an_invitation_mails_a_link_and_nothing_else(administrator, invited):
    mail.outbox.clear()

    invitation = workflow.invite(invited, by=administrator, at=AT)

    [message] = mail.outbox
    assert message.to == ["new@example.org"]
    assert invitation.link in message.body
    assert "Nia" not in message.body
    assert Invitation.objects.get().mailed_at == AT


def test_an_invitation_that_is_rolled_back_leaves_no_mail(administrator, invited, settings):
    settings.EMAIL_BACKEND = "csp_portal.notices.backend.QueueBackend"

    with transaction.atomic():
        workflow.invite(invited, by=administrator, at=AT)
        transaction.set_rollback(True)

    assert not invited.mails.exists()


def test_a_letter_that_the_mail_server_refused_is_said_of_the_person(
    administrator, invited, settings, client
):
    settings.EMAIL_BACKEND = "csp_portal.notices.backend.QueueBackend"
    workflow.invite(invited, by=administrator, at=clock.now())
    letter = invited.mails.get()
    letter.state = "failed"
    letter.save()

    page = sign_in(client, administrator).get(f"/people/{invited.pk}/")

    assert "The mail server did not take the e-mail." in page.content.decode()


def test_accepting_opens_the_account_once(administrator, invited):
    invitation = workflow.invite(invited, by=administrator, at=AT)

    workflow.accept_invitation(invitation, password="quiet lantern orchard", at=AT)

    invited.refresh_from_db()
    assert invited.is_active
    assert EmailAddress.objects.get(user=invited).verified
    with pytest.raises(CannotBeDone):
        workflow.accept_invitation(invitation, password="another lantern orchard", at=AT)


def test_an_invitation_runs_out(administrator, invited, settings):
    invitation = workflow.invite(invited, by=administrator, at=AT)
    later = AT + timedelta(days=settings.INVITATION_DAYS)

    with pytest.raises(CannotBeDone):
        workflow.accept_invitation(invitation, password="quiet lantern orchard", at=later)


def test_a_second_invitation_withdraws_the_first(administrator, invited):
    first = workflow.invite(invited, by=administrator, at=AT)
    second = workflow.invite(invited, by=administrator, at=AT)

    first.refresh_from_db()

    assert not first.is_usable(at=AT)
    assert second.is_usable(at=AT)


def test_a_withdrawn_invitation_opens_nothing(administrator, invited):
    invitation = workflow.invite(invited, by=administrator, at=AT)

    workflow.withdraw_invitation(invitation, by=administrator, at=AT)

    with pytest.raises(CannotBeDone):
        workflow.accept_invitation(invitation, password="quiet lantern orchard", at=AT)


def test_a_new_address_makes_links_sent_to_the_old_one_useless(administrator, invited):
    invitation = workflow.invite(invited, by=administrator, at=AT)

    workflow.edit_person(
        invited, full_name="Nia Newcomer", email="nia@example.org", telephone="", by=administrator, at=AT
    )

    invitation.refresh_from_db()
    assert not invitation.is_usable(at=AT)


def test_a_changed_address_is_told_to_both(administrator, person):
    mail.outbox.clear()

    workflow.edit_person(
        person, full_name="Mo Member", email="mo.m@example.org", telephone="", by=administrator, at=AT
    )

    assert [message.to for message in mail.outbox] == [["mo@example.org"], ["mo.m@example.org"]]


def test_an_address_is_on_record_once_whatever_its_case(administrator, person):
    with pytest.raises(CannotBeDone):
        workflow.add_person(email="MO@example.org", full_name="Somebody Else", by=administrator, at=AT)


def test_resetting_a_second_factor_takes_it_off_and_tells_everybody(administrator, person):
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    make_user(email="olu@example.org", duties=[Role.ADMINISTRATOR])

    mail.outbox.clear()

    workflow.reset_second_factor(person, by=administrator, at=AT)

    assert not Authenticator.objects.filter(user=person).exists()
    assert sorted(message.to[0] for message in mail.outbox) == ["mo@example.org", "olu@example.org"]


@pytest.mark.parametrize("act", ["create_organisation", "add_person", "invite", "end_access", "grant_duty"])
def test_a_member_does_none_of_it(person, act):
    somebody = make_user()
    acts = {
        "create_organisation": lambda: workflow.create_organisation(by=person, at=AT, name="Mine"),
        "add_person": lambda: workflow.add_person(email="x@example.org", full_name="X", by=person, at=AT),
        "invite": lambda: workflow.invite(somebody, by=person, at=AT),
        "end_access": lambda: workflow.end_access(somebody, by=person, at=AT),
        "grant_duty": lambda: grant(somebody, by=person),
    }

    with pytest.raises(Refused):
        acts[act]()


def test_an_organisation_closes_when_its_people_are_gone(administrator):
    organisation = make_organisation()

    workflow.close_organisation(organisation, on=TODAY, by=administrator, at=AT)

    organisation.refresh_from_db()
    assert organisation.ends_on == TODAY
    assert "accounts.organisation.closed" in kinds_about(organisation)
