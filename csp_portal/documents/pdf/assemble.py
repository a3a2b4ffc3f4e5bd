"""
Joining the parts of a pack into one document, as accessible as its parts.

The parts' structure trees are merged: the entries of their parent trees are numbered on, identifiers are kept
apart, and each part hangs under the one Document as a Part with its title.
"""

import hashlib
import io
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import pikepdf
from django.contrib.staticfiles import finders
from pikepdf import Array, Dictionary, Name, NumberTree, Object, Pdf, String

from .stamp import StampFont, stamp_font

LINK_TO_PART = "https://pack.invalid/#"
A4 = (595.276, 841.89)
# A slip and the blank page after it: whatever it stands for, the next part starts on a right-hand page.
SHEETS_OF_A_SLIP = 2
MILLIMETRE = 72 / 25.4

# How far the stamps stand from the edges of a page; pack.css and the intake of uploads keep these strips free.
SIDE = 20 * MILLIMETRE
HEAD = 13 * MILLIMETRE
FOOT = 11 * MILLIMETRE
INK, LINK_INK = b"0.106 0.102 0.149 rg", b"0.231 0.165 0.420 rg"
BLANK_WORDS = "This page is intentionally left blank."
BACK_WORDS = "Back to the agenda"

_FONT_FILES = (
    "build/fonts/public-sans-latin-700-normal.woff2",
    "build/fonts/public-sans-latin-400-normal.woff2",
)
_FALLBACK_FONTS = (
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"),
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
)
_FONT_NAMES = (Name.PortalStampBold, Name.PortalStamp)

# What an annotation could do, other than be seen or lead to a page or a web address.
_ACTIVE_KEYS = (
    "/AA",
    "/FS",
    "/RichMediaContent",
    "/RichMediaSettings",
    "/Movie",
    "/Sound",
    "/3DD",
    "/3DA",
    "/MK",
    "/PA",
)
_PAGE_LUGGAGE = ("/AA", "/B", "/Thumb", "/PieceInfo", "/Metadata", "/AF", "/Trans", "/Dur", "/PresSteps")


class UnknownPart(Exception):
    """A link or bookmark leads to a part that is not in the pack."""


@dataclass(frozen=True)
class Part:
    """
    One piece of a pack: a PDF and where it stands.

    Unnumbered parts have neither number. `is_slip` is one page that stands for all of its numbers;
    `may_be_shorter` lets blank pages stand on those that it leaves, for another copy has more to say there.
    `is_accessible` says whether it passes PDF/UA; left out, it is so for all that the portal typesets.
    """

    key: str
    content: bytes | Path
    title: str
    first_number: int | None = None
    last_number: int | None = None
    marking: str = ""
    is_slip: bool = False
    may_be_shorter: bool = False
    is_accessible: bool | None = None


@dataclass(frozen=True)
class Bookmark:
    """One entry of the outline; without a part it leads to the agenda."""

    title: str
    part_key: str | None = None
    children: Sequence["Bookmark"] = ()


@dataclass(frozen=True)
class Assembled:
    """
    What was written. `labels` are the numbers that a viewer shows, page for page;
    `first_pages` says at which page of the file, from 0, each part begins.
    """

    pages: int
    sha256: str
    is_pdf_ua: bool
    labels: tuple[str, ...] = ()
    first_pages: Mapping[str, int] = field(default_factory=dict)


def numbers_in_words(first: int, last: int) -> str:
    """Say "Page 45" or "Pages 45 to 52"."""
    return f"Page {first}" if first == last else f"Pages {first} to {last}"


