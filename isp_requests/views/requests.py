"""Pages of a request (part A): lists, beginning, checking and sending, reading, and what can happen afterwards."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.sessions import SignedInRequest, requires_fresh_sign_in
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from isp_requests import completeness, identity
from isp_requests.completeness import STEPS
from isp_requests.forms.requests import BeginForm
from isp_requests.guide import OWN_FORM, Advice, Procedure
from isp_requests.identity import takes_part
from isp_requests.models import (
    Asked,
    GuideAnswer,
    Participation,
    SharingRequest,
)
from isp_requests.models.participation import EMERGENCY_LASTS
from isp_requests.policies import sharing as policies
from isp_requests.states import answer as answers
from isp_requests.states.sharing_request import State
from isp_requests.states.words import SeatOfSight
from isp_requests.views.acting import confirmed_request, say
from isp_requests.views.consents import consent_facts
from isp_requests.views.finding import (
    doing,
    due_at,
    find_draft,
    find_request,
    organisations_acted_for,
    part_a,
    proves_again,
)
from isp_requests.workflow import before_asking
from isp_requests.workflow import requests as workflow

ROWS = 50


@require_GET
@takes_part
def request_list(request: SignedInRequest) -> HttpResponse:
    organisations_acted_for(request)
    on = clock.today()
    acting = identity.acting(request.user, on=on)
    visible = SharingRequest.objects.visible_to(request.user, on=on).exclude(state=State.DISCARDED)
    mine = visible.acted_for_by(request.user, on=on)
    open_answers = (
        Asked.objects.visible_to(request.user, on=on)
        .open()
        .filter(received_at__isnull=False)
        .select_related(
            "organisation", "officer", "sharing_request__organisation", "sharing_request__edition"
        )
        .prefetch_related("questions")
        .order_by("received_at")
    )
    at_desk = open_answers.filter(organisation__in=acting.desks)
    to_authorise = open_answers.filter(
        state=answers.State.TO_AUTHORISE,
        participations__person=request.user,
        participations__seat="authoriser",
        participations__until_at__isnull=True,
    )
    context = {
        "mine": mine.newest_first().prefetch_related("asked__organisation")[:ROWS],
        "to_answer": [(asked, due_at(asked)) for asked in open_answers.filter(officer=request.user)[:ROWS]],
        "to_authorise": [(asked, due_at(asked)) for asked in to_authorise[:ROWS]],
        "at_desk": [(asked, due_at(asked)) for asked in at_desk[:ROWS]],
        "has_desk": bool(acting.desks),
        "in_emergency": [
            (row.sharing_request, row.from_at + EMERGENCY_LASTS)
            for row in Participation.objects.of(request.user, on=on)
            .filter(seat=SeatOfSight.EMERGENCY)
            .select_related("sharing_request")
        ],
        "our_side": visible.filter(organisation__in=acting.desks)
        .exclude(pk__in=mine.values("pk"))
        .select_related("requested_by")
        .newest_first()[:ROWS],
    }
    return render(request, "isp_requests/request_list.html", context)


def _guide_answer(request: SignedInRequest) -> GuideAnswer | None:
    """Find what the guide told this person today and no request has been begun with yet."""
    since = clock.now() - timedelta(hours=12)
    found = request.user.guide_answers.filter(answered_at__gte=since, requests__isnull=True)
    return found.exclude(advice=Advice.OTHER_PROCEDURE).first()


@require_http_methods(["GET", "POST"])
@takes_part
def request_begin(request: SignedInRequest) -> HttpResponse:
    form = BeginForm(request.POST or None, organisations=organisations_acted_for(request))
    if request.method == "POST" and form.is_valid():
        procedure, told = form.cleaned_data["procedure"], doing(request)
        if procedure not in OWN_FORM:
            answer = before_asking.keep_procedure(procedure=procedure, **told)
            return redirect("isp_requests:guide_answer_detail", answer.pk)
        try:
            sharing_request = workflow.begin(
                organisation=form.cleaned_data["organisation"],
                guide_answer=_guide_answer(request),
                is_victim_request=procedure == Procedure.VICTIM,
                **told,
            )
        except CannotBeDone as problem:
            form.add_error("procedure", str(problem))
        else:
            return redirect("isp_requests:request_step", sharing_request.reference, next(iter(STEPS)))
    return render(request, "isp_requests/request_begin.html", {"form": form})


@require_GET
@takes_part
def request_detail(request: SignedInRequest, reference: str) -> HttpResponse:
    sharing_request = find_request(request, reference)
    on = clock.today()
    sight = policies.sight(request.user, sharing_request, on=on)
    if not sight.reads_as_requester and not sight.is_requester_desk:
        # Somebody with a duty in two of the organisations asked has an answer in each.
        answers_seen = Asked.objects.visible_to(request.user, on=on).filter(sharing_request=sharing_request)
        asked = answers_seen.select_related("organisation").first()
        if asked is None:
            raise Http404
        return redirect("isp_requests:answer_detail", reference, asked.organisation.slug)
    asked_organisations = sharing_request.asked.select_related(
        "organisation", "officer", "sharing_request__edition"
    ).prefetch_related("questions")
    context: dict[str, Any] = {
        "sharing_request": sharing_request,
        "lines": [(asked, due_at(asked)) for asked in asked_organisations],
        "is_draft": sharing_request.state == State.DRAFT,
        "reads": sight.reads_as_requester,
        **consent_facts(sharing_request),
        "people": sharing_request.people.filter(taken_out_at__isnull=True),
        "can_record_consent": policies.record_consent.allows(request.user, sharing_request, on=on),
        "can_withdraw": policies.withdraw.allows(request.user, sharing_request, on=on),
        "can_renew": policies.renew.allows(request.user, sharing_request, on=on),
        "can_close": policies.close_request.allows(request.user, sharing_request, on=on),
        "can_take_over": policies.take_over_request.allows(request.user, sharing_request, on=on),
    }
    if context["is_draft"]:
        lacking = {each.step: each.sentence for each in completeness.missing(sharing_request, on=on)}
        steps = completeness.steps_of(sharing_request)
        context["steps"] = [(step, label, lacking.get(step, "")) for step, label in steps.items()]
        context["people_count"] = sharing_request.people.filter(taken_out_at__isnull=True).count()
    return render(request, "isp_requests/request_detail.html", context)


@require_GET
@takes_part
def request_check(request: SignedInRequest, reference: str) -> HttpResponse:
    sharing_request = find_draft(request, reference)
    on = clock.today()
    context = {
        "sharing_request": sharing_request,
        "lacking": completeness.missing(sharing_request, on=on),
        "send_refusal": policies.send.refusal(request.user, sharing_request, on=on),
        "holders": sharing_request.asked.select_related("organisation"),
        **part_a(request, sharing_request),
        "is_draft": True,
    }
    return render(request, "isp_requests/request_check.html", context)


@require_POST
@requires_fresh_sign_in
@takes_part
def request_send(request: SignedInRequest, reference: str) -> HttpResponse:
    sharing_request = find_draft(request, reference)
    sharing_request = workflow.send(sharing_request=sharing_request, **doing(request))
    say(request, "The request is sent. Each organisation's contact has been told that something waits.")
    return redirect(sharing_request)


@require_GET
@takes_part
def request_read(request: SignedInRequest, reference: str) -> HttpResponse:
    sharing_request = find_request(request, reference)
    if sharing_request.state == State.DRAFT:
        return redirect("isp_requests:request_check", reference)
    if again := proves_again(request, sharing_request):
        return again
    context = {
        "sharing_request": sharing_request,
        **part_a(request, sharing_request),
        "holders": sharing_request.asked.visible_to(request.user, on=clock.today()).select_related(
            "organisation"
        ),
    }
    return render(request, "isp_requests/request_read.html", context)


@require_http_methods(["GET", "POST"])
@takes_part
def request_discard(request: SignedInRequest, reference: str) -> HttpResponse:
    return confirmed_request(
        request,
        reference,
        name="request_discard",
        rule=policies.change_request,
        act=workflow.discard,
        said="The draft is given up, and all that was written in it is destroyed.",
    )


@require_http_methods(["GET", "POST"])
@takes_part
def request_withdraw(request: SignedInRequest, reference: str) -> HttpResponse:
    return confirmed_request(
        request,
        reference,
        name="request_withdraw",
        rule=policies.withdraw,
        act=workflow.withdraw,
        said="The request is withdrawn from every organisation that had not decided.",
    )


@require_http_methods(["GET", "POST"])
@requires_fresh_sign_in  # what is carried over stands in a draft, which opens without
@takes_part
def request_renew(request: SignedInRequest, reference: str) -> HttpResponse:
    return confirmed_request(
        request,
        reference,
        name="request_renew",
        rule=policies.renew,
        act=workflow.renew,
        said="A new draft says what the request said. Check it, and say anew by when and whether the person agreed.",
    )


@require_http_methods(["GET", "POST"])
@takes_part
def request_close(request: SignedInRequest, reference: str) -> HttpResponse:
    return confirmed_request(
        request,
        reference,
        name="request_close",
        rule=policies.close_request,
        act=workflow.close_request,
        said="The request is closed.",
    )


@require_http_methods(["GET", "POST"])
@takes_part
def request_take_over(request: SignedInRequest, reference: str) -> HttpResponse:
    return confirmed_request(
        request,
        reference,
        name="request_take_over",
        rule=policies.take_over_request,
        act=workflow.take_over,
        said="You act as the requester from now on, and that is on record.",
    )
