"""Reading a pack: which copy is whose, which sheet carries which number, what changed since a version."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Max, Min, prefetch_related_objects

from csp_portal.accounts.models import User
from csp_portal.documents.pdf.parts import SHEETS_OF_A_SLIP
from meetings.models import Pack, PackCopy, PackEntry, PackRelease, PrivateNote, Restriction


@dataclass(frozen=True)
class Line:
    """One entry of the manifest as this reader may know it."""

    entry: PackEntry
    is_open: bool

    @property
    def item_title(self) -> str:
        is_closed = self.entry.item_closed_title and self.is_open
        return self.entry.item_closed_title if is_closed else self.entry.item_title

    @property
    def paper_title(self) -> str:
        return self.entry.paper_title if self.is_open else ""

    @property
    def sheets(self) -> int:
        """Count the sheets that it takes in the reader's file; a slip stands for all pages of a withheld paper."""
        if not self.entry.pages:
            return 0
        return self.entry.pages if self.is_open else SHEETS_OF_A_SLIP

    @property
    def pages_in_words(self) -> str:
        entry = self.entry
        if entry.first_page is None:
            return ""
        if entry.first_page == entry.last_page:
            return f"page {entry.first_page}"
        return f"pages {entry.first_page} to {entry.last_page}"


def entries_of(packs: Iterable[Pack]) -> list[PackEntry]:
    """List the entries of some packs, the oldest pack's first; a page asks often, and fetches each pack's once."""
    by_number = sorted(packs, key=lambda pack: pack.number)
    prefetch_related_objects(by_number, "entries")
    return [entry for pack in by_number for entry in pack.entries.all()]


class ReadPack:
    """A pack in one reader's hands, with the notes that they keep on its papers."""

    notes: Sequence[PrivateNote] = ()
    is_public = False
    # Restrictions of which the reader's file is the release.
    released: frozenset[int] = frozenset()

    def __init__(self, pack: Pack, reader: User, *, on: date) -> None:
        self.pack = pack
        entries = list(pack.entries.select_related("paper_version", "paper"))
        restrictions = {pk for entry in entries for pk in entry.restrictions}
        self.open_restrictions = frozenset(
            Restriction.objects.filter(pk__in=restrictions)
            .open_to(reader, on=on)
            .values_list("pk", flat=True)
        )
        self._open(pack.copy_for(self.open_restrictions), entries)

    def _open(self, copy: PackCopy, entries: Sequence[PackEntry]) -> None:
        """Open the copy, or the release that shows all of it and more."""
        self.copy: PackCopy | PackRelease = copy
        is_withheld = any(not entry.is_open_to(frozenset(copy.shows)) for entry in entries)
        release = next(iter(self.releases), None) if is_withheld else None
        if release is not None and set(copy.shows) < set(release.shows):
            self.copy = release
            self.released = frozenset(release.shows)
        shows = frozenset(self.copy.shows)
        self.lines = [Line(entry, entry.is_open_to(shows)) for entry in entries]

    @cached_property
    def releases(self) -> list[PackRelease]:
        """What was released of the pack since, the newest first."""
        return list(self.pack.releases.standing().select_related("released_by", "file"))

    @property
    def last_page(self) -> int:
        return max((line.entry.last_page or 0 for line in self.lines), default=0)

    def line_of_page(self, page: int) -> Line | None:
        """Find the entry on whose pages the running number stands."""
        for line in self.lines:
            first, last = line.entry.first_page, line.entry.last_page
            if first is not None and last is not None and first <= page <= last:
                return line
        return None

    def sheet_of_page(self, page: int) -> int | None:
        """
        Find the sheet of the reader's file, from 0, that carries the running number.

        A slip carries the numbers of all pages of the paper that is withheld.
        """
        sheet = self.front_sheets
        for line in self.lines:
            first, last = line.entry.first_page, line.entry.last_page
            if first is not None and last is not None and first <= page <= last:
                return sheet + (page - first if line.is_open else 0)
            sheet += line.sheets
        return None

    @property
    def front_sheets(self) -> int:
        """Count the sheets before page 1."""
        return self.copy.pages - sum(line.sheets for line in self.lines)

    @property
    def first_page(self) -> int:
        return min((line.entry.first_page or 1 for line in self.lines if line.entry.first_page), default=1)

    def lines_of_item(self, number: int) -> list[Line]:
        return [line for line in self.lines if line.entry.item_number == number and line.entry.pages]


