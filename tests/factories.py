"""Records for tests, made through the workflow: keyword-only, with a sensible default for everything."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.test import Client
from django.utils import timezone

from actions import workflow as actions
from actions.models import Action, Responsibility
from actions.states import State as ActionPartState
from csp_portal.accounts import workflow as accounts
from csp_portal.accounts.models import Duty, Organisation, Sector, User
from csp_portal.accounts.roles import ORGANISATION_ROLES, Role
from csp_portal.documents.intake import Finding, TakenIn
from meetings import tasks
from meetings.models import (
    AgendaItem,
    AgendaSection,
    AgendaTemplate,
    Board,
    Meeting,
    Pack,
    PackBuild,
    Paper,
    Restriction,
    Seat,
    SeatDeputy,
    SeatHolder,
    TemplateItem,
)
from meetings.models.boards import BoardRole
from meetings.report_templates import Body
from meetings.states.meeting import State as MeetingState
from meetings.states.paper import State as PaperState
from meetings.workflow import agendas, boards, meetings, packs, papers

FOUNDED_ON = date(2015, 1, 5)
FOUNDED_AT = datetime(2015, 1, 5, 9, tzinfo=UTC)
PASSWORD = "quiet lantern orchard"

_numbers = count(1)


# --- People ---------------------------------------------------------------------------------------
def make_organisation(*, name: str = "", **fields: Any) -> Organisation:
    """Make a partner that has been there since January 2015."""
    number = next(_numbers)
    name = name or f"Partner {number}"
    return accounts.create_organisation(
        by=None,
        at=FOUNDED_AT,
        **{
            "name": name,
            "short_name": name,
            "slug": f"partner-{number}",
            "sector": Sector.LOCAL_AUTHORITY,
            "starts_on": FOUNDED_ON,
        }
        | fields,
    )


def make_user(
    *,
    full_name: str = "",
    email: str = "",
    duties: Iterable[Role] = (),
    organisation: Organisation | None = None,
    position: str = "Officer",
    password: str | None = PASSWORD,
) -> User:
    """Make a person who can sign in, in an organisation since January 2015, with duties."""
    number = next(_numbers)
    person = accounts.add_person(
        email=email or f"person{number}@example.org",
        full_name=full_name or f"Person {number}",
        organisation=organisation or make_organisation(),
        position=position,
        by=None,
        at=FOUNDED_AT,
    )
    person = accounts.open_account(person, password=password, at=FOUNDED_AT)
    for role in duties:
        make_duty(user=person, role=role)
    return person


def make_duty(
    *,
    user: User,
    role: Role = Role.SECRETARIAT,
    organisation: Organisation | None = None,
    starts_on: date = FOUNDED_ON,
) -> Duty:
    """Give a person a duty; for officers and SPOCs the organisation is their own."""
    if organisation is None and role in ORGANISATION_ROLES:
        organisation = user.organisations(on=starts_on).get()
    duty = accounts.grant_duty(
        user,
        role=role,
        organisation=organisation,
        starts_on=starts_on,
        reason="Needed by a test",
        by=None,
        at=FOUNDED_AT,
    )
    user.refresh_from_db()
    user.__dict__.pop("_roles_on", None)
    return duty


def sign_in(client: Client, user: User) -> Client:
    """Sign a person in as if they had just shown their password and a second factor."""
    client.force_login(user)
    session = client.session
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": timezone.now().timestamp()},
        {"method": "mfa", "at": timezone.now().timestamp(), "type": "totp"},
    ]
    session.save()
    return client


# --- Boards ---------------------------------------------------------------------------------------
def make_secretary(*, full_name: str = "") -> User:
    """Make a person who runs meetings."""
    return make_user(full_name=full_name, duties=[Role.SECRETARIAT])


def make_board(*, by: User | None = None, name: str = "", **fields: Any) -> Board:
    """Make a board that has been there since January 2015."""
    number = next(_numbers)
    name = name or f"Board {number}"
    return boards.establish_board(
        by=by or make_secretary(),
        at=FOUNDED_AT,
        on=FOUNDED_ON,
        **{"name": name, "short_name": name[:40], "slug": f"board-{number}"} | fields,
    )


def make_seat(
    *, board: Board | None = None, by: User | None = None, office: str = "Director", **fields: Any
) -> Seat:
    """Make a seat that has been there since January 2015."""
    by = by or make_secretary()
    return boards.add_seat(
        board=board or make_board(by=by),
        by=by,
        at=FOUNDED_AT,
        on=FOUNDED_ON,
        office=office,
        **{"organisation": fields.pop("organisation", None) or make_organisation()} | fields,
    )


def seat_person(
    *,
    seat: Seat | None = None,
    person: User | None = None,
    starts_on: date = FOUNDED_ON,
    ends_on: date | None = None,
    by: User | None = None,
) -> SeatHolder:
    """Seat a person, since January 2015 unless said."""
    by = by or make_secretary()
    seat = seat or make_seat(by=by)
    return boards.seat_person(
        seat=seat,
        person=person or make_user(organisation=seat.organisation),
        starts_on=starts_on,
        ends_on=ends_on,
        by=by,
        at=FOUNDED_AT,
        on=FOUNDED_ON,
    )


def name_deputy(
    *,
    seat: Seat,
    person: User | None = None,
    starts_on: date = FOUNDED_ON,
    ends_on: date | None = None,
    by: User | None = None,
) -> SeatDeputy:
    """Name a deputy, since January 2015 unless said."""
    return boards.name_deputy(
        seat=seat,
        person=person or make_user(organisation=seat.organisation),
        starts_on=starts_on,
        ends_on=ends_on,
        by=by or make_secretary(),
        at=FOUNDED_AT,
        on=FOUNDED_ON,
    )


def make_template(*, board: Board, meeting_kind: str = "ordinary", by: User | None = None) -> AgendaTemplate:
    """Begin a template without any item."""
    return boards.make_template(
        board=board, meeting_kind=meeting_kind, by=by or make_secretary(), at=FOUNDED_AT, on=FOUNDED_ON
    )


def make_template_item(
    *, template: AgendaTemplate, title: str = "Apologies", by: User | None = None, **fields: Any
) -> TemplateItem:
    """Add a standing item at the end of a section of the template."""
    return boards.add_template_item(
        template=template,
        by=by or make_secretary(),
        at=FOUNDED_AT,
        on=FOUNDED_ON,
        **{"title": title, "key": title.lower().replace(" ", "-"), "section": "Opening"} | fields,
    )


# --- Meetings and agendas -------------------------------------------------------------------------
MEETING_AT = datetime(2016, 3, 17, 14, tzinfo=UTC)
PLANNED_AT = datetime(2016, 1, 11, 9, tzinfo=UTC)
PLANNED_ON = date(2016, 1, 11)


def make_meeting(
    *,
    board: Board | None = None,
    starts_at: datetime = MEETING_AT,
    state: str = MeetingState.PLANNED,
    by: User | None = None,
    at: datetime = PLANNED_AT,
    **fields: Any,
) -> Meeting:
    """Plan a meeting for Thursday 17 March 2016, and take it as far as asked."""
    by = by or make_secretary()
    on = timezone.localdate(at)
    meeting = meetings.plan_meeting(
        board=board or make_board(by=by),
        starts_at=starts_at,
        by=by,
        at=at,
        on=on,
        **{"place": "Council Chamber"} | fields,
    )
    if state in {MeetingState.AGENDA_DRAFT, MeetingState.AGREED, MeetingState.HELD}:
        meeting = meetings.begin_agenda(meeting=meeting, by=by, at=at, on=on)
    if state == MeetingState.AGREED:
        # Those factories build on these.
        from tests.meetings.factories_before import agree_agenda

        agendas.add_item(section=meeting.sections.last(), title="Strategy", by=by, at=at, on=on)
        meeting = agree_agenda(meeting=meeting, by=by, at=at, on=on)
    if state == MeetingState.HELD:
        over = meeting.ends_at
        meeting = meetings.record_as_held(meeting=meeting, by=by, at=over, on=timezone.localdate(over))
    if state == MeetingState.POSTPONED:
        meeting = meetings.postpone_meeting(
            meeting=meeting, reason="The hall is flooded.", by=by, at=at, on=on
        )
    if state == MeetingState.CANCELLED:
        meeting = meetings.cancel_meeting(meeting=meeting, reason="The hall is flooded.", by=by, at=at, on=on)
    return meeting


def make_section(
    *, meeting: Meeting, name: str = "Strategic items", heading: str = "", by: User | None = None
) -> AgendaSection:
    """Add a section at the end of an agenda."""
    return agendas.add_section(
        meeting=meeting, name=name, heading=heading, by=by or make_secretary(), at=PLANNED_AT, on=PLANNED_ON
    )


def make_item(
    *,
    meeting: Meeting | None = None,
    section: AgendaSection | None = None,
    title: str = "Gangs strategy",
    withdrawn: bool = False,
    by: User | None = None,
    **fields: Any,
) -> AgendaItem:
    """Add an item at the end of a section, the agenda's last unless said."""
    by = by or make_secretary()
    if section is None:
        meeting = meeting or make_meeting(state=MeetingState.AGENDA_DRAFT, by=by)
        section = meeting.sections.last()
    item = agendas.add_item(section=section, by=by, at=PLANNED_AT, on=PLANNED_ON, **{"title": title} | fields)
    if withdrawn:
        item = agendas.withdraw_item(item=item, reason="Not ready.", by=by, at=PLANNED_AT, on=PLANNED_ON)
    return item


