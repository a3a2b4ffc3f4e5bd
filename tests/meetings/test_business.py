"""Business offered to a board: who offers it, who sifts it, what becomes of it, and the forward plan."""

import threading
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict, InvalidTransition
from csp_portal.notices.models import Notice
from meetings import board_pack, forward_plan, home
from meetings.models import Board, BusinessItem
from meetings.models.boards import Purpose
from meetings.states.business import TRANSITIONS, State
from meetings.workflow import business, meetings
from tests.factories import (
    make_board,
    make_meeting,
    make_organisation,
    make_seat,
    make_secretary,
    make_user,
    seat_person,
    sign_in,
)

pytestmark = pytest.mark.django_db

AT = datetime(2016, 3, 1, 9, tzinfo=UTC)
ON = date(2016, 3, 1)


def when(person):
    return {"by": person, "at": AT, "on": ON}


@pytest.fixture
def secretary():
    return make_secretary()


@pytest.fixture
def board(secretary):
    return make_board(by=secretary, name="CSP Board")


@pytest.fixture
def meeting(board, secretary):
    return make_meeting(board=board, by=secretary)


def seated(board, secretary, **seat):
    return seat_person(seat=make_seat(board=board, by=secretary, **seat), by=secretary).person


@pytest.fixture
def member(board, secretary):
    return seated(board, secretary)


def offered(board, member, **fields):
    facts = {"title": "Knife crime", "about": "It rose.", "source_organisation": make_organisation()}
    if "source_board" in fields:
        del facts["source_organisation"]
    return business.offer(board=board, **facts | fields, **when(member))


def accepted(item, meeting, person, **fields):
    facts = {"version": item.version, "section": "Business", "reason": "It is urgent."}
    return business.accept(business=item, meeting=meeting, **facts | fields, **when(person))


ACTS = {
    State.ACCEPTED: lambda item, meeting, sifter, member: accepted(item, meeting, sifter),
    State.MORE_ASKED: lambda item, meeting, sifter, member: business.ask_for_more(
        business=item, version=item.version, question="What changed?", **when(sifter)
    ),
    State.OFFERED: lambda item, meeting, sifter, member: business.answer(
        business=item, version=item.version, text="This.", **when(member)
    ),
    State.DEFERRED: lambda item, meeting, sifter, member: business.defer(
        business=item, version=item.version, meeting=meeting, reason="Full.", **when(sifter)
    ),
    State.SENT_OUT: lambda item, meeting, sifter, member: business.send_out(
        business=item, version=item.version, way="By e-mail", reason="Only news.", **when(sifter)
    ),
    State.WITHDRAWN: lambda item, meeting, sifter, member: business.withdraw(
        business=item, version=item.version, reason="Overtaken.", **when(member)
    ),
}


@pytest.mark.parametrize("to", State)
@pytest.mark.parametrize("state", State)
def test_business_moves_only_as_its_state_table_says(board, meeting, secretary, member, state, to):
    item = offered(board, member)
    if state != State.OFFERED:
        item = ACTS[state](item, meeting, secretary, member)

    if to in TRANSITIONS[state] or state == to == State.DEFERRED:
        assert ACTS[to](item, meeting, secretary, member).state == to
    else:
        with pytest.raises(InvalidTransition):
            ACTS[to](item, meeting, secretary, member)


def test_accepted_business_becomes_an_item_of_an_agenda_that_begins_with_it(
    board, meeting, secretary, member
):
    item = offered(board, member, purpose=Purpose.DECIDE, decision_sought="Agree it.", minutes_wanted=20)

    item = accepted(item, meeting, secretary)

    line = item.agenda_item
    assert line.business == item
    assert (line.title, line.wording, line.minutes_allotted) == ("Knife crime", "Agree it.", 20)
    assert (line.meeting.state, line.section.name) == ("agenda_draft", "Business")


def test_what_is_only_to_note_is_challenged(board, meeting, secretary, member):
    item = offered(board, member, purpose=Purpose.NOTE)

    with pytest.raises(CannotBeDone, match="why it needs the board's time"):
        accepted(item, meeting, secretary)
    item = accepted(item, meeting, secretary, needs_time_because="The press will ask.")

    assert item.steps.last().needs_time_because == "The press will ask."


def test_every_decision_needs_a_reason(board, meeting, secretary, member):
    with pytest.raises(CannotBeDone, match="Enter the reason"):
        accepted(offered(board, member), meeting, secretary, reason=" ")


