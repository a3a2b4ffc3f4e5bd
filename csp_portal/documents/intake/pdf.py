"""A foreign PDF made ready for a pack: opened, cleaned, laid on A4, tagged."""

import io
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from csp_portal.documents.intake import pdf_cleaning, pdf_opening, pdf_pages, pdf_tags
from csp_portal.documents.intake.outcome import Findings, Unusable
from csp_portal.documents.intake.pdf_cleaning import PageParts
from csp_portal.documents.intake.pdf_content import Layers, spelt
from csp_portal.documents.intake.pdf_pages import Look, Place
from csp_portal.documents.intake.pdf_tags import Tree

LANGUAGE = "en-GB"
FONTS_NAMED = 5


@dataclass(frozen=True)
class Made:
    """The finished PDF and what is known of it."""

    content: bytes
    pages: int
    is_tagged: bool
    had_tags: bool
    text: str


def make_ready(
    content: bytes, *, title: str, max_pages: int, findings: Findings, description: str = ""
) -> Made:
    """
    Do all of it; a `description` is the alternative text of a lone picture.

    :raises Unusable: if the file cannot be used
    """
    pdf = pdf_opening.open_pdf(content, max_pages=max_pages, findings=findings)
    pdf_opening.own_attributes(pdf)
    sheets = [pdf_opening.sheet_of(page.obj, number) for number, page in enumerate(pdf.pages, start=1)]
    pdf_cleaning.note_what_acts(pdf, findings)
    layers = Layers.of(pdf)
    pdf_cleaning.draw_forms(pdf)
    destinations = pdf_cleaning.Destinations(pdf)
    taken: set[tuple[int, int]] = set()
    parts = [
        pdf_cleaning.sort_annotations(
            pdf, page.obj, number, destinations=destinations, layers=layers, findings=findings, taken=taken
        )
        for number, page in enumerate(pdf.pages, start=1)
    ]
    language = str(pdf.Root.get("/Lang", "")).strip()
    tree = _tree_that_fits(pdf, parts, layers, findings)
    had_tags = tree is not None
    for page, part in zip(pdf.pages, parts, strict=True):
        marks = _added_tags(tree, page.obj, part) if tree is not None else None
        pdf_pages.draw_overlays(pdf, page.obj, part, marks)
    pdf_cleaning.clear(pdf)
    for page, sheet in zip(pdf.pages, sheets, strict=True):
        _lay_bare(page.obj, sheet)
    looks = pdf_pages.look(_saved(pdf), sheets)
    if all(page_look.is_blank for page_look in looks):
        raise Unusable("Every page of the file is blank. Check it on your computer, and upload it again.")
    _note_fonts(pdf, findings)
    _note_looks(looks, findings)
    pdf_pages.note_mixed_sizes(sheets, findings)
    places = [
        pdf_pages.place_for(sheet, page_look, number, findings)
        for number, (sheet, page_look) in enumerate(zip(sheets, looks, strict=True), start=1)
    ]
    if tree is None:
        if not description:
            findings.add("tags-discarded" if "tags-discarded" in findings.codes() else "not-tagged")
        tree = Tree(pdf, pdf_tags.Element(None), {})
        document = tree.new("/Document", tree.root)
        around = [
            _plain_tags(tree, document, page.obj, number, page_look, place, title, description)
            for number, (page, page_look, place) in enumerate(
                zip(pdf.pages, looks, places, strict=True), start=1
            )
        ]
    else:
        around = [(b"", b"")] * len(parts)
    _tag_links(tree, parts)
    by_page = {page.obj.objgen: place for page, place in zip(pdf.pages, places, strict=True)}
    for page, sheet, place, part, pieces in zip(pdf.pages, sheets, places, parts, around, strict=True):
        pdf_pages.lay(pdf, page.obj, sheet, place, around=pieces)
        pdf_pages.write_links(pdf, page.obj, part.links, place, by_page)
    if language and not language.lower().startswith("en"):
        # The pack speaks British English; a paper in another language says so where it begins.
        top = tree.document().body
        if "/Lang" not in top:
            top.Lang = String(language)
    tree.write(parts, title=title, findings=findings)
    pdf_cleaning.sweep(pdf)
    _describe(pdf, title)
    return Made(
        content=_saved(pdf),
        pages=len(pdf.pages),
        is_tagged=True,
        had_tags=had_tags,
        text="\n\n".join(page_look.text for page_look in looks if page_look.text),
    )


def _lay_bare(page: Any, sheet: pdf_opening.Sheet) -> None:
    """Boxes that contradict each other would be read differently by the second PDF engine."""
    box = sheet.box
    page.MediaBox = Array([round(value, 5) for value in (box.left, box.bottom, box.right, box.top)])
    page.Rotate = sheet.turn
    if "/CropBox" in page:
        del page["/CropBox"]


