"""What comes before the demonstration's meeting of March 2016: planning, homework, agreement, and a late item."""

from datetime import date, datetime
from typing import Any

from csp_portal.accounts.models import Organisation, User
from csp_portal.demonstration.given import moment
from meetings import tasks
from meetings.models import Admission, AgendaItem, Board, Meeting, PackBuild, Paper
from meetings.models.boards import Purpose
from meetings.workflow import agendas, agreements, packs, papers, planning

MARCH, JUNE = "csp-2016-03-17", "csp-2016-06-16"
PLANNED_ON, PUT_ON, AGREED_ON, LATE_ON = (
    date(2016, 2, 24),
    date(2016, 3, 8),
    date(2016, 3, 9),
    date(2016, 3, 11),
)
ANSWER_BY = date(2016, 3, 9)

NEEDS_TIME = {
    "Corporate Plan Priority 3 external board": "Two of its targets are also this board's, and the chairs want "
    "members to hear of both at once.",
    "Delivery plans 2016-2017": "Members are asked to say which milestones they cannot keep before the plans begin.",
    "Change in membership of the Community Safety Partnership": "The terms of reference want changes of seats "
    "reported at a meeting.",
}
QUESTIONS = {
    "Gangs strategy - next steps": "What has changed since the last strategy, and for whom?\n"
    "Which of the next steps needs money that nobody has set aside?\n"
    "Who tells the families, and when?",
    "Amended draft information sharing protocol": "Which partners cannot sign as it stands, and why?",
}
DECISIONS = {
    "Amended draft information sharing protocol": (
        "That the amended information sharing protocol be agreed for signature by all partners.",
        "That each partner name a single point of contact by the end of April.",
    ),
    "CSP proposed review / refresh": (
        "That the terms of reference be adopted as drafted.",
        "That the priorities be looked at again after one year.",
    ),
    "Gangs strategy - next steps": (
        "That the next steps be agreed, with a named lead for each.",
        "That progress come back to the meeting in October.",
    ),
}


def _when(by: User, day: date, hour: int = 10) -> dict[str, Any]:
    return {"by": by, "at": moment(day, hour), "on": day}


def _person(name: str) -> User:
    return User.objects.get(full_name=name)


def load_planning(board: Board, secretary: User) -> None:
    """Plan the items of March, ask partners and an author, and let the chairs agree the agenda. Call it last."""
    meeting = Meeting.objects.get(reference=MARCH)
    items = {item.title: item for item in meeting.items.standing()}
    for title, words in [*NEEDS_TIME.items(), *QUESTIONS.items()]:
        item = items[title]
        said: dict[str, Any] = {"needs_time_because" if title in NEEDS_TIME else "questions": words}
        agendas.edit_item(item=item, version=item.version, **said, **_when(secretary, PLANNED_ON))
    for title, decisions in DECISIONS.items():
        for wording in decisions:
            planning.seek_decision(item=items[title], wording=wording, **_when(secretary, PLANNED_ON))
    _homework(items["Gangs strategy - next steps"], secretary)
    _community(items["Gangs strategy - next steps"], secretary)
    _ask_for_papers(secretary)
    _agree(meeting, secretary)


def _homework(gangs: AgendaItem, secretary: User) -> None:
    partners = {organisation.slug: organisation for organisation in Organisation.objects.all()}
    rhys = _person("Rhys Cantwell")
    answers = {
        partners["haringey-fire"]: (
            "How many home visits of your crews last year were to people at risk from a gang?",
            "Eleven of some nine hundred. Crews pass on a concern the same day, by telephone; since November "
            "they also write it down, so that next year's figure will be complete.",
        ),
        _organisation_of("Kwabena Oduro-Lisle"): (
            "Which groups of parents could you ask about the next steps, and what would they want to know?",
            "",
        ),
        _organisation_of("Callum Threlkeld"): (
            "How many people under your supervision are named in the strategy's plan, and who sees them?",
            "",
        ),
    }
    for organisation, (question, answer) in answers.items():
        asked = planning.ask_homework(
            item=gangs,
            organisation=organisation,
            question=question,
            answer_by=ANSWER_BY,
            **_when(secretary, PLANNED_ON, 11),
        )
        if answer:
            planning.answer_homework(
                question=asked, version=asked.version, answer=answer, **_when(rhys, date(2016, 3, 2), 16)
            )


def _organisation_of(name: str) -> Organisation:
    return _person(name).organisations(on=PLANNED_ON).get()


def _community(gangs: AgendaItem, secretary: User) -> None:
    heard = planning.plan_community_input(
        item=gangs,
        from_whom="Parents and young people of four estates",
        how="at two evening meetings of the ward panels",
        gathered_by="the Safer Neighbourhood Board",
        due_on=date(2016, 3, 7),
        **_when(secretary, PLANNED_ON, 12),
    )
    planning.edit_community_input(
        planned=heard,
        version=heard.version,
        said="People want to know whom to ring before something happens, and not only after. Several parents said "
        "that letters frighten them; a visit by somebody they know would not.",
        **_when(secretary, date(2016, 3, 8), 9),
    )
    planning.plan_community_input(
        item=gangs,
        from_whom="Shopkeepers of the High Road",
        how="by a walk of the town centre team",
        gathered_by="the council's town centre manager",
        due_on=date(2016, 3, 15),
        **_when(secretary, PLANNED_ON, 12),
    )
    planning.plan_communication(
        item=gangs,
        message="What the board agreed about gangs, and whom to ring.",
        audience="residents of the borough",
        channel="the council's website and the ward newsletters",
        told_by="the council's press office",
        tell_on=date(2016, 3, 24),
        **_when(secretary, PLANNED_ON, 12),
    )


