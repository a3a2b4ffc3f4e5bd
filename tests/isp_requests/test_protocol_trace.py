"""The trace of the protocol names every paragraph once, and only pages and tests that there are."""

import ast
import re
from functools import cache
from pathlib import Path

from isp_requests.urls import urlpatterns

ROOT = Path(__file__).resolve().parents[2]
TRACE = ROOT / "docs" / "protocol-trace.md"

# The paragraphs of the protocol of 2016 and its appendices, as they are numbered there.
PARAGRAPHS = (
    "1.1 1.2 1.3 1.4 1.5 2.1 2.2 2.3 3.1 3.2 3.3 3.4 3.5 3.6 4.1 4.2 4.3 4.4 4.5 4.6 4.7 4.8 4.8.1 4.8.2 4.8.3 "
    "4.8.4 4.8.5 5.1 5.2 6.1 6.2 6.3 6.4 6.5 7.1 7.2 7.3 7.4 8.1 8.2 8.3 8.3.1 8.3.2 8.3.3 8.3.4 9.1 9.2 9.3 9.4 "
    "9.5 9.6 10.1.1 10.2.1 10.2.2 10.3.1 10.3.2 10.4.1 10.5.1 10.5.2 10.5.3 10.6.1 10.6.2 11.1 12 A B C D E F G H"
).split()


def _rows() -> list[list[str]]:
    lines = [line for line in TRACE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


@cache
def _tests(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_paragraph_has_its_row_in_order():
    assert [row[0] for row in _rows()] == PARAGRAPHS


def test_every_test_that_is_named_exists():
    named = [found for row in _rows() for found in re.findall(r"`([^`]+)::([^`]+)`", row[2])]

    assert named
    assert [f"{path}::{name}" for path, name in named if name not in _tests(path)] == []


def test_every_page_that_is_named_exists():
    there = {pattern.name for pattern in urlpatterns}
    named = {name for row in _rows() for name in re.findall(r"`([a-z_]+)`", row[1])}

    assert named - there == set()


def test_what_has_no_test_says_why():
    for paragraph, _, test, note in _rows():
        assert test or note.startswith(("Not software:", "Not built yet:")), paragraph
