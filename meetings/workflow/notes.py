"""
What a reader does with notes of their own.

Nothing here is recorded in the audit, and nothing has a history (ADR 0013).
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.core.workflow import CannotBeDone, EditConflict
from meetings import note_places, policies
from meetings.models import AgendaItem, PackEntry, PrivateNote

Pages = Callable[[PackEntry], Sequence[str]]


def write_note(
    *,
    item: AgendaItem,
    text: str,
    by: User,
    at: datetime,
    on: date,
    entry: PackEntry | None = None,
    place: int = 0,
    quote: str = "",
    words: str = "",
) -> PrivateNote:
    """
    Keep a note on an item, or on words of a page: the page `place` of the paper in `entry`, which says `words`.

    :raises Refused: if this person may not read what the note is on
    :raises CannotBeDone: if the quoted words are not on the page
    """
    if entry is None or entry.paper is None:
        policies.note_item.enforce(by, item, on=on)
        return PrivateNote.objects.create(
            person=by, agenda_item=item, text=text, written_at=at, changed_at=at
        )
    policies.note_paper.enforce(by, entry.paper, on=on)
    _check_quote(quote, words, page=(entry.first_page or 1) + place)
    return PrivateNote.objects.create(
        person=by,
        agenda_item=item,
        paper=entry.paper,
        paper_version=entry.paper_version,
        page=(entry.first_page or 1) + place,
        place=place,
        quote=quote.strip(),
        text=text,
        written_at=at,
        changed_at=at,
    )


def _check_quote(quote: str, words: str, *, page: int) -> None:
    if not note_places.plain(words):
        if quote.strip():
            raise CannotBeDone(f"Page {page} is a picture without words. Leave the words out.")
    elif not note_places.plain(quote):
        raise CannotBeDone(f"Enter the words on page {page} that your note is about.")
    elif not note_places.stands_in(quote, words):
        raise CannotBeDone(f"These words are not on page {page}. Copy them from the words of the page.")


def _lock(note: PrivateNote, *, by: User, on: date) -> PrivateNote:
    found = (
        PrivateNote.objects.select_for_update(of=("self",))
        .filter(pk__in=PrivateNote.objects.readable_by(by, on=on).values("pk"), pk=note.pk)
        .first()
    )
    if found is None:
        raise CannotBeDone("This note is not there any more.")
    return found


@transaction.atomic
def edit_note(*, note: PrivateNote, text: str, version: int, by: User, at: datetime, on: date) -> PrivateNote:
    """
    Change what a note says.

    :raises CannotBeDone: if the note was dropped, or what it stands beside is closed to the person
    :raises EditConflict: if it was changed in another window since
    """
    note = _lock(note, by=by, on=on)
    if note.version != version:
        raise EditConflict(note, theirs={"Your note": note.text}, yours={"Your note": text})
    if note.text != text:
        note.text = text
        note.version += 1
        note.changed_at = at
        note.save()
    return note


@transaction.atomic
def place_note(
    *, note: PrivateNote, quote: str, entry: PackEntry, pages: Sequence[str], by: User, at: datetime, on: date
) -> PrivateNote:
    """
    Place a note anew at words of the paper as it stands in a pack.

    :raises CannotBeDone: if the words are on no page of the paper
    """
    note = _lock(note, by=by, on=on)
    place = note_places.find(quote, pages, first=note.place or 0)
    if place is None:
        raise CannotBeDone("These words are on no page of the paper. Copy them from the paper's own words.")
    note.quote = quote.strip()
    _move(note, entry, place)
    note.version += 1
    note.changed_at = at
    note.save()
    return note


@transaction.atomic
def drop_note(*, note: PrivateNote, by: User, at: datetime, on: date) -> None:
    """
    Drop a note for good. Dropping one that is gone already is no mistake.
    """
    PrivateNote.objects.filter(
        pk__in=PrivateNote.objects.readable_by(by, on=on).values("pk"), pk=note.pk
    ).delete()


def carry_over(
    *, entries: Sequence[PackEntry], pages: Pages, by: User, at: datetime, on: date
) -> list[PrivateNote]:
    """
    Carry the person's notes to the versions of the papers in a pack, and give all of these papers' notes.

    Words that are still there take their note along; a note whose words are gone is marked as lost and stays
    where it was. Doing it again changes nothing. One query when there is nothing to carry.
    """
    in_pack = {entry.paper_id: entry for entry in entries if entry.paper_version is not None}
    notes = list(
        PrivateNote.objects.readable_by(by, on=on)
        .filter(paper__in=in_pack.keys())
        .select_related("paper_version")
        .order_by("place", "pk")
    )
    if any(_is_behind(note, in_pack[note.paper_id]) for note in notes):
        with transaction.atomic():
            locked = PrivateNote.objects.select_for_update(of=("self",)).select_related("paper_version")
            for note in locked.filter(pk__in=[note.pk for note in notes]).order_by("pk"):
                if note.paper_id is not None and _is_behind(note, in_pack[note.paper_id]):
                    _carry(note, in_pack[note.paper_id], pages, at=at)
        return carry_over(entries=entries, pages=pages, by=by, at=at, on=on)
    return notes


def _is_behind(note: PrivateNote, entry: PackEntry) -> bool:
    if note.paper_version is None or entry.paper_version is None:
        return False
    return note.paper_version.number < entry.paper_version.number


def _carry(note: PrivateNote, entry: PackEntry, pages: Pages, *, at: datetime) -> None:
    place = note_places.find(note.quote, pages(entry), first=note.place or 0)
    if place is None:
        note.paper_version = entry.paper_version
        note.lost_at = note.lost_at or at
    else:
        _move(note, entry, place)
    note.save()


def _move(note: PrivateNote, entry: PackEntry, place: int) -> None:
    note.paper_version = entry.paper_version
    note.place = place
    note.page = (entry.first_page or 1) + place
    note.lost_at = None
