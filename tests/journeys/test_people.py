"""A person's way through the portal: invited, let in, asked for a second factor, and gone at once."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from playwright.sync_api import Page, expect

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Role
from tests.factories import make_organisation, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "violet ladder morning tide"


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in_by_hand(page: Page, email: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail address").first.fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_person_is_invited_sets_up_a_second_factor_and_loses_access_at_once(
    window: Callable[..., Page],
) -> None:
    organisation = make_organisation(name="Harbour Council")
    administrator = make_user(full_name="Ada Keeper", duties=[Role.ADMINISTRATOR])
    make_user(duties=[Role.ADMINISTRATOR])

    office = window(administrator)
    office.goto("/")
    office.get_by_role("link", name="People", exact=True).first.click()
    office.get_by_role("link", name="Invite a person").click()
    office.get_by_label("Full name").fill("Nia Newcomer")
    office.get_by_label("E-mail address").fill("nia@example.org")
    office.get_by_label("Organisation").select_option(label=organisation.name)
    office.get_by_label("Position").fill("Information officer")
    office.get_by_role("button", name="Send the invitation").click()
    expect(office.get_by_role("heading", level=1)).to_contain_text("Nia Newcomer")
    persons_page = office.url
    office.get_by_role("link", name=re.compile("Give a duty")).click()
    office.get_by_label("Duty").select_option(Role.INFORMATION_GOVERNANCE_LEAD)
    office.get_by_label("Reason").fill("She succeeds Mo.")
    office.get_by_role("button", name=re.compile("Give the duty")).click()
    expect(office.get_by_text("Information governance lead").first).to_be_visible()

    letters = [letter.body for letter in mail.outbox if letter.to == ["nia@example.org"]]
    link = re.search(r"/invitations/\S+/", "".join(letters))
    assert link, letters
    newcomer = window()
    newcomer.goto(link[0])
    newcomer.get_by_label("Password", exact=True).fill(PASSWORD)
    newcomer.get_by_label("Password again").fill(PASSWORD)
    newcomer.get_by_role("button", name="Open my account").click()
    if "login" in newcomer.url:
        sign_in_by_hand(newcomer, "nia@example.org")
    expect(newcomer.get_by_role("heading", level=1)).to_have_text("Set up a second factor")
    newcomer.get_by_role("link", name="Set up an app").click()
    newcomer.get_by_label("Code").fill(code(newcomer.locator("dd code").inner_text()))
    newcomer.get_by_role("button", name="Set up the app").click()
    expect(newcomer.get_by_role("heading", level=1)).to_contain_text(
        re.compile("recovery codes", re.IGNORECASE)
    )
    newcomer.goto("/")
    expect(newcomer.get_by_role("main")).not_to_contain_text("Set up a second factor")

    office.goto(persons_page)
    office.get_by_role("link", name=re.compile("End (their )?access")).click()
    office.get_by_role("button", name=re.compile("End")).click()
    newcomer.goto("/boards/")
    expect(newcomer.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in_by_hand(newcomer, "nia@example.org")
    expect(newcomer.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert not User.objects.get(email="nia@example.org").is_active
