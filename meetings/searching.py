"""
Looking for words in agendas, papers, minutes, decisions and meetings, and in what apps above add to them.

What a reader may open is part of the one query that finds: nothing else is counted, ordered or cut out of a text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.utils import timezone
from django.utils.html import escape
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission, roles_carrying
from meetings.models import (
    AgendaItem,
    Board,
    Decision,
    Meeting,
    MinuteEntry,
    Paper,
    Priority,
    Restriction,
    Seat,
)
from meetings.models.boards import BoardRole
from meetings.models.search import CONFIG, MARKS, PaperWords, Snippet, Words, websearch
from meetings.states.meeting import State as MeetingState
from meetings.states.paper import State as PaperState

ROWS = 20
# A person who turned this many pages is helped by better words, not by more pages.
LAST_PAGE = 25

NEGATED = re.compile(r'(?<!\S)-("[^"]*"?|\S+)')
# The strokes of a table and the marks of headings and bold words: Markdown that a snippet shows as words alone.
CELLS, MARKS_OF_STYLE = (
    re.compile(r"(?:^-+|\s*)\|(?:[\s|:]|-(?=[\s|:-]))*"),
    re.compile(r"(?<!\S)#{1,6}\s|\*\*"),
)
POINTER = re.compile(rf"\[\[[^\]]*\]\]|[{MARKS[0]}{MARKS[1]}]*\[\[.*?\]\]")


@dataclass(frozen=True)
class Asked:
    """What is looked for, by whom, and within which bounds."""

    words: str
    reader: User
    on: date
    board: Board | None = None
    since: date | None = None
    until: date | None = None

    @property
    def query(self) -> SearchQuery:
        return websearch(self.words)


@dataclass(frozen=True)
class Result:
    """One thing that was found."""

    kind: str
    title: str
    # Where it belongs: a meeting, or the board where there is none.
    meeting: Meeting | Board
    url: str
    snippet: SafeString


@dataclass(frozen=True)
class Source:
    """
    One kind of thing that is looked through; apps above list theirs in settings.SEARCH_SOURCES.

    `find` limits to what has the words and to what the reader may open, both in the one query, and says as
    `held_at` (a time) where each stands in the order. `read` gives the results for some of their keys.
    """

    name: str
    find: Callable[["Asked"], QuerySet[Any]]
    read: Callable[["Asked", list[int], list[str]], dict[int, Result]]


def sources() -> list[Source]:
    """List the portal's own kinds, and those of the apps above."""
    return [*OWN, *(import_string(dotted) for dotted in settings.SEARCH_SOURCES)]


@dataclass(frozen=True)
class Found:
    """A page of what was found, and whether there is more."""

    results: list[Result]
    has_more: bool


def stems(words: str) -> list[str]:
    """Give the stems of the words to be found, those left out that must not stand there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tsvector_to_array(to_tsvector(%s::regconfig, %s))", [CONFIG, NEGATED.sub(" ", words)]
        )
        found: list[str] = cursor.fetchone()[0]
    # "burglary" has the stem "burglari", which stands in no text.
    return [stem[:-1] if len(stem) > 3 and stem.endswith("i") else stem for stem in found]


def search(asked: Asked, *, page: int, stems: list[str]) -> Found:
    """Give one page of what was found, the newest meeting's first."""
    looked_through = sources()
    rows = [
        source.find(asked)
        .annotate(found_as=Value(source.name, output_field=CharField()))
        .values_list("found_as", "pk", "held_at")
        for source in looked_through
    ]
    first = ROWS * (page - 1)
    found = list(
        rows[0].union(*rows[1:], all=True).order_by("-held_at", "found_as", "pk")[first : first + ROWS + 1]
    )
    shown = found[:ROWS]
    read: dict[tuple[str, int], Result] = {}
    for source in looked_through:
        if keys := [pk for of_kind, pk, _ in shown if of_kind == source.name]:
            read |= {(source.name, pk): result for pk, result in source.read(asked, keys, stems).items()}
    return Found([read[kind, pk] for kind, pk, _ in shown], len(found) > ROWS)


