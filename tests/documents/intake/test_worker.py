"""The corpus: each awkward file is refused in plain words or taken in with the findings that it deserves."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from csp_portal.documents.intake import worker
from csp_portal.documents.intake.outcome import Unusable
from tests.documents.intake.corpus import REFUSED, TAKEN_IN, Awkward

FORBIDDEN = {
    "/JS", "/JavaScript", "/OpenAction", "/AA", "/AF", "/EF", "/EmbeddedFiles", "/XFA", "/AcroForm", "/Launch",
    "/PieceInfo", "/LastModified", "/Thumb", "/OCProperties", "/RichMediaContent", "/Names", "/Dests",
    "/Rotate", "/CropBox", "/UserUnit", "/Author", "/Creator", "/Producer",
}  # fmt: skip
ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/GoToE",
    "/Rendition",
    "/Movie",
    "/Sound",
}


def test_the_corpus_is_large_and_its_names_are_its_own() -> None:
    names = [awkward.name for awkward in [*TAKEN_IN, *REFUSED]]

    assert len(names) >= 100
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("awkward", REFUSED, ids=str)
def test_what_cannot_be_used_gets_a_sentence_that_says_what_to_do(awkward: Awkward, taken: Any) -> None:
    with pytest.raises(Unusable) as refusal:
        taken(awkward)

    assert awkward.refusal is not None
    assert awkward.refusal in refusal.value.sentence
    assert refusal.value.sentence.endswith(".")
    assert "upload" in refusal.value.sentence.lower()


@pytest.mark.parametrize("awkward", TAKEN_IN, ids=str)
def test_what_can_be_used_is_taken_in_with_its_findings(awkward: Awkward, taken: Any) -> None:
    worked = taken(awkward)

    assert worked.codes == awkward.findings
    assert worked.answer["pages"] == awkward.pages
    assert worked.answer["is_tagged"]
    assert all(finding["sentence"].endswith(".") for finding in worked.answer["findings"])
    reader = worked.reader()
    assert len(reader.pages) == awkward.pages
    if awkward.words is not None:
        assert awkward.words in " ".join(worked.text.split())
        assert awkward.words in " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize("awkward", TAKEN_IN, ids=str)
def test_every_page_is_a4_at_the_origin(awkward: Awkward, taken: Any) -> None:
    reader = taken(awkward).reader()

    for number, page in enumerate(reader.pages):
        size = (round(float(page.mediabox.width)), round(float(page.mediabox.height)))
        assert size == ((842, 595) if number in awkward.landscape else (595, 842))
        assert (page.mediabox.left, page.mediabox.bottom) == (0, 0)


@pytest.mark.parametrize("awkward", TAKEN_IN, ids=str)
def test_nothing_active_or_personal_is_left_anywhere_in_the_file(awkward: Awkward, taken: Any) -> None:
    content = taken(awkward).content

    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert set(pdf.docinfo.keys()) == {"/Title"}
        for item in pdf.objects:
            for holder in _dictionaries(item):
                assert not FORBIDDEN & set(holder.keys())
                assert str(holder.get("/S", "")) not in ACTIONS
                if str(holder.get("/Type", "")) == "/Annot":
                    assert str(holder.Subtype) == "/Link"


@pytest.mark.parametrize("awkward", TAKEN_IN, ids=str)
def test_the_parent_tree_and_the_structure_tree_agree(awkward: Awkward, taken: Any) -> None:
    content = taken(awkward).content

    with pikepdf.open(io.BytesIO(content)) as pdf:
        top = pdf.Root.StructTreeRoot
        numbers = list(top.ParentTree.Nums)
        parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
        assert pdf.Root.MarkInfo.Marked is True
        assert str(top.K.S) == "/Document"
        for page in pdf.pages:
            marks = _marks(page)
            row = parents[page.obj.StructParents] if marks else []
            assert len(marks) == len(set(marks))
            for mark in marks:
                assert _refers(row[mark], mark)
            for link in page.obj.get("/Annots", []):
                assert str(parents[link.StructParent].S) in ("/Link", "/Reference", "/Annot")


@pytest.mark.parametrize("awkward", TAKEN_IN, ids=str)
def test_taking_in_what_was_taken_in_changes_nothing_more(awkward: Awkward, taken: Any, work: Any) -> None:
    once = taken(awkward)

    twice = work(once.content)

    assert twice.answer["pages"] == once.answer["pages"]
    assert twice.answer["had_tags"]
    assert not twice.codes & {"rotated", "oversize", "reduced", "repaired", "mixed-sizes", "tags-discarded"}
    assert " ".join(twice.text.split()) == " ".join(once.text.split())


@pytest.mark.parametrize("name", ["plain", "form-field", "tagged", "photograph"])
def test_the_same_upload_gives_the_same_bytes(name: str, work: Any) -> None:
    awkward = next(awkward for awkward in TAKEN_IN if awkward.name == name)

    content = awkward.build()

    first = work(content, filename=awkward.filename)
    second = work(content, filename=awkward.filename)

    assert first.content == second.content


def _dictionaries(item: Any, depth: int = 0) -> Any:
    if isinstance(item, pikepdf.Array):
        for value in item:
            if not getattr(value, "is_indirect", False):
                yield from _dictionaries(value, depth + 1)
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        yield item
        for value in item.values():
            if not getattr(value, "is_indirect", False):
                yield from _dictionaries(value, depth + 1)


def _marks(page: Any) -> list[int]:
    return [
        int(operands[1].MCID)
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]
    ]


def _refers(element: Any, mark: int) -> bool:
    return any(
        kid == mark or (isinstance(kid, pikepdf.Dictionary) and kid.get("/MCID") == mark) for kid in element.K
    )


def test_where_it_broke_is_told_and_nothing_of_what_the_file_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "Zebrafinch"
    (tmp_path / "task.json").write_text("{}")

    def breaks(folder: Path, task: dict) -> dict:
        raise KeyError(said)

    monkeypatch.setattr(worker, "work", breaks)

    with pytest.raises(SystemExit) as end:
        worker.main(tmp_path)

    assert "KeyError" in str(end.value.code)
    assert said not in str(end.value.code)
