"""The delivery plans of the demonstration: a year reviewed quarter by quarter, and the next year's drafts."""

import csv
from dataclasses import dataclass
from datetime import date
from typing import Any

from csp_portal.accounts.models import Organisation, User
from csp_portal.accounts.roles import Role
from csp_portal.demonstration.given import PAPERS, moment
from delivery_plans.models import DeliveryPlan, LeadOffice, Outcome, RagLevel, Review, Strategy
from delivery_plans.table_rows import TableRow
from delivery_plans.workflow import challenges, plans, reviews, strategies
from meetings.models import AgendaItem, Board, Priority
from meetings.workflow import agendas, meetings

DRAFTED_ON, ENDORSED_ON = date(2015, 2, 16), date(2015, 3, 20)
DRAFTED_ANEW_ON = date(2016, 2, 15)
# When the review of each quarter was opened, rated, and closed; the fourth is open in March 2016.
QUARTERS = {
    1: (date(2015, 7, 1), date(2015, 7, 13), date(2015, 7, 17), date(2015, 7, 20)),
    2: (date(2015, 10, 1), date(2015, 10, 12), date(2015, 10, 16), date(2015, 10, 19)),
    3: (date(2016, 1, 4), date(2016, 1, 14), date(2016, 1, 15), date(2016, 1, 20)),
    4: (date(2016, 3, 1), date(2016, 3, 8), date(2016, 3, 18), None),
}
LEVELS = {"C": "complete", "G": "green", "A/G": "amber_green", "A/R": "amber_red", "R": "red"}
# Leads who rated after the day, by outcome, reference and quarter.
LATE = {("4", "4.4", 2)}

OUTCOMES = (
    ("Rebuild and improve public confidence in policing and in keeping the borough safe", 3),
    ("Prevent and reduce gang-related activity and the harm it does", 2),
    ("Respond to violence against women and girls", 2),
    ("Reduce reoffending through integrated offender management", 1),
    ("Prevent and reduce acquisitive crime and anti-social behaviour", 3),
    ("Prevent violent extremism", 2),
)
TARGETS = {
    1: ("Confidence in policing rises from 55% to 65%.", "More residents feel safe at night in the seven priority wards; the baseline is to be agreed."),
    2: ("Those who leave gangs with our help reoffend 20% less over four years.", "60% of the caseload are in education, training or work.", "60% of the caseload live in settled accommodation."),
    3: ("410 referrals to the MARAC by the end of March 2017.", "50% of those offered an accredited perpetrator programme take it up.", "Ten MARAC cases are audited every six months."),
    4: ("310 cases in the cohort by March 2017.", "The cohort reoffends 40% less over four years.", "20% fewer women go back to custody over four years."),
    5: ("Acquisitive crime falls by 20% over four years.", "Anti-social behaviour falls by 20% over four years.", "60% of vulnerable or repeat cases are resolved."),
    6: ("Every partner meets the Prevent duty.",),
}  # fmt: skip
BACKGROUND = {
    1: "More tightly focused than last year, on messages to the public that are consistent and positive. It goes together with outcome five and with the work in single wards.",
    2: "Widened from gangs and serious youth violence to the exploitation of young people and of vulnerable adults.",
    3: "Brought up to date every three months; the Strategic Group sees the exceptions.",
    4: "Takes in the three providers of probation, and groups of people whose needs are alike.",
    5: "Violence apart from gangs and homes, robbery, theft from the person, burglary and anti-social behaviour are the chief concerns.",
    6: "A first draft. It has to be founded upon the new counter-terrorism local profile, which has not come yet.",
}  # fmt: skip
HEADINGS: dict[int, dict[str, Any]] = {
    1: {"area_heading": "Area of delivery", "action_heading": "Actions and outcome"},
    2: {"action_heading": "Actions/Interventions", "milestone_heading": "Milestones"},
    3: {"action_heading": "Actions and outcome"},
    4: {"action_heading": "Actions/Interventions", "milestone_heading": "Milestones"},
    5: {"area_heading": "Outcome specifics", "action_heading": "Action", "milestone_heading": "Milestones"},
    6: {"area_heading": "Area of delivery", "action_heading": "Action", "milestone_heading": "Milestone"},
}
# Who answers for which offices, by name and the organisation of the office.
ANSWERING = {
    "Oluwaseun Bramhall": (
        "haringey-council",
        ("IOM Strategic Lead", "IOM Operational Manager", "IGU Operations Manager"),
    ),
    "Leonie Drakeford": ("haringey-police", ("Haringey Police", "Police", "MARAC steering group")),
    "Femi Wetherall": (
        "haringey-council",
        ("Commissioning Manager, Public Health", "Strategic Lead", "Commissioning Group", "Strategy Group"),
    ),
}


