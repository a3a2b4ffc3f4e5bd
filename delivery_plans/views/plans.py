"""Pages about plans as a whole: of a year, one plan, its draft, endorsement, closing, comments, history."""

from datetime import date
from functools import partial
from itertools import chain
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from csp_portal.accounts.models import Duty, User
from csp_portal.accounts.roles import Permission, roles_carrying
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.history import Change, changes
from csp_portal.core.numbers import whole_number
from csp_portal.core.workflow import CannotBeDone
from delivery_plans import plan_reading, policies
from delivery_plans.forms.plans import (
    CommentForm,
    EndorseForm,
    PlanCloseForm,
    PlanDraftForm,
    PlanEditForm,
    ReasonForm,
)
from delivery_plans.models import (
    DeliveryArea,
    DeliveryPlan,
    KeyTarget,
    Milestone,
    MilestoneLink,
    MilestoneOffice,
    Outcome,
    PlanAction,
    RagScale,
    year_of,
)
from delivery_plans.states.plan import State
from delivery_plans.states.review import State as ReviewState
from delivery_plans.workflow import closing
from delivery_plans.workflow import plans as workflow
from meetings.models import AgendaItem, Board, Decision, Meeting, Pack
from meetings.states.meeting import State as MeetingState

CHANGES_SHOWN = 300


def doing(request: SignedInRequest) -> dict[str, Any]:
    """Say who does it and when, as every workflow function wants to know."""
    return {"by": request.user, "at": clock.now(), "on": clock.today()}


def find_plan(request: SignedInRequest, slug: str) -> DeliveryPlan:
    """Find a plan that the person may read, or answer 404."""
    visible = DeliveryPlan.objects.visible_to(request.user, on=clock.today())
    along = visible.select_related(
        "outcome__strategy__board", "outcome__priority", "owner", "endorsed_item__meeting__board",
        "endorsed_by", "closed_by", "follows", "followed_by",
    )  # fmt: skip
    return get_object_or_404(along, slug=slug)


def find_plan_to_change(request: SignedInRequest, slug: str) -> DeliveryPlan:
    """Find a plan that the person may change."""
    plan = find_plan(request, slug)
    policies.change_plan.enforce(request.user, plan, on=clock.today())
    return plan


def holders_of(permission: Permission, *, on: date, also: User | None = None) -> Any:
    """Find the people whose duties carry a permission on the day."""
    duties = Duty.objects.in_force(on).filter(role__in=roles_carrying(permission))
    people = Q(pk__in=duties.values("user"), is_active=True)
    return User.objects.filter(people | Q(pk=also.pk) if also else people)


def items_of_begun_meetings(request: SignedInRequest, board: Board | None = None) -> Any:
    """Find the items under which a board can have decided something, as far as the person reads its agendas."""
    meetings = Meeting.objects.visible_to(request.user, on=clock.today()).filter(
        Q(circulated_at__isnull=False) | Q(state=MeetingState.HELD), starts_at__lte=clock.now()
    )
    if board is not None:
        meetings = meetings.filter(board=board)
    return (
        AgendaItem.objects.standing()
        .filter(meeting__in=meetings.exclude(state=MeetingState.CANCELLED).values("pk"))
        .filter(Q(restriction=None) | Q(restriction__lifted_at__isnull=False))
        .select_related("meeting__board", "restriction")
        .order_by("-meeting__starts_at", "section__position", "position")
    )


def decisions_under(request: SignedInRequest, items: Any) -> Any:
    """List the decisions taken under these items, as far as the person may read the minutes."""
    visible = Decision.objects.visible_to(request.user, on=clock.today()).standing()
    return visible.filter(entry__item__in=items.order_by().values("pk")).order_by("-taken_on", "pk")


def last_pack(plan: DeliveryPlan) -> Pack | None:
    """Find the last published pack that shows this plan, frozen as it was."""
    name = f"delivery_plan_{plan.outcome.number}"
    return (
        Pack.objects.published()
        .filter(entries__paper__generator=name, meeting__board=plan.outcome.strategy.board)
        .select_related("meeting__board")
        .order_by("-published_at")
        .first()
    )


