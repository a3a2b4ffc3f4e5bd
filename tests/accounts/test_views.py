"""The administrator's pages, one's own account, invitations, and who gets to see them."""

import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from csp_portal.accounts import workflow
from csp_portal.accounts.documentation import roles_table
from csp_portal.accounts.models import Duty, Invitation, Organisation, User
from csp_portal.accounts.roles import DUTY_ROLES, Role
from csp_portal.core import clock
from csp_portal.demonstration.accounts import DEMONSTRATION_ACCOUNTS, set_up_second_factor
from tests.factories import PASSWORD, make_organisation, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    person = make_user(full_name="Ada Admin", email="ada@example.org", duties=[Role.ADMINISTRATOR])
    sign_in(client, person)
    return person


@pytest.fixture
def person():
    return make_user(full_name="Mo Member", email="mo@example.org")


def day(when, field="last_day"):
    return {f"{field}_day": when.day, f"{field}_month": when.month, f"{field}_year": when.year}


PAGES = [
    "organisation_list",
    "organisation_create",
    "organisation_detail",
    "organisation_edit",
    "person_list",
    "person_invite",
    "person_detail",
    "person_edit",
    "person_end_access",
    "membership_create",
    "membership_end",
    "duty_grant",
    "duty_end",
    "second_factor_reset",
]


def page_of(name, person):
    organisation = person.memberships.get().organisation
    arguments = {
        "organisation_detail": organisation.slug,
        "organisation_edit": organisation.slug,
        "membership_end": person.memberships.get().pk,
        "duty_end": person.duties.get().pk,
    }
    plain = {"organisation_list", "organisation_create", "person_list", "person_invite"}
    return reverse(f"accounts:{name}", args=[] if name in plain else [arguments.get(name, person.pk)])


@pytest.mark.parametrize("name", PAGES)
def test_the_administrator_sees_the_page_with_one_heading(client, administrator, name):
    person = make_user(duties=[Role.SECRETARIAT])

    response = client.get(page_of(name, person))

    assert response.status_code == 200
    assert len(re.findall("<h1", response.content.decode())) == 1
    assert not re.search(r"<style|style=|<script>|onclick=", response.content.decode())


@pytest.mark.parametrize("role", sorted(DUTY_ROLES - {Role.ADMINISTRATOR}))
@pytest.mark.parametrize("name", PAGES)
def test_nobody_else_does(client, name, role):
    person = make_user(duties=[Role.SECRETARIAT])
    sign_in(client, make_user(duties=[role]))

    assert client.get(page_of(name, person)).status_code == 403


def test_inviting_a_person_from_the_page(client, administrator):
    organisation = make_organisation()

    response = client.post(
        reverse("accounts:person_invite"),
        {
            "full_name": "Nia Newcomer",
            "email": "nia@example.org",
            "organisation": organisation.pk,
            "position": "Officer",
        },
    )

    person = User.objects.get(email="nia@example.org")
    assert response.url == reverse("accounts:person_detail", args=[person.pk])
    assert person.invitations.get().is_usable(at=clock.now())
    assert not person.is_active


def test_an_address_that_is_taken_keeps_the_answers(client, administrator, person):
    response = client.post(
        reverse("accounts:person_invite"), {"full_name": "Mo Again", "email": "MO@example.org"}
    )

    page = response.content.decode()
    assert "This address is on record already." in page
    assert "Mo Again" in page
    assert "<title>Error: " in page


def test_the_link_opens_the_account_once(client, administrator):
    nia = workflow.add_person(email="nia@example.org", full_name="Nia Newcomer", by=None, at=clock.now())
    path = "/" + workflow.invite(nia, by=administrator, at=clock.now()).link.split("/", 3)[3]
    client.logout()
    weak = client.post(path, {"password": "short", "password_again": "short"})
    differing = client.post(path, {"password": PASSWORD, "password_again": "something else entirely"})

    opened = client.post(path, {"password": PASSWORD, "password_again": PASSWORD})
    again = client.get(path)

    assert "Use at least 15 characters." in weak.content.decode()
    assert "The two passwords differ." in differing.content.decode()
    assert opened.url == reverse("account_login")
    assert again.status_code == 410
    assert "used already" in again.content.decode()


