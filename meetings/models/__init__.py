"""What the portal keeps about boards, their meetings, and the packs made for them."""

from meetings.models.agendas import AgendaItem, AgendaSection, Restriction
from meetings.models.agreements import Admission, AgendaAnswer
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
from meetings.models.packs import AgendaReading, Pack, PackBuild, PackCopy, PackEntry, PackOpening
from meetings.models.papers import Paper, PaperDraft, PaperStep, PaperVersion
from meetings.models.planning import (
    CommunityInput,
    HomeworkQuestion,
    PlannedCommunication,
    SoughtDecision,
)
from meetings.models.public import PublicRequest, PublicSubscription
from meetings.models.releases import PackRelease, RestrictionReview
from meetings.models.representation import RepresentationConcern
from meetings.models.search import PaperWords
from meetings.models.sittings import Ballot, Declaration, ItemTaken, Sitting, Vote

__all__ = [
    "Admission",
    "AgendaAnswer",
    "AgendaItem",
    "AgendaReading",
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
    "Communication",
    "CommunityInput",
    "Correction",
    "Decision",
    "Declaration",
    "EntryAmendment",
    "EntryDraft",
    "EntrySuggestion",
    "HomeworkQuestion",
    "ItemTaken",
    "Meeting",
    "MeetingMove",
    "MinuteEntry",
    "Minutes",
    "MinutesStep",
    "NumberSeries",
    "OtherPresent",
    "Pack",
    "PackBuild",
    "PackCopy",
    "PackEntry",
    "PackOpening",
    "PackRelease",
    "Paper",
    "PaperDraft",
    "PaperStep",
    "PaperVersion",
    "PaperWords",
    "PassingOn",
    "PlannedCommunication",
    "Priority",
    "PrivateNote",
    "PublicRequest",
    "PublicSubscription",
    "RepresentationConcern",
    "Restriction",
    "RestrictionReview",
    "Seat",
    "SeatDeputy",
    "SeatHolder",
    "Sitting",
    "SoughtDecision",
    "TemplateItem",
    "Vote",
]
