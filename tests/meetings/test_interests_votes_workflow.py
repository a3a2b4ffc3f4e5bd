"""Interests that bar from deciding and withhold restricted papers, and the votes that they bar from."""

import pytest

from csp_portal.audit.models import AuditEvent
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict
from meetings import policies
from meetings.models import Ballot, Declaration, Paper, Restriction, Vote
from meetings.models.attendance import Presence
from meetings.workflow import interests, votes
from tests.factories import make_board, make_report, make_seat, restrict_item, restrict_paper
from tests.meetings.factories_atmeeting import MEETING_ON, make_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    return make_table(takes_votes=True)


@pytest.fixture
def sitting(table):
    table.all_come()
    return table.opens()


# --- Interests ------------------------------------------------------------------------------------
def withheld(person, paper):
    return not policies.read_paper.allows(person, paper, on=MEETING_ON)


@pytest.mark.parametrize(
    ("kind", "is_withheld"),
    [
        (Declaration.Kind.PERSONAL, False),
        (Declaration.Kind.PECUNIARY, True),
        (Declaration.Kind.PREJUDICIAL, True),
    ],
)
def test_a_restricted_paper_is_withheld_from_who_declared_a_barring_interest(table, kind, is_withheld):
    paper = make_report(item=table.items[0], by=table.secretary)
    paper = restrict_paper(
        paper=paper, seats=[table.seats["council_chair"], table.seats["police_chair"]], by=table.secretary
    )
    reader, other = table.people["council_chair"], table.people["police_chair"]
    assert not withheld(reader, paper)

    declaration = table.declares("council_chair", kind=kind)

    assert withheld(reader, paper) == is_withheld
    assert not withheld(other, paper)
    readable = Paper.objects.filter(pk=paper.pk).readable_by(reader, on=MEETING_ON)
    assert readable.exists() != is_withheld
    said = AuditEvent.objects.filter(kind="meetings.interest.paper_withheld")
    assert [(each.subject_pk, each.details["person"]) for each in said] == (
        [(str(paper.pk), reader.pk)] if is_withheld else []
    )

    interests.withdraw(declaration=declaration, reason="It was sold.", **table.now())

    assert not withheld(reader, paper)
    assert AuditEvent.objects.filter(kind="meetings.interest.paper_given_back").exists() == is_withheld


def test_even_the_secretariat_reads_nothing_restricted_under_an_item_it_has_an_interest_in(table):
    item = restrict_item(item=table.items[0], seats=[table.seats["council"]], by=table.secretary)
    paper = make_report(item=item, by=table.secretary)
    assert not withheld(table.secretary, paper)

    table.declares("adviser", person=table.secretary)

    assert withheld(table.secretary, paper)
    assert not policies.prepare_paper.allows(table.secretary, paper, on=MEETING_ON)
    assert "declared an interest" in policies.read_paper.refusal(table.secretary, paper, on=MEETING_ON)
    assert not Restriction.objects.open_to(table.secretary, on=MEETING_ON).exists()


def test_a_restriction_made_later_is_withheld_too_and_the_audit_says_so(table):
    table.declares("council_chair")
    paper = make_report(item=table.items[0], by=table.secretary)

    paper = restrict_paper(paper=paper, seats=[table.seats["council_chair"]], by=table.secretary)

    assert withheld(table.people["council_chair"], paper)
    assert AuditEvent.objects.filter(kind="meetings.interest.paper_withheld").count() == 1


def test_members_declare_interests_of_their_own_only(table):
    table.meeting.circulated_at = table.meeting.starts_at
    table.meeting.circulated_by = table.secretary
    table.meeting.save()
    facts = {"kind": "personal", "interest": "A friend.", "item": table.items[0]}
    own = table.now() | {"by": table.people["health"]}

    with pytest.raises(CannotBeDone, match="of your own"):
        interests.declare(seat=table.seats["council"], person=table.people["council"], **facts, **own)
    with pytest.raises(CannotBeDone, match="seat in which you sit"):
        interests.declare(seat=table.seats["council"], person=table.people["health"], **facts, **own)
    declared = interests.declare(seat=table.seats["health"], person=table.people["health"], **facts, **own)

    assert declared.recorded_by == table.people["health"]
    with pytest.raises(Refused):
        interests.withdraw(
            declaration=declared, reason="No.", **table.now() | {"by": table.people["council"]}
        )
    interests.withdraw(declaration=declared, reason="It ended.", **own)
    assert Declaration.objects.get().withdrawn_reason == "It ended."


