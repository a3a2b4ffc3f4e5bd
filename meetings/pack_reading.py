"""Reading a pack: which copy is whose, which sheet carries which number, what changed since a version."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Max, Min, prefetch_related_objects

from csp_portal.accounts.models import User
from csp_portal.documents.models import StoredFile
from csp_portal.documents.pdf.parts import SHEETS_OF_A_SLIP
from meetings.models import Pack, PackCopy, PackEntry, PackRelease, PrivateNote, Restriction


@dataclass(frozen=True)
class Line:
    """
    One entry of the manifest as this reader may know it.

    What `is_released` was withheld from them, and is read as the public reads it (ADR 0022).
    """

    entry: PackEntry
    is_open: bool
    is_released: bool = False

    @property
    def item_title(self) -> str:
        is_closed = self.entry.item_closed_title and self.is_open
        return self.entry.item_closed_title if is_closed else self.entry.item_title

    @property
    def paper_title(self) -> str:
        return self.entry.paper_title if self.is_open else ""

    def sha256_for(self, *, public: bool) -> str:
        """Give the hash of the paper's file; everybody who reads it by its release reads what the public does."""
        return self.entry.sha256_for(public=public or self.is_released)

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


def _sheets(entry: PackEntry, *, is_open: bool) -> int:
    """Count the sheets that an entry takes in a file; a slip stands for all pages of a withheld paper."""
    if not entry.pages:
        return 0
    return entry.pages if is_open else SHEETS_OF_A_SLIP


def _says_more_than_public(copy: PackCopy, entries: Iterable[PackEntry]) -> bool:
    """Tell whether the copy has a paper whole of which the public reads less (ADR 0012)."""
    if copy.kind == PackCopy.Kind.PUBLIC:
        return False
    shows = frozenset(copy.shows)
    return any(entry.public_sha256 and entry.is_open_to(shows) for entry in entries)


class ReadPack:
    """A pack in one reader's hands, with the notes that they keep on its papers."""

    notes: Sequence[PrivateNote] = ()
    is_public = False

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
        """Open the reader's copy, and the release where it shows pages that the copy withholds."""
        shows = frozenset(copy.shows)
        withheld = [entry for entry in entries if not entry.is_open_to(shows)]
        release = next(iter(self.releases), None) if withheld else None
        # Restrictions behind which the reader looks by the release alone.
        self.released = frozenset(release.shows) if release else frozenset()
        if not any(entry.is_open_to(self.released) for entry in withheld):
            release, self.released = None, frozenset()
        self.copy: PackCopy | PackRelease = copy
        self._files: list[PackCopy | PackRelease] = [copy, release] if release else [copy]
        if release and shows < self.released and not _says_more_than_public(copy, entries):
            self.copy, self._files = release, [release]
        self.lines = [
            Line(
                entry,
                is_open=entry.is_open_to(shows) or entry.is_open_to(self.released),
                is_released=not entry.is_open_to(shows) and entry.is_open_to(self.released),
            )
            for entry in entries
        ]

    @cached_property
    def releases(self) -> list[PackRelease]:
        """What was released of the pack since, the newest first."""
        return list(self.pack.releases.standing().select_related("released_by", "file"))

    @property
    def last_page(self) -> int:
        return max((line.entry.last_page or 0 for line in self.lines), default=0)

    def line_of_page(self, page: int) -> Line | None:
        """Find the entry on whose pages the running number stands."""
        return next((line for line in self.lines if line.entry.carries(page)), None)

    def place_of_page(self, page: int) -> tuple[StoredFile, int] | None:
        """
        Find the file and its sheet, from 0, that carries the running number: the reader's copy or the release.

        A slip carries the numbers of all pages of the paper that is withheld.
        """
        line = self.line_of_page(page)
        if line is None:
            return None
        shown = [file for file in self._files if line.entry.is_open_to(frozenset(file.shows))]
        file = next(iter(shown), self.copy)
        return file.file, self._sheet(file, page)

    def _sheet(self, file: PackCopy | PackRelease, page: int) -> int:
        shows = frozenset(file.shows)
        entries = [line.entry for line in self.lines]
        sheets = [_sheets(entry, is_open=entry.is_open_to(shows)) for entry in entries]
        # Before page 1 stand the sheets of the front.
        sheet = file.pages - sum(sheets)
        for entry, count in zip(entries, sheets, strict=True):
            if entry.carries(page):
                return sheet + (page - (entry.first_page or page) if entry.is_open_to(shows) else 0)
            sheet += count
        raise LookupError(page)

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
