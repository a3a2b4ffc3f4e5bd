"""Pages about meetings as wholes: the lists, the agenda as members read it, timetable, history."""

from collections.abc import Callable
from itertools import chain
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.history import changes
from csp_portal.core.workflow import CannotBeDone
from meetings import agenda_news, agenda_reading, countdown, policies, references, timetable
from meetings.agreement_reading import agreement
from meetings.forms.meetings import (
    MeetingCancelForm,
    MeetingFilterForm,
    MeetingForm,
    MeetingPlanForm,
    MeetingPostponeForm,
    MeetingResumeForm,
)
from meetings.models import Board, ClosureDay, HomeworkQuestion, Meeting, Minutes, Pack, Restriction
from meetings.models.meetings import MeetingQuerySet
from meetings.states.meeting import COMING_STATES, State
from meetings.views.pack_finding import packs_to_read
from meetings.workflow import meetings as workflow

ROWS = 25
CHANGES_SHOWN = 300


def find_meeting(request: SignedInRequest, reference: str) -> Meeting:
    """Find a meeting that the person may know of, or answer 404."""
    visible = Meeting.objects.visible_to(request.user, on=clock.today())
    along = visible.select_related("board", "focus_priority", "prepares__board", "sitting", "minutes")
    return get_object_or_404(along, reference=reference)


def open_restrictions(request: SignedInRequest, meeting: Meeting) -> frozenset[int]:
    """Find the restrictions of one meeting behind which the person may look."""
    return frozenset(
        Restriction.objects.of_meeting(meeting)
        .open_to(request.user, on=clock.today())
        .values_list("pk", flat=True)
    )


@require_GET
def meeting_list(request: SignedInRequest) -> HttpResponse:
    on, at = clock.today(), clock.now()
    boards = Board.objects.meeting().readable_by(request.user, on=on)
    form = MeetingFilterForm(request.GET or None, boards=boards)
    visible = Meeting.objects.visible_to(request.user, on=on)
    board = form.cleaned_data.get("board") if form.is_valid() else None
    if board is not None:
        visible = visible.filter(board=board)
    coming, more_coming = _rows(
        visible, visible.ahead(at=at), MeetingQuerySet.later_than, request.GET.get("after", "")
    )
    past, more_past = _rows(
        visible, visible.past(at=at), MeetingQuerySet.earlier_than, request.GET.get("before", "")
    )
    known = Minutes.objects.visible_to(request.user, on=on)
    prefetch_related_objects(past, Prefetch("minutes", known, to_attr="minutes_known"))
    context = {
        "form": form,
        "boards": boards,
        "board": board,
        "postponed": visible.postponed().select_related("board", "focus_priority"),
        "coming": coming,
        "more_coming": more_coming,
        "past": past,
        "more_past": more_past,
        "plan_refusal": (refusal := policies.run_meetings.refusal(request.user, on=on)),
        "runs_meetings": not refusal,
    }
    return render(request, "meetings/meeting_list.html", context)


def _rows(
    visible: MeetingQuerySet,
    ordered: MeetingQuerySet,
    beyond: Callable[[Any, Meeting], MeetingQuerySet],
    reference: str,
) -> tuple[list[Meeting], str]:
    # The last meeting of one page is the address of the next, so that page 300 costs no more than page 1.
    last = visible.filter(reference=reference).first() if reference else None
    rows = list(
        (beyond(ordered, last) if last else ordered).select_related("board", "focus_priority")[: ROWS + 1]
    )
    return rows[:ROWS], rows[ROWS - 1].reference if len(rows) > ROWS else ""


