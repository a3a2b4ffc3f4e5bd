"""Organisations that nobody represents: the figures, the flag, the letter, and closing the matter (ToR 6.5)."""

import io

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.models import Organisation
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.audit.recording import record
from csp_portal.audit.responses import AuditedFileResponse
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from csp_portal.documents.pdf import render as typesetting
from meetings import policies, representation
from meetings.forms.sittings import LetterForm, ReasonForm
from meetings.models import Board, RepresentationConcern
from meetings.models.boards import BoardRole
from meetings.representation import Flag
from meetings.states.sitting import Event
from meetings.views.attendance import now
from meetings.workflow import representation as workflow


def _find_board(request: SignedInRequest, slug: str) -> Board:
    board = get_object_or_404(Board.objects.meeting(), slug=slug)
    policies.see_representation.enforce(request.user, board, on=clock.today())
    return board


def _find(request: SignedInRequest, slug: str, organisation: str) -> tuple[Board, Flag]:
    """
    Find what is open about an organisation, or answer 404 where it has no seat.

    :raises CannotBeDone: if nothing is open, for example because the other chair has closed the matter
    """
    board = _find_board(request, slug)
    for flag in representation.flags(board, on=clock.today()):
        if flag.organisation.slug == organisation:
            return board, flag
    member = get_object_or_404(Organisation.objects.filter(seats__board=board).distinct(), slug=organisation)
    raise CannotBeDone(representation.nothing_open(member))


def _list_address(board: Board) -> str:
    return reverse("meetings:representation_list", args=[board.slug])


@require_GET
def representation_list(request: SignedInRequest, slug: str) -> HttpResponse:
    on = clock.today()
    board = _find_board(request, slug)
    context = {
        "board": board,
        "flags": representation.flags(board, on=on),
        "figures": representation.figures(board, on=on),
        "past": RepresentationConcern.objects.filter(board=board)
        .filter(Q(sent_at__isnull=False) | Q(closed_at__isnull=False))
        .select_related("organisation", "sent_by", "closed_by", "first_missed__board")
        .order_by("-pk")[:50],
        "close_refusal": policies.close_matter.refusal(request.user, board, on=on),
    }
    return render(request, "meetings/representation_list.html", context)


@require_http_methods(["GET", "POST"])
def representation_write(request: SignedInRequest, slug: str, organisation: str) -> HttpResponse:
    board, flag = _find(request, slug, organisation)
    concern = flag.concern
    initial = {
        "version": concern.version if concern else 0,
        "addressee": concern.addressee if concern else "",
        "letter": (concern.letter if concern else "") or representation.draft_letter(flag, board),
    }
    form = LetterForm(request.POST or None, initial=initial, cancel_url=_list_address(board))
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        try:
            workflow.write_letter(
                board=board, organisation=flag.organisation, **form.cleaned_data, **now(request)
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The letter is saved. Print it, send it, and record that it was sent.")
            return redirect(_list_address(board))
    context = {"board": board, "flag": flag, "form": form}
    return render(request, "meetings/representation_write.html", context)


@require_GET
def representation_letter(request: SignedInRequest, slug: str, organisation: str) -> AuditedFileResponse:
    """Hand out the letter as a PDF, for the chairs to sign; one that was sent keeps its date and who signed it."""
    board, flag = _find(request, slug, organisation)
    if flag.concern is None or not flag.concern.letter:
        raise Http404
    sent_at = flag.concern.sent_at
    on = timezone.localdate(sent_at) if sent_at else clock.today()
    chairs = board.seats.on(on).filter(board_role=BoardRole.CO_CHAIR).with_people(on=on)
    context = {
        "board": board,
        "concern": flag.concern,
        "organisation": flag.organisation,
        "on": on,
        "chairs": [
            {"name": holder.person.full_name, "office": seat.office}
            for seat in chairs
            for holder in seat.holders_then
        ],
    }
    content = typesetting.typeset(typesetting.page_html("meetings/pdf/representation_letter.html", context))
    event = record(
        Event.LETTER_READ, actor=request.user, subject=flag.concern, at=clock.now(), board=board.slug
    )
    return AuditedFileResponse(
        io.BytesIO(content),
        event=event,
        filename=f"letter-{flag.organisation.slug}.pdf",
        content_type="application/pdf",
    )


@require_POST
def representation_send(request: SignedInRequest, slug: str, organisation: str) -> HttpResponse:
    board, flag = _find(request, slug, organisation)
    try:
        workflow.record_letter_sent(board=board, organisation=flag.organisation, **now(request))
    except CannotBeDone as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The letter is recorded as sent today.")
    return redirect(_list_address(board))


@require_http_methods(["GET", "POST"])
def representation_close(request: SignedInRequest, slug: str, organisation: str) -> HttpResponse:
    board, flag = _find(request, slug, organisation)
    policies.close_matter.enforce(request.user, board, on=clock.today())
    form = ReasonForm(
        request.POST or None,
        label="Why is the matter closed?",
        submit_label="Close the matter",
        help_text="Meetings missed from now on are counted anew.",
        cancel_url=_list_address(board),
    )
    if request.method == "POST" and form.is_valid():
        try:
            workflow.close_matter(
                board=board,
                organisation=flag.organisation,
                reason=form.cleaned_data["reason"],
                **now(request),
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The matter is closed.")
            return redirect(_list_address(board))
    context = {"board": board, "flag": flag, "form": form}
    return render(request, "meetings/representation_close.html", context)
