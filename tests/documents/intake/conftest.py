"""Taking files in without the subprocess, so that a hundred of them take seconds."""

import dataclasses
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest

from csp_portal.documents.intake import worker
from tests.documents.intake.corpus import Awkward


@dataclasses.dataclass(frozen=True)
class Worked:
    """What the worker answered, and the PDF as a second library reads it."""

    answer: dict[str, Any]
    content: bytes
    text: str

    @property
    def codes(self) -> set[str]:
        return {finding["code"] for finding in self.answer["findings"]}

    def sentences(self, code: str) -> list[str]:
        return [finding["sentence"] for finding in self.answer["findings"] if finding["code"] == code]

    def reader(self) -> pypdf.PdfReader:
        return pypdf.PdfReader(io.BytesIO(self.content), strict=True)


@pytest.fixture
def work(tmp_path: Path) -> Callable[..., Worked]:
    def _work(content: bytes, *, filename: str = "paper.pdf", title: str = "Crime figures") -> Worked:
        (tmp_path / "upload").write_bytes(content)
        task = {"step": "open", "filename": filename, "title": title, "max_pages": 30}
        answer = worker.work(tmp_path, task)
        return Worked(answer, (tmp_path / "result.pdf").read_bytes(), (tmp_path / "result.txt").read_text())

    return _work


_taken: dict[str, Worked] = {}


@pytest.fixture
def taken(work: Callable[..., Worked]) -> Callable[[Awkward], Worked]:
    """Each file of the corpus is taken in once, however many tests look at it."""

    def _take(awkward: Awkward) -> Worked:
        if awkward.name not in _taken:
            _taken[awkward.name] = work(awkward.build(), filename=awkward.filename)
        return _taken[awkward.name]

    return _take
