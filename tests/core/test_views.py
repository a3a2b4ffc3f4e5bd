"""What every answer carries, what goes wrong and how it is said, and how a session is kept."""

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import Client, RequestFactory

from csp_portal.core import views

pytestmark = [pytest.mark.urls("tests.core.gallery"), pytest.mark.django_db]


def test_every_page_forbids_script_and_style_from_anywhere_else(client: Client) -> None:
    response = client.get("/help/")

    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.parametrize("address", ["/help/", "/nothing/", "/gallery/components/", "/gallery/form/"])
def test_no_page_has_script_or_style_in_itself(client: Client, address: str) -> None:
    page = client.get(address).content.decode()

    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page
    assert page.count("<script") == page.count("<script src=") + page.count('<script type="module" src=')
    assert page.count("<h1") == 1


def test_a_refusal_is_answered_with_its_reason(client: Client) -> None:
    response = client.get("/gallery/refused/")

    assert response.status_code == 403
    assert "Only the secretariat can plan a meeting." in response.content.decode()


def test_what_is_not_there_is_answered_by_404(client: Client) -> None:
    response = client.get("/nothing/")

    assert response.status_code == 404
    assert "Page not found" in response.content.decode()


def test_an_edit_conflict_shows_both_texts(client: Client) -> None:
    response = client.get("/gallery/conflict/")

    page = response.content.decode()
    assert response.status_code == 409
    assert "Burglary fell.<br>Robbery rose." in page
    assert "Burglary fell by a tenth." in page


def test_what_the_facts_forbid_is_answered_by_409(client: Client) -> None:
    response = client.get("/gallery/too-late/")

    assert response.status_code == 409
    assert "The pack is already published" in response.content.decode()


def test_a_body_that_is_too_large_is_answered_by_413(client: Client, settings) -> None:
    settings.REQUEST_MAX_BYTES = 1000

    response = client.post("/gallery/form/", {"notes": "x" * 1500})

    assert response.status_code == 413
    assert "Too large to send" in response.content.decode()


def test_text_that_is_too_long_for_a_form_is_answered_by_413(client: Client, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = client.post("/gallery/form/", {"notes": "x" * 1500})

    assert response.status_code == 413


def test_a_bad_request_of_another_kind_is_answered_by_400(rf: RequestFactory) -> None:
    request = rf.get("/")

    assert views.bad_request(request, ValueError()).status_code == 400
    assert views.bad_request(request, RequestDataTooBig()).status_code == 413


def test_too_many_tries_are_answered_by_429(rf: RequestFactory) -> None:
    assert views.too_many_requests(rf.get("/")).status_code == 429


def test_a_failure_is_answered_by_500_without_asking_the_database(django_assert_num_queries) -> None:
    client = Client(raise_request_exception=False)

    with django_assert_num_queries(0):
        response = client.get("/gallery/broken/")

    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()


def test_a_form_without_its_token_is_refused_in_plain_words() -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post("/gallery/form/", {"title": "Board"})

    assert response.status_code == 403
    assert "The form could not be checked" in response.content.decode()


def test_a_session_is_extended_only_for_somebody_signed_in(client: Client) -> None:
    response = client.post("/session/extend/")

    assert response.status_code == 302


def test_a_signed_in_page_is_kept_by_nobody(client: Client, django_user_model) -> None:
    person = django_user_model.objects.create_user(email="ann@example.org", full_name="Ann Example")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")

    page = client.get("/help/")
    extended = client.post("/session/extend/")

    assert page["Cache-Control"] == "private, no-store"
    assert "Ann Example" in page.content.decode()
    assert "Sign out" in page.content.decode()
    assert extended.json() == {"seconds": 1800}


@pytest.mark.parametrize("name", ["session", "csrf"])
def test_the_cookies_page_names_the_cookies(client: Client, name: str) -> None:
    assert name in client.get("/cookies/").content.decode()
