"""Pages of the legal gateways, and of the register of depersonalised data sets."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from csp_portal.accounts.models import Organisation
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.history import changes
from isp_requests.forms import law as forms
from isp_requests.models import DataSet, LegalGateway
from isp_requests.models.gateways import GROUNDS, LOOK_AGAIN_AFTER, Bar, DataKind, Need
from isp_requests.policies import protocol as policies
from isp_requests.views.acting import tried
from isp_requests.views.finding import doing
from isp_requests.workflow import before_asking
from isp_requests.workflow import gateways as workflow

CHANGES_SHOWN = 100


@require_GET
def gateway_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.read_protocol.enforce(request.user, on=on)
    entries = list(LegalGateway.objects.with_last_verified())
    signed = set(LegalGateway.objects.signed().values_list("pk", flat=True))
    choosable = set(LegalGateway.objects.for_new_requests(on=on).values_list("pk", flat=True))
    rows: list[dict[str, Any]] = [
        {
            "gateway": entry,
            "is_signed": entry.pk in signed,
            "is_choosable": entry.pk in choosable,
            "is_old": entry.last_verified_on is not None and entry.last_verified_on + LOOK_AGAIN_AFTER < on,
        }
        for entry in entries
    ]
    context = {
        "grounds": [row for row in rows if row["gateway"].kind in GROUNDS],
        "others": [row for row in rows if row["gateway"].kind not in GROUNDS],
        "unsigned": sum(not row["is_signed"] for row in rows),
        "old": sum(row["is_old"] for row in rows),
        "run_refusal": policies.run_protocol.refusal(request.user, on=on),
    }
    return render(request, "isp_requests/gateway_list.html", context)


def find_gateway(request: SignedInRequest, code: str) -> LegalGateway:
    """Find an entry for somebody who reads the protocol, or refuse."""
    policies.read_protocol.enforce(request.user, on=clock.today())
    return get_object_or_404(LegalGateway.objects.with_last_verified(), code=code)


@require_GET
def gateway_detail(request: SignedInRequest, code: str) -> HttpResponse:
    on = clock.today()
    gateway = find_gateway(request, code)
    rows = gateway.history.select_related("history_user")[:CHANGES_SHOWN]
    context = {
        "gateway": gateway,
        "bars": [Bar(bar).label for bar in gateway.bars],
        "needs": [Need(need).label for need in gateway.needs],
        "covers": [DataKind(kind).label for kind in gateway.covers],
        "verifications": gateway.verifications.select_related("verified_by"),
        "is_signed": LegalGateway.objects.signed().filter(pk=gateway.pk).exists(),
        "entries": list(changes(rows, name=lambda row: "Entry", leave_out={"version", "position"})),
        "run_refusal": policies.run_protocol.refusal(request.user, on=on),
    }
    return render(request, "isp_requests/gateway_detail.html", context)


@require_http_methods(["GET", "POST"])
def gateway_enter(request: SignedInRequest) -> HttpResponse:
    policies.run_protocol.enforce(request.user, on=clock.today())
    form = forms.GatewayEnterForm(request.POST or None, cancel_url=reverse("isp_requests:gateway_list"))
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if tried(form, lambda: workflow.enter_gateway(code=code, **form.facts(), **doing(request))):
            messages.success(request, "The entry is there. Nobody can choose it before it is signed off.")
            return redirect("isp_requests:gateway_detail", code)
    return render(request, "isp_requests/gateway_enter.html", {"form": form})


@require_http_methods(["GET", "POST"])
def gateway_edit(request: SignedInRequest, code: str) -> HttpResponse:
    policies.run_protocol.enforce(request.user, on=clock.today())
    gateway = find_gateway(request, code)
    form = forms.GatewayForm(
        request.POST or None,
        initial=forms.GatewayForm.of(gateway),
        cancel_url=gateway.get_absolute_url(),
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        version = form.cleaned_data["version"] or 0
        workflow.change_gateway(gateway=gateway, version=version, **form.facts(), **doing(request))
        messages.success(request, "The entry is changed. It has to be signed off again before it is chosen.")
        return redirect(gateway)
    return render(request, "isp_requests/gateway_edit.html", {"form": form, "gateway": gateway})


@require_http_methods(["GET", "POST"])
def gateway_verify(request: SignedInRequest, code: str) -> HttpResponse:
    policies.run_protocol.enforce(request.user, on=clock.today())
    gateway = find_gateway(request, code)
    form = forms.VerifyForm(request.POST or None, cancel_url=gateway.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        workflow.verify_gateway(gateway=gateway, **form.cleaned_data, **doing(request))
        messages.success(request, f"{gateway} is signed off in your name.")
        return redirect(gateway)
    return render(request, "isp_requests/gateway_verify.html", {"form": form, "gateway": gateway})


@require_GET
def data_set_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.read_protocol.enforce(request.user, on=on)
    every = DataSet.objects.filter(withdrawn_at=None).prefetch_related("supplies")
    suppliers = list(dict.fromkeys(every.values_list("supplier", flat=True)))
    form = forms.DataSetFilterForm(request.GET or None, suppliers=suppliers)
    shown = every
    if form.is_valid():
        for word in form.cleaned_data["words"].split():
            shown = shown.filter(name__icontains=word)
        if form.cleaned_data["supplier"]:
            shown = shown.filter(supplier=form.cleaned_data["supplier"])
    context = {
        "form": form,
        "data_sets": shown,
        "run_refusal": policies.run_protocol.refusal(request.user, on=on),
    }
    return render(request, "isp_requests/data_set_list.html", context)


@require_http_methods(["GET", "POST"])
def data_set_enter(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.run_protocol.enforce(request.user, on=on)
    form = forms.DataSetForm(
        request.POST or None,
        organisations=Organisation.objects.on(on),
        cancel_url=reverse("isp_requests:data_set_list"),
    )
    if request.method == "POST" and form.is_valid():
        if tried(form, lambda: before_asking.enter_data_set(**form.facts(), **doing(request))):
            messages.success(request, "The set is in the register.")
            return redirect("isp_requests:data_set_list")
    return render(request, "isp_requests/data_set_enter.html", {"form": form})


def _find_data_set(request: SignedInRequest, pk: int) -> DataSet:
    policies.run_protocol.enforce(request.user, on=clock.today())
    return get_object_or_404(DataSet.objects.select_related("organisation"), pk=pk)


@require_http_methods(["GET", "POST"])
def data_set_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    data_set = _find_data_set(request, pk)
    initial: dict[str, Any] = {
        name: getattr(data_set, name) for name in ("version", "supplier", "name", "frequency", "where")
    }
    form = forms.DataSetForm(
        request.POST or None,
        organisations=Organisation.objects.on(clock.today()),
        initial={**initial, "organisation": data_set.organisation},
        cancel_url=reverse("isp_requests:data_set_list"),
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        version = form.cleaned_data["version"] or 0
        before_asking.change_data_set(data_set=data_set, version=version, **form.facts(), **doing(request))
        messages.success(request, "The register is changed.")
        return redirect("isp_requests:data_set_list")
    return render(request, "isp_requests/data_set_edit.html", {"form": form, "data_set": data_set})


@require_http_methods(["GET", "POST"])
def data_set_supply(request: SignedInRequest, pk: int) -> HttpResponse:
    data_set = _find_data_set(request, pk)
    form = forms.SupplyForm(
        request.POST or None,
        initial={"supplied_on": clock.today()},
        cancel_url=reverse("isp_requests:data_set_list"),
    )
    if request.method == "POST" and form.is_valid():
        if tried(
            form,
            lambda: before_asking.record_supply(data_set=data_set, **form.cleaned_data, **doing(request)),
        ):
            messages.success(request, "The supply is on record.")
            return redirect("isp_requests:data_set_list")
    return render(request, "isp_requests/data_set_supply.html", {"form": form, "data_set": data_set})
