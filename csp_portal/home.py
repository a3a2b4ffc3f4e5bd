"""The home page, put together from what each app has for the person: beside urls.py, above all apps."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.home import HomeSection, without_repeats


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    on, at = clock.today(), clock.now()
    found: list[HomeSection] = []
    for dotted in settings.HOME_SECTIONS:
        sections: Callable[..., list[HomeSection]] = import_string(dotted)
        found += sections(request.user, on=on, at=at)
    return render(request, "home.html", {"sections": without_repeats(found), "today": on})
