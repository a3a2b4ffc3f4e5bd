"""Pages about single minutes: writing, splitting, moving, suggesting, amending, correcting."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.forms import PortalForm
from csp_portal.core.workflow import CannotBeDone, EditConflict
from meetings import policies
from meetings.forms.minutes import (
    CorrectForm,
    EntryAddForm,
    EntryEditForm,
    EntrySplitForm,
    EntryTextForm,
    SuggestForm,
    SuggestionAnswerForm,
)
from meetings.models import EntryDraft, EntrySuggestion, MinuteEntry, Minutes
from meetings.views.minutes import entry_form, find_minutes
from meetings.views.paper_finding import now
from meetings.workflow import minutes as workflow
from meetings.workflow import minutes_rounds


def find_entry(request: SignedInRequest, reference: str, key: str) -> MinuteEntry:
    """Find an entry that no restriction keeps from the person, or answer 404."""
    minutes = find_minutes(request, reference)
    entries = minutes.entries.open_to(request.user, on=clock.today()).select_related(
        "item__restriction", "board"
    )
    entry = get_object_or_404(entries.distinct(), key=key)
    entry.minutes = minutes
    return entry


def _to_write(request: SignedInRequest, reference: str, key: str) -> MinuteEntry:
    entry = find_entry(request, reference, key)
    policies.write_minutes.enforce(request.user, entry.minutes, on=clock.today())
    return entry


def back_to_writing(entry: MinuteEntry) -> HttpResponse:
    """Go back to the place of an entry on the page where minutes are written."""
    return redirect(writing_place(entry))


def writing_place(entry: MinuteEntry) -> str:
    """Give the place of an entry on the page where minutes are written."""
    return f"{reverse('meetings:minutes_write', args=[entry.minutes.meeting.reference])}#minute-{entry.key}"


def _page(
    request: SignedInRequest, name: str, entry: MinuteEntry, form: PortalForm, **more: Any
) -> HttpResponse:
    context = {
        "entry": entry,
        "minutes": entry.minutes,
        "meeting": entry.minutes.meeting,
        "form": form,
        **more,
    }
    return render(request, f"meetings/{name}.html", context)


@require_http_methods(["GET", "POST"])
def entry_add(request: SignedInRequest, reference: str) -> HttpResponse:
    minutes: Minutes = find_minutes(request, reference)
    policies.write_minutes.enforce(request.user, minutes, on=clock.today())
    entries = {entry.key: entry for entry in minutes.entries.in_order()}
    form = EntryAddForm(
        request.POST or None,
        places=[
            (key, f"{entry.reference or entry.item_number or ''} {entry.closed_title or entry.title}".strip())
            for key, entry in entries.items()
        ],
        initial={"after": request.GET.get("after", "")},
        cancel_url=reverse("meetings:minutes_write", args=[reference]),
    )
    if request.method == "POST" and form.is_valid():
        after = entries.get(form.cleaned_data["after"])
        entry = workflow.add_entry(
            minutes=minutes,
            after=after,
            title=form.cleaned_data["title"],
            heading=form.cleaned_data["heading"],
            **now(request),
        )
        entry.minutes = minutes
        messages.success(request, "The minute is added.")
        return back_to_writing(entry)
    context = {"minutes": minutes, "meeting": minutes.meeting, "form": form}
    return render(request, "meetings/entry_add.html", context)


@require_http_methods(["GET", "POST"])
def entry_write(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    entry = _to_write(request, reference, key)
    draft = EntryDraft.objects.filter(entry=entry, person=request.user).first()
    if request.method == "POST":
        form = entry_form(entry, request.POST, one_page=True)
        if "reopen" not in request.POST and form.is_valid():
            facts = form.cleaned_data
            try:
                workflow.write_entry(entry=entry, **facts, **now(request))
            except EditConflict:
                # The page of the two texts can be closed by mistake; the draft is still there then.
                workflow.keep_entry_draft(
                    entry=entry, text=facts["text"], based_on=facts["version"], **now(request)
                )
                raise
            messages.success(request, "The minute is saved.")
            return back_to_writing(entry)
    else:
        form = entry_form(entry, draft=draft, one_page=True)
    is_stale = draft is not None and draft.based_on != entry.version
    return _page(request, "entry_write", entry, form, draft=draft, is_stale=is_stale)


@require_POST
def entry_autosave(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    entry = _to_write(request, reference, key)
    form = entry_form(entry, request.POST)
    if not form.is_valid():
        return JsonResponse({}, status=422)
    facts = form.cleaned_data
    workflow.keep_entry_draft(entry=entry, text=facts["text"], based_on=facts["version"], **now(request))
    # It is kept all the same; the person should know that saving for good will show two texts.
    return JsonResponse({}, status=409 if facts["version"] != entry.version else 200)


@require_POST
def entry_drop_draft(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    entry = _to_write(request, reference, key)
    workflow.drop_entry_draft(entry=entry, by=request.user, at=clock.now())
    messages.success(request, "Your draft is dropped. The minute is as it was last saved.")
    return back_to_writing(entry)


@require_http_methods(["GET", "POST"])
def entry_edit(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    entry = _to_write(request, reference, key)
    initial = {name: getattr(entry, name) for name in EntryEditForm.base_fields}
    form = EntryEditForm(request.POST or None, initial=initial, cancel_url=writing_place(entry))
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        workflow.edit_entry(entry=entry, **form.cleaned_data, **now(request))
        messages.success(request, f"{entry} is changed.")
        return back_to_writing(entry)
    return _page(request, "entry_edit", entry, form)


@require_http_methods(["GET", "POST"])
def entry_split(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    entry = _to_write(request, reference, key)
    form = EntrySplitForm(
        request.POST or None,
        initial={"text": entry.text, "version": entry.version},
        cancel_url=writing_place(entry),
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        try:
            workflow.split_entry(entry=entry, **form.cleaned_data, **now(request))
        except CannotBeDone as problem:
            form.add_error("text", str(problem))
        else:
            messages.success(request, "The minute is split in two.")
            return back_to_writing(entry)
    return _page(request, "entry_split", entry, form)


@require_POST
def entry_move(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    entry = _to_write(request, reference, key)
    workflow.move_entry(entry=entry, up=request.POST.get("direction") == "up", **now(request))
    return back_to_writing(entry)


@require_POST
def entry_drop(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    entry = _to_write(request, reference, key)
    try:
        workflow.drop_entry(entry=entry, **now(request))
    except CannotBeDone as problem:
        messages.error(request, str(problem))
        return back_to_writing(entry)
    messages.success(request, "The minute is taken out.")
    return redirect("meetings:minutes_write", reference)


@require_POST
def entry_release(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    entry = find_entry(request, reference, key)
    policies.run_meetings.enforce(request.user, on=clock.today())
    try:
        minutes_rounds.release_entry(entry=entry, **now(request))
    except CannotBeDone as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{entry} is public from now on.")
    return redirect(entry)


@require_http_methods(["GET", "POST"])
def entry_suggest(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    entry = find_entry(request, reference, key)
    policies.suggest_change.enforce(request.user, entry.minutes, on=clock.today())
    form = SuggestForm(request.POST or None, cancel_url=entry.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        minutes_rounds.suggest_change(entry=entry, **form.cleaned_data, **now(request))
        messages.success(request, "Your suggestion is with the secretariat and the chairs.")
        return redirect(entry)
    return _page(request, "entry_suggest", entry, form)


@require_http_methods(["GET", "POST"])
def suggestion_answer(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    entry = find_entry(request, reference, key)
    policies.answer_draft.enforce(request.user, entry.minutes, on=clock.today())
    suggestion = get_object_or_404(EntrySuggestion.objects.select_related("suggested_by"), entry=entry, pk=pk)
    suggestion.entry = entry
    form = SuggestionAnswerForm(request.POST or None, cancel_url=entry.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        try:
            minutes_rounds.answer_suggestion(suggestion=suggestion, **form.cleaned_data, **now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The suggestion is answered.")
            return redirect(entry)
    return _page(request, "suggestion_answer", entry, form, suggestion=suggestion)


@require_http_methods(["GET", "POST"])
def entry_amend(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    entry = find_entry(request, reference, key)
    policies.amend_minutes.enforce(request.user, entry.minutes, on=clock.today())
    form = EntryTextForm(
        request.POST or None,
        key=entry.key,
        label="The minute as amended",
        button="Amend the minute",
        initial={"text": entry.text, "version": entry.version},
        preview_url=reverse("meetings:minutes_preview", args=[reference]),
        cancel_url=entry.get_absolute_url(),
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        try:
            minutes_rounds.amend_entry(entry=entry, **form.cleaned_data, **now(request))
        except CannotBeDone as problem:
            form.add_error("text", str(problem))
        else:
            messages.success(request, f"{entry} is amended. The text before stays on record beside it.")
            return redirect(entry)
    return _page(request, "entry_amend", entry, form)


@require_http_methods(["GET", "POST"])
def entry_correct(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    entry = find_entry(request, reference, key)
    policies.correct_minutes.enforce(request.user, entry.minutes, on=clock.today())
    decisions = entry.decisions.standing()
    form = CorrectForm(
        request.POST or None,
        decisions=decisions,
        initial={"decision": request.GET.get("decision", "")},
        cancel_url=entry.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        minutes_rounds.correct_entry(entry=entry, **form.cleaned_data, **now(request))
        messages.success(
            request, "The correction is recorded beside the minute. The text stays as confirmed."
        )
        return redirect(entry)
    return _page(request, "entry_correct", entry, form)
