"""Pages by which a Word, Excel or CSV table is read into a plan, and by which the plan is written out."""

import hashlib
import io
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.audit.recording import record
from csp_portal.audit.responses import AuditedFileResponse
from csp_portal.core import clock
from csp_portal.core.spreadsheets import WORKBOOK_TYPE
from csp_portal.core.workflow import CannotBeDone
from delivery_plans import import_reading, plan_tables, plan_writing, policies
from delivery_plans.forms.imports import ColumnsForm, DecisionsForm, ImportUploadForm
from delivery_plans.models import PlanImport
from delivery_plans.reading import Unreadable, open_file
from delivery_plans.reading.columns import TARGETS
from delivery_plans.states.plan import Event
from delivery_plans.states.table_import import State
from delivery_plans.views.plans import doing, find_plan, find_plan_to_change
from delivery_plans.workflow import imports as workflow

_SHOWN = (
    ("area_reference", "area"),
    ("action_reference", "action"),
    ("milestone_reference", "milestone"),
    ("due",),
    ("leads",),
    ("links",),
    ("rag", "comment"),
)


def _find(request: SignedInRequest, slug: str, pk: int) -> PlanImport:
    """Find one's own file for a plan that one may change, or answer 404."""
    own = PlanImport.objects.visible_to(request.user, on=clock.today()).select_related("plan__outcome")
    found = get_object_or_404(own, plan__slug=slug, pk=pk)
    policies.change_plan.enforce(request.user, found.plan, on=clock.today())
    return found


def _gone(request: SignedInRequest, table_import: PlanImport) -> HttpResponse | None:
    """Lead back to the plan from a file that is written, dropped or lapsed."""
    if table_import.state == State.OPEN:
        return None
    messages.info(request, "This file is no longer being read. Upload it again if it has to be.")
    return redirect(table_import.plan)