def test_an_interest_is_declared_once_and_in_a_seat_of_the_board(table):
    elsewhere = make_seat(board=make_board(by=table.secretary), by=table.secretary)
    table.declares("health")

    with pytest.raises(CannotBeDone, match="already"):
        table.declares("health", kind="personal")
    table.seats["elsewhere"] = elsewhere
    with pytest.raises(CannotBeDone, match="not a seat"):
        table.declares("elsewhere", person=None, name="Another Person")


def test_a_declaration_is_withdrawn_once(table):
    declaration = interests.withdraw(declaration=table.declares("health"), reason="Sold.", **table.now())

    with pytest.raises(CannotBeDone, match="already"):
        interests.withdraw(declaration=declaration, reason="Sold.", **table.now())
    # Another may be declared now.
    assert table.declares("health").bars


def test_the_words_of_an_interest_in_a_restricted_item_are_for_those_behind_it(table):
    restrict_item(item=table.items[0], seats=[table.seats["council"]], by=table.secretary)
    declaration = table.declares("health")

    def readers():
        return {
            name
            for name, person in table.people.items()
            if Declaration.objects.readable_by(person, on=MEETING_ON).filter(pk=declaration.pk).exists()
        }

    assert readers() == {"council", "health"}
    assert Declaration.objects.readable_by(table.secretary, on=MEETING_ON).exists()


def test_whoever_voted_does_not_declare_afterwards_without_the_vote_being_corrected(table, sitting):
    cast(table, health="for")

    with pytest.raises(CannotBeDone, match="Correct the vote"):
        table.declares("health")
    assert table.declares("health", kind="personal").kind == "personal"


# --- Votes ----------------------------------------------------------------------------------------
def cast(table, item=0, casting="", by=None, **ballots):
    outcome = votes.Outcome(
        question="That the plan be agreed.",
        ballots={table.seats[name].pk: choice for name, choice in ballots.items()},
        casting=casting,
    )
    words = table.now(15) | ({"by": by} if by else {})
    return votes.record_vote(item=table.items[item], outcome=outcome, **words)


@pytest.mark.parametrize(
    ("ballots", "casting", "result"),
    [
        ({"council": "for"}, "", "carried"),
        ({"council": "against"}, "", "lost"),
        ({"council": "for", "health": "for", "housing": "against"}, "", "carried"),
        ({"council": "for", "health": "against"}, "", "tied"),
        ({"council": "for", "health": "against"}, "for", "carried"),
        ({"council": "for", "health": "against"}, "against", "lost"),
        ({"council": "abstained", "health": "abstained"}, "", "tied"),
        ({"council": "for", "health": "abstained", "housing": "abstained"}, "", "carried"),
    ],
)
def test_the_result_is_worked_out(table, sitting, ballots, casting, result):
    vote = cast(table, casting=casting, **ballots)

    assert vote.result == result
    assert vote.ballots.count() == len(ballots)


def test_the_barred_the_absent_and_those_without_a_vote_are_refused(table, sitting):
    table.declares("health")
    table.records("housing", gone_for=[table.items[0]])

    with pytest.raises(CannotBeDone, match="lacks a representative of health"):
        cast(table, health="for")
    table.board.quorum_sectors = []
    table.board.save()
    with pytest.raises(CannotBeDone, match="interest in this item"):
        cast(table, health="for", council="for")
    with pytest.raises(CannotBeDone, match="nobody was in the room"):
        cast(table, housing="for")
    with pytest.raises(CannotBeDone, match="no vote"):
        cast(table, guest="for")
    # On the next item both are there and free.
    assert cast(table, item=1, health="for", housing="for").result == "carried"


