"""Pages for what happens to a paper: handed in, sent back, withdrawn, moved, restricted."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from meetings import policies
from meetings.forms.papers import (
    PaperRestrictForm,
    PaperSendBackForm,
    PaperWithdrawForm,
)
from meetings.models import (
    Paper,
    Seat,
)
from meetings.views.paper_finding import around, find_paper, find_to_change, now
from meetings.workflow import papers as workflow
from meetings.workflow.agendas import lift_restriction, restrict_paper


def _do(request: SignedInRequest, deed: Callable[[], object], done: str, paper: Paper) -> HttpResponse:
    try:
        deed()
    except CannotBeDone as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return redirect(paper)


@require_POST
def paper_ready(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = find_paper(request, reference, key)
    policies.change_agenda.enforce(request.user, paper.meeting, on=clock.today())
    return _do(
        request,
        lambda: workflow.mark_ready(paper=paper, **now(request)),
        "The paper is ready for the pack.",
        paper,
    )


@require_http_methods(["GET", "POST"])
def paper_send_back(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = find_to_change(request, reference, key)
    form = PaperSendBackForm(request.POST or None, has_author=paper.writer_id is not None)
    if request.method == "POST" and form.is_valid():
        return _do(
            request,
            lambda: workflow.send_back(paper=paper, reason=form.cleaned_data["reason"], **now(request)),
            "The paper is a draft again. Until it is ready, the pack has a slip in its place.",
            paper,
        )
    context = {
        **around(request, paper),
        "form": form,
        "consequences": [
            "It becomes a draft again, and its author can change it.",
            "Until it is ready, every pack that is built has a slip in its place.",
        ],
    }
    return render(request, "meetings/paper_send_back.html", context)


@require_http_methods(["GET", "POST"])
def paper_withdraw(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = find_to_change(request, reference, key)
    form = PaperWithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _do(
            request,
            lambda: workflow.withdraw_paper(paper=paper, reason=form.cleaned_data["reason"], **now(request)),
            "The paper is withdrawn. It stays on record, and can be brought back.",
            paper,
        )
    context = {
        **around(request, paper),
        "form": form,
        "consequences": [
            "It leaves the agenda, and every pack that is built from now on.",
            "Packs that were built before keep it.",
            "It stays on record with its versions, and can be brought back.",
        ],
    }
    return render(request, "meetings/paper_withdraw.html", context)


@require_POST
def paper_restore(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = find_to_change(request, reference, key)
    return _do(
        request,
        lambda: workflow.restore_paper(paper=paper, **now(request)),
        "The paper is on the agenda again."
        if paper.kind == Paper.Kind.GENERATED
        else "The paper is on the agenda again, as a draft.",
        paper,
    )


@require_POST
def paper_move(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = find_to_change(request, reference, key)
    direction = request.POST.get("direction")
    if direction not in {"up", "down"}:
        raise BadRequest("A move goes up or down.")
    return _do(
        request,
        lambda: workflow.move_paper(paper=paper, up=direction == "up", **now(request)),
        f"The paper is moved {direction} among the papers of its item.",
        paper,
    )


@require_http_methods(["GET", "POST"])
def paper_restrict(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    on = clock.today()
    paper = find_to_change(request, reference, key)
    policies.restrict.enforce(request.user, paper.agenda_item, on=on)
    restriction = paper.restriction
    initial: dict[str, Any] = {}
    if restriction is not None:
        initial = {
            "ground": restriction.ground,
            "explanation": restriction.explanation,
            "review_on": restriction.review_on,
            "seats": restriction.seats.all(),
        }
    form = PaperRestrictForm(
        request.POST or None,
        seats=Seat.objects.filter(board=paper.meeting.board)
        .on(max(paper.meeting.on, on))
        .select_related("organisation"),
        today=on,
        initial=initial,
        cancel_url=paper.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            restrict_paper(paper=paper, **form.cleaned_data, **now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request,
                "The paper is restricted. Published packs that show it are closed to everybody else now: build"
                " and publish the pack again.",
            )
            return redirect(paper)
    return render(request, "meetings/paper_restrict.html", {**around(request, paper), "form": form})


@require_http_methods(["GET", "POST"])
def paper_restriction_lift(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = find_to_change(request, reference, key)
    restriction = paper.restriction
    if restriction is None:
        raise Http404
    if request.method == "POST":
        return _do(
            request,
            lambda: lift_restriction(restriction=restriction, **now(request)),
            "The restriction is lifted. Everybody with a seat on the board reads the paper once it is ready.",
            paper,
        )
    context = {
        **around(request, paper),
        "consequences": [
            "Everybody with a seat on the board reads the paper and its title.",
            "The public copy of every pack that is built from now on shows it.",
            "Packs that were built before keep their slips; build a new one to show the pages.",
        ],
    }
    return render(request, "meetings/paper_restriction_lift.html", context)
