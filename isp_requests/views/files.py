"""Files that go with a request or an answer: added, read, taken out."""

import io
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.audit.recording import record
from csp_portal.audit.responses import AuditedFileResponse
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from isp_requests import door, keeping
from isp_requests.forms.requests import FileForm
from isp_requests.identity import takes_part
from isp_requests.models import (
    SharedFile,
)
from isp_requests.policies import sharing as policies
from isp_requests.states.sharing_request import Event
from isp_requests.views.acting import say, tried
from isp_requests.views.finding import (
    cleaned,
    doing,
    find_answer,
    find_draft,
    proves_again,
)
from isp_requests.workflow import disclosures, requests


@require_http_methods(["GET", "POST"])
@takes_part
def request_file_add(request: SignedInRequest, reference: str) -> HttpResponse:
    sharing_request = find_draft(request, reference)
    back = reverse("isp_requests:request_check", args=[reference])
    form = FileForm(request.POST or None, request.FILES or None, cancel_url=back)
    if request.method == "POST" and form.is_valid():
        taken = cleaned(request, form, title=sharing_request.reference)
        if taken is not None and tried(
            form,
            lambda: requests.add_file(
                sharing_request=sharing_request,
                taken=taken,
                filename=form.cleaned_data["file"].name,
                **doing(request),
            ),
        ):
            say(request, "The file was cleaned and sealed.")
            return redirect(back)
    context = {"sharing_request": sharing_request, "form": form}
    return render(request, "isp_requests/request_file_add.html", context)


def _find_file(request: SignedInRequest, reference: str, pk: Any) -> SharedFile:
    visible = SharedFile.objects.visible_to(request.user, on=clock.today()).filter(taken_out_at__isnull=True)
    along = visible.select_related("sharing_request", "asked__sharing_request")
    return get_object_or_404(along, sharing_request__reference=reference, pk=pk)


@require_GET
@takes_part
def file_download(request: SignedInRequest, reference: str, pk: Any) -> HttpResponseBase:
    file = _find_file(request, reference, pk)
    told = doing(request)
    if again := proves_again(request, file.asked or file.sharing_request):
        return again
    if not keeping.sections_of(file).exists():
        raise CannotBeDone("This file was destroyed, so nobody can read it any more.")
    content, name = door.unseal_file(file, **told)
    sight = policies.sight(request.user, file.sharing_request, on=told["on"])
    event = record(
        Event.FILE_READ,
        actor=request.user,
        subject=file.sharing_request,
        at=told["at"],
        chain=sight.chain,
        file=pk,
    )
    name = name.rpartition(".")[0] or name
    response = AuditedFileResponse(
        io.BytesIO(content),
        event=event,
        filename=f"{name}.pdf",
        as_attachment=True,
        content_type="application/pdf",
    )
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


@require_POST
@takes_part
def file_take_out(request: SignedInRequest, reference: str, pk: Any) -> HttpResponse:
    file = _find_file(request, reference, pk)
    if file.asked is not None:
        raise Http404
    requests.take_out_file(file=file, **doing(request))
    say(request, "The file is taken out, and its content is destroyed.")
    return redirect("isp_requests:request_check", reference)


@require_http_methods(["GET", "POST"])
@takes_part
def answer_file_add(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    asked = find_answer(request, reference, slug)
    policies.attach.enforce(request.user, asked, on=clock.today())
    form = FileForm(request.POST or None, request.FILES or None, cancel_url=asked.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        taken = cleaned(request, form, title=asked.sharing_request.reference)
        if taken is not None and tried(
            form,
            lambda: disclosures.add_file(
                asked=asked, taken=taken, filename=form.cleaned_data["file"].name, **doing(request)
            ),
        ):
            say(request, "The file was cleaned and sealed. The requester gets it with what you supply.")
            return redirect(asked)
    return render(request, "isp_requests/answer_file_add.html", {"asked": asked, "form": form})


@require_POST
@takes_part
def answer_file_take_out(request: SignedInRequest, reference: str, slug: str, pk: Any) -> HttpResponse:
    asked = find_answer(request, reference, slug)
    file = get_object_or_404(SharedFile.objects.select_related("asked"), asked=asked, pk=pk)
    disclosures.take_out_file(file=file, **doing(request))
    say(request, "The file is taken out, and its content is destroyed.")
    return redirect(asked)
