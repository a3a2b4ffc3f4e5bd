"""
Makes ready what a command needs, and nothing twice: `python -m deploy.set_up run|test|check`.

A step that was done is remembered under a hash of what it was made from (`var/done/`), so an
interrupted one is done again and a finished one costs nothing.
"""

import base64
import ctypes
import fcntl
import hashlib
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from deploy import embedded_postgres
from deploy.embedded_postgres import ROOT, VAR, DatabaseDown, locked, say, write_private

DONE = VAR / "done"
PYTHON = ROOT / ".venv" / "bin" / "python"
OLDEST_NODE = 20
# The demonstration opens in the week in which the papers of its meeting go out.
DEMONSTRATION_DAY = date(2016, 3, 11)


class Stopped(Exception):
    """Raised with a sentence for the person at the terminal."""


# --- Doing a step once ----------------------------------------------------------------------------
def fingerprint(files: Iterable[Path], *words: str) -> str:
    """Hash files and words, with this copy's own path: a copy that was moved is set up again."""
    total = hashlib.sha256("\0".join([str(ROOT), *words]).encode())
    for file in sorted(files):
        total.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def is_done(step: str, mark: str) -> bool:
    with suppress(OSError):
        return (DONE / step).read_text() == mark
    return False


def remember(step: str, mark: str) -> None:
    DONE.mkdir(parents=True, exist_ok=True)
    (DONE / step).write_text(mark)


def quietly(*command: str | Path, **changes: str) -> str:
    """
    Run a command, and show what it said only when it fails.

    :raises Stopped: when it fails
    """
    environment = {**os.environ, **changes}
    answer = subprocess.run(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace",
    )  # fmt: skip
    if answer.returncode:
        end = "\n".join(answer.stdout.splitlines()[-40:])
        raise Stopped(f"{end}\nThis failed: {' '.join(map(str, command))}")
    return answer.stdout


# --- What comes with the machine ------------------------------------------------------------------
def has_libraries(*names: str) -> bool:
    for name in names:
        file = f"lib{name}.dylib" if sys.platform == "darwin" else f"lib{name}.so.0"
        places = [file, f"/opt/homebrew/lib/{file}", f"/usr/local/lib/{file}"]
        for place in places:
            with suppress(OSError):
                ctypes.CDLL(place)
                break
        else:
            return False
    return True


def has_venv() -> bool:
    try:
        import ensurepip  # noqa: F401 - Debian splits it off
    except ImportError:
        return PYTHON.exists()
    return True


def has_programs(*names: str) -> bool:
    return all(shutil.which(name) for name in names)


def has_jaxb() -> bool:
    return Path("/usr/share/java/jaxb-runtime.jar").exists()


# What it is for, how to tell that it is there, Debian's packages, which aims stop without it.
MACHINE: list[tuple[str, Callable[[], bool], str, set[str]]] = [
    ("a virtual environment", has_venv, "python3-venv", {"run", "check", "test"}),
    (
        "typesetting PDF files",
        lambda: has_libraries("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"),
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core",
        {"run", "check", "test"},
    ),
    (
        "taking Word, PowerPoint and Excel files (until then the portal asks for a PDF)",
        lambda: has_programs("soffice"),
        "libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui fonts-liberation",
        set(),
    ),
    ("the tests in a browser", lambda: has_programs("chromium"), "chromium", {"test"}),
    ("the tests that look at PDF pages", lambda: has_programs("pdftoppm"), "poppler-utils", {"test"}),
    (
        "the PDF/UA check in the tests",
        lambda: has_programs("javac") and has_jaxb(),
        "default-jdk-headless libjaxb-java",
        {"test"},
    ),
]
NEEDED = {
    "run": range(3),
    "check": range(2),
    "test": range(len(MACHINE)),
}


def machine(aim: str) -> None:
    """
    Install what the machine lacks where this account may, and name it in one line otherwise.

    :raises Stopped: when what was asked for cannot work without it
    """
    needs = [MACHINE[number] for number in NEEDED[aim]]
    missing = [need for need in needs if not need[1]()]
    if not missing:
        return
    packages = " ".join(need[2] for need in missing)
    if os.geteuid() == 0 and has_programs("apt-get"):
        say(f"Machine: installing {packages}.")
        for command in ("update", "install"):
            arguments = ["-y", "--no-install-recommends", *packages.split()] if command == "install" else []
            with suppress(Stopped):
                quietly("apt-get", "-q", command, *arguments, DEBIAN_FRONTEND="noninteractive")
        missing = [need for need in missing if not need[1]()]
    for purpose, _, wanted, stops in missing:
        how = f"apt-get install {wanted}" if has_programs("apt-get") else f"what Debian calls {wanted}"
        say(f"Missing for {purpose}: {how}.")
        if aim in stops:
            raise Stopped(f"`make {aim}` cannot work without it.")


