"""
The demonstration: the partnership of March 2016 with invented people, loaded through the same
workflow functions that its users use, so that its history and its audit read like real ones.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction

from csp_portal.accounts import workflow as accounts
from csp_portal.accounts.models import Organisation, User
from csp_portal.accounts.roles import Role
from csp_portal.demonstration.accounts import DEMONSTRATION_ACCOUNTS, set_up_second_factor
from csp_portal.demonstration.actions import load_actions
from csp_portal.demonstration.atmeeting import hold_october, load_at_the_meeting
from csp_portal.demonstration.before import load_planning
from csp_portal.demonstration.business import load_business
from csp_portal.demonstration.highlights import load_highlights
from csp_portal.demonstration.minutes import FIRST_MINUTE, load_minutes
from csp_portal.demonstration.notices import load_notices, send_the_rest
from csp_portal.demonstration.performance import load_figures
from csp_portal.demonstration.plans import load_plans
from csp_portal.demonstration.protocol import load_protocol
from csp_portal.demonstration.public import load_public
from csp_portal.demonstration.requests import load_requests
from csp_portal.demonstration.uploads import scanned_page, slides, word_file
from csp_portal.documents.intake import Unusable, take_in
from csp_portal.documents.models import Marking
from meetings.models import AgendaItem, AgendaSection, Board, BoardRole, Meeting, Paper, Priority, Seat
from meetings.models.agendas import Restriction
from meetings.models.boards import MeetingKind, Purpose
from meetings.report_templates import Body, headings
from meetings.workflow import agendas, boards, papers
from meetings.workflow import meetings as meetings_workflow

PAPERS = Path(__file__).parent / "papers"
LONDON = ZoneInfo("Europe/London")

FOUNDED_ON = date(2013, 4, 1)
SEATED_ON = date(2015, 5, 21)
CHANGED_ON = date(2016, 2, 1)
MARCH = "csp-2016-03-17"

BOARD_ROLES = {
    "co-chair": BoardRole.CO_CHAIR,
    "member": BoardRole.MEMBER,
    "member (on request)": BoardRole.MEMBER,
    "supporting adviser": BoardRole.ADVISER,
    "secretariat": BoardRole.SECRETARIAT,
}

# Until 31 January 2016 two seats had other people in them; item 11 reports the change.
BEFORE_THE_CHANGE = {
    "Director of Children Services": "Rosalind Ekwueme",
    "Divisional Manager": "Alasdair Penrose-Gray",
}


@dataclass(frozen=True)
class Standing:
    """One standing item of the demonstration's agenda templates."""

    key: str
    section: str
    heading: str
    title: str
    wording: str = ""
    minutes: int = 0
    generated: str = ""


OPENING, CLOSING = "Opening business", "Closing business"
STANDING = (
    Standing(
        "filming",
        OPENING,
        "",
        "Filming at meetings",
        "Anyone present may film, record or report on this meeting, and the council may broadcast it. Those who do "
        "are asked to leave out the seats of the public, but the council cannot promise that nobody there will be "
        "seen or heard. Taking a seat in the room means agreeing to this. The chair may stop any recording that "
        "disturbs the meeting or could harm somebody's rights.",
        2,
    ),
    Standing(
        "apologies", OPENING, "", "Apologies", "To hear who cannot attend and who stands in for them.", 2
    ),
    Standing(
        "urgent-business",
        OPENING,
        "",
        "Urgent business",
        "The chair decides whether urgent business is admitted. A late paper on a subject below is taken with that "
        "subject; a new subject is taken under [[item:new-urgent-business]].",
        2,
    ),
    Standing(
        "declarations",
        OPENING,
        "",
        "Declarations of interest",
        "Members say now whether they have a personal or pecuniary interest in any item, and take no part in "
        "deciding it.",
        2,
    ),
    Standing(
        "minutes",
        OPENING,
        "",
        "Minutes and matters arising",
        "To confirm the minutes of the last meeting as a correct record, and to hear what has become of the actions "
        "that it asked for.",
        5,
        "previous_minutes",
    ),
    Standing(
        "new-urgent-business",
        CLOSING,
        "",
        "New items of urgent business",
        "To take any new business that was admitted under [[item:urgent-business]].",
        5,
    ),
    Standing("any-other-business", CLOSING, "", "Any other business", "To raise anything else, briefly.", 5),
    Standing("future-meetings", CLOSING, "", "Dates of future meetings", "", 2),
)

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


