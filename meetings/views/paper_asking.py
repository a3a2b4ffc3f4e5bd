"""Pages on which papers are asked for, chased and submitted."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone, InvalidTransition
from meetings import policies, timetable
from meetings.forms.papers import PaperAskForm
from meetings.models import Paper, PaperStep
from meetings.states.paper import State
from meetings.views.meetings import find_meeting
from meetings.views.paper_finding import find_paper, find_to_change, now, writers
from meetings.workflow import papers as workflow


@require_http_methods(["GET", "POST"])
def paper_ask(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    on = clock.today()
    meeting = find_meeting(request, reference)
    policies.change_agenda.enforce(request.user, meeting, on=on)
    item = get_object_or_404(meeting.items.select_related("restriction"), key=key)
    if item.withdrawn_at is not None:
        raise Http404
    item.meeting = meeting
    due = timetable.papers_due(meeting, closed=timetable.closures())
    form = PaperAskForm(
        request.POST or None,
        writers=writers(meeting.board),
        initial={"due_on": max(due, on), "marking": meeting.board.usual_marking, "kind": Paper.Kind.REPORT},
        cancel_url=item.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            paper = workflow.ask_for_paper(item=item, **form.cleaned_data, **now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{paper.writer} is asked for the paper.")
            return redirect(paper)
    context = {"meeting": meeting, "item": item, "form": form, "due": due}
    return render(request, "meetings/paper_ask.html", context)


@require_POST
def paper_chase(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = find_to_change(request, reference, key)
    try:
        workflow.chase_paper(paper=paper, text="", **now(request))
    except CannotBeDone as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{paper.writer} is reminded, and the reminder is on record.")
    if request.POST.get("back") == "list":
        return redirect("meetings:meeting_paper_list", reference)
    return redirect(paper)


@require_POST
def paper_submit(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    paper = find_paper(request, reference, key)
    policies.write_paper.enforce(request.user, paper, on=clock.today())
    try:
        workflow.submit_paper(paper=paper, **now(request))
    except CannotBeDone as problem:
        messages.error(request, str(problem))
    except InvalidTransition:
        messages.info(request, "The paper was submitted already.")
    else:
        messages.success(request, "The paper is with the secretariat, who clears it or sends it back.")
    return redirect(paper)


@require_GET
def meeting_paper_list(request: SignedInRequest, reference: str) -> HttpResponse:
    """List for the secretariat every paper of a meeting: whose it is, when it is due, how far it is."""
    on = clock.today()
    meeting = find_meeting(request, reference)
    policies.run_meetings.enforce(request.user, on=on)
    due = timetable.papers_due(meeting, closed=timetable.closures())
    papers = (
        Paper.objects.filter(agenda_item__meeting=meeting)
        .standing()
        .exclude(kind=Paper.Kind.GENERATED)
        .in_order()
        .select_related("agenda_item", "writer", "restriction")
        .annotate(
            times_chased=Count("steps", filter=Q(steps__kind=PaperStep.Kind.CHASED)),
            submitted_at=Max("steps__at", filter=Q(steps__kind=PaperStep.Kind.SUBMITTED)),
        )
    )
    rows = [_row(paper, due, on) for paper in papers]
    context = {
        "meeting": meeting,
        "rows": rows,
        "late": sum(row["is_late"] for row in rows),
        "to_clear": sum(row["paper"].state == State.SUBMITTED for row in rows),
        "change_refusal": policies.change_agenda.refusal(request.user, meeting, on=on),
    }
    return render(request, "meetings/meeting_paper_list.html", context)


def _row(paper: Paper, due: date, on: date) -> dict[str, Any]:
    due_on = paper.due_on or due
    return {"paper": paper, "due_on": due_on, "is_late": paper.state == State.DRAFT and due_on < on}
