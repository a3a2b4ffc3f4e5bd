"""Pages about packs: the dry run, the building, publishing, reading, checking."""

import hashlib
import io
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.audit.recording import record
from csp_portal.audit.responses import AuditedFileResponse
from csp_portal.core import clock
from csp_portal.core.numbers import whole_number
from csp_portal.core.workflow import CannotBeDone
from csp_portal.documents.pdf.reading import page_picture, read_page
from meetings import agenda_news, note_reading, pack_reading, policies, timetable
from meetings.agreement_reading import agreement
from meetings.dry_run import dry_run
from meetings.forms.packs import BuildForm, CheckForm, PageForm, PublishForm, SupplementForm
from meetings.models import Admission, AgendaItem, Meeting, Pack, PackBuild, PackCopy, PackEntry
from meetings.pack_excerpts import excerpt
from meetings.pack_plan import PackPlan, SupplementPlan, is_overtaken, plan_of
from meetings.pack_reading import ReadPack, Whole
from meetings.states.meeting import State as MeetingState
from meetings.states.pack_build import Event, State
from meetings.states.public_request import Event as PublicEvent
from meetings.views.meetings import find_meeting, open_restrictions
from meetings.views.pack_finding import packs_to_read, with_supplements
from meetings.workflow import packs as workflow
from meetings.workflow import readings

# A worker takes a build up within a second; this long without one is worth a sentence.
LONG_WAIT = timedelta(seconds=10)


def find_pack(request: SignedInRequest, reference: str, number: int) -> Pack:
    """Find a version of a pack that the person may read, or answer 404."""
    meeting = find_meeting(request, reference)
    visible = meeting.packs.visible_to(request.user, on=clock.today()).prefetch_related("copies__file")
    pack = get_object_or_404(visible.select_related("main"), number=number)
    pack.meeting = meeting
    if pack.main is not None:
        pack.main.meeting = meeting
    return pack


def _digests(request: SignedInRequest, meeting: Meeting, packs: list[Pack]) -> dict[str, str]:
    return agenda_news.digests(packs, open_restrictions=open_restrictions(request, meeting))


def note_seen(request: SignedInRequest, pack: Pack, items: set[int]) -> None:
    """Remember that the person had these items of a published pack before them."""
    if pack.published_at is None:
        return
    now = _digests(request, pack.meeting, with_supplements(request, pack))
    readings.note_seen(meeting=pack.meeting, items=items, now=now, by=request.user, at=clock.now())


def read_pack(request: SignedInRequest, pack: Pack) -> ReadPack:
    """Put the pack into the person's hands, and count that they opened it."""
    opened = ReadPack(pack, request.user, on=clock.today())
    if pack.published_at is not None:
        workflow.note_opening(pack=pack, by=request.user, at=clock.now(), on=clock.today())
    opened.notes = note_reading.carried(opened, request.user, at=clock.now(), on=clock.today())
    return opened


# --- Before: the dry run and the building ---------------------------------------------------------


