"""The whole way, through the limited processes."""

import io
import os
import stat
import time
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from csp_portal.documents.intake import Unusable, conversion, limited, take_in
from tests.documents.intake.corpus import OFFICE, REFUSED, Awkward, picture_of, typeset, word

needs_libreoffice = pytest.mark.skipif(conversion.converter() is None, reason="LibreOffice is not installed")


def _program(folder: Path, script: str) -> str:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


def test_a_pdf_comes_back_with_pages_kind_and_text() -> None:
    taken = take_in(typeset(3), filename="crime.pdf", title="Crime figures")

    assert taken.pages == 3
    assert taken.media_type == "application/pdf"
    assert taken.is_tagged
    assert not taken.had_tags
    assert "17 March 2016" in taken.text
    assert [finding.as_json()["code"] for finding in taken.findings] == ["not-tagged"]
    with pikepdf.open(io.BytesIO(taken.pdf)) as pdf:
        assert str(pdf.docinfo.Title) == "Crime figures"
        assert str(pdf.Root.Lang) == "en-GB"


def test_what_a_killed_process_left_behind_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left, at_work = tmp_path / "csp-upload-left", tmp_path / "csp-upload-at-work"
    for folder in (left, at_work):
        folder.mkdir()
        (folder / "upload").write_bytes(b"words")
    os.utime(left, (0, 0))

    take_in(typeset(1), filename="a.pdf", title="A")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["csp-upload-at-work"]


def test_a_picture_is_described_by_its_title() -> None:
    taken = take_in(picture_of(), filename="map.jpg", title="Map of wards")

    with pikepdf.open(io.BytesIO(taken.pdf)) as pdf:
        figure = pdf.Root.StructTreeRoot.K.K[0]
        assert str(figure.S) == "/Figure"
        assert str(figure.Alt) == "Map of wards"


@pytest.mark.parametrize(
    "name", ["empty", "password", "half-a-file", "deflate-bomb", "zip-bomb", "png-bomb", "word-named-pdf"]
)
def test_what_is_refused_in_the_limited_process_is_refused_with_the_same_words(name: str) -> None:
    awkward = next(awkward for awkward in REFUSED if awkward.name == name)

    with pytest.raises(Unusable, match=awkward.refusal):
        take_in(awkward.build(), filename=awkward.filename, title="x")


def test_a_file_over_the_limit_is_refused_before_anything_reads_it(settings: Any, monkeypatch: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1_000_000
    monkeypatch.setattr(limited, "run", None)

    with pytest.raises(Unusable, match="larger than 1 MB"):
        take_in(b"%PDF-" + b"0" * 1_000_000, filename="a.pdf", title="x")


def test_too_many_pages_are_refused_by_the_setting(settings: Any) -> None:
    settings.UPLOAD_MAX_PAGES = 2

    with pytest.raises(Unusable, match="3 pages, more than the 2"):
        take_in(typeset(3), filename="a.pdf", title="x")


def test_a_reader_that_runs_out_of_memory_costs_only_the_upload(settings: Any) -> None:
    settings.UPLOAD_MAX_MEMORY = 60_000_000

    with pytest.raises(Unusable, match=r"upload|Upload"):
        take_in(typeset(), filename="a.pdf", title="x")


def test_a_reader_that_never_ends_is_ended(settings: Any, monkeypatch: Any) -> None:
    settings.UPLOAD_MAX_SECONDS = 1
    run = limited.run
    monkeypatch.setattr(limited, "run", lambda command, **options: run(["sleep", "60"], **options))
    began = time.monotonic()

    with pytest.raises(Unusable, match="took too long to read"):
        take_in(typeset(), filename="a.pdf", title="x")

    assert time.monotonic() - began < 10


def test_a_limited_program_sees_no_secrets_and_writes_only_so_much(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("SECRET_KEY", "do-not-tell")

    limited.run(
        ["sh", "-c", "env > seen.txt; ulimit -v >> seen.txt"], folder=tmp_path, seconds=5, memory=500_000_000
    )

    seen = (tmp_path / "seen.txt").read_text()
    assert "do-not-tell" not in seen
    assert seen.splitlines()[-1] == str(500_000_000 // 1024)


def test_a_program_that_fails_says_why_to_the_operator(tmp_path: Path) -> None:
    with pytest.raises(limited.Died, match="exit status 3: no such font"):
        limited.run(["sh", "-c", "echo no such font; exit 3"], folder=tmp_path, seconds=5, memory=500_000_000)


# --- LibreOffice ----------------------------------------------------------------------------------


def test_without_libreoffice_an_office_file_is_refused_with_what_to_do(settings: Any) -> None:
    settings.OFFICE_CONVERTER = "/nowhere/soffice"

    with pytest.raises(Unusable, match="save it as PDF and upload that"):
        take_in(word(), filename="a.docx", title="x")


def test_a_conversion_that_hangs_is_ended_with_all_its_children(settings: Any, tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    settings.UPLOAD_MAX_SECONDS = 4
    settings.OFFICE_CONVERTER = _program(
        tmp_path, f"(while :; do touch {alive}; sleep 0.1; done) & sleep 3600"
    )
    began = time.monotonic()

    with pytest.raises(Unusable, match="took too long to convert"):
        take_in(word(), filename="a.docx", title="x")

    assert time.monotonic() - began < 15
    assert alive.exists()
    alive.unlink()
    time.sleep(0.4)
    assert not alive.exists()


@pytest.mark.parametrize("script", ["exit 0", "exit 77", "kill -SEGV $$"])
def test_a_conversion_that_makes_nothing_is_refused(script: str, settings: Any, tmp_path: Path) -> None:
    settings.OFFICE_CONVERTER = _program(tmp_path, script)

    with pytest.raises(Unusable, match="could not be converted"):
        take_in(word(), filename="a.docx", title="x")


@needs_libreoffice
@pytest.mark.parametrize("awkward", OFFICE, ids=str)
def test_office_files_become_clean_pdf_files(awkward: Awkward) -> None:
    taken = take_in(awkward.build(), filename=awkward.filename, title="Crime figures")

    assert {finding.code for finding in taken.findings} == awkward.findings
    assert taken.pages == awkward.pages
    assert "17 March 2016" in " ".join(taken.text.split())
    assert "root:" not in taken.text
    assert b"Secretary" not in taken.pdf
    with pikepdf.open(io.BytesIO(taken.pdf)) as pdf:
        assert set(pdf.docinfo.keys()) == {"/Title"}
        assert "Secretary" not in str(pdf.Root.Metadata.read_bytes())
