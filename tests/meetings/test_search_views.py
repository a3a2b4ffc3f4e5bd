"""Search finds what the person may open, and shows no word of anything else."""

import logging

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from csp_portal.accounts.roles import Role
from meetings import searching
from meetings.workflow import agendas, minutes_rounds, papers
from tests.factories import (
    PLANNED_AT,
    PLANNED_ON,
    make_board,
    make_item,
    make_meeting,
    make_report,
    make_seat,
    make_secretary,
    make_user,
    restrict_item,
    restrict_paper,
    seat_person,
    sign_in,
)
from tests.meetings.factories_before import admit_item
from tests.meetings.factories_minutes import doing, make_minutes

pytestmark = pytest.mark.django_db

WHEN = {"at": PLANNED_AT, "on": PLANNED_ON}


@pytest.fixture(autouse=True)
def in_january_2016():
    with time_machine.travel(PLANNED_AT, tick=False):
        yield


@pytest.fixture
def partnership():
    """A board whose agenda has gone round, with words of its own in each place, and another board."""
    secretary = make_secretary()
    board = make_board(by=secretary)
    seats = {
        name: make_seat(board=board, office=name, by=secretary, **fields)
        for name, fields in {
            "member": {},
            "named": {},
            "co_chair": {"board_role": "co_chair"},
            "adviser": {"board_role": "supporting_adviser"},
        }.items()
    }
    people = {name: seat_person(seat=seat, by=secretary).person for name, seat in seats.items()}
    meeting = make_meeting(board=board, state="agenda_draft", by=secretary, place="Aardvark Hall")
    item = make_item(meeting=meeting, title="Badgerplan", by=secretary, wording="About <b>civet</b> matters.")
    make_report(
        item=item,
        title="Dingoreport",
        text="The elandword stands here <script>x</script> & there.",
        by=secretary,
    )
    closed = make_item(meeting=meeting, title="A staffing matter", by=secretary)
    make_report(item=closed, title="Ferretpaper", text="Gibbonword.", by=secretary)
    restrict_item(item=closed, seats=[seats["named"]], closed_title="Hyenatitle", by=secretary)
    secret = make_report(item=item, title="Ibexpaper", text="Jackalword.", by=secretary)
    restrict_paper(paper=secret, seats=[seats["named"]], by=secretary)
    make_report(item=item, title="Koaladraft", text="Lemurword.", state="draft", by=secretary)
    gone = make_item(meeting=meeting, title="Mooseitem", by=secretary)
    make_report(item=gone, title="Narwhalpaper", text="Ocelotword.", by=secretary)
    agendas.withdraw_item(item=gone, reason="Old.", by=secretary, **WHEN)
    withdrawn = make_report(item=item, title="Pumapaper", text="Quollword.", by=secretary)
    papers.withdraw_paper(paper=withdrawn, reason="Old.", by=secretary, **WHEN)
    changed = make_report(item=item, title="Changed", text="Rheaword.", by=secretary)
    new_body = [
        {"key": "purpose", "heading": "Purpose of the report", "text": "To tell."},
        {"key": "background", "heading": "Background", "text": "Stoatword."},
        {"key": "decision", "heading": "Decision asked for", "text": "Agree it."},
    ]
    papers.keep_report(paper=changed, body=new_body, based_on=1, by=secretary, **WHEN)
    meeting.refresh_from_db()
    meeting.circulated_at, meeting.circulated_by, meeting.state = PLANNED_AT, secretary, "circulated"
    meeting.save()
    other_board = make_board(by=secretary, name="Tapirboard")
    other = make_meeting(board=other_board, state="agenda_draft", by=secretary, place="Urialhouse")
    make_report(
        item=make_item(meeting=other, title="Volepoint", by=secretary), title="Weaselpaper", by=secretary
    )
    coming = make_meeting(
        board=board, state="agenda_draft", by=secretary, starts_at=meeting.starts_at.replace(month=6)
    )
    make_report(
        item=make_item(meeting=coming, title="Yakitem", by=secretary), title="Zorillapaper", by=secretary
    )
    return {
        "secretary": secretary,
        "outsider": make_user(),
        "administrator": make_user(duties=[Role.ADMINISTRATOR]),
        "meeting": meeting,
        "board": board,
        "seats": seats,
        **people,
    }


def look(person, words, **more):
    return sign_in(Client(), person).post(reverse("meetings:search"), {"words": words, **more})


def hits(person, words, **more):
    answer = look(person, words, **more)
    assert answer.status_code == 200
    return answer.content.decode().count('class="portal-card"')


