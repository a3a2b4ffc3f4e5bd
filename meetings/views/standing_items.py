"""The standing items with which a board's agendas begin, for each kind of meeting."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from meetings import policies
from meetings.board_pack import generator_choices
from meetings.forms.boards import TemplateItemForm, TemplateMakeForm
from meetings.models import AgendaTemplate, Board, TemplateItem
from meetings.models.boards import MeetingKind
from meetings.references import for_reading
from meetings.workflow import boards as workflow


def _template(slug: str, kind: str) -> AgendaTemplate:
    return get_object_or_404(
        AgendaTemplate.objects.select_related("board"), board__slug=slug, meeting_kind=kind
    )


def _item(slug: str, kind: str, key: str) -> TemplateItem:
    return get_object_or_404(
        TemplateItem.objects.select_related("template__board"),
        template__board__slug=slug,
        template__meeting_kind=kind,
        key=key,
    )


def _others(template: AgendaTemplate, item: TemplateItem | None = None) -> list[TemplateItem]:
    return [other for other in template.items.all() if item is None or other.pk != item.pk]


@require_http_methods(["GET", "POST"])
def template_list(request: SignedInRequest, slug: str) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    board = get_object_or_404(Board, slug=slug)
    templates = list(board.agenda_templates.annotate(number_of_items=Count("items")))
    missing = [kind for kind in MeetingKind if kind not in {each.meeting_kind for each in templates}]
    form = TemplateMakeForm(request.POST or None, missing=missing)
    if form.is_valid():
        try:
            template = workflow.make_template(
                board=board, by=request.user, at=clock.now(), on=on, **form.cleaned_data
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The template is begun. Add its standing items next.")
            return redirect("meetings:template_detail", board.slug, template.meeting_kind)
    return render(
        request,
        "meetings/template_list.html",
        {"board": board, "templates": templates, "form": form, "missing": missing},
    )


@require_safe
def template_detail(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    policies.run_meetings.enforce(request.user, on=clock.today())
    template = _template(slug, kind)
    items = list(template.items.all())
    numbers = {item.key: number for number, item in enumerate(items, start=1)}
    papers = dict(generator_choices())
    rows: list[dict[str, Any]] = [
        {
            "item": item,
            "number": numbers[item.key],
            "wording": for_reading(item.wording, numbers),
            "paper": papers.get(item.generated_paper, ""),
            "is_first": item is items[0],
            "is_last": item is items[-1],
        }
        for item in items
    ]
    sections = [
        {"name": name, "heading": heading, "rows": list(together)}
        for (name, heading), together in groupby(
            rows, key=lambda row: (row["item"].section, row["item"].heading)
        )
    ]
    return render(
        request,
        "meetings/template_detail.html",
        {
            "board": template.board,
            "template": template,
            "sections": sections,
            "minutes": sum(item.minutes_allotted for item in items),
        },
    )


@require_http_methods(["GET", "POST"])
def template_item_add(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    template = _template(slug, kind)
    others = _others(template)
    form = TemplateItemForm(
        request.POST or None,
        others=others,
        initial={"section": others[-1].section if others else "", "minutes_allotted": 5},
        cancel_url=template.get_absolute_url(),
    )
    if form.is_valid():
        try:
            workflow.add_template_item(
                template=template,
                by=request.user,
                at=clock.now(),
                on=on,
                key=form.key(),
                **form.cleaned_data,
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"“{form.cleaned_data['title']}” is a standing item now.")
            return redirect(template)
    return render(
        request,
        "meetings/template_item_add.html",
        {"form": form, "template": template, "board": template.board},
    )


@require_http_methods(["GET", "POST"])
def template_item_edit(request: SignedInRequest, slug: str, kind: str, key: str) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    item = _item(slug, kind, key)
    form = TemplateItemForm(
        request.POST or None,
        others=_others(item.template, item),
        instance=_item(slug, kind, key),
        cancel_url=item.template.get_absolute_url(),
    )
    if form.is_valid():
        try:
            workflow.edit_template_item(
                item=item, by=request.user, at=clock.now(), on=on, **form.cleaned_data
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The item is saved. Agendas already begun stay as they are.")
            return redirect(item.template)
    return render(
        request,
        "meetings/template_item_edit.html",
        {"form": form, "item": item, "template": item.template, "board": item.template.board},
    )


@require_POST
def template_item_move(request: SignedInRequest, slug: str, kind: str, key: str) -> HttpResponse:
    item = _item(slug, kind, key)
    workflow.move_template_item(
        item=item,
        up=request.POST.get("direction") == "up",
        by=request.user,
        at=clock.now(),
        on=clock.today(),
    )
    return redirect(f"{item.template.get_absolute_url()}#item-{item.key}")


@require_http_methods(["GET", "POST"])
def template_item_drop(request: SignedInRequest, slug: str, kind: str, key: str) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    item = _item(slug, kind, key)
    if request.method == "POST":
        try:
            workflow.drop_template_item(item=item, by=request.user, at=clock.now(), on=on)
        except CannotBeDone as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, f"“{item.title}” is no standing item any more.")
        return redirect(item.template)
    return render(
        request,
        "meetings/template_item_drop.html",
        {"item": item, "template": item.template, "board": item.template.board},
    )