def _tree_that_fits(
    pdf: pikepdf.Pdf, parts: list[PageParts], layers: Layers, findings: Findings
) -> Tree | None:
    """The file's own tree, when it agrees with the marks in the content; the content is rewritten either way."""
    contents = pdf_cleaning.Contents(pdf, layers=layers, findings=findings)
    try:
        tree = Tree.of(pdf)
        if tree is not None:
            contents.rewrite(parts=parts, keep_marks=True)
            tree.agree(parts)
            return tree
    except pdf_tags.Contradiction:
        findings.add("tags-discarded")
    contents.rewrite(parts=parts, keep_marks=False)
    return None


def _plain_tags(
    tree: Tree,
    document: pdf_tags.Element,
    page: Any,
    number: int,
    page_look: Look,
    place: Place,
    title: str,
    description: str,
) -> tuple[bytes, bytes]:
    """One paragraph for a page with words, one described figure for a page without, nothing for a blank page."""
    if page_look.is_blank:
        return b"/Artifact BMC\n", b"EMC\n"
    if page_look.text:
        element = tree.new("/P", document)
    else:
        seen = "Scanned page" if page_look.has_pictures else "Drawing on page"
        words = description or f"{seen} {number} of {title}, without text."
        box = Array([0, 0, round(place.width, 3), round(place.height, 3)])
        element = tree.new("/Figure", document, Alt=String(words))
        element.body.A = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=box)
    element.kids.append(pdf_tags.Mark(page, 0))
    return f"{element.body.S} <</MCID 0>> BDC\n".encode(), b"EMC\n"


def _added_tags(tree: Tree, page: Any, part: PageParts) -> list[int | None]:
    """Elements for what the file's own tree leaves out: text outside all marks, and words in form fields."""
    document = tree.document()
    if part.added_mcids:
        element = tree.new("/P", document)
        element.kids.extend(pdf_tags.Mark(page, number) for number in part.added_mcids)
    following = max([*part.mcids, *part.added_mcids], default=-1) + 1
    numbers: list[int | None] = []
    for overlay in part.overlays:
        if not overlay.spoken:
            numbers.append(None)
            continue
        numbers.append(following)
        element = _holder(tree, overlay.annotation) or tree.new("/P", document)
        element.kids.append(pdf_tags.Mark(page, following))
        following += 1
    return numbers


def _holder(tree: Tree, annotation: tuple[int, int]) -> pdf_tags.Element | None:
    for element in tree.elements():
        for kid in element.kids:
            if isinstance(kid, pdf_tags.Held) and kid.annotation == annotation:
                element.kids.remove(kid)
                return element
    return None


def _tag_links(tree: Tree, parts: list[PageParts]) -> None:
    links = {link.annotation.objgen for part in parts for link in part.links}
    tagged = set()
    for element in tree.elements():
        for kid in element.kids:
            if isinstance(kid, pdf_tags.Held):
                tagged.add(kid.annotation)
        # What held an annotation that was drawn or dropped has nothing left to hold.
        element.kids = [
            kid for kid in element.kids if not isinstance(kid, pdf_tags.Held) or kid.annotation in links
        ]
    document = tree.document()
    for part in parts:
        for link in part.links:
            if link.annotation.objgen not in tagged:
                element = tree.new("/Link", document)
                element.kids.append(pdf_tags.Held(link.annotation.objgen))


def _note_looks(looks: list[Look], findings: Findings) -> None:
    for number, page_look in enumerate(looks, start=1):
        if page_look.is_blank:
            findings.add("blank", page=number)
        elif not page_look.text and page_look.has_pictures:
            findings.add("scanned", page=number)


def _note_fonts(pdf: pikepdf.Pdf, findings: Findings) -> None:
    missing: set[str] = set()
    for item, is_named in pdf_cleaning.dictionaries(pdf):
        if is_named or str(item.get("/Type", "")) != "/Font":
            continue
        kind = str(item.get("/Subtype", ""))
        if kind in ("/Type0", "/Type3", ""):
            continue
        description = item.get("/FontDescriptor")
        is_embedded = isinstance(description, Dictionary) and any(
            isinstance(description.get(key), pikepdf.Stream)
            for key in ("/FontFile", "/FontFile2", "/FontFile3")
        )
        if not is_embedded:
            name = spelt(item.get("/BaseFont", "/unnamed")).encode("utf-8", "surrogateescape")
            missing.add(name.decode("utf-8", "replace")[1:].split("+")[-1][:60])
    if missing:
        names = sorted(missing)
        more = f" and {len(names) - FONTS_NAMED} more" if len(names) > FONTS_NAMED else ""
        findings.add("fonts-not-embedded", what=", ".join(names[:FONTS_NAMED]) + more)


def _describe(pdf: pikepdf.Pdf, title: str) -> None:
    """Title and language are all that the file says about itself; no author, no dates, no program."""
    pdf.Root.Lang = String(LANGUAGE)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.docinfo.Title = String(title)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
        metadata["dc:language"] = {LANGUAGE}


def _saved(pdf: pikepdf.Pdf) -> bytes:
    """The same input gives the same bytes, so that their hash can tell whether anything changed."""
    output = io.BytesIO()
    pdf.save(
        output,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        encryption=False,
        fix_metadata_version=False,
        min_version="1.7",
    )
    return output.getvalue()
