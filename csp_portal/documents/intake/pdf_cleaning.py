"""Taking everything active, hidden or personal out of a PDF; what is left is drawn content and safe links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from csp_portal.documents.intake import pdf_content
from csp_portal.documents.intake.outcome import Findings, Unusable
from csp_portal.documents.intake.pdf_content import Layers, spelt

Matrix = tuple[float, float, float, float, float, float]

KEPT_IN_CATALOGUE = frozenset({"/Type", "/Pages", "/StructTreeRoot", "/MarkInfo", "/Lang"})
KEPT_ON_PAGE = frozenset(
    "/Type /Parent /Resources /MediaBox /CropBox /Rotate /UserUnit /Contents /Annots /Group".split()
)
KEPT_ABOVE_PAGES = frozenset({"/Type", "/Kids", "/Count", "/Parent"})
KEPT_RESOURCES = frozenset("/ExtGState /ColorSpace /Pattern /Shading /XObject /Font".split())
# Keys that act, point outside the file, or tell about its author, wherever they stand.
FORBIDDEN = frozenset(
    """
    /AA /OpenAction /JS /JavaScript /EmbeddedFiles /EF /RF /AF /XFA /PieceInfo /LastModified /Metadata /Thumb
    /OPI /Launch /Rendition /Renditions /RichMediaContent /RichMediaSettings /3DD /3DV /Movie /Sound /Collection
    /Perms /DSS /Legal /AcroForm /OCProperties /OC /Threads /SpiderInfo /IDS /URLS /AlternatePresentations
    /PresSteps /Alternates /Measure /PtData /SeparationInfo /Requirements /Extensions /B /Trans
    """.split()
)
# In these dictionaries the keys are names that the author chose.
NAMED = frozenset(
    """
    /Font /XObject /ExtGState /ColorSpace /Pattern /Shading /Properties /CharProcs /ClassMap /RoleMap /Colorants
    """.split()
)
_CONTAINERS = (Dictionary, Array, pikepdf.Stream)
# Kinds of action that do more than lead to a place or an address.
ACTIVE = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie",
          "/Sound", "/ResetForm", "/Hide", "/SetOCGState", "/GoTo3DView", "/Trans", "/RichMediaExecute"}  # fmt: skip
MEDIA = frozenset(
    {"/Sound", "/Movie", "/Screen", "/RichMedia", "/3D", "/PrinterMark", "/TrapNet", "/Projection"}
)
SILENT = frozenset({"/Popup", "/Watermark"})
SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f<>\"{}|\\^`]+", re.IGNORECASE)
HIDDEN_FLAGS = 0x02 | 0x20
LONGEST_LINK = 2000


@dataclass
class Overlay:
    """The drawn form of an annotation that becomes part of the page; `spoken` when it carries words."""

    form: Any
    matrix: Matrix
    annotation: tuple[int, int]
    spoken: bool


@dataclass
class Link:
    """A link that is kept; its target is an address, or a page with a point in that page's own units."""

    annotation: Any
    address: str = ""
    target: Any = None
    point: tuple[float | None, float | None] = (None, None)


@dataclass
class PageParts:
    """What cleaning found on one page, for the steps after it."""

    overlays: list[Overlay] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    mcids: set[int] = field(default_factory=set)
    added_mcids: list[int] = field(default_factory=list)
    has_marks_twice: bool = False


def dictionaries(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, bool]]:
    """Go through all that the catalogue reaches, saying of each whether its keys are names."""
    waiting: list[tuple[Any, bool]] = [(pdf.Root, False)]
    seen: set[tuple[int, int]] = set()
    while waiting:
        item, is_named = waiting.pop()
        if item.is_indirect:
            if item.objgen in seen:
                continue
            seen.add(item.objgen)
        if isinstance(item, Array):
            waiting.extend((value, False) for value in item if isinstance(value, _CONTAINERS))
            continue
        yield item, is_named
        waiting.extend(
            (value, key in NAMED and not is_named and not isinstance(value, Array | pikepdf.Stream))
            for key, value in item.items()
            if isinstance(value, _CONTAINERS)
        )


