"""Running a program on a foreign file: in a process group of its own, with limits, without secrets or network."""

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from django.conf import settings

LARGEST_FILE = 1 << 30
OUTPUT_KEPT = 4000


class TookTooLong(Exception):
    """Raised when the program did not end in the time it had."""


class Died(Exception):
    """Raised with what the program last said when it ended by itself without an answer."""


@functools.cache
def _without_network() -> tuple[str, ...]:
    """The first way of entering an empty network namespace that this machine permits; none on some machines."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    for way in ((unshare, "--net", "--"), (unshare, "--user", "--map-root-user", "--net", "--")):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            tried = subprocess.run([*way, "true"], capture_output=True, timeout=5)  # noqa: S603
            if tried.returncode == 0:
                return way
    return ()


def run(command: list[str], *, folder: Path, seconds: int, memory: int) -> None:
    """
    Run the command with the folder as its whole world and wait for it.

    :raises TookTooLong: if it had to be killed
    :raises Died: if it ended with an error
    """
    launcher = Path(__file__).with_name("under_limits.py")
    limits = [sys.executable, "-I", "-S", str(launcher), str(memory), str(seconds), str(LARGEST_FILE)]
    # Nothing of the web process's own environment: it holds the keys of the portal.
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(settings.BASE_DIR),
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "MALLOC_ARENA_MAX": "2",
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
        "SAL_USE_VCLPLUGIN": "svp",
    }
    said = folder / "said.txt"
    with said.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603
            [*_without_network(), *limits, *command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise TookTooLong from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.returncode in (-signal.SIGXCPU, 128 + signal.SIGXCPU):
        raise TookTooLong
    if process.returncode != 0:
        words = said.read_bytes()[-OUTPUT_KEPT:].decode(errors="replace")
        raise Died(f"exit status {process.returncode}: {words}")
