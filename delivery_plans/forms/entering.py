"""What is filled in when figures are entered: for which table and period, how sure, and why they change."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from csp_portal.core.forms import DateField, FilterForm, PortalForm, Radios
from delivery_plans.states.performance import PeriodKind, Standing

LARGEST_TABLE = 5_000_000


def _last_day() -> DateField:
    return DateField(
        label="Last day of the period",
        help_text="For a month, a quarter or a year any day of it will do: 31 12 2015.",
    )


class GridChoiceForm(FilterForm):
    """For which table and period figures are entered."""

    submit_label = "Open the grid"

    table = forms.ChoiceField(label="Which figures?", widget=Radios)
    kind = forms.ChoiceField(label="Kind of period", choices=PeriodKind.choices, widget=Radios)
    day = _last_day()

    def __init__(self, *args: Any, tables: list[tuple[str, str]], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["table"].choices = tables
        self.on = on


class GridForm(PortalForm):
    """What holds for all figures that are entered at once."""

    standing = forms.ChoiceField(
        label="The figures that you enter or change are",
        choices=Standing.choices,
        widget=Radios(hints={Standing.PROVISIONAL: "They may still move; the pages say so."}),
        initial=Standing.FINAL,
    )
    confirm = forms.BooleanField(label="The provisional figures shown here are final now", required=False)
    reason = forms.CharField(
        label="Why do figures change?",
        required=False,
        max_length=300,
        help_text="Needed only if you correct a figure that is there. The old figure stays on record.",
    )


class UploadFiguresForm(PortalForm):
    """A file with figures, and the period for rows that name none."""

    submit_label = "Read the file"

    file = forms.FileField(
        label="File",
        max_length=255,
        help_text="CSV or Excel (.xlsx), with a heading row and at most 5,000 rows. Nothing is saved yet.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    standing = forms.ChoiceField(
        label="Figures that say nothing else are",
        choices=Standing.choices,
        widget=Radios,
        initial=Standing.FINAL,
    )
    kind = forms.ChoiceField(
        label="Kind of period, for rows that name none",
        choices=[("", "Every row names its period"), *PeriodKind.choices],
        widget=Radios,
        required=False,
    )
    day = DateField(label="Last day of that period", required=False)

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_TABLE:
            raise ValidationError("The file is larger than 5 MB. Upload only the sheet with the figures.")
        return file

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("kind") and not data.get("day") and "day" not in self.errors:
            self.add_error("day", "Enter the last day of the period.")
        if data.get("day") and not data.get("kind"):
            self.add_error("kind", "Choose the kind of period that ends on that day.")
        return data


class ConfirmUploadForm(PortalForm):
    """Figures that were previewed, signed so that they are entered as they were shown."""

    submit_label = "Enter these figures"

    figures = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why do figures change?",
        required=False,
        max_length=300,
        help_text="Needed only where the table says that a figure is corrected.",
    )