@require_http_methods(["GET", "POST"])
def import_upload(request: SignedInRequest, slug: str) -> HttpResponse:
    plan = find_plan_to_change(request, slug)
    form = ImportUploadForm(request.POST or None, request.FILES or None, cancel_url=plan.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            grids = open_file(content, filename=file.name)
            new = workflow.upload(
                plan=plan, grids=grids, file_name=file.name, sha256=hashlib.sha256(content).hexdigest(),
                **doing(request),
            )  # fmt: skip
        except Unreadable as problem:
            form.add_error("file", problem.sentence)
        else:
            return redirect("delivery_plans:import_map", plan.slug, new.pk)
    own = PlanImport.objects.visible_to(request.user, on=clock.today()).open().filter(plan=plan)
    return render(request, "delivery_plans/import_upload.html", {"plan": plan, "form": form, "open": own})


@require_http_methods(["GET", "POST"])
def import_map(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    table_import = _find(request, slug, pk)
    gone = _gone(request, table_import)
    if gone:
        return gone
    reading = import_reading.read(table_import)
    form = ColumnsForm(
        request.POST or None,
        columns=reading.table.columns,
        examples=import_reading.examples(table_import),
        cancel_url=table_import.plan.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            workflow.correct_columns(table_import=table_import, mapping=form.mapping(), **doing(request))
        except (CannotBeDone, Unreadable) as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("delivery_plans:import_preview", slug, pk)
    context = {"plan": table_import.plan, "table_import": table_import, "form": form, "table": reading.table}
    return render(request, "delivery_plans/import_map.html", context)


@require_http_methods(["GET", "POST"])
def import_preview(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    table_import = _find(request, slug, pk)
    gone = _gone(request, table_import)
    if gone:
        return gone
    reading = import_reading.read(table_import)
    form = DecisionsForm(request.POST or None, reading=reading)
    if request.method == "POST" and form.is_valid():
        workflow.decide(table_import=table_import, decisions=form.decisions(), **doing(request))
        messages.success(request, "What you decided is kept. Nothing is written into the plan yet.")
        return redirect("delivery_plans:import_preview", slug, pk)
    return _preview(request, table_import, form)


@require_POST
def import_write(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    table_import = _find(request, slug, pk)
    gone = _gone(request, table_import)
    if gone:
        return gone
    form = DecisionsForm(request.POST, reading=import_reading.read(table_import))
    if not form.is_valid():
        return _preview(request, table_import, form)
    # Kept by itself, so that nothing typed is lost where the rows cannot be written.
    workflow.decide(table_import=table_import, decisions=form.decisions(), **doing(request))
    try:
        written = workflow.write(
            table_import=table_import, despite="despite" in request.POST, **doing(request)
        )
    except CannotBeDone as problem:
        messages.error(request, f"{problem} Nothing was written into the plan.")
        return redirect("delivery_plans:import_preview", slug, pk)
    messages.success(
        request,
        f"The table is written into the plan: {written.added} rows are new, {written.changed} changed, "
        f"and {written.unchanged} stayed as they were.",
    )
    return redirect(table_import.plan)


@require_POST
def import_drop(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    table_import = _find(request, slug, pk)
    gone = _gone(request, table_import)
    if gone:
        return gone
    workflow.drop(table_import=table_import, **doing(request))
    messages.success(request, "The file is dropped. Nothing was written into the plan.")
    return redirect(table_import.plan)


def _preview(request: SignedInRequest, table_import: PlanImport, form: DecisionsForm) -> HttpResponse:
    plan = table_import.plan
    reading = import_reading.read(table_import)
    before = plan_tables.rows_of(plan)
    comparison = plan_tables.compare(
        before,
        plan_tables.to_write(before, reading.rows),
        targets=plan_tables.key_targets_of(plan),
        new_targets=reading.key_targets,
    )
    headings = (
        plan.area_heading, plan.action_heading, plan.milestone_heading, "Due", "Lead", "Strategic links",
        "RAG and comment",
    )  # fmt: skip
    # A plan without areas needs no empty column of areas.
    shown = [names for names in _SHOWN if any(getattr(row, n) for _, _, row in reading.lines for n in names)]
    context = {
        "plan": plan,
        "table_import": table_import,
        "form": form,
        "reading": reading,
        "comparison": comparison,
        "headings": [heading for heading, names in zip(headings, _SHOWN, strict=True) if names in shown],
        "lines": _lines(reading, shown),
        "of_the_file": [
            doubt for doubt in reading.open_doubts if doubt.place < 0 and doubt.column != TARGETS
        ],
    }
    return render(request, "delivery_plans/import_preview.html", context)


def _lines(reading: import_reading.Reading, shown: Sequence[tuple[str, ...]]) -> list[dict[str, Any]]:
    reasons: dict[tuple[int, str], list[str]] = {}
    for doubt in (*reading.open_doubts, *reading.too_long):
        reasons.setdefault((doubt.place, import_reading.shown_field(doubt)), []).append(doubt.reason)
    lines = []
    for place, number, row in reading.lines:
        cells = []
        for names in shown:
            values = [getattr(row, name) for name in names]
            cells.append(
                {
                    "parts": [
                        value if isinstance(value, str) else "\n".join(value) for value in values if value
                    ],
                    "reasons": [reason for name in names for reason in reasons.get((place, name), [])],
                }
            )
        lines.append({"number": number, "cells": cells, "is_left_out": place in reading.left_out})
    return lines


@require_GET
def plan_export(request: SignedInRequest, slug: str) -> HttpResponse | AuditedFileResponse:
    plan = find_plan(request, slug)
    is_word = request.GET.get("format") == "docx"
    rows, targets = plan_tables.rows_of(plan), plan_tables.key_targets_of(plan)
    title = f"{plan}: {plan.outcome.name}"
    write = plan_writing.to_word if is_word else plan_writing.to_excel
    content = write(rows, title=title, key_targets=targets)
    suffix = "docx" if is_word else "xlsx"
    event = record(
        Event.EXPORTED, actor=request.user, subject=plan, at=clock.now(), plan=plan.slug, format=suffix
    )
    return AuditedFileResponse(
        io.BytesIO(content),
        event=event,
        filename=f"delivery-plan-{plan.slug}.{suffix}",
        as_attachment=True,
        content_type=plan_writing.DOCX if is_word else WORKBOOK_TYPE,
    )
