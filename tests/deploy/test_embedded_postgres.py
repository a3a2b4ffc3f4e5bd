"""The private PostgreSQL in a copy of the portal of its own, with every kind of death."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest

from deploy import embedded_postgres
from tests.servers import addresses, children, command, copy_of_the_runner, embedded_home, process

CONNECTED = "from deploy import embedded_postgres as e\nwith e.in_use():\n    input()\n"


def lives(number: int) -> bool:
    try:
        return bool(Path(f"/proc/{number}/cmdline").read_text())
    except OSError:
        return False


def ask(copy: Path, statement: str, *, login: str = "DATABASE_OWNER_URL") -> list[tuple]:
    connection = psycopg2.connect(addresses(copy)[login])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


@pytest.fixture
def copy() -> Iterator[Path]:
    with copy_of_the_runner() as folder:
        yield folder


def test_start_makes_a_server_that_only_this_copy_can_use(copy: Path) -> None:
    answer = command(copy, "start")

    assert answer.returncode == 0, answer.stderr
    home = embedded_home(copy)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    for name in ("postgres.json", "postgres.env"):
        assert stat.S_IMODE((copy / "var" / name).stat().st_mode) == 0o600
    assert ask(copy, "SHOW listen_addresses") == [("127.0.0.1",)]
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(re.sub(r":[^:@]+@", ":guessed@", addresses(copy)["DATABASE_URL"]))


def test_the_web_login_owns_nothing_and_the_owner_may_make_roles_and_databases(copy: Path) -> None:
    command(copy, "start")

    rights = ask(
        copy,
        "SELECT rolname, rolcanlogin, rolsuper, rolcreaterole, rolcreatedb FROM pg_roles"
        " WHERE rolname LIKE 'csp%' ORDER BY rolname",
    )

    assert rights == [("csp_owner", True, False, True, True), ("csp_web", True, False, False, False)]
    assert ask(copy, "SELECT current_user::text", login="DATABASE_URL") == [("csp_web",)]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(copy, "CREATE TABLE mine (id int)", login="DATABASE_URL")


def test_a_second_command_shares_the_running_server(copy: Path) -> None:
    command(copy, "start")
    before = process(copy)

    command(copy, "start")

    assert process(copy) == before


@pytest.mark.parametrize("victims", ["the server", "the server and its children"])
def test_start_recovers_after_kill_9_with_all_rows(copy: Path, victims: str) -> None:
    command(copy, "start")
    ask(copy, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    server = process(copy)
    with_it = children(server) if "children" in victims else []
    for victim in (server, *with_it):
        os.kill(victim, signal.SIGKILL)

    answer = command(copy, "start")

    assert answer.returncode == 0, answer.stderr
    assert ask(copy, "SELECT count(*) FROM kept") == [(1000,)]


def test_start_is_not_misled_by_a_process_id_that_belongs_to_something_else_now(copy: Path) -> None:
    command(copy, "start")
    data = embedded_home(copy) / "data"
    pid_file = (data / "postmaster.pid").read_text()
    command(copy, "stop")
    who = embedded_postgres.switched()
    stranger = subprocess.Popen(["/bin/sleep", "60"], cwd="/", **who)
    (data / "postmaster.pid").write_text(pid_file.replace(pid_file.split()[0], str(stranger.pid), 1))

    answer = command(copy, "start")

    stranger.kill()
    stranger.wait()
    assert answer.returncode == 0, answer.stderr
    assert ask(copy, "SELECT 1") == [(1,)]


def test_start_takes_another_port_when_its_own_was_taken_meanwhile(copy: Path) -> None:
    command(copy, "start")
    command(copy, "stop")
    port = int(addresses(copy)["DATABASE_URL"].rsplit(":", 1)[1].split("/")[0])

    with socket.create_server(("127.0.0.1", port)):
        answer = command(copy, "start")

    assert answer.returncode == 0, answer.stderr
    assert f":{port}/" not in addresses(copy)["DATABASE_URL"]
    assert ask(copy, "SELECT 1") == [(1,)]


def test_a_set_up_that_was_interrupted_is_finished_by_the_next(copy: Path) -> None:
    home = embedded_home(copy)
    (copy / "var").mkdir(exist_ok=True)
    home.mkdir(mode=0o700)
    (home / "data.new").mkdir()
    (home / "data.new" / "PG_VERSION").write_text("15")

    answer = command(copy, "start")

    assert answer.returncode == 0, answer.stderr
    assert ask(copy, "SELECT 1") == [(1,)]


def test_a_data_folder_without_its_passwords_is_put_aside(copy: Path) -> None:
    command(copy, "start")
    (copy / "var" / "postgres.json").unlink()

    answer = command(copy, "start")

    assert answer.returncode == 0, answer.stderr
    assert ask(copy, "SELECT 1") == [(1,)]
    assert len([*embedded_home(copy).glob("data.of-an-earlier-copy-*")]) == 1


def test_the_last_command_to_leave_stops_the_server(copy: Path) -> None:
    first, second = (
        subprocess.Popen(
            [sys.executable, "-c", CONNECTED], cwd=copy, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
        )
        for _ in range(2)
    )
    wait_until(lambda: "DATABASE_URL" in addresses(copy) and ask(copy, "SELECT 1") == [(1,)])
    time.sleep(1)  # both hold it now
    server = process(copy)

    first.communicate(b"\n", timeout=60)
    still_there = lives(server)
    second.communicate(b"\n", timeout=60)

    assert still_there
    assert not lives(server)


def test_a_process_of_the_server_that_dies_is_told_by_who_used_it(copy: Path) -> None:
    user = subprocess.Popen(
        [sys.executable, "-c", CONNECTED], cwd=copy, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    wait_until(lambda: "DATABASE_URL" in addresses(copy) and ask(copy, "SELECT 1") == [(1,)])
    time.sleep(1)  # it looks at the log from here on
    connection = psycopg2.connect(addresses(copy)["DATABASE_OWNER_URL"])
    os.kill(connection.info.backend_pid, signal.SIGKILL)
    wait_until(lambda: ask(copy, "SELECT 1") == [(1,)])

    said = user.communicate("\n", timeout=60)[0]

    connection.close()
    assert re.search(r"^Database: .*was terminated by signal 9", said, re.MULTILINE)


def test_stop_stops_the_server_and_may_be_said_twice(copy: Path) -> None:
    command(copy, "start")
    server = process(copy)

    first = command(copy, "stop")
    second = command(copy, "stop")

    assert not lives(server)
    assert first.stdout == "Database: stopped.\n"
    assert second.stdout == "Database: was not running.\n"


def test_a_database_of_a_version_that_is_gone_is_explained(copy: Path) -> None:
    command(copy, "start")
    command(copy, "stop")
    (embedded_home(copy) / "data" / "PG_VERSION").write_text("9\n")

    answer = command(copy, "start")

    assert answer.returncode == 1
    assert "was made by PostgreSQL 9, which is not on this machine any more." in answer.stderr


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except (OSError, psycopg2.Error):
            pass
        time.sleep(0.1)
    pytest.fail("It did not happen within a minute.")
