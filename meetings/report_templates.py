"""What a report written in the portal has to say, by the board's template (report form of 2016)."""

from dataclasses import dataclass

from meetings.models import Board

# What a report says: {"key", "heading", "text"} for each section, in the order in which it is printed.
Body = list[dict[str, str]]
WITHOUT_A_HEADING = "Text without a heading"


@dataclass(frozen=True)
class Heading:
    """One heading of a report, with what belongs under it."""

    key: str
    title: str
    help_text: str
    is_required: bool = True


_PURPOSE = Heading(
    "purpose", "Purpose of the report", "Say in two or three sentences why this comes to the board."
)
_LINKS = Heading(
    "links",
    "Links with other plans",
    "Name the strategies, priorities and plans that this serves.",
    is_required=False,
)
_BACKGROUND = Heading(
    "background", "Background", "Give what the board needs to know, with figures and options."
)
_DECISION = Heading("decision", "Decision asked for", "Write each decision as a line that could be minuted.")
_NEXT = Heading("next_steps", "Next steps", "Say who will do what by when.", is_required=False)

REPORT_TEMPLATES: dict[str, tuple[Heading, ...]] = {
    Board.ReportTemplate.SHORT: (_PURPOSE, _LINKS, _BACKGROUND, _DECISION, _NEXT),
    Board.ReportTemplate.COUNCIL: (
        _PURPOSE,
        Heading("introduction", "Introduction by the lead member", "Optional.", is_required=False),
        _DECISION,
        Heading("reasons", "Reasons for decision", "Say why this is the right course."),
        Heading(
            "alternatives", "Alternative options considered", "Say what else was weighed, and why it fell."
        ),
        _BACKGROUND,
        _LINKS,
        Heading("finance", "Comments of the chief finance officer", "Ask finance for this."),
        Heading("legal", "Comments of the head of legal services", "Ask legal services for this."),
        Heading("equalities", "Equalities", "Say who is affected, and how differences were weighed."),
        Heading(
            "procurement", "Comments of procurement", "Leave blank when nothing is bought.", is_required=False
        ),
        _NEXT,
    ),
}


def headings(board: Board) -> tuple[Heading, ...]:
    """List the headings that a report to this board has."""
    return REPORT_TEMPLATES[board.report_template]


@dataclass(frozen=True)
class Section:
    """One section of a report as it is written: its heading, what belongs there, what stands there."""

    key: str
    heading: str
    text: str
    help_text: str = ""
    is_required: bool = False
    is_of_template: bool = True
    was_there: bool = True

    @property
    def label(self) -> str:
        return self.heading or WITHOUT_A_HEADING


def sections_to_write(board: Board, body: Body) -> list[Section]:
    """
    Put the board's headings and what was written together, in the order in which it is printed.

    What was written under another template's headings stays where it stood, so that nothing is lost.
    """
    template = {heading.key: heading for heading in headings(board)}
    sections: list[Section] = []
    seen: set[str] = set()
    for part in body:
        heading = template.get(part["key"]) if part["key"] not in seen else None
        seen.add(part["key"])
        sections.append(
            _of_template(heading, part["text"])
            if heading
            else Section(part["key"], part["heading"], part["text"], is_of_template=False)
        )
    place = 0
    for heading in template.values():
        here = next((n for n, s in enumerate(sections) if s.is_of_template and s.key == heading.key), None)
        if here is None:
            sections.insert(place, _of_template(heading, "", was_there=False))
            here = place
        place = here + 1
    return sections


def _of_template(heading: Heading, text: str, *, was_there: bool = True) -> Section:
    return Section(
        heading.key, heading.title, text, heading.help_text, heading.is_required, was_there=was_there
    )


def written(sections: list[Section], texts: list[str]) -> Body:
    """Make a report's body of the sections and the texts written in them."""
    is_of_other_making = any(not section.is_of_template for section in sections)
    return [
        {"key": section.key, "heading": section.heading, "text": text}
        for section, text in zip(sections, texts, strict=True)
        if text or (section.is_of_template and (section.was_there or not is_of_other_making))
    ]


def in_words(body: Body) -> dict[str, str]:
    """Show a report's body as headings and texts, for a page that compares two."""
    shown: dict[str, str] = {}
    for part in body:
        label, number = part["heading"] or WITHOUT_A_HEADING, 1
        while label in shown:
            number += 1
            label = f"{part['heading'] or WITHOUT_A_HEADING} ({number})"
        shown[label] = part["text"]
    return shown
