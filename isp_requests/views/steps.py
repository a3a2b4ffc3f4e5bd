"""The steps of part A, one thing a page, and the people whom it is about."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from csp_portal.accounts.models import Organisation
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from isp_requests import completeness, consents, door, legal
from isp_requests.forms.requests import OrganisationsForm, PersonForm
from isp_requests.forms.steps import STEP_FORMS
from isp_requests.identity import takes_part
from isp_requests.models import (
    ProtocolEdition,
    SharingRequest,
)
from isp_requests.views.acting import say, tried
from isp_requests.views.finding import doing, find_draft, part_a
from isp_requests.workflow import requests as workflow


def _partners(sharing_request: SharingRequest) -> Any:
    edition = ProtocolEdition.objects.in_force(on=clock.today())
    if edition is None:
        return Organisation.objects.none()
    parties = Organisation.objects.on(clock.today()).filter(protocol_parties__edition=edition)
    return parties.exclude(pk=sharing_request.organisation_id).distinct()


def _next_step(step: str, sharing_request: SharingRequest) -> str:
    order = list(completeness.steps_of(sharing_request))
    after = order[order.index(step) + 1 :]
    if not after:
        return reverse("isp_requests:request_check", args=[sharing_request.reference])
    return reverse("isp_requests:request_step", args=[sharing_request.reference, after[0]])


@require_http_methods(["GET", "POST"])
@takes_part
def request_step(request: SignedInRequest, reference: str, step: str) -> HttpResponse:
    sharing_request = find_draft(request, reference)
    steps = completeness.steps_of(sharing_request)
    if step not in steps:
        raise Http404
    context = {"sharing_request": sharing_request, "step": step, "title": steps[step]}
    if step == "people":
        opened = part_a(request, sharing_request)
        recorded = {consent.concerned_id: consent for consent in consents.latest(sharing_request)}
        people = [(person, said, recorded.get(person.pk)) for person, said in opened["people"]]
        context |= {"people": people, "next": _next_step(step, sharing_request), "on": clock.today()}
        return render(request, "isp_requests/request_step.html", context)
    if step == "organisations":
        form: Any = OrganisationsForm(
            request.POST or None,
            organisations=_partners(sharing_request),
            initial={"organisations": sharing_request.asked.values_list("organisation", flat=True)},
        )
        if request.method == "POST" and form.is_valid():
            workflow.choose_organisations(
                sharing_request=sharing_request,
                organisations=form.cleaned_data["organisations"],
                **doing(request),
            )
            return redirect(_next_step(step, sharing_request))
        return render(request, "isp_requests/request_step.html", context | {"form": form})
    return _worded_step(request, sharing_request, step, context)


def _worded_step(
    request: SignedInRequest, sharing_request: SharingRequest, step: str, context: dict[str, Any]
) -> HttpResponse:
    form_class = STEP_FORMS[step]
    told: dict[str, Any] = {"sharing_request": sharing_request, "on": clock.today()}
    if request.method == "POST":
        form = form_class(request.POST, **told)
        if form.is_valid() and form.cleaned_data["version"] != sharing_request.version:
            # What was written stays in the form, and the next press of the button saves it.
            newer = request.POST.copy()
            newer["version"] = str(sharing_request.version)
            form = form_class(newer, **told)
            form.add_error(
                None,
                "The request was saved from another window in the meantime. Look at it there, then save this again.",
            )
        elif form.is_valid():
            workflow.save_step(
                sharing_request=sharing_request,
                step=step,
                version=form.cleaned_data["version"],
                fields=form.fields_of_request(),
                words=form.words() if step in completeness.WITH_WORDS else None,
                **doing(request),
            )
            return redirect(_next_step(step, sharing_request))
        return render(request, "isp_requests/request_step.html", context | {"form": form})
    initial = {name: getattr(sharing_request, name) for name in form_class.plain}
    if step == "depersonalised" and sharing_request.depersonalised_would_do is not None:
        initial["depersonalised_would_do"] = "yes" if sharing_request.depersonalised_would_do else "no"
    if step == "law":
        for name, entries in legal.parted(sharing_request.grounds).items():
            initial[name] = [entry["code"] for entry in entries]
    if form_class.sealed:
        initial |= (said := door.unseal(sharing_request, step, **doing(request)))
        if step == "victim":
            initial["asks_counselling"] = said and ("yes" if sharing_request.asks_counselling else "no")
    form = form_class(initial=initial | {"version": sharing_request.version}, **told)
    return render(request, "isp_requests/request_step.html", context | {"form": form})


@require_http_methods(["GET", "POST"])
@takes_part
def person_add(request: SignedInRequest, reference: str) -> HttpResponse:
    sharing_request = find_draft(request, reference)
    back = reverse("isp_requests:request_step", args=[reference, "people"])
    form = PersonForm(request.POST or None, cancel_url=back)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(
            form,
            lambda: workflow.add_person(
                sharing_request=sharing_request, words=form.words(), **form.plain(), **doing(request)
            ),
        )
    ):
        return redirect(back)
    context = {"sharing_request": sharing_request, "form": form}
    return render(request, "isp_requests/person_add.html", context)


@require_http_methods(["GET", "POST"])
@takes_part
def person_edit(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    sharing_request = find_draft(request, reference)
    person = get_object_or_404(sharing_request.people.filter(taken_out_at__isnull=True), number=number)
    back = reverse("isp_requests:request_step", args=[reference, "people"])
    if request.method == "POST":
        form = PersonForm(request.POST, cancel_url=back)
        if form.is_valid():
            workflow.change_person(person=person, words=form.words(), **form.plain(), **doing(request))
            return redirect(back)
    else:
        said = door.unseal(person, "person", **doing(request))
        plain = {
            "roles": person.roles,
            "is_child": person.is_child,
            "has_safe_address": person.has_safe_address,
        }
        form = PersonForm(initial=said | plain, cancel_url=back)
    context = {"sharing_request": sharing_request, "person": person, "form": form}
    return render(request, "isp_requests/person_edit.html", context)


@require_POST
@takes_part
def person_take_out(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    sharing_request = find_draft(request, reference)
    person = get_object_or_404(sharing_request.people, number=number)
    workflow.take_out_person(person=person, **doing(request))
    say(request, "The person is taken out, and what was written about them is destroyed.")
    return redirect("isp_requests:request_step", reference, "people")
