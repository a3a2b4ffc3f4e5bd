"""What every request goes through."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

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
