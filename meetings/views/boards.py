"""Boards and their rules, who belongs to them on a day, and the chart of how they hang together."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from csp_portal.accounts.models import Sector
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from meetings import number_drawing, numbering, policies
from meetings.board_pack import grouped
from meetings.forms.boards import BoardForm, LastDayForm, MembershipDateForm, NumberingForm
from meetings.models import Board, Seat, SeatDeputy, SeatHolder
from meetings.number_drawing import What
from meetings.workflow import boards as workflow


@require_safe
def board_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    in_being = list(
        Board.objects.on(on)
        .select_related("parent")
        .annotate(
            seats_now=Count(
                "seats",
                filter=Q(seats__starts_on__lte=on)
                & (Q(seats__ends_on__isnull=True) | Q(seats__ends_on__gte=on)),
            )
        )
    )
    return render(
        request,
        "meetings/board_list.html",
        {
            "meeting_boards": [board for board in in_being if board.holds_meetings],
            "parallel_boards": [board for board in in_being if not board.holds_meetings],
            "closed": Board.objects.filter(ends_on__lt=on).order_by("-ends_on"),
            "coming": Board.objects.filter(starts_on__gt=on).order_by("starts_on"),
            "run_refusal": policies.run_meetings.refusal(request.user, on=on),
        },
    )


@dataclass
class Branch:
    """A board in the chart with the groups that report to it."""

    board: Board
    below: list["Branch"] = field(default_factory=list)


def branches(boards: list[Board]) -> tuple[list[Branch], list[Branch]]:
    """
    Hang the boards under each other; give the tops, and the parallel boards for the side.

    What reports to a board that is not in being stands at the top, so that nothing is left out.
    """
    by_key = {board.pk: Branch(board) for board in boards}
    tops: list[Branch] = []
    side: list[Branch] = []
    for branch in by_key.values():
        above = by_key.get(branch.board.parent_id or 0)
        if above is None or above.board.holds_meetings != branch.board.holds_meetings:
            (tops if branch.board.holds_meetings else side).append(branch)
        else:
            above.below.append(branch)
    return tops, side


CHART_ORDER = {kind: place for place, kind in enumerate(Board.Kind.values)}


@require_safe
def board_structure(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    boards = sorted(Board.objects.on(on), key=lambda board: (CHART_ORDER[board.kind], board.name))
    tops, side = branches(boards)
    return render(
        request,
        "meetings/board_structure.html",
        {
            "tops": tops,
            "side": side,
            "today": on,
            "run_refusal": policies.run_meetings.refusal(request.user, on=on),
        },
    )


@require_safe
def board_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    today = clock.today()
    board = get_object_or_404(Board.objects.select_related("parent"), slug=slug)
    form = MembershipDateForm(request.GET if "on" in request.GET or "on_day" in request.GET else None)
    on = form.cleaned_data["on"] if form.is_valid() else today
    if not form.is_bound:
        form.initial["on"] = today
    seats = board.seats.on(on).with_people(on=on) if board.holds_on(on) else Seat.objects.none()
    groups = grouped(seats)
    return render(
        request,
        "meetings/board_detail.html",
        {
            "board": board,
            "form": form,
            "on": on,
            "today": today,
            "groups": groups,
            "voting": sum(seat.is_voting for group in groups for seat in group["seats"]),
            "vacant": sum(not seat.holders_then for group in groups for seat in group["seats"]),
            "ended_seats": board.seats.filter(ends_on__lt=on).select_related("organisation"),
            "coming_seats": board.seats.filter(starts_on__gt=on).select_related("organisation"),
            "changes": days_of_change(board, until=today),
            "sub_groups": board.sub_groups.on(today),
            "rules": rules_of(board) if board.holds_meetings else [],
            "reads_papers": not policies.read_board.refusal(request.user, board, on=today),
            "run_refusal": policies.run_meetings.refusal(request.user, on=today),
        },
    )


# A page's worth; other days are for the date boxes.
MOST_CHANGES = 12


def days_of_change(board: Board, *, until: date) -> list[date]:
    """Find the days on which the membership became what it is, newest first."""
    seats = board.seats.values_list("starts_on", "ends_on")
    holders = SeatHolder.objects.filter(seat__board=board).values_list("starts_on", "ends_on")
    deputies = SeatDeputy.objects.filter(seat__board=board).values_list("starts_on", "ends_on")
    days = set()
    for starts_on, ends_on in seats.union(holders, deputies):
        days.add(starts_on)
        if ends_on is not None:
            days.add(ends_on + timedelta(days=1))
    return sorted((day for day in days if day <= until), reverse=True)[:MOST_CHANGES]


def rules_of(board: Board) -> list[dict[str, str]]:
    """Say a board's rules in words."""

    def days(count: int, kind: str) -> str:
        return f"{count} {kind}{'' if count == 1 else 's'}"

    def lead(count: int | None) -> str:
        return "Does not apply" if count is None else f"{days(count, 'day')} before, at the latest"

    sectors = dict(Sector.choices)
    quorum = [f"{board.quorum_chairs} of the chairs" if board.quorum_chairs else ""]
    quorum += [sectors.get(sector, sector).lower() for sector in board.quorum_sectors]
    clear = "clear working day" if board.notice_is_clear else "working day"
    facts = [
        ("Meetings a year", str(board.meetings_per_year)),
        ("Usual place", board.usual_place),
        ("Usual length", days(board.usual_minutes, "minute")),
        ("Notice of papers", days(board.notice_working_days, clear)),
        ("Papers are due", f"{days(board.papers_lead_working_days, 'working day')} before circulation"),
        (
            "Chairs agree the agenda",
            f"{days(board.agreement_lead_working_days, 'working day')} before circulation",
        ),
        ("Executive", lead(board.executive_lead_days)),
        ("Performance Management Group", lead(board.performance_group_lead_days)),
        ("Quorum", ", ".join(part for part in quorum if part) or "None"),
        (
            "Missed representation",
            f"The chairs write after {days(board.missed_representation_limit, 'meeting')} in a row",
        ),
        ("Votes", _votes(board)),
        ("Public access", board.get_public_access_display()),
        ("Usual marking of papers", board.get_usual_marking_display()),
        ("Template of reports", board.get_report_template_display()),
        *next_numbers(board, on=clock.today()),
    ]
    return [{"key": key, "value": value} for key, value in facts]


