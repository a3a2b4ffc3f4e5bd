"""Joining parts into one pack."""

import io
import re
from pathlib import Path

import pikepdf
import pypdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from csp_portal.documents.pdf.parts import Assembled, Bookmark, Part, UnknownPart
from csp_portal.documents.pdfua.checking import check
from tests.documents.pdf.pages import REPORT, TABLE, front_sheet, join, numbered, typeset_page


@pytest.fixture
def parts() -> list[Part]:
    contents = {
        "minutes": typeset_page("<h1>Minutes</h1>" + "<p>Words.</p>" * 70),
        "report": typeset_page(REPORT),
        "plan": typeset_page("<h1>Plan</h1>" + TABLE, "landscape"),
        "same-again": typeset_page(REPORT),
    }
    return [front_sheet(list(contents)), *numbered(contents, marking="OFFICIAL")]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "pack.pdf"


def upload(*contents: bytes, **page: object) -> pikepdf.Pdf:
    """A foreign file of A4 pages, with the given content streams."""
    pdf = pikepdf.Pdf.new()
    for content in contents:
        added = pdf.add_blank_page(page_size=(595.276, 841.89))
        added.obj.Contents = pdf.make_stream(content)
        for key, value in page.items():
            added.obj[f"/{key}"] = value
    return pdf


def as_bytes(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def everything_in(path: Path) -> bytes:
    """All that a file holds, with nothing compressed."""
    target = io.BytesIO()
    with pikepdf.open(path) as pdf:
        pdf.save(
            target,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return target.getvalue()


# --- Accessibility ----------------------------------------------------------------------------------


@pytest.mark.pdfua
def test_a_joined_pack_breaks_no_rule_of_pdf_ua(parts: list[Part], output: Path) -> None:
    slip = Part(
        "slip",
        typeset_page("<h1>Gangs</h1><p>Pages 13 to 20 are not public.</p>"),
        "Gangs",
        13,
        20,
        is_slip=True,
    )

    assembled = join([*parts, slip], output)

    [verdict] = check([output])
    assert assembled.is_pdf_ua
    assert verdict.broken == []
    assert verdict.checks > 1000


def test_every_piece_of_content_of_every_page_leads_to_its_element(parts: list[Part], output: Path) -> None:
    join(parts, output)

    with pikepdf.open(output) as pdf:
        parents = dict(pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree).items())
        keys = [int(page.obj.StructParents) for page in pdf.pages]
        for page, key in zip(pdf.pages, list(keys), strict=True):
            content = b"".join(stream.read_bytes() for stream in page.obj.Contents) if isinstance(
                page.obj.Contents, Array) else page.obj.Contents.read_bytes()  # fmt: skip
            numbers = {int(number) for number in re.findall(rb"/MCID (\d+)", content)}
            assert numbers == set(range(len(parents[key])))
            for number, element in enumerate(parents[key]):
                assert element.Pg.objgen == page.obj.objgen
                assert number in [kid for kid in element.K if isinstance(kid, int)]
            for annotation in page.obj.get("/Annots", ()):
                element = parents[int(annotation.StructParent)]
                assert annotation.objgen in [
                    kid.Obj.objgen for kid in element.K if isinstance(kid, Dictionary) and "/Obj" in kid
                ]
                keys.append(int(annotation.StructParent))
    assert len(set(keys)) == len(keys) == len(parents)


def test_elements_hang_under_one_document_in_the_order_of_the_pack(parts: list[Part], output: Path) -> None:
    join(parts, output)

    with pikepdf.open(output) as pdf:
        [document] = pdf.Root.StructTreeRoot.K
        titles = [str(part.T) for part in document.K]
        kinds = {str(part.S) for part in document.K}
        upwards = all(part.P.objgen == document.objgen for part in document.K)
    assert titles == [part.title for part in parts]
    assert kinds == {"/Part"}
    assert upwards


def test_identifiers_of_two_parts_never_collide_even_for_the_same_paper_twice(
    parts: list[Part], output: Path
) -> None:
    join(parts, output)

    identifiers: list[str] = []
    headers: set[str] = set()
    with pikepdf.open(output) as pdf:
        waiting = list(pdf.Root.StructTreeRoot.K)
        while waiting:
            element = waiting.pop()
            if "/ID" in element:
                identifiers.append(str(element.ID))
            if isinstance(element.get("/A"), Dictionary):
                headers |= {str(header) for header in element.A.get("/Headers", ())}
            waiting += [kid for kid in element.get("/K", ()) if isinstance(kid, Dictionary) and "/S" in kid]
        indexed = list(pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree).keys())
    assert len(identifiers) == len(set(identifiers))
    assert headers <= set(identifiers)
    assert sorted(indexed) == sorted(identifiers)


