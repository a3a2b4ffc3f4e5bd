"""Pages about the parts of a plan: adding, changing, moving, withdrawing, and one milestone by itself."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.numbers import whole_number
from csp_portal.core.workflow import CannotBeDone
from delivery_plans import plan_reading, policies
from delivery_plans.forms.plans import PART_FORMS, DueForm, ReasonForm, Versioned
from delivery_plans.models import DeliveryPlan, Milestone, ReviewLine
from delivery_plans.raised import raised_from
from delivery_plans.views.plans import doing, find_plan, find_plan_to_change, history_of
from delivery_plans.workflow import parts as workflow
from delivery_plans.workflow import plans as plans_workflow
from meetings import policies as meeting_policies
from meetings.forms.business import OfferForm
from meetings.models import Decision
from meetings.views.business import offer_choices

ADD = {
    "targets": workflow.add_key_target,
    "areas": workflow.add_area,
    "actions": workflow.add_action,
    "milestones": workflow.add_milestone,
}


def find_milestone(request: SignedInRequest, slug: str, pk: int) -> Milestone:
    """Find a milestone of a plan that the person may read, or answer 404."""
    plan = find_plan(request, slug)
    along = plan.milestones.select_related("area", "action", "withdrawn_by", "carried_from__plan")
    milestone = get_object_or_404(along, pk=pk)
    milestone.plan = plan
    return milestone


def _form(kind: str, plan: DeliveryPlan, data: Any = None, **kwargs: Any) -> Versioned:
    _, form_class, _ = PART_FORMS[kind]
    if kind in ("actions", "milestones"):
        kwargs["plan"] = plan
    return form_class(data, **kwargs)


def _part(request: SignedInRequest, slug: str, kind: str, pk: int) -> tuple[DeliveryPlan, Any]:
    if kind not in PART_FORMS:
        raise Http404
    plan = find_plan_to_change(request, slug)
    part = get_object_or_404(PART_FORMS[kind][0], plan=plan, pk=pk)
    part.plan = plan
    return plan, part


def _context(plan: DeliveryPlan, kind: str, form: Any, part: Any = None) -> dict[str, Any]:
    return {"plan": plan, "kind": kind, "what": PART_FORMS[kind][2], "form": form, "part": part}


@require_http_methods(["GET", "POST"])
def part_add(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    if kind not in PART_FORMS:
        raise Http404
    plan = find_plan_to_change(request, slug)
    initial = {
        "version": 1,
        "area": whole_number(request.GET.get("area", "")) or None,
        "action": whole_number(request.GET.get("action", "")) or None,
    }
    form = _form(kind, plan, request.POST or None, initial=initial, cancel_url=plan.get_absolute_url())
    form.submit_label = f"Add the {PART_FORMS[kind][2]}"
    if request.method == "POST" and form.is_valid():
        try:
            ADD[kind](plan=plan, **form.facts(), **doing(request))  # type: ignore[operator]
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"The {PART_FORMS[kind][2]} is added.")
            if "another" in request.POST:
                return redirect(request.get_full_path())
            return redirect(plan)
    return render(request, "delivery_plans/part_add.html", _context(plan, kind, form))


@require_http_methods(["GET", "POST"])
def part_edit(request: SignedInRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    plan, part = _part(request, slug, kind, pk)
    back = part if kind == "milestones" else plan
    initial = {name: getattr(part, name, None) for name in _form(kind, plan).fields}
    if kind == "milestones":
        initial |= {
            "leads": "\n".join(str(each) for each in part.offices.select_related("office")),
            "links": "\n".join(str(each) for each in part.linked.select_related("link")),
        }
    form = _form(kind, plan, request.POST or None, initial=initial, cancel_url=back.get_absolute_url())
    form.submit_label = f"Save the {PART_FORMS[kind][2]}"
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        try:
            workflow.edit_part(
                part=part, version=form.cleaned_data["version"], **form.facts(), **doing(request)
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"The {PART_FORMS[kind][2]} is saved.")
            return redirect(back)
    return render(request, "delivery_plans/part_edit.html", _context(plan, kind, form, part))


@require_POST
def part_move(request: SignedInRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    plan, part = _part(request, slug, kind, pk)
    workflow.move_part(part=part, up=request.POST.get("way") == "up", **doing(request))
    return redirect(f"{plan.get_absolute_url()}?keep=1#{kind}-{part.pk}")


@require_http_methods(["GET", "POST"])
def part_withdraw(request: SignedInRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    plan, part = _part(request, slug, kind, pk)
    form = ReasonForm(
        request.POST or None,
        submit_label=f"Withdraw the {PART_FORMS[kind][2]}",
        cancel_url=plan.get_absolute_url(),
    )
    form.warning = True
    if request.method == "POST" and form.is_valid():
        try:
            workflow.withdraw_part(part=part, **form.cleaned_data, **doing(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"The {PART_FORMS[kind][2]} is withdrawn. It stays on record.")
            return redirect(plan)
    return render(request, "delivery_plans/part_withdraw.html", _context(plan, kind, form, part))


@require_POST
def part_restore(request: SignedInRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    plan, part = _part(request, slug, kind, pk)
    workflow.restore_part(part=part, **doing(request))
    messages.success(request, f"The {PART_FORMS[kind][2]} is back in the plan.")
    return redirect(plan)


@require_GET
def milestone_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    on = clock.today()
    user = request.user
    milestone = find_milestone(request, slug, pk)
    plan = milestone.plan
    run = plan_reading.runs([milestone])[milestone.pk]
    ratings = list(
        milestone.ratings.select_related("level", "review__plan", "rated_by").order_by("-rated_at", "-pk")
    )
    in_force = {rating.review_id: rating.pk for rating in reversed(ratings)}
    challenges = list(
        milestone.challenges.select_related(
            "rating__level", "rating__review", "agenda_item__meeting__board", "raised_by", "answered_by"
        )
    )
    # Decisions of minutes that are still a draft, or restricted since, are named to those who read them.
    decisions = Decision.objects.visible_to(user, on=on).in_bulk(
        {each.decision_id for each in challenges if each.decision_id}
    )
    to_rate = (
        ReviewLine.objects.filter(milestone=milestone)
        .unsubmitted()
        .select_related("review__plan", "person", "milestone")
        .first()
    )
    context = {
        "milestone": milestone,
        "plan": plan,
        "run": run,
        "is_overdue": plan_reading.Concern.OVERDUE in plan_reading.exceptions_of(milestone, run, on=on),
        "ratings": [(rating, in_force[rating.review_id] == rating.pk) for rating in ratings],
        "challenges": [
            (each, policies.answer_challenge.refusal(user, each, on=on), decisions.get(each.decision_id))
            for each in challenges
        ],
        "leads": milestone.offices.select_related("office__organisation"),
        "links": milestone.linked.select_related("link"),
        "to_rate": to_rate,
        "rate_refusal": policies.rate.refusal(user, to_rate, on=on) if to_rate else "",
        "challenged": {each.rating_id for each in challenges if each.answered_at is None},
        "challenge_refusal": policies.challenge.refusal(user, on=on),
        "change_refusal": policies.change_plan.refusal(user, plan, on=on),
        "offer_refusal": meeting_policies.offer_business.refusal(user, plan.outcome.strategy.board, on=on),
        "raised": raised_from(milestone, user=user, on=on),
        "comments": milestone.comments.select_related("written_by"),
        "carried_into": Milestone.objects.filter(carried_from=milestone).select_related("plan").first(),
        "entries": history_of(plan, milestone),
    }
    return render(request, "delivery_plans/milestone_detail.html", context)


@require_http_methods(["GET", "POST"])
def due_correct(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    milestone = find_milestone(request, slug, pk)
    policies.change_plan.enforce(request.user, milestone.plan, on=clock.today())
    form = DueForm(
        request.POST or None,
        initial={
            "version": milestone.version,
            "first": milestone.first_day,
            "last": milestone.last_day,
            "reason": milestone.correction_reason,
        },
        cancel_url=milestone.get_absolute_url(),
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        facts = form.facts()
        workflow.correct_due(
            milestone=milestone, version=form.cleaned_data["version"], **facts, **doing(request)
        )
        messages.success(request, "It is saved. The words of the plan stay as they are written.")
        return redirect(milestone)
    return render(
        request,
        "delivery_plans/due_correct.html",
        {"form": form, "milestone": milestone, "plan": milestone.plan},
    )


@require_http_methods(["GET", "POST"])
def business_raise(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    milestone = find_milestone(request, slug, pk)
    plan = milestone.plan
    board = plan.outcome.strategy.board
    meeting_policies.offer_business.enforce(request.user, board, on=clock.today())
    words = milestone.words
    form = OfferForm(
        request.POST or None,
        initial={
            "title": f"Outcome {plan.outcome.number}, {milestone.label} {words}".replace(" ,", ",")[:200],
            "about": f"{plan}, {milestone.label}: {words}",
            "priority": plan.outcome.priority_id,
        },
        cancel_url=milestone.get_absolute_url(),
        **offer_choices(request, board),
    )
    if request.method == "POST" and form.is_valid():
        try:
            plans_workflow.raise_business(milestone=milestone, board=board, **form.facts(), **doing(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "It is offered. What becomes of it is shown below.")
            return redirect(
                f"{reverse('delivery_plans:milestone_detail', args=[plan.slug, milestone.pk])}#raised"
            )
    context = {"form": form, "milestone": milestone, "plan": plan, "board": board}
    return render(request, "delivery_plans/business_raise.html", context)
