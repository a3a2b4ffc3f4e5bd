"""Pages about minutes as a whole: reading, writing, clearing, confirming, signing, and their files."""

import io
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.sessions import SignedInRequest, requires_fresh_sign_in
from csp_portal.audit.recording import record
from csp_portal.audit.responses import AuditedFileResponse
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from csp_portal.documents.intake import Unusable, take_in
from csp_portal.documents.markdown import to_html
from csp_portal.documents.pdf.render import TypesettingFailed, kept_or_typeset, page_html
from meetings import minutes_reading, policies
from meetings.forms.minutes import ClearForm, ConfirmForm, EntryTextForm, ScanForm, SendBackForm, SignForm
from meetings.minutes_word import written
from meetings.models import EntryDraft, Meeting, MinuteEntry, Minutes
from meetings.number_drawing import OutOfOrder
from meetings.states.meeting import State as MeetingState
from meetings.states.minutes import Event, State
from meetings.views.meetings import find_meeting, open_restrictions
from meetings.views.paper_finding import now
from meetings.workflow import minutes as workflow
from meetings.workflow import minutes_rounds

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def find_minutes(request: SignedInRequest, reference: str) -> Minutes:
    """Find minutes that the person may know of, or answer 404: that there is a draft is a secret too."""
    meeting = find_meeting(request, reference)
    visible = Minutes.objects.visible_to(request.user, on=clock.today())
    along = visible.select_related("cleared_by", "confirmed_by", "signed_by", "confirmed_in__board")
    minutes = get_object_or_404(along, meeting=meeting)
    minutes.meeting = meeting
    return minutes


@require_GET
def minutes_detail(request: SignedInRequest, reference: str) -> HttpResponse:
    on, at = clock.today(), clock.now()
    user = request.user
    meeting = find_meeting(request, reference)
    secretariat_refusal = policies.run_meetings.refusal(user, on=on)
    minutes = (
        Minutes.objects.visible_to(user, on=on)
        .select_related(
            "cleared_by",
            "confirmed_by",
            "signed_by",
            "confirmed_in__board",
            "confirming_entry__minutes__meeting",
        )
        .filter(meeting=meeting)
        .first()
    )
    context: dict[str, Any] = {
        "meeting": meeting,
        "minutes": minutes,
        "secretariat_refusal": secretariat_refusal,
        "has_begun": meeting.starts_at <= at and meeting.state != MeetingState.CANCELLED,
    }
    if minutes is not None:
        minutes.meeting = meeting
        document = minutes_reading.document(minutes, open_restrictions=open_restrictions(request, meeting))
        chair_refusal = policies.chair_minutes.refusal(user, minutes, on=on)
        reads_all_suggestions = policies.read_suggestions.allows(user, minutes, on=on)
        for each in document.entries:
            each.suggestions = [
                suggestion
                for suggestion in each.suggestions
                if reads_all_suggestions or suggestion.suggested_by_id == user.pk
            ]
        context |= {
            "document": document,
            "entries": document.entries,
            "attendance": document.attendance,
            "steps": minutes.steps.select_related("by"),
            "has_unsaved": not secretariat_refusal
            and EntryDraft.objects.filter(entry__minutes=minutes).exists(),
            "chair_refusal": chair_refusal,
            "answer_refusal": policies.answer_draft.refusal(user, minutes, on=on),
            "write_refusal": policies.write_minutes.refusal(user, minutes, on=on),
            "keep_refusal": policies.keep_minutes.refusal(user, minutes, on=on),
            "amend_refusal": policies.amend_minutes.refusal(user, minutes, on=on),
            "correct_refusal": policies.correct_minutes.refusal(user, minutes, on=on),
            "suggest_refusal": policies.suggest_change.refusal(user, minutes, on=on),
            "confirmed_here": Minutes.objects.visible_to(user, on=on)
            .filter(confirmed_in=meeting)
            .select_related("meeting__board"),
            "withheld": [each for each in document.entries if each.kept_because],
        }
    return render(request, "meetings/minutes_detail.html", context)


@require_POST
def minutes_begin(request: SignedInRequest, reference: str) -> HttpResponse:
    meeting = find_meeting(request, reference)
    policies.run_meetings.enforce(request.user, on=clock.today())
    workflow.begin_minutes(meeting=meeting, **now(request))
    messages.success(request, "The minutes are begun with an entry for each item of the agenda.")
    return redirect("meetings:minutes_write", reference)


