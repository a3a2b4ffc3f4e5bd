"""Awkward and hostile uploads, each made here in code, with what the portal must say to it."""

import functools
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import docx
import openpyxl
import pikepdf
import pptx
import weasyprint
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

WORDS = "The partnership met on 17 March 2016."
A4 = (595.276, 841.89)


@dataclass(frozen=True)
class Awkward:
    """One upload: refused with words that hold `refusal`, or taken in with exactly these findings."""

    name: str
    build: Callable[[], bytes]
    filename: str = "paper.pdf"
    refusal: str | None = None
    findings: frozenset[str] = frozenset()
    pages: int = 1
    words: str | None = WORDS
    landscape: frozenset[int] = field(default_factory=frozenset)

    def __str__(self) -> str:
        return self.name


# --- Making PDF files -----------------------------------------------------------------------------


@functools.cache
def typeset(
    pages: int = 1, *, tagged: bool = False, body: str = "", size: str = "A4", margin: str = "25mm"
) -> bytes:
    breaks = "".join(
        f'<p style="break-before: page" id="page{number}">{WORDS} Page {number}.</p>'
        for number in range(2, pages + 1)
    )
    html = (
        f'<html lang="en"><head><title>Paper</title><style>@page {{ size: {size}; margin: {margin} }}</style></head>'
        f"<body><h1>Crime figures</h1><p>{WORDS}</p>{body}{breaks}</body></html>"
    )
    variant = {"pdf_variant": "pdf/ua-1"} if tagged else {}
    return bytes(weasyprint.HTML(string=html).write_pdf(**variant))


def changed(content: bytes, change: Callable[[pikepdf.Pdf], Any], **options: Any) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        return saved(pdf, **options)


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    output = io.BytesIO()
    pdf.save(output, **options)
    return output.getvalue()


def page_set(**values: Any) -> Callable[[], bytes]:
    """A typeset page with these attributes."""

    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in values.items():
            pdf.pages[0].obj[f"/{key}"] = value

    return lambda: changed(typeset(), change)


def catalogue_set(make: Callable[[pikepdf.Pdf], dict[str, Any]]) -> Callable[[], bytes]:
    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in make(pdf).items():
            pdf.Root[f"/{key}"] = value

    return lambda: changed(typeset(), change)


def annotated(
    *makes: Callable[[pikepdf.Pdf], Any], base: Callable[[], bytes] = typeset
) -> Callable[[], bytes]:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(make(pdf)) for make in makes])

    return lambda: changed(base(), change)


def annotation(kind: str, **values: Any) -> Any:
    return Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array([100, 500, 200, 540]), **values)


def appearance(pdf: pikepdf.Pdf) -> Any:
    stream = pdf.make_stream(b"1 0 0 RG 5 w 0 0 50 20 re S")
    stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, Array([0, 0, 50, 20])
    return Dictionary(N=stream)


def raw_content(content: bytes, *, size: tuple[float, float] = A4) -> Callable[[], bytes]:
    """A page with exactly this content, and an embedded font F1 whose glyphs cannot be relied upon."""

    def build() -> bytes:
        def change(pdf: pikepdf.Pdf) -> None:
            pdf.pages[0].obj.MediaBox = Array([0, 0, *size])
            pdf.pages[0].obj.Contents = pdf.make_stream(content)

        return changed(typeset(), change)

    return build


def around_content(before: bytes, after: bytes, *, tagged: bool = False) -> Callable[[], bytes]:
    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        page.contents_coalesce()
        page.obj.Contents = pdf.make_stream(before + page.Contents.read_bytes() + after)

    return lambda: changed(typeset(tagged=tagged), change)


def picture_of(
    kind: str = "JPEG", size: tuple[int, int] = (400, 600), mode: str = "RGB", **options: Any
) -> bytes:
    output = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(output, kind, **options)
    return output.getvalue()


