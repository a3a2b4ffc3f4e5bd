"""What the public may ask for without an account: a copy of papers, and to be told of new ones."""

from http import HTTPStatus

from allauth.core.ratelimit import consume_or_429
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from csp_portal.core import clock
from meetings.forms.public import ConfirmForm, CopyAskForm, SubscribeForm
from meetings.models import Board, Pack, PublicRequest, PublicSubscription
from meetings.notifications.public import CONFIRM, COPY, END
from meetings.pack_reading import PublicPack
from meetings.views.public import hand_out, outside, pack_name
from meetings.workflow import public as workflow

THREE_DAYS = 3 * 24 * 60 * 60


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def public_request_ask(request: HttpRequest, slug: str) -> HttpResponse:
    board = get_object_or_404(Board.objects.known_to_public(on=clock.today()), slug=slug)
    if board.public_access != Board.PublicAccess.ON_REQUEST:
        return redirect("meetings:public_board", board.slug)
    if too_many := consume_or_429(request, action="public_form"):
        return too_many
    cancel = reverse("meetings:public_board", args=[board.slug])
    form = CopyAskForm(request.POST or None, cancel_url=cancel)
    if request.method == "POST" and form.is_valid():
        workflow.ask_for_copy(board=board, at=clock.now(), on=clock.today(), **form.cleaned_data)
        return redirect("meetings:public_request_asked")
    return outside(request, "meetings/public_request_ask.html", {"form": form, "board": board})


@login_not_required
@require_GET
def public_request_asked(request: HttpRequest) -> HttpResponse:
    return outside(request, "meetings/public_request_asked.html", {})


def _read(token: str, *, salt: str, max_age: int | None = None) -> str:
    """Read the key that a link was signed with, or answer 404 alike for a false and for an old one."""
    try:
        key: str = signing.loads(token, salt=salt, max_age=max_age)
    except signing.BadSignature:
        raise Http404 from None
    return key


@sensitive_variables("token")
def _find_answered(token: str) -> PublicRequest:
    """Find the request that a link answered, also when the link has run out; a false link gets 404."""
    known = Board.objects.known_to_public(on=clock.today())
    answered = PublicRequest.objects.filter(pack__isnull=False, board__in=known)
    return get_object_or_404(
        answered.select_related("pack__meeting__board", "board"), key=_read(token, salt=COPY)
    )


def _packs_of(asked: PublicRequest) -> list[Pack]:
    """List the pack that was handed out and its supplements, as far as they may be handed out now."""
    if asked.pack is None:
        return []
    packs = Pack.objects.safe_for_public().filter(meeting=asked.pack.meeting)
    found = [
        pack
        for pack in packs.prefetch_related("copies__file").select_related("main", "meeting__board")
        if asked.pack_id in (pack.pk, pack.main_id)
    ]
    return sorted(found, key=lambda pack: pack.number)


@login_not_required
@never_cache
@require_GET
@sensitive_variables("token")
def public_request_copy(request: HttpRequest, token: str) -> HttpResponse:
    """Lead from the link in the answer to the public copy and its supplements."""
    asked = _find_answered(token)
    if not asked.is_usable(at=clock.now()):
        return outside(
            request, "meetings/public_copy_run_out.html", {"asked": asked}, status=HTTPStatus.NOT_FOUND
        )
    context = {
        "asked": asked,
        "meeting": asked.pack.meeting if asked.pack else None,
        "packs": [(pack, PublicPack(pack).copy) for pack in _packs_of(asked)],
        "token": token,
    }
    response = outside(request, "meetings/public_request_copy.html", context)
    # The address is the key: no other site may learn it from where a reader came.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@require_GET
@sensitive_variables("token")
def public_copy_download(request: HttpRequest, token: str, number: int) -> HttpResponseBase:
    if too_many := consume_or_429(request, action="public_file", limit_get=True):
        return too_many
    asked = _find_answered(token)
    packs = _packs_of(asked) if asked.is_usable(at=clock.now()) else []
    pack = next((pack for pack in packs if pack.number == number), None)
    if pack is None:
        raise Http404
    copy = PublicPack(pack).copy
    return hand_out(copy.file.open(), pack, pack_name(pack), meeting=pack.meeting.reference, copy=copy.kind)


# --- Subscribing ----------------------------------------------------------------------------------
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def public_subscription_ask(request: HttpRequest, slug: str) -> HttpResponse:
    board = get_object_or_404(Board.objects.open_to_public(on=clock.today()), slug=slug)
    if too_many := consume_or_429(request, action="public_form"):
        return too_many
    cancel = reverse("meetings:public_board", args=[board.slug])
    form = SubscribeForm(request.POST or None, cancel_url=cancel)
    if request.method == "POST" and form.is_valid():
        workflow.ask_to_subscribe(board=board, address=form.cleaned_data["address"], at=clock.now())
        return redirect("meetings:public_subscription_asked")
    return outside(request, "meetings/public_subscription_ask.html", {"form": form, "board": board})


@login_not_required
@require_GET
def public_subscription_asked(request: HttpRequest) -> HttpResponse:
    return outside(request, "meetings/public_subscription_asked.html", {})


@sensitive_variables("token")
def _find_subscription(token: str, *, salt: str, max_age: int | None = None) -> PublicSubscription:
    key = _read(token, salt=salt, max_age=max_age)
    return get_object_or_404(PublicSubscription.objects.select_related("board"), key=key)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_variables("token")
def public_subscription_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm by pressing a button: programs that look at the links of an e-mail press none."""
    subscription = _find_subscription(token, salt=CONFIRM, max_age=THREE_DAYS)
    done = request.method == "POST"
    if done:
        workflow.confirm_subscription(subscription=subscription, at=clock.now())
    context = {"board": subscription.board, "done": done, "form": ConfirmForm(submit_label="Yes, tell me")}
    return outside(request, "meetings/public_subscription_confirm.html", context)


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_variables("token")
def public_subscription_end(request: HttpRequest, token: str) -> HttpResponse:
    """End a subscription: by the button, or by a mail program's one click (RFC 8058), which has no form token."""
    key = _read(token, salt=END)
    subscription = PublicSubscription.objects.select_related("board").filter(key=key).first()
    if request.method == "POST" and subscription is not None:
        workflow.end_subscription(subscription=subscription, at=clock.now())
        subscription = None
    context = {"subscription": subscription, "form": ConfirmForm(submit_label="End the e-mails")}
    return outside(request, "meetings/public_subscription_end.html", context, status=HTTPStatus.OK)
