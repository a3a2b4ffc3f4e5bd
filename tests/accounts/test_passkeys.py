"""Passkeys in a real browser, under the portal's own content security policy."""

import pytest
from django.urls import reverse

from csp_portal.accounts.roles import Role
from tests.factories import PASSWORD, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def device(page):
    """Give the browser a device that keeps passkeys and says yes."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return tools


def sign_in_by_password(page, person):
    page.goto(reverse("account_login"))
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_an_officer_enrols_a_passkey_and_signs_in_with_it_alone(page, device, axe, live_server):
    officer = make_user(full_name="Olive Officer", duties=[Role.OFFICER])
    sign_in_by_password(page, officer)
    page.get_by_role("link", name="Add a passkey").click()
    assert axe() == []
    page.get_by_label("Sign me in with this passkey alone").check()
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/second-factor/codes/")
    assert axe() == []
    page.goto(reverse("account_logout"))
    page.locator("main").get_by_role("button", name="Sign out").click()

    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{live_server.url}/")
    page.goto(reverse("accounts:account_detail"))

    assert "1 passkey, recovery codes" in page.locator("main").inner_text()


def test_a_passkey_that_is_refused_says_so(page):
    page.goto(reverse("account_login"))
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error()) }")

    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_text("The passkey did not work, or you stopped it.").wait_for()