def note_what_acts(pdf: pikepdf.Pdf, findings: Findings) -> None:
    """Say what a file contains that will not survive, before it is taken out."""
    for item, is_named in dictionaries(pdf):
        if is_named:
            continue
        kind = spelt(item.get("/S", ""))
        if kind == "/JavaScript" or "/JS" in item:
            findings.add("had-javascript")
        elif kind in ACTIVE and "/Pg" not in item and "/P" not in item:
            findings.add("had-actions")
        if "/EF" in item or str(item.get("/Type", "")) == "/EmbeddedFile":
            findings.add("had-attachments")
        if (str(item.get("/FT", "")) == "/Sig" and "/V" in item) or (
            "/ByteRange" in item and "/Contents" in item
        ):
            findings.add("was-signed")


def draw_forms(pdf: pikepdf.Pdf) -> None:
    """Give form fields their appearance where only their value is stored."""
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, Dictionary):
        return
    undrawn = any(
        isinstance(item, Dictionary) and str(item.get("/Subtype", "")) == "/Widget" and "/AP" not in item
        for item in pdf.objects
    )
    if undrawn or form.get("/NeedAppearances") is True:
        form.NeedAppearances = True
        try:
            pdf.generate_appearance_streams()
        except (pikepdf.PdfError, ValueError, TypeError):
            return  # fields of a kind that cannot be drawn stay empty, as in most readers


# --- Annotations ----------------------------------------------------------------------------------


