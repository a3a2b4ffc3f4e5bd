"""Any content at all comes out balanced, and means the same."""

from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from csp_portal.documents.intake.pdf_content import Layers, rewrite

PIECES = [
    "q", "Q", "BT", "ET", "EMC", "/Span BMC", "/P <</MCID 0>> BDC", "/P <</MCID 1>> BDC", "/Artifact BMC",
    "/OC /Off BDC", "(words) Tj", "0 0 10 10 re", "f", "n", "1 0 0 1 5 5 cm", "/Im0 Do", "/Fx Do", "frob", "12",
    "/X", "<<", "(", "BI /W 1 /H 1 /BPC 8 /CS /G ID x EI",
]  # fmt: skip


@pytest.fixture(scope="module")
def pdf() -> pikepdf.Pdf:
    return pikepdf.new()


def _page_parts(pdf: pikepdf.Pdf) -> tuple[Any, Layers]:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG))
    image, form = pdf.make_stream(b""), pdf.make_stream(b"(x) Tj")
    image.Subtype, form.Subtype = Name.Image, Name.Form
    form.Resources = Dictionary(Font=Dictionary())
    resources = Dictionary(Properties=Dictionary(Off=group), XObject=Dictionary(Im0=image, Fx=form))
    return resources, Layers(frozenset({group.objgen}))


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.booleans())
def test_whatever_goes_in_comes_out_balanced(pieces: list[str], keep_marks: bool) -> None:
    pdf = pikepdf.new()
    resources, layers = _page_parts(pdf)
    stream = pdf.make_stream("\n".join(pieces).encode())

    rewritten = rewrite(stream, resources, layers=layers, keep_marks=keep_marks, fills_gaps=keep_marks)

    operators = _operators(pdf, rewritten.content)
    for opening, closing in (({"q"}, "Q"), ({"BT"}, "ET"), ({"BMC", "BDC"}, "EMC")):
        depth = 0
        for operator in operators:
            depth += (operator in opening) - (operator == closing)
            assert depth >= 0
        assert depth == 0
    if not keep_marks:
        assert not {"BMC", "BDC", "EMC"} & set(operators)


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_rewriting_again_changes_nothing(pieces: list[str]) -> None:
    pdf = pikepdf.new()
    resources, layers = _page_parts(pdf)
    stream = pdf.make_stream("\n".join(pieces).encode())
    once = rewrite(stream, resources, layers=layers, keep_marks=True, fills_gaps=True).content

    twice = rewrite(pdf.make_stream(once), resources, layers=layers, keep_marks=True, fills_gaps=True)

    assert twice.content == once
    assert twice.added_mcids == []


def test_content_of_a_hidden_layer_is_left_out_and_what_follows_stays(pdf: pikepdf.Pdf) -> None:
    resources, layers = _page_parts(pdf)
    stream = pdf.make_stream(b"/OC /Off BDC BT (secret) Tj ET 0 0 9 9 re f /Im0 Do EMC BT (open) Tj ET")

    rewritten = rewrite(stream, resources, layers=layers, keep_marks=False)

    assert rewritten.hid
    assert b"secret" not in rewritten.content
    assert b"(open)" in rewritten.content
    assert b"Do" not in rewritten.content


def test_text_outside_every_mark_gets_a_number_of_its_own(pdf: pikepdf.Pdf) -> None:
    resources, layers = _page_parts(pdf)
    stream = pdf.make_stream(b"BT (loose) Tj ET /P <</MCID 4>> BDC BT (held) Tj ET EMC 0 0 9 9 re f")

    rewritten = rewrite(stream, resources, layers=layers, keep_marks=True, fills_gaps=True)

    assert rewritten.mcids == {4}
    assert rewritten.added_mcids == [5]
    assert b"/Artifact BMC\n0 0 9 9 re\nf\nEMC" in rewritten.content


@pytest.mark.parametrize(
    ("policy", "hidden"),
    [(None, False), ("/AllOn", True), ("/AnyOff", False), ("/AllOff", True), ("/AnyOn", False)],
)
def test_membership_of_layers_is_worked_out_by_its_policy(
    pdf: pikepdf.Pdf, policy: str | None, hidden: bool
) -> None:
    on, off = (pdf.make_indirect(Dictionary(Type=Name.OCG)) for _ in range(2))
    membership = Dictionary(Type=Name.OCMD, OCGs=Array([on, off]))
    if policy:
        membership.P = Name(policy)

    assert Layers(frozenset({off.objgen})).hides(membership) is hidden


def _operators(pdf: pikepdf.Pdf, content: bytes) -> list[str]:
    return [
        str(instruction.operator) for instruction in pikepdf.parse_content_stream(pdf.make_stream(content))
    ]
