"""Finding the words that a note quotes in the pages of a paper."""

import re
import unicodedata
from collections.abc import Sequence

# What a PDF puts where a word is divided at the end of a line: soft hyphens, and a hyphen before the break.
DIVIDED = re.compile("(?:[-\u2010\u00ad\ufffe\x02][^\\S\n\r]*[\r\n]+\\s*)|[\u00ad\ufffe\x02\u200b]")


def plain(words: str) -> str:
    """Write words as one line in one way, so that a new line break does not make them other words."""
    return " ".join(unicodedata.normalize("NFKC", DIVIDED.sub("", words)).split())


def stands_in(quote: str, page: str) -> bool:
    """Test whether the quoted words stand on a page."""
    return plain(quote) in plain(page)


def find(quote: str, pages: Sequence[str], *, first: int) -> int | None:
    """
    Find the page, counted from 0, on which the quoted words stand: the page they were on, else the nearest.

    A note without a quote stands beside a picture, of which nobody can say whether it is still the same.
    """
    if not plain(quote):
        return None
    places = sorted(range(len(pages)), key=lambda place: (abs(place - first), place))
    return next((place for place in places if stands_in(quote, pages[place])), None)
