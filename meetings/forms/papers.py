"""What is filled in about a paper: what it is called, whose it is, its text, its file, its restriction."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from csp_portal.accounts.models import User
from csp_portal.core.forms import DateField, MarkdownArea, PortalForm, Radios
from csp_portal.documents.models import Marking
from meetings.forms.agendas import RestrictForm
from meetings.models import Paper
from meetings.report_templates import Body, Section, written

ACCEPT = ".pdf,.docx,.pptx,.xlsx,.doc,.ppt,.xls,.odt,.odp,.ods,.rtf,.png,.jpg,.jpeg"
READY_LABEL = "Ready for the pack"


class PaperForm(PortalForm):
    """What stands on the agenda about a paper, and who writes it."""

    keep_unsaved = True

    title = forms.CharField(max_length=200, help_text="Printed on the agenda and at the head of the paper.")
    report_of = forms.CharField(
        max_length=150,
        required=False,
        label="Report of",
        help_text="Whose report it is, for example Director of Public Health.",
    )
    writer = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        empty_label="The secretariat",
        label="Who writes it?",
        help_text="Whoever is named can write it and submit it. The secretariat always can.",
    )
    marking = forms.ChoiceField(choices=Marking.choices, required=False, help_text="Printed on every page.")

    def __init__(self, *args: Any, writers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["writer"].queryset = writers


class PaperDetailsForm(PaperForm):
    """The same for a paper that is there, with what its author was asked for."""

    due_on = DateField(
        label="Due on",
        required=False,
        help_text="Leave this empty for the day that the meeting's timetable gives.",
    )
    instructions = forms.CharField(
        required=False,
        max_length=3000,
        label="What is asked for",
        widget=forms.Textarea(attrs={"rows": "4"}),
        help_text="Its author and the secretariat read it.",
    )


class PaperAskForm(PaperForm):
    """Whom to ask for a paper, what it should say, and by when."""

    submit_label = "Ask for the paper"

    kind = forms.ChoiceField(
        label="How is it written?",
        choices=[
            (Paper.Kind.REPORT.value, "In the portal, by the board's report form"),
            (Paper.Kind.UPLOAD.value, "As a file that the author uploads"),
        ],
        initial=Paper.Kind.REPORT,
        widget=Radios,
    )
    due_on = DateField(label="Due on")
    instructions = forms.CharField(
        max_length=3000,
        label="What is asked for?",
        widget=forms.Textarea(attrs={"rows": "5"}),
        help_text="What it should answer, how long it may be, whom to ask. Its author and the secretariat read it.",
    )
    field_order = ("title", "writer", "due_on", "instructions", "kind", "report_of", "marking")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        writer: Any = self.fields["writer"]
        writer.required, writer.empty_label, writer.label = True, "Choose a person", "Who is asked?"
        writer.help_text = "Anybody with a seat on the board or who stands in for one, and those whose duty is to report to it."


class PaperSendBackForm(PortalForm):
    """What has to change in a paper before it can go into the pack."""

    reason = forms.CharField(
        max_length=2000,
        label="What has to change?",
        widget=forms.Textarea(attrs={"rows": "4"}),
        help_text="The author reads it.",
    )

    def __init__(self, *args: Any, has_author: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_author:
            self.fields["reason"].required = False
            self.fields["reason"].help_text = "It stays on record with the paper."


class GeneratedPaperForm(PortalForm):
    """Which of its own papers the portal is to write."""

    submit_label = "Add the paper"

    generator = forms.ChoiceField(label="What is the portal to write?", widget=Radios)
    title = forms.CharField(
        max_length=200,
        required=False,
        help_text="Printed on the agenda. Leave this empty to use the heading of what is written.",
    )
    marking = forms.ChoiceField(choices=Marking.choices, required=False, help_text="Printed on every page.")

    def __init__(
        self, *args: Any, choices: list[tuple[str, str]], hints: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["generator"].choices = choices
        fields["generator"].widget.hints = hints


def _file_field() -> forms.FileField:
    return forms.FileField(
        label="File",
        max_length=255,
        help_text=(
            "A PDF, Word, PowerPoint or Excel file, or a PNG or JPEG picture, of at most "
            f"{settings.UPLOAD_MAX_BYTES / 1_000_000:.0f} MB. It is checked and made into a PDF, which can take "
            "up to a minute: wait for the next page."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )


def _refuse_too_large(file: UploadedFile) -> UploadedFile:
    # Before it is read: the rest of what is wrong with a file takes reading it.
    if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise ValidationError(
            f"The file is larger than {settings.UPLOAD_MAX_BYTES / 1_000_000:.0f} MB. "
            "Make its pictures smaller or split it into parts, and upload those."
        )
    return file


class UploadForm(PortalForm):
    """The file that becomes a paper's next version."""

    submit_label = "Upload the file"

    file = _file_field()
    is_ready = forms.BooleanField(label=READY_LABEL, required=False)

    def __init__(
        self, *args: Any, asks_if_ready: bool, ready_label: str = READY_LABEL, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_ready"].label = ready_label
        if not asks_if_ready:
            del self.fields["is_ready"]

    def clean_file(self) -> UploadedFile:
        return _refuse_too_large(self.cleaned_data["file"])


class UploadedPaperForm(PaperForm):
    """A paper together with its file."""

    submit_label = "Upload the paper"
    keep_unsaved = False

    file = _file_field()
    is_ready = forms.BooleanField(
        label=READY_LABEL,
        required=False,
        initial=True,
        help_text="Leave this empty if the file is a draft.",
    )
    field_order = ("title", "file", "is_ready", "report_of", "marking", "writer")

    def clean_file(self) -> UploadedFile:
        return _refuse_too_large(self.cleaned_data["file"])


class PaperWithdrawForm(PortalForm):
    """Why a paper leaves the agenda."""

    reason = forms.CharField(
        max_length=100,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text="It stays on record with the paper. Only the secretariat and the writer read it.",
    )


class PaperRestrictForm(RestrictForm):
    """What keeps a paper to some seats; its item stays open."""

    submit_label = "Restrict the paper"

    open_title = None  # type: ignore[assignment]
    closed_title = None  # type: ignore[assignment]
    version = None  # type: ignore[assignment]


class _SectionField(forms.CharField):
    """A section that has to be written before the paper is ready, and not before it is saved."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class ReportForm(PortalForm):
    """A report by the board's headings, and by those of its own that it came with."""

    submit_label = "Save the report"
    keep_unsaved = True

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, sections: list[Section], preview_url: str, **kwargs: Any) -> None:
        self.sections = sections
        super().__init__(*args, **kwargs)
        for number, section in enumerate(sections):
            field = _SectionField(
                required=section.is_required,
                label=section.label,
                help_text=section.help_text
                or ("" if section.is_of_template else "The board's report form has no such heading."),
                initial=section.text,
                strip=False,
                widget=MarkdownArea(
                    {"rows": "8" if section.is_of_template else "16"}, preview_url=preview_url
                ),
            )
            self.fields[f"section_{number}"] = field
        self.fields["is_landscape"] = forms.BooleanField(required=False, label="Print on landscape pages")

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.add_input(Submit("preview", "Preview the whole report", css_class="govuk-button--secondary"))
        return helper

    def body(self) -> Body:
        """Give what was written, for the workflow."""
        texts = [
            # Browsers send line ends of two characters, whatever was there before.
            self.cleaned_data.get(f"section_{number}", "").replace("\r\n", "\n").strip("\n ")
            for number in range(len(self.sections))
        ]
        return written(self.sections, texts)
