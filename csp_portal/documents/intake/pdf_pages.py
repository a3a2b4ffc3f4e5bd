"""Looking at pages, and laying each on A4 with the strips free that the pack needs."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name
from PIL import Image

from csp_portal.documents.intake.outcome import Findings
from csp_portal.documents.intake.pdf_cleaning import Link, Matrix, PageParts
from csp_portal.documents.intake.pdf_opening import POINTS_PER_MM, Sheet

A4_SHORT, A4_LONG = 595.276, 841.89
# Free for the marking at the head and for the page number at the foot.
HEAD, FOOT = 10 * POINTS_PER_MM, 12 * POINTS_PER_MM
NEARLY = 2 * POINTS_PER_MM
LOOKED_AT = 500
LIGHTEST_INK = 245
NAMED_SIZES = (
    ("A0", 841, 1189), ("A1", 594, 841), ("A2", 420, 594), ("A3", 297, 420), ("A4", 210, 297), ("A5", 148, 210),
    ("A6", 105, 148), ("US Letter", 215.9, 279.4), ("US Legal", 215.9, 355.6), ("US Tabloid", 279.4, 431.8),
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """What a page shows: its words, whether anything is drawn, whether the strips at head and foot are free."""

    text: str
    is_blank: bool
    has_pictures: bool
    strips_are_free: bool


def look(content: bytes, sheets: list[Sheet]) -> list[Look]:
    """Read and draw each page with a second PDF engine and say what it shows."""
    looks = []
    document = pypdfium2.PdfDocument(content)
    try:
        for number, sheet in enumerate(sheets):
            page = document[number]
            text_page = page.get_textpage()
            text = _plain(text_page.get_text_bounded())
            text_page.close()
            has_pictures = any(item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE for item in page.get_objects())
            width, height = page.get_size()
            picture = page.render(scale=LOOKED_AT / max(width, height, 1), grayscale=True).to_pil()
            looks.append(_judge(picture.convert("L"), sheet, text, has_pictures))
            page.close()
    finally:
        document.close()
    return looks


def _plain(text: str) -> str:
    return "".join(
        character for character in text.replace("\r\n", "\n").replace("\r", "\n")
        if character in "\n\t" or (character.isprintable() and character != "\ufffe")
    ).strip()  # fmt: skip


def _judge(picture: Image.Image, sheet: Sheet, text: str, has_pictures: bool) -> Look:
    ink = picture.point(lambda shade: 255 if shade < LIGHTEST_INK else 0).getbbox()
    _, height = sheet.size
    if ink is None:
        return Look(text, is_blank=not text, has_pictures=has_pictures, strips_are_free=True)
    points_per_pixel = height / picture.height
    head = ink[1] * points_per_pixel
    foot = (picture.height - ink[3]) * points_per_pixel
    # One pixel of the small picture is the blur of an edge.
    free = head + points_per_pixel >= HEAD and foot + points_per_pixel >= FOOT
    return Look(text, is_blank=False, has_pictures=has_pictures, strips_are_free=free)


@dataclass(frozen=True)
class Place:
    """Where a sheet comes to lie: the size of its A4 page and the matrix from its own units."""

    width: float
    height: float
    matrix: Matrix
    is_moved: bool


def place_for(sheet: Sheet, page_look: Look, number: int, findings: Findings) -> Place:
    """Lay a sheet on A4, upright, at most at its own size, and say what had to be done."""
    wide, high = sheet.size
    paper = (A4_LONG, A4_SHORT) if wide > high else (A4_SHORT, A4_LONG)
    is_a4 = abs(wide - paper[0]) < NEARLY and abs(high - paper[1]) < NEARLY
    if sheet.turn:
        findings.add("rotated", page=number)
    if is_a4 and page_look.strips_are_free:
        scale = 1.0
        left, bottom = (paper[0] - wide) / 2, (paper[1] - high) / 2
    else:
        scale = min(1.0, paper[0] / wide, (paper[1] - HEAD - FOOT) / high)
        left = (paper[0] - wide * scale) / 2
        bottom = FOOT + (paper[1] - HEAD - FOOT - high * scale) / 2
        if is_a4:
            findings.add("reduced", page=number)
        elif wide > paper[0] + NEARLY or high > paper[1] + NEARLY:
            findings.add("oversize", page=number, what=size_in_words(wide, high))
    matrix = _matrix(sheet, scale, left, bottom)
    straight = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    is_moved = any(abs(ours - theirs) > 0.01 for ours, theirs in zip(matrix, straight, strict=True))
    return Place(*paper, matrix if is_moved else straight, is_moved)


def _matrix(sheet: Sheet, scale: float, left: float, bottom: float) -> Matrix:
    box, size = sheet.box, sheet.unit * scale
    match sheet.turn:
        case 90:
            return (0, -size, size, 0, left - box.bottom * size, bottom + box.right * size)
        case 180:
            return (-size, 0, 0, -size, left + box.right * size, bottom + box.top * size)
        case 270:
            return (0, size, -size, 0, left + box.top * size, bottom - box.left * size)
        case _:
            return (size, 0, 0, size, left - box.left * size, bottom - box.bottom * size)


def size_in_words(wide: float, high: float) -> str:
    """Name a paper size, or give it in centimetres."""
    short, long = sorted((wide / POINTS_PER_MM, high / POINTS_PER_MM))
    for name, named_short, named_long in NAMED_SIZES:
        if abs(short - named_short) < 3 and abs(long - named_long) < 3:
            return name
    return f"{wide / POINTS_PER_MM / 10:.0f} by {high / POINTS_PER_MM / 10:.0f} cm"


def note_mixed_sizes(sheets: list[Sheet], findings: Findings) -> None:
    """Say when an upload has pages of more than one size, however they lie."""
    sizes = Counter(size_in_words(*sorted(sheet.size)) for sheet in sheets)
    if len(sizes) > 1:
        parts = [
            f"{count} {'page' if count == 1 else 'pages'} of {size}" for size, count in sizes.most_common()
        ]
        shown = parts[:4] + (["others"] if len(parts) > 4 else [])
        findings.add("mixed-sizes", what=f"{', '.join(shown[:-1])} and {shown[-1]}")


def lay(
    pdf: pikepdf.Pdf,
    page: Any,
    sheet: Sheet,
    place: Place,
    *,
    around: tuple[bytes, bytes],
) -> None:
    """Put the page's content into place, between the two given pieces."""
    clip = (
        f"{_n(sheet.box.left)} {_n(sheet.box.bottom)} {_n(sheet.box.width)} {_n(sheet.box.height)} re W n\n"
        if place.is_moved or sheet.is_cropped
        else ""
    )
    before = (
        f"q\n{' '.join(_n(value) for value in place.matrix)} cm\n{clip}q\n"
        if place.is_moved
        else f"q\n{clip}q\n"
    )
    whole = around[0] + before.encode() + page.Contents.read_bytes() + b"\nQ\nQ\n" + around[1]
    page.Contents = pdf.make_stream(whole)
    for key in ("/CropBox", "/Rotate", "/UserUnit"):
        if key in page:
            del page[key]
    page.MediaBox = Array([0, 0, _decimal(place.width), _decimal(place.height)])


