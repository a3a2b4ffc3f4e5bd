"""One partnership with every kind of person and record, for the tests that try every address as everybody."""

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.module_loading import import_string
from PIL import Image

from actions import workflow as actions
from csp_portal.accounts import workflow as accounts
from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Role
from csp_portal.core import clock
from csp_portal.documents.intake import TakenIn, take_in
from meetings import tasks
from meetings.models import Meeting, PackEntry, Paper
from meetings.models.agendas import Restriction
from meetings.workflow import agendas, boards, business, notes, packs, papers
from tests.factories import (
    FOUNDED_AT,
    FOUNDED_ON,
    PLANNED_AT,
    PLANNED_ON,
    answer_action,
    make_action,
    make_board,
    make_item,
    make_meeting,
    make_organisation,
    make_seat,
    make_secretary,
    make_template,
    make_template_item,
    make_user,
    name_deputy,
    restrict_item,
    seat_person,
)
from tests.meetings.factories_before import agree_agenda

# Who tries: `named` sits in the seat that restricted papers are open to, `gone` sat on the board until 2015.
ACTORS = (
    "nobody",
    "outsider",
    "gone",
    "member",
    "named",
    "deputy",
    "co_chair",
    "adviser",
    "secretariat",
    "administrator",
    "officer",
    "governance_lead",
    "plan_owner",
    "milestone_lead",
    "priority_lead",
    "analyst",
)

# What each subject adds to the world once the common part stands: functions of a module beside this one.
PARTS: tuple[str, ...] = (
    "world_atmeeting.add",
    "world_before.add",
    "world_indicators.add",
    "world_minutes.add",
    "world_notices.add",
    "world_cases.add",
    "world_plans.add",
    "world_planfiles.add",
    "world_protocol.add",
    "world_public.add",
    "world_reviews.add",
    "world_sealed.add",
)


@dataclass
class World:
    """The people by the name of what they are, and the keys that addresses are made of."""

    people: dict[str, User | None]
    keys: dict[str, dict[str, Any]]
    # The records that a subject's own part of the world builds on, by the name they have in `make_world`.
    records: dict[str, Any]


