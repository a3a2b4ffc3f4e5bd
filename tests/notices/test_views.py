"""The pages of what people were told, their choices, and the mail."""

from datetime import UTC, datetime

import pytest
from django.core.checks import run_checks

from csp_portal.accounts.roles import Role
from csp_portal.core.home import DUE, NEXT, HomeSection
from csp_portal.notices import kinds, workflow
from csp_portal.notices.kinds import NoticeKind
from csp_portal.notices.models import Notice, OutgoingMail
from csp_portal.notices.states import Problem, State, Way
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db
AT = datetime(2016, 3, 11, 10, tzinfo=UTC)


@pytest.fixture
def person(client):
    person = make_user(email="mo@example.org")
    sign_in(client, person)
    return person


def tell(*people, kind="tests.noted", key="1", title="The pack is published", path="/boards/", **more):
    return workflow.tell(kind, to=people, title=title, path=path, at=AT, key=key, **more)


def text(answer):
    return answer.content.decode()


def test_a_person_sees_their_own_notices_and_how_many_are_unread(client, person):
    tell(person)
    tell(person, key="2", title="Another")
    tell(make_user(), key="3", title="Somebody else's")

    page = text(client.get("/notices/"))

    assert "The pack is published" in page
    assert "Another" in page
    assert "Somebody else" not in page
    assert '2<span class="govuk-visually-hidden"> unread</span>' in page


def test_opening_a_notice_marks_it_as_read_and_leads_on(client, person):
    [notice] = tell(person)

    answer = client.post(f"/notices/{notice.pk}/open/")

    assert answer.url == "/boards/"
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert "unread</span>" not in text(client.get("/notices/"))


def test_all_that_stood_on_the_page_is_read_and_nothing_that_came_since(client, person):
    tell(person)
    [seen] = tell(person, key="2")
    [later] = tell(person, key="3")

    client.post("/notices/read/", {"until": seen.pk})

    assert list(Notice.objects.unread()) == [later]


@pytest.mark.parametrize("until", ["", "x", "9" * 30, "-1"])
def test_nonsense_marks_nothing(client, person, until):
    tell(person)

    assert client.post("/notices/read/", {"until": until}).status_code == 404
    assert Notice.objects.unread().count() == 1


def test_somebody_elses_notice_is_not_there(client, person):
    [notice] = tell(make_user())

    assert client.post(f"/notices/{notice.pk}/open/").status_code == 404
    assert client.post(f"/notices/{notice.pk}/read/").status_code == 404


def test_the_title_of_what_is_not_open_any_more_is_not_shown(client, person, hidden):
    tell(person, kind="tests.reminded", title="A staffing matter", about=person)
    hidden.add(str(person.pk))

    assert "staffing" not in text(client.get("/notices/"))
    assert "staffing" not in text(client.get("/"))


def test_a_long_list_goes_on_where_the_page_ends(client, person, django_assert_max_num_queries):
    for number in range(30):
        tell(person, key=str(number), title=f"Notice {number:02}.")

    with django_assert_max_num_queries(8):
        first = client.get("/notices/")
    second = text(client.get(f"/notices/?before={first.context['older']}"))

    assert "Notice 29." in text(first)
    assert "Notice 04." not in text(first)
    assert "Notice 04." in second
    assert "Back to the newest" in second


def test_nobody_told_yet_is_said(client, person):
    assert "You have not been told anything yet." in text(client.get("/notices/"))


def test_home_shows_the_newest(client, person):
    for number in range(5):
        tell(person, key=str(number), title=f"Notice {number}.")

    page = text(client.get("/"))

    assert "Notice 4." in page
    assert "Notice 1." not in page
    assert "All that you were told" in page


@pytest.mark.parametrize(
    ("place", "says", "is_new"),
    [
        (DUE, [], False),
        (NEXT, ["tests.noted"], False),
        # It leads to the same page, and says nothing of what happened.
        (NEXT, ["tests.other"], True),
    ],
)
def test_home_leaves_out_news_that_is_due_or_that_another_card_says(
    client, person, monkeypatch, place, says, is_new
):
    [notice] = tell(person)
    tell(person, key="2", title="Elsewhere", path="/decisions/")
    card = {"title": "It is there", "url": notice.path, "says": says}
    section = HomeSection("First of all", [card], place=place)
    monkeypatch.setattr("meetings.home.sections", lambda user, *, on, at: [section])

    page = text(client.get("/"))

    assert "It is there" in page
    assert "Elsewhere" in page
    assert (notice.title in page) == is_new


