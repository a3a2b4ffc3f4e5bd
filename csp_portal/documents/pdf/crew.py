"""
Child processes that typeset, fed over pipes.

A worker of the queue may not use multiprocessing, and a child of its own can be given limits and be killed.
One child stays ready for the next section, since most builds change one paper only.
"""

import atexit
import json
import logging
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .typesetter import DONE, LENGTH

# A child that has grown beyond this is not kept ready.
_READY_BYTES = 250 * 1024**2
_ROOT = Path(__file__).resolve().parents[3]

_logger = logging.getLogger(__name__)


class TypesettingFailed(Exception):
    """One section could not be typeset: which, and why in a sentence for the reader."""

    def __init__(self, index: int, sentence: str) -> None:
        super().__init__(sentence)
        self.index = index
        self.sentence = sentence


class TypesettingStopped(Exception):
    """The build was cancelled while sections were being typeset."""


def typeset_apart(
    htmls: Mapping[int, str],
    keep: Callable[[int, bytes], None],
    *,
    processes: int,
    folders: Sequence[Path],
    should_stop: Callable[[], bool],
    seconds: float,
    memory: int,
) -> None:
    """
    Typeset the sections in the order given, in so many processes, and hand each to `keep`.

    :raises TypesettingFailed: if a section cannot be typeset
    :raises TypesettingStopped: if `should_stop` says so
    """
    crew = _Crew(folders, seconds=seconds, memory=memory)
    try:
        crew.work(htmls, keep, should_stop, size=max(1, min(processes, len(htmls))))
    except BaseException:
        crew.dismiss()
        raise
    crew.rest()


class _Child:
    """One process and what it is doing."""

    def __init__(self, settings: bytes) -> None:
        self.settings = settings
        self.owner = os.getpid()
        # Its fonts lie in a folder of its own, which a killed process cannot clear away.
        self.folder = tempfile.mkdtemp(prefix="typesetter-")
        self.process = subprocess.Popen(  # noqa: S603  # our own program, nothing in it comes from outside
            [sys.executable, "-m", "csp_portal.documents.pdf.typesetter"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            # Nothing else that the portal's environment holds is needed, least of all its secrets.
            env={
                "TMPDIR": self.folder,
                **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            },
            start_new_session=True,
        )
        self.index = -1
        self.deadline = 0.0
        self.received = bytearray()
        self.has_answered = False
        self.send(settings)

    @property
    def outlet(self) -> int:
        if self.process.stdout is None:
            raise ValueError("The process has no output.")
        return self.process.stdout.fileno()

    def send(self, content: bytes) -> None:
        if self.process.stdin is None:
            raise ValueError("The process has no input.")
        self.process.stdin.write(LENGTH.pack(len(content)) + content)
        self.process.stdin.flush()

    def give(self, index: int, html: str, deadline: float) -> None:
        self.index, self.deadline, self.received = index, deadline, bytearray()
        self.send(html.encode())

    def answer(self) -> tuple[bool, bytes] | None:
        """Whether it is done, and the file or the sentence, once all of it is there."""
        head = 1 + LENGTH.size
        if len(self.received) < head:
            return None
        length = LENGTH.unpack(self.received[1:head])[0]
        if len(self.received) < head + length:
            return None
        self.has_answered = True
        return self.received[:1] == DONE, bytes(self.received[head:])

    def is_small(self) -> bool:
        try:
            pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        except (OSError, IndexError, ValueError):
            return False
        return pages * os.sysconf("SC_PAGE_SIZE") < _READY_BYTES

    def dismiss(self) -> None:
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            _logger.debug("A typesetting process had gone already.")
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    _logger.debug("A typesetting process had closed its pipe already.")
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


_ready: list[_Child] = []


def dismiss_ready() -> None:
    """End the child that waits for the next section, if there is one."""
    while _ready:
        child = _ready.pop()
        if child.owner == os.getpid():
            child.dismiss()


atexit.register(dismiss_ready)


def _take_ready(settings: bytes) -> _Child | None:
    """The child that waits, if it lives, was started by this very process and knows the same settings."""
    while _ready:
        child = _ready.pop()
        if child.owner != os.getpid():
            continue
        if child.settings == settings and child.process.poll() is None:
            return child
        child.dismiss()
    return None


class _Crew:
    """The children of one build."""

    def __init__(self, folders: Sequence[Path], *, seconds: float, memory: int) -> None:
        self.settings = json.dumps(
            {"folders": [str(folder) for folder in folders], "memory": memory}
        ).encode()
        self.seconds = seconds
        self.children: list[_Child] = []

    def work(
        self,
        htmls: Mapping[int, str],
        keep: Callable[[int, bytes], None],
        should_stop: Callable[[], bool],
        *,
        size: int,
    ) -> None:
        waiting = list(htmls)
        at_work = 0
        with selectors.DefaultSelector() as selector:
            while len(self.children) < size:
                child = (_take_ready(self.settings) if not self.children else None) or _Child(self.settings)
                self._begin(child, waiting.pop(0), htmls, selector)
                at_work += 1
            while at_work:
                if should_stop():
                    raise TypesettingStopped
                for event, _ in selector.select(timeout=0.2):
                    child = event.data
                    piece = os.read(event.fd, 1 << 20)
                    if not piece:
                        selector.unregister(event.fd)
                        self._lose(child, htmls, selector)
                        continue
                    child.received += piece
                    answer = child.answer()
                    if answer is None:
                        continue
                    is_done, content = answer
                    done = child.index
                    if not is_done:
                        raise TypesettingFailed(done, content.decode())
                    if waiting:
                        # The next section is given out before this one is written down.
                        self._give(child, waiting.pop(0), htmls)
                    else:
                        selector.unregister(event.fd)
                        child.index = -1
                        at_work -= 1
                    keep(done, content)
                self._check_time()

    def _begin(
        self, child: _Child, index: int, htmls: Mapping[int, str], selector: selectors.BaseSelector
    ) -> None:
        self.children.append(child)
        selector.register(child.outlet, selectors.EVENT_READ, child)
        self._give(child, index, htmls)

    def _give(self, child: _Child, index: int, htmls: Mapping[int, str]) -> None:
        try:
            child.give(index, htmls[index], time.monotonic() + self.seconds)
        except BrokenPipeError:
            # It ends by itself when nobody needs it; its silence is noticed like any other end.
            _logger.debug("A typesetting process ended as it was given work.")

    def _lose(self, child: _Child, htmls: Mapping[int, str], selector: selectors.BaseSelector) -> None:
        """A child ended. One that had waited ready may have ended of old age: the section is tried again, once."""
        index, had_waited = child.index, child.has_answered and not child.received
        self.children.remove(child)
        child.dismiss()
        if not had_waited:
            raise TypesettingFailed(
                index, "Typesetting it stopped before the end. Split it into shorter papers."
            )
        self._begin(_Child(self.settings), index, htmls, selector)

    def _check_time(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.index >= 0 and now > child.deadline:
                raise TypesettingFailed(
                    child.index,
                    f"Typesetting it took longer than {self.seconds:g} seconds. Split it into shorter papers.",
                )

    def dismiss(self) -> None:
        for child in self.children:
            child.dismiss()

    def rest(self) -> None:
        """Let one child wait for the next section, and end the others."""
        for child in self.children:
            if not _ready and child.is_small():
                _ready.append(child)
            else:
                child.dismiss()
