"""Pages on which the chairs agree an agenda and admit what comes after it went round."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from meetings import agenda_order, policies
from meetings.agreement_reading import agreement, chairs, unexplained_notes
from meetings.forms.agreements import AdmitForm, AdmitOnWordForm, AgendaAnswerForm, ChairsAnswerForm
from meetings.models import Meeting
from meetings.states.meeting import State
from meetings.views.meetings import find_meeting, open_restrictions
from meetings.workflow import agreements as workflow


def _now(request: SignedInRequest) -> dict[str, Any]:
    return {"by": request.user, "at": clock.now(), "on": clock.today()}


def _find(request: SignedInRequest, reference: str) -> Meeting:
    meeting = find_meeting(request, reference)
    policies.prepare_agreement.enforce(request.user, meeting, on=clock.today())
    return meeting


@require_http_methods(["GET", "POST"])
def agreement_detail(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show how far the chairs have come with an agenda; a chair answers here."""
    on = clock.today()
    meeting = _find(request, reference)
    is_chair = policies.agree_agenda.allows(request.user, meeting, on=on)
    form = AgendaAnswerForm(
        request.POST or None,
        initial={"agenda_version": meeting.agenda_version},
        cancel_url=meeting.get_absolute_url(),
    )
    if request.method == "POST":
        policies.agree_agenda.enforce(request.user, meeting, on=on)
        if form.is_valid():
            try:
                workflow.answer_agenda(meeting=meeting, **form.cleaned_data, **_now(request))
            except CannotBeDone as problem:
                form.add_error(None, str(problem))
            else:
                messages.success(request, "Your answer is recorded, and the secretariat sees it.")
                return redirect("meetings:agreement_detail", reference)
    meeting = find_meeting(request, reference)
    standing = agreement(meeting, on=on)
    allotted = agenda_order.minutes_allotted(meeting)
    change_refusal = policies.change_agenda.refusal(request.user, meeting, on=on)
    context = {
        "meeting": meeting,
        "agreement": standing,
        "answers": meeting.agenda_answers.select_related("chair", "recorded_by", "seat").order_by(
            "-recorded_at", "-pk"
        ),
        "form": form,
        "may_answer": is_chair and standing.is_with_the_chairs,
        "is_chair": is_chair,
        "change_refusal": change_refusal,
        "may_put": not change_refusal
        and meeting.state in {State.AGENDA_DRAFT, State.AGREED}
        and not standing.is_with_the_chairs,
        "may_record": not change_refusal and standing.is_with_the_chairs,
        "notes": unexplained_notes(meeting) if not change_refusal else [],
        "length_in_words": agenda_order.length_in_words(allotted, meeting.length),
        "is_over": allotted > meeting.length,
        "sections": agenda_order.agenda(meeting),
        "behind": open_restrictions(request, meeting),
    }
    return render(request, "meetings/agreement_detail.html", context)


@require_POST
def agreement_ask(request: SignedInRequest, reference: str) -> HttpResponse:
    """Put the agenda as it stands to the chairs."""
    meeting = _find(request, reference)
    policies.change_agenda.enforce(request.user, meeting, on=clock.today())
    try:
        workflow.put_to_chairs(meeting=meeting, **_now(request))
    except CannotBeDone as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The agenda is with the chairs.")
    return redirect("meetings:agreement_detail", reference)


@require_http_methods(["GET", "POST"])
def agreement_record(request: SignedInRequest, reference: str) -> HttpResponse:
    """Record what a chair said by telephone, by e-mail or in person."""
    on = clock.today()
    meeting = _find(request, reference)
    policies.change_agenda.enforce(request.user, meeting, on=on)
    standing = agreement(meeting, on=on)
    form = ChairsAnswerForm(
        request.POST or None,
        chairs=[chair.person for chair in standing.chairs],
        initial={
            "agenda_version": meeting.agenda_version,
            "given_on": on,
            "given_time": f"{timezone.localtime(clock.now()):%H:%M}",
        },
        cancel_url=reverse("meetings:agreement_detail", args=[reference]),
    )
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("answer", "comment", "agenda_version")}
        try:
            workflow.record_chairs_answer(meeting=meeting, **facts, **form.given(), **_now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The chair's answer is recorded.")
            return redirect("meetings:agreement_detail", reference)
    context = {"meeting": meeting, "agreement": standing, "form": form}
    return render(request, "meetings/agreement_record.html", context)


@require_http_methods(["GET", "POST"])
def item_admit(request: SignedInRequest, reference: str) -> HttpResponse:
    """Admit a late or urgent item: as a chair, or for one on their word (ToR 6.3)."""
    on = clock.today()
    meeting = find_meeting(request, reference)
    policies.admit_item.enforce(request.user, meeting, on=on)
    items = list(meeting.items.standing().in_order().select_related("restriction"))
    around: dict[str, Any] = {
        "items": items,
        "behind": open_restrictions(request, meeting),
        "cancel_url": meeting.get_absolute_url(),
    }
    form: AdmitForm
    if policies.agree_agenda.allows(request.user, meeting, on=on):
        form = AdmitForm(request.POST or None, initial={"kind": "late"}, **around)
    else:
        form = AdmitOnWordForm(
            request.POST or None,
            chairs=[holder.person for holder in chairs(meeting.board, on=on)],
            initial={
                "kind": "late",
                "given_on": on,
                "given_time": f"{timezone.localtime(clock.now()):%H:%M}",
            },
            **around,
        )
    if request.method == "POST" and form.is_valid():
        word = form.given() if isinstance(form, AdmitOnWordForm) else {}
        try:
            item = workflow.admit_item(meeting=meeting, **form.facts(), **word, **_now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request, f"“{item.title}” is admitted. It goes round with the next supplement to the agenda."
            )
            return redirect(item)
    context = {
        "meeting": meeting,
        "form": form,
        "has_gone_round": meeting.state == State.CIRCULATED,
        "is_chair": isinstance(form, AdmitForm) and not isinstance(form, AdmitOnWordForm),
    }
    return render(request, "meetings/item_admit.html", context)
