"""At the table: the running order, opening and closing the meeting, taking items one by one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.numbers import LONGEST
from csp_portal.core.workflow import CannotBeDone
from meetings import agenda_reading, attendance_reading, policies, quorum
from meetings.forms.sittings import ChairForm
from meetings.models import AgendaItem, Declaration, Meeting, Sitting, Vote
from meetings.quorum import REPRESENTING
from meetings.running_order import Turn, turns
from meetings.states.meeting import SITTING_STATES
from meetings.views.attendance import now
from meetings.views.meetings import find_meeting, open_restrictions
from meetings.views.pack_finding import packs_to_read
from meetings.workflow import sittings as workflow


def find_at_table(request: SignedInRequest, reference: str) -> Meeting:
    """Find a meeting whose agenda the person may read, or answer 404, or 403 with the reason."""
    meeting = find_meeting(request, reference)
    policies.read_agenda.enforce(request.user, meeting, on=clock.today())
    return meeting


def find_to_run(request: SignedInRequest, reference: str) -> Meeting:
    """Find a meeting that the person may run."""
    meeting = find_meeting(request, reference)
    policies.run_sitting.enforce(request.user, meeting, on=clock.today())
    return meeting


def _item(request: SignedInRequest, reference: str, key: str) -> AgendaItem:
    meeting = find_to_run(request, reference)
    item = get_object_or_404(meeting.items.standing(), key=key)
    item.meeting = meeting
    return item


def _in_focus(order: list[Turn], key: str) -> int | None:
    """Choose the item to show: the one asked for, the one being taken, or the next one."""
    wanted = (
        [n for n, turn in enumerate(order) if turn.item.key == key],
        [n for n, turn in enumerate(order) if turn.is_being_taken],
        [n for n, turn in enumerate(order) if not turn.is_done],
        [n for n, _ in enumerate(order)],
    )
    return next((found[0] for found in wanted if found), None)


@require_GET
def running_order(request: SignedInRequest, reference: str) -> HttpResponse:
    on, at = clock.today(), clock.now()
    meeting = find_at_table(request, reference)
    run_refusal = policies.run_sitting.refusal(request.user, meeting, on=on)
    secretariat_refusal = policies.run_meetings.refusal(request.user, on=on)
    sitting = Sitting.objects.filter(meeting=meeting).select_related("chair__organisation").first()
    order = turns(meeting, at=at if sitting is not None and sitting.closed_at is None else None)
    behind = open_restrictions(request, meeting)
    focus = _in_focus(order, request.GET.get("item", ""))
    record = attendance_reading.rows(meeting)
    declared: dict[int, list[Declaration]] = {}
    for declaration in (
        Declaration.objects.filter(item__meeting=meeting)
        .standing()
        .readable_by(request.user, on=on)
        .select_related("person", "seat")
        .distinct()
    ):
        declared.setdefault(declaration.item_id, []).append(declaration)
    rows = [
        {
            "turn": turn,
            "title": turn.item.title_for(behind),
            "interests": len(declared.get(turn.item.pk, [])),
            "is_focus": number == focus,
        }
        for number, turn in enumerate(order)
    ]
    context: dict[str, Any] = {
        "meeting": meeting,
        "sitting": sitting,
        "rows": rows,
        "run_refusal": run_refusal,
        "secretariat_refusal": secretariat_refusal,
        "can_open": not run_refusal and sitting is None and meeting.state in SITTING_STATES,
        "is_day": meeting.on <= on,
        "is_sitting": sitting is not None and sitting.closed_at is None,
        "can_turn": not run_refusal and meeting.state in SITTING_STATES,
        "ends_at": order[-1].ends_at if order else meeting.ends_at,
        "planned_end": meeting.ends_at,
        "at": at,
        "chair": next((row for row in record if sitting and row.seat_id == sitting.chair_id), None),
        "turns_count": len(order),
    }
    if focus is not None:
        context |= _focus(request, meeting, order, focus, record, declared, behind)
    return render(request, "meetings/running_order.html", context)


def _focus(
    request: SignedInRequest,
    meeting: Meeting,
    order: list[Turn],
    focus: int,
    record: list[Any],
    declared: dict[int, list[Declaration]],
    behind: frozenset[int],
) -> dict[str, Any]:
    """Gather what the table needs for one item: what is asked, papers with pages, interests, quorum, votes."""
    on = clock.today()
    turn = order[focus]
    packs = packs_to_read(request, meeting)
    read = next(
        (
            each
            for section in agenda_reading.read(
                meeting, open_restrictions=behind, packs=packs, drafts_of=request.user.pk
            )
            for each in section.items
            if each.item.pk == turn.item.pk
        ),
        None,
    )
    there = attendance_reading.there_for(turn.item, record=record, order=order)
    barring = turn.item.declarations.barring().select_related("person")
    barred = attendance_reading.barred_of(barring, record)
    asked = getattr(turn.item, "decisions_sought", None)
    return {
        "focus": turn,
        "focus_place": focus + 1,
        "read": read,
        "title": turn.item.title_for(behind),
        "pack": packs[0] if packs else None,
        "interests": declared.get(turn.item.pk, []),
        "there": there,
        "quorum": quorum.of(meeting.board, [row for row in there if row.seat_id not in barred]),
        "barred_count": sum(row.seat_id in barred for row in there),
        "votes": Vote.objects.filter(item=turn.item)
        if not turn.item.is_restricted or read_open(turn, behind)
        else [],
        "sought": asked.all() if asked is not None else [],
        "before": order[focus - 1] if focus else None,
        "after": order[focus + 1] if focus + 1 < len(order) else None,
        "next_to_start": next(
            (each for each in order[focus + 1 :] if not each.is_done and not each.is_being_taken), None
        ),
        "declare_refusal": policies.declare_interest.refusal(request.user, turn.item, on=on),
        "vote_refusal": policies.record_vote.refusal(request.user, meeting, on=on),
    }


def read_open(turn: Turn, behind: frozenset[int]) -> bool:
    """Tell whether a restricted item is open to the reader."""
    return turn.item.restriction_id in behind


def _back(meeting: Meeting, item: AgendaItem | None = None) -> str:
    address = reverse("meetings:running_order", args=[meeting.reference])
    return f"{address}?item={item.key}" if item is not None else address


def _chair_form(request: SignedInRequest, meeting: Meeting, **kwargs: Any) -> ChairForm:
    there = [
        row for row in attendance_reading.rows(meeting) if row.came and row.seat.board_role in REPRESENTING
    ]
    return ChairForm(request.POST or None, there=there, cancel_url=_back(meeting), **kwargs)


@require_http_methods(["GET", "POST"])
def sitting_open(request: SignedInRequest, reference: str) -> HttpResponse:
    meeting = find_to_run(request, reference)
    record = attendance_reading.rows(meeting)
    form = _chair_form(request, meeting)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.open_meeting(meeting=meeting, chair=form.seat(), **now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The meeting is open. Begin its first item.")
            return redirect(_back(meeting))
    context = {
        "meeting": meeting,
        "form": form,
        "has_chairs": bool(form.seats),
        "quorum": quorum.of(meeting.board, record),
        "is_day": meeting.on <= clock.today(),
    }
    return render(request, "meetings/sitting_open.html", context)


@require_http_methods(["GET", "POST"])
def chair_name(request: SignedInRequest, reference: str) -> HttpResponse:
    meeting = find_to_run(request, reference)
    sitting = get_object_or_404(Sitting, meeting=meeting)
    form = _chair_form(request, meeting, initial={"chair": str(sitting.chair_id), "version": sitting.version})
    form.submit_label = "Save"
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        try:
            workflow.name_chair(
                sitting=sitting, chair=form.seat(), version=form.cleaned_data["version"], **now(request)
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The person in the chair is recorded.")
            return redirect(_back(meeting))
    return render(request, "meetings/chair_name.html", {"meeting": meeting, "form": form})


@require_http_methods(["GET", "POST"])
def sitting_close(request: SignedInRequest, reference: str) -> HttpResponse:
    meeting = find_to_run(request, reference)
    sitting = get_object_or_404(Sitting, meeting=meeting)
    if request.method == "POST":
        try:
            workflow.close_meeting(sitting=sitting, **now(request))
        except CannotBeDone as problem:
            messages.error(request, str(problem))
            return redirect(_back(meeting))
        messages.success(request, "The meeting is closed and recorded as held.")
        return redirect(meeting)
    order = turns(meeting)
    recorded = {row.seat_id for row in attendance_reading.rows(meeting) if row.presence != "expected"}
    silent = [
        seat
        for seat in attendance_reading.seats_of(meeting)
        if seat.pk not in recorded and not seat.is_on_request
    ]
    context = {
        "meeting": meeting,
        "untaken": [turn for turn in order if turn.started_at is None],
        "silent": silent,
        "consequences": [
            "The meeting is recorded as held, and its agenda and papers no longer change.",
            "The item that is being taken ends now.",
            *(
                [
                    f"{len(silent)} seat{'' if len(silent) == 1 else 's'} of which nothing is recorded"
                    f" {'is' if len(silent) == 1 else 'are'} recorded as absent."
                ]
                if silent
                else []
            ),
            "Who was there can still be corrected afterwards.",
        ],
    }
    return render(request, "meetings/sitting_close.html", context)


def _tap(request: SignedInRequest, item: AgendaItem, act: Any, **facts: Any) -> HttpResponse:
    """Do one thing to an item by a tap; what stands in its way is said on the page."""
    try:
        act(item=item, **facts, **now(request))
    except CannotBeDone as problem:
        messages.error(request, str(problem))
    return redirect(_back(item.meeting, item))


@require_POST
def item_start(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    return _tap(request, _item(request, reference, key), workflow.start_item)


@require_POST
def item_finish(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    return _tap(request, _item(request, reference, key), workflow.finish_item)


@require_POST
def item_take_back(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    return _tap(request, _item(request, reference, key), workflow.take_back_item)


@require_POST
def item_turn(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    item = _item(request, reference, key)
    place = request.POST.get("place", "")
    if not place.isdecimal() or len(place) > LONGEST:
        messages.error(request, "Choose at which turn the item is taken.")
        return redirect(_back(item.meeting, item))
    return _tap(request, item, workflow.take_in_turn, place=int(place))