def draw_overlays(pdf: pikepdf.Pdf, page: Any, parts: PageParts, marks: list[int | None] | None) -> None:
    """
    Draw the overlays over the page's content, in the page's own units.

    With `marks`, each becomes the marked sequence of that number, or an artifact when it has none.
    """
    if not parts.overlays:
        return
    resources = page.Resources
    drawn = ["q", page.Contents.read_bytes().decode("latin-1"), "Q"]
    for position, overlay in enumerate(parts.overlays):
        name = _free_name(resources, position)
        resources.XObject[name] = overlay.form
        drawing = f"q {' '.join(_n(value) for value in overlay.matrix)} cm {name} Do Q"
        if marks is None:
            drawn.append(drawing)
        elif marks[position] is None:
            drawn.append(f"/Artifact BMC {drawing} EMC")
        else:
            drawn.append(f"/P <</MCID {marks[position]}>> BDC {drawing} EMC")
    page.Contents = pdf.make_stream("\n".join(drawn).encode("latin-1"))


def _free_name(resources: Any, position: int) -> str:
    if not isinstance(resources.get("/XObject"), Dictionary):
        resources.XObject = Dictionary()
    elif position == 0:
        # Pages often share their resources; what is added here belongs to this page alone.
        resources.XObject = Dictionary(dict(resources.XObject.items()))
    name = f"/Drawn{position}"
    while name in resources.XObject:
        name += "x"
    return name


def write_links(
    pdf: pikepdf.Pdf, page: Any, links: list[Link], place: Place, places: dict[tuple[int, int], Place]
) -> None:
    """Move the links with their page, and point those inside the file at their moved targets."""
    for link in links:
        annotation = link.annotation
        left, bottom, right, top = (float(value) for value in annotation.Rect)
        corners = [_moved(place.matrix, x, y) for x in (left, right) for y in (bottom, top)]
        across, up = sorted(x for x, _ in corners), sorted(y for _, y in corners)
        annotation.Rect = Array([_decimal(value) for value in (across[0], up[0], across[-1], up[-1])])
        if "/QuadPoints" in annotation:
            flat = [float(value) for value in annotation.QuadPoints]
            moved = [_moved(place.matrix, flat[at], flat[at + 1]) for at in range(0, len(flat), 2)]
            annotation.QuadPoints = Array([_decimal(value) for point in moved for value in point])
        if link.address:
            annotation.A = Dictionary(S=Name.URI, URI=pikepdf.String(link.address))
            words = link.address
        else:
            target = places[link.target.objgen]
            x, y = link.point
            _, height = _moved(target.matrix, x or 0, y or 0)
            spot = height if y is not None else target.height
            annotation.Dest = Array([link.target, Name.XYZ, None, _decimal(min(spot, target.height)), None])
            words = "Link to another page of this paper"
        if "/Contents" not in annotation:
            annotation.Contents = pikepdf.String(words)
    if links:
        page.Annots = Array([link.annotation for link in links])
        page.Tabs = Name.S


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]


def _n(value: float) -> str:
    return f"{value:.5f}".rstrip("0").rstrip(".") or "0"


def _decimal(value: float) -> float:
    return round(value, 3)
