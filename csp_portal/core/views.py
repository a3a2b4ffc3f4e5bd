"""Pages that belong to no app: the theme, the session, the words about the portal, and what went wrong."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from csp_portal.core import theme as partnership_theme


@login_not_required
@require_GET
@cache_control(public=True, max_age=31_536_000, immutable=True)
def theme(request: HttpRequest) -> HttpResponse:
    """Serve the partnership's colours; the address carries their hash."""
    return HttpResponse(partnership_theme.stylesheet(), content_type="text/css; charset=utf-8")


@login_not_required
@require_GET
@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers that show a file by itself, and so read no page's head, to the portal's mark."""
    return redirect(static("images/favicon.svg"))


@require_POST
def session_extend(request: HttpRequest) -> HttpResponse:
    """Start the idle time again because the person said that they are still there."""
    request.session.modified = True
    return JsonResponse({"seconds": settings.SESSION_COOKIE_AGE})


@login_not_required
@require_GET
def accessibility_statement(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility_statement.html")


@login_not_required
@require_GET
def cookies(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "pages/cookies.html",
        {
            "session_cookie": settings.SESSION_COOKIE_NAME,
            "csrf_cookie": settings.CSRF_COOKIE_NAME,
            "idle_minutes": settings.SESSION_COOKIE_AGE // 60,
        },
    )


@login_not_required
@require_GET
def help_index(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help_index.html")


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, or 413 when the trouble is the size of what was sent."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 with the sentence of the rule that refused."""
    return render(request, "403.html", {"reason": str(exception)}, status=HTTPStatus.FORBIDDEN)


@login_not_required
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 alike for what is not there and for what this person may not see."""
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


@login_not_required
def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 429; django-allauth's rate limits end here."""
    return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without database, session or context processors: any of them may be what broke."""
    try:
        style = staticfiles_storage.url("build/portal.css")
    except ValueError:
        style = ""
    page = render_to_string("500.html", {"style": style, "partnership_name": settings.PARTNERSHIP_NAME})
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def too_large(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "413.html",
        {"largest": settings.REQUEST_MAX_BYTES},
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    )
