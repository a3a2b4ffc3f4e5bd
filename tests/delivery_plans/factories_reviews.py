"""Performance reviews for tests, made through the workflow, with figures of the quarters before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from csp_portal.accounts.models import Organisation, User
from delivery_plans.models import Indicator, PerformanceLine, PerformanceReview, Place
from delivery_plans.states.performance import Trajectory
from delivery_plans.states.performance_review import State
from delivery_plans.workflow import performance_reviews as workflow
from meetings.models import Board, Meeting
from meetings.workflow import boards
from tests.delivery_plans.factories_indicators import (
    enter_figure,
    make_analyst,
    make_indicator,
    make_period,
    make_place,
)
from tests.factories import FOUNDED_AT, FOUNDED_ON, MEETING_AT, make_board, make_meeting, make_secretary

ON = date(2016, 3, 11)
AT = datetime(2016, 3, 11, 10, tzinfo=UTC)
WHEN: dict[str, Any] = {"at": AT, "on": ON}
QUARTERS = (date(2015, 3, 31), date(2015, 6, 30), date(2015, 9, 30), date(2015, 12, 31))


@dataclass
class Quarter:
    """A review with its people and its indicators: one Red, one as it should be, one without figures."""

    analyst: User
    secretary: User
    place: Place
    meeting: Meeting
    review: PerformanceReview
    bad: Indicator
    good: Indicator
    gap: Indicator

    def line(self, indicator: Indicator) -> PerformanceLine:
        return self.review.lines.get(indicator=indicator)


def make_rated(
    *, analyst: User, place: Place, values: Sequence[float], target: float, **fields: Any
) -> Indicator:
    """Make an indicator held against its target, with a figure for each of the last quarters."""
    indicator = make_indicator(by=analyst, target=target, trajectory=Trajectory.TARGET, **fields)
    for day, value in zip(QUARTERS[-len(values) :], values, strict=True):
        period = make_period(by=analyst, day=day)
        enter_figure(by=analyst, indicator=indicator, place=place, period=period, value=value)
    return indicator


def make_quarter(
    *,
    state: str = State.OPEN,
    priority_lead: Organisation | None = None,
    secretary: User | None = None,
    board: Board | None = None,
    number: int = 0,
) -> Quarter:
    """Make a review in a state, reached through the workflow."""
    analyst = make_analyst()
    secretary = secretary or make_secretary()
    board = board or make_board(by=secretary, performance_group_lead_days=21)
    meeting = make_meeting(board=board, by=secretary, starts_at=MEETING_AT + timedelta(days=number))
    place = make_place(by=analyst, name=f"Borough {number}")
    priority = boards.add_priority(
        number=90 + number,
        name=f"Robbery {number}",
        lead_organisation=priority_lead,
        by=secretary,
        at=FOUNDED_AT,
        on=FOUNDED_ON,
    )
    bad = make_rated(analyst=analyst, place=place, values=[90, 100, 110, 130], target=100, priority=priority)
    good = make_rated(analyst=analyst, place=place, values=[99, 97, 98, 96], target=100, priority=priority)
    gap = make_indicator(by=analyst, kind="gap", unit="", better="")
    review = workflow.open_review(
        meeting=meeting, session=None, place=place, figures_to=QUARTERS[-1], by=analyst, **WHEN
    )
    quarter = Quarter(analyst, secretary, place, meeting, review, bad, good, gap)
    if state == State.OPEN:
        return quarter
    for indicator in (bad, good):
        workflow.check_figures(line=quarter.line(indicator), by=analyst, **WHEN)
    workflow.comment_line(
        line=quarter.line(bad), comment="It rose in the east.", added_value="Joint patrols.", version=1,
        by=analyst, **WHEN,
    )  # fmt: skip
    quarter.review = workflow.agree_review(review=review, by=analyst, **WHEN)
    if state == State.AGREED:
        return quarter
    workflow.send_to_executive(review=review, by=analyst, **WHEN)
    if state == State.FOR_THE_PACK:
        workflow.pass_for_the_pack(review=review, by=secretary, **WHEN)
    quarter.review.refresh_from_db()
    return quarter