RESTRICTED = ("Hyenatitle", "Ferretpaper", "Gibbonword", "Ibexpaper", "Jackalword")
NOT_READY = ("Koaladraft", "Lemurword")
GONE = ("Mooseitem", "Narwhalpaper", "Ocelotword", "Pumapaper", "Quollword", "Rheaword")
ELSEWHERE = ("Tapirboard", "Urialhouse", "Volepoint", "Weaselpaper")
NOT_ROUND_YET = ("Yakitem", "Zorillapaper")


@pytest.mark.parametrize("word", ["Aardvark", "Badgerplan", "civet", "Dingoreport", "elandword", "Stoatword"])
def test_a_member_finds_what_has_gone_round(partnership, word):
    assert hits(partnership["member"], word) >= 1


@pytest.mark.parametrize("who", ["member", "adviser", "co_chair", "named"])
def test_nobody_is_shown_a_word_of_what_they_may_not_open(partnership, who):
    closed = [*NOT_READY, *GONE, *ELSEWHERE]
    closed += [] if who == "named" else RESTRICTED
    closed += [] if who == "co_chair" else NOT_ROUND_YET
    client = sign_in(Client(), partnership[who])
    empty = client.post(reverse("meetings:search"), {"words": "Nosuchwordatall"}).content.decode()

    for word in closed:
        answer = client.post(reverse("meetings:search"), {"words": word}).content.decode()

        assert "Nothing found" in answer, word
        assert answer.count(word) == empty.count("Nosuchwordatall"), word


def test_those_named_find_the_restricted_and_co_chairs_what_they_have_to_agree(partnership):
    assert all(hits(partnership["named"], word) for word in RESTRICTED)
    assert all(hits(partnership["co_chair"], word) for word in NOT_ROUND_YET)


def test_the_secretariat_finds_all_that_stands_and_nothing_that_was_withdrawn(partnership):
    standing = [*RESTRICTED, *NOT_READY, *ELSEWHERE, *NOT_ROUND_YET]

    assert [word for word in standing if not hits(partnership["secretary"], word)] == []
    assert [word for word in GONE if hits(partnership["secretary"], word)] == []


def test_a_result_never_says_the_closed_title_to_those_who_find_the_item_by_its_open_one(partnership):
    page = look(partnership["member"], "staffing").content.decode()

    assert "A staffing matter" in page
    assert "Hyenatitle" not in page


def test_a_word_that_must_not_be_there_gives_nothing_closed_away(partnership):
    page = look(partnership["member"], "matter -Hyenatitle").content.decode()

    assert "A staffing matter" in page


@pytest.mark.parametrize("who", ["outsider", "administrator"])
def test_search_is_for_those_with_a_seat_and_the_secretariat(partnership, who):
    client = sign_in(Client(), partnership[who])

    assert client.get(reverse("meetings:search")).status_code == 403
    assert look(partnership[who], "Badgerplan").status_code == 403


def test_a_seat_that_has_ended_finds_nothing_any_more(partnership):
    with time_machine.travel(PLANNED_AT, tick=False):
        seat = make_seat(board=partnership["board"], office="Gone", by=partnership["secretary"])
        gone = seat_person(seat=seat, by=partnership["secretary"], ends_on=PLANNED_ON.replace(day=1)).person

    assert look(gone, "Badgerplan").status_code == 403


@pytest.mark.parametrize(
    ("snippet", "words"),
    [
        (
            "repaired | Head of Safety | | One block | Used | - later",
            "repaired · Head of Safety · One block · Used · later",
        ),
        ("| Place | Who |\n|---|:-:|\n| The park | Outreach |", "Place · Who · The park · Outreach"),
        ("## Places\n\n**Two** of them, item #3", "Places\n\nTwo of them, item #3"),
        ("-|---| | What is needed", "What is needed"),
        ("cost -4% | -4 | well-known", "cost -4% · -4 · well-known"),
    ],
)
def test_a_snippet_shows_the_words_of_a_table_without_its_strokes(snippet, words):
    assert searching.marked(snippet) == words


def test_what_a_text_says_is_escaped_and_what_was_found_is_marked(partnership):
    page = look(partnership["member"], "elandword").content.decode()

    assert "<mark>elandword</mark>" in page
    assert "<script>x</script>" not in page
    assert "&amp; there" in page


