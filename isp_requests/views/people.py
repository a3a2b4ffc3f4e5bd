"""The pages on which a single point of contact finds a person, and sees who has looked for anybody."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from csp_portal.accounts.models import Organisation, User
from csp_portal.accounts.sessions import SignedInRequest, is_fresh, requires_fresh_sign_in
from csp_portal.audit.models import AuditEvent
from csp_portal.core import clock
from isp_requests import identity
from isp_requests.forms.people import PersonSearchForm
from isp_requests.identity import takes_part
from isp_requests.models import Asked, Disclosure, SharingRequest
from isp_requests.policies import sharing as policies
from isp_requests.states.sharing_request import Event
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


SEARCHES_ON_A_PAGE = 50


@require_GET
@takes_part
def search_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.find_person.enforce(request.user, on=on)
    desks = Organisation.objects.in_bulk(identity.acting(request.user, on=on).desks)
    events = AuditEvent.objects.filter(
        kind=Event.PERSON_LOOKED_FOR, chain__in=[policies.chain_of(pk) for pk in desks]
    ).newest_first()
    page = Paginator(events, SEARCHES_ON_A_PAGE).get_page(request.GET.get("page"))
    names = User.objects.in_bulk({event.actor_pk for event in page if event.actor_pk})
    rows = [
        {
            "at": event.happened_at,
            "by": names.get(event.actor_pk or 0, ""),
            "organisation": desks[int(event.subject_pk)],
            "found": event.details["found"],
        }
        for event in page
    ]
    return render(request, "isp_requests/search_list.html", {"rows": rows, "page": page, "desks": desks})
