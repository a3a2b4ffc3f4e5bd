"""What every request goes through."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control

from csp_portal.core.workflow import CannotBeDone, EditConflict, InvalidTransition


class ConflictMiddleware:
    """Answer 409 with an explanation when a record moved on while somebody was looking at it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, InvalidTransition | CannotBeDone | EditConflict):
            return TemplateResponse(request, "409.html", {"exception": exception}, status=409).render()
        return None


class NullByteMiddleware:
    """Answer 400 to an address with a null byte in it: PostgreSQL keeps no such text, so nothing has that name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\x00" in query:
            raise BadRequest("The address has a null byte in it.")
        return None


class RequestTooBigMiddleware:
    """Answer 413 before anything reads a body that is larger than any form of the portal can send."""

    CHUNK = 1_000_000

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        declared = request.headers.get("content-length", "")
        if not declared.isdecimal() or int(declared) <= settings.REQUEST_MAX_BYTES:
            return None
        # A browser shows "connection reset" instead of the page when nobody reads what it is sending.
        limit = min(int(declared), 2 * settings.REQUEST_MAX_BYTES)
        while limit > 0 and (chunk := request.read(self.CHUNK)):
            limit -= len(chunk)
        context = {"largest": settings.REQUEST_MAX_BYTES}
        # A form token would be looked for in the body that was just thrown away.
        return TemplateResponse(request, "413.html", context, status=413).render()


class PrivacyMiddleware:
    """Say which features of a device our pages never use, and keep signed-in pages out of shared caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = ", ".join(
            f"{feature}=({' '.join(allowed)})" for feature, allowed in settings.PERMISSIONS_POLICY.items()
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.policy)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and not response.has_header("Cache-Control"):
            # The next person at a shared computer must not page back into somebody's papers.
            patch_cache_control(response, private=True, no_store=True)
        return response
