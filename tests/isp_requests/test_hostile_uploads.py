"""Hostile uploads, each made here: refused in a sentence, or cleaned so that nothing hidden or active is left."""

import base64
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, PngImagePlugin

from csp_portal.documents.intake import kinds, office, worker
from csp_portal.documents.intake.outcome import Findings, Unusable
from isp_requests.forms.requests import FileForm
from tests.documents.intake import corpus
from tests.documents.intake.corpus import (
    annotated,
    annotation,
    catalogue_set,
    changed,
    link_to,
    page_set,
    picture_of,
    repacked,
    saved,
    typeset,
    word,
    zipped,
)
from tests.documents.intake.test_worker import ACTIONS, FORBIDDEN, _dictionaries

# What is hidden in every file; it may stand nowhere in what is kept.
HIDDEN = "Zebrafinch"
SECRET = HIDDEN.encode()
CLEANED = ""


@dataclass(frozen=True)
class Hostile:
    """One upload: refused with words that hold `refusal`, or cleaned."""

    name: str
    build: Callable[[], bytes]
    refusal: str = CLEANED
    filename: str = "paper.pdf"

    def __str__(self) -> str:
        return self.name


# --- PDF ------------------------------------------------------------------------------------------
def script(_pdf: Any = None) -> Any:
    return Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{HIDDEN}')"))


def script_stream(pdf: Any) -> Any:
    return Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"app.alert('" + SECRET + b"')"))


def file_specification(pdf: Any) -> Any:
    stream = pdf.make_stream(SECRET)
    stream.Type = Name.EmbeddedFile
    return pdf.make_indirect(Dictionary(Type=Name.Filespec, F=String("a.exe"), EF=Dictionary(F=stream)))


def on_page(make: Callable[[Any], dict[str, Any]]) -> Callable[[], bytes]:
    def change(pdf: Any) -> None:
        for key, value in make(pdf).items():
            pdf.pages[0].obj[f"/{key}"] = value

    return lambda: changed(typeset(), change)


def action(kind: str, **values: Any) -> Any:
    return Dictionary(S=Name(f"/{kind}"), **values)


def field_with_a_script(pdf: Any) -> None:
    field = pdf.make_indirect(annotation("Widget", FT=Name.Tx, T=String("x"), AA=Dictionary(K=script()), F=4))
    pdf.pages[0].obj.Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def photograph_inside(pdf: Any) -> None:
    image = pdf.make_stream(with_place() + SECRET)
    image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, Name.DCTDecode
    image.Width, image.Height, image.BitsPerComponent, image.ColorSpace = 400, 600, 8, Name.DeviceRGB
    page = pdf.pages[0]
    page.obj.Resources.XObject = Dictionary(Photo=image)
    page.contents_coalesce()
    page.obj.Contents = pdf.make_stream(page.Contents.read_bytes() + b"\nq 90 0 0 90 90 90 cm /Photo Do Q")


def external_stream(pdf: Any) -> None:
    stream = pdf.make_stream(b"")
    stream.F, stream.Type, stream.Subtype = String(f"/etc/{HIDDEN}"), Name.XObject, Name.Form
    stream.BBox = Array([0, 0, 9, 9])
    pdf.pages[0].obj.Resources.XObject = Dictionary(X=stream)


def reference_form(pdf: Any) -> None:
    stream = pdf.make_stream(b"0 0 9 9 re f")
    stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
    stream.Ref = Dictionary(F=String(f"{HIDDEN}.pdf"), Page=0)
    pdf.pages[0].obj.Resources.XObject = Dictionary(X=stream)


def told_by(pdf: Any) -> None:
    pdf.docinfo.Author = String(HIDDEN)
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = [HIDDEN]


def earlier_revision() -> bytes:
    content = typeset()
    return content + b"\n99 0 obj\n(" + SECRET + b")\nendobj\n" + content[content.rindex(b"startxref") :]


