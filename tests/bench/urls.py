"""The portal's addresses and the empty page that the others are measured against."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from csp_portal.urls import handler400, handler403, handler404, handler429, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]

EMPTY = engines["django"].from_string(
    '{% extends "base.html" %}{% block main %}<h1 class="govuk-heading-l">Empty</h1>{% endblock %}'
)


def empty(request: HttpRequest) -> HttpResponse:
    """Show what every page has: header, menu, footer."""
    return HttpResponse(EMPTY.render({}, request))


urlpatterns = [*urlpatterns, path("bench/empty/", empty)]
