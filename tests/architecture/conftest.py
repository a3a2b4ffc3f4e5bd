"""What the tests of every address share."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.http import HttpRequest, HttpResponse

from csp_portal import urls


def _in_short(status: HTTPStatus):
    def answer(request: HttpRequest, exception: Exception) -> HttpResponse:
        return HttpResponse(status=status)

    return answer


@pytest.fixture(scope="module")
def short_refusals() -> Iterator[None]:
    """Refuse without the page around it, where only the status counts: more than half of all answers are that."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(urls, "handler403", _in_short(HTTPStatus.FORBIDDEN))
        patch.setattr(urls, "handler404", _in_short(HTTPStatus.NOT_FOUND))
        yield
