"""Pages of an organisation's answer (part B): receiving, questions, deciding, authorising."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.models import User
from csp_portal.accounts.sessions import SignedInRequest, requires_fresh_sign_in
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from isp_requests import completeness, door, legal
from isp_requests.forms.answers import (
    AllocateForm,
    AnswerForm,
    HandOnForm,
    QuestionForm,
    ReasonForm,
    ReplyForm,
    codes_of,
    words_of,
)
from isp_requests.identity import takes_part
from isp_requests.models import Asked, Decision, HandlingMarking, SharedFile
from isp_requests.policies import sharing as policies
from isp_requests.states.answer import State
from isp_requests.states.words import Kind
from isp_requests.views.acting import answer_form, confirmed_answer, say
from isp_requests.views.consents import consent_facts
from isp_requests.views.finding import doing, due_at, find_answer, may_show, proves_again, read
from isp_requests.wording import worded
from isp_requests.workflow import answers as workflow


@require_GET
@takes_part
def answer_detail(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    asked = find_answer(request, reference, slug)
    on = clock.today()
    user = request.user
    sight = policies.sight(user, asked.sharing_request, on=on)
    is_ours = sight.holds(asked.pk, "desk", *policies.READERS_OF_AN_ANSWER)
    decision = asked.standing_decision
    context = {
        "asked": asked,
        "sharing_request": asked.sharing_request,
        "due_at": due_at(asked),
        "is_ours": is_ours,
        "reads": policies.read_answer.allows(user, asked, on=on),
        "decision": decision if decision and (is_ours or decision.is_complete) else None,
        "decisions": asked.decisions.select_related("decided_by", "second_authoriser") if is_ours else (),
        "disclosures": asked.disclosures.all(),
        **consent_facts(asked.sharing_request),
        "can": {
            name: rule.allows(user, asked, on=on)
            for name, rule in (
                ("allocate", policies.allocate),
                ("take_on", policies.take_on),
                ("hand_on", policies.hand_on),
                ("ask", policies.ask_question),
                ("reply", policies.answer_question),
                ("write", policies.decide),
                ("reopen", policies.decide_anew),
                ("supply", policies.supply),
                ("confirm", policies.confirm_receipt),
                ("certify", policies.certify),
                ("close", policies.close),
            )
        },
        "can_authorise": decision is not None
        and asked.state == State.TO_AUTHORISE
        and policies.authorise.allows(user, decision, on=on),
        "write_refusal": policies.decide.refusal(user, asked, on=on)
        if sight.holds(asked.pk, "officer") and asked.state == State.ALLOCATED
        else "",
    }
    return render(request, "isp_requests/answer_detail.html", context)


@require_GET
@takes_part
def answer_read(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    asked = find_answer(request, reference, slug)
    policies.read_answer.enforce(request.user, asked, on=clock.today())
    if again := proves_again(request, asked):
        return again
    return render(request, "isp_requests/answer_read.html", opened_answer(request, asked))


def opened_answer(request: SignedInRequest, asked: Asked) -> dict[str, Any]:
    """Open what this person may read of an answer: questions, decisions and disclosures in words."""
    questions = list(asked.questions.select_related("asked_by", "answered_by"))
    decisions = list(asked.decisions.select_related("decided_by", "second_authoriser", "asked__organisation"))
    given = list(asked.disclosures.select_related("supplied_by", "receipt_confirmed_by", "certified_by"))
    sections = asked.sections.filter(
        record__in=[each.pk for each in (*questions, *decisions, *given)], destroyed_at__isnull=True
    ).select_related("sharing_request", "asked", "key")
    opened = read(request, sections)

    def said(record: Any) -> dict[str, Any]:
        parts: dict[str, Any] = {}
        for (pk, name), content in opened.items():
            if pk == record.pk:
                parts[name] = content
        return parts

    readable = [
        # Once the words are destroyed, what was decided, when and by whom stays to be read.
        (decision, said(decision))
        for decision in decisions
        if said(decision) or (asked.sharing_request.destroyed_at and decision.is_complete)
    ]
    return {
        "asked": asked,
        "sharing_request": asked.sharing_request,
        "marking": _highest_marking(asked, [decision for decision, _ in readable]),
        "questions": [(question, said(question)) for question in questions],
        "decisions": readable,
        "disclosures": [(each, said(each), _names(request, asked, each)) for each in given],
        "kind_labels": dict(Kind.choices),
    }


def _highest_marking(asked: Asked, decisions: list[Decision]) -> str:
    """Say what stands on the whole answer: it may be marked higher than what was asked (ISP 9.5)."""
    marked = {asked.sharing_request.marking, *(decision.marking for decision in decisions)}
    return str(max(map(HandlingMarking, marked), key=list(HandlingMarking).index).label)


def _names(request: SignedInRequest, asked: Asked, disclosure: Any) -> list[tuple[SharedFile, str]]:
    files = list(asked.files.filter(disclosure=disclosure, taken_out_at__isnull=True))
    sections = asked.sections.filter(
        record__in=[file.pk for file in files], name="name", destroyed_at__isnull=True
    ).select_related("sharing_request", "asked", "key")
    opened = read(request, sections)
    return [(file, opened[(file.pk, "name")]["name"]) for file in files if (file.pk, "name") in opened]


# --- Receiving ------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@takes_part
def answer_allocate(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    asked = find_answer(request, reference, slug)
    policies.allocate.enforce(request.user, asked, on=clock.today())
    officers = [
        person for person in policies.officers_of(asked, on=clock.today()) if person.pk != asked.officer_id
    ]
    form = AllocateForm(request.POST or None, officers=officers, cancel_url=asked.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        workflow.allocate(asked=asked, officer=form.cleaned_data["officer"], **doing(request))
        say(request, "It is given to the officer, who has been told that something waits.")
        return redirect(asked)
    return render(
        request, "isp_requests/answer_allocate.html", {"asked": asked, "form": form, "officers": officers}
    )


@require_http_methods(["GET", "POST"])
@takes_part
def answer_take_on(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    return confirmed_answer(
        request,
        reference,
        slug,
        name="answer_take_on",
        rule=policies.take_on,
        act=workflow.take_on,
        said="You have taken it on, and that is on record.",
    )


@require_http_methods(["GET", "POST"])
@takes_part
def answer_hand_on(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    asked = find_answer(request, reference, slug)
    policies.hand_on.enforce(request.user, asked, on=clock.today())
    form = HandOnForm(request.POST or None, cancel_url=asked.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        workflow.hand_on(asked=asked, **form.cleaned_data, **doing(request))
        say(request, "It is with your organisation's contact again.")
        return redirect("isp_requests:request_list")
    return render(request, "isp_requests/answer_hand_on.html", {"asked": asked, "form": form})


@require_http_methods(["GET", "POST"])
@takes_part
def question_ask(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    return answer_form(
        request,
        reference,
        slug,
        QuestionForm,
        name="question_ask",
        rule=policies.ask_question,
        act=workflow.ask_question,
        said="The question is asked, and the clock stands still until it is answered.",
    )


@require_http_methods(["GET", "POST"])
@takes_part
def question_answer(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    asked = find_answer(request, reference, slug)
    policies.answer_question.enforce(request.user, asked, on=clock.today())
    if request.method == "GET" and (again := proves_again(request, asked)):
        return again
    question = asked.questions.get(answered_at__isnull=True)
    form = ReplyForm(request.POST or None, cancel_url=asked.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        workflow.answer_question(asked=asked, **form.cleaned_data, **doing(request))
        say(request, "The reply is sent, and the clock goes on.")
        return redirect(asked)
    is_shown = may_show(request, asked)
    context = {
        "asked": asked,
        "form": form,
        "question": question,
        "is_shown": is_shown,
        "text": door.unseal(question, "question", **doing(request)).get("text", "") if is_shown else "",
    }
    return render(request, "isp_requests/question_answer.html", context)


# --- Deciding -------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@takes_part
def answer_write(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    asked = find_answer(request, reference, slug)
    on = clock.today()
    policies.decide.enforce(request.user, asked, on=on)
    if request.method == "GET" and (again := proves_again(request, asked)):
        return again
    people = asked.sharing_request.people.filter(taken_out_at__isnull=True)
    options: dict[str, Any] = {
        "asked": asked,
        "officers": [person for person in policies.officers_of(asked, on=on) if person.pk != request.user.pk],
        "gateways": legal.choosable(asked.sharing_request, holders=[asked.organisation], on=on),
        "has_safe_address": any(person.has_safe_address for person in people),
        "cancel_url": asked.get_absolute_url(),
    }
    if request.method == "POST":
        form = AnswerForm(request.POST, **options)
        if form.is_valid():
            workflow.keep_draft(asked=asked, content=form.draft(), **doing(request))
            return redirect("isp_requests:answer_check", reference, slug)
    else:
        draft = door.unseal(asked, "draft", **doing(request))
        suggested = {
            "kinds": asked.sharing_request.kinds,
            "grounds": [entry["code"] for entry in legal.parted(asked.sharing_request.grounds)["grounds"]],
            "marking": asked.sharing_request.marking,
            "delivery": "portal",
            "telephone": request.user.telephone,
        }
        form = AnswerForm(initial=suggested | draft, **options)
    context = {"asked": asked, "form": form, "has_safe_address": options["has_safe_address"]}
    return render(request, "isp_requests/answer_write.html", context)


@require_GET
@takes_part
def answer_check(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    asked = find_answer(request, reference, slug)
    on = clock.today()
    policies.decide.enforce(request.user, asked, on=on)
    if again := proves_again(request, asked):
        return again
    draft = door.unseal(asked, "draft", **doing(request))
    if not draft:
        return redirect("isp_requests:answer_write", reference, slug)
    codes = codes_of(draft)
    edition = asked.sharing_request.edition
    form_labels = {name: field.label for name, field in AnswerForm.base_fields.items()}
    form_labels |= {name: worded(edition, place) for name, place in AnswerForm.WORDED.items()}
    rows = [
        {"key": form_labels[name], "value": draft.get(name)} for name in AnswerForm.WORDS if draft.get(name)
    ]
    authoriser = User.objects.filter(pk=draft.get("second_authoriser")).first()
    context = {
        "asked": asked,
        "rows": rows,
        "outcome": dict(AnswerForm.base_fields["outcome"].choices)[draft["outcome"]],  # type: ignore[attr-defined]
        "codes": codes,
        "kinds": [Kind(kind).label for kind in codes["kinds"]],
        "authoriser": authoriser,
        "files": _names(request, asked, None),
        "lacking": completeness.why_not_decided(
            asked,
            outcome=draft["outcome"],
            codes=codes,
            words=words_of(draft),
            second_authoriser=authoriser,
            on=on,
        ),
    }
    return render(request, "isp_requests/answer_check.html", context)


@require_POST
@requires_fresh_sign_in
@takes_part
def answer_decide(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    asked = find_answer(request, reference, slug)
    policies.decide.enforce(request.user, asked, on=clock.today())
    draft = door.unseal(asked, "draft", **doing(request))
    if not draft:
        raise CannotBeDone("The answer has not been written yet. Write it, then decide.")
    decision = workflow.decide(
        asked=asked,
        outcome=draft["outcome"],
        codes=codes_of(draft),
        words=words_of(draft),
        second_authoriser=User.objects.filter(pk=draft.get("second_authoriser")).first(),
        **doing(request),
    )
    if decision.second_authoriser_id:
        say(request, "It is put to the second authoriser, who has been told that something waits.")
    else:
        say(request, "It is decided, and the requester has been told that something waits.")
    return redirect(asked)


@require_http_methods(["GET", "POST"])
@takes_part
def answer_authorise(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    asked = find_answer(request, reference, slug)
    decision = asked.standing_decision
    if decision is None:
        raise Http404
    decision.asked = asked
    policies.authorise.enforce(request.user, decision, on=clock.today())
    if request.method == "GET" and (again := proves_again(request, asked)):
        return again
    is_no = "text" in request.POST
    form = ReasonForm(request.POST if is_no else None, cancel_url=asked.get_absolute_url())
    if is_no and form.is_valid():
        workflow.refuse_authorisation(decision=decision, reason=form.cleaned_data["text"], **doing(request))
        say(request, "It goes back to the officer with your reason.")
        return redirect("isp_requests:request_list")
    sections = asked.sections.filter(record=decision.pk, destroyed_at__isnull=True).select_related(
        "sharing_request", "asked", "key"
    )
    is_shown = may_show(request, asked)
    opened = read(request, sections) if is_shown else {}
    context = {
        "asked": asked,
        "decision": decision,
        "is_shown": is_shown,
        "form": form,
        "said": {name: content for (_, name), content in opened.items()},
        "files": _names(request, asked, None) if is_shown else [],
    }
    return render(request, "isp_requests/answer_authorise.html", context)


@require_POST
@requires_fresh_sign_in
@takes_part
def decision_authorise(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    asked = find_answer(request, reference, slug)
    decision = get_object_or_404(Decision, asked=asked, superseded_at__isnull=True)
    decision.asked = asked
    workflow.authorise(decision=decision, **doing(request))
    say(request, "It is authorised, and the decision stands.")
    return redirect("isp_requests:request_list")


@require_http_methods(["GET", "POST"])
@takes_part
def answer_reopen(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    return confirmed_answer(
        request,
        reference,
        slug,
        name="answer_reopen",
        rule=policies.decide_anew,
        act=workflow.decide_anew,
        said="It can be decided anew. The earlier decision stays on record.",
    )


@require_http_methods(["GET", "POST"])
@takes_part
def answer_close(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    return confirmed_answer(
        request,
        reference,
        slug,
        name="answer_close",
        rule=policies.close,
        act=workflow.close,
        said="The answer is closed.",
    )
