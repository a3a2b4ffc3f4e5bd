"""PNG and JPEG uploads: one A4 page each, upright, without metadata, no larger than print needs."""

import io
import warnings

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from csp_portal.documents.intake import pdf
from csp_portal.documents.intake.kinds import BROKEN
from csp_portal.documents.intake.outcome import Findings, Unusable
from csp_portal.documents.intake.pdf_opening import POINTS_PER_MM
from csp_portal.documents.intake.pdf_pages import A4_LONG, A4_SHORT, FOOT, HEAD

DOTS_PER_INCH = 150
MOST_PIXELS = 120_000_000
LONGEST_TO_SHORTEST = 40
SIDE = 10 * POINTS_PER_MM
QUALITY = 85


def make_ready(content: bytes, *, title: str, findings: Findings) -> pdf.Made:
    """
    Put the picture on an A4 page that lies as the picture does.

    :raises Unusable: if it is broken, or of absurd size or proportions
    """
    picture, is_photograph = _opened(content, findings)
    width, height = picture.size
    paper = (A4_LONG, A4_SHORT) if width > height else (A4_SHORT, A4_LONG)
    room = (paper[0] - 2 * SIDE, paper[1] - HEAD - FOOT)
    # A point for each dot at the most: small pictures stay small rather than blurred.
    scale = min(1.0, room[0] / width, room[1] / height)
    across, up = width * scale, height * scale
    dots = (max(1, round(across / 72 * DOTS_PER_INCH)), max(1, round(up / 72 * DOTS_PER_INCH)))
    if dots[0] < width:
        picture = picture.resize(dots, Image.Resampling.LANCZOS)
    with pikepdf.new() as sheet:
        sheet.add_blank_page(page_size=paper)
        page = sheet.pages[0].obj
        page.Resources = Dictionary(XObject=Dictionary(Picture=_image(sheet, picture, is_photograph)))
        left, bottom = (paper[0] - across) / 2, FOOT + (room[1] - up) / 2
        drawing = f"q {across:.3f} 0 0 {up:.3f} {left:.3f} {bottom:.3f} cm /Picture Do Q"
        page.Contents = sheet.make_stream(drawing.encode())
        drawn = io.BytesIO()
        sheet.save(drawn)
    return pdf.make_ready(drawn.getvalue(), title=title, max_pages=1, findings=findings, description=title)


def _opened(content: bytes, findings: Findings) -> tuple[Image.Image, bool]:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    # A library that is loaded beside may have allowed half a picture to pass for a whole one.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture: Image.Image = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
            width, height = picture.size
            if max(width, height) > LONGEST_TO_SHORTEST * min(width, height):
                raise Unusable(
                    f"The picture is {width} by {height} dots, too long and thin to be read on a page. "
                    "Cut it into parts, and upload those."
                )
            is_photograph = picture.format == "JPEG"
            if is_photograph:
                picture.draft("RGB", (4000, 4000))
            picture.load()
            picture = ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unusable(
            "The picture has more dots than the portal can handle. Make it smaller, and upload it again."
        ) from None
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        KeyError,
        TypeError,
    ) as problem:
        raise Unusable(BROKEN) from problem
    return _flat(picture, findings), is_photograph


def _flat(picture: Image.Image, findings: Findings) -> Image.Image:
    if picture.mode in ("I", "I;16", "I;16B", "F"):
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if "A" in picture.getbands() or "transparency" in picture.info:
        see_through = picture.convert("RGBA")
        lowest, _ = see_through.getchannel("A").getextrema()
        white = Image.new("RGBA", see_through.size, "white")
        white.alpha_composite(see_through)
        if isinstance(lowest, int | float) and lowest < 255:
            findings.add("transparent")
        return white.convert("RGB")
    return picture if picture.mode == "L" else picture.convert("RGB")


def _image(sheet: pikepdf.Pdf, picture: Image.Image, is_photograph: bool) -> pikepdf.Stream:
    if is_photograph:
        packed = io.BytesIO()
        # What the library remembers of the file it would write again: its remarks among them.
        picture.info = {}
        picture.save(packed, "JPEG", quality=QUALITY)
        stream = sheet.make_stream(packed.getvalue())
        stream.Filter = Name.DCTDecode
    else:
        stream = sheet.make_stream(picture.tobytes())
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height = picture.size
    stream.BitsPerComponent = 8
    stream.ColorSpace = Name.DeviceGray if picture.mode == "L" else Name.DeviceRGB
    return stream
