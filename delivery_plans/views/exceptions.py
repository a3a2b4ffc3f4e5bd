"""The exceptions report: what is Red or Amber/Red, overdue, worse, not rated or without a comment."""

import io
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.audit.recording import record
from csp_portal.audit.responses import AuditedFileResponse
from csp_portal.core import clock
from csp_portal.core.numbers import whole_number
from csp_portal.core.spreadsheets import WORKBOOK_TYPE, workbook
from delivery_plans import plan_reading, policies
from delivery_plans.forms.plans import ExceptionFilterForm
from delivery_plans.models import DeliveryPlan, Outcome, year_of
from delivery_plans.states.plan import Event, State

HEADINGS = (
    "Outcome", "Year", "Reference", "What is to be done", "Leads", "Due as written", "Due until", "Quarter",
    "Rating", "Letter", "Before", "Why it is here", "Reason", "What is being done", "Comment",
)  # fmt: skip


def reported_plans() -> Any:
    """Find the plans that an exceptions report is about: those in force."""
    return DeliveryPlan.objects.filter(state=State.IN_FORCE)


def _found(request: SignedInRequest) -> tuple[ExceptionFilterForm, list[plan_reading.ExceptionLine], int]:
    on = clock.today()
    years = set(DeliveryPlan.objects.values_list("year", flat=True))
    asked = whole_number(request.GET.get("year", ""))
    plans = (
        reported_plans()
        if asked not in years
        else DeliveryPlan.objects.of_year(asked).exclude(state=State.DRAFT)
    )
    form = ExceptionFilterForm(
        request.GET or None, outcomes=Outcome.objects.filter(plans__in=plans).distinct()
    )
    chosen = form.cleaned_data if form.is_valid() else {}
    if outcome := chosen.get("outcome"):
        plans = plans.filter(outcome=outcome)
    lines = plan_reading.exceptions(plans, on=on)
    if why := chosen.get("why"):
        lines = [line for line in lines if why in line.reasons]
    if lead := chosen.get("lead"):
        lines = [
            line for line in lines if lead.pk in {each.office_id for each in line.milestone.offices.all()}
        ]
    return form, lines, asked if asked in years else year_of(on)


@require_GET
def exception_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.read_plans.enforce(request.user, on=on)
    form, lines, year = _found(request)
    counts = {concern: sum(concern in line.reasons for line in lines) for concern in plan_reading.Concern}
    context = {
        "form": form,
        "lines": lines,
        "counts": list(counts.items()),
        "is_narrowed": any(request.GET.get(name) for name in ("outcome", "why", "lead")),
        "year": year,
        "on": on,
    }
    return render(request, "delivery_plans/exception_list.html", context)


@require_GET
def exception_export(request: SignedInRequest) -> AuditedFileResponse:
    on = clock.today()
    policies.read_plans.enforce(request.user, on=on)
    _, lines, _ = _found(request)
    content = workbook({"Exceptions": [HEADINGS, *map(_values, lines)]})
    event = record(
        Event.EXCEPTIONS_EXPORTED, actor=request.user, subject=None, at=clock.now(), rows=len(lines)
    )
    return AuditedFileResponse(
        io.BytesIO(content),
        event=event,
        filename=f"plan-exceptions-{on:%Y-%m-%d}.xlsx",
        as_attachment=True,
        content_type=WORKBOOK_TYPE,
    )


def _values(line: plan_reading.ExceptionLine) -> list[Any]:
    milestone, run = line.milestone, line.run
    rating, before = run.rating, run.before
    return [
        str(milestone.plan.outcome),
        milestone.plan.year_name,
        milestone.label,
        milestone.words,
        "; ".join(each.office.name for each in milestone.offices.all()),
        milestone.due,
        milestone.last_day,
        run.current.name if run.has_review else "",
        run.level.word,
        run.level.letter,
        before.level.word if before and before.level else "",
        "; ".join(concern.label for concern in line.reasons),
        rating.reason if rating else "",
        rating.action_taken if rating else "",
        rating.comment if rating else "",
    ]
