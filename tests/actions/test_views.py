"""Pages of actions."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from actions import board_pack, figures, home
from actions.models import Action, Responsibility
from actions.states import State
from tests.factories import (
    answer_action,
    make_action,
    make_board,
    make_item,
    make_meeting,
    make_organisation,
    make_seat,
    make_secretary,
    make_user,
    restrict_item,
    seat_person,
    sign_in,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2016, 4, 4, 9, tzinfo=UTC)
TODAY = date(2016, 4, 4)


@pytest.fixture(autouse=True)
def in_april_2016():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def secretary():
    return make_secretary()


@pytest.fixture
def board(secretary):
    return make_board(by=secretary, short_name="CSP", slug="csp")


@pytest.fixture
def seat(board, secretary):
    return make_seat(board=board, by=secretary, organisation=make_organisation(name="Fire Brigade"))


@pytest.fixture
def member(seat, secretary):
    return seat_person(seat=seat, by=secretary).person


@pytest.fixture
def meeting(board, secretary):
    return make_meeting(board=board, state="agenda_draft", by=secretary)


@pytest.fixture
def action(meeting, seat, member, secretary):
    item = make_item(meeting=meeting, by=secretary)
    return make_action(
        agenda_item=item, partners=[(seat.organisation, member)], due_on=date(2016, 4, 1), by=secretary
    )


def address(name, *more):
    return reverse(f"actions:{name}", args=more)


def page(client, user, url):
    return sign_in(client, user).get(url).content.decode()


def test_record_draws_the_reference_from_the_meeting(client, secretary, meeting, seat, member):
    item = make_item(meeting=meeting, by=secretary)
    url = f"{address('action_record')}?meeting={meeting.reference}&item={item.key}"
    answers = {
        "item": item.key,
        "title": "Write to the Mayor",
        "kind": "do",
        "partners": [f"{seat.organisation_id}-{member.pk}"],
        "due": "on_a_day",
        "due_on": "2016-05-03",
    }

    answer = sign_in(client, secretary).post(url, answers, follow=True).content.decode()

    action = Action.objects.get()
    assert "The action is recorded as CSP 2016-03-17 / 1." in answer
    assert (action.agenda_item, action.responsibilities.get().person) == (item, member)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"partners": []}, "Choose who is responsible."),
        ({"due": "on_a_day"}, "Enter the day by which it is to be done."),
        ({"kind": "communicate"}, "Enter the message that is to be told."),
        ({"title": ""}, "Enter an answer to “What is to be done?”."),
    ],
)
def test_record_says_what_is_missing(client, secretary, meeting, seat, member, answers, sentence):
    filled = {
        "title": "Write",
        "kind": "do",
        "partners": [f"{seat.organisation_id}-{member.pk}"],
        "due": "next_meeting",
    } | answers

    url = f"{address('action_record')}?meeting={meeting.reference}"
    answer = sign_in(client, secretary).post(url, filled).content.decode()

    assert sentence in answer
    assert not Action.objects.exists()


def test_a_member_answers_and_the_secretary_accepts(client, secretary, member, action):
    part = action.responsibilities.get()
    sign_in(client, member).post(
        address("partner_answer", action.slug, part.pk), {"what": "done", "text": "Signed on Friday."}
    )
    seen = page(client, secretary, action.get_absolute_url())
    sign_in(client, secretary).post(address("partner_accept", action.slug, part.pk), {"text": ""})

    part.refresh_from_db()
    assert "Signed on Friday." in seen
    assert part.state == State.ACCEPTED


def test_silence_is_said(client, member, action):
    assert "No update received from Fire Brigade." in page(client, member, action.get_absolute_url())


def test_the_meeting_and_the_item_lead_to_the_action_and_back(client, secretary, meeting, action):
    for record in (meeting, action.agenda_item):
        assert action.get_absolute_url() in page(client, secretary, record.get_absolute_url())
    back = page(client, secretary, action.get_absolute_url())
    assert meeting.get_absolute_url() in back
    assert action.agenda_item.get_absolute_url() in back


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("", True),
        ("?show=mine", True),
        ("?show=organisation", True),
        ("?show=overdue", True),
        ("?show=to_accept", False),
        ("?show=closed", False),
        ("?show=all&words=protocol", True),
        ("?show=all&words=elsewhere", False),
        ("?meeting=csp-2016-03-17", True),
        ("?sort=-priority", True),
    ],
)
def test_the_list_shows_what_is_asked_for(client, member, action, query, is_found):
    assert (action.reference in page(client, member, address("action_list") + query)) == is_found


@pytest.mark.parametrize("sort", ["due", "-due", "reference", "-reference", "priority", "-priority"])
def test_every_action_is_on_one_page_of_the_list_and_on_no_other(client, secretary, board, sort, monkeypatch):
    monkeypatch.setattr("actions.views.lists.ROWS", 2)
    organisation = make_organisation()
    named = [(organisation, make_user(organisation=organisation))]
    for day in (3, 3, 1, 2, 3):
        make_action(board=board, partners=named, due_on=date(2016, 5, day), by=secretary)
    sign_in(client, secretary)

    seen, more = [], ""
    for _ in range(3):
        context = client.get(address("action_list"), {"sort": sort, "after": more}).context
        seen += [line["action"].pk for line in context["lines"]]
        more = context["more"]

    assert sorted(seen) == sorted(Action.objects.values_list("pk", flat=True))
    assert more == ""


@pytest.mark.parametrize("count", [1, 6])
@pytest.mark.parametrize(("name", "limit"), [("action_list", 14), ("action_figures", 12)])
def test_lists_ask_the_database_as_often_for_many_rows(
    client, secretary, board, count, name, limit, django_assert_max_num_queries
):
    for _ in range(count):
        action = make_action(board=board, by=secretary)
        answer_action(part=action.responsibilities.get(), by=secretary)
    sign_in(client, secretary)

    with django_assert_max_num_queries(limit):
        client.get(address(name))


@pytest.mark.parametrize("count", [1, 5])
def test_an_action_asks_the_database_as_often_for_many_partners(
    client, secretary, board, count, django_assert_max_num_queries
):
    named = [(o := make_organisation(), make_user(organisation=o)) for _ in range(count)]
    action = make_action(board=board, partners=named, by=secretary)
    for part in action.responsibilities.all():
        answer_action(part=part, by=secretary)
    sign_in(client, secretary)

    with django_assert_max_num_queries(26):
        client.get(action.get_absolute_url())


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+A1", "-2+3", "@SUM(1)"])
def test_no_exported_cell_is_run_as_a_formula(client, secretary, board, title):
    make_action(board=board, title=title, by=secretary)
    sign_in(client, secretary)

    comma = b"".join(client.get(address("action_export"), {"format": "csv"}).streaming_content)
    excel = b"".join(client.get(address("action_export"), {"format": "xlsx"}).streaming_content)

    assert list(csv.reader(io.StringIO(comma.decode("utf-8-sig"))))[1][1] == f"'{title}"
    book = load_workbook(io.BytesIO(excel))
    assert book.active.cell(2, 2).value == f"'{title}"
    book.close()


def test_nothing_of_a_restricted_items_action_reaches_those_who_may_not_read_it(
    client, secretary, meeting, seat, member
):
    item = restrict_item(item=make_item(meeting=meeting, by=secretary), by=secretary)
    hidden = make_action(
        agenda_item=item, title="Hidden words", partners=[(seat.organisation, member)], by=secretary
    )
    sign_in(client, member)

    for url in (
        address("action_list") + "?show=all",
        address("action_figures"),
        reverse("home"),
        meeting.get_absolute_url(),
    ):
        body = client.get(url).content.decode()
        assert "Hidden words" not in body
        assert hidden.reference not in body
    exported = b"".join(client.get(address("action_export") + "?show=all").streaming_content)
    assert b"Hidden words" not in exported
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert "Hidden words" not in str(board_pack.action_log(meeting).context)


def test_the_log_lists_open_and_just_closed_actions_and_prints_silence(secretary, board, action):
    closed = make_action(board=board, by=secretary)
    answer_action(part=closed.responsibilities.get(), state=State.ACCEPTED, by=secretary)
    coming = make_meeting(board=board, by=secretary, starts_at=datetime(2016, 6, 16, 13, tzinfo=UTC))

    section = board_pack.action_log(coming)

    open_group, closed_group = section.context["groups"]
    assert [line["action"] for line in open_group["lines"]] == [action]
    assert [line["action"] for line in closed_group["lines"]] == [closed]
    assert open_group["lines"][0]["parts"][0]["is_silent"]
    assert open_group["lines"][0]["parts"][0]["is_overdue"]


def test_the_logs_facts_change_with_an_answer(secretary, board, action):
    coming = make_meeting(board=board, by=secretary, starts_at=datetime(2016, 6, 16, 13, tzinfo=UTC))
    before = board_pack.action_log(coming).facts

    answer_action(part=action.responsibilities.get(), state=State.IN_PROGRESS, by=secretary, at=NOW)

    assert board_pack.action_log(coming).facts != before


def test_figures_count_on_time_late_days_and_what_was_carried_over(secretary, board):
    organisation = make_organisation(name="Fire")
    named = [(organisation, make_user(organisation=organisation))]
    for due_on, done_at in (
        (date(2016, 4, 1), datetime(2016, 3, 28, tzinfo=UTC)),
        (date(2016, 4, 1), datetime(2016, 4, 3, tzinfo=UTC)),
        (date(2016, 4, 2), None),
        (date(2016, 5, 1), None),
    ):
        part = make_action(board=board, partners=named, due_on=due_on, by=secretary).responsibilities.get()
        if done_at:
            answer_action(part=part, by=secretary, at=done_at)

    (row,) = figures.by_organisation(figures.parts([board.pk], on=TODAY))

    assert (row.due, row.on_time, row.late, row.days, row.carried_over) == (3, 1, 2, 13, 0)
    svg = figures.chart([row])
    assert "<svg" in svg
    assert "style=" not in svg
    assert "<script" not in svg


def test_the_home_page_says_what_is_due_from_the_person(member, secretary, action):
    (section,) = home.sections(member, on=TODAY, at=NOW)

    assert [(card["title"], card["tag"]) for card in section.cards] == [(action.title, "Overdue")]


def test_two_editors_meet_a_page_with_both_texts(client, secretary, action):
    sign_in(client, secretary)
    url = address("action_edit", action.slug)
    client.post(url, {"version": 1, "kind": "do", "title": "First"})

    answer = client.post(url, {"version": 1, "kind": "do", "title": "Second"})

    assert answer.status_code == 409
    assert "First" in answer.content.decode()


def test_what_cannot_be_done_is_said_on_the_form_and_nothing_typed_is_lost(client, secretary, action):
    part = action.responsibilities.get()

    answer = sign_in(client, secretary).post(
        address("partner_withdraw", action.slug, part.pk), {"reason": "They are busy."}
    )

    assert "No other partner would be left." in answer.content.decode()
    assert "They are busy." in answer.content.decode()
    assert Responsibility.objects.get().state == State.OPEN
