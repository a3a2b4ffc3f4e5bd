"""Pages about papers: the reader's list, a paper, its versions and their files."""

import io
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from csp_portal.accounts.roles import Permission
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.audit.recording import record
from csp_portal.audit.responses import AuditedFileResponse
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from csp_portal.documents.pdf.render import TypesettingFailed, kept_or_typeset
from meetings import board_pack, policies, timetable
from meetings.models import (
    Meeting,
    PackEntry,
    Paper,
    PaperDraft,
    PaperStep,
    PaperVersion,
)
from meetings.pack_plan import report_html
from meetings.states.paper import Event, State
from meetings.views.pack_finding import packs_to_read
from meetings.views.paper_finding import around, find_paper, find_version, read


@require_GET
def paper_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    of_papers = Paper.objects.filter(writer=request.user)
    if not request.user.holds(Permission.WRITE_ASSIGNED_PAPER, on=on):
        of_papers = of_papers.filter(agenda_item__meeting__in=Meeting.objects.visible_to(request.user, on=on))
    papers = (
        of_papers.standing()
        .readable_by(request.user, on=on)
        .select_related("agenda_item__meeting__board", "restriction", "agenda_item__restriction")
        .prefetch_related(
            "steps", Prefetch("drafts", PaperDraft.objects.filter(person=request.user), to_attr="mine")
        )
        .order_by("agenda_item__meeting__starts_at", "pk")
        .distinct()
    )
    closed = timetable.closures()
    to_write: list[dict[str, Any]] = []
    handed_in: list[dict[str, Any]] = []
    for paper in papers:
        meeting = paper.agenda_item.meeting
        due_on = paper.due_on or timetable.papers_due(meeting, closed=closed)
        waits = paper.state == State.DRAFT and meeting.is_open_to_change
        (to_write if waits else handed_in).append(
            {
                "paper": paper,
                "meeting": meeting,
                "due_on": due_on,
                "days_left": (due_on - on).days,
                "sent_back": _sent_back(paper),
            }
        )
    return render(request, "meetings/paper_list.html", {"to_write": to_write, "handed_in": handed_in[::-1]})


def _sent_back(paper: Paper) -> PaperStep | None:
    """Find why a draft came back, if that was the last thing that happened to it."""
    steps = [step for step in paper.steps.all() if step.kind != PaperStep.Kind.CHASED]
    return steps[-1] if steps and steps[-1].kind == PaperStep.Kind.SENT_BACK else None


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
    packs = packs_to_read(request, meeting)
    entry = (
        PackEntry.objects.filter(pack__in=packs, paper=paper)
        .select_related("pack")
        .order_by("-pack__number")
        .first()
    )
    pack = entry.pack if entry else packs[0] if packs else None
    siblings = list(item.papers.exclude(state=State.WITHDRAWN).values_list("pk", flat=True))
    _note_reading(request, paper)
    context = {
        **around(request, paper),
        "latest": latest,
        "versions": versions,
        "sections": read(latest.body) if latest else [],
        "pack": pack,
        "entry": entry,
        "is_newer_than_pack": bool(entry and latest and entry.paper_version_id != latest.pk),
        "place": siblings.index(paper.pk) + 1 if paper.pk in siblings else 0,
        "siblings": len(siblings),
        "withdrawal": paper.history.select_related("history_user").first()
        if paper.state == State.WITHDRAWN
        else None,
        "steps": [] if prepare_refusal else paper.steps.select_related("by"),
        "sent_back": None if prepare_refusal else _sent_back(paper),
        "due_on": paper.due_on or timetable.papers_due(meeting, closed=timetable.closures()),
        "is_late": _is_late(paper, on=on),
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


def _is_late(paper: Paper, *, on: date) -> bool:
    if paper.state != State.DRAFT or not paper.meeting.is_open_to_change:
        return False
    return (paper.due_on or timetable.papers_due(paper.meeting, closed=timetable.closures())) < on


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
    paper, version = find_version(request, reference, key, number)
    _note_reading(request, paper)
    context = {
        **around(request, paper),
        "version": version,
        "sections": read(version.body),
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
    paper, version = find_version(request, reference, key, number)
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
    paper, version = find_version(request, reference, key, number)
    file = version.pdf
    if file is None:
        try:
            [file] = kept_or_typeset([report_html(paper, version, paper.meeting)], processes=1)
        except TypesettingFailed as problem:
            raise CannotBeDone(
                "This version could not be typeset. Look for a very large table in it, and divide that."
            ) from problem
    return _hand_out(request, version, file.read(), ending=".pdf", media_type="application/pdf")
