"""What a secretary fills in about the agenda: sections, items, restrictions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator

from csp_portal.core.forms import Checkboxes, DateField, PortalForm, Radios
from meetings.models import AgendaItem, AgendaSection, Meeting, Priority, Restriction, Seat
from meetings.models.boards import Purpose
from meetings.references import UnclearReference, for_keeping


class SectionForm(PortalForm):
    """A section's name, and the heading that is printed above its items."""

    name = forms.CharField(
        max_length=80, help_text="For example, Strategic items. The name is shown while the agenda is built."
    )
    heading = forms.CharField(
        max_length=80,
        required=False,
        label="Printed heading",
        help_text="Leave this empty to print no heading above the items.",
    )


class ItemForm(PortalForm):
    """What an item says. Pointers in the wording are typed by title and kept by key."""

    keep_unsaved = True

    title = forms.CharField(max_length=200)
    closed_title = forms.CharField(
        max_length=200,
        label="Closed title",
        help_text="Only the seats named in the restriction, and the secretariat, read it.",
    )
    section = forms.ModelChoiceField(AgendaSection.objects.none(), empty_label=None)
    purpose = forms.ChoiceField(
        label="What is the board asked to do?",
        choices=Purpose.choices,
        initial=Purpose.DISCUSS,
        widget=Radios(
            attrs={"class": "govuk-radios--small"},
            hints={Purpose.NOTE: "Is the board's time needed, or could it be sent out another way?"},
        ),
    )
    wording = forms.CharField(
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": "6"}),
        help_text="Printed below the title. Point at another item by its title, for example {item: Any other business}; the portal prints its number.",
    )
    needs_time_because = forms.CharField(
        required=False,
        max_length=1000,
        label="If it is only to note: why does it need the board's time?",
        widget=forms.Textarea(attrs={"rows": "2"}),
        help_text="Without an answer the agenda cannot be put to the chairs. It could also be sent out another way.",
    )
    questions = forms.CharField(
        required=False,
        max_length=3000,
        label="Questions to be answered",
        widget=forms.Textarea(attrs={"rows": "4"}),
        help_text="What the board should know at the end of the item; one question in a line.",
    )
    presenter = forms.CharField(max_length=150, required=False, label="Presented by")
    minutes_allotted = forms.IntegerField(
        label="Minutes allotted",
        required=False,
        min_value=0,
        validators=[MaxValueValidator(1440)],
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )
    priority = forms.ModelChoiceField(
        Priority.objects.all(), required=False, empty_label="None", label="Board's priority"
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        meeting: Meeting,
        items: Sequence[AgendaItem],
        item: AgendaItem | None = None,
        **kwargs: Any,
    ) -> None:
        self.items = items
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["section"].queryset = meeting.sections.all()
        if item is None or item.restriction_id is None:
            del self.fields["closed_title"]
        else:
            self.fields["title"].label = "Open title"
            self.fields["title"].help_text = "Everybody with a seat on the board reads it."
        if item is None:
            del self.fields["version"]

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        # The button that shows how the wording reads stands beside the form.
        helper.form_id = "item-form"
        return helper

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        if {"{", "}"} & set(title):
            raise ValidationError(
                "A title cannot have curly brackets: the wording uses them to point at items."
            )
        return title

    def clean_wording(self) -> str:
        try:
            return for_keeping(self.cleaned_data["wording"], self.items)
        except UnclearReference as unclear:
            raise ValidationError(str(unclear)) from None

    def clean_minutes_allotted(self) -> int:
        return self.cleaned_data["minutes_allotted"] or 0

    def facts(self) -> dict[str, Any]:
        """Give the item's fields, for the workflow."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class WithdrawForm(PortalForm):
    """Why an item leaves the agenda."""

    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text="It stays on record with the item. Only the secretariat reads it.",
    )


class RestrictForm(PortalForm):
    """What keeps an item to some seats, until when, and to which."""

    submit_label = "Restrict the item"
    keep_unsaved = True

    open_title = forms.CharField(
        max_length=200,
        label="Open title",
        help_text="Everybody with a seat on the board, and the public copy, read this title. Say no more than they may know.",
    )
    closed_title = forms.CharField(
        max_length=200,
        label="Closed title",
        help_text="Only the seats named below and the secretariat read it.",
    )
    ground = forms.ChoiceField(
        label="Why is it restricted?", choices=Restriction.Ground.choices, widget=Radios
    )
    explanation = forms.CharField(
        max_length=300,
        required=False,
        help_text="Printed on the slip that stands for the withheld pages. Everybody may read it.",
    )
    review_on = DateField(label="Review the restriction on")
    seats = forms.ModelMultipleChoiceField(
        Seat.objects.none(),
        label="Who may read it?",
        widget=Checkboxes,
        error_messages={"required": "Choose at least one seat."},
        help_text="The people in these seats, and their deputies. The secretariat always may.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, seats: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["seats"].queryset = seats

    def clean_review_on(self) -> date:
        review_on: date = self.cleaned_data["review_on"]
        if review_on <= self.today:
            raise ValidationError("The review must be on a day to come.")
        return review_on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        titles = [data.get(name, "").strip().casefold() for name in ("open_title", "closed_title")]
        if all(titles) and titles[0] == titles[1]:
            self.add_error("closed_title", "The closed title must differ from the open one.")
        return data
