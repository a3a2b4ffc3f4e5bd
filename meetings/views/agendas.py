"""Pages on which an agenda is built: the builder, sections, items, restrictions."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone, EditConflict, InvalidTransition
from meetings import agenda_news, agenda_reading, policies, references
from meetings.agenda_order import agenda, length_in_words, numbers
from meetings.agreement_reading import agreement
from meetings.forms.agendas import ItemForm, RestrictForm, SectionForm, WithdrawForm
from meetings.models import AgendaItem, Meeting, PrivateNote, Seat
from meetings.models.boards import Purpose
from meetings.states.meeting import State
from meetings.states.paper import State as PaperState
from meetings.views.meetings import CHANGES_SHOWN, find_meeting, item_changes, open_restrictions
from meetings.views.pack_finding import packs_to_read
from meetings.workflow import agendas as workflow
from meetings.workflow import readings
from meetings.workflow.meetings import begin_agenda


def _builder(meeting: Meeting, fragment: str = "", **query: str) -> HttpResponse:
    # `focus` names the button to focus; a browser does so only where the address has no fragment.
    return redirect(
        reverse(
            "meetings:agenda_detail", args=[meeting.reference], query=query or None, fragment=fragment or None
        )
    )


def _find_to_change(request: SignedInRequest, reference: str) -> Meeting:
    meeting = find_meeting(request, reference)
    policies.change_agenda.enforce(request.user, meeting, on=clock.today())
    return meeting


def _find_item(meeting: Meeting, key: str) -> AgendaItem:
    return get_object_or_404(
        meeting.items.select_related("section", "restriction", "priority", "withdrawn_by"),
        key=key,
    )


def _now(request: SignedInRequest) -> dict[str, Any]:
    return {"by": request.user, "at": clock.now(), "on": clock.today()}


@require_GET
def agenda_detail(request: SignedInRequest, reference: str) -> HttpResponse:
    on = clock.today()
    meeting = find_meeting(request, reference)
    policies.run_meetings.enforce(request.user, on=on)
    sections = agenda(meeting)
    standing = sum(len(section.items) for section in sections)
    allotted = sum(numbered.item.minutes_allotted for section in sections for numbered in section.items)
    context = {
        "meeting": meeting,
        "sections": sections,
        "papers": dict(
            meeting.items.annotate(
                papers_standing=Count("papers", filter=~Q(papers__state=PaperState.WITHDRAWN))
            ).values_list("key", "papers_standing")
        ),
        "standing": standing,
        "to_note": sum(
            numbered.item.purpose == Purpose.NOTE and not numbered.item.needs_time_because
            for section in sections
            for numbered in section.items
        ),
        "withdrawn": meeting.items.filter(withdrawn_at__isnull=False).select_related("withdrawn_by"),
        "occupied": set(meeting.items.values_list("section_id", flat=True)),
        "allotted": allotted,
        "length_in_words": length_in_words(allotted, meeting.length),
        "is_over": allotted > meeting.length,
        "has_begun": meeting.state != State.PLANNED,
        "has_template": meeting.board.agenda_templates.filter(meeting_kind=meeting.kind).exists(),
        "change_refusal": policies.change_agenda.refusal(request.user, meeting, on=on),
        "agreement": agreement(meeting, on=on)
        if meeting.state in {State.AGENDA_DRAFT, State.AGREED}
        else None,
        "has_gone_round": meeting.state == State.CIRCULATED,
        "planned": {
            row["pk"]: row
            for row in meeting.items.values("pk").annotate(
                decisions=Count("decisions_sought", distinct=True),
                asked=Count("homework", filter=Q(homework__withdrawn_at__isnull=True), distinct=True),
                answered=Count(
                    "homework",
                    filter=Q(homework__withdrawn_at__isnull=True, homework__answered_at__isnull=False),
                    distinct=True,
                ),
            )
        },
        "focus": request.GET.get("focus", ""),
    }
    return render(request, "meetings/agenda_detail.html", context)


@require_POST
def agenda_begin(request: SignedInRequest, reference: str) -> HttpResponse:
    meeting = _find_to_change(request, reference)
    try:
        begin_agenda(meeting=meeting, **_now(request))
    except InvalidTransition:
        messages.info(request, "The agenda was begun already.")
    else:
        messages.success(request, "The agenda is begun. Put the board's business between the standing items.")
    return _builder(meeting)


@require_POST
def agenda_order(request: SignedInRequest, reference: str) -> HttpResponse:
    """Take the order of one section's items, as it was dragged; what came from elsewhere leaves there."""
    meeting = _find_to_change(request, reference)
    try:
        section, version = int(request.POST["section"]), int(request.POST["version"])
    except (KeyError, ValueError):
        raise BadRequest("The order needs its section and version.") from None
    wanted = request.POST.getlist("order")
    order = [
        (
            each.section.pk,
            wanted
            if each.section.pk == section
            else [numbered.item.key for numbered in each.items if numbered.item.key not in wanted],
        )
        for each in agenda(meeting)
    ]
    meeting = workflow.order_items(meeting=meeting, order=order, agenda_version=version, **_now(request))
    in_order = list(meeting.items.standing().in_order())
    return JsonResponse({"version": meeting.agenda_version, "numbers": numbers(in_order)})


