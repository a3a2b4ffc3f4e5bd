"""
Pages for everybody, without signing in: open boards, their meetings, packs and minutes (ToR 6.10).

What they say depends on nobody who asks, so that any cache may keep them for some minutes.
"""

import functools
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import icalendar
from allauth.core.ratelimit import consume_or_429
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_GET

from csp_portal.audit.recording import record
from csp_portal.audit.responses import AuditedFileResponse
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from csp_portal.documents.pdf.reading import read_page
from csp_portal.documents.pdf.render import TypesettingFailed, kept_or_typeset, page_html
from meetings import minutes_reading, public_reading
from meetings.models import Board, Meeting, Minutes, Pack
from meetings.pack_excerpts import excerpt
from meetings.pack_reading import Line, PublicPack
from meetings.states.public_request import Event
from meetings.views.calendar import HOW_FAR_BACK, event

MINUTES_KEPT = 300


def outside(request: HttpRequest, template: str, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
    """Draw a page as somebody without an account sees it, whoever it is that asks."""
    places = [("Public meetings", "meetings:public_home"), ("Sign in", settings.LOGIN_URL)]
    navigation = [
        {"label": label, "url": reverse(name), "is_current": request.path == reverse(name)}
        for label, name in places
    ]
    around = {
        "signed_in": False,
        "account_navigation": [],
        "navigation": navigation,
        "messages": [],
        "is_public_page": True,
    }
    return render(request, template, around | context, **kwargs)


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view a page for everybody: by GET, kept by caches for minutes, and not sent again unchanged."""

    @login_not_required
    @require_GET
    @conditional_page
    @cache_control(public=True, max_age=MINUTES_KEPT)
    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return functools.wraps(view)(answered)


def public_file(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Make a view hand out a file to everybody, as often as a person would ask for it."""

    @login_not_required
    @require_GET
    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if too_many := consume_or_429(request, action="public_file", limit_get=True):
            return too_many
        return view(request, *args, **kwargs)

    return answered


def _find_meeting(reference: str) -> Meeting:
    found: Meeting = get_object_or_404(
        public_reading.meetings_open_to_public(on=clock.today()), reference=reference
    )
    return found


def _find_pack(reference: str, number: int) -> PublicPack:
    meeting = _find_meeting(reference)
    pack = next((pack for pack in public_reading.packs_of(meeting) if pack.number == number), None)
    if pack is None:
        raise Http404
    return PublicPack(pack)


def _find_paper(reference: str, number: int, key: str) -> tuple[PublicPack, Line]:
    opened = _find_pack(reference, number)
    line = next(
        (li for li in opened.lines if li.is_open and li.entry.paper and li.entry.paper.key == key), None
    )
    if line is None:
        raise Http404
    return opened, line


def _find_minutes(reference: str) -> Minutes:
    meeting = _find_meeting(reference)
    found: Minutes = get_object_or_404(
        public_reading.confirmed_minutes().select_related("confirmed_in"), meeting=meeting
    )
    found.meeting = meeting
    return found


@public_page
def public_home(request: HttpRequest) -> HttpResponse:
    on = clock.today()
    known = list(Board.objects.known_to_public(on=on).order_by("name"))
    context = {
        "open_boards": [board for board in known if board.public_access == Board.PublicAccess.OPEN],
        "other_boards": [board for board in known if board.public_access != Board.PublicAccess.OPEN],
        "coming": public_reading.meetings_open_to_public(on=on).ahead(at=clock.now())[:10],
    }
    return outside(request, "meetings/public_home.html", context)


@public_page
def public_board(request: HttpRequest, slug: str) -> HttpResponse:
    board = get_object_or_404(Board.objects.known_to_public(on=clock.today()), slug=slug)
    context: dict[str, Any] = {"board": board}
    if board.public_access == Board.PublicAccess.OPEN:
        context["is_open"] = True
        context["coming"], context["past"] = public_reading.meetings_of(board, at=clock.now())
        context["calendar_url"] = request.build_absolute_uri(
            reverse("meetings:public_calendar", args=[board.slug])
        )
    return outside(request, "meetings/public_board.html", context)


@public_page
def public_meeting(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the published agenda with open titles; before it is published, day and place alone."""
    meeting = _find_meeting(reference)
    context = {
        "meeting": meeting,
        "packs": public_reading.whole(meeting),
        "minutes": public_reading.confirmed_minutes().filter(meeting=meeting).first(),
    }
    return outside(request, "meetings/public_meeting.html", context)


@public_page
def public_paper(request: HttpRequest, reference: str, number: int, key: str) -> HttpResponse:
    """Show the words of one public paper, page by page, with the numbers of the pack."""
    opened, line = _find_paper(reference, number, key)
    numbers = range(line.entry.first_page or 1, (line.entry.last_text_page or line.entry.last_page or 0) + 1)
    places = ((page, opened.place_of_page(page)) for page in numbers)
    context = {
        "pack": opened.pack,
        "meeting": opened.pack.meeting,
        "line": line,
        "pages": [(page, read_page(*place).words) for page, place in places if place is not None],
    }
    return outside(request, "meetings/public_paper.html", context)


def hand_out(content: Any, subject: Any, name: str, **details: Any) -> AuditedFileResponse:
    """Hand out a file to somebody without an account, recorded as such."""
    event_ = record(Event.READ, actor=None, subject=subject, at=clock.now(), **details)
    return AuditedFileResponse(
        content, event=event_, filename=name, as_attachment=True, content_type="application/pdf"
    )


def pack_name(pack: Pack) -> str:
    """Name the file of a public copy."""
    document = f"supplement-{pack.supplement_number}" if pack.main_id else f"pack-{pack.number}"
    return f"{pack.meeting.reference}-{document}-public.pdf"


@public_file
def public_pack_download(request: HttpRequest, reference: str, number: int) -> HttpResponseBase:
    opened = _find_pack(reference, number)
    return hand_out(
        opened.copy.file.open(), opened.pack, pack_name(opened.pack), meeting=reference, copy=opened.copy.kind
    )


@public_file
def public_paper_download(request: HttpRequest, reference: str, number: int, key: str) -> HttpResponseBase:
    opened, line = _find_paper(reference, number, key)
    made = excerpt(
        opened.pack, [line], title=line.paper_title, public=opened.is_public, released=opened.released
    )
    name = f"{reference}-pages-{line.entry.first_page}-to-{line.entry.last_page}.pdf"
    return hand_out(io.BytesIO(made.content), opened.pack, name, meeting=reference, paper=key)


@public_page
def public_minutes(request: HttpRequest, reference: str) -> HttpResponse:
    minutes = _find_minutes(reference)
    document = minutes_reading.document(minutes, open_restrictions=frozenset(), is_public=True)
    context = {"meeting": minutes.meeting, "minutes": minutes, "document": document}
    return outside(request, "meetings/public_minutes.html", context)


@public_file
def public_minutes_download(request: HttpRequest, reference: str) -> HttpResponseBase:
    minutes = _find_minutes(reference)
    document = minutes_reading.document(minutes, open_restrictions=frozenset(), is_public=True)
    try:
        [file] = kept_or_typeset([page_html("meetings/pdf/minutes.html", document.context())], processes=1)
    except TypesettingFailed as problem:
        raise CannotBeDone("The minutes could not be typeset. Read them on the page instead.") from problem
    return hand_out(file.open(), minutes, f"{reference}-minutes-public.pdf", meeting=reference)


@public_page
def public_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the meetings of an open board to calendar programs."""
    board = get_object_or_404(Board.objects.open_to_public(on=clock.today()), slug=slug)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//CSP portal//Public meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", board.name)
    calendar.add("refresh-interval;value=duration", timedelta(hours=12))
    meetings = (
        board.meetings.filter(starts_at__gte=clock.now() - HOW_FAR_BACK)
        .select_related("board", "focus_priority")
        .prefetch_related("moves")
    )
    for meeting in meetings:
        url = reverse("meetings:public_meeting", args=[meeting.reference])
        calendar.add_component(event(request, meeting, url=url))
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")


@public_page
def public_robots(request: HttpRequest) -> HttpResponse:
    """Let search engines read the public pages and nothing else."""
    sitemap = request.build_absolute_uri(reverse("meetings:public_sitemap"))
    home, copies = reverse("meetings:public_home"), f"{reverse('meetings:public_home')}copies/"
    lines = ["User-agent: *", f"Allow: {home}", f"Disallow: {copies}", "Disallow: /", f"Sitemap: {sitemap}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public_page
def public_sitemap(request: HttpRequest) -> HttpResponse:
    """List the pages of open boards and of their meetings."""
    on = clock.today()
    pages = [reverse("meetings:public_home")]
    pages += [
        reverse("meetings:public_board", args=[slug])
        for slug in Board.objects.known_to_public(on=on).values_list("slug", flat=True)
    ]
    for meeting in public_reading.meetings_open_to_public(on=on).order_by("-starts_at")[:1000]:
        pages.append(reverse("meetings:public_meeting", args=[meeting.reference]))
    context = {"addresses": [request.build_absolute_uri(page) for page in pages]}
    return render(request, "meetings/sitemap.xml", context, content_type="application/xml; charset=utf-8")
