"""Pages of the performance group's review: its lines, what is said of them, and the report that comes of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from delivery_plans import highlight_reading as reading
from delivery_plans import policies, selection
from delivery_plans.forms import performance_reviews as forms
from delivery_plans.models import PerformanceLine, PerformanceReview
from delivery_plans.models.performance_reviews import SelectionChoice
from delivery_plans.performance_reading import home_place
from delivery_plans.states.performance_review import FROZEN_STATES
from delivery_plans.views.performance import scale
from delivery_plans.workflow import performance_reviews as workflow
from meetings.models import Board, Meeting

ROWS = 50
MEETINGS_OFFERED = 12


def doing(request: SignedInRequest) -> dict[str, Any]:
    """Say who does it and when, as every workflow function wants to know."""
    return {"by": request.user, "at": clock.now(), "on": clock.today()}


def find_review(request: SignedInRequest, reference: str) -> PerformanceReview:
    """Find a review that the person may read, or answer 404."""
    visible = PerformanceReview.objects.visible_to(request.user, on=clock.today())
    along = visible.select_related("meeting__board", "session__board", "place", "agreed_by", "passed_by")
    return get_object_or_404(along, meeting__reference=reference)


def find_line(request: SignedInRequest, reference: str, slug: str) -> PerformanceLine:
    """Find an indicator's line in a review that the person may read."""
    review = find_review(request, reference)
    line = get_object_or_404(
        review.lines.select_related("indicator__priority", "commented_by"), indicator__slug=slug
    )
    line.review = review
    return line


@require_GET
def performance_review_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.read_figures.enforce(request.user, on=on)
    visible = PerformanceReview.objects.visible_to(request.user, on=on)
    context = {
        "reviews": visible.select_related("meeting__board", "place")[:ROWS],
        "keep_refusal": policies.keep_figures.refusal(request.user, on=on),
    }
    return render(request, "delivery_plans/performance_review_list.html", context)


