"""Pages about packs before they are read: the dry run, the building, publishing."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from meetings import policies, timetable
from meetings.agreement_reading import agreement
from meetings.dry_run import dry_run
from meetings.forms.packs import BuildForm, PublishForm, SupplementForm
from meetings.models import PackBuild, PackEntry
from meetings.pack_plan import PackPlan
from meetings.states.meeting import State as MeetingState
from meetings.states.pack_build import State
from meetings.views.meetings import find_meeting
from meetings.views.packs import find_pack, supplement_due
from meetings.workflow import packs as workflow

# A worker takes a build up within a second; this long without one is worth a sentence.
LONG_WAIT = timedelta(seconds=10)


@require_http_methods(["GET", "POST"])
def pack_dry_run(request: SignedInRequest, reference: str) -> HttpResponse:
    on = clock.today()
    meeting = find_meeting(request, reference)
    policies.change_agenda.enforce(request.user, meeting, on=on)
    form = BuildForm(
        request.POST if request.method == "POST" else None,
        today=on,
        meeting=meeting,
        cancel_url=meeting.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            build = workflow.ask_for_pack(
                meeting=meeting,
                issue_on=form.cleaned_data["issue_on"],
                lateness_reason=form.cleaned_data.get("lateness_reason", ""),
                by=request.user,
                at=clock.now(),
                on=on,
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("meetings:build_detail", meeting.reference, build.pk)
    plan = PackPlan(meeting)
    newest = meeting.packs.whole().first()
    context = {
        "meeting": meeting,
        "form": form,
        "plan": plan,
        "dry_run": dry_run(meeting, plan, on=on),
        "supplement_due": supplement_due(meeting),
        "under_way": meeting.pack_builds.under_way().first(),
        "newest": newest,
        "nothing_changed": newest is not None and plan.is_kept_in(newest),
    }
    return render(request, "meetings/pack_dry_run.html", context)


@require_http_methods(["GET", "POST"])
def supplement_dry_run(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show what a supplement to the pack would hold, and have it built (ToR 6.3)."""
    on = clock.today()
    meeting = find_meeting(request, reference)
    policies.change_agenda.enforce(request.user, meeting, on=on)
    plan = supplement_due(meeting)
    form = SupplementForm(
        request.POST if request.method == "POST" else None, today=on, cancel_url=meeting.get_absolute_url()
    )
    if request.method == "POST" and form.is_valid():
        try:
            build = workflow.ask_for_supplement(
                meeting=meeting,
                issue_on=form.cleaned_data["issue_on"],
                by=request.user,
                at=clock.now(),
                on=on,
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("meetings:build_detail", meeting.reference, build.pk)
    main = plan.main if plan else None
    newest = main.supplements.first() if main else None
    context = {
        "meeting": meeting,
        "form": form,
        "plan": plan,
        "main": main,
        "has_gone_round": meeting.state == MeetingState.CIRCULATED,
        "under_way": meeting.pack_builds.under_way().first(),
        "newest": newest,
        "nothing_changed": bool(plan and newest and plan.is_kept_in(newest)),
    }
    return render(request, "meetings/supplement_dry_run.html", context)


def find_build(request: SignedInRequest, reference: str, pk: int) -> PackBuild:
    """Find a build of the meeting's pack for those who prepare it, or answer 404."""
    meeting = find_meeting(request, reference)
    policies.run_meetings.enforce(request.user, on=clock.today())
    # Whoever watches a build notices first that its worker died.
    workflow.resume_silent_builds(by=request.user, at=clock.now())
    build = get_object_or_404(meeting.pack_builds.select_related("pack", "asked_by", "main"), pk=pk)
    build.meeting = meeting
    return build


def _label(build: PackBuild) -> str:
    if build.state == State.QUEUED and clock.now() - build.asked_at > LONG_WAIT:
        return (
            "No worker has taken the build up yet. It starts as soon as one is free; if it goes on waiting, "
            "tell whoever runs the portal that the queue may have stopped."
        )
    return build.label or build.get_state_display()


@require_GET
@never_cache
def build_detail(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    build = find_build(request, reference, pk)
    context = {
        "build": build,
        "meeting": build.meeting,
        "label": _label(build),
        "last_good": build.meeting.packs.filter(main=build.main).first(),
        "change_refusal": policies.change_agenda.refusal(request.user, build.meeting, on=clock.today()),
    }
    return render(request, "meetings/build_detail.html", context)


@require_GET
@never_cache
def build_progress(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    build = find_build(request, reference, pk)
    progress = {"state": build.state, "done": build.done, "total": build.total, "label": _label(build)}
    return JsonResponse(progress)


@require_POST
def build_cancel(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    build = find_build(request, reference, pk)
    workflow.cancel_build(build=build, by=request.user, at=clock.now(), on=clock.today())
    messages.success(request, "The build is cancelled. The last pack is still there.")
    return redirect("meetings:build_detail", reference, pk)


@require_http_methods(["GET", "POST"])
def pack_publish(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    on = clock.today()
    pack = find_pack(request, reference, number)
    meeting = pack.meeting
    policies.change_agenda.enforce(request.user, meeting, on=on)
    missing = list(pack.entries.filter(kind=PackEntry.Kind.MISSING))
    circulates = meeting.state != MeetingState.CIRCULATED
    days_late = timetable.lateness(meeting, circulated_on=on) if circulates else 0
    form = PublishForm(
        request.POST if request.method == "POST" else None,
        is_missing_papers=bool(missing),
        cancel_url=pack.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            workflow.publish_pack(
                pack=pack, lateness_reason="", by=request.user, at=clock.now(), on=on, **form.reasons()
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{pack.name} is published to the board.")
            return redirect(pack)
    context = {
        "pack": pack,
        "meeting": meeting,
        "form": form,
        "missing": missing,
        "days_late": days_late,
        "agreement": agreement(meeting, on=on) if circulates else None,
        "must_build_again": days_late and not pack.lateness_reason,
        "circulate_by": timetable.circulate_by(meeting.board, meeting.on, closed=timetable.closures()),
        "copies": pack.copies.all(),
    }
    return render(request, "meetings/pack_publish.html", context)
