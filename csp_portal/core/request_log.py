"""One log line for each request, under one id with everything else that is logged for it."""

from typing import TYPE_CHECKING

import structlog
from django_structlog.middlewares import RequestMiddleware

from csp_portal.core.logging import describe

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class RequestLogMiddleware(RequestMiddleware):
    """Log what was asked for by the pattern of its address, never by the address itself."""

    @staticmethod
    def format_request(request: "HttpRequest") -> str:
        return describe(request)

    def handle_response(self, request: "HttpRequest", response: "HttpResponse") -> None:
        # Somebody who reports a problem can read this number out; it leads to the log lines.
        response.headers["X-Request-ID"] = structlog.contextvars.get_contextvars().get("request_id", "")
        super().handle_response(request, response)
