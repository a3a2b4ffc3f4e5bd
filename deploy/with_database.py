"""Runs one command with the database running: `python -m deploy.with_database [--owner] COMMAND...`."""

import os
import signal
import subprocess
import sys

from deploy.embedded_postgres import ROOT, DatabaseDown
from deploy.set_up import database, owner_environment


def main(command: list[str]) -> int:
    # Ctrl-C reaches the command by itself, being told to end by this one; both are waited for, so that the
    # database goes last. Not ignored, since the command would inherit that.
    signal.signal(signal.SIGTERM, lambda *_: None)
    as_owner = command[0] == "--owner"
    with database():
        environment = {**os.environ, **(owner_environment() if as_owner else {})}
        child = subprocess.Popen(command[as_owner:], cwd=ROOT, env=environment)
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
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
