"""Keeping indicators: adding, changing and ending them, judging ratings, and noting what is awaited."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from delivery_plans import figures, policies
from delivery_plans.forms.performance import (
    EndIndicatorForm,
    ExpectedForm,
    GiveUpForm,
    IndicatorForm,
    JudgeForm,
)
from delivery_plans.models import ExpectedFigure, Indicator
from delivery_plans.performance_reading import board_that_follows, home_place, readings, scale
from delivery_plans.views.performance import find_indicator
from delivery_plans.workflow import performance
from delivery_plans.workflow.plans import raise_business_of_indicator
from meetings.forms.business import OfferForm
from meetings.views.business import offer_choices


def doing(request: SignedInRequest) -> dict[str, Any]:
    """Say who does it and when, as every workflow function wants to know."""
    return {"by": request.user, "at": clock.now(), "on": clock.today()}


def find_to_keep(request: SignedInRequest, slug: str) -> Indicator:
    """Find an indicator that the person may change."""
    indicator = find_indicator(request, slug)
    policies.keep_figures.enforce(request.user, on=clock.today())
    return indicator


@require_http_methods(["GET", "POST"])
def indicator_add(request: SignedInRequest) -> HttpResponse:
    policies.read_figures.enforce(request.user, on=clock.today())
    policies.keep_figures.enforce(request.user, on=clock.today())
    form = IndicatorForm(request.POST or None, cancel_url=reverse("delivery_plans:indicator_list"))
    if request.method == "POST" and form.is_valid():
        position = Indicator.objects.filter(collection=form.cleaned_data["collection"]).count() + 1
        try:
            indicator = performance.add_indicator(
                slug=form.free_slug(),
                position=position,
                points=form.cleaned_data["quarters"],
                **form.facts(),
                **doing(request),
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{indicator} is on record.")
            return redirect(indicator)
    return render(request, "delivery_plans/indicator_add.html", {"form": form})


@require_http_methods(["GET", "POST"])
def indicator_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    indicator = find_to_keep(request, slug)
    # The form writes on what it is given, and the workflow compares with what is kept.
    form = IndicatorForm(
        request.POST or None,
        instance=Indicator.objects.get(pk=indicator.pk),
        initial={"version": indicator.version},
        cancel_url=indicator.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            performance.edit_indicator(
                indicator,
                version=form.cleaned_data["version"],
                changes=form.facts(),
                points=form.cleaned_data["quarters"],
                **doing(request),
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The indicator is saved.")
            return redirect(indicator)
    return render(request, "delivery_plans/indicator_edit.html", {"form": form, "indicator": indicator})


@require_http_methods(["GET", "POST"])
def indicator_end(request: SignedInRequest, slug: str) -> HttpResponse:
    indicator = find_to_keep(request, slug)
    form = EndIndicatorForm(request.POST or None, cancel_url=indicator.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        performance.end_indicator(indicator, reason=form.cleaned_data["reason"], **doing(request))
        messages.success(request, f"{indicator} is not followed any more. Its figures stay.")
        return redirect(indicator)
    return render(request, "delivery_plans/indicator_end.html", {"form": form, "indicator": indicator})


@require_http_methods(["GET", "POST"])
def indicator_judge(request: SignedInRequest, slug: str) -> HttpResponse:
    indicator = find_to_keep(request, slug)
    (reading,) = readings([indicator], place=home_place(), on=clock.today())
    if reading.figure is None:
        raise CannotBeDone("There is no figure of this indicator yet, so there is nothing to judge.")
    form = JudgeForm(
        request.POST or None,
        initial={"level": reading.judgement.level if reading.judgement else ""},
        cancel_url=indicator.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        performance.judge(
            indicator=indicator,
            place=reading.figure.place,
            period=reading.figure.period,
            level=form.cleaned_data["level"],
            reason=form.cleaned_data["reason"],
            **doing(request),
        )
        messages.success(request, "The judgement stands beside the rule's rating.")
        return redirect(indicator)
    context = {
        "form": form,
        "indicator": indicator,
        "reading": reading,
        "scale": scale(),
        "rule_in_words": figures.rule_in_words(indicator.rule, indicator.margin, indicator.better),
    }
    return render(request, "delivery_plans/indicator_judge.html", context)


@require_http_methods(["GET", "POST"])
def indicator_raise(request: SignedInRequest, slug: str) -> HttpResponse:
    on = clock.today()
    indicator = find_indicator(request, slug)
    board = board_that_follows(indicator, on=on)
    policies.raise_indicator.enforce(request.user, board, on=on)
    if board is None:
        raise CannotBeDone("There is no board to raise it with.")
    form = OfferForm(
        request.POST or None,
        initial={
            "title": f"Performance: {indicator}"[:200],
            "about": _about(indicator, on=on),
            "priority": indicator.priority_id,
        },
        cancel_url=indicator.get_absolute_url(),
        **offer_choices(request, board),
    )
    if request.method == "POST" and form.is_valid():
        try:
            raise_business_of_indicator(indicator=indicator, board=board, **form.facts(), **doing(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "It is offered. What becomes of it is shown below.")
            return redirect(f"{indicator.get_absolute_url()}#raised")
    context = {"form": form, "indicator": indicator, "board": board}
    return render(request, "delivery_plans/indicator_raise.html", context)


def _about(indicator: Indicator, *, on: date) -> str:
    (reading,) = readings([indicator], place=home_place(), on=on)
    if reading.figure is None:
        return indicator.name
    value = figures.rounded(reading.figure.value, indicator.decimals)
    words = f"{indicator.name}: {value:,f} in {reading.figure.period}, {reading.figure.place}"
    return f"{words}; rated {level.word}." if (level := scale().get(reading.level)) else f"{words}."


@require_http_methods(["GET", "POST"])
def expected_add(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.read_figures.enforce(request.user, on=on)
    policies.keep_figures.enforce(request.user, on=on)
    place = home_place()
    form = ExpectedForm(
        request.POST or None,
        on=on,
        initial={
            "indicator": request.GET.get("indicator", ""),
            "place": place.slug if place else "",
            "asked_on": on,
            "period_kind": "rolling_year",
        },
        cancel_url=reverse("delivery_plans:expected_list"),
    )
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            performance.expect_figure(
                kind=said.pop("period_kind"), day=said.pop("last_day"), **said, **doing(request)
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "It is noted that the figure is awaited.")
            return redirect("delivery_plans:expected_list")
    return render(request, "delivery_plans/expected_add.html", {"form": form})


@require_http_methods(["GET", "POST"])
def expected_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    visible = ExpectedFigure.objects.visible_to(request.user, on=clock.today())
    expected = get_object_or_404(visible.select_related("indicator", "place", "period", "owed_by"), pk=pk)
    policies.keep_figures.enforce(request.user, on=clock.today())
    form = GiveUpForm(request.POST or None, cancel_url=reverse("delivery_plans:expected_list"))
    if request.method == "POST" and form.is_valid():
        performance.stop_expecting(expected, reason=form.cleaned_data["reason"], **doing(request))
        messages.success(request, "The figure is not awaited any more.")
        return redirect("delivery_plans:expected_list")
    return render(request, "delivery_plans/expected_withdraw.html", {"form": form, "expected": expected})
