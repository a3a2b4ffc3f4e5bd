"""The audit, for the partnership administrator: who did or read what, never what it said."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from csp_portal.accounts import policies
from csp_portal.accounts.forms import EventFilterForm
from csp_portal.accounts.models import User
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.audit.models import AuditEvent, AuditEventQuerySet
from csp_portal.audit.recording import record
from csp_portal.core import clock
from csp_portal.core.spreadsheets import cell

EVENTS_ON_A_PAGE = 50
COLUMNS = ["Chain", "Number", "Happened", "Recorded", "What", "Who", "Record", "Key", "Details"]


@dataclass(frozen=True)
class _Line:
    """An event with its keys turned into words, as far as there are any."""

    event: AuditEvent
    person: str
    subject: str
    details: list[tuple[str, str]]


def _lines(events: Iterable[AuditEvent], names: dict[int, str]) -> Iterator[_Line]:
    for event in events:
        details = [
            (name.replace("_", " "), ", ".join(map(str, value)) if isinstance(value, list) else str(value))
            for name, value in event.details.items()
        ]
        person = "" if event.actor_pk is None else names.get(event.actor_pk, f"Person {event.actor_pk}")
        yield _Line(event, person, _subject(event), details)


def _subject(event: AuditEvent) -> str:
    try:
        return str(apps.get_model(event.subject_type)._meta.verbose_name)
    except (LookupError, ValueError):
        return event.subject_type


def _kinds() -> list[str]:
    return [kind for kind in AuditEvent.objects.kinds() if not kind.startswith("isp_requests.")]


def _found(form: EventFilterForm) -> AuditEventQuerySet:
    events = AuditEvent.objects.of_the_portal().newest_first()
    if not form.is_valid():
        return events.none() if form.is_bound else events
    events = events.between(form.cleaned_data["happened_from"], form.cleaned_data["happened_until"])
    if person := form.cleaned_data["person"]:
        events = events.filter(actor_pk=person.pk)
    if kind := form.cleaned_data["kind"]:
        events = events.filter(kind=kind)
    return events


@require_safe
@never_cache
def event_list(request: SignedInRequest) -> HttpResponse:
    policies.read_audit.enforce(request.user, on=clock.today())
    form = EventFilterForm(request.GET or None, kinds=_kinds())
    events = _found(form)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        events = events.older_than(int(before))
    page = list(events[: EVENTS_ON_A_PAGE + 1])
    has_older = len(page) > EVENTS_ON_A_PAGE
    page = page[:EVENTS_ON_A_PAGE]
    people = User.objects.filter(pk__in={event.actor_pk for event in page if event.actor_pk is not None})
    return render(
        request,
        "accounts/event_list.html",
        {
            "form": form,
            "lines": list(_lines(page, dict(people.values_list("pk", "full_name")))),
            "older_than": page[-1].pk if has_older else None,
            "is_first_page": not before,
        },
    )


class _Echo:
    """A file of which each line is handed on as soon as it is written."""

    def write(self, text: str) -> str:
        return text


@require_POST
@never_cache
def event_export(request: SignedInRequest) -> HttpResponse | StreamingHttpResponse:
    now = clock.now()
    policies.read_audit.enforce(request.user, on=clock.today())
    form = EventFilterForm(request.POST, kinds=_kinds())
    if not form.is_valid():
        return render(request, "accounts/event_list.html", {"form": form, "lines": []}, status=422)
    events = _found(form)
    event = record(
        "accounts.audit.exported",
        actor=request.user,
        subject=None,
        at=now,
        happened_from=form.cleaned_data["happened_from"],
        happened_until=form.cleaned_data["happened_until"],
        person=form.cleaned_data["person"].pk if form.cleaned_data["person"] else None,
        event_kind=form.cleaned_data["kind"],
    )
    names = dict(User.objects.values_list("pk", "full_name"))
    # What is recorded while the file is written is not in it.
    rows = _rows(events.filter(id__lte=event.pk).iterator(chunk_size=2000), names)
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{now:%Y-%m-%d}.csv"'
    return response


def _rows(events: Iterable[AuditEvent], names: dict[int, str]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    # Excel takes the file for the old Windows encoding unless it begins so.
    yield "\ufeff" + writer.writerow(COLUMNS)
    for line in _lines(events, names):
        event = line.event
        values: list[Any] = [
            event.chain,
            event.number,
            localtime(event.happened_at).isoformat(timespec="seconds"),
            localtime(event.recorded_at).isoformat(timespec="seconds"),
            event.kind,
            line.person,
            line.subject,
            event.subject_pk,
            "; ".join(f"{name}: {value}" for name, value in line.details),
        ]
        yield writer.writerow([cell(value) for value in values])