def restrict_item(
    *,
    item: AgendaItem,
    seats: Iterable[Seat] = (),
    closed_title: str = "Complaint about the borough commander",
    by: User | None = None,
) -> AgendaItem:
    """Keep an item to some seats because it is about a person."""
    return agendas.restrict_item(
        item=item,
        closed_title=closed_title,
        ground=Restriction.Ground.PERSONAL,
        explanation="",
        review_on=date(2017, 3, 17),
        seats=seats,
        by=by or make_secretary(),
        at=PLANNED_AT,
        on=PLANNED_ON,
    )


# --- Papers ---------------------------------------------------------------------------------------
def make_writer(*, board: Board, by: User | None = None, office: str = "Adviser") -> User:
    """Make a supporting adviser to the board, who can be asked to write papers."""
    by = by or make_secretary()
    seat = make_seat(board=board, by=by, office=office, board_role=BoardRole.ADVISER, is_voting=False)
    return seat_person(seat=seat, by=by).person


def make_paper(
    *,
    item: AgendaItem | None = None,
    kind: str = Paper.Kind.REPORT,
    title: str = "Gangs strategy: covering report",
    body: Body | None = None,
    state: str = PaperState.DRAFT,
    by: User | None = None,
    **fields: Any,
) -> Paper:
    """Add a paper to an item: a report with a body, if one is given, taken as far as asked."""
    by = by or make_secretary()
    when: dict[str, Any] = {"by": by, "at": PLANNED_AT, "on": PLANNED_ON}
    paper = papers.add_paper(item=item or make_item(by=by), kind=kind, title=title, **fields, **when)
    if body is not None:
        papers.keep_report(paper=paper, body=body, based_on=0, **when)
    if state == PaperState.READY and kind != Paper.Kind.GENERATED:
        paper = papers.mark_ready(paper=paper, **when)
    if state == PaperState.WITHDRAWN:
        paper = papers.withdraw_paper(paper=paper, reason="Overtaken.", **when)
    return paper


