"""What the pages share that do something: a form or a question first, then the act, a sentence, and the way back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.forms import PortalForm
from csp_portal.core.workflow import CannotBeDone
from isp_requests.models import Asked
from isp_requests.states.sharing_request import State
from isp_requests.views.finding import doing, find_answer, find_request


def say(request: SignedInRequest, sentence: str) -> None:
    """Say what happened, without a word about anybody."""
    messages.success(request, sentence)


def tried(form: PortalForm, act: Callable[[], Any]) -> bool:
    """Do it, and put the sentence into the form when the facts stand in the way."""
    try:
        act()
    except CannotBeDone as problem:
        form.add_error(None, str(problem))
        return False
    return True


def form_page(
    request: SignedInRequest,
    form: PortalForm,
    *,
    page: str,
    context: dict[str, Any],
    act: Callable[[], Any],
    back: Any,
    said: str,
) -> HttpResponse:
    """Show the page of one form, and once it is filled in do the act, say so and go back."""
    if request.method == "POST" and form.is_valid() and tried(form, act):
        say(request, said)
        return redirect(back)
    return render(request, f"isp_requests/{page}.html", {**context, "form": form})


def confirmed_request(
    request: SignedInRequest, reference: str, *, name: str, rule: Any, act: Any, said: str
) -> HttpResponse:
    """Ask before an act that has no form, and do it when it is confirmed."""
    sharing_request = find_request(request, reference)
    rule.enforce(request.user, sharing_request, on=clock.today())
    if request.method == "POST":
        result = act(sharing_request=sharing_request, **doing(request))
        say(request, said)
        if result.state == State.DISCARDED:
            return redirect("isp_requests:request_list")
        return redirect(result)
    context = {"sharing_request": sharing_request, "cancel_url": sharing_request.get_absolute_url()}
    return render(request, f"isp_requests/{name}.html", context)


def confirmed_answer(
    request: SignedInRequest, reference: str, slug: str, *, name: str, rule: Any, act: Any, said: str
) -> HttpResponse:
    """Ask before an act that has no form, and do it when it is confirmed."""
    asked = find_answer(request, reference, slug)
    rule.enforce(request.user, asked, on=clock.today())
    if request.method == "POST":
        act(asked=asked, **doing(request))
        say(request, said)
        return redirect(asked)
    context = {"asked": asked, "cancel_url": asked.get_absolute_url()}
    return render(request, f"isp_requests/{name}.html", context)


def answer_form(
    request: SignedInRequest,
    reference: str,
    slug: str,
    form_class: Any,
    *,
    name: str,
    rule: Any,
    act: Any,
    said: str,
    back: Callable[[Asked], str] = Asked.get_absolute_url,
    **options: Any,
) -> HttpResponse:
    """Show a form for an act, and do it with what was filled in."""
    asked = find_answer(request, reference, slug)
    rule.enforce(request.user, asked, on=clock.today())
    form = form_class(request.POST or None, cancel_url=asked.get_absolute_url(), **options)
    return form_page(
        request,
        form,
        page=name,
        context={"asked": asked},
        act=lambda: act(asked=asked, **form.cleaned_data, **doing(request)),
        back=back(asked),
        said=said,
    )
