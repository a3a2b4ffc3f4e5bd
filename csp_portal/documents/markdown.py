"""Markdown that people write, as HTML that is safe to show and reads in order to a screen reader."""

from collections.abc import Sequence

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "code", "pre", "blockquote",
    "ul", "ol", "li", "a", "div", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "div": {"tabindex", "role", "aria-label"}, "ol": {"start"}, "th": {"scope"}}
CLASSES = {
    "div": {"table-scroll"},
    "th": {"align-right", "align-center"},
    "td": {"align-right", "align-center"},
}
SCHEMES = {"http", "https", "mailto"}
DEEPEST_HEADING = 6
# What scrolls must be reachable by keyboard.
SCROLLING = '<div class="table-scroll" tabindex="0" role="group" aria-label="Table">\n'

_markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])
_markdown.disable("image")
# A relative link would lead elsewhere in a PDF than on a page.
_markdown.validateLink = lambda url: url.lower().startswith(("http://", "https://", "mailto:"))  # type: ignore[method-assign]


def to_html(text: str, *, top_heading: int = 3) -> SafeString:
    """
    Turn Markdown into HTML whose headings begin at `top_heading` and never jump a level.

    Markup in the text is shown as text, pictures are not taken, and links lead to web and mail addresses only.
    """
    tokens = _markdown.parse(text)
    _level_headings(tokens, top_heading)
    _dress_tables(tokens)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )
    return mark_safe(cleaned)  # noqa: S308 - nh3 has just cleaned it


def _level_headings(tokens: Sequence[Token], top: int) -> None:
    """The first heading becomes the top one; each later one goes at most one level deeper than the one before."""
    # The written levels that are open now; how many there are is the level shown.
    open_levels: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            written = int(token.tag[1])
            while open_levels and open_levels[-1] >= written:
                open_levels.pop()
            open_levels.append(written)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(top + len(open_levels) - 1, DEEPEST_HEADING)}"


def _dress_tables(tokens: list[Token]) -> None:
    """Column headings say that they are, wide tables scroll by themselves, and alignment is a class, not a style."""
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type in ("th_open", "td_open"):
            style = str(token.attrs.pop("style", ""))
            for side in ("right", "center"):
                if style == f"text-align:{side}":
                    token.attrSet("class", f"align-{side}")
        if token.type == "table_open":
            tokens.insert(position, _html(SCROLLING))
            position += 1
        elif token.type == "table_close":
            tokens.insert(position + 1, _html("</div>\n"))
            position += 1
        position += 1


def _html(content: str) -> Token:
    return Token("html_block", "", 0, content=content)