def make_report(
    *, text: str = "The strategy is ready.", state: str = PaperState.READY, **fields: Any
) -> Paper:
    """Make a report whose required headings are written, ready unless said."""
    body = [
        {"key": "purpose", "heading": "Purpose of the report", "text": "To agree the strategy."},
        {"key": "background", "heading": "Background", "text": text},
        {"key": "decision", "heading": "Decision asked for", "text": "Agree it."},
    ]
    return make_paper(body=body, state=state, **fields)


def taken_in(*, content: bytes = b"%PDF-1.7 clean", pages: int = 3) -> TakenIn:
    """Say what the intake says of a good file, without the seconds that it takes."""
    finding = Finding(2, "blank", "Page 2 is blank.")
    return TakenIn(content, pages, "application/pdf", (finding,), True, False, "Words of the file.")


def make_upload(
    *,
    item: AgendaItem | None = None,
    title: str = "Crime figures",
    content: bytes = b"%PDF-1.7 as it came",
    filename: str = "figures.pdf",
    is_ready: bool = True,
    by: User | None = None,
    **fields: Any,
) -> Paper:
    """Add a paper together with its file, ready unless said."""
    by = by or make_secretary()
    return papers.add_upload(
        item=item or make_item(by=by),
        title=title,
        content=content,
        filename=filename,
        taken=taken_in(content=b"%PDF-1.7 clean " + content),
        is_ready=is_ready,
        by=by,
        at=PLANNED_AT,
        on=PLANNED_ON,
        **fields,
    )


