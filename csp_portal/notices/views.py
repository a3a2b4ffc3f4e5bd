"""What a person was told and how they want to be told; the administrator's view of the mail."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.notices import notifications, policies, workflow
from csp_portal.notices.forms import ChoiceForm, MailFilterForm
from csp_portal.notices.kinds import all_kinds
from csp_portal.notices.models import DigestHour, Notice, OutgoingMail
from csp_portal.notices.states import TROUBLED_STATES, USUAL_DIGEST_HOUR, State, Way

ROWS = 25


def _key(text: str) -> int | None:
    """Read the key that an address goes on from."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


@require_GET
def notice_list(request: SignedInRequest) -> HttpResponse:
    told = Notice.objects.to(request.user)
    notices = told.order_by("-told_at", "-pk")
    before = _key(request.GET.get("before", ""))
    if before is not None and (last := told.filter(pk=before).first()):
        notices = notices.filter(Q(told_at__lt=last.told_at) | Q(told_at=last.told_at, pk__lt=last.pk))
    rows = list(notices[: ROWS + 1])
    shown = rows[:ROWS]
    readable = set(notifications.readable(request.user, shown, on=clock.today()))
    context = {
        "lines": [
            (notice, notice.of_kind.group if notice in readable else "", notice in readable)
            for notice in shown
        ],
        "newest": max(shown, key=lambda notice: notice.pk, default=None),
        "has_unread": any(notice.read_at is None for notice in shown),
        "older": shown[-1].pk if len(rows) > ROWS else None,
        "is_first_page": before is None,
    }
    return render(request, "notices/notice_list.html", context)


@require_POST
def notice_open(request: SignedInRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.to(request.user), pk=pk)
    workflow.read_notice(notice=notice, by=request.user, at=clock.now())
    # Begins with one slash, as the workflow and the database hold it.
    return redirect(notice.path)


@require_POST
def notice_read(request: SignedInRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.to(request.user), pk=pk)
    workflow.read_notice(notice=notice, by=request.user, at=clock.now())
    return redirect("notices:notice_list")


@require_POST
def notice_read_all(request: SignedInRequest) -> HttpResponse:
    # Only up to what stood on the page: what came since was not seen.
    until = get_object_or_404(Notice.objects.to(request.user), pk=_key(request.POST.get("until", "")) or 0)
    workflow.read_all(until=until, by=request.user, at=clock.now())
    messages.success(request, "All that stood here is marked as read.")
    return redirect("notices:notice_list")


@require_http_methods(["GET", "POST"])
def choice_edit(request: SignedInRequest) -> HttpResponse:
    kinds = all_kinds().values()
    open_kinds = sorted((kind for kind in kinds if kind.may_change), key=lambda kind: kind.group)
    ways = dict(request.user.notice_choices.values_list("kind", "way"))
    hour = DigestHour.objects.filter(person=request.user).first()
    form = ChoiceForm(
        request.POST or None,
        kinds=open_kinds,
        ways=ways,
        initial={"hour": hour.hour if hour else USUAL_DIGEST_HOUR},
        cancel_url="/notices/",
    )
    if request.method == "POST" and form.is_valid():
        workflow.choose(ways=form.chosen(), hour=form.cleaned_data["hour"], by=request.user, at=clock.now())
        messages.success(request, "Your choices are kept. They hold for what you are told from now on.")
        return redirect("notices:notice_list")
    fixed = [(kind.label, Way(kind.usual).label) for kind in kinds if not kind.may_change]
    return render(request, "notices/choice_edit.html", {"form": form, "fixed": fixed})


# --- The administrator's view -----------------------------------------------------------------------
@require_GET
def mail_list(request: SignedInRequest) -> HttpResponse:
    policies.run_mail.enforce(request.user, on=clock.today())
    counted = OutgoingMail.objects.order_by().values("state").annotate(number=Count("pk"))
    counts = dict(counted.values_list("state", "number"))
    form = MailFilterForm(request.GET or None, counts=counts)
    mails = OutgoingMail.objects.select_related("person").order_by("-pk")
    chosen = form.cleaned_data["state"] if form.is_valid() else ""
    if chosen:
        mails = mails.filter(state=chosen)
    if (before := _key(request.GET.get("before", ""))) is not None:
        mails = mails.filter(pk__lt=before)
    rows = list(mails[: ROWS + 1])
    context = {
        "form": form,
        "mails": rows[:ROWS],
        "counts": [(state.label, counts.get(state, 0)) for state in State],
        "troubled": sum(counts.get(state, 0) for state in TROUBLED_STATES),
        "troubled_states": TROUBLED_STATES,
        "older": rows[ROWS - 1].pk if len(rows) > ROWS else None,
        "is_first_page": before is None,
        "now": clock.now(),
    }
    return render(request, "notices/mail_list.html", context)


def _troubled(request: SignedInRequest, pk: int) -> OutgoingMail:
    policies.run_mail.enforce(request.user, on=clock.today())
    mail = get_object_or_404(OutgoingMail.objects.select_related("person"), pk=pk)
    policies.decide_on_mail.enforce(request.user, mail, on=clock.today())
    return mail


@require_http_methods(["GET", "POST"])
def mail_send_again(request: SignedInRequest, pk: int) -> HttpResponse:
    mail = _troubled(request, pk)
    if request.method == "POST":
        workflow.send_again(mail=mail, by=request.user, at=clock.now())
        messages.success(request, "The e-mail is in the queue again.")
        return redirect("notices:mail_list")
    context = {"mail": mail, "is_in_doubt": mail.state == State.IN_DOUBT}
    return render(request, "notices/mail_send_again.html", context)


@require_http_methods(["GET", "POST"])
def mail_give_up(request: SignedInRequest, pk: int) -> HttpResponse:
    mail = _troubled(request, pk)
    if request.method == "POST":
        workflow.give_up(mail=mail, by=request.user, at=clock.now())
        messages.success(request, "The e-mail will not be sent. What it told stands in the portal.")
        return redirect("notices:mail_list")
    return render(request, "notices/mail_give_up.html", {"mail": mail})