def scan(pages: int = 1) -> bytes:
    pdf = pikepdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=A4)
        image = pdf.make_stream(picture_of("JPEG", (595, 842), "L"))
        image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, Name.DCTDecode
        image.Width, image.Height, image.BitsPerComponent, image.ColorSpace = 595, 842, 8, Name.DeviceGray
        page.obj.Resources = Dictionary(XObject=Dictionary(Im0=image))
        page.obj.Contents = pdf.make_stream(b"q 495 0 0 720 50 60 cm /Im0 Do Q")
    return saved(pdf)


def form_field(pdf: pikepdf.Pdf) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    widget = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("who"), V=String("Borough Commander"),
            DA=String("/Helv 11 Tf 0 g"), Rect=Array([100, 500, 300, 520]), F=4,
        )
    )  # fmt: skip
    pdf.pages[0].obj.Annots = Array([widget])
    pdf.Root.AcroForm = Dictionary(Fields=Array([widget]), DR=Dictionary(Font=Dictionary(Helv=font)))


def signature(pdf: pikepdf.Pdf) -> None:
    value = Dictionary(
        Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), ByteRange=Array([0, 1, 2, 3]), Contents=String("x" * 20)
    )
    widget = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String("signed"), V=pdf.make_indirect(value),
            Rect=Array([100, 500, 300, 520]), F=4, AP=appearance(pdf),
        )
    )  # fmt: skip
    pdf.pages[0].obj.Annots = Array([widget])
    pdf.Root.AcroForm = Dictionary(Fields=Array([widget]), SigFlags=3)


def attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["secret.txt"] = b"names of victims"


def hidden_layer(pdf: pikepdf.Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Draft remarks")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))
    page = pdf.pages[0]
    page.contents_coalesce()
    page.obj.Resources.Properties = Dictionary(Draft=group)
    remark = b"\n/OC /Draft BDC 1 0 0 rg 100 100 200 200 re f EMC\n"
    page.obj.Contents = pdf.make_stream(page.Contents.read_bytes() + remark)


def repeated_page(pdf: pikepdf.Pdf) -> None:
    kids = pdf.Root.Pages.Kids
    kids.append(kids[0])
    pdf.Root.Pages.Count = 2


def inherited_attributes(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0].obj
    pdf.Root.Pages.Resources, pdf.Root.Pages.MediaBox = page.Resources, page.MediaBox
    pdf.Root.Pages.Rotate = 90
    for key in ("/Resources", "/MediaBox"):
        del page[key]


def looping_tree(pdf: pikepdf.Pdf) -> None:
    top = pdf.Root.StructTreeRoot.K
    document = top[0] if isinstance(top, Array) else top
    first = document.K[0]
    first.K = Array([*first.K, document]) if isinstance(first.K, Array) else Array([first.K, document])


def forgotten_marks(pdf: pikepdf.Pdf) -> None:
    top = pdf.Root.StructTreeRoot.K
    document = top[0] if isinstance(top, Array) else top
    document.K = Array([document.K[0]])


def unmapped_type(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, Dictionary) and str(item.get("/S", "")) == "/P":
            item.S = Name("/Absatz")


def javascript() -> Any:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def link_to(action: Any) -> Callable[[pikepdf.Pdf], Any]:
    return lambda pdf: annotation("Link", A=action(pdf) if callable(action) else action)


def unreadable_content() -> bytes:
    return changed(
        typeset(2),
        lambda pdf: pdf.pages[0].obj.Contents.write(b"not deflated at all", filter=Name.FlateDecode),
    )


def broken_cross_reference() -> bytes:
    content = typeset()
    at = content.rindex(b"startxref")
    return content[:at] + b"startxref\n99999999\n%%EOF\n"


def picture_bomb_pdf() -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=A4)
    image = pdf.make_stream(b"")
    image.write(zlib.compress(b"\0" * 1000), filter=Name.FlateDecode)
    image.Type, image.Subtype, image.ColorSpace, image.BitsPerComponent = (
        Name.XObject,
        Name.Image,
        Name.DeviceRGB,
        8,
    )
    image.Width, image.Height = 60000, 60000
    page.obj.Resources = Dictionary(XObject=Dictionary(Im0=image))
    page.obj.Contents = pdf.make_stream(b"q 500 0 0 500 50 60 cm /Im0 Do Q")
    return saved(pdf)


