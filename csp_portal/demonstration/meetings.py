"""The meetings of the demonstration: October 2015, March 2016 with its papers, and those of the year ahead."""

from dataclasses import dataclass
from datetime import date

from csp_portal.accounts.models import User
from csp_portal.demonstration.atmeeting import hold_october
from csp_portal.demonstration.given import PAPERS, moment
from csp_portal.demonstration.uploads import scanned_page, slides, word_file
from csp_portal.documents.intake import Unusable, take_in
from csp_portal.documents.models import Marking
from meetings.models import AgendaItem, AgendaSection, Board, Meeting, Paper, Priority
from meetings.models.agendas import Restriction
from meetings.models.boards import MeetingKind, Purpose
from meetings.report_templates import Body, headings
from meetings.workflow import agendas, papers
from meetings.workflow import meetings as meetings_workflow

MARCH = "csp-2016-03-17"


# The plan for outcome six comes to the meeting after.
PLAN_TITLES = (
    "public confidence",
    "gangs",
    "violence against women and girls",
    "reducing reoffending",
    "acquisitive crime and anti-social behaviour",
)

# The year after March 2016: three ordinary meetings and the half-day conference (ToR 5).
AHEAD = (
    (date(2016, 6, 16), 13, MeetingKind.ORDINARY, 3, 120),
    (date(2016, 10, 13), 13, MeetingKind.ORDINARY, 1, 120),
    (date(2017, 1, 19), 9, MeetingKind.CONFERENCE, 0, 240),
    (date(2017, 3, 16), 13, MeetingKind.ORDINARY, 2, 120),
)


def load_october(board: Board, secretary: User) -> None:
    """Load the meeting of 8 October 2015, held; its minutes 168 to 176 are in minutes.py."""
    planned = date(2015, 7, 6)
    meeting = meetings_workflow.plan_meeting(
        board=board, starts_at=moment(date(2015, 10, 8), 13), by=secretary, at=moment(planned), on=planned
    )
    meeting = meetings_workflow.begin_agenda(meeting=meeting, by=secretary, at=moment(planned), on=planned)
    business = _section_before_closing(meeting, "Business", "Business", secretary, planned)
    for title, purpose, minutes in (
        ("The Care Act and what it means for the Partnership", Purpose.DISCUSS, 25),
        ("Violence against women and girls: timetable and aims", Purpose.DISCUSS, 25),
        ("Performance: what has changed", Purpose.DISCUSS, 20),
        ("Delivery plans: progress", Purpose.NOTE, 15),
    ):
        agendas.add_item(
            section=business,
            title=title,
            purpose=purpose,
            minutes_allotted=minutes,
            by=secretary,
            at=moment(planned),
            on=planned,
        )
    hold_october(meeting, secretary)


def _section_before_closing(
    meeting: Meeting, name: str, heading: str, secretary: User, on: date
) -> AgendaSection:
    section = agendas.add_section(
        meeting=meeting, name=name, heading=heading, by=secretary, at=moment(on), on=on
    )
    agendas.move_section(section=section, up=True, by=secretary, at=moment(on), on=on)
    section.refresh_from_db()
    return section


