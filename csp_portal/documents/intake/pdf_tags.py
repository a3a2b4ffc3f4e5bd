"""The structure tree: kept and put in order when it fits its pages, made anew as a minimal one when not."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from csp_portal.documents.intake.outcome import Findings
from csp_portal.documents.intake.pdf_cleaning import PageParts
from csp_portal.documents.intake.pdf_content import spelt

STANDARD = frozenset(
    """
    /Document /Part /Art /Sect /Div /BlockQuote /Caption /TOC /TOCI /Index /NonStruct /Private /P /H /H1 /H2 /H3
    /H4 /H5 /H6 /L /LI /Lbl /LBody /Table /TR /TH /TD /THead /TBody /TFoot /Span /Quote /Note /Reference
    /BibEntry /Code /Link /Annot /Ruby /RB /RT /RP /Warichu /WT /WP /Figure /Formula /Form
    """.split()
)
KEPT_ON_ELEMENT = frozenset(
    "/Type /S /P /K /Pg /A /C /R /T /Lang /Alt /E /ActualText /ID /Phoneme /PhoneticAlphabet".split()
)
MOST_ELEMENTS = 2_000_000
PageMark = tuple[tuple[int, int], int]


@dataclass
class Element:
    """A structure element with its kids: elements, marks (page or form, number) and annotations (object ids)."""

    body: Any
    kids: list["Element | Mark | Held"] = field(default_factory=list)


@dataclass(frozen=True)
class Mark:
    page: Any
    number: int
    form: Any = None

    @property
    def place(self) -> PageMark:
        holder = self.form if self.form is not None else self.page
        return (holder.objgen, self.number)


@dataclass(frozen=True)
class Held:
    annotation: tuple[int, int]


class Contradiction(Exception):
    """Raised when a structure tree does not fit the pages of its file."""


class Tree:
    """The tree of one file, read before cleaning and written at the end."""

    def __init__(self, pdf: pikepdf.Pdf, root: Element, roles: dict[str, str]) -> None:
        self.pdf = pdf
        self.root = root
        self.roles = roles

    # --- Reading -----------------------------------------------------------------------------------

    @classmethod
    def of(cls, pdf: pikepdf.Pdf) -> "Tree | None":
        """
        Read the tree of a tagged file; None when it has none worth the name.

        :raises Contradiction: if the tree loops or is not one
        """
        top = pdf.Root.get("/StructTreeRoot")
        if not isinstance(top, Dictionary):
            return None
        pages = {page.obj.objgen for page in pdf.pages}
        root = Element(None)
        # Each entry: what to read, under which element, on which page by inheritance.
        waiting: list[tuple[Any, Element, Any]] = [(top.get("/K"), root, None)]
        seen: set[tuple[int, int]] = set()
        marks = 0
        while waiting:
            kid, parent, page = waiting.pop()
            if isinstance(kid, Array):
                waiting.extend((item, parent, page) for item in reversed(list(kid)))
            elif isinstance(kid, int) and not isinstance(kid, bool):
                if page is not None and parent is not root:
                    parent.kids.append(Mark(page, int(kid)))
                    marks += 1
            elif isinstance(kid, Dictionary):
                own_page = kid.get("/Pg")
                if isinstance(own_page, Dictionary) and own_page.objgen in pages:
                    page = own_page
                elif own_page is not None:
                    page = None
                kind = str(kid.get("/Type", ""))
                if kind == "/MCR" or "/MCID" in kid:
                    marks += _read_mark(kid, parent, page)
                elif kind == "/OBJR" or "/Obj" in kid:
                    held = kid.get("/Obj")
                    if isinstance(held, Dictionary) and held.is_indirect:
                        parent.kids.append(Held(held.objgen))
                elif isinstance(kid.get("/S"), Name):
                    if kid.is_indirect:
                        if kid.objgen in seen:
                            raise Contradiction
                        seen.add(kid.objgen)
                    else:
                        kid = pdf.make_indirect(kid)
                    if len(seen) > MOST_ELEMENTS:
                        raise Contradiction
                    element = Element(kid)
                    parent.kids.append(element)
                    waiting.append((kid.get("/K"), element, page))
        if not marks:
            return None
        roles = top.get("/RoleMap")
        named = (
            {key: spelt(value) for key, value in roles.items() if isinstance(value, Name)}
            if isinstance(roles, Dictionary)
            else {}
        )
        return cls(pdf, root, named)

    def elements(self) -> Iterator[Element]:
        """Go through all elements in reading order, the nameless root first."""
        waiting = [self.root]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(kid for kid in reversed(element.kids) if isinstance(kid, Element))

    # --- Agreeing with the pages ---------------------------------------------------------------------

    def agree(self, parts: list[PageParts]) -> None:
        """
        Drop kids that are not on the pages.

        :raises Contradiction: if the pages have marks that the tree does not know, or marks twice
        """
        on_pages: set[PageMark] = set()
        for page, part in zip(self.pdf.pages, parts, strict=True):
            if part.has_marks_twice:
                raise Contradiction
            on_pages.update((page.obj.objgen, number) for number in part.mcids)
        links = {link.annotation.objgen for part in parts for link in part.links}
        drawn = {overlay.annotation for part in parts for overlay in part.overlays}
        met: set[PageMark] = set()
        held: set[tuple[int, int]] = set()
        for element in self.elements():
            kids: list[Element | Mark | Held] = []
            for kid in element.kids:
                if isinstance(kid, Mark):
                    if kid.place in met:
                        raise Contradiction
                    if kid.form is None and kid.place not in on_pages:
                        continue
                    met.add(kid.place)
                elif isinstance(kid, Held):
                    if kid.annotation in held or kid.annotation not in links | drawn:
                        continue
                    held.add(kid.annotation)
                kids.append(kid)
            element.kids = kids
        if on_pages - met:
            raise Contradiction

    # --- Adding --------------------------------------------------------------------------------------

    def new(self, kind: str, parent: Element, **keys: Any) -> Element:
        body = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(kind), **keys))
        element = Element(body)
        parent.kids.append(element)
        return element

    def document(self) -> Element:
        """Give the one Document element that holds everything."""
        tops = [kid for kid in self.root.kids if isinstance(kid, Element)]
        if len(tops) == 1 and self.role(spelt(tops[0].body.S)) == "/Document":
            return tops[0]
        kids, self.root.kids = tops, []
        document = self.new("/Document", self.root)
        document.kids.extend(kids)
        return document

    def role(self, kind: str) -> str:
        """Give the standard type that a type stands for, or an empty string."""
        for _ in range(20):
            if kind in STANDARD:
                return kind
            kind = self.roles.get(kind, "")
        return ""

    # --- Writing -------------------------------------------------------------------------------------

    def write(self, parts: list[PageParts], *, title: str, findings: Findings) -> None:
        """Write the tree with parent tree, role map and identifiers made anew."""
        pdf, document = self.pdf, self.document()
        top = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        self._describe_figures(document, numbers, title=title, findings=findings)
        self._complete_roles()
        link_pages = {
            link.annotation.objgen: page.obj
            for page, part in zip(pdf.pages, parts, strict=True)
            for link in part.links
        }
        owners: dict[tuple[int, int], dict[int, Any]] = {}
        forms: dict[tuple[int, int], Any] = {}
        holders: dict[tuple[int, int], Any] = {}
        identities: dict[bytes, Any] = {}
        for element in self.elements():
            for kid in element.kids:
                if isinstance(kid, Element):
                    kid.body.P = top if element is self.root else element.body
                elif isinstance(kid, Mark):
                    owners.setdefault(kid.place[0], {})[kid.number] = element.body
                    if kid.form is not None:
                        forms[kid.form.objgen] = kid.form
                else:
                    holders[kid.annotation] = element.body
            if element is not self.root:
                self._write_element(element, link_pages, identities)
        top.K = document.body
        self._write_parent_tree(top, parts, owners, forms, holders)
        used = {spelt(element.body.S) for element in self.elements() if element is not self.root}
        roles = {kind: self.role(kind) for kind in sorted(used - STANDARD)}
        if roles:
            top.RoleMap = Dictionary({kind: Name(standard) for kind, standard in roles.items()})
        old = pdf.Root.get("/StructTreeRoot")
        if isinstance(old, Dictionary) and isinstance(old.get("/ClassMap"), Dictionary):
            top.ClassMap = old.ClassMap
        if identities:
            pairs = [item for name in sorted(identities) for item in (String(name), identities[name])]
            top.IDTree = pdf.make_indirect(
                Dictionary(
                    Kids=Array(
                        [
                            pdf.make_indirect(
                                Dictionary(Names=Array(pairs), Limits=Array([pairs[0], pairs[-2]]))
                            )
                        ]
                    )
                )
            )
        pdf.Root.StructTreeRoot = top
        pdf.Root.MarkInfo = Dictionary(Marked=True)

    def _write_element(
        self, element: Element, link_pages: dict[tuple[int, int], Any], identities: dict[bytes, Any]
    ) -> None:
        body = element.body
        for key in list(body.keys()):
            if key not in KEPT_ON_ELEMENT:
                del body[key]
        body.Type = Name.StructElem
        pages = [kid.page for kid in element.kids if isinstance(kid, Mark)]
        own = pages[0] if pages else None
        if own is not None:
            body.Pg = own
        elif "/Pg" in body:
            del body["/Pg"]
        kids: list[Any] = []
        for kid in element.kids:
            if isinstance(kid, Element):
                kids.append(kid.body)
            elif isinstance(kid, Mark):
                if kid.form is None and own is not None and kid.page.objgen == own.objgen:
                    kids.append(kid.number)
                else:
                    reference = Dictionary(Type=Name.MCR, Pg=kid.page, MCID=kid.number)
                    if kid.form is not None:
                        reference.Stm = kid.form
                    kids.append(reference)
            else:
                page = link_pages.get(kid.annotation)
                if page is not None:
                    kids.append(Dictionary(Type=Name.OBJR, Pg=page, Obj=self.pdf.get_object(kid.annotation)))
        if kids:
            body.K = Array(kids)
        elif "/K" in body:
            del body["/K"]
        identity = body.get("/ID")
        if identity is None and self.role(str(body.S)) == "/Note":
            body.ID = identity = String(f"note-{len(identities) + 1}")
        if isinstance(identity, String | str | bytes):
            name = bytes(String(identity)) if isinstance(identity, str) else bytes(identity)
            if name in identities or not name:
                del body["/ID"]
            else:
                identities[name] = body
        elif "/ID" in body:
            del body["/ID"]

    def _write_parent_tree(
        self,
        top: Any,
        parts: list[PageParts],
        owners: dict[tuple[int, int], dict[int, Any]],
        forms: dict[tuple[int, int], Any],
        holders: dict[tuple[int, int], Any],
    ) -> None:
        pdf = self.pdf
        entries: list[Any] = []
        key = 0
        for holder in [page.obj for page in pdf.pages] + list(forms.values()):
            marks = owners.get(holder.objgen)
            if marks is None:
                if "/StructParents" in holder:
                    del holder["/StructParents"]
                continue
            row = [marks.get(number) for number in range(max(marks) + 1)]
            entries += [key, pdf.make_indirect(Array(row))]
            holder.StructParents = key
            key += 1
        for part in parts:
            for link in part.links:
                entries += [key, holders[link.annotation.objgen]]
                link.annotation.StructParent = key
                key += 1
        top.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(entries)))
        top.ParentTreeNextKey = key

    def _describe_figures(
        self, document: Element, numbers: dict[tuple[int, int], int], *, title: str, findings: Findings
    ) -> None:
        for element in self.elements():
            if element is self.root or self.role(spelt(element.body.S)) not in ("/Figure", "/Formula"):
                continue
            if _has_words(element.body.get("/Alt")) or _has_words(element.body.get("/ActualText")):
                continue
            page = next((kid.page for kid in element.kids if isinstance(kid, Mark)), None)
            number = numbers.get(page.objgen) if page is not None else None
            where = f"Picture on page {number} of {title}" if number else f"Picture in {title}"
            element.body.Alt = String(f"{where}, without a description.")
            if number:
                findings.add("no-description", page=number)

    def _complete_roles(self) -> None:
        """Types that lead to no standard one are mapped: a division when elements stand in it, else a paragraph."""
        holds_elements: dict[str, bool] = {}
        for element in self.elements():
            if element is not self.root:
                kind = spelt(element.body.S)
                holds = any(isinstance(kid, Element) for kid in element.kids)
                holds_elements[kind] = holds_elements.get(kind, False) or holds
        for kind, holds in holds_elements.items():
            if not self.role(kind):
                self.roles[kind] = _LATER_TYPES.get(kind, "/Div" if holds else "/P")


# Types of PDF 2.0, which PDF/UA-1 does not know.
_LATER_TYPES = {
    "/Strong": "/Span", "/Em": "/Span", "/Sub": "/Span", "/Title": "/P", "/FENote": "/Note", "/Aside": "/Div",
    "/DocumentFragment": "/Sect", "/Artifact": "/NonStruct",
}  # fmt: skip


def _read_mark(kid: Any, parent: Element, page: Any) -> int:
    number = kid.get("/MCID")
    form = kid.get("/Stm")
    if not isinstance(number, int) or page is None:
        return 0
    if isinstance(form, pikepdf.Stream):
        if isinstance(form.get("/StructParents"), int):
            parent.kids.append(Mark(page, int(number), form))
            return 1
        return 0
    parent.kids.append(Mark(page, int(number)))
    return 1


def _has_words(value: Any) -> bool:
    return isinstance(value, String | str) and bool(str(value).strip())