def bomb(*filters: Any, spelt: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    def build() -> bytes:
        pdf = pikepdf.new()
        page = pdf.add_blank_page(page_size=corpus.A4)
        packing = zlib.compressobj(9)
        packed = b"".join(packing.compress(b" " * 50_000_000) for _ in range(9)) + packing.flush()
        page.obj.Contents = pdf.make_stream(b"")
        page.obj.Contents.write(spelt(packed), filter=Array(list(filters)))
        return saved(pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)

    return build


def deep(pdf: Any) -> None:
    nested = Array([])
    for _ in range(400):
        nested = Array([nested])
    pdf.Root.Deep = nested


PDFS = [
    Hostile("script-on-opening", catalogue_set(lambda pdf: {"OpenAction": script()})),
    Hostile("script-in-a-stream", catalogue_set(lambda pdf: {"OpenAction": script_stream(pdf)})),
    Hostile("script-named", catalogue_set(lambda pdf: {"Names": Dictionary(JavaScript=Dictionary(
        Names=Array([String("x"), script()])))})),
    Hostile("script-named-below-kids", catalogue_set(lambda pdf: {"Names": Dictionary(JavaScript=Dictionary(
        Kids=Array([pdf.make_indirect(Dictionary(Names=Array([String("x"), script()])))])))})),
    Hostile("script-on-closing", catalogue_set(lambda pdf: {"AA": Dictionary(WC=script(), WP=script())})),
    Hostile("script-of-a-page", page_set(AA=Dictionary(O=script(), C=script()))),
    Hostile("script-of-a-link", annotated(link_to(script))),
    Hostile("script-of-a-field", lambda: changed(typeset(), field_with_a_script)),
    Hostile("script-after-a-link", annotated(link_to(lambda pdf: action(
        "URI", URI=String("https://example.org/"), Next=script())))),
    Hostile("script-as-an-address", annotated(link_to(lambda pdf: action("URI", URI=String(f"javascript:{HIDDEN}"))))),
    Hostile("data-as-an-address", annotated(link_to(lambda pdf: action("URI", URI=String(f"data:text/html,{HIDDEN}"))))),
    Hostile("outline-with-a-script", catalogue_set(lambda pdf: {"Outlines": Dictionary(First=pdf.make_indirect(
        Dictionary(Title=String(HIDDEN), A=script())))})),
    Hostile("embedded-in-the-names-tree", catalogue_set(lambda pdf: {"Names": Dictionary(EmbeddedFiles=Dictionary(
        Names=Array([String("a"), file_specification(pdf)])))})),
    Hostile("associated-with-the-catalogue", catalogue_set(lambda pdf: {"AF": Array([file_specification(pdf)])})),
    Hostile("associated-with-a-page", on_page(lambda pdf: {"AF": Array([file_specification(pdf)])})),
    Hostile("attached-to-a-page", annotated(lambda pdf: annotation("FileAttachment", FS=file_specification(pdf)))),
    Hostile("portfolio", catalogue_set(lambda pdf: {"Collection": Dictionary(Schema=Dictionary()), "Names": Dictionary(
        EmbeddedFiles=Dictionary(Names=Array([String("a"), file_specification(pdf)])))})),
    Hostile("launch-on-opening", catalogue_set(lambda pdf: {"OpenAction": action("Launch", F=String(f"{HIDDEN}.exe"))})),
    Hostile("launch-of-a-link", annotated(link_to(action("Launch", F=String(f"{HIDDEN}.exe"))))),
    Hostile("go-to-another-file", annotated(link_to(action("GoToR", F=String(f"\\\\{HIDDEN}\\share"), D=Array([0]))))),
    Hostile("go-to-an-embedded-file", annotated(link_to(action("GoToE", T=Dictionary(R=Name.C, N=String(HIDDEN)))))),
    Hostile("sends-a-form", annotated(link_to(action("SubmitForm", F=String(f"https://{HIDDEN}.example/"))))),
    Hostile("takes-in-data", annotated(link_to(action("ImportData", F=String(HIDDEN))))),
    Hostile("xfa", catalogue_set(lambda pdf: {"AcroForm": Dictionary(
        Fields=Array([]), XFA=pdf.make_stream(b"<xdp>" + SECRET + b"</xdp>"))})),
    Hostile("xfa-that-moves", catalogue_set(lambda pdf: {"NeedsRendering": True}), "only one program"),
    Hostile("rich-media", annotated(lambda pdf: annotation("RichMedia", RichMediaContent=Dictionary(
        Assets=Dictionary(Names=Array([String("a"), file_specification(pdf)])))))),
    Hostile("three-d-with-a-script", annotated(lambda pdf: annotation("3D", **{"3DD": pdf.make_stream(SECRET)}))),
    Hostile("sound", annotated(lambda pdf: annotation("Sound", Sound=pdf.make_stream(SECRET)))),
    Hostile("comment", annotated(lambda pdf: annotation("Text", Contents=String(HIDDEN)))),
    Hostile("data-in-another-file", lambda: changed(typeset(), external_stream)),
    Hostile("page-of-another-file", lambda: changed(typeset(), reference_form)),
    Hostile("photograph-that-says-where", lambda: changed(typeset(), photograph_inside)),
    Hostile("metadata", lambda: changed(typeset(), told_by)),
    Hostile("piece-information", on_page(lambda pdf: {"PieceInfo": Dictionary(X=Dictionary(Private=String(HIDDEN)))})),
    Hostile("what-was-written-over", earlier_revision),
    Hostile("deep", lambda: changed(typeset(), deep)),
    Hostile("password", corpus.encrypted(owner="a", user="b"), "password"),
    Hostile("restrictions", corpus.encrypted(owner="a", user="", allow=pikepdf.Permissions(extract=False))),
    Hostile("cut-in-half", lambda: typeset()[: len(typeset()) // 2], "broken"),
    Hostile("header-alone", lambda: b"%PDF-1.7\n%%EOF", "broken"),
    Hostile("archive-behind-it", lambda: typeset() + zipped({f"{HIDDEN}.exe": SECRET})),
    Hostile("web-page-before-it", lambda: b"<html><script>" + SECRET + b"</script>" + typeset()),
    Hostile("picture-before-it", lambda: b"GIF89a" + SECRET + typeset()),
    Hostile("bomb", corpus.deflate_bomb_pdf, "unpacks to far more"),
    Hostile("bomb-twice", corpus.twice_deflated_bomb_pdf, "unpacks to far more"),
    Hostile("bomb-in-hexadecimal", bomb(Name.ASCIIHexDecode, Name.FlateDecode,
        spelt=lambda raw: raw.hex().encode() + b">"), "unpacks to far more"),
    Hostile("bomb-in-letters", bomb(Name.ASCII85Decode, Name.FlateDecode,
        spelt=lambda raw: base64.a85encode(raw) + b"~>"), "unpacks to far more"),
    Hostile("picture-bomb-inside", corpus.picture_bomb_pdf, "absurd size"),
]  # fmt: skip


# --- Word -----------------------------------------------------------------------------------------
MAIN, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def field_of(*pieces: bytes) -> bytes:
    return b"".join(
        (
            b'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>',
            *(b"<w:r><w:instrText>" + piece + b"</w:instrText></w:r>" for piece in pieces),
            b'<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
        )
    )


def with_body(added: bytes, *, then: Callable[[bytes], bytes] = lambda part: part) -> Callable[[], bytes]:
    def change(members: dict[str, bytes]) -> None:
        members[MAIN] = then(members[MAIN].replace(b"<w:sectPr", added + b"<w:sectPr", 1))

    return lambda: repacked(word(), change)


def with_relation(kind: bytes, target: bytes) -> Callable[[], bytes]:
    relation = (
        b'<Relationship Id="rId99" Type="' + OFFICE + kind + b'" Target="' + target
        + b'" TargetMode="External"/></Relationships>'
    )  # fmt: skip
    return lambda: repacked(
        word(),
        lambda members: members.update(
            {RELATIONS: members[RELATIONS].replace(b"</Relationships>", relation)}
        ),
    )


def with_parts(**parts: bytes) -> Callable[[], bytes]:
    return lambda: repacked(
        word(), lambda members: members.update({k.replace("__", "/"): v for k, v in parts.items()})
    )


def in_utf_16(part: bytes) -> bytes:
    return re.sub(r"encoding=['\"]UTF-8['\"]", 'encoding="UTF-16"', part.decode()).encode("utf-16")


def declared(declaration: bytes, *, before: bytes = b"") -> Callable[[], bytes]:
    def change(members: dict[str, bytes]) -> None:
        members[MAIN] = before + declaration + members[MAIN].split(b"?>", 1)[1]

    return lambda: repacked(word(), change)


def named(*names: str) -> Callable[[], bytes]:
    def build() -> bytes:
        output = io.BytesIO(word())
        with zipfile.ZipFile(output, "a") as archive, warnings.catch_warnings(action="ignore"):
            for name in names:
                archive.writestr(name, SECRET)
        return output.getvalue()

    return build


def macro_under_another_name() -> bytes:
    def change(members: dict[str, bytes]) -> None:
        members["word/x.bin"] = SECRET
        members["[Content_Types].xml"] = members["[Content_Types].xml"].replace(
            b"</Types>",
            b'<Override PartName="/word/x.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
        )

    return repacked(word(), change)


def lying_size() -> bytes:
    content = bytearray(corpus.zip_bomb())
    at = content.rindex(b"word/media/image1.bmp") - 46
    content[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(content)


LAUGHS = b"<!DOCTYPE l [<!ENTITY a 'ha'>" + b"".join(
    b"<!ENTITY %c '%s'>" % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9)
) + b"]>"  # fmt: skip
OUTSIDE = b"<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/" + SECRET + b"'>]>"
INCLUDE = b"INCLUDETEXT &quot;/etc/" + SECRET + b"&quot;"
DOCX = "paper.docx"

WORDS = [
    Hostile(name, build, refusal, DOCX)
    for name, build, refusal in (
        ("macros", corpus.with_macros, "macros"),
        ("macro-type", corpus.named_macro_type, "macros"),
        ("macros-under-another-name", macro_under_another_name, "macros"),
        ("template-elsewhere", with_relation(b"attachedTemplate", b"https://x.example/" + SECRET), CLEANED),
        ("picture-elsewhere", with_relation(b"image", b"https://x.example/" + SECRET), CLEANED),
        ("object-elsewhere", with_relation(b"oleObject", b"file:///" + SECRET), CLEANED),
        ("frame-elsewhere", with_relation(b"frame", b"https://x.example/" + SECRET), CLEANED),
        ("part-elsewhere", with_relation(b"aFChunk", b"https://x.example/" + SECRET), CLEANED),
        ("field-that-includes", with_body(field_of(INCLUDE)), CLEANED),
        ("field-in-small-letters", with_body(field_of(INCLUDE.replace(b"INCLUDETEXT", b"includetext"))), CLEANED),
        ("field-in-pieces", with_body(field_of(b"INCLU", b"DETEXT &quot;/etc/passwd&quot;")), CLEANED),
        ("field-in-references", with_body(field_of(b"INCLUDE&#84;EXT &quot;/etc/passwd&quot;")), CLEANED),
        ("field-in-another-encoding", with_body(field_of(INCLUDE), then=in_utf_16), CLEANED),
        ("field-that-starts-a-program", with_body(field_of(b"DDEAUTO c:\\\\cmd.exe &quot;/k calc&quot;")), CLEANED),
        ("simple-field", with_body(b'<w:p><w:fldSimple w:instr="IncludePicture &quot;x&quot;"/></w:p>'), CLEANED),
        ("entities-that-grow", declared(LAUGHS), "broken"),
        ("entity-from-outside", declared(OUTSIDE), "broken"),
        ("entities-far-down", declared(LAUGHS, before=b"<!--" + b" " * 5000 + b"-->"), "broken"),
        ("entities-in-another-encoding", with_body(b"", then=lambda part: (
            '<?xml version="1.0" encoding="UTF-16"?>' + LAUGHS.decode() + part.decode().split("?>", 1)[1]
        ).encode("utf-16")), "broken"),
        ("bomb", corpus.zip_bomb, "unpacks to far more"),
        ("bomb-that-lies", lying_size, "broken"),
        ("name-above-the-top", named("../../../../evil.xml"), "broken"),
        ("name-from-the-root", named("/etc/evil.xml"), "broken"),
        ("name-with-a-drive", named("C:\\evil.xml"), "broken"),
        ("part-that-is-there-twice", named(MAIN), "broken"),
        ("half", lambda: word()[:2000], "broken"),
        ("password", lambda: corpus.compound_file("EncryptedPackage", "EncryptionInfo"), "password"),
    )
] + [
    Hostile("older-macros", lambda: corpus.compound_file("WordDocument", "_VBA_PROJECT"), "macros", "paper.doc"),
    Hostile("powerpoint-under-its-name", corpus.powerpoint, "says that it is a Word file", DOCX),
    Hostile("archive-under-its-name", lambda: zipped({"a.exe": b"MZ"}), "archive", DOCX),
]  # fmt: skip


# --- Pictures -------------------------------------------------------------------------------------
def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = HIDDEN
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 31.0, 0.0), 29: HIDDEN})
    return picture_of("JPEG", exif=exif.tobytes())


