"""Word files written by the portal: headings, paragraphs, lists and tables from Markdown."""

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from markdown_it import MarkdownIt
from markdown_it.token import Token

_markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])
DEEPEST_HEADING = 9


def new_document(*, title: str, author: str) -> Any:
    """Begin a Word file in British English, with title and author among its properties."""
    document = Document()
    document.core_properties.title = title
    document.core_properties.author = author
    document.core_properties.language = "en-GB"
    fonts = document.styles["Normal"].element.get_or_add_rPr()
    language = fonts.makeelement(qn("w:lang"), {qn("w:val"): "en-GB"})
    fonts.append(language)
    return document


def content(document: Any) -> bytes:
    """Give the file's bytes."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def add_markdown(document: Any, text: str, *, top_heading: int = 3) -> None:
    """Add Markdown as the paragraphs, lists, headings and tables of Word; links keep their address in brackets."""
    tokens = _markdown.parse(text)
    lists: list[str] = []
    paragraph: Any = None
    row: list[list[Token]] = []
    rows: list[list[list[Token]]] = []
    in_table = False
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                lists.append("List Bullet")
            case "ordered_list_open":
                lists.append("List Number")
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "heading_open":
                level = min(top_heading + int(token.tag[1]) - 1, DEEPEST_HEADING)
                paragraph = document.add_heading(level=level)
            case "paragraph_open":
                paragraph = document.add_paragraph(style=_list_style(lists))
            case "fence" | "code_block":
                document.add_paragraph(token.content.rstrip("\n"))
            case "table_open":
                in_table, rows = True, []
            case "tr_open":
                row = []
            case "tr_close":
                rows.append(row)
            case "table_close":
                in_table = False
                _add_table(document, rows)
            case "inline":
                if in_table:
                    row.append(token.children or [])
                else:
                    _add_runs(paragraph, token.children or [])


def _list_style(lists: Sequence[str]) -> str | None:
    if not lists:
        return None
    depth = min(len(lists), 3)
    return lists[-1] if depth == 1 else f"{lists[-1]} {depth}"


def _add_table(document: Any, rows: list[list[list[Token]]]) -> None:
    table = document.add_table(rows=0, cols=max((len(row) for row in rows), default=1))
    table.style = "Table Grid"
    for row in rows:
        cells = table.add_row().cells
        for cell, children in zip(cells, row, strict=False):
            _add_runs(cell.paragraphs[0], children)


def _add_runs(paragraph: Any, children: Sequence[Token]) -> None:
    bold = italic = struck = 0
    links: list[str] = []
    for token in children:
        match token.type:
            case "strong_open" | "strong_close":
                bold += 1 if token.nesting == 1 else -1
            case "em_open" | "em_close":
                italic += 1 if token.nesting == 1 else -1
            case "s_open" | "s_close":
                struck += 1 if token.nesting == 1 else -1
            case "link_open":
                links.append(str(token.attrs.get("href", "")))
            case "link_close":
                paragraph.add_run(f" ({links.pop()})")
            case "softbreak":
                paragraph.add_run(" ")
            case "hardbreak":
                paragraph.add_run().add_break()
            case "text" | "code_inline":
                run = paragraph.add_run(_storable(token.content))
                run.bold, run.italic = bold > 0 or None, italic > 0 or None
                run.font.strike = struck > 0 or None


def _storable(text: str) -> str:
    """Leave out control characters, of which XML knows none."""
    return "".join(character for character in text if character >= " " or character in "\t\n")
