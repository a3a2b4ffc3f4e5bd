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
_FETCHING = re.compile(rb"(INCLUDE)(TEXT|PICTURE)|\b(DDE)(AUTO)?(?=[\s\\\"])|\b(LINK)(?=\s+[\w\"\\])")
_RTF_FETCHING = re.compile(
    rb"INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|\\\*\\template|\\objupdate|\\objautlink|\\linkself"
)
_FIELD_CODE = re.compile(rb"(<w:instrText[^>]*>)([^<]*)(</w:instrText>)|(w:instr=\")([^\"]*)(\")")
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
        if b"<!DOCTYPE" in part[:2000] or b"<!ENTITY" in part[:2000]:
            raise Unusable(BROKEN)
        if name.startswith("word/"):
            if _TRACKED.search(part):
                findings.add("tracked-changes")
            disarmed = _FIELD_CODE.sub(_disarmed_field, part)
            if disarmed != part:
                findings.add("external-removed")
            return disarmed
        if name.startswith("xl/") and _SPREADSHEET_FETCHING.search(part):
            findings.add("external-removed")
            return _SPREADSHEET_FETCHING.sub(b"N(", part)
    return part


def _disarmed_field(found: re.Match[bytes]) -> bytes:
    before, code, after = (found[1], found[2], found[3]) if found[1] else (found[4], found[5], found[6])
    return before + _FETCHING.sub(b"QUOTE", code) + after


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