def is_loaded() -> bool:
    return Meeting.objects.filter(reference=MARCH).exists()


@transaction.atomic
def load() -> bool:
    """Load the demonstration, unless it is there; say whether it was loaded now."""
    if is_loaded():
        return False
    organisations = _organisations()
    people = _people(organisations)
    secretary = User.objects.holding(Role.SECRETARIAT, on=SEATED_ON).get()
    _priorities(organisations, secretary)
    board = _boards(organisations, people, secretary)
    _templates(board, secretary)
    _october(board, secretary)
    _march(board, secretary)
    _ahead(board, secretary)
    load_actions(board, secretary)
    load_minutes(board, secretary)
    load_business(board, secretary)
    load_at_the_meeting(board, secretary)
    load_plans(board, secretary)
    load_figures(User.objects.holding(Role.PERFORMANCE_ANALYST, on=SEATED_ON).get())
    load_highlights(board, secretary)
    load_notices(secretary)
    load_protocol()
    load_public(board, secretary)
    load_requests()
    # Whatever changes the agenda afterwards would undo what the chairs agreed.
    load_planning(board, secretary)
    send_the_rest()
    return True


def _at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (PAPERS / name).open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _organisations() -> dict[str, Organisation]:
    return {
        row["organisation"]: accounts.create_organisation(
            by=None,
            at=_at(FOUNDED_ON),
            name=row["organisation"],
            short_name=row["short_name"],
            slug=row["slug"],
            sector=row["sector"],
            is_statutory_partner=row["statutory_partner"] == "yes",
            is_isp_signatory=row["isp_signatory"] == "yes",
            signatory_office=row["signatory_office"],
            starts_on=FOUNDED_ON,
        )
        for row in _rows("00_organisations.csv")
    }


def _people(organisations: dict[str, Organisation]) -> dict[str, User]:
    """Put everybody on record: those who sit on the board, their deputies, and the accounts to sign in with."""
    by_slug = {organisation.slug: organisation for organisation in organisations.values()}
    people: dict[str, User] = {}
    for account in DEMONSTRATION_ACCOUNTS:
        person = _person(account.full_name, account.email, by_slug[account.organisation], account.position)
        for role in account.duties:
            accounts.grant_duty(
                person,
                role=role,
                organisation=by_slug[account.organisation],
                starts_on=FOUNDED_ON,
                reason="Set up with the demonstration.",
                by=None,
                at=_at(FOUNDED_ON),
            )
        people[account.full_name] = person
    # Accounts open once every duty is given: nobody has to be told of the others by e-mail.
    for account in DEMONSTRATION_ACCOUNTS:
        person = accounts.open_account(
            people[account.full_name], password=account.password, at=_at(FOUNDED_ON, 11)
        )
        if account.needs_second_factor:
            set_up_second_factor(person)
        people[account.full_name] = person
    for row in _rows("00_seats.csv"):
        organisation = organisations[row["organisation"]]
        before = BEFORE_THE_CHANGE.get(row["seat"], "")
        for name, position in (
            (row["holder"], row["seat"]),
            (row["deputy"], f"Deputy to the {row['seat']}"),
            (before, row["seat"]),
        ):
            if name and name not in people:
                people[name] = _person(name, _address(name, organisation), organisation, position)
    return people


def _person(name: str, email: str, organisation: Organisation, position: str) -> User:
    return accounts.add_person(
        email=email,
        full_name=name,
        organisation=organisation,
        position=position,
        by=None,
        at=_at(FOUNDED_ON),
    )


def _address(name: str, organisation: Organisation) -> str:
    plain = name.lower().translate(str.maketrans("ńśłó", "nslo")).replace(" ", ".")
    return f"{plain}@{organisation.slug}.example"


