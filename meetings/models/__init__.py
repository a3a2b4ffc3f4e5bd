"""What the portal keeps about boards, their meetings, and the packs made for them."""

from meetings.models.agendas import AgendaItem, AgendaSection, Restriction
from meetings.models.boards import (
    AgendaTemplate,
    Board,
    BoardRole,
    ClosureDay,
    Priority,
    Seat,
    SeatDeputy,
    SeatHolder,
    TemplateItem,
)
from meetings.models.business import BusinessItem, BusinessStep
from meetings.models.decisions import Communication, Correction, Decision, PassingOn
from meetings.models.meetings import CalendarFeed, Meeting
from meetings.models.minutes import (
    EntryAmendment,
    EntryDraft,
    EntrySuggestion,
    MinuteEntry,
    Minutes,
    MinutesStep,
    NumberSeries,
)
from meetings.models.moves import MeetingMove
from meetings.models.notes import PrivateNote
from meetings.models.packs import Pack, PackBuild, PackCopy, PackEntry, PackOpening
from meetings.models.papers import Paper, PaperDraft, PaperVersion
from meetings.models.search import PaperWords

__all__ = [
    "AgendaItem",
    "AgendaSection",
    "AgendaTemplate",
    "Board",
    "BoardRole",
    "BusinessItem",
    "BusinessStep",
    "CalendarFeed",
    "ClosureDay",
    "Communication",
    "Correction",
    "Decision",
    "EntryAmendment",
    "EntryDraft",
    "EntrySuggestion",
    "Meeting",
    "MeetingMove",
    "MinuteEntry",
    "Minutes",
    "MinutesStep",
    "NumberSeries",
    "Pack",
    "PackBuild",
    "PackCopy",
    "PackEntry",
    "PackOpening",
    "Paper",
    "PaperDraft",
    "PaperVersion",
    "PaperWords",
    "PassingOn",
    "Priority",
    "PrivateNote",
    "Restriction",
    "Seat",
    "SeatDeputy",
    "SeatHolder",
    "TemplateItem",
]
