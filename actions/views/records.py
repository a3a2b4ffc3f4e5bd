"""Pages about one action: recording, reading, changing, ending, escalating, comments and files."""

import io
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from actions import policies, workflow
from actions.forms import (
    ActionForm,
    ActionRecordForm,
    CarryOverForm,
    CommentForm,
    EndForm,
    EscalateForm,
    EscalationAnswerForm,
    FollowFromForm,
    WithFile,
    partner,
    partner_choices,
)
from actions.models import Action, ActionFile, DueDate, Escalation, Responsibility, Step, last_meeting_day
from actions.states import Event
from csp_portal.accounts.models import User
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.audit.recording import record
from csp_portal.audit.responses import AuditedFileResponse
from csp_portal.core import clock
from csp_portal.core.history import changes
from csp_portal.core.numbers import whole_number
from csp_portal.core.workflow import CannotBeDone
from csp_portal.documents.intake import Unusable, take_in
from delivery_plans.models import Indicator, Milestone, reads_plans
from meetings.models import Board, BoardRole, Decision, Meeting, MinuteEntry, Minutes, SeatHolder

CHANGES_SHOWN = 300
MEETINGS_OFFERED = 8


def doing(request: SignedInRequest) -> dict[str, Any]:
    """Say who does it and when, as every workflow function wants to know."""
    return {"by": request.user, "at": clock.now(), "on": clock.today()}


def find_action(request: SignedInRequest, slug: str) -> Action:
    """Find an action that the person may know of, or answer 404."""
    visible = Action.objects.visible_to(request.user, on=clock.today())
    along = visible.select_related(
        "board", "meeting__board", "agenda_item__meeting", "agenda_item__restriction", "priority",
        "superseded_by", "recorded_by", "ended_by", "minute__minutes__meeting", "decision",
        "milestone__plan__outcome", "milestone__area", "milestone__action", "indicator", "review",
    )  # fmt: skip
    return get_object_or_404(along.prefetch_related("responsibilities"), slug=slug)


def find_to_change(request: SignedInRequest, slug: str) -> Action:
    """Find an action that the person may change."""
    action = find_action(request, slug)
    policies.change_action.enforce(request.user, action, on=clock.today())
    return action


def uploaded(form: WithFile, action: Action) -> workflow.Upload | None:
    """
    Take in the file of a form that has been checked.

    :raises Unusable: with a sentence saying what is wrong with the file
    """
    file = form.cleaned_data["file"]
    if not file:
        return None
    return workflow.Upload(file.name, take_in(file.read(), filename=file.name, title=action.reference))


def _from_milestone(milestone: Milestone | None) -> dict[str, Any]:
    if milestone is None:
        return {}
    outcome = milestone.plan.outcome
    return {
        "title": milestone.words[:300],
        "priority": outcome.priority_id,
        "outcome": str(outcome)[:200],
        "details": f"{milestone.plan}, {milestone.label}".rstrip(", "),
    }


def _from_indicator(indicator: Indicator | None) -> dict[str, Any]:
    if indicator is None:
        return {}
    return {"priority": indicator.priority_id, "details": f"Performance: {indicator.name}"}


