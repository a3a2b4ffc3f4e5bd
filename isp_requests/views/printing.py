"""The forms of a request on paper: part A and part B. Made in memory, recorded, and kept nowhere."""

import io
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.audit.recording import record
from csp_portal.audit.responses import AuditedFileResponse
from csp_portal.core import clock
from csp_portal.documents.pdf.render import page_html, typeset
from isp_requests.identity import takes_part
from isp_requests.models import SharingRequest
from isp_requests.policies import sharing as policies
from isp_requests.states.sharing_request import Event, State
from isp_requests.views.answers import opened_answer
from isp_requests.views.finding import find_answer, find_request, part_a, proves_again


def _handed_out(
    request: SignedInRequest,
    sharing_request: SharingRequest,
    *,
    template: str,
    context: dict[str, Any],
    form: str,
    filename: str,
) -> HttpResponseBase:
    """Typeset a form in this process, put it on record, and hand it out; nothing of it is kept."""
    content = typeset(page_html(template, context | {"printed_at": clock.now(), "printed_by": request.user}))
    event = record(
        Event.FORM_PRINTED,
        actor=request.user,
        subject=sharing_request,
        at=clock.now(),
        chain=policies.sight(request.user, sharing_request, on=clock.today()).chain,
        form=form,
    )
    response = AuditedFileResponse(
        io.BytesIO(content),
        event=event,
        filename=filename,
        as_attachment=True,
        content_type="application/pdf",
    )
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


@require_GET
@takes_part
def request_print(request: SignedInRequest, reference: str) -> HttpResponseBase:
    sharing_request = find_request(request, reference)
    if sharing_request.state == State.DRAFT:
        return redirect("isp_requests:request_check", reference)
    if again := proves_again(request, sharing_request):
        return again
    context = {
        "title": f"Request {reference}, part A",
        "sharing_request": sharing_request,
        "holders": sharing_request.asked.visible_to(request.user, on=clock.today()).select_related(
            "organisation"
        ),
        **part_a(request, sharing_request),
    }
    return _handed_out(
        request,
        sharing_request,
        template="isp_requests/pdf/request_print.html",
        context=context,
        form="part_a",
        filename=f"{reference}-part-a.pdf",
    )


@require_GET
@takes_part
def answer_print(request: SignedInRequest, reference: str, slug: str) -> HttpResponseBase:
    asked = find_answer(request, reference, slug)
    policies.read_answer.enforce(request.user, asked, on=clock.today())
    if again := proves_again(request, asked.sharing_request):
        return again
    context = {"title": f"Request {reference}, part B", **opened_answer(request, asked)}
    return _handed_out(
        request,
        asked.sharing_request,
        template="isp_requests/pdf/answer_print.html",
        context=context,
        form="part_b",
        filename=f"{reference}-part-b.pdf",
    )