def png_that_says(*, packed: bool = False) -> Callable[[], bytes]:
    def build() -> bytes:
        said = PngImagePlugin.PngInfo()
        said.add_text("Comment", HIDDEN, zip=packed)
        return picture_of("PNG", pnginfo=said)

    return build


def png_whose_words_grow() -> bytes:
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", "a" * 80_000_000, zip=True)
    return picture_of("PNG", pnginfo=said)


def jpeg_bomb() -> bytes:
    content = bytearray(picture_of())
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", 65000, 65000)
    return bytes(content)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PICTURES = [
    Hostile("where-it-was-taken", with_place, filename="photo.jpg"),
    Hostile("jpeg-that-says-more", lambda: picture_of("JPEG", comment=SECRET), filename="photo.jpg"),
    Hostile("jpeg-with-an-archive", lambda: picture_of() + zipped({f"{HIDDEN}.exe": SECRET}), filename="photo.jpg"),
    Hostile("jpeg-with-a-script", lambda: picture_of() + b"<?php " + SECRET, filename="photo.jpg"),
    Hostile("png-that-says-more", png_that_says(), filename="plan.png"),
    Hostile("png-that-says-more-packed", png_that_says(packed=True), filename="plan.png"),
    Hostile("png-whose-words-grow", png_whose_words_grow, "broken", "plan.png"),
    Hostile("png-bomb", corpus.png_bomb, "more dots", "plan.png"),
    Hostile("jpeg-bomb", jpeg_bomb, "more dots", "photo.jpg"),
    Hostile("png-half", lambda: picture_of("PNG")[:60], "broken", "plan.png"),
    Hostile("jpeg-half", lambda: picture_of()[:300], "broken", "photo.jpg"),
    Hostile("jpeg-named-png", picture_of, "says that it is a PNG picture", "photo.png"),
    Hostile("pdf-named-jpeg", typeset, "says that it is a JPEG picture", "photo.jpg"),
    Hostile("web-page-named-jpeg", lambda: b"<!DOCTYPE html><script>x</script>", "web page", "photo.jpg"),
    Hostile("drawing-named-png", lambda: SVG, "web page", "plan.png"),
    Hostile("program-named-pdf", lambda: b"MZ\x90\0" + b"\0" * 99, "program"),
    Hostile("nothing-but-zeros", lambda: b"\0" * 500, "is empty"),
]  # fmt: skip

