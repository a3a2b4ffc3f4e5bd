"""What happens in the performance group's review of a quarter, from opening to the board's pack (ToR 7)."""

from datetime import date, datetime

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.versions import check_version
from csp_portal.core.workflow import CannotBeDone, change_state, save
from delivery_plans import highlight_reading, policies
from delivery_plans.models import Indicator, Place
from delivery_plans.models.performance_reviews import (
    HighlightReport,
    PerformanceLine,
    PerformanceReview,
    SelectionChoice,
)
from delivery_plans.states.performance_review import Event, State
from meetings.models import Meeting


@transaction.atomic
def open_review(
    *,
    meeting: Meeting,
    session: Meeting | None,
    place: Place,
    figures_to: date,
    by: User,
    at: datetime,
    on: date,
) -> PerformanceReview:
    """
    Open a quarter's review for a meeting of the board, with a line for each indicator that the board follows.

    :raises Refused: if this person does not keep figures
    :raises CannotBeDone: if the meeting has a review already, or no indicator is in use
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)
    policies.keep_figures.enforce(by, on=on)
    if PerformanceReview.objects.filter(meeting=meeting).exists():
        raise CannotBeDone("That meeting has a review already. Open it from the list.")
    indicators = list(Indicator.objects.key().in_use())
    if not indicators:
        raise CannotBeDone("There is no indicator to review yet. Add the indicators first.")
    review = PerformanceReview(
        meeting=meeting, session=session, place=place, figures_to=figures_to, opened_by=by, opened_at=at
    )
    save(review, by=by, at=at)
    for indicator in indicators:
        save(PerformanceLine(review=review, indicator=indicator), by=by, at=at)
    record(Event.OPENED, actor=by, subject=review, at=at, meeting=meeting.reference, figures_to=figures_to)
    return review


def _open_line(line: PerformanceLine) -> tuple[PerformanceReview, PerformanceLine]:
    # The review first, so that nobody agrees it while a line is being written.
    review = (
        PerformanceReview.objects.select_for_update(of=("self",))
        .select_related("meeting__board")
        .get(pk=line.review_id)
    )
    line = (
        PerformanceLine.objects.select_for_update(of=("self",))
        .select_related("indicator__priority")
        .get(pk=line.pk)
    )
    line.review = review
    return review, line


@transaction.atomic
def check_figures(*, line: PerformanceLine, by: User, at: datetime, on: date) -> PerformanceLine:
    """
    Say that the newest figures of an indicator were checked against their source.

    :raises Refused: if this person does not keep figures, or the review is not open
    """
    _, line = _open_line(line)
    policies.change_performance_review.enforce(by, line.review, on=on)
    line.checked_by, line.checked_at = by, at
    save(line, by=by, at=at)
    record(Event.LINE_CHECKED, actor=by, subject=line, at=at, indicator=line.indicator.slug)
    return line


@transaction.atomic
def comment_line(
    *,
    line: PerformanceLine,
    comment: str,
    added_value: str,
    version: int,
    by: User,
    at: datetime,
    on: date,
) -> PerformanceLine:
    """
    Write what there is to say of an indicator, and how the partnership can add value.

    :raises Refused: if this person neither keeps figures nor leads the indicator's priority
    :raises EditConflict: if somebody else wrote in between
    """
    _, line = _open_line(line)
    policies.comment_on_indicator.enforce(by, line, on=on)
    check_version(line, version, {"comment": comment, "added_value": added_value})
    line.comment, line.added_value = comment, added_value
    line.commented_by, line.commented_at = by, at
    line.version += 1
    save(line, by=by, at=at)
    record(Event.LINE_COMMENTED, actor=by, subject=line, at=at, indicator=line.indicator.slug)
    return line


@transaction.atomic
def choose_line(
    *, line: PerformanceLine, choice: str, reason: str, by: User, at: datetime, on: date
) -> SelectionChoice:
    """
    Add an indicator to the report or leave one out, with the reason; or let the rules decide again.

    :raises Refused: if this person does not keep figures, or the review is not open
    :raises CannotBeDone: if there is no reason
    """
    _, line = _open_line(line)
    policies.change_performance_review.enforce(by, line.review, on=on)
    if choice != SelectionChoice.Choice.BY_RULE and not reason.strip():
        raise CannotBeDone("Enter why the report shows it otherwise than the rules say.")
    chosen = SelectionChoice.objects.create(
        line=line, choice=choice, reason=reason, chosen_by=by, chosen_at=at
    )
    record(Event.LINE_CHOSEN, actor=by, subject=line, at=at, indicator=line.indicator.slug, choice=choice)
    return chosen


def _locked(review: PerformanceReview) -> PerformanceReview:
    return (
        PerformanceReview.objects.select_for_update(of=("self",))
        .select_related("meeting__board", "place", "session__board")
        .get(pk=review.pk)
    )


@transaction.atomic
def agree_review(*, review: PerformanceReview, by: User, at: datetime, on: date) -> PerformanceReview:
    """
    Record that the performance group agreed figures, ratings and comments.

    :raises Refused: if this person does not keep figures
    :raises CannotBeDone: if the group's session lies ahead, a figure is unchecked, or an indicator of the report
        has no comment
    :raises InvalidTransition: if it was agreed already
    """
    review = _locked(review)
    policies.keep_figures.enforce(by, on=on)
    if review.session is not None and review.session.on > on:
        raise CannotBeDone(f"{review.session} lies ahead, so the group cannot have agreed yet.")
    change_state(review, to=State.AGREED)
    lacking = [line for line in highlight_reading.read(review) if line.holds_up]
    if lacking:
        first = lacking[0]
        raise CannotBeDone(
            f"{len(lacking)} indicator{'s are' if len(lacking) > 1 else ' is'} not ready. "
            f"{first.line.indicator}: {first.lacks[0]}."
        )
    review.agreed_by, review.agreed_at, review.returned_reason = by, at, ""
    save(review, by=by, at=at)
    record(Event.AGREED, actor=by, subject=review, at=at, meeting=review.meeting.reference)
    return review


@transaction.atomic
def send_to_executive(*, review: PerformanceReview, by: User, at: datetime, on: date) -> HighlightReport:
    """
    Freeze the highlight report and put it before the Executive.

    :raises Refused: if this person does not keep figures
    :raises InvalidTransition: if the performance group has not agreed it
    """
    review = _locked(review)
    policies.keep_figures.enforce(by, on=on)
    change_state(review, to=State.WITH_EXECUTIVE)
    save(review, by=by, at=at)
    last = review.reports.values_list("number", flat=True).first() or 0
    report = HighlightReport.objects.create(
        review=review,
        number=last + 1,
        content=highlight_reading.frozen(review, highlight_reading.read(review)),
        frozen_by=by,
        frozen_at=at,
    )
    record(Event.REPORT_FROZEN, actor=by, subject=report, at=at, number=report.number)
    record(Event.SENT, actor=by, subject=review, at=at, meeting=review.meeting.reference)
    return report


@transaction.atomic
def pass_for_the_pack(*, review: PerformanceReview, by: User, at: datetime, on: date) -> PerformanceReview:
    """
    Let the Executive pass the report, so that the pack carries it.

    :raises Refused: if this person does not sift the board's business
    :raises InvalidTransition: if the report is not before the Executive
    """
    review = _locked(review)
    policies.pass_performance_review.enforce(by, review, on=on)
    change_state(review, to=State.FOR_THE_PACK)
    review.passed_by, review.passed_at = by, at
    save(review, by=by, at=at)
    record(Event.PASSED, actor=by, subject=review, at=at, meeting=review.meeting.reference)
    return review


@transaction.atomic
def reopen_review(
    *, review: PerformanceReview, reason: str, by: User, at: datetime, on: date
) -> PerformanceReview:
    """
    Open a review again, with the reason; reports that were frozen stay on record.

    :raises Refused: if this person neither keeps figures nor sifts the board's business
    :raises InvalidTransition: if it is open
    :raises CannotBeDone: if there is no reason, or the pack with the report has gone out
    """
    review = _locked(review)
    policies.reopen_performance_review.enforce(by, review, on=on)
    if not reason.strip():
        raise CannotBeDone("Enter why it is opened again. Those who wrote it read the reason.")
    if review.state == State.FOR_THE_PACK and review.meeting.circulated_at is not None:
        raise CannotBeDone("The pack has gone out with this report, so it stands as the board read it.")
    change_state(review, to=State.OPEN)
    review.agreed_by = review.agreed_at = review.passed_by = review.passed_at = None
    review.returned_reason = reason
    save(review, by=by, at=at)
    record(Event.REOPENED, actor=by, subject=review, at=at, meeting=review.meeting.reference)
    return review
