"""Pages about one partner's part in an action: its answer, what becomes of it, and who is named."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from actions import policies, workflow
from actions.forms import (
    DONE,
    AcceptForm,
    AnswerForm,
    PartnerAddForm,
    PartnerPersonForm,
    ReasonForm,
    partner,
    partner_choices,
)
from actions.models import Action, Responsibility
from actions.views.records import doing, find_action, find_to_change, uploaded
from csp_portal.accounts.models import User
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from csp_portal.documents.intake import Unusable


def find_part(action: Action, pk: int) -> Responsibility:
    """Find a partner's part in an action, or answer 404."""
    part = get_object_or_404(
        Responsibility.objects.with_due().select_related("organisation", "person"), action=action, pk=pk
    )
    part.action = action
    return part


@require_http_methods(["GET", "POST"])
def partner_add(request: SignedInRequest, slug: str) -> HttpResponse:
    action = find_to_change(request, slug)
    taken = {str(part.organisation_id) for part in action.responsibilities.all()}
    choices = [
        choice
        for choice in partner_choices(action.board, on=clock.today())
        if choice[0].partition("-")[0] not in taken
    ]
    form = PartnerAddForm(request.POST or None, partners=choices, cancel_url=action.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        organisation, person = partner(form.cleaned_data["partner"])
        try:
            workflow.add_partner(
                action=action,
                organisation=organisation,
                person=person,
                due=form.chosen_due(),
                **doing(request),
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{organisation} answers for this action too.")
            return redirect(action)
    context = {"form": form, "action": action, "has_choices": bool(choices)}
    return render(request, "actions/partner_add.html", context)


@require_http_methods(["GET", "POST"])
def partner_person(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    on = clock.today()
    action = find_to_change(request, slug)
    part = find_part(action, pk)
    people = (
        User.objects.filter(memberships__organisation=part.organisation, memberships__starts_on__lte=on)
        .exclude(memberships__organisation=part.organisation, memberships__ends_on__lt=on)
        .exclude(pk=part.person_id)
        .distinct()
    )
    form = PartnerPersonForm(request.POST or None, people=people, cancel_url=action.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        workflow.name_person(part=part, person=form.cleaned_data["person"], **doing(request))
        messages.success(
            request, f"{form.cleaned_data['person']} is named for {part.organisation} from now on."
        )
        return redirect(action)
    return render(request, "actions/partner_person.html", {"form": form, "action": action, "part": part})


@require_http_methods(["GET", "POST"])
def partner_answer(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    action = find_action(request, slug)
    part = find_part(action, pk)
    policies.answer_part.enforce(request.user, part, on=clock.today())
    form = AnswerForm(request.POST or None, request.FILES or None, cancel_url=action.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        answer = workflow.mark_done if form.cleaned_data["what"] == DONE else workflow.say_progress
        try:
            answer(
                part=part,
                text=form.cleaned_data["text"],
                upload=uploaded(form, action),
                **doing(request),
            )
        except Unusable as problem:
            form.add_error("file", problem.sentence)
        else:
            messages.success(request, f"The answer of {part.organisation} is on record.")
            return redirect(action)
    return render(request, "actions/partner_answer.html", {"form": form, "action": action, "part": part})


@require_http_methods(["GET", "POST"])
def partner_accept(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    action = find_action(request, slug)
    part = find_part(action, pk)
    policies.accept_part.enforce(request.user, part, on=clock.today())
    form = AcceptForm(request.POST or None, cancel_url=action.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        workflow.accept(part=part, text=form.cleaned_data["text"], **doing(request))
        messages.success(request, f"The answer of {part.organisation} is accepted.")
        return redirect(action)
    context = {"form": form, "action": action, "part": part, "answer": part.steps.last()}
    return render(request, "actions/partner_accept.html", context)


@require_http_methods(["GET", "POST"])
def partner_send_back(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    action = find_action(request, slug)
    part = find_part(action, pk)
    policies.accept_part.enforce(request.user, part, on=clock.today())
    form = ReasonForm(
        request.POST or None, submit_label="Send the answer back", cancel_url=action.get_absolute_url()
    )
    if request.method == "POST" and form.is_valid():
        workflow.send_back(part=part, reason=form.cleaned_data["reason"], **doing(request))
        messages.success(request, f"The answer went back to {part.organisation} with your reason.")
        return redirect(action)
    context = {"form": form, "action": action, "part": part, "answer": part.steps.last()}
    return render(request, "actions/partner_send_back.html", context)


@require_http_methods(["GET", "POST"])
def partner_withdraw(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    action = find_to_change(request, slug)
    part = find_part(action, pk)
    form = ReasonForm(
        request.POST or None, submit_label="Release the partner", cancel_url=action.get_absolute_url()
    )
    if request.method == "POST" and form.is_valid():
        try:
            workflow.withdraw_part(part=part, reason=form.cleaned_data["reason"], **doing(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{part.organisation} is released; the others go on.")
            return redirect(action)
    return render(request, "actions/partner_withdraw.html", {"form": form, "action": action, "part": part})
