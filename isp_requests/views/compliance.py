"""The page of compliance by organisation and quarter, and the same for a spreadsheet."""

import io
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.audit.recording import record
from csp_portal.audit.responses import AuditedFileResponse
from csp_portal.core import clock
from csp_portal.core.quarters import Quarter
from csp_portal.core.spreadsheets import WORKBOOK_TYPE, workbook
from isp_requests import compliance
from isp_requests.forms.compliance import QuarterForm
from isp_requests.policies import protocol as policies
from isp_requests.states.edition import Event


def _found(request: SignedInRequest) -> tuple[QuarterForm, compliance.Compliance | None]:
    """Count the quarter that is asked for, or that of today; nothing for one that there is not."""
    on = clock.today()
    there = compliance.quarters(on=on)
    form = QuarterForm(request.GET or None, quarters=there)
    if form.is_bound and not form.is_valid():
        return form, None
    chosen = form.cleaned_data.get("quarter") if form.is_bound else ""
    quarter: Quarter = next((each for each in there if each.code == chosen), there[0])
    return form, compliance.counted(quarter, at=clock.now(), on=on)


@require_GET
def compliance_detail(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.read_compliance.enforce(request.user, on=on)
    form, counted = _found(request)
    context = {
        "form": form,
        "counted": counted,
        "protocol_refusal": policies.read_protocol.refusal(request.user, on=on),
    }
    return render(request, "isp_requests/compliance_detail.html", context)


@require_GET
def compliance_export(request: SignedInRequest) -> HttpResponse | AuditedFileResponse:
    policies.read_compliance.enforce(request.user, on=clock.today())
    form, counted = _found(request)
    if counted is None:
        context = {"form": form, "counted": None, "protocol_refusal": ""}
        return render(request, "isp_requests/compliance_detail.html", context)
    content = workbook(dict(_sheets(counted)))
    event = record(
        Event.COMPLIANCE_EXPORTED,
        actor=request.user,
        subject=None,
        at=clock.now(),
        quarter=counted.quarter.code,
        rows=len(counted.partners.lines),
    )
    return AuditedFileResponse(
        io.BytesIO(content),
        event=event,
        filename=f"sharing-compliance-{counted.quarter.code}.xlsx",
        as_attachment=True,
        content_type=WORKBOOK_TYPE,
    )


def _sheets(counted: compliance.Compliance) -> Iterator[tuple[str, list[list[Any]]]]:
    period = counted.quarter.label
    for table in counted.tables:
        yield (
            table.title,
            [
                ["Organisation", *table.words, *table.headings, "Quarter"],
                *([line.name, *line.words, *line.numbers, period] for line in [*table.lines, table.total]),
            ],
        )
    yield (
        "Legal bases used",
        [["Legal basis", "Disclosing answers", "Quarter"], *([*row, period] for row in counted.bases)],
    )