def deflate_bomb_pdf() -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=A4)
    packing = zlib.compressobj(9)
    packed = b"".join(packing.compress(b" " * 50_000_000) for _ in range(12)) + packing.flush()
    page.obj.Contents = pdf.make_stream(b"")
    page.obj.Contents.write(packed, filter=Name.FlateDecode)
    return saved(pdf)


def twice_deflated_bomb_pdf() -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=A4)
    packing = zlib.compressobj(9)
    packed = b"".join(packing.compress(b" " * 50_000_000) for _ in range(12)) + packing.flush()
    page.obj.Contents = pdf.make_stream(b"")
    page.obj.Contents.write(zlib.compress(packed, 9), filter=Array([Name.FlateDecode, Name.FlateDecode]))
    return saved(pdf)


def encrypted(**options: Any) -> Callable[[], bytes]:
    def build() -> bytes:
        with pikepdf.open(io.BytesIO(typeset())) as pdf:
            return saved(pdf, encryption=pikepdf.Encryption(**options))

    return build


def nested_forms() -> bytes:
    """A form that draws itself."""

    def change(pdf: pikepdf.Pdf) -> None:
        form = pdf.make_stream(b"/Again Do")
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 600, 800])
        form.Resources = Dictionary(XObject=Dictionary(Again=form))
        page = pdf.pages[0]
        page.contents_coalesce()
        page.obj.Resources.XObject = Dictionary(Again=form)
        page.obj.Contents = pdf.make_stream(page.Contents.read_bytes() + b"\nq /Again Do Q")

    return changed(typeset(), change)


def many_pages(count: int) -> bytes:
    pdf = pikepdf.new()
    for _ in range(count):
        pdf.add_blank_page(page_size=A4)
    return saved(pdf)


def with_blank_page() -> bytes:
    return changed(typeset(), lambda pdf: pdf.add_blank_page(page_size=A4))


def names_not_in_utf8() -> bytes:
    """As programs of the 1990s named fonts, pictures and marks."""
    return (
        helvetica_with(b"/Schr\xf6der BMC /K\xf6ln Do EMC ")
        .replace(b"/KoeXn", b"/K\xf6ln\x20")
        .replace(b"/HelvXtica", b"/Helv\xe9tica")
    )


def helvetica_with(more: bytes) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        page.obj.Contents = pdf.make_stream(more + page.Contents.read_bytes())
        form = pdf.make_stream(b"0 0 9 9 re f")
        form.Subtype, form.BBox = Name.Form, Array([0, 0, 9, 9])
        page.obj.Resources.XObject = Dictionary(KoeXn=form)
        page.obj.Resources.Font.F1.BaseFont = Name.HelvXtica

    return changed(
        helvetica(), change, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False
    )


def no_pages() -> bytes:
    return saved(pikepdf.new())


def two_sizes() -> bytes:
    with (
        pikepdf.open(io.BytesIO(typeset())) as pdf,
        pikepdf.open(io.BytesIO(typeset(size="A3 landscape"))) as large,
    ):
        pdf.pages.extend(large.pages)
        return saved(pdf)


def helvetica() -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=A4)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
    page.obj.Contents = pdf.make_stream(b"BT /F1 12 Tf 100 500 Td (" + WORDS.encode() + b") Tj ET")
    return saved(pdf)


# --- Making Office files and pictures --------------------------------------------------------------


def word(text: str = WORDS) -> bytes:
    document = docx.Document()
    document.core_properties.author = "A. Secretary"
    section = document.sections[0]
    section.page_width, section.page_height = docx.shared.Mm(210), docx.shared.Mm(297)
    document.add_heading("Crime figures", 1)
    document.add_paragraph(text)
    return _stored(document)


def excel() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = WORDS
    return _stored(book)


def powerpoint() -> bytes:
    slides = pptx.Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[5])
    slide.shapes.title.text = WORDS
    return _stored(slides)


