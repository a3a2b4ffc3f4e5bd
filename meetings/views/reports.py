"""Pages on which a report is written: saved, kept as a draft by the browser, previewed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.numbers import LONGEST
from csp_portal.core.workflow import EditConflict
from csp_portal.documents.markdown import to_html
from meetings import policies
from meetings.forms.papers import (
    ReportForm,
)
from meetings.models import (
    Paper,
    PaperDraft,
    PaperVersion,
)
from meetings.report_templates import Body, in_words, sections_to_write
from meetings.views.paper_finding import around, find_paper, find_to_write, now, read
from meetings.workflow import papers as workflow


def _based_on(request: SignedInRequest) -> int:
    number = request.POST.get("based_on", "")
    if not number.isdecimal() or len(number) > LONGEST:
        raise BadRequest("What is written needs the number of the version that it began from.")
    return int(number)


def _report_form(
    paper: Paper,
    base: PaperVersion | None,
    data: Any = None,
    *,
    body: Body | None = None,
    autosaves: bool = True,
) -> ReportForm:
    """Draw the form of a report; what is posted is read by the sections of the version that it began from."""
    kept: Body = base.body if base else []
    sections = sections_to_write(paper.meeting.board, kept if body is None else body)
    where = [paper.meeting.reference, paper.key]
    return ReportForm(
        data,
        sections=sections,
        initial={
            "based_on": base.number if base else 0,
            "is_landscape": bool(base and base.is_landscape),
        },
        preview_url=reverse("meetings:report_preview", args=where),
        autosave_url=reverse("meetings:report_autosave", args=where) if autosaves else "",
        cancel_url=paper.get_absolute_url(),
    )


def _posted_report(request: SignedInRequest, paper: Paper) -> tuple[ReportForm, int]:
    based_on = _based_on(request)
    base = get_object_or_404(paper.versions, number=based_on) if based_on else None
    return _report_form(paper, base, request.POST), based_on


@require_http_methods(["GET", "POST"])
def report_write(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = find_to_write(request, reference, key, Paper.Kind.REPORT)
    if request.method == "POST":
        return _save_report(request, paper)
    latest = paper.latest()
    draft = PaperDraft.objects.filter(paper=paper, person=request.user).first()
    number = latest.number if latest else 0
    is_stale = draft is not None and draft.based_on != number
    form = _report_form(
        paper,
        latest,
        body=draft.body if draft and not is_stale else None,
        # Another person's version is shown now: saving as one types would write over what was not saved.
        autosaves=not is_stale,
    )
    context = {
        **around(request, paper),
        "form": form,
        "draft": draft,
        "is_stale": is_stale,
        "draft_texts": in_words(draft.body) if draft and is_stale else {},
        "latest": latest,
    }
    return render(request, "meetings/report_write.html", context)


def _save_report(request: SignedInRequest, paper: Paper) -> HttpResponse:
    form, based_on = _posted_report(request, paper)
    preview = None
    if form.is_valid():
        body = form.body()
        if "preview" in request.POST:
            workflow.keep_draft(paper=paper, body=body, based_on=based_on, **now(request))
            preview = read(body)
        else:
            try:
                version = workflow.keep_report(
                    paper=paper,
                    body=body,
                    based_on=based_on,
                    is_landscape=form.cleaned_data["is_landscape"],
                    **now(request),
                )
            except EditConflict:
                # The page of the two texts can be closed by mistake; the draft is still there then.
                workflow.keep_draft(paper=paper, body=body, based_on=based_on, **now(request))
                raise
            messages.success(request, f"The report is saved as version {version.number}.")
            return redirect(paper)
    context = {**around(request, paper), "form": form, "preview": preview}
    return render(request, "meetings/report_write.html", context)


@require_POST
def report_autosave(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = find_to_write(request, reference, key, Paper.Kind.REPORT)
    form, based_on = _posted_report(request, paper)
    if not form.is_valid():
        return JsonResponse({}, status=422)
    workflow.keep_draft(paper=paper, body=form.body(), based_on=based_on, **now(request))
    latest = paper.latest()
    # It is kept all the same; the person should know that saving for good will show two texts.
    return JsonResponse({}, status=409 if (latest.number if latest else 0) != based_on else 200)


@require_POST
def report_preview(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    find_to_write(request, reference, key, Paper.Kind.REPORT)
    return HttpResponse(to_html(request.POST.get("text", ""), top_heading=3))


@require_POST
def report_drop_draft(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = find_paper(request, reference, key)
    workflow.drop_draft(paper=paper, by=request.user, at=clock.now())
    messages.success(request, "Your draft is dropped. The report is as it was last saved.")
    if policies.write_paper.allows(request.user, paper, on=clock.today()):
        return redirect("meetings:report_write", reference, key)
    return redirect(paper)
