"""What the portal keeps about boards, their meetings, and the packs made for them."""

from meetings.models.agendas import AgendaItem, AgendaSection, Restriction
from meetings.models.attendance import Attendance, OtherPresent
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
from meetings.models.meetings import CalendarFeed, Meeting, MinutesText
from meetings.models.moves import MeetingMove
from meetings.models.notes import PrivateNote
from meetings.models.packs import Pack, PackBuild, PackCopy, PackEntry, PackOpening
from meetings.models.papers import Paper, PaperDraft, PaperVersion
from meetings.models.representation import RepresentationConcern
from meetings.models.search import PaperWords
from meetings.models.sittings import Ballot, Declaration, ItemTaken, Sitting, Vote

__all__ = [
    "AgendaItem",
    "AgendaSection",
    "AgendaTemplate",
    "Attendance",
    "Ballot",
    "Board",
    "BoardRole",
    "BusinessItem",
    "BusinessStep",
    "CalendarFeed",
    "ClosureDay",
    "Declaration",
    "ItemTaken",
    "Meeting",
    "MeetingMove",
    "MinutesText",
    "OtherPresent",
    "Pack",
    "PackBuild",
    "PackCopy",
    "PackEntry",
    "PackOpening",
    "Paper",
    "PaperDraft",
    "PaperVersion",
    "PaperWords",
    "Priority",
    "PrivateNote",
    "RepresentationConcern",
    "Restriction",
    "Seat",
    "SeatDeputy",
    "SeatHolder",
    "Sitting",
    "TemplateItem",
    "Vote",
]
