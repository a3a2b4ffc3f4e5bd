"""What is filled in about minutes: their entries, decisions, communications, and how they are cleared and confirmed."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from csp_portal.core.forms import Checkboxes, DateField, FilterForm, MarkdownArea, PortalForm, Radios
from meetings.models import Board, Decision, EntrySuggestion, Meeting, Restriction, Seat

LONGEST_TEXT = 100_000
# What a column of positive integers can hold.
LARGEST_VERSION = 2**31 - 1
SCAN_ACCEPT = ".pdf,.png,.jpg,.jpeg"


def _long(label: str, *, rows: int = 4, most: int = 5000, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": str(rows)}), **options
    )


def one_line_ends(text: str) -> str:
    """Browsers send line ends of two characters, whatever was there before."""
    return text.replace("\r\n", "\n").strip("\n ")


class EntryTextForm(PortalForm):
    """What one minute says. Many of these stand on one page, so each has ids of its own."""

    submit_label = ""
    keep_unsaved = True

    text = forms.CharField(label="Minute", required=False, max_length=LONGEST_TEXT, strip=False)
    version = forms.IntegerField(min_value=1, max_value=LARGEST_VERSION, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, key: str, label: str, preview_url: str, button: str = "Save", **kwargs: Any
    ) -> None:
        self.key, self.button = key, button
        super().__init__(*args, auto_id=f"id_{key}_%s", **kwargs)
        self.fields["text"].label = label
        self.fields["text"].widget = MarkdownArea({"rows": "8"}, preview_url=preview_url)

    def clean_text(self) -> str:
        return one_line_ends(self.cleaned_data["text"])

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.add_input(Submit("", self.button, css_id=f"{self.key}-submit"))
        return helper


class EntryAddForm(PortalForm):
    """An entry that was no item of the agenda, or an item that was admitted late."""

    submit_label = "Add the minute"

    title = forms.CharField(max_length=200)
    after = forms.ChoiceField(label="After which minute?", required=False)
    heading = forms.CharField(max_length=80, required=False, label="Section heading")

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["after"].choices = [("", "At the end"), *places]


class EntryEditForm(PortalForm):
    """An entry's title, and whether the public may read it."""

    keep_unsaved = True

    title = forms.CharField(
        max_length=200, help_text="As it was on the agenda. Changing it here changes nothing on the agenda."
    )
    closed_title = forms.CharField(
        max_length=200,
        required=False,
        label="Closed title",
        help_text="Only for a restricted item: what those who may read it see.",
    )
    heading = forms.CharField(max_length=80, required=False, label="Section heading")
    is_public = forms.BooleanField(
        required=False,
        label="For the public",
        help_text="Without the tick, the public copy has the number and the open title alone, with the ground.",
    )
    ground = forms.ChoiceField(
        required=False,
        label="Why is it not public?",
        choices=[("", "It is public"), *Restriction.Ground.choices],
    )
    version = forms.IntegerField(min_value=1, max_value=LARGEST_VERSION, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("is_public"):
            data["ground"] = ""
        elif not data.get("ground") and "ground" not in self.errors:
            self.add_error("ground", "Choose why the public may not read this minute.")
        return data


class EntrySplitForm(PortalForm):
    """Where one minute becomes two."""

    submit_label = "Split the minute"
    keep_unsaved = True

    title = forms.CharField(max_length=200, label="Title of the new minute")
    text = forms.CharField(
        label="Text that goes to the new minute",
        max_length=LONGEST_TEXT,
        help_text="The end of the present text, unchanged. What stands before it stays where it is.",
        widget=forms.Textarea(attrs={"rows": "10"}),
    )
    version = forms.IntegerField(min_value=1, max_value=LARGEST_VERSION, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        return one_line_ends(self.cleaned_data["text"])


class ClearForm(PortalForm):
    """How the chair cleared the minutes, when the secretariat writes it down."""

    submit_label = "Clear the minutes"

    how = _long(
        "How did the chair clear them?",
        rows=2,
        most=300,
        help_text="For example: by e-mail on 19 October 2015.",
    )


class SendBackForm(PortalForm):
    """What the chair wants to have changed."""

    submit_label = "Send them back"
    keep_unsaved = True

    comments = _long("What should be changed?", rows=8, help_text="The secretariat reads it with the draft.")


class SuggestForm(PortalForm):
    """A correction that a member suggests."""

    submit_label = "Suggest the correction"
    keep_unsaved = True

    text = _long(
        "What should be changed?", rows=6, help_text="The secretariat and the chairs read it, nobody else."
    )


class SuggestionAnswerForm(PortalForm):
    """What becomes of a suggested correction."""

    submit_label = "Answer the suggestion"

    answer = forms.ChoiceField(
        label="What becomes of it?", choices=EntrySuggestion.Answer.choices, widget=Radios
    )
    answer_text = _long("Answer", rows=3, required=False)


class ConfirmForm(PortalForm):
    """Which meeting confirmed the minutes."""

    submit_label = "Confirm the minutes"
    warning = True

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        to_field_name="reference",
        label="Which meeting confirmed them?",
        empty_label="Choose a meeting",
    )

    def __init__(self, *args: Any, meetings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["meeting"].queryset = meetings


class SignForm(PortalForm):
    """The chair's signature, typed."""

    submit_label = "Sign the minutes"
    warning = True

    name = forms.CharField(
        label="Your full name",
        max_length=150,
        help_text="Typing it signs the minutes as they stand, with today's date and the time.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class ScanForm(PortalForm):
    """The scan of a copy that was signed on paper."""

    submit_label = "Keep the signed copy"

    name = forms.CharField(
        label="Who signed it?", max_length=150, help_text="The chair's name as it stands on the copy."
    )
    file = forms.FileField(
        label="Scan of the signed copy",
        max_length=255,
        help_text=(
            f"A PDF file, or a PNG or JPEG picture, of at most {settings.UPLOAD_MAX_BYTES / 1_000_000:.0f} MB. "
            "It is checked and kept for good: wait for the next page."
        ),
        widget=forms.FileInput(attrs={"accept": SCAN_ACCEPT}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
            raise ValidationError(
                f"The file is larger than {settings.UPLOAD_MAX_BYTES / 1_000_000:.0f} MB. Scan it in grey, or smaller."
            )
        return file


class CorrectForm(PortalForm):
    """A correction recorded beside confirmed minutes."""

    submit_label = "Record the correction"
    keep_unsaved = True

    decision = forms.ModelChoiceField(
        Decision.objects.none(),
        to_field_name="slug",
        required=False,
        label="Is it about a decision?",
        empty_label="No, about the text",
    )
    text = _long("How should it read?", rows=5, most=LONGEST_TEXT)
    reason = _long("Why, and who agreed to it?", rows=3)

    def __init__(self, *args: Any, decisions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["decision"].queryset = decisions
        if not decisions.exists():
            del fields["decision"]


class DecisionForm(PortalForm):
    """What was resolved, and who took part."""

    submit_label = "Save the decision"
    keep_unsaved = True

    wording = _long(
        "RESOLVED",
        rows=4,
        help_text="As it is printed after “RESOLVED:”, for example “that the Board note the update”.",
    )
    took_part = forms.ModelMultipleChoiceField(
        Seat.objects.none(),
        required=False,
        label="Who took part?",
        widget=Checkboxes,
        help_text="The seats whose people took part in deciding. One that a declared interest bars cannot be among them.",
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, seats: list[Seat], barred: frozenset[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["took_part"].queryset = Seat.objects.filter(pk__in=[seat.pk for seat in seats]).select_related(
            "organisation"
        )
        fields["took_part"].widget.hints = {str(pk): "Barred by a declared interest" for pk in barred}


class DecisionFilterForm(FilterForm):
    """Narrows the list of decisions."""

    board = forms.ModelChoiceField(
        Board.objects.none(), required=False, to_field_name="slug", empty_label="All boards"
    )
    words = forms.CharField(required=False, max_length=200, label="Words")
    since = DateField(required=False, label="From")
    until = DateField(required=False, label="To")

    def __init__(self, *args: Any, boards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["board"].queryset = boards


class _OfADecision(PortalForm):
    """Something that may follow from one of a minute's decisions."""

    decision = forms.ModelChoiceField(
        Decision.objects.none(),
        to_field_name="slug",
        required=False,
        label="Which decision does it follow from?",
        empty_label="None of them",
    )

    def __init__(self, *args: Any, decisions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["decision"].queryset = decisions
        if not decisions.exists():
            del fields["decision"]


class CommunicationForm(_OfADecision):
    """What is told, by whom, how, to whom, when (ToR 6.4)."""

    submit_label = "Add the communication"

    message = _long("What is told?", rows=3)
    told_by = forms.CharField(label="Who tells it?", max_length=150)
    channel = forms.CharField(
        label="Through which channel?", max_length=150, help_text="For example the council's magazine."
    )
    audience = forms.CharField(
        label="To whom?", max_length=150, help_text="For example residents of the borough."
    )
    to_tell_on = DateField(label="When?", help_text="For example, 17 3 2016.")
    field_order = ("message", "told_by", "channel", "audience", "to_tell_on", "decision")


class PassOnForm(_OfADecision):
    """What goes to a parallel board."""

    submit_label = "Add it"

    board = forms.ModelChoiceField(
        Board.objects.none(), to_field_name="slug", label="To which board?", empty_label="Choose a board"
    )
    what = _long("What is it told?", rows=4)
    field_order = ("board", "what", "decision")

    def __init__(self, *args: Any, boards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["board"].queryset = boards