def node_programs() -> tuple[str, str] | None:
    """Name the machine's node and npm when they are new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        with suppress(OSError, subprocess.SubprocessError, ValueError):
            version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
            if int(version.lstrip("v").split(".")[0]) >= OLDEST_NODE:
                return node, npm
    return None


# --- Packages -------------------------------------------------------------------------------------
def python_packages(aim: str) -> None:
    """Install the locked packages, checked by their hashes."""
    wanted = ["run" if aim == "run" else "dev"]
    if not node_programs():
        wanted.append("node")
    if not given_database() and not any(
        ".venv" not in folder.parts for _, folder in embedded_postgres.server_programs()
    ):
        wanted.append("postgres")
    if (
        not PYTHON.exists()
        or subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode
    ):
        say("Python: making .venv.")
        quietly(sys.executable, "-m", "venv", "--clear", ROOT / ".venv")
        shutil.rmtree(DONE, ignore_errors=True)
    for name in wanted:
        lock = ROOT / "requirements" / f"{name}.txt"
        mark = fingerprint([lock], sys.version)
        if is_done(f"python-{name}", mark):
            continue
        count = len(re.findall(r"(?m)^[A-Za-z0-9]\S*==", lock.read_text()))
        say(f"Python: installing {count} locked packages ({name}).")
        quietly(
            PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
            "--only-binary=:all:", "--require-hashes", "-r", lock,
        )  # fmt: skip
        remember(f"python-{name}", mark)
        if name == "dev":  # holds everything of `run`
            remember("python-run", fingerprint([ROOT / "requirements" / "run.txt"], sys.version))


def front_end() -> None:
    """Install the locked npm packages and build styles and scripts from them."""
    programs = node_programs()
    bin_folder = Path(programs[0]).parent if programs else PYTHON.parent
    npm = programs[1] if programs else str(PYTHON.parent / "npm")
    path = f"{bin_folder}{os.pathsep}{os.environ.get('PATH', '')}"
    lock = fingerprint([ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"])
    if not (is_done("npm", lock) and (ROOT / "node_modules").exists()):
        say("Front end: installing the locked npm packages.")
        quietly(npm, "ci", "--no-progress", PATH=path)
        remember("npm", lock)
    built = ROOT / "static" / "build"
    sources = [file for file in (ROOT / "static").rglob("*") if file.is_file() and built not in file.parents]
    mark = fingerprint(sources, lock)
    if not (is_done("front-end", mark) and built.exists()):
        say("Front end: building styles and scripts.")
        quietly(npm, "run", "build", PATH=path)
        remember("front-end", mark)


# --- Settings of this copy ------------------------------------------------------------------------
def read_settings(path: Path) -> dict[str, str]:
    """Read KEY=VALUE lines as the portal's settings do."""
    with suppress(OSError):
        lines = re.findall(r"(?m)^(?:export )?([A-Za-z_0-9]+)=(.*)$", path.read_text())
        return {key: value.strip().strip("'\"") for key, value in lines}
    return {}


def given_database() -> str:
    """Tell the address of the database that somebody chose, empty for the portal's own."""
    return os.environ.get("DATABASE_URL") or read_settings(ROOT / ".env").get("DATABASE_URL", "")


def random_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def own_settings() -> None:
    """Make up what this copy needs and nobody has chosen; what was made up once stays."""
    file = VAR / "portal.env"
    settings = read_settings(file)
    made_up = {
        "SECRET_KEY": lambda: secrets.token_urlsafe(50),
        "DEMONSTRATION": lambda: "1",
        "CLOCK_OFFSET_DAYS": lambda: str((DEMONSTRATION_DAY - date.today()).days),  # noqa: DTZ011 - whole days
        "MFA_ENCRYPTION_KEYS": random_key,
        "AUDIT_SIGNING_KEY": lambda: secrets.token_hex(32),
        "ISP_KEKS": random_key,
        "ISP_SEARCH_KEY": random_key,
    }
    missing = {name: make() for name, make in made_up.items() if name not in settings}
    if missing:
        say(f"Settings: keeping this copy's own keys in {file.relative_to(ROOT)}.")
        lines = [f"{name}={value}" for name, value in {**settings, **missing}.items()]
        write_private(file, "\n".join(lines) + "\n")


# --- Database, static files, demonstration --------------------------------------------------------
@contextmanager
def database() -> Iterator[None]:
    """Have a database inside the block: the one that was given, or the portal's own."""
    if given_database():
        yield
        return
    with embedded_postgres.in_use():
        yield


