"""
Joining the parts of a pack into one document, as accessible as its parts.

The parts' structure trees are merged: the entries of their parent trees are numbered on, identifiers are kept
apart, and each part hangs under the one Document as a Part with its title.
"""

import hashlib
import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf
from django.contrib.staticfiles import finders
from pikepdf import Array, Dictionary, Name, NumberTree, Object, Pdf, String

from .foreign import drop, make_ready, take_out_targets
from .metadata import xmp
from .parts import Assembled, Bookmark, Part, UnknownPart, numbers_as_label, numbers_in_words, roman
from .stamp import StampFont, stamp_font

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
            make_ready(source, f"p{len(self.joined):04d}")
        targets = take_out_targets(source)
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
            return [roman(first + index + 1) for index in range(pages)]
        if part.is_slip:
            return [numbers_as_label(part)]
        return [str(part.first_number + index) for index in range(pages)]

    def _take_over_structure(self, source: Pdf, part: Part, pages: Sequence[Object]) -> Object:
        """Hang the part's own tree under the one Document."""
        element = Dictionary(Type=Name.StructElem, S=Name.Part, T=String(part.title), P=self.document)
        if "/StructTreeRoot" not in source.Root:
            self.is_accessible = False
            for page in pages:
                drop(page, "/StructParents")
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
            self.labels.append(roman(len(self.pdf.pages)))
        else:
            self.labels.append(numbers_as_label(part) if part.is_slip else str(number))

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
                label = Dictionary(P=String(numbers_as_label(part)))
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
            xmp(title, author, subject, at.strftime("%Y-%m-%dT%H:%M:%SZ"), is_pdf_ua=self.is_accessible)
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
