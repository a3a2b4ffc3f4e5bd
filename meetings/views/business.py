"""Business that is offered to a board, what becomes of it, and the forward plan."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from csp_portal.accounts.models import Organisation
from csp_portal.accounts.roles import Permission
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.forms import PortalForm
from csp_portal.core.workflow import CannotBeDone
from meetings import forward_plan as forward_plans
from meetings import policies
from meetings.forms import business as forms
from meetings.models import Board, BusinessItem, Meeting, Seat
from meetings.models.business import boards_sifted_by
from meetings.states.business import OPEN_STATES, TO_SIFT_STATES, State
from meetings.states.meeting import State as MeetingState
from meetings.workflow import business as workflow

ROWS = 100


def _find(request: SignedInRequest, key: str) -> BusinessItem:
    visible = BusinessItem.objects.visible_to(request.user, on=clock.today())
    along = visible.select_related(
        "board",
        "source_board",
        "source_organisation",
        "priority",
        "preferred_meeting__board",
        "meeting__board",
        "agenda_item__meeting",
        "offered_by",
    )
    return get_object_or_404(along, key=key)


def _boards_to_offer_to(request: SignedInRequest) -> list[Board]:
    on = clock.today()
    meeting = Board.objects.meeting().on(on).select_related("parent")
    if request.user.holds(Permission.OFFER_BUSINESS, on=on):
        return list(meeting)
    return [board for board in meeting if policies.offer_business.allows(request.user, board, on=on)]


@require_GET
def business_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    visible = BusinessItem.objects.visible_to(request.user, on=on).select_related(
        "board", "source_board", "source_organisation", "meeting__board", "offered_by"
    )
    sifts = boards_sifted_by(request.user, on=on)
    of_others = visible.filter(board__in=sifts.values("pk"))
    context = {
        "to_sift": of_others.filter(state=State.OFFERED)[:ROWS],
        "waiting": of_others.filter(state__in=(State.MORE_ASKED, State.DEFERRED))[:ROWS],
        "decided": of_others.exclude(state__in=OPEN_STATES).order_by("-offered_at")[:ROWS],
        "own": visible.filter(offered_by=request.user).order_by("-offered_at")[:ROWS],
        "sifts": sifts.exists(),
        "may_offer": bool(_boards_to_offer_to(request)),
    }
    return render(request, "meetings/business_list.html", context)


@require_http_methods(["GET", "POST"])
def business_offer(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    boards = _boards_to_offer_to(request)
    if not boards:
        # No board at all: the rule of any one of them says why.
        policies.offer_business.enforce(request.user, get_object_or_404(Board.objects.on(on)[:1]), on=on)
    asked = request.GET.get("board", "")
    board = next((b for b in boards if b.slug == asked), boards[0] if len(boards) == 1 else None)
    if board is None:
        choice = forms.BoardChoiceForm(
            request.GET if asked else None, boards=Board.objects.filter(pk__in=[b.pk for b in boards])
        )
        choice.submit_label = "Go on"
        return render(request, "meetings/business_offer.html", {"choice": choice})
    form = forms.OfferForm(
        request.POST or None, cancel_url=reverse("meetings:business_list"), **offer_choices(request, board)
    )
    if request.method == "POST" and form.is_valid():
        try:
            business = workflow.offer(board=board, by=request.user, at=clock.now(), on=on, **form.facts())
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "It is offered. Those who plan the agenda decide what becomes of it.")
            return redirect(business)
    return render(request, "meetings/business_offer.html", {"form": form, "board": board})


def offer_choices(request: SignedInRequest, board: Board) -> dict[str, Any]:
    """List what the person can choose from when they offer the board business."""
    on, at = clock.today(), clock.now()
    if request.user.holds(Permission.OFFER_BUSINESS, on=on):
        organisations, groups = Organisation.objects.on(on), Board.objects.on(on).exclude(pk=board.pk)
    else:
        seats = Seat.objects.of(request.user, on=on)
        organisations = Organisation.objects.filter(
            Q(pk__in=seats.values("organisation")) | Q(pk__in=request.user.organisations(on=on).values("pk"))
        )
        groups = Board.objects.filter(pk__in=seats.values("board")).exclude(pk=board.pk)
    return {
        "meetings": board.meetings.ahead(at=at).select_related("board"),
        "organisations": organisations.order_by("name"),
        "boards": groups.order_by("name"),
    }


@require_GET
def business_detail(request: SignedInRequest, key: str) -> HttpResponse:
    on = clock.today()
    business = _find(request, key)
    sift_refusal = policies.sift_business.refusal(request.user, business.board, on=on)
    change_refusal = policies.change_offer.refusal(request.user, business, on=on)
    item = business.agenda_item
    context = {
        "business": business,
        "steps": business.steps.select_related("by", "meeting__board"),
        "may_sift": not sift_refusal and business.state in TO_SIFT_STATES,
        "may_answer": not change_refusal and business.state == State.MORE_ASKED,
        "may_withdraw": not change_refusal and business.state in OPEN_STATES,
        "may_open_item": item is not None and policies.read_agenda.allows(request.user, item.meeting, on=on),
    }
    return render(request, "meetings/business_detail.html", context)


def _step(
    request: SignedInRequest,
    business: BusinessItem,
    form: PortalForm,
    act: Callable[..., BusinessItem],
    name: str,
    done: str,
) -> HttpResponse:
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        try:
            act(business=business, by=request.user, at=clock.now(), on=clock.today(), **form.cleaned_data)
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, done)
            return redirect(business)
    return render(request, f"meetings/{name}.html", {"form": form, "business": business})


def _to_sift(request: SignedInRequest, key: str) -> BusinessItem:
    business = _find(request, key)
    policies.sift_business.enforce(request.user, business.board, on=clock.today())
    return business


def _own(request: SignedInRequest, key: str) -> BusinessItem:
    business = _find(request, key)
    policies.change_offer.enforce(request.user, business, on=clock.today())
    return business


def _coming(business: BusinessItem) -> Any:
    ahead = business.board.meetings.ahead(at=clock.now()).select_related("board")
    # What has gone round takes further items only by a chair's admission.
    return ahead.exclude(state=MeetingState.CIRCULATED)


@require_http_methods(["GET", "POST"])
def business_accept(request: SignedInRequest, key: str) -> HttpResponse:
    business = _to_sift(request, key)
    coming = {meeting.reference: meeting for meeting in _coming(business).prefetch_related("sections")}
    form = forms.AcceptForm(
        request.POST or None,
        business=business,
        places=_places(business, list(coming.values())),
        cancel_url=business.get_absolute_url(),
    )

    def accept(*, place: str, **facts: Any) -> BusinessItem:
        reference, _, section = place.partition("/")
        return workflow.accept(meeting=coming[reference], section=section, **facts)

    done = "It is accepted and stands on the agenda."
    if business.is_restricted:
        done += " Its item has the open title alone: the secretariat restricts it before papers are added."
    return _step(request, business, form, accept, "business_accept", done)


def _places(business: BusinessItem, meetings: list[Meeting]) -> dict[str, list[tuple[str, str]]]:
    """List the sections of the coming agendas; one that is not begun has its template's."""
    standing: dict[str, list[str]] = {}
    for template in business.board.agenda_templates.prefetch_related("items"):
        standing[template.meeting_kind] = [item.section for item in template.items.all()]
    places = {}
    for meeting in meetings:
        names = [section.name for section in meeting.sections.all()] or standing.get(meeting.kind, [])
        names = list(dict.fromkeys([*names, workflow.BUSINESS]))
        places[str(meeting)] = [(f"{meeting.reference}/{name}", name) for name in names]
    return places


