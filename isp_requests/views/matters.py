"""Pages of breaches and complaints: reported in two clicks, dealt with by those who answer for them (ISP 7.3)."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import get_current_timezone, make_aware
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.models import Organisation
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from isp_requests import door
from isp_requests.forms.matters import (
    BreachForm,
    CloseMatterForm,
    ComplaintForm,
    DecideMatterForm,
    DescribeForm,
    HoldMatterForm,
    NotifiedForm,
)
from isp_requests.handling import sees_matters
from isp_requests.models import Matter
from isp_requests.policies import matters as policies
from isp_requests.states.matter import Kind, State
from isp_requests.views.acting import form_page, say
from isp_requests.views.finding import doing, proves_now
from isp_requests.workflow import matters as workflow


def _organisations() -> Any:
    return Organisation.objects.on(clock.today())


def _own(request: SignedInRequest) -> int | None:
    place = request.user.memberships.on(clock.today()).first()
    return place.organisation_id if place else None


def _find(request: SignedInRequest, reference: str) -> Matter:
    along = Matter.objects.select_related("organisation", "reported_by", "decided_by", "closed_by")
    matter = get_object_or_404(along, reference=reference)
    policies.read_matter.enforce(request.user, matter, on=clock.today())
    return matter


@require_GET
@sees_matters
def matter_list(request: SignedInRequest) -> HttpResponse:
    found = Matter.objects.select_related("organisation", "reported_by")
    now = clock.now()
    context = {
        "open": [
            (matter, matter.is_late(at=now))
            for matter in found.exclude(state=State.CLOSED).order_by("due_at")
        ],
        "closed": found.filter(state=State.CLOSED)[:50],
        "deals": bool(policies.organisations_dealt_with(request.user, on=clock.today())),
    }
    return render(request, "isp_requests/matter_list.html", context)


@require_http_methods(["GET", "POST"])
@sees_matters
def breach_report(request: SignedInRequest) -> HttpResponse:
    form = BreachForm(
        request.POST or None, organisations=_organisations(), initial={"organisation": _own(request)}
    )
    if request.method == "POST" and form.is_valid():
        told = doing(request)
        matter = workflow.report(kind=Kind.BREACH, known_at=told["at"], **form.cleaned_data, **told)
        say(request, "The breach is reported, and those who deal with it have been told. Their 72 hours run.")
        return redirect(matter)
    return render(request, "isp_requests/breach_report.html", {"form": form})


@require_http_methods(["GET", "POST"])
@sees_matters
def complaint_record(request: SignedInRequest) -> HttpResponse:
    form = ComplaintForm(
        request.POST or None, organisations=_organisations(), initial={"organisation": _own(request)}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        known_at = make_aware(datetime.combine(said["received_on"], time()), get_current_timezone())
        try:
            matter = workflow.report(
                kind=Kind.COMPLAINT,
                organisation=said["organisation"],
                sort="",
                text=said["text"],
                known_at=known_at,
                **doing(request),
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            say(request, "The complaint is recorded, and those who deal with it have been told.")
            return redirect(matter)
    return render(request, "isp_requests/complaint_record.html", {"form": form})


@require_GET
@sees_matters
def matter_detail(request: SignedInRequest, reference: str) -> HttpResponse:
    matter = _find(request, reference)
    on = clock.today()
    sections = [
        section
        for section in matter.sections.filter(destroyed_at__isnull=True).select_related(
            "matter__organisation", "key"
        )
        if policies.read_section.allows(request.user, section, on=on)
    ]
    deals = matter.organisation_id in policies.organisations_dealt_with(request.user, on=on)
    if sections and deals and (again := proves_now(request)):
        return again
    opened = door.unseal_sections(sections, **doing(request))
    context = {
        "matter": matter,
        "is_late": matter.is_late(at=clock.now()),
        "said": {section.name: opened[section.pk] for section in sections},
        "can": {
            name: rule.allows(request.user, matter, on=on)
            for name, rule in (
                ("describe", policies.describe_matter),
                ("decide", policies.decide_matter),
                ("notify", policies.record_notification),
                ("reopen", policies.reopen_matter),
                ("close", policies.close_matter),
                ("hold", policies.hold_matter),
                ("release", policies.release_matter),
            )
        },
    }
    return render(request, "isp_requests/matter_detail.html", context)


def _with_form(
    request: SignedInRequest,
    matter: Matter,
    form: Any,
    *,
    name: str,
    act: Callable[[], Any],
    said: str,
) -> HttpResponse:
    context = {"matter": matter}
    return form_page(request, form, page=name, context=context, act=act, back=matter, said=said)


@require_http_methods(["GET", "POST"])
@sees_matters
def matter_describe(request: SignedInRequest, reference: str) -> HttpResponse:
    matter = _find(request, reference)
    policies.describe_matter.enforce(request.user, matter, on=clock.today())
    if request.method == "GET" and (again := proves_now(request)):
        return again
    written = door.unseal(matter, "account", **doing(request)) if request.method == "GET" else {}
    form = DescribeForm(
        request.POST or None,
        initial=written | {"how_many": matter.how_many},
        cancel_url=matter.get_absolute_url(),
    )
    return _with_form(
        request,
        matter,
        form,
        name="matter_describe",
        act=lambda: workflow.describe(matter=matter, **form.cleaned_data, **doing(request)),
        said="It is written down.",
    )


@require_http_methods(["GET", "POST"])
@sees_matters
def matter_decide(request: SignedInRequest, reference: str) -> HttpResponse:
    matter = _find(request, reference)
    policies.decide_matter.enforce(request.user, matter, on=clock.today())
    form = DecideMatterForm(request.POST or None, kind=matter.kind, cancel_url=matter.get_absolute_url())
    return _with_form(
        request,
        matter,
        form,
        name="matter_decide",
        act=lambda: workflow.decide(matter=matter, **form.cleaned_data, **doing(request)),
        said="It is decided, and the reasons are on record.",
    )


@require_http_methods(["GET", "POST"])
@sees_matters
def matter_notified(request: SignedInRequest, reference: str) -> HttpResponse:
    matter = _find(request, reference)
    policies.record_notification.enforce(request.user, matter, on=clock.today())
    form = NotifiedForm(request.POST or None, cancel_url=matter.get_absolute_url())
    return _with_form(
        request,
        matter,
        form,
        name="matter_notified",
        act=lambda: workflow.record_notification(
            matter=matter, notified_at=form.notified_at(), **doing(request)
        ),
        said="The notification is on record.",
    )


@require_POST
@sees_matters
def matter_reopen(request: SignedInRequest, reference: str) -> HttpResponse:
    matter = _find(request, reference)
    workflow.reopen(matter=matter, **doing(request))
    say(request, "It can be decided anew.")
    return redirect(matter)


@require_http_methods(["GET", "POST"])
@sees_matters
def matter_close(request: SignedInRequest, reference: str) -> HttpResponse:
    matter = _find(request, reference)
    policies.close_matter.enforce(request.user, matter, on=clock.today())
    form = CloseMatterForm(request.POST or None, cancel_url=matter.get_absolute_url())
    return _with_form(
        request,
        matter,
        form,
        name="matter_close",
        act=lambda: workflow.close(matter=matter, **form.cleaned_data, **doing(request)),
        said="It is closed.",
    )


@require_http_methods(["GET", "POST"])
@sees_matters
def matter_hold(request: SignedInRequest, reference: str) -> HttpResponse:
    matter = _find(request, reference)
    policies.hold_matter.enforce(request.user, matter, on=clock.today())
    form = HoldMatterForm(request.POST or None, cancel_url=matter.get_absolute_url())
    return _with_form(
        request,
        matter,
        form,
        name="matter_hold",
        act=lambda: workflow.hold(matter=matter, **form.cleaned_data, **doing(request)),
        said="Nothing of it is destroyed until the hold is lifted.",
    )


@require_POST
@sees_matters
def matter_release(request: SignedInRequest, reference: str) -> HttpResponse:
    matter = _find(request, reference)
    workflow.release(matter=matter, **doing(request))
    say(request, "The hold is lifted, and what is due to be destroyed is destroyed again.")
    return redirect(matter)
