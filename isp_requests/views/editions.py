"""Pages of the protocol's editions: text, parties and signatures, reply times, wording, and pages of guidance."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.models import Organisation
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.documents.markdown import to_html
from csp_portal.documents.pdf.render import page_html, typeset
from isp_requests.forms import protocol as forms
from isp_requests.models import Guidance, HandlingMarking, Party, ProtocolEdition
from isp_requests.models.editions import markings_of
from isp_requests.policies import protocol as policies
from isp_requests.views.acting import tried
from isp_requests.views.finding import doing
from isp_requests.wording import PLACES, worded
from isp_requests.workflow import editions as workflow
from meetings.models import AgendaItem, Board, Meeting

ITEMS_OFFERED = 40


def find_edition(request: SignedInRequest, slug: str) -> ProtocolEdition:
    """Find an edition for somebody who reads the protocol, or refuse."""
    policies.read_protocol.enforce(request.user, on=clock.today())
    return get_object_or_404(ProtocolEdition, slug=slug)


def find_to_run(request: SignedInRequest, slug: str) -> ProtocolEdition:
    """Find an edition for the information governance lead, or refuse."""
    policies.run_protocol.enforce(request.user, on=clock.today())
    return get_object_or_404(ProtocolEdition, slug=slug)


def find_to_change(request: SignedInRequest, slug: str) -> ProtocolEdition:
    """Find a draft for the information governance lead, or refuse."""
    edition = find_to_run(request, slug)
    policies.change_edition.enforce(request.user, edition, on=clock.today())
    return edition


@require_GET
def edition_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.read_protocol.enforce(request.user, on=on)
    editions = ProtocolEdition.objects.prefetch_related("parties").order_by("-starts_on", "-pk")
    context = {
        "editions": [(edition, sum(not p.has_signed for p in edition.parties.all())) for edition in editions],
        "run_refusal": policies.run_protocol.refusal(request.user, on=on),
    }
    return render(request, "isp_requests/edition_list.html", context)


@require_GET
def edition_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    on = clock.today()
    edition = find_edition(request, slug)
    parties = list(edition.parties.select_related("organisation"))
    sign_by = edition.sign_by
    context = {
        "edition": edition,
        "text": to_html(edition.text, top_heading=3),
        "conditions": to_html(edition.conditions, top_heading=3),
        "parties": parties,
        "unsigned": sum(not party.has_signed for party in parties),
        "sign_by": sign_by,
        "is_late": sign_by is not None and on > sign_by,
        "markings": [HandlingMarking(marking).label for marking in markings_of(edition)],
        "reply_times": edition.reply_times.all(),
        "is_due_for_review": edition.is_due_for_review(on=on),
        "wording": [(place.label, worded(edition, key)) for key, place in PLACES.items()],
        "gateways": edition.gateways.all(),
        "run_refusal": policies.run_protocol.refusal(request.user, on=on),
        "change_refusal": policies.change_edition.refusal(request.user, edition, on=on),
        "sign_refusal": policies.record_signature.refusal(request.user, edition, on=on),
    }
    return render(request, "isp_requests/edition_detail.html", context)


@require_GET
def consent_print(request: SignedInRequest, slug: str) -> HttpResponse:
    # It is empty and names nobody, so whoever reads the protocol prints it; only one in force is for signing.
    edition = find_edition(request, slug)
    marking = f"{edition.get_marking_display()} when filled in"
    context = {"title": "Consent form", "edition": edition, "marking": marking}
    response = HttpResponse(
        typeset(page_html("isp_requests/pdf/consent_print.html", context)), content_type="application/pdf"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="consent-form.pdf"'
    return response


@require_http_methods(["GET", "POST"])
def edition_draft(request: SignedInRequest) -> HttpResponse:
    policies.run_protocol.enforce(request.user, on=clock.today())
    form = forms.EditionDraftForm(request.POST or None, cancel_url=reverse("isp_requests:edition_list"))
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        if tried(form, lambda: workflow.draft_edition(**facts, **doing(request))):
            messages.success(request, "The edition is begun. Write its text, and name its parties.")
            return redirect("isp_requests:edition_detail", facts["slug"])
    return render(request, "isp_requests/edition_draft.html", {"form": form})


@require_http_methods(["GET", "POST"])
def edition_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = find_to_change(request, slug)
    form = forms.EditionForm(
        request.POST or None,
        initial=forms.EditionForm.of(edition),
        cancel_url=edition.get_absolute_url(),
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        workflow.edit_edition(edition=edition, **form.cleaned_data, **doing(request))
        messages.success(request, "The draft is saved.")
        return redirect(edition)
    return render(request, "isp_requests/edition_edit.html", {"form": form, "edition": edition})


@require_http_methods(["GET", "POST"])
def wording_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = find_to_change(request, slug)
    form = forms.WordingForm(
        request.POST or None,
        initial={"version": edition.version, **edition.wording},
        cancel_url=edition.get_absolute_url(),
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        workflow.edit_edition(
            edition=edition, version=form.cleaned_data["version"], wording=form.wording(), **doing(request)
        )
        messages.success(request, "The wording is saved.")
        return redirect(edition)
    return render(request, "isp_requests/wording_edit.html", {"form": form, "edition": edition})


@require_http_methods(["GET", "POST"])
def reply_time_edit(request: SignedInRequest, slug: str, urgency: str) -> HttpResponse:
    edition = find_to_change(request, slug)
    reply_time = get_object_or_404(edition.reply_times, urgency=urgency)
    form = forms.ReplyTimeForm(
        request.POST or None,
        initial=forms.ReplyTimeForm.of(reply_time.minutes),
        cancel_url=edition.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        workflow.set_reply_time(edition=edition, urgency=urgency, allowed=form.allowed(), **doing(request))
        messages.success(request, "The time for an answer is saved.")
        return redirect(edition)
    context = {"form": form, "edition": edition, "reply_time": reply_time}
    return render(request, "isp_requests/reply_time_edit.html", context)


@require_http_methods(["GET", "POST"])
def party_name(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = find_to_change(request, slug)
    form = forms.PartyForm(
        request.POST or None,
        organisations=Organisation.objects.on(clock.today()).exclude(protocol_parties__edition=edition),
        cancel_url=edition.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        if tried(form, lambda: workflow.name_party(edition=edition, **form.cleaned_data, **doing(request))):
            messages.success(request, "The party is named.")
            return redirect(edition)
    return render(request, "isp_requests/party_name.html", {"form": form, "edition": edition})


@require_POST
def party_drop(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = find_to_change(request, slug)
    party = get_object_or_404(edition.parties.select_related("organisation", "edition"), pk=pk)
    workflow.drop_party(party=party, **doing(request))
    messages.success(request, f"{party.organisation} is no party to this edition any more.")
    return redirect(edition)


@require_http_methods(["GET", "POST"])
def party_sign(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = find_to_run(request, slug)
    party: Party = get_object_or_404(edition.parties.select_related("organisation", "edition"), pk=pk)
    policies.record_signature.enforce(request.user, edition, on=clock.today())
    form = forms.SignatureForm(request.POST or None, cancel_url=edition.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        if tried(form, lambda: workflow.record_signature(party=party, **form.cleaned_data, **doing(request))):
            messages.success(request, f"The signature of {party.organisation} is on record.")
            return redirect(edition)
    return render(request, "isp_requests/party_sign.html", {"form": form, "edition": edition, "party": party})


@require_http_methods(["GET", "POST"])
def edition_endorse(request: SignedInRequest, slug: str) -> HttpResponse:
    on = clock.today()
    edition = find_to_run(request, slug)
    meetings = Meeting.objects.visible_to(request.user, on=on).filter(board__kind=Board.Kind.BOARD)
    items = (
        AgendaItem.objects.standing()
        .filter(meeting__in=meetings, restriction=None)
        .select_related("meeting__board")
        .order_by("-meeting__starts_at", "position")
    )
    offered = items.filter(pk__in=list(items.values_list("pk", flat=True)[:ITEMS_OFFERED]))
    form = forms.EndorseForm(
        request.POST or None,
        items=offered,
        initial={"endorsed_on": on},
        cancel_url=edition.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        if tried(
            form, lambda: workflow.endorse_edition(edition=edition, **form.cleaned_data, **doing(request))
        ):
            messages.success(request, "The endorsement is on record. The parties can sign now.")
            return redirect(edition)
    return render(request, "isp_requests/edition_endorse.html", {"form": form, "edition": edition})


@require_http_methods(["GET", "POST"])
def edition_send_back(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = find_to_run(request, slug)
    form = forms.ReasonForm(request.POST or None, cancel_url=edition.get_absolute_url())
    form.submit_label = "Make it a draft again"
    if request.method == "POST" and form.is_valid():
        if tried(
            form, lambda: workflow.send_edition_back(edition=edition, **form.cleaned_data, **doing(request))
        ):
            messages.success(request, "The edition is a draft again.")
            return redirect(edition)
    return render(request, "isp_requests/edition_send_back.html", {"form": form, "edition": edition})


@require_http_methods(["GET", "POST"])
def edition_in_force(request: SignedInRequest, slug: str) -> HttpResponse:
    on = clock.today()
    edition = find_to_run(request, slug)
    form = forms.InForceForm(
        request.POST or None, initial={"starts_on": on}, cancel_url=edition.get_absolute_url()
    )
    if request.method == "POST" and form.is_valid():
        if tried(
            form, lambda: workflow.bring_into_force(edition=edition, **form.cleaned_data, **doing(request))
        ):
            messages.success(request, "The edition is in force. New requests are made under it.")
            return redirect(edition)
    context = {
        "form": form,
        "edition": edition,
        "before": ProtocolEdition.objects.in_force(on=on),
        "unsigned": edition.parties.unsigned().select_related("organisation"),
    }
    return render(request, "isp_requests/edition_in_force.html", context)


DANGER = "danger-now"


@require_GET
def guidance_detail(request: SignedInRequest, key: str) -> HttpResponse:
    on = clock.today()
    policies.read_protocol.enforce(request.user, on=on)
    guidance = get_object_or_404(Guidance, key=key)
    context = {
        "guidance": guidance,
        "text": to_html(guidance.text, top_heading=2),
        "run_refusal": policies.run_protocol.refusal(request.user, on=on),
    }
    return render(request, "isp_requests/guidance_detail.html", context)


@require_http_methods(["GET", "POST"])
def guidance_edit(request: SignedInRequest, key: str) -> HttpResponse:
    policies.run_protocol.enforce(request.user, on=clock.today())
    guidance = Guidance.objects.filter(key=key).first()
    if guidance is None:
        raise Http404
    address = reverse("isp_requests:guidance_detail", args=[key])
    form = forms.GuidanceForm(
        request.POST or None,
        initial={"version": guidance.version, "title": guidance.title, "text": guidance.text},
        cancel_url=address,
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        workflow.change_guidance(guidance=guidance, **form.cleaned_data, **doing(request))
        messages.success(request, "The page is saved.")
        return redirect(address)
    return render(request, "isp_requests/guidance_edit.html", {"form": form, "guidance": guidance})
