"""Seats on a board, and the people who sit and stand in there."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from csp_portal.accounts.models import Membership, User
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.numbers import whole_number
from csp_portal.core.workflow import CannotBeDone
from meetings import policies
from meetings.forms.boards import LastDayForm, PersonSearchForm, PlaceForm, SeatAddForm, SeatEditForm
from meetings.models import Board, Seat, SeatDeputy, SeatHolder
from meetings.workflow import boards as workflow

# More than a person looks through; they write another word instead.
MOST_FOUND = 25


def _seat(slug: str, pk: int) -> Seat:
    return get_object_or_404(Seat.objects.select_related("board", "organisation"), board__slug=slug, pk=pk)


@require_safe
def seat_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    on = clock.today()
    seat = _seat(slug, pk)
    holders = list(seat.holders.select_related("person").order_by("-starts_on"))
    return render(
        request,
        "meetings/seat_detail.html",
        {
            "seat": seat,
            "board": seat.board,
            "today": on,
            "is_there": seat.holds_on(on),
            "holders": holders,
            "holder_now": next((holder for holder in holders if holder.holds_on(on)), None),
            "deputies": seat.deputies.select_related("person").order_by("-starts_on"),
            "run_refusal": policies.run_meetings.refusal(request.user, on=on),
        },
    )


@require_http_methods(["GET", "POST"])
def seat_add(request: SignedInRequest, slug: str) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    board = get_object_or_404(Board, slug=slug)
    last = board.seats.order_by("position").last()
    form = SeatAddForm(
        request.POST or None,
        board=board,
        on=on,
        initial={"starts_on": max(on, board.starts_on), "group": last.group if last else ""},
        cancel_url=board.get_absolute_url(),
    )
    if form.is_valid():
        seat = workflow.add_seat(board=board, by=request.user, at=clock.now(), on=on, **form.cleaned_data)
        messages.success(request, f"The seat “{seat.office}” is added. Seat a person in it next.")
        return redirect("meetings:seat_detail", board.slug, seat.pk)
    return render(request, "meetings/seat_add.html", {"form": form, "board": board})


@require_http_methods(["GET", "POST"])
def seat_edit(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    seat = _seat(slug, pk)
    form = SeatEditForm(
        request.POST or None,
        board=seat.board,
        on=on,
        instance=_seat(slug, pk),
        cancel_url=seat.get_absolute_url(),
    )
    if form.is_valid():
        workflow.edit_seat(seat=seat, by=request.user, at=clock.now(), on=on, **form.cleaned_data)
        messages.success(request, "The seat is saved.")
        return redirect(seat)
    return render(request, "meetings/seat_edit.html", {"form": form, "seat": seat, "board": seat.board})


@require_http_methods(["GET", "POST"])
def seat_end(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    seat = _seat(slug, pk)
    form = _last_day_form(request, seat, starts_on=seat.starts_on, on=on, submit_label="End the seat")
    form.warning = True
    if form.is_valid():
        try:
            workflow.end_seat(
                seat=seat, ends_on=form.cleaned_data["ends_on"], by=request.user, at=clock.now(), on=on
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The seat has its last day. Who sat in it stays on record.")
            return redirect(seat)
    return render(request, "meetings/seat_end.html", {"form": form, "seat": seat, "board": seat.board})


# --- People in seats ------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def holder_seat(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    return _give_place(
        request,
        _seat(slug, pk),
        workflow.seat_person,
        template="meetings/holder_seat.html",
        submit_label="Seat this person",
        done="{person} sits in this seat from {day}.",
    )


@require_http_methods(["GET", "POST"])
def deputy_name(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    return _give_place(
        request,
        _seat(slug, pk),
        workflow.name_deputy,
        template="meetings/deputy_name.html",
        submit_label="Name this deputy",
        done="{person} may stand in for this seat from {day}.",
    )


def _give_place(
    request: SignedInRequest,
    seat: Seat,
    give: Callable[..., Any],
    *,
    template: str,
    submit_label: str,
    done: str,
) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    search = PersonSearchForm(request.GET if "who" in request.GET else None)
    words = search.cleaned_data["who"] if search.is_valid() else ""
    found, more = _people(words, seat, on=on)
    chosen = whole_number(request.POST.get("person", ""))
    if chosen and chosen not in {person.pk for person in found}:
        found += _with_places(User.objects.filter(pk=chosen, left_at=None), on=on)
    form = PlaceForm(
        request.POST or None,
        found=found,
        hints={person.pk: _place_in_words(person) for person in found},
        submit_label=submit_label,
        initial={"starts_on": max(on, seat.starts_on)},
        cancel_url=seat.get_absolute_url(),
    )
    if form.is_valid():
        try:
            give(seat=seat, by=request.user, at=clock.now(), on=on, **form.cleaned_data)
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            person, day = form.cleaned_data["person"], form.cleaned_data["starts_on"]
            messages.success(request, done.format(person=person, day=f"{day.day} {day:%B %Y}"))
            return redirect(seat)
    return render(
        request,
        template,
        {
            "seat": seat,
            "board": seat.board,
            "search": search,
            "words": words,
            "found": found,
            "more": more,
            "form": form,
            "holder_now": seat.holders.on(on).select_related("person").first(),
        },
    )


def _people(words: str, seat: Seat, *, on: date) -> tuple[list[User], bool]:
    """Find the people for a seat: those whom the words name, or else those of the seat's organisation."""
    people = User.objects.filter(left_at=None)
    if words:
        people = people.matching(words)
    else:
        people = people.filter(
            pk__in=Membership.objects.on(on).filter(organisation=seat.organisation_id).values("user")
        )
    found = _with_places(people, on=on, most=MOST_FOUND + 1)
    return found[:MOST_FOUND], len(found) > MOST_FOUND


