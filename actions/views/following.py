"""Pages that follow actions up: reminders, links for partners without an account, the log at a meeting."""

import secrets
from http import HTTPStatus
from typing import Any

from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actions import policies, workflow
from actions.forms import DONE, GoThroughForm, LinkAnswerForm, LinkSendForm, ReminderForm
from actions.meeting_log import log_of
from actions.models import Action, AnswerLink, LogEntry, ReminderRule, Responsibility
from actions.states import State
from actions.views.partners import find_part
from actions.views.records import doing, find_to_change, uploaded
from actions.workflow.log import Decision
from csp_portal.accounts.models import User
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone
from csp_portal.documents.intake import Unusable
from meetings.models import Board, BoardRole, Meeting, SeatHolder

Outcome = LogEntry.Outcome


# --- Reminders --------------------------------------------------------------------------------------
@require_GET
def reminder_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.run_actions.enforce(request.user, on=on)
    boards = Board.objects.meeting().on(on).select_related("reminder_rule")
    rules = [(board, getattr(board, "reminder_rule", None) or ReminderRule(board=board)) for board in boards]
    return render(request, "actions/reminder_list.html", {"rules": rules})


@require_http_methods(["GET", "POST"])
def reminder_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    policies.run_actions.enforce(request.user, on=clock.today())
    board = get_object_or_404(Board.objects.meeting().select_related("reminder_rule"), slug=slug)
    rule = getattr(board, "reminder_rule", None) or ReminderRule(board=board)
    form = ReminderForm(
        request.POST or None,
        initial={"before": rule.before, "every": rule.every, "others_after": rule.others_after},
        cancel_url=reverse("actions:reminder_list"),
    )
    if request.method == "POST" and form.is_valid():
        workflow.set_reminders(board=board, **form.cleaned_data, **doing(request))
        messages.success(request, f"Partners of the {board} are reminded by these days from now on.")
        return redirect("actions:reminder_list")
    return render(request, "actions/reminder_edit.html", {"form": form, "board": board})