class Destinations:
    """The named places of a file, looked up before its catalogue is cleared."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pages = {page.obj.objgen: page.obj for page in reversed(list(pdf.pages))}
        self.in_order = [page.obj for page in pdf.pages]
        self.names: dict[str, Any] = {}
        old = pdf.Root.get("/Dests")
        if isinstance(old, Dictionary):
            self.names.update(dict(old.items()))
        names = pdf.Root.get("/Names")
        if isinstance(names, Dictionary):
            for name, value in _name_tree(names.get("/Dests")):
                self.names.setdefault(name, value)

    def find(self, place: Any) -> tuple[Any, tuple[float | None, float | None]] | None:
        """Give the page and point that a destination means, or None when there is none."""
        if isinstance(place, Name | String | str):
            place = self.names.get(str(place))
        if isinstance(place, Dictionary):
            place = place.get("/D")
        if not isinstance(place, Array) or len(place) == 0:
            return None
        page = place[0]
        if isinstance(page, int) and 0 <= page < len(self.in_order):
            page = self.in_order[page]
        elif not isinstance(page, Dictionary) or page.objgen not in self.pages:
            return None
        fit = str(place[1]) if len(place) > 1 else "/Fit"
        numbers = [float(item) if _is_number(item) else None for item in list(place)[2:6]]
        numbers += [None] * (4 - len(numbers))
        match fit:
            case "/XYZ":
                return page, (numbers[0], numbers[1])
            case "/FitH" | "/FitBH":
                return page, (None, numbers[0])
            case "/FitR":
                return page, (numbers[0], numbers[3])
            case _:
                return page, (None, None)


def _name_tree(node: Any) -> Iterator[tuple[str, Any]]:
    waiting, seen = [node], set()
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Dictionary) or (node.is_indirect and node.objgen in seen):
            continue
        seen.add(node.objgen)
        names = node.get("/Names")
        if isinstance(names, Array):
            for position in range(0, len(names) - 1, 2):
                yield str(names[position]), names[position + 1]
        kids = node.get("/Kids")
        if isinstance(kids, Array):
            waiting.extend(kids)


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or value is None or isinstance(value, Array | Dictionary | Name | String):
        return False
    try:
        return abs(float(value)) < 1e7
    except (TypeError, ValueError, OverflowError):
        return False


def sort_annotations(
    pdf: pikepdf.Pdf,
    page: Any,
    number: int,
    *,
    destinations: Destinations,
    layers: Layers,
    findings: Findings,
    taken: set[tuple[int, int]],
) -> PageParts:
    """
    Keep safe links, draw what has a drawn form, and drop the rest of a page's annotations.

    :raises Unusable: if words were marked for redaction that are still there
    """
    parts = PageParts()
    annotations = page.get("/Annots")
    for annotation in list(annotations) if isinstance(annotations, Array) else []:
        if not isinstance(annotation, Dictionary):
            continue
        identity = annotation.objgen if annotation.is_indirect else (0, 0)
        kind = str(annotation.get("/Subtype", ""))
        flags = annotation.get("/F", 0)
        is_hidden = isinstance(flags, int) and bool(flags & HIDDEN_FLAGS)
        if kind == "/Redact":
            raise Unusable(
                f"Page {number} has passages that were marked for redaction but are still in the file. "
                "Apply the redactions in the program that made them, save the file, and upload it again."
            )
        if kind == "/Link":
            if link := _link(pdf, annotation, identity, destinations, taken):
                parts.links.append(link)
            else:
                findings.add("link-removed", page=number)
        elif kind == "/FileAttachment":
            findings.add("had-attachments")
        elif kind in MEDIA:
            findings.add("media-removed", page=number)
        elif kind in SILENT and kind == "/Popup":
            continue
        elif layers.hides(annotation.get("/OC")):
            findings.add("had-layers")
        else:
            overlay = None if is_hidden or kind == "/Text" else _overlay(annotation, identity, kind)
            if overlay is not None:
                parts.overlays.append(overlay)
            if kind == "/Widget":
                findings.add("form-flattened", page=number)
            elif kind != "/Watermark":
                findings.add("comments-drawn" if overlay else "comments-removed", page=number)
    if "/Annots" in page:
        del page["/Annots"]
    return parts


def _link(
    pdf: pikepdf.Pdf,
    annotation: Any,
    identity: tuple[int, int],
    destinations: Destinations,
    taken: set[tuple[int, int]],
) -> Link | None:
    rectangle = annotation.get("/Rect")
    if not isinstance(rectangle, Array) or len(rectangle) != 4 or not all(map(_is_number, rectangle)):
        return None
    found = _target(annotation, destinations)
    if found is None:
        return None
    words = annotation.get("/Contents")
    corners = annotation.get("/QuadPoints")
    # The same object is kept, because the structure tree points to it; unless another page has it already.
    if identity == (0, 0) or identity in taken:
        annotation = pdf.make_indirect(Dictionary())
    taken.add(annotation.objgen)
    for key in list(annotation.keys()):
        del annotation[key]
    annotation.Type, annotation.Subtype, annotation.F = Name.Annot, Name.Link, 4
    annotation.Rect = Array([float(item) for item in rectangle])
    annotation.Border = Array([0, 0, 0])
    if isinstance(words, String | str) and str(words).strip():
        annotation.Contents = String(str(words))
    if (
        isinstance(corners, Array)
        and len(corners) % 8 == 0
        and all(map(_is_number, corners))
        and len(corners)
    ):
        annotation.QuadPoints = Array([float(item) for item in corners])
    found.annotation = annotation
    return found


def _target(annotation: Any, destinations: Destinations) -> Link | None:
    action = annotation.get("/A")
    place = annotation.get("/Dest")
    if isinstance(action, Dictionary):
        kind = str(action.get("/S", ""))
        if kind == "/URI":
            address = safe_address(action.get("/URI"))
            return Link(None, address=address) if address else None
        if kind != "/GoTo":
            return None
        place = action.get("/D")
    found = destinations.find(place)
    return Link(None, target=found[0], point=found[1]) if found else None


def safe_address(value: Any) -> str | None:
    """Give back a web or mail address, or None for anything else."""
    if not isinstance(value, String | str):
        return None
    address = str(value).strip()
    if address.lower().startswith("www."):
        address = f"http://{address}"
    return address if len(address) <= LONGEST_LINK and SAFE_LINK.fullmatch(address) else None


def _overlay(annotation: Any, identity: tuple[int, int], kind: str) -> Overlay | None:
    appearance = annotation.get("/AP")
    form = appearance.get("/N") if isinstance(appearance, Dictionary) else None
    if isinstance(form, Dictionary) and not isinstance(form, pikepdf.Stream):
        state = annotation.get("/AS")
        form = form.get(str(state)) if isinstance(state, Name) else None
    if not isinstance(form, pikepdf.Stream):
        return None
    rectangle, box = _numbers(annotation.get("/Rect"), 4), _numbers(form.get("/BBox"), 4)
    if rectangle is None or box is None:
        return None
    own = _numbers(form.get("/Matrix"), 6) or [1, 0, 0, 1, 0, 0]
    corners = [
        (own[0] * x + own[2] * y + own[4], own[1] * x + own[3] * y + own[5])
        for x in (box[0], box[2])
        for y in (box[1], box[3])
    ]
    left, bottom = min(x for x, _ in corners), min(y for _, y in corners)
    width, height = max(x for x, _ in corners) - left, max(y for _, y in corners) - bottom
    to_left, to_right = sorted((rectangle[0], rectangle[2]))
    to_bottom, to_top = sorted((rectangle[1], rectangle[3]))
    if width <= 0 or height <= 0 or to_right <= to_left or to_top <= to_bottom:
        return None
    across, up = (to_right - to_left) / width, (to_top - to_bottom) / height
    form.Type, form.Subtype = Name.XObject, Name.Form
    matrix = (across, 0.0, 0.0, up, to_left - left * across, to_bottom - bottom * up)
    return Overlay(form, matrix, identity, spoken=kind in ("/Widget", "/FreeText", "/Stamp"))


def _numbers(value: Any, count: int) -> list[float] | None:
    if not isinstance(value, Array) or len(value) != count or not all(map(_is_number, value)):
        return None
    return [float(item) for item in value]


# --- Content --------------------------------------------------------------------------------------


class Contents:
    """Rewrites the content of pages and of the forms that they draw, each form once."""

    def __init__(self, pdf: pikepdf.Pdf, *, layers: Layers, findings: Findings) -> None:
        self.pdf = pdf
        self.layers = layers
        self.findings = findings

    def rewrite(self, *, parts: list[PageParts], keep_marks: bool) -> None:
        """Rewrite every page, and note in its parts which marks its content has."""
        self.seen: set[tuple[int, int]] = set()
        self.keep_marks = keep_marks
        for number, (page, part) in enumerate(zip(self.pdf.pages, parts, strict=True), start=1):
            self._rewrite_page(page.obj, number, part)
            for overlay in part.overlays:
                self._rewrite_form(overlay.form, page.obj.Resources, number, depth=0)

    def _rewrite_page(self, page: Any, number: int, part: PageParts) -> None:
        resources = page.Resources
        if not isinstance(page.get("/Contents"), Array | pikepdf.Stream):
            page.Contents = self.pdf.make_stream(b"")
        part.mcids, part.added_mcids, part.has_marks_twice = set(), [], False
        try:
            rewritten = pdf_content.rewrite(
                page,
                resources,
                layers=self.layers,
                keep_marks=self.keep_marks,
                fills_gaps=self.keep_marks,
            )
        except pdf_content.Damaged:
            self.findings.add("damaged-page", page=number)
            self._put_away(page)
            return
        if rewritten.hid:
            self.findings.add("had-layers")
        part.mcids, part.has_marks_twice = rewritten.mcids, rewritten.twice
        part.added_mcids = rewritten.added_mcids
        page.Contents = self.pdf.make_stream(rewritten.content)
        self._rewrite_forms(resources, number, depth=0)

    def _put_away(self, page: Any) -> None:
        """A form isolates content that cannot be read here from all that comes after it on the page."""
        media = page.get("/MediaBox", Array([0, 0, 600, 850]))
        form = self.pdf.make_stream(pdf_content.content_bytes(page))
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, media
        form.Resources = page.Resources
        page.Resources = Dictionary(XObject=Dictionary(Damaged=form))
        page.Contents = self.pdf.make_stream(b"/Damaged Do")

    def _rewrite_forms(self, resources: Any, number: int, *, depth: int) -> None:
        drawn = resources.get("/XObject") if isinstance(resources, Dictionary) else None
        if isinstance(drawn, Dictionary):
            for form in drawn.values():
                if isinstance(form, pikepdf.Stream) and str(form.get("/Subtype")) == "/Form":
                    self._rewrite_form(form, resources, number, depth=depth + 1)

    def _rewrite_form(self, form: Any, around: Any, number: int, *, depth: int) -> None:
        if form.objgen in self.seen or depth > pdf_content.DEEPEST:
            return
        self.seen.add(form.objgen)
        # Old files let a form use what its page has.
        if not isinstance(form.get("/Resources"), Dictionary):
            form.Resources = around
        keep = self.keep_marks and isinstance(form.get("/StructParents"), int)
        try:
            rewritten = pdf_content.rewrite(form, form.Resources, layers=self.layers, keep_marks=keep)
        except pdf_content.Damaged:
            self.findings.add("damaged-page", page=number)
            return
        form.write(rewritten.content)
        if rewritten.hid:
            self.findings.add("had-layers")
        if not keep and "/StructParents" in form:
            del form["/StructParents"]
        self._rewrite_forms(form.Resources, number, depth=depth)


# --- Everything else ------------------------------------------------------------------------------


def clear(pdf: pikepdf.Pdf) -> None:
    """Take out of the whole file what acts, points outside or tells about its author."""
    for key in list(pdf.Root.keys()):
        if key not in KEPT_IN_CATALOGUE:
            del pdf.Root[key]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    # What stands above the pages would come back to them once they say nothing themselves.
    for item, _ in list(dictionaries(pdf)):
        if "/Kids" in item and str(item.get("/Type", "")) == "/Pages":
            for key in set(item.keys()) - KEPT_ABOVE_PAGES:
                del item[key]
    for page in pdf.pages:
        for key in list(page.obj.keys()):
            if key not in KEPT_ON_PAGE:
                del page.obj[key]
        for key in list(page.obj.Resources.keys()):
            if key not in KEPT_RESOURCES:
                del page.obj.Resources[key]
    sweep(pdf)


def sweep(pdf: pikepdf.Pdf) -> None:
    """Delete forbidden keys wherever they stand."""
    for item, is_named in dictionaries(pdf):
        if not is_named:
            _delete_forbidden(item)


def _delete_forbidden(item: Any) -> None:
    for key in FORBIDDEN.intersection(item.keys()):
        del item[key]
    if isinstance(item, pikepdf.Stream):
        # A stream whose data stand in another file.
        for key in ("/F", "/FFilter", "/FDecodeParms", "/Ref"):
            if key in item:
                del item[key]
        if str(item.get("/Filter", "")) == "/DCTDecode":
            _forget_where(item)


def _forget_where(photograph: Any) -> None:
    """Take out of a photograph what the camera wrote into it: where, when, by whom, and a small copy."""
    content = photograph.read_raw_bytes()
    drawn = without_remarks(content)
    if drawn != content:
        photograph.write(drawn, filter=Name.DCTDecode, decode_parms=photograph.get("/DecodeParms"))


def without_remarks(photograph: bytes) -> bytes:
    """Give a JPEG without remarks and programs' segments; colours (ICC, Adobe) stay. Others come back as they are."""
    if not photograph.startswith(b"\xff\xd8"):
        return photograph
    kept, at = [b"\xff\xd8"], 2
    while at + 4 <= len(photograph) and photograph[at] == 0xFF:
        kind = photograph[at + 1]
        if kind == 0xDA:
            # From here on it is drawn; what follows its end belongs to no picture.
            end = photograph.rfind(b"\xff\xd9")
            return b"".join(kept) + photograph[at : end + 2 if end > at else None]
        after = at + 2 + int.from_bytes(photograph[at + 2 : at + 4])
        segment = photograph[at:after]
        is_colour = kind in (0xE0, 0xEE) or kind == 0xE2 and segment[4:].startswith(b"ICC_PROFILE\0")
        if not (0xE0 <= kind <= 0xEF or kind == 0xFE) or is_colour:
            kept.append(segment)
        at = after
    return photograph
