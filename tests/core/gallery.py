"""Pages for the tests of the look alone: every component and every kind of field on one page each."""

from datetime import UTC, datetime

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path, reverse

from csp_portal.core.forms import Checkboxes, DateField, MarkdownArea, PortalForm, Radios, TimeField
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, EditConflict
from csp_portal.urls import handler400, handler403, handler404, handler429, handler500  # noqa: F401
from csp_portal.urls import urlpatterns as portal_urlpatterns


class MeetingForm(PortalForm):
    submit_label = "Save meeting"

    title = forms.CharField(max_length=60, help_text="As it will stand on the agenda.")
    held_on = DateField(label="Day of the meeting", help_text="For example, 17 3 2016.")
    starts_at = TimeField(label="Time it begins")
    minutes = forms.IntegerField(label="Minutes it may take", min_value=1, max_value=600)
    board = forms.ChoiceField(choices=[("", "Choose a board"), ("main", "Main board")])
    access = forms.ChoiceField(
        label="Who may read it?",
        choices=[("open", "Everybody on the board"), ("closed", "Only the seats named")],
        widget=Radios(hints={"closed": "Others see the public title and a slip in place of the paper."}),
    )
    seats = forms.MultipleChoiceField(
        choices=[("police", "Police"), ("health", "Health")], widget=Checkboxes, required=False
    )
    notes = forms.CharField(widget=forms.Textarea, max_length=200, required=False)
    paper = forms.FileField(required=False, help_text="PDF, Word, PowerPoint or Excel.")
    contact = forms.EmailField(label="E-mail address of the presenter")
    password = forms.CharField(widget=forms.PasswordInput)
    is_confirmed = forms.BooleanField(label="The room is booked")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, cancel_url="/gallery/components/", **kwargs)


class ReportForm(PortalForm):
    submit_label = "Save report"
    keep_unsaved = True

    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)
    body = forms.CharField(label="Report")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, autosave_url=reverse("gallery_autosave"), **kwargs)
        self.fields["body"].widget = MarkdownArea(preview_url=reverse("gallery_preview"))


FORM_PAGE = """
{% extends "base.html" %}{% load crispy_forms_tags portal %}
{% block title %}Plan a meeting{% endblock %}
{% block breadcrumbs %}{% breadcrumbs "Meetings" "/meetings/" %}{% endblock %}
{% block main %}<h1 class="govuk-heading-l">Plan a meeting</h1>{% crispy form %}{% endblock %}
"""

COMPONENTS_PAGE = """
{% extends "base.html" %}{% load portal %}
{% block title %}Components{% endblock %}
{% block breadcrumbs %}{% breadcrumbs "Meetings" "/meetings/" "Board" "/board/" %}{% endblock %}
{% block main %}
<div class="portal-page-heading">
  <h1 class="govuk-heading-l">Community Safety Partnership Board, 17 March 2016</h1>
  {% include "components/status_tag.html" with label="Agenda agreed" tone="good" %}
</div>
<div class="portal-panel"><h2 class="govuk-heading-m">The pack is ready</h2>
<p class="govuk-body">{% include "components/file_link.html" with url="/x" label="Board pack, version 2" media_type="application/pdf" size=3450000 pages=154 %}</p></div>
<h2 class="govuk-heading-m">Ratings</h2>
<p class="govuk-body">{% for rating, label in ratings %}{% include "components/rating_tag.html" %} {% endfor %}</p>
<h2 class="govuk-heading-m">Facts</h2>
{% include "components/summary_list.html" with rows=rows %}
{% scrolling_table "Items of the agenda" %}
<thead class="govuk-table__head"><tr class="govuk-table__row">{% sort_header "Item" "item" %}{% sort_header "Title" "title" %}<th scope="col" class="govuk-table__header">Purpose</th><th scope="col" class="govuk-table__header">Presenter</th><th scope="col" class="govuk-table__header govuk-table__header--numeric">Minutes</th></tr></thead>
<tbody class="govuk-table__body">{% for number in numbers %}<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{{ number }}</th><td class="govuk-table__cell">Review of the partnership’s terms of reference</td><td class="govuk-table__cell">For decision</td><td class="govuk-table__cell">Head of Community Safety</td><td class="govuk-table__cell govuk-table__cell--numeric">{{ number }}5</td></tr>{% endfor %}</tbody>
{% endscrolling_table %}
{% include "components/pagination.html" %}
<h2 class="govuk-heading-m">Due from you</h2>
{% include "components/card_list.html" with cards=cards %}
{% include "components/empty_state.html" with text="No papers have been added yet." next="Add the first one to the item that it belongs to." url="/x" action="Add a paper" %}
{% include "components/progress.html" with state="running" done=3 total=14 label="Typesetting item 4" url=progress_url %}
{% include "components/warning.html" with text="A published pack cannot be changed." %}
{% include "components/inset.html" with text="Papers are due five clear working days before the meeting." %}
{% include "components/details.html" with summary="How the pages are counted" text="Every paper begins on a right-hand page." %}
<h2 class="govuk-heading-m">Agenda</h2>
{% include "components/sortable.html" with rows=sortable reorder_url=reorder_url %}
<h2 class="govuk-heading-m">History</h2>
{% include "components/history.html" with entries=entries %}
{% endblock %}
"""