# --- What may be found ----------------------------------------------------------------------------


def _meetings_within(asked: Asked) -> QuerySet[Meeting]:
    found = Meeting.objects.visible_to(asked.reader, on=asked.on)
    if asked.board is not None:
        found = found.filter(board=asked.board)
    if asked.since is not None:
        found = found.filter(starts_at__gte=midnight(asked.since))
    if asked.until is not None:
        found = found.filter(starts_at__lt=midnight(asked.until + timedelta(days=1)))
    return found


def midnight(day: date) -> datetime:
    """Give the time at which a day begins."""
    return timezone.make_aware(datetime.combine(day, time()))


def _agendas_within(asked: Asked) -> QuerySet[Meeting]:
    """Limit to meetings whose agenda the reader may read: `policies.read_agenda` as a query."""
    found = _meetings_within(asked)
    if asked.reader.holds(Permission.RUN_MEETINGS, on=asked.on):
        return found
    agreeing = [role for role in BoardRole if role.role in roles_carrying(Permission.AGREE_AGENDA)]
    agrees = Seat.objects.held_by(asked.reader, on=asked.on).filter(board_role__in=agreeing)
    return found.filter(
        Q(circulated_at__isnull=False) | Q(state=MeetingState.HELD) | Q(board__in=agrees.values("board"))
    )


def _open_to(asked: Asked) -> QuerySet[Restriction]:
    return Restriction.objects.open_to(asked.reader, on=asked.on)


def _items(asked: Asked) -> QuerySet[AgendaItem]:
    closed_title_is_open = Q(restriction__lifted_at__isnull=False) | Q(
        restriction__in=_open_to(asked).values("pk")
    )
    return (
        AgendaItem.objects.standing()
        .filter(meeting__in=_agendas_within(asked))
        .alias(words=Words("title", "wording"), closed_words=Words("closed_title"))
        .filter(Q(words=asked.query) | Q(Q(closed_words=asked.query) & closed_title_is_open))
        .annotate(held_at=F("meeting__starts_at"))
        .order_by()
    )


def _papers(asked: Asked) -> QuerySet[Paper]:
    newer = PaperWords.objects.filter(paper=OuterRef("paper"), number__gt=OuterRef("number"))
    by_text = PaperWords.objects.filter(~Exists(newer), words=asked.query)
    by_title = Paper.objects.alias(title_words=Words("title")).filter(title_words=asked.query)
    found = (
        Paper.objects.standing()
        .readable_by(asked.reader, on=asked.on)
        .filter(agenda_item__meeting__in=_agendas_within(asked))
        .filter(Q(pk__in=by_title.order_by().values("pk")) | Q(pk__in=by_text.values("paper")))
        .annotate(held_at=F("agenda_item__meeting__starts_at"))
        .order_by()
    )
    if not asked.reader.holds(Permission.RUN_MEETINGS, on=asked.on):
        found = found.filter(state=PaperState.READY)
    return found


def _minutes(asked: Asked) -> QuerySet[MinuteEntry]:
    return (
        MinuteEntry.objects.readable_by(asked.reader, on=asked.on)
        .filter(minutes__meeting__in=_meetings_within(asked))
        .alias(words=Words("title", "text"), closed_words=Words("closed_title"))
        .filter(Q(words=asked.query) | Q(closed_words=asked.query))
        .annotate(held_at=F("minutes__meeting__starts_at"))
        .order_by()
    )


def _decisions(asked: Asked) -> QuerySet[Decision]:
    return (
        Decision.objects.visible_to(asked.reader, on=asked.on)
        .standing()
        .filter(entry__minutes__meeting__in=_meetings_within(asked))
        .alias(words=Words("reference", "wording"))
        .filter(words=asked.query)
        .annotate(held_at=F("entry__minutes__meeting__starts_at"))
        .order_by()
    )