def test_an_upload_without_tags_takes_the_claim_of_accessibility_away(
    parts: list[Part], output: Path
) -> None:
    scan = Part("scan", as_bytes(upload(b"", b"")), "Scan", 99, 100)

    assembled = join([*parts, scan], output)

    assert not assembled.is_pdf_ua
    assert b"pdfuaid:part" not in everything_in(output)


@pytest.mark.parametrize("is_accessible", [True, False])
def test_an_upload_counts_as_what_it_is_declared_to_be(is_accessible: bool, output: Path) -> None:
    tagged = upload(b"/P <</MCID 0>> BDC EMC", StructParents=0)
    root = tagged.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    element = tagged.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.P, P=root, Pg=tagged.pages[0].obj, K=0)
    )
    root.K, root.ParentTree = element, Dictionary(Nums=Array([0, Array([element])]))
    tagged.Root.StructTreeRoot = root

    assembled = join([Part("a", as_bytes(tagged), "A", 1, 2, is_accessible=is_accessible)], output)

    assert assembled.is_pdf_ua == is_accessible


def test_role_names_of_two_uploads_keep_their_own_meaning(output: Path) -> None:
    parts = []
    for number, meaning in enumerate((Name.H1, Name.P)):
        tagged = upload(b"/Body <</MCID 0>> BDC EMC", StructParents=0)
        root = tagged.make_indirect(Dictionary(Type=Name.StructTreeRoot, RoleMap=Dictionary(Body=meaning)))
        element = tagged.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Body, P=root, Pg=tagged.pages[0].obj, K=0, ID=String("x"))
        )
        root.K, root.ParentTree = element, Dictionary(Nums=Array([0, Array([element])]))
        tagged.Root.StructTreeRoot = root
        parts.append(Part(f"u{number}", as_bytes(tagged), "Upload", 2 * number + 1, 2 * number + 2))

    join(parts, output)

    with pikepdf.open(output) as pdf:
        roles = pdf.Root.StructTreeRoot.RoleMap
        [document] = pdf.Root.StructTreeRoot.K
        elements = [kid for part in document.K for kid in part.K if "/ID" in kid]
        assert [roles[str(element.S)] for element in elements] == [Name.H1, Name.P]
        assert len({str(element.ID) for element in elements}) == 2


# --- Numbers, stamps --------------------------------------------------------------------------------


def test_viewers_show_the_running_numbers(parts: list[Part], output: Path) -> None:
    assembled = join(parts, output)

    labels = pypdf.PdfReader(output).page_labels
    assert labels == list(assembled.labels)
    assert labels[:4] == ["i", "ii", "1", "2"]
    assert assembled.pages == len(labels)


def test_each_page_says_its_number_at_the_same_place(parts: list[Part], output: Path) -> None:
    assembled = join(parts, output)

    reader = pypdf.PdfReader(output)
    ends = set()
    for label, page in zip(assembled.labels, reader.pages, strict=True):
        spots: list[tuple[float, float]] = []

        def note(
            text: str,
            _cm: object,
            tm: list[float],
            _font: object,
            _size: object,
            spots: list = spots,
            label: str = label,
        ) -> None:
            if text.strip() == f"Page {label}":
                spots.append((tm[4], tm[5]))

        page.extract_text(visitor_text=note)
        if label.isdigit():
            [(across, up)] = spots
            assert float(page.mediabox.width) - 130 < across < float(page.mediabox.width) - 56
            ends.add(round(up, 1))
        else:
            assert not spots
    assert len(ends) == 1


def test_a_marking_stands_on_every_page_of_its_part_and_on_no_other(output: Path) -> None:
    contents = {"open": typeset_page("<p>Open</p>"), "closed": typeset_page("<p>Closed</p>")}
    first, second = numbered(contents)
    marked = Part(
        second.key,
        second.content,
        second.title,
        second.first_number,
        second.last_number,
        "OFFICIAL-SENSITIVE",
    )

    join([first, marked], output)

    texts = [page.extract_text() for page in pypdf.PdfReader(output).pages]
    assert ["OFFICIAL-SENSITIVE" in text for text in texts] == [False, False, True, True]