TABLE = [*PDFS, *WORDS, *PICTURES]


def test_the_table_is_large_enough():
    assert len(TABLE) >= 60


def kept(hostile: Hostile, folder: Any) -> bytes:
    """Take it in as the limited process does, without the process; of a Word file what LibreOffice is given."""
    content = hostile.build()
    if hostile.filename == DOCX:
        kind = kinds.kind_of(content)
        kinds.refuse_misnamed(kind, filename=hostile.filename)
        return office.without_outside(content, kind, findings=Findings())
    (folder / "upload").write_bytes(content)
    task = {"step": "open", "filename": hostile.filename, "title": "ISR-2016-AAAAAA", "max_pages": 30}
    worker.work(folder, task)
    return (folder / "result.pdf").read_bytes()


@pytest.mark.parametrize("hostile", PDFS + PICTURES, ids=str)
def test_a_hostile_pdf_or_picture_is_refused_in_a_sentence_or_cleaned(hostile, tmp_path):
    if hostile.refusal:
        with pytest.raises(Unusable) as refusal:
            kept(hostile, tmp_path)
        assert hostile.refusal in refusal.value.sentence
        assert refusal.value.sentence.endswith(".")
        return

    content = kept(hostile, tmp_path)

    with pikepdf.open(io.BytesIO(content)) as pdf:
        for item in pdf.objects:
            for holder in _dictionaries(item):
                assert not FORBIDDEN & set(holder.keys())
                assert str(holder.get("/S", "")) not in ACTIONS
        plain = saved(
            pdf,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            compress_streams=False,
        )
    for spelt in (SECRET, SECRET.hex().encode(), HIDDEN.encode("utf-16-be"), HIDDEN.encode("utf-16-le")):
        assert spelt not in content
        assert spelt not in plain
    assert HIDDEN not in (tmp_path / "result.txt").read_text()


