"""Who was at the demonstration's meetings, what was declared and voted, who stayed away, and one meeting to run."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from csp_portal.accounts.models import User
from csp_portal.demonstration.given import moment
from meetings.models import AgendaItem, Board, Declaration, Meeting, Paper, Restriction, Seat
from meetings.models.attendance import Presence
from meetings.models.boards import MeetingKind, Purpose
from meetings.workflow import agendas, agreements, attendance, boards, interests, papers, sittings, votes
from meetings.workflow import meetings as meetings_workflow

TODAY = date(2016, 3, 11)
SESSION = "performance-management-group-2016-03-11"
RATINGS_PROPOSED = (
    "Three ratings change against the first quarter.\n\n"
    "- Burglary goes to Green: the year stands 9% under its target.\n"
    "- Robbery stays Amber/Red: two schools have a plan with the transport police, and the first results come in May.\n"
    "- Theft from the person stays Red until the summer events are planned together.\n\n"
    "The group is asked to agree them for the board's next highlight report."
)
PREMISES = (
    "Four shops in two streets were named more than five times between December and February. Each is visited in March "
    "together with the council's trading standards, and the group hears in May what was found."
)

# Victim Support came to none of the three meetings of the summer and autumn of 2015.
AWAY_ALL_YEAR = ("Divisional Manager",)
SUBSTITUTES_IN_OCTOBER = {
    "Borough Commander": "Ingrid Lachlan-Moss",
    "Deputy Chief Executive": "Tobias Wrenfield",
    "Director of Children Services": "Grace Obuya-Finch",
}
APOLOGIES_IN_OCTOBER = ("Managing Director", "Assembly member", "Assistant Chief Officer, London CRC")
ABSENT_IN_OCTOBER = (
    "Divisional Manager",
    "Community Forensic Services Manager",
    "Chief Executive",
    "Director of Public Health",
)
OTHERS_IN_OCTOBER = (
    ("Yvette Normanby", "Strategic Lead, violence against women and girls", "Haringey Council", "item 7"),
    ("Rupert Islwyn", "Safeguarding adults manager", "Haringey Council", "item 6"),
)
# How many minutes each item of October really took.
MINUTES_IN_OCTOBER = (2, 3, 2, 3, 7, 31, 27, 18, 12, 2, 4, 2)


class _Table:
    """One meeting as its secretary records it."""

    def __init__(self, meeting: Meeting, secretary: User, at: datetime) -> None:
        self.meeting, self.secretary, self.at = meeting, secretary, at
        self.seats = {self._name(seat): seat for seat in meeting.board.seats.on(meeting.on)}

    @staticmethod
    def _name(seat: Seat) -> str:
        # Two partners call their seat "Assistant Chief Officer".
        if seat.organisation.short_name == "London CRC":
            return f"{seat.office}, London CRC"
        return seat.office

    def now(self, minutes: int = 0) -> dict[str, Any]:
        at = self.at + timedelta(minutes=minutes)
        return {"by": self.secretary, "at": at, "on": at.date()}

    def records(self, office: str, presence: str, **facts: Any) -> None:
        row = self.seats[office].attendance.filter(meeting=self.meeting).first()
        attendance.record_seat(
            meeting=self.meeting,
            seat=self.seats[office],
            came=attendance.Came(presence=presence, **facts),
            version=row.version if row else 0,
            **self.now(),
        )

    def record_all(
        self, *, apologies: tuple[str, ...], absent: tuple[str, ...], substitutes: Mapping[str, str]
    ) -> None:
        for office, seat in self.seats.items():
            if seat.is_on_request:
                continue
            if office in substitutes:
                self.records(office, Presence.SUBSTITUTED, name=substitutes[office])
            elif office in apologies:
                self.records(office, Presence.APOLOGIES)
            elif office in absent:
                self.records(office, Presence.ABSENT)
            else:
                self.records(office, Presence.PRESENT)

    def hold(self, chair: str, minutes: tuple[int, ...]) -> None:
        """Open the meeting, take its items one after the other, and close it."""
        sitting = sittings.open_meeting(meeting=self.meeting, chair=self.seats[chair], **self.now(1))
        passed = 2
        for item, length in zip(self.meeting.items.standing().in_order(), minutes, strict=False):
            sittings.start_item(item=item, **self.now(passed))
            passed += length
            sittings.finish_item(item=item, **self.now(passed))
        sittings.close_meeting(sitting=sitting, **self.now(max(passed, self.meeting.length)))


def hold_october(meeting: Meeting, secretary: User) -> None:
    """Hold the two meetings before October 2015, and that of 8 October itself with those who were there."""
    for day, kind in (
        (date(2015, 6, 17), MeetingKind.ORDINARY),
        (date(2015, 7, 22), MeetingKind.EXTRAORDINARY),
    ):
        earlier = meetings_workflow.plan_meeting(
            board=meeting.board,
            starts_at=moment(day, 13),
            kind=kind,
            by=secretary,
            at=moment(date(2015, 5, 26), 10),
            on=date(2015, 5, 26),
        )
        earlier = meetings_workflow.begin_agenda(
            meeting=earlier, by=secretary, at=moment(date(2015, 6, 1), 10), on=date(2015, 6, 1)
        )
        table = _Table(earlier, secretary, moment(day, 13))
        table.record_all(
            apologies=("Assembly member",) if day.month == 7 else (),
            absent=AWAY_ALL_YEAR,
            substitutes={"Director of Commissioning": "Stefan Kosiński-Dale"} if day.month == 7 else {},
        )
        table.hold("Cabinet Member for Communities", ())
    table = _Table(meeting, secretary, moment(date(2015, 10, 8), 13))
    table.record_all(
        apologies=APOLOGIES_IN_OCTOBER, absent=ABSENT_IN_OCTOBER, substitutes=SUBSTITUTES_IN_OCTOBER
    )
    items = list(meeting.items.standing().in_order())
    table.records("Assistant Chief Officer", Presence.PRESENT, left_after=items[7], left_at=time(14, 40))
    table.records("Director of Commissioning", Presence.PRESENT, arrived_at=time(13, 10))
    for name, office, organisation, reason in OTHERS_IN_OCTOBER:
        attendance.add_other(
            meeting=meeting, name=name, office=office, organisation=organisation, reason=reason, **table.now()
        )
    table.hold("Cabinet Member for Communities", MINUTES_IN_OCTOBER)


def load_at_the_meeting(board: Board, secretary: User) -> None:
    """Send apologies and declare interests for 17 March 2016, and make a session of today ready to be run."""
    march = board.meetings.get(reference="csp-2016-03-17")
    said_on = date(2016, 3, 9)
    for office, substitute, message in (
        ("Assistant Chief Officer, London CRC", "Kieran Ashdown", "On leave that week."),
        ("Assembly member", "", "A vote at City Hall at the same hour."),
    ):
        seat = _Table(march, secretary, moment(said_on, 9)).seats[office]
        holder = seat.holders.on(said_on).get().person
        deputy = next(
            (each.person for each in seat.deputies.on(said_on) if each.person.full_name == substitute), None
        )
        attendance.send_apologies(
            meeting=march,
            seat=seat,
            deputy=deputy,
            name="",
            message=message,
            by=holder,
            at=moment(said_on, 9, 20),
            on=said_on,
        )
    _declare(march, "Gangs strategy - next steps", "Managing Director", secretary, said_on)
    _declare(
        march,
        "Delivery plans 2016-2017",
        "Chief Executive",
        secretary,
        said_on,
        kind=Declaration.Kind.PERSONAL,
        interest="The trust runs one of the projects that the plans name.",
    )
    _session_today(secretary)


def _declare(
    meeting: Meeting,
    title: str,
    office: str,
    secretary: User,
    on: date,
    *,
    kind: str = Declaration.Kind.PREJUDICIAL,
    interest: str = "Homes for Haringey is the landlord of homes that the item is about.",
) -> None:
    seat = meeting.board.seats.get(office=office)
    interests.declare(
        item=meeting.items.get(title=title),
        seat=seat,
        person=seat.holders.on(on).get().person,
        kind=kind,
        interest=interest,
        leaves_room=kind != Declaration.Kind.PERSONAL,
        by=secretary,
        at=moment(on, 11),
        on=on,
    )


def _report(item: AgendaItem, title: str, text: str, words: dict[str, Any]) -> Paper:
    paper = papers.add_paper(
        item=item, kind=Paper.Kind.REPORT, title=title, report_of="Superintendent", **words
    )
    body = [{"key": "text", "heading": "", "text": text}]
    papers.keep_report(paper=paper, body=body, based_on=0, **words)
    return papers.mark_ready(paper=paper, **words)


def _agree(session: Meeting, secretary: User) -> None:
    """Put a session's agenda to the group's chair, who agrees by telephone."""
    day = date(2016, 3, 2)
    session = agreements.put_to_chairs(meeting=session, by=secretary, at=moment(day, 10), on=day)
    agreements.record_chairs_answer(
        meeting=session,
        agenda_version=session.agenda_version,
        chair=User.objects.get(full_name="Tariq Beaumarsh"),
        answer="agreed",
        comment="",
        given_how="telephone",
        given_at=moment(day, 15),
        by=secretary,
        at=moment(day, 15, 10),
        on=day,
    )


def _session_today(secretary: User) -> None:
    """Plan a session of the performance group for the demonstration's own day, which decides by vote."""
    planned = date(2016, 2, 26)
    words: dict[str, Any] = {"by": secretary, "at": moment(planned, 10), "on": planned}
    group = boards.edit_board(
        board=Board.objects.get(slug="performance-management-group"),
        takes_votes=True,
        notice_working_days=0,
        papers_lead_working_days=0,
        agreement_lead_working_days=0,
        usual_minutes=60,
        **words,
    )
    session = meetings_workflow.plan_meeting(
        board=group, starts_at=moment(TODAY, 8, 30), place="River Park House, room 4", prepares=None, **words
    )
    session = meetings_workflow.begin_agenda(meeting=session, **words)
    section = session.sections.get()
    added: list[AgendaItem] = [
        agendas.add_item(
            section=section,
            title=title,
            purpose=purpose,
            minutes_allotted=minutes,
            presenter=presenter,
            **words,
        )
        for title, purpose, minutes, presenter in (
            ("Apologies and interests", Purpose.PROCEDURE, 5, ""),
            ("Figures to the end of February", Purpose.DISCUSS, 20, "Superintendent"),
            (
                "Ratings proposed for the second quarter",
                Purpose.DECIDE,
                25,
                "Community Safety Strategic Manager",
            ),
            ("What goes to the board in June", Purpose.DECIDE, 10, ""),
        )
    ]
    _report(added[2], "Ratings proposed for the second quarter", RATINGS_PROPOSED, words)
    premises = _report(added[1], "Premises named in reports of shop theft", PREMISES, words)
    agendas.restrict_paper(
        paper=premises,
        ground=Restriction.Ground.OPERATIONAL,
        explanation="it names shops that the police visit",
        review_on=date(2016, 9, 30),
        seats=group.seats.on(TODAY),
        **words,
    )
    _agree(session, secretary)
    # The group met before: how it voted then shows what a vote looks like.
    december = meetings_workflow.plan_meeting(
        board=group,
        starts_at=moment(date(2015, 12, 11), 15),
        place="River Park House, room 4",
        prepares=None,
        **words,
    )
    december = meetings_workflow.begin_agenda(meeting=december, **words)
    ratings = agendas.add_item(
        section=december.sections.get(),
        title="Ratings for the first quarter",
        purpose=Purpose.DECIDE,
        minutes_allotted=len(added) * 10,
        **words,
    )
    table = _Table(december, secretary, moment(date(2015, 12, 11), 15))
    table.record_all(apologies=(), absent=(), substitutes={})
    sitting = sittings.open_meeting(
        meeting=december,
        chair=table.seats["Head of Community Safety and Regulatory Services"],
        **table.now(1),
    )
    sittings.start_item(item=ratings, **table.now(2))
    ballots = {seat.pk: "for" for seat in table.seats.values() if seat.is_voting}
    ballots[table.seats["Superintendent"].pk] = "abstained"
    votes.record_vote(
        item=ratings,
        outcome=votes.Outcome(question="That the ratings be agreed as proposed.", ballots=ballots),
        **table.now(25),
    )
    sittings.finish_item(item=ratings, **table.now(30))
    sittings.close_meeting(sitting=sitting, **table.now(45))