@require_http_methods(["GET", "POST"])
def meeting_plan(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    boards = Board.objects.meeting().on(on)
    chosen = boards.filter(slug=request.GET.get("board", "")).first()
    form = MeetingPlanForm(request.POST or None, boards=boards, today=on, initial={"board": chosen})
    if request.method == "POST" and form.is_valid():
        try:
            meeting = workflow.plan_meeting(
                board=form.cleaned_data["board"], by=request.user, at=clock.now(), on=on, **form.facts()
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"The meeting of {meeting.on.day} {meeting.on:%B %Y} is planned.")
            return redirect(meeting)
    return render(request, "meetings/meeting_plan.html", {"form": form, "has_boards": boards.exists()})


@require_GET
def meeting_detail(request: SignedInRequest, reference: str) -> HttpResponse:
    on, at = clock.today(), clock.now()
    meeting = find_meeting(request, reference)
    secretariat_refusal = policies.run_meetings.refusal(request.user, on=on)
    agenda_refusal = secretariat_refusal and policies.read_agenda.refusal(request.user, meeting, on=on)
    packs = packs_to_read(request, meeting)
    pack = packs[0] if packs else None
    behind = open_restrictions(request, meeting) if packs or not agenda_refusal else frozenset()
    sections: list[agenda_reading.ReadSection] = []
    if not agenda_refusal:
        sections = agenda_reading.read(
            meeting,
            open_restrictions=behind,
            packs=packs,
            drafts_of=request.user.pk,
            all_drafts=not secretariat_refusal,
        )
    # Whoever reads an agenda that went round has no deadlines left to mind.
    minds_deadlines = meeting.state in COMING_STATES and bool(
        not secretariat_refusal or agenda_refusal or not pack
    )
    deadlines = timetable.deadlines(meeting, on=on) if minds_deadlines else ()
    due = [deadline for deadline in deadlines if deadline.name != "Meeting"]
    sessions = list(
        meeting.sessions_before.filter(state__in=COMING_STATES).select_related("board").order_by("starts_at")
    )
    too_late = [timetable.too_late(session, meeting) for session in sessions]
    if meeting.prepares is not None:
        too_late.append(timetable.too_late(meeting, meeting.prepares))
    context = {
        "meeting": meeting,
        "moves": meeting.moves.select_related("moved_by"),
        "sessions": sessions,
        "too_late": [sentence for sentence in too_late if sentence and not secretariat_refusal],
        "sections": sections,
        "has_items": any(section.items for section in sections),
        "agenda_refusal": agenda_refusal,
        "pack": pack,
        "new": _new_items(request, meeting, packs, behind),
        "waits_for_a_day": meeting.state == State.POSTPONED,
        "agreement": agreement(meeting, on=on)
        if policies.prepare_agreement.allows(request.user, meeting, on=on)
        and meeting.state in {State.AGENDA_DRAFT, State.AGREED}
        else None,
        "homework_waiting": 0
        if secretariat_refusal
        else HomeworkQuestion.objects.standing().filter(item__meeting=meeting).unanswered().count(),
        "may_admit": meeting.state == State.CIRCULATED
        and policies.admit_item.allows(request.user, meeting, on=on),
        "supplements": [pack for pack in packs if pack.main_id],
        "minutes": Minutes.objects.visible_to(request.user, on=on).filter(meeting=meeting).first()
        if hasattr(meeting, "minutes")
        else None,
        "circulate_by": next((each.due_on for each in due if each.name == "Circulate by"), None),
        "next_deadline": next((deadline for deadline in due if deadline.days_left >= 0), None),
        "missed": [deadline for deadline in due if deadline.days_left < 0],
        "secretariat_refusal": secretariat_refusal,
        "change_refusal": secretariat_refusal or policies.change_agenda.refusal(request.user, meeting, on=on),
        "has_begun": meeting.starts_at <= at,
        "days_left": (meeting.on - on).days,
    }
    return render(request, "meetings/meeting_detail.html", context)


def _new_items(
    request: SignedInRequest, meeting: Meeting, packs: list[Pack], behind: frozenset[int]
) -> frozenset[int]:
    published = [pack for pack in packs if pack.published_at is not None]
    if not published:
        return frozenset()
    now = agenda_news.digests(published, open_restrictions=behind)
    return agenda_news.new_items(meeting.readings.filter(person=request.user).first(), now)


@require_http_methods(["GET", "POST"])
def meeting_edit(request: SignedInRequest, reference: str) -> HttpResponse:
    on = clock.today()
    meeting = find_meeting(request, reference)
    policies.change_agenda.enforce(request.user, meeting, on=on)
    form = MeetingForm(request.POST or None, meeting=meeting, today=on, cancel_url=meeting.get_absolute_url())
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        try:
            workflow.edit_meeting(meeting=meeting, by=request.user, at=clock.now(), on=on, **form.facts())
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request, "The meeting is changed. Its address stays, so that links keep working."
            )
            return redirect(meeting)
    return render(request, "meetings/meeting_edit.html", {"form": form, "meeting": meeting})