@pytest.mark.parametrize("hostile", WORDS, ids=str)
def test_a_hostile_word_file_is_refused_in_a_sentence_or_disarmed(hostile, tmp_path):
    if hostile.refusal:
        with pytest.raises(Unusable) as refusal:
            kept(hostile, tmp_path)
        assert hostile.refusal in refusal.value.sentence
        assert refusal.value.sentence.endswith(".")
        return

    with zipfile.ZipFile(io.BytesIO(kept(hostile, tmp_path))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
        joined = re.sub(rb"<[^>]+>", b"", parts[MAIN].replace(b"\0", b"")).upper()

    for fetching in (b"INCLUDETEXT", b"INCLUDEPICTURE", b"DDEAUTO", b"INCLUDE&#84;EXT"):
        assert fetching not in joined
        assert fetching not in parts[MAIN].upper()
    assert SECRET not in parts[RELATIONS]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"", "empty"),
        ("a.pdf", b"%PDF-1.7" + b"0" * (10_000_001 - 8), "10 MB"),
        ("a.svg", SVG, "Only PDF"),
        ("a.html", b"<script>", "Only PDF"),
        ("a.pdf.exe", typeset(), "Only PDF"),
        ("a.docm", b"PK", "Only PDF"),
        ("a.zip", b"PK", "Only PDF"),
    ],
)
def test_the_form_refuses_by_size_and_by_name_before_anything_reads_it(name, content, words):
    form = FileForm({}, {"file": SimpleUploadedFile(name, content)})

    assert not form.is_valid()
    assert words in str(form.errors["file"])


def test_exactly_ten_megabytes_are_read():
    content = b"%PDF-1.7" + b"0" * (10_000_000 - 8)

    assert FileForm({}, {"file": SimpleUploadedFile("a.pdf", content)}).is_valid()