class PublicPack(ReadPack):
    """A pack as everybody may read it: its public copy, or what was released of it since."""

    is_public = True

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.open_restrictions = frozenset()
        self._open(pack.public_copy, list(pack.entries.select_related("paper_version", "paper")))


class Whole:
    """A version of the pack together with its supplements, as one run of pages."""

    def __init__(self, packs: Sequence[Pack]) -> None:
        self.packs = list(packs)
        by_pk = {pack.pk: pack for pack in self.packs}
        ranges = (
            PackEntry.objects.filter(pack__in=by_pk.keys(), first_page__isnull=False)
            .values_list("pack_id")
            .annotate(first=Min("first_page"), last=Max("last_page"))
        )
        self._ranges = [(first, last, by_pk[pk]) for pk, first, last in ranges]

    @property
    def last_page(self) -> int:
        return max((last for _, last, _ in self._ranges), default=0)

    def pack_of_page(self, page: int) -> Pack | None:
        """Find the pack or supplement in which the running number stands."""
        return next((pack for first, last, pack in self._ranges if first <= page <= last), None)


@dataclass(frozen=True)
class Change:
    """How one item or paper differs between two versions of a pack."""

    item_number: int
    item_title: str
    paper_title: str
    what: str
    pages: str


def changes(before: ReadPack, after: ReadPack) -> list[Change]:
    """Say item by item what is other in the later version, as far as this reader may know."""
    return [*_changed_or_added(before.lines, after.lines), *_gone(before.lines, after.lines)]


def _key(line: Line) -> tuple[int, int | None]:
    return (line.entry.item_id, line.entry.paper_id)


def _changed_or_added(before: Sequence[Line], after: Sequence[Line]) -> Iterator[Change]:
    earlier = {_key(line): line for line in before}
    items_before = {line.entry.item_id for line in before}
    for line in after:
        old = earlier.get(_key(line))
        entry = line.entry
        words = []
        if old is None:
            if entry.item_id not in items_before:
                words.append("New item." if not entry.paper_id else "New item with this paper.")
            elif entry.paper_id:
                words.append("New paper.")
        else:
            # That a withheld paper has a new version is for those who may read it.
            both_open = bool(entry.paper_id) and old.is_open and line.is_open
            if both_open and (old.entry.kind, old.entry.sha256) != (entry.kind, entry.sha256):
                words.append(
                    "The paper has come in." if old.entry.kind == PackEntry.Kind.MISSING else "New text."
                )
            if old.item_title != line.item_title:
                words.append(f"The item was called “{old.item_title}”.")
            if old.paper_title != line.paper_title and both_open:
                words.append(f"The paper was called “{old.paper_title}”.")
            if old.entry.item_number != entry.item_number:
                words.append(f"It was item {old.entry.item_number}.")
            if entry.pages and (old.entry.first_page, old.entry.last_page) != (
                entry.first_page,
                entry.last_page,
            ):
                words.append(f"It was on {old.pages_in_words}.")
            if old.is_open != line.is_open:
                words.append("It is open to you now." if line.is_open else "It is restricted now.")
        if words:
            yield Change(
                entry.item_number, line.item_title, line.paper_title, " ".join(words), line.pages_in_words
            )


def _gone(before: Sequence[Line], after: Sequence[Line]) -> Iterator[Change]:
    left = {_key(line) for line in after}
    items_left = {line.entry.item_id for line in after}
    for line in before:
        if _key(line) in left or (not line.entry.paper_id and line.entry.item_id in items_left):
            continue
        what = "The paper was withdrawn." if line.entry.item_id in items_left else "The item was withdrawn."
        yield Change(line.entry.item_number, line.item_title, line.paper_title, what, "")
