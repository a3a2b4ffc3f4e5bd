"""The actions of the October 2015 meeting in the demonstration: one in every state that there is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from actions import workflow
from actions.models import Action, Responsibility
from actions.states import Ending, Kind
from csp_portal.accounts.models import Organisation, User
from csp_portal.demonstration.given import moment
from csp_portal.documents.intake import take_in
from csp_portal.documents.markdown import to_html
from csp_portal.documents.pdf.render import page_html, typeset
from meetings.models import AgendaItem, Board, Meeting, Priority, Seat

RECORDED_ON = date(2015, 10, 12)
CARE_ACT, VIOLENCE, PERFORMANCE, PLANS = (
    "The Care Act and what it means for the Partnership",
    "Violence against women and girls: timetable and aims",
    "Performance: what has changed",
    "Delivery plans: progress",
)


def _doing(by: User, on: date) -> dict[str, Any]:
    return {"by": by, "at": moment(on, 10), "on": on}


@dataclass(frozen=True)
class _Tracker:
    """Records actions of the October meeting and lets partners answer, as the secretary writes it down."""

    board: Board
    secretary: User

    def person(self, office: str) -> tuple[Organisation, User]:
        seat = Seat.objects.select_related("organisation").get(board=self.board, office=office)
        return seat.organisation, seat.holders.on(date(2016, 3, 1)).select_related("person").get().person

    def action(
        self, item: str, title: str, *offices: str, due_on: date | None = None, **fields: Any
    ) -> list[Responsibility]:
        found = AgendaItem.objects.get(meeting__board=self.board, meeting__starts_at__year=2015, title=item)
        action = workflow.record_action(
            board=self.board,
            agenda_item=found,
            partners=[self.person(office) for office in offices],
            due=workflow.Due(due_on),
            title=title,
            **fields,
            **_doing(self.secretary, RECORDED_ON),
        )
        return list(action.responsibilities.select_related("action", "organisation", "person"))

    def done(self, part: Responsibility, on: date, text: str, upload: workflow.Upload | None = None) -> None:
        workflow.mark_done(part=part, text=text, upload=upload, **_doing(self.secretary, on))

    def progress(self, part: Responsibility, on: date, text: str) -> None:
        workflow.say_progress(part=part, text=text, **_doing(self.secretary, on))

    def accept(self, part: Responsibility, on: date) -> None:
        workflow.accept(part=part, **_doing(self.secretary, on))

    def end(self, action: Action, ending: str, on: date, decided_by: str, reason: str, **more: Any) -> None:
        workflow.end_action(
            action=action,
            ending=ending,
            decided_by=decided_by,
            reason=reason,
            **more,
            **_doing(self.secretary, on),
        )


COMMANDER, FIRE_COMMANDER, HOUSING = "Borough Commander", "Borough Fire Commander", "Managing Director"
HEALTH_DIRECTOR, ADULTS = "Director of Commissioning", "Director of Adult and Community Services"
PUBLIC_HEALTH, VICTIM_SUPPORT = "Director of Public Health", "Divisional Manager"
CABINET, SUPERVISION = (
    "Cabinet Member for Communities",
    "Assistant Director Environmental Services and Community Safety",
)


def load_actions(board: Board, secretary: User) -> None:
    """Load the actions of October 2015 and what partners answered until March 2016."""
    tracker = _Tracker(board, secretary)
    reoffending, prevention, confidence = Priority.objects.order_by("number")[:3]

    # Done and accepted, in time.
    (part,) = tracker.action(
        CARE_ACT,
        "Meet the Chair of the Safeguarding Adults Board and agree how duties under the Care Act are divided",
        CABINET,
        due_on=date(2015, 12, 18),
        priority=prevention,
    )
    tracker.done(
        part,
        date(2015, 12, 10),
        "The two Chairs met on 3 December; their note is attached.",
        _note(part.action.meeting),
    )
    tracker.accept(part, date(2015, 12, 14))

    # Reported back: one partner in time, one late, one not at all.
    council, health, _silent = tracker.action(
        CARE_ACT,
        "Report what your own governing body decided about joint training under the Care Act",
        ADULTS,
        HEALTH_DIRECTOR,
        HOUSING,
        kind=Kind.REPORT_BACK,
        due_on=date(2016, 1, 14),
        priority=prevention,
    )
    tracker.done(
        council, date(2016, 1, 8), "The Adults Committee agreed to open its courses to all partners."
    )
    tracker.done(health, date(2016, 2, 2), "The governing body noted it and asked for the costs.")

    # A message to communicate, done and waiting to be accepted.
    (part,) = tracker.action(
        PERFORMANCE,
        "Tell residents how MetTrace helps against burglary",
        COMMANDER,
        kind=Kind.COMMUNICATE,
        message="Mark what you value with MetTrace; it is free and keeps burglars away.",
        channel="Haringey People and the ward newsletters",
        audience="Residents of wards with many burglaries",
        communicate_on=date(2016, 2, 1),
        due_on=date(2016, 2, 1),
        priority=confidence,
    )
    tracker.done(part, date(2016, 1, 29), "Printed in the February issue; 31,000 kits are handed out so far.")

    # In progress, carried over once.
    (part,) = tracker.action(
        PLANS,
        "Renew the information sharing protocol for offender management and gangs",
        SUPERVISION,
        due_on=date(2016, 1, 14),
        priority=reoffending,
        outcome="Fewer people reoffend",
    )
    tracker.progress(part, date(2016, 1, 11), "A first draft went to all partners before Christmas.")
    workflow.carry_over(
        action=part.action,
        parts=[part],
        due=workflow.Due(date(2016, 3, 17)),
        reason="Partners asked for more time to have the draft read by their lawyers.",
        **_doing(secretary, date(2016, 1, 18)),
    )
    tracker.progress(part, date(2016, 2, 22), "The amended draft is on the agenda of 17 March.")

    # Overdue and put before a chair.
    fire, housing = tracker.action(
        VIOLENCE,
        "Name a lead officer and say how your front line will take part in the strategy",
        FIRE_COMMANDER,
        HOUSING,
        due_on=date(2016, 1, 29),
        priority=prevention,
    )
    tracker.progress(
        fire, date(2016, 1, 27), "A station manager is proposed; the brigade confirms her in March."
    )
    workflow.escalate(
        action=housing.action,
        chair=tracker.person(COMMANDER)[1],
        reason="One partner has not answered since the meeting.",
        **_doing(secretary, date(2016, 2, 24)),
    )

    # Sent back with a reason.
    (part,) = tracker.action(
        PERFORMANCE,
        "Show the trend over five years beside the last six months in the performance report",
        COMMANDER,
        priority=confidence,
    )
    tracker.done(part, date(2016, 2, 15), "The report has a new page.")
    workflow.send_back(
        part=part,
        reason="The page shows two years only. Add the three before.",
        **_doing(secretary, date(2016, 2, 19)),
    )

    # Not begun: due at the meeting of March, and nobody has said anything.
    tracker.action(
        PLANS,
        "Propose a date on which the multi-agency high risk panel meets again",
        FIRE_COMMANDER,
        COMMANDER,
        priority=reoffending,
    )

    # Withdrawn by the board; superseded; no longer needed.
    (part,) = tracker.action(
        VIOLENCE, "Report on school exclusions", PUBLIC_HEALTH, due_on=date(2016, 1, 14), priority=prevention
    )
    tracker.end(
        part.action,
        Ending.WITHDRAWN,
        date(2016, 2, 22),
        "The Executive on 18 February 2016",
        "The Children and Young People's Overview takes the paper instead.",
    )
    (part,) = tracker.action(
        PLANS, "Take part in the Shield pilot against gangs", COMMANDER, priority=reoffending
    )
    (successor,) = tracker.action(
        PLANS, "Work out another model against gangs with the community", SUPERVISION, priority=reoffending
    )
    tracker.end(
        part.action,
        Ending.SUPERSEDED,
        date(2015, 11, 30),
        "The Executive on 26 November 2015",
        "Residents asked for a model of their own.",
        superseded_by=successor.action,
    )
    tracker.progress(
        successor, date(2016, 2, 26), "The ten-year strategy that is on the agenda describes it."
    )
    (part,) = tracker.action(
        CARE_ACT, "Say how the former serious case review panel hands over its files", VICTIM_SUPPORT
    )
    tracker.end(
        part.action,
        Ending.NO_LONGER_NEEDED,
        date(2015, 12, 7),
        "The two Chairs on 3 December 2015",
        "The Safeguarding Adults Board has the files already.",
    )

    # One partner released, the other went on and was late.
    fire, police = tracker.action(
        VIOLENCE,
        "Apply for white ribbon accreditation",
        FIRE_COMMANDER,
        COMMANDER,
        due_on=date(2015, 12, 1),
        priority=prevention,
    )
    workflow.withdraw_part(
        part=fire,
        reason="The London Fire Brigade is accredited already.",
        **_doing(secretary, date(2015, 11, 3)),
    )
    tracker.done(police, date(2016, 1, 20), "Accredited on 18 January.")
    tracker.accept(police, date(2016, 1, 25))

    # Outside a meeting.
    workflow.record_action(
        board=board,
        partners=[tracker.person(FIRE_COMMANDER)],
        due=workflow.Due(date(2016, 3, 31)),
        title="Send the list of premises visited for home fire safety to the Community Safety team",
        priority=prevention,
        **_doing(secretary, date(2016, 2, 8)),
    )
    _follow_up_a_review(tracker, prevention)
    workflow.add_comment(
        action=successor.action,
        text="Asked for at the January workshop as well.",
        **_doing(secretary, date(2016, 2, 29)),
    )


def _follow_up_a_review(tracker: _Tracker, priority: Priority) -> None:
    """Follow up a review after a death: one action done and accepted, one that runs for years."""
    seats = tracker.board.seats.filter(
        office__in=[ADULTS, HEALTH_DIRECTOR, COMMANDER, "Head of Community Safety and Regulatory Services"]
    )
    review = workflow.record_review(
        board=tracker.board,
        name="Domestic homicide review 1",
        account="A woman of 34 was killed at home in the spring of 2014. Her surgery, her landlord and the police had "
        "each been told of threats within the year before, and none of them knew of the others.\n\n"
        "The panel heard eleven agencies. Its report is with the Home Office and is not published yet.",
        readers=seats,
        **_doing(tracker.secretary, date(2015, 11, 16)),
    )
    asked, _ = (
        workflow.record_action(
            board=tracker.board,
            partners=[tracker.person(office)],
            due=workflow.Due(due_on),
            title=title,
            priority=priority,
            review=review,
            **_doing(tracker.secretary, date(2015, 11, 16)),
        ).responsibilities.get()
        for title, office, due_on in (
            (
                "Ask about safety at home at every first appointment, and write down the answer",
                HEALTH_DIRECTOR,
                date(2016, 2, 29),
            ),
            (
                "Train every housing officer to hear of threats at home, and again every two years",
                HOUSING,
                date(2018, 3, 30),
            ),
        )
    )
    tracker.done(asked, date(2016, 2, 17), "All nine surgeries of the pilot have done so since January.")
    tracker.accept(asked, date(2016, 2, 26))


def _note(meeting: Meeting | None) -> workflow.Upload:
    """Make the note that is the evidence of one answer."""
    title = "Note of the meeting of the two Chairs"
    text = to_html(
        "Held on 3 December 2015. The duties are divided as the Act has them; each board tells the other."
    )
    context = {"title": title, "meeting": meeting, "sections": [{"heading": "", "text": text}]}
    content = typeset(page_html("meetings/pdf/report.html", context))
    name = "note-of-the-two-chairs.pdf"
    return workflow.Upload(name, take_in(content, filename=name, title=title))
