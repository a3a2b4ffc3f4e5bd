"""A reader's own notes where they belong: beside a page, under an item, in lists to take to the meeting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission
from csp_portal.documents.pdf.reading import read_page
from meetings.models import AgendaItem, Pack, PackEntry, PrivateNote, Restriction
from meetings.pack_reading import Line, ReadPack
from meetings.workflow import notes as workflow


def words_of(opened: ReadPack, entry: PackEntry) -> list[str]:
    """Read the words of a paper's pages as they are open to the reader."""
    first, last = entry.first_page or 1, entry.last_page or 0
    places = (opened.place_of_page(page) for page in range(first, last + 1))
    return [read_page(*place).words for place in places if place is not None]


def carried(opened: ReadPack, reader: User, *, at: datetime, on: date) -> list[PrivateNote]:
    """Give the reader's notes on the papers of a pack, carried to it if it is published."""
    entries = [line.entry for line in opened.lines if line.is_open and line.entry.paper_id]
    if opened.pack.published_at is None:
        # A pack that nobody else has may be gone tomorrow; notes wait for the one that is published.
        papers = [entry.paper_id for entry in entries]
        return list(PrivateNote.objects.readable_by(reader, on=on).filter(paper__in=papers))
    return workflow.carry_over(
        entries=entries, pages=lambda entry: words_of(opened, entry), by=reader, at=at, on=on
    )


@dataclass(frozen=True)
class PageNotes:
    """The notes beside one page, and how many of the same paper wait to be placed."""

    here: list[PrivateNote]
    lost: int


def beside(line: Line, page: int, notes: Iterable[PrivateNote]) -> PageNotes:
    """Choose the notes that stand beside a page."""
    entry = line.entry
    of_paper = [note for note in notes if entry.paper_id and note.paper_id == entry.paper_id]
    place = page - (entry.first_page or 1)
    here = [
        note
        for note in of_paper
        if note.lost_at is None and note.paper_version_id == entry.paper_version_id and note.place == place
    ]
    return PageNotes(here, sum(note.lost_at is not None for note in of_paper))


@dataclass(frozen=True)
class NoteRow:
    """A note in a list: under which title its reader knows the item, and where it stands now."""

    note: PrivateNote
    item_title: str
    where: str
    url: str

    @property
    def item(self) -> AgendaItem:
        return self.note.agenda_item


def rows(notes: Sequence[PrivateNote], reader: User, *, on: date) -> list[NoteRow]:
    """Say for each note where it stands: in the newest published pack if its paper is there."""
    entries = _entries(notes)
    restrictions = {pk for note in notes if (pk := note.agenda_item.restriction_id) is not None}
    behind = frozenset(
        Restriction.objects.filter(pk__in=restrictions).open_to(reader, on=on).values_list("pk", flat=True)
        if restrictions
        else ()
    )
    prepares = reader.holds(Permission.RUN_MEETINGS, on=on)
    return [_row(note, entries, behind, prepares=prepares) for note in notes]


def _entries(notes: Sequence[PrivateNote]) -> dict[int | None, PackEntry]:
    on_papers = [note for note in notes if note.paper_id is not None]
    if not on_papers:
        return {}
    current = Pack.objects.current().filter(meeting__in={note.agenda_item.meeting_id for note in on_papers})
    found = (
        PackEntry.objects.filter(
            pack__in=list(current.values_list("pk", flat=True)),
            paper__in={note.paper_id for note in on_papers},
        )
        .select_related("pack")
        .order_by("pack__number")
    )
    return {entry.paper_id: entry for entry in found}


def _row(
    note: PrivateNote, entries: dict[int | None, PackEntry], behind: frozenset[int], *, prepares: bool
) -> NoteRow:
    item = note.agenda_item
    reference = item.meeting.reference
    # Members do not read withdrawn items, nor their titles.
    is_gone = item.withdrawn_at is not None and not prepares
    title = "An item that was withdrawn" if is_gone else item.title_for(behind)
    if note.paper is None:
        url = "" if is_gone else reverse("meetings:item_detail", args=[reference, item.key])
        return NoteRow(note, title, "", url)
    entry = entries.get(note.paper_id)
    if note.lost_at is not None:
        return NoteRow(note, title, f"It was on page {note.page}", "")
    if entry is None or entry.first_page is None or entry.paper_version_id != note.paper_version_id:
        # A newer version is carried to when its pack is opened; until then the pack itself is the way there.
        url = reverse("meetings:pack_current", args=[reference]) if entry else ""
        return NoteRow(note, title, f"Page {note.page} when it was written", url)
    page = entry.first_page + (note.place or 0)
    url = reverse("meetings:pack_page", args=[reference, entry.pack.number, page])
    return NoteRow(note, title, f"Page {page}", url)