def load_march(board: Board, secretary: User) -> None:
    """Load the meeting of 17 March 2016 with its 14 items and their papers."""
    on = date(2016, 2, 22)
    meeting = meetings_workflow.plan_meeting(
        board=board,
        starts_at=moment(date(2016, 3, 17), 13),
        focus_priority=Priority.objects.get(number=2),
        by=secretary,
        at=moment(date(2015, 10, 12)),
        on=date(2015, 10, 12),
    )
    meeting = meetings_workflow.begin_agenda(meeting=meeting, by=secretary, at=moment(on), on=on)
    loader = _Agenda(meeting, secretary, on)
    loader.generated(meeting.items.get(key="minutes"), "Action log", "action_log")
    strategic = _section_before_closing(meeting, "Strategic items", "Strategic items", secretary, on)
    information = _section_before_closing(meeting, "Information items", "Information items", secretary, on)

    protocol = loader.item(
        strategic,
        "Amended draft information sharing protocol",
        Purpose.DECIDE,
        20,
        "Community Safety Strategic Manager",
    )
    loader.report(protocol, "06a_protocol_covering_report.md")
    loader.report(protocol, "06b_protocol.md")
    loader.report(protocol, "06c_protocol_appendices_a_to_d.md")
    loader.report(protocol, "06d_protocol_appendices_e_to_g.md")
    loader.word(protocol, "06e_advice_for_practitioners.md")

    review = loader.item(
        strategic,
        "CSP proposed review / refresh",
        Purpose.DECIDE,
        20,
        "Head of Community Safety and Regulatory Services",
    )
    loader.report(review, "07a_review_covering_report.md")
    loader.report(review, "07b_terms_of_reference.md")
    loader.report(review, "07c_partner_comments.md")
    loader.report(review, "07d_indicators_and_performance.md")

    gangs = loader.item(strategic, "Gangs strategy - next steps", Purpose.DISCUSS, 20, "Superintendent")
    loader.report(gangs, "08a_gangs_covering_report.md")
    loader.slides(gangs, "08b_gangs_slides.md")
    restricted = loader.report(gangs, "08c_gangs_places_of_concern.md", marking=Marking.OFFICIAL_SENSITIVE)
    agendas.restrict_paper(
        paper=restricted,
        ground=Restriction.Ground.OPERATIONAL,
        explanation="it names places where officers will be",
        review_on=date(2016, 9, 30),
        seats=board.seats.filter(
            office__in=[
                "Cabinet Member for Communities",
                "Borough Commander",
                "Superintendent",
                "Head of Community Safety and Regulatory Services",
                "Managing Director",
            ]
        ),
        by=secretary,
        at=moment(on),
        on=on,
    )

    loader.generated(gangs, "What partners answered before the meeting", "homework_answered")

    external = loader.item(
        information,
        "Corporate Plan Priority 3 external board",
        Purpose.NOTE,
        5,
        "Assistant Director Environmental Services and Community Safety",
    )
    loader.report(external, "09_external_board.md")

    plans = loader.item(
        information, "Delivery plans 2016-2017", Purpose.NOTE, 10, "Community Safety Strategic Manager"
    )
    loader.report(plans, "10a_delivery_plans_covering_report.md")
    for number, title in enumerate(PLAN_TITLES, start=1):
        loader.generated(
            plans, f"Delivery plan 2016/17, outcome {number}: {title}", f"delivery_plan_{number}"
        )
    loader.generated(plans, "Exceptions in the delivery plans of 2015/16", "plan_exceptions")
    loader.generated(plans, "Highlight report of the performance group", "highlight_report")
    loader.generated(plans, "Offences by ward", "ward_figures")

    membership = loader.item(
        information,
        "Change in membership of the Community Safety Partnership",
        Purpose.NOTE,
        5,
        "Committee secretariat",
    )
    loader.report(membership, "11_membership_change.md")
    loader.generated(membership, "Membership of the board", "membership_list")
    loader.scan(membership, "Letter of nomination, as received")

    dates = meeting.items.get(title="Dates of future meetings")
    agendas.edit_item(
        item=dates,
        version=dates.version,
        wording="\n".join(
            f"{day:%A} {day.day} {day:%B %Y}{' (conference)' if kind == MeetingKind.CONFERENCE else ''}"
            for day, _, kind, _, _ in AHEAD
        ),
        by=secretary,
        at=moment(on, 15),
        on=on,
    )


