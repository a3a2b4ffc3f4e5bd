"""
Runs a command with less memory, processor time and file size than it might want.

A script of its own, started by `limited.py` with `python -I`: limits set between fork and exec are not safe in
a process with threads.
"""

import os
import resource
import sys


def main(arguments: list[str]) -> None:
    memory, seconds, file_size = (int(argument) for argument in arguments[:3])
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (value, value))
    os.execvp(arguments[3], arguments[3:])  # noqa: S606 - the command comes from limited.py, never from a user


if __name__ == "__main__":
    main(sys.argv[1:])
