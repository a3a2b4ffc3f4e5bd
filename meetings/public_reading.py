"""A board's meetings, packs and minutes as everybody may read them: from what was published, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef

from meetings.models import Board, Meeting, Minutes, Pack
from meetings.pack_reading import Line, PublicPack
from meetings.states.minutes import State as MinutesState

PAST_SHOWN = 60


@dataclass(frozen=True)
class PublicItem:
    """An item of a published agenda with its papers; of what is withheld there are pages and a ground."""

    number: int
    title: str
    heading: str
    lines: list[Line]


def items(opened: PublicPack) -> list[PublicItem]:
    """Give the items of a pack in order; a heading stands with the first item under it."""
    found: list[PublicItem] = []
    heading = ""
    for line in opened.lines:
        entry = line.entry
        if not found or found[-1].number != entry.item_number:
            new = entry.section_heading if entry.section_heading != heading else ""
            heading = entry.section_heading
            found.append(PublicItem(entry.item_number, line.item_title, new, []))
        if entry.pages:
            found[-1].lines.append(line)
    return found


def meetings_of(board: Board, *, at: datetime) -> tuple[list[Meeting], list[Meeting]]:
    """List the coming meetings of an open board, and its past ones, each with whether its papers are there."""
    packs = Pack.objects.current().safe_for_public().filter(meeting=OuterRef("pk"))
    minutes = confirmed_minutes().filter(meeting=OuterRef("pk"))
    marked = board.meetings.annotate(has_pack=Exists(packs), has_minutes=Exists(minutes)).select_related(
        "board"
    )
    return (
        [*marked.ahead(at=at), *marked.postponed()],
        list(marked.past(at=at)[:PAST_SHOWN]),
    )


def packs_of(meeting: Meeting) -> list[Pack]:
    """Find the current pack of a meeting with its supplements, as far as everybody may read them."""
    packs = (
        meeting.packs.current()
        .safe_for_public()
        .select_related("main")
        .prefetch_related("copies__file")
        .order_by("number")
    )
    found = list(packs)
    for pack in found:
        pack.meeting = meeting
    return found


def confirmed_minutes() -> Any:
    """Limit to minutes that a meeting confirmed: a draft is nobody's but the board's."""
    return Minutes.objects.filter(state=MinutesState.CONFIRMED)


def meetings_open_to_public(*, on: date) -> Any:
    """Limit to meetings of boards that are open to everybody."""
    return Meeting.objects.filter(board__in=Board.objects.open_to_public(on=on)).select_related(
        "board", "focus_priority"
    )


def whole(meeting: Meeting) -> Sequence[tuple[Pack, PublicPack, list[PublicItem]]]:
    """Open everything that the public reads of a meeting: the pack first, then its supplements."""
    opened = [(pack, PublicPack(pack)) for pack in packs_of(meeting)]
    return [(pack, read, items(read)) for pack, read in opened]