def _stored(document: Any) -> bytes:
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return output.getvalue()


def repacked(content: bytes, change: Callable[[dict[str, bytes]], Any]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    return zipped(members)


def with_macros() -> bytes:
    return repacked(word(), lambda members: members.update({"word/vbaProject.bin": b"\xd0\xcf"}))


def named_macro_type() -> bytes:
    def change(members: dict[str, bytes]) -> None:
        types = members["[Content_Types].xml"]
        members["[Content_Types].xml"] = types.replace(
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        )

    return repacked(word(), change)


def word_with_outside_picture() -> bytes:
    relation = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"'
        b' Target="http://127.0.0.1:9/seen.png" TargetMode="External"/></Relationships>'
    )

    def change(members: dict[str, bytes]) -> None:
        name = "word/_rels/document.xml.rels"
        members[name] = members[name].replace(b"</Relationships>", relation)

    return repacked(word(), change)


def word_including_a_file() -> bytes:
    field_code = b'<w:p><w:fldSimple w:instr="INCLUDETEXT &quot;/etc/passwd&quot;"/></w:p><w:sectPr'

    def change(members: dict[str, bytes]) -> None:
        name = "word/document.xml"
        members[name] = members[name].replace(b"<w:sectPr", field_code, 1)

    return repacked(word(), change)


def word_with_tracked_changes() -> bytes:
    inserted = b'<w:p><w:ins w:id="1" w:author="A" w:date="2016-03-01T00:00:00Z"><w:r><w:t>late</w:t></w:r></w:ins></w:p>'

    def change(members: dict[str, bytes]) -> None:
        name = "word/document.xml"
        members[name] = members[name].replace(b"<w:sectPr", inserted + b"<w:sectPr", 1)

    return repacked(word(), change)


def word_with_entities() -> bytes:
    def change(members: dict[str, bytes]) -> None:
        name = "word/document.xml"
        members[name] = (
            b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + members[name].split(b"?>", 1)[1]
        )

    return repacked(word(), change)


def zip_bomb() -> bytes:
    return repacked(word(), lambda members: members.update({"word/media/image1.bmp": b"\0" * 120_000_000}))


def open_document(*, extra: dict[str, bytes] | None = None, body: bytes = b"") -> bytes:
    content = (
        b'<?xml version="1.0"?><office:document-content'
        b' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        b' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
        b' office:version="1.2"><office:body><office:text><text:p>' + WORDS.encode() + b"</text:p>" + body
        + b"</office:text></office:body></office:document-content>"
    )  # fmt: skip
    manifest = (
        b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        b'<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
        b'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    members = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": content,
        "META-INF/manifest.xml": manifest,
    }
    return zipped(members | (extra or {}))


def open_document_including_a_file() -> bytes:
    return open_document(
        body=b'<text:section text:name="x"><text:section-source xlink:href="file:///etc/passwd"/></text:section>'
    )


def encrypted_open_document() -> bytes:
    return open_document(
        extra={"META-INF/manifest.xml": b'<m:manifest><m:encryption-data m:checksum="x"/></m:manifest>'}
    )


def compound_file(*names: str) -> bytes:
    """The smallest OLE file with these empty streams: header, one FAT sector, one directory sector."""
    sector = 512
    end, fat_sector, free = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    fat = struct.pack("<II", fat_sector, end) + struct.pack("<I", free) * 126

    def entry(name: str, kind: int, child: int, right: int, start: int) -> bytes:
        spelt = (name + "\0").encode("utf-16-le")
        return (
            spelt.ljust(64, b"\0") + struct.pack("<HBB", len(spelt), kind, 1)
            + struct.pack("<III", free, right, child) + b"\0" * 36 + struct.pack("<IQ", start, 0)
        )  # fmt: skip

    entries = [entry("Root Entry", 5, 1 if names else free, free, end)]
    for position, name in enumerate(names[:3], start=1):
        entries.append(entry(name, 2, free, position + 1 if position < len(names[:3]) else free, end))
    entries += [b"\0" * 128] * (4 - len(entries))
    content = header[:sector] + fat + b"".join(entries)
    return content


