"""Which column of a table is which: recognised by its heading, and corrected by whoever uploads it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from delivery_plans.reading.grid import Cell, Grid


class Field(StrEnum):
    """What a column of a plan's table can hold."""

    AREA_REFERENCE = "area_reference"
    AREA = "area"
    ACTION_REFERENCE = "action_reference"
    ACTION = "action"
    MILESTONE_REFERENCE = "milestone_reference"
    MILESTONE = "milestone"
    DUE = "due"
    LEADS = "leads"
    LINKS = "links"
    RAG = "rag"
    COMMENT = "comment"
    RAG_AND_COMMENT = "rag_and_comment"
    ASIDE = "aside"


LABELS = {
    Field.AREA_REFERENCE: "Area reference",
    Field.AREA: "Area of delivery",
    Field.ACTION_REFERENCE: "Action reference",
    Field.ACTION: "Action",
    Field.MILESTONE_REFERENCE: "Milestone reference",
    Field.MILESTONE: "Milestone",
    Field.DUE: "Due date",
    Field.LEADS: "Leads",
    Field.LINKS: "Strategic links",
    Field.RAG: "RAG status",
    Field.COMMENT: "Comment",
    Field.RAG_AND_COMMENT: "RAG status and comment in one",
    Field.ASIDE: "Leave out",
}
# What the portal itself writes: read back word for word, with nothing to be recognised.
EXPORTED = tuple(field for field in Field if field not in (Field.RAG_AND_COMMENT, Field.ASIDE))
EXPORTED_HEADINGS = tuple(LABELS[field] for field in EXPORTED)
KEY_TARGETS = "Key targets"
# What a doubt is about that concerns them, beside the fields of a row.
TARGETS = "key_targets"

# In this order: "Delivery lead" is a lead before it is a delivery.
_WORDS: tuple[tuple[Field, str], ...] = (
    (Field.MILESTONE_REFERENCE, r"milestone (?:ref(?:erence)?|no|number)"),
    (Field.ACTION_REFERENCE, r"action (?:ref(?:erence)?|no|number)|(?:item )?(?:ref(?:erence)?|no|number)|#"),
    (Field.AREA_REFERENCE, r"area (?:ref(?:erence)?|no|number)"),
    (Field.RAG_AND_COMMENT, r".*\b(?:comments?|progress|update)\b.*\b(?:rag|status|rating)\b.*"),
    (Field.RAG_AND_COMMENT, r".*\b(?:rag|status|rating)\b.*\b(?:comments?|progress|update|narrative)\b.*"),
    (Field.RAG, r".*\b(?:rag|brag|rating|status)\b.*"),
    (Field.COMMENT, r".*\b(?:comments?|progress|updates?|notes?|narrative|commentary)\b.*"),
    (Field.LINKS, r".*\b(?:links?|linked)\b.*"),
    (
        Field.DUE,
        r".*\b(?:due|deadline|timescales?|time ?line|timing|by when|target date|completion|dates?|start|end|finish)\b.*"
        r"|when|quarter|timeframe",
    ),
    (Field.LEADS, r".*\b(?:leads?|owners?|responsib\w+|accountable|by whom|officers?)\b.*|who"),
    (Field.MILESTONE, r".*\b(?:milestones?|steps?|measures?|outputs?|deliverables?)\b.*"),
    (
        Field.AREA,
        r".*\b(?:areas?|specifics?|themes?|objectives?|priorit(?:y|ies)|workstreams?)\b.*|outcomes?",
    ),
    (Field.ACTION, r".*\b(?:actions?|interventions?|activit(?:y|ies)|tasks?)\b.*|what"),
)
_PATTERNS = tuple((field, re.compile(words)) for field, words in _WORDS)
_REFERENCE_THEN_TEXT = re.compile(r"\d+(?:\.\d+)+")
LONGEST_HEADING = 80
LOOKED_AT = 25


