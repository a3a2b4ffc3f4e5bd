"""Finding a paper for one person: to read, to change or to write, or answering 404."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from csp_portal.accounts.models import Duty, User
from csp_portal.accounts.roles import DUTY_ROLES, Permission, roles_carrying
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.documents.markdown import to_html
from meetings import policies
from meetings.agenda_order import numbers
from meetings.models import (
    Board,
    Meeting,
    PackEntry,
    Paper,
    PaperVersion,
    Seat,
    SeatDeputy,
    SeatHolder,
)
from meetings.models.boards import BoardRole
from meetings.report_templates import Body
from meetings.states.paper import State
from meetings.views.meetings import find_meeting, open_restrictions


def now(request: SignedInRequest) -> dict[str, Any]:
    return {"by": request.user, "at": clock.now(), "on": clock.today()}


def find_paper(request: SignedInRequest, reference: str, key: str) -> Paper:
    """Find a paper that the person may read, or answer 404: of a draft, too, the title can be a secret."""
    on = clock.today()
    meeting = _find_meeting(request, reference)
    readable = Paper.objects.filter(agenda_item__meeting=meeting).readable_by(request.user, on=on)
    paper = get_object_or_404(
        readable.select_related(
            "agenda_item__section", "agenda_item__restriction", "restriction", "writer"
        ).distinct(),
        key=key,
    )
    paper.agenda_item.meeting = meeting
    gone = paper.state == State.WITHDRAWN or paper.agenda_item.withdrawn_at is not None
    who_may = policies.prepare_paper if gone else policies.read_paper
    if not who_may.allows(request.user, paper, on=on):
        raise Http404
    return paper


def _find_meeting(request: SignedInRequest, reference: str) -> Meeting:
    try:
        return find_meeting(request, reference)
    except Http404:
        # Whoever was asked for a paper by their duty may have no seat on the board.
        written = Meeting.objects.filter(
            items__papers__writer=request.user, reference=reference
        ).select_related("board")
        if meeting := written.distinct().first():
            return meeting
        raise


def find_to_change(request: SignedInRequest, reference: str, key: str) -> Paper:
    paper = find_paper(request, reference, key)
    policies.change_agenda.enforce(request.user, paper.meeting, on=clock.today())
    return paper


def find_to_write(request: SignedInRequest, reference: str, key: str, *kinds: str) -> Paper:
    paper = find_paper(request, reference, key)
    if paper.kind not in kinds:
        raise Http404
    policies.write_paper.enforce(request.user, paper, on=clock.today())
    return paper


def find_version(
    request: SignedInRequest, reference: str, key: str, number: int
) -> tuple[Paper, PaperVersion]:
    """Find a version: any for those who prepare the paper; for others the latest, or one that a pack gave them."""
    paper = find_paper(request, reference, key)
    versions = paper.versions.select_related("original", "pdf", "written_by")
    if policies.prepare_paper.refusal(request.user, paper, on=clock.today()):
        latest = versions.values("pk")[:1]
        published = PackEntry.objects.filter(paper_version=OuterRef("pk"), pack__published_at__isnull=False)
        versions = versions.filter(Q(pk__in=latest) | Exists(published))
    version = get_object_or_404(versions, number=number)
    version.paper = paper
    return paper, version


def writers(board: Board) -> Any:
    """List the people who can be asked to write a paper: by their seat on the board, as deputies, by a duty."""
    on = clock.today()
    carrying = roles_carrying(Permission.WRITE_ASSIGNED_PAPER)
    seats = Seat.objects.filter(
        board=board, board_role__in=[role for role in BoardRole if role.role in carrying]
    ).on(on)
    holders = SeatHolder.objects.filter(seat__in=seats).on(on)
    deputies = SeatDeputy.objects.filter(seat__in=Seat.objects.filter(board=board).on(on)).on(on)
    duties = Duty.objects.filter(role__in=carrying & DUTY_ROLES).on(on)
    return User.objects.filter(
        Q(pk__in=holders.values("person"))
        | Q(pk__in=deputies.values("person"))
        | Q(pk__in=duties.values("user"))
    ).order_by("full_name")


def around(request: SignedInRequest, paper: Paper) -> dict[str, Any]:
    """Say where a paper stands: its meeting, and its item by the title that the person may see."""
    meeting, item = paper.meeting, paper.agenda_item
    return {
        "paper": paper,
        "meeting": meeting,
        "item": item,
        "item_title": item.title_for(open_restrictions(request, meeting))
        if item.restriction_id
        else item.title,
        "item_number": numbers(list(meeting.items.standing().in_order())).get(item.key, 0),
    }


def read(body: Body) -> list[tuple[str, str]]:
    return [
        (part["heading"], to_html(part["text"], top_heading=3 if part["heading"] else 2))
        for part in body
        if part["text"].strip()
    ]