RTF = rb"{\rtf1\ansi\paperw11906\paperh16838{\fonttbl\f0\fswiss Arial;}\f0\pard " + WORDS.encode() + rb"\par}"


def turned_photograph() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return picture_of("JPEG", (600, 400), exif=exif.tobytes())


def png_bomb() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 40000, 40000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


def see_through_picture() -> bytes:
    output = io.BytesIO()
    Image.new("RGBA", (300, 200), (0, 80, 160, 90)).save(output, "PNG")
    return output.getvalue()


# --- The table ------------------------------------------------------------------------------------

NOT_TAGGED = frozenset({"not-tagged"})
PICTURE = frozenset({"scanned"})


def ok(name: str, build: Callable[[], bytes], *codes: str, tagged: bool = False, **options: Any) -> Awkward:
    findings = frozenset(codes) if tagged else frozenset(codes) | NOT_TAGGED
    return Awkward(name, build, findings=findings, **options)


def no(name: str, build: Callable[[], bytes], refusal: str, filename: str = "paper.pdf") -> Awkward:
    return Awkward(name, build, filename=filename, refusal=refusal)


def picture(name: str, build: Callable[[], bytes], filename: str, *codes: str, **options: Any) -> Awkward:
    return Awkward(name, build, filename=filename, findings=PICTURE | frozenset(codes), words=None, **options)


LANDSCAPE = frozenset({0})