@require_POST
def wording_preview(request: SignedInRequest, reference: str) -> HttpResponse:
    """Say how a wording will read, or what is wrong with it."""
    meeting = _find_to_change(request, reference)
    reads, problem = _reads(meeting, request.POST.get("text", ""))
    if problem:
        return HttpResponse(format_html('<p class="govuk-error-message">{}</p>', problem))
    return HttpResponse(format_html("<p>{}</p>", reads) if reads else "")


def _reads(meeting: Meeting, wording: str) -> tuple[str, str]:
    items = list(meeting.items.standing().in_order())
    try:
        return references.for_checking(references.for_keeping(wording, items), items), ""
    except references.UnclearReference as unclear:
        return "", str(unclear)


@require_http_methods(["GET", "POST"])
def section_add(request: SignedInRequest, reference: str) -> HttpResponse:
    meeting = _find_to_change(request, reference)
    form = SectionForm(
        request.POST or None, cancel_url=reverse("meetings:agenda_detail", args=[meeting.reference])
    )
    if request.method == "POST" and form.is_valid():
        section = workflow.add_section(meeting=meeting, **form.cleaned_data, **_now(request))
        messages.success(request, f"The section “{section}” is at the end of the agenda.")
        return _builder(meeting, f"section-{section.pk}")
    return render(request, "meetings/section_add.html", {"form": form, "meeting": meeting})


