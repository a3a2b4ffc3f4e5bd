"""The minutes of June and October 2015 in the demonstration: confirmed and signed, and ready to be confirmed."""

import re
from datetime import date
from typing import Any

from actions import workflow as actions_workflow
from actions.models import Action
from csp_portal.accounts.models import User
from csp_portal.demonstration.given import PAPERS, moment
from meetings import attendance_reading
from meetings.models import Board, Decision, Meeting, MinuteEntry, Minutes, Seat
from meetings.workflow import decisions, minutes_rounds
from meetings.workflow import minutes as workflow

CHAIR = "Cabinet Member for Communities"
# The extraordinary meeting of that month has an attendance record and no minutes here.
JULY = "csp-2015-07-22"
# June has eight minutes, so that October's begin with 168.
FIRST_MINUTE = 160
HEADING = re.compile(r"^## \d+\. ", re.MULTILINE)
RESOLVED = re.compile(r"^RESOLVED: (.+)$", re.MULTILINE)

# What was minuted in June under the board's standing items.
JUNE = {
    "filming": ("The Board noted the Chair's statement on filming and recording.", ""),
    "apologies": (
        "Apologies had been sent by the Borough Fire Commander and by the Director of Public Health.",
        "",
    ),
    "urgent-business": ("No urgent business was admitted.", ""),
    "declarations": ("Nobody declared an interest.", ""),
    "minutes": (
        "The Board went through the record of its meeting in March.",
        "that the record of the meeting of 19 March 2015 be agreed as accurate.",
    ),
    "new-urgent-business": ("There was none.", ""),
    "any-other-business": (
        "A member asked for a paper on school exclusions and what they have to do with youth crime. Officers would "
        "bring it in the autumn.",
        "that a paper on school exclusions be brought to the Board.",
    ),
    "future-meetings": ("The Board would next meet on 8 October 2015 at 1pm.", ""),
}

# The agenda's own titles beside the sections of the October text, in order; other items were not taken.
OCTOBER = (
    "Filming at meetings",
    "Apologies",
    "Minutes and matters arising",
    "The Care Act and what it means for the Partnership",
    "Violence against women and girls: timetable and aims",
    "Performance: what has changed",
    "Delivery plans: progress",
    "Any other business",
    "Dates of future meetings",
)


def load_minutes(board: Board, secretary: User) -> None:
    """Load the minutes of June 2015, confirmed in October and signed, and those of October, ready for March."""
    seat = Seat.objects.get(board=board, office=CHAIR)
    chair = seat.holders.on(date(2015, 6, 17)).select_related("person").get().person
    june = _june(board, secretary, chair)
    october = Meeting.objects.get(board=board, starts_at__date=date(2015, 10, 8))
    _confirm(june, october, secretary, chair)
    _october(october, secretary, chair)


def _doing(by: User, on: date, hour: int = 10) -> dict[str, Any]:
    return {"by": by, "at": moment(on, hour), "on": on}


def _june(board: Board, secretary: User, chair: User) -> Minutes:
    written = date(2015, 6, 19)
    meeting = Meeting.objects.get(board=board, starts_at__date=date(2015, 6, 17))
    minutes = workflow.begin_minutes(meeting=meeting, **_doing(secretary, written))
    for entry in minutes.entries.in_order().select_related("item"):
        assert entry.item is not None  # noqa: S101 - every entry began as an item
        text, resolved = JUNE[entry.item.key]
        _write(entry, text, resolved, secretary, written)
    _send(minutes, secretary, chair, sent_on=date(2015, 6, 22), cleared_on=date(2015, 6, 26))
    return minutes


def _send(minutes: Minutes, secretary: User, chair: User, *, sent_on: date, cleared_on: date) -> None:
    minutes_rounds.send_to_chair(minutes=minutes, passing_over=[JULY], **_doing(secretary, sent_on))
    minutes_rounds.clear_minutes(minutes=minutes, **_doing(chair, cleared_on))
    minutes_rounds.send_round(minutes=minutes, **_doing(secretary, cleared_on, 15))


def _write(entry: MinuteEntry, text: str, resolved: str, secretary: User, on: date) -> Decision | None:
    entry = workflow.write_entry(entry=entry, text=text, version=entry.version, **_doing(secretary, on))
    if not resolved:
        return None
    # Whoever the attendance record has in the room; nobody where it was not kept.
    took_part = attendance_reading.deciding_seats(entry.item) if entry.item else []
    return decisions.record_decision(
        entry=entry, wording=resolved, took_part=took_part, **_doing(secretary, on)
    )


def _confirm(june: Minutes, october: Meeting, secretary: User, chair: User) -> None:
    confirmed = minutes_rounds.confirm_minutes(
        minutes=june, meeting=october, **_doing(secretary, date(2015, 10, 9))
    )
    minutes_rounds.sign_minutes(
        minutes=confirmed, name=chair.full_name, **_doing(chair, date(2015, 10, 9), 12)
    )
    entry = june.entries.get(item__key="apologies")
    minutes_rounds.correct_entry(
        entry=entry,
        text="Apologies had been sent by the Borough Fire Commander alone; the Director of Public Health came.",
        reason="The attendance list shows it. The Chair agreed on 30 October 2015.",
        **_doing(secretary, date(2015, 11, 2)),
    )


def _october(meeting: Meeting, secretary: User, chair: User) -> None:
    written = date(2015, 10, 12)
    minutes = workflow.begin_minutes(meeting=meeting, **_doing(secretary, written))
    for entry in minutes.entries.exclude(title__in=OCTOBER):
        workflow.drop_entry(entry=entry, **_doing(secretary, written))
    source = (PAPERS / "minutes_2015_10_08.md").read_text(encoding="utf-8")
    _, *sections = HEADING.split(source)
    entries = {entry.title: entry for entry in minutes.entries.all()}
    made: dict[str, Decision] = {}
    for title, section in zip(OCTOBER, sections, strict=True):
        _, _, body = section.partition("\n")
        found = RESOLVED.search(body)
        text = RESOLVED.sub("", body).strip()
        decision = _write(entries[title], text, found[1] if found else "", secretary, written)
        if decision is not None:
            made[title] = decision
    care_act, performance, plans = OCTOBER[3], OCTOBER[5], OCTOBER[6]
    decisions.add_communication(
        entry=entries[performance],
        decision=made[performance],
        message="MetTrace keeps burglars away, and the kits are free.",
        told_by="Borough Commander",
        channel="Haringey People and the ward newsletters",
        audience="Residents of wards with many burglaries",
        to_tell_on=date(2016, 2, 1),
        **_doing(secretary, written),
    )
    adults = Board.objects.filter(kind=Board.Kind.PARALLEL, name__icontains="Adults").first()
    if adults is not None:
        passing = decisions.pass_on(
            entry=entries[care_act],
            board=adults,
            decision=made[care_act],
            what="What the members' groups said about duties under the Care Act, and the wish for a talk of the Chairs.",
            **_doing(secretary, written),
        )
        decisions.mark_sent_on(passing=passing, **_doing(secretary, date(2015, 10, 23)))
    _send(minutes, secretary, chair, sent_on=date(2015, 10, 16), cleared_on=date(2015, 10, 19))
    actions = Action.objects.filter(meeting=meeting, agenda_item__title=plans).prefetch_related(
        "responsibilities"
    )
    for action in actions:
        if not action.is_closed:
            actions_workflow.follow_from(
                action=action, decision=made[plans], **_doing(secretary, written, 16)
            )
