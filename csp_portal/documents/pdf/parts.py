"""What a pack is joined from, what comes of it, and how its pages are numbered in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# A slip and the blank page after it: whatever it stands for, the next part starts on a right-hand page.
SHEETS_OF_A_SLIP = 2


class UnknownPart(Exception):
    """A link or bookmark leads to a part that is not in the pack."""


@dataclass(frozen=True)
class Part:
    """
    One piece of a pack: a PDF and where it stands.

    Unnumbered parts have neither number. `is_slip` is one page that stands for all of its numbers;
    `may_be_shorter` lets blank pages stand on those that it leaves, for another copy has more to say there.
    `is_accessible` says whether it passes PDF/UA; left out, it is so for all that the portal typesets.
    """

    key: str
    content: bytes | Path
    title: str
    first_number: int | None = None
    last_number: int | None = None
    marking: str = ""
    is_slip: bool = False
    may_be_shorter: bool = False
    is_accessible: bool | None = None


@dataclass(frozen=True)
class Bookmark:
    """One entry of the outline; without a part it leads to the agenda."""

    title: str
    part_key: str | None = None
    children: Sequence["Bookmark"] = ()


@dataclass(frozen=True)
class Assembled:
    """
    What was written. `labels` are the numbers that a viewer shows, page for page;
    `first_pages` says at which page of the file, from 0, each part begins.
    """

    pages: int
    sha256: str
    is_pdf_ua: bool
    labels: tuple[str, ...] = ()
    first_pages: Mapping[str, int] = field(default_factory=dict)


def numbers_in_words(first: int, last: int) -> str:
    """Say "Page 45" or "Pages 45 to 52"."""
    return f"Page {first}" if first == last else f"Pages {first} to {last}"


def numbers_as_label(part: Part) -> str:
    """Say "45" or "45-52", as a viewer labels the page of a slip."""
    return (
        str(part.first_number)
        if part.first_number == part.last_number
        else f"{part.first_number}-{part.last_number}"
    )


def roman(number: int) -> str:
    """Say "iv", as pages before the first numbered one are labelled."""
    words = ""
    for value, letters in ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):  # fmt: skip
        words += letters * (number // value)
        number %= value
    return words
