"""What is filled in for the performance group's review of a quarter."""

from datetime import date
from typing import Any

from django import forms

from csp_portal.core.forms import DateField, PortalForm, Radios
from delivery_plans.models.performance_reviews import PerformanceLine, SelectionChoice
from meetings.models import Meeting


def text_area(rows: int) -> forms.Textarea:
    """Draw a box for a few sentences."""
    return forms.Textarea(attrs={"rows": str(rows)})


class ReviewOpenForm(PortalForm):
    """For which meeting a quarter is reviewed."""

    submit_label = "Open the review"

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="For which meeting of the board?",
        to_field_name="reference",
        empty_label="Choose a meeting",
    )
    session = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="At which session of the performance group?",
        to_field_name="reference",
        required=False,
        empty_label="Not planned yet",
    )
    figures_to = DateField(
        label="Up to which day are the figures?",
        help_text="The last day of the quarter, for example 31 12 2015.",
    )

    def __init__(self, *args: Any, meetings: Any, sessions: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["meeting"].queryset = meetings
        fields["session"].queryset = sessions
        self.today = today

    def clean_figures_to(self) -> date:
        day: date = self.cleaned_data["figures_to"]
        if day > self.today:
            raise forms.ValidationError("Figures cannot reach beyond today.")
        return day


class LineCommentForm(PortalForm):
    """What there is to say of one indicator."""

    submit_label = "Save the comment"
    keep_unsaved = True

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    comment = forms.CharField(
        label="What do the figures say, and why?",
        max_length=4000,
        required=False,
        widget=text_area(6),
        help_text="The board reads it beside the chart and the rating above.",
    )
    added_value = forms.CharField(
        label="How can the partnership add value?",
        max_length=4000,
        required=False,
        widget=text_area(4),
        help_text="What partners could do together that none of them does alone.",
    )


class LineChooseForm(PortalForm):
    """Whether the report shows an indicator, against what the rules say."""

    submit_label = "Save"

    choice = forms.ChoiceField(label="Should the report show it?", choices=(), widget=Radios)
    reason = forms.CharField(
        required=False,
        max_length=1000,
        widget=text_area(3),
        help_text="The board reads it. Not needed where the rules decide.",
    )

    def __init__(self, *args: Any, line: PerformanceLine, is_by_rule: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        against = (
            (SelectionChoice.Choice.LEFT_OUT, "Leave it out, although a rule shows it")
            if is_by_rule
            else (SelectionChoice.Choice.ADDED, "Show it, although no rule does")
        )
        fields: Any = self.fields
        fields["choice"].choices = [
            (SelectionChoice.Choice.BY_RULE.value, "As the rules say"),
            (against[0].value, against[1]),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        choice = cleaned.get("choice")
        if choice and choice != SelectionChoice.Choice.BY_RULE and not cleaned.get("reason"):
            self.add_error("reason", "Enter why the report shows it otherwise than the rules say.")
        return cleaned


class ReopenForm(PortalForm):
    """Why a review is opened again."""

    submit_label = "Open it again"

    reason = forms.CharField(
        label="Why is it opened again?",
        max_length=1000,
        widget=text_area(3),
        help_text="Those who wrote it read this.",
    )