@pytest.mark.parametrize("token", ["nonsense", "MQ:1abcde:forged"])
def test_a_forged_link_opens_nothing(client, token):
    response = client.get(reverse("accounts:invitation_accept", args=[token]))

    assert response.status_code == 404
    assert "This invitation cannot be used" in response.content.decode()


def test_sending_again_and_withdrawing_from_the_page(client, administrator):
    nia = workflow.add_person(email="nia@example.org", full_name="Nia Newcomer", by=None, at=clock.now())
    client.post(reverse("accounts:invitation_send", args=[nia.pk]))
    client.post(reverse("accounts:invitation_send", args=[nia.pk]))
    newest = nia.invitations.open().get()

    client.post(reverse("accounts:invitation_withdraw", args=[newest.pk]))

    assert Invitation.objects.filter(user=nia).count() == 2
    assert not nia.invitations.open().exists()


def test_giving_and_ending_a_duty_from_the_page(client, administrator, person):
    client.post(
        reverse("accounts:duty_grant", args=[person.pk]),
        {"role": "secretariat", "reason": "Asked for by the board", **day(clock.today(), "starts_on")},
    )
    duty = Duty.objects.get(user=person)
    assert duty.granted_by == administrator

    client.post(reverse("accounts:duty_end", args=[duty.pk]), day(clock.today()))

    assert User.objects.get(pk=person.pk).roles(on=clock.today()) == frozenset()


def test_a_duty_that_needs_an_organisation_says_so_beside_the_field(client, administrator, person):
    response = client.post(
        reverse("accounts:duty_grant", args=[person.pk]),
        {"role": "spoc", "reason": "Asked for", **day(clock.today(), "starts_on")},
    )

    assert "Choose the organisation for which Mo Member is" in response.content.decode()


def test_nobody_is_offered_to_give_themselves_a_duty(client, administrator):
    detail = client.get(reverse("accounts:person_detail", args=[administrator.pk])).content.decode()
    attempt = client.post(reverse("accounts:duty_grant", args=[administrator.pk]), {"role": "secretariat"})

    assert "You cannot give a duty to yourself." in detail
    assert attempt.status_code == 403


def test_ending_access_from_the_page(client, administrator, person):
    client.post(reverse("accounts:person_end_access", args=[person.pk]))

    person.refresh_from_db()
    assert not person.is_active


def test_adding_changing_and_closing_an_organisation(client, administrator):
    answers = {
        "name": "Enfield Friends",
        "short_name": "Friends",
        "sector": "voluntary",
        **day(date(2015, 4, 1), "starts_on"),
    }
    client.post(reverse("accounts:organisation_create"), answers)
    client.post(
        reverse("accounts:organisation_edit", args=["friends"]), answers | {"name": "Friends of Enfield"}
    )

    client.post(reverse("accounts:organisation_close", args=["friends"]), day(clock.today()))

    organisation = Organisation.objects.get(slug="friends")
    assert (organisation.name, organisation.ends_on) == ("Friends of Enfield", clock.today())
    assert organisation.history.count() == 3


@pytest.mark.parametrize(
    ("words", "found"),
    [("mo", True), ("member", True), ("mo@example", True), ("mo member", True), ("nobody", False)],
)
def test_people_are_found_by_name_and_address(client, administrator, person, words, found):
    page = client.get(reverse("accounts:person_list"), {"words": words}).content.decode()

    assert ("Mo Member" in page) == found


def test_people_who_left_are_listed_when_asked_for(client, administrator, person):
    workflow.end_access(person, by=administrator, at=clock.now())

    usual = client.get(reverse("accounts:person_list"), {"words": "mo"}).content.decode()
    all_of_them = client.get(
        reverse("accounts:person_list"), {"words": "mo", "with_those_who_left": "on"}
    ).content.decode()

    assert "Mo Member" not in usual
    assert "Mo Member" in all_of_them


def test_the_list_of_people_asks_the_same_number_of_questions_however_many_there_are(
    client, administrator, django_assert_max_num_queries
):
    organisation = make_organisation()
    for _ in range(20):
        make_user(organisation=organisation, duties=[Role.SECRETARIAT])

    with django_assert_max_num_queries(10):
        client.get(reverse("accounts:person_list"))