def test_business_comes_only_onto_a_coming_meeting_of_its_board(board, secretary, member):
    elsewhere = make_meeting(by=secretary)
    gone = make_meeting(board=board, by=secretary, state="cancelled")

    with pytest.raises(CannotBeDone, match="another board's"):
        accepted(offered(board, member), elsewhere, secretary)
    with pytest.raises(CannotBeDone, match="over or cancelled"):
        accepted(offered(board, member), gone, secretary)


def test_restricted_business_reaches_the_agenda_by_its_open_title_alone(board, meeting, secretary, member):
    item = offered(
        board,
        member,
        title="Kestrel",
        is_restricted=True,
        open_title="A contract",
        decision_sought="Drop Kestrel.",
    )

    line = accepted(item, meeting, secretary).agenda_item

    assert (line.title, line.wording) == ("A contract", "")


def test_who_sifts_is_a_co_chair_the_secretariat_or_sits_on_the_executive(board, meeting, secretary, member):
    executive = make_board(by=secretary, kind=Board.Kind.EXECUTIVE, parent=board)
    sub_group = make_board(by=secretary, kind=Board.Kind.SUB_GROUP, parent=board)
    may = [secretary, seated(board, secretary, board_role="co_chair"), seated(executive, secretary)]
    may_not = [member, make_user(), seated(sub_group, secretary), seated(board, secretary)]

    for person in may:
        assert accepted(offered(board, member), meeting, person).state == State.ACCEPTED
    for person in may_not:
        with pytest.raises(Refused):
            accepted(offered(board, member), meeting, person)


def test_who_offers_has_a_seat_on_the_board_on_a_group_below_it_or_on_a_parallel_board(board, secretary):
    group = make_board(by=secretary, kind=Board.Kind.SUB_GROUP, parent=board)
    parallel = make_board(by=secretary, kind=Board.Kind.PARALLEL)
    other = make_board(by=secretary)

    for person in (
        secretary,
        seated(group, secretary),
        seated(parallel, secretary),
        seated(board, secretary, board_role="supporting_adviser"),
    ):
        assert offered(board, person).state == State.OFFERED
    for person in (make_user(), seated(other, secretary)):
        with pytest.raises(Refused):
            offered(board, person)


def test_the_second_of_two_sifters_is_told_what_the_first_decided(board, meeting, secretary, member):
    item = offered(board, member)
    ACTS[State.DEFERRED](item, meeting, secretary, member)

    with pytest.raises(EditConflict) as conflict:
        accepted(item, meeting, secretary)

    assert conflict.value.theirs == {"What became of it": "Deferred. Full."}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_sift_at_once_one_decides(board, meeting, secretary, member):
    item = offered(board, member)
    start, outcomes = threading.Barrier(2), []

    def sift(to):
        try:
            start.wait()
            outcomes.append(ACTS[to](item, meeting, secretary, member).state)
        except EditConflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    sifters = [threading.Thread(target=sift, args=[to]) for to in (State.ACCEPTED, State.SENT_OUT)]
    for sifter in sifters:
        sifter.start()
    for sifter in sifters:
        sifter.join()

    item.refresh_from_db()
    assert sorted(outcomes) == sorted([item.state, "conflict"])
    assert item.steps.count() == 2


def test_the_forward_plan_places_business_and_forgets_none(board, meeting, secretary, member):
    june = make_meeting(board=board, starts_at=datetime(2016, 6, 16, 13, tzinfo=UTC), by=secretary)
    accepted(offered(board, member, title="Accepted"), june, secretary)
    ACTS[State.DEFERRED](offered(board, member, title="Put off"), june, secretary, member)
    offered(board, member, title="New")
    ACTS[State.DEFERRED](offered(board, member, title="Lost"), meeting, secretary, member)
    meetings.cancel_meeting(meeting=meeting, reason="Flood.", **when(secretary))

    plan = forward_plan.plan(board, at=AT)

    assert [planned.meeting for planned in plan.meetings] == [june]
    assert [each.title for each in plan.meetings[0].accepted] == ["Accepted"]
    assert [each.title for each in plan.meetings[0].deferred] == ["Put off"]
    assert [each.title for each in plan.unplaced] == ["New", "Lost"]


def test_the_paper_says_open_titles_alone_and_changes_with_its_facts(board, meeting, secretary, member):
    before = board_pack.section("forward_plan", meeting).facts
    offered(board, member, title="Kestrel", is_restricted=True, open_title="A contract")

    written = board_pack.section("forward_plan", meeting)

    html = board_pack.content_html(written)
    assert written.facts != before
    assert "A contract" in html
    assert "Kestrel" not in html


