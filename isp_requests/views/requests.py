"""Pages of a request (part A): lists, steps, people, files, checking and sending, and what can happen afterwards."""

import io
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.models import Organisation, User
from csp_portal.accounts.sessions import SignedInRequest, requires_fresh_sign_in
from csp_portal.audit.models import AuditEvent
from csp_portal.audit.recording import record
from csp_portal.audit.responses import AuditedFileResponse
from csp_portal.core import clock
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone
from isp_requests import completeness, consents, door, identity, keeping, legal
from isp_requests.completeness import STEPS
from isp_requests.forms.requests import BeginForm, FileForm, OrganisationsForm, PersonForm
from isp_requests.forms.steps import STEP_FORMS
from isp_requests.guide import OWN_FORM, Advice, Procedure
from isp_requests.identity import takes_part
from isp_requests.models import (
    Asked,
    GuideAnswer,
    Participation,
    ProtocolEdition,
    SharedFile,
    SharingRequest,
)
from isp_requests.models.participation import EMERGENCY_LASTS
from isp_requests.policies import sharing as policies
from isp_requests.states import answer as answers
from isp_requests.states.sharing_request import Event, State
from isp_requests.states.words import Emergency, SeatOfSight
from isp_requests.views.consents import consent_facts
from isp_requests.views.finding import (
    cleaned,
    doing,
    due_at,
    find_draft,
    find_request,
    part_a,
    proves_again,
    read,
    say,
    tried,
)
from isp_requests.workflow import before_asking
from isp_requests.workflow import requests as workflow

NOT_AN_OFFICER = (
    "Requests for information are for officers with an information-sharing duty. The partnership's administrator "
    "gives duties."
)
ROWS = 50


def _organisations(request: SignedInRequest) -> Any:
    acting = identity.acting(request.user, on=clock.today())
    if not acting.organisations:
        raise Refused(NOT_AN_OFFICER)
    return Organisation.objects.filter(pk__in=acting.organisations)


def _partners(sharing_request: SharingRequest) -> Any:
    edition = ProtocolEdition.objects.in_force(on=clock.today())
    if edition is None:
        return Organisation.objects.none()
    parties = Organisation.objects.on(clock.today()).filter(protocol_parties__edition=edition)
    return parties.exclude(pk=sharing_request.organisation_id).distinct()


@require_GET
@takes_part
def request_list(request: SignedInRequest) -> HttpResponse:
    _organisations(request)
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
    form = BeginForm(request.POST or None, organisations=_organisations(request))
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


def _next_step(step: str, sharing_request: SharingRequest) -> str:
    order = list(completeness.steps_of(sharing_request))
    after = order[order.index(step) + 1 :]
    if not after:
        return reverse("isp_requests:request_check", args=[sharing_request.reference])
    return reverse("isp_requests:request_step", args=[sharing_request.reference, after[0]])


@require_http_methods(["GET", "POST"])
@takes_part
def request_step(request: SignedInRequest, reference: str, step: str) -> HttpResponse:
    sharing_request = find_draft(request, reference)
    steps = completeness.steps_of(sharing_request)
    if step not in steps:
        raise Http404
    context = {"sharing_request": sharing_request, "step": step, "title": steps[step]}
    if step == "people":
        opened = part_a(request, sharing_request)
        recorded = {consent.concerned_id: consent for consent in consents.latest(sharing_request)}
        people = [(person, said, recorded.get(person.pk)) for person, said in opened["people"]]
        context |= {"people": people, "next": _next_step(step, sharing_request), "on": clock.today()}
        return render(request, "isp_requests/request_step.html", context)
    if step == "organisations":
        form: Any = OrganisationsForm(
            request.POST or None,
            organisations=_partners(sharing_request),
            initial={"organisations": sharing_request.asked.values_list("organisation", flat=True)},
        )
        if request.method == "POST" and form.is_valid():
            workflow.choose_organisations(
                sharing_request=sharing_request,
                organisations=form.cleaned_data["organisations"],
                **doing(request),
            )
            return redirect(_next_step(step, sharing_request))
        return render(request, "isp_requests/request_step.html", context | {"form": form})
    return _worded_step(request, sharing_request, step, context)


