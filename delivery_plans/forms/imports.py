"""What is filled in about a file that is read into a plan: the file, its columns, its doubtful cells."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator

from csp_portal.core.forms import PortalForm
from delivery_plans.import_reading import LEFT_OUT, NAME_FIELDS, OF_THE_FILE, Reading, shown_field
from delivery_plans.reading.columns import KEY_TARGETS, LABELS, TARGETS, Column, Field
from delivery_plans.reading.grid import LONGEST_CELL
from delivery_plans.reading.opening import LARGEST, TOO_LARGE
from delivery_plans.reading.table import Doubt

ROWS_ASKED = 100
CELL_TOO_LONG = f"A cell can hold {LONGEST_CELL:,} letters. Shorten it."
_SHORT = ("area_reference", "action_reference", "milestone_reference", "rag")


class ImportUploadForm(PortalForm):
    """Which file is to be read."""

    submit_label = "Read the file"

    file = forms.FileField(
        max_length=255,
        help_text=f"A Word file (.docx), an Excel workbook (.xlsx) or a CSV file of at most {LARGEST // 1_000_000} MB. "
        "Nothing is written into the plan before you have seen what was read.",
        widget=forms.FileInput(attrs={"accept": ".docx,.xlsx,.csv"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is not None and file.size > LARGEST:
            raise forms.ValidationError(TOO_LARGE)
        return file


class ColumnsForm(PortalForm):
    """What each column of the file is."""

    submit_label = "Read the rows"

    def __init__(
        self, *args: Any, columns: Sequence[Column], examples: dict[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        for column in columns:
            example = examples.get(column.place, "")
            fields[f"column-{column.place}"] = forms.ChoiceField(
                label=column.heading or f"Column {column.place + 1}, without a heading",
                choices=[(field.value, label) for field, label in LABELS.items()],
                initial=column.field.value,
                help_text=f"For example: {example}" if example else "All its cells are empty.",
            )

    def mapping(self) -> dict[int, str]:
        """Give what each column is, by its place."""
        return {int(name.partition("-")[2]): value for name, value in self.cleaned_data.items()}


class DecisionsForm(PortalForm):
    """What the doubtful cells say; a row can be left out."""

    submit_label = ""

    def __init__(self, *args: Any, reading: Reading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        self.groups: list[dict[str, Any]] = []
        if reasons := [doubt.reason for doubt in reading.table.doubts if doubt.column == TARGETS]:
            fields[TARGETS] = forms.CharField(
                label=KEY_TARGETS,
                required=False,
                validators=[MaxLengthValidator(LONGEST_CELL, CELL_TOO_LONG)],
                initial="\n".join(reading.key_targets),
                help_text=" ".join([*reasons, "One target on a line."]),
                widget=forms.Textarea(attrs={"rows": str(min(max(len(reading.key_targets), 2) + 1, 12))}),
            )
        by_place: dict[int, list[Doubt]] = {}
        for doubt in (*reading.table.doubts, *reading.too_long):
            if doubt.place >= 0:
                by_place.setdefault(doubt.place, []).append(doubt)
        self.more = max(0, len(by_place) - ROWS_ASKED)
        lines = {place: (number, row) for place, number, row in reading.lines}
        still = {(doubt.place, shown_field(doubt)) for doubt in (*reading.open_doubts, *reading.too_long)}
        for place in sorted(by_place)[:ROWS_ASKED]:
            number, row = lines[place]
            names = []
            for field in dict.fromkeys(shown_field(doubt) for doubt in by_place[place]):
                value = getattr(row, field)
                reasons = [doubt.reason for doubt in by_place[place] if shown_field(doubt) == field]
                name = f"{field}-{place}"
                hint = " ".join(dict.fromkeys(reasons))
                if field in NAME_FIELDS:
                    hint += " One name on a line."
                fields[name] = forms.CharField(
                    label=LABELS[Field(field)],
                    required=False,
                    validators=[MaxLengthValidator(LONGEST_CELL, CELL_TOO_LONG)],
                    initial=value if isinstance(value, str) else "\n".join(value),
                    help_text=hint,
                    widget=_control(field, value),
                )
                names.append(name)
            out = f"{LEFT_OUT}-{place}"
            fields[out] = forms.BooleanField(
                label="Leave this row out", required=False, initial=place in reading.left_out
            )
            self.groups.append(
                {
                    "number": number,
                    "row": row,
                    "names": [*names, out],
                    "is_open": any((place, name.partition("-")[0]) in still for name in names),
                }
            )

    def fieldsets(self) -> list[dict[str, Any]]:
        return [group | {"fields": [self[name] for name in group["names"]]} for group in self.groups]

    @property
    def targets(self) -> forms.BoundField | None:
        """Give the field of key targets where they are doubtful."""
        return self[TARGETS] if TARGETS in self.fields else None

    def decisions(self) -> dict[str, dict[str, Any]]:
        """
        Give what was decided, by place of the row and by field.

        A cell that was sent as it was shown is not decided by that: whoever writes it says so for all of them.
        """
        found: dict[str, dict[str, Any]] = {}
        for name, value in self.cleaned_data.items():
            kept = value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value
            is_missing = isinstance(value, str) and name not in self.data
            if is_missing or kept == self.fields[name].initial:
                continue
            field, _, place = (TARGETS, "", str(OF_THE_FILE)) if name == TARGETS else name.rpartition("-")
            found.setdefault(place, {})[field] = kept
        return found


def _control(field: str, value: str | tuple[str, ...]) -> forms.Widget:
    if field in _SHORT or (field == "due" and "\n" not in value):
        return forms.TextInput()
    return forms.Textarea(attrs={"rows": _rows(value)})


def _rows(value: str | tuple[str, ...]) -> str:
    lines = value.count("\n") + 1 + len(value) // 80 if isinstance(value, str) else len(value)
    return str(min(max(lines, 2), 8))
