"""Pages on which what was recorded before the minutes is tied to its decision."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from delivery_plans import policies
from delivery_plans.forms.decisions import TieForm
from delivery_plans.models import Challenge
from delivery_plans.views.plans import decisions_under, doing, find_plan, items_of_begun_meetings
from delivery_plans.workflow import ties as workflow


@require_http_methods(["GET", "POST"])
def challenge_tie(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan = find_plan(request, slug)
    policies.challenge.enforce(request.user, on=clock.today())
    challenge = get_object_or_404(
        Challenge.objects.select_related(
            "rating__level", "rating__review", "milestone__action", "milestone__area", "agenda_item__meeting"
        ),
        milestone__plan=plan,
        pk=pk,
    )
    milestone = challenge.milestone
    milestone.plan = challenge.rating.review.plan = plan
    items = items_of_begun_meetings(request).filter(pk=challenge.agenda_item_id)
    decisions = decisions_under(request, items)
    form = TieForm(
        request.POST or None,
        initial={"decision": challenge.decision_id},
        decisions=decisions,
        cancel_url=milestone.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            workflow.tie_challenge(challenge=challenge, **form.cleaned_data, **doing(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The challenge is tied to its decision.")
            return redirect(milestone)
    context = {
        "form": form,
        "challenge": challenge,
        "milestone": milestone,
        "plan": plan,
        "has_decisions": decisions.exists(),
    }
    return render(request, "delivery_plans/challenge_tie.html", context)


@require_http_methods(["GET", "POST"])
def plan_tie(request: SignedInRequest, slug: str) -> HttpResponse:
    plan = find_plan(request, slug)
    policies.endorse_plan.enforce(request.user, plan, on=clock.today())
    board = plan.outcome.strategy.board
    items = items_of_begun_meetings(request, board).filter(pk=plan.endorsed_item_id)
    decisions = decisions_under(request, items)
    form = TieForm(
        request.POST or None,
        initial={"decision": plan.endorsed_decision_id},
        decisions=decisions,
        cancel_url=plan.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            workflow.tie_endorsement(plan=plan, **form.cleaned_data, **doing(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The endorsement is tied to its decision.")
            return redirect(plan)
    context = {"form": form, "plan": plan, "has_decisions": decisions.exists()}
    return render(request, "delivery_plans/plan_tie.html", context)
