"""The forms of a request on paper: part A and part B. Made in memory, recorded, and kept nowhere."""

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.documents.markdown import to_html
from isp_requests.identity import takes_part
from isp_requests.policies import sharing as policies
from isp_requests.states.sharing_request import State
from isp_requests.views.answers import opened_answer
from isp_requests.views.consents import consent_facts
from isp_requests.views.finding import find_answer, find_request, handed_out, part_a, proves_again


@require_GET
@takes_part
def request_print(request: SignedInRequest, reference: str) -> HttpResponseBase:
    sharing_request = find_request(request, reference)
    if sharing_request.state == State.DRAFT:
        return redirect("isp_requests:request_check", reference)
    if again := proves_again(request, sharing_request):
        return again
    context = {
        "title": f"Request {reference}, part A",
        "sharing_request": sharing_request,
        "holders": sharing_request.asked.visible_to(request.user, on=clock.today()).select_related(
            "organisation"
        ),
        "consents": consent_facts(sharing_request)["consents"],
        **part_a(request, sharing_request),
    }
    return handed_out(
        request,
        sharing_request,
        template="isp_requests/pdf/request_print.html",
        context=context,
        form="part_a",
        filename=f"{reference}-part-a.pdf",
    )


@require_GET
@takes_part
def answer_print(request: SignedInRequest, reference: str, slug: str) -> HttpResponseBase:
    asked = find_answer(request, reference, slug)
    policies.read_answer.enforce(request.user, asked, on=clock.today())
    if again := proves_again(request, asked):
        return again
    opened = opened_answer(request, asked)
    edition = asked.sharing_request.edition
    context = {
        "title": f"Request {reference}, part B",
        "answered": [
            (decision, said, [each for each in opened["disclosures"] if each[0].decision_id == decision.pk])
            for decision, said in opened["decisions"]
        ],
        "conditions": to_html(edition.conditions, top_heading=3) if edition is not None else "",
        **opened,
    }
    return handed_out(
        request,
        asked.sharing_request,
        template="isp_requests/pdf/answer_print.html",
        context=context,
        form="part_b",
        filename=f"{reference}-part-b.pdf",
    )
