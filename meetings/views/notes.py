"""Pages for a reader's own notes; nobody but their writer finds any of them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from csp_portal.documents.pdf.reading import read_page
from meetings import note_reading, policies
from meetings.forms.notes import NoteEditForm, NoteForm, NotePlaceForm, PageNoteForm
from meetings.models import PackEntry, PrivateNote
from meetings.pack_reading import ReadPack
from meetings.views.meetings import find_meeting, open_restrictions
from meetings.views.packs import find_pack
from meetings.workflow import notes as workflow

ROWS = 50


def _now(request: SignedInRequest) -> dict[str, Any]:
    return {"by": request.user, "at": clock.now(), "on": clock.today()}


def _mine(request: SignedInRequest) -> QuerySet[PrivateNote]:
    return (
        PrivateNote.objects.readable_by(request.user, on=clock.today())
        .select_related("agenda_item__meeting__board", "agenda_item__restriction", "paper")
        .in_order()
    )


def _find_note(request: SignedInRequest, key: str) -> PrivateNote:
    return get_object_or_404(_mine(request), key=key)


def _back(note: PrivateNote) -> str:
    return reverse("meetings:meeting_note_list", args=[note.agenda_item.meeting.reference])


@require_GET
def note_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    mine = _mine(request)
    page = Paginator(mine.filter(lost_at__isnull=True), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": note_reading.rows(list(page.object_list), request.user, on=on),
        "lost": note_reading.rows(list(mine.filter(lost_at__isnull=False)), request.user, on=on),
    }
    return render(request, "meetings/note_list.html", context)


@require_GET
def meeting_note_list(request: SignedInRequest, reference: str) -> HttpResponse:
    on = clock.today()
    meeting = find_meeting(request, reference)
    notes = list(_mine(request).filter(agenda_item__meeting=meeting))
    rows = note_reading.rows(notes, request.user, on=on)
    context = {
        "meeting": meeting,
        "rows": [row for row in rows if row.note.lost_at is None],
        "lost": [row for row in rows if row.note.lost_at is not None],
    }
    return render(request, "meetings/meeting_note_list.html", context)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def item_note_add(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    meeting = find_meeting(request, reference)
    item = get_object_or_404(meeting.items.select_related("restriction"), key=key)
    item.meeting = meeting
    policies.note_item.enforce(request.user, item, on=clock.today())
    form = NoteForm(request.POST or None, cancel_url=item.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        workflow.write_note(item=item, text=form.cleaned_data["text"], **_now(request))
        messages.success(request, "Your note is saved.")
        return redirect(item)
    context = {
        "meeting": meeting,
        "item": item,
        "title": item.title_for(open_restrictions(request, meeting)),
        "form": form,
    }
    return render(request, "meetings/item_note_add.html", context)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def pack_note_add(request: SignedInRequest, reference: str, number: int, page: int) -> HttpResponse:
    pack = find_pack(request, reference, number)
    opened = ReadPack(pack, request.user, on=clock.today())
    line, place = opened.line_of_page(page), opened.place_of_page(page)
    if line is None or place is None or not line.is_open or line.entry.paper_version is None:
        raise Http404
    words = read_page(*place).words
    back = reverse("meetings:pack_page", args=[reference, number, page])
    form = PageNoteForm(request.POST or None, has_words=bool(words.strip()), cancel_url=back)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.write_note(
                item=line.entry.item,
                entry=line.entry,
                place=page - (line.entry.first_page or 1),
                words=words,
                **form.cleaned_data,
                **_now(request),
            )
        except CannotBeDone as problem:
            form.add_error("quote" if "quote" in form.fields else None, str(problem))
        else:
            messages.success(request, "Your note is saved.")
            return redirect(back)
    context = {
        "pack": pack,
        "meeting": pack.meeting,
        "line": line,
        "page": page,
        "page_label": f"Page {page}",
        "page_url": back,
        "words": words,
        "form": form,
    }
    return render(request, "meetings/pack_note_add.html", context)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def note_edit(request: SignedInRequest, key: str) -> HttpResponse:
    note = _find_note(request, key)
    form = NoteEditForm(
        request.POST or None,
        initial={"text": note.text, "version": note.version},
        cancel_url=_back(note),
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        workflow.edit_note(note=note, **form.cleaned_data, **_now(request))
        messages.success(request, "Your note is saved.")
        return redirect(_back(note))
    return render(request, "meetings/note_edit.html", _around(request, note) | {"form": form})


@require_http_methods(["GET", "POST"])
def note_drop(request: SignedInRequest, key: str) -> HttpResponse:
    note = _find_note(request, key)
    if request.method == "POST":
        workflow.drop_note(note=note, **_now(request))
        messages.success(request, "Your note is dropped.")
        return redirect(_back(note))
    return render(request, "meetings/note_drop.html", _around(request, note))


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def note_place(request: SignedInRequest, key: str) -> HttpResponse:
    note = _find_note(request, key)
    if note.paper is None:
        raise Http404
    found = _entry_now(request, note)
    form = NotePlaceForm(request.POST or None, initial={"quote": note.quote}, cancel_url=_back(note))
    if request.method == "POST" and form.is_valid():
        if found is None:
            raise CannotBeDone(
                "The paper is in no published pack now. Keep the note where it is, or drop it."
            )
        opened, entry = found
        try:
            workflow.place_note(
                note=note,
                quote=form.cleaned_data["quote"],
                entry=entry,
                pages=note_reading.words_of(opened, entry),
                **_now(request),
            )
        except CannotBeDone as problem:
            form.add_error("quote", str(problem))
        else:
            messages.success(request, "Your note has its place again.")
            return redirect(_back(note))
    context = {**_around(request, note), "form": form}
    if found is not None:
        opened, entry = found
        context |= {
            "entry": entry,
            "paper_url": reverse(
                "meetings:pack_paper",
                args=[note.agenda_item.meeting.reference, opened.pack.number, note.paper.key],
            ),
        }
    return render(request, "meetings/note_place.html", context)


def _entry_now(request: SignedInRequest, note: PrivateNote) -> tuple[ReadPack, PackEntry] | None:
    """Find the note's paper in the newest pack that was published or its supplements, if the reader may read it."""
    for pack in note.agenda_item.meeting.packs.current().prefetch_related("copies__file"):
        opened = ReadPack(pack, request.user, on=clock.today())
        for line in opened.lines:
            if line.is_open and line.entry.paper_id == note.paper_id and line.entry.paper_version is not None:
                return opened, line.entry
    return None


def _around(request: SignedInRequest, note: PrivateNote) -> dict[str, Any]:
    row = note_reading.rows([note], request.user, on=clock.today())[0]
    return {"note": note, "row": row, "meeting": note.agenda_item.meeting, "back": _back(note)}
