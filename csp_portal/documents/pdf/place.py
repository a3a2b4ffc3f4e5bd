"""Where each part of a pack stands: running page numbers, every part from a right-hand page."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Placed:
    """
    The numbers of one part.

    A blank page that brings the next part to a right-hand page is counted, and belongs to the part before it:
    minutes of three pages are "1 - 4".
    """

    first_number: int
    last_number: int
    last_text_number: int
    has_blank: bool


def place(page_counts: Sequence[int], *, start: int = 1) -> list[Placed]:
    """
    Number the parts of a pack, in order, from `start`.

    A supplement starts at the number after the last of the pack that it belongs to. The last part is brought
    to an even number too, so that a supplement leaves no number out.

    :raises ValueError: if a part has no pages, or `start` is not a right-hand page
    """
    if start < 1 or start % 2 == 0:
        raise ValueError("Numbering starts on a right-hand page, which has an odd number.")
    placed = []
    number = start
    for pages in page_counts:
        if pages < 1:
            raise ValueError("Every part has at least one page.")
        has_blank = pages % 2 == 1
        last_text = number + pages - 1
        placed.append(Placed(number, last_text + has_blank, last_text, has_blank))
        number = last_text + has_blank + 1
    return placed
