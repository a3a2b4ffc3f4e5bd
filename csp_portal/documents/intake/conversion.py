"""Office files to PDF by LibreOffice, when it is installed, one limited process and one profile per file."""

import json
import shutil
from pathlib import Path

import structlog
from django.conf import settings

from csp_portal.documents.intake import limited
from csp_portal.documents.intake.outcome import Unusable

logger = structlog.get_logger()

_EXPORT_FILTERS = {
    ".docx": "writer_pdf_Export", ".doc": "writer_pdf_Export", ".odt": "writer_pdf_Export",
    ".rtf": "writer_pdf_Export", ".pptx": "impress_pdf_Export", ".ppt": "impress_pdf_Export",
    ".odp": "impress_pdf_Export", ".xlsx": "calc_pdf_Export", ".xls": "calc_pdf_Export",
    ".ods": "calc_pdf_Export",
}  # fmt: skip
_EXPORT_OPTIONS = {
    "UseTaggedPDF": True,
    "PDFUACompliance": True,
    "ExportBookmarks": True,
    "ExportFormFields": False,
    "ExportNotes": False,
    "ReduceImageResolution": True,
    "MaxImageResolution": 150,
    "Quality": 85,
    "EmbedStandardFonts": True,
}
# Nothing outside the document is opened, run or brought up to date.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
{items}
</oor:items>
"""
_ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
    "<value>{value}</value></prop></item>"
)
_CHOICES = (
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "1"),
    ("Office.Common/Save/Document", "AutoSave", "false"),
    ("Office.Recovery/RecoveryInfo", "Enabled", "false"),
)


def converter() -> str | None:
    """Find LibreOffice, or None."""
    return shutil.which(settings.OFFICE_CONVERTER or "soffice")


def to_pdf(source: Path, *, result: Path) -> None:
    """
    Convert the source, whose suffix says its kind, into a tagged PDF at `result`.

    :raises Unusable: if LibreOffice is missing, gives up, or does not come to an end
    """
    program = converter()
    if program is None:
        raise Unusable(
            "The portal cannot convert Office files here. Open the file, save it as PDF and upload that."
        )
    folder = source.parent
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    items = "\n".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _CHOICES)
    (profile / "user" / "registrymodifications.xcu").write_text(
        _PROFILE.format(items=items), encoding="utf-8"
    )
    options = json.dumps(
        {
            name: {"type": "boolean" if isinstance(value, bool) else "long", "value": str(value).lower()}
            for name, value in _EXPORT_OPTIONS.items()
        }
    )
    made = folder / "converted" / f"{source.stem}.pdf"
    try:
        limited.run(
            [
                program,
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                "--norestore",
                "--nolockcheck",
                "--nodefault",
                "--nofirststartwizard",
                "--convert-to",
                f"pdf:{_EXPORT_FILTERS[source.suffix]}:{options}",
                "--outdir",
                str(made.parent),
                str(source),
            ],  # fmt: skip
            folder=folder,
            seconds=settings.UPLOAD_MAX_SECONDS,
            memory=settings.UPLOAD_MAX_MEMORY,
        )
    except limited.TookTooLong:
        logger.warning("conversion_took_too_long", kind=source.suffix)
        raise Unusable(
            "The file took too long to convert. Open it, save it as PDF and upload that."
        ) from None
    except (limited.Died, OSError) as problem:
        logger.warning("conversion_failed", kind=source.suffix, problem=str(problem)[-2000:])
    if not made.is_file():
        raise Unusable("The file could not be converted. Open it, save it as PDF and upload that.")
    made.replace(result)