def make_world() -> World:
    """Make the whole world through the portal's own workflow."""
    secretary = make_secretary(full_name="Secretary")
    # Two, because the last administrator cannot go.
    make_user(duties=[Role.ADMINISTRATOR])
    people: dict[str, User | None] = {
        "nobody": None,
        "secretariat": secretary,
        "outsider": make_user(full_name="Outsider"),
        "administrator": make_user(full_name="Administrator", duties=[Role.ADMINISTRATOR]),
        "officer": make_user(full_name="Officer", duties=[Role.OFFICER]),
        "governance_lead": make_user(full_name="Lead", duties=[Role.INFORMATION_GOVERNANCE_LEAD]),
        "plan_owner": make_user(full_name="Plan owner", duties=[Role.PLAN_OWNER]),
        "milestone_lead": make_user(full_name="Milestone lead", duties=[Role.MILESTONE_LEAD]),
        "priority_lead": make_user(full_name="Priority lead", duties=[Role.PRIORITY_LEAD]),
        "analyst": make_user(full_name="Analyst", duties=[Role.PERFORMANCE_ANALYST]),
    }
    board = make_board(by=secretary, name="Test Board")
    seats = {}
    for place, board_role in (
        ("co_chair", "co_chair"),
        ("member", "member"),
        ("named", "member"),
        ("adviser", "supporting_adviser"),
        ("gone", "member"),
    ):
        seat = make_seat(board=board, by=secretary, office=place, board_role=board_role)
        ends_on = date(2015, 12, 31) if place == "gone" else None
        people[place] = seat_person(seat=seat, by=secretary, ends_on=ends_on).person
        seats[place] = seat
    holder = seats["member"].holders.get()
    deputy = name_deputy(seat=seats["member"], by=secretary)
    people["deputy"] = deputy.person
    template = make_template(board=board, by=secretary)
    standing = make_template_item(template=template, by=secretary)
    make_template_item(template=template, title="Minutes", by=secretary)
    closure = boards.close_office(
        closed_on=date(2016, 12, 28), reason="Closed.", by=secretary, at=FOUNDED_AT, on=FOUNDED_ON
    )
    priority = boards.add_priority(
        number=1, name="Prevention", lead_organisation=None, by=secretary, at=FOUNDED_AT, on=FOUNDED_ON
    )

    meeting = make_meeting(board=board, by=secretary, state="agenda_draft")
    section = meeting.sections.first()
    item = make_item(section=section, by=secretary)
    empty = agendas.add_section(
        meeting=meeting, name="Empty", heading="", by=secretary, at=PLANNED_AT, on=PLANNED_ON
    )
    withdrawn = make_item(section=section, title="Withdrawn", withdrawn=True, by=secretary)
    closed = make_item(section=section, title="A staffing matter", by=secretary)
    restrict_item(item=closed, seats=[seats["named"]], by=secretary)
    report = _report(item, secretary)
    secret = _report(item, secretary)
    agendas.restrict_paper(
        paper=secret,
        ground=Restriction.Ground.PERSONAL,
        explanation="",
        review_on=date(2030, 1, 1),
        seats=[seats["named"]],
        by=secretary,
        at=PLANNED_AT,
        on=PLANNED_ON,
    )
    draft = papers.add_paper(
        item=item,
        kind=Paper.Kind.REPORT,
        title="Draft",
        writer=people["adviser"],
        by=secretary,
        at=PLANNED_AT,
        on=PLANNED_ON,
    )
    papers.keep_report(
        paper=draft, body=_body("Not finished."), based_on=0, by=secretary, at=PLANNED_AT, on=PLANNED_ON
    )
    upload = papers.add_paper(
        item=item, kind=Paper.Kind.UPLOAD, title="Scan", by=secretary, at=PLANNED_AT, on=PLANNED_ON
    )
    papers.keep_upload(
        paper=upload,
        content=(picture := _picture()),
        filename="scan.png",
        taken=take_in(picture, filename="scan.png", title="Scan"),
        by=secretary,
        at=PLANNED_AT,
        on=PLANNED_ON,
    )
    papers.mark_ready(paper=upload, by=secretary, at=PLANNED_AT, on=PLANNED_ON)
    papers.withdraw_paper(
        paper=(gone := _report(item, secretary)), reason="Old.", by=secretary, at=PLANNED_AT, on=PLANNED_ON
    )
    # A draft stands in the way of publishing, so the pack is made while it is withdrawn.
    papers.withdraw_paper(paper=draft, reason="Later.", by=secretary, at=PLANNED_AT, on=PLANNED_ON)
    agree_agenda(meeting=meeting, by=secretary, at=clock.now(), on=clock.today())
    first = build_pack(meeting, secretary)
    packs.publish_pack(
        pack=first,
        lateness_reason="Tests are always late.",
        missing_reason="",
        by=secretary,
        at=clock.now(),
        on=clock.today(),
    )
    papers.restore_paper(paper=draft, by=secretary, at=PLANNED_AT, on=PLANNED_ON)
    second = build_pack(meeting, secretary)
    build = meeting.pack_builds.latest("pk")
    hidden = PackEntry.objects.get(pack=first, paper=secret)
    shown = PackEntry.objects.get(pack=first, paper=report)

    member = people["member"]
    assert member is not None
    note = notes.write_note(
        item=item,
        entry=shown,
        words="To tell.",
        quote="To tell.",
        text="Ask what.",
        by=member,
        at=clock.now(),
        on=clock.today(),
    )

    chair = people["co_chair"]
    assert chair is not None
    # The member's organisation owes an answer to the first, and has answered the second.
    partners = [(seats[place].organisation, people[place]) for place in ("member", "co_chair")]
    action = make_action(agenda_item=item, partners=partners, by=secretary)
    answered = make_action(agenda_item=item, partners=partners, by=secretary)
    hidden_action = make_action(agenda_item=closed, partners=partners, by=secretary)
    owed, given, kept = (each.responsibilities.first() for each in (action, answered, hidden_action))
    answer_action(part=given, by=secretary)
    now_by = {"by": secretary, "at": clock.now(), "on": clock.today()}
    escalation = actions.escalate(action=action, chair=chair, reason="No answer.", **now_by)
    taken = TakenIn(b"%PDF-1.7", 1, "application/pdf", (), True, True, "")
    file = actions.add_comment(
        action=action, text="See this.", upload=actions.Upload("note.pdf", taken), **now_by
    ).files.get()

    organisation = make_organisation()
    newcomer = accounts.add_person(
        email="newcomer@example.org",
        full_name="Newcomer",
        organisation=organisation,
        position="Clerk",
        by=None,
        at=FOUNDED_AT,
    )
    invitation = accounts.invite(newcomer, by=None, at=clock.now())
    duty = secretary.duties.get()

    offered = business.offer(
        board=board,
        title="Knife crime",
        about="It rose.",
        source_organisation=organisation,
        by=member,
        at=clock.now(),
        on=clock.today(),
    )

    at_meeting = {"reference": meeting.reference}
    on_board = {"slug": board.slug}
    keys = {
        "accounts:organisation_": {"slug": organisation.slug},
        "accounts:person_": {"pk": member.pk},
        "accounts:membership_create": {"pk": member.pk},
        "accounts:membership_end": {"pk": member.memberships.get().pk},
        "accounts:duty_grant": {"pk": member.pk},
        "accounts:duty_end": {"pk": duty.pk},
        "accounts:invitation_send": {"pk": newcomer.pk},
        "accounts:invitation_withdraw": {"pk": invitation.pk},
        "accounts:invitation_accept": {"token": invitation.link.rstrip("/").rpartition("/")[2]},
        "accounts:second_factor_reset": {"pk": member.pk},
        "meetings:board_": on_board,
        "meetings:seat_": {**on_board, "pk": seats["member"].pk},
        "meetings:seat_add": on_board,
        "meetings:holder_seat": {**on_board, "pk": seats["gone"].pk},
        "meetings:deputy_name": {**on_board, "pk": seats["member"].pk},
        "meetings:holder_": {**on_board, "pk": holder.pk},
        "meetings:deputy_": {**on_board, "pk": deputy.pk},
        "meetings:template_list": on_board,
        "meetings:template_detail": {**on_board, "kind": "ordinary"},
        "meetings:template_item_": {**on_board, "kind": "ordinary", "key": standing.key},
        "meetings:template_item_add": {**on_board, "kind": "ordinary"},
        "meetings:closure_day_drop": {"pk": closure.pk},
        "meetings:priority_edit": {"number": priority.number},
        "meetings:business_": {"key": offered.key},
        "meetings:meeting_": at_meeting,
        "meetings:agenda_": at_meeting,
        "meetings:wording_preview": at_meeting,
        "meetings:section_": {**at_meeting, "pk": section.pk},
        "meetings:section_drop": {**at_meeting, "pk": empty.pk},
        "meetings:section_add": at_meeting,
        "meetings:item_add": at_meeting,
        "meetings:item_": {**at_meeting, "key": item.key},
        "meetings:item_restore": {**at_meeting, "key": withdrawn.key},
        "meetings:item_restriction_lift": {**at_meeting, "key": closed.key},
        "meetings:paper_": {**at_meeting, "key": report.key},
        "meetings:paper_#restricted": {**at_meeting, "key": secret.key},
        "meetings:paper_#draft": {**at_meeting, "key": draft.key},
        "meetings:paper_restore": {**at_meeting, "key": gone.key},
        "meetings:paper_restriction_lift": {**at_meeting, "key": secret.key},
        "meetings:paper_upload": {**at_meeting, "key": upload.key},
        "meetings:paper_version_original": {**at_meeting, "key": upload.key, "number": 1},
        "meetings:paper_add": {**at_meeting, "key": item.key},
        "meetings:paper_version_": {**at_meeting, "key": report.key, "number": 1},
        "meetings:paper_version_#restricted": {**at_meeting, "key": secret.key, "number": 1},
        "meetings:report_": {**at_meeting, "key": draft.key},
        "meetings:pack_": {**at_meeting, "number": first.number},
        "meetings:pack_#unpublished": {**at_meeting, "number": second.number},
        "meetings:pack_page": {**at_meeting, "number": first.number, "page": shown.first_page},
        "meetings:pack_page_image": {**at_meeting, "number": first.number, "page": shown.first_page},
        "meetings:pack_paper": {**at_meeting, "number": first.number, "key": report.key},
        "meetings:pack_paper#restricted": {**at_meeting, "number": first.number, "key": secret.key},
        "meetings:pack_item_download": {
            **at_meeting,
            "number": first.number,
            "item": hidden.item_number,
        },
        "meetings:note_": {"key": note.key},
        "meetings:pack_note_add": {**at_meeting, "number": first.number, "page": shown.first_page},
        "meetings:pack_note_add#restricted": {
            **at_meeting,
            "number": first.number,
            "page": hidden.first_page,
        },
        "meetings:build_": {**at_meeting, "pk": build.pk},
        "meetings:calendar_feed": {"token": "unknown"},
        "actions:action_": {"slug": action.slug},
        "actions:action_#restricted": {"slug": hidden_action.slug},
        "actions:comment_add": {"slug": action.slug},
        "actions:escalation_answer": {"slug": action.slug, "pk": escalation.pk},
        "actions:file_download": {"slug": action.slug, "pk": file.pk},
        "actions:partner_": {"slug": action.slug, "pk": owed.pk},
        "actions:partner_#restricted": {"slug": hidden_action.slug, "pk": kept.pk},
        "actions:partner_accept": {"slug": answered.slug, "pk": given.pk},
        "actions:partner_send_back": {"slug": answered.slug, "pk": given.pk},
    }
    records = {
        "board": board,
        "seats": seats,
        "priority": priority,
        "meeting": meeting,
        "item": item,
        "closed_item": closed,
        "report": report,
        "secret_report": secret,
        "pack": first,
        "action": action,
        "organisation": organisation,
    }
    world = World(people, keys, records)
    for part in PARTS:
        import_string(f"tests.architecture.{part}")(world)
    return world


def _body(text: str) -> list[dict[str, str]]:
    return [{"key": "purpose", "heading": "Purpose of the report", "text": text}]


def _report(item: Any, secretary: User) -> Paper:
    paper = papers.add_paper(
        item=item, kind=Paper.Kind.REPORT, title="Report", by=secretary, at=PLANNED_AT, on=PLANNED_ON
    )
    papers.keep_report(
        paper=paper, body=_body("To tell."), based_on=0, by=secretary, at=PLANNED_AT, on=PLANNED_ON
    )
    return papers.mark_ready(paper=paper, by=secretary, at=PLANNED_AT, on=PLANNED_ON)


def _picture() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").save(out, "PNG")
    return out.getvalue()


def build_pack(meeting: Meeting, secretary: User) -> Any:
    """Build the meeting's pack as the queue would."""
    build = packs.ask_for_pack(
        meeting=meeting, issue_on=clock.today(), by=secretary, at=clock.now(), on=clock.today()
    )
    tasks.build_pack(build.pk)
    build.refresh_from_db()
    assert build.pack is not None, build.problem
    return build.pack
