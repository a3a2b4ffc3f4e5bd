"""Promises that every address keeps."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from tests.architecture.routes import Route, routes

# Each address that answers somebody who has not signed in, and why.
PUBLIC_ROUTES = {
    "healthz": "a load balancer asks",
    "readyz": "monitoring asks",
    "favicon": "browsers ask for it on the sign-in page",
    "help_index": "how to get in is on it",
    "theme": "the sign-in page has the partnership's colours too",
    "accessibility_statement": "the law wants it found by everybody",
    "cookies": "says what the sign-in page sets",
    "account_login": "signing in",
    "account_logout": "whoever is out already is sent on",
    "account_inactive": "says that the account is closed",
    "account_reauthenticate": "sends whoever is not signed in to do so",
    "account_reset_password": "whoever forgot the password cannot sign in",
    "account_reset_password_done": "the same",
    "account_reset_password_from_key": "the same, with the key from the e-mail",
    "account_reset_password_from_key_done": "the same",
    "accounts:invitation_accept": "the token from the e-mail stands for signing in",
    "mfa_authenticate": "half-way through signing in",
    "mfa_login_webauthn": "signing in with a passkey",
    "openid_connect_login": "signing in at one's own organisation",
    "openid_connect_callback": "coming back from there",
    "socialaccount_login_cancelled": "coming back from there without having signed in",
    "actions:link_answer": "the token from the e-mail stands for signing in, for one answer",
    "meetings:calendar_feed": "a calendar program cannot sign in; the address is a secret and can be changed",
    "meetings:public_robots": "search engines ask what they may read",
    "meetings:public_home": "the public pages are for everybody (ToR 6.10)",
    "meetings:public_sitemap": "the same, for search engines",
    "meetings:public_board": "the same",
    "meetings:public_calendar": "the same, for calendar programs",
    "meetings:public_meeting": "the same",
    "meetings:public_minutes": "the same",
    "meetings:public_minutes_download": "the same",
    "meetings:public_pack_download": "the same",
    "meetings:public_paper": "the same",
    "meetings:public_paper_download": "the same",
    "meetings:public_request_ask": "the public asks for a copy there",
    "meetings:public_request_asked": "the same",
    "meetings:public_request_copy": "the signed link from the answer stands for signing in",
    "meetings:public_copy_download": "the same",
    "meetings:public_subscription_ask": "the public subscribes there",
    "meetings:public_subscription_asked": "the same",
    "meetings:public_subscription_confirm": "the signed link from the e-mail stands for signing in",
    "meetings:public_subscription_end": "the same",
}
# Pages that a view shows besides its own, and when.
SECOND_PAGES = {
    "invitation_closed": "invitation_accept, when the link has been used or withdrawn",
    "link_answered": "link_answer, once the answer is given",
    "link_closed": "link_answer, when the link has been used, withdrawn or has run out",
    "minutes_out_of_order": "minutes_number and minutes_send_to_chair, when earlier minutes have no numbers",
}

ROUTES = routes()
OURS = [route for route in ROUTES if route.namespace]


@pytest.mark.django_db
@pytest.mark.parametrize("route", [r for r in ROUTES if str(r) not in PUBLIC_ROUTES], ids=str)
def test_a_page_asks_for_sign_in_unless_it_is_listed_as_public(client, route: Route):
    response = client.get(route.address())

    assert response.status_code == 302
    assert response["Location"].startswith(reverse(settings.LOGIN_URL))


def test_no_public_address_is_listed_that_there_is_not():
    assert PUBLIC_ROUTES.keys() <= {str(route) for route in ROUTES}


def test_every_address_has_a_name_of_its_own():
    names = [str(route) for route in ROUTES]

    assert sorted(names) == sorted(set(names))
    assert "" not in names


@pytest.mark.parametrize("route", OURS, ids=str)
def test_an_address_and_its_view_have_the_same_name(route: Route):
    assert route.view.__name__ == route.name


def test_every_template_of_a_page_has_the_name_of_its_address():
    names = {(route.namespace, route.name) for route in OURS}
    astray = []
    for namespace in {route.namespace for route in OURS}:
        for path in (Path(settings.BASE_DIR) / "templates" / namespace).glob("*.html"):
            # What begins with a line is a part of pages, or the frame that an app's pages share.
            is_page = '{% extends "base.html" %}' in path.read_text() and not path.stem.startswith("_")
            if is_page and (namespace, path.stem) not in names and path.stem not in SECOND_PAGES:
                astray.append(f"{namespace}/{path.name}")

    assert astray == []


@pytest.mark.parametrize("route", OURS, ids=str)
def test_names_say_what_happens_in_the_fields_own_words(route: Route):
    assert not {"delete", "update", "process", "handle"} & set(route.name.split("_"))
