"""What a secretary says when building, publishing or checking a pack."""

from datetime import date
from typing import Any

from django import forms

from csp_portal.core.forms import DateField, PortalForm
from meetings.models import Meeting
from meetings.states.meeting import State
from meetings.timetable import circulate_by, closures, lateness, lateness_in_words


class SupplementForm(PortalForm):
    """Ask for the day that the front sheet of a supplement names as its day of issue."""

    submit_label = "Build the supplement"

    issue_on = DateField(label="Date of issue", help_text="Printed on the front sheet.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"issue_on": today}, **kwargs)


class BuildForm(PortalForm):
    """Ask for the day that the front sheet names as its day of issue, and why it is late if it is."""

    submit_label = "Build the pack"

    issue_on = DateField(label="Date of issue", help_text="Printed on the front sheet.")
    lateness_reason = forms.CharField(
        label="Why does it go out late?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )

    def __init__(self, *args: Any, today: date, meeting: Meeting, **kwargs: Any) -> None:
        self.meeting = meeting
        earlier = meeting.packs.whole().first()
        initial = {"issue_on": today, "lateness_reason": earlier.lateness_reason if earlier else ""}
        super().__init__(*args, initial=initial, **kwargs)
        if meeting.circulated_at is not None and meeting.state == State.CIRCULATED:
            del self.fields["lateness_reason"]
            return
        latest = circulate_by(meeting.board, meeting.on, closed=closures())
        self.fields["lateness_reason"].help_text = (
            f"Printed on the front sheet if it is issued after {latest.day} {latest:%B %Y},"
            " the last day for the notice that the board's rule asks for."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        issue_on = data.get("issue_on")
        if "lateness_reason" in self.fields and issue_on and not data.get("lateness_reason"):
            late = lateness(self.meeting, circulated_on=issue_on)
            if late:
                self.add_error(
                    "lateness_reason",
                    f"Issued on that day it goes round {lateness_in_words(late)}. Enter why.",
                )
        return data


class PublishForm(PortalForm):
    """Ask why it goes out without a paper, where it does."""

    submit_label = "Publish the pack"

    missing_reason = forms.CharField(
        label="Why does it go out without these papers?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="The reason stays on record with the pack.",
    )

    def __init__(self, *args: Any, is_missing_papers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_missing_papers:
            del self.fields["missing_reason"]

    def reasons(self) -> dict[str, str]:
        """Give the reason, blank where none was asked for."""
        return {"missing_reason": self.cleaned_data.get("missing_reason", "")}


class CheckForm(PortalForm):
    """Ask for the PDF file to hold against the records."""

    submit_label = "Check the file"

    file = forms.FileField(
        label="PDF file of a pack",
        help_text="The file is read once to work out its hash, and not kept.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )


class PageForm(PortalForm):
    """Turn to a page by its running number."""

    form_method = "get"
    submit_label = "Turn to this page"

    page = forms.IntegerField(label="Page", min_value=1)