@require_http_methods(["GET", "POST"])
def business_ask(request: SignedInRequest, key: str) -> HttpResponse:
    business = _to_sift(request, key)
    form = forms.AskForm(request.POST or None, business=business, cancel_url=business.get_absolute_url())
    done = "The question is asked. Whoever offered the business finds it on their home page."
    return _step(request, business, form, workflow.ask_for_more, "business_ask", done)


@require_http_methods(["GET", "POST"])
def business_defer(request: SignedInRequest, key: str) -> HttpResponse:
    business = _to_sift(request, key)
    form = forms.DeferForm(
        request.POST or None,
        business=business,
        meetings=_coming(business),
        cancel_url=business.get_absolute_url(),
    )
    done = "It is put off. The forward plan shows it with that meeting."
    return _step(request, business, form, workflow.defer, "business_defer", done)


@require_http_methods(["GET", "POST"])
def business_send_out(request: SignedInRequest, key: str) -> HttpResponse:
    business = _to_sift(request, key)
    form = forms.SendOutForm(request.POST or None, business=business, cancel_url=business.get_absolute_url())
    done = "It is recorded that it goes out another way."
    return _step(request, business, form, workflow.send_out, "business_send_out", done)


@require_http_methods(["GET", "POST"])
def business_answer(request: SignedInRequest, key: str) -> HttpResponse:
    business = _own(request, key)
    form = forms.AnswerForm(request.POST or None, business=business, cancel_url=business.get_absolute_url())
    return _step(
        request, business, form, workflow.answer, "business_answer", "It is answered and offered again."
    )


@require_http_methods(["GET", "POST"])
def business_withdraw(request: SignedInRequest, key: str) -> HttpResponse:
    business = _own(request, key)
    form = forms.WithdrawForm(request.POST or None, business=business, cancel_url=business.get_absolute_url())
    return _step(request, business, form, workflow.withdraw, "business_withdraw", "It is withdrawn.")


@require_GET
def forward_plan(request: SignedInRequest) -> HttpResponse:
    on, at = clock.today(), clock.now()
    boards = Board.objects.meeting().on(on).readable_by(request.user, on=on)
    form = forms.BoardChoiceForm(request.GET or None, boards=boards)
    board = form.cleaned_data.get("board") if form.is_valid() else None
    # Most people sit on one board; of several, the one above the others comes first.
    board = (
        board or boards.order_by("parent_id", "name").filter(kind=Board.Kind.BOARD).first() or boards.first()
    )
    context: dict[str, Any] = {"form": form, "several": boards.count() > 1, "board": board}
    if board is not None:
        form.initial["board"] = board.slug
        context |= {
            "plan": forward_plans.plan(board, at=at),
            "open_to_them": set(
                BusinessItem.objects.visible_to(request.user, on=on)
                .filter(board=board)
                .values_list("pk", flat=True)
            ),
            "run_refusal": policies.run_meetings.refusal(request.user, on=on),
            "offer_refusal": policies.offer_business.refusal(request.user, board, on=on),
        }
    return render(request, "meetings/forward_plan.html", context)
