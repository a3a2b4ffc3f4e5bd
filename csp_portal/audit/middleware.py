"""What every request goes through so that refusals are on record."""

from collections.abc import Callable

import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from csp_portal.audit.recording import record_refusal
from csp_portal.core import clock

logger = structlog.get_logger(__name__)


class RefusalMiddleware:
    """
    Record every 403 given to somebody who is signed in.

    This runs after the view's own transaction has been rolled back, so the entry stays. The view's name
    is kept and not the path, which may name a record that this person should not know of.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if response.status_code == 403 and user is not None and user.is_authenticated:
            view = request.resolver_match.view_name if request.resolver_match else ""
            try:
                record_refusal(actor=user, view=view, method=request.method or "", at=clock.now())
            except DatabaseError:
                # A refusal stays a refusal, also on the day the audit cannot be written.
                logger.exception("refusal_not_recorded", view=view)
        return response