def _priorities(organisations: dict[str, Organisation], secretary: User) -> None:
    leads = {
        1: ("Reoffending", "Metropolitan Police Service (Haringey borough)"),
        2: ("Prevention", "Bridge Renewal Trust"),
        3: ("Public confidence", "Homes for Haringey"),
    }
    for number, (name, lead) in leads.items():
        boards.add_priority(
            number=number,
            name=name,
            lead_organisation=organisations[lead],
            by=secretary,
            at=_at(FOUNDED_ON),
            on=FOUNDED_ON,
        )


def _boards(organisations: dict[str, Organisation], people: dict[str, User], secretary: User) -> Board:
    made: dict[str, Board] = {}
    for row in _rows("00_other_boards.csv"):
        is_main = row["kind"] == Board.Kind.BOARD
        made[row["slug"]] = boards.establish_board(
            name=row["name"],
            short_name=row["short_name"],
            slug=row["slug"],
            kind=row["kind"],
            parent=made.get(row["parent"]),
            purpose=row["purpose"],
            starts_on=FOUNDED_ON,
            **(MAIN_BOARD if is_main else {}),
            by=secretary,
            at=_at(FOUNDED_ON),
            on=FOUNDED_ON,
        )
    board = made["csp"]
    seated = {account.seat: account.full_name for account in DEMONSTRATION_ACCOUNTS if account.seat}
    for row in _rows("00_seats.csv"):
        seat = boards.add_seat(
            board=board,
            organisation=organisations[row["organisation"]],
            office=row["seat"],
            board_role=BOARD_ROLES[row["board_role"]],
            is_voting=row["voting"] == "yes",
            is_on_request="request" in row["board_role"],
            group=row["group"],
            starts_on=FOUNDED_ON,
            by=secretary,
            at=_at(FOUNDED_ON),
            on=FOUNDED_ON,
        )
        holder = people[seated.get(row["seat"], row["holder"])]
        if before := BEFORE_THE_CHANGE.get(row["seat"]):
            _sit(seat, people[before], SEATED_ON, secretary)
            _sit(seat, holder, CHANGED_ON, secretary)
        else:
            _sit(seat, holder, SEATED_ON, secretary)
        if row["deputy"]:
            boards.name_deputy(
                seat=seat,
                person=people[row["deputy"]],
                starts_on=SEATED_ON,
                by=secretary,
                at=_at(SEATED_ON),
                on=SEATED_ON,
            )
    for slug in ("csp-executive", "performance-management-group"):
        _small_group(made[slug], board, secretary)
    boards.close_office(
        closed_on=date(2016, 12, 28),
        reason="Council offices close between Christmas and New Year",
        by=secretary,
        at=_at(date(2016, 1, 11)),
        on=date(2016, 1, 11),
    )
    return board


MAIN_BOARD = {
    "usual_place": "Civic Centre, High Road, Wood Green, London N22 8LE",
    "usual_minutes": 120,
    "executive_lead_days": 14,
    "performance_group_lead_days": 21,
    "agreement_rule": Board.AgreementRule.ALL,
    "quorum_chairs": 1,
    "quorum_sectors": ["local_authority", "health", "police"],
    "next_minute_number": FIRST_MINUTE,
    "contact_name": "Delphine Achterby",
    "contact_position": "Committee secretariat",
    "contact_telephone": "020 7946 0168",
    "contact_email": "csp.secretariat@haringey-council.example",
    "contact_address": "River Park House\n225 High Road\nWood Green\nLondon N22 8HQ",
}


def _sit(seat: Seat, person: User, starts_on: date, secretary: User) -> None:
    boards.seat_person(
        seat=seat, person=person, starts_on=starts_on, by=secretary, at=_at(starts_on), on=starts_on
    )


