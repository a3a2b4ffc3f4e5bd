"""Pages of consent: recorded beside a person concerned, read, printed, taken back, replaced by another ground."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from csp_portal.accounts.models import Organisation
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from isp_requests import consents, legal
from isp_requests.forms.consents import ConsentForm, OtherGroundForm, TakeBackForm
from isp_requests.identity import takes_part
from isp_requests.models import Asked, Concerned, Consent, ProtocolEdition, SharingRequest
from isp_requests.policies import sharing as policies
from isp_requests.states.consent import Happened
from isp_requests.states.sharing_request import State
from isp_requests.views.acting import form_page, say, tried
from isp_requests.views.finding import cleaned, doing, find_request, handed_out, proves_again, read_or_refuse
from isp_requests.workflow import consents as workflow


def _back(sharing_request: SharingRequest) -> str:
    if sharing_request.state == State.DRAFT:
        return reverse("isp_requests:request_step", args=[sharing_request.reference, "people"])
    return sharing_request.get_absolute_url()


def organisations_seen(request: SignedInRequest, sharing_request: SharingRequest) -> QuerySet[Organisation]:
    """Give the organisations asked of which this person knows: of others asked beside it none learns anything."""
    seen = Asked.objects.visible_to(request.user, on=clock.today()).filter(sharing_request=sharing_request)
    return Organisation.objects.filter(requests_received__in=seen).distinct()


@require_http_methods(["GET", "POST"])
@takes_part
def consent_record(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    sharing_request = find_request(request, reference)
    on = clock.today()
    policies.record_consent.enforce(request.user, sharing_request, on=on)
    person = get_object_or_404(sharing_request.people.filter(taken_out_at__isnull=True), number=number)
    back = _back(sharing_request)
    options: dict[str, Any] = {
        "organisations": organisations_seen(request, sharing_request),
        "on": on,
        "cancel_url": back,
        "initial": {"kinds": sharing_request.kinds, "given_on": on},
    }
    form = ConsentForm(request.POST or None, request.FILES or None, **options)
    if request.method == "POST" and form.is_valid() and _gave(request, person, form):
        say(request, "The consent is recorded, and can be taken back at any time.")
        return redirect(back)
    context = {"sharing_request": sharing_request, "person": person, "form": form}
    return render(request, "isp_requests/consent_record.html", context)


def _gave(request: SignedInRequest, person: Concerned, form: ConsentForm) -> bool:
    scan = None
    if form.cleaned_data["file"] and form.cleaned_data["how_taken"] == "signed":
        scan = cleaned(request, form, title=person.sharing_request.reference)
        if scan is None:
            return False
    return tried(form, lambda: workflow.give(person=person, scan=scan, **form.given(), **doing(request)))


def _find(request: SignedInRequest, reference: str, number: int) -> Consent:
    visible = Consent.objects.with_events().visible_to(request.user, on=clock.today())
    along = visible.select_related(
        "sharing_request__organisation", "sharing_request__edition", "witnessed_by", "scan"
    )
    return get_object_or_404(along, sharing_request__reference=reference, number=number)


def opened_consent(request: SignedInRequest, consent: Consent) -> dict[str, Any]:
    """
    Open a consent with who it is about and what happened to it, for a page or for paper.

    :raises Refused: if this person does not read the request
    """
    sharing_request = consent.sharing_request
    events = list(consent.events.all())
    sections = sharing_request.sections.filter(
        record__in=[consent.pk, consent.concerned_id, *[event.pk for event in events]],
        destroyed_at__isnull=True,
    ).select_related("sharing_request", "key")
    opened = read_or_refuse(request, sections)
    return {
        "consent": consent,
        "sharing_request": sharing_request,
        "edition": sharing_request.edition or ProtocolEdition.objects.in_force(on=clock.today()),
        "recorded_at": events[0].at,
        "standing": consent.standing(on=clock.today()),
        "said": opened.get((consent.pk, "consent"), {}),
        "person": opened.get((consent.concerned_id, "person"), {}),
        "events": [(event, opened.get((event.pk, "why"), {}).get("text", "")) for event in events],
        "disclosing": organisations_seen(request, sharing_request).filter(pk__in=consent.organisations),
    }


@require_GET
@takes_part
def consent_detail(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    consent = _find(request, reference, number)
    if consent.sharing_request.state != State.DRAFT and (
        again := proves_again(request, consent.sharing_request)
    ):
        return again
    on = clock.today()
    context = opened_consent(request, consent) | {
        "can_take_back": policies.take_back_consent.allows(request.user, consent, on=on),
        "can_record_ground": policies.record_other_ground.allows(request.user, consent, on=on),
    }
    return render(request, "isp_requests/consent_detail.html", context)


@require_GET
@takes_part
def consent_form_print(request: SignedInRequest, reference: str, number: int) -> HttpResponseBase:
    consent = _find(request, reference, number)
    if again := proves_again(request, consent.sharing_request):
        return again
    return handed_out(
        request,
        consent.sharing_request,
        template="isp_requests/pdf/consent_given_print.html",
        context={"title": f"Request {reference}, consent {number}", **opened_consent(request, consent)},
        form="consent",
        filename=f"{reference}-consent-{number}.pdf",
    )


@require_http_methods(["GET", "POST"])
@takes_part
def consent_take_back(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    consent = _find(request, reference, number)
    policies.take_back_consent.enforce(request.user, consent, on=clock.today())
    form = TakeBackForm(request.POST or None, cancel_url=consent.get_absolute_url())
    return form_page(
        request,
        form,
        page="consent_take_back",
        context={"sharing_request": consent.sharing_request, "consent": consent},
        act=lambda: workflow.take_back(consent=consent, **form.cleaned_data, **doing(request)),
        back=consent,
        said="It is recorded. Nothing more is disclosed by it, and those who hold anything are told.",
    )


@require_http_methods(["GET", "POST"])
@takes_part
def consent_other_ground(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    consent = _find(request, reference, number)
    on = clock.today()
    policies.record_other_ground.enforce(request.user, consent, on=on)
    holders = list(organisations_seen(request, consent.sharing_request))
    form = OtherGroundForm(
        request.POST or None,
        gateways=legal.choosable(consent.sharing_request, holders=holders, on=on),
        cancel_url=consent.get_absolute_url(),
    )
    return form_page(
        request,
        form,
        page="consent_other_ground",
        context={"sharing_request": consent.sharing_request, "consent": consent},
        act=lambda: workflow.record_other_ground(consent=consent, **form.cleaned_data, **doing(request)),
        back=consent,
        said="The other ground is recorded, and what stood still can go on.",
    )


def consent_facts(sharing_request: SharingRequest) -> dict[str, Any]:
    """Say for a page where each consent of a request stands and what stands still by it, without a word of anybody."""
    on = clock.today()
    recorded = consents.recorded(sharing_request)
    lines = []
    for consent in recorded:
        standing = str(consent.standing(on=on).label)
        if consent.event(Happened.OTHER_GROUND):
            standing = f"{standing}; another ground is recorded"
        lines.append((consent, standing))
    return {"consents": lines, "stopped": consents.why_stopped(consents.newest(recorded), on=on)}