@require_http_methods(["GET", "POST"])
def meeting_cancel(request: SignedInRequest, reference: str) -> HttpResponse:
    on = clock.today()
    meeting = find_meeting(request, reference)
    policies.change_agenda.enforce(request.user, meeting, on=on)
    form = MeetingCancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        workflow.cancel_meeting(
            meeting=meeting, reason=form.cleaned_data["reason"], by=request.user, at=clock.now(), on=on
        )
        messages.success(request, "The meeting is cancelled.")
        return redirect(meeting)
    context = {
        "form": form,
        "meeting": meeting,
        "consequences": [
            "The meeting stays in the list, marked as cancelled, with your reason.",
            "Its agenda and papers stay on record and no longer change.",
            "It cannot be brought back. To meet after all, plan another meeting.",
        ],
    }
    return render(request, "meetings/meeting_cancel.html", context)


@require_http_methods(["GET", "POST"])
def meeting_postpone(request: SignedInRequest, reference: str) -> HttpResponse:
    on = clock.today()
    meeting = find_meeting(request, reference)
    policies.change_agenda.enforce(request.user, meeting, on=on)
    form = MeetingPostponeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        workflow.postpone_meeting(
            meeting=meeting, reason=form.cleaned_data["reason"], by=request.user, at=clock.now(), on=on
        )
        messages.success(request, "The meeting is postponed. Set its new day as soon as it is known.")
        return redirect(meeting)
    context = {
        "form": form,
        "meeting": meeting,
        "consequences": [
            "The meeting leaves the calendars, and is listed as postponed with your reason.",
            "Its agenda, its papers and what the chairs agreed stay as they are.",
            "Once you set its new day it goes on from there; a pack that has gone round is published again.",
            "Days by which papers and answers are still owed then move by as many days as the meeting.",
        ],
    }
    return render(request, "meetings/meeting_postpone.html", context)


@require_http_methods(["GET", "POST"])
def meeting_resume(request: SignedInRequest, reference: str) -> HttpResponse:
    """Give a postponed meeting its new day."""
    on = clock.today()
    meeting = find_meeting(request, reference)
    policies.change_agenda.enforce(request.user, meeting, on=on)
    was = timezone.localtime(meeting.starts_at)
    form = MeetingResumeForm(
        request.POST or None,
        meeting=meeting,
        today=on,
        initial={"begins": f"{was:%H:%M}", "place": meeting.place or meeting.board.usual_place},
        cancel_url=meeting.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            workflow.resume_meeting(
                meeting=meeting,
                starts_at=form.starts_at(),
                place=form.cleaned_data["place"],
                by=request.user,
                at=clock.now(),
                on=on,
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request,
                "The meeting has its new day. Its agenda and papers are where they were; days by which papers and "
                "answers are still owed have moved with it.",
            )
            return redirect(meeting)
    return render(request, "meetings/meeting_resume.html", {"form": form, "meeting": meeting})


@require_http_methods(["GET", "POST"])
def meeting_held(request: SignedInRequest, reference: str) -> HttpResponse:
    on = clock.today()
    meeting = find_meeting(request, reference)
    policies.change_agenda.enforce(request.user, meeting, on=on)
    if request.method == "POST":
        try:
            workflow.record_as_held(meeting=meeting, by=request.user, at=clock.now(), on=on)
        except CannotBeDone as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, "The meeting is recorded as held. Its minutes can be entered now.")
        return redirect(meeting)
    context = {
        "meeting": meeting,
        "consequences": [
            "The agenda and its papers no longer change.",
            "The minutes can be entered, for the next meeting to confirm.",
        ],
    }
    return render(request, "meetings/meeting_held.html", context)