@require_http_methods(["GET", "POST"])
def performance_review_open(request: SignedInRequest) -> HttpResponse:
    on, at = clock.today(), clock.now()
    policies.keep_figures.enforce(request.user, on=on)
    coming = Meeting.objects.ahead(at=at).select_related("board")
    place = home_place()
    form = forms.ReviewOpenForm(
        request.POST or None,
        meetings=coming.filter(board__kind=Board.Kind.BOARD, performance_review__isnull=True),
        sessions=Meeting.objects.select_related("board")
        .filter(board__kind=Board.Kind.PERFORMANCE_GROUP)
        .exclude(state="cancelled")
        .order_by("-starts_at"),
        today=on,
    )
    if request.method == "POST" and form.is_valid() and place is not None:
        try:
            review = workflow.open_review(place=place, **form.cleaned_data, **doing(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The review is open. Check the figures, agree ratings, and comment.")
            return redirect(review)
    return render(request, "delivery_plans/performance_review_open.html", {"form": form, "place": place})


@require_GET
def performance_review_detail(request: SignedInRequest, reference: str) -> HttpResponse:
    on = clock.today()
    review = find_review(request, reference)
    lines = reading.read(review)
    groups: dict[str, list[reading.ReviewedLine]] = {}
    for line in lines:
        priority = line.line.indicator.priority
        groups.setdefault(priority.name if priority else reading.NO_PRIORITY, []).append(line)
    measured = [line for line in lines if line.line.indicator.is_measured]
    lacking = [line for line in lines if line.holds_up]
    awaited = [line for line in measured if line.standing.figure is None]
    context = {
        "review": review,
        "groups": groups.items(),
        "lacking": lacking,
        "awaited": awaited,
        "measured": len(measured),
        "shown": sum(line.is_shown for line in lines),
        "selection": selection.in_words(),
        "days_left": reading.late_by(review, on=on),
        "report": review.reports.first(),
        "keep_refusal": policies.keep_figures.refusal(request.user, on=on),
        "pass_refusal": policies.pass_performance_review.refusal(request.user, review, on=on),
        "reopen_refusal": policies.reopen_performance_review.refusal(request.user, review, on=on),
        "is_frozen": review.state in FROZEN_STATES,
        "scale": scale(),
    }
    return render(request, "delivery_plans/performance_review_detail.html", context)


@require_GET
def performance_line_detail(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    on = clock.today()
    line = find_line(request, reference, slug)
    reviewed = _reviewed(line)
    context = {
        "review": line.review,
        "reviewed": reviewed,
        "content": reading.DrawnLine(
            content := reading.frozen_line(reviewed, reading.scale_words()), reading.chart_of(content)
        ),
        "choices": line.choices.select_related("chosen_by"),
        "change_refusal": policies.change_performance_review.refusal(request.user, line.review, on=on),
        "comment_refusal": policies.comment_on_indicator.refusal(request.user, line, on=on),
    }
    return render(request, "delivery_plans/performance_line_detail.html", context)


def _reviewed(line: PerformanceLine) -> reading.ReviewedLine:
    return next(each for each in reading.read(line.review) if each.line.pk == line.pk)


@require_http_methods(["GET", "POST"])
def performance_line_comment(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    line = find_line(request, reference, slug)
    policies.comment_on_indicator.enforce(request.user, line, on=clock.today())
    reviewed = _reviewed(line)
    form = forms.LineCommentForm(
        request.POST or None,
        initial={"version": line.version, "comment": line.comment, "added_value": line.added_value},
        cancel_url=_address(line),
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        workflow.comment_line(line=line, **form.cleaned_data, **doing(request))
        messages.success(request, f"The comment on {line.indicator} is saved.")
        return redirect(_address(line))
    content = reading.frozen_line(reviewed, reading.scale_words())
    context = {
        "form": form,
        "review": line.review,
        "reviewed": reviewed,
        "content": reading.DrawnLine(content, reading.chart_of(content)),
    }
    return render(request, "delivery_plans/performance_line_comment.html", context)


def _address(line: PerformanceLine) -> str:
    return f"{line.review.get_absolute_url()}{line.indicator.slug}/"


@require_POST
def performance_line_check(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    line = find_line(request, reference, slug)
    workflow.check_figures(line=line, **doing(request))
    messages.success(request, f"The figures of {line.indicator} are checked.")
    return redirect(line.review)


@require_http_methods(["GET", "POST"])
def performance_line_choose(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    line = find_line(request, reference, slug)
    policies.change_performance_review.enforce(request.user, line.review, on=clock.today())
    reviewed = _reviewed(line)
    form = forms.LineChooseForm(
        request.POST or None,
        line=line,
        is_by_rule=bool(reviewed.rules),
        initial={"choice": reviewed.choice.choice if reviewed.choice else SelectionChoice.Choice.BY_RULE},
        cancel_url=_address(line),
    )
    if request.method == "POST" and form.is_valid():
        workflow.choose_line(line=line, **form.cleaned_data, **doing(request))
        messages.success(request, "What the report shows is kept, with the reason.")
        return redirect(_address(line))
    context = {"form": form, "review": line.review, "reviewed": reviewed, "selection": selection.in_words()}
    return render(request, "delivery_plans/performance_line_choose.html", context)


@require_POST
def performance_review_agree(request: SignedInRequest, reference: str) -> HttpResponse:
    review = find_review(request, reference)
    try:
        workflow.agree_review(review=review, **doing(request))
    except CannotBeDone as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request, "The performance group's agreement is recorded. Send the report to the Executive."
        )
    return redirect(review)


@require_http_methods(["GET", "POST"])
def performance_review_send(request: SignedInRequest, reference: str) -> HttpResponse:
    on = clock.today()
    review = find_review(request, reference)
    policies.keep_figures.enforce(request.user, on=on)
    if request.method == "POST":
        workflow.send_to_executive(review=review, **doing(request))
        messages.success(request, "The report is frozen and before the Executive.")
        return redirect(review)
    context = {
        "review": review,
        "consequences": [
            "The figures, ratings and comments of the report are frozen as they stand now.",
            "What changes afterwards is said on the screen, and not in the report.",
            "The Executive passes it for the pack, or sends it back with a reason.",
        ],
    }
    return render(request, "delivery_plans/performance_review_send.html", context)


@require_POST
def performance_review_pass(request: SignedInRequest, reference: str) -> HttpResponse:
    review = find_review(request, reference)
    workflow.pass_for_the_pack(review=review, **doing(request))
    messages.success(
        request, "The report is passed. The pack carries it wherever the agenda has a highlight report."
    )
    return redirect(review)


@require_http_methods(["GET", "POST"])
def performance_review_reopen(request: SignedInRequest, reference: str) -> HttpResponse:
    review = find_review(request, reference)
    policies.reopen_performance_review.enforce(request.user, review, on=clock.today())
    form = forms.ReopenForm(request.POST or None, cancel_url=review.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        try:
            workflow.reopen_review(review=review, reason=form.cleaned_data["reason"], **doing(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The review is open again.")
            return redirect(review)
    return render(request, "delivery_plans/performance_review_reopen.html", {"form": form, "review": review})


@require_GET
def highlight_report_detail(request: SignedInRequest, reference: str) -> HttpResponse:
    review = find_review(request, reference)
    report = get_object_or_404(review.reports.select_related("frozen_by")[:1])
    context = {
        "review": review,
        "report": report,
        "content": report.content,
        "sections": reading.drawn(report.content),
        "changed": reading.changed_since(report.content, reading.read(review)),
    }
    return render(request, "delivery_plans/highlight_report_detail.html", context)
