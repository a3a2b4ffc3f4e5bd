"""Locks the newest packages that pyproject.toml allows, with hashes, into requirements/ (`make lock`)."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from deploy.embedded_postgres import ROOT, VAR, say
from deploy.set_up import Stopped, quietly

PIP_TOOLS = "pip-tools==7.6.2"
FOLDER = ROOT / "requirements"
# One file for each occasion: the portal, work on it, and what a machine may lack.
GROUPS = ("dev", "node", "postgres", "storage")
OPTIONS = (
    "--quiet", "--generate-hashes", "--no-header", "--strip-extras", "--allow-unsafe",
    "--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host", "--no-emit-options",
)  # fmt: skip


def main(arguments: list[str]) -> None:
    tools = VAR / "lock"
    python = tools / "bin" / "python"
    if not (tools / "bin" / "pip-compile").exists():
        quietly(sys.executable, "-m", "venv", "--clear", tools)
        quietly(python, "-m", "pip", "install", "--quiet", PIP_TOOLS)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run = project["project"]["dependencies"]
    groups = {"run": run, **{name: project["dependency-groups"][name] for name in GROUPS}}
    groups["dev"] = [*run, *groups["dev"]]
    for name, wanted in groups.items():
        say(f"Locking {name}.")
        (tools / f"{name}.in").write_text("\n".join(wanted) + "\n")
        target = FOLDER / f"{name}.txt"
        constraint = [] if name == "run" else ["--constraint", str(FOLDER / "run.txt")]
        quietly(
            python, "-m", "piptools", "compile", *OPTIONS, *constraint, *arguments,
            "--output-file", target, tools / f"{name}.in",
        )  # fmt: skip
        tidy(target, name)


def tidy(target: Path, name: str) -> None:
    """
    Leave nothing of this machine in the file.

    :raises Stopped: when something of it would stay
    """
    text = re.sub(r"(-r|-c) \S*?(\w+\.(?:in|txt))", r"\1 \2", target.read_text())
    text = text.replace(f"-r {name}.in", "pyproject.toml")
    if found := re.search(r"https?:|file:/|--(?:index|find|extra|trusted)|(?<![\w.])/\w+/", text):
        raise Stopped(f"{target.name} names an address or a path: {found[0]}")
    target.write_text(
        f"# Locked from pyproject.toml by `make lock`; installed only with these hashes.\n{text}"
    )


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (Stopped, subprocess.CalledProcessError) as problem:
        sys.exit(str(problem))
