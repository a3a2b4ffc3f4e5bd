"""What comes of an upload: a PDF with findings for the dry run, or a sentence saying why it cannot be used."""

from collections.abc import Iterable
from dataclasses import dataclass, field


class Unusable(Exception):
    """Raised with one sentence for the user: what is wrong with the file and what to do about it."""

    @property
    def sentence(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Finding:
    """
    Something odd about an upload that the secretary should see before publication.

    `page` is the first page that it concerns, or None when it concerns the whole file.
    """

    page: int | None
    code: str
    sentence: str

    def as_json(self) -> dict[str, int | str | None]:
        return {"page": self.page, "code": self.code, "sentence": self.sentence}


@dataclass(frozen=True)
class TakenIn:
    """
    An upload made ready for a pack.

    `media_type` is that of the original, decided by its content; `had_tags` says whether the upload was tagged
    by its author, `is_tagged` whether the PDF here is; `text` is for search.
    """

    pdf: bytes
    pages: int
    media_type: str
    findings: tuple[Finding, ...]
    is_tagged: bool
    had_tags: bool
    text: str


# One sentence for one page, one for several; those without {pages} concern the whole file.
SENTENCES: dict[str, tuple[str, str]] = {
    "rotated": (
        "Page {pages} was stored turned on its side or upside down, and is shown upright.",
        "Pages {pages} were stored turned on their side or upside down, and are shown upright.",
    ),
    "blank": ("Page {pages} is blank.", "Pages {pages} are blank."),
    "scanned": (
        "Page {pages} is a picture without text: it is not accessible to screen readers and cannot be searched.",
        "Pages {pages} are pictures without text: they are not accessible to screen readers"
        " and cannot be searched.",
    ),
    "oversize": (
        "Page {pages} is {what} and was scaled to A4.",
        "Pages {pages} are {what} and were scaled to A4.",
    ),
    "reduced": (
        "Page {pages} reaches into the margins and was made a little smaller,"
        " so that the page number covers nothing.",
        "Pages {pages} reach into the margins and were made a little smaller,"
        " so that the page number covers nothing.",
    ),
    "damaged-page": (
        "Page {pages} is damaged: check that nothing is missing from it.",
        "Pages {pages} are damaged: check that nothing is missing from them.",
    ),
    "comments-drawn": (
        "Page {pages} has drawn comments or marks, which are now part of the page.",
        "Pages {pages} have drawn comments or marks, which are now part of the pages.",
    ),
    "comments-removed": (
        "Page {pages} had comments, which were removed.",
        "Pages {pages} had comments, which were removed.",
    ),
    "form-flattened": (
        "Page {pages} had form fields: what was filled in is kept, and can no longer be changed.",
        "Pages {pages} had form fields: what was filled in is kept, and can no longer be changed.",
    ),
    "media-removed": (
        "Page {pages} had sound, video or another active element, which was removed.",
        "Pages {pages} had sound, video or other active elements, which were removed.",
    ),
    "link-removed": (
        "Page {pages} had a link that led nowhere or was unsafe; its words are kept.",
        "Pages {pages} had links that led nowhere or were unsafe; their words are kept.",
    ),
    "no-description": (
        "Page {pages} has a picture without a description for screen readers.",
        "Pages {pages} have pictures without a description for screen readers.",
    ),
    "mixed-sizes": ("The pages are of different sizes: {what}.",) * 2,
    "not-tagged": (
        "The file has no tags, so it is not accessible to screen readers;"
        " save it as an accessible (tagged) PDF, or upload the Word file.",
    )
    * 2,
    "tags-discarded": (
        "The tags of the file contradict its pages and were discarded, so it is not accessible to screen readers;"
        " save it again as an accessible (tagged) PDF, or upload the Word file.",
    )
    * 2,
    "fonts-not-embedded": (
        "The file does not contain all its fonts ({what}), so it may look different elsewhere"
        " and is not accessible to screen readers; save it again with fonts embedded.",
    )
    * 2,
    "owner-restrictions": (
        "The file asked readers not to print, copy or change it; a pack cannot keep such restrictions,"
        " so make sure that its author agrees.",
    )
    * 2,
    "had-javascript": ("The file contained JavaScript, which was removed.",) * 2,
    "had-actions": (
        "The file contained actions such as opening other files or sending forms, which were removed.",
    )
    * 2,
    "had-attachments": (
        "The file had other files attached to it, which were removed; upload them as papers of their own.",
    )
    * 2,
    "was-signed": (
        "The file was digitally signed, and a page in a pack cannot stay signed; keep the signed original.",
    )
    * 2,
    "had-layers": ("The file had hidden layers; only what it shows when opened is kept.",) * 2,
    "repaired": ("The file was damaged and has been repaired: check that nothing is missing from it.",) * 2,
    "tracked-changes": (
        "The document has tracked changes that nobody accepted or rejected; check how they look in the PDF.",
    )
    * 2,
    "external-removed": (
        "The document pointed to pictures, templates or files outside itself, which are not included.",
    )
    * 2,
    "transparent": ("The picture had see-through parts, which are now white.",) * 2,
}


def in_words(numbers: Iterable[int]) -> str:
    """Write page numbers as "1 to 3, 5 and 8"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    parts: list[str] = []
    for first, last in runs:
        if last - first > 1:
            parts.append(f"{first} to {last}")
        else:
            parts.extend(str(number) for number in range(first, last + 1))
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


@dataclass
class Findings:
    """Collects findings page by page, and says each once with all the pages that it concerns."""

    _pages: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, code: str, *, page: int | None = None, what: str = "") -> None:
        pages = self._pages.setdefault((code, what), [])
        if page is not None and (not pages or pages[-1] != page):
            pages.append(page)

    def codes(self) -> set[str]:
        return {code for code, _ in self._pages}

    def as_tuple(self) -> tuple[Finding, ...]:
        found = []
        for (code, what), pages in self._pages.items():
            one, many = SENTENCES[code]
            sentence = (many if len(set(pages)) > 1 else one).format(
                pages=in_words(pages) if pages else "", what=what
            )
            found.append(Finding(min(pages) if pages else None, code, sentence))
        whole_file_first = sorted(found, key=lambda finding: (finding.page or 0, finding.code))
        return tuple(whole_file_first)
