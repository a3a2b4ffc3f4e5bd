"""
The only caller of WeasyPrint. It knows no Django, so that a child process is ready quickly.

As a program (`python -m csp_portal.documents.pdf.typesetter`) it reads pages from its standard input and
writes each as PDF to its standard output, until the input ends: one frame each way, a length and then bytes.
"""

import functools
import hashlib
import io
import json
import logging
import mimetypes
import os
import resource
import selectors
import struct
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

import weasyprint
from fontTools.ttLib import woff2
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from .structure import finisher

# Templates name static files relative to this address, which exists nowhere.
BASE_URL = "https://static.invalid/"
LENGTH = struct.Struct(">Q")
IDLE_SECONDS = 120
_INLET = 0
DONE, FAILED = b"+", b"-"

_logger = logging.getLogger(__name__)


class StaticFiles(URLFetcher):
    """Fetches files below the given folders, and pictures written into the page itself; nothing else."""

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__(allowed_protocols=["https", "data"], allow_redirects=False)
        self.folders = [folder.resolve() for folder in folders]

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """
        Read a static file, or a picture that the address itself holds.

        :raises ValueError: for any other address
        """
        if url.startswith("data:image/"):
            return super().fetch(url)
        if url.startswith(BASE_URL):
            path = static_path(self.folders, unquote(urlsplit(url).path).lstrip("/"))
            if path is not None:
                if path.suffix == ".woff2":
                    return URLFetcherResponse(url, _unpacked(path, path.stat().st_mtime_ns))
                kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})
        raise ValueError("Only static files may be used in a PDF.")


@functools.lru_cache(maxsize=16)
def _unpacked(path: Path, changed: int) -> bytes:
    """The font, unpacked once in the life of a process: WeasyPrint would do it for every section."""
    unpacked = io.BytesIO()
    woff2.decompress(io.BytesIO(path.read_bytes()), unpacked)
    return unpacked.getvalue()


def static_path(folders: Sequence[Path], name: str) -> Path | None:
    """Find a static file below one of the folders, and never outside them."""
    for folder in folders:
        path = (folder / name).resolve()
        if path.is_relative_to(folder.resolve()) and path.is_file():
            return path
    return None


def set_in_type(html: str, folders: Sequence[Path]) -> bytes:
    """
    Typeset one page of HTML as PDF/UA-1, its tags ready for joining.

    The same HTML gives the same bytes every time.
    """
    prefix = hashlib.sha256(html.encode()).hexdigest()[:12]
    content = weasyprint.HTML(
        string=html, base_url=BASE_URL, url_fetcher=StaticFiles(folders), media_type="print"
    ).write_pdf(finisher=finisher(prefix), pdf_variant="pdf/ua-1", dpi=150)
    if content is None:
        raise ValueError("WeasyPrint gave no document.")
    return content


def read_frame(inlet: int) -> bytes | None:
    """Read one frame from a file descriptor, or give None at its end."""
    head = _read_exactly(inlet, LENGTH.size)
    return None if head is None else _read_exactly(inlet, LENGTH.unpack(head)[0])


def _read_exactly(inlet: int, length: int) -> bytes | None:
    # Nothing is read ahead: what lay in a buffer of Python's own would not be seen when waiting for more.
    pieces = bytearray()
    while len(pieces) < length:
        piece = os.read(inlet, min(length - len(pieces), 1 << 20))
        if not piece:
            return None
        pieces += piece
    return bytes(pieces)


def _sentence(problem: Exception) -> str:
    if isinstance(problem, MemoryError):
        return "It needs more memory than one section may use. Split it into shorter papers."
    if isinstance(problem, FatalURLFetchingError):
        return "It asks for a file that may not be used in a PDF."
    return f"It could not be typeset ({type(problem).__name__})."


def _more_comes() -> bool:
    """Whether more is asked for soon; a process that nobody needs gives its memory back."""
    with selectors.DefaultSelector() as selector:
        selector.register(_INLET, selectors.EVENT_READ)
        return bool(selector.select(timeout=IDLE_SECONDS))


def main() -> None:
    """Typeset pages until its input ends: first a frame of settings, then the pages."""
    results = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not stand between two frames.
    os.dup2(2, 1)
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    first = read_frame(_INLET)
    if first is None:
        return
    settings = json.loads(first)
    folders = [Path(folder) for folder in settings["folders"]]
    memory = settings["memory"]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    while _more_comes() and (page := read_frame(_INLET)) is not None:
        try:
            verdict, answer = DONE, set_in_type(page.decode(), folders)
        except Exception as problem:
            _logger.exception("A section could not be typeset.")
            verdict, answer = FAILED, _sentence(problem).encode()
        results.write(verdict + LENGTH.pack(len(answer)) + answer)
        results.flush()


if __name__ == "__main__":
    main()