def assemble(
    parts: Sequence[Part],
    *,
    bookmarks: Sequence[Bookmark],
    title: str,
    author: str,
    subject: str,
    output: Path,
    created_at: datetime,
    on_progress: Callable[[], None] = lambda: None,
) -> Assembled:
    """
    Join the parts, number their pages and write the pack. The same parts give the same bytes.

    `on_progress` is called again and again while it lasts; what it raises ends the joining.

    :raises UnknownPart: if a link or a bookmark leads to a part that is not given
    :raises ValueError: if a part's pages do not fit its numbers, or two parts share a key
    :raises pikepdf.PdfError: if a part is not a PDF that can be read
    """
    if len({part.key for part in parts}) != len(parts):
        raise ValueError("Two parts of a pack share a key.")
    join = _Join(parts)
    try:
        for part in parts:
            join.add(part)
            on_progress()
        join.lead_links()
        join.stamp(on_progress)
        join.finish_structure()
        join.outline(bookmarks)
        join.describe(title=title, author=author, subject=subject, created_at=created_at)
        on_progress()
        return join.save(output, on_progress)
    finally:
        join.close()


@dataclass
class _Joined:
    """A part that is in: where its pages are, and its element of the structure."""

    part: Part
    first_page: int
    pages: int
    element: Object


