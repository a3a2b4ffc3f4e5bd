"""Sign-in through a partner's own server: a real code flow against a small provider in this process."""

import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlparse

import jwt
import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse
from django.utils import timezone

from csp_portal.accounts import workflow
from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Role
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
LOGIN = "/account/single-sign-on/police/login/"


class Provider(BaseHTTPRequestHandler):
    """As much of OpenID Connect as one partner's server needs, with PKCE."""

    claims: dict = {}
    codes: dict = {}
    address = ""

    def log_message(self, *args):
        pass

    def _answer(self, document):
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        path = urlparse(self.path)
        if path.path == "/.well-known/openid-configuration":
            self._answer(
                {
                    "issuer": self.address,
                    "authorization_endpoint": f"{self.address}/authorize",
                    "token_endpoint": f"{self.address}/token",
                    "userinfo_endpoint": f"{self.address}/userinfo",
                    "jwks_uri": f"{self.address}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif path.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(path.query).items()}
            code = secrets.token_urlsafe(8)
            self.codes[code] = asked
            self.send_response(302)
            answer = urlencode({"code": code, "state": asked["state"]})
            self.send_header("Location", f"{asked['redirect_uri']}?{answer}")
            self.end_headers()
        elif path.path == "/userinfo":
            self._answer(self.claims)

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        asked = self.codes.pop(sent["code"][0])
        assert sent["client_secret"] == ["the-secret"]
        assert asked["code_challenge_method"] == "S256"
        assert sent["code_verifier"]
        now = int(time.time())
        token = {"iss": self.address, "aud": "the-portal", "iat": now, "exp": now + 60, **self.claims}
        self._answer(
            {
                "access_token": "an-access-token",
                "token_type": "Bearer",
                "id_token": jwt.encode(token, "k" * 32, algorithm="HS256"),
            }
        )


@pytest.fixture
def provider(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    Provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "police",
                    "name": "the police",
                    "client_id": "the-portal",
                    "secret": "the-secret",
                    "settings": {
                        "server_url": Provider.address,
                        "email_authentication": True,
                        "email_domains": ["police.example"],
                    },
                }
            ],
        }
    }
    yield Provider
    server.shutdown()
    server.server_close()
    thread.join()


def go_through(client, provider, **claims):
    """Press the button, follow the provider's redirect, and come back with its code."""
    import requests

    provider.claims = {"sub": "person-1", "email_verified": True} | claims
    to_provider = client.post(LOGIN)
    assert to_provider.status_code == 302
    with requests.get(to_provider.url, allow_redirects=False, timeout=5) as back:
        callback = urlparse(back.headers["Location"])
    return client.get(f"{callback.path}?{callback.query}")


def test_the_sign_in_page_offers_the_partner(client, provider):
    page = client.get("/account/login/").content.decode()

    assert "Sign in with the police" in page
    assert LOGIN in page


def test_somebody_with_an_account_gets_in(client, provider):
    person = make_user(email="dee@police.example")

    response = go_through(client, provider, email="Dee@police.example")

    assert response.url == "/"
    assert client.session["_auth_user_id"] == str(person.pk)
    assert SocialAccount.objects.get().user == person
    person.refresh_from_db()
    assert person.has_usable_password()


def test_nobody_gets_an_account_by_it(client, provider):
    response = go_through(client, provider, email="stranger@police.example")

    assert "No account with this address" in response.content.decode()
    assert not User.objects.filter(email="stranger@police.example").exists()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "head@council.example"},
        {"email": "head@council.example", "email_verified": True},
        {"email": "head@police.example.evil.example"},
        {"email": "dee@police.example", "email_verified": False},
        {"email": "dee@police.example", "email_verified": "false"},
        {"email": "dee@police.example", "email_verified": None},
        {"email": ""},
    ],
)
def test_a_partner_speaks_for_its_own_checked_addresses_only(client, provider, claims):
    make_user(email="head@council.example")
    make_user(email="dee@police.example")

    response = go_through(client, provider, **claims)

    assert "No account with this address" in response.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.fixture
def invited():
    person = workflow.add_person(
        email="ivy@police.example",
        full_name="Ivy Invited",
        organisation=make_organisation(),
        position="Officer",
        by=None,
        at=timezone.now(),
    )
    workflow.invite(person, by=None, at=timezone.now())
    return person


def test_an_invited_person_opens_the_account_by_signing_in(client, provider, invited):
    go_through(client, provider, email="ivy@police.example")

    invited.refresh_from_db()
    assert invited.is_active
    assert not invited.has_usable_password()
    assert client.session["_auth_user_id"] == str(invited.pk)
    assert invited.invitations.get().accepted_at


def test_a_withdrawn_invitation_lets_nobody_in(client, provider, invited):
    administrator = make_user(duties=[Role.ADMINISTRATOR])
    workflow.withdraw_invitation(invited.invitations.get(), by=administrator, at=timezone.now())

    response = go_through(client, provider, email="ivy@police.example")

    assert response.url == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_who_left_stays_out_even_when_linked(client, provider):
    person = make_user(email="dee@police.example")
    go_through(client, provider, email="dee@police.example")
    administrator = make_user(duties=[Role.ADMINISTRATOR])
    workflow.end_access(person, by=administrator, at=timezone.now())
    client.logout()

    response = go_through(client, provider, email="dee@police.example")

    assert response.url == reverse("account_inactive")


def test_a_partner_does_not_speak_for_somebody_who_has_moved_to_another(client, provider):
    person = make_user(email="dee@police.example")
    go_through(client, provider, email="dee@police.example")
    client.logout()
    workflow.edit_person(
        person,
        full_name=person.full_name,
        email="dee@council.example",
        telephone="",
        by=make_user(duties=[Role.ADMINISTRATOR]),
        at=timezone.now(),
    )

    response = go_through(client, provider, email="dee@police.example")

    assert response.url == reverse("account_login")
    assert "_auth_user_id" not in client.session


def test_the_second_factor_is_asked_for_all_the_same(client, provider):
    person = make_user(email="dee@police.example", duties=[Role.OFFICER])
    TOTP.activate(person, generate_totp_secret())

    response = go_through(client, provider, email="dee@police.example")

    assert response.url == reverse("mfa_authenticate")


def test_a_forged_answer_gets_a_page_and_not_in(client, provider):
    make_user(email="dee@police.example")

    response = client.get("/account/single-sign-on/police/callback/?code=x&state=forged")

    assert "Signing in did not work" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_an_unknown_partner_is_not_found(client, provider):
    assert client.post("/account/single-sign-on/elsewhere/login/").status_code == 404
