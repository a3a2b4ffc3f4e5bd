"""The administrator's view of the audit."""

import csv
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.utils import timezone

from csp_portal.accounts import views
from csp_portal.accounts.models import Duty, User
from csp_portal.accounts.roles import Role
from csp_portal.audit.models import AuditEvent
from csp_portal.audit.recording import record
from csp_portal.core.policies import Refused
from csp_portal.core.spreadsheets import cell

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    user = User.objects.create_user(email="admin@example.org", full_name="=Ada Administrator")
    Duty.objects.create(
        user=user, role=Role.ADMINISTRATOR, starts_on=date(2010, 1, 1), granted_at=timezone.now()
    )
    return user


@pytest.fixture
def ask(rf, administrator):
    def ask(view, *, method="get", by=administrator, **query):
        request = getattr(rf, method)("/audit/", query)
        request.user = by
        request.session = SimpleNamespace(accessed=False)
        request._messages = CookieStorage(request)
        return view(request)

    return ask


@pytest.fixture
def entries(administrator):
    def make(kind, count, day=date(2016, 3, 1), actor=administrator):
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        return [
            record(kind, actor=actor, subject=administrator, at=at + timedelta(minutes=n))
            for n in range(count)
        ]

    return make


def test_the_page_names_who_did_what_to_which_record(ask, entries):
    entries("meetings.paper.read", 1)

    page = ask(views.event_list).content.decode()

    assert "meetings.paper.read" in page
    assert "=Ada Administrator" in page
    assert "1 March 2016, 12:00" in page


def test_the_page_goes_on_from_the_last_entry_shown(ask, entries):
    made = entries("meetings.paper.read", 60)

    first = ask(views.event_list, kind="meetings.paper.read").content.decode()
    second = ask(views.event_list, kind="meetings.paper.read", before=made[10].pk).content.decode()

    assert first.count("<time") == 50
    assert f"before={made[10].pk}" in first
    assert second.count("<time") == 10
    assert "Older" not in second


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"happened_from": "2016-03-02"}, False),
        ({"happened_from": "2016-03-01", "happened_until": "2016-03-01"}, True),
        ({"happened_until": "2016-02-29"}, False),
        ({"kind": "meetings.paper.read"}, True),
        ({"kind": "meetings.paper.withdrawn"}, False),
    ],
)
def test_the_page_is_narrowed_by_day_and_kind(ask, entries, query, shown):
    entries("meetings.paper.read", 1)
    entries("meetings.paper.withdrawn", 1, day=date(2015, 3, 1))
    period = {"happened_from": "2016-01-01"} | query

    page = ask(views.event_list, **period).content.decode()

    assert ('datetime="2016-03-01T' in page) is shown


def test_the_page_is_narrowed_by_person(ask, entries, administrator):
    other = User.objects.create_user(email="other@example.org", full_name="Otto Other")
    entries("meetings.paper.read", 1)
    entries("meetings.paper.read", 2, actor=other)

    page = ask(views.event_list, person=other.pk).content.decode()

    assert page.count("<time") == 2


def test_a_period_that_ends_before_it_begins_is_explained(ask):
    page = ask(views.event_list, happened_from="2016-03-02", happened_until="2016-03-01").content.decode()

    assert "Enter a day that does not come before the first." in page


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "1; drop table"])
def test_an_odd_place_to_go_on_from_is_passed_over(ask, entries, before):
    entries("meetings.paper.read", 1)

    assert ask(views.event_list, before=before).status_code == 200


@pytest.mark.parametrize(("view", "method"), [(views.event_list, "get"), (views.event_export, "post")])
def test_others_are_refused(ask, view, method):
    stranger = User.objects.create_user(email="stranger@example.org", full_name="Sam Stranger")

    with pytest.raises(Refused, match="Only a partnership administrator"):
        ask(view, method=method, by=stranger)


def test_the_export_holds_what_the_filter_finds_and_is_itself_recorded(ask, entries, administrator):
    entries("meetings.paper.read", 3)

    response = ask(views.event_export, method="post", kind="meetings.paper.read")

    text = b"".join(response.streaming_content).decode()
    header, *rows = csv.reader(text.removeprefix("\ufeff").splitlines())
    assert header[4:6] == ["What", "Who"]
    assert {row[4] for row in rows} == {"meetings.paper.read"}
    assert {row[5] for row in rows} == {"'=Ada Administrator"}
    exported = AuditEvent.objects.get(kind="accounts.audit.exported", actor_pk=administrator.pk)
    assert exported.details["event_kind"] == "meetings.paper.read"


def test_the_page_asks_few_questions_however_many_entries_there_are(
    ask, entries, django_assert_max_num_queries
):
    entries("meetings.paper.read", 60)

    with django_assert_max_num_queries(8):
        ask(views.event_list)


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", " ="])
def test_a_cell_is_never_taken_for_a_formula(begins):
    assert cell(f"{begins}A1") == f"'{begins}A1"


@pytest.mark.parametrize(
    "formula",
    ["-2+3", "+1|A1", "-1!A1", "+1-CALL()", "-1 (A1)", "-1\t=A1", "+4 @SUM", "-5*1", "-1 A1:B2", "+1 & 2"],
)
def test_a_figure_with_a_sign_and_more_than_words_is_guarded(formula):
    assert cell(formula) == f"'{formula}"


@pytest.mark.parametrize(
    "value",
    ["plain", "", 5, None, date(2016, 3, 1), "-40% over 4 years", "+10%", "+44 20 7946 0018", "-1,549"],
)
def test_other_cells_pass_as_they_are(value):
    assert cell(value) == value
