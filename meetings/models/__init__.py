"""What the portal keeps about boards, their meetings, and the packs made for them."""

from meetings.models.agendas import AgendaItem, AgendaSection, Restriction
from meetings.models.agreements import Admission, AgendaAnswer
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
from meetings.models.packs import AgendaReading, Pack, PackBuild, PackCopy, PackEntry, PackOpening
from meetings.models.papers import Paper, PaperDraft, PaperStep, PaperVersion
from meetings.models.planning import (
    CommunityInput,
    HomeworkQuestion,
    PlannedCommunication,
    SoughtDecision,
)
from meetings.models.search import PaperWords

__all__ = [
    "Admission",
    "AgendaAnswer",
    "AgendaItem",
    "AgendaReading",
    "AgendaSection",
    "AgendaTemplate",
    "Board",
    "BoardRole",
    "BusinessItem",
    "BusinessStep",
    "CalendarFeed",
    "ClosureDay",
    "CommunityInput",
    "HomeworkQuestion",
    "Meeting",
    "MeetingMove",
    "MinutesText",
    "Pack",
    "PackBuild",
    "PackCopy",
    "PackEntry",
    "PackOpening",
    "Paper",
    "PaperDraft",
    "PaperStep",
    "PaperVersion",
    "PaperWords",
    "PlannedCommunication",
    "Priority",
    "PrivateNote",
    "Restriction",
    "Seat",
    "SeatDeputy",
    "SeatHolder",
    "SoughtDecision",
    "TemplateItem",
]
