"""Pages about papers: reading, writing, uploading, the portal's own, versions, restrictions."""

import io
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission, roles_carrying
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.audit.recording import record
from csp_portal.audit.responses import AuditedFileResponse
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone, EditConflict
from csp_portal.documents.intake import TakenIn, Unusable, take_in
from csp_portal.documents.markdown import to_html
from csp_portal.documents.pdf.render import TypesettingFailed, kept_or_typeset
from csp_portal.documents.sections import PackSection
from meetings import board_pack, policies, timetable
from meetings.agenda_order import numbers
from meetings.forms.papers import (
    GeneratedPaperForm,
    PaperForm,
    PaperRestrictForm,
    PaperWithdrawForm,
    ReportForm,
    UploadedPaperForm,
    UploadForm,
)
from meetings.models import (
    AgendaItem,
    Board,
    Meeting,
    PackEntry,
    Paper,
    PaperDraft,
    PaperVersion,
    Seat,
    SeatHolder,
)
from meetings.models.boards import BoardRole
from meetings.pack_plan import report_html
from meetings.report_templates import Body, in_words, sections_to_write
from meetings.states.paper import Event, State
from meetings.views.meetings import find_meeting, open_restrictions
from meetings.workflow import papers as workflow
from meetings.workflow.agendas import lift_restriction, restrict_paper


def _now(request: SignedInRequest) -> dict[str, Any]:
    return {"by": request.user, "at": clock.now(), "on": clock.today()}


def find_paper(request: SignedInRequest, reference: str, key: str) -> Paper:
    """
    Find a paper that the person may know of, or answer 404.

    :raises Refused: if it is not ready for them yet
    """
    on = clock.today()
    meeting = find_meeting(request, reference)
    readable = Paper.objects.filter(agenda_item__meeting=meeting).readable_by(request.user, on=on)
    paper = get_object_or_404(
        readable.select_related(
            "agenda_item__section", "agenda_item__restriction", "restriction", "writer"
        ).distinct(),
        key=key,
    )
    paper.agenda_item.meeting = meeting
    gone = paper.state == State.WITHDRAWN or paper.agenda_item.withdrawn_at is not None
    if gone and policies.prepare_paper.refusal(request.user, paper, on=on):
        raise Http404
    policies.read_paper.enforce(request.user, paper, on=on)
    return paper


def _find_to_change(request: SignedInRequest, reference: str, key: str) -> Paper:
    paper = find_paper(request, reference, key)
    policies.change_agenda.enforce(request.user, paper.meeting, on=clock.today())
    return paper


def _find_to_write(request: SignedInRequest, reference: str, key: str, *kinds: str) -> Paper:
    paper = find_paper(request, reference, key)
    if paper.kind not in kinds:
        raise Http404
    policies.write_paper.enforce(request.user, paper, on=clock.today())
    return paper


def _find_version(
    request: SignedInRequest, reference: str, key: str, number: int
) -> tuple[Paper, PaperVersion]:
    """Find a version: any for those who prepare the paper; for others the latest, or one that a pack gave them."""
    paper = find_paper(request, reference, key)
    versions = paper.versions.select_related("original", "pdf", "written_by")
    if policies.prepare_paper.refusal(request.user, paper, on=clock.today()):
        latest = versions.values("pk")[:1]
        published = PackEntry.objects.filter(paper_version=OuterRef("pk"), pack__published_at__isnull=False)
        versions = versions.filter(Q(pk__in=latest) | Exists(published))
    version = get_object_or_404(versions, number=number)
    version.paper = paper
    return paper, version


def _writers(board: Board) -> Any:
    """List the people who can be asked to write a paper: those in seats that carry the permission."""
    on = clock.today()
    carrying = roles_carrying(Permission.WRITE_ASSIGNED_PAPER)
    seats = Seat.objects.filter(
        board=board, board_role__in=[role for role in BoardRole if role.role in carrying]
    ).on(on)
    holders = SeatHolder.objects.filter(seat__in=seats).on(on)
    return User.objects.filter(pk__in=holders.values("person")).order_by("full_name")


