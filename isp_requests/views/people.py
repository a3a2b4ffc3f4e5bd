"""The page on which a single point of contact finds a person."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from csp_portal.accounts.sessions import SignedInRequest, is_fresh, requires_fresh_sign_in
from csp_portal.core import clock
from isp_requests import identity
from isp_requests.forms.people import PersonSearchForm
from isp_requests.identity import takes_part
from isp_requests.models import Asked, Disclosure, SharingRequest
from isp_requests.policies import sharing as policies
from isp_requests.views.finding import doing
from isp_requests.workflow import people as workflow


@require_http_methods(["GET", "POST"])
@takes_part
def person_find(request: SignedInRequest) -> HttpResponse:
    policies.find_person.enforce(request.user, on=clock.today())
    if not is_fresh(request):
        if request.method == "POST":
            # What is posted would wait in the session for the sign-in, and the session is in the database.
            return redirect("isp_requests:person_find")
        answer: HttpResponse = requires_fresh_sign_in(lambda request: HttpResponse())(request)
        return answer
    form = PersonSearchForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "rows": None}
    if request.method == "POST" and form.is_valid():
        found = workflow.look_for(
            name=form.cleaned_data["name"], born=form.cleaned_data["date_of_birth"], **doing(request)
        )
        # The name is not said again: the page is the same whomever was looked for.
        context = {"form": PersonSearchForm(), "rows": _rows(request, found)}
    return render(request, "isp_requests/person_find.html", context)


def _rows(request: SignedInRequest, found: list[SharingRequest]) -> list[dict[str, Any]]:
    on = clock.today()
    desks = identity.acting(request.user, on=on).desks
    # Of others asked beside it an organisation learns nothing here either.
    visible = Asked.objects.visible_to(request.user, on=on).filter(sharing_request__in=found)
    others = {each.pk: {each.organisation.pk: each.organisation} for each in found}
    for asked in visible.filter(received_at__isnull=False).select_related("organisation"):
        others[asked.sharing_request_id][asked.organisation_id] = asked.organisation
    held = set(
        Disclosure.objects.visible_to(request.user, on=on)
        .filter(sharing_request__in=found, certified_at__isnull=True)
        .values_list("sharing_request", flat=True)
    )
    return [
        {
            "sharing_request": each,
            "others": [others[each.pk][pk] for pk in others[each.pk] if pk not in desks],
            "is_held": each.pk in held,
        }
        for each in found
    ]