@require_GET
def meeting_timetable(request: SignedInRequest, reference: str) -> HttpResponse:
    on = clock.today()
    meeting = find_meeting(request, reference)
    closed = dict(ClosureDay.objects.values_list("closed_on", "reason"))
    deadlines = timetable.deadlines(meeting, on=on, closed=closed)
    circulated_on = timezone.localdate(meeting.circulated_at) if meeting.circulated_at else None
    days_late = timetable.lateness(meeting, circulated_on=circulated_on or on, closed=closed)
    context = {
        "meeting": meeting,
        "deadlines": [] if meeting.state == State.POSTPONED else deadlines,
        "days_off": timetable.days_off(min(row.due_on for row in deadlines), meeting.on, closed=closed),
        "clashes": timetable.clashes(meeting.on, closed=closed),
        "circulated_on": circulated_on,
        "can_still_go_round": meeting.state in COMING_STATES and meeting.on >= on,
        "days_late": days_late,
        "lateness": timetable.lateness_in_words(days_late),
        "circulate_by": timetable.circulate_by(meeting.board, meeting.on, closed=closed),
        "secretariat_refusal": (refusal := policies.run_meetings.refusal(request.user, on=on)),
        "blockers": []
        if refusal or meeting.state not in COMING_STATES
        else countdown.countdowns([meeting], on=on, closed=closed)[0].blockers,
    }
    return render(request, "meetings/meeting_timetable.html", context)


@require_GET
def meeting_history(request: SignedInRequest, reference: str) -> HttpResponse:
    meeting = find_meeting(request, reference)
    policies.run_meetings.enforce(request.user, on=clock.today())
    entries = sorted(
        chain(
            changes(
                meeting.history.select_related("history_user", "focus_priority", "prepares__board")[
                    :CHANGES_SHOWN
                ],
                name=lambda row: "Meeting",
                leave_out={"agenda_version", "version", "circulated_by", "put_by", "put_version"},
                in_words={
                    "starts_at": lambda at: f"{timezone.localtime(at):%-d %B %Y, %H:%M}" if at else "",
                    "circulated_at": lambda at: f"{timezone.localtime(at):%-d %B %Y, %H:%M}" if at else "",
                    "put_at": lambda at: f"{timezone.localtime(at):%-d %B %Y, %H:%M}" if at else "",
                },
            ),
            changes(
                _history_of(meeting.sections.model, meeting),
                name=lambda row: f"Section “{row.name}”",
                leave_out={"position", "meeting"},
            ),
            item_changes(meeting, _history_of(meeting.items.model, meeting, "section", "priority")),
        ),
        key=lambda change: change.at,
        reverse=True,
    )
    context = {"meeting": meeting, "entries": entries[:CHANGES_SHOWN]}
    return render(request, "meetings/meeting_history.html", context)


def _history_of(model: Any, meeting: Meeting, *along: str) -> Any:
    rows = model.history.filter(meeting=meeting).select_related("history_user", *along)
    return rows.order_by("-history_date", "-history_id")[:CHANGES_SHOWN]


def item_changes(meeting: Meeting, rows: Any) -> Any:
    """Say what rows of items' history changed; pointers read as titles, places as "moved"."""
    items = list(meeting.items.all())
    return changes(
        rows,
        name=lambda row: f"Item “{row.title}”",
        leave_out={"version", "meeting", "withdrawn_by", "key"},
        in_words={
            "wording": lambda wording: references.for_writing(wording, items),
            "withdrawn_at": lambda at: f"{timezone.localtime(at):%-d %B %Y, %H:%M}" if at else "",
        },
    )