# --- Lists and reading ----------------------------------------------------------------------------


@require_GET
def paper_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    papers = (
        Paper.objects.filter(writer=request.user)
        .standing()
        .readable_by(request.user, on=on)
        .select_related("agenda_item__meeting__board", "restriction", "agenda_item__restriction")
        .prefetch_related(Prefetch("drafts", PaperDraft.objects.filter(person=request.user), to_attr="mine"))
        .order_by("agenda_item__meeting__starts_at", "pk")
        .distinct()
    )
    closed = timetable.closures()
    to_write: list[dict[str, Any]] = []
    handed_in: list[dict[str, Any]] = []
    for paper in papers:
        meeting = paper.agenda_item.meeting
        due = next(
            deadline
            for deadline in timetable.deadlines(meeting, on=on, closed=closed)
            if deadline.name == "Papers due"
        )
        waits = paper.state == State.DRAFT and meeting.is_open_to_change
        (to_write if waits else handed_in).append({"paper": paper, "meeting": meeting, "due": due})
    return render(request, "meetings/paper_list.html", {"to_write": to_write, "handed_in": handed_in[::-1]})


@require_GET
def paper_detail(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    on = clock.today()
    paper = find_paper(request, reference, key)
    meeting, item = paper.meeting, paper.agenda_item
    prepare_refusal = policies.prepare_paper.refusal(request.user, paper, on=on)
    change_refusal = policies.change_agenda.refusal(request.user, meeting, on=on)
    secretariat_refusal = policies.run_meetings.refusal(request.user, on=on)
    versions = list(
        paper.versions.select_related("original", "pdf", "written_by").defer("text")[
            : 1 if prepare_refusal else None
        ]
    )
    latest = versions[0] if versions else None
    pack = (meeting.packs.published() if secretariat_refusal else meeting.packs.all()).first()
    entry = pack.entries.filter(paper=paper).first() if pack else None
    siblings = list(item.papers.exclude(state=State.WITHDRAWN).values_list("pk", flat=True))
    _note_reading(request, paper)
    context = {
        **_around(request, paper),
        "latest": latest,
        "versions": versions,
        "sections": _read(latest.body) if latest else [],
        "pack": pack,
        "entry": entry,
        "is_newer_than_pack": bool(entry and latest and entry.paper_version_id != latest.pk),
        "place": siblings.index(paper.pk) + 1 if paper.pk in siblings else 0,
        "siblings": len(siblings),
        "withdrawal": paper.history.select_related("history_user").first()
        if paper.state == State.WITHDRAWN
        else None,
        "draft": PaperDraft.objects.filter(paper=paper, person=request.user).first(),
        "restriction": paper.restriction if paper.restriction and paper.restriction.is_in_force else None,
        "seats": paper.restriction.seats.select_related("organisation")
        if paper.restriction and not secretariat_refusal
        else [],
        "prepare_refusal": prepare_refusal,
        "write_refusal": policies.write_paper.refusal(request.user, paper, on=on),
        "change_refusal": change_refusal,
        "secretariat_refusal": secretariat_refusal,
        "agenda_refusal": secretariat_refusal and policies.read_agenda.refusal(request.user, meeting, on=on),
        **(_generated(paper.generator, meeting) if paper.kind == Paper.Kind.GENERATED else {}),
    }
    return render(request, "meetings/paper_detail.html", context)


def _around(request: SignedInRequest, paper: Paper) -> dict[str, Any]:
    """Say where a paper stands: its meeting, and its item by the title that the person may see."""
    meeting, item = paper.meeting, paper.agenda_item
    return {
        "paper": paper,
        "meeting": meeting,
        "item": item,
        "item_title": item.title_for(open_restrictions(request, meeting))
        if item.restriction_id
        else item.title,
        "item_number": numbers(list(meeting.items.standing().in_order())).get(item.key, 0),
    }


def _read(body: Body) -> list[tuple[str, str]]:
    return [
        (part["heading"], to_html(part["text"], top_heading=3 if part["heading"] else 2))
        for part in body
        if part["text"].strip()
    ]


def _generated(generator: str, meeting: Meeting) -> dict[str, Any]:
    section = board_pack.section(generator, meeting)
    return {
        "missing": section.missing,
        "generated": "" if section.missing else board_pack.content_html(section),
    }


def _note_reading(request: SignedInRequest, paper: Paper) -> None:
    """Put the reading of a restricted paper on record."""
    if paper.restrictions():
        record(Event.READ, actor=request.user, subject=paper, at=clock.now(), meeting=paper.meeting.reference)


@require_GET
def paper_version_detail(request: SignedInRequest, reference: str, key: str, number: int) -> HttpResponse:
    paper, version = _find_version(request, reference, key, number)
    _note_reading(request, paper)
    context = {
        **_around(request, paper),
        "version": version,
        "sections": _read(version.body),
        "prepare_refusal": policies.prepare_paper.refusal(request.user, paper, on=clock.today()),
    }
    return render(request, "meetings/paper_version_detail.html", context)


def _hand_out(
    request: SignedInRequest, version: PaperVersion, content: bytes, *, ending: str, media_type: str
) -> AuditedFileResponse:
    paper = version.paper
    # What is restricted says nothing of itself in a folder of downloads.
    name = paper.key if paper.restrictions() else slugify(paper.title)[:80] or paper.key
    event = record(
        Event.READ,
        actor=request.user,
        subject=paper,
        at=clock.now(),
        meeting=paper.meeting.reference,
        number=version.number,
        media_type=media_type,
    )
    return AuditedFileResponse(
        io.BytesIO(content),
        event=event,
        filename=f"{paper.meeting.reference}-{name}-{version.number}{ending}",
        as_attachment=True,
        content_type=media_type,
    )


@require_GET
def paper_version_original(
    request: SignedInRequest, reference: str, key: str, number: int
) -> AuditedFileResponse:
    paper, version = _find_version(request, reference, key, number)
    policies.prepare_paper.enforce(request.user, paper, on=clock.today())
    if version.original is None:
        raise Http404
    _, dot, ending = version.filename.rpartition(".")
    return _hand_out(
        request,
        version,
        version.original.read(),
        ending=f"{dot}{slugify(ending)}" if dot else "",
        media_type=version.original.media_type,
    )


@require_GET
def paper_version_pdf(request: SignedInRequest, reference: str, key: str, number: int) -> AuditedFileResponse:
    paper, version = _find_version(request, reference, key, number)
    file = version.pdf
    if file is None:
        try:
            [file] = kept_or_typeset([report_html(paper, version, paper.meeting)], processes=1)
        except TypesettingFailed as problem:
            raise CannotBeDone(
                "This version could not be typeset. Look for a very large table in it, and divide that."
            ) from problem
    return _hand_out(request, version, file.read(), ending=".pdf", media_type="application/pdf")


# --- Adding and describing ------------------------------------------------------------------------


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
        writers=_writers(item.meeting.board),
        initial={"title": item.title, "marking": item.meeting.board.usual_marking},
        cancel_url=item.get_absolute_url(),
    )
    form.submit_label = "Add the report"
    if request.method == "POST" and form.is_valid():
        try:
            paper = workflow.add_paper(
                item=item, kind=Paper.Kind.REPORT, **form.cleaned_data, **_now(request)
            )
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
        writers=_writers(item.meeting.board),
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
            paper = workflow.add_upload(item=item, **upload, **fields, **_now(request))
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
    ready = (
        "It is ready for the pack."
        if paper.state == State.READY
        else "It is a draft until it is marked ready."
    )
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
                **_now(request),
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
    paper = _find_to_change(request, reference, key)
    writers = _writers(paper.meeting.board) | User.objects.filter(pk=paper.writer_id)
    form = PaperForm(
        request.POST or None,
        writers=writers.order_by("full_name"),
        initial={name: getattr(paper, name) for name in ("title", "report_of", "writer", "marking")},
        cancel_url=paper.get_absolute_url(),
    )
    if paper.kind == Paper.Kind.GENERATED:
        del form.fields["writer"], form.fields["report_of"]
    form.submit_label = "Save the paper"
    if request.method == "POST" and form.is_valid():
        workflow.edit_paper(paper=paper, **form.cleaned_data, **_now(request))
        messages.success(request, "The paper is saved.")
        return redirect(paper)
    return render(request, "meetings/paper_edit.html", {**_around(request, paper), "form": form})


