"""Entering figures: in a grid for a period, or from a file that is shown before anything is kept."""

import io
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.audit.recording import record
from csp_portal.audit.responses import AuditedFileResponse
from csp_portal.core import clock
from csp_portal.core.spreadsheets import WORKBOOK_TYPE
from csp_portal.documents.intake import Unusable
from delivery_plans import policies
from delivery_plans.figure_entries import Entry, becomes, needs_reason
from delivery_plans.figure_files import FileRow, read_figures
from delivery_plans.figure_grid import TABLES, make_grid, read_grid, show_problems
from delivery_plans.forms.entering import ConfirmUploadForm, GridChoiceForm, GridForm, UploadFiguresForm
from delivery_plans.models import Indicator, Measurement, Period, Place
from delivery_plans.performance_export import Sheet, as_csv, as_excel
from delivery_plans.states.performance import Event
from delivery_plans.views.indicators import doing
from delivery_plans.workflow import entering
from delivery_plans.workflow.entering import FiguresNotEntered

SIGNED_FOR = 60 * 60 * 12
EXTRAS = ("numerator", "denominator", "rate", "rank_by_rate", "rank_by_change")


def enforce_keeping(request: SignedInRequest) -> None:
    policies.read_figures.enforce(request.user, on=clock.today())
    policies.keep_figures.enforce(request.user, on=clock.today())


@require_http_methods(["GET", "POST"])
def figure_enter(request: SignedInRequest) -> HttpResponse:
    enforce_keeping(request)
    on = clock.today()
    is_asked = {"table", "kind"} <= request.GET.keys()
    choice = GridChoiceForm(
        request.GET if is_asked else None, tables=TABLES, on=on, initial=_last_used(request)
    )
    if not choice.is_valid():
        recent = Period.objects.filter(measurements__isnull=False).distinct().order_by("-ends_on")[:6]
        context = {"choice": choice, "recent": recent, "tables": TABLES, "may_keep": True}
        return render(request, "delivery_plans/figure_enter.html", context)
    period = Period.holding(choice.cleaned_data["kind"], choice.cleaned_data["day"])
    grid = make_grid(choice.cleaned_data["table"], period)
    form = GridForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = read_grid(
            grid,
            request.POST,
            period=period,
            standing=form.cleaned_data["standing"],
            confirm=form.cleaned_data["confirm"],
        )
        if not grid.problems:
            try:
                added = entering.enter_figures(
                    [entry for _, entry in given], reason=form.cleaned_data["reason"], **doing(request)
                )
            except FiguresNotEntered as problem:
                show_problems(given, problem.problems, problem.moved)
                form.add_error(None, str(problem))
            else:
                messages.success(request, _told(added, period))
                return redirect(request.get_full_path())
        else:
            count = len(grid.problems)
            form.add_error(
                None,
                f"Nothing was saved: {count} figure{'s need' if count != 1 else ' needs'} another look. "
                "Correct what is marked and save again.",
            )
    elif request.method == "POST":
        read_grid(grid, request.POST, period=period, standing="final", confirm=False)
    context = {
        "grid": grid,
        "form": form,
        "period": period,
        "is_over": period.ends_on <= on,
        "table_name": dict(TABLES)[grid.table],
        "may_keep": True,
    }
    return render(request, "delivery_plans/figure_enter.html", context)


def _last_used(request: SignedInRequest) -> dict[str, Any]:
    """Offer the table that was asked for, and the kind of period that was used last."""
    last = Period.objects.filter(measurements__isnull=False).order_by("-measurements__entered_at").first()
    return {"table": request.GET.get("table", TABLES[0][0]), "kind": last.kind if last else "quarter"}


def _told(added: list[Measurement], period: Period) -> str:
    if not added:
        return "Nothing was changed: every figure is as it was."
    corrected = sum(figure.replaces_id is not None for figure in added)
    new = len(added) - corrected
    parts = [f"{new} new"] if new else []
    parts += [f"{corrected} corrected or confirmed"] if corrected else []
    return f"{len(added)} figure{'s' if len(added) > 1 else ''} saved for {period}: {' and '.join(parts)}."


@require_http_methods(["GET", "POST"])
def figure_upload(request: SignedInRequest) -> HttpResponse:
    enforce_keeping(request)
    if request.method == "POST" and "figures" in request.POST:
        return _confirm(request)
    form = UploadFiguresForm(
        request.POST or None, request.FILES or None, cancel_url=reverse("delivery_plans:indicator_list")
    )
    context: dict[str, Any] = {"form": form, "may_keep": True}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            rows, remark = read_figures(
                said["file"].read(), kind=said["kind"], day=said["day"], standing=said["standing"]
            )
        except Unusable as problem:
            form.add_error("file", str(problem))
        else:
            context |= _preview(request, rows, remark)
    return render(request, "delivery_plans/figure_upload.html", context)


def _entry(row: FileRow, period: Period) -> Entry | None:
    """Give what a row enters; a row with a problem enters nothing."""
    if row.problem or row.indicator is None or row.place is None or row.value is None:
        return None
    return Entry(
        indicator=row.indicator,
        place=row.place,
        period=period,
        value=row.value,
        standing=row.standing,
        seen=row.there.pk if row.there else 0,
        remark=row.remark,
        **{name: getattr(row, name) for name in EXTRAS},
    )


