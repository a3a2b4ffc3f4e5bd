"""Small pages and packs to try the PDF engine with."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from csp_portal.documents.pdf.assemble import assemble
from csp_portal.documents.pdf.parts import Assembled, Bookmark, Part
from csp_portal.documents.pdf.place import place
from csp_portal.documents.pdf.reading import page_count
from csp_portal.documents.pdf.render import typeset

ISSUED = datetime(2016, 3, 11, 9, 30, tzinfo=UTC)
TABLE = (
    "<table><caption>Offences</caption><thead><tr><th>Ward</th><th>Offences</th></tr></thead><tbody>"
    + "".join(f'<tr><th scope="row">Ward {n}</th><td class="numbers">{n * 7}</td></tr>' for n in range(60))
    + "</tbody></table>"
)
REPORT = (
    '<h1>Report</h1><p>See <a href="#below">below</a> and <a href="https://example.org/">the source</a>.</p>'
    "<ul><li><p>One.</p><p>And more.</p></li><li>Two<ul><li>Within two</li></ul></li></ul>"
    "<dl><dt>Term</dt><dd>Meaning</dd></dl><h3>A heading two levels down</h3>"
    + TABLE
    + '<h2 id="below">Below</h2><p><span class="rating rating-red">◆ R Red</span> Działanie.</p>'
)


def page(body: str, *, title: str = "A paper", body_class: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
        f'<link rel="stylesheet" href="css/pack.css"></head><body class="{body_class}">{body}</body></html>'
    )


@lru_cache(maxsize=64)
def typeset_page(body: str, body_class: str = "") -> bytes:
    return typeset(page(body, body_class=body_class))


def front_sheet(keys: Sequence[str]) -> Part:
    links = "".join(f'<p><a href="https://pack.invalid/#{key}">{key} (PAGES …)</a></p>' for key in keys)
    return Part("front", typeset_page(f"<h1>Agenda</h1>{links}"), "Agenda")


def numbered(contents: dict[str, bytes], **extra: object) -> list[Part]:
    placed = place([page_count(content) for content in contents.values()])
    return [
        Part(key, content, f"Paper {key}", at.first_number, at.last_number, **extra)  # type: ignore[arg-type]
        for (key, content), at in zip(contents.items(), placed, strict=True)
    ]


def join(parts: Sequence[Part], output: Path, **changes: object) -> Assembled:
    given = {
        "bookmarks": [Bookmark(part.title, part.key) for part in parts],
        "title": "Board pack, 17 March 2016",
        "author": "Community Safety Partnership",
        "subject": "Papers of the meeting",
        "created_at": ISSUED,
    }
    return assemble(parts, output=output, **{**given, **changes})  # type: ignore[arg-type]