@require_http_methods(["GET", "POST"])
def pack_dry_run(request: SignedInRequest, reference: str) -> HttpResponse:
    on = clock.today()
    meeting = find_meeting(request, reference)
    policies.change_agenda.enforce(request.user, meeting, on=on)
    form = BuildForm(
        request.POST if request.method == "POST" else None,
        today=on,
        meeting=meeting,
        cancel_url=meeting.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            build = workflow.ask_for_pack(
                meeting=meeting,
                issue_on=form.cleaned_data["issue_on"],
                lateness_reason=form.cleaned_data.get("lateness_reason", ""),
                by=request.user,
                at=clock.now(),
                on=on,
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("meetings:build_detail", meeting.reference, build.pk)
    plan = PackPlan(meeting)
    newest = meeting.packs.whole().first()
    context = {
        "meeting": meeting,
        "form": form,
        "plan": plan,
        "dry_run": dry_run(meeting, plan, on=on),
        "supplement_due": _supplement_due(meeting),
        "under_way": meeting.pack_builds.under_way().first(),
        "newest": newest,
        "nothing_changed": newest is not None and plan.is_kept_in(newest),
    }
    return render(request, "meetings/pack_dry_run.html", context)


def _supplement_due(meeting: Meeting) -> SupplementPlan | None:
    """Plan the supplement that is due: something came after the newest published pack went round."""
    if meeting.state != MeetingState.CIRCULATED:
        return None
    main = meeting.packs.whole().published().first()
    plan = SupplementPlan(meeting, main) if main else None
    return plan if plan and plan.items else None


@require_http_methods(["GET", "POST"])
def supplement_dry_run(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show what a supplement to the pack would hold, and have it built (ToR 6.3)."""
    on = clock.today()
    meeting = find_meeting(request, reference)
    policies.change_agenda.enforce(request.user, meeting, on=on)
    plan = _supplement_due(meeting)
    form = SupplementForm(
        request.POST if request.method == "POST" else None, today=on, cancel_url=meeting.get_absolute_url()
    )
    if request.method == "POST" and form.is_valid():
        try:
            build = workflow.ask_for_supplement(
                meeting=meeting,
                issue_on=form.cleaned_data["issue_on"],
                by=request.user,
                at=clock.now(),
                on=on,
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("meetings:build_detail", meeting.reference, build.pk)
    main = plan.main if plan else None
    newest = main.supplements.first() if main else None
    context = {
        "meeting": meeting,
        "form": form,
        "plan": plan,
        "main": main,
        "has_gone_round": meeting.state == MeetingState.CIRCULATED,
        "under_way": meeting.pack_builds.under_way().first(),
        "newest": newest,
        "nothing_changed": bool(plan and newest and plan.is_kept_in(newest)),
    }
    return render(request, "meetings/supplement_dry_run.html", context)


def find_build(request: SignedInRequest, reference: str, pk: int) -> PackBuild:
    """Find a build of the meeting's pack for those who prepare it, or answer 404."""
    meeting = find_meeting(request, reference)
    policies.run_meetings.enforce(request.user, on=clock.today())
    # Whoever watches a build notices first that its worker died.
    workflow.resume_silent_builds(by=request.user, at=clock.now())
    build = get_object_or_404(meeting.pack_builds.select_related("pack", "asked_by", "main"), pk=pk)
    build.meeting = meeting
    return build


def _label(build: PackBuild) -> str:
    if build.state == State.QUEUED and clock.now() - build.asked_at > LONG_WAIT:
        return (
            "No worker has taken the build up yet. It starts as soon as one is free; if it goes on waiting, "
            "tell whoever runs the portal that the queue may have stopped."
        )
    return build.label or build.get_state_display()


@require_GET
@never_cache
def build_detail(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    build = find_build(request, reference, pk)
    context = {
        "build": build,
        "meeting": build.meeting,
        "label": _label(build),
        "last_good": build.meeting.packs.filter(main=build.main).first(),
        "change_refusal": policies.change_agenda.refusal(request.user, build.meeting, on=clock.today()),
    }
    return render(request, "meetings/build_detail.html", context)


@require_GET
@never_cache
def build_progress(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    build = find_build(request, reference, pk)
    progress = {"state": build.state, "done": build.done, "total": build.total, "label": _label(build)}
    return JsonResponse(progress)


@require_POST
def build_cancel(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    build = find_build(request, reference, pk)
    workflow.cancel_build(build=build, by=request.user, at=clock.now(), on=clock.today())
    messages.success(request, "The build is cancelled. The last pack is still there.")
    return redirect("meetings:build_detail", reference, pk)


# --- Publishing -----------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def pack_publish(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    on = clock.today()
    pack = find_pack(request, reference, number)
    meeting = pack.meeting
    policies.change_agenda.enforce(request.user, meeting, on=on)
    missing = list(pack.entries.filter(kind=PackEntry.Kind.MISSING))
    circulates = meeting.state != MeetingState.CIRCULATED
    days_late = timetable.lateness(meeting, circulated_on=on) if circulates else 0
    form = PublishForm(
        request.POST if request.method == "POST" else None,
        is_missing_papers=bool(missing),
        cancel_url=pack.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            workflow.publish_pack(
                pack=pack, lateness_reason="", by=request.user, at=clock.now(), on=on, **form.reasons()
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{pack.name} is published to the board.")
            return redirect(pack)
    context = {
        "pack": pack,
        "meeting": meeting,
        "form": form,
        "missing": missing,
        "days_late": days_late,
        "agreement": agreement(meeting, on=on) if circulates else None,
        "must_build_again": days_late and not pack.lateness_reason,
        "circulate_by": timetable.circulate_by(meeting.board, meeting.on, closed=timetable.closures()),
        "copies": pack.copies.all(),
    }
    return render(request, "meetings/pack_publish.html", context)


# --- Reading --------------------------------------------------------------------------------------


@require_GET
def pack_current(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show the newest pack that the person may read, always at this address."""
    meeting = find_meeting(request, reference)
    newest = meeting.packs.visible_to(request.user, on=clock.today()).whole().first()
    if newest is None:
        refusal = policies.change_agenda.refusal(request.user, meeting, on=clock.today())
        return render(request, "meetings/pack_current.html", {"meeting": meeting, "change_refusal": refusal})
    return _show_pack(request, find_pack(request, reference, newest.number))


@require_GET
def pack_detail(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    return _show_pack(request, find_pack(request, reference, number))


def _show_pack(request: SignedInRequest, pack: Pack) -> HttpResponse:
    on = clock.today()
    meeting = pack.meeting
    run_refusal = policies.run_meetings.refusal(request.user, on=on)
    opened = read_pack(request, pack)
    visible = meeting.packs.visible_to(request.user, on=on)
    of_kind = visible.filter(main=pack.main)
    is_newest = not of_kind.filter(number__gt=pack.number).exists()
    whole = with_supplements(request, pack)
    is_changeable = not run_refusal and is_newest and meeting.is_open_to_change
    new: frozenset[int] = frozenset()
    if pack.published_at is not None:
        now = _digests(request, meeting, whole)
        reading = readings.begin_reading(meeting=meeting, now=now, by=request.user, at=clock.now())
        new = agenda_news.new_items(reading, now)
    context = {
        "pack": pack,
        "meeting": meeting,
        "opened": opened,
        "items": _by_item(opened),
        "new": new,
        "whole": Whole(whole),
        "supplements": [] if pack.main else _supplements(request, whole[1:]),
        "supplement_due": _supplement_due(meeting) if is_changeable and not pack.main else None,
        "admissions": {admission.item_id: admission for admission in _admissions(pack)},
        "earlier": None if pack.main else of_kind.filter(number__lt=pack.number).first(),
        "newest": None if is_newest else of_kind.first(),
        "version_count": visible.count(),
        "run_refusal": run_refusal,
        "publish_refusal": run_refusal or ("" if is_newest and not pack.published_at else "published"),
        "copies": [] if run_refusal else pack.copies.all(),
        "releases": opened.releases,
        "is_stale": is_changeable and _is_stale(pack),
        "page_form": PageForm(),
    }
    return render(request, "meetings/pack_detail.html", context)


def _is_stale(pack: Pack) -> bool:
    plan = plan_of(pack)
    if pack.published_at is None:
        return plan.fingerprint != pack.fingerprint
    # Once it is published, what only came later is for a supplement, and a supplement's own is out.
    return pack.main is None and is_overtaken(pack, plan)


def _supplements(request: SignedInRequest, packs: list[Pack]) -> list[dict[str, Any]]:
    """Give the supplements with their items, newest first."""
    return [
        {
            "pack": supplement,
            "items": _by_item(ReadPack(supplement, request.user, on=clock.today())),
            "admissions": {admission.item_id: admission for admission in _admissions(supplement)},
        }
        for supplement in reversed(packs)
    ]


def _admissions(pack: Pack) -> Any:
    if pack.main_id is None:
        return ()
    return Admission.objects.filter(item__in=pack.entries.values("item")).select_related(
        "chair", "taken_under"
    )


@require_POST
def pack_seen(request: SignedInRequest, reference: str) -> HttpResponse:
    """Take all that is new on the agenda as seen."""
    meeting = find_meeting(request, reference)
    packs = [pack for pack in packs_to_read(request, meeting) if pack.published_at is not None]
    now = _digests(request, meeting, packs)
    readings.note_seen(
        meeting=meeting, items=[int(item) for item in now], now=now, by=request.user, at=clock.now()
    )
    messages.success(request, "Nothing is marked as new any more.")
    return redirect("meetings:pack_current", reference)


def _by_item(opened: ReadPack) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for line in opened.lines:
        if not items or items[-1]["number"] != line.entry.item_number:
            items.append(
                {
                    "pk": line.entry.item_id,
                    "number": line.entry.item_number,
                    "title": line.item_title,
                    "heading": line.entry.section_heading,
                    "lines": [],
                }
            )
        if line.entry.pages:
            items[-1]["lines"].append(line)
    for before, item in zip([None, *items], items, strict=False):
        item["prints_heading"] = item["heading"] and (before is None or before["heading"] != item["heading"])
        lines = item["lines"]
        item["first"] = lines[0].entry.first_page if lines else None
        item["last"] = lines[-1].entry.last_page if lines else None
    return items


@require_GET
def pack_list(request: SignedInRequest, reference: str) -> HttpResponse:
    on = clock.today()
    meeting = find_meeting(request, reference)
    packs = meeting.packs.visible_to(request.user, on=on).select_related("built_by", "published_by")
    run_refusal = policies.run_meetings.refusal(request.user, on=on)
    context = {
        "meeting": meeting,
        "packs": packs,
        "run_refusal": run_refusal,
        "builds": [] if run_refusal else meeting.pack_builds.select_related("asked_by", "pack")[:20],
    }
    return render(request, "meetings/pack_list.html", context)


@require_GET
def pack_page(request: SignedInRequest, reference: str, number: int, page: int) -> HttpResponse:
    pack = find_pack(request, reference, number)
    opened = read_pack(request, pack)
    whole = Whole(with_supplements(request, pack))
    if "page" in request.GET:
        form = PageForm(request.GET)
        if form.is_valid():
            wanted = form.cleaned_data["page"]
            if holds := whole.pack_of_page(wanted):
                return redirect("meetings:pack_page", reference, holds.number, wanted)
            form.add_error("page", f"The pack ends with page {whole.last_page}.")
    else:
        form = PageForm(initial={"page": page})
    place = opened.place_of_page(page)
    line = opened.line_of_page(page)
    if place is None or line is None:
        # One run of numbers: a page behind the pack's last stands in one of its supplements.
        if (holds := whole.pack_of_page(page)) and holds != pack:
            return redirect("meetings:pack_page", reference, holds.number, page)
        raise Http404
    note_seen(request, pack, {line.entry.item_id})
    before = (
        page - 1 if line.is_open or page == line.entry.first_page else (line.entry.first_page or page) - 1
    )
    after = page + 1 if line.is_open else (line.entry.last_page or page) + 1
    context = {
        "pack": pack,
        "meeting": pack.meeting,
        "opened": opened,
        "line": line,
        "page": page,
        "notes": note_reading.beside(line, page, opened.notes),
        "form": form,
        "printed": read_page(*place),
        "is_barred": not line.is_open
        and AgendaItem.objects.barred_to(request.user).filter(pk=line.entry.item_id).exists(),
        "before": _turn(whole, before),
        "after": _turn(whole, after),
        "last_page": whole.last_page,
    }
    return render(request, "meetings/pack_page.html", context)


def _turn(whole: Whole, page: int) -> str:
    holds = whole.pack_of_page(page)
    return reverse("meetings:pack_page", args=[holds.meeting.reference, holds.number, page]) if holds else ""


@require_GET
def pack_paper(request: SignedInRequest, reference: str, number: int, key: str) -> HttpResponse:
    pack = find_pack(request, reference, number)
    opened = read_pack(request, pack)
    line = next((li for li in opened.lines if li.entry.paper and li.entry.paper.key == key), None)
    if line is None or not line.is_open:
        raise Http404
    numbers = range(line.entry.first_page or 1, (line.entry.last_text_page or line.entry.last_page or 0) + 1)
    places = ((number, opened.place_of_page(number)) for number in numbers)
    pages = [(number, read_page(*place)) for number, place in places if place is not None]
    note_seen(request, pack, {line.entry.item_id})
    context = {"pack": pack, "meeting": pack.meeting, "line": line, "pages": pages}
    return render(request, "meetings/pack_paper.html", context)


@require_GET
def pack_page_image(request: SignedInRequest, reference: str, number: int, page: int) -> HttpResponse:
    pack = find_pack(request, reference, number)
    opened = ReadPack(pack, request.user, on=clock.today())
    place = opened.place_of_page(page)
    if place is None:
        raise Http404
    picture = page_picture(*place)
    # A shared computer's cache must not show the page to whoever signs in next.
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "private, no-store"})


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
def pack_changes(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    pack = find_pack(request, reference, number)
    if pack.main_id is not None:
        raise Http404
    visible = pack.meeting.packs.visible_to(request.user, on=clock.today()).whole()
    earlier = visible.filter(number__lt=number)
    since = request.GET.get("since", "")
    before = earlier.filter(number=whole_number(since)).first() if since.isdecimal() else earlier.first()
    found: list[pack_reading.Change] = []
    if before is not None:
        before.meeting = pack.meeting
        on = clock.today()
        found = pack_reading.changes(
            ReadPack(before, request.user, on=on), ReadPack(pack, request.user, on=on)
        )
    context = {"pack": pack, "meeting": pack.meeting, "before": before, "earlier": earlier, "changes": found}
    return render(request, "meetings/pack_changes.html", context)


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


@require_GET
def pack_openings(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    pack = find_pack(request, reference, number)
    policies.run_meetings.enforce(request.user, on=clock.today())
    counted = (
        pack.openings.values("organisation__name").annotate(people=Count("pk")).order_by("organisation__name")
    )
    opened = {row["organisation__name"]: row["people"] for row in counted}
    seats = pack.meeting.board.seats.on(pack.meeting.on).select_related("organisation")
    names = {seat.organisation.name for seat in seats}
    rows = [(name, opened.get(name, 0)) for name in sorted(names | {name or "" for name in opened})]
    context = {"pack": pack, "meeting": pack.meeting, "rows": rows, "total": sum(opened.values())}
    return render(request, "meetings/pack_openings.html", context)


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