def test_a_seat_that_voted_cannot_become_absent(table, sitting):
    cast(table, health="for")

    with pytest.raises(CannotBeDone, match="voted on"):
        table.records("health", Presence.ABSENT)
    with pytest.raises(CannotBeDone, match="voted on"):
        table.records("health", arrived_for=table.items[1])
    assert table.records("health", left_after=table.items[0]).came


def test_substitutes_vote_where_the_rules_let_them(table, sitting):
    table.records("housing", Presence.SUBSTITUTED, name="Ann Other")
    assert cast(table, housing="for").result == "carried"
    table.board.substitutes_vote = False
    table.board.save()

    with pytest.raises(CannotBeDone, match="give substitutes no vote"):
        cast(table, item=1, housing="for")


@pytest.mark.parametrize(
    ("rule", "ballots", "casting", "word"),
    [
        (False, {"council": "for", "health": "against"}, "for", "no casting vote"),
        (True, {"council": "for"}, "for", "only when the votes are equal"),
        (True, {"council": "for", "health": "against"}, "abstained", "for or against"),
    ],
)
def test_the_chair_casts_a_second_vote_only_on_a_tie_and_where_the_rule_says_so(
    table, sitting, rule, ballots, casting, word
):
    table.board.chair_has_casting_vote = rule
    table.board.save()

    with pytest.raises(CannotBeDone, match=word):
        cast(table, casting=casting, **ballots)


def test_a_chair_with_an_interest_casts_no_second_vote(table, sitting):
    table.board.quorum_sectors, table.board.quorum_chairs = [], 0
    table.board.save()
    table.declares("council_chair")

    with pytest.raises(CannotBeDone, match="somebody else has to be in the chair"):
        cast(table, casting="for", council="for", health="against")


def test_hands_are_counted_without_names_and_never_more_than_there_are(table, sitting):
    def count(votes_for, votes_against):
        outcome = votes.Outcome(
            question="That it be noted.", votes_for=votes_for, votes_against=votes_against, is_by_name=False
        )
        return votes.record_vote(item=table.items[0], outcome=outcome, **table.now(15))

    with pytest.raises(CannotBeDone, match="only 5 seats"):
        count(4, 2)
    with pytest.raises(CannotBeDone, match="Nobody voted"):
        count(0, 0)
    vote = count(3, 2)

    assert (vote.result, vote.ballots.count()) == ("carried", 0)


def test_a_vote_needs_a_board_that_votes_an_open_meeting_and_a_quorum(table):
    table.all_come()
    with pytest.raises(CannotBeDone, match="not been opened"):
        cast(table, council="for")
    table.opens()
    with pytest.raises(Refused):
        cast(table, council="for", by=table.people["council"])
    table.records("health", Presence.ABSENT)
    with pytest.raises(CannotBeDone, match="lacks a representative of health"):
        cast(table, council="for")
    table.board.takes_votes = False
    table.board.save()
    with pytest.raises(Refused, match="without votes"):
        cast(table, council="for")


def test_a_correction_keeps_what_stood_there_before(table, sitting):
    vote = cast(table, council="for", health="against", housing="against")
    outcome = votes.Outcome(
        question=vote.question,
        ballots={table.seats["council"].pk: "for", table.seats["health"].pk: "for"},
    )
    with pytest.raises(CannotBeDone, match="Enter why"):
        votes.correct_vote(vote=vote, outcome=outcome, reason=" ", version=1, **table.now(20))

    vote = votes.correct_vote(vote=vote, outcome=outcome, reason="Misheard.", version=1, **table.now(20))

    assert (vote.result, vote.votes_for, vote.votes_against) == ("carried", 2, 0)
    assert [row.votes_against for row in Vote.history.order_by("history_id")] == [2, 0]
    assert Ballot.history.filter(history_type="-").count() == 1
    with pytest.raises(EditConflict) as conflict:
        votes.correct_vote(vote=vote, outcome=outcome, reason="Again.", version=1, **table.now(21))
    assert conflict.value.theirs["Counted"] == "2 for, 0 against, 0 abstained"
