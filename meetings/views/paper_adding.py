"""Pages on which papers are added, described and replaced by a new file."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from csp_portal.accounts.models import User
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from csp_portal.documents.intake import TakenIn, Unusable, take_in
from csp_portal.documents.sections import PackSection
from meetings import board_pack, policies
from meetings.forms.papers import (
    GeneratedPaperForm,
    PaperDetailsForm,
    PaperForm,
    UploadedPaperForm,
    UploadForm,
)
from meetings.models import (
    AgendaItem,
    Paper,
)
from meetings.states.paper import State
from meetings.views.meetings import find_meeting, open_restrictions
from meetings.views.paper_finding import around, find_to_change, find_to_write, now, writers
from meetings.workflow import papers as workflow


@require_http_methods(["GET", "POST"])
def paper_add(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    meeting = find_meeting(request, reference)
    policies.change_agenda.enforce(request.user, meeting, on=clock.today())
    item = get_object_or_404(meeting.items.select_related("restriction"), key=key)
    item.meeting = meeting
    match request.GET.get("kind"):
        case Paper.Kind.REPORT:
            return _add_report(request, item)
        case Paper.Kind.UPLOAD:
            return _add_upload(request, item)
        case Paper.Kind.GENERATED:
            return _add_generated(request, item)
    written_here = ", ".join(label for _, label in board_pack.generator_choices())
    cards = [
        {
            "title": "Upload a file",
            "url": "?kind=upload",
            "text": "A PDF, Word, PowerPoint or Excel file, or a picture. "
            "The portal checks it, cleans it and makes a PDF of it.",
        },
        {
            "title": "Write a report here",
            "url": "?kind=report",
            "text": "By the headings of the board's report form. A screen reader reads it well.",
        },
        {
            "title": "Let the portal write it",
            "url": "?kind=generated",
            "text": f"Afresh for every pack, from what the portal knows: {written_here}.",
        },
    ]
    return _add_page(request, item, form=None, cards=cards)


def _add_page(request: SignedInRequest, item: AgendaItem, *, form: Any, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "meeting": item.meeting,
        "item": item,
        "item_title": item.title_for(open_restrictions(request, item.meeting)),
        "kind": request.GET.get("kind", ""),
        **more,
    }
    return render(request, "meetings/paper_add.html", context)


def _add_report(request: SignedInRequest, item: AgendaItem) -> HttpResponse:
    form = PaperForm(
        request.POST or None,
        writers=writers(item.meeting.board),
        initial={"title": item.title, "marking": item.meeting.board.usual_marking},
        cancel_url=item.get_absolute_url(),
    )
    form.submit_label = "Add the report"
    if request.method == "POST" and form.is_valid():
        try:
            paper = workflow.add_paper(item=item, kind=Paper.Kind.REPORT, **form.cleaned_data, **now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            if paper.writer is not None:
                messages.success(
                    request, f"The report is on the agenda, and in {paper.writer}'s list of papers to write."
                )
                return redirect(paper)
            messages.success(request, "The report is on the agenda. Write it here, or come back to it later.")
            return redirect("meetings:report_write", item.meeting.reference, paper.key)
    return _add_page(request, item, form=form)


def _add_upload(request: SignedInRequest, item: AgendaItem) -> HttpResponse:
    form = UploadedPaperForm(
        request.POST or None,
        request.FILES or None,
        writers=writers(item.meeting.board),
        initial={"title": item.title, "marking": item.meeting.board.usual_marking},
        cancel_url=item.get_absolute_url(),
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and (upload := _taken_in(form, form.cleaned_data["title"]))
    ):
        fields = form.cleaned_data
        del fields["file"]
        try:
            paper = workflow.add_upload(item=item, **upload, **fields, **now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _arrived(upload["taken"], paper))
            return redirect(paper)
    return _add_page(request, item, form=form)


def _taken_in(form: Any, title: str) -> dict[str, Any] | None:
    """Check, convert and clean the form's file; what is wrong with it becomes the field's error."""
    file = form.cleaned_data["file"]
    content = file.read()
    try:
        taken = take_in(content, filename=file.name, title=title)
    except Unusable as problem:
        form.add_error("file", problem.sentence)
        return None
    return {"content": content, "filename": file.name, "taken": taken}


def _arrived(taken: TakenIn, paper: Paper) -> str:
    pages = f"{taken.pages} page{'' if taken.pages == 1 else 's'}"
    look = " Look at what the portal noticed about it, below." if taken.findings else ""
    ready = {
        State.READY: "It is ready for the pack.",
        State.SUBMITTED: "It is with the secretariat.",
    }.get(State(paper.state), "It is a draft until it is marked ready.")
    return f"The file has become a PDF of {pages}. {ready}{look}"


def _add_generated(request: SignedInRequest, item: AgendaItem) -> HttpResponse:
    meeting = item.meeting
    choices = board_pack.generator_choices()
    sections = {name: board_pack.section(name, meeting) for name, _ in choices}
    form = GeneratedPaperForm(
        request.POST or None,
        choices=choices,
        hints={name: section.missing or _heading(section) for name, section in sections.items()},
        initial={"marking": meeting.board.usual_marking},
        cancel_url=item.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        generator = form.cleaned_data["generator"]
        title = form.cleaned_data["title"] or _heading(sections[generator]) or dict(choices)[generator]
        try:
            paper = workflow.add_paper(
                item=item,
                kind=Paper.Kind.GENERATED,
                title=title[:200],
                generator=generator,
                marking=form.cleaned_data["marking"],
                **now(request),
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request, "The paper is on the agenda. The portal writes it afresh for every pack."
            )
            return redirect(paper)
    previews = [
        {
            "label": label,
            "missing": sections[name].missing,
            "generated": "" if sections[name].missing else board_pack.content_html(sections[name]),
        }
        for name, label in choices
    ]
    return _add_page(request, item, form=form, previews=previews)


def _heading(section: PackSection) -> str:
    return str(section.context.get("title", ""))


@require_http_methods(["GET", "POST"])
def paper_edit(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = find_to_change(request, reference, key)
    possible = writers(paper.meeting.board) | User.objects.filter(pk=paper.writer_id)
    names = ("title", "report_of", "writer", "marking", "due_on", "instructions")
    form = PaperDetailsForm(
        request.POST or None,
        writers=possible.order_by("full_name"),
        initial={name: getattr(paper, name) for name in names},
        cancel_url=paper.get_absolute_url(),
    )
    if paper.kind == Paper.Kind.GENERATED:
        for name in ("writer", "report_of", "due_on", "instructions"):
            del form.fields[name]
    form.submit_label = "Save the paper"
    if request.method == "POST" and form.is_valid():
        workflow.edit_paper(paper=paper, **form.cleaned_data, **now(request))
        messages.success(request, "The paper is saved.")
        return redirect(paper)
    return render(request, "meetings/paper_edit.html", {**around(request, paper), "form": form})


@require_http_methods(["GET", "POST"])
def paper_upload(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = find_to_write(request, reference, key, Paper.Kind.UPLOAD)
    secretariat = policies.run_meetings.allows(request.user, on=clock.today())
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        asks_if_ready=paper.state == State.DRAFT,
        ready_label="Ready for the pack" if secretariat else "Submit it to the secretariat",
        initial={"is_ready": secretariat},
        cancel_url=paper.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid() and (upload := _taken_in(form, paper.title)):
        workflow.keep_upload(
            paper=paper, is_ready=form.cleaned_data.get("is_ready", False), **upload, **now(request)
        )
        paper.refresh_from_db(fields=["state"])
        messages.success(request, _arrived(upload["taken"], paper))
        return redirect(paper)
    context = {**around(request, paper), "form": form, "latest": paper.latest()}
    return render(request, "meetings/paper_upload.html", context)