CONFIRM_PAGE = """
{% extends "base.html" %}
{% block title %}Withdraw the item{% endblock %}
{% block main %}{% include "components/confirm_panel.html" with heading="Withdraw item 7?" text="The item keeps its papers and its history." consequences=consequences button="Withdraw the item" warning=True cancel_url="/" %}{% endblock %}
"""


def draw(request: HttpRequest, template: str, /, **context: object) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(template).render(context, request))


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    messages.success(request, "The meeting of 17 March 2016 is planned.")
    messages.error(request, "The pack could not be built. Item 6 has no paper yet.")
    messages.info(request, "Papers are due by 9 March 2016.")
    return draw(
        request,
        COMPONENTS_PAGE,
        ratings=[
            ("red", "Red"),
            ("amber_red", "Amber/red"),
            ("amber_green", "Amber/green"),
            ("green", "Green"),
            ("complete", "Complete"),
            ("not_rated", "Not rated"),
        ],
        rows=[
            {"key": "Day", "value": "Thursday 17 March 2016", "url": "/x"},
            {"key": "Place", "value": "Committee room 1"},
        ],
        numbers=range(1, 5),
        page=Paginator(range(300), 20).page(7),
        cards=[
            {"title": "Highlight report for priority 2", "url": "/x", "text": "Item 6", "meta": "Due 9 March", "tag": "Due soon", "tag_tone": "caution"},
            {"title": "Comments on the minutes", "url": "/y", "meta": "Three days late", "is_urgent": True},
        ],
        progress_url=reverse("gallery_progress"),
        sortable=[
            {"id": name, "title": f"Item {name}", "up_url": "/x", "down_url": "/y", "meta": "15 minutes"}
            for name in ("one", "two", "three")
        ],
        reorder_url=reverse("gallery_reorder"),
        entries=[{"title": "Agenda agreed", "by": "the co-chairs", "at": datetime(2016, 3, 1, 10, 42, tzinfo=UTC)}],
    )  # fmt: skip


@login_not_required
def form(request: HttpRequest) -> HttpResponse:
    return draw(request, FORM_PAGE, form=MeetingForm(request.POST or None, request.FILES or None))


@login_not_required
def report(request: HttpRequest) -> HttpResponse:
    return draw(request, FORM_PAGE, form=ReportForm())


@login_not_required
def confirm(request: HttpRequest) -> HttpResponse:
    return draw(request, CONFIRM_PAGE, consequences=["It leaves the agenda.", "Later items move up by one."])


@login_not_required
def autosave(request: HttpRequest) -> HttpResponse:
    if "conflict" in request.POST["body"]:
        raise EditConflict(Record(), theirs={"Report": "Theirs"}, yours={"Report": request.POST["body"]})
    return JsonResponse({"version": int(request.POST["version"]) + 1})


@login_not_required
def preview(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<h2>Preview</h2><p>{len(request.POST['text'])} characters</p>")


@login_not_required
def progress(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"state": "running", "done": 9, "total": 14, "label": "Typesetting item 10"})


received_orders: list[list[str]] = []


@login_not_required
def reorder(request: HttpRequest) -> HttpResponse:
    received_orders.append(request.POST.getlist("order"))
    return JsonResponse({})


class Record:
    def __str__(self) -> str:
        return "The report on item 6"


@login_not_required
def conflict(request: HttpRequest) -> HttpResponse:
    raise EditConflict(
        Record(),
        theirs={"Title": "Quarter 3", "Report": "Burglary fell.\nRobbery rose."},
        yours={"Title": "Quarter 3", "Report": "Burglary fell by a tenth."},
    )


@login_not_required
def too_late(request: HttpRequest) -> HttpResponse:
    raise CannotBeDone("The pack is already published, so its papers can no longer be changed.")


@login_not_required
def refused(request: HttpRequest) -> HttpResponse:
    raise Refused("Only the secretariat can plan a meeting.")


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("to see what is shown")


urlpatterns = [
    path("gallery/components/", components, name="gallery_components"),
    path("gallery/form/", form, name="gallery_form"),
    path("gallery/report/", report, name="gallery_report"),
    path("gallery/confirm/", confirm, name="gallery_confirm"),
    path("gallery/autosave/", autosave, name="gallery_autosave"),
    path("gallery/preview/", preview, name="gallery_preview"),
    path("gallery/progress/", progress, name="gallery_progress"),
    path("gallery/reorder/", reorder, name="gallery_reorder"),
    path("gallery/conflict/", conflict, name="gallery_conflict"),
    path("gallery/too-late/", too_late, name="gallery_too_late"),
    path("gallery/refused/", refused, name="gallery_refused"),
    path("gallery/broken/", broken, name="gallery_broken"),
    *portal_urlpatterns,
]
