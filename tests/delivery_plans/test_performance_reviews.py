"""The performance group's review: what is exceptional, who writes, what is frozen, and what changed since."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from csp_portal.accounts.roles import Role
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict, InvalidTransition
from delivery_plans import highlight_reading, panels, performance_home
from delivery_plans.board_pack import performance as board_pack
from delivery_plans.figures import Distance
from delivery_plans.models import PerformanceReview, SelectionChoice
from delivery_plans.selection import distance_in_words, rules_fired
from delivery_plans.states.performance_review import TRANSITIONS, SelectionRule, State
from delivery_plans.workflow import performance
from delivery_plans.workflow import performance_reviews as workflow
from meetings.board_pack import content_html
from meetings.workflow import meetings
from tests.delivery_plans.factories_indicators import enter_figure, make_period
from tests.delivery_plans.factories_reviews import AT, ON, QUARTERS, WHEN, Quarter, make_quarter
from tests.factories import (
    make_item,
    make_meeting,
    make_organisation,
    make_paper,
    make_seat,
    make_user,
    seat_person,
)

RED, BELOW, WORSENING, ABOVE = SelectionRule


@pytest.mark.parametrize(
    ("level", "ahead", "values", "fired"),
    [
        ("green", 5, [1, 1, 1, 1], ()),
        ("green", 19.9, [1], ()),
        ("green", 20, [1], (ABOVE,)),
        ("amber_green", 0, [1], ()),
        ("amber_red", -0.1, [1], (BELOW,)),
        ("red", -5, [1], (RED, BELOW)),
        ("red", 3, [1], (RED,)),
        ("green", 6, [1, 2, 3, 4], (WORSENING,)),
        ("red", -9, [1, 2, 3, 4], (RED, BELOW, WORSENING)),
        ("not_rated", None, [], ()),
        ("not_rated", None, [1, 2, 3, 4], (WORSENING,)),
    ],
)
def test_the_rules_that_make_an_indicator_exceptional(
    level: str, ahead: float | None, values: list[int], fired: tuple[SelectionRule, ...]
) -> None:
    distance = None if ahead is None else Distance(Decimal(str(ahead)), "share")

    found = rules_fired(
        level=level, distance=distance, values=[Decimal(value) for value in values], better="lower"
    )

    assert found == fired


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (None, "no trajectory"),
        (Distance(Decimal(0), "share"), "exactly on"),
        (Distance(Decimal("-3.14"), "share"), "3.1% worse"),
        (Distance(Decimal("2"), "points"), "2.0 percentage points better"),
    ],
)
def test_the_distance_is_said_in_words(distance: Distance | None, words: str) -> None:
    assert words in distance_in_words(distance)


@pytest.fixture
def quarter(db: None) -> Quarter:
    return make_quarter()


def read(quarter: Quarter, indicator: Any) -> highlight_reading.ReviewedLine:
    lines = highlight_reading.read(quarter.review)
    return next(line for line in lines if line.line.indicator == indicator)


def test_a_review_has_a_line_for_every_indicator_and_shows_the_exceptional(quarter: Quarter) -> None:
    lines = highlight_reading.read(quarter.review)

    assert {line.line.indicator for line in lines} == {quarter.bad, quarter.good, quarter.gap}
    assert [line.line.indicator for line in lines if line.is_shown] == [quarter.bad]
    assert read(quarter, quarter.bad).rules == (RED, BELOW, WORSENING)
    assert read(quarter, quarter.gap).lacks == []


def test_one_meeting_has_one_review(quarter: Quarter) -> None:
    with pytest.raises(CannotBeDone, match="has a review already"):
        workflow.open_review(
            meeting=quarter.meeting,
            session=None,
            place=quarter.place,
            figures_to=ON,
            by=quarter.analyst,
            **WHEN,
        )


def test_the_group_agrees_only_what_is_checked_and_commented(quarter: Quarter) -> None:
    with pytest.raises(CannotBeDone, match="2 indicators are not ready"):
        workflow.agree_review(review=quarter.review, by=quarter.analyst, **WHEN)
    for indicator in (quarter.bad, quarter.good):
        workflow.check_figures(line=quarter.line(indicator), by=quarter.analyst, **WHEN)

    with pytest.raises(CannotBeDone, match="no comment is written"):
        workflow.agree_review(review=quarter.review, by=quarter.analyst, **WHEN)


def test_a_figure_that_comes_after_the_check_is_unchecked_again(quarter: Quarter) -> None:
    workflow.check_figures(
        line=quarter.line(quarter.good), by=quarter.analyst, at=AT - timedelta(hours=2), on=ON
    )
    enter_figure(
        by=quarter.analyst, indicator=quarter.good, place=quarter.place, value=95, reason="Recounted.",
        period=make_period(by=quarter.analyst, day=QUARTERS[-1]),
    )  # fmt: skip

    assert not read(quarter, quarter.good).is_checked


def test_adding_and_leaving_out_need_a_reason_and_stay_on_record(quarter: Quarter) -> None:
    out, added, rule = SelectionChoice.Choice.LEFT_OUT, SelectionChoice.Choice.ADDED, "by_rule"
    with pytest.raises(CannotBeDone, match="Enter why"):
        workflow.choose_line(
            line=quarter.line(quarter.bad), choice=out, reason=" ", by=quarter.analyst, **WHEN
        )

    for indicator, choice in ((quarter.bad, out), (quarter.good, added)):
        workflow.choose_line(
            line=quarter.line(indicator), choice=choice, reason="Told in May.", by=quarter.analyst, **WHEN
        )
    assert [line.line.indicator for line in highlight_reading.read(quarter.review) if line.is_shown] == [
        quarter.good
    ]

    workflow.choose_line(line=quarter.line(quarter.bad), choice=rule, reason="", by=quarter.analyst, **WHEN)
    assert read(quarter, quarter.bad).is_shown
    assert quarter.line(quarter.bad).choices.count() == 2


def test_the_lead_of_a_priority_comments_on_its_indicators_and_on_no_others(db: None) -> None:
    police, council = make_organisation(), make_organisation()
    quarter = make_quarter(priority_lead=police)
    lead = make_user(duties=[Role.PRIORITY_LEAD], organisation=police)
    stranger = make_user(duties=[Role.PRIORITY_LEAD], organisation=council)
    said = {"comment": "It fell.", "added_value": "", "version": 1, **WHEN}

    workflow.comment_line(line=quarter.line(quarter.good), by=lead, **said)

    for person, indicator in ((stranger, quarter.bad), (lead, quarter.gap)):
        with pytest.raises(Refused):
            workflow.comment_line(line=quarter.line(indicator), by=person, **said)
    with pytest.raises(EditConflict):
        workflow.comment_line(line=quarter.line(quarter.good), by=quarter.analyst, **said)


def cards(person: Any) -> list[str]:
    sections = performance_home.sections(person, on=ON, at=AT)
    return [card["title"] for section in sections for card in section.cards]


def test_home_leads_to_what_a_review_waits_for(db: None) -> None:
    police = make_organisation()
    quarter = make_quarter(priority_lead=police)
    lead, stranger = (
        make_user(duties=[Role.PRIORITY_LEAD], organisation=of) for of in (police, make_organisation())
    )
    by = {"by": quarter.analyst, **WHEN}

    assert cards(lead) == ["Comment on the indicators of Robbery 0"]
    assert cards(stranger) == []
    assert f"Review for {quarter.meeting}" in cards(quarter.analyst)
    for indicator in (quarter.bad, quarter.good):
        workflow.check_figures(line=quarter.line(indicator), **by)
        workflow.comment_line(
            line=quarter.line(indicator), comment="It rose.", added_value="", version=1, **(by | {"by": lead})
        )
    assert cards(lead) == []
    assert cards(quarter.secretary) == []
    workflow.agree_review(review=quarter.review, **by)
    workflow.send_to_executive(review=quarter.review, **by)
    assert cards(quarter.secretary) == [f"Pass the highlight report for {quarter.meeting}"]
    workflow.pass_for_the_pack(review=quarter.review, by=quarter.secretary, **WHEN)
    assert cards(quarter.secretary) == []


def test_the_items_page_says_what_has_changed_since_the_report_was_frozen(db: None) -> None:
    quarter = make_quarter(state=State.FOR_THE_PACK)
    meetings.begin_agenda(meeting=quarter.meeting, by=quarter.secretary, **WHEN)
    item = make_item(meeting=quarter.meeting, by=quarter.secretary)
    member = seat_person(seat=make_seat(board=quarter.meeting.board)).person

    assert panels.of_highlight_report(item, user=member, on=ON) == ""
    make_paper(item=item, kind="generated", generator="highlight_report", by=quarter.secretary)
    assert "Nothing has changed since." in panels.of_highlight_report(item, user=member, on=ON)
    enter_figure(
        by=quarter.analyst, indicator=quarter.bad, place=quarter.place, value=90, reason="Recounted.",
        period=make_period(by=quarter.analyst, day=QUARTERS[-1]),
    )  # fmt: skip
    said = panels.of_highlight_report(item, user=member, on=ON)
    assert "the figure was 130" in said
    assert panels.of_highlight_report(item, user=make_user(), on=ON) == ""


def test_a_group_that_met_in_time_is_not_told_that_its_day_has_passed(db: None) -> None:
    quarter = make_quarter()
    review = quarter.review
    latest = quarter.meeting.on - timedelta(days=21)

    assert highlight_reading.late_by(review, on=latest + timedelta(days=2)) == -2
    review.session = make_meeting(starts_at=quarter.meeting.starts_at - timedelta(days=23))
    assert highlight_reading.late_by(review, on=latest + timedelta(days=2)) is None
    assert highlight_reading.late_by(review, on=latest - timedelta(days=5)) == 5


def test_what_went_to_the_executive_is_frozen_and_later_changes_are_said(db: None) -> None:
    quarter = make_quarter(state=State.FOR_THE_PACK)
    report = quarter.review.reports.get()
    before = report.content

    enter_figure(
        by=quarter.analyst, indicator=quarter.bad, place=quarter.place, value=90, reason="Recounted.",
        period=make_period(by=quarter.analyst, day=QUARTERS[-1]),
    )  # fmt: skip

    report.refresh_from_db()
    assert report.content == before
    assert board_pack.highlight_report(quarter.meeting).facts == [report.pk]
    said = highlight_reading.changed_since(report.content, highlight_reading.read(quarter.review))
    assert said[0] == (
        f"{quarter.bad}: the figure was 130 (October to December 2015) and is now 90 (October to December 2015)."
    )
    assert f"{quarter.bad}: the rating was Red and is now Green." in said


def test_nothing_is_agreed_at_a_session_that_lies_ahead(quarter: Quarter) -> None:
    session = make_meeting(by=quarter.secretary, starts_at=AT + timedelta(days=3))
    PerformanceReview.objects.filter(pk=quarter.review.pk).update(session=session)

    with pytest.raises(CannotBeDone, match="lies ahead"):
        workflow.agree_review(review=quarter.review, by=quarter.analyst, **WHEN)

    quarter.review.refresh_from_db()
    assert quarter.review.state == State.OPEN


def test_a_judgement_stands_beside_the_rule_in_the_report(quarter: Quarter) -> None:
    period = make_period(by=quarter.analyst, day=QUARTERS[-1])
    performance.judge(
        indicator=quarter.bad, place=quarter.place, period=period, level="amber_red",
        reason="One series of offences.", by=quarter.analyst, **WHEN,
    )  # fmt: skip

    content = highlight_reading.frozen_line(read(quarter, quarter.bad), highlight_reading.scale_words())

    assert (content["level"], content["automatic"]) == ("amber_red", "red")
    assert content["judgement"] == "One series of offences."
    assert content["rule"].startswith("Green is 5 per cent")


def test_the_pack_says_that_the_report_is_missing_until_the_executive_passed_it(db: None) -> None:
    quarter = make_quarter(state=State.WITH_EXECUTIVE)
    assert "has not passed" in board_pack.highlight_report(quarter.meeting).missing

    workflow.pass_for_the_pack(review=quarter.review, by=quarter.secretary, **WHEN)

    section = board_pack.highlight_report(quarter.meeting)
    html = content_html(section)
    assert section.missing == ""
    for words in ("It rose in the east.", "Joint patrols.", "Rated Red", "data:image/svg+xml;base64,", "130"):
        assert words in html


def test_the_executive_sends_it_back_and_the_frozen_report_stays(db: None) -> None:
    quarter = make_quarter(state=State.WITH_EXECUTIVE)
    with pytest.raises(CannotBeDone, match="Enter why"):
        workflow.reopen_review(review=quarter.review, reason=" ", by=quarter.secretary, **WHEN)

    review = workflow.reopen_review(review=quarter.review, reason="Say more.", by=quarter.secretary, **WHEN)
    workflow.agree_review(review=review, by=quarter.analyst, **WHEN)
    again = workflow.send_to_executive(review=review, by=quarter.analyst, **WHEN)

    assert again.number == 2
    assert review.reports.count() == 2


def test_only_those_who_plan_the_agenda_pass_it(db: None) -> None:
    quarter = make_quarter(state=State.WITH_EXECUTIVE)

    with pytest.raises(Refused):
        workflow.pass_for_the_pack(review=quarter.review, by=quarter.analyst, **WHEN)


@pytest.mark.parametrize("state", State)
def test_every_state_allows_its_moves_and_no_others(state: str, db: None) -> None:
    quarter = make_quarter(state=state)
    quarter.review.refresh_from_db()
    assert quarter.review.state == state
    moves: dict[str, Any] = {
        State.AGREED: lambda: workflow.agree_review(review=quarter.review, by=quarter.analyst, **WHEN),
        State.WITH_EXECUTIVE: lambda: workflow.send_to_executive(
            review=quarter.review, by=quarter.analyst, **WHEN
        ),
        State.FOR_THE_PACK: lambda: workflow.pass_for_the_pack(
            review=quarter.review, by=quarter.secretary, **WHEN
        ),
        State.OPEN: lambda: workflow.reopen_review(
            review=quarter.review, reason="Look again.", by=quarter.analyst, **WHEN
        ),
    }

    for target, move in moves.items():
        if target not in TRANSITIONS[State(state)]:
            with pytest.raises(InvalidTransition):
                move()


def test_members_read_a_review_once_it_was_passed(db: None) -> None:
    quarter = make_quarter(state=State.WITH_EXECUTIVE)
    seat = make_seat(board=quarter.meeting.board, by=quarter.secretary)
    member = seat_person(seat=seat, by=quarter.secretary).person
    chair_seat = make_seat(board=quarter.meeting.board, by=quarter.secretary, board_role="co_chair")
    chair = seat_person(seat=chair_seat, by=quarter.secretary).person
    visible = PerformanceReview.objects.visible_to
    assert not visible(member, on=ON).exists()
    assert visible(chair, on=ON).exists()

    workflow.pass_for_the_pack(review=quarter.review, by=chair, **WHEN)

    assert visible(member, on=ON).exists()
    assert not visible(make_user(), on=ON).exists()


def test_the_database_refuses_a_choice_without_a_reason(quarter: Quarter) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SelectionChoice.objects.create(
            line=quarter.line(quarter.bad), choice="added", reason="", chosen_by=quarter.analyst, chosen_at=AT
        )
