"""Pages of what is disclosed: supplied, received, reviewed, returned or destroyed; and what was disclosed urgently."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from csp_portal.accounts.models import Organisation, User
from csp_portal.accounts.sessions import SignedInRequest, is_fresh
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from isp_requests import identity, legal
from isp_requests.forms.answers import (
    CertifyForm,
    ReviewForm,
    SupplyForm,
    UrgentForm,
)
from isp_requests.identity import takes_part
from isp_requests.models import LegalGateway
from isp_requests.policies import sharing as policies
from isp_requests.views.acting import answer_form, confirmed_answer, form_page, say
from isp_requests.views.finding import doing, find_answer, organisations_acted_for, proves_now
from isp_requests.workflow import disclosures


@require_http_methods(["GET", "POST"])
@takes_part
def disclosure_supply(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    asked = find_answer(request, reference, slug)
    policies.supply.enforce(request.user, asked, on=clock.today())
    if request.method == "GET" and (again := proves_now(request)):
        return again
    form = SupplyForm(
        request.POST or None,
        is_first=not asked.disclosures.exists(),
        is_fresh=is_fresh(request),
        kept_months=asked.sharing_request.kept_months,
        on=clock.today(),
        cancel_url=asked.get_absolute_url(),
    )
    return form_page(
        request,
        form,
        page="disclosure_supply",
        context={"asked": asked},
        act=lambda: disclosures.supply(asked=asked, **form.cleaned_data, **doing(request)),
        back=asked,
        said="It is supplied, and the requester has been told that something waits.",
    )


@require_http_methods(["GET", "POST"])
@takes_part
def disclosure_confirm(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    return confirmed_answer(
        request,
        reference,
        slug,
        name="disclosure_confirm",
        rule=policies.confirm_receipt,
        act=disclosures.confirm_receipt,
        said="You have confirmed that it came.",
    )


@require_http_methods(["GET", "POST"])
@takes_part
def disclosure_review(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    return answer_form(
        request,
        reference,
        slug,
        ReviewForm,
        name="disclosure_review",
        rule=policies.review,
        act=disclosures.review,
        said="It is still needed, and the day of the next review is kept.",
    )


@require_http_methods(["GET", "POST"])
@takes_part
def disclosure_certify(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    return answer_form(
        request,
        reference,
        slug,
        CertifyForm,
        name="disclosure_certify",
        rule=policies.certify,
        act=disclosures.certify,
        said="You have certified it. The portal's own copy is destroyed, and the source's contact has been told.",
    )


@require_http_methods(["GET", "POST"])
@takes_part
def urgent_record(request: SignedInRequest) -> HttpResponse:
    organisations = organisations_acted_for(request)
    on = clock.today()
    duties = identity.SHARING_ROLES
    officers = (
        User.objects.present()
        .filter(duties__role__in=duties, duties__organisation__isnull=False)
        .exclude(duties__organisation__in=organisations)
        .distinct()
        .in_order()
    )
    form = UrgentForm(
        request.POST or None,
        organisations=organisations,
        officers=officers,
        gateways=list(LegalGateway.objects.for_new_requests(on=on)),
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        theirs = Organisation.objects.filter(pk__in=identity.acting(said["requester"], on=on).organisations)
        try:
            asked = disclosures.record_urgent(
                organisation=said["organisation"],
                requester=said["requester"],
                requester_organisation=theirs.first() or said["organisation"],
                delivery=said["delivery"],
                kinds=said["kinds"],
                grounds=legal.copied(said["grounds"]),
                is_with_consent=said["is_with_consent"] == "yes",
                person_told=said["person_told"],
                words=form.words(),
                about=form.person(),
                **doing(request),
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            say(
                request, "It is recorded, and the officer who received it has been told that something waits."
            )
            return redirect(asked)
    return render(request, "isp_requests/urgent_record.html", {"form": form})
