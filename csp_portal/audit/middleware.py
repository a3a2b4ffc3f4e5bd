"""What every request goes through so that refusals and errors are on record."""

from collections.abc import Callable
from http import HTTPStatus

import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from csp_portal.audit.recording import record_failure, record_refusal
from csp_portal.core import clock

logger = structlog.get_logger(__name__)


class RefusalMiddleware:
    """
    Record every 403 given to somebody who is signed in, and every 500: a seal that does not open ends in one.

    This runs after the view's own transaction has been rolled back, so the entry stays. The view's name
    is kept and not the path, which may name a record that this person should not know of.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.INTERNAL_SERVER_ERROR):
            view = request.resolver_match.view_name if request.resolver_match else ""
            try:
                self._record(request, response.status_code, view=view)
            except DatabaseError:
                # A refusal stays a refusal, also on the day the audit cannot be written.
                logger.exception("refusal_not_recorded", view=view)
        return response

    def _record(self, request: HttpRequest, status: int, *, view: str) -> None:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return
        record = record_refusal if status == HTTPStatus.FORBIDDEN else record_failure
        record(actor=user, view=view, method=request.method or "", at=clock.now())
