"""Pages on which an item is planned, and on which partners answer their homework."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.models import Organisation
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.forms import PortalForm
from csp_portal.core.workflow import CannotBeDone
from meetings import policies
from meetings.forms.planning import (
    CommunicationForm,
    CommunityInputForm,
    DecisionForm,
    HomeworkAnswerForm,
    HomeworkForm,
    ItemSendOutForm,
)
from meetings.models import AgendaItem, HomeworkQuestion, Meeting
from meetings.views.meetings import find_meeting, open_restrictions
from meetings.workflow import agendas, planning


def _now(request: SignedInRequest) -> dict[str, Any]:
    return {"by": request.user, "at": clock.now(), "on": clock.today()}


def _find_to_plan(request: SignedInRequest, reference: str, key: str) -> AgendaItem:
    meeting = find_meeting(request, reference)
    policies.change_agenda.enforce(request.user, meeting, on=clock.today())
    item = get_object_or_404(meeting.items.select_related("restriction"), key=key)
    item.meeting = meeting
    return item


def _to_item(item: AgendaItem, fragment: str) -> HttpResponse:
    return redirect(f"{item.get_absolute_url()}#{fragment}")


def _page(request: SignedInRequest, item: AgendaItem, form: PortalForm, **more: Any) -> dict[str, Any]:
    return {"meeting": item.meeting, "item": item, "form": form, **more}


def _cancel(item: AgendaItem) -> str:
    return item.get_absolute_url()


# --- Decisions sought -------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def sought_decision_add(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    item = _find_to_plan(request, reference, key)
    form = DecisionForm(request.POST or None, is_new=True, cancel_url=_cancel(item))
    if request.method == "POST" and form.is_valid():
        try:
            planning.seek_decision(item=item, wording=form.cleaned_data["wording"], **_now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The decision is sought under this item.")
            return _to_item(item, "decisions")
    return render(request, "meetings/sought_decision_add.html", _page(request, item, form))


@require_http_methods(["GET", "POST"])
def sought_decision_edit(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    item = _find_to_plan(request, reference, key)
    decision = get_object_or_404(item.decisions_sought, pk=pk)
    decision.item = item
    form = DecisionForm(
        request.POST or None,
        initial={"wording": decision.wording, "version": decision.version},
        cancel_url=_cancel(item),
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        try:
            planning.edit_decision(decision=decision, **form.cleaned_data, **_now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The decision sought is changed.")
            return _to_item(item, "decisions")
    return render(
        request, "meetings/sought_decision_edit.html", _page(request, item, form, decision=decision)
    )


@require_POST
def sought_decision_move(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    item = _find_to_plan(request, reference, key)
    decision = get_object_or_404(item.decisions_sought, pk=pk)
    decision.item = item
    direction = request.POST.get("direction")
    if direction not in {"up", "down"}:
        raise BadRequest("A move goes up or down.")
    try:
        planning.move_decision(decision=decision, up=direction == "up", **_now(request))
    except CannotBeDone as problem:
        messages.error(request, str(problem))
    return _to_item(item, "decisions")


@require_POST
def sought_decision_drop(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    item = _find_to_plan(request, reference, key)
    decision = get_object_or_404(item.decisions_sought, pk=pk)
    decision.item = item
    try:
        planning.drop_decision(decision=decision, **_now(request))
    except CannotBeDone as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The decision is not sought any more.")
    return _to_item(item, "decisions")


# --- Homework ---------------------------------------------------------------------------------------


def _organisations(meeting: Meeting) -> Any:
    seats = meeting.board.seats.on(meeting.on)
    return Organisation.objects.filter(pk__in=seats.values("organisation")).order_by("name")


@require_http_methods(["GET", "POST"])
def homework_ask(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    item = _find_to_plan(request, reference, key)
    form = HomeworkForm(
        request.POST or None,
        is_new=True,
        organisations=_organisations(item.meeting),
        cancel_url=_cancel(item),
    )
    form.submit_label = "Ask the question"
    if request.method == "POST" and form.is_valid():
        try:
            planning.ask_homework(item=item, **form.cleaned_data, **_now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{form.cleaned_data['organisation']} is asked.")
            return _to_item(item, "homework")
    return render(request, "meetings/homework_ask.html", _page(request, item, form))


def _find_question(item: AgendaItem, pk: int) -> HomeworkQuestion:
    question = get_object_or_404(item.homework.select_related("organisation"), pk=pk)
    question.item = item
    return question


@require_http_methods(["GET", "POST"])
def homework_edit(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    item = _find_to_plan(request, reference, key)
    question = _find_question(item, pk)
    form = HomeworkForm(
        request.POST or None,
        initial={
            "question": question.question,
            "answer_by": question.answer_by,
            "version": question.version,
        },
        cancel_url=_cancel(item),
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        try:
            planning.edit_homework(
                question=question,
                version=form.cleaned_data["version"],
                words=form.cleaned_data["question"],
                answer_by=form.cleaned_data["answer_by"],
                **_now(request),
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The question is changed.")
            return _to_item(item, "homework")
    return render(request, "meetings/homework_edit.html", _page(request, item, form, question=question))


@require_POST
def homework_withdraw(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    item = _find_to_plan(request, reference, key)
    question = _find_question(item, pk)
    try:
        planning.withdraw_homework(question=question, **_now(request))
    except CannotBeDone as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{question.organisation} need not answer that question any more.")
    return _to_item(item, "homework")


@require_http_methods(["GET", "POST"])
def homework_answer(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    on = clock.today()
    meeting = find_meeting(request, reference)
    visible = HomeworkQuestion.objects.visible_to(request.user, on=on).filter(item__meeting=meeting)
    question = get_object_or_404(
        visible.select_related("item__restriction", "organisation", "answered_by"), item__key=key, pk=pk
    )
    question.item.meeting = meeting
    if question.withdrawn_at is not None or question.item.withdrawn_at is not None:
        raise Http404
    refusal = policies.answer_homework.refusal(request.user, question, on=on)
    back = reverse("meetings:homework_list")
    form = HomeworkAnswerForm(
        request.POST or None,
        initial={"answer": question.answer, "version": question.version},
        cancel_url=back,
    )
    if request.method == "POST" and "reopen" not in request.POST:
        policies.answer_homework.enforce(request.user, question, on=on)
        if form.is_valid():
            try:
                planning.answer_homework(question=question, **form.cleaned_data, **_now(request))
            except CannotBeDone as problem:
                form.add_error(None, str(problem))
            else:
                messages.success(request, "The answer is with the secretariat, and stands under the item.")
                return redirect(back)
    context = {
        "meeting": meeting,
        "question": question,
        "item_title": question.item.title_for(open_restrictions(request, meeting)),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "meetings/homework_answer.html", context)


@require_GET
def homework_list(request: SignedInRequest) -> HttpResponse:
    """List what the person's organisations are asked before coming meetings, and what they answered."""
    on = clock.today()
    questions = list(
        HomeworkQuestion.objects.standing()
        .of_open_meetings()
        .for_organisations_of(request.user, on=on)
        .select_related("item__meeting__board", "item__restriction", "organisation", "answered_by")
    )
    context = {
        "to_answer": [question for question in questions if question.answered_at is None],
        "answered": [question for question in questions if question.answered_at is not None],
        "today": on,
    }
    return render(request, "meetings/homework_list.html", context)


