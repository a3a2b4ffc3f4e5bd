"""Planning a year of meetings: proposed, corrected, checked, and made all at once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from meetings import policies, year_plan
from meetings.forms.years import YearChoiceForm, YearMeetingForm, initial_of
from meetings.models import Board, Priority
from meetings.workflow import years as workflow

# More rows than any year has; what is sent is read by nobody beyond them.
MOST_ROWS = 120


@require_http_methods(["GET", "POST"])
def year_plan_edit(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    boards = Board.objects.meeting().on(on)
    is_asked = "board" in request.GET and "year" in request.GET
    choice = YearChoiceForm(
        request.GET if is_asked else None,
        boards=boards,
        today=on,
        initial={"board": request.GET.get("board", "")},
    )
    context: dict[str, Any] = {"choice": choice, "has_boards": boards.exists()}
    if not choice.is_valid():
        return render(request, "meetings/year_plan_edit.html", context)
    board, year = choice.cleaned_data["board"], choice.cleaned_data["year"]
    proposals = [] if request.method == "POST" else year_plan.propose(board, year, on=on)
    formset = forms.formset_factory(YearMeetingForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)(
        request.POST or None,
        initial=initial_of(proposals),
        form_kwargs={
            "boards": [board, *year_plan.sessions_of(board, on=on)],
            "priorities": list(Priority.objects.all()),
        },
        prefix="row",
    )
    is_whole = request.method == "POST" and formset.is_valid()
    wanted = [(form, form.proposal()) for form in formset.forms] if request.method == "POST" else []
    if request.method == "GET":
        wanted = list(zip(formset.forms, proposals, strict=True))
    shown = [(form, row) for form, row in wanted if row is not None]
    reasons = year_plan.against([row for _, row in shown], board, year, on=on)
    speaks_against = {form.prefix: said for (form, _), said in zip(shown, reasons, strict=True)}
    problem = ""
    if is_whole and "plan" in request.POST and (not any(reasons) or request.POST.get("despite")):
        try:
            planned = workflow.plan_year(
                board=board,
                year=year,
                proposals=[row for _, row in shown],
                by=request.user,
                at=clock.now(),
                on=on,
            )
        except CannotBeDone as refused:
            problem = str(refused)
        else:
            one = len(planned) == 1
            messages.success(
                request,
                f"{len(planned)} meeting{' is' if one else 's are'} planned, {year_plan.in_words(year)}.",
            )
            return redirect("meetings:meeting_list")
    remarks = {form.prefix: row.remarks for form, row in shown}
    context |= {
        "board": board,
        "year": year_plan.in_words(year),
        "there": year_plan.meetings_in(board, year),
        "formset": formset,
        "rows": [
            {
                "form": form,
                "board": form.of_board,
                "remarks": remarks.get(form.prefix, []),
                "against": speaks_against.get(form.prefix, []),
            }
            for form in formset.forms
        ],
        "is_checked": request.method == "POST" and not problem,
        "is_whole": is_whole,
        "has_against": any(reasons),
        "asks_to_confirm": request.method == "POST" and any(reasons),
        "problem": problem,
        "errors": [
            (form, field.errors[0], field) for form in formset.forms for field in form if field.errors
        ],
    }
    return render(request, "meetings/year_plan_edit.html", context)
