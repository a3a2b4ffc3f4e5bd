"""The list of restrictions with their days of review, and what a review decides."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from csp_portal.documents.pdf.render import TypesettingFailed
from meetings import policies, releasing
from meetings.forms.public import RestrictionKeepForm, RestrictionReleaseForm
from meetings.models import AgendaItem, Meeting, Paper, Restriction
from meetings.workflow import releases as workflow


def _reviewable(request: SignedInRequest) -> Any:
    """Limit to restrictions that the person may look behind: whoever declared an interest reviews none of it."""
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    return Restriction.objects.open_to(request.user, on=on).select_related(
        "agenda_item__meeting__board", "paper__agenda_item__meeting__board", "lifted_by"
    )


def _owner(restriction: Restriction) -> tuple[AgendaItem | Paper, Meeting]:
    owner: AgendaItem | Paper = (
        restriction.agenda_item if hasattr(restriction, "agenda_item") else restriction.paper
    )
    return owner, owner.meeting


def _title(owner: AgendaItem | Paper) -> str:
    return owner.closed_title or owner.title if isinstance(owner, AgendaItem) else owner.title


def _find(request: SignedInRequest, pk: int) -> tuple[Restriction, dict[str, Any]]:
    restriction = get_object_or_404(_reviewable(request).prefetch_related("reviews__by", "seats"), pk=pk)
    owner, meeting = _owner(restriction)
    around = {
        "restriction": restriction,
        "owner": owner,
        "title": _title(owner),
        "meeting": meeting,
        "is_due": restriction.is_in_force and restriction.review_on <= clock.today(),
    }
    return restriction, around


@require_GET
def restriction_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    rows = []
    for restriction in (
        _reviewable(request).in_force().standing().order_by("review_on", "pk").prefetch_related("reviews")
    ):
        owner, meeting = _owner(restriction)
        rows.append(
            {
                "restriction": restriction,
                "title": _title(owner),
                "is_paper": isinstance(owner, Paper),
                "meeting": meeting,
                "is_due": restriction.review_on <= on,
                "reviewed": len(restriction.reviews.all()),
            }
        )
    context = {
        "due": [row for row in rows if row["is_due"]],
        "later": [row for row in rows if not row["is_due"]],
    }
    return render(request, "meetings/restriction_list.html", context)


@require_GET
def restriction_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    _, context = _find(request, pk)
    return render(request, "meetings/restriction_detail.html", context)


@require_http_methods(["GET", "POST"])
def restriction_keep(request: SignedInRequest, pk: int) -> HttpResponse:
    on = clock.today()
    restriction, context = _find(request, pk)
    form = RestrictionKeepForm(
        request.POST or None, today=on, cancel_url=reverse("meetings:restriction_detail", args=[pk])
    )
    if request.method == "POST" and form.is_valid():
        try:
            workflow.keep_restriction(
                restriction=restriction, by=request.user, at=clock.now(), on=on, **form.cleaned_data
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The restriction is kept, and the reason is on record.")
            return redirect("meetings:restriction_list")
    return render(request, "meetings/restriction_keep.html", {**context, "form": form})


@require_http_methods(["GET", "POST"])
def restriction_release(request: SignedInRequest, pk: int) -> HttpResponse:
    """Release what is held back: the pages get a copy of their own beside the pack, which stays as it was."""
    on = clock.today()
    restriction, context = _find(request, pk)
    form = RestrictionReleaseForm(
        request.POST or None, cancel_url=reverse("meetings:restriction_detail", args=[pk])
    )
    packs = releasing.packs_holding(restriction)
    if request.method == "POST" and form.is_valid():
        try:
            # Putting a copy together takes seconds, so nothing is locked meanwhile; the workflow looks again.
            built = releasing.build(restriction, on=on)
            workflow.release_restriction(
                restriction=restriction,
                built=built,
                by=request.user,
                at=clock.now(),
                on=on,
                **form.cleaned_data,
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        except (FileNotFoundError, TypesettingFailed):
            form.add_error(
                None,
                "A file of the pack cannot be read, so nothing was released. Tell whoever runs the portal.",
            )
        else:
            what = (
                "Its pages can be read beside the pack." if built else "The next pack shows it to everybody."
            )
            messages.success(request, f"It is released. {what}")
            return redirect("meetings:restriction_detail", pk)
    return render(request, "meetings/restriction_release.html", {**context, "form": form, "packs": packs})
