"""The page by which an officer reads another officer's request in an emergency."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from isp_requests.forms.people import EmergencyForm
from isp_requests.identity import takes_part
from isp_requests.models.participation import EMERGENCY_LASTS
from isp_requests.policies import sharing as policies
from isp_requests.views.acting import say, tried
from isp_requests.views.finding import doing, proves_now
from isp_requests.workflow import emergencies as workflow


@require_http_methods(["GET", "POST"])
@takes_part
def emergency_read(request: SignedInRequest) -> HttpResponse:
    policies.ask_in_emergency.enforce(request.user, on=clock.today())
    if proof := proves_now(request):
        return proof
    form = EmergencyForm(request.POST or None, cancel_url=reverse("isp_requests:request_list"))
    if request.method == "POST" and form.is_valid():
        opened = []
        if tried(
            form, lambda: opened.append(workflow.read_in_emergency(**form.cleaned_data, **doing(request)))
        ):
            (row,) = opened
            until = timezone.localtime(row.from_at + EMERGENCY_LASTS)
            say(request, f"You read it until {until:%H:%M}. The contacts of both sides are told.")
            return redirect(row.sharing_request)
    return render(request, "isp_requests/emergency_read.html", {"form": form})
