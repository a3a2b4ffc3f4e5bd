"""What comes before a meeting, for the tests that try every address: plans, homework, agreement, papers asked for."""

from datetime import date, timedelta

from csp_portal.core import clock
from meetings.models import Paper
from meetings.workflow import meetings, papers, planning
from tests.architecture.world import World
from tests.factories import PLANNED_AT, PLANNED_ON, make_item, make_meeting


def add(world: World) -> None:
    """Plan an item of a draft agenda, ask the member's organisation and the adviser, postpone a meeting."""
    secretary, adviser = world.people["secretariat"], world.people["adviser"]
    assert secretary is not None
    assert adviser is not None
    planned = {"by": secretary, "at": PLANNED_AT, "on": PLANNED_ON}
    draft = make_meeting(
        board=world.records["board"],
        starts_at=clock.now() + timedelta(days=60),
        state="agenda_draft",
        by=secretary,
    )
    item = make_item(meeting=draft, title="Planned", by=secretary)
    first = planning.seek_decision(item=item, wording="That it be agreed.", **planned)
    planning.seek_decision(item=item, wording="That it be published.", **planned)
    # Of the meeting whose agenda has gone round, so that members read the item, too.
    gone_round = world.records["item"]
    question = planning.ask_homework(
        item=gone_round,
        organisation=world.records["seats"]["member"].organisation,
        question="How many?",
        answer_by=date(2016, 3, 1),
        **planned,
    )
    asked = planning.plan_community_input(
        item=item, from_whom="Residents", how="A panel", gathered_by="The council", due_on=draft.on, **planned
    )
    told = planning.plan_communication(
        item=item, message="It is agreed.", audience="Residents", channel="Web", told_by="Council", **planned
    )
    wanted = papers.ask_for_paper(
        item=item,
        kind=Paper.Kind.REPORT,
        title="Wanted",
        writer=adviser,
        due_on=draft.on,
        instructions="Two pages.",
        **planned,
    )
    body = [{"key": "purpose", "heading": "Purpose of the report", "text": "To tell."}]
    papers.keep_report(paper=wanted, body=body, based_on=0, **planned)
    postponed = make_meeting(
        board=world.records["board"], starts_at=clock.now() + timedelta(days=90), by=secretary
    )
    meetings.postpone_meeting(meeting=postponed, reason="Flood.", **planned)
    at_draft = {"reference": draft.reference}
    on_item = {**at_draft, "key": item.key}
    of_question = {"reference": gone_round.meeting.reference, "key": gone_round.key, "pk": question.pk}
    world.keys |= {
        "meetings:agreement_": at_draft,
        "meetings:meeting_resume": {"reference": postponed.reference},
        "meetings:item_admit": {"reference": gone_round.meeting.reference},
        "meetings:item_add": at_draft,
        "meetings:sought_decision_": {**on_item, "pk": first.pk},
        "meetings:sought_decision_add": on_item,
        "meetings:homework_": of_question,
        "meetings:homework_ask": on_item,
        "meetings:homework_list": {},
        "meetings:community_input_": {**on_item, "pk": asked.pk},
        "meetings:community_input_add": on_item,
        "meetings:planned_communication_": {**on_item, "pk": told.pk},
        "meetings:planned_communication_add": on_item,
        "meetings:paper_ask": on_item,
        "meetings:paper_chase": {**at_draft, "key": wanted.key},
        "meetings:paper_submit": {**at_draft, "key": wanted.key},
        "meetings:supplement_": {"reference": gone_round.meeting.reference},
        "meetings:pack_seen": {"reference": gone_round.meeting.reference},
    }