# --- Pages ----------------------------------------------------------------------------------------
@pytest.fixture(autouse=True)
def in_march_2016():
    with time_machine.travel(AT, tick=False):
        yield


def test_a_member_offers_business_on_a_page(client, board, meeting, member):
    browser = sign_in(client, member)
    page = browser.get(reverse("meetings:business_offer"))
    source = page.context["form"].fields["source"].choices[0][0]
    sent = {"title": "Knife crime", "about": "It rose.", "source": source, "minutes_wanted": "15"}

    refused = browser.post(page.request["PATH_INFO"], sent | {"purpose": "decide"}).content.decode()
    response = browser.post(page.request["PATH_INFO"], sent | {"purpose": "discuss"})

    assert "Enter the decision that you seek." in refused
    assert response.headers["location"] == BusinessItem.objects.get().get_absolute_url()


def test_a_co_chair_accepts_on_a_page(client, board, meeting, secretary, member):
    item = offered(board, member)
    browser = sign_in(client, seated(board, secretary, board_role="co_chair"))

    response = browser.post(
        reverse("meetings:business_accept", args=[item.key]),
        {"place": f"{meeting.reference}/Business", "reason": "Urgent.", "version": "1"},
        follow=True,
    )

    assert "It is accepted and stands on the agenda." in response.content.decode()


def test_what_was_asked_is_answered_from_the_home_page(client, board, meeting, secretary, member):
    item = ACTS[State.MORE_ASKED](offered(board, member), meeting, secretary, member)
    cards = [card for section in home.sections(member, on=ON, at=AT) for card in section.cards]
    browser = sign_in(client, member)

    page = browser.get(reverse("meetings:business_answer", args=[item.key])).content.decode()
    browser.post(reverse("meetings:business_answer", args=[item.key]), {"text": "This.", "version": "2"})

    item.refresh_from_db()
    assert any(card["title"].startswith("More asked for") for card in cards)
    assert "What changed?" in page
    assert item.state == State.OFFERED


def test_sifters_find_what_waits_on_their_home_page(board, secretary, member):
    offered(board, member)

    cards = [card for section in home.sections(secretary, on=ON, at=AT) for card in section.cards]

    assert "1 proposal to sift" in [card["title"] for card in cards]


def test_others_read_open_titles_on_the_forward_plan_and_no_page_of_the_business(
    client, board, meeting, secretary, member
):
    item = offered(board, member, title="Kestrel", is_restricted=True, open_title="A contract")
    browser = sign_in(client, seated(board, secretary))

    page = browser.get(reverse("meetings:forward_plan")).content.decode()

    assert "A contract" in page
    assert "Kestrel" not in page
    assert browser.get(item.get_absolute_url()).status_code == 404


def test_pages_without_business_say_what_to_do(client, board, member):
    browser = sign_in(client, member)

    assert "You have offered no business." in browser.get(reverse("meetings:business_list")).content.decode()
    assert "No meeting is planned." in browser.get(reverse("meetings:forward_plan")).content.decode()


@pytest.mark.parametrize("count", [1, 8])
def test_the_forward_plan_asks_the_database_as_often_for_much_business(
    client, board, meeting, secretary, member, count, django_assert_max_num_queries
):
    for number in range(count):
        accepted(offered(board, member, title=f"Business {number}"), meeting, secretary)
    browser = sign_in(client, member)

    with django_assert_max_num_queries(24):
        browser.get(reverse("meetings:forward_plan"))


@pytest.mark.parametrize(
    ("state", "kind", "title"),
    [
        (State.ACCEPTED, "meetings.business_decided", "Accepted: "),
        (State.DEFERRED, "meetings.business_decided", "Deferred: "),
        (State.SENT_OUT, "meetings.business_decided", "Sent out another way: "),
        (State.MORE_ASKED, "meetings.business_asked", "A question about your business: "),
    ],
)
def test_whoever_offered_it_is_told_what_becomes_of_it(board, meeting, secretary, member, state, kind, title):
    item = offered(board, member)

    ACTS[state](item, meeting, secretary, member)

    notice = Notice.objects.get(person=member)
    assert (notice.kind, notice.title) == (kind, f"{title}{item.known_as}")


def test_a_question_is_news_until_it_is_answered(board, meeting, secretary, member):
    item = ACTS[State.MORE_ASKED](offered(board, member), meeting, secretary, member)

    business.answer(business=item, version=item.version, text="This.", by=member, at=AT, on=ON)

    assert not Notice.objects.to(member).unread().exists()