def test_a_blank_page_says_so_and_is_counted(output: Path) -> None:
    join(numbered({"a": typeset_page("<p>A</p>"), "b": typeset_page("<p>B</p>")}), output)

    texts = [page.extract_text() for page in pypdf.PdfReader(output).pages]
    assert [("intentionally left blank" in text, re.findall(r"Page \d", text)) for text in texts] == [
        (False, ["Page 1"]), (True, ["Page 2"]), (False, ["Page 3"]), (True, ["Page 4"]),
    ]  # fmt: skip


def test_every_numbered_part_begins_on_a_right_hand_page(parts: list[Part], output: Path) -> None:
    assembled = join(parts, output)

    assert [place % 2 for place in assembled.first_pages.values()] == [0] * len(parts)


def test_a_slip_stands_for_all_of_its_numbers(output: Path) -> None:
    before, after = numbered({"a": typeset_page("<p>A</p>"), "b": typeset_page("<p>B</p>")})
    slip = Part("s", typeset_page("<h1>Gangs</h1>"), "Gangs", 3, 10, is_slip=True)
    after = Part("b", after.content, "B", 11, 12)

    assembled = join([before, slip, after], output)

    assert assembled.labels == ("1", "2", "3-10", "3-10", "11", "12")
    assert "Pages 3 to 10" in pypdf.PdfReader(output).pages[2].extract_text()


def test_what_a_page_left_open_does_not_move_its_number(output: Path) -> None:
    tilted = b"q 0.5 0 0 0.5 100 100 cm q BT ET"
    closed_too_often = b"Q Q BT ET"

    join([Part("a", as_bytes(upload(tilted, closed_too_often)), "A", 1, 2)], output)

    spots: list[float] = []
    for page in pypdf.PdfReader(output).pages:
        page.extract_text(
            visitor_text=lambda text, cm, tm, *_: spots.append((cm[0], tm[5])) if "Page" in text else None  # type: ignore[arg-type]
        )
    assert len(spots) == 2
    assert spots[0] == spots[1]
    assert spots[0][0] == 1.0  # type: ignore[index]


@pytest.mark.parametrize(("first", "last"), [(1, 1), (1, 4), (1, 7)])
def test_pages_that_do_not_fit_their_numbers_are_refused(first: int, last: int, output: Path) -> None:
    part = Part("a", as_bytes(upload(b"", b"")), "A", first, last)

    with pytest.raises(ValueError, match="do not fit the numbers"):
        join([part], output)

    assert not output.exists()


def test_two_parts_with_one_key_are_refused(output: Path) -> None:
    part = Part("a", typeset_page("<p>A</p>"), "A", 1, 2)

    with pytest.raises(ValueError, match="share a key"):
        join([part, part], output)


# --- Links ------------------------------------------------------------------------------------------


def places_of(reader: pypdf.PdfReader, page: int) -> list[int]:
    """Where the links of a page lead, as page indexes of the file."""
    indexes = {found.indirect_reference.idnum: index for index, found in enumerate(reader.pages)}  # type: ignore[union-attr]
    annotations = [annotation.get_object() for annotation in reader.pages[page].get("/Annots", [])]
    return [indexes[annotation["/Dest"][0].idnum] for annotation in annotations if "/Dest" in annotation]


def test_the_entries_of_the_agenda_lead_to_their_papers(parts: list[Part], output: Path) -> None:
    assembled = join(parts, output)

    reader = pypdf.PdfReader(output)
    assert places_of(reader, 0) == [assembled.first_pages[part.key] for part in parts[1:]]
    assert b"pack.invalid" not in everything_in(output)


def test_each_part_leads_back_to_the_agenda(parts: list[Part], output: Path) -> None:
    assembled = join(parts, output)

    reader = pypdf.PdfReader(output)
    for part in parts[1:]:
        first = assembled.first_pages[part.key]
        assert "Back to the agenda" in reader.pages[first].extract_text()
        assert places_of(reader, first)[-1] == 0


