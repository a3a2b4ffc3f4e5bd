"""What stands in one cell: references before texts, several actions, several leads, a rating before prose."""

import re
from collections.abc import Collection

_REFERENCE = re.compile(r"\s*(\d{1,3}(?:\.\d{1,3}){1,4}|\d{1,3}(?=[.)](?!\d)))[.):]?\s*(?=\S)(?![\d/%])")
_DOTTED_START = re.compile(r"\s*(\d{1,3}(?:\.\d{1,3}){1,4})[.):]?\s+\S")
_BULLET = re.compile(r"^\s*(?:[•▪◦●■➤➢✓*·o]|[-–—]{1,2})\s+")
_SEPARATORS = re.compile(r"\n|;(?![^()\n]*\))|•|▪|➤|\t")
_COMMA = re.compile(r",\s+(?![^()]*\))")
_PLUS = re.compile(r"\s\+\s")
LONGEST_NAMES = 2_000
_LETTERS = re.compile(r"[A-Za-z]\w")
# A word of the first kind before a capital letter ends the name of an office, or of a document.
_OFFICE_ENDS = re.compile(
    r"(?<=\b)(Leads?|Managers?|Officers?|Directors?|Teams?|Groups?|Analysts?|Workers?|Partners|Services?|Board"
    r"|Support|Champions?|Commander|Coordinators?)\s+(?=[A-Z])"
)
_LINK_ENDS = re.compile(
    r"(?<=\b)((?i:Plans?|Strateg(?:y|ies)|Frameworks?|Protocols?|Boards?|Ambitions?|Programmes?|Polic(?:y|ies)"
    r"|Commissioning|Priorities))\s+(?=[A-Z])(?!Priority \d|Plans?\b|Strategy\b|Priorities\b|Protocol\b)"
)
RATINGS = {
    "red": "Red", "r": "Red", "amber": "Amber", "a": "Amber", "green": "Green", "g": "Green",
    "amber/green": "Amber/Green", "a/g": "Amber/Green", "ag": "Amber/Green", "green/amber": "Amber/Green",
    "amber/red": "Amber/Red", "a/r": "Amber/Red", "ar": "Amber/Red", "red/amber": "Amber/Red",
    "complete": "Complete", "completed": "Complete", "c": "Complete", "blue": "Blue", "b": "Blue",
    "not rated": "Not rated", "not rated yet": "Not rated", "nr": "Not rated",
}  # fmt: skip
_RATING_FIRST = re.compile(
    r"(?P<rating>(?:amber|red|green) ?[/ -] ?(?:green|red|amber)|red|amber|green|complete[d]?)\b"
    r"\s*(?:[:.;,–—-]|\n)\s*(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)
DITTO = re.compile(r"(?:\"|”|″|“|''|,,|〃|ditto|do\.?|as above)\.?", re.IGNORECASE)


def tidy(text: str) -> str:
    """Take out blanks that show nothing: around lines, and at the ends of the cell."""
    lines = [" ".join(line.replace("\xa0", " ").split()) for line in text.split("\n")]
    return "\n".join(line for line in lines if line)


def split_reference(text: str) -> tuple[str, str]:
    """Take a reference off the beginning of a text: "1.1.2 Do this", "2.1. Do", "10.Do"; never a year."""
    found = _REFERENCE.match(text)
    if not found:
        return "", text
    return found[1], text[found.end() :].strip()


def several(text: str) -> list[str]:
    """Part a cell that holds several actions, each beginning on a line of its own with a reference."""
    parts: list[list[str]] = []
    for line in text.split("\n"):
        if _DOTTED_START.match(line) or not parts:
            parts.append([line])
        else:
            parts[-1].append(line)
    starts = [part for part in parts if _DOTTED_START.match(part[0])]
    if len(starts) < 2:
        return [text]
    joined = ["\n".join(part) for part in parts]
    if not _DOTTED_START.match(parts[0][0]):
        joined = [f"{joined[0]}\n{joined[1]}", *joined[2:]]
    return joined


def bullets(text: str) -> list[str]:
    """Give the items of a list in a cell, without their bullets."""
    parts = re.split(r"\n|(?:(?<=\s)|^)[▪•➤●■◦](?=\s)", text)
    return [item for part in parts if (item := _BULLET.sub("", part.strip()).strip())]


# What a target begins with. Nothing else tells two targets apart that were copied into one line.
_TARGET_BEGINS = re.compile(
    r"(?<=[a-z0-9%).;])(?<!\ba)(?<!\bat)(?<!\bby)(?<!\bin)(?<!\bof)(?<!\bto)(?<!\band)(?<!\bfor)(?<!\bthe)(?<!\bwith)\s+(?=(?:To )?(?:Achieve|Agree|Audit|Bring|Contribute|Cut|Decrease|Deliver|Develop|Double|Ensure|"
    r"Establish|Halve|Hold|Improve|Increase|Keep|Lower|Maintain|Meet|Prevent|Provide|Raise|Reach|Reduce|Resolve|Support|"
    r"Tackle)\b)"
)


def run_together(text: str) -> list[str]:
    """Part key targets that stand in one line with nothing between them."""
    return [part.strip() for part in _TARGET_BEGINS.split(text) if part.strip()]


def split_names(text: str, *, known: Collection[str], are_links: bool) -> tuple[tuple[str, ...], str]:
    """
    Part a cell into names of offices or of strategic links; the second value says what to check, or "".

    Names that are `known` are found again where nothing stands between them.
    """
    if len(text) > LONGEST_NAMES:
        return (text,), "The cell is too long to be parted into names. Write each name on a line of its own."
    by_words = {_plain(name): name for name in known if name.strip()}
    names: list[str] = []
    doubts: list[str] = []
    for part in _SEPARATORS.split(text):
        part = _BULLET.sub("", part).strip(" ,")
        if not part or not (_LETTERS.search(part) or part.isalnum()):
            continue
        if _plain(part) in by_words:
            names.append(part)
            continue
        found, doubt = _within(part, by_words, are_links=are_links)
        names += found
        doubts += [doubt] if doubt else []
    return tuple({_plain(name): name for name in names}.values()), " ".join(dict.fromkeys(doubts))


def _within(part: str, known: dict[str, str], *, are_links: bool) -> tuple[list[str], str]:
    what = "strategic links" if are_links else "leads"
    pieces = [piece.strip() for piece in _PLUS.split(part) if piece.strip()]
    if len(pieces) == 1:
        pieces = [piece.strip() for piece in _COMMA.split(part) if piece.strip()]
        if len(pieces) > 1:
            return pieces, f"The cell was parted into {what} at its commas. Check that each is one."
    if len(pieces) > 1:
        return pieces, ""
    found = _known_names(part, known)
    if found:
        return found, ""
    ends = _LINK_ENDS if are_links else _OFFICE_ENDS
    guessed = [piece.strip() for piece in ends.sub(lambda match: f"{match[1]}\n", part).split("\n")]
    guessed = [name for piece in guessed for name in (_tail_known(piece, known))]
    if len(guessed) > 1:
        return guessed, (
            f"Nothing stands between the {what} of this cell. The portal parted them into {len(guessed)}; check them."
        )
    if not are_links and re.search(r"\b(?:with|in partnership with)\b", part):
        return [part], "This may name more than one lead. Write each lead on a line of its own."
    return [part], ""


def _known_names(part: str, known: dict[str, str]) -> list[str]:
    """Part words wholly into known names, the longest first; nothing where some words are left over."""
    words = part.split()
    found: list[str] = []
    at = 0
    while at < len(words):
        for end in range(len(words), at, -1):
            name = " ".join(words[at:end])
            if _plain(name) in known and (at, end) != (0, len(words)):
                found.append(name)
                at = end
                break
        else:
            return []
    return found


def _tail_known(piece: str, known: dict[str, str]) -> list[str]:
    """Take a known name of two words or more off the end of a piece."""
    words = piece.split()
    if _plain(piece) in known:
        return [piece]
    for start in range(1, len(words) - 1):
        if _plain(" ".join(words[start:])) in known and words[start - 1].lower() not in _JOINING:
            return [" ".join(words[:start]), " ".join(words[start:])]
    return [piece]


_JOINING = {"and", "&", "of", "for", "with", "the", "in", "to", "-", "–", "/"}


def split_rating(text: str) -> tuple[str, str]:
    """Part a cell into a rating and a comment: "Green", "Amber: waiting for a date", "Draft agreed"."""
    plain = re.sub(r"\s*[/-]\s*|\s+(?=(?:red|green|amber)\b)", "/", text.strip().lower().rstrip("."))
    if plain in RATINGS:
        return text.strip(), ""
    first = _RATING_FIRST.fullmatch(text.strip())
    if first:
        return first["rating"], first["rest"].strip()
    return "", text


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("’", "'").split()).rstrip(".,")


def dues(text: str) -> list[str]:
    """Part a cell that holds several due dates: line by line, or quarter by quarter."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1:
        return lines
    found = re.findall(r"(?:by |end of |end )*q[1-4]\b", text, re.IGNORECASE)
    return found if len(found) > 1 and " ".join(found) == " ".join(text.split()) else lines


def goes_on(text: str) -> bool:
    """Tell whether a text goes on from the one above it: it begins with a bullet or a small letter."""
    return bool(_BULLET.match(text) or re.match(r"[a-z]", text.strip()))
