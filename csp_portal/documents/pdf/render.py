"""From template to typeset section, each kept under the hash of all that went into it."""

import functools
import hashlib
import json
import logging
import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import weasyprint
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.template.loader import render_to_string

from csp_portal.documents.models import StoredFile, TypesetSection

from . import typesetter

# Raise it when the typesetting itself changes, so that kept sections are made again.
RENDERER_VERSION = "1"

SECONDS_FOR_ONE_SECTION = 120
BYTES_OF_MEMORY = 3 * 1024**3

_logger = logging.getLogger(__name__)


class TypesettingFailed(Exception):
    """One section could not be typeset: which, and why in a sentence for the reader."""

    def __init__(self, index: int, sentence: str) -> None:
        super().__init__(sentence)
        self.index = index
        self.sentence = sentence


class TypesettingStopped(Exception):
    """The build was cancelled while sections were being typeset."""


def page_html(template: str, context: Mapping[str, Any]) -> str:
    """This function will fill a template that extends documents/pdf/base.html."""
    return render_to_string(template, dict(context))


def typeset(html: str) -> bytes:
    """This function will typeset one page of HTML as PDF/UA-1 in this process."""
    return typesetter.set_in_type(html, static_folders())


def static_folders() -> list[Path]:
    """This function will list the folders that static files are found in."""
    return [
        Path(storage.location)
        for finder in get_finders()
        for storage in getattr(finder, "storages", {}).values()
    ]


def section_key(html: str) -> str:
    """This function will name a section by everything that its look depends on."""
    digest = hashlib.sha256()
    for part in (RENDERER_VERSION, weasyprint.__version__, html, *_styles(html)):
        digest.update(hashlib.sha256(part.encode()).digest())
    return digest.hexdigest()


def kept_or_typeset(
    htmls: Sequence[str],
    *,
    processes: int,
    on_done: Callable[[int], None] = lambda index: None,
    should_stop: Callable[[], bool] = lambda: False,
    seconds: float = SECONDS_FOR_ONE_SECTION,
    memory: int = BYTES_OF_MEMORY,
) -> list[StoredFile]:
    """
    This function will give the file of each section, typesetting those that are not kept yet.

    `on_done` hears the index of each section as it becomes ready; `should_stop` is asked again and again.

    :raises TypesettingFailed: if a section cannot be typeset
    :raises TypesettingStopped: if `should_stop` says so
    """
    keys = [section_key(html) for html in htmls]
    kept = {
        section.key: section.file
        for section in TypesetSection.objects.filter(key__in=set(keys)).select_related("file")
    }
    indexes: dict[str, list[int]] = {}
    for index, key in enumerate(keys):
        if key in kept:
            on_done(index)
        else:
            indexes.setdefault(key, []).append(index)

    def keep(index: int, content: bytes) -> None:
        file = StoredFile.objects.keep(content, media_type="application/pdf", pages=_count(content))
        section, _ = TypesetSection.objects.get_or_create(key=keys[index], defaults={"file": file})
        kept[keys[index]] = section.file
        for same in indexes[keys[index]]:
            on_done(same)

    # The longest first, so that no process is left alone with it at the end.
    missing = sorted((same[0] for same in indexes.values()), key=lambda index: -len(htmls[index]))
    if missing:
        crew = _Crew(min(processes, len(missing)), seconds=seconds, memory=memory)
        try:
            crew.typeset({index: htmls[index] for index in missing}, keep, should_stop)
        finally:
            crew.dismiss()
    return [kept[key] for key in keys]


def _count(content: bytes) -> int:
    from .reading import page_count

    return page_count(content)


def _styles(html: str) -> list[str]:
    folders = tuple(static_folders())
    links = re.findall(r'<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"', html)
    return [_style(folders, link) for link in links]


def _style(folders: tuple[Path, ...], name: str) -> str:
    path = typesetter.static_path(folders, name)
    return "" if path is None else _style_read(folders, path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=32)
def _style_read(folders: tuple[Path, ...], path: Path, changed: int) -> str:
    """The style sheet with the hash of each file that it uses: a font that arrives changes the look."""
    text = path.read_text()
    for name in re.findall(r"""url\(["']?([^"')]+)""", text):
        used = (path.parent / name).resolve()
        if used.is_file():
            text += hashlib.sha256(used.read_bytes()).hexdigest()
    return text


