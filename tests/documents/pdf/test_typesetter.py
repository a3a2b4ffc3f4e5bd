"""Typesetting one section."""

import io
from pathlib import Path

import pikepdf
import pytest

from csp_portal.documents.pdf.render import page_html, static_folders, typeset
from csp_portal.documents.pdf.typesetter import BASE_URL, StaticFiles, static_path
from tests.documents.pdf.pages import REPORT, TABLE, page, typeset_page


def elements(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    found, waiting = [], [pdf.Root.StructTreeRoot.K[0]]
    while waiting:
        element = waiting.pop(0)
        found.append(element)
        kids = element.get("/K", [])
        waiting[:0] = [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    return found


def test_the_same_page_gives_the_same_bytes() -> None:
    assert typeset(page(REPORT)) == typeset(page(REPORT))


def test_headings_leave_no_level_out() -> None:
    content = typeset_page("<h2>First</h2><h4>Deep</h4><h3>Beside it</h3><h2>Second</h2>")

    with pikepdf.open(io.BytesIO(content)) as pdf:
        levels = [str(element.S) for element in elements(pdf) if str(element.S).startswith("/H")]
    assert levels == ["/H1", "/H2", "/H3", "/H2"]


def test_all_that_a_list_item_holds_is_in_one_body() -> None:
    content = typeset_page(REPORT)

    with pikepdf.open(io.BytesIO(content)) as pdf:
        items = [element for element in elements(pdf) if element.S == "/LI"]
        kinds = [[str(kid.S) for kid in item.K if str(kid.S) != "/Lbl"] for item in items]
    assert len(items) == 5
    assert all(kind == ["/LBody"] for kind in kinds)


def test_every_piece_of_content_leads_to_the_element_that_holds_it() -> None:
    content = typeset_page(REPORT)

    with pikepdf.open(io.BytesIO(content)) as pdf:
        parents = dict(pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree).items())
        for page_object in pdf.pages:
            row = parents[int(page_object.obj.StructParents)]
            for number, element in enumerate(row):
                assert number in [kid for kid in element.K if isinstance(kid, int)]


def test_identifiers_of_cells_and_the_references_to_them_agree() -> None:
    content = typeset_page(TABLE)

    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = elements(pdf)
        identifiers = [str(element.ID) for element in found if "/ID" in element]
        used = {
            str(header) for element in found if "/A" in element for header in element.A.get("/Headers", ())
        }
        indexed = list(pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree).keys())
    assert len(set(identifiers)) == len(identifiers)
    assert used <= set(identifiers)
    assert sorted(indexed) == sorted(identifiers)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/style.css",
        "http://static.invalid/css/pack.css",
        "file:///etc/passwd",
        "ftp://static.invalid/css/pack.css",
        f"{BASE_URL}../manage.py",
        f"{BASE_URL}..%2f..%2fetc/passwd",
        f"{BASE_URL}%2fetc/passwd",
        f"{BASE_URL}css/none.css",
        "data:text/css,body{}",
    ],
)
def test_nothing_but_static_files_is_fetched(address: str) -> None:
    with pytest.raises(ValueError, match="Only static files"):
        StaticFiles(static_folders()).fetch(address)


def test_static_files_and_pictures_in_the_page_are_fetched() -> None:
    fetcher = StaticFiles(static_folders())

    style = fetcher.fetch(f"{BASE_URL}css/pack.css")
    picture = fetcher.fetch("data:image/svg+xml,<svg/>")

    assert style.content_type == "text/css"
    assert picture.read() == b"<svg/>"


def test_a_link_out_of_the_static_folders_is_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "static"
    inside.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (inside / "escape.txt").symlink_to(tmp_path / "secret.txt")

    assert static_path([inside], "escape.txt") is None


def test_a_picture_that_may_not_be_fetched_leaves_the_rest_standing() -> None:
    content = typeset_page('<h1>Title</h1><p>Words</p><img alt="A map" src="file:///etc/passwd">')

    assert b"root:" not in content


def test_a_landscape_page_stays_landscape() -> None:
    content = typeset_page(TABLE, "landscape")

    with pikepdf.open(io.BytesIO(content)) as pdf:
        _, _, width, height = (float(value) for value in pdf.pages[0].mediabox)
    assert width > height


def test_the_head_of_a_table_is_repeated_on_each_page() -> None:
    import pypdf

    texts = [found.extract_text() for found in pypdf.PdfReader(io.BytesIO(typeset_page(TABLE))).pages]

    assert len(texts) > 1
    assert all("Ward" in text and "Offences" in text for text in texts)


def test_a_slip_says_which_pages_and_why() -> None:
    html = page_html(
        "documents/pdf/slip.html",
        {"title": "A gangs & knives paper", "pages": "Pages 45 to 52", "statement": "are not public", "reason": "It names people."},
    )  # fmt: skip

    assert "<h1>A gangs &amp; knives paper</h1>" in html
    assert "Pages 45 to 52 are not public." in html
    assert "Reason: It names people." in html
