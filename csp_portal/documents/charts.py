"""Drawing charts as SVG without inline style or script: the same drawing stands on a page and in a PDF."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    import altair

# Told apart by more than their colour wherever two meet: by marker, dash or a label beside the line.
INK, PURPLE, BLUE, ORANGE, GREY, GRID = "#1b1a26", "#3b2a6b", "#1d70b8", "#c45100", "#55535f", "#d9d6e2"
# In the drawing's own units, in which its words are 13 high.
WIDEST_ON_A_PHONE = 480
_WIDTH = re.compile(r'<svg[^>]* width="(\d+)')
FONT = "Public Sans, DejaVu Sans, sans-serif"


@dataclass(frozen=True)
class Chart:
    """
    A drawing with all that it says: in words, for those who cannot see it, and as a table of its figures.

    `columns` are the headings of the table; the first names the row. `is_empty` charts have nothing to draw.
    """

    svg: SafeString
    caption: str
    words: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def is_empty(self) -> bool:
        return not self.svg

    @property
    def is_wide(self) -> bool:
        """Tell whether its words would be too small to read when the whole of it is shown on a phone."""
        width = _WIDTH.search(self.svg)
        return width is not None and int(width[1]) > WIDEST_ON_A_PHONE

    @property
    def data_uri(self) -> str:
        """Give the drawing as an address, for the printed sections: pictures cost less there than inline SVG."""
        return f"data:image/svg+xml;base64,{base64.b64encode(self.svg.encode()).decode()}"


def in_words(caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Say a chart's figures, row by row."""
    said = [f"{row[0]}: {', '.join(_said(columns, row))}." for row in rows]
    return " ".join([f"{caption}.", *said])


def _said(columns: Sequence[str], row: Sequence[str]) -> list[str]:
    if len(row) == 2:
        return [row[1]]
    return [
        f"{heading.lower()} {cell}"
        for heading, cell in zip(columns[1:], row[1:], strict=True)
        if cell not in ("", "–")
    ]


def drawn(chart: "altair.TopLevelMixin | Any") -> SafeString:
    """Turn a chart of altair's into SVG, in the portal's type."""
    # Loading it takes a second that only pages and papers with charts need.
    import vl_convert

    finished = chart.configure(font=FONT, background="#ffffff").configure_view(stroke=None)
    finished = finished.configure_axis(
        labelFontSize=13,
        titleFontSize=13,
        titleFontWeight="normal",
        labelColor=INK,
        titleColor=INK,
        gridColor=GRID,
        domainColor=GREY,
        tickColor=GREY,
    ).configure_header(labelFontSize=13, titleFontSize=13, labelColor=INK)
    svg = vl_convert.vegalite_to_svg(finished.to_json())
    return mark_safe(svg)  # noqa: S308 - drawn here, with every label escaped by the renderer
