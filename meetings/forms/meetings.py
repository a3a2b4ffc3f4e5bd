"""What a secretary fills in about a meeting as a whole."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from csp_portal.core.forms import DateField, FilterForm, PortalForm, TimeField
from meetings import timetable
from meetings.models import Board, Meeting, Priority
from meetings.models.boards import MeetingKind


class MeetingFilterForm(FilterForm):
    """Narrows the list of meetings to one board."""

    board = forms.ModelChoiceField(
        Board.objects.none(), required=False, to_field_name="slug", empty_label="All boards"
    )

    def __init__(self, *args: Any, boards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["board"].queryset = boards


def confirm_day(
    form: PortalForm,
    board: Board,
    starts_at: datetime,
    length: int,
    *,
    today: date,
    meeting: Meeting | None = None,
) -> None:
    """Say what speaks against a day, and have it chosen all the same only with a tick."""
    day = timezone.localdate(starts_at)
    closed = timetable.closures()
    reasons = timetable.clashes(day, closed=closed)
    reasons += timetable.overlapping(starts_at, length, leave_out=meeting.pk if meeting else None)
    latest = timetable.circulate_by(board, day, closed=closed)
    if day < today:
        reasons.append("That day has passed.")
    elif latest < today:
        reasons.append(f"The papers should have gone round by {latest.day} {latest:%B %Y}, which has passed.")
    if not reasons:
        return
    form.fields["despite"] = forms.BooleanField(label="Meet then all the same", required=False, initial=False)
    if not form.data.get("despite"):
        form.add_error(
            "despite", f"{' '.join(reasons)} Choose another time, or tick “Meet then all the same”."
        )


class MeetingForm(PortalForm):
    """When and where a meeting is held. A day that something speaks against has to be confirmed."""

    keep_unsaved = True

    on = DateField(label="Day", help_text="For example, 17 3 2016.")
    begins = TimeField(label="Begins at", help_text="For example, 10:30 or 2pm.")
    length = forms.IntegerField(
        label="Length in minutes",
        required=False,
        validators=[MinValueValidator(5), MaxValueValidator(1440)],
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )
    place = forms.CharField(max_length=200, required=False)
    kind = forms.ChoiceField(
        label="Kind of meeting", choices=MeetingKind.choices, initial=MeetingKind.ORDINARY
    )
    focus_priority = forms.ModelChoiceField(
        Priority.objects.all(),
        label="Priority in focus",
        required=False,
        empty_label="None",
        help_text="An ordinary meeting gives most of its time to one of the board's priorities.",
    )

    reason = forms.CharField(
        max_length=500,
        required=False,
        label="Why does the meeting move?",
        help_text="Needed for another day, time or place. Everybody with a seat on the board reads it.",
        widget=forms.Textarea(attrs={"rows": "3"}),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, meeting: Meeting | None = None, **kwargs: Any) -> None:
        self.today = today
        self.meeting = meeting
        if meeting is not None:
            begins = timezone.localtime(meeting.starts_at)
            kwargs["initial"] = {
                "on": begins.date(),
                "begins": begins.time(),
                "length": meeting.length,
                "place": meeting.place,
                "kind": meeting.kind,
                "focus_priority": meeting.focus_priority,
                "version": meeting.version,
            }
        super().__init__(*args, **kwargs)
        if meeting is None:
            del self.fields["reason"], self.fields["version"]

    def board_chosen(self) -> Board | None:
        """Give the board whose meeting this is, once it is known."""
        return self.meeting.board if self.meeting else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        board = self.board_chosen()
        if board is None or not data.get("on") or not data.get("begins"):
            return data
        data["starts_at"] = timezone.make_aware(datetime.combine(data["on"], data["begins"]))
        data["length"] = data.get("length") or board.usual_minutes
        data["place"] = data.get("place") or board.usual_place
        if not data["place"] and "place" not in self.errors:
            self.add_error("place", "Enter the place. The board has no usual one.")
        if self.meeting and not data.get("reason") and "reason" not in self.errors:
            was = (self.meeting.starts_at.replace(second=0, microsecond=0), self.meeting.place)
            if (data["starts_at"], data["place"]) != was:
                self.add_error("reason", "Enter why the meeting moves.")
        is_as_it_was = self.meeting and (self.meeting.starts_at, self.meeting.length) == (
            data["starts_at"],
            data["length"],
        )
        if not is_as_it_was:
            confirm_day(
                self, board, data["starts_at"], data["length"], today=self.today, meeting=self.meeting
            )
        return data

    def facts(self) -> dict[str, Any]:
        """Give the meeting's fields, for the workflow."""
        names = ["starts_at", "length", "place", "kind", "focus_priority"]
        names += ["reason", "version"] if self.meeting else []
        return {name: self.cleaned_data[name] for name in names}


class MeetingPlanForm(MeetingForm):
    """The same for a meeting that is not there yet."""

    submit_label = "Plan the meeting"

    board = forms.ModelChoiceField(Board.objects.none(), empty_label="Choose a board")
    field_order = ["board"]

    def __init__(self, *args: Any, boards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["board"].queryset = boards
        self.fields["length"].help_text = "Leave this empty for the board's usual length."
        self.fields["place"].help_text = "Leave this empty for the board's usual place."

    def board_chosen(self) -> Board | None:
        return self.cleaned_data.get("board")


class MeetingCancelForm(PortalForm):
    """Why a meeting is cancelled."""

    reason = forms.CharField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": "4"}),
        label="Reason",
        help_text="Everybody with a seat on the board reads it.",
    )


class MeetingPostponeForm(PortalForm):
    """Why a meeting is postponed."""

    reason = forms.CharField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": "4"}),
        label="Reason",
        help_text="Everybody with a seat on the board reads it.",
    )


class MeetingResumeForm(PortalForm):
    """The new day of a postponed meeting. One that something speaks against has to be confirmed."""

    submit_label = "Set the new day"

    on = DateField(label="New day")
    begins = TimeField(label="Begins at")
    place = forms.CharField(max_length=200)

    def __init__(self, *args: Any, meeting: Meeting, today: date, **kwargs: Any) -> None:
        self.meeting, self.today = meeting, today
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("on") and data.get("begins"):
            meeting = self.meeting
            confirm_day(
                self, meeting.board, self.starts_at(), meeting.length, today=self.today, meeting=meeting
            )
        return data

    def starts_at(self) -> datetime:
        """Give the beginning, in the partnership's own time zone."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["on"], self.cleaned_data["begins"]))