def _worded_step(
    request: SignedInRequest, sharing_request: SharingRequest, step: str, context: dict[str, Any]
) -> HttpResponse:
    form_class = STEP_FORMS[step]
    told: dict[str, Any] = {"sharing_request": sharing_request, "on": clock.today()}
    if request.method == "POST":
        form = form_class(request.POST, **told)
        if form.is_valid() and form.cleaned_data["version"] != sharing_request.version:
            # What was written stays in the form, and the next press of the button saves it.
            newer = request.POST.copy()
            newer["version"] = str(sharing_request.version)
            form = form_class(newer, **told)
            form.add_error(
                None,
                "The request was saved from another window in the meantime. Look at it there, then save this again.",
            )
        elif form.is_valid():
            workflow.save_step(
                sharing_request=sharing_request,
                step=step,
                version=form.cleaned_data["version"],
                fields=form.fields_of_request(),
                words=form.words() if step in completeness.WITH_WORDS else None,
                **doing(request),
            )
            return redirect(_next_step(step, sharing_request))
        return render(request, "isp_requests/request_step.html", context | {"form": form})
    initial = {name: getattr(sharing_request, name) for name in form_class.plain}
    if step == "depersonalised" and sharing_request.depersonalised_would_do is not None:
        initial["depersonalised_would_do"] = "yes" if sharing_request.depersonalised_would_do else "no"
    if step == "law":
        for name, entries in legal.parted(sharing_request.grounds).items():
            initial[name] = [entry["code"] for entry in entries]
    if form_class.sealed:
        initial |= (said := door.unseal(sharing_request, step, **doing(request)))
        if step == "victim":
            initial["asks_counselling"] = said and ("yes" if sharing_request.asks_counselling else "no")
    form = form_class(initial=initial | {"version": sharing_request.version}, **told)
    return render(request, "isp_requests/request_step.html", context | {"form": form})


@require_http_methods(["GET", "POST"])
@takes_part
def person_add(request: SignedInRequest, reference: str) -> HttpResponse:
    sharing_request = find_draft(request, reference)
    back = reverse("isp_requests:request_step", args=[reference, "people"])
    form = PersonForm(request.POST or None, cancel_url=back)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(
            form,
            lambda: workflow.add_person(
                sharing_request=sharing_request, words=form.words(), **form.plain(), **doing(request)
            ),
        )
    ):
        return redirect(back)
    context = {"sharing_request": sharing_request, "form": form}
    return render(request, "isp_requests/person_add.html", context)


