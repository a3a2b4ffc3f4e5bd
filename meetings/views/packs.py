"""Pages of a published pack: its versions, its papers, page by page, and what changed."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.numbers import whole_number
from csp_portal.documents.pdf.reading import page_picture, read_page
from meetings import agenda_news, note_reading, pack_reading, policies
from meetings.forms.packs import PageForm
from meetings.models import Admission, AgendaItem, Meeting, Pack
from meetings.pack_plan import SupplementPlan, is_overtaken, plan_of
from meetings.pack_reading import ReadPack, Whole
from meetings.states.meeting import State as MeetingState
from meetings.views.meetings import find_meeting, open_restrictions
from meetings.views.pack_finding import packs_to_read, with_supplements
from meetings.workflow import packs as workflow
from meetings.workflow import readings


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


def supplement_due(meeting: Meeting) -> SupplementPlan | None:
    """Plan the supplement that is due: something came after the newest published pack went round."""
    if meeting.state != MeetingState.CIRCULATED:
        return None
    main = meeting.packs.whole().published().first()
    plan = SupplementPlan(meeting, main) if main else None
    return plan if plan and plan.items else None


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
        "supplement_due": supplement_due(meeting) if is_changeable and not pack.main else None,
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