def _votes(board: Board) -> str:
    if not board.takes_votes:
        return "None: the board decides by agreement"
    casting = "the chair has a casting vote" if board.chair_has_casting_vote else "no casting vote"
    substitutes = "substitutes vote" if board.substitutes_vote else "substitutes do not vote"
    return f"Decisions may be put to the vote; {substitutes}; {casting}"


def next_numbers(board: Board, *, on: date) -> list[tuple[str, str]]:
    """Write the next number of a board's minutes and of its decisions by its patterns."""
    last = dict(
        board.number_series.filter(year=numbering.period(board.number_restart, on)).values_list(
            "what", "last_number"
        )
    )
    facts = []
    for label, what, number in (
        ("Next minute", What.MINUTE, board.next_minute_number),
        ("Next decision", What.DECISION, board.next_decision_number),
    ):
        if numbering.period(board.number_restart, on):
            number = last.get(what, 0) + 1
        facts.append((label, number_drawing.written(board, what, number, day=on)))
    return facts


@require_http_methods(["GET", "POST"])
def board_numbering(request: SignedInRequest, slug: str) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    board = get_object_or_404(Board.objects.meeting(), slug=slug)
    form = NumberingForm(
        request.POST or None,
        initial={name: getattr(board, name) for name in NumberingForm.base_fields},
        cancel_url=board.get_absolute_url(),
    )
    preview: list[tuple[str, str]] = []
    if form.is_valid():
        if "preview" in request.POST:
            for name, value in form.cleaned_data.items():
                setattr(board, name, value)
            preview = next_numbers(board, on=on)
        else:
            workflow.edit_board(board=board, by=request.user, at=clock.now(), on=on, **form.cleaned_data)
            messages.success(request, "The numbering is saved. Numbers that were drawn stay as they are.")
            return redirect(board)
    return render(
        request, "meetings/board_numbering.html", {"form": form, "board": board, "preview": preview}
    )


@require_http_methods(["GET", "POST"])
def board_establish(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    form = BoardForm(request.POST or None, on=on, initial={"starts_on": on, "quorum_sectors": []})
    form.submit_label = "Establish the board"
    if form.is_valid():
        try:
            board = workflow.establish_board(
                by=request.user, at=clock.now(), on=on, slug=form.slug(), **form.cleaned_data
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{board} is established. Add its seats next.")
            return redirect(board)
    return render(request, "meetings/board_establish.html", {"form": form})


@require_http_methods(["GET", "POST"])
def board_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    board = get_object_or_404(Board, slug=slug)
    form = BoardForm(request.POST or None, on=on, instance=get_object_or_404(Board, slug=slug))
    form.cancel_url = board.get_absolute_url()
    if form.is_valid():
        try:
            workflow.edit_board(board=board, by=request.user, at=clock.now(), on=on, **form.cleaned_data)
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The board's rules are saved.")
            return redirect(board)
    return render(request, "meetings/board_edit.html", {"form": form, "board": board})


@require_http_methods(["GET", "POST"])
def board_close(request: SignedInRequest, slug: str) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    board = get_object_or_404(Board, slug=slug)
    form = LastDayForm(
        request.POST or None,
        starts_on=board.starts_on,
        submit_label="Close the board",
        initial={"ends_on": max(on, board.starts_on)},
        cancel_url=board.get_absolute_url(),
    )
    form.warning = True
    if form.is_valid():
        try:
            workflow.close_board(
                board=board, ends_on=form.cleaned_data["ends_on"], by=request.user, at=clock.now(), on=on
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{board} is closed. Its meetings and members stay on record.")
            return redirect(board)
    return render(request, "meetings/board_close.html", {"form": form, "board": board})