def test_links_within_a_paper_stay_within_it_where_two_papers_use_the_same_name(
    parts: list[Part], output: Path
) -> None:
    assembled = join(parts, output)

    reader = pypdf.PdfReader(output)
    for key in ("report", "same-again"):
        first = assembled.first_pages[key]
        assert places_of(reader, first)[0] == first + 2


def test_named_destinations_of_an_upload_survive(output: Path) -> None:
    linked = upload(b"", b"", b"")
    link = linked.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]),
            A=Dictionary(S=Name.GoTo, D=String("there")))
    )  # fmt: skip
    linked.pages[0].obj.Annots = Array([link])
    linked.Root.Names = Dictionary(
        Dests=Dictionary(Names=Array([String("there"), Array([linked.pages[2].obj, Name.Fit])]))
    )

    join([*numbered({"a": typeset_page("<p>A</p>")}), Part("u", as_bytes(linked), "U", 3, 6)], output)

    assert places_of(pypdf.PdfReader(output), 2) == [4]


def test_bookmarks_lead_to_their_parts(parts: list[Part], output: Path) -> None:
    bookmarks = [
        Bookmark("Agenda"),
        Bookmark("1 Minutes", "minutes"),
        Bookmark("Strategic items", None, [Bookmark("2 Report", "report"), Bookmark("3 Plan", "plan")]),
    ]

    assembled = join(parts, output, bookmarks=bookmarks)

    reader = pypdf.PdfReader(output)
    agenda, minutes, section, below = reader.outline
    assert [entry.title for entry in (agenda, minutes, section)] == ["Agenda", "1 Minutes", "Strategic items"]
    assert reader.get_destination_page_number(agenda) == 0
    assert reader.get_destination_page_number(minutes) == assembled.first_pages["minutes"]
    assert [reader.get_destination_page_number(entry) for entry in below] == [
        assembled.first_pages["report"],
        assembled.first_pages["plan"],
    ]


def test_a_link_or_bookmark_to_a_paper_that_is_not_there_is_refused(parts: list[Part], output: Path) -> None:
    with pytest.raises(UnknownPart):
        join(parts, output, bookmarks=[Bookmark("Gone", "gone")])
    with pytest.raises(UnknownPart):
        join([front_sheet(["gone"])], output)


# --- The document -----------------------------------------------------------------------------------


def test_the_same_parts_give_the_same_bytes(parts: list[Part], tmp_path: Path) -> None:
    first = join(parts, tmp_path / "one.pdf")
    second = join(parts, tmp_path / "two.pdf")

    assert first == second
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_parts_may_be_files(parts: list[Part], tmp_path: Path) -> None:
    kept = tmp_path / "kept.pdf"
    kept.write_bytes(typeset_page("<p>A</p>"))

    from_file = join([Part("a", kept, "A", 1, 2)], tmp_path / "one.pdf")
    from_bytes = join([Part("a", kept.read_bytes(), "A", 1, 2)], tmp_path / "two.pdf")

    assert from_file.sha256 == from_bytes.sha256


def test_the_document_says_what_it_is(parts: list[Part], output: Path) -> None:
    join(parts, output, title="Pack of <17 March> & more")

    reader = pypdf.PdfReader(output)
    assert reader.metadata is not None
    assert reader.metadata.title == "Pack of <17 March> & more"
    assert reader.metadata.author == "Community Safety Partnership"
    assert reader.xmp_metadata is not None
    assert reader.xmp_metadata.dc_title == {"x-default": "Pack of <17 March> & more"}
    assert reader.root_object["/Lang"] == "en-GB"
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.root_object["/MarkInfo"]["/Marked"]