def entry_form(
    entry: MinuteEntry, data: Any = None, *, draft: EntryDraft | None = None, one_page: bool = False
) -> EntryTextForm:
    """Draw the form of one minute; a draft that began from the present version is in it."""
    where = [entry.minutes.meeting.reference, entry.key]
    is_stale = draft is not None and draft.based_on != entry.version
    title = entry.closed_title or entry.title
    label = f"{entry.reference or entry.item_number or 'Minute'}. {title}" if not one_page else "Minute"
    form = EntryTextForm(
        data,
        key=entry.key,
        label=label,
        initial={
            "text": draft.text if draft and not is_stale else entry.text,
            "version": entry.version,
        },
        preview_url=reverse("meetings:minutes_preview", args=where[:1]),
        save_url=reverse("meetings:entry_write", args=where),
        # Another person's text is shown now: saving as one types would write over what was not saved.
        autosave_url="" if is_stale else reverse("meetings:entry_autosave", args=where),
    )
    return form


@require_GET
def minutes_write(request: SignedInRequest, reference: str) -> HttpResponse:
    minutes = find_minutes(request, reference)
    policies.write_minutes.enforce(request.user, minutes, on=clock.today())
    entries = list(
        minutes.entries.in_order()
        .select_related("item__restriction")
        .prefetch_related("decisions", "actions")
    )
    drafts = {
        draft.entry_id: draft
        for draft in EntryDraft.objects.filter(entry__minutes=minutes, person=request.user)
    }
    lines = []
    for entry in entries:
        entry.minutes = minutes
        draft = drafts.get(entry.pk)
        lines.append(
            {
                "entry": entry,
                "form": entry_form(entry, draft=draft),
                "draft": draft,
                "is_stale": draft is not None and draft.based_on != entry.version,
                "decisions": [each for each in entry.decisions.all() if each.struck_at is None],
                "actions": entry.actions.all(),
            }
        )
    last_comments = minutes.steps.filter(kind="sent_back").select_related("by").last()
    context = {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "lines": lines,
        "comments": last_comments if minutes.sent_to_chair_at is None else None,
    }
    return render(request, "meetings/minutes_write.html", context)


def sought_wordings(entry: MinuteEntry) -> list[str]:
    """List the decisions sought under the entry's item that nothing was resolved on yet, as drafts of wordings."""
    planned = getattr(entry.item, "decisions_sought", None) if entry.item else None
    return [each.wording for each in planned.all()] if planned is not None else []


@require_POST
def minutes_preview(request: SignedInRequest, reference: str) -> HttpResponse:
    minutes = find_minutes(request, reference)
    policies.keep_minutes.enforce(request.user, minutes, on=clock.today())
    return HttpResponse(to_html(request.POST.get("text", ""), top_heading=3))


def _act(
    request: SignedInRequest, minutes: Minutes, act: Callable[..., Any], done: str, **facts: Any
) -> HttpResponse:
    try:
        act(minutes=minutes, **facts, **now(request))
    except OutOfOrder:
        raise
    except CannotBeDone as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return redirect(minutes)


def _act_in_order(
    request: SignedInRequest, minutes: Minutes, act: Callable[..., Any], done: str, *, button: str
) -> HttpResponse:
    """Do what draws numbers; before it is done out of order, ask whether it shall be."""
    agreed = request.POST.get("passing_over", "").split()
    try:
        return _act(request, minutes, act, done, passing_over=agreed)
    except OutOfOrder as problem:
        context = {
            "minutes": minutes,
            "meeting": minutes.meeting,
            "earlier": problem.earlier,
            "button": button,
            "hidden": {"passing_over": " ".join([*agreed, *(each.reference for each in problem.earlier)])},
        }
        return render(request, "meetings/minutes_out_of_order.html", context, status=HTTPStatus.CONFLICT)


@require_POST
def minutes_number(request: SignedInRequest, reference: str) -> HttpResponse:
    minutes = find_minutes(request, reference)
    policies.keep_minutes.enforce(request.user, minutes, on=clock.today())
    done = "Every minute has its number. Numbers are never used again."
    return _act_in_order(
        request, minutes, workflow.number_entries, done, button="Draw the numbers all the same"
    )