def restrict_paper(*, paper: Paper, seats: Iterable[Seat] = (), by: User | None = None) -> Paper:
    """Keep a paper to some seats because it is about a person."""
    return agendas.restrict_paper(
        paper=paper,
        ground=Restriction.Ground.PERSONAL,
        explanation="",
        review_on=date(2017, 3, 17),
        seats=seats,
        by=by or make_secretary(),
        at=PLANNED_AT,
        on=PLANNED_ON,
    )


# --- Packs ----------------------------------------------------------------------------------------
def make_build(
    *, meeting: Meeting, by: User | None = None, issue_on: date = PLANNED_ON, at: datetime = PLANNED_AT
) -> PackBuild:
    """Ask for a pack, leaving the building to the queue."""
    return packs.ask_for_pack(
        meeting=meeting, issue_on=issue_on, by=by or make_secretary(), at=at, on=timezone.localdate(at)
    )


def make_pack(*, meeting: Meeting, is_published: bool = False, by: User | None = None, **fields: Any) -> Pack:
    """Build the pack as a worker does, and publish it if asked."""
    by = by or make_secretary()
    build = make_build(meeting=meeting, by=by, **fields)
    tasks.build_pack(build.pk)
    build.refresh_from_db()
    if build.pack is None:
        raise AssertionError(f"The pack was not built: {build.problem}")
    return publish_pack(pack=build.pack, by=by) if is_published else build.pack


def publish_pack(*, pack: Pack, by: User | None = None, on: date = PLANNED_ON) -> Pack:
    """Publish a pack in good time, or give reasons; the chairs have agreed the agenda."""
    # Those factories build on these.
    from tests.meetings.factories_before import agree_agenda

    by = by or make_secretary()
    agree_agenda(meeting=pack.meeting, by=by)
    return packs.publish_pack(
        pack=pack,
        lateness_reason="The hall was free only then.",
        missing_reason="Its author is ill.",
        by=by,
        at=PLANNED_AT,
        on=on,
    )


# --- Actions --------------------------------------------------------------------------------------
RECORDED_AT = datetime(2016, 3, 18, 9, tzinfo=UTC)
RECORDED_ON = date(2016, 3, 18)


def make_action(
    *,
    board: Board | None = None,
    meeting: Meeting | None = None,
    agenda_item: AgendaItem | None = None,
    partners: Iterable[tuple[Organisation, User]] = (),
    due_on: date | None = None,
    by: User | None = None,
    at: datetime = RECORDED_AT,
    **fields: Any,
) -> Action:
    """Record an action on the day after the meeting of March 2016, for the next meeting unless a day is said."""
    by = by or make_secretary()
    if meeting is None and agenda_item is not None:
        meeting = agenda_item.meeting
    board = board or (meeting.board if meeting else make_board(by=by))
    named = list(partners)
    if not named:
        organisation = make_organisation()
        named = [(organisation, make_user(organisation=organisation))]
    return actions.record_action(
        board=board,
        meeting=meeting,
        agenda_item=agenda_item,
        partners=named,
        due=actions.Due(due_on),
        by=by,
        at=at,
        on=timezone.localdate(at),
        **{"title": "Renew the information sharing protocol"} | fields,
    )


def answer_action(
    *,
    part: Responsibility,
    state: str = ActionPartState.DONE,
    by: User | None = None,
    at: datetime = RECORDED_AT,
) -> Responsibility:
    """Take a partner's part as far as asked, as the secretariat writes it down."""
    by = by or make_secretary()
    doing = {"by": by, "at": at, "on": timezone.localdate(at)}
    if state == ActionPartState.IN_PROGRESS:
        return actions.say_progress(part=part, text="A draft is with our lawyers.", **doing)
    if state == ActionPartState.WITHDRAWN:
        return actions.withdraw_part(part=part, reason="It falls to the others.", **doing)
    if state in {ActionPartState.DONE, ActionPartState.ACCEPTED}:
        part = actions.mark_done(part=part, text="Signed on 1 April.", **doing)
    if state == ActionPartState.ACCEPTED:
        part = actions.accept(part=part, **doing)
    return part