class _Agenda:
    """Items and papers of one meeting, each added the way its secretary would."""

    def __init__(self, meeting: Meeting, secretary: User, on: date) -> None:
        self.meeting, self.secretary, self.on, self.at = meeting, secretary, on, moment(on, 14)

    def item(
        self, section: AgendaSection, title: str, purpose: str, minutes: int, presenter: str
    ) -> AgendaItem:
        return agendas.add_item(
            section=section,
            title=title,
            purpose=purpose,
            minutes_allotted=minutes,
            presenter=presenter,
            by=self.secretary,
            at=self.at,
            on=self.on,
        )

    def report(self, item: AgendaItem, name: str, *, marking: str = "") -> Paper:
        document = _text(name)
        paper = self._paper(
            item, Paper.Kind.REPORT, document.title, report_of=document.author, marking=marking
        )
        return self._keep_report(paper, document.body(self.meeting.board))

    def word(self, item: AgendaItem, name: str) -> Paper:
        document = _text(name)
        content = word_file(document.title, document.text)
        return self._upload(item, document.title, content, "advice-for-practitioners.docx", document)

    def slides(self, item: AgendaItem, name: str) -> Paper:
        document = _text(name)
        return self._upload(
            item, document.title, slides(document.title, document.text), "gangs-strategy-slides.pdf", document
        )

    def scan(self, item: AgendaItem, title: str) -> Paper:
        return self._upload(item, title, scanned_page(), "nomination-letter-scan.jpg", None)

    def generated(self, item: AgendaItem, title: str, generator: str) -> Paper:
        return self._paper(item, Paper.Kind.GENERATED, title, generator=generator)

    def _upload(
        self, item: AgendaItem, title: str, content: bytes, filename: str, document: "Document | None"
    ) -> Paper:
        try:
            taken = take_in(content, filename=filename, title=title)
        except Unusable:
            # Without LibreOffice a Word file cannot be converted; the same words go in as a report.
            if document is None:
                raise
            paper = self._paper(item, Paper.Kind.REPORT, title, report_of=document.author)
            return self._keep_report(paper, document.body(self.meeting.board))
        paper = self._paper(item, Paper.Kind.UPLOAD, title, report_of=document.author if document else "")
        papers.keep_upload(
            paper=paper,
            content=content,
            filename=filename,
            taken=taken,
            by=self.secretary,
            at=self.at,
            on=self.on,
        )
        return papers.mark_ready(paper=paper, by=self.secretary, at=self.at, on=self.on)

    def _paper(self, item: AgendaItem, kind: str, title: str, **fields: str) -> Paper:
        return papers.add_paper(
            item=item, kind=kind, title=title, by=self.secretary, at=self.at, on=self.on, **fields
        )

    def _keep_report(self, paper: Paper, body: Body) -> Paper:
        papers.keep_report(
            paper=paper,
            body=body,
            based_on=0,
            by=self.secretary,
            at=self.at,
            on=self.on,
        )
        return papers.mark_ready(paper=paper, by=self.secretary, at=self.at, on=self.on)


@dataclass(frozen=True)
class Document:
    """One text of the demonstration: title, author, Markdown."""

    title: str
    author: str
    text: str

    def body(self, board: Board) -> Body:
        """Divide a covering report by the board's headings; any other text stays whole."""
        parts: dict[str, str] = {}
        for part in f"\n{self.text}".split("\n## ")[1:]:
            title, _, text = part.partition("\n")
            parts[title.strip()] = text.strip()
        template = headings(board)
        if not parts or set(parts) - {heading.title for heading in template}:
            return [{"key": "text", "heading": "", "text": self.text}]
        return [
            {"key": heading.key, "heading": heading.title, "text": parts.get(heading.title, "")}
            for heading in template
        ]


def _text(name: str) -> Document:
    head, _, text = (PAPERS / name).read_text(encoding="utf-8").partition("\n---\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    return Document(facts["title"], facts.get("author", ""), text.strip())


def load_ahead(board: Board, secretary: User) -> None:
    """Plan the meetings of the coming year."""
    on = date(2016, 3, 1)
    priorities = {priority.number: priority for priority in Priority.objects.all()}
    for day, hour, kind, focus, length in AHEAD:
        meetings_workflow.plan_meeting(
            board=board,
            starts_at=moment(day, hour),
            kind=kind,
            focus_priority=priorities.get(focus),
            length=length,
            by=secretary,
            at=moment(on),
            on=on,
        )