@require_POST
def minutes_send_to_chair(request: SignedInRequest, reference: str) -> HttpResponse:
    minutes = find_minutes(request, reference)
    policies.write_minutes.enforce(request.user, minutes, on=clock.today())
    done = "The draft is with the chair. It can still be written until the chair clears it."
    return _act_in_order(
        request, minutes, minutes_rounds.send_to_chair, done, button="Send to the chair all the same"
    )


@require_http_methods(["GET", "POST"])
def minutes_clear(request: SignedInRequest, reference: str) -> HttpResponse:
    minutes = find_minutes(request, reference)
    on = clock.today()
    policies.answer_draft.enforce(request.user, minutes, on=on)
    is_chair = policies.chair_minutes.allows(request.user, minutes, on=on)
    form = None if is_chair else ClearForm(request.POST or None, cancel_url=minutes.get_absolute_url())
    if request.method == "POST" and (form is None or form.is_valid()):
        how = "" if form is None else form.cleaned_data["how"]
        return _act(request, minutes, minutes_rounds.clear_minutes, "The minutes are cleared.", how=how)
    context = {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "form": form,
        "consequences": [
            "The text no longer changes, unless you send it back before it goes round.",
            "The secretariat sends it round to members as “draft, cleared”.",
            "The next meeting confirms it, with amendments or without.",
        ],
    }
    return render(request, "meetings/minutes_clear.html", context)