TAKEN_IN = [
    ok("plain", typeset),
    ok("tagged", lambda: typeset(tagged=True), tagged=True),
    ok("tagged-with-links", lambda: typeset(
        2, tagged=True, body='<p><a href="#page2">on</a> <a href="https://example.org/a">site</a></p>'
    ), tagged=True, pages=2),
    ok("rotate-90", page_set(Rotate=90), "rotated", landscape=LANDSCAPE),
    ok("rotate-180", page_set(Rotate=180), "rotated"),
    ok("rotate-270", page_set(Rotate=270), "rotated", landscape=LANDSCAPE),
    ok("rotate-minus-90", page_set(Rotate=-90), "rotated", landscape=LANDSCAPE),
    ok("rotate-450", page_set(Rotate=450), "rotated", landscape=LANDSCAPE),
    ok("rotate-odd", page_set(Rotate=7)),
    ok("media-box-elsewhere", page_set(MediaBox=Array([-50, -50, 545.276, 791.89]))),
    ok("media-box-reversed", page_set(MediaBox=Array([595.276, 841.89, 0, 0]))),
    ok("crop-box", page_set(CropBox=Array([50, 400, 550, 800])), landscape=LANDSCAPE),
    ok("crop-box-outside", page_set(CropBox=Array([5000, 5000, 6000, 6000]))),
    ok("crop-and-rotate", page_set(CropBox=Array([50, 400, 550, 800]), Rotate=90), "rotated"),
    ok("user-unit", page_set(UserUnit=2), "oversize"),
    ok("user-unit-small", page_set(UserUnit=0.5)),
    ok("a3", lambda: typeset(size="A3"), "oversize"),
    ok("a3-landscape", lambda: typeset(size="A3 landscape"), "oversize", landscape=LANDSCAPE),
    ok("a4-landscape", lambda: typeset(size="A4 landscape"), landscape=LANDSCAPE),
    ok("a5", lambda: typeset(size="A5", margin="10mm")),
    ok("letter", lambda: typeset(size="letter"), "oversize"),
    ok("poster", lambda: typeset(size="1000mm 2000mm"), "oversize"),
    ok("two-sizes", two_sizes, "oversize", "mixed-sizes", pages=2, landscape=frozenset({1})),
    ok("full-bleed", lambda: typeset(margin="2mm"), "reduced"),
    ok("blank-page-among-others", with_blank_page, "blank", pages=2),
    ok("scanned", scan, "scanned", words=None),
    ok("drawing-only", raw_content(b"1 0 0 rg 100 300 200 200 re f"), words=None),
    ok("font-not-embedded", helvetica, "fonts-not-embedded"),
    ok("names-not-in-utf-8", names_not_in_utf8, "fonts-not-embedded", "reduced"),
    ok("owner-password", encrypted(owner="secret", user="", allow=pikepdf.Permissions(extract=False)),
       "owner-restrictions"),
    ok("javascript-on-opening", catalogue_set(lambda pdf: {"OpenAction": javascript()}), "had-javascript"),
    ok("javascript-named", catalogue_set(lambda pdf: {"Names": Dictionary(JavaScript=Dictionary(
        Names=Array([String("x"), pdf.make_indirect(javascript())])))}), "had-javascript"),
    ok("additional-actions", page_set(AA=Dictionary(O=javascript())), "had-javascript"),
    ok("launch-on-opening", catalogue_set(lambda pdf: {"OpenAction": Dictionary(
        S=Name.Launch, F=String("cmd.exe"))}), "had-actions"),
    ok("attachment", lambda: changed(typeset(), attachment), "had-attachments"),
    ok("attachment-on-page", annotated(lambda pdf: annotation("FileAttachment", FS=Dictionary(
        Type=Name.Filespec, F=String("x"), EF=Dictionary(F=pdf.make_stream(b"hidden")))), ), "had-attachments"),
    ok("rich-media", annotated(lambda pdf: annotation("RichMedia", RichMediaContent=Dictionary())), "media-removed"),
    ok("screen-with-rendition", annotated(lambda pdf: annotation("Screen", A=Dictionary(
        S=Name.Rendition, R=Dictionary()))), "media-removed", "had-actions"),
    ok("three-d", annotated(lambda pdf: annotation("3D")), "media-removed"),
    ok("highlight-drawn", annotated(lambda pdf: annotation("Highlight", AP=appearance(pdf),
       Contents=String("are you sure?"))), "comments-drawn"),
    ok("sticky-note", annotated(lambda pdf: annotation("Text", Contents=String("who said so?"))), "comments-removed"),
    ok("hidden-comment", annotated(lambda pdf: annotation("Square", F=2, AP=appearance(pdf))), "comments-removed"),
    ok("form-field", lambda: changed(typeset(), form_field), "form-flattened", "fonts-not-embedded"),
    ok("form-field-tagged", lambda: changed(typeset(tagged=True), form_field), "form-flattened",
       "fonts-not-embedded", tagged=True),
    ok("xfa", catalogue_set(lambda pdf: {"AcroForm": Dictionary(
        Fields=Array([]), XFA=pdf.make_stream(b"<xdp/>"))})),
    ok("signed", lambda: changed(typeset(), signature), "was-signed", "form-flattened"),
    ok("hidden-layer", lambda: changed(typeset(), hidden_layer), "had-layers"),
    ok("link-javascript", annotated(link_to(lambda pdf: javascript())), "link-removed", "had-javascript"),
    ok("link-file-address", annotated(link_to(Dictionary(S=Name.URI, URI=String("file:///etc/passwd")))),
       "link-removed"),
    ok("link-launch", annotated(link_to(Dictionary(S=Name.Launch, F=String("calc.exe")))),
       "link-removed", "had-actions"),
    ok("link-to-other-file", annotated(link_to(Dictionary(S=Name.GoToR, F=String("b.pdf"), D=Array([0, Name.Fit])))),
       "link-removed", "had-actions"),
    ok("link-to-web", annotated(link_to(Dictionary(S=Name.URI, URI=String("https://example.org/"))))),
    ok("link-broken-name", annotated(link_to(Dictionary(S=Name.GoTo, D=String("nowhere")))), "link-removed"),
    ok("link-to-page", annotated(link_to(lambda pdf: Dictionary(
        S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.FitH, 300]))))),
    ok("too-many-restores", around_content(b"", b"\nQ Q Q Q")),
    ok("too-few-restores", around_content(b"q q 1 0 0 1 0 0 cm ", b"")),
    ok("text-object-open", around_content(b"", b"\nBT")),
    ok("marks-unbalanced", around_content(b"EMC /Span BMC /P <</MCID 0>> BDC ", b"\nEMC /X BMC")),
    ok("operators-unknown", around_content(b"1 2 frob ", b"\n(x) blub")),
    ok("content-damaged", unreadable_content, "damaged-page", "blank", pages=2, words=f"{WORDS} Page 2."),
    ok("form-in-itself", nested_forms),
    ok("page-twice", lambda: changed(typeset(), repeated_page), pages=2),
    ok("inherited-attributes", lambda: changed(typeset(), inherited_attributes), "rotated",
       landscape=LANDSCAPE),
    ok("annotations-of-rubbish", page_set(Annots=Array([1, Name.x, String("y"), Dictionary()])), "comments-removed"),
    ok("tree-loops", lambda: changed(typeset(tagged=True), looping_tree), "tags-discarded", tagged=True),
    ok("tree-forgets", lambda: changed(typeset(tagged=True), forgotten_marks), "tags-discarded", tagged=True),
    ok("types-unmapped", lambda: changed(typeset(tagged=True), unmapped_type), tagged=True),
    ok("marks-twice", around_content(b"", b"\n/P <</MCID 0>> BDC EMC", tagged=True), "tags-discarded", tagged=True),
    ok("text-outside-tags", around_content(b"1 0 0 rg 300 300 20 20 re f ", b"", tagged=True), tagged=True),
    ok("cross-reference-broken", broken_cross_reference, "repaired"),
    ok("end-missing", lambda: typeset()[: typeset().rindex(b"startxref")], "repaired"),
    ok("rubbish-before", lambda: b"From: scanner\r\n\r\n" + typeset()),
    ok("rubbish-after", lambda: typeset() + b"\n" * 50 + b"\0" * 2000, "repaired"),
    picture("photograph", picture_of, "photo.jpg"),
    picture("photograph-upper-case", picture_of, "PHOTO.JPEG"),
    picture("photograph-turned", turned_photograph, "photo.jpg"),
    picture("photograph-cmyk", lambda: picture_of(mode="CMYK"), "photo.jpg"),
    picture("photograph-large", lambda: picture_of(size=(6000, 4000)), "photo.jpg", landscape=LANDSCAPE),
    picture("picture-tiny", lambda: picture_of("PNG", (1, 1)), "dot.png"),
    picture("picture-palette", lambda: picture_of("PNG", mode="P"), "chart.png"),
    picture("picture-16-bit", lambda: picture_of("PNG", mode="I;16"), "chart.png"),
    picture("picture-see-through", see_through_picture, "logo.png", "transparent", landscape=LANDSCAPE),
    picture("picture-without-ending", lambda: picture_of("PNG"), "chart"),
]  # fmt: skip