@require_http_methods(["GET", "POST"])
def action_record(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.run_actions.enforce(request.user, on=on)
    readable = Meeting.objects.visible_to(request.user, on=on).select_related("board")
    meeting = readable.filter(reference=request.GET.get("meeting", "")).first()
    boards = Board.objects.meeting().on(on)
    board = meeting.board if meeting else boards.filter(slug=request.GET.get("board", "")).first()
    if board is None:
        begun = readable.filter(starts_at__lte=clock.now()).exclude(state="cancelled")
        offered = {
            "meetings": begun.order_by("-starts_at")[:MEETINGS_OFFERED],
            "coming": readable.ahead(at=clock.now())[:2],
            "boards": boards,
        }
        return render(request, "actions/action_record.html", offered)
    items = list(meeting.items.standing().in_order()) if meeting else []
    decisions = decisions_of(request, meeting)
    minute = (
        MinuteEntry.objects.readable_by(request.user, on=on)
        .filter(minutes__meeting=meeting, key=request.GET.get("minute", ""))
        .select_related("item__meeting", "minutes__meeting")
        .first()
        if meeting
        else None
    )
    if minute is not None:
        # Recorded while minuting: the minute says which item, and which decisions it can follow from.
        decisions, items = decisions.filter(entry=minute), []
    milestone = (
        Milestone.objects.visible_to(request.user, on=on)
        .select_related("plan__outcome__priority", "area", "action")
        .filter(pk=whole_number(request.GET.get("milestone", "")))
        .first()
    )
    indicator = (
        Indicator.objects.visible_to(request.user, on=on)
        .filter(slug=request.GET.get("indicator", ""))
        .first()
    )
    form = ActionRecordForm(
        request.POST or None,
        items=[(item.key, item.title) for item in items],
        partners=partner_choices(board, on=on),
        decisions=decisions,
        reviews=board.case_reviews.standing(),
        initial={
            "review": request.GET.get("review", ""),
            "item": request.GET.get("item", ""),
            "decision": request.GET.get("decision", ""),
            "kind": "do",
        }
        | _from_indicator(indicator)
        | _from_milestone(milestone),
    )
    if request.method == "POST" and form.is_valid():
        item = next((each for each in items if each.key == form.cleaned_data.get("item")), None)
        try:
            action = workflow.record_action(
                board=board,
                meeting=meeting,
                agenda_item=item,
                minute=minute,
                decision=form.cleaned_data.get("decision"),
                milestone=milestone,
                indicator=indicator,
                partners=[partner(value) for value in form.cleaned_data["partners"]],
                due=form.chosen_due(),
                **form.facts(),
                **doing(request),
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"The action is recorded as {action.reference}.")
            return redirect(action)
    context = {
        "form": form,
        "board": board,
        "meeting": meeting,
        "minute": minute,
        "milestone": milestone,
        "indicator": indicator,
    }
    return render(request, "actions/action_record.html", context)


def decisions_of(request: SignedInRequest, meeting: Meeting | None) -> Any:
    """List the decisions of a meeting that the person may read."""
    visible = Decision.objects.visible_to(request.user, on=clock.today()).standing()
    return visible.filter(entry__minutes__meeting=meeting) if meeting else Decision.objects.none()


@require_http_methods(["GET", "POST"])
def action_follow_from(request: SignedInRequest, slug: str) -> HttpResponse:
    action = find_to_change(request, slug)
    decisions = decisions_of(request, action.meeting)
    if action.agenda_item_id is not None:
        decisions = decisions.filter(entry__item=action.agenda_item_id)
    form = FollowFromForm(request.POST or None, decisions=decisions, cancel_url=action.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        try:
            workflow.follow_from(action=action, decision=form.cleaned_data["decision"], **doing(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The action is tied to its decision.")
            return redirect(action)
    context = {"form": form, "action": action, "has_decisions": decisions.exists()}
    return render(request, "actions/action_follow_from.html", context)


@require_GET
def action_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    on, at = clock.today(), clock.now()
    action = find_action(request, slug)
    standing = policies.standing(request.user, action, on=on)
    run_refusal = policies.run_actions.refusal(request.user, on=on)
    since = last_meeting_day(action.board, before=at)
    responsibilities = (
        Responsibility.objects.filter(action=action)
        .with_due()
        .select_related("organisation", "person", "done_by")
        .prefetch_related(
            Prefetch("steps", Step.objects.select_related("written_by").prefetch_related("files__pdf")),
            Prefetch("due_dates", DueDate.objects.with_day().select_related("set_by")),
        )
    )
    parts: list[dict[str, Any]] = []
    for part in responsibilities:
        part.action = action
        parts.append(
            {
                "part": part,
                "is_overdue": part.is_overdue(on=on),
                "is_silent": part.is_silent(since=since),
                "earlier": list(part.due_dates.all())[:-1],
                "answer_refusal": standing.answer_refusal(part),
                "accept_refusal": standing.accept_refusal(part),
            }
        )
    item = action.agenda_item
    behind: frozenset[int] = frozenset()
    if item and item.restriction_id:
        # Whoever sees the action is behind its item's restriction.
        behind = frozenset({item.restriction_id})
    context = {
        "action": action,
        "milestone": action.milestone if action.milestone and reads_plans(request.user, on=on) else None,
        "indicator": action.indicator if action.indicator and reads_plans(request.user, on=on) else None,
        "state": action.state,
        "is_closed": action.is_closed,
        "is_overdue": any(each["is_overdue"] for each in parts),
        "owes": any(each["part"].is_outstanding for each in parts),
        "parts": parts,
        "item_title": item.title_for(behind) if item else "",
        # A draft of the minutes is nobody's business who cannot read it.
        "minute": action.minute
        if action.minute
        and Minutes.objects.visible_to(request.user, on=on).filter(pk=action.minute.minutes_id)
        else None,
        "supersedes": list(action.supersedes.visible_to(request.user, on=on)),
        "escalations": [
            (escalation, standing.escalation_refusal(escalation))
            for escalation in action.escalations.select_related("action", "chair", "raised_by", "answered_by")
        ],
        "log_entries": action.log_entries.select_related("meeting__board", "written_by"),
        "comments": action.comments.select_related("written_by").prefetch_related("files__pdf"),
        "run_refusal": run_refusal,
        "change_refusal": run_refusal or policies.change_action.refusal(request.user, action, on=on),
        "entries": [] if run_refusal else _entries(action),
        "names_alone": len(parts) > 1,
    }
    return render(request, "actions/action_detail.html", context)


def _entries(action: Action) -> list[Any]:
    rows = action.history.select_related("history_user", "priority")[:CHANGES_SHOWN]
    people = Responsibility.history.filter(action=action).select_related(
        "history_user", "organisation", "person"
    )[:CHANGES_SHOWN]
    told = changes(
        rows,
        name=lambda row: "Action",
        leave_out={
            "version",
            "ended_by",
            "ended_at",
            "superseded_by",
            "series",
            "number",
            "minute",
            "decision",
        },
    )
    told += changes(
        people,
        name=lambda row: f"Part of {row.organisation.short_name}",
        leave_out={"done_at", "done_by", "accepted_at", "accepted_by", "action"},
    )
    return sorted(told, key=lambda change: change.at, reverse=True)


@require_http_methods(["GET", "POST"])
def action_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    action = find_to_change(request, slug)
    initial = {name: getattr(action, name) for name in ActionForm.base_fields}
    form = ActionForm(
        request.POST or None,
        # One that is closed stays where it is named.
        reviews=action.board.case_reviews.filter(Q(closed_at__isnull=True) | Q(pk=action.review_id)),
        initial=initial | {"review": action.review.key if action.review else ""},
        cancel_url=action.get_absolute_url(),
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        workflow.edit_action(
            action=action, version=form.cleaned_data["version"], **form.facts(), **doing(request)
        )
        messages.success(request, "The action is changed. Its reference stays.")
        return redirect(action)
    return render(request, "actions/action_edit.html", {"form": form, "action": action})


@require_http_methods(["GET", "POST"])
def action_carry_over(request: SignedInRequest, slug: str) -> HttpResponse:
    action = find_to_change(request, slug)
    owing = action.responsibilities.outstanding().select_related("organisation", "person")
    form = CarryOverForm(request.POST or None, parts=owing, cancel_url=action.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        try:
            workflow.carry_over(
                action=action,
                parts=form.cleaned_data["parts"],
                due=form.chosen_due(),
                reason=form.cleaned_data["reason"],
                **doing(request),
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The action is carried over. The old day stays on record.")
            return redirect(action)
    return render(request, "actions/action_carry_over.html", {"form": form, "action": action, "owing": owing})


@require_http_methods(["GET", "POST"])
def action_end(request: SignedInRequest, slug: str) -> HttpResponse:
    action = find_to_change(request, slug)
    form = EndForm(
        request.POST or None,
        visible=Action.objects.visible_to(request.user, on=clock.today()),
        cancel_url=action.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            workflow.end_action(action=action, **form.cleaned_data, **doing(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The action is ended. It stays on record with the reason.")
            return redirect(action)
    return render(request, "actions/action_end.html", {"form": form, "action": action})


@require_http_methods(["GET", "POST"])
def action_escalate(request: SignedInRequest, slug: str) -> HttpResponse:
    on = clock.today()
    action = find_to_change(request, slug)
    chairing = SeatHolder.objects.on(on).filter(seat__board=action.board, seat__board_role=BoardRole.CO_CHAIR)
    chairs = User.objects.filter(pk__in=chairing.values("person"))
    form = EscalateForm(request.POST or None, chairs=chairs, cancel_url=action.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        try:
            workflow.escalate(action=action, **form.cleaned_data, **doing(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"The action is before {form.cleaned_data['chair']}.")
            return redirect(action)
    context = {"form": form, "action": action, "has_chairs": chairs.exists()}
    return render(request, "actions/action_escalate.html", context)


@require_http_methods(["GET", "POST"])
def escalation_answer(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    action = find_action(request, slug)
    escalation = get_object_or_404(
        Escalation.objects.select_related("action", "chair", "raised_by"), action=action, pk=pk
    )
    policies.answer_escalation.enforce(request.user, escalation, on=clock.today())
    form = EscalationAnswerForm(request.POST or None, cancel_url=action.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        workflow.answer_escalation(escalation=escalation, **form.cleaned_data, **doing(request))
        messages.success(request, "The chair's answer is on record.")
        return redirect(action)
    context = {"form": form, "action": action, "escalation": escalation}
    return render(request, "actions/escalation_answer.html", context)


@require_http_methods(["GET", "POST"])
def comment_add(request: SignedInRequest, slug: str) -> HttpResponse:
    action = find_action(request, slug)
    form = CommentForm(request.POST or None, request.FILES or None, cancel_url=action.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        try:
            workflow.add_comment(
                action=action,
                text=form.cleaned_data["text"],
                upload=uploaded(form, action),
                **doing(request),
            )
        except Unusable as problem:
            form.add_error("file", problem.sentence)
        else:
            messages.success(request, "Your comment is added.")
            return redirect(action)
    return render(request, "actions/comment_add.html", {"form": form, "action": action})


@require_GET
def file_download(request: SignedInRequest, slug: str, pk: int) -> AuditedFileResponse:
    action = find_action(request, slug)
    file = get_object_or_404(ActionFile.objects.select_related("pdf"), action=action, pk=pk)
    event = record(Event.FILE_READ, actor=request.user, subject=file, at=clock.now(), reference=action.slug)
    return AuditedFileResponse(
        io.BytesIO(file.pdf.read()),
        event=event,
        filename=f"{action.slug}-{file.pk}.pdf",
        as_attachment=True,
        content_type=file.pdf.media_type,
    )