def _preview(request: SignedInRequest, rows: list[FileRow], remark: str) -> dict[str, Any]:
    """Say of each row what would happen to it, and sign those that would be entered."""
    signed = []
    periods: dict[tuple[str, date], Period] = {}
    for row in rows:
        if row.problem or row.day is None:
            continue
        period = periods.setdefault((row.kind, row.day), Period.holding(row.kind, row.day))
        row.period = period
        if period.ends_on > clock.today():
            row.problem = "The period is not over yet, so it has no figure."
            continue
        entry = _entry(row, period)
        if entry is None:
            continue
        if becomes(entry, row.there) is None:
            row.happens = "Unchanged"
            continue
        corrects = needs_reason(entry, row.there)
        row.happens = "New" if row.there is None else "Corrects" if corrects else "Confirmed as final"
        signed.append(
            [
                entry.indicator.pk, entry.place.pk, row.kind, row.day.isoformat(), str(entry.value), entry.standing,
                entry.seen, entry.remark, *(_plain(getattr(entry, name)) for name in EXTRAS),
            ]
        )  # fmt: skip
    counts = Counter(row.happens for row in rows if row.happens)
    problems = [row for row in rows if row.problem]
    confirm = None
    if signed and not problems:
        confirm = ConfirmUploadForm(
            initial={"figures": signing.dumps(signed, salt=_salt(request), compress=True)},
            cancel_url=reverse("delivery_plans:figure_upload"),
        )
    return {
        "rows": rows,
        "problems": problems,
        "counts": dict(counts),
        "remark": remark,
        "confirm": confirm,
        "nothing_new": not signed and not problems,
    }


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _salt(request: SignedInRequest) -> str:
    return f"delivery_plans.figures.{request.user.pk}"


def _confirm(request: SignedInRequest) -> HttpResponse:
    """Enter what was previewed, as it was previewed."""
    form = ConfirmUploadForm(request.POST, cancel_url=reverse("delivery_plans:figure_upload"))
    again = UploadFiguresForm(cancel_url=reverse("delivery_plans:indicator_list"))
    try:
        signed = signing.loads(str(request.POST.get("figures", "")), salt=_salt(request), max_age=SIGNED_FOR)
    except signing.BadSignature:
        messages.error(request, "The preview is too old or was changed. Read the file again.")
        return redirect("delivery_plans:figure_upload")
    entries = _signed_entries(signed)
    if form.is_valid():
        try:
            added = entering.enter_figures(entries, reason=form.cleaned_data["reason"], **doing(request))
        except FiguresNotEntered as problem:
            for number, sentence in list(problem.problems.items())[:20]:
                entry = entries[number]
                form.add_error(None, f"{entry.indicator}, {entry.place}, {entry.period}: {sentence}")
        else:
            count = len(added)
            messages.success(request, f"{count} figure{'s' if count != 1 else ''} entered from the file.")
            return redirect("delivery_plans:indicator_list")
    context = {"form": again, "confirm": form, "entries": entries, "may_keep": True}
    return render(request, "delivery_plans/figure_upload.html", context)


def _signed_entries(signed: list[list[Any]]) -> list[Entry]:
    indicators = Indicator.objects.in_bulk({row[0] for row in signed})
    places = Place.objects.in_bulk({row[1] for row in signed})
    periods: dict[tuple[str, str], Period] = {}
    entries = []
    for indicator, place, kind, day, value, standing, seen, remark, *extras in signed:
        if (kind, day) not in periods:
            periods[kind, day] = Period.holding(kind, date.fromisoformat(day))
        beside = dict(zip(EXTRAS, extras, strict=True))
        numbers = {name: Decimal(beside[name]) for name in EXTRAS[:3] if beside[name] is not None}
        entries.append(
            Entry(
                indicators[indicator],
                places[place],
                periods[kind, day],
                Decimal(value),
                standing,
                seen,
                remark=remark,
                rank_by_rate=beside["rank_by_rate"],
                rank_by_change=beside["rank_by_change"],
                **numbers,
            )
        )
    return entries


@require_GET
def figure_template(request: SignedInRequest) -> AuditedFileResponse:
    enforce_keeping(request)
    table = request.GET.get("table", TABLES[0][0])
    grid = make_grid(table if table in dict(TABLES) else TABLES[0][0], Period())
    headings = ["table", "indicator", "place", "kind of period", "last day", "value", "standing"]
    rows = [
        [cell.indicator.collection, cell.indicator.name, cell.place.name, "", "", "", ""]
        for cell in grid.cells
    ]
    sheet = Sheet("figures_to_fill_in", headings, rows)
    is_csv = request.GET.get("format") == "csv"
    content = as_csv(sheet).encode("utf-8-sig") if is_csv else as_excel(sheet)
    ending = "csv" if is_csv else "xlsx"
    event = record(
        Event.FIGURES_EXPORTED,
        actor=request.user,
        subject=None,
        at=clock.now(),
        table="template",
        format=ending,
    )
    return AuditedFileResponse(
        io.BytesIO(content),
        event=event,
        filename=f"figures-to-fill-in.{ending}",
        as_attachment=True,
        content_type="text/csv; charset=utf-8" if is_csv else WORKBOOK_TYPE,
    )
