"""Declarations of interest: of a meeting, declared in an item, withdrawn."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from meetings import attendance_reading, policies
from meetings.forms.sittings import InterestForm, ReasonForm
from meetings.models import AgendaItem, Declaration
from meetings.running_order import turns
from meetings.views.attendance import now, own_seats
from meetings.views.meetings import find_meeting, open_restrictions
from meetings.views.sittings import find_at_table
from meetings.workflow import interests as workflow


@require_GET
def interest_list(request: SignedInRequest, reference: str) -> HttpResponse:
    on = clock.today()
    meeting = find_at_table(request, reference)
    behind = open_restrictions(request, meeting)
    declarations = list(
        Declaration.objects.filter(item__meeting=meeting)
        .readable_by(request.user, on=on)
        .select_related("item__restriction", "person", "seat__organisation", "withdrawn_by", "recorded_by")
        .distinct()
    )
    order = turns(meeting)
    by_item: dict[int, list[Declaration]] = {}
    for declaration in declarations:
        by_item.setdefault(declaration.item_id, []).append(declaration)
    context = {
        "meeting": meeting,
        "items": [
            {
                "number": turn.number,
                "item": turn.item,
                "title": turn.item.title_for(behind),
                "declarations": [
                    {
                        "declaration": each,
                        "withdraw_refusal": policies.withdraw_declaration.refusal(request.user, each, on=on),
                    }
                    for each in by_item.get(turn.item.pk, [])
                ],
                "declare_refusal": "" if not declare_refusal(request, turn.item) else "no",
            }
            for turn in sorted(order, key=lambda turn: turn.number)
        ],
        "has_declarations": bool(declarations),
    }
    return render(request, "meetings/interest_list.html", context)


def declare_refusal(request: SignedInRequest, item: AgendaItem) -> str:
    return policies.declare_interest.refusal(request.user, item, on=clock.today())


@require_http_methods(["GET", "POST"])
def interest_declare(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    on = clock.today()
    meeting = find_meeting(request, reference)
    item = get_object_or_404(meeting.items.select_related("restriction"), key=key)
    item.meeting = meeting
    policies.declare_interest.enforce(request.user, item, on=on)
    is_secretariat = policies.run_meetings.allows(request.user, on=on)
    came = {
        row.seat_id: row.person or row.name
        for row in attendance_reading.rows(meeting)
        if row.came and row.who
    }
    form = InterestForm(
        request.POST or None,
        seats=attendance_reading.seats_of(meeting) if is_secretariat else own_seats(request, meeting),
        is_secretariat=is_secretariat,
        people=came,
        cancel_url=item.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        facts = {"person": request.user} | form.facts()
        try:
            declaration = workflow.declare(item=item, **facts, **now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _said(declaration, is_own=declaration.person_id == request.user.pk))
            return redirect(reverse("meetings:interest_list", args=[meeting.reference]))
    context = {
        "meeting": meeting,
        "item": item,
        "title": item.title_for(open_restrictions(request, meeting)),
        "form": form,
        "is_secretariat": is_secretariat,
    }
    return render(request, "meetings/interest_declare.html", context)


def _said(declaration: Declaration, *, is_own: bool) -> str:
    if not declaration.bars:
        return "The interest is declared."
    who = "You take" if is_own else f"{declaration.who} takes"
    return f"The interest is declared. {who} no part in deciding the item, and its restricted papers are withheld."


@require_http_methods(["GET", "POST"])
def interest_withdraw(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    on = clock.today()
    meeting = find_at_table(request, reference)
    readable = Declaration.objects.filter(item__meeting=meeting).readable_by(request.user, on=on)
    declaration = get_object_or_404(readable.select_related("item__restriction", "person").distinct(), pk=pk)
    policies.withdraw_declaration.enforce(request.user, declaration, on=on)
    back = reverse("meetings:interest_list", args=[meeting.reference])
    form = ReasonForm(
        request.POST or None,
        label="Why is it withdrawn?",
        submit_label="Withdraw the declaration",
        help_text="The declaration stays on record, with this reason beside it.",
        cancel_url=back,
    )
    if request.method == "POST" and form.is_valid():
        try:
            workflow.withdraw(declaration=declaration, reason=form.cleaned_data["reason"], **now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The declaration is withdrawn. It stays on record.")
            return redirect(back)
    return render(
        request,
        "meetings/interest_withdraw.html",
        {"meeting": meeting, "declaration": declaration, "form": form},
    )
