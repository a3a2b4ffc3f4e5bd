"""A command that runs with the database: what it answers is passed on, and it ends when it is told to."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings

RUNNER = [sys.executable, "-m", "deploy.with_database", sys.executable, "-c"]


@contextmanager
def running(program: str) -> Iterator[subprocess.Popen]:
    begun = subprocess.Popen([*RUNNER, program], cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)
    with begun:
        yield begun


@pytest.mark.parametrize("status", [0, 3])
def test_what_the_command_answers_is_passed_on(status: int) -> None:
    with running(f"raise SystemExit({status})") as runner:
        assert runner.wait(timeout=60) == status


def test_a_command_that_is_told_to_end_ends() -> None:
    with running("import time; print('begun', flush=True); time.sleep(600)") as runner:
        assert runner.stdout
        while runner.stdout.readline().strip() != "begun":
            pass

        runner.terminate()

        # The command ended by the signal that was passed on to it.
        assert runner.wait(timeout=60) == -signal.SIGTERM % 256