def _ask_for_papers(secretary: User) -> None:
    """Ask for two papers for June: one is submitted already, the other came back."""
    june = Meeting.objects.get(reference=JUNE)
    item = june.items.standing().get(title="Highlight report: first quarter")
    rowena, femi = _person("Rowena Castellan"), _person("Femi Wetherall")
    for writer, title, instructions in (
        (
            rowena,
            "Highlight report: what is off course",
            "Two pages: the two indicators that are off course, what was tried, what you ask of the board.",
        ),
        (
            femi,
            "Treatment services: waiting times",
            "One page and one table. Say what a partner would have to do for the waits to fall.",
        ),
    ):
        paper = papers.ask_for_paper(
            item=item,
            kind=Paper.Kind.REPORT,
            title=title,
            writer=writer,
            due_on=date(2016, 5, 27),
            instructions=instructions,
            **_when(secretary, date(2016, 3, 4), 10),
        )
        papers.keep_report(paper=paper, body=_body(title), based_on=0, **_when(writer, date(2016, 3, 9), 15))
        paper = papers.submit_paper(paper=paper, **_when(writer, date(2016, 3, 9), 16))
        if writer == femi:
            papers.send_back(
                paper=paper,
                reason="The table has no year on it, and nothing is asked of the board yet.",
                **_when(secretary, date(2016, 3, 10), 9),
            )


def _body(title: str) -> list[dict[str, str]]:
    return [
        {"key": "purpose", "heading": "Purpose of the report", "text": f"{title}, for the board to discuss."},
        {
            "key": "background",
            "heading": "Background",
            "text": "The group looked at the figures of the quarter in its session of February. Most are where they "
            "should be; this report is about those that are not.",
        },
        {
            "key": "decision",
            "heading": "Decision asked for",
            "text": "That the partners named below say in October what they changed.",
        },
    ]


def _agree(meeting: Meeting, secretary: User) -> None:
    """Put the agenda to both chairs: one agrees in the portal, the other by telephone."""
    meeting = agreements.put_to_chairs(meeting=meeting, **_when(secretary, PUT_ON, 17))
    agreements.answer_agenda(
        meeting=meeting,
        agenda_version=meeting.agenda_version,
        answer="agreed",
        comment="Keep the protocol to its twenty minutes.",
        **_when(_person("Gareth Pemberlow"), AGREED_ON, 8),
    )
    agreements.record_chairs_answer(
        meeting=meeting,
        agenda_version=meeting.agenda_version,
        chair=_person("Marisol Adeyinka-Croft"),
        answer="agreed",
        comment="",
        given_how="telephone",
        given_at=moment(AGREED_ON, 12),
        **_when(secretary, AGREED_ON, 13),
    )


def load_late_item(meeting: Meeting, secretary: User, *, at: datetime, on: date) -> PackBuild | None:
    """Let a chair admit an item after the pack has gone round, and build the supplement, which is not issued yet."""
    if Admission.objects.filter(item__meeting=meeting).exists():
        return None
    item = agreements.admit_item(
        meeting=meeting,
        kind=Admission.Kind.LATE,
        title="Flooding at the night shelter",
        reason="The shelter was flooded on 10 March and its forty residents moved the same night; the council has to "
        "say by the end of the month where they stay.",
        purpose=Purpose.DISCUSS,
        taken_under=meeting.items.filter(key="new-urgent-business").first(),
        presenter="Director of Public Health",
        minutes_allotted=10,
        by=_person("Marisol Adeyinka-Croft"),
        at=at,
        on=on,
    )
    ayesha = _person("Ayesha Kirkbride")
    paper = papers.ask_for_paper(
        item=item,
        kind=Paper.Kind.REPORT,
        title="Flooding at the night shelter",
        writer=ayesha,
        due_on=on,
        instructions="One page: who was moved where, who sees to them, what you need from partners.",
        by=secretary,
        at=at,
        on=on,
    )
    body = [
        {
            "key": "purpose",
            "heading": "Purpose of the report",
            "text": "To tell partners what happened at the night shelter on 10 March, and to ask for their help.",
        },
        {
            "key": "background",
            "heading": "Background",
            "text": "A main burst at about two in the morning. The fire brigade pumped out the cellar, and the police "
            "took the forty residents to a church hall. Nobody was hurt. The building cannot be used before May.",
        },
        {
            "key": "decision",
            "heading": "Decision asked for",
            "text": "That each partner name somebody to work with the shelter's staff until the summer.",
        },
    ]
    papers.keep_report(paper=paper, body=body, based_on=0, by=ayesha, at=at, on=on)
    papers.submit_paper(paper=paper, by=ayesha, at=at, on=on)
    papers.mark_ready(paper=paper, by=secretary, at=at, on=on)
    build = packs.ask_for_supplement(meeting=meeting, issue_on=on, by=secretary, at=at, on=on)
    tasks.build_pack(build.pk)
    build.refresh_from_db()
    return build
