"""Pages about officers: what one still owes, the conditions, training, single points of contact, and the guide."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.models import Duty, Organisation, User
from csp_portal.accounts.roles import Role
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.documents.markdown import to_html
from isp_requests import guide, readiness
from isp_requests.forms import officers as forms
from isp_requests.models import ConditionsAcceptance, ProtocolEdition, SpocAbsence, Training
from isp_requests.models.officers import OFFICER_ROLES, contacts, missing_contacts
from isp_requests.policies import protocol as policies
from isp_requests.views.acting import tried
from isp_requests.views.finding import doing
from isp_requests.workflow import before_asking
from isp_requests.workflow import officers as workflow


@require_GET
def readiness_detail(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.read_protocol.enforce(request.user, on=on)
    edition = ProtocolEdition.objects.in_force(on=on)
    context = {
        "owed": readiness.what_is_owed(request.user, on=on),
        "organisations": readiness.acts_for(request.user, on=on),
        "edition": edition,
        "acceptance": ConditionsAcceptance.objects.filter(person=request.user)
        .select_related("edition")
        .first(),
        "training": Training.objects.filter(person=request.user).first(),
        "accept_refusal": policies.accept_conditions.refusal(request.user, on=on),
    }
    return render(request, "isp_requests/readiness_detail.html", context)


@require_http_methods(["GET", "POST"])
def conditions_accept(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.accept_conditions.enforce(request.user, on=on)
    edition = ProtocolEdition.objects.in_force(on=on)
    form = None
    if edition is not None:
        form = forms.AcceptForm(
            request.POST or None,
            initial={"edition_version": edition.version},
            cancel_url=reverse("isp_requests:readiness_detail"),
        )
        if request.method == "POST" and form.is_valid():
            version = form.cleaned_data["edition_version"]
            if tried(
                form,
                lambda: workflow.accept_conditions(
                    edition=edition, edition_version=version, **doing(request)
                ),
            ):
                messages.success(
                    request, "You have accepted the conditions. They are put to you again in a year."
                )
                return redirect("isp_requests:readiness_detail")
    context = {
        "form": form,
        "edition": edition,
        "conditions": to_html(edition.conditions, top_heading=2) if edition else "",
    }
    return render(request, "isp_requests/conditions_accept.html", context)


@require_GET
def officer_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.read_protocol.enforce(request.user, on=on)
    duties = Duty.objects.in_force(on).filter(
        role__in=OFFICER_ROLES, organisation__isnull=False, user__is_active=True
    )
    if policies.run_protocol.refusal(request.user, on=on):
        own = Organisation.objects.filter(
            pk__in=[organisation.pk for organisation in readiness.acts_for(request.user, on=on)]
        )
        duties = duties.filter(organisation__in=own)
    accepted = dict(ConditionsAcceptance.objects.order_by("accepted_on").values_list("person", "accepted_on"))
    trained = dict(Training.objects.order_by("trained_on").values_list("person", "trained_on"))
    holding = set(ConditionsAcceptance.objects.holding(on=on).values_list("person", flat=True))
    fresh = set(Training.objects.holding(on=on).values_list("person", flat=True))
    rows = [
        {
            "duty": duty,
            "accepted_on": accepted.get(duty.user_id),
            "trained_on": trained.get(duty.user_id),
            "is_ready": duty.user_id in holding and duty.user_id in fresh,
            "train_refusal": policies.record_training.refusal(request.user, duty.user, on=on),
        }
        for duty in duties.select_related("user", "organisation").order_by(
            "organisation__name", "user__full_name"
        )
    ]
    return render(request, "isp_requests/officer_list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def training_record(request: SignedInRequest, pk: int) -> HttpResponse:
    on = clock.today()
    policies.read_protocol.enforce(request.user, on=on)
    officers = User.objects.filter(duties__in=Duty.objects.in_force(on).filter(role__in=OFFICER_ROLES))
    person = get_object_or_404(officers.distinct(), pk=pk)
    policies.record_training.enforce(request.user, person, on=on)
    form = forms.TrainingForm(request.POST or None, today=on, cancel_url=reverse("isp_requests:officer_list"))
    if request.method == "POST" and form.is_valid():
        workflow.record_training(person=person, **form.cleaned_data, **doing(request))
        messages.success(request, f"The training of {person} is on record.")
        return redirect("isp_requests:officer_list")
    return render(request, "isp_requests/training_record.html", {"form": form, "person": person})


@require_GET
def contact_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.read_protocol.enforce(request.user, on=on)
    edition = ProtocolEdition.objects.in_force(on=on)
    parties = Organisation.objects.on(on)
    if edition is not None:
        parties = parties.filter(protocol_parties__edition=edition)
    away = {
        (absence.organisation_id, absence.person_id): absence
        for absence in SpocAbsence.objects.filter(ends_on__gte=on).order_by("-starts_on")
    }
    duties: dict[int, list[tuple[Duty, SpocAbsence | None]]] = {}
    held = Duty.objects.in_force(on).filter(
        role__in=(Role.SPOC, Role.BACKUP_SPOC), organisation__in=parties, user__is_active=True
    )
    for duty in held.select_related("user").order_by("-role", "starts_on"):
        found = away.get((duty.organisation_id or 0, duty.user_id))
        duties.setdefault(duty.organisation_id or 0, []).append((duty, found))
    rows = [
        {
            "organisation": organisation,
            "contacts": duties.get(organisation.pk, []),
            "missing": missing_contacts(organisation, on=on)
            if len(duties.get(organisation.pk, [])) < 2
            else "",
            "absence_refusal": policies.cover_absence.refusal(request.user, organisation, on=on),
        }
        for organisation in parties.order_by("name")
    ]
    return render(request, "isp_requests/contact_list.html", {"rows": rows, "edition": edition})


@require_http_methods(["GET", "POST"])
def absence_record(request: SignedInRequest, slug: str) -> HttpResponse:
    on = clock.today()
    policies.read_protocol.enforce(request.user, on=on)
    organisation = get_object_or_404(Organisation.objects.on(on), slug=slug)
    policies.cover_absence.enforce(request.user, organisation, on=on)
    people = User.objects.filter(pk__in=[person.pk for person in contacts(organisation, on=on)])
    form = forms.AbsenceForm(
        request.POST or None, people=people, cancel_url=reverse("isp_requests:contact_list")
    )
    if request.method == "POST" and form.is_valid():
        facts: dict[str, Any] = form.cleaned_data
        if tried(
            form,
            lambda: workflow.record_absence(organisation=organisation, **facts, **doing(request)),
        ):
            messages.success(request, "The absence is saved. Requests go to the other contact meanwhile.")
            return redirect("isp_requests:contact_list")
    context = {"form": form, "organisation": organisation, "has_people": people.exists()}
    return render(request, "isp_requests/absence_record.html", context)


@require_POST
def absence_end(request: SignedInRequest, pk: int) -> HttpResponse:
    policies.read_protocol.enforce(request.user, on=clock.today())
    absence = get_object_or_404(SpocAbsence.objects.select_related("person"), pk=pk)
    workflow.end_absence(absence=absence, **doing(request))
    messages.success(request, f"{absence.person} receives requests again.")
    return redirect("isp_requests:contact_list")


@require_http_methods(["GET", "POST"])
def guide_follow(request: SignedInRequest) -> HttpResponse:
    policies.read_protocol.enforce(request.user, on=clock.today())
    known = {question.key for question in guide.QUESTIONS}
    answers = {
        key: value
        for key, value in request.POST.items()
        if key in known and value in (guide.YES, guide.NO, guide.UNSURE)
    }
    advice = guide.advise(answers)
    if request.method == "POST" and advice is not None:
        answer = before_asking.keep_guide_answer(answers=answers, **doing(request))
        return redirect("isp_requests:guide_answer_detail", answer.pk)
    question = guide.next_question(answers)
    context = {
        "question": question,
        "answers": [(each, answers[each.key]) for each in guide.QUESTIONS if each.key in answers],
        "is_unanswered": question is not None and request.POST.get("asked") == question.key,
    }
    return render(request, "isp_requests/guide_follow.html", context)


@require_GET
def guide_answer_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    policies.read_protocol.enforce(request.user, on=clock.today())
    answer = get_object_or_404(request.user.guide_answers, pk=pk)
    if procedure := answer.answers.get(guide.PROCEDURE):
        chosen = guide.Procedure(procedure)
        context = {
            "answer": answer,
            "answers": [("What is it about?", chosen.label)],
            "advice": guide.ELSEWHERE[chosen],
            "is_elsewhere": True,
        }
        return render(request, "isp_requests/guide_answer_detail.html", context)
    said = {guide.YES: "Yes", guide.NO: "No", guide.UNSURE: "Not sure"}
    context = {
        "answer": answer,
        "answers": [
            (question.text, said[answer.answers[question.key]])
            for question in guide.QUESTIONS
            if question.key in answer.answers
        ],
        "advice": guide.ADVICE[guide.Advice(answer.advice)],
    }
    return render(request, "isp_requests/guide_answer_detail.html", context)