@require_GET
def plan_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.read_plans.enforce(request.user, on=on)
    years = sorted(set(DeliveryPlan.objects.values_list("year", flat=True)), reverse=True)
    asked = whole_number(request.GET.get("year", ""))
    year = asked if asked in years else year_of(on)
    if year not in years and years:
        year = years[0]
    plans = list(
        DeliveryPlan.objects.visible_to(request.user, on=on)
        .of_year(year)
        .select_related("outcome__priority", "outcome__strategy", "owner")
        .order_by("outcome__number")
    )
    milestones = plan_reading.milestones_of(plans)
    runs = plan_reading.runs(milestones)
    lines = []
    for plan in plans:
        own = [m for m in milestones if m.plan_id == plan.pk]
        counted: dict[Any, int] = {}
        for milestone in own:
            level = runs[milestone.pk].level
            counted[level] = counted.get(level, 0) + 1
        lines.append(
            {
                "plan": plan,
                "total": len(own),
                "counts": sorted(counted.items(), key=lambda pair: pair[0].order),
                "overdue": sum(m.is_past(on=on) and not runs[m.pk].is_complete for m in own),
            }
        )
    context = {
        "lines": lines,
        "year": year,
        "years": [(each, plan_reading.year_in_words(each)) for each in years],
        "year_name": plan_reading.year_in_words(year),
        "keep_refusal": policies.keep_plans.refusal(request.user, on=on),
        "scale_refusal": policies.keep_scale.refusal(request.user, on=on),
    }
    return render(request, "delivery_plans/plan_list.html", context)