def test_everybody_sees_their_own_account(client):
    person = make_user(full_name="Sal Secretary", duties=[Role.SECRETARIAT])
    sign_in(client, person)

    page = client.get(reverse("accounts:account_detail")).content.decode()

    assert "Sal Secretary" in page
    assert "Secretariat" in page


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "usersessions_list",
        "account_change_password",
        "account_reauthenticate",
        "socialaccount_connections",
        "account_logout",
    ],
)
def test_the_pages_of_ones_own_account(client, person, name):
    sign_in(client, person)

    page = client.get(reverse(name)).content.decode()

    assert len(re.findall("<h1", page)) == 1
    assert not re.search(r"<style|style=|<script>|onclick=", page)
    assert "{%" not in page


# --- The command line -----------------------------------------------------------------------------
def test_the_first_administrator_comes_from_the_command_line(client):
    out = StringIO()

    call_command("create_administrator", "first@example.org", "Fay First", stdout=out)

    path = "/" + out.getvalue().strip().splitlines()[-1].split("/", 3)[3]
    client.post(path, {"password": PASSWORD, "password_again": PASSWORD})
    person = User.objects.get(email="first@example.org")
    assert person.is_active
    assert person.roles(on=clock.today()) == {Role.ADMINISTRATOR}


@pytest.mark.parametrize("email", ["not an address", "mo@example.org"])
def test_the_command_line_refuses_with_a_sentence(person, email):
    with pytest.raises(CommandError):
        call_command("create_administrator", email, "Somebody")


# --- The demonstration ----------------------------------------------------------------------------
@pytest.fixture
def demonstration():
    organisation = make_organisation()
    for account in DEMONSTRATION_ACCOUNTS:
        person = make_user(
            email=account.email,
            full_name=account.full_name,
            organisation=organisation,
            duties=account.duties,
            password=account.password,
        )
        if account.needs_second_factor:
            set_up_second_factor(person)


def test_the_demonstration_lists_an_account_for_each_duty(client, demonstration, settings):
    settings.DEMONSTRATION = True

    page = client.get("/account/login/").content.decode()

    assert all(account.email in page for account in DEMONSTRATION_ACCOUNTS)
    assert {role for account in DEMONSTRATION_ACCOUNTS for role in account.duties} == DUTY_ROLES


def test_the_demonstration_shows_a_code_that_works_twice_in_a_row(client, demonstration, settings):
    settings.DEMONSTRATION = True
    spoc = next(account for account in DEMONSTRATION_ACCOUNTS if Role.SPOC in account.duties)

    for _ in range(2):
        shown = client.post(
            "/account/login/", {"login": spoc.email, "password": spoc.password}, follow=True
        ).content.decode()
        code = "".join(re.search(r"<strong>(\d{3}) (\d{3})</strong>", shown).groups())
        answer = client.post(reverse("mfa_authenticate"), {"code": code})
        assert answer.url == "/"
        client.post(reverse("account_logout"))


def test_production_shows_none_of_it(client, demonstration, settings, administrator):
    settings.DEMONSTRATION = False
    nia = workflow.add_person(email="nia@example.org", full_name="Nia Newcomer", by=None, at=clock.now())
    link = workflow.invite(nia, by=administrator, at=clock.now()).link
    detail = client.get(reverse("accounts:person_detail", args=[nia.pk])).content.decode()
    client.logout()
    spoc = next(account for account in DEMONSTRATION_ACCOUNTS if Role.SPOC in account.duties)

    sign_in_page = client.get("/account/login/").content.decode()
    code_page = client.post(
        "/account/login/", {"login": spoc.email, "password": spoc.password}, follow=True
    ).content.decode()

    assert link not in detail
    assert spoc.password not in sign_in_page
    assert spoc.email not in sign_in_page
    assert "Demonstration" not in code_page


def test_the_table_of_roles_names_every_role():
    table = roles_table()

    assert all(role.label in table for role in Role)
    assert "| Partnership administrator | a duty | required |" in table