def test_minutes_are_found_with_a_part_of_their_text_once_they_went_round(partnership):
    secretary = partnership["secretary"]
    text = "Filling words. " * 4000 + "The xerusword was agreed."
    make_minutes(meeting=partnership["meeting"], state="cleared", is_round=False, text=text, by=secretary)
    assert not hits(partnership["member"], "xerusword")

    minutes_rounds.send_round(minutes=partnership["meeting"].minutes, **doing(secretary))
    page = look(partnership["member"], "xerusword").content.decode()

    assert "<mark>xerusword</mark> was agreed" in page


def test_quotes_find_words_in_a_row_and_a_minus_leaves_out(partnership):
    member = partnership["member"]

    assert hits(member, '"elandword stands"')
    assert not hits(member, '"stands elandword"')
    assert hits(member, "“stands here”")
    assert not hits(member, "elandword -stands")


def test_results_can_be_kept_to_a_board_and_to_dates(partnership):
    member, on = partnership["member"], partnership["meeting"].on

    assert hits(
        member, "Badgerplan", board=partnership["board"].slug, since=on.isoformat(), until=on.isoformat()
    )
    assert not hits(member, "Badgerplan", until=on.replace(year=2015).isoformat())
    assert not hits(member, "Badgerplan", since=on.replace(year=2017).isoformat())


def test_another_board_cannot_be_chosen(partnership):
    page = look(partnership["member"], "Volepoint", board="tapirboard").content.decode()

    assert "Tapirboard" not in page
    assert "There is something to put right" in page


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Enter the words to find."),
        ("the and", "These words are in nearly every text."),
        ("-Badgerplan", "These words are in nearly every text."),
        ("x" * 201, "can have 200 characters"),
    ],
)
def test_what_cannot_be_looked_for_is_said_in_words(partnership, words, sentence):
    assert sentence in look(partnership["member"], words).content.decode()


@pytest.mark.parametrize(
    "words", ["'); DROP TABLE x; --", '"', "a & | ! ( ) :*", "<mark>", "\\", "%s %(x)s {}"]
)
def test_odd_signs_break_nothing(partnership, words):
    assert look(partnership["member"], words).status_code == 200


def test_the_last_day_must_not_be_before_the_first(partnership):
    page = look(partnership["member"], "Badgerplan", since="2016-03-17", until="2016-03-16").content.decode()

    assert "The last day must not be before the first." in page


def test_words_looked_for_are_in_no_address_and_in_no_log(partnership, caplog):
    caplog.set_level(logging.DEBUG)

    page = look(partnership["member"], "Badgerplan").content.decode()
    by_address = sign_in(Client(), partnership["member"]).get(
        reverse("meetings:search"), {"words": "Badgerplan"}
    )

    said = " ".join(str(r.__dict__) for r in caplog.records if r.name != "django.db.backends")
    assert "Badgerplan" not in said
    assert "?words" not in page
    assert "Badgerplan" not in by_address.content.decode()


def test_more_results_come_on_further_pages(partnership):
    for number in range(searching.ROWS + 3):
        admit_item(meeting=partnership["meeting"], title=f"Wolverine {number}", by=partnership["secretary"])
    member = partnership["member"]

    first, second = look(member, "wolverine"), look(member, "wolverine", page=2)

    assert first.content.decode().count('class="portal-card"') == searching.ROWS
    assert "More results" in first.content.decode()
    assert second.content.decode().count('class="portal-card"') == 3
    assert "Results 21 to 23 of 23" in second.content.decode()


def test_queries_do_not_grow_with_results(partnership, django_assert_max_num_queries):
    client = sign_in(Client(), partnership["named"])
    client.get(reverse("meetings:search"))

    with django_assert_max_num_queries(16):
        client.post(reverse("meetings:search"), {"words": "matter or paper or word or report or hall"})


def test_a_text_with_more_words_than_can_be_kept_is_found_by_its_first(partnership):
    body = [
        {
            "key": "purpose",
            "heading": "Purpose",
            "text": "Firstword " + " ".join(f"w{n}ord" for n in range(150_000)),
        }
    ]
    item = admit_item(meeting=partnership["meeting"], by=partnership["secretary"])
    paper = make_report(item=item, title="Long", by=partnership["secretary"])

    papers.keep_report(paper=paper, body=body, based_on=1, by=partnership["secretary"], **WHEN)

    assert hits(partnership["member"], "Firstword")


def test_the_indexes_can_be_built_anew(partnership, capsys):
    call_command("search_reindex")

    assert "indexes are built anew" in capsys.readouterr().out
    assert hits(partnership["member"], "elandword")