class _Crew:
    """
    Child processes that typeset, fed over pipes.

    A worker of the queue may not use multiprocessing, and a child of its own can be given limits and killed.
    """

    def __init__(self, size: int, *, seconds: float, memory: int) -> None:
        self.seconds = seconds
        first = json.dumps({"folders": [str(folder) for folder in static_folders()], "memory": memory})
        self.children = []
        for _ in range(max(1, size)):
            child = subprocess.Popen(
                [sys.executable, "-m", "csp_portal.documents.pdf.typesetter"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
                # Nothing that the portal's environment holds is needed to typeset, least of all its secrets.
                env={
                    name: os.environ[name]
                    for name in ("PATH", "HOME", "LANG", "TMPDIR")
                    if name in os.environ
                },
                start_new_session=True,
            )
            self.children.append(child)
            _send(child, first.encode())

    def typeset(
        self,
        htmls: Mapping[int, str],
        keep: Callable[[int, bytes], None],
        should_stop: Callable[[], bool],
    ) -> None:
        waiting = list(htmls)
        at_work: dict[subprocess.Popen[bytes], tuple[int, float, bytearray]] = {}
        with selectors.DefaultSelector() as selector:
            for child in self.children:
                selector.register(_outlet(child), selectors.EVENT_READ, child)
            idle = list(self.children)
            while waiting or at_work:
                if should_stop():
                    raise TypesettingStopped
                while idle and waiting:
                    child, index = idle.pop(), waiting.pop(0)
                    at_work[child] = (index, time.monotonic() + self.seconds, bytearray())
                    try:
                        _send(child, htmls[index].encode())
                    except OSError as problem:
                        raise TypesettingFailed(
                            index, "The typesetting process could not start."
                        ) from problem
                for event, _ in selector.select(timeout=0.2):
                    child = event.data
                    index, _, received = at_work.get(child, (-1, 0.0, bytearray()))
                    piece = os.read(event.fd, 1 << 20)
                    if not piece:
                        if index < 0:
                            raise TypesettingFailed(waiting[0], "The typesetting process could not start.")
                        raise TypesettingFailed(
                            index, "Typesetting it stopped before the end. Split it into shorter papers."
                        )
                    received += piece
                    answer = _answer(received)
                    if answer is not None:
                        is_done, content = answer
                        del at_work[child]
                        if not is_done:
                            raise TypesettingFailed(index, content.decode())
                        if waiting:
                            # Give out the next section before writing this one down.
                            following = waiting.pop(0)
                            at_work[child] = (following, time.monotonic() + self.seconds, bytearray())
                            _send(child, htmls[following].encode())
                        else:
                            idle.append(child)
                        keep(index, content)
                for index, deadline, _ in at_work.values():
                    if time.monotonic() > deadline:
                        raise TypesettingFailed(
                            index,
                            f"It took longer than {self.seconds:g} seconds to typeset. Split it into shorter papers.",
                        )

    def dismiss(self) -> None:
        for child in self.children:
            try:
                os.killpg(child.pid, signal.SIGKILL)
            except ProcessLookupError:
                _logger.debug("A typesetting process had gone already.")
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except OSError:
                        _logger.debug("A typesetting process had closed its pipe already.")
            child.wait()


def _outlet(child: subprocess.Popen[bytes]) -> int:
    if child.stdout is None:
        raise ValueError("The process has no output.")
    return child.stdout.fileno()


def _send(child: subprocess.Popen[bytes], content: bytes) -> None:
    if child.stdin is None:
        raise ValueError("The process has no input.")
    child.stdin.write(typesetter.LENGTH.pack(len(content)) + content)
    child.stdin.flush()


def _answer(received: bytearray) -> tuple[bool, bytes] | None:
    """What a child answered, when all of it is there: whether it is done, and the file or the sentence."""
    head = 1 + typesetter.LENGTH.size
    if len(received) < head:
        return None
    length = typesetter.LENGTH.unpack(received[1:head])[0]
    if len(received) < head + length:
        return None
    return received[:1] == typesetter.DONE, bytes(received[head:])
