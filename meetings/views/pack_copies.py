"""Packs as files: a reader's own copy whole or in parts, what a version holds, and whether a copy is ours."""

import hashlib
import io
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.audit.recording import record
from csp_portal.audit.responses import AuditedFileResponse
from csp_portal.core import clock
from csp_portal.core.numbers import whole_number
from meetings import policies
from meetings.forms.packs import CheckForm
from meetings.models import Meeting, Pack, PackCopy
from meetings.pack_excerpts import excerpt
from meetings.pack_reading import ReadPack
from meetings.states.pack_build import Event
from meetings.states.public_request import Event as PublicEvent
from meetings.views.packs import find_pack, note_seen, read_pack


@require_GET
def pack_download(request: SignedInRequest, reference: str, number: int) -> AuditedFileResponse:
    """Hand out the reader's own copy; the secretariat may take any."""
    pack = find_pack(request, reference, number)
    opened = read_pack(request, pack)
    copy = opened.copy
    if wanted := request.GET.get("copy", ""):
        policies.run_meetings.enforce(request.user, on=clock.today())
        copy = get_object_or_404(pack.copies.all(), pk=whole_number(wanted))
    event = record(
        Event.DOWNLOADED,
        actor=request.user,
        subject=pack,
        at=clock.now(),
        meeting=reference,
        number=pack.number,
        copy=copy.kind,
    )
    note_seen(request, pack, {line.entry.item_id for line in opened.lines})
    suffix = "" if copy.kind == PackCopy.Kind.FULL else f"-{copy.kind}"
    document = f"supplement-{pack.supplement_number}" if pack.main_id else f"pack-{pack.number}"
    return AuditedFileResponse(
        copy.file.open(),
        event=event,
        filename=f"{reference}-{document}{suffix}.pdf",
        as_attachment=True,
        content_type="application/pdf",
    )


@require_GET
def pack_release_download(
    request: SignedInRequest, reference: str, number: int, pk: int
) -> AuditedFileResponse:
    """Hand out a release: the pages that were withheld, at their own numbers."""
    pack = find_pack(request, reference, number)
    release = get_object_or_404(pack.releases.standing().select_related("file"), pk=pk)
    event = record(
        PublicEvent.RELEASE_READ,
        actor=request.user,
        subject=release,
        at=clock.now(),
        meeting=reference,
        number=pack.number,
    )
    return AuditedFileResponse(
        release.file.open(),
        event=event,
        filename=f"{reference}-pack-{pack.number}-released-{release.released_at:%Y-%m-%d}.pdf",
        as_attachment=True,
        content_type="application/pdf",
    )


@require_GET
def pack_item_download(
    request: SignedInRequest, reference: str, number: int, item: int
) -> AuditedFileResponse:
    """Hand out the papers of one item, page for page with the numbers of the whole pack."""
    pack = find_pack(request, reference, number)
    opened = read_pack(request, pack)
    lines = opened.lines_of_item(item)
    if not lines:
        raise Http404
    note_seen(request, pack, {line.entry.item_id for line in lines})
    title = f"{pack.meeting}: item {item}, {lines[0].item_title}"
    content = excerpt(pack, lines, title=title, public=False, released=opened.released).content
    event = record(
        Event.DOWNLOADED,
        actor=request.user,
        subject=pack,
        at=clock.now(),
        meeting=reference,
        number=pack.number,
        item=item,
    )
    return AuditedFileResponse(
        io.BytesIO(content),
        event=event,
        filename=f"{reference}-pack-{pack.number}-item-{item}.pdf",
        as_attachment=True,
        content_type="application/pdf",
    )


@require_GET
def pack_manifest(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Give the manifest as a file: item, paper, version, pages, hash."""
    pack = find_pack(request, reference, number)
    opened = ReadPack(pack, request.user, on=clock.today())
    manifest = {
        "meeting": reference,
        "version": pack.number,
        "built_at": timezone.localtime(pack.built_at).isoformat(),
        "issued_on": pack.issue_on.isoformat(),
        "file": {
            "sha256": opened.copy.file.sha256,
            "size": opened.copy.file.size,
            "sheets": opened.copy.pages,
        },
        "entries": [
            {
                "item": line.entry.item_number,
                "item_title": line.item_title,
                "paper": line.paper_title,
                "paper_version": line.entry.paper_version.number
                if line.is_open and line.entry.paper_version
                else None,
                "first_page": line.entry.first_page,
                "last_page": line.entry.last_page,
                "sha256": line.sha256_for(public=False) if line.is_open else "",
                "withheld_because": "" if line.is_open else line.entry.withheld_because,
            }
            for line in opened.lines
        ],
    }
    response = JsonResponse(manifest, json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{reference}-pack-{number}-manifest.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def pack_check(request: SignedInRequest) -> HttpResponse:
    """Hold a file against the hashes on record; only what the person may see is named."""
    form = CheckForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    result: dict[str, Any] | None = None
    if request.method == "POST" and form.is_valid():
        digest = hashlib.sha256()
        for chunk in form.cleaned_data["file"].chunks():
            digest.update(chunk)
        result = {"sha256": digest.hexdigest(), "copy": _known_copy(request, digest.hexdigest())}
        record(Event.CHECKED, actor=request.user, subject=None, at=clock.now(), is_known=bool(result["copy"]))
    return render(request, "meetings/pack_check.html", {"form": form, "result": result})


def _known_copy(request: SignedInRequest, sha256: str) -> PackCopy | None:
    on = clock.today()
    meetings = Meeting.objects.visible_to(request.user, on=on)
    packs = Pack.objects.visible_to(request.user, on=on).filter(meeting__in=meetings)
    return (
        PackCopy.objects.filter(file__sha256=sha256, pack__in=packs)
        .select_related("pack__meeting__board", "file")
        .first()
    )
