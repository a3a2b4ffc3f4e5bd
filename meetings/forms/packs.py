"""What a secretary says when building, publishing or checking a pack."""

from datetime import date
from typing import Any

from django import forms

from csp_portal.core.forms import DateField, PortalForm


class BuildForm(PortalForm):
    """Ask for the day that the front sheet names as its day of issue."""

    submit_label = "Build the pack"

    issue_on = DateField(label="Date of issue", help_text="Printed on the front sheet.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"issue_on": today}, **kwargs)


class PublishForm(PortalForm):
    """Ask why it is late, or goes out without a paper, where either is so."""

    submit_label = "Publish the pack"

    lateness_reason = forms.CharField(
        label="Why does it go out late?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="The reason stays on record with the meeting.",
    )
    missing_reason = forms.CharField(
        label="Why does it go out without these papers?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="The reason stays on record with the pack.",
    )

    def __init__(self, *args: Any, is_late: bool, is_missing_papers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_late:
            del self.fields["lateness_reason"]
        if not is_missing_papers:
            del self.fields["missing_reason"]

    def reasons(self) -> dict[str, str]:
        """Give both reasons, blank where none was asked for."""
        return {name: self.cleaned_data.get(name, "") for name in ("lateness_reason", "missing_reason")}


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
