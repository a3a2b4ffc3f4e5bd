"""What a report written in the portal has to say, by the board's template (report form of 2016)."""

from dataclasses import dataclass

from meetings.models import Board


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
