"""Minutes as one reader has them before them, on a page, in a PDF or in a Word file."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from csp_portal.documents.markdown import to_html
from meetings import attendance_reading
from meetings.attendance_reading import AttendanceLists
from meetings.models import (
    Communication,
    Correction,
    Decision,
    EntryAmendment,
    EntrySuggestion,
    MinuteEntry,
    Minutes,
    PassingOn,
)
from meetings.states.minutes import State


@dataclass
class ReadEntry:
    """One minute; of one that is kept from the reader there is a number, an open title and a ground."""

    entry: MinuteEntry
    title: str
    kept_because: str = ""
    html: SafeString = field(default_factory=lambda: SafeString(""))
    decisions: list[Decision] = field(default_factory=list)
    # Of the app above, through the reverse name of its relation; whoever reads the minute reads them.
    actions: list[Any] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    amendments: list[EntryAmendment] = field(default_factory=list)
    suggestions: list[EntrySuggestion] = field(default_factory=list)
    communications: list[Communication] = field(default_factory=list)
    passed_on: list[PassingOn] = field(default_factory=list)

    @property
    def caption(self) -> str:
        """Say number and title in one line."""
        return f"{self.entry.reference}. {self.title}" if self.entry.reference else self.title


@dataclass(frozen=True)
class Document:
    """Minutes ready to be printed: what stands on the page in this order."""

    minutes: Minutes
    entries: list[ReadEntry]
    attendance: AttendanceLists
    is_public: bool

    @property
    def title(self) -> str:
        on = self.minutes.meeting.on
        return f"Minutes of the meeting of {on.day} {on:%B %Y}"

    @property
    def standing(self) -> str:
        """Say how far the minutes are, for the line at their head; blank when they are signed."""
        minutes = self.minutes
        if minutes.state == State.DRAFT:
            return "DRAFT: not cleared by the chair"
        if minutes.state == State.CLEARED:
            return "DRAFT: cleared by the chair, to be confirmed by the next meeting"
        return ""

    @property
    def numbers(self) -> str:
        """Say which numbers the minutes have: "168 to 176"."""
        return numbers(each.entry for each in self.entries)

    def context(self) -> dict[str, Any]:
        """Give what the templates of minutes read."""
        return {
            "title": self.title,
            "author": self.minutes.meeting.board.name,
            "meeting": self.minutes.meeting,
            "minutes": self.minutes,
            "entries": self.entries,
            "attendance": self.attendance,
            "standing": self.standing,
            "is_public": self.is_public,
        }

    def facts(self) -> list[Any]:
        """Reduce it to plain values that change whenever it would be printed otherwise."""
        return [
            self.minutes.pk,
            self.minutes.state,
            self.minutes.confirmed_as,
            self.minutes.signed_name,
            self.is_public,
            [
                [
                    each.entry.key,
                    each.entry.version,
                    each.caption,
                    each.kept_because,
                    [[decision.slug, decision.version] for decision in each.decisions],
                    [[action.reference, action.version] for action in each.actions],
                    [correction.pk for correction in each.corrections],
                ]
                for each in self.entries
            ],
            [
                [[line.office, line.organisation, line.name, line.note] for line in lines]
                for lines in (
                    self.attendance.present,
                    self.attendance.apologies,
                    self.attendance.absent,
                    self.attendance.others,
                )
            ],
        ]


def numbers(entries: Iterable[MinuteEntry]) -> str:
    """Say the numbers of entries from the first to the last; "" when none is drawn."""
    drawn = [entry.reference for entry in entries if entry.reference]
    if not drawn:
        return ""
    return drawn[0] if drawn[0] == drawn[-1] else f"{drawn[0]} to {drawn[-1]}"


def read(minutes: Minutes, *, open_restrictions: frozenset[int], is_public: bool = False) -> list[ReadEntry]:
    """
    Read the minutes for somebody behind these restrictions, or as the public copy has them.

    The number of queries does not depend on the number of entries.
    """
    entries = (
        minutes.entries.in_order()
        .select_related("item__restriction")
        .prefetch_related(
            "decisions",
            "actions__responsibilities__organisation",
            "corrections__recorded_by",
            "amendments__amended_by",
            "suggestions__suggested_by",
            "suggestions__answered_by",
            "communications",
            "passed_on__board",
        )
    )
    found = []
    for entry in entries:
        entry.minutes = minutes
        kept_because = ""
        restriction = entry.item.restriction if entry.item else None
        if restriction is not None and entry.is_kept_from(open_restrictions):
            kept_because = restriction.get_ground_display()
        elif is_public and not entry.is_open_to_the_public:
            kept_because = entry.get_ground_display() or "Kept to some seats"
        if kept_because:
            found.append(ReadEntry(entry, entry.title_for(()), kept_because))
            continue
        found.append(
            ReadEntry(
                entry,
                entry.title_for(open_restrictions),
                html=to_html(entry.text),
                decisions=[decision for decision in entry.decisions.all() if decision.struck_at is None],
                actions=list(entry.actions.all()),
                corrections=list(entry.corrections.all()),
                amendments=list(entry.amendments.all()),
                suggestions=list(entry.suggestions.all()),
                communications=list(entry.communications.all()),
                passed_on=list(entry.passed_on.all()),
            )
        )
    return found


def document(minutes: Minutes, *, open_restrictions: frozenset[int], is_public: bool = False) -> Document:
    """Read minutes as they are printed: the lists of those present, the entries, the signature."""
    entries = read(minutes, open_restrictions=open_restrictions, is_public=is_public)
    return Document(minutes, entries, attendance_reading.lists(minutes.meeting), is_public)
