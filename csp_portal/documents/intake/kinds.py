"""What kind of file an upload is, decided by its content and never by its name."""

import io
import zipfile
from dataclasses import dataclass

import olefile

from csp_portal.documents.intake.outcome import Unusable

ACCEPTED = "Upload a PDF, Word, PowerPoint or Excel file, or a PNG or JPEG picture."


@dataclass(frozen=True)
class Kind:
    """`suffix` is what LibreOffice is told the file is; `family` says which way it goes."""

    family: str
    suffix: str
    media_type: str
    words: str
    other_suffixes: tuple[str, ...] = ()

    @property
    def suffixes(self) -> tuple[str, ...]:
        return (self.suffix, *self.other_suffixes)


_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

PDF = Kind("pdf", ".pdf", "application/pdf", "a PDF file")
PNG = Kind("picture", ".png", "image/png", "a PNG picture")
JPEG = Kind("picture", ".jpg", "image/jpeg", "a JPEG picture", (".jpeg", ".jpe", ".jfif"))
DOCX = Kind("office", ".docx", _OPEN_XML + "wordprocessingml.document", "a Word file", (".dotx",))
PPTX = Kind(
    "office", ".pptx", _OPEN_XML + "presentationml.presentation", "a PowerPoint file", (".ppsx", ".potx")
)
XLSX = Kind("office", ".xlsx", _OPEN_XML + "spreadsheetml.sheet", "an Excel file", (".xltx",))
ODT = Kind("office", ".odt", _OPEN_DOCUMENT + "text", "an OpenDocument text", (".ott",))
ODP = Kind("office", ".odp", _OPEN_DOCUMENT + "presentation", "an OpenDocument presentation", (".otp",))
ODS = Kind("office", ".ods", _OPEN_DOCUMENT + "spreadsheet", "an OpenDocument spreadsheet", (".ots",))
# Word itself names some RTF files .doc.
RTF = Kind("office", ".rtf", "application/rtf", "an RTF text", (".doc",))
DOC = Kind("office", ".doc", "application/msword", "an older Word file", (".dot", ".wbk"))
PPT = Kind("office", ".ppt", "application/vnd.ms-powerpoint", "an older PowerPoint file", (".pps", ".pot"))
XLS = Kind("office", ".xls", "application/vnd.ms-excel", "an older Excel file", (".xlt",))
KINDS = (PDF, PNG, JPEG, DOCX, PPTX, XLSX, ODT, ODP, ODS, RTF, DOC, PPT, XLS)
OPEN_XML_KINDS = (DOCX, PPTX, XLSX)
OPEN_DOCUMENT_KINDS = (ODT, ODP, ODS)

_MAIN_PARTS = (
    (b"wordprocessingml.document.main", DOCX),
    (b"wordprocessingml.template.main", DOCX),
    (b"presentationml.presentation.main", PPTX),
    (b"presentationml.slideshow.main", PPTX),
    (b"presentationml.template.main", PPTX),
    (b"spreadsheetml.sheet.main", XLSX),
    (b"spreadsheetml.template.main", XLSX),
)

# What people upload by mistake, each with what to do instead.
_OTHERS: tuple[tuple[bytes, int, str], ...] = (
    (b"GIF8", 0, "This is a GIF picture. Save it as PNG or JPEG, and upload that."),
    (b"BM", 0, "This is a bitmap picture. Save it as PNG or JPEG, and upload that."),
    (b"II*\x00", 0, "This is a TIFF picture. Save it as PDF, PNG or JPEG, and upload that."),
    (b"MM\x00*", 0, "This is a TIFF picture. Save it as PDF, PNG or JPEG, and upload that."),
    (b"WEBP", 8, "This is a WebP picture. Save it as PNG or JPEG, and upload that."),
    (b"ftypheic", 4, "This is a HEIC photograph. Save it as JPEG, and upload that."),
    (b"ftypmif1", 4, "This is a HEIC photograph. Save it as JPEG, and upload that."),
    (b"ftypavif", 4, "This is an AVIF picture. Save it as PNG or JPEG, and upload that."),
    (b"ftyp", 4, f"This is a video. {ACCEPTED}"),
    (b"MZ", 0, f"This is a program, not a document. {ACCEPTED}"),
    (b"\x7fELF", 0, f"This is a program, not a document. {ACCEPTED}"),
    (b"Rar!", 0, "This is an archive. Upload the documents in it one by one."),
    (b"7z\xbc\xaf", 0, "This is an archive. Upload the documents in it one by one."),
    (b"\x1f\x8b", 0, "This is an archive. Upload the documents in it one by one."),
    (b"%!PS", 0, "This is a PostScript file. Save it as PDF, and upload that."),
)
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_OFFICE = "The file is protected with a password. Remove the password, save it, and upload it again."
MACROS = (
    "The file contains macros, which the portal does not accept. "
    "Save it as an ordinary document without macros or as PDF, and upload that."
)
BROKEN = "The file is broken and cannot be read. Open it, save it again or save it as PDF, and upload that."
BOMB = "The file unpacks to far more than its size suggests. Save it as PDF, and upload that."
ARCHIVE = "This is an archive. Upload the documents in it one by one."
UNPACKED_LIMIT = 600_000_000
MEMBER_LIMIT = 20_000
SUSPICIOUS_RATIO = 400


