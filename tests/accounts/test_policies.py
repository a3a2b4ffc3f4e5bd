"""Who may run the portal: each rule as a table of person, relation and the sentence they get."""

import pytest

from csp_portal.accounts import policies
from csp_portal.accounts.roles import DUTY_ROLES, Role
from tests.factories import FOUNDED_ON, make_duty, make_organisation, make_user

pytestmark = pytest.mark.django_db
NOT_ADMINISTRATOR = "Only a partnership administrator can do this."
NOT_YOURSELF = "You cannot give a duty to yourself. Ask another administrator."


@pytest.fixture
def people():
    return {
        "administrator": make_user(full_name="Ada Admin", duties=[Role.ADMINISTRATOR]),
        "other administrator": make_user(full_name="Olu Other", duties=[Role.ADMINISTRATOR]),
        "secretariat": make_user(full_name="Sam Secretary", duties=[Role.SECRETARIAT]),
        "member": make_user(full_name="Mo Member"),
        "command line": None,
    }


@pytest.mark.parametrize(
    ("by", "person", "reason"),
    [
        ("administrator", "member", ""),
        ("administrator", "other administrator", ""),
        ("administrator", "administrator", NOT_YOURSELF),
        ("secretariat", "member", NOT_ADMINISTRATOR),
        ("secretariat", "secretariat", NOT_ADMINISTRATOR),
        ("member", "member", NOT_ADMINISTRATOR),
        ("command line", "administrator", ""),
    ],
)
def test_grant_duty(people, by, person, reason):
    assert policies.grant_duty.refusal(people[by], people[person], on=FOUNDED_ON) == reason


@pytest.mark.parametrize("role", sorted(DUTY_ROLES))
def test_only_administrators_run_the_portal(role):
    person = make_user(duties=[role])

    allowed = policies.run_portal.allows(person, on=FOUNDED_ON)

    assert allowed == (role == Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("role", "own_organisation", "reason"),
    [
        (Role.SECRETARIAT, False, ""),
        (Role.OFFICER, True, ""),
        (Role.OFFICER, False, "Choose the organisation for which Mo Member is Officer."),
        (Role.SPOC, False, "Choose the organisation for which Mo Member is Single point of contact (SPOC)."),
        (
            Role.CO_CHAIR,
            False,
            "Co-chair comes with a seat on a board. Give the person a seat instead.",
        ),
    ],
)
def test_take_up_duty(people, role, own_organisation, reason):
    member = people["member"]
    organisation = member.organisations(on=FOUNDED_ON).get() if own_organisation else None

    assert policies.take_up_duty.refusal(member, role, organisation, on=FOUNDED_ON) == reason


def test_take_up_duty_refuses_somebody_elses_organisation(people):
    elsewhere = make_organisation(name="Elsewhere")

    reason = policies.take_up_duty.refusal(people["member"], Role.SPOC, elsewhere, on=FOUNDED_ON)

    assert reason == "Mo Member does not belong to Elsewhere on that day."


def test_end_duty_of_one_administrator_among_two_is_allowed(people):
    duty = people["other administrator"].duties.get()

    assert policies.end_duty.refusal(people["administrator"], duty, on=FOUNDED_ON) == ""


def test_the_last_administrator_stays():
    last = make_user(full_name="Ada Admin", duties=[Role.ADMINISTRATOR])
    sentence = "Ada Admin is the last administrator. Make somebody else administrator first."

    assert policies.end_duty.refusal(last, last.duties.get(), on=FOUNDED_ON) == sentence
    assert policies.end_access.refusal(last, last, on=FOUNDED_ON) == sentence


def test_an_administrator_who_cannot_sign_in_does_not_count():
    last = make_user(full_name="Ada Admin", duties=[Role.ADMINISTRATOR])
    invited = make_user(full_name="Ina Invited")
    invited.is_active = False
    invited.save()
    make_duty(user=invited, role=Role.ADMINISTRATOR)

    assert not policies.end_duty.allows(last, last.duties.get(), on=FOUNDED_ON)


@pytest.mark.parametrize(
    ("by", "person", "allowed"),
    [
        ("administrator", "member", True),
        ("administrator", "administrator", False),
        ("member", "member", False),
        ("secretariat", "member", False),
    ],
)
def test_reset_second_factor(people, by, person, allowed):
    assert policies.reset_second_factor.allows(people[by], people[person], on=FOUNDED_ON) == allowed


def test_invite_refuses_who_can_sign_in_already(people):
    reason = policies.invite.refusal(people["administrator"], people["member"], on=FOUNDED_ON)

    assert reason == "Mo Member can sign in already. They can set a new password from the sign-in page."


def test_close_organisation_waits_until_its_people_are_gone(people):
    organisation = people["member"].organisations(on=FOUNDED_ON).get()

    reason = policies.close_organisation.refusal(people["administrator"], organisation, on=FOUNDED_ON)

    assert reason.startswith("People still belong to ")