class _Join:
    """One joining. The new document, and what is known of the pages that are in it."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.pdf = Pdf.new()
        self.sources: list[Pdf] = []
        self.joined: dict[str, _Joined] = {}
        self.labels: list[str] = []
        self.is_accessible = True
        self.prefixes: set[str] = set()
        # The parent tree: the elements of each page by content number, and the element of each annotation.
        self.parent_tree: list[tuple[int, Object]] = []
        self.contents_of: dict[int, Object] = {}
        self.next_parent = 0
        self.role_map: dict[str, Object] = {}
        self.class_map: dict[str, Object] = {}
        self.id_nodes: list[tuple[str, Object]] = []
        self.links: list[tuple[Object, str]] = []
        self.layers: list[Object] = []
        self.layers_off: list[Object] = []
        self.document = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document))
        self.fonts: list[StampFont] = [stamp_font(path) for path in _font_paths()]
        self.font_objects = [font.into(self.pdf) for font in self.fonts]
        self.opening = self.pdf.make_stream(b"q\n")

    def close(self) -> None:
        for source in self.sources:
            source.close()
        self.pdf.close()

    # --- Parts --------------------------------------------------------------------------------------

    def add(self, part: Part) -> None:
        """Take over one part's pages and its structure, and the blank page after it."""
        source = pikepdf.open(io.BytesIO(part.content) if isinstance(part.content, bytes) else part.content)
        self.sources.append(source)
        first = len(self.pdf.pages)
        pages = len(source.pages)
        blanks = self._blanks(part, pages)
        is_ours = "/PortalSection" in source.Root
        prefix = str(source.Root.PortalSection) if is_ours else ""
        is_prepared = is_ours and prefix not in self.prefixes
        self.prefixes.add(prefix)
        self.is_accessible &= is_ours if part.is_accessible is None else part.is_accessible
        if not is_prepared:
            _make_ready(source, f"p{len(self.joined):04d}")
        targets = _take_out_targets(source)
        self.pdf.pages.extend(source.pages)
        own = [self.pdf.pages[first + index].obj for index in range(pages)]
        element = self._take_over_structure(source, part, own)
        self._shift(own, targets)
        self._take_over_layers(source)
        self.joined[part.key] = _Joined(part, first, pages, element)
        self.labels += self._labels(part, first, pages)
        for left in reversed(range(blanks)):
            self._add_blank(part, element, own[-1], number=(part.last_number or 0) - left)

    def _blanks(self, part: Part, pages: int) -> int:
        """Count the blank pages that follow, so that the next part starts on a right-hand page."""
        if part.first_number is None or part.last_number is None:
            return pages % 2 if any(other.first_number is not None for other in self.parts) else 0
        numbers = part.last_number - part.first_number + 1
        if part.is_slip:
            if pages != 1:
                raise ValueError("A slip has one page.")
            return 1
        if pages > numbers or (numbers - pages > 1 and not part.may_be_shorter):
            raise ValueError(
                f"{pages} pages do not fit the numbers {part.first_number} to {part.last_number}."
            )
        return numbers - pages

    def _labels(self, part: Part, first: int, pages: int) -> list[str]:
        if part.first_number is None:
            return [_roman(first + index + 1) for index in range(pages)]
        if part.is_slip:
            return [_range(part)]
        return [str(part.first_number + index) for index in range(pages)]

    def _take_over_structure(self, source: Pdf, part: Part, pages: Sequence[Object]) -> Object:
        """Hang the part's own tree under the one Document."""
        element = Dictionary(Type=Name.StructElem, S=Name.Part, T=String(part.title), P=self.document)
        if "/StructTreeRoot" not in source.Root:
            self.is_accessible = False
            for page in pages:
                _drop(page, "/StructParents")
            element.K = Array([])
            return self.pdf.make_indirect(element)
        root = source.Root.StructTreeRoot
        copied = self.pdf.copy_foreign(_carrier(source, root))
        kids = [kid for kid in copied.K if isinstance(kid, Dictionary)]
        if len(kids) == 1 and kids[0].get("/S") == Name.Document:
            # The part's own Document becomes its Part, so that its children keep their parent.
            taken = kids[0]
            for key, value in element.items():
                taken[key] = value
            if "/K" not in taken:
                taken.K = Array([])
            elif not isinstance(taken.K, Array):
                taken.K = Array([taken.K])
        else:
            element.K = Array(kids)
            taken = self.pdf.make_indirect(element)
            for kid in kids:
                kid.P = taken
        for number, value in zip(copied.Keys.as_list(), copied.Values.as_list(), strict=True):
            self._enter(self.next_parent + int(number), value)
        for role, meaning in copied.RoleMap.items():
            self.role_map.setdefault(role, meaning)
        for style, attributes in copied.ClassMap.items():
            self.class_map.setdefault(style, attributes)
        if len(copied.IDs):
            node = self.pdf.make_indirect(
                Dictionary(Names=copied.IDs, Limits=Array([copied.IDs[0], copied.IDs[len(copied.IDs) - 2]]))
            )
            self.id_nodes.append((str(copied.IDs[0]), node))
        return taken

    def _shift(self, pages: Sequence[Object], targets: Sequence[tuple[int, int, str | int]]) -> None:
        """Number the keys of the parent tree on, and give links their pages again."""
        base = highest = self.next_parent
        for page in pages:
            if "/StructParents" in page:
                page.StructParents = base + int(page.StructParents)
                highest = max(highest, int(page.StructParents) + 1)
            for annotation in page.get("/Annots", ()):
                if "/StructParent" in annotation:
                    annotation.StructParent = base + int(annotation.StructParent)
                    highest = max(highest, int(annotation.StructParent) + 1)
        if self.parent_tree:
            highest = max(highest, self.parent_tree[-1][0] + 1)
        self.next_parent = highest
        for page_index, annotation_index, target in targets:
            annotation = pages[page_index].Annots[annotation_index]
            if isinstance(target, int):
                annotation.Dest[0] = pages[target]
            else:
                self.links.append((annotation, target))

    def _take_over_layers(self, source: Pdf) -> None:
        """Keep hidden layers hidden: without its list every layer of an upload would be shown."""
        layers = source.Root.get("/OCProperties")
        if layers is None or not len(layers.get("/OCGs", ())):
            return
        shown = layers.get("/D", Dictionary())
        off = list(shown.get("/OFF", ()))
        if shown.get("/BaseState") == Name.OFF:
            on = {layer.objgen for layer in shown.get("/ON", ())}
            off = [layer for layer in layers.OCGs if layer.objgen not in on]
        carried = self.pdf.copy_foreign(source.make_indirect(Dictionary(All=layers.OCGs, Off=Array(off))))
        self.layers += list(carried.All)
        self.layers_off += list(carried.Off)

    def _add_blank(self, part: Part, element: Object, neighbour: Object, *, number: int) -> None:
        """Add a page that says that it is blank, of the size of the page before it."""
        left, bottom, right, top = (float(value) for value in neighbour.MediaBox)
        font, size = self.fonts[1], 11
        across = (right - left - font.width(BLANK_WORDS, size)) / 2
        up = (top - bottom) * 0.55
        words = b"/P <</MCID 0>> BDC\nBT %s %s %d Tf %.2f %.2f Td %s Tj ET\nEMC\n" % (
            INK, bytes(_FONT_NAMES[1]), size, across, up, font.show(BLANK_WORDS),
        )  # fmt: skip
        page = self.pdf.add_blank_page(page_size=(right - left, top - bottom)).obj
        page.Contents = self.pdf.make_stream(words)
        page.Resources = Dictionary(Font=Dictionary({str(_FONT_NAMES[1]): self.font_objects[1]}))
        page.StructParents = self.next_parent
        paragraph = self.pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.P, P=element, Pg=page, K=Array([0]))
        )
        element.K.append(paragraph)
        self._know(page, Array([paragraph]))
        if part.first_number is None:
            self.labels.append(_roman(len(self.pdf.pages)))
        else:
            self.labels.append(_range(part) if part.is_slip else str(number))

    def _know(self, page_or_annotation: Object, value: Object) -> None:
        self._enter(self.next_parent, value)
        self.next_parent += 1

    def _enter(self, key: int, value: Object) -> None:
        self.parent_tree.append((key, value))
        self.contents_of[key] = value

    # --- Links and stamps ---------------------------------------------------------------------------

    def _page(self, key: str) -> Object:
        if key not in self.joined:
            raise UnknownPart(f"No part of the pack has the key {key!r}.")
        return self.pdf.pages[self.joined[key].first_page].obj

    def lead_links(self) -> None:
        """Lead the front sheet's links to the parts that they name."""
        for annotation, key in self.links:
            annotation.Dest = Array([self._page(key), Name.Fit])
            part = self.joined[key].part
            if part.first_number is not None and part.last_number is not None:
                annotation.Contents = String(f"Go to page {part.first_number}" if not part.is_slip else
                    f"Go to {numbers_in_words(part.first_number, part.last_number).lower()}")  # fmt: skip
            else:
                annotation.Contents = String("Go to the agenda")

    @cached_property
    def agenda(self) -> Object | None:
        """The first page of the front sheet, where there is one."""
        for joined in self.joined.values():
            if joined.part.first_number is None:
                return self.pdf.pages[joined.first_page].obj
        return None

    def stamp(self, on_progress: Callable[[], None]) -> None:
        """Set the number, the marking and the way back on each page, outside what the page itself says."""
        pages = [page.obj for page in self.pdf.pages]
        for joined in self.joined.values():
            part = joined.part
            end = min(
                (other.first_page for other in self.joined.values() if other.first_page > joined.first_page),
                default=len(pages),
            )
            on_progress()
            for index in range(joined.first_page, end):
                number = ""
                if part.first_number is not None and part.last_number is not None:
                    number = (
                        (
                            ""
                            if index > joined.first_page
                            else numbers_in_words(part.first_number, part.last_number)
                        )
                        if part.is_slip
                        else f"Page {part.first_number + index - joined.first_page}"
                    )
                is_first = index == joined.first_page and part.first_number is not None
                self._stamp_page(pages[index], number, part.marking, joined.element if is_first else None)

    def _stamp_page(self, page: Object, number: str, marking: str, element: Object | None) -> None:
        left, bottom, right, top = (float(value) for value in page.MediaBox)
        bold = self.fonts[0]
        pieces = [b"\nQ\n"]
        if number:
            pieces += self._artifact(
                b"Footer", number, right - SIDE - bold.width(number, 11), bottom + FOOT, 11
            )
        if marking:
            across = (left + right - bold.width(marking, 11)) / 2
            pieces += self._artifact(b"Header", marking, across, top - HEAD, 11)
        if element is not None and self.agenda is not None:
            pieces += self._way_back(page, element, right - SIDE, top - HEAD)
        if len(pieces) == 1:
            return
        self._give_fonts(page)
        own = page.get("/Contents", Array([]))
        closing = self.pdf.make_stream(b"".join(pieces))
        page.Contents = Array([self.opening, *(own if isinstance(own, Array) else [own]), closing])

    def _artifact(self, kind: bytes, words: str, across: float, up: float, size: float) -> list[bytes]:
        return [
            b"/Artifact <</Type /Pagination /Subtype /%s>> BDC\nq %s BT %s %g Tf %.2f %.2f Td %s Tj ET Q\nEMC\n"
            % (kind, INK, bytes(_FONT_NAMES[0]), size, across, up, self.fonts[0].show(words))
        ]

    def _way_back(self, page: Object, element: Object, right: float, up: float) -> list[bytes]:
        """A link in the head strip, tagged: its words, and the annotation that does the work."""
        font, size = self.fonts[1], 9
        width = font.width(BACK_WORDS, size)
        if "/StructParents" not in page:
            page.StructParents = self.next_parent
            self._know(page, Array([]))
        contents = self.contents_of[int(page.StructParents)]
        content_number = len(contents)
        annotation = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Link, Rect=Array([right - width - 2, up - 4, right + 2, up + size + 2]),
                Border=Array([0, 0, 0]), F=4, Contents=String(BACK_WORDS), StructParent=self.next_parent,
                Dest=Array([self.agenda, Name.Fit]),
            )
        )  # fmt: skip
        link = self.pdf.make_indirect(
            Dictionary(
                Type=Name.StructElem, S=Name.Link, P=element, Pg=page,
                K=Array([content_number, Dictionary(Type=Name.OBJR, Obj=annotation, Pg=page)]),
            )
        )  # fmt: skip
        contents.append(link)
        self._know(annotation, link)
        element.K.insert(0, link)
        page.Annots = Array([*page.get("/Annots", ()), annotation])
        page.Tabs = Name.S
        return [
            b"/Link <</MCID %d>> BDC\nq %s BT %s %d Tf %.2f %.2f Td %s Tj ET\n%.2f %.2f %.2f 0.5 re f Q\nEMC\n"
            % (
                content_number, LINK_INK, bytes(_FONT_NAMES[1]), size, right - width, up, font.show(BACK_WORDS),
                right - width, up - 1.6, width,
            )
        ]  # fmt: skip

    def _give_fonts(self, page: Object) -> None:
        if "/Resources" not in page:
            page.Resources = Dictionary()
        resources = page.Resources
        if "/Font" not in resources:
            resources.Font = Dictionary()
        for name, font in zip(_FONT_NAMES, self.font_objects, strict=True):
            if resources.Font.get(name) != font:
                resources.Font[name] = font

    # --- The document -------------------------------------------------------------------------------

    def finish_structure(self) -> None:
        """Write the one structure tree."""
        pdf = self.pdf
        self.document.K = Array([joined.element for joined in self.joined.values()])
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([self.document])))
        self.document.P = root
        leaves = []
        entries = sorted(self.parent_tree, key=lambda entry: entry[0])
        for start in range(0, len(entries), 64):
            some = entries[start : start + 64]
            nums = Array([item for entry in some for item in entry])
            leaves.append(pdf.make_indirect(Dictionary(Nums=nums, Limits=Array([some[0][0], some[-1][0]]))))
        root.ParentTree = pdf.make_indirect(Dictionary(Kids=Array(leaves)))
        root.ParentTreeNextKey = self.next_parent
        if self.role_map:
            root.RoleMap = Dictionary(self.role_map)
        if self.class_map:
            root.ClassMap = Dictionary(self.class_map)
        if self.id_nodes:
            root.IDTree = Dictionary(
                Kids=Array([node for _, node in sorted(self.id_nodes, key=lambda node: node[0])])
            )
        pdf.Root.StructTreeRoot = root
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        if self.layers:
            pdf.Root.OCProperties = Dictionary(
                OCGs=Array(self.layers),
                D=Dictionary(Name="Layers", OFF=Array(self.layers_off), Order=Array([])),
            )

    def outline(self, bookmarks: Sequence[Bookmark]) -> None:
        """Write the bookmarks."""
        if not bookmarks:
            return
        outlines = self.pdf.make_indirect(Dictionary(Type=Name.Outlines))
        outlines.Count = self._outline_below(outlines, bookmarks)
        self.pdf.Root.Outlines = outlines
        self.pdf.Root.PageMode = Name.UseOutlines

    def _outline_below(self, parent: Object, bookmarks: Sequence[Bookmark]) -> int:
        entries = []
        count = len(bookmarks)
        for bookmark in bookmarks:
            page = self.agenda if bookmark.part_key is None else self._page(bookmark.part_key)
            entry = self.pdf.make_indirect(Dictionary(Title=String(bookmark.title), Parent=parent))
            if page is not None:
                entry.Dest = Array([page, Name.Fit])
            if bookmark.children:
                below = self._outline_below(entry, bookmark.children)
                entry.Count = below
                count += below
            entries.append(entry)
        for before, after in zip(entries, entries[1:], strict=False):
            before.Next = after
            after.Prev = before
        parent.First, parent.Last = entries[0], entries[-1]
        return count

    def describe(self, *, title: str, author: str, subject: str, created_at: datetime) -> None:
        """Write the page labels, the properties and the metadata."""
        root = self.pdf.Root
        root.Lang = String("en-GB")
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        nums: list[Any] = []
        for joined in self.joined.values():
            part = joined.part
            if part.first_number is None:
                label = Dictionary(S=Name.r, St=joined.first_page + 1)
            elif part.is_slip:
                label = Dictionary(P=String(_range(part)))
            else:
                label = Dictionary(S=Name.D, St=part.first_number)
            nums += [joined.first_page, label]
        root.PageLabels = Dictionary(Nums=Array(nums))
        at = created_at.astimezone(UTC)
        written = at.strftime("D:%Y%m%d%H%M%S+00'00'")
        self.pdf.docinfo = self.pdf.make_indirect(
            Dictionary(
                Title=String(title), Author=String(author), Subject=String(subject), Creator=String("CSP portal"),
                Producer=String("CSP portal"), CreationDate=String(written), ModDate=String(written),
            )
        )  # fmt: skip
        metadata = self.pdf.make_stream(
            _metadata(title, author, subject, at.strftime("%Y-%m-%dT%H:%M:%SZ"), is_pdf_ua=self.is_accessible)
        )
        metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
        root.Metadata = metadata

    def save(self, output: Path, on_progress: Callable[[], None]) -> Assembled:
        """Write the file whole, or not at all."""
        unfinished = output.with_name(output.name + ".part")
        self.pdf.save(
            unfinished,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            force_version="1.7",
            progress=lambda percent: on_progress(),
        )
        with unfinished.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.replace(unfinished, output)
        return Assembled(
            pages=len(self.pdf.pages),
            sha256=digest,
            is_pdf_ua=self.is_accessible,
            labels=tuple(self.labels),
            first_pages={key: joined.first_page for key, joined in self.joined.items()},
        )