def test_home_says_of_nothing_new_that_there_is_none(client, person, monkeypatch):
    [notice] = tell(person)
    section = HomeSection("First of all", [{"title": "It is due", "url": notice.path}], place=DUE)
    monkeypatch.setattr("meetings.home.sections", lambda user, *, on, at: [section])

    assert "What is new" not in text(client.get("/"))


def test_choices_are_kept_and_shown_again(client, person):
    page = client.get("/notices/choices/")
    assert "Your account" not in page.context["form"].fields
    answers = {name: field.initial for name, field in page.context["form"].fields.items()}
    answers |= {"hour": "17", "tests__noted": "at_once"}

    assert client.post("/notices/choices/", answers).url == "/notices/"

    form = client.get("/notices/choices/").context["form"]
    assert form.fields["tests__noted"].initial == Way.AT_ONCE
    assert form.initial["hour"] == 17
    assert tell(person)[0].way == Way.AT_ONCE


@pytest.mark.parametrize("wrong", [{"hour": "24"}, {"hour": ""}, {"tests__noted": "by_pigeon"}, {}])
def test_a_wrong_choice_is_said_and_changes_nothing(client, person, wrong):
    page = client.get("/notices/choices/")
    answers = {name: field.initial or "7" for name, field in page.context["form"].fields.items()}
    answers = answers | wrong if wrong else {"hour": "7"}

    answer = client.post("/notices/choices/", answers)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not person.notice_choices.exists()


# --- Mail -------------------------------------------------------------------------------------------
@pytest.fixture
def administrator(client):
    administrator = make_user(duties=[Role.ADMINISTRATOR])
    sign_in(client, administrator)
    return administrator


def troubled(problem=Problem.SILENCE):
    mail = workflow.write_to(
        "reader@example.org",
        "duty_ended",
        {"subject": "Something new", "link": "/public/secret/"},
        at=AT,
        key=str(OutgoingMail.objects.count()),
    )
    taken = workflow.claim(by=None, at=AT)
    if problem == Problem.SILENCE:
        workflow.note_doubt(mail=taken, by=None, at=AT)
    else:
        workflow.note_refused(mail=taken, problem=problem, by=None, at=AT)
    return mail


def test_the_administrator_sees_every_e_mail_by_state_and_not_what_it_says(client, administrator):
    troubled()
    troubled(Problem.ADDRESS_REFUSED)

    page = text(client.get("/mail/"))
    only = text(client.get("/mail/?state=failed"))

    assert "2 e-mails need a decision" in page
    assert "In doubt (1)" in page
    assert "secret" not in page
    assert (
        only.count("Something new</th>") == page.count("Something new</th>") - 1
        or only.count("/give-up/") == 1
    )


def test_sending_again_what_is_in_doubt_is_warned_of(client, administrator):
    mail = troubled()

    assert "may get it twice" in text(client.get(f"/mail/{mail.pk}/send-again/"))
    client.post(f"/mail/{mail.pk}/send-again/")

    mail.refresh_from_db()
    assert mail.state == State.QUEUED
    assert client.get(f"/mail/{mail.pk}/send-again/").status_code == 403


def test_giving_up_is_final(client, administrator):
    mail = troubled()

    assert client.get(f"/mail/{mail.pk}/give-up/").status_code == 200
    client.post(f"/mail/{mail.pk}/give-up/")

    mail.refresh_from_db()
    assert mail.state == State.GIVEN_UP
    assert client.post(f"/mail/{mail.pk}/give-up/").status_code == 403


def test_home_tells_the_administrator_of_mail_in_trouble(client, administrator):
    assert "Mail that needs a decision" not in text(client.get("/"))

    troubled()

    assert "1 e-mail in doubt or not taken." in text(client.get("/"))


@pytest.mark.parametrize("path", ["/mail/", "/mail/1/send-again/", "/mail/1/give-up/"])
def test_nobody_else_sees_the_mail(client, person, path):
    assert client.get(path).status_code == 403


# --- The lists of kinds -----------------------------------------------------------------------------
WRONG = (
    NoticeKind("tests.twice", "One", "Tests"),
    NoticeKind("tests.twice", "Two", "Tests"),
    NoticeKind("Not dotted", "Three", "Tests"),
    NoticeKind("tests.pigeon", "Four", "Tests", usual="by_pigeon"),
)


def test_wrong_lists_of_kinds_are_found(settings):
    settings.NOTICE_KINDS = [f"{__name__}.WRONG", f"{__name__}.NOT_THERE", "nowhere.KINDS"]
    kinds._by_name.cache_clear()

    found = [fault.id for fault in run_checks() if fault.id.startswith("notices.")]

    assert sorted(found) == [
        "notices.E001",
        "notices.E001",
        "notices.E002",
        "notices.E003",
        "notices.E004",
    ]