def _with_places(people: Any, *, on: date, most: int = 1) -> list[User]:
    return list(
        people.prefetch_related(
            Prefetch("memberships", Membership.objects.on(on).select_related("organisation"), "places")
        )[:most]
    )


def _place_in_words(person: Any) -> str:
    return "; ".join(f"{place.position}, {place.organisation.short_name}" for place in person.places)


@require_http_methods(["GET", "POST"])
def holder_end(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    holder = get_object_or_404(SeatHolder.objects.select_related("person"), seat__board__slug=slug, pk=pk)
    return _end_place(
        request,
        _seat(slug, holder.seat_id),
        holder,
        lambda **when: workflow.unseat_person(holder=holder, **when),
        template="meetings/holder_end.html",
    )


@require_http_methods(["GET", "POST"])
def deputy_end(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    deputy = get_object_or_404(SeatDeputy.objects.select_related("person"), seat__board__slug=slug, pk=pk)
    return _end_place(
        request,
        _seat(slug, deputy.seat_id),
        deputy,
        lambda **when: workflow.end_deputy(deputy=deputy, **when),
        template="meetings/deputy_end.html",
    )


def _end_place(
    request: SignedInRequest,
    seat: Seat,
    place: SeatHolder | SeatDeputy,
    end: Callable[..., Any],
    *,
    template: str,
) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    form = _last_day_form(
        request, seat, starts_on=place.starts_on, on=place.ends_on or on, submit_label="Save the last day"
    )
    if form.is_valid():
        try:
            end(ends_on=form.cleaned_data["ends_on"], by=request.user, at=clock.now(), on=on)
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            day = form.cleaned_data["ends_on"]
            messages.success(
                request, f"The last day of {place.person} in this seat is {day.day} {day:%B %Y}."
            )
            return redirect(seat)
    return render(request, template, {"form": form, "seat": seat, "board": seat.board, "place": place})


@require_POST
def holder_take_back(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    holder = get_object_or_404(SeatHolder, seat__board__slug=slug, pk=pk)
    return _take_back(
        request,
        _seat(slug, holder.seat_id),
        lambda **when: workflow.take_back_seating(holder=holder, **when),
    )


@require_POST
def deputy_take_back(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    deputy = get_object_or_404(SeatDeputy, seat__board__slug=slug, pk=pk)
    return _take_back(
        request,
        _seat(slug, deputy.seat_id),
        lambda **when: workflow.take_back_deputy(deputy=deputy, **when),
    )


def _take_back(request: SignedInRequest, seat: Seat, take_back: Callable[..., Any]) -> HttpResponse:
    on = clock.today()
    policies.run_meetings.enforce(request.user, on=on)
    try:
        take_back(by=request.user, at=clock.now(), on=on)
    except CannotBeDone as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The entry is taken back.")
    return redirect(seat)


def _last_day_form(
    request: SignedInRequest, seat: Seat, *, starts_on: date, on: date, submit_label: str
) -> LastDayForm:
    return LastDayForm(
        request.POST or None,
        starts_on=starts_on,
        submit_label=submit_label,
        initial={"ends_on": max(on, starts_on)},
        cancel_url=seat.get_absolute_url(),
    )