# --- Writing a report -----------------------------------------------------------------------------


def _based_on(request: SignedInRequest) -> int:
    number = request.POST.get("based_on", "")
    if not number.isdecimal():
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
    paper = _find_to_write(request, reference, key, Paper.Kind.REPORT)
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
        **_around(request, paper),
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
            workflow.keep_draft(paper=paper, body=body, based_on=based_on, **_now(request))
            preview = _read(body)
        else:
            try:
                version = workflow.keep_report(
                    paper=paper,
                    body=body,
                    based_on=based_on,
                    is_landscape=form.cleaned_data["is_landscape"],
                    **_now(request),
                )
            except EditConflict:
                # The page of the two texts can be closed by mistake; the draft is still there then.
                workflow.keep_draft(paper=paper, body=body, based_on=based_on, **_now(request))
                raise
            messages.success(request, f"The report is saved as version {version.number}.")
            return redirect(paper)
    context = {**_around(request, paper), "form": form, "preview": preview}
    return render(request, "meetings/report_write.html", context)


@require_POST
def report_autosave(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = _find_to_write(request, reference, key, Paper.Kind.REPORT)
    form, based_on = _posted_report(request, paper)
    if not form.is_valid():
        return JsonResponse({}, status=422)
    workflow.keep_draft(paper=paper, body=form.body(), based_on=based_on, **_now(request))
    latest = paper.latest()
    # It is kept all the same; the person should know that saving for good will show two texts.
    return JsonResponse({}, status=409 if (latest.number if latest else 0) != based_on else 200)


@require_POST
def report_preview(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    _find_to_write(request, reference, key, Paper.Kind.REPORT)
    return HttpResponse(to_html(request.POST.get("text", ""), top_heading=3))


@require_POST
def report_drop_draft(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = find_paper(request, reference, key)
    workflow.drop_draft(paper=paper, by=request.user, at=clock.now())
    messages.success(request, "Your draft is dropped. The report is as it was last saved.")
    if policies.write_paper.allows(request.user, paper, on=clock.today()):
        return redirect("meetings:report_write", reference, key)
    return redirect(paper)


# --- Uploading ------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def paper_upload(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = _find_to_write(request, reference, key, Paper.Kind.UPLOAD)
    secretariat = policies.run_meetings.allows(request.user, on=clock.today())
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        asks_if_ready=paper.state == State.DRAFT,
        ready_label="Ready for the pack" if secretariat else "Hand it in to the secretariat",
        initial={"is_ready": secretariat},
        cancel_url=paper.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid() and (upload := _taken_in(form, paper.title)):
        workflow.keep_upload(
            paper=paper, is_ready=form.cleaned_data.get("is_ready", False), **upload, **_now(request)
        )
        paper.refresh_from_db(fields=["state"])
        messages.success(request, _arrived(upload["taken"], paper))
        return redirect(paper)
    context = {**_around(request, paper), "form": form, "latest": paper.latest()}
    return render(request, "meetings/paper_upload.html", context)


# --- What happens to a paper ----------------------------------------------------------------------


def _do(request: SignedInRequest, deed: Callable[[], object], done: str, paper: Paper) -> HttpResponse:
    try:
        deed()
    except CannotBeDone as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return redirect(paper)


@require_POST
def paper_ready(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = find_paper(request, reference, key)
    policies.write_paper.enforce(request.user, paper, on=clock.today())
    return _do(
        request,
        lambda: workflow.mark_ready(paper=paper, **_now(request)),
        "The paper is ready for the pack.",
        paper,
    )


@require_POST
def paper_send_back(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = _find_to_change(request, reference, key)
    return _do(
        request,
        lambda: workflow.send_back(paper=paper, **_now(request)),
        "The paper is a draft again. Until it is ready, the pack has a slip in its place.",
        paper,
    )


@require_http_methods(["GET", "POST"])
def paper_withdraw(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = _find_to_change(request, reference, key)
    form = PaperWithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _do(
            request,
            lambda: workflow.withdraw_paper(paper=paper, reason=form.cleaned_data["reason"], **_now(request)),
            "The paper is withdrawn. It stays on record, and can be brought back.",
            paper,
        )
    context = {
        **_around(request, paper),
        "form": form,
        "consequences": [
            "It leaves the agenda, and every pack that is built from now on.",
            "Packs that were built before keep it.",
            "It stays on record with its versions, and can be brought back.",
        ],
    }
    return render(request, "meetings/paper_withdraw.html", context)


@require_POST
def paper_restore(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = _find_to_change(request, reference, key)
    return _do(
        request,
        lambda: workflow.restore_paper(paper=paper, **_now(request)),
        "The paper is on the agenda again."
        if paper.kind == Paper.Kind.GENERATED
        else "The paper is on the agenda again, as a draft.",
        paper,
    )


@require_POST
def paper_move(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = _find_to_change(request, reference, key)
    direction = request.POST.get("direction")
    if direction not in {"up", "down"}:
        raise BadRequest("A move goes up or down.")
    return _do(
        request,
        lambda: workflow.move_paper(paper=paper, up=direction == "up", **_now(request)),
        f"The paper is moved {direction} among the papers of its item.",
        paper,
    )


@require_http_methods(["GET", "POST"])
def paper_restrict(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    on = clock.today()
    paper = _find_to_change(request, reference, key)
    policies.restrict.enforce(request.user, paper.agenda_item, on=on)
    restriction = paper.restriction
    initial: dict[str, Any] = {}
    if restriction is not None:
        initial = {
            "ground": restriction.ground,
            "explanation": restriction.explanation,
            "review_on": restriction.review_on,
            "seats": restriction.seats.all(),
        }
    form = PaperRestrictForm(
        request.POST or None,
        seats=Seat.objects.filter(board=paper.meeting.board)
        .on(max(paper.meeting.on, on))
        .select_related("organisation"),
        today=on,
        initial=initial,
        cancel_url=paper.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            restrict_paper(paper=paper, **form.cleaned_data, **_now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request, "The paper is restricted from now on, and in every pack built from now on."
            )
            return redirect(paper)
    return render(request, "meetings/paper_restrict.html", {**_around(request, paper), "form": form})


@require_http_methods(["GET", "POST"])
def paper_restriction_lift(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = _find_to_change(request, reference, key)
    restriction = paper.restriction
    if restriction is None:
        raise Http404
    if request.method == "POST":
        return _do(
            request,
            lambda: lift_restriction(restriction=restriction, **_now(request)),
            "The restriction is lifted. Everybody with a seat on the board reads the paper once it is ready.",
            paper,
        )
    context = {
        **_around(request, paper),
        "consequences": [
            "Everybody with a seat on the board reads the paper and its title.",
            "The public copy of every pack that is built from now on shows it.",
            "Packs that were built before keep their slips; build a new one to show the pages.",
        ],
    }
    return render(request, "meetings/paper_restriction_lift.html", context)