def _font_paths() -> Iterator[Path]:
    for name, fallback in zip(_FONT_FILES, _FALLBACK_FONTS, strict=True):
        found = finders.find(name)
        yield Path(found) if isinstance(found, str) else fallback


def _range(part: Part) -> str:
    return (
        str(part.first_number)
        if part.first_number == part.last_number
        else f"{part.first_number}-{part.last_number}"
    )


def _roman(number: int) -> str:
    words = ""
    for value, letters in ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):  # fmt: skip
        words += letters * (number // value)
        number %= value
    return words


def _carrier(source: Pdf, root: Object) -> Object:
    """All of a part's structure in one object, so that one copy brings it over with its references whole."""
    entries = sorted(NumberTree(root.ParentTree).items()) if "/ParentTree" in root else []
    kids = root.get("/K", Array([]))
    ids = root.get("/IDTree", Dictionary()).get("/Names", Array([]))
    return source.make_indirect(
        Dictionary(
            K=kids if isinstance(kids, Array) else Array([kids]),
            Keys=Array([key for key, _ in entries]),
            Values=Array([value for _, value in entries]),
            RoleMap=root.get("/RoleMap", Dictionary()),
            ClassMap=root.get("/ClassMap", Dictionary()),
            IDs=ids,
        )
    )


# --- Parts that we did not typeset ------------------------------------------------------------------


def _make_ready(source: Pdf, prefix: str) -> None:
    """Bring a foreign file to the state in which ours leave the typesetter."""
    _explicit_destinations(source)
    for page in source.pages:
        _drop(page.obj, *_PAGE_LUGGAGE)
        _balance(source, page)
        for annotation in page.obj.get("/Annots", ()):
            _disarm(annotation)
    if "/StructTreeRoot" in source.Root:
        _own_names(source, source.Root.StructTreeRoot, prefix)


def _drop(item: Object, *keys: str) -> None:
    for key in keys:
        if key in item:
            del item[key]


def _balance(source: Pdf, page: pikepdf.Page) -> None:
    """Close what the page opened, so that the stamps stand where they belong."""
    depth = lowest = 0
    for instruction in pikepdf.parse_content_stream(page, "q Q"):
        depth += 1 if str(instruction.operator) == "q" else -1
        lowest = min(lowest, depth)
    if lowest < 0:
        page.contents_add(b"q\n" * -lowest, prepend=True)
    if depth - lowest > 0:
        page.contents_add(b"\n" + b"Q\n" * (depth - lowest))


def _disarm(annotation: Object) -> None:
    """Take away whatever an annotation could do; what can be seen stays."""
    _drop(annotation, *_ACTIVE_KEYS)
    action = annotation.get("/A")
    if action is not None:
        _drop(action, "/Next")
        is_web = action.get("/S") == Name.URI and re.match(
            r"(?i)https?:|mailto:", str(action.get("/URI", ""))
        )
        if not is_web or annotation.get("/Subtype") != Name.Link:
            del annotation["/A"]
    if annotation.get("/Subtype") == Name.Widget:
        # A field without its form is not shown everywhere; as a stamp it looks as it was filled in.
        annotation.Subtype = Name.Stamp
        _drop(
            annotation,
            "/Dest",
            "/Parent",
            "/Kids",
            "/FT",
            "/Ff",
            "/T",
            "/TU",
            "/TM",
            "/V",
            "/DV",
            "/DA",
            "/Opt",
            "/MaxLen",
        )


def _explicit_destinations(source: Pdf) -> None:
    """Names of destinations would be lost or collide in the join, so each link says its page itself."""
    named: dict[str, Object] = {}
    if "/Dests" in source.Root:
        named.update({str(name)[1:]: value for name, value in source.Root.Dests.items()})
    if "/Names" in source.Root and "/Dests" in source.Root.Names:
        named.update({str(name): value for name, value in pikepdf.NameTree(source.Root.Names.Dests).items()})
    for page in source.pages:
        for annotation in page.obj.get("/Annots", ()):
            target = annotation.get("/Dest")
            action = annotation.get("/A")
            if target is None and action is not None and action.get("/S") == Name.GoTo:
                target = action.get("/D")
                del annotation["/A"]
            if target is None:
                continue
            if isinstance(target, String | Name):
                target = named.get(str(target).lstrip("/") if isinstance(target, Name) else str(target))
            if isinstance(target, Dictionary):
                target = target.get("/D")
            if isinstance(target, Array) and len(target):
                annotation.Dest = target
            else:
                _drop(annotation, "/Dest")


def _own_names(source: Pdf, root: Object, prefix: str) -> None:
    """Keep a file's element identifiers, roles and classes apart from those of every other part."""
    roles = {str(role): Name(f"/{prefix}{str(role)[1:]}") for role in root.get("/RoleMap", ())}
    classes = {str(name): Name(f"/{prefix}{str(name)[1:]}") for name in root.get("/ClassMap", ())}
    if roles:
        root.RoleMap = Dictionary(
            {str(roles[role]): roles.get(str(meaning), meaning) for role, meaning in root.RoleMap.items()}
        )
    if classes:
        root.ClassMap = Dictionary({str(classes[name]): value for name, value in root.ClassMap.items()})
    identified: list[tuple[bytes, Object]] = []
    seen: set[tuple[int, int]] = set()
    kids = root.get("/K", Array([]))
    waiting = list(kids) if isinstance(kids, Array) else [kids]
    while waiting:
        element = waiting.pop()
        if not isinstance(element, Dictionary) or "/S" not in element or element.objgen in seen:
            continue
        if element.is_indirect:
            seen.add(element.objgen)
        role = str(element.S)
        if role in roles:
            element.S = roles[role]
        if "/C" in element:
            names = element.C if isinstance(element.C, Array) else Array([element.C])
            element.C = Array(
                [classes.get(str(name), name) if isinstance(name, Name) else name for name in names]
            )
        if "/ID" in element:
            element.ID = String(prefix.encode() + b"-" + bytes(element.ID))
            if element.is_indirect:
                identified.append((bytes(element.ID), element))
        _own_headers(element, prefix)
        # Structure destinations, references and attached files would bring the whole file along.
        _drop(element, "/Ref", "/AF", "/NS")
        below = element.get("/K")
        if below is not None:
            waiting.extend(below if isinstance(below, Array) else [below])
    if identified:
        names = Array([])
        for name, element in sorted(identified, key=lambda item: item[0]):
            names.append(String(name))
            names.append(element)
        root.IDTree = Dictionary(Names=names)
    else:
        _drop(root, "/IDTree")


def _own_headers(element: Object, prefix: str) -> None:
    attributes = element.get("/A")
    if attributes is None:
        return
    for one in attributes if isinstance(attributes, Array) else [attributes]:
        if isinstance(one, Dictionary) and "/Headers" in one:
            one.Headers = Array([String(prefix.encode() + b"-" + bytes(header)) for header in one.Headers])


def _take_out_targets(source: Pdf) -> list[tuple[int, int, str | int]]:
    """
    Note where each link leads and take its page out of it: a page that is named before it is copied is lost.

    Gives page, annotation, and the page within the part or the key of another part.
    """
    targets: list[tuple[int, int, str | int]] = []
    index_of: dict[tuple[int, int], int] = {}
    for page_index, page in enumerate(source.pages):
        annotations = page.obj.get("/Annots")
        if annotations is None:
            continue
        for annotation_index, annotation in enumerate(annotations):
            if "/Dest" in annotation:
                index_of = index_of or {other.obj.objgen: index for index, other in enumerate(source.pages)}
                place = annotation.Dest
                target = index_of.get(place[0].objgen) if isinstance(place, Array) and len(place) else None
                if target is None:
                    del annotation["/Dest"]
                else:
                    annotation.Dest = Array([target, *list(place)[1:]])
                    targets.append((page_index, annotation_index, target))
            elif "/A" in annotation and str(annotation.A.get("/URI", "")).startswith(LINK_TO_PART):
                targets.append((page_index, annotation_index, str(annotation.A.URI)[len(LINK_TO_PART) :]))
                del annotation["/A"]
    return targets


def _metadata(title: str, author: str, subject: str, at: str, *, is_pdf_ua: bool) -> bytes:
    claim = "<pdfuaid:part>1</pdfuaid:part>" if is_pdf_ua else ""
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{escape(subject)}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>CSP portal</xmp:CreatorTool><xmp:CreateDate>{at}</xmp:CreateDate><xmp:ModifyDate>{at}</xmp:ModifyDate>
<pdf:Producer>CSP portal</pdf:Producer>{claim}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>""".encode()