def _meetings(asked: Asked) -> QuerySet[Meeting]:
    boards = Board.objects.alias(words=Words("name")).filter(words=asked.query)
    priorities = Priority.objects.alias(words=Words("name")).filter(words=asked.query)
    return (
        _meetings_within(asked)
        .alias(words=Words("place"))
        .filter(
            Q(words=asked.query)
            | Q(board__in=boards.values("pk"))
            | Q(focus_priority__in=priorities.order_by().values("pk"))
        )
        .annotate(held_at=F("starts_at"))
        .order_by()
    )


# --- What is shown of it --------------------------------------------------------------------------


def marked(snippet: str | None) -> SafeString:
    """Escape a snippet and mark what was found in it."""
    words = MARKS_OF_STYLE.sub("", CELLS.sub(" · ", POINTER.sub(" ", snippet or "")))
    text = escape(words.strip(" ·"))
    begin, end = MARKS
    if text.count(begin) != text.count(end):
        return mark_safe(text.replace(begin, "").replace(end, ""))  # noqa: S308 - escaped above
    return mark_safe(text.replace(begin, "<mark>").replace(end, "</mark>"))  # noqa: S308 - escaped above


def _read_items(asked: Asked, keys: list[int], stems: list[str]) -> dict[int, Result]:
    items = list(
        AgendaItem.objects.filter(pk__in=keys)
        .select_related("meeting__board", "restriction")
        .annotate(snippet=Snippet("wording", asked.query, stems))
    )
    restrictions = [item.restriction_id for item in items if item.restriction_id is not None]
    behind = frozenset(
        _open_to(asked).filter(pk__in=restrictions).values_list("pk", flat=True) if restrictions else ()
    )
    return {
        item.pk: Result(
            "Agenda item",
            item.title_for(behind),
            item.meeting,
            item.get_absolute_url(),
            marked(item.snippet),
        )
        for item in items
    }


def _read_papers(asked: Asked, keys: list[int], stems: list[str]) -> dict[int, Result]:
    latest = (
        PaperWords.objects.filter(paper=OuterRef("pk"))
        .order_by("-number")
        .annotate(snippet=Snippet("text", asked.query, stems))
        .values("snippet")[:1]
    )
    papers = (
        Paper.objects.filter(pk__in=keys)
        .select_related("agenda_item__meeting__board")
        .annotate(snippet=Subquery(latest))
    )
    return {
        paper.pk: Result("Paper", paper.title, paper.meeting, paper.get_absolute_url(), marked(paper.snippet))
        for paper in papers
    }


def _read_minutes(asked: Asked, keys: list[int], stems: list[str]) -> dict[int, Result]:
    found = (
        MinuteEntry.objects.filter(pk__in=keys)
        .select_related("minutes__meeting__board")
        .defer("text")
        .annotate(snippet=Snippet("text", asked.query, stems))
    )
    return {
        entry.pk: Result(
            "Minute",
            # Only who may read the whole entry has found it.
            f"{entry.reference} {entry.closed_title or entry.title}".strip(),
            entry.minutes.meeting,
            entry.get_absolute_url(),
            marked(entry.snippet),
        )
        for entry in found
    }


def _read_decisions(asked: Asked, keys: list[int], stems: list[str]) -> dict[int, Result]:
    found = (
        Decision.objects.filter(pk__in=keys)
        .select_related("entry__minutes__meeting__board")
        .annotate(snippet=Snippet("wording", asked.query, stems))
    )
    return {
        decision.pk: Result(
            "Decision",
            decision.reference,
            decision.entry.minutes.meeting,
            decision.get_absolute_url(),
            marked(decision.snippet),
        )
        for decision in found
    }


def _read_meetings(asked: Asked, keys: list[int], stems: list[str]) -> dict[int, Result]:
    found = Meeting.objects.filter(pk__in=keys).select_related("board", "focus_priority")
    return {
        meeting.pk: Result(
            "Meeting",
            str(meeting),
            meeting,
            meeting.get_absolute_url(),
            marked(f"{meeting.board.name}, {meeting.place}"),
        )
        for meeting in found
    }


OWN = (
    Source("item", _items, _read_items),
    Source("paper", _papers, _read_papers),
    Source("minutes", _minutes, _read_minutes),
    Source("decision", _decisions, _read_decisions),
    Source("meeting", _meetings, _read_meetings),
)