# --- Links for partners without an account ----------------------------------------------------------
@require_http_methods(["GET", "POST"])
@sensitive_variables("token")
def link_send(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    action = find_to_change(request, slug)
    part = find_part(action, pk)
    last = part.answer_links.first()
    initial = last.address if last else ("" if part.person.is_active else part.person.email)
    form = LinkSendForm(
        request.POST or None, initial={"address": initial}, cancel_url=action.get_absolute_url()
    )
    refusal = policies.answer_by_link.refusal(part)
    if request.method == "POST" and not refusal and form.is_valid():
        token = secrets.token_urlsafe(32)
        try:
            workflow.send_link(part=part, address=form.cleaned_data["address"], token=token, **doing(request))
        except Refused as reason:
            form.add_error("address", str(reason))
        else:
            messages.success(request, "The link is on its way. A link sent before does not work any more.")
            return redirect(action)
    context = {
        "form": form,
        "action": action,
        "part": part,
        "refusal": refusal,
        "links": part.answer_links.select_related("sent_by", "withdrawn_by", "step"),
        "now": clock.now(),
    }
    return render(request, "actions/link_send.html", context)


@require_POST
def link_withdraw(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    action = find_to_change(request, slug)
    link = get_object_or_404(
        AnswerLink.objects.select_related("responsibility__action"), responsibility__action=action, pk=pk
    )
    workflow.withdraw_link(link=link, **doing(request))
    messages.success(request, "The link does not work any more.")
    return redirect("actions:link_send", action.slug, link.responsibility_id)


def _privately(response: HttpResponse) -> HttpResponse:
    # The address is the key: no other site may learn it from where a reader came.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_variables("token")
def link_answer(request: HttpRequest, token: str) -> HttpResponse:
    if too_many := consume_or_429(request, action="answer_link", limit_get=True):
        return too_many
    at, on = clock.now(), clock.today()
    link = (
        AnswerLink.objects.for_token(token)
        .select_related("responsibility__action__board", "responsibility__action__agenda_item__restriction")
        .first()
    )
    owed = Responsibility.objects.with_due().select_related("organisation", "person")
    part = None if link is None else owed.get(pk=link.responsibility_id)
    if link is None or part is None or not link.is_usable(at=at) or policies.answer_by_link.refusal(part):
        # The same words whether it ran out or never was: whoever tries links learns nothing.
        return _privately(render(request, "actions/link_closed.html", status=HTTPStatus.NOT_FOUND))
    action = part.action
    form = LinkAnswerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.answer_by_link(
                link=link,
                name=form.cleaned_data["name"],
                is_done=form.cleaned_data["what"] == DONE,
                text=form.cleaned_data["text"],
                upload=uploaded(form, action),
                at=at,
            )
        except Unusable as problem:
            form.add_error("file", problem.sentence)
        else:
            return _privately(render(request, "actions/link_answered.html", {"action": action}))
    context = {"form": form, "action": action, "part": part, "link": link, "is_late": part.is_overdue(on=on)}
    return _privately(render(request, "actions/link_answer.html", context))


# --- Going through the log at a meeting -------------------------------------------------------------
def _find_meeting(request: SignedInRequest, reference: str) -> Meeting:
    policies.run_actions.enforce(request.user, on=clock.today())
    visible = Meeting.objects.visible_to(request.user, on=clock.today()).select_related("board")
    meeting = get_object_or_404(visible, reference=reference)
    policies.go_through_log.enforce(request.user, meeting, on=clock.today())
    return meeting


@require_GET
def log_list(request: SignedInRequest, reference: str) -> HttpResponse:
    meeting = _find_meeting(request, reference)
    log = log_of(meeting, Action.objects.visible_to(request.user, on=clock.today()))
    done = sum(bool(line["said_here"]) for line in log.lines)
    to_go = next((line["action"] for line in log.lines if not line["said_here"]), None)
    context = {"meeting": meeting, "log": log, "done": done, "of": len(log.lines), "to_go": to_go}
    return render(request, "actions/log_list.html", context)


@require_http_methods(["GET", "POST"])
def log_enter(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    on = clock.today()
    meeting = _find_meeting(request, reference)
    lines = log_of(meeting, Action.objects.visible_to(request.user, on=on)).lines
    places = {line["action"].slug: place for place, line in enumerate(lines)}
    if slug not in places:
        # Closed long ago, of another board, or not theirs to know.
        get_object_or_404(Action.objects.none())
    place = places[slug]
    line = lines[place]
    action = line["action"]
    chairing = SeatHolder.objects.on(on).filter(seat__board=action.board, seat__board_role=BoardRole.CO_CHAIR)
    chairs = User.objects.filter(pk__in=chairing.values("person"))
    form = GoThroughForm(
        request.POST or None,
        outcomes=_outcomes(line, has_chairs=chairs.exists()),
        chairs=chairs,
        cancel_url=reverse("actions:log_list", args=[meeting.reference]),
    )
    if request.method == "POST" and form.is_valid():
        decision = Decision(
            outcome=Outcome(form.cleaned_data["outcome"]),
            due=form.chosen_due() if form.cleaned_data.get("due") else None,
            chair=form.cleaned_data.get("chair"),
            ending=form.cleaned_data.get("ending", ""),
        )
        try:
            workflow.go_through(
                action=action,
                meeting=meeting,
                decision=decision,
                said=form.cleaned_data["said"],
                **doing(request),
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{action.reference}: what the meeting said is kept.")
            if place + 1 < len(lines):
                return redirect("actions:log_enter", meeting.reference, lines[place + 1]["action"].slug)
            return redirect("actions:log_list", meeting.reference)
    context = {
        "form": form,
        "meeting": meeting,
        "line": line,
        "action": action,
        "number": place + 1,
        "of": len(lines),
        "before": lines[place - 1]["action"] if place else None,
        "after": lines[place + 1]["action"] if place + 1 < len(lines) else None,
    }
    return render(request, "actions/log_enter.html", context)


def _outcomes(line: dict[str, Any], *, has_chairs: bool) -> list[Outcome]:
    """Offer what fits the action as it stands."""
    parts = [each["part"] for each in line["parts"]]
    offered = [Outcome.NOTED]
    if line["is_closed"]:
        return offered
    if any(part.state == State.DONE for part in parts):
        offered.append(Outcome.ACCEPTED)
    if any(part.is_outstanding for part in parts):
        offered.append(Outcome.CARRIED_OVER)
    if has_chairs:
        offered.append(Outcome.ESCALATED)
    return [*offered, Outcome.ENDED]
