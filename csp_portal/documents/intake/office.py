"""Office files before conversion: packed anew without anything that reaches outside the document."""

import io
import re
import zipfile

from lxml import etree

from csp_portal.documents.intake.kinds import (
    BOMB,
    BROKEN,
    OPEN_DOCUMENT_KINDS,
    OPEN_XML_KINDS,
    RTF,
    UNPACKED_LIMIT,
    Kind,
)
from csp_portal.documents.intake.outcome import Findings, Unusable

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_OFFICE_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# Fields that fetch; a field of an unknown name shows its last result.
_FETCHING = re.compile(r"INCLUDE(TEXT|PICTURE)|\bDDE(AUTO)?(?=[\s\\\"])|\bLINK(?=\s+[\w\"\\])", re.IGNORECASE)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The same in the strict form of the standard.
_STRICT_WORD = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_RTF_FETCHING = re.compile(
    rb"INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|\\\*\\template|\\objupdate|\\objautlink|\\linkself"
)
_SPREADSHEET_FETCHING = re.compile(rb"WEBSERVICE\s*\(", re.IGNORECASE)
_TRACKED = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo) [^>]*w:author|<text:tracked-changes[ >]")


def without_outside(content: bytes, kind: Kind, *, findings: Findings) -> bytes:
    """
    Give the document back without links to pictures, templates and files elsewhere.

    Ordinary hyperlinks stay. Older binary files are given back as they are; LibreOffice is told to fetch nothing.

    :raises Unusable: if it cannot be unpacked
    """
    if kind is RTF:
        return _plain_rtf(content, findings)
    if kind not in OPEN_XML_KINDS + OPEN_DOCUMENT_KINDS:
        return content
    clean = _clean_open_xml if kind in OPEN_XML_KINDS else _clean_open_document
    packed = io.BytesIO()
    total = 0
    try:
        with (
            zipfile.ZipFile(io.BytesIO(content)) as old,
            zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            _refuse_odd_names(old)
            for member in old.infolist():
                if member.is_dir():
                    continue
                part = old.read(member)
                total += len(part)
                if total > UNPACKED_LIMIT:
                    raise Unusable(BOMB)
                stored = zipfile.ZIP_STORED if member.filename == "mimetype" else zipfile.ZIP_DEFLATED
                new.writestr(
                    zipfile.ZipInfo(member.filename),
                    clean(member.filename, part, findings),
                    compress_type=stored,
                    compresslevel=1,
                )
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, KeyError) as problem:
        raise Unusable(BROKEN) from problem
    except Exception as problem:
        if type(problem).__module__ == "zlib":
            raise Unusable(BROKEN) from problem
        raise
    return packed.getvalue()


def _refuse_odd_names(archive: zipfile.ZipFile) -> None:
    # No Office program writes a part twice, of which another reader might take the other, or one above the top.
    names = [member.filename.replace("\\", "/").lower() for member in archive.infolist()]
    if len(set(names)) < len(names):
        raise Unusable(BROKEN)
    if any(name.startswith("/") or ":" in name or ".." in name.split("/") for name in names):
        raise Unusable(BROKEN)


def _parsed(part: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as problem:
        raise Unusable(BROKEN) from problem
    # No Office program writes one; entities in it can grow without end.
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unusable(BROKEN)
    return root


def _clean_open_xml(name: str, part: bytes, findings: Findings) -> bytes:
    if name.endswith(".rels"):
        root = _parsed(part)
        changed = False
        for relationship in list(root.iter(_RELATIONSHIP)):
            is_outside = relationship.get("TargetMode", "").lower() == "external"
            is_hyperlink = relationship.get("Type", "").endswith("/hyperlink")
            if is_outside and not is_hyperlink:
                # The reference stays, so that the document holds together, and leads nowhere.
                relationship.set("Target", "about:blank")
                changed = True
        if changed:
            findings.add("external-removed")
            return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return part
    if name.endswith(".xml"):
        # Read as a program would: what is looked for could be spelt in references or in another encoding.
        root = _parsed(part)
        if _TRACKED.search(part):
            findings.add("tracked-changes")
        if _disarm_fields(root):
            findings.add("external-removed")
            return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        if name.startswith("xl/") and _SPREADSHEET_FETCHING.search(part):
            findings.add("external-removed")
            return _SPREADSHEET_FETCHING.sub(b"N(", part)
    return part


def _disarm_fields(root: etree._Element) -> bool:
    changed = False
    for namespace in (_WORD, _STRICT_WORD):
        for field in root.iter(f"{namespace}fldSimple"):
            code = field.get(f"{namespace}instr", "")
            if (disarmed := _FETCHING.sub("QUOTE", code)) != code:
                field.set(f"{namespace}instr", disarmed)
                changed = True
        # A program puts the pieces of a field's code together before it reads them.
        pieces = list(root.iter(f"{namespace}instrText"))
        if _FETCHING.search("".join("".join(piece.itertext()) for piece in pieces)):
            for piece in pieces:
                piece.text = _FETCHING.sub("QUOTE", "".join(piece.itertext()))
            if _FETCHING.search("".join(piece.text or "" for piece in pieces)):
                for piece in pieces:
                    piece.text = "QUOTE"
            changed = True
    return changed


def _clean_open_document(name: str, part: bytes, findings: Findings) -> bytes:
    if not name.endswith((".xml", ".rdf")):
        return part
    if b"<!ENTITY" in part[:2000]:
        raise Unusable(BROKEN)
    if _TRACKED.search(part):
        findings.add("tracked-changes")
    if b"xlink:href" not in part and b"href" not in part:
        return part
    root = _parsed(part)
    changed = False
    for element in root.iter():
        target = element.get(_XLINK_HREF) if isinstance(element.tag, str) else None
        if target is None or element.tag == f"{_OFFICE_TEXT}a" or element.tag.endswith("}a"):
            continue
        is_outside = ":" in target.split("/")[0] or target.startswith(("/", "../", "\\")) and target != "/"
        if is_outside:
            element.set(_XLINK_HREF, "")
            changed = True
    if not changed:
        return part
    findings.add("external-removed")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _plain_rtf(content: bytes, findings: Findings) -> bytes:
    disarmed = _RTF_FETCHING.sub(lambda found: b"QUOTE" if not found[0].startswith(b"\\") else b"", content)
    if disarmed != content:
        findings.add("external-removed")
    return disarmed
