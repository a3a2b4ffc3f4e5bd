"""Pages of a pack put together anew, each with the running number that it has in the pack."""

import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings

from csp_portal.documents.models import Marking, StoredFile
from csp_portal.documents.pdf.assemble import assemble
from csp_portal.documents.pdf.parts import Bookmark, Part
from csp_portal.documents.pdf.render import kept_or_typeset, page_html
from meetings.models import Pack
from meetings.pack_building import FRONT, slip_html
from meetings.pack_plan import printed_marking
from meetings.pack_reading import Line


@dataclass(frozen=True)
class Excerpt:
    """A finished file: its bytes, its sheets, and whether it is PDF/UA."""

    content: bytes
    pages: int
    is_pdf_ua: bool


def excerpt(
    pack: Pack,
    lines: Sequence[Line],
    *,
    title: str,
    public: bool,
    released: Collection[int] = (),
    front: str = "",
) -> Excerpt:
    """
    Put the papers of these lines into one file; one that is withheld from the reader has its slip.

    What is for the `public` holds the papers as they read them.
    `released` are restrictions that hold nothing back any more, so that their papers are not marked as closed.
    `front` is the HTML of a sheet to stand before them.
    """
    files = {
        file.sha256: file
        for file in StoredFile.objects.filter(
            sha256__in=[li.sha256_for(public=public) for li in lines if li.entry.pages and li.is_open]
        )
    }
    slips = [_slip(line) for line in lines if line.entry.pages and not line.is_open]
    typeset = kept_or_typeset([*([front] if front else []), *slips], processes=1)
    waiting = iter(typeset)
    parts = [Part(key=FRONT, content=next(waiting).read(), title=title)] if front else []
    bookmarks = [Bookmark(title, FRONT)] if front else []
    for line in lines:
        entry = line.entry
        if not entry.pages:
            continue
        part = Part(
            key=f"paper-{entry.pk}",
            content=(files[line.sha256_for(public=public)] if line.is_open else next(waiting)).read(),
            title=line.paper_title or line.item_title,
            first_number=entry.first_page,
            last_number=entry.last_page,
            marking=_marking(line, released),
            is_slip=not line.is_open,
            may_be_shorter=bool(entry.public_sha256),
            is_accessible=False if line.is_open and not entry.is_accessible else None,
        )
        parts.append(part)
        bookmarks.append(Bookmark(f"{entry.item_number}. {part.title}" if front else part.title, part.key))
    with tempfile.TemporaryDirectory(prefix="csp-item-") as folder:
        output = Path(folder) / "item.pdf"
        assembled = assemble(
            parts,
            bookmarks=bookmarks,
            title=title,
            author=settings.PARTNERSHIP_NAME,
            subject=f"Pack version {pack.number}",
            output=output,
            created_at=datetime.combine(pack.issue_on, time(), tzinfo=UTC),
        )
        return Excerpt(output.read_bytes(), assembled.pages, assembled.is_pdf_ua)


def _marking(line: Line, released: Collection[int]) -> str:
    """Say what is printed at the head of a paper's pages; what is public now is not sensitive any more."""
    entry = line.entry
    if not line.is_open:
        return ""
    held_back = set(entry.restrictions)
    if held_back and held_back <= set(released):
        return f"RELEASED (was {Marking(entry.marking).label})" if entry.marking else "RELEASED"
    return printed_marking(entry.marking, is_restricted=bool(held_back - set(released)))


def _slip(line: Line) -> Any:
    return slip_html(
        title=line.item_title,
        item_number=line.entry.item_number,
        first=line.entry.first_page or 0,
        last=line.entry.last_page or 0,
        reason=line.entry.withheld_because,
    )


def release_sheet(pack: Pack, lines: Sequence[Line], *, shows: Collection[int], on: Any) -> str:
    """Fill the sheet that stands before the pages of a release: what it is, and where everything is."""
    return page_html(
        "meetings/pdf/release_sheet.html",
        {
            "title": f"Released pages, {pack.meeting}",
            "author": settings.PARTNERSHIP_NAME,
            "partnership": settings.PARTNERSHIP_NAME,
            "meeting": pack.meeting,
            "board": pack.meeting.board,
            "pack": pack,
            "lines": [(line, set(line.entry.restrictions) & set(shows)) for line in lines],
            "released_on": on,
        },
    )
