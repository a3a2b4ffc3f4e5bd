"""A private PostgreSQL for one test, which it may kill without hurting the others, and dumps of the tests' own."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from deploy import embedded_postgres

RUNNER = [sys.executable, "-m", "deploy.embedded_postgres"]


@contextmanager
def copy_of_the_runner() -> Iterator[Path]:
    """Give a copy of the runner in a folder of its own, with nothing made yet."""
    if not embedded_postgres.server_programs():
        pytest.fail("There is no PostgreSQL on this machine; `make test` sets one up.")
    # Not pytest's own folder: that is closed to the account which the server gets from root.
    folder = Path(tempfile.mkdtemp(prefix="test-copy-", dir=settings.BASE_DIR / "var"))
    folder.chmod(0o755)
    (folder / "deploy").mkdir()
    for name in ("__init__", "embedded_postgres"):
        shutil.copy(settings.BASE_DIR / "deploy" / f"{name}.py", folder / "deploy")
    (folder / ".venv").symlink_to(settings.BASE_DIR / ".venv")
    try:
        yield folder
    finally:
        command(folder, "stop")
        shutil.rmtree(embedded_home(folder))
        shutil.rmtree(folder)


def command(copy: Path, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run([*RUNNER, *words], cwd=copy, capture_output=True, text=True, timeout=120)


def embedded_home(copy: Path) -> Path:
    question = "from deploy.embedded_postgres import Server; print(Server().home)"
    answer = subprocess.run([sys.executable, "-c", question], cwd=copy, capture_output=True, text=True)
    return Path(answer.stdout.strip())


def process(copy: Path) -> int:
    return int((embedded_home(copy) / "data" / "postmaster.pid").read_text().split()[0])


def children(server: int) -> list[int]:
    """List the processes of a running server that serve its sessions or work in the background."""
    return [int(number) for number in Path(f"/proc/{server}/task/{server}/children").read_text().split()]


def addresses(copy: Path) -> dict[str, str]:
    return dict(re.findall(r"(\w+)=(.+)", (copy / "var" / "postgres.env").read_text()))


def dumped(*options: str) -> str:
    """Dump the tests' database as an operator does whom row-level security lets see all."""
    database = connection.settings_dict
    program = shutil.which("pg_dump")
    if program is None:
        pytest.skip("pg_dump is not installed")
    given = {
        "PGHOST": str(database["HOST"]),
        "PGPORT": str(database["PORT"]),
        "PGUSER": str(database["USER"]),
        "PGPASSWORD": str(database["PASSWORD"]),
        "PGDATABASE": str(database["NAME"]),
        "PGOPTIONS": "-c isp.scope=all",
    }
    done = subprocess.run(  # noqa: S603
        [program, "--enable-row-security", *options],
        env=os.environ | given,
        capture_output=True,
        text=True,
        check=False,
    )
    if "server version mismatch" in done.stderr:
        pytest.skip("pg_dump is older than this server")
    assert done.returncode == 0, done.stderr
    return done.stdout