def _doing(by: User, on: date, hour: int = 10) -> dict[str, Any]:
    return {"by": by, "at": moment(on, hour), "on": on}


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split(";") if name.strip())


def _rows(name: str) -> list[dict[str, str]]:
    with (PAPERS / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _introduction(number: int) -> str:
    path = PAPERS / f"10b_plan_outcome_{number}.txt"
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def load_plans(board: Board, secretary: User) -> None:
    """Load a strategy with six outcomes, the plans of 2015/16 with their reviews, and the drafts of 2016/17."""
    owner = User.objects.holding(Role.PLAN_OWNER, on=DRAFTED_ON).get()
    _Plans(board, secretary, owner).load()


@dataclass(frozen=True)
class _Plans:
    """Does what the plan owner and the leads did from February 2015 on."""

    board: Board
    secretary: User
    owner: User

    def load(self) -> None:
        outcomes = self._outcomes()
        item = self._spring_meeting()
        before = [self._last_year(outcome, item) for outcome in outcomes]
        self._offices()
        self._reviews(before)
        for outcome in outcomes:
            self._draft(outcome)
        self._challenge(before[4])

    def _outcomes(self) -> list[Outcome]:
        doing = _doing(self.owner, DRAFTED_ON)
        strategy: Strategy = strategies.add_strategy(
            name="Community Safety Strategy 2013-2017",
            board=self.board,
            starts_on=date(2013, 4, 1),
            ends_on=date(2017, 3, 31),
            **doing,
        )
        priorities = {priority.number: priority for priority in Priority.objects.all()}
        return [
            strategies.add_outcome(
                strategy=strategy, number=number, name=name, priority=priorities[priority], **doing
            )
            for number, (name, priority) in enumerate(OUTCOMES, start=1)
        ]

    def _spring_meeting(self) -> AgendaItem:
        """Hold the meeting of March 2015, at which the plans of 2015/16 were endorsed."""
        planned = _doing(self.secretary, date(2015, 1, 12))
        meeting = meetings.plan_meeting(
            board=self.board,
            starts_at=moment(date(2015, 3, 19), 13),
            **planned,
        )
        meeting = meetings.begin_agenda(meeting=meeting, **planned)
        section = agendas.add_section(meeting=meeting, name="Business", heading="Business", **planned)
        agendas.move_section(section=section, up=True, **planned)
        section.refresh_from_db()
        item = agendas.add_item(
            section=section,
            title="Delivery plans 2015-2016",
            purpose="decide",
            minutes_allotted=20,
            **planned,
        )
        meetings.record_as_held(meeting=meeting, **_doing(self.secretary, ENDORSED_ON))
        item.refresh_from_db()
        return AgendaItem.objects.select_related("meeting").get(pk=item.pk)

    def _last_year(self, outcome: Outcome, item: AgendaItem) -> DeliveryPlan:
        plan = plans.draft_plan(
            outcome=outcome,
            year=2015,
            owner=self.owner,
            key_targets=TARGETS[outcome.number],
            action_heading="Action",
            milestone_heading="Milestone",
            **_doing(self.owner, DRAFTED_ON),
        )
        rows = [
            TableRow(
                action_reference=row["reference"],
                action=row["action"],
                milestone=row["milestone"],
                due=row["due"],
                leads=_names(row["lead"]),
                links=_names(row["strategic_links"]),
            )
            for row in _rows("10b_plans_2015_16.csv")
            if row["outcome"] == str(outcome.number)
        ]
        plans.write_table(plan, rows, **_doing(self.owner, DRAFTED_ON, 11))
        return plans.endorse_plan(
            plan=plan,
            item=item,
            words="The board endorsed the plan and asked to see exceptions at every meeting.",
            **_doing(self.owner, ENDORSED_ON),
        )

    def _offices(self) -> None:
        for name, (organisation, offices) in ANSWERING.items():
            person = User.objects.get(full_name=name)
            for office in LeadOffice.objects.filter(name__in=offices):
                strategies.edit_office(
                    office=office,
                    version=office.version,
                    organisation=Organisation.objects.get(slug=organisation),
                    people=[person],
                    **_doing(self.owner, ENDORSED_ON, 12),
                )

    def _reviews(self, before: list[DeliveryPlan]) -> None:
        levels = {level.key: level for level in RagLevel.objects.all()}
        said = _rows("10b_plans_2015_16.csv")
        for quarter, (opened, rated, due, closed) in QUARTERS.items():
            for plan in before:
                plan.refresh_from_db()
                review = reviews.open_review(
                    plan=plan, quarter=quarter, due_on=due, **_doing(self.owner, opened)
                )
                rows = [row for row in said if row["outcome"] == str(plan.outcome.number)]
                self._rate(review, rows, levels, rated, due)
                if closed is not None:
                    reviews.close_review(review=review, note="", **_doing(self.owner, closed))

    def _rate(
        self, review: Review, rows: list[dict[str, str]], levels: dict[str, RagLevel], on: date, due: date
    ) -> None:
        by_person: dict[User, list[tuple[reviews.Given, bool]]] = {}
        for line in review.lines.select_related("milestone__action", "person"):
            row = next(row for row in rows if row["milestone"] == line.milestone.text)
            if not (letter := row[f"q{review.quarter}"]):
                continue
            level = levels[LEVELS[letter]]
            given = reviews.Given(
                line=line,
                level=level,
                reason=row["reason"] if level.needs_reason else "",
                action_taken=row["being_done"] if level.needs_reason else "",
                comment=row["comment"],
            )
            is_late = (row["outcome"], row["reference"], review.quarter) in LATE
            by_person.setdefault(line.person, []).append((given, is_late))
        for person, ratings in by_person.items():
            reviews.rate(review=review, given=[g for g, late in ratings if not late], **_doing(person, on))
            if late := [g for g, is_late in ratings if is_late]:
                reviews.rate(
                    review=review, given=late, **_doing(person, date(due.year, due.month, due.day + 1))
                )
            waiting = review.lines.filter(person=person).unrated()
            if not waiting.exists():
                reviews.submit(review=review, **_doing(person, on, 15))
        review.refresh_from_db()

    def _draft(self, outcome: Outcome) -> None:
        plan = plans.draft_plan(
            outcome=outcome,
            year=2016,
            owner=self.owner,
            key_targets=TARGETS[outcome.number],
            introduction=_introduction(outcome.number),
            background=BACKGROUND[outcome.number],
            **HEADINGS[outcome.number],
            **_doing(self.owner, DRAFTED_ANEW_ON),
        )
        rows = [_shaped(outcome.number, row) for row in _rows(f"10b_plan_outcome_{outcome.number}.csv")]
        plans.write_table(plan, rows, **_doing(self.owner, DRAFTED_ANEW_ON, 11))

    def _challenge(self, plan: DeliveryPlan) -> None:
        """Record what the board of October 2015 doubted, and what the lead answered."""
        milestone = plan.milestones.get(text="A joint plan for open drug markets")
        rating = milestone.ratings.filter(review__quarter=1).get()
        item = AgendaItem.objects.get(meeting__board=self.board, title="Delivery plans: progress")
        found = challenges.challenge(
            rating=rating,
            item=item,
            words="The board doubted that the plan for open drug markets was on track and asked the police to look again.",
            **_doing(self.secretary, date(2015, 10, 13)),
        )
        challenges.answer_challenge(
            challenge=found,
            answer="The board is right. The second quarter is rated Amber/Green, and the operation in November will show more.",
            **_doing(rating.rated_by, date(2015, 10, 15)),
        )


def _shaped(outcome: int, row: dict[str, str]) -> TableRow:
    """Give a row the shape of its outcome's own table: no two of the real ones are alike."""
    reference, area, action, milestone = row["reference"], row["area"], row["action"], row["milestone"]
    rest: dict[str, Any] = {
        "due": row["due"],
        "leads": _names(row["lead"]),
        "links": _names(row["strategic_links"]),
        "rag": row["rag"],
        "comment": row["comment"],
    }
    match outcome:
        case 1:
            # Areas with actions; what an action is to bring about stands in the same cell.
            return TableRow(
                area_reference=reference[:3], area=area, action_reference=reference,
                action=f"{action}\n{milestone}", **rest,
            )  # fmt: skip
        case 3:
            return TableRow(action_reference=reference, action=f"{action}\n{milestone}", **rest)
        case 2 | 4:
            return TableRow(action_reference=reference, action=action, milestone=milestone, **rest)
        case _:
            return TableRow(area_reference=reference, area=area, action=action, milestone=milestone, **rest)
