"""Pages about decisions, about what is told of them, and about what goes to parallel boards."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.audit.recording import record
from csp_portal.audit.responses import AuditedFileResponse
from csp_portal.core import clock
from csp_portal.core.spreadsheets import cell
from csp_portal.core.workflow import CannotBeDone
from meetings import attendance_reading, policies
from meetings.forms.minutes import CommunicationForm, DecisionFilterForm, DecisionForm, PassOnForm
from meetings.models import Board, Communication, Decision, MinuteEntry, PassingOn
from meetings.models.decisions import DecisionQuerySet
from meetings.states.minutes import Event
from meetings.views.minute_entries import back_to_writing, find_entry, writing_place
from meetings.views.minutes import sought_wordings
from meetings.views.paper_finding import now
from meetings.workflow import decisions as workflow

ROWS = 25
ALONG = ("board", "entry__minutes__meeting__board", "entry__item__restriction", "entry__item__meeting")
HEADINGS = (
    "Reference", "Decision", "Taken on", "Board", "Minute", "Agenda item", "Took part", "Restricted", "Corrections",
)  # fmt: skip


def find_decision(request: SignedInRequest, slug: str) -> Decision:
    """Find a decision that the person may read, or answer 404."""
    visible = Decision.objects.visible_to(request.user, on=clock.today())
    return get_object_or_404(visible.select_related(*ALONG).distinct(), slug=slug)


def _found(request: SignedInRequest, form: DecisionFilterForm) -> DecisionQuerySet:
    found = Decision.objects.visible_to(request.user, on=clock.today()).standing()
    chosen = form.cleaned_data if form.is_valid() else {}
    if board := chosen.get("board"):
        found = found.filter(board=board)
    if since := chosen.get("since"):
        found = found.filter(taken_on__gte=since)
    if until := chosen.get("until"):
        found = found.filter(taken_on__lte=until)
    for word in chosen.get("words", "").split():
        found = found.filter(
            Q(reference__icontains=word)
            | Q(wording__icontains=word)
            | Q(entry__title__icontains=word)
            | Q(entry__reference__iexact=word)
        )
    return found.order_by("-taken_on", "-pk")


def _form(request: SignedInRequest) -> DecisionFilterForm:
    boards = Board.objects.meeting().readable_by(request.user, on=clock.today())
    return DecisionFilterForm(request.GET or None, boards=boards)


@require_GET
def decision_list(request: SignedInRequest) -> HttpResponse:
    policies.search.enforce(request.user, on=clock.today())
    form = _form(request)
    found = _found(request, form)
    # The last row of one page is the address of the next, so that page 300 costs no more than page 1.
    if after := request.GET.get("after", ""):
        last = Decision.objects.visible_to(request.user, on=clock.today()).filter(slug=after).first()
        if last is not None:
            found = found.filter(Q(taken_on__lt=last.taken_on) | Q(taken_on=last.taken_on, pk__lt=last.pk))
    rows = list(found.select_related(*ALONG)[: ROWS + 1])
    context = {
        "form": form,
        "rows": rows[:ROWS],
        "more": rows[ROWS - 1].slug if len(rows) > ROWS else "",
        "is_narrowed": bool(request.GET),
    }
    return render(request, "meetings/decision_list.html", context)


@require_GET
def decision_export(request: SignedInRequest) -> AuditedFileResponse:
    on = clock.today()
    policies.search.enforce(request.user, on=on)
    found = _found(request, _form(request)).select_related(*ALONG)
    rows = [
        [
            decision.reference,
            decision.wording,
            decision.taken_on,
            decision.board.name,
            decision.entry.reference,
            # Whoever exports it may read the item; others will read the file.
            decision.entry.title_for(()) if decision.entry.is_restricted else decision.entry.title,
            "; ".join(f"{seat.office}, {seat.organisation.short_name}" for seat in decision.took_part.all()),
            "yes" if decision.entry.is_restricted else "",
            " / ".join(correction.text for correction in decision.corrections.all()),
        ]
        for decision in found.prefetch_related("took_part__organisation", "corrections")
    ]
    out = io.StringIO()
    csv.writer(out).writerows([HEADINGS, *([cell(value) for value in row] for row in rows)])
    event = record(Event.DECISIONS_EXPORTED, actor=request.user, subject=None, at=clock.now(), rows=len(rows))
    return AuditedFileResponse(
        io.BytesIO(out.getvalue().encode("utf-8-sig")),
        event=event,
        filename=f"decisions-{on:%Y-%m-%d}.csv",
        as_attachment=True,
        content_type="text/csv; charset=utf-8",
    )


@require_GET
def decision_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    on = clock.today()
    decision = find_decision(request, slug)
    entry = decision.entry
    minutes = entry.minutes
    behind = (
        frozenset({entry.item.restriction_id}) if entry.item and entry.item.restriction_id else frozenset()
    )
    context = {
        "decision": decision,
        "entry": entry,
        # Whoever sees the decision is behind its item's restriction.
        "entry_title": entry.title_for(behind),
        "minutes": minutes,
        "meeting": minutes.meeting,
        "took_part": decision.took_part.select_related("organisation"),
        "corrections": decision.corrections.select_related("recorded_by"),
        "communications": decision.communications.all(),
        "passed_on": decision.passed_on.select_related("board", "sent_by"),
        "write_refusal": policies.write_minutes.refusal(request.user, minutes, on=on),
        "correct_refusal": policies.correct_minutes.refusal(request.user, minutes, on=on),
    }
    return render(request, "meetings/decision_detail.html", context)


def _to_write(request: SignedInRequest, reference: str, key: str) -> MinuteEntry:
    entry = find_entry(request, reference, key)
    policies.write_minutes.enforce(request.user, entry.minutes, on=clock.today())
    return entry


def _page(request: SignedInRequest, name: str, entry: MinuteEntry, form: Any, **more: Any) -> HttpResponse:
    context = {
        "entry": entry,
        "minutes": entry.minutes,
        "meeting": entry.minutes.meeting,
        "form": form,
        **more,
    }
    return render(request, f"meetings/{name}.html", context)


def _decision_form(data: Any, entry: MinuteEntry, **initial: Any) -> DecisionForm:
    meeting = entry.minutes.meeting
    seats = list(meeting.board.seats.on(meeting.on).filter(is_voting=True))
    return DecisionForm(
        data,
        seats=seats,
        barred=attendance_reading.barred_seats(entry.item) if entry.item else frozenset(),
        initial=initial,
        cancel_url=writing_place(entry),
    )


@require_http_methods(["GET", "POST"])
def decision_record(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    entry = _to_write(request, reference, key)
    sought = sought_wordings(entry)
    chosen = request.GET.get("sought", "")
    wording = (
        sought[int(chosen)] if chosen.isdecimal() and len(chosen) < 4 and int(chosen) < len(sought) else ""
    )
    if not chosen and len(sought) == 1:
        wording = sought[0]
    form = _decision_form(
        request.POST or None,
        entry,
        wording=wording,
        took_part=[seat.pk for seat in attendance_reading.deciding_seats(entry.item)] if entry.item else [],
        version=0,
    )
    if request.method == "POST" and form.is_valid():
        try:
            decision = workflow.record_decision(
                entry=entry,
                wording=form.cleaned_data["wording"],
                took_part=form.cleaned_data["took_part"],
                **now(request),
            )
        except CannotBeDone as problem:
            form.add_error("took_part", str(problem))
        else:
            messages.success(request, f"The decision is recorded as {decision.reference}.")
            return back_to_writing(entry)
    return _page(request, "decision_record", entry, form, sought=sought)


@require_http_methods(["GET", "POST"])
def decision_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    decision = find_decision(request, slug)
    entry = decision.entry
    policies.write_minutes.enforce(request.user, entry.minutes, on=clock.today())
    form = _decision_form(
        request.POST or None,
        entry,
        wording=decision.wording,
        took_part=[seat.pk for seat in decision.took_part.all()],
        version=decision.version,
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        try:
            workflow.edit_decision(decision=decision, **form.cleaned_data, **now(request))
        except CannotBeDone as problem:
            form.add_error("took_part", str(problem))
        else:
            messages.success(request, f"Decision {decision.reference} is changed. Its reference stays.")
            return redirect(decision)
    return _page(request, "decision_edit", entry, form, decision=decision)


@require_POST
def decision_strike(request: SignedInRequest, slug: str) -> HttpResponse:
    decision = find_decision(request, slug)
    policies.write_minutes.enforce(request.user, decision.entry.minutes, on=clock.today())
    try:
        workflow.strike_decision(decision=decision, **now(request))
    except CannotBeDone as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request, f"Decision {decision.reference} is struck out. Its reference is not used again."
        )
    return redirect(decision)


@require_http_methods(["GET", "POST"])
def communication_add(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    entry = find_entry(request, reference, key)
    policies.keep_minutes.enforce(request.user, entry.minutes, on=clock.today())
    form = CommunicationForm(
        request.POST or None, decisions=entry.decisions.standing(), cancel_url=entry.get_absolute_url()
    )
    if request.method == "POST" and form.is_valid():
        workflow.add_communication(entry=entry, **form.cleaned_data, **now(request))
        messages.success(request, "The communication is recorded.")
        return redirect(entry)
    return _page(request, "communication_add", entry, form)


def _communication(request: SignedInRequest, reference: str, key: str, pk: int) -> Communication:
    entry = find_entry(request, reference, key)
    communication = get_object_or_404(entry.communications, pk=pk)
    communication.entry = entry
    return communication


@require_POST
def communication_told(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    communication = _communication(request, reference, key, pk)
    policies.run_meetings.enforce(request.user, on=clock.today())
    return _act(
        request,
        communication.entry,
        workflow.mark_told,
        "It is noted as told today.",
        communication=communication,
    )


@require_POST
def communication_drop(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    communication = _communication(request, reference, key, pk)
    policies.keep_minutes.enforce(request.user, communication.entry.minutes, on=clock.today())
    return _act(
        request,
        communication.entry,
        workflow.drop_communication,
        "The communication is taken out.",
        communication=communication,
    )


def _act(request: SignedInRequest, entry: MinuteEntry, act: Any, done: str, **facts: Any) -> HttpResponse:
    try:
        act(**facts, **now(request))
    except CannotBeDone as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return redirect(entry)


@require_http_methods(["GET", "POST"])
def passing_on_add(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    entry = find_entry(request, reference, key)
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    form = PassOnForm(
        request.POST or None,
        boards=Board.objects.on(on).filter(kind=Board.Kind.PARALLEL),
        decisions=entry.decisions.standing(),
        cancel_url=entry.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        workflow.pass_on(entry=entry, **form.cleaned_data, **now(request))
        messages.success(request, "It is recorded what that board is told.")
        return redirect(entry)
    return _page(request, "passing_on_add", entry, form)


def _passing(request: SignedInRequest, reference: str, key: str, pk: int) -> PassingOn:
    entry = find_entry(request, reference, key)
    policies.run_meetings.enforce(request.user, on=clock.today())
    passing = get_object_or_404(entry.passed_on, pk=pk)
    passing.entry = entry
    return passing


@require_POST
def passing_on_sent(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    passing = _passing(request, reference, key, pk)
    return _act(request, passing.entry, workflow.mark_sent_on, "It is noted as sent today.", passing=passing)


@require_POST
def passing_on_drop(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    passing = _passing(request, reference, key, pk)
    return _act(request, passing.entry, workflow.drop_passing_on, "It is taken out.", passing=passing)
