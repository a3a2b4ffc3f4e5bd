"""What holds for all boards: the days on which the secretariat is closed, and the priorities."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.dates import bank_holidays
from csp_portal.core.workflow import CannotBeDone
from meetings import policies
from meetings.forms.boards import ClosureDayForm, PriorityForm, YearForm
from meetings.models import ClosureDay, Priority
from meetings.workflow import boards as workflow


@require_safe
def closure_day_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    form = YearForm(request.GET if "year" in request.GET else None, initial={"year": on.year})
    year = form.cleaned_data["year"] if form.is_valid() else on.year
    return render(
        request,
        "meetings/closure_day_list.html",
        {
            "form": form,
            "year": year,
            "closure_days": ClosureDay.objects.filter(
                closed_on__range=(date(year, 1, 1), date(year, 12, 31))
            ),
            "bank_holidays": sorted(bank_holidays(year).items()),
            "run_refusal": policies.run_meetings.refusal(request.user, on=on),
        },
    )


@require_http_methods(["GET", "POST"])
def closure_day_add(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    form = ClosureDayForm(request.POST or None, cancel_url=reverse("meetings:closure_day_list"))
    if form.is_valid():
        try:
            day = workflow.close_office(by=request.user, at=clock.now(), on=on, **form.cleaned_data)
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request, f"{day.closed_on.day} {day.closed_on:%B %Y} does not count as a working day."
            )
            return redirect(f"{reverse('meetings:closure_day_list')}?year={day.closed_on.year}")
    return render(request, "meetings/closure_day_add.html", {"form": form})


@require_POST
def closure_day_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    day = get_object_or_404(ClosureDay, pk=pk)
    workflow.open_office(day=day, by=request.user, at=clock.now(), on=on)
    messages.success(request, f"{day.closed_on.day} {day.closed_on:%B %Y} counts again.")
    return redirect(f"{reverse('meetings:closure_day_list')}?year={day.closed_on.year}")


@require_safe
def priority_list(request: SignedInRequest) -> HttpResponse:
    return render(
        request,
        "meetings/priority_list.html",
        {
            "priorities": Priority.objects.select_related("lead_organisation"),
            "run_refusal": policies.run_meetings.refusal(request.user, on=clock.today()),
        },
    )


@require_http_methods(["GET", "POST"])
def priority_add(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    last = Priority.objects.last()
    form = PriorityForm(
        request.POST or None,
        on=on,
        initial={"number": last.number + 1 if last else 1},
        cancel_url=reverse("meetings:priority_list"),
    )
    if form.is_valid():
        try:
            workflow.add_priority(by=request.user, at=clock.now(), on=on, **form.cleaned_data)
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{form.cleaned_data['name']} is a priority now.")
            return redirect("meetings:priority_list")
    return render(request, "meetings/priority_add.html", {"form": form})


@require_http_methods(["GET", "POST"])
def priority_edit(request: SignedInRequest, number: int) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    priority = get_object_or_404(Priority, number=number)
    form = PriorityForm(
        request.POST or None,
        on=on,
        instance=get_object_or_404(Priority, number=number),
        cancel_url=reverse("meetings:priority_list"),
    )
    if form.is_valid():
        try:
            workflow.edit_priority(
                priority=priority, by=request.user, at=clock.now(), on=on, **form.cleaned_data
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The priority is saved.")
            return redirect("meetings:priority_list")
    return render(request, "meetings/priority_edit.html", {"form": form, "priority": priority})