def owner_environment() -> dict[str, str]:
    """Give the environment in which a command works as the owner of the tables."""
    if given_database():
        return {}
    return {"DATABASE_URL": read_settings(VAR / "postgres.env")["DATABASE_OWNER_URL"]}


def which_database() -> str:
    """Name the database for which a step was done; the private one's password is as good as its name."""
    return given_database() or read_settings(VAR / "postgres.env")["DATABASE_OWNER_URL"]


def tables() -> None:
    """Bring the tables up to date, as their owner; a given database may have changed, so it is always asked."""
    sources = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/*/migrations/*.py")]
    sources += [ROOT / "csp_portal" / "settings.py", ROOT / "requirements" / "run.txt"]
    mark = fingerprint(sources, which_database())
    if given_database() or not is_done("tables", mark):
        say("Database: bringing the tables up to date.")
        quietly(PYTHON, "-m", "deploy.tables", **owner_environment())
        remember("tables", mark)


def static_files() -> None:
    sources = [file for file in (ROOT / "static").rglob("*") if file.is_file()]
    mark = fingerprint([*sources, ROOT / "requirements" / "run.txt"])
    if not (is_done("static", mark) and (VAR / "static").exists()):
        say("Front end: naming static files by their content.")
        quietly(PYTHON, "manage.py", "collectstatic", "--no-input", "--clear")
        remember("static", mark)


def is_demonstration() -> bool:
    own = {**read_settings(VAR / "portal.env"), **read_settings(ROOT / ".env"), **os.environ}
    return own.get("DEMONSTRATION", "").lower() in ("1", "true", "yes", "on", "y", "ok")


def demonstration() -> None:
    """Load the demonstration, once for each database."""
    mark = fingerprint([], which_database())
    if not given_database() and is_done("demonstration", mark):
        return
    say("Demonstration: loading the partnership of March 2016 (about a minute the first time).")
    quietly(PYTHON, "manage.py", "demonstration_load")
    remember("demonstration", mark)


def pack() -> None:
    """Build the demonstration's pack where it has not been built, and say where it is."""
    mark = fingerprint([], which_database())
    kept = VAR / "demonstration" / "pack.txt"
    line = kept.read_text() if kept.exists() else ""
    built = re.fullmatch(r"PACK (.+) \d+ pages\n", line)
    if not (is_done("pack", mark) and built and Path(built[1]).exists()):
        say("Demonstration: building the pack.")
        said = quietly(PYTHON, "manage.py", "demonstration_pack")
        line = "".join(re.findall(r"(?m)^PACK .+\n", said)[-1:])
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(line)
        remember("pack", mark)
    say(line.strip())


def reset() -> None:
    """
    Forget the demonstration with all that was done in it, and what its clock showed.

    :raises Stopped: when the database is not the portal's own
    """
    if given_database():
        raise Stopped("The database was chosen by DATABASE_URL, so it is not emptied from here.")
    say("Demonstration: forgetting everything that was done in it.")
    with embedded_postgres.in_use() as server:
        server.empty()
    for name in ("files", "demonstration", "audit-seals"):
        shutil.rmtree(VAR / name, ignore_errors=True)
    for step in ("tables", "demonstration", "pack"):
        (DONE / step).unlink(missing_ok=True)
    kept = read_settings(VAR / "portal.env")
    kept.pop("CLOCK_OFFSET_DAYS", None)
    write_private(VAR / "portal.env", "".join(f"{name}={value}\n" for name, value in kept.items()))


def main(aim: str, *wishes: str) -> None:
    VAR.mkdir(exist_ok=True)
    if VAR.stat().st_uid != os.geteuid():
        raise Stopped(
            "Another account set this copy up. Work as that account, or remove .venv and var first."
        )
    with locked_set_up():
        if "reset" in wishes:
            reset()
        machine(aim)
        python_packages(aim)
        front_end()
        own_settings()
        if aim == "run":
            with database():
                static_files()
                tables()
                if is_demonstration():
                    demonstration()
                    if "pack" in wishes:
                        pack()


@contextmanager
def locked_set_up() -> Iterator[None]:
    """Let one set-up of this copy work at a time."""
    path = VAR / "set-up.lock"
    with locked(path, fcntl.LOCK_SH) as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another set-up of this copy to end.")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    if sys.version_info[:2] != (3, 11):
        sys.exit(
            f"The portal runs on Python 3.11; this is {sys.version.split()[0]}. Say make PYTHON=... to name another."
        )
    try:
        main(*sys.argv[1:])
    except (Stopped, DatabaseDown) as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit("Stopped. The next set-up goes on from here.")
