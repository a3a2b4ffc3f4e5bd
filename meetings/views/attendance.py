"""Who was at a meeting: the record, each seat of it, apologies sent beforehand, others present."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone
from meetings import attendance_reading, policies, quorum
from meetings.forms.attendance import ApologiesForm, OtherPresentForm, SeatRecordForm
from meetings.models import Attendance, Meeting, Seat
from meetings.models.attendance import Presence
from meetings.running_order import turns
from meetings.views.meetings import find_meeting
from meetings.workflow import attendance as workflow


def now(request: SignedInRequest) -> dict[str, Any]:
    return {"by": request.user, "at": clock.now(), "on": clock.today()}


def find_sitting_meeting(request: SignedInRequest, reference: str) -> Meeting:
    """Find a meeting with its sitting, or answer 404."""
    meeting = find_meeting(request, reference)
    policies.read_attendance.enforce(request.user, meeting, on=clock.today())
    return meeting


@dataclass(frozen=True)
class SeatLine:
    """One seat of the day with what is recorded of it."""

    seat: Seat
    holder: str
    row: Attendance | None

    @property
    def presence(self) -> str:
        return self.row.presence if self.row else Presence.EXPECTED.value

    @property
    def label(self) -> str:
        return str(Presence(self.presence).label)

    @property
    def version(self) -> int:
        return self.row.version if self.row else 0

    @property
    def announced(self) -> str:
        """Name the substitute that apologies announce."""
        return self.row.who if self.row and self.row.presence == Presence.APOLOGIES else ""

    @property
    def substitutes(self) -> list[tuple[str, str]]:
        """List who can be recorded as a substitute by one tap: the named deputies."""
        return [(str(deputy.person_id), deputy.person.full_name) for deputy in self.seat.deputies_then]


def seat_lines(meeting: Meeting) -> list[SeatLine]:
    """Prepare the record from the seats of the day: five queries."""
    recorded = {row.seat_id: row for row in attendance_reading.rows(meeting)}
    return [
        SeatLine(seat, attendance_reading.holder_name(seat), recorded.get(seat.pk))
        for seat in attendance_reading.seats_of(meeting)
    ]


@require_GET
def attendance_detail(request: SignedInRequest, reference: str) -> HttpResponse:
    on = clock.today()
    meeting = find_sitting_meeting(request, reference)
    refusal = policies.keep_attendance.refusal(request.user, meeting, on=on)
    lines = seat_lines(meeting)
    came = [line.row for line in lines if line.row is not None and line.row.came]
    context = {
        "meeting": meeting,
        "lines": lines,
        "lists": attendance_reading.lists(meeting),
        "others": meeting.others_present.all(),
        "quorum": quorum.of(meeting.board, came),
        "came": len(came),
        "unrecorded": sum(
            line.presence == Presence.EXPECTED and not line.seat.is_on_request for line in lines
        ),
        "has_record": bool(came) or any(line.row for line in lines),
        "keep_refusal": refusal,
        "run_refusal": policies.run_sitting.refusal(request.user, meeting, on=on),
    }
    return render(request, "meetings/attendance_detail.html", context)


@require_http_methods(["GET", "POST"])
def attendance_record(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    meeting = find_sitting_meeting(request, reference)
    policies.keep_attendance.enforce(request.user, meeting, on=clock.today())
    seat = next((seat for seat in attendance_reading.seats_of(meeting) if seat.pk == pk), None)
    if seat is None:
        raise Http404
    row = next((row for row in attendance_reading.rows(meeting) if row.seat_id == pk), None)
    back = reverse("meetings:attendance_detail", args=[meeting.reference])
    form = SeatRecordForm(
        request.POST or None,
        seat=seat,
        order=turns(meeting),
        initial=SeatRecordForm.initial_of(row),
        cancel_url=f"{back}#seat-{seat.pk}",
    )
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        try:
            workflow.record_seat(
                meeting=meeting,
                seat=seat,
                came=form.came(),
                version=form.cleaned_data["version"],
                **now(request),
            )
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{seat.office} is recorded.")
            return redirect(f"{back}#seat-{seat.pk}")
    context = {
        "meeting": meeting,
        "seat": seat,
        "row": row,
        "form": form,
        "holder": attendance_reading.holder_name(seat),
        "entries": row.history.select_related("history_user", "person").order_by(
            "-history_date", "-history_id"
        )[:20]
        if row
        else [],
    }
    return render(request, "meetings/attendance_record.html", context)


# --- Apologies ------------------------------------------------------------------------------------
def own_seats(request: SignedInRequest, meeting: Meeting) -> list[Seat]:
    """List the seats of the meeting for which the person may send apologies."""
    on = clock.today()
    held = set(
        Seat.objects.of(request.user, on=on).filter(board=meeting.board_id).values_list("pk", flat=True)
    )
    return [seat for seat in attendance_reading.seats_of(meeting) if seat.pk in held]


@require_http_methods(["GET", "POST"])
def apologies_send(request: SignedInRequest, reference: str) -> HttpResponse:
    on = clock.today()
    meeting = find_meeting(request, reference)
    seats = own_seats(request, meeting)
    for seat in seats or [Seat(board=meeting.board)]:
        policies.send_apologies.enforce(request.user, meeting, seat, on=on)
    form = ApologiesForm(request.POST or None, seats=seats, cancel_url=meeting.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        try:
            workflow.send_apologies(meeting=meeting, **form.facts(), **now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request,
                "Your apologies are with the secretariat. Take them back here if you can come after all.",
            )
            return redirect(meeting)
    return render(request, "meetings/apologies_send.html", {"meeting": meeting, "form": form})


@require_POST
def apologies_take_back(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    meeting = find_meeting(request, reference)
    seat = next((seat for seat in own_seats(request, meeting) if seat.pk == pk), None)
    if seat is None:
        policies.send_apologies.enforce(request.user, meeting, Seat(board=meeting.board), on=clock.today())
        raise Http404
    workflow.take_back_apologies(meeting=meeting, seat=seat, **now(request))
    messages.success(request, "Your apologies are taken back: you are expected at the meeting.")
    return redirect(meeting)


# --- Others present -------------------------------------------------------------------------------
def _keep_others(request: SignedInRequest, reference: str) -> Meeting:
    meeting = find_sitting_meeting(request, reference)
    policies.keep_attendance.enforce(request.user, meeting, on=clock.today())
    return meeting


@require_http_methods(["GET", "POST"])
def other_add(request: SignedInRequest, reference: str) -> HttpResponse:
    meeting = _keep_others(request, reference)
    back = reverse("meetings:attendance_detail", args=[meeting.reference])
    form = OtherPresentForm(request.POST or None, cancel_url=back)
    if request.method == "POST" and form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            other = workflow.add_other(meeting=meeting, **facts, **now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{other.name} is recorded.")
            return redirect(f"{back}#others")
    return render(request, "meetings/other_add.html", {"meeting": meeting, "form": form})


@require_http_methods(["GET", "POST"])
def other_edit(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    meeting = _keep_others(request, reference)
    other = get_object_or_404(meeting.others_present, pk=pk)
    back = reverse("meetings:attendance_detail", args=[meeting.reference])
    initial = {name: getattr(other, name) for name in OtherPresentForm.base_fields}
    form = OtherPresentForm(request.POST or None, initial=initial, cancel_url=back)
    if request.method == "POST" and "reopen" not in request.POST and form.is_valid():
        try:
            workflow.edit_other(other=other, **form.cleaned_data, **now(request))
        except CannotBeDone as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The record is corrected.")
            return redirect(f"{back}#others")
    return render(request, "meetings/other_edit.html", {"meeting": meeting, "other": other, "form": form})


@require_POST
def other_drop(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    meeting = _keep_others(request, reference)
    other = get_object_or_404(meeting.others_present, pk=pk)
    workflow.drop_other(other=other, **now(request))
    messages.success(request, f"{other.name} is taken out of the record.")
    return redirect(f"{reverse('meetings:attendance_detail', args=[meeting.reference])}#others")