def kind_of(content: bytes) -> Kind:
    """
    Say what the content is.

    :raises Unusable: if it is of no kind that the portal takes, or cannot be opened at all
    """
    if not content.strip(b"\x00\r\n\t "):
        raise Unusable("The file is empty. Check it on your computer, and upload it again.")
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(_OLE_START):
        return _older_office_kind(content)
    if content.startswith(_ZIP_STARTS):
        return _zipped_kind(content)
    if content.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"{\\rt"):
        return RTF
    # Readers accept a PDF header anywhere in the first kilobyte; scanners and mail programs put lines before it.
    if b"%PDF-" in content[:1024]:
        return PDF
    for start, offset, sentence in _OTHERS:
        if content[offset : offset + len(start)] == start:
            raise Unusable(sentence)
    beginning = content[:4096].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if beginning.startswith((b"<!doctype html", b"<html", b"<?xml", b"<svg")):
        raise Unusable(f"This is a web page or another kind of marked-up text. {ACCEPTED}")
    raise Unusable(f"The portal cannot tell what kind of file this is. {ACCEPTED}")


def _zipped_kind(content: bytes) -> Kind:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
        _refuse_bombs(members, len(content))
        names = {member.filename for member in members}
        if any(member.flag_bits & 0x1 for member in members):
            raise Unusable(ENCRYPTED_OFFICE)
        if "[Content_Types].xml" in names:
            return _open_xml_kind(archive, names)
        if "mimetype" in names:
            return _open_document_kind(archive, names)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, KeyError) as problem:
        raise Unusable(BROKEN) from problem
    raise Unusable(ARCHIVE)


def _refuse_bombs(members: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(member.file_size for member in members)
    if len(members) > MEMBER_LIMIT or unpacked > UNPACKED_LIMIT:
        raise Unusable(BOMB)
    if unpacked > 50_000_000 and unpacked > SUSPICIOUS_RATIO * size:
        raise Unusable(BOMB)


def _open_xml_kind(archive: zipfile.ZipFile, names: set[str]) -> Kind:
    with archive.open("[Content_Types].xml") as part:
        types = part.read(4_000_000)
    if (
        b"macroEnabled" in types
        or b"vbaProject" in types
        or any(name.lower().endswith("vbaproject.bin") for name in names)
    ):
        raise Unusable(MACROS)
    for main_part, kind in _MAIN_PARTS:
        if main_part in types:
            return kind
    if b"spreadsheetml" in types and b"sheet.binary" in types:
        raise Unusable("This is a binary Excel file (.xlsb). Save it as .xlsx or PDF, and upload that.")
    if b"visio" in types:
        raise Unusable("This is a Visio drawing. Save it as PDF, and upload that.")
    raise Unusable(f"This Office file is neither Word, PowerPoint nor Excel. {ACCEPTED}")


def _open_document_kind(archive: zipfile.ZipFile, names: set[str]) -> Kind:
    with archive.open("mimetype") as part:
        media_type = part.read(200).decode("ascii", "replace").strip()
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        raise Unusable(MACROS)
    if "META-INF/manifest.xml" in names:
        with archive.open("META-INF/manifest.xml") as part:
            if b"encryption-data" in part.read(4_000_000):
                raise Unusable(ENCRYPTED_OFFICE)
    for kind in OPEN_DOCUMENT_KINDS:
        if media_type in (kind.media_type, f"{kind.media_type}-template"):
            return kind
    raise Unusable(f"This OpenDocument file is neither a text, a presentation nor a spreadsheet. {ACCEPTED}")


def _older_office_kind(content: bytes) -> Kind:
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as compound:
            entries = {"/".join(path) for path in compound.listdir(streams=True, storages=True)}
            top = {entry.split("/")[0] for entry in entries}
            if {"EncryptedPackage", "EncryptionInfo", "EncryptedSummary", "\x06DataSpaces"} & top:
                raise Unusable(ENCRYPTED_OFFICE)
            if any(
                entry.split("/")[-1].upper() in {"_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA"}
                for entry in entries
            ):
                raise Unusable(MACROS)
            if "WordDocument" in top:
                header = compound.openstream("WordDocument").read(12)
                if len(header) == 12 and header[11] & 0x01:
                    raise Unusable(ENCRYPTED_OFFICE)
                return DOC
            for name in ("Workbook", "Book"):
                if name in top:
                    # A protected workbook says so in a FILEPASS record right after its first one.
                    if compound.openstream(name).read(22)[20:] == b"\x2f\x00":
                        raise Unusable(ENCRYPTED_OFFICE)
                    return XLS
            if "PowerPoint Document" in top:
                return PPT
    except Unusable:
        raise
    except Exception as problem:  # olefile raises nearly anything on a broken file
        raise Unusable(BROKEN) from problem
    if any(entry.startswith("__substg1.0") or entry.startswith("__properties") for entry in entries):
        raise Unusable("This is an Outlook message. Save it as PDF, and upload that.")
    raise Unusable(f"This Office file is neither Word, PowerPoint nor Excel. {ACCEPTED}")


def refuse_misnamed(kind: Kind, *, filename: str) -> None:
    """
    Let a name through that agrees with the content or has no ending that the portal knows.

    A name that says another kind is refused rather than put right: most often the wrong file was picked, and
    its author should see that before the board does.

    :raises Unusable: if the name says another kind than the content is
    """
    _, dot, ending = filename.rpartition(".")
    suffix = f".{ending.lower()}" if dot else ""
    if suffix in kind.suffixes:
        return
    said = next((other.words for other in KINDS if suffix in other.suffixes), None)
    if said is not None:
        raise Unusable(
            f"The name of the file says that it is {said}, but it is {kind.words}. "
            f"Check that it is the right file, give it a name that ends in {kind.suffix}, and upload it again."
        )
