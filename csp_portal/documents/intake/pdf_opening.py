"""Opening a foreign PDF: what is refused at the door, and what is repaired."""

import base64
import io
import math
import zlib
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name

from csp_portal.documents.intake.kinds import BOMB, BROKEN
from csp_portal.documents.intake.outcome import Findings, Unusable
from csp_portal.documents.intake.pdf_content import spelt

POINTS_PER_MM = 72 / 25.4
SMALLEST = 20 * POINTS_PER_MM
LARGEST = 5000 * POINTS_PER_MM
LARGEST_STREAM = 400_000_000
# A stream of deflated data cannot grow by more than about this factor.
DEFLATE_FACTOR = 1032
LARGEST_PICTURE = 250_000_000
PASSWORD = "The PDF can only be opened with a password. Remove the password, save it, and upload it again."  # noqa: S105
_SIZELESS = "Page {number} does not say how large it is. Print the document to PDF again, and upload that."


@dataclass(frozen=True)
class Box:
    """A rectangle with its lower left corner first, in the page's own units."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def within(self, other: "Box") -> "Box | None":
        """Cut the box to the other, or give None when they hardly meet."""
        cut = Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )
        return cut if cut.width > 1 and cut.height > 1 else None


@dataclass(frozen=True)
class Sheet:
    """How a page lies: the visible box in its own units, the turn in degrees, the size of its unit."""

    box: Box
    turn: int
    unit: float
    is_cropped: bool = False

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.box.width * self.unit, self.box.height * self.unit
        return (height, width) if self.turn in (90, 270) else (width, height)


def open_pdf(content: bytes, *, max_pages: int, findings: Findings) -> pikepdf.Pdf:
    """
    Open the PDF and repair it if need be.

    :raises Unusable: if it is encrypted, broken beyond repair, without pages, or has too many
    """
    try:
        pdf = pikepdf.open(io.BytesIO(content), attempt_recovery=False, inherit_page_attributes=False)
        _refuse_sizeless(pdf)
        count = len(pdf.pages)
    except pikepdf.PasswordError:
        raise Unusable(PASSWORD) from None
    except (pikepdf.PdfError, ValueError, TypeError, OSError):
        pdf, count = _repaired(content)
        findings.add("repaired")
    if count == 0:
        raise Unusable("The PDF has no pages. Make it again, and upload it.")
    if count > max_pages:
        raise Unusable(
            f"The file has {count} pages, more than the {max_pages} that one paper may have. "
            "Split it into parts, and upload those."
        )
    if pdf.Root.get("/NeedsRendering") is True:
        raise Unusable(
            "This is a form that only one program can show. Print it to PDF from that program, and upload that."
        )
    if pdf.is_encrypted:
        findings.add("owner-restrictions")
    _refuse_bombs(pdf)
    return pdf


def _repaired(content: bytes) -> tuple[pikepdf.Pdf, int]:
    try:
        try:
            pdf = pikepdf.open(io.BytesIO(content), attempt_recovery=True, inherit_page_attributes=False)
        except pikepdf.PasswordError:
            raise
        except pikepdf.PdfError:
            # The second engine finds its way without the tables that the first one needs.
            pdf = pikepdf.open(io.BytesIO(_saved_by_second_engine(content)), inherit_page_attributes=False)
        _refuse_sizeless(pdf)
        return pdf, len(pdf.pages)
    except pikepdf.PasswordError:
        raise Unusable(PASSWORD) from None
    except (pikepdf.PdfError, pypdfium2.PdfiumError, ValueError, TypeError, OSError) as problem:
        if any(word in str(problem).lower() for word in ("encrypt", "security", "password")):
            raise Unusable(PASSWORD) from None
        raise Unusable(BROKEN) from problem


def _saved_by_second_engine(content: bytes) -> bytes:
    document = pypdfium2.PdfDocument(content)
    try:
        output = io.BytesIO()
        document.save(output)
        return output.getvalue()
    finally:
        document.close()


def _refuse_sizeless(pdf: pikepdf.Pdf) -> None:
    """qpdf quietly makes a page US Letter when its size is missing or nonsense; here its author should look."""
    waiting: list[tuple[Any, Any]] = [(pdf.Root.get("/Pages"), None)]
    seen: set[tuple[int, int]] = set()
    number = 0
    while waiting:
        node, size = waiting.pop()
        if not isinstance(node, Dictionary) or (node.is_indirect and node.objgen in seen):
            continue
        size = node.get("/MediaBox", size)
        kids = node.get("/Kids")
        if isinstance(kids, Array):
            seen.add(node.objgen)
            waiting.extend((kid, size) for kid in reversed(list(kids)))
            continue
        number += 1
        if _box(size) is None:
            raise Unusable(_SIZELESS.format(number=number))


def _refuse_bombs(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Stream):
            continue
        if str(item.get("/Subtype")) == "/Image":
            width, height = item.get("/Width"), item.get("/Height")
            if isinstance(width, int) and isinstance(height, int) and width * height > LARGEST_PICTURE:
                raise Unusable(
                    "The PDF contains a picture of absurd size. Save it with smaller pictures, and upload it again."
                )
        filters = item.get("/Filter")
        names = [spelt(name) for name in filters] if isinstance(filters, Array) else [spelt(filters)]
        packing = [
            name for name in names if name in ("/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/Fl")
        ]
        if not packing:
            continue
        try:
            raw = item.read_raw_bytes()
        except pikepdf.PdfError:
            continue
        if len(raw) * DEFLATE_FACTOR ** len(packing) <= LARGEST_STREAM:
            continue
        for name in names:
            if name in ("/ASCIIHexDecode", "/AHx", "/ASCII85Decode", "/A85"):
                raw = _from_letters(raw, is_hexadecimal=name in ("/ASCIIHexDecode", "/AHx"))
            elif name in ("/FlateDecode", "/Fl"):
                raw = _inflated(raw)
            else:
                break


def _from_letters(raw: bytes, *, is_hexadecimal: bool) -> bytes:
    """Undo a filter that packs nothing and only spells bytes in letters, behind which a bomb could hide."""
    try:
        if is_hexadecimal:
            figures = bytes(byte for byte in raw.partition(b">")[0] if byte in b"0123456789abcdefABCDEF")
            return bytes.fromhex((figures + b"0" * (len(figures) % 2)).decode())
        return base64.a85decode(raw.partition(b"~>")[0].removeprefix(b"<~"), ignorechars=b" \t\n\r\v\f\0")
    except ValueError:
        return b""  # a damaged stream; the reader will take what there is of it


def _inflated(raw: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    parts, total = [], 0
    rest = raw
    try:
        while rest and not unpacking.eof:
            part = unpacking.decompress(rest, 16_000_000)
            total += len(part)
            if total > LARGEST_STREAM:
                raise Unusable(BOMB)
            parts.append(part)
            rest = unpacking.unconsumed_tail
    except zlib.error:
        pass  # a damaged stream; the reader will take what there is of it
    return b"".join(parts)


def sheet_of(page: Any, number: int) -> Sheet:
    """
    Say how the page lies, from attributes already made its own.

    :raises Unusable: if its size makes no sense
    """
    media = _box(page.get("/MediaBox"))
    unit = _number(page.get("/UserUnit"), 1.0)
    if media is None or not 0 < unit < 1_000_000:
        raise Unusable(_SIZELESS.format(number=number))
    crop = _box(page.get("/CropBox"))
    box = (crop.within(media) if crop else None) or media
    turn = round(_number(page.get("/Rotate"), 0.0) / 90) * 90 % 360
    sheet = Sheet(box, turn, unit, is_cropped=box != media)
    width, height = sheet.size
    if min(width, height) < SMALLEST or max(width, height) > LARGEST:
        raise Unusable(
            f"Page {number} is {_centimetres(width)} wide and {_centimetres(height)} high, "
            "which cannot be read on A4. Print the document to PDF again at an ordinary paper size, "
            "and upload that."
        )
    return sheet


def _number(value: Any, default: float) -> float:
    if isinstance(value, bool) or value is None:
        return default
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return default
    return number if math.isfinite(number) else default


def _box(value: Any) -> Box | None:
    if not isinstance(value, Array) or len(value) != 4:
        return None
    numbers = [_number(item, math.nan) for item in value]
    if not all(math.isfinite(number) for number in numbers):
        return None
    left, right = sorted((numbers[0], numbers[2]))
    bottom, top = sorted((numbers[1], numbers[3]))
    return Box(left, bottom, right, top) if right > left and top > bottom else None


def _centimetres(points: float) -> str:
    size = points / POINTS_PER_MM / 10
    return f"{size:.1f} cm" if size < 100 else f"{size / 100:.1f} m"


def own_attributes(pdf: pikepdf.Pdf) -> None:
    """Give each page its own copy of what it inherits, and make no two places share a page."""
    seen: set[tuple[int, int]] = set()
    for position in range(len(pdf.pages)):
        page = pdf.pages[position].obj
        if not isinstance(page, Dictionary):
            raise Unusable(BROKEN)
        if page.objgen in seen:
            copied = pdf.make_indirect(Dictionary(dict(page.items())))
            pdf.pages[position] = pikepdf.Page(copied)
            page = pdf.pages[position].obj
        seen.add(page.objgen)
        for key in ("/Resources", "/MediaBox", "/CropBox", "/Rotate"):
            if key not in page:
                inherited = _inherited(page, key)
                if inherited is not None:
                    page[key] = inherited
        if not isinstance(page.get("/Resources"), Dictionary):
            page.Resources = Dictionary()
        page.Type = Name.Page


def _inherited(page: Any, key: str) -> Any:
    parent = page.get("/Parent")
    for _ in range(50):
        if not isinstance(parent, Dictionary):
            return None
        if key in parent:
            return parent[key]
        parent = parent.get("/Parent")
    return None
