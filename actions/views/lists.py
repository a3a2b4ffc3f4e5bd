"""Lists of actions, their export, and how partners stand beside each other."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from actions import figures, policies
from actions.forms import ActionFilterForm, FigureFilterForm
from actions.models import Action, ActionQuerySet, Responsibility, Step, organisations_answered_for
from actions.states import Event
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.audit.recording import record
from csp_portal.audit.responses import AuditedFileResponse
from csp_portal.core import clock
from csp_portal.core.spreadsheets import WORKBOOK_TYPE, cell, workbook
from meetings.models import Board

ROWS = 25
# What a list can be put in order by, each with the value that decides.
SORTS: dict[str, Any] = {
    "due": F("next_due_on"),
    "reference": F("recorded_on"),
    "priority": Coalesce(F("priority__number"), 32767),
}


def found(request: SignedInRequest, form: ActionFilterForm, visible: ActionQuerySet) -> ActionQuerySet:
    """Narrow the visible actions to what the form asks for."""
    on = clock.today()
    chosen = form.cleaned_data if form.is_valid() else {}
    actions = visible
    match chosen.get("show", ""):
        case "mine":
            actions = actions.open().of_person(request.user)
        case "organisation":
            actions = actions.open().of_organisations(organisations_answered_for(request.user, on=on))
        case "overdue":
            actions = actions.overdue(on=on)
        case "to_accept":
            actions = actions.to_accept()
        case "closed":
            actions = actions.closed()
        case "all":
            pass
        case _:
            actions = actions.open()
    if meeting := chosen.get("meeting"):
        actions = actions.filter(meeting=meeting)
    if priority := chosen.get("priority"):
        actions = actions.filter(priority=priority)
    if organisation := chosen.get("organisation"):
        actions = actions.filter(
            pk__in=Responsibility.objects.standing().filter(organisation=organisation).values("action")
        )
    return actions.matching(chosen.get("words", ""))


def _in_order(actions: ActionQuerySet, sort: str) -> tuple[ActionQuerySet, bool]:
    key = sort.removeprefix("-")
    falls = sort.startswith("-")
    value = SORTS.get(key, SORTS["due"])
    ordered = actions.with_due().annotate(sort_value=value)
    return ordered.order_by(*(("-sort_value", "-pk") if falls else ("sort_value", "pk"))), falls


@require_GET
def action_list(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    visible = Action.objects.visible_to(request.user, on=on)
    form = ActionFilterForm(request.GET or None, visible=visible)
    actions, falls = _in_order(found(request, form, visible), request.GET.get("sort", ""))
    # The last action of one page is the address of the next, so that page 300 costs no more than page 1.
    if after := request.GET.get("after", ""):
        last, _ = _in_order(visible, request.GET.get("sort", ""))
        if row := last.filter(slug=after).first():
            beyond = "lt" if falls else "gt"
            value = row.sort_value  # type: ignore[attr-defined]
            actions = actions.filter(
                Q(**{f"sort_value__{beyond}": value}) | Q(sort_value=value, **{f"pk__{beyond}": row.pk})
            )
    rows = list(actions.for_lists()[: ROWS + 1])
    context = {
        "form": form,
        "lines": lines_of(rows[:ROWS], on=on),
        "more": rows[ROWS - 1].slug if len(rows) > ROWS else "",
        "run_refusal": policies.run_actions.refusal(request.user, on=on),
        "is_narrowed": bool(request.GET),
        "on": on,
    }
    return render(request, "actions/action_list.html", context)


def lines_of(actions: Iterable[Action], *, on: date) -> list[dict[str, Any]]:
    """Make the rows of a list of actions that were fetched `for_lists()`."""
    return [_line(action, on) for action in actions]


def _line(action: Action, on: date) -> dict[str, Any]:
    parts = [part for part in action.responsibilities.all() if part.state != "withdrawn"]
    for part in parts:
        part.action = action
    late = [part for part in parts if part.is_overdue(on=on)]
    return {
        "action": action,
        "parts": parts,
        "state": action.state,
        "due_on": None if action.next_due_on.year == 9999 else action.next_due_on,
        "is_overdue": bool(late),
        "is_owed": any(part.is_outstanding for part in parts),
    }


HEADINGS = (
    "Reference", "What is to be done", "Asked for", "State of the action", "Board", "Meeting", "Agenda item",
    "Priority", "Outcome", "Partner", "Person", "State of the part", "Due", "Next meeting", "Overdue",
    "Times carried over", "Done on", "Accepted on", "Last answer", "How it ended", "Who decided", "Restricted",
)  # fmt: skip


def _export_rows(actions: ActionQuerySet, on: date) -> Iterator[list[Any]]:
    parts = (
        Responsibility.objects.filter(action__in=actions.values("pk"))
        .with_due()
        .select_related(
            "organisation", "person", "action__board", "action__meeting", "action__priority",
            "action__agenda_item__restriction",
        )
        .prefetch_related("steps", "action__responsibilities")
        .order_by("action__pk", "pk")
    )  # fmt: skip
    for part in parts:
        action, item = part.action, part.action.agenda_item
        answers = [step.text for step in part.steps.all() if step.kind in Step.BY_THE_PARTNER]
        yield [
            action.reference,
            action.title,
            action.get_kind_display(),
            action.state.label,
            action.board.name,
            action.meeting.on if action.meeting else None,
            # Whoever exports the action of a restricted item may read the item; others will read the file.
            item.title if item else "",
            str(action.priority or ""),
            action.outcome,
            part.organisation.name,
            part.person.full_name,
            part.get_state_display(),
            part.due_on,
            "yes" if part.is_due_next_meeting else "",
            "yes" if part.is_overdue(on=on) else "",
            part.times_set - 1,
            _day(part.done_at),
            _day(part.accepted_at),
            answers[-1] if answers else "No update received",
            action.get_ending_display(),
            action.decided_by,
            "yes" if action.is_restricted else "",
        ]


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None


@require_GET
def action_export(request: SignedInRequest) -> HttpResponse | AuditedFileResponse:
    on = clock.today()
    visible = Action.objects.visible_to(request.user, on=on)
    form = ActionFilterForm(request.GET or None, visible=visible)
    rows = [[cell(value) for value in row] for row in _export_rows(found(request, form, visible), on)]
    is_excel = request.GET.get("format") == "xlsx"
    content = workbook({"Actions": [HEADINGS, *rows]}) if is_excel else _csv(rows)
    event = record(
        Event.EXPORTED,
        actor=request.user,
        subject=None,
        at=clock.now(),
        rows=len(rows),
        format="xlsx" if is_excel else "csv",
    )
    return AuditedFileResponse(
        io.BytesIO(content),
        event=event,
        filename=f"actions-{on:%Y-%m-%d}.{'xlsx' if is_excel else 'csv'}",
        as_attachment=True,
        content_type=WORKBOOK_TYPE if is_excel else "text/csv; charset=utf-8",
    )


def _csv(rows: list[list[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADINGS, *rows])
    # With the mark, Excel reads names with accents as they are.
    return out.getvalue().encode("utf-8-sig")


@require_GET
def action_figures(request: SignedInRequest) -> HttpResponse:
    on = clock.today()
    boards = Board.objects.readable_by(request.user, on=on)
    parts = figures.parts(boards, on=on)
    form = FigureFilterForm(
        request.GET or None, boards=boards, quarters=[(q.code, q.label) for q in figures.quarters(parts)]
    )
    chosen = form.cleaned_data if form.is_valid() else {}
    if board := chosen.get("board"):
        parts = [part for part in parts if part.board == board.pk]
    of_quarter = [
        part for part in parts if not chosen.get("quarter") or part.quarter.code == chosen["quarter"]
    ]
    by_organisation = figures.by_organisation(of_quarter)
    own = set(organisations_answered_for(request.user, on=on).values_list("short_name", flat=True))
    context = {
        "form": form,
        "has_boards": bool(boards),
        "by_organisation": by_organisation,
        "by_quarter": figures.by_quarter(parts),
        "by_both": figures.by_organisation_and_quarter(of_quarter),
        "own": own,
        "chart": figures.chart(by_organisation),
        "chart_in_words": figures.in_words(by_organisation),
    }
    return render(request, "actions/action_figures.html", context)