REFUSED = [
    no("empty", lambda: b"", "is empty"),
    no("only-spaces", lambda: b" \r\n\0\0", "is empty"),
    no("text", lambda: b"Minutes of the meeting", "cannot tell what kind"),
    no("web-page", lambda: b"<!DOCTYPE html><title>x</title>", "web page"),
    no("program", lambda: b"MZ\x90\0" + b"\0" * 100, "program"),
    no("gif", lambda: picture_of("GIF", mode="L"), "GIF"),
    no("tiff", lambda: picture_of("TIFF"), "TIFF"),
    no("webp", lambda: picture_of("WEBP"), "WebP"),
    no("heic", lambda: b"\0\0\0\x18ftypheic" + b"\0" * 50, "HEIC"),
    no("archive", lambda: zipped({"a.pdf": b"%PDF-"}), "archive", "papers.zip"),
    no("word-named-pdf", word, "says that it is a PDF file, but it is a Word file"),
    no("pdf-named-word", typeset, "says that it is a Word file, but it is a PDF file", "paper.docx"),
    no("jpeg-named-png", picture_of, "says that it is a PNG picture", "photo.png"),
    no("password", encrypted(owner="a", user="b"), "password"),
    no("header-only", lambda: b"%PDF-1.7\n", "broken"),
    no("half-a-file", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 50, "broken"),
    no("all-blank", lambda: many_pages(2), "Every page of the file is blank"),
    no("dynamic-form", catalogue_set(lambda pdf: {"NeedsRendering": True}), "only one program can show"),
    no("no-pages", no_pages, "no pages"),
    no("too-many-pages", lambda: many_pages(31), "31 pages, more than the 30"),
    no("page-too-small", page_set(MediaBox=Array([0, 0, 30, 30])), "1.1 cm wide"),
    no("page-too-large", page_set(MediaBox=Array([0, 0, 600, 15000])), "5.3 m high"),
    no("page-too-large-by-unit", page_set(UserUnit=1000), "cannot be read on A4"),
    no("page-without-size", page_set(MediaBox=Array([0, 0, 0, 0])), "does not say how large"),
    no("page-size-of-names", page_set(MediaBox=Array([Name.NaN, Name.NaN, Name.Inf, Name.x])), "does not say how large"),
    no("page-size-short", page_set(MediaBox=Array([0, 0])), "does not say how large"),
    no("redaction-not-applied", annotated(lambda pdf: annotation("Redact")), "marked for redaction"),
    no("picture-bomb-in-pdf", picture_bomb_pdf, "picture of absurd size"),
    no("deflate-bomb", deflate_bomb_pdf, "unpacks to far more"),
    no("deflate-bomb-twice", twice_deflated_bomb_pdf, "unpacks to far more"),
    no("picture-broken", lambda: picture_of()[:300], "broken", "photo.jpg"),
    no("png-broken", lambda: picture_of("PNG")[:60], "broken", "chart.png"),
    no("png-bomb", png_bomb, "more dots", "chart.png"),
    no("picture-thin", lambda: picture_of("PNG", (5000, 10)), "too long and thin", "line.png"),
    no("macros", with_macros, "macros", "paper.docx"),
    no("macro-type", named_macro_type, "macros", "paper.docm"),
    no("zip-bomb", zip_bomb, "unpacks to far more", "paper.docx"),
    no("word-half", lambda: word()[:2000], "broken", "paper.docx"),
    no("word-entities", word_with_entities, "broken", "paper.docx"),
    no("word-encrypted", lambda: compound_file("EncryptedPackage", "EncryptionInfo"), "password", "paper.docx"),
    no("older-word-macros", lambda: compound_file("WordDocument", "_VBA_PROJECT"), "macros", "paper.doc"),
    no("outlook-message", lambda: compound_file("__properties_version1.0"), "Outlook", "mail.msg"),
    no("older-office-broken", lambda: compound_file("WordDocument")[:600], "broken", "paper.doc"),
    no("other-office-file", lambda: compound_file("Contents"), "neither Word", "x.pub"),
    no("open-document-encrypted", encrypted_open_document, "password", "paper.odt"),
    no("open-document-macros", lambda: open_document(extra={"Basic/Standard/Module1.xml": b"<x/>"}), "macros",
       "paper.odt"),
]  # fmt: skip

OFFICE = [
    Awkward("word", word, "paper.docx"),
    Awkward(
        "word-pointing-outside",
        word_with_outside_picture,
        "paper.docx",
        findings=frozenset({"external-removed"}),
    ),
    Awkward(
        "word-including-a-file", word_including_a_file, "paper.docx", findings=frozenset({"external-removed"})
    ),
    Awkward("word-tracked", word_with_tracked_changes, "paper.docx", findings=frozenset({"tracked-changes"})),
    Awkward("excel", excel, "figures.xlsx", findings=NOT_TAGGED),
    Awkward("powerpoint", powerpoint, "slides.pptx", landscape=LANDSCAPE),
    Awkward("open-document", open_document, "paper.odt"),
    Awkward(
        "open-document-including-a-file",
        open_document_including_a_file,
        "paper.odt",
        findings=frozenset({"external-removed"}),
    ),
    Awkward("rtf", lambda: RTF, "paper.rtf"),
]