@dataclass(frozen=True)
class Column:
    """A column of the file: its place from 0, its heading as written, and what it is taken for."""

    place: int
    heading: str
    field: Field


@dataclass(frozen=True)
class Header:
    """Where the headings are: the first row of the body follows `rows` rows from `first`."""

    first: int
    rows: int
    columns: tuple[Column, ...]
    is_exported: bool = False


def recognised(heading: str) -> Field:
    """Say what a heading means, or that the column is left aside."""
    words = " ".join(re.sub(r"[^\w#&/ ]", " ", heading.lower().replace("/", " ")).split())
    if not words or len(words) > LONGEST_HEADING:
        return Field.ASIDE
    return next((field for field, pattern in _PATTERNS if pattern.fullmatch(words)), Field.ASIDE)


def find_header(grid: Grid) -> Header | None:
    """Find the row or the two rows of headings; None where no row names two columns of a plan."""
    best: tuple[int, int] | None = None
    for place, row in enumerate(grid.rows[:LOOKED_AT]):
        if tuple(_plain(cell.text) for cell in row if cell.text) == tuple(map(_plain, EXPORTED_HEADINGS)):
            return Header(place, 1, _columns([cell.text for cell in row]), is_exported=True)
        fields = _named(row)
        if len(fields) >= 2 and (best is None or len(fields) > best[0]):
            best = (len(fields), place)
    if best is None:
        return None
    place = best[1]
    # A first row of headings may span the second: "Timescale" over "Start" and "End".
    if place and _is_second(grid.rows[place], grid.rows[place - 1]):
        return Header(place - 1, 2, _columns(_joined(grid.rows[place - 1], grid.rows[place])))
    if place + 1 < len(grid.rows) and _is_second(grid.rows[place + 1], grid.rows[place]):
        return Header(place, 2, _columns(_joined(grid.rows[place], grid.rows[place + 1])))
    return Header(place, 1, _columns([cell.text for cell in grid.rows[place]]))


def repeats(row: Sequence[Cell], header: Sequence[Sequence[Cell]]) -> bool:
    """Tell whether a row says one of the header's rows once more, as it does at the top of a page."""
    words = [_plain(cell.text) for cell in row]
    return any(words == [_plain(cell.text) for cell in each] and any(words) for each in header)


def corrected(columns: Sequence[Column], mapping: Mapping[int, str]) -> tuple[Column, ...]:
    """Take columns for what a person says that they are."""
    return tuple(
        Column(column.place, column.heading, Field(mapping.get(column.place, column.field)))
        for column in columns
    )


def _columns(headings: Sequence[str]) -> tuple[Column, ...]:
    return tuple(
        Column(place, " ".join(heading.split()), recognised(heading))
        for place, heading in enumerate(headings)
    )


def _named(row: Sequence[Cell]) -> set[Field]:
    return {recognised(cell.text) for cell in row if not cell.is_spanned} - {Field.ASIDE}


def _is_second(row: Sequence[Cell], above: Sequence[Cell]) -> bool:
    """Tell whether a row goes on with the headings of the row above it."""
    own = [cell for cell in row if cell.text and not cell.is_carried]
    if not own or any(len(cell.text) > 40 or _REFERENCE_THEN_TEXT.match(cell.text) for cell in own):
        return False
    has_group = any(cell.is_spanned or cell.is_carried for cell in (*above, *row)) or any(
        not upper.text and lower.text for upper, lower in zip(above, row, strict=True)
    )
    return has_group and bool(_named(above)) and all(recognised(cell.text) != Field.ASIDE for cell in own)


def _joined(above: Sequence[Cell], below: Sequence[Cell]) -> list[str]:
    headings = []
    group = ""
    for upper, lower in zip(above, below, strict=True):
        # A merged heading goes on over the columns that it spans.
        group = upper.text if upper.text else group if (upper.is_spanned or lower.text) else ""
        parts = [group, "" if lower.is_carried else lower.text]
        headings.append(" ".join(part for part in parts if part))
    return headings


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