@require_http_methods(["GET", "POST"])
def section_edit(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    meeting = _find_to_change(request, reference)
    section = get_object_or_404(meeting.sections, pk=pk)
    form = SectionForm(
        request.POST or None,
        initial={"name": section.name, "heading": section.heading},
        cancel_url=reverse("meetings:agenda_detail", args=[meeting.reference]),
    )
    if request.method == "POST" and form.is_valid():
        workflow.edit_section(section=section, **form.cleaned_data, **_now(request))
        messages.success(request, "The section is changed.")
        return _builder(meeting, f"section-{section.pk}")
    return render(
        request, "meetings/section_edit.html", {"form": form, "meeting": meeting, "section": section}
    )


def _up(request: SignedInRequest) -> bool:
    direction = request.POST.get("direction")
    if direction not in {"up", "down"}:
        raise BadRequest("A move goes up or down.")
    return direction == "up"


@require_POST
def section_move(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    meeting = _find_to_change(request, reference)
    section = get_object_or_404(meeting.sections, pk=pk)
    up = _up(request)
    workflow.move_section(section=section, up=up, **_now(request))
    order = list(meeting.sections.values_list("pk", flat=True))
    messages.info(
        request, f"The section “{section}” is now number {order.index(section.pk) + 1} of {len(order)}."
    )
    return _builder(meeting, focus=f"section-{section.pk}-{'up' if up else 'down'}")


@require_POST
def section_drop(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    meeting = _find_to_change(request, reference)
    section = get_object_or_404(meeting.sections, pk=pk)
    return _do(
        request,
        lambda: workflow.drop_section(section=section, **_now(request)),
        f"The section “{section}” is taken off the agenda.",
        _builder(meeting),
    )


def _do(request: SignedInRequest, deed: Callable[[], object], done: str, then: HttpResponse) -> HttpResponse:
    try:
        deed()
    except CannotBeDone as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return then


@require_http_methods(["GET", "POST"])
def item_add(request: SignedInRequest, reference: str) -> HttpResponse:
    meeting = _find_to_change(request, reference)
    items = list(meeting.items.standing().in_order())
    sections = list(meeting.sections.all())
    if not sections:
        messages.error(request, "Begin the agenda first.")
        return _builder(meeting)
    if meeting.state == State.CIRCULATED:
        messages.info(request, "The agenda has gone round. A further item comes only by a chair's admission.")
        return redirect("meetings:item_admit", meeting.reference)
    chosen = next((each for each in sections if str(each.pk) == request.GET.get("section")), sections[-1])
    form = ItemForm(
        request.POST or None,
        meeting=meeting,
        items=items,
        initial={"section": chosen},
        cancel_url=reverse("meetings:agenda_detail", args=[meeting.reference]),
    )
    form.submit_label = "Add the item"
    if request.method == "POST" and "preview" not in request.POST and form.is_valid():
        fields = form.facts()
        try:
            item = workflow.add_item(section=fields.pop("section"), **fields, **_now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"“{item.title}” is on the agenda.")
            return _builder(meeting, f"item-{item.key}")
    return render(request, "meetings/item_add.html", _item_page(request, meeting, items, form))


def _item_page(
    request: SignedInRequest, meeting: Meeting, items: list[AgendaItem], form: ItemForm
) -> dict[str, Any]:
    wording = form["wording"].value() or ""
    reads, problem = _reads(meeting, wording) if "{" in wording or "preview" in request.POST else ("", "")
    return {
        "meeting": meeting,
        "form": form,
        "numbered": list(enumerate(items, start=1)),
        "reads": reads,
        "reads_problem": problem,
    }


@require_GET
def item_detail(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    on = clock.today()
    meeting = find_meeting(request, reference)
    secretariat_refusal = policies.run_meetings.refusal(request.user, on=on)
    if secretariat_refusal:
        policies.read_agenda.enforce(request.user, meeting, on=on)
    behind = open_restrictions(request, meeting)
    packs = packs_to_read(request, meeting)
    pack = packs[0] if packs else None
    sections = agenda_reading.read(
        meeting,
        open_restrictions=behind,
        packs=packs,
        drafts_of=request.user.pk,
        all_drafts=not secretariat_refusal,
    )
    read_item = next((each for section in sections for each in section.items if each.item.key == key), None)
    # A withdrawn item stands on no agenda.
    item = read_item.item if read_item else _find_item(meeting, key)
    if item.withdrawn_at is not None and secretariat_refusal:
        raise Http404
    is_open = item.restriction is None or not item.restriction.is_in_force or item.restriction_id in behind
    standing = item.homework.standing().select_related("organisation", "answered_by")
    homework = list(standing) if is_open else []
    own_homework: set[int] = set()
    if homework and meeting.is_open_to_change:
        own = item.homework.for_organisations_of(request.user, on=on)
        own_homework = set(own.values_list("pk", flat=True))
    for question in homework:
        question.item = item
    if pack is not None and pack.published_at is not None and not item.withdrawn_at:
        now = agenda_news.digests(packs, open_restrictions=behind)
        readings.note_seen(meeting=meeting, items=[item.pk], now=now, by=request.user, at=clock.now())
    context = {
        "meeting": meeting,
        "item": item,
        "read": read_item,
        "notes": PrivateNote.objects.readable_by(request.user, on=on)
        .filter(agenda_item=item, paper__isnull=True)
        .order_by("pk"),
        "title": item.title_for(behind),
        "pack": pack,
        "decisions": item.decisions_sought.all() if is_open else [],
        "homework": homework,
        "own_homework": own_homework,
        "community": item.community_input.all() if is_open else [],
        "communications": item.communications_planned.all() if is_open else [],
        "today": on,
        "is_open_to_reader": is_open,
        "is_barred": (not is_open or bool(read_item and read_item.withheld))
        and AgendaItem.objects.barred_to(request.user).filter(pk=item.pk).exists(),
        "seats": item.restriction.seats.select_related("organisation")
        if item.restriction and not secretariat_refusal
        else [],
        "entries": []
        if secretariat_refusal
        else item_changes(
            meeting,
            item.history.select_related("history_user", "section", "priority", "restriction")[:CHANGES_SHOWN],
        ),
        "secretariat_refusal": secretariat_refusal,
        "change_refusal": secretariat_refusal or policies.change_agenda.refusal(request.user, meeting, on=on),
    }
    return render(request, "meetings/item_detail.html", context)


@require_http_methods(["GET", "POST"])
def item_edit(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    meeting = _find_to_change(request, reference)
    item = _find_item(meeting, key)
    items = list(meeting.items.standing().in_order())
    initial = {name: getattr(item, name) for name in ItemForm.base_fields}
    initial["wording"] = references.for_writing(item.wording, items)
    form = ItemForm(
        request.POST or None,
        meeting=meeting,
        items=items,
        item=item,
        initial=initial,
        cancel_url=item.get_absolute_url(),
    )
    form.submit_label = "Save the item"
    asks_only = {"preview", "reopen"} & request.POST.keys()
    if request.method == "POST" and not asks_only and form.is_valid():
        try:
            workflow.edit_item(
                item=item, version=form.cleaned_data["version"], **form.facts(), **_now(request)
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        except EditConflict as conflict:
            raise _in_writing(conflict, meeting) from None
        else:
            messages.success(request, "The item is saved.")
            return _builder(meeting, f"item-{item.key}")
    return render(
        request, "meetings/item_edit.html", {**_item_page(request, meeting, items, form), "item": item}
    )


def _in_writing(conflict: EditConflict, meeting: Meeting) -> EditConflict:
    """Put both texts as they are typed and read: pointers as titles, choices as their labels."""
    items = list(meeting.items.all())
    labels = dict(Purpose.choices)

    def typed(texts: dict[str, str]) -> dict[str, str]:
        return {
            name: labels.get(text, text) if name == "Purpose" else references.for_writing(text, items)
            for name, text in texts.items()
        }

    return EditConflict(conflict.record, theirs=typed(conflict.theirs), yours=typed(conflict.yours))


@require_POST
def item_move(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    meeting = _find_to_change(request, reference)
    item = _find_item(meeting, key)
    up = _up(request)
    try:
        item = workflow.move_item(item=item, up=up, **_now(request))
    except CannotBeDone as problem:
        messages.error(request, str(problem))
        return _builder(meeting)
    in_order = list(meeting.items.standing().in_order().select_related("section"))
    messages.info(
        request,
        f"“{item.title}” is now item {numbers(in_order)[item.key]} of {len(in_order)},"
        f" in the section “{item.section}”.",
    )
    return _builder(meeting, focus=f"{item.key}-{'up' if up else 'down'}")


@require_http_methods(["GET", "POST"])
def item_withdraw(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    meeting = _find_to_change(request, reference)
    item = _find_item(meeting, key)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.withdraw_item(item=item, reason=form.cleaned_data["reason"], **_now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request, f"“{item.title}” is off the agenda. It is listed below, and can be put back."
            )
            return _builder(meeting, "withdrawn")
    context = {
        "form": form,
        "meeting": meeting,
        "item": item,
        "consequences": [
            "The items after it move up, and pointers to them follow.",
            "Its papers leave the next pack with it.",
            "It stays on record below the agenda, and can be put back.",
        ],
    }
    return render(request, "meetings/item_withdraw.html", context)


@require_POST
def item_restore(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    meeting = _find_to_change(request, reference)
    item = _find_item(meeting, key)
    return _do(
        request,
        lambda: workflow.restore_item(item=item, **_now(request)),
        f"“{item.title}” is on the agenda again.",
        _builder(meeting, f"item-{item.key}"),
    )


@require_http_methods(["GET", "POST"])
def item_restrict(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    meeting = _find_to_change(request, reference)
    item = _find_item(meeting, key)
    policies.restrict.enforce(request.user, item, on=clock.today())
    restriction = item.restriction
    initial: dict[str, Any] = {
        "open_title": item.title,
        "closed_title": item.closed_title or item.title,
        "version": item.version,
    }
    if restriction is not None:
        initial |= {
            "ground": restriction.ground,
            "explanation": restriction.explanation,
            "review_on": restriction.review_on,
            "seats": restriction.seats.all(),
        }
    form = RestrictForm(
        request.POST or None,
        seats=Seat.objects.filter(board=meeting.board)
        .on(max(meeting.on, clock.today()))
        .select_related("organisation"),
        today=clock.today(),
        initial=initial,
        cancel_url=item.get_absolute_url(),
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        try:
            workflow.restrict_item(item=item, **form.cleaned_data, **_now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request,
                "The item is restricted, with all its papers. Published packs that show it are closed to everybody"
                " else now: build and publish the pack again.",
            )
            return redirect(item)
    return render(request, "meetings/item_restrict.html", {"form": form, "meeting": meeting, "item": item})


@require_http_methods(["GET", "POST"])
def item_restriction_lift(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    meeting = _find_to_change(request, reference)
    item = _find_item(meeting, key)
    if item.restriction is None:
        raise Http404
    if request.method == "POST":
        restriction = item.restriction
        return _do(
            request,
            lambda: workflow.lift_restriction(restriction=restriction, **_now(request)),
            "The restriction is lifted. Everybody with a seat on the board reads the item from now on.",
            redirect(item),
        )
    context = {
        "meeting": meeting,
        "item": item,
        "consequences": [
            f"Everybody with a seat on the board reads the closed title: “{item.closed_title}”.",
            "They read the item's papers, except those with a restriction of their own.",
            "Packs that were built before keep their slips; build a new one to show the pages.",
        ],
    }
    return render(request, "meetings/item_restriction_lift.html", context)
