"""The secretariat's pages about what the public asked for."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from meetings import policies
from meetings.forms.public import CopyAnswerForm, CopyRefuseForm
from meetings.models import Pack, PublicRequest
from meetings.states.public_request import State
from meetings.workflow import public as workflow


def _find(request: SignedInRequest, key: str) -> PublicRequest:
    policies.run_meetings.enforce(request.user, on=clock.today())
    requests = PublicRequest.objects.select_related("board", "answered_by", "pack__meeting__board")
    return get_object_or_404(requests, key=key)


@require_GET
def public_request_list(request: SignedInRequest) -> HttpResponse:
    policies.run_meetings.enforce(request.user, on=clock.today())
    requests = PublicRequest.objects.select_related("board", "answered_by")
    context = {
        "open_requests": requests.filter(state=State.ASKED).order_by("asked_at"),
        "answered": requests.exclude(state=State.ASKED)[:100],
    }
    return render(request, "meetings/public_request_list.html", context)


@require_GET
def public_request_detail(request: SignedInRequest, key: str) -> HttpResponse:
    asked = _find(request, key)
    context = {"asked": asked, "is_usable": asked.is_usable(at=clock.now())}
    return render(request, "meetings/public_request_detail.html", context)


def _lead_back(request: SignedInRequest, asked: PublicRequest, answered: str) -> HttpResponse:
    messages.error(request, answered)
    return redirect(asked)


@require_http_methods(["GET", "POST"])
def public_request_answer(request: SignedInRequest, key: str) -> HttpResponse:
    asked = _find(request, key)
    if answered := asked.answered_in_words:
        return _lead_back(request, asked, answered)
    packs = (
        Pack.objects.whole()
        .current()
        .safe_for_public()
        .filter(meeting__board=asked.board_id)
        .select_related("meeting__board")
        .order_by("-meeting__starts_at")
    )
    form = CopyAnswerForm(request.POST or None, packs=packs, cancel_url=asked.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        try:
            workflow.hand_out_copy(
                asked=asked,
                pack=form.cleaned_data["pack"],
                by=request.user,
                at=clock.now(),
                on=clock.today(),
            )
        except CannotBeDone as problem:
            form.add_error("pack", str(problem))
        else:
            messages.success(request, "The link to the public copy is on its way.")
            return redirect(asked)
    context = {"form": form, "asked": asked, "has_packs": packs.exists()}
    return render(request, "meetings/public_request_answer.html", context)


@require_http_methods(["GET", "POST"])
def public_request_refuse(request: SignedInRequest, key: str) -> HttpResponse:
    asked = _find(request, key)
    if answered := asked.answered_in_words:
        return _lead_back(request, asked, answered)
    form = CopyRefuseForm(request.POST or None, cancel_url=asked.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        workflow.refuse_copy(
            asked=asked,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=clock.now(),
            on=clock.today(),
        )
        messages.success(request, "The reason is on its way to whoever asked.")
        return redirect(asked)
    return render(request, "meetings/public_request_refuse.html", {"form": form, "asked": asked})
