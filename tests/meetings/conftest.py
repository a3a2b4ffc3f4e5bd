"""A meeting with every kind of paper, and a typesetter that does not set the same page twice."""

from dataclasses import dataclass

import pytest

from csp_portal.accounts.models import User
from csp_portal.documents.pdf import render
from meetings.models import AgendaItem, Board, Meeting, Paper, Seat
from meetings.states.meeting import State as MeetingState
from meetings.states.paper import State as PaperState
from tests.factories import (
    make_board,
    make_item,
    make_meeting,
    make_paper,
    make_report,
    make_seat,
    make_secretary,
    restrict_item,
    restrict_paper,
    seat_person,
)

OPEN_WORD, PLACES_WORD, COMPLAINT_WORD = "Marmalade", "Zanzibar", "Kestrel"

_set_before: dict[str, bytes] = {}


@pytest.fixture
def quick_typesetting(monkeypatch):
    """Set in type in this process, each page once in all tests; the bytes are those of the real crew."""

    def typeset_here(htmls, keep, *, should_stop, **limits):
        for index, html in htmls.items():
            if should_stop():
                raise render.TypesettingStopped
            if html not in _set_before:
                _set_before[html] = render.typeset(html)
            keep(index, _set_before[html])

    monkeypatch.setattr(render, "typeset_apart", typeset_here)


@dataclass
class PackWorld:
    """The people and the papers of one meeting."""

    secretary: User
    board: Board
    meeting: Meeting
    places_seat: Seat
    complaint_seat: Seat
    other_seat: Seat
    places_reader: User
    complaint_reader: User
    member: User
    strategy_item: AgendaItem
    complaint_item: AgendaItem
    strategy: Paper
    places: Paper
    complaint: Paper


@pytest.fixture
def world():
    """
    Four items: a strategy with an open and a restricted paper, a restricted item, a long report, no paper.
    """
    secretary = make_secretary()
    board = make_board(by=secretary, contact_name="Delphine Achterby")
    seats = [
        make_seat(board=board, office=office, by=secretary) for office in ("Commander", "Director", "Adviser")
    ]
    people = [seat_person(seat=seat, by=secretary).person for seat in seats]
    meeting = make_meeting(board=board, state=MeetingState.AGENDA_DRAFT, by=secretary)
    strategy_item = make_item(meeting=meeting, title="Gangs strategy", by=secretary)
    strategy = make_report(
        item=strategy_item, title="Ten years ahead", text=f"{OPEN_WORD} stays.", by=secretary
    )
    places = make_report(
        item=strategy_item,
        title="Where the Zanzibar group meets",
        text=f"The {PLACES_WORD} cafe.",
        marking="official_sensitive",
        by=secretary,
    )
    places = restrict_paper(paper=places, seats=[seats[0]], by=secretary)
    complaint_item = make_item(meeting=meeting, title="A staffing matter", by=secretary)
    complaint = make_report(
        item=complaint_item,
        title="The Kestrel findings",
        text="\n\n".join(
            f"{COMPLAINT_WORD} finding {number}. " + "It says more. " * 60 for number in range(14)
        ),
        by=secretary,
    )
    complaint_item = restrict_item(
        item=complaint_item, seats=[seats[1]], closed_title="Complaint known as Kestrel", by=secretary
    )
    long_item = make_item(meeting=meeting, title="Indicators", by=secretary)
    long_text = "\n\n".join(f"Indicator {number}. " + "It went up and down. " * 40 for number in range(16))
    make_report(item=long_item, title="Indicators of the year", text=long_text, by=secretary)
    make_item(meeting=meeting, title="Any other business", by=secretary)
    return PackWorld(
        secretary,
        board,
        meeting,
        *seats,
        *people,
        strategy_item,
        complaint_item,
        strategy,
        places,
        complaint,
    )


@pytest.fixture
def missing_paper(world):
    """A paper of the world's strategy that nobody has written."""
    return make_paper(
        item=world.strategy_item, title="Letters received", state=PaperState.DRAFT, by=world.secretary
    )
