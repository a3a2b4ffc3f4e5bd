"""Reading finished PDF files: how many pages, what a page says, and how it looks."""

import atexit
import functools
import io
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
from django.core.files.storage import default_storage
from PIL import Image

from csp_portal.documents.models import StoredFile

PICTURE_WIDTH = 1100
# A reader turns the pages of one file; each process keeps the last few open instead of reading them anew.
_KEPT_OPEN = 3

# PDFium may be used by one thread at a time only.
_one_at_a_time = threading.RLock()
_open_files: OrderedDict[str, pypdfium2.PdfDocument] = OrderedDict()


@dataclass(frozen=True)
class ReadPage:
    """The words of one page, and the size of its picture in pixels."""

    words: str
    width: int
    height: int


def page_count(content: bytes) -> int:
    """Count the pages of a PDF file."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


@functools.lru_cache(maxsize=128)
def _read(sha256: str, index: int) -> ReadPage:
    with _page(_open_files[sha256], index) as page:
        width, height = page.get_size()
        words = page.get_textpage()
        try:
            return ReadPage(str(words.get_text_range()), PICTURE_WIDTH, round(PICTURE_WIDTH * height / width))
        finally:
            words.close()


@functools.lru_cache(maxsize=64)
def _draw(sha256: str, index: int) -> bytes:
    with _page(_open_files[sha256], index) as page:
        picture = page.render(scale=PICTURE_WIDTH / page.get_width()).to_pil().convert("RGB")
    # Black text on white needs few colours; a palette makes the file a third as large.
    out = io.BytesIO()
    picture.quantize(64, method=Image.Quantize.FASTOCTREE).save(out, "PNG", compress_level=4)
    return out.getvalue()


def read_page(file: StoredFile, index: int) -> ReadPage:
    """
    Give the words of one page, counted from 0, and the size of its picture.

    :raises IndexError: if there is no such page
    :raises FileNotFoundError: if the storage has lost the file
    """
    with _one_at_a_time:
        _open(file)
        return _read(file.sha256, index)


def page_picture(file: StoredFile, index: int) -> bytes:
    """
    Draw one page, counted from 0, as a PNG. Whoever asks has to know already that the file may be shown.

    :raises IndexError: if there is no such page
    :raises FileNotFoundError: if the storage has lost the file
    """
    with _one_at_a_time:
        _open(file)
        return _draw(file.sha256, index)


def _open(file: StoredFile) -> None:
    """Open the file, unless it is open: the same hash is the same bytes for ever."""
    if file.sha256 in _open_files:
        _open_files.move_to_end(file.sha256)
        return
    _open_files[file.sha256] = pypdfium2.PdfDocument(_source(file))
    while len(_open_files) > _KEPT_OPEN:
        _, oldest = _open_files.popitem(last=False)
        oldest.close()


@atexit.register
def close_all() -> None:
    """Close what is kept open."""
    while _open_files:
        _open_files.popitem()[1].close()


def _source(file: StoredFile) -> Path | bytes:
    """Read from the disk as needed where there is one, and whole from a bucket."""
    try:
        path = Path(default_storage.path(file.path))
    except NotImplementedError:
        return file.read()
    if not path.is_file():
        raise FileNotFoundError(file.path)
    return path


@contextmanager
def _page(pdf: pypdfium2.PdfDocument, index: int) -> Iterator[pypdfium2.PdfPage]:
    if not 0 <= index < len(pdf):
        raise IndexError(f"The file has no page {index + 1}.")
    page = pdf[index]
    try:
        yield page
    finally:
        page.close()