@require_http_methods(["GET", "POST"])
def plan_draft(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    policies.keep_plans.enforce(request.user, on=on)
    outcomes = Outcome.objects.select_related("strategy").order_by("strategy", "number")
    form = PlanDraftForm(
        request.POST or None,
        outcomes=outcomes,
        owners=holders_of(Permission.KEEP_PLANS, on=on),
        years=[year_of(on) + 1, year_of(on), year_of(on) - 1],
        initial={"owner": request.user.pk},
        cancel_url=reverse("delivery_plans:plan_list"),
    )
    if request.method == "POST" and form.is_valid():
        try:
            plan = workflow.draft_plan(**form.cleaned_data, **doing(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The plan is drafted. Add its areas, actions and milestones next.")
            return redirect(plan)
    return render(
        request, "delivery_plans/plan_draft.html", {"form": form, "has_outcomes": outcomes.exists()}
    )


@require_GET
def plan_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    on = clock.today()
    plan = find_plan(request, slug)
    lines = plan_reading.table(plan, on=on)
    reviews = list(plan.reviews.annotate(asked=Count("lines")).order_by("quarter"))
    for review in reviews:
        review.plan = plan
    pack = last_pack(plan)
    opened = {review.quarter for review in reviews}
    context = {
        "plan": plan,
        "lines": lines,
        "has_areas": any(line.area for line in lines),
        "has_actions": any(line.action for line in lines),
        "has_own_text": any(line.milestone and line.milestone.text for line in lines),
        "has_written": any(line.milestone and line.milestone.rating_written for line in lines),
        "targets": plan.key_targets.standing(),
        "reviews": reviews,
        "may_open_review": plan.state in (State.ENDORSED, State.IN_FORCE) and len(opened) < 4,
        "scale": RagScale.objects.prefetch_related("levels").first(),
        "change_refusal": policies.change_plan.refusal(request.user, plan, on=on),
        "endorse_refusal": policies.endorse_plan.refusal(request.user, plan, on=on),
        "decision": Decision.objects.visible_to(request.user, on=on)
        .filter(pk=plan.endorsed_decision_id)
        .first()
        if plan.endorsed_decision_id
        else None,
        "comments": plan.comments.select_related("written_by", "milestone__action", "milestone__area"),
        "pack": pack,
        "changed": plan_reading.changed_since(plan, pack.published_at)
        if pack and pack.published_at
        else None,
        "withdrawn": [
            (kind, part)
            for kind, parts in (
                ("targets", plan.key_targets),
                ("areas", plan.areas),
                ("actions", plan.actions),
                ("milestones", plan.milestones.select_related("area", "action", "plan")),
            )
            for part in parts.filter(withdrawn_at__isnull=False)
        ],
    }
    return render(request, "delivery_plans/plan_detail.html", context)


@require_http_methods(["GET", "POST"])
def plan_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    plan = find_plan_to_change(request, slug)
    names = (
        "version",
        "owner",
        "introduction",
        "background",
        "area_heading",
        "action_heading",
        "milestone_heading",
    )
    form = PlanEditForm(
        request.POST or None,
        owners=holders_of(Permission.KEEP_PLANS, on=clock.today(), also=plan.owner),
        initial={name: getattr(plan, name) for name in names} | {"owner": plan.owner_id},
        cancel_url=plan.get_absolute_url(),
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        workflow.edit_plan(plan=plan, version=form.cleaned_data["version"], **form.facts(), **doing(request))
        messages.success(request, "The plan is saved.")
        return redirect(plan)
    return render(request, "delivery_plans/plan_edit.html", {"form": form, "plan": plan})


@require_http_methods(["GET", "POST"])
def plan_endorse(request: SignedInRequest, slug: str) -> HttpResponse:
    plan = find_plan(request, slug)
    policies.endorse_plan.enforce(request.user, plan, on=clock.today())
    items = items_of_begun_meetings(request, plan.outcome.strategy.board)
    form = EndorseForm(
        request.POST or None,
        items=items,
        decisions=decisions_under(request, items),
        cancel_url=plan.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            workflow.endorse_plan(plan=plan, **form.cleaned_data, **doing(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request, "The endorsement is on record. The first review brings the plan into force."
            )
            return redirect(plan)
    context = {"form": form, "plan": plan, "has_items": items.exists()}
    return render(request, "delivery_plans/plan_endorse.html", context)


@require_http_methods(["GET", "POST"])
def plan_take_back(request: SignedInRequest, slug: str) -> HttpResponse:
    plan = find_plan_to_change(request, slug)
    form = ReasonForm(
        request.POST or None, submit_label="Make it a draft again", cancel_url=plan.get_absolute_url()
    )
    if request.method == "POST" and form.is_valid():
        workflow.take_back_to_draft(plan=plan, **form.cleaned_data, **doing(request))
        messages.success(request, "The plan is a draft again. The reason is among its comments.")
        return redirect(plan)
    return render(request, "delivery_plans/plan_take_back.html", {"form": form, "plan": plan})


@require_http_methods(["GET", "POST"])
def plan_close(request: SignedInRequest, slug: str) -> HttpResponse:
    plan = find_plan_to_change(request, slug)
    milestones = plan_reading.milestones_of([plan])
    runs = plan_reading.runs(milestones)
    carried = set(Milestone.objects.filter(carried_from__plan=plan).values_list("carried_from", flat=True))
    unfinished = [m for m in milestones if not runs[m.pk].is_complete and m.pk not in carried]
    form = PlanCloseForm(request.POST or None, unfinished=unfinished, cancel_url=plan.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        try:
            closing.close_plan(plan=plan, carried=list(form.cleaned_data["carried"]), **doing(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The plan is closed. What was chosen stands in next year's draft.")
            return redirect(plan)
    context = {
        "form": form,
        "plan": plan,
        "open_reviews": plan.reviews.exclude(state=ReviewState.CLOSED),
        "unfinished": unfinished,
    }
    return render(request, "delivery_plans/plan_close.html", context)


@require_http_methods(["GET", "POST"])
def plan_comment(request: SignedInRequest, slug: str) -> HttpResponse:
    plan = find_plan(request, slug)
    policies.comment_plan.enforce(request.user, on=clock.today())
    milestone = plan.milestones.filter(pk=whole_number(request.GET.get("milestone", ""))).first()
    back = milestone or plan
    form = CommentForm(request.POST or None, cancel_url=back.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        workflow.add_comment(plan=plan, milestone=milestone, **form.cleaned_data, **doing(request))
        messages.success(request, "Your comment is added.")
        return redirect(back)
    context = {"form": form, "plan": plan, "milestone": milestone}
    return render(request, "delivery_plans/plan_comment.html", context)


HIDDEN = ("id", "plan", "position", "version", "withdrawn_by", "milestone", "slug", "is_recurring")


def _named(word: str, row: Any) -> str:
    return f"{word} {getattr(row, 'reference', '')}".strip()


def history_of(plan: DeliveryPlan, milestone: Milestone | None = None) -> list[Change]:
    """Tell what was changed in a plan, or in one of its milestones, newest first."""
    own = {"id": milestone.pk} if milestone else {"plan_id": plan.pk}
    under = {"milestone_id": milestone.pk} if milestone else {"milestone__plan": plan}
    told = [
        changes(
            Milestone.history.filter(**own).select_related("history_user", "area", "action", "carried_from"),
            name=lambda row: f"Milestone {row.reference}".strip(),
            leave_out=(*HIDDEN, "carried_from"),
        ),
        changes(
            MilestoneOffice.history.filter(**under).select_related("history_user", "office"),
            name=lambda row: f"Lead {row.office}",
            leave_out=HIDDEN,
        ),
        changes(
            MilestoneLink.history.filter(**under).select_related("history_user", "link"),
            name=lambda row: f"Strategic link {row.link}",
            leave_out=HIDDEN,
        ),
    ]
    if milestone is None:
        told.append(
            changes(
                DeliveryPlan.history.filter(id=plan.pk).select_related(
                    "history_user", "owner", "endorsed_item", "endorsed_decision"
                ),
                name=lambda row: "Plan",
                leave_out=(*HIDDEN, "follows", "endorsed_by", "closed_by"),
            )
        )
        for model, word in ((KeyTarget, "Key target"), (DeliveryArea, "Area"), (PlanAction, "Action")):
            rows = model.history.filter(plan_id=plan.pk).select_related("history_user")
            told.append(changes(rows, name=partial(_named, word), leave_out=HIDDEN))
    return sorted(chain(*told), key=lambda change: change.at, reverse=True)[:CHANGES_SHOWN]


@require_GET
def plan_history(request: SignedInRequest, slug: str) -> HttpResponse:
    plan = find_plan(request, slug)
    return render(request, "delivery_plans/plan_history.html", {"plan": plan, "entries": history_of(plan)})