@require_http_methods(["GET", "POST"])
def minutes_send_back(request: SignedInRequest, reference: str) -> HttpResponse:
    minutes = find_minutes(request, reference)
    policies.answer_draft.enforce(request.user, minutes, on=clock.today())
    form = SendBackForm(request.POST or None, cancel_url=minutes.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        try:
            minutes_rounds.send_back(minutes=minutes, comments=form.cleaned_data["comments"], **now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The draft is back with the secretariat, with the comments.")
            if Minutes.objects.visible_to(request.user, on=clock.today()).filter(pk=minutes.pk).exists():
                return redirect(minutes)
            return redirect(minutes.meeting)
    context = {"minutes": minutes, "meeting": minutes.meeting, "form": form}
    return render(request, "meetings/minutes_send_back.html", context)


@require_POST
def minutes_send_round(request: SignedInRequest, reference: str) -> HttpResponse:
    minutes = find_minutes(request, reference)
    policies.run_meetings.enforce(request.user, on=clock.today())
    done = "The minutes have gone round. Members read them here and may suggest corrections."
    return _act(request, minutes, minutes_rounds.send_round, done)


@require_http_methods(["GET", "POST"])
def minutes_confirm(request: SignedInRequest, reference: str) -> HttpResponse:
    minutes = find_minutes(request, reference)
    policies.run_meetings.enforce(request.user, on=clock.today())
    later = (
        Meeting.objects.filter(
            board=minutes.meeting.board, starts_at__gt=minutes.meeting.starts_at, starts_at__lte=clock.now()
        )
        .exclude(state=MeetingState.CANCELLED)
        .select_related("board")
        .order_by("starts_at")
    )
    asked = later.filter(reference=request.GET.get("meeting", "")).first() or later.first()
    form = ConfirmForm(
        request.POST or None,
        meetings=later,
        initial={"meeting": asked},
        cancel_url=minutes.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            minutes_rounds.confirm_minutes(
                minutes=minutes, meeting=form.cleaned_data["meeting"], **now(request)
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The minutes are confirmed and locked. The chair can sign them now.")
            return redirect(minutes)
    read = minutes_reading.read(minutes, open_restrictions=open_restrictions(request, minutes.meeting))
    context = {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "form": form,
        "has_later": later.exists(),
        "amended": [each for each in read if each.amendments],
        "unanswered": sum(1 for each in read for suggestion in each.suggestions if not suggestion.answer),
        "can_be_confirmed": minutes.state == State.CLEARED and minutes.sent_round_at is not None,
    }
    return render(request, "meetings/minutes_confirm.html", context)


@require_http_methods(["GET", "POST"])
@requires_fresh_sign_in
def minutes_sign(request: SignedInRequest, reference: str) -> HttpResponse:
    minutes = find_minutes(request, reference)
    policies.chair_minutes.enforce(request.user, minutes, on=clock.today())
    form = SignForm(request.POST or None, cancel_url=minutes.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        try:
            minutes_rounds.sign_minutes(minutes=minutes, name=form.cleaned_data["name"], **now(request))
        except CannotBeDone as problem:
            form.add_error("name", str(problem))
        else:
            messages.success(request, "The minutes are signed.")
            return redirect(minutes)
    context = {"minutes": minutes, "meeting": minutes.meeting, "form": form}
    return render(request, "meetings/minutes_sign.html", context)


@require_http_methods(["GET", "POST"])
def minutes_scan_add(request: SignedInRequest, reference: str) -> HttpResponse:
    minutes = find_minutes(request, reference)
    policies.run_meetings.enforce(request.user, on=clock.today())
    form = ScanForm(
        request.POST or None,
        request.FILES or None,
        initial={"name": minutes.signed_name},
        cancel_url=minutes.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            taken = take_in(file.read(), filename=file.name, title=f"Signed {str(minutes).lower()}")
            minutes_rounds.keep_signed_scan(
                minutes=minutes, taken=taken, name=form.cleaned_data["name"], **now(request)
            )
        except Unusable as problem:
            form.add_error("file", problem.sentence)
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The signed copy is kept.")
            return redirect(minutes)
    context = {"minutes": minutes, "meeting": minutes.meeting, "form": form}
    return render(request, "meetings/minutes_scan_add.html", context)


def _hand_out(
    request: SignedInRequest, minutes: Minutes, content: bytes, *, name: str, media_type: str, shows: str
) -> AuditedFileResponse:
    event = record(
        Event.READ,
        actor=request.user,
        subject=minutes,
        at=clock.now(),
        meeting=minutes.meeting.reference,
        shows=shows,
        media_type=media_type,
    )
    return AuditedFileResponse(
        io.BytesIO(content),
        event=event,
        filename=f"{minutes.meeting.reference}-{name}",
        as_attachment=True,
        content_type=media_type,
    )


@require_GET
def minutes_scan(request: SignedInRequest, reference: str) -> AuditedFileResponse:
    minutes = find_minutes(request, reference)
    if minutes.scan is None:
        raise Http404
    if open_entries_kept(request, minutes):
        # What was signed on paper has everything on it.
        policies.run_meetings.enforce(request.user, on=clock.today())
    content, kind = minutes.scan.read(), minutes.scan.media_type
    return _hand_out(
        request, minutes, content, name="minutes-signed.pdf", media_type=kind, shows="signed_copy"
    )


def open_entries_kept(request: SignedInRequest, minutes: Minutes) -> bool:
    """Tell whether any entry of the minutes is kept from the person."""
    open_to_them = minutes.entries.open_to(request.user, on=clock.today())
    return minutes.entries.exclude(pk__in=open_to_them.values("pk")).exists()


def _document(request: SignedInRequest, minutes: Minutes) -> minutes_reading.Document:
    return minutes_reading.document(
        minutes,
        open_restrictions=open_restrictions(request, minutes.meeting),
        is_public=request.GET.get("copy") == "public",
    )


def _name(document: minutes_reading.Document, ending: str) -> str:
    return f"minutes{'-public' if document.is_public else ''}{ending}"


@require_GET
def minutes_pdf(request: SignedInRequest, reference: str) -> AuditedFileResponse:
    minutes = find_minutes(request, reference)
    document = _document(request, minutes)
    try:
        [file] = kept_or_typeset([page_html("meetings/pdf/minutes.html", document.context())], processes=1)
    except TypesettingFailed as problem:
        raise CannotBeDone(
            "The minutes could not be typeset. Look for a very large table in them, and divide that."
        ) from problem
    return _hand_out(
        request,
        minutes,
        file.read(),
        name=_name(document, ".pdf"),
        media_type="application/pdf",
        shows="public_copy" if document.is_public else "full_copy",
    )


@require_GET
def minutes_word(request: SignedInRequest, reference: str) -> AuditedFileResponse:
    minutes = find_minutes(request, reference)
    document = _document(request, minutes)
    return _hand_out(
        request,
        minutes,
        written(document),
        name=_name(document, ".docx"),
        media_type=WORD,
        shows="public_copy" if document.is_public else "full_copy",
    )
