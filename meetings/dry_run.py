"""What a secretary has to know before a pack goes out: who will see what, what is late, missing or odd."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from meetings.agenda_order import minutes_allotted
from meetings.models import Declaration, Meeting, Restriction, Seat
from meetings.models.boards import Purpose
from meetings.pack_plan import PackPlan, PlannedItem, PlannedPaper
from meetings.timetable import circulate_by, closures, lateness


@dataclass(frozen=True)
class Remark:
    """One thing to look at. `stops` says that the pack cannot be published without a reason while it stands."""

    sentence: str
    url: str = ""
    stops: bool = False


@dataclass(frozen=True)
class Reader:
    """Who is on the board, and how many of the restricted papers they will read."""

    seat: Seat
    names: str
    reads: int
    of: int


@dataclass(frozen=True)
class DryRun:
    """The findings, most serious first, and the readers."""

    remarks: Sequence[Remark]
    readers: Sequence[Reader]
    restricted: Sequence[PlannedPaper]

    @property
    def stopping(self) -> list[Remark]:
        return [remark for remark in self.remarks if remark.stops]

    @property
    def others(self) -> list[Remark]:
        return [remark for remark in self.remarks if not remark.stops]


def dry_run(meeting: Meeting, plan: PackPlan, *, on: date) -> DryRun:
    """Look through what would go into the pack if it were built now."""
    remarks = [
        *_about_notice(meeting, on),
        *_about_the_agenda(meeting, plan),
        *(remark for item in plan.items for remark in _about_papers(meeting, item, on)),
    ]
    restricted = [paper for paper in plan.papers if paper.restrictions]
    return DryRun(
        remarks=sorted(remarks, key=lambda remark: not remark.stops),
        readers=_readers(meeting, plan, restricted),
        restricted=restricted,
    )


def _about_notice(meeting: Meeting, on: date) -> list[Remark]:
    if meeting.circulated_at is not None:
        return []
    closed = closures()
    days = lateness(meeting, circulated_on=on, closed=closed)
    if not days:
        return []
    latest = circulate_by(meeting.board, meeting.on, closed=closed)
    return [
        Remark(
            f"Notice is too short: the pack was to go round by {latest.day} {latest:%B %Y}. Sent today it is "
            f"{days} working day{'' if days == 1 else 's'} late, and you will be asked why.",
            reverse("meetings:meeting_timetable", args=[meeting.reference]),
            stops=True,
        )
    ]


def _about_the_agenda(meeting: Meeting, plan: PackPlan) -> list[Remark]:
    remarks = []
    allotted = minutes_allotted(meeting)
    if allotted > meeting.length:
        remarks.append(
            Remark(
                f"The items take {allotted} minutes, the meeting has {meeting.length}.",
                reverse("meetings:agenda_detail", args=[meeting.reference]),
            )
        )
    vacant = [
        str(seat)
        for group in plan.groups
        for seat in group["seats"]
        if not seat.holders_then and seat.is_voting
    ]
    if vacant:
        remarks.append(
            Remark(
                f"Nobody sits in {len(vacant)} voting seat{'' if len(vacant) == 1 else 's'}: {'; '.join(vacant)}.",
                reverse("meetings:board_detail", args=[meeting.board.slug]),
            )
        )
    if not meeting.board.contact_name:
        remarks.append(
            Remark(
                "The front sheet names no contact in the secretariat.",
                reverse("meetings:board_edit", args=[meeting.board.slug]),
            )
        )
    return remarks


def _about_papers(meeting: Meeting, item: PlannedItem, on: date) -> list[Remark]:
    number, title = item.numbered.number, item.numbered.item.title
    remarks = []
    if item.numbered.item.purpose == Purpose.DECIDE and not item.papers:
        url = reverse("meetings:paper_add", args=[meeting.reference, item.numbered.item.key])
        remarks.append(Remark(f"Item {number}, {title}, asks for a decision but has no paper.", url))
    for planned in item.papers:
        url = reverse("meetings:paper_detail", args=[meeting.reference, planned.paper.key])
        named = f"Item {number}, “{planned.paper.title}”"
        if planned.missing:
            remarks.append(
                Remark(
                    f"{named}, is missing: {planned.missing} A slip will say so in the pack.", url, stops=True
                )
            )
        for restriction in planned.restrictions:
            remarks += _about_restriction(restriction, named, url, on)
        for sentence in planned.section.warnings if planned.section else ():
            remarks.append(Remark(f"{named}: {sentence}", url))
        if planned.version and not planned.missing:
            remarks += [
                Remark(f"{named}: {finding['sentence']}", url) for finding in planned.version.findings
            ]
    return remarks


def _about_restriction(restriction: Restriction, named: str, url: str, on: date) -> list[Remark]:
    remarks = []
    if not restriction.seats.exists():
        remarks.append(Remark(f"{named}, is restricted, but no seat is named that may read it.", url))
    if restriction.review_on < on:
        day = restriction.review_on
        remarks.append(Remark(f"{named}: its restriction was to be reviewed by {day.day} {day:%B %Y}.", url))
    return remarks


def _readers(meeting: Meeting, plan: PackPlan, restricted: Sequence[PlannedPaper]) -> list[Reader]:
    named = {
        restriction.pk: frozenset(restriction.seats.values_list("pk", flat=True))
        for paper in restricted
        for restriction in paper.restrictions
    }
    kept_from = _kept_by_interests(plan, restricted)
    readers = []
    for seat in Seat.objects.filter(board=meeting.board).on(meeting.on).with_people(on=meeting.on):
        reads = sum(all(seat.pk in named[r.pk] for r in paper.restrictions) for paper in restricted)
        names = [
            f"{each.person.full_name}{role}{kept_from.get(each.person_id, '') if reads else ''}"
            for role, people in (("", seat.holders_then), (" (deputy)", seat.deputies_then))
            for each in people
        ]
        readers.append(Reader(seat, ", ".join(names), reads, len(restricted)))
    return readers


def _kept_by_interests(plan: PackPlan, restricted: Sequence[PlannedPaper]) -> dict[int, str]:
    """Say of each person who declared an interest from which items' restricted papers it keeps them."""
    numbers = {planned.numbered.item.pk: planned.numbered.number for planned in plan.items}
    declared: dict[int, list[str]] = {}
    for person, item in (
        Declaration.objects.barring()
        .filter(item__in={paper.paper.agenda_item_id for paper in restricted}, person__isnull=False)
        .values_list("person", "item")
    ):
        declared.setdefault(person, []).append(f"item {numbers[item]}")
    return {
        person: f" (withheld for an interest: {', '.join(sorted(items))})"
        for person, items in declared.items()
    }
