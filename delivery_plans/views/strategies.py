"""Pages about strategies with their outcomes, lead offices, and the scale of ratings."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from csp_portal.accounts.roles import Permission
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from delivery_plans import policies
from delivery_plans.forms.plans import OfficeForm, OutcomeForm, ScaleForm, StrategyForm, level_forms
from delivery_plans.models import LeadOffice, Outcome, RagScale, Strategy
from delivery_plans.views.plans import doing, holders_of
from delivery_plans.workflow import strategies as workflow


def _initial(form_class: type[Any], record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in form_class.base_fields}


@require_GET
def strategy_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.read_plans.enforce(request.user, on=on)
    context = {
        "strategies": Strategy.objects.select_related("board").prefetch_related("outcomes__priority"),
        "keep_refusal": policies.keep_plans.refusal(request.user, on=on),
    }
    return render(request, "delivery_plans/strategy_list.html", context)


@require_http_methods(["GET", "POST"])
def strategy_add(request: SignedInRequest) -> HttpResponse:
    policies.keep_plans.enforce(request.user, on=clock.today())
    form = StrategyForm(
        request.POST or None, initial={"version": 1}, cancel_url=reverse("delivery_plans:strategy_list")
    )
    form.submit_label = "Add the strategy"
    if request.method == "POST" and form.is_valid():
        if Strategy.objects.filter(name__iexact=form.cleaned_data["name"]).exists():
            form.add_error("name", "There is a strategy of that name already.")
        else:
            workflow.add_strategy(**form.facts(), **doing(request))
            messages.success(request, "The strategy is added. Add its outcomes next.")
            return redirect("delivery_plans:strategy_list")
    return render(request, "delivery_plans/strategy_add.html", {"form": form})


@require_http_methods(["GET", "POST"])
def strategy_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    policies.keep_plans.enforce(request.user, on=clock.today())
    strategy = get_object_or_404(Strategy, pk=pk)
    form = StrategyForm(
        request.POST or None,
        initial=_initial(StrategyForm, strategy) | {"board": strategy.board_id},
        cancel_url=reverse("delivery_plans:strategy_list"),
    )
    form.submit_label = "Save the strategy"
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        if Strategy.objects.filter(name__iexact=form.cleaned_data["name"]).exclude(pk=pk).exists():
            form.add_error("name", "There is a strategy of that name already.")
        else:
            workflow.edit_strategy(
                strategy=strategy, version=form.cleaned_data["version"], **form.facts(), **doing(request)
            )
            messages.success(request, "The strategy is saved.")
            return redirect("delivery_plans:strategy_list")
    return render(request, "delivery_plans/strategy_edit.html", {"form": form, "strategy": strategy})


@require_http_methods(["GET", "POST"])
def outcome_add(request: SignedInRequest, pk: int) -> HttpResponse:
    policies.keep_plans.enforce(request.user, on=clock.today())
    strategy = get_object_or_404(Strategy, pk=pk)
    last = strategy.outcomes.last()
    form = OutcomeForm(
        request.POST or None,
        initial={"version": 1, "number": (last.number if last else 0) + 1},
        cancel_url=reverse("delivery_plans:strategy_list"),
    )
    form.submit_label = "Add the outcome"
    if request.method == "POST" and form.is_valid():
        try:
            workflow.add_outcome(strategy=strategy, **form.facts(), **doing(request))
        except CannotBeDone as problem:
            form.add_error("number", str(problem))
        else:
            messages.success(request, "The outcome is added. Draft its plan next.")
            return redirect("delivery_plans:strategy_list")
    return render(request, "delivery_plans/outcome_add.html", {"form": form, "strategy": strategy})


@require_http_methods(["GET", "POST"])
def outcome_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    policies.keep_plans.enforce(request.user, on=clock.today())
    outcome = get_object_or_404(Outcome.objects.select_related("strategy"), pk=pk)
    form = OutcomeForm(
        request.POST or None,
        initial=_initial(OutcomeForm, outcome) | {"priority": outcome.priority_id},
        cancel_url=reverse("delivery_plans:strategy_list"),
    )
    del form.fields["number"]
    form.submit_label = "Save the outcome"
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        workflow.edit_outcome(
            outcome=outcome, version=form.cleaned_data["version"], **form.facts(), **doing(request)
        )
        messages.success(request, "The outcome is saved.")
        return redirect("delivery_plans:strategy_list")
    return render(request, "delivery_plans/outcome_edit.html", {"form": form, "outcome": outcome})


@require_GET
def office_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.read_plans.enforce(request.user, on=on)
    offices = (
        LeadOffice.objects.select_related("organisation")
        .prefetch_related("people")
        .annotate(led=Count("milestones", filter=Q(milestones__withdrawn_at=None), distinct=True))
    )
    context = {"offices": offices, "keep_refusal": policies.keep_plans.refusal(request.user, on=on)}
    return render(request, "delivery_plans/office_list.html", context)


@require_http_methods(["GET", "POST"])
def office_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    on = clock.today()
    policies.keep_plans.enforce(request.user, on=on)
    office = get_object_or_404(LeadOffice, pk=pk)
    people = (
        holders_of(Permission.RATE_MILESTONES, on=on)
        | holders_of(Permission.KEEP_PLANS, on=on)
        | office.people.all()
    ).distinct()
    form = OfficeForm(
        request.POST or None,
        people=people,
        initial={
            "version": office.version,
            "name": office.name,
            "organisation": office.organisation_id,
            "people": [person.pk for person in office.people.all()],
        },
        cancel_url=reverse("delivery_plans:office_list"),
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        try:
            workflow.edit_office(
                office=office, version=form.cleaned_data["version"], **form.facts(), **doing(request)
            )
        except CannotBeDone as problem:
            form.add_error("name", str(problem))
        else:
            messages.success(request, "The office is saved.")
            return redirect("delivery_plans:office_list")
    return render(request, "delivery_plans/office_edit.html", {"form": form, "office": office})


@require_GET
def scale_detail(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    edit_refusal = policies.keep_scale.refusal(request.user, on=on)
    if edit_refusal:
        policies.read_plans.enforce(request.user, on=on)
    scale = RagScale.objects.prefetch_related("levels").first()
    return render(request, "delivery_plans/scale_detail.html", {"scale": scale, "edit_refusal": edit_refusal})


@require_http_methods(["GET", "POST"])
def scale_edit(request: SignedInRequest) -> HttpResponse:
    policies.keep_scale.enforce(request.user, on=clock.today())
    scale = get_object_or_404(RagScale.objects.all()[:1])
    form = ScaleForm(
        request.POST or None, initial={"version": scale.version, "explanation": scale.explanation}
    )
    levels = level_forms(scale, request.POST or None)
    if (
        request.method == "POST"
        and "reopen" not in request.POST
        and all([form.is_valid(), *(each.is_valid() for _, each in levels)])
    ):
        try:
            workflow.edit_scale(
                scale=scale,
                version=form.cleaned_data["version"],
                explanation=form.cleaned_data["explanation"],
                levels={level.key: each.cleaned_data for level, each in levels},
                **doing(request),
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The scale is saved. Every rating is shown in the new words.")
            return redirect("delivery_plans:scale_detail")
    context = {"form": form, "levels": levels, "scale": scale}
    return render(request, "delivery_plans/scale_edit.html", context)
