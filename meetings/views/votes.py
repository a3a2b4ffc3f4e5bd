"""Votes on an item's question: recorded, corrected, and how each seat voted."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from meetings import attendance_reading, policies
from meetings.forms.sittings import VoteForm
from meetings.models import AgendaItem, Attendance, Vote
from meetings.views.attendance import now
from meetings.views.meetings import open_restrictions
from meetings.views.sittings import find_at_table
from meetings.workflow import votes as workflow


def _find_item(request: SignedInRequest, reference: str, key: str) -> AgendaItem:
    meeting = find_at_table(request, reference)
    item = get_object_or_404(meeting.items.select_related("restriction"), key=key)
    item.meeting = meeting
    return item


def _is_open(request: SignedInRequest, item: AgendaItem) -> bool:
    return not item.is_restricted or item.restriction_id in open_restrictions(request, item.meeting)


def _deciding(item: AgendaItem) -> list[Attendance]:
    """List those who may vote, with who sits for each seat."""
    seats = {seat.pk for seat in attendance_reading.deciding_seats(item)}
    return [row for row in attendance_reading.rows(item.meeting) if row.seat_id in seats]


@require_GET
def vote_detail(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    item = _find_item(request, reference, key)
    if not _is_open(request, item):
        raise Http404
    vote = get_object_or_404(Vote.objects.filter(item=item), pk=pk)
    came = {row.seat_id: row for row in attendance_reading.rows(item.meeting)}
    context = {
        "meeting": item.meeting,
        "item": item,
        "title": item.title_for(open_restrictions(request, item.meeting)),
        "vote": vote,
        "ballots": [
            {"ballot": ballot, "who": came[ballot.seat_id].who if ballot.seat_id in came else ""}
            for ballot in vote.ballots.select_related("seat__organisation")
        ],
        "earlier": vote.history.select_related("history_user").order_by("-history_id")[1:20],
        "vote_refusal": policies.record_vote.refusal(request.user, item.meeting, on=clock.today()),
    }
    return render(request, "meetings/vote_detail.html", context)


@require_http_methods(["GET", "POST"])
def vote_record(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    item = _find_item(request, reference, key)
    policies.record_vote.enforce(request.user, item.meeting, on=clock.today())
    form = VoteForm(
        request.POST or None,
        deciding=_deciding(item),
        has_casting_vote=item.meeting.board.chair_has_casting_vote,
        is_correction=False,
        cancel_url=_running_order(item),
    )
    if request.method == "POST" and form.is_valid():
        try:
            vote = workflow.record_vote(item=item, outcome=form.outcome(), **now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"The vote is recorded. {vote.result.label}.")
            return redirect(_running_order(item))
    return render(request, "meetings/vote_record.html", _context(request, item, form))


@require_http_methods(["GET", "POST"])
def vote_correct(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    item = _find_item(request, reference, key)
    policies.record_vote.enforce(request.user, item.meeting, on=clock.today())
    vote = get_object_or_404(Vote.objects.filter(item=item), pk=pk)
    form = VoteForm(
        request.POST or None,
        deciding=_deciding(item),
        has_casting_vote=item.meeting.board.chair_has_casting_vote,
        is_correction=True,
        initial=VoteForm.initial_of(vote),
        cancel_url=reverse("meetings:vote_detail", args=[item.meeting.reference, item.key, vote.pk]),
    )
    form.submit_label = "Save the correction"
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        try:
            vote = workflow.correct_vote(
                vote=vote,
                outcome=form.outcome(),
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"],
                **now(request),
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"The vote is corrected. {vote.result.label}.")
            return redirect("meetings:vote_detail", item.meeting.reference, item.key, vote.pk)
    return render(request, "meetings/vote_correct.html", _context(request, item, form) | {"vote": vote})


def _running_order(item: AgendaItem) -> str:
    return f"{reverse('meetings:running_order', args=[item.meeting.reference])}?item={item.key}"


def _context(request: SignedInRequest, item: AgendaItem, form: VoteForm) -> dict[str, object]:
    record = attendance_reading.rows(item.meeting)
    barred = attendance_reading.barred_of(item.declarations.barring().select_related("person"), record)
    return {
        "meeting": item.meeting,
        "item": item,
        "title": item.title_for(open_restrictions(request, item.meeting)),
        "form": form,
        "has_sitting": hasattr(item.meeting, "sitting"),
        "barred": [row for row in record if row.seat_id in barred and row.came],
    }
