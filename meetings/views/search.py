"""The page that looks for words."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from meetings import policies, searching
from meetings.forms.search import SearchForm
from meetings.models import Board


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def search(request: SignedInRequest) -> HttpResponse:
    """Answer a search with its results, without an address that would keep what was looked for."""
    on = clock.today()
    policies.search.enforce(request.user, on=on)
    boards = Board.objects.meeting().readable_by(request.user, on=on).order_by("name")
    form = SearchForm(request.POST or None, boards=boards)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        context |= _found(request, form)
    return render(request, "meetings/search.html", context)


def _found(request: SignedInRequest, form: SearchForm) -> dict[str, Any]:
    asked = dict(form.cleaned_data)
    page = asked.pop("page") or 1
    stems = searching.stems(asked["words"])
    if not stems:
        form.add_error("words", "These words are in nearly every text. Enter a word that says more.")
        return {}
    found = searching.search(
        searching.Asked(reader=request.user, on=clock.today(), **asked), page=page, stems=stems
    )
    # The same search is sent again with another page; dates in one box each, which the form reads as well.
    again = {
        "words": asked["words"],
        "board": asked["board"].slug if asked["board"] else "",
        "since": asked["since"].isoformat() if asked["since"] else "",
        "until": asked["until"].isoformat() if asked["until"] else "",
    }
    first = searching.ROWS * (page - 1) + 1
    return {
        "found": found,
        "again": again,
        "page": page,
        "first": first,
        "last": first + len(found.results) - 1,
        "before": page - 1,
        "after": page + 1 if found.has_more and page < searching.LAST_PAGE else None,
        "is_cut_off": found.has_more and page == searching.LAST_PAGE,
    }