@require_http_methods(["GET", "POST"])
@takes_part
def person_edit(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    sharing_request = find_draft(request, reference)
    person = get_object_or_404(sharing_request.people.filter(taken_out_at__isnull=True), number=number)
    back = reverse("isp_requests:request_step", args=[reference, "people"])
    if request.method == "POST":
        form = PersonForm(request.POST, cancel_url=back)
        if form.is_valid():
            workflow.change_person(person=person, words=form.words(), **form.plain(), **doing(request))
            return redirect(back)
    else:
        said = door.unseal(person, "person", **doing(request))
        plain = {
            "roles": person.roles,
            "is_child": person.is_child,
            "has_safe_address": person.has_safe_address,
        }
        form = PersonForm(initial=said | plain, cancel_url=back)
    context = {"sharing_request": sharing_request, "person": person, "form": form}
    return render(request, "isp_requests/person_edit.html", context)


@require_POST
@takes_part
def person_take_out(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    sharing_request = find_draft(request, reference)
    person = get_object_or_404(sharing_request.people, number=number)
    workflow.take_out_person(person=person, **doing(request))
    say(request, "The person is taken out, and what was written about them is destroyed.")
    return redirect("isp_requests:request_step", reference, "people")


@require_http_methods(["GET", "POST"])
@takes_part
def request_file_add(request: SignedInRequest, reference: str) -> HttpResponse:
    sharing_request = find_draft(request, reference)
    back = reverse("isp_requests:request_check", args=[reference])
    form = FileForm(request.POST or None, request.FILES or None, cancel_url=back)
    if request.method == "POST" and form.is_valid():
        taken = cleaned(request, form, title=sharing_request.reference)
        if taken is not None and tried(
            form,
            lambda: workflow.add_file(
                sharing_request=sharing_request,
                taken=taken,
                filename=form.cleaned_data["file"].name,
                **doing(request),
            ),
        ):
            say(request, "The file was cleaned and sealed.")
            return redirect(back)
    context = {"sharing_request": sharing_request, "form": form}
    return render(request, "isp_requests/request_file_add.html", context)


def _find_file(request: SignedInRequest, reference: str, pk: Any) -> SharedFile:
    visible = SharedFile.objects.visible_to(request.user, on=clock.today()).filter(taken_out_at__isnull=True)
    along = visible.select_related("sharing_request", "asked__sharing_request")
    return get_object_or_404(along, sharing_request__reference=reference, pk=pk)


@require_GET
@takes_part
def file_download(request: SignedInRequest, reference: str, pk: Any) -> HttpResponseBase:
    file = _find_file(request, reference, pk)
    told = doing(request)
    if again := proves_again(request, file.asked or file.sharing_request):
        return again
    if not keeping.sections_of(file).exists():
        raise CannotBeDone("This file was destroyed, so nobody can read it any more.")
    content, name = door.unseal_file(file, **told)
    sight = policies.sight(request.user, file.sharing_request, on=told["on"])
    event = record(
        Event.FILE_READ,
        actor=request.user,
        subject=file.sharing_request,
        at=told["at"],
        chain=sight.chain,
        file=pk,
    )
    name = name.rpartition(".")[0] or name
    response = AuditedFileResponse(
        io.BytesIO(content),
        event=event,
        filename=f"{name}.pdf",
        as_attachment=True,
        content_type="application/pdf",
    )
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


@require_POST
@takes_part
def file_take_out(request: SignedInRequest, reference: str, pk: Any) -> HttpResponse:
    file = _find_file(request, reference, pk)
    if file.asked is not None:
        raise Http404
    workflow.take_out_file(file=file, **doing(request))
    say(request, "The file is taken out, and its content is destroyed.")
    return redirect("isp_requests:request_check", reference)


def _file_names(request: SignedInRequest, sharing_request: SharingRequest) -> list[tuple[SharedFile, str]]:
    files = list(sharing_request.files.filter(asked__isnull=True, taken_out_at__isnull=True))
    sections = sharing_request.sections.filter(
        record__in=[file.pk for file in files], name="name", destroyed_at__isnull=True
    ).select_related("sharing_request", "key")
    opened = read(request, sections)
    return [(file, opened.get((file.pk, "name"), {}).get("name", "File")) for file in files]


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
        "files": _file_names(request, sharing_request),
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
        "files": _file_names(request, sharing_request),
        "holders": sharing_request.asked.visible_to(request.user, on=clock.today()).select_related(
            "organisation"
        ),
    }
    return render(request, "isp_requests/request_read.html", context)


@require_GET
@takes_part
def request_log(request: SignedInRequest, reference: str) -> HttpResponse:
    sharing_request = find_request(request, reference)
    on = clock.today()
    seen = [str(asked.pk) for asked in sharing_request.asked.visible_to(request.user, on=on)]
    sight = policies.sight(request.user, sharing_request, on=on)
    events = AuditEvent.objects.filter(
        subject_type__in=[SharingRequest._meta.label_lower, Asked._meta.label_lower],
        subject_pk__in=[str(sharing_request.pk), *seen],
    ).newest_first()
    if not sight.reads_as_requester and not sight.is_requester_desk:
        # What other organisations asked do and read is nobody's business here.
        chains = [policies.chain_of(sharing_request.organisation_id), sight.chain]
        events = events.filter(chain__in=chains)
    page = list(events[: 4 * ROWS])
    names = dict(
        User.objects.filter(pk__in={event.actor_pk for event in page}).values_list("pk", "full_name")
    )
    entries = [
        {
            "title": LOG_WORDS.get(event.kind, event.kind.rpartition(".")[2].replace("_", " ").capitalize()),
            "by": names.get(event.actor_pk or 0, ""),
            "at": event.happened_at,
            "description": _described(event),
        }
        for event in page
    ]
    context = {"sharing_request": sharing_request, "entries": entries}
    return render(request, "isp_requests/request_log.html", context)


LOG_WORDS = {
    "isp_requests.request.begun": "Draft begun",
    "isp_requests.request.step_saved": "Draft saved",
    "isp_requests.request.sent": "Request sent",
    "isp_requests.person_concerned.added": "Person added",
    "isp_requests.person_concerned.changed": "Person changed",
    "isp_requests.person_concerned.taken_out": "Person taken out",
    "isp_requests.file.added": "File added",
    "isp_requests.file.taken_out": "File taken out",
    "isp_requests.section.read": "Read",
    "isp_requests.file.read": "File downloaded",
    "isp_requests.answer.received": "Received",
    "isp_requests.answer.question_asked": "Question asked, clock stopped",
    "isp_requests.answer.question_answered": "Question answered, clock going on",
    "isp_requests.answer.put_to_authoriser": "Put to a second authoriser",
    "isp_requests.consent.given": "Consent recorded",
    "isp_requests.consent.withdrawn": "Consent taken back",
    "isp_requests.consent.other_ground_recorded": "Another ground recorded in place of consent",
    "isp_requests.disclosure.supplied": "Supplied",
    "isp_requests.disclosure.certified": "Certified as returned or destroyed",
    "isp_requests.passing_on.asked": "Leave to pass it on asked for",
    "isp_requests.passing_on.allowed": "Passing on allowed",
    "isp_requests.passing_on.refused": "Passing on not allowed",
    "isp_requests.passing_on.recorded_afterwards": "Passed on in an emergency",
    "isp_requests.correction.made": "Something put right",
    "isp_requests.correction.confirmed": "Correction confirmed",
    "isp_requests.legal_hold.placed": "Legal hold placed",
    "isp_requests.legal_hold.lifted": "Legal hold lifted",
    "isp_requests.subject_access.consulted": "Source asked about an inquiry of the person",
    "isp_requests.subject_access.answered": "Inquiry of the person answered by the source",
    "isp_requests.request.read_in_emergency": "Taken up by another officer in an emergency",
    "isp_requests.section.destroyed": "Words destroyed, because their time was over",
}


SECTION_WORDS = {
    "needed": "what is needed",
    "victim": "questions about a victim",
    "depersonalised": "why depersonalised information would not do",
    "urgency": "why it cannot wait",
    "law": "another law in words",
    "person": "people concerned",
    "consent": "consent",
    "why": "what was said of a consent",
    "handling": "what is to be disclosed",
    "disclosed": "what was disclosed",
    "refusal": "why it was not authorised",
    "draft": "draft of the answer",
    "file": "file",
    "name": "names of files",
}


def _described(event: AuditEvent) -> str:
    if reason := event.details.get("emergency"):
        return f"{Emergency(reason).label}."
    sections = [SECTION_WORDS.get(name, name) for name in event.details.get("sections", ())]
    return f"Opened: {', '.join(sections)}." if sections else ""


def _confirmed(
    request: SignedInRequest, reference: str, *, name: str, rule: Any, act: Any, said: str
) -> HttpResponse:
    """Ask before an act that has no form, and do it when it is confirmed."""
    sharing_request = find_request(request, reference)
    rule.enforce(request.user, sharing_request, on=clock.today())
    if request.method == "POST":
        result = act(sharing_request=sharing_request, **doing(request))
        say(request, said)
        if result.state == State.DISCARDED:
            return redirect("isp_requests:request_list")
        return redirect(result)
    context = {"sharing_request": sharing_request, "cancel_url": sharing_request.get_absolute_url()}
    return render(request, f"isp_requests/{name}.html", context)


@require_http_methods(["GET", "POST"])
@takes_part
def request_discard(request: SignedInRequest, reference: str) -> HttpResponse:
    return _confirmed(
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
    return _confirmed(
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
    return _confirmed(
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
    return _confirmed(
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
    return _confirmed(
        request,
        reference,
        name="request_take_over",
        rule=policies.take_over_request,
        act=workflow.take_over,
        said="You act as the requester from now on, and that is on record.",
    )
