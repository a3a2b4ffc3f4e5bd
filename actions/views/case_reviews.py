"""Pages about reviews that are followed up for years: their actions, and the account of the case apart from them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from actions import policies, workflow
from actions.forms import CaseReviewCloseForm, CaseReviewForm
from actions.models import Action, CaseReview
from actions.views.lists import lines_of
from actions.views.records import doing
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from meetings.models import Board


def _find(request: SignedInRequest, key: str) -> CaseReview:
    visible = CaseReview.objects.visible_to(request.user, on=clock.today())
    return get_object_or_404(visible.select_related("board", "recorded_by", "closed_by"), key=key)


@require_GET
def review_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    reviews = CaseReview.objects.visible_to(request.user, on=on).select_related("board")
    visible = Action.objects.visible_to(request.user, on=on).filter(review__in=reviews)
    followed: dict[int | None, list[Action]] = {}
    for action in visible.prefetch_related("responsibilities"):
        followed.setdefault(action.review_id, []).append(action)
    context = {
        "lines": [
            {
                "review": review,
                "actions": len(actions := followed.get(review.pk, [])),
                "open": sum(not action.is_closed for action in actions),
            }
            for review in reviews
        ],
        "boards": Board.objects.meeting().on(on),
        "run_refusal": policies.run_actions.refusal(request.user, on=on),
    }
    return render(request, "actions/review_list.html", context)


@require_http_methods(["GET", "POST"])
def review_record(request: SignedInRequest, slug: str) -> HttpResponse:
    policies.run_actions.enforce(request.user, on=clock.today())
    board = get_object_or_404(Board.objects.meeting(), slug=slug)
    form = CaseReviewForm(
        request.POST or None,
        seats=board.seats.on(clock.today()).select_related("organisation"),
        initial={"version": 1},
    )
    if request.method == "POST" and form.is_valid():
        try:
            review = workflow.record_review(board=board, **form.facts(), **doing(request))
        except CannotBeDone as problem:
            form.add_error("name", str(problem))
        else:
            messages.success(request, "The review is on record. Record its actions from here.")
            return redirect(review)
    return render(request, "actions/review_record.html", {"form": form, "board": board})


@require_GET
def review_detail(request: SignedInRequest, key: str) -> HttpResponse:
    on = clock.today()
    review = _find(request, key)
    actions = Action.objects.visible_to(request.user, on=on).filter(review=review)
    context = {
        "review": review,
        "lines": lines_of(actions.for_lists().order_by("pk"), on=on),
        "account_refusal": policies.read_account.refusal(request.user, review, on=on),
        "run_refusal": policies.run_actions.refusal(request.user, on=on),
    }
    return render(request, "actions/review_detail.html", context)


@require_GET
def review_account(request: SignedInRequest, key: str) -> HttpResponse:
    """Show the account of a case to whoever may read it; the reading goes on record first."""
    review = _find(request, key)
    workflow.note_account_read(review=review, **doing(request))
    readers = review.readers.select_related("organisation")
    return render(request, "actions/review_account.html", {"review": review, "readers": readers})


@require_http_methods(["GET", "POST"])
def review_edit(request: SignedInRequest, key: str) -> HttpResponse:
    review = _find(request, key)
    policies.run_actions.enforce(request.user, on=clock.today())
    form = CaseReviewForm(
        request.POST or None,
        seats=review.board.seats.on(clock.today()).select_related("organisation"),
        initial={
            "version": review.version,
            "name": review.name,
            "account": review.account,
            "readers": review.readers.all(),
        },
        cancel_url=review.get_absolute_url(),
    )
    if request.method == "GET":
        # Whoever changes the account has it before them.
        workflow.note_account_read(review=review, **doing(request))
    elif form.is_valid():
        try:
            workflow.edit_review(
                review=review, version=form.cleaned_data["version"], **form.facts(), **doing(request)
            )
        except CannotBeDone as problem:
            form.add_error("name", str(problem))
        else:
            messages.success(request, "The review is saved.")
            return redirect(review)
    return render(request, "actions/review_edit.html", {"form": form, "review": review})


@require_http_methods(["GET", "POST"])
def review_close(request: SignedInRequest, key: str) -> HttpResponse:
    review = _find(request, key)
    policies.run_actions.enforce(request.user, on=clock.today())
    form = CaseReviewCloseForm(request.POST or None, cancel_url=review.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        try:
            workflow.close_review(review=review, reason=form.cleaned_data["reason"], **doing(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The review is closed and its account is erased. Its actions stay.")
            return redirect(review)
    return render(request, "actions/review_close.html", {"form": form, "review": review})