@require_GET
def meeting_homework_list(request: SignedInRequest, reference: str) -> HttpResponse:
    """List for the secretariat who has answered and who has not."""
    meeting = find_meeting(request, reference)
    policies.run_meetings.enforce(request.user, on=clock.today())
    questions = list(
        HomeworkQuestion.objects.standing()
        .filter(item__meeting=meeting)
        .select_related("item", "organisation", "answered_by")
    )
    waiting = [question for question in questions if question.answered_at is None]
    context = {
        "meeting": meeting,
        "questions": [*waiting, *(question for question in questions if question.answered_at is not None)],
        "waiting": len(waiting),
        "today": clock.today(),
        "change_refusal": policies.change_agenda.refusal(request.user, meeting, on=clock.today()),
    }
    return render(request, "meetings/meeting_homework_list.html", context)


# --- The community's input, and what is told afterwards ----------------------------------------------

INPUT_FIELDS = ("from_whom", "how", "gathered_by", "due_on", "said", "version")
COMMUNICATION_FIELDS = ("message", "audience", "channel", "told_by", "tell_on", "version")


@require_http_methods(["GET", "POST"])
def community_input_add(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    item = _find_to_plan(request, reference, key)
    form = CommunityInputForm(request.POST or None, is_new=True, cancel_url=_cancel(item))
    if request.method == "POST" and form.is_valid():
        try:
            planning.plan_community_input(item=item, **form.cleaned_data, **_now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The community's input is planned.")
            return _to_item(item, "community")
    return render(request, "meetings/community_input_add.html", _page(request, item, form))


@require_http_methods(["GET", "POST"])
def community_input_edit(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    item = _find_to_plan(request, reference, key)
    planned = get_object_or_404(item.community_input, pk=pk)
    planned.item = item
    form = CommunityInputForm(
        request.POST or None,
        initial={name: getattr(planned, name) for name in INPUT_FIELDS},
        cancel_url=_cancel(item),
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        try:
            planning.edit_community_input(planned=planned, **form.cleaned_data, **_now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The community's input is saved.")
            return _to_item(item, "community")
    return render(request, "meetings/community_input_edit.html", _page(request, item, form, planned=planned))


@require_POST
def community_input_drop(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    item = _find_to_plan(request, reference, key)
    planned = get_object_or_404(item.community_input, pk=pk)
    planned.item = item
    try:
        planning.drop_community_input(planned=planned, **_now(request))
    except CannotBeDone as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "That input is not gathered any more.")
    return _to_item(item, "community")


@require_http_methods(["GET", "POST"])
def planned_communication_add(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    item = _find_to_plan(request, reference, key)
    form = CommunicationForm(request.POST or None, is_new=True, cancel_url=_cancel(item))
    if request.method == "POST" and form.is_valid():
        try:
            planning.plan_communication(item=item, **form.cleaned_data, **_now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The communication is planned.")
            return _to_item(item, "communications")
    return render(request, "meetings/planned_communication_add.html", _page(request, item, form))


@require_http_methods(["GET", "POST"])
def planned_communication_edit(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    item = _find_to_plan(request, reference, key)
    planned = get_object_or_404(item.communications_planned, pk=pk)
    planned.item = item
    form = CommunicationForm(
        request.POST or None,
        initial={name: getattr(planned, name) for name in COMMUNICATION_FIELDS},
        cancel_url=_cancel(item),
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        try:
            planning.edit_communication(planned=planned, **form.cleaned_data, **_now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The planned communication is saved.")
            return _to_item(item, "communications")
    return render(
        request, "meetings/planned_communication_edit.html", _page(request, item, form, planned=planned)
    )


@require_POST
def planned_communication_drop(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    item = _find_to_plan(request, reference, key)
    planned = get_object_or_404(item.communications_planned, pk=pk)
    planned.item = item
    try:
        planning.drop_communication(planned=planned, **_now(request))
    except CannotBeDone as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "That communication is not planned any more.")
    return _to_item(item, "communications")


@require_http_methods(["GET", "POST"])
def item_send_out(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """Take an item off the agenda and say which other way it goes out."""
    item = _find_to_plan(request, reference, key)
    if item.withdrawn_at is not None:
        raise Http404
    form = ItemSendOutForm(request.POST or None, cancel_url=_cancel(item))
    if request.method == "POST" and form.is_valid():
        try:
            agendas.send_out_item(item=item, **form.cleaned_data, **_now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"“{item.title}” is off the agenda. Send it out as you said.")
            return redirect("meetings:agenda_detail", item.meeting.reference)
    return render(request, "meetings/item_send_out.html", _page(request, item, form))
