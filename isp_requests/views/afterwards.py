"""Pages of what comes after a disclosure: passing on, corrections, legal holds, subject access (ISP 10)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from isp_requests.forms.afterwards import (
    ConsultForm,
    CorrectionForm,
    HoldForm,
    LeaveForm,
    PassOnForm,
    ViewForm,
)
from isp_requests.identity import takes_part
from isp_requests.models import AccessConsultation, Asked, Correction, LegalHold, PassingOn
from isp_requests.policies import afterwards as policies
from isp_requests.policies import sharing
from isp_requests.views.acting import answer_form, form_page, say
from isp_requests.views.finding import doing, find_answer, may_show, proves_again, read
from isp_requests.workflow import afterwards as workflow


@require_GET
@takes_part
def afterwards_detail(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    asked = find_answer(request, reference, slug)
    on = clock.today()
    sharing.read_answer.enforce(request.user, asked, on=on)
    if again := proves_again(request, asked):
        return again
    shown: tuple[tuple[str, Any, Any], ...] = (
        ("passings_on", PassingOn, policies.answer_passing_on),
        ("corrections", Correction, policies.confirm_correction),
        ("holds", LegalHold, policies.lift_hold),
        ("consultations", AccessConsultation, policies.answer_consultation),
    )
    rows = {name: list(model.objects.filter(asked=asked)) for name, model, _ in shown}
    sections = asked.sections.filter(
        record__in=[row.pk for each in rows.values() for row in each], destroyed_at__isnull=True
    ).select_related("sharing_request", "asked", "key")
    opened = read(request, sections)
    context: dict[str, Any] = {"asked": asked, "sharing_request": asked.sharing_request}
    for name, _, rule in shown:
        context[name] = []
        for row in rows[name]:
            row.asked = asked
            words = {part: said for (pk, part), said in opened.items() if pk == row.pk}
            context[name].append((row, words, rule.allows(request.user, row, on=on)))
    context["can"] = {
        name: rule.allows(request.user, asked, on=on)
        for name, rule in (
            ("pass_on", policies.ask_to_pass_on),
            ("correct", policies.correct),
            ("hold", policies.place_hold),
            ("consult", policies.consult_source),
        )
    }
    return render(request, "isp_requests/afterwards_detail.html", context)


def _back(asked: Asked) -> str:
    return reverse(
        "isp_requests:afterwards_detail", args=[asked.sharing_request.reference, asked.organisation.slug]
    )


@require_http_methods(["GET", "POST"])
@takes_part
def passing_on_ask(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    return answer_form(
        request,
        reference,
        slug,
        PassOnForm,
        name="passing_on_ask",
        rule=policies.ask_to_pass_on,
        act=workflow.ask_to_pass_on,
        said="It is on record, and the source has been told that something waits.",
        back=_back,
    )


@require_http_methods(["GET", "POST"])
@takes_part
def correction_make(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    return answer_form(
        request,
        reference,
        slug,
        CorrectionForm,
        name="correction_make",
        rule=policies.correct,
        act=workflow.correct,
        said="It is put right, and everybody who got it has been told that something waits.",
        back=_back,
    )


@require_http_methods(["GET", "POST"])
@takes_part
def hold_place(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    return answer_form(
        request,
        reference,
        slug,
        HoldForm,
        name="hold_place",
        rule=policies.place_hold,
        act=workflow.place_hold,
        said="The hold stands. Nothing of this answer is destroyed until it is lifted.",
        back=_back,
    )


@require_http_methods(["GET", "POST"])
@takes_part
def access_consult(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    return answer_form(
        request,
        reference,
        slug,
        ConsultForm,
        name="access_consult",
        rule=policies.consult_source,
        act=workflow.consult_source,
        said="The source has been asked, and told that something waits.",
        back=_back,
        on=clock.today(),
    )


def _find(
    request: SignedInRequest, reference: str, slug: str, model: Any, position: int
) -> tuple[Asked, Any]:
    """Find the answer and the nth row of a kind, or answer 404."""
    asked = find_answer(request, reference, slug)
    keys = list(model.objects.filter(asked=asked).values_list("pk", flat=True))
    row = get_object_or_404(model, pk=keys[position - 1] if 0 < position <= len(keys) else None, asked=asked)
    row.asked = asked
    return asked, row


def _about_row(
    request: SignedInRequest,
    found: tuple[Asked, Any],
    form_class: Any,
    *,
    name: str,
    keyword: str,
    rule: Any,
    act: Any,
    said: str,
) -> HttpResponse:
    asked, row = found
    rule.enforce(request.user, row, on=clock.today())
    if request.method == "GET" and (again := proves_again(request, asked)):
        return again
    sections = asked.sections.filter(record=row.pk, destroyed_at__isnull=True)
    is_shown = may_show(request, asked)
    opened = read(request, sections.select_related("sharing_request", "asked", "key")) if is_shown else {}
    words = {part: content for (_, part), content in opened.items()}
    form = form_class(request.POST or None, cancel_url=asked.get_absolute_url())
    return form_page(
        request,
        form,
        page=name,
        context={"asked": asked, "row": row, "words": words, "is_shown": is_shown},
        act=lambda: act(**{keyword: row}, **form.cleaned_data, **doing(request)),
        back=_back(asked),
        said=said,
    )


@require_http_methods(["GET", "POST"])
@takes_part
def passing_on_answer(request: SignedInRequest, reference: str, slug: str, position: int) -> HttpResponse:
    return _about_row(
        request,
        _find(request, reference, slug, PassingOn, position),
        LeaveForm,
        name="passing_on_answer",
        keyword="passing_on",
        rule=policies.answer_passing_on,
        act=workflow.answer_passing_on,
        said="It is answered, and the requester has been told that something waits.",
    )


@require_http_methods(["GET", "POST"])
@takes_part
def access_answer(request: SignedInRequest, reference: str, slug: str, position: int) -> HttpResponse:
    return _about_row(
        request,
        _find(request, reference, slug, AccessConsultation, position),
        ViewForm,
        name="access_answer",
        keyword="consultation",
        rule=policies.answer_consultation,
        act=workflow.answer_consultation,
        said="It is answered, and who asked has been told that something waits.",
    )


@require_POST
@takes_part
def correction_confirm(request: SignedInRequest, reference: str, slug: str, position: int) -> HttpResponse:
    asked, correction = _find(request, reference, slug, Correction, position)
    workflow.confirm_correction(correction=correction, **doing(request))
    say(request, "You have confirmed that your own copies are put right.")
    return redirect(_back(asked))


@require_POST
@takes_part
def hold_lift(request: SignedInRequest, reference: str, slug: str, position: int) -> HttpResponse:
    asked, hold = _find(request, reference, slug, LegalHold, position)
    workflow.lift_hold(hold=hold, **doing(request))
    say(request, "The hold is lifted, and what is due to be destroyed is destroyed again.")
    return redirect(_back(asked))
