"""Reading finished PDF files: how many pages, what a page says, and how it looks."""

import io

import pikepdf
import pypdfium2
from PIL import Image


def page_count(content: bytes) -> int:
    """Count the pages of a PDF file."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def page_text(content: bytes, index: int) -> str:
    """
    Give the words of one page, counted from 0.

    :raises IndexError: if there is no such page
    """
    with pypdfium2.PdfDocument(content) as pdf:
        page = _page(pdf, index)
        return str(page.get_textpage().get_text_range())


def page_picture(content: bytes, index: int, *, width: int) -> bytes:
    """
    Draw one page, counted from 0, as a PNG of that many pixels across.

    :raises IndexError: if there is no such page
    """
    with pypdfium2.PdfDocument(content) as pdf:
        page = _page(pdf, index)
        picture = page.render(scale=width / page.get_width()).to_pil().convert("RGB")
    # Black text on white needs few colours; a palette makes the file a third as large.
    out = io.BytesIO()
    picture.quantize(64, method=Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=False)
    return out.getvalue()


def _page(pdf: pypdfium2.PdfDocument, index: int) -> pypdfium2.PdfPage:
    if not 0 <= index < len(pdf):
        raise IndexError(f"The file has no page {index + 1}.")
    return pdf[index]
