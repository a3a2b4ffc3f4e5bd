"""Getting in: by password and second factor, and every way around that is closed."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet, MultiFernet
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from csp_portal.accounts.roles import SECOND_FACTOR_ROLES, Role
from csp_portal.audit.models import AuditEvent
from tests.factories import PASSWORD, make_user, sign_in

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/login/"


@pytest.fixture
def member():
    return make_user(full_name="Mo Member", email="mo@example.org")


@pytest.fixture
def officer():
    return make_user(full_name="Olive Officer", email="olive@example.org", duties=[Role.OFFICER])


def code_of(person, step=0):
    secret = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP).data["secret"]
    return format_hotp_value(hotp_value(decrypt(secret), int(time.time()) // 30 + step))


def enrol(person):
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)


def show_password(client, email, password=PASSWORD, **extra):
    return client.post(SIGN_IN, {"login": email, "password": password}, **extra)


def test_a_member_signs_in_by_e_mail_whatever_its_case(client, member):
    response = show_password(client, "MO@example.org")

    assert (response.status_code, response.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(member.pk)
    assert AuditEvent.objects.filter(kind="accounts.sign_in.succeeded", actor_pk=member.pk).exists()


def test_signing_in_returns_to_the_page_that_was_asked_for(client, member):
    to = client.get("/account/sessions/").url

    response = client.post(to, {"login": member.email, "password": PASSWORD})

    assert response.url == "/account/sessions/"


def test_signing_in_leads_to_no_other_site(client, member):
    response = client.post(
        f"{SIGN_IN}?next=https://evil.example/", {"login": member.email, "password": PASSWORD}
    )

    assert response.url == "/"


def test_wrong_passwords_and_unknown_addresses_get_the_same_sentence(client, member):
    wrong = show_password(client, member.email, "a wrong password here")
    unknown = show_password(client, "nobody@example.org", "a wrong password here")

    sentence = "The e-mail address and the password do not belong together. Check both."
    assert sentence in wrong.content.decode()
    assert sentence in unknown.content.decode()


def test_a_failed_sign_in_is_on_record_without_the_address(client, member):
    before = AuditEvent.objects.filter(kind="accounts.sign_in.failed").count()

    show_password(client, member.email, "a wrong password here")

    event = AuditEvent.objects.filter(kind="accounts.sign_in.failed").latest("number")
    assert AuditEvent.objects.filter(kind="accounts.sign_in.failed").count() == before + 1
    assert member.email not in str(event.details)


def test_guessing_stops_after_ten_tries_from_one_address(client, member):
    answers = [show_password(client, member.email, f"a wrong password {n}").status_code for n in range(12)]

    assert answers[:10] == [200] * 10
    assert answers[10:] == [429, 429]


def test_guessing_locks_nobody_else_out(client, member):
    for n in range(12):
        show_password(client, member.email, f"a wrong password {n}", REMOTE_ADDR="192.0.2.66")

    response = show_password(Client(), member.email, REMOTE_ADDR="192.0.2.7")

    assert response.status_code == 302


def test_guessing_one_account_leaves_the_office_next_to_it_alone(client, member, officer):
    for n in range(12):
        show_password(client, member.email, f"a wrong password {n}")

    response = show_password(Client(), officer.email)

    assert response.status_code == 302


def test_the_limits_are_counted_in_the_database_so_all_processes_share_them():
    from csp_portal.settings import CACHES  # noqa: TID251 - tests use another

    assert CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"


def test_somebody_who_left_does_not_get_in(client, member):
    member.is_active = False
    member.save()

    response = show_password(client, member.email)

    assert "_auth_user_id" not in client.session
    assert response.url == reverse("account_inactive")


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_email_verification_sent", "socialaccount_signup"],
)
def test_addresses_that_the_portal_has_no_use_for_do_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["/account/signup/", "/accounts/signup/", "/account/email/", "/admin/"])
def test_there_is_no_sign_up(client, path):
    assert client.get(path).status_code == 404 or "/login/" in client.get(path).url


PUBLIC = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "socialaccount_login_cancelled",
    "openid_connect_login",
    "openid_connect_callback",
    "accounts:invitation_accept",
}
ARGUMENTS = {"pk": 1, "slug": "partner", "token": "x", "uidb36": "1", "key": "x", "provider_id": "partner"}


def addresses():
    from csp_portal.accounts.urls import sign_in_patterns, urlpatterns

    for pattern in sign_in_patterns:
        yield pattern.name, pattern
    for pattern in urlpatterns:
        yield f"accounts:{pattern.name}", pattern


@pytest.mark.parametrize(("name", "pattern"), list(addresses()), ids=lambda value: str(value)[:40])
def test_whoever_is_not_signed_in_meets_the_sign_in_page(client, name, pattern):
    wanted = {key: ARGUMENTS[key] for key in pattern.pattern.regex.groupindex}
    path = reverse(name, kwargs=wanted)

    response = client.get(path)

    to_sign_in = response.status_code == 302 and response.url == f"{SIGN_IN}?next={path}"
    assert to_sign_in == (name not in PUBLIC)


def test_every_public_address_is_known():
    names = {name for name, _ in addresses()}

    assert PUBLIC <= names


# --- The second factor ----------------------------------------------------------------------------
@pytest.mark.parametrize("role", sorted(SECOND_FACTOR_ROLES))
def test_such_a_duty_sends_to_enrol_before_anything_else(client, role):
    person = make_user(duties=[role])
    show_password(client, person.email)

    responses = {path: client.get(path) for path in ("/", "/account/", "/people/", "/account/sessions/")}

    assert {response.url for response in responses.values()} == {reverse("accounts:second_factor_required")}


WAYS_AROUND = [
    (method, name)
    for method in ("get", "post")
    for name, pattern in addresses()
    if name not in PUBLIC
    and name
    not in {
        "accounts:second_factor_required",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
    }
]


@pytest.mark.parametrize(("method", "name"), WAYS_AROUND)
def test_no_address_walks_around_enrolment(client, officer, method, name):
    client.force_login(officer)
    pattern = dict(addresses())[name]
    path = reverse(name, kwargs={key: ARGUMENTS[key] for key in pattern.pattern.regex.groupindex})

    response = getattr(client, method)(path)

    assert (response.status_code, response.get("Location")) == (
        302,
        reverse("accounts:second_factor_required"),
    )


def test_enrolling_an_app_leads_to_recovery_codes_and_in(client, officer):
    show_password(client, officer.email)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))

    response = client.post(reverse("mfa_activate_totp"), {"code": code})

    assert response.url == reverse("mfa_view_recovery_codes")
    codes = client.get(response.url)
    assert len(re.findall(r"<code>\d{8}</code>", codes.content.decode())) == 10
    assert client.get("/account/").status_code == 200
    assert secret not in str(list(Authenticator.objects.values("data")))


def test_a_session_from_before_enrolment_must_show_the_factor(officer):
    old, new = Client(), Client()
    old.force_login(officer)
    enrol(officer)

    blocked = old.get("/account/")
    adding = old.get(reverse("mfa_add_webauthn"))

    assert blocked.url.startswith(reverse("mfa_reauthenticate"))
    assert adding.url.startswith(reverse("mfa_reauthenticate"))
    assert new.get("/account/").status_code == 302


def test_signing_in_with_a_code(client, officer):
    enrol(officer)

    first = show_password(client, officer.email)
    second = client.post(first.url, {"code": code_of(officer)})

    assert first.url == reverse("mfa_authenticate")
    assert second.url == "/"
    assert client.get("/account/").status_code == 200


def test_a_code_works_once(officer):
    enrol(officer)
    code = code_of(officer)
    first, second = Client(), Client()

    answers = [
        client.post(show_password(client, officer.email).url, {"code": code}).status_code
        for client in (first, second)
    ]

    assert answers == [302, 200]


def test_a_code_stays_used_when_allauth_forgets_it(officer):
    enrol(officer)
    code = code_of(officer)
    client, thief = Client(), Client()
    client.post(show_password(client, officer.email).url, {"code": code})
    cache.delete(f"allauth.mfa.totp.used?user={officer.pk}&code={code}")

    response = thief.post(show_password(thief, officer.email).url, {"code": code})

    assert response.status_code == 200


def test_a_recovery_code_signs_in_once(client, officer):
    enrol(officer)
    codes = RecoveryCodes(
        Authenticator.objects.get(user=officer, type=Authenticator.Type.RECOVERY_CODES)
    ).get_unused_codes()

    response = client.post(show_password(client, officer.email).url, {"code": codes[0]})

    assert response.url == "/"
    again = Client()
    assert again.post(show_password(again, officer.email).url, {"code": codes[0]}).status_code == 200


def test_the_last_second_factor_stays_while_a_duty_needs_it(client, officer):
    enrol(officer)
    sign_in(client, officer)

    response = client.post(reverse("mfa_deactivate_totp"))

    assert "Your duties need a second factor." in response.content.decode()
    assert Authenticator.objects.filter(user=officer, type=Authenticator.Type.TOTP).exists()


def test_the_database_holds_no_clear_secret(officer):
    secret = generate_totp_secret()
    app = TOTP.activate(officer, secret).instance
    codes = RecoveryCodes.activate(officer).instance

    stored = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert secret not in stored
    assert app.data["secret"].startswith("gAAAA")
    assert codes.data["seed"].startswith("gAAAA")
    assert not any(code in stored for code in RecoveryCodes(codes).get_unused_codes())


def test_a_new_first_key_still_opens_what_the_old_one_sealed(officer, settings):
    app = TOTP.activate(officer, generate_totp_secret())
    new, old = Fernet(Fernet.generate_key()), settings.MFA_SEALING
    code = code_of(officer)

    settings.MFA_SEALING = MultiFernet([new, *old._fernets])

    assert app.validate_code(code)


@pytest.mark.parametrize("stale", [False, True])
@pytest.mark.parametrize("name", ["duty_grant", "person_edit", "second_factor_reset"])
def test_what_lets_somebody_in_asks_again_after_ten_minutes(client, member, name, stale):
    administrator = make_user(duties=[Role.ADMINISTRATOR])
    sign_in(client, administrator)
    if stale:
        session = client.session
        session["account_authentication_methods"] = [
            record | {"at": record["at"] - 601} for record in session["account_authentication_methods"]
        ]
        session.save()

    response = client.get(reverse(f"accounts:{name}", args=[member.pk]))

    assert response.status_code == (302 if stale else 200)
    if stale:
        assert response.url.startswith(reverse("account_reauthenticate"))


# --- Passwords and sessions -----------------------------------------------------------------------
def test_signing_out_leaves_nothing_in_the_browser(client, member):
    sign_in(client, member)

    response = client.post(reverse("account_logout"))

    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_forgotten_password_is_set_anew_by_a_link(client, member):
    client.post(reverse("account_reset_password"), {"email": member.email})
    link = re.search(r"http://testserver(/account/password/reset/\S+)", mail.outbox[0].body)[1]
    page = client.get(link, follow=True)

    response = client.post(
        page.redirect_chain[-1][0],
        {"password1": "another lantern orchard", "password2": "another lantern orchard"},
        follow=True,
    )

    assert "Your new password is set" in response.content.decode()
    assert show_password(Client(), member.email, "another lantern orchard").status_code == 302


def test_asking_for_a_link_tells_nobody_who_has_an_account(client, member):
    known = client.post(reverse("account_reset_password"), {"email": member.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})

    assert known.url == unknown.url
    assert len(mail.outbox) == 1


def test_changing_the_password_ends_the_other_sessions(member):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        show_password(client, member.email)

    here.post(
        reverse("account_change_password"),
        {
            "oldpassword": PASSWORD,
            "password1": "another lantern orchard",
            "password2": "another lantern orchard",
        },
    )

    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_signing_out_everywhere_else(member):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        show_password(client, member.email)

    here.post(reverse("usersessions_list"))

    assert elsewhere.get("/account/").status_code == 302
    assert UserSession.objects.filter(user=member).count() == 1
