"""Pages of a quarterly review: opening, rating, submitting, sending back, closing; challenges and answers."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone
from delivery_plans import plan_reading, policies
from delivery_plans.forms.reviews import (
    ChallengeAnswerForm,
    ChallengeForm,
    ReviewCloseForm,
    ReviewEditForm,
    ReviewOpenForm,
    SendBackForm,
    rating_forms,
)
from delivery_plans.models import Challenge, DeliveryPlan, RagLevel, RagScale, Rating, Review, quarter_ends
from delivery_plans.views.plans import (
    decisions_under,
    doing,
    find_plan,
    find_plan_to_change,
    holders_of,
    items_of_begun_meetings,
)
from delivery_plans.workflow import challenges
from delivery_plans.workflow import reviews as workflow

# How long leads usually have, from the end of the quarter.
USUAL_DAYS = 15


def find_review(request: SignedInRequest, slug: str, quarter: int) -> Review:
    """Find a review of a plan that the person may read, or answer 404."""
    plan = find_plan(request, slug)
    review = get_object_or_404(plan.reviews.select_related("opened_by", "closed_by"), quarter=quarter)
    review.plan = plan
    return review


def find_review_to_change(request: SignedInRequest, slug: str, quarter: int) -> Review:
    """Find a review that the person may open, change and close."""
    review = find_review(request, slug, quarter)
    policies.change_plan.enforce(request.user, review.plan, on=clock.today())
    return review


def lines_of(review: Review) -> Any:
    """Fetch the lines of a review in the order of the plan, with what a page shows of them."""
    return (
        review.lines.filter(milestone__withdrawn_at=None)
        .with_rated()
        .select_related("milestone__area", "milestone__action", "milestone__plan", "person", "review")
        .prefetch_related("milestone__offices__office")
        .order_by("milestone__position", "pk")
    )


def _raters(plan: DeliveryPlan) -> Any:
    on = clock.today()
    return (
        holders_of(Permission.RATE_MILESTONES, on=on, also=plan.owner)
        | holders_of(Permission.KEEP_PLANS, on=on)
        | User.objects.filter(offices_answered_for__isnull=False)
        | User.objects.filter(milestones_to_rate__review__plan=plan)
    ).distinct()


@require_http_methods(["GET", "POST"])
def review_open(request: SignedInRequest, slug: str) -> HttpResponse:
    plan = find_plan_to_change(request, slug)
    opened = set(plan.reviews.values_list("quarter", flat=True))
    quarters = [
        (quarter, f"Quarter {quarter}, to {ends.day} {ends:%B %Y}")
        for quarter in (1, 2, 3, 4)
        if quarter not in opened
        for ends in [quarter_ends(plan.year, quarter)]
    ]
    on = clock.today()
    first = quarters[0][0] if quarters else 4
    due_on = max(quarter_ends(plan.year, first) + timedelta(days=USUAL_DAYS), on + timedelta(days=USUAL_DAYS))
    asked = [
        (milestone, plan_reading.asked_of(milestone, plan)) for milestone in plan_reading.to_review(plan)
    ]
    form = ReviewOpenForm(
        request.POST or None,
        quarters=quarters,
        asked=asked,
        people=_raters(plan),
        initial={"quarter": first, "due_on": due_on},
        cancel_url=plan.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            review = workflow.open_review(
                plan=plan,
                quarter=form.cleaned_data["quarter"],
                due_on=form.cleaned_data["due_on"],
                people=form.people(),
                **doing(request),
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The review is open. Those who are asked see it on their home pages.")
            return redirect(review)
    context = {"form": form, "plan": plan, "quarters": quarters, "asked": asked}
    return render(request, "delivery_plans/review_open.html", context)


@require_GET
def review_detail(request: SignedInRequest, slug: str, quarter: int) -> HttpResponse:
    on = clock.today()
    review = find_review(request, slug, quarter)
    lines = list(lines_of(review))
    latest = {r.milestone_id: r for r in review.ratings.current().select_related("level", "rated_by")}
    rater = policies.rater(request.user, review, on=on)
    mine = [line for line in lines if line.person_id == request.user.pk and line.submitted_at is None]
    not_rated = RagLevel.objects.filter(key="not_rated").first()
    context = {
        "review": review,
        "plan": review.plan,
        "rows": [
            {"line": line, "rating": latest.get(line.milestone_id), "is_mine": rater.is_asked(line)}
            for line in lines
        ],
        "not_rated": not_rated,
        "waiting": [line for line in lines if line.submitted_at is None],
        "unrated": sum(not line.is_rated for line in lines),
        "may_rate": any(not rater.refusal(line) for line in lines),
        "may_submit": review.is_rating and bool(mine) and all(line.is_rated for line in mine),
        "mine_unrated": sum(not line.is_rated for line in mine) if review.is_rating else 0,
        "has_submitted": any(line.submitted_at for line in lines),
        "is_past_due": review.is_rating and on > review.due_on,
        "change_refusal": policies.change_plan.refusal(request.user, review.plan, on=on),
    }
    return render(request, "delivery_plans/review_detail.html", context)


@require_http_methods(["GET", "POST"])
def review_rate(request: SignedInRequest, slug: str, quarter: int) -> HttpResponse:
    on = clock.today()
    review = find_review(request, slug, quarter)
    rater = policies.rater(request.user, review, on=on)
    lines = list(lines_of(review))
    allowed = [line for line in lines if not rater.refusal(line)]
    if not allowed:
        raise Refused(rater.refusal(lines[0]) if lines else "There is no milestone to rate in this review.")
    own = [line for line in allowed if rater.is_asked(line)]
    shows_all = bool(request.GET.get("all")) or not own
    shown = allowed if shows_all else own
    latest = {r.milestone_id: r for r in review.ratings.current()}
    pairs = rating_forms(shown, latest, request.POST or None)
    runs = plan_reading.runs([line.milestone for line in shown])
    # Every form is checked, so that every fault is shown at once.
    checked = [form.is_valid() for _, form in pairs]
    if request.method == "POST" and all(checked):
        given = [
            workflow.Given(line=line, **form.cleaned_data)
            for line, form in pairs
            if form.cleaned_data.get("level")
        ]
        try:
            added = workflow.rate(review=review, given=given, **doing(request))
        except CannotBeDone as problem:
            pairs[0][1].add_error(None, str(problem))
        else:
            count = len(added)
            messages.success(
                request,
                f"{count} rating{' is' if count == 1 else 's are'} saved."
                if count
                else "Nothing was said anew, so nothing is changed.",
            )
            return redirect(review)
    context = {
        "review": review,
        "plan": review.plan,
        "pairs": [(line, form, runs[line.milestone_id]) for line, form in pairs],
        "errors": [(line, form) for line, form in pairs if form.errors],
        "shows_all": shows_all,
        "others": len(allowed) - len(own),
        "scale": RagScale.objects.prefetch_related("levels").first(),
    }
    return render(request, "delivery_plans/review_rate.html", context)


@require_POST
def review_submit(request: SignedInRequest, slug: str, quarter: int) -> HttpResponse:
    review = workflow.submit(review=find_review(request, slug, quarter), **doing(request))
    messages.success(request, "Your ratings are submitted to the plan's owner.")
    return redirect(review)


@require_http_methods(["GET", "POST"])
def review_edit(request: SignedInRequest, slug: str, quarter: int) -> HttpResponse:
    review = find_review_to_change(request, slug, quarter)
    form = ReviewEditForm(
        request.POST or None,
        lines=list(lines_of(review).filter(submitted_at=None)),
        people=_raters(review.plan),
        initial={"due_on": review.due_on},
        cancel_url=review.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        workflow.edit_review(
            review=review, due_on=form.cleaned_data["due_on"], people=form.people(), **doing(request)
        )
        messages.success(request, "The review is saved.")
        return redirect(review)
    return render(
        request, "delivery_plans/review_edit.html", {"form": form, "review": review, "plan": review.plan}
    )


@require_http_methods(["GET", "POST"])
def review_send_back(request: SignedInRequest, slug: str, quarter: int) -> HttpResponse:
    review = find_review_to_change(request, slug, quarter)
    submitted = review.lines.filter(submitted_at__isnull=False).select_related(
        "milestone__area", "milestone__action", "person"
    )
    form = SendBackForm(request.POST or None, submitted=submitted, cancel_url=review.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        try:
            workflow.send_back(review=review, **form.cleaned_data, **doing(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "It is sent back. The review is open again.")
            return redirect(review)
    context = {"form": form, "review": review, "plan": review.plan, "has_submitted": submitted.exists()}
    return render(request, "delivery_plans/review_send_back.html", context)


@require_http_methods(["GET", "POST"])
def review_close(request: SignedInRequest, slug: str, quarter: int) -> HttpResponse:
    review = find_review_to_change(request, slug, quarter)
    form = ReviewCloseForm(request.POST or None, cancel_url=review.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        workflow.close_review(review=review, **form.cleaned_data, **doing(request))
        messages.success(request, "The review is closed. Its ratings stay as they are.")
        return redirect(review)
    unrated = [line for line in lines_of(review) if not line.is_rated]
    context = {"form": form, "review": review, "plan": review.plan, "unrated": unrated}
    return render(request, "delivery_plans/review_close.html", context)


@require_POST
def review_remind(request: SignedInRequest, slug: str, quarter: int) -> HttpResponse:
    review = find_review_to_change(request, slug, quarter)
    reminded = workflow.remind(review=review, **doing(request))
    said = [] if reminded.told else ["Nobody is reminded anew."]
    for people, one, several in (
        (reminded.told, "person is reminded", "people are reminded"),
        (reminded.already, "person had a reminder today already", "people had a reminder today already"),
        (reminded.gone, "person cannot sign in any more", "people cannot sign in any more"),
    ):
        if people:
            names = ", ".join(person.full_name for person in people)
            said.append(f"{len(people)} {one if len(people) == 1 else several}: {names}.")
    messages.success(request, " ".join(said))
    return redirect(review)


@require_http_methods(["GET", "POST"])
def challenge_record(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    on = clock.today()
    plan = find_plan(request, slug)
    policies.challenge.enforce(request.user, on=on)
    rating = get_object_or_404(
        Rating.objects.select_related("level", "review__plan", "milestone__action", "milestone__area"),
        milestone__plan=plan,
        pk=pk,
    )
    rating.milestone.plan = plan
    # Nobody challenged it before it was given.
    since = timezone.localdate(rating.rated_at)
    items = items_of_begun_meetings(request).filter(meeting__starts_at__date__gte=since)
    form = ChallengeForm(
        request.POST or None,
        items=items,
        decisions=decisions_under(request, items),
        cancel_url=rating.milestone.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            challenges.challenge(rating=rating, **form.cleaned_data, **doing(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request, "The challenge is on record. The rating stays as it is until the lead answers."
            )
            return redirect(rating.milestone)
    context = {
        "form": form,
        "rating": rating,
        "milestone": rating.milestone,
        "plan": plan,
        "has_items": items.exists(),
    }
    return render(request, "delivery_plans/challenge_record.html", context)


@require_http_methods(["GET", "POST"])
def challenge_answer(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan = find_plan(request, slug)
    challenge = get_object_or_404(
        Challenge.objects.select_related(
            "rating__level",
            "rating__review",
            "agenda_item__meeting__board",
            "milestone__action",
            "milestone__area",
        ),
        milestone__plan=plan,
        pk=pk,
    )
    milestone = challenge.milestone
    milestone.plan = plan
    challenge.rating.review.plan = plan
    # What somebody has written while another answered is not lost: the workflow shows both answers.
    policy = policies.answer_for if request.method == "POST" else policies.answer_challenge
    policy.enforce(request.user, challenge, on=clock.today())
    form = ChallengeAnswerForm(
        request.POST or None,
        levels=RagLevel.objects.to_choose(),
        is_closed=not plan.is_open_to_change,
        cancel_url=milestone.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            challenges.answer_challenge(challenge=challenge, **form.cleaned_data, **doing(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Your answer is on record.")
            return redirect(milestone)
    context = {"form": form, "challenge": challenge, "milestone": milestone, "plan": plan}
    return render(request, "delivery_plans/challenge_answer.html", context)
