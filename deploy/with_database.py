"""Runs one command with the database running: `python -m deploy.with_database [--owner] COMMAND...`."""

import os
import signal
import subprocess
import sys

from deploy.embedded_postgres import ROOT, DatabaseDown
from deploy.set_up import database, owner_environment


def main(command: list[str]) -> int:
    # Ctrl-C reaches the command too; this one waits for it, so that the database goes last.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    as_owner = command[0] == "--owner"
    with database():
        environment = {**os.environ, **(owner_environment() if as_owner else {})}
        child = subprocess.Popen(command[as_owner:], cwd=ROOT, env=environment)
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except DatabaseDown as problem:
        sys.exit(str(problem))
