"""
Serves the portal on this machine: web server and queue together, until Ctrl-C (`make run`).

What dies is started again, the database included: a demonstration should survive a kill -9.
"""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from deploy import embedded_postgres
from deploy.embedded_postgres import ROOT, VAR, DatabaseDown, Server, locked, port_is_free, say
from deploy.set_up import PYTHON, given_database, read_settings

GIVE_UP = (5, 60)  # as many deaths of one part in as many seconds
PATIENCE = 15


class Ending(Exception):
    """Raised by the signals that ask the portal to end."""


def end(number: int, frame: FrameType | None) -> None:
    raise Ending


def die_with_parent() -> None:
    """Make the kernel end this process when its parent dies, where the kernel is Linux."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Part:
    """One of the portal's processes, with its own children in one group."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        self.name = name
        self.command = command
        self.environment = environment
        self.starts: deque[float] = deque(maxlen=GIVE_UP[0])
        self.process = self.start()

    def start(self) -> subprocess.Popen:
        self.starts.append(time.monotonic())
        return subprocess.Popen(
            [str(PYTHON), *self.command],
            cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
            start_new_session=True, preexec_fn=die_with_parent,  # noqa: PLW1509 - one thread only
        )  # fmt: skip

    def look_after(self) -> None:
        """
        Start the part again when it has died.

        :raises DatabaseDown: when it keeps dying
        """
        if self.process.poll() is None:
            return
        self.kill()  # what it left behind
        if len(self.starts) == GIVE_UP[0] and time.monotonic() - self.starts[0] < GIVE_UP[1]:
            raise DatabaseDown(f"{self.name} keeps ending; the lines above say why.")
        say(f"{self.name} ended by itself and is started again.")
        self.process = self.start()

    def ask_to_stop(self) -> None:
        with suppress(ProcessLookupError):
            self.process.terminate()

    def kill(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)


def web_role(environment: dict[str, str]) -> None:
    """Have the web and the queue work as a role that owns no table, where the given login may switch to it."""
    if not given_database():
        return
    probe = (
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "with connection.cursor() as cursor: cursor.execute('SET ROLE csp_web')\n"
    )
    answer = subprocess.run(
        [PYTHON, "-c", probe],
        cwd=ROOT, capture_output=True, env={**environment, "DJANGO_SETTINGS_MODULE": "csp_portal.settings"},
    )  # fmt: skip
    if answer.returncode == 0:
        environment["DATABASE_ROLE"] = "csp_web"
    else:
        say("Database: this login may not become csp_web, so the portal works as the owner of its tables.")


def choose_port(host: str, wanted: int) -> int:
    """Take the wanted port, or the next free one."""
    port = next((port for port in range(wanted, min(wanted + 100, 65536)) if port_is_free(port, host)), 0)
    if not port:
        raise DatabaseDown(f"No port from {wanted} up is free. Name another: make run PORT=9000.")
    if port != wanted:
        say(f"Port {wanted} is in use; the portal takes {port}.")
    return port


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5)  # noqa: S310 - our own address
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def serve(server: Server | None) -> None:
    host = os.environ.get("HOST", "127.0.0.1")
    port = choose_port(host, int(os.environ.get("PORT", "8000")))
    address = f"http://{host}:{port}/"
    environment = {"LOG_LEVEL": "WARNING", **os.environ, "PYTHONUNBUFFERED": "1"}
    own = {**read_settings(VAR / "portal.env"), **read_settings(ROOT / ".env"), **os.environ}
    environment.setdefault("PORTAL_ADDRESS", own.get("PORTAL_ADDRESS", address))
    web_role(environment)
    web = [
        "-m", "gunicorn", "csp_portal.wsgi", "--bind", f"{host}:{port}", "--workers", "2",
        "--timeout", "120", "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip
    parts: list[Part] = []
    try:
        parts.append(Part("The web server", web, environment))
        parts.append(Part("The queue", ["manage.py", "qcluster"], environment))
        is_announced = False
        while True:
            for part in parts:
                part.look_after()
            if server and not server.process():
                say("The database ended by itself and is started again.")
                server.start()
            if not is_announced and answers(f"{address}healthz"):
                is_announced = True
                say(f"The portal is at {address} (Ctrl-C stops it).")
            time.sleep(0.5)
    except Ending:
        say("Stopping the portal.")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for part in parts:
            part.ask_to_stop()
        deadline = time.monotonic() + PATIENCE
        for part in parts:
            with suppress(subprocess.TimeoutExpired):
                part.process.wait(max(0.1, deadline - time.monotonic()))
            part.kill()


def record_folder() -> Path:
    folder = VAR / "serving"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def on_record() -> Iterator[None]:
    """Keep this process on record for `make stop`, under a lock that cannot outlive it."""
    file = record_folder() / str(os.getpid())
    with locked(file, fcntl.LOCK_EX):
        try:
            yield
        finally:
            file.unlink(missing_ok=True)


def stop_all() -> None:
    """Stop every portal of this copy, then the database."""
    for file in record_folder().iterdir():
        descriptor = os.open(file, os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.kill(int(file.name), signal.SIGTERM)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            say("The portal is stopped.")
        finally:
            os.close(descriptor)
        file.unlink(missing_ok=True)
    embedded_postgres.main("stop")


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    with on_record():
        if given_database():
            serve(None)
            return
        with embedded_postgres.in_use() as server:
            serve(server)


if __name__ == "__main__":
    try:
        stop_all() if sys.argv[1:] == ["stop"] else main()
    except DatabaseDown as problem:
        sys.exit(str(problem))
    except Ending:
        say("Stopped.")