def test_nothing_active_of_an_upload_survives(output: Path) -> None:
    hostile = upload(b"", b"")
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert('ha')"))
    annotations = [
        Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.Launch, F=String("calc.exe"))),
        Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("javascript:ha()"))),
        Dictionary(
            Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://example.org/"), Next=script)
        ),
        Dictionary(Subtype=Name.Widget, AA=Dictionary(E=script), T=String("field"), V=String("typed")),
        Dictionary(
            Subtype=Name.FileAttachment,
            FS=Dictionary(EF=Dictionary(F=hostile.make_stream(b"embedded-bytes"))),
        ),
        Dictionary(Subtype=Name.Screen, A=Dictionary(S=Name.Rendition, JS=String("ha()"))),
    ]
    for annotation in annotations:
        annotation.Type, annotation.Rect = Name.Annot, Array([0, 0, 9, 9])
    hostile.pages[0].obj.Annots = Array([hostile.make_indirect(annotation) for annotation in annotations])
    hostile.Root.AcroForm = Dictionary(Fields=Array([hostile.pages[0].obj.Annots[3]]))
    hostile.pages[0].obj.AA = Dictionary(O=script)
    hostile.Root.OpenAction = script
    hostile.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), script])))

    join([Part("u", as_bytes(hostile), "U", 1, 2)], output)

    everything = everything_in(output)
    for trace in (b"JavaScript", b"app.alert", b"Launch", b"calc.exe", b"javascript:", b"embedded-bytes", b"/AA", b"OpenAction", b"typed", b"Rendition"):  # fmt: skip
        assert trace not in everything
    assert b"https://example.org/" in everything


def test_hidden_layers_of_an_upload_stay_hidden(output: Path) -> None:
    layered = upload(b"/OC /L BDC EMC", b"")
    layer = layered.make_indirect(Dictionary(Type=Name.OCG, Name="Draft"))
    layered.pages[0].obj.Resources = Dictionary(Properties=Dictionary(L=layer))
    layered.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))

    join([Part("u", as_bytes(layered), "U", 1, 2)], output)

    with pikepdf.open(output) as pdf:
        [hidden] = pdf.Root.OCProperties.D.OFF
        assert hidden.objgen == pdf.pages[0].obj.Resources.Properties.L.objgen


def test_nothing_of_a_withheld_paper_is_in_the_public_copy(output: Path, tmp_path: Path) -> None:
    """The closed title may stand in the full pack; the copy made of the open parts holds no trace of it."""
    closed = typeset_page("<h1>Operation Nightjar</h1><p>Informant.</p>")
    slip = typeset_page("<h1>A policing matter</h1><p>Pages 1 to 2 are not public.</p>")
    after = typeset_page("<p>After</p>")
    full = [
        front_sheet(["item-1", "item-2"]),
        Part("item-1", closed, "Operation Nightjar", 1, 2),
        Part("item-2", after, "After", 3, 4),
    ]
    public = [full[0], Part("item-1", slip, "A policing matter", 1, 2, is_slip=True), full[2]]

    join(full, tmp_path / "full.pdf")
    join(public, output)

    assert b"Nightjar" in everything_in(tmp_path / "full.pdf")
    everything = everything_in(output)
    for secret in ("Nightjar", "Informant"):
        assert secret.encode() not in everything
        assert secret.encode("utf-16-be") not in everything
    assert secret not in "".join(page.extract_text() for page in pypdf.PdfReader(output).pages)
    assert pypdf.PdfReader(output).page_labels[-2:] == ["3", "4"]


def test_portrait_and_landscape_stand_side_by_side(parts: list[Part], output: Path) -> None:
    assembled = join(parts, output)

    sizes = [
        (float(page.mediabox.width), float(page.mediabox.height)) for page in pypdf.PdfReader(output).pages
    ]
    plan = assembled.first_pages["plan"]
    assert sizes[plan][0] > sizes[plan][1]
    assert sizes[0][0] < sizes[0][1]


def test_a_broken_part_leaves_no_pack_behind(output: Path) -> None:
    with pytest.raises(pikepdf.PdfError):
        join([Part("a", b"not a PDF", "A", 1, 2)], output)

    assert list(output.parent.iterdir()) == []


def test_assembled_says_the_hash_of_the_file(parts: list[Part], output: Path) -> None:
    import hashlib

    assembled = join(parts, output)

    assert isinstance(assembled, Assembled)
    assert assembled.sha256 == hashlib.sha256(output.read_bytes()).hexdigest()


def test_blank_pages_stand_on_the_numbers_that_a_shorter_part_leaves(output: Path) -> None:
    short = Part("a", as_bytes(upload(b"", b"")), "A", 1, 6, may_be_shorter=True)
    following = Part("b", as_bytes(upload(b"")), "B", 7, 8)

    assembled = join([short, following], output)

    assert assembled.labels == tuple("12345678")
    assert assembled.first_pages == {"a": 0, "b": 6}
    with pikepdf.open(output) as pdf:
        assert len(pdf.pages) == 8
