"""The partners: who they are, since when, and who belongs to them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from csp_portal.accounts import policies, workflow
from csp_portal.accounts.forms import OrganisationCloseForm, OrganisationForm
from csp_portal.accounts.models import Organisation
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock


@require_safe
def organisation_list(request: SignedInRequest) -> HttpResponse:
    today = clock.today()
    policies.run_portal.enforce(request.user, on=today)
    return render(
        request,
        "accounts/organisation_list.html",
        {
            "organisations": Organisation.objects.on(today),
            "closed": Organisation.objects.filter(ends_on__lt=today),
        },
    )


@require_safe
def organisation_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    today = clock.today()
    policies.run_portal.enforce(request.user, on=today)
    organisation = get_object_or_404(Organisation, slug=slug)
    memberships = organisation.memberships.select_related("user")
    return render(
        request,
        "accounts/organisation_detail.html",
        {
            "organisation": organisation,
            "memberships": memberships.on(today).order_by("user__full_name"),
            "past": memberships.filter(ends_on__lt=today).order_by("-ends_on"),
            "duties": organisation.duties.in_force(today).select_related("user"),
            "close_refusal": policies.close_organisation.refusal(request.user, organisation, on=today),
        },
    )


@require_http_methods(["GET", "POST"])
def organisation_create(request: SignedInRequest) -> HttpResponse:
    now = clock.now()
    policies.run_portal.enforce(request.user, on=clock.today())
    form = OrganisationForm(request.POST or None, initial={"starts_on": clock.today()})
    if form.is_valid():
        organisation = workflow.create_organisation(
            by=request.user, at=now, slug=slugify(form.cleaned_data["short_name"]), **form.cleaned_data
        )
        messages.success(request, f"{organisation} is on record. Invite its people next.")
        return redirect("accounts:organisation_detail", organisation.slug)
    return render(request, "accounts/organisation_create.html", {"form": form})


@require_http_methods(["GET", "POST"])
def organisation_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    policies.run_portal.enforce(request.user, on=clock.today())
    organisation = get_object_or_404(Organisation, slug=slug)
    form = OrganisationForm(request.POST or None, instance=organisation)
    if form.is_valid():
        workflow.edit_organisation(
            Organisation.objects.get(pk=organisation.pk), by=request.user, at=clock.now(), **form.cleaned_data
        )
        messages.success(request, "The changes are saved.")
        return redirect("accounts:organisation_detail", organisation.slug)
    return render(
        request,
        "accounts/organisation_edit.html",
        {"form": form, "organisation": get_object_or_404(Organisation, slug=slug)},
    )


@require_http_methods(["GET", "POST"])
def organisation_close(request: SignedInRequest, slug: str) -> HttpResponse:
    today = clock.today()
    organisation = get_object_or_404(Organisation, slug=slug)
    policies.close_organisation.enforce(request.user, organisation, on=today)
    form = OrganisationCloseForm(
        request.POST or None,
        cancel_url=reverse("accounts:organisation_detail", args=[organisation.slug]),
        initial={"last_day": today},
    )
    if form.is_valid():
        workflow.close_organisation(
            organisation, on=form.cleaned_data["last_day"], by=request.user, at=clock.now()
        )
        messages.success(request, f"{organisation} is closed. What it did stays on record.")
        return redirect("accounts:organisation_detail", organisation.slug)
    return render(request, "accounts/organisation_close.html", {"form": form, "organisation": organisation})