def _small_group(group: Board, board: Board, secretary: User) -> None:
    """Seat the chairs and the community safety officers on the Executive and the PMG too (ToR 6.2, 7)."""
    offices = {
        "csp-executive": (
            "Cabinet Member for Communities",
            "Borough Commander",
            "Chief Executive",
            "Managing Director",
            "Head of Community Safety and Regulatory Services",
            "Community Safety Strategic Manager",
        ),
        "performance-management-group": (
            "Head of Community Safety and Regulatory Services",
            "Community Safety Strategic Manager",
            "Superintendent",
        ),
    }[group.slug]
    for number, office in enumerate(offices):
        original = board.seats.get(office=office)
        seat = boards.add_seat(
            board=group,
            organisation=original.organisation,
            office=office,
            board_role=BoardRole.CO_CHAIR if number == 0 else BoardRole.MEMBER,
            is_voting=True,
            group="Members",
            starts_on=SEATED_ON,
            by=secretary,
            at=_at(SEATED_ON),
            on=SEATED_ON,
        )
        _sit(seat, original.holders.on(SEATED_ON).get().person, SEATED_ON, secretary)


def _templates(board: Board, secretary: User) -> None:
    for kind in (MeetingKind.ORDINARY, MeetingKind.CONFERENCE, MeetingKind.EXTRAORDINARY):
        template = boards.make_template(
            board=board, meeting_kind=kind, by=secretary, at=_at(FOUNDED_ON), on=FOUNDED_ON
        )
        # Pointers may look ahead: the wording comes once all items are there.
        items = [
            boards.add_template_item(
                template=template,
                key=standing.key,
                section=standing.section,
                heading=standing.heading,
                title=standing.title,
                purpose=Purpose.DECIDE if standing.key == "minutes" else Purpose.PROCEDURE,
                minutes_allotted=standing.minutes,
                generated_paper=standing.generated,
                by=secretary,
                at=_at(FOUNDED_ON),
                on=FOUNDED_ON,
            )
            for standing in STANDING
        ]
        for item, standing in zip(items, STANDING, strict=True):
            boards.edit_template_item(
                item=item, wording=standing.wording, by=secretary, at=_at(FOUNDED_ON), on=FOUNDED_ON
            )


def _october(board: Board, secretary: User) -> None:
    """Load the meeting of 8 October 2015, held; its minutes 168 to 176 are in minutes.py."""
    planned = date(2015, 7, 6)
    meeting = meetings_workflow.plan_meeting(
        board=board, starts_at=_at(date(2015, 10, 8), 13), by=secretary, at=_at(planned), on=planned
    )
    meeting = meetings_workflow.begin_agenda(meeting=meeting, by=secretary, at=_at(planned), on=planned)
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
            at=_at(planned),
            on=planned,
        )
    hold_october(meeting, secretary)


def _section_before_closing(
    meeting: Meeting, name: str, heading: str, secretary: User, on: date
) -> AgendaSection:
    section = agendas.add_section(
        meeting=meeting, name=name, heading=heading, by=secretary, at=_at(on), on=on
    )
    agendas.move_section(section=section, up=True, by=secretary, at=_at(on), on=on)
    section.refresh_from_db()
    return section


def _march(board: Board, secretary: User) -> None:
    """Load the meeting of 17 March 2016 with its 14 items and their papers."""
    on = date(2016, 2, 22)
    meeting = meetings_workflow.plan_meeting(
        board=board,
        starts_at=_at(date(2016, 3, 17), 13),
        focus_priority=Priority.objects.get(number=2),
        by=secretary,
        at=_at(date(2015, 10, 12)),
        on=date(2015, 10, 12),
    )
    meeting = meetings_workflow.begin_agenda(meeting=meeting, by=secretary, at=_at(on), on=on)
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
        at=_at(on),
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
        at=_at(on, 15),
        on=on,
    )


class _Agenda:
    """Items and papers of one meeting, each added the way its secretary would."""

    def __init__(self, meeting: Meeting, secretary: User, on: date) -> None:
        self.meeting, self.secretary, self.on, self.at = meeting, secretary, on, _at(on, 14)

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


def _ahead(board: Board, secretary: User) -> None:
    """Plan the meetings of the coming year."""
    on = date(2016, 3, 1)
    priorities = {priority.number: priority for priority in Priority.objects.all()}
    for day, hour, kind, focus, length in AHEAD:
        meetings_workflow.plan_meeting(
            board=board,
            starts_at=_at(day, hour),
            kind=kind,
            focus_priority=priorities.get(focus),
            length=length,
            by=secretary,
            at=_at(on),
            on=on,
        )
